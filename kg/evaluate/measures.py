"""The measures that every set has: strict, relaxed, pairs, and the qualifiers of facts that were found.

Knows items and answers; nothing of extractors or of how figures are shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.evaluate.items import Answers, Item
from kg.evaluate.relaxed import Agree, by_words, relaxed
from kg.evaluate.strict import Counts, strict
from kg.evaluate.tally import Line, Tally
from kg.model import Qualifier, Triple


def all_measures(items: Sequence[Item], said: Answers, agree: Agree = by_words) -> list[Tally]:
    """strict and relaxed F1; recall of (subject, object) pairs; of gold qualifiers: attached to a triple with the fact's subject and object,
    and under the gold's key; precision of the qualifiers of such triples; the share of valid answers."""
    rows = list(zip(items, said.triples, said.outcomes, strict=True))
    exact = [_line(strict(triples, item.gold)) for item, triples, _ in rows]
    loose = [_line(relaxed(triples, item.gold, agree)) for item, triples, _ in rows]
    pairs: list[Line] = [(0, 0, sum(bool(_meant(g, triples)) for g in item.gold), len(item.gold)) for item, triples, _ in rows]
    valid: list[Line] = [(outcome in ("ok", "repaired", "empty"), 1, 0, 0) for _, _, outcome in rows]
    made = [Tally("strict", "f1", tuple(exact)), Tally("relaxed", "f1", tuple(loose)), Tally("pairs", "recall", tuple(pairs))]
    if any(triple.qualifiers for item in items for triple in item.gold):
        attached, keyed = zip(*(_qualifiers(item.gold, triples) for item, triples, _ in rows), strict=True)
        made += [Tally("qualifier values", "f1", attached), Tally("qualifiers with keys", "f1", keyed)]
    return [*made, Tally("valid", "share", tuple(valid))]


def _line(counts: Counts) -> Line:
    return (counts.right, counts.said, counts.right, counts.gold)


def _meant(gold: Triple, said: Sequence[Triple]) -> list[Triple]:
    """The triples that hold the gold's subject and object, in either order."""
    return [triple for triple in said if _joins(triple, gold)]


def _joins(one: Triple, two: Triple) -> bool:
    straight = by_words(one.subject, two.subject) and by_words(one.object, two.object)
    return straight or (by_words(one.subject, two.object) and by_words(one.object, two.subject))


def _qualifiers(gold: Sequence[Triple], said: Sequence[Triple]) -> tuple[Line, Line]:
    """(by value, by key and value) of one item: of the qualifiers said about found facts how many are right, of the gold's how many found.
    What is said of one pair of ends may belong to any of the facts that have these ends."""
    lines = []
    for with_key in (False, True):
        found = wanted = right = given = 0
        for fact in gold:
            ours = [q for triple in _meant(fact, said) for q in triple.qualifiers]
            wanted += len(fact.qualifiers)
            found += sum(any(_same(q, mine, with_key) for mine in ours) for q in fact.qualifiers)
        for triple in said:
            if facts := _meant(triple, gold):
                theirs = [q for fact in facts for q in fact.qualifiers]
                given += len(triple.qualifiers)
                right += sum(any(_same(q, mine, with_key) for q in theirs) for mine in triple.qualifiers)
        lines.append((float(right), float(given), float(found), float(wanted)))
    return lines[0], lines[1]


def _same(one: Qualifier, two: Qualifier, with_key: bool) -> bool:
    return by_words(one.value, two.value) and (not with_key or one.key == two.key)
