"""Which of its phrases complete a verb without object: in "worked on the bridge for Vega in 1990" it is the first.

Knows one clause, not its triples.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.clause import Clause, Phrase
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.years import is_year

_BESIDES = frozenset(("addition", "lieu", "contrast", "comparison", "spite"))  # "left in addition to X" leaves open what was left
_ASIDES = frozenset(("according", "despite", "because", "due", "unlike", "besides", "including", "than"))
_WITH_OTHERS = frozenset(("along", "together", "alongside"))
_MOTION = frozenset(("to", "into", "onto", "from", "under", "toward", "towards", "through"))


def completing(args: Arguments, clause: Clause, phrases: list[Phrase], agents: list[Phrase]) -> list[Phrase]:
    """Each named phrase, else the first of a common noun, else a date; none but names where `agents` complete the verb already."""
    tree = args.tree
    behind = [p for p in phrases if p.words[0] > clause.verb] or [p for p in phrases if args.is_name(p.noun) and not clause.contents]
    after = [p for p in behind if not _is_aside(tree, p)]
    plain = _in_reach(tree, clause, [p for p in after if _is_plain(args, p)])
    chosen = [p for p in plain if args.is_name(p.noun) or tree.words[p.prep] == "as" and args.is_role(p.noun)]
    if plain and chosen and plain[0] is not chosen[0]:  # "worked on A for B", "ends at the junction with B"
        chosen = [
            p for p in chosen if tree.words[p.prep] not in ("for", "of", "from", "to", "on", "with") or not _narrows(args, plain[0], p)
        ]
    if chosen or agents:
        return chosen
    if plain:
        return [next((p for p in plain if p.words[0] > clause.verb), plain[0])]
    if tree.words[clause.verb] in lx.SAY and not clause.passive:
        return []
    return [p for p in after if args.is_time(p.noun) and p.words[0] > clause.verb and is_dated(tree, p.noun)][:1]


def is_dated(tree: Tree, noun: int) -> bool:
    """Whether a noun's time has a year or a month in it."""
    return any(is_year(tree, i) or tree.words[i] in lx.MONTHS for i in range(tree.ent_first[noun], tree.ent_last[noun] + 1))


def _is_aside(tree: Tree, phrase: Phrase) -> bool:
    """Whether a phrase tells only why, in spite of what, before what, or with whom else."""
    prep = tree.words[phrase.prep]
    return prep in _ASIDES or prep == "prior" and tree.words[phrase.prep + 1] == "to" or tree.words[phrase.words[0]] in _WITH_OTHERS


def _is_plain(args: Arguments, phrase: Phrase) -> bool:
    """Whether a phrase is of something that can be told, and no time."""
    words = args.tree.words
    if args.is_time(phrase.noun) or not args.is_noun(phrase.noun):
        return False
    told = words[phrase.noun] not in lx.EMPTY_OBJECTS or words[phrase.noun] in lx.OBJECT_PRONOUNS
    return told and not any(words[w] in _BESIDES for w in phrase.words[1:])


def _in_reach(tree: Tree, clause: Clause, phrases: list[Phrase]) -> list[Phrase]:
    """Without the places of a journey's end, and only the first where the verb governs it: "focuses on A for B", "with A, B is …"."""
    phrases = [
        p
        for i, p in enumerate(phrases)
        if tree.words[p.prep] not in ("in", "at", "on") or not any(tree.words[q.prep] in _MOTION for q in phrases[:i])
    ]
    if phrases and (tree.words[clause.verb] in lx.GOVERNING or tree.words[clause.verb] in lx.BE):
        return [p for p in phrases if p.words[0] == phrases[0].words[0] and p.words[0] > clause.verb]
    return phrases


def _narrows(args: Arguments, first: Phrase, other: Phrase) -> bool:
    """Whether the second phrase stands right behind the first, whose noun is no name: it rather narrows that noun."""
    return not args.is_name(first.noun) and other.words[0] == args.core(first.noun)[1] and first.words[0] > first.prep - 3
