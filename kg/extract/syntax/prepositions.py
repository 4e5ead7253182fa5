"""Prepositional phrases: a preposition of one word or several, and each of its nouns.

Knows noun phrases, not clauses or triples.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.clause import Phrase


def phrases_of(args: Arguments, prep: int, before: tuple[int, ...] = ()) -> list[Phrase]:
    """A preposition's nouns, one phrase each; "because of", "out of", "according to" are one preposition."""
    tree = args.tree
    words = (*before, prep)
    found: list[Phrase] = []
    for kid in tree.kids[prep]:
        dep = tree.deps[kid]
        if dep == "pobj" and tree.tags[kid] not in ("WDT", "WP", "WRB"):
            inner = _complex(args, kid)
            if inner:
                found += [Phrase((*words, *range(prep + 1, inner[0] + 1)), kid, noun) for noun in inner[1]]
                continue
            if tree.words[kid] in lx.FILLERS and tree.right[kid] == kid == tree.left[kid]:
                continue
            leading = prep  # the word that gives the phrase its sense: "because" of "because of"
            if before and tree.words[prep] in ("of", "to") and tree.deps[before[-1]] == "prep":
                leading = before[-1]
            if tree.words[prep] in ("between", "among"):
                if args.join(kid) or args.is_time(kid) or tree.tags[kid] not in ("NN", "NNP"):  # else a side is lost
                    found.append(Phrase(words, leading, kid))
                continue
            found += [Phrase(words, leading, noun) for noun in args.expand(kid)]
        elif dep == "prep" and kid == prep + 1:
            found += phrases_of(args, kid, words)
        elif dep == "prep" and not before:
            found += phrases_of(args, kid)  # "from 1966 to 1989"
        elif dep == "conj" and tree.tags[kid] == "IN":
            found += phrases_of(args, kid, before)
    return found


def directed(args: Arguments, adverb: int) -> list[Phrase]:
    """As in "sold it back to X", "left it prior to its sale": the adverb belongs to the preposition."""
    tree = args.tree
    if tree.words[adverb] not in lx.DIRECTING or tree.words[adverb] == "prior" and tree.words[adverb + 1] != "to":
        return []
    found = [p for k in tree.kids[adverb] if tree.deps[k] == "prep" and k == adverb + 1 for p in phrases_of(args, k, (adverb,))]
    if tree.words[adverb] == "prior":
        return [Phrase(p.words, adverb, p.noun) for p in found]
    return found


def _complex(args: Arguments, noun: int) -> tuple[int, list[int]] | None:
    """(second preposition, its nouns) of "in addition to X"."""
    tree = args.tree
    if tree.words[noun] not in lx.COMPLEX_PREPOSITIONS or any(tree.deps[k] == "amod" for k in tree.kids[noun]):
        return None
    for kid in tree.kids[noun]:
        if tree.deps[kid] == "prep" and kid == noun + 1 and tree.words[kid] in ("to", "of", "for", "with"):
            nouns = [n for k in tree.kids[kid] if tree.deps[k] == "pobj" for n in args.expand(k)]
            if nouns:
                return kid, nouns
    return None


def lifted(args: Arguments, noun: int) -> list[Phrase]:
    """As in "pitched in 66 games for X": the parser hangs the second phrase on the first one's noun; it is the verb's as well."""
    found: list[Phrase] = []
    if args.is_role(noun):
        return found  # "as ambassador to X": X belongs to the role
    for prep in args.preps(noun):
        if args.tree.words[prep] in ("for", "with", "against", "at", "from", "to", "as"):
            found += [p for p in phrases_of(args, prep) if args.named_inside(p.noun) and not args.is_time(p.noun)]
    return found
