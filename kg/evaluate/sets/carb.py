"""CaRB: open information extraction, by its own matching rule.  Bhardwaj, Aggarwal and Mausam, EMNLP 2019.

A triple becomes (relation; subject, then object and qualifier values in the order of the text).  A gold tuple and a predicted one match if
their relations share a word ("be" stands for its forms in the gold); then precision is the share of predicted words that stand in the same
part of the gold tuple, recall the reverse.  Recall: each gold tuple's best.  Precision: pairs taken greedily by precision, each side once.
The headline takes the confidence from which on F1 is highest, as the authors do.
Written from the paper; the text keeps the set's tokens.  The threshold is chosen on the whole set; intervals hold it fixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kg.errors import SourceError
from kg.evaluate.items import Answers, Item
from kg.evaluate.sets import one_file
from kg.evaluate.tally import Line, Tally
from kg.model import Triple

_BE = frozenset("be is am are was were been being".split())
_SAYING = ("said", "told", "added", "adds", "says")  # such a gold tuple may have its arguments the other way round

Parts = tuple[str, str, str]  # relation, first argument, the others joined


def load(where: Path) -> list[Item]:
    """Items from dev.tsv or test.tsv: sentence, relation, arguments, with tabs between.  Raises SourceError for another file."""
    found: dict[str, list[Parts]] = {}
    file = one_file(where, "dev.tsv", "test.tsv")
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{file}: is no UTF-8 at byte {error.start:,}; give CaRB's own gold file") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        sentence, *parts = (part.strip() for part in line.strip().split("\t"))
        if not parts:
            raise SourceError(f"{file}: line {number} is no sentence with a tuple; give CaRB's own gold file")
        relation, *rest = parts
        arguments = [part for part in rest if "C: " not in part]  # a context is no argument
        found.setdefault(sentence, []).append((relation, " ".join(arguments[:1]), " ".join(arguments[1:])))
    return [
        Item(f"carb-{n}", sentence, tuple(Triple(s, r, o) for r, s, o in tuples), more={"tuples": tuples})
        for n, (sentence, tuples) in enumerate(found.items())
    ]


def measures(items: Sequence[Item], said: Answers) -> list[Tally]:
    """The F1 at the best confidence, and that of all that was said."""
    tables = []
    for item, triples in zip(items, said.triples, strict=True):
        parts = [_parts(triple) for triple in triples]
        tables.append(([t.confidence for t in triples], [[match(gold, *p) for p in parts] for gold in item.more["tuples"]]))
    levels = sorted({confidence for confidences, _ in tables for confidence in confidences}) or [0.0]
    best = max((_at(level, tables, "CaRB") for level in levels), key=lambda tally: tally.value)
    return [best, _at(levels[0], tables, "CaRB, all that was said")]


def _at(level: float, tables: Sequence[tuple[list[float], list[list[tuple[float, float]]]]], name: str) -> Tally:
    lines: list[Line] = []
    for confidences, table in tables:
        chosen = [j for j, confidence in enumerate(confidences) if confidence >= level]
        right, found = sentence(table, chosen)
        lines.append((right, len(chosen), found, len(table)))
    return Tally(name, "f1", tuple(lines))


def _parts(triple: Triple) -> tuple[str, list[str]]:
    """Relation and arguments: qualifiers in the order of the text, those without a place last."""
    places = sorted(triple.qualifiers, key=lambda q: (q.span is None, q.span or (0, 0)))
    return triple.predicate, [a for a in (triple.subject, triple.object, *(q.value for q in places)) if a.strip()]


def match(gold: Parts, relation: str, arguments: Sequence[str]) -> tuple[float, float]:
    """(precision, recall) of a predicted tuple against a gold one."""
    found = _straight(gold, relation, " ".join(arguments[:1]), " ".join(arguments[1:]))
    if any(verb in gold[0] for verb in _SAYING):
        found = max(found, _straight(gold, relation, " ".join(arguments[1:]), " ".join(arguments[:1])))
    return found


def _straight(gold: Parts, relation: str, first: str, others: str) -> tuple[float, float]:
    wanted, given = gold[0].split(), relation.split()
    shared = Counter(wanted) & Counter(given)
    same = shared.total()
    if "be" in Counter(given) - shared and _BE & set(wanted):
        same += 1
    if not same:
        return 0.0, 0.0
    sizes = [len(wanted), len(given)]
    for left, right in ((gold[1].split(), first.split()), (gold[2].split(), others.split())):
        if left and not right:
            return 0.0, 0.0
        if left:
            same += (Counter(left) & Counter(right)).total()
            sizes = [sizes[0] + len(left), sizes[1] + len(right)]
    return same / sizes[1], same / sizes[0]


def sentence(table: Sequence[Sequence[tuple[float, float]]], chosen: Sequence[int]) -> tuple[float, float]:
    """What counts as right and as found in one sentence; `table[gold][predicted]` holds (precision, recall)."""
    found = sum(max((row[j][1] for j in chosen), default=0.0) for row in table)
    right, golds, mine = 0.0, set(range(len(table))), set(chosen)
    while golds and mine:
        precision, i, j = max((table[i][j][0], -i, -j) for i in golds for j in mine)
        right += precision
        golds.remove(-i)
        mine.remove(-j)
    return right, found
