"""Several systems on one set, side by side: figures with intervals, what differs significantly, errors by kind.

Knows items and answers; nothing of where they came from or how they are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluate import sets
from kg.evaluate.encoder import Encoder
from kg.evaluate.errors import KINDS, Error, of_triples
from kg.evaluate.items import Answers, Item
from kg.evaluate.measures import all_measures
from kg.evaluate.relaxed import ByMeaning, by_words
from kg.evaluate.tally import Tally, difference


@dataclass(frozen=True, slots=True)
class Column:
    """One system's figures."""

    answers: Answers
    tallies: tuple[Tally, ...]
    against_first: dict[str, float]  # two-sided p of the difference from the first system, by measure
    errors: tuple[tuple[Error, ...], ...]  # of each item

    def counts(self) -> dict[str, int]:
        """How many errors there are of each kind that occurs."""
        return dict(Counter(error.kind for errors in self.errors for error in errors))

    def samples(self, kinds: Sequence[str], most: int) -> list[Error]:
        """The first few errors of each kind, one from each item as far as they go round."""
        shown: list[Error] = []
        for kind in kinds:
            of_kind = [[error for error in errors if error.kind == kind] for errors in self.errors]
            turns = sorted(((turn, at) for at, those in enumerate(of_kind) for turn in range(min(most, len(those)))))
            shown += [of_kind[at][turn] for turn, at in turns[:most]]
        return shown

    def worst(self, most: int) -> list[int]:
        """The places of the items on which most went wrong."""
        wrong = [at for at, errors in enumerate(self.errors) if errors]
        return sorted(wrong, key=lambda at: (-len(self.errors[at]), at))[:most]

    @property
    def words_per_second(self) -> float | None:
        """Of the texts; None where nobody looked at a clock."""
        return self.answers.words / self.answers.seconds if self.answers.seconds else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All systems on one set; of errors of each kind `most` are shown."""

    name: str
    items: tuple[Item, ...]
    columns: tuple[Column, ...]
    kinds: tuple[str, ...] = KINDS
    most: int = 3

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        texts = f"{self.name}: {len(self.items):,} {'text' if len(self.items) == 1 else 'texts'}"
        return f"{texts}, {sum(len(item.gold) for item in self.items):,} gold triples" if any(i.gold for i in self.items) else texts

    def as_json(self) -> dict[str, Any]:
        """As one JSON value."""
        gold = sum(len(item.gold) for item in self.items)
        return {"set": self.name, "items": len(self.items), "gold_triples": gold, "systems": [self._told(c) for c in self.columns]}

    def _told(self, column: Column) -> dict[str, Any]:
        said, counts = column.answers, column.counts()
        figures = {}
        for tally in column.tallies:
            low, high = tally.interval()
            figures[tally.name] = {"value": tally.value, "low": low, "high": high, "kind": tally.kind}
            if tally.kind == "f1":
                figures[tally.name] |= {"precision": tally.precision, "recall": tally.recall}
            if tally.name in column.against_first:
                figures[tally.name]["p"] = column.against_first[tally.name]
        return {
            "system": said.system,
            "figures": figures,
            "outcomes": said.counts(),
            "triples": sum(map(len, said.triples)),
            "ungrounded": said.ungrounded,
            "seconds": said.seconds,
            "words_per_second": column.words_per_second,
            "errors": {kind: counts.get(kind, 0) for kind in self.kinds},
            "samples": [{name: getattr(error, name) for name in error.__slots__} for error in column.samples(self.kinds, self.most)],
        }

    def samples(self) -> str:
        """Some errors of each kind, system by system."""
        told = []
        for column in self.columns:
            told.append(f"errors of {column.answers.system}")
            for error in column.samples(self.kinds, self.most):
                parts = (f"said: {error.said}" if error.said else "", f"gold: {error.gold}" if error.gold else "", error.text)
                told += [f"  {error.kind}", *(f"    {part}" for part in parts if part)]
        return "\n".join(told)

    def rows(self) -> list[list[str]]:
        """The table: a head with the systems' names, then a row for each figure."""
        rows = [["", *(column.answers.system for column in self.columns)]]
        for at, tally in enumerate(self.columns[0].tallies):
            rows.append([f"{tally.name} {tally.kind}" if tally.kind != "share" else tally.name, *(_cell(c, at) for c in self.columns)])
            if tally.kind == "f1":
                halves = (column.tallies[at] for column in self.columns)
                rows.append(["  precision / recall", *(f"{half.precision:.3f} / {half.recall:.3f}" for half in halves)])
        rows.append(["triples said", *(f"{sum(map(len, c.answers.triples)):,}" for c in self.columns)])
        rows.append(["  not in the text", *(f"{c.answers.ungrounded:,}" if c.answers.seconds else "" for c in self.columns)])
        rows.append(["outcomes", *(_outcomes(column.answers) for column in self.columns)])
        speeds = [column.words_per_second for column in self.columns]
        rows.append(["words a second", *("" if speed is None else f"{speed:,.1f}" for speed in speeds)])
        counts = [column.counts() for column in self.columns]
        rows += [[kind, *(f"{count.get(kind, 0):,}" for count in counts)] for kind in self.kinds]
        return [row for row in rows if any(row[1:])]

    @property
    def notes(self) -> str:
        """How the table is to be read."""
        note = "in brackets 95 of 100 bootstrap samples"
        return f"{note}; * p < .05, ** p < .01 against the first system (approximate randomisation)" if len(self.columns) > 1 else note

    def __str__(self) -> str:
        rows = self.rows()
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        table = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in rows)
        return f"{self.asked}\n{table}\n{self.notes}"


