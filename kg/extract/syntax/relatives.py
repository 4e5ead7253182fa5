"""Relative clauses, and others without a subject of their own: of which noun they speak, and what it is to their verb.

Knows nouns and clauses, not triples.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.clause import Clause, Phrase
from kg.extract.syntax.tree import Tree


def about(args: Arguments, noun: int) -> int:
    """The noun that a clause on `noun` speaks of: the copula's subject for an attribute, the name for an apposition."""
    tree = args.tree
    for _ in range(4):
        dep, head = tree.deps[noun], tree.heads[noun]
        if dep == "attr" and tree.words[head] in lx.BE:
            subject = next((k for k in tree.kids[head] if tree.deps[k] == "nsubj"), -1)
            if (
                subject < 0
                or tree.words[subject] in lx.EMPTY_SUBJECTS
                or tree.words[subject] in lx.DEMONSTRATIVE
                or tree.tags[subject] in ("WDT", "WP")
            ):
                break
            if tree.words[subject] == "it" and (args.is_name(noun) or tree.tags[noun] == "PRP"):
                break  # "It was Marie who …"
            if any(tree.deps[k] == "neg" for k in tree.kids[head]):
                break
            noun = subject
        elif (
            dep == "appos"
            and not args.is_name(noun)
            and args.is_name(head)
            or dep == "conj"
            and tree.deps[head] in ("attr", "appos")
            and not args.is_name(noun)
        ):
            noun = head
        else:
            break
    return args.effective(noun)


def of_common(args: Arguments, noun: int) -> int:
    """The common noun that a name behind "of" belongs to; -1 where there is none."""
    tree = args.tree
    prep = tree.heads[noun]
    if tree.deps[noun] != "pobj" or tree.words[prep] != "of" or not args.is_name(noun):
        return -1
    above = tree.heads[prep]
    return above if tree.tags[above] in ("NN", "NNS") and tree.words[above] not in lx.CLASS_NOUNS else -1


def above_place(args: Arguments, noun: int) -> int:
    """The common noun that is somewhere: the club of "a club based in the Oslo area [that plays …]"; -1 where there is none."""
    tree = args.tree
    if not (args.is_name(noun) or args.named_inside(noun)) or tree.ents[noun] not in ("GPE", "LOC", "FAC", ""):
        return -1
    for _ in range(4):
        dep, head = tree.deps[noun], tree.heads[noun]
        if not (dep == "pobj" or dep == "prep" or dep == "acl") or head >= noun:
            return -1
        noun = head
        if tree.tags[noun] in ("NN", "NNS") and tree.deps[noun] in ("attr", "appos"):
            return noun
    return -1


def relative_object(args: Arguments, clause: Clause, own: int, may_be_subject: Callable[[int], bool]) -> None:
    """As in "the house that he bought", "the school in which he taught", "the city where he died"."""
    tree, verb = args.tree, clause.verb
    if tree.deps[verb] != "relcl":
        return
    noun = tree.heads[verb]
    if own < 0 or tree.tags[own] in ("WDT", "WP") or any(tree.deps[k] == "ccomp" for k in tree.kids[verb]):
        return  # not of "the forms that he says are rare"
    target = args.effective(noun)
    if not may_be_subject(target) or of_common(args, noun) >= 0:
        return  # "rumours of Roe, which he denied"
    for kid in tree.kids[verb]:
        dep, word = tree.deps[kid], tree.words[kid]
        if dep == "dobj" and tree.tags[kid] in ("WDT", "WP") or dep == "dobj" and word == "that":
            clause.objects.append(("dobj", target))
            return
        if dep == "prep" and any(tree.deps[k] == "pobj" and tree.tags[k] in ("WDT", "WP") for k in tree.kids[kid]):
            if tree.ents[target] == "PERSON" and any(tree.words[k] == "which" for k in tree.kids[kid]):
                return
            clause.phrases.append(Phrase((kid,), kid, target))
            return
        if dep == "advmod" and (word == "where" or word == "when" and args.is_time(target)):
            clause.where = target
            return
    if args.is_time(target) or tree.words[target] in ("way", "reason", "extent", "degree"):
        return  # "by the time Roe arrived", "the way he wrote"
    told = args.is_name(target) or any(tree.deps[k] in ("det", "poss", "nummod") for k in tree.kids[target])
    if told and not clause.objects and tree.left[verb] == tree.left[own] and not clause.passive:
        clause.objects.append(("dobj", target))  # not of "in tongues they speak"


def noun_right_before(args: Arguments, verb: int) -> int:
    """The noun that the parser left to the clause before: "blamed for its rules and the firm's maps are blamed …"; -1 for none."""
    tree = args.tree
    first = min([verb, *(k for k in tree.kids[verb] if tree.deps[k] in ("aux", "auxpass"))])
    noun = first - 1
    if noun > 0 and tree.tags[noun] == "CD" and tree.heads[noun] == noun - 1:
        noun -= 1  # "and [US 2] was routed"
    if noun < 1 or tree.tags[first] not in ("VBD", "VBZ", "VBP", "MD") or tree.tags[noun] not in ("NN", "NNS", "NNP", "NNPS"):
        return -1
    if args.is_time(noun) or tree.deps[noun] not in ("conj", "dobj", "appos"):
        return -1
    opened = tree.tags[tree.left[noun] - 1]
    return noun if opened == "CC" or opened.startswith("VB") else -1


def set_apart(tree: Tree, verb: int, noun: int) -> bool:
    """As in "reached the road, dodged …" and "moved to Oslo, leaving …": the clause is about somebody farther up."""
    apart = noun < verb and (tree.words[tree.left[verb] - 1] == "," or tree.ents[noun] == "GPE")
    return apart and tree.deps[noun] in ("pobj", "conj", "dobj")


def of_a_phrase(args: Arguments, verb: int, head: int) -> bool:
    """As in "on the last ballot, taken in May, Roe won": the participle is about the noun right before it, and not about Roe."""
    tree = args.tree
    first = tree.left[verb]
    noun = first - 2
    if verb > head or noun < 1 or tree.words[first - 1] != "," or tree.deps[noun] != "pobj" or tree.tags[noun] not in ("NN", "NNS"):
        return False
    return not args.is_time(noun)


def called_on(tree: Tree, verb: int, head: int) -> bool:
    """As in "called on the junta to leave", "arranged for her to sing": who does it stands behind the preposition."""
    between = [k for k in tree.kids[head] if head < k < verb and tree.deps[k] == "prep" and tree.words[k] in ("on", "upon", "for")]
    return tree.tags[verb] == "VB" and any(tree.deps[k] == "pobj" for prep in between for k in tree.kids[prep])
