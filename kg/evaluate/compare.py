"""Several systems on one set, side by side: figures with intervals, what differs significantly, errors by kind.

Knows items and answers; nothing of where they came from or how they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluate import sets
from kg.evaluate.items import Answers, Item
from kg.evaluate.measures import all_measures
from kg.evaluate.relaxed import Agree, by_words
from kg.evaluate.strict import key, plain, strict
from kg.evaluate.tally import Tally, difference
from kg.model import Triple

KINDS = ("wrong predicate", "wrong ends", "wrong way round", "not in the gold", "missed")


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that went wrong: what was said, what is right ("" where nothing is), in which text."""

    kind: str
    item: str
    said: str
    gold: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One system's figures."""

    answers: Answers
    tallies: tuple[Tally, ...]
    against_first: dict[str, float]  # two-sided p of the difference from the first system, by measure
    errors: dict[str, int]
    samples: tuple[Error, ...]

    def as_json(self) -> dict[str, Any]:
        """As one JSON value."""
        said = self.answers
        figures = {}
        for tally in self.tallies:
            low, high = tally.interval()
            figures[tally.name] = {"value": tally.value, "low": low, "high": high, "kind": tally.kind}
            if tally.kind == "f1":
                figures[tally.name] |= {"precision": tally.precision, "recall": tally.recall}
            if tally.name in self.against_first:
                figures[tally.name]["p"] = self.against_first[tally.name]
        return {
            "system": said.system,
            "figures": figures,
            "outcomes": said.counts(),
            "triples": sum(map(len, said.triples)),
            "ungrounded": said.ungrounded,
            "seconds": said.seconds,
            "words_per_second": said.words / said.seconds if said.seconds else None,
            "errors": self.errors,
            "samples": [{name: getattr(error, name) for name in error.__slots__} for error in self.samples],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All systems on one set."""

    name: str
    items: tuple[Item, ...]
    columns: tuple[Column, ...]

    def as_json(self) -> dict[str, Any]:
        """As one JSON value."""
        gold = sum(len(item.gold) for item in self.items)
        return {"set": self.name, "items": len(self.items), "gold_triples": gold, "systems": [c.as_json() for c in self.columns]}

    def samples(self) -> str:
        """Some errors of each kind, system by system."""
        told = []
        for column in self.columns:
            told.append(f"errors of {column.answers.system}")
            for error in column.samples:
                right = f"  gold: {error.gold}" if error.gold else ""
                told.append(
                    f"  {error.kind}: {error.said}{right}\n    {error.text}" if error.said else f"  missed: {error.gold}\n    {error.text}"
                )
        return "\n".join(told)

    def __str__(self) -> str:
        gold = sum(len(item.gold) for item in self.items)
        names = ["", *(column.answers.system for column in self.columns)]
        rows = [names]
        for at, tally in enumerate(self.columns[0].tallies):
            row = [f"{tally.name} {tally.kind}" if tally.kind != "share" else tally.name]
            for column in self.columns:
                low, high = column.tallies[at].interval()
                p = column.against_first.get(tally.name)
                sign = "" if p is None else " **" if p < 0.01 else " *" if p < 0.05 else ""
                row.append(f"{column.tallies[at].value:.3f} [{low:.3f}, {high:.3f}]{sign}")
            rows.append(row)
            if tally.kind == "f1":
                rows.append(
                    ["  precision / recall", *(f"{c.tallies[at].precision:.3f} / {c.tallies[at].recall:.3f}" for c in self.columns)]
                )
        rows.append(["triples said", *(f"{sum(map(len, c.answers.triples)):,}" for c in self.columns)])
        rows.append(["outcomes", *(", ".join(f"{k} {v:,}" for k, v in c.answers.counts().items()) for c in self.columns)])
        speeds = [f"{c.answers.words / c.answers.seconds:,.1f}" if c.answers.seconds else "" for c in self.columns]
        if any(speeds):
            rows.append(["words a second", *speeds])
        rows += [[kind, *(f"{column.errors.get(kind, 0):,}" for column in self.columns)] for kind in KINDS]
        wide = [max(len(row[i]) for row in rows) for i in range(len(names))]
        table = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in rows)
        head = f"{self.name}: {len(self.items):,} texts, {gold:,} gold triples; in brackets 95 of 100 bootstrap samples"
        return f"{head}\n{table}" + (
            "\n* p < .05, ** p < .01 against the first system (approximate randomisation)" if len(names) > 2 else ""
        )


def compare(name: str, items: Sequence[Item], answers: Sequence[Answers], *, agree: Agree = by_words, samples: int = 3) -> Comparison:
    """The figures of all systems; `samples` errors of each kind are shown.  `name` may be that of a public set, whose own metric comes first."""
    columns: list[Column] = []
    for said in answers:
        own = sets.measures(name, items, said) if name in sets.SETS else []
        tallies = (*own, *all_measures(items, said, agree))
        first = columns[0].tallies if columns else ()
        apart = {one.name: difference(two, one) for one, two in zip(tallies, first, strict=False)}
        counts, shown = errors(items, said, samples)
        columns.append(Column(said, tallies, apart, counts, shown))
    return Comparison(name, tuple(items), tuple(columns))


def errors(items: Sequence[Item], said: Answers, samples: int) -> tuple[dict[str, int], tuple[Error, ...]]:
    """How many errors there are of each kind, and the first few of each."""
    counts = dict.fromkeys(KINDS, 0)
    shown: list[Error] = []
    for item, triples in zip(items, said.triples, strict=True):
        for error in _of(item, triples):
            counts[error.kind] += 1
            if counts[error.kind] <= samples:
                shown.append(error)
    return counts, tuple(sorted(shown, key=lambda error: KINDS.index(error.kind)))


def _of(item: Item, triples: Sequence[Triple]) -> list[Error]:
    wanted, ours = set(map(key, item.gold)), set(map(key, triples))
    found, met = [], set()
    for triple in triples:
        if key(triple) in wanted:
            continue
        kind, gold = "not in the gold", ""
        for other in item.gold:
            ends, theirs = (plain(triple.subject), plain(triple.object)), (plain(other.subject), plain(other.object))
            if ends == theirs:
                kind, gold = "wrong predicate", written(other)
            elif ends == theirs[::-1]:
                kind, gold = "wrong way round", written(other)
            elif plain(triple.predicate) == plain(other.predicate) and gold == "":
                kind, gold = "wrong ends", written(other)
            if kind in ("wrong predicate", "wrong way round"):
                met.add(key(other))
                break
        found.append(Error(kind, item.id, written(triple), gold, item.text))
    missed = [t for t in item.gold if key(t) not in ours and key(t) not in met]
    return found + [Error("missed", item.id, "", written(t), item.text) for t in missed]


def written(triple: Triple) -> str:
    """A triple on one line."""
    more = "; ".join(f"{q.key}: {q.value}" for q in triple.qualifiers)
    return f"{triple.subject} | {triple.predicate} | {triple.object}" + (f" [{more}]" if more else "")


def worst(items: Sequence[Item], said: Answers, most: int) -> list[int]:
    """The places of the items on which a system did worst: most wrong and missed first."""

    def lost(at: int) -> int:
        counts = strict(said.triples[at], items[at].gold)
        return counts.said + counts.gold - 2 * counts.right

    return sorted(range(len(items)), key=lambda at: (-lost(at), at))[:most]