def _cell(column: Column, at: int) -> str:
    tally = column.tallies[at]
    low, high = tally.interval()
    p = column.against_first.get(tally.name)
    sign = "" if p is None else " **" if p < 0.01 else " *" if p < 0.05 else ""
    return f"{tally.value:.3f} [{low:.3f}, {high:.3f}]{sign}"


def _outcomes(said: Answers) -> str:
    counts = sorted(said.counts().items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{outcome} {count:,} ({count / len(said.outcomes):.1%})" for outcome, count in counts)


def compare(
    name: str, items: Sequence[Item], answers: Sequence[Answers], *, encoder: Encoder | None = None, samples: int = 3
) -> Comparison:
    """The figures of all systems; `samples` errors of each kind are shown.  `name` may be that of a public set, whose own metric comes first;
    an `encoder` makes relaxed matching kinder, and judges where a set asks for a judge.

    Raises ExtractorError where a set needs an encoder and there is none."""
    sets.ready(name, encoder)
    columns: list[Column] = []
    kinds = sets.kinds(name) or KINDS
    for said in answers:
        if said.graph is not None:
            tallies, errors = sets.measured(name, items, said, encoder)
        else:
            tallies = _measured(name, items, said, encoder)
            errors = [of_triples(item, triples) for item, triples in zip(items, said.triples, strict=True)]
        first = columns[0].tallies if columns else ()
        apart = {one.name: difference(two, one) for one, two in zip(tallies, first, strict=False)}
        columns.append(Column(said, tuple(tallies), apart, tuple(map(tuple, errors))))
    return Comparison(name, tuple(items), tuple(columns), kinds, samples)


def _measured(name: str, items: Sequence[Item], said: Answers, encoder: Encoder | None) -> list[Tally]:
    """A set's own metric, and what every set of triples has."""
    own = sets.measures(name, items, said) if name in sets.TRIPLES else []
    if encoder is None:
        return [*own, *all_measures(items, said, by_words)]
    agree = ByMeaning(encoder)
    every = [triple for triples in (*said.triples, *(item.gold for item in items)) for triple in triples]
    agree.learn(part for triple in every for part in (triple.subject, triple.predicate, triple.object))
    return [*own, *all_measures(items, said, agree)]
