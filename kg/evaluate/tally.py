"""Sums that become precision, recall and F1, and how sure one can be of them: bootstrap intervals, and the significance of a difference.

A tally has a line for each item of a set, so that whole items are drawn again: the triples of a sentence are right or wrong together.
Intervals: Efron's percentile bootstrap.  Difference of two systems: approximate randomisation (Noreen, 1989; Yeh, COLING 2000).
Knows numbers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["f1", "recall", "share"]
Line = tuple[float, float, float, float]  # of an item: right among what was said, said, found of the gold, gold

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Tally:
    """A measure over a set, item by item.  `kind` says which of its figures is the headline; of a share only said and right count."""

    name: str
    kind: Kind
    lines: tuple[Line, ...]

    @property
    def sums(self) -> Line:
        """The lines added up."""
        return tuple(map(sum, zip(*self.lines, strict=True))) if self.lines else (0.0, 0.0, 0.0, 0.0)  # type: ignore[return-value]

    @property
    def precision(self) -> float:
        right, said, _, _ = self.sums
        return right / said if said else 0.0

    @property
    def recall(self) -> float:
        _, _, found, gold = self.sums
        return found / gold if gold else 0.0

    @property
    def value(self) -> float:
        """The headline."""
        return float(_values(_array([self.sums]), self.kind)[0])

    def interval(self, *, draws: int = DRAWS, seed: int = 1) -> tuple[float, float]:
        """Where 95 of 100 samples of so many items lie."""
        import numpy

        if not self.lines:
            return 0.0, 0.0
        lines = _array(self.lines)
        chance = numpy.random.default_rng(seed)
        weights = chance.multinomial(len(lines), [1 / len(lines)] * len(lines), size=draws)
        low, high = numpy.percentile(_values(weights @ lines, self.kind), [2.5, 97.5])
        return float(low), float(high)


def difference(left: Tally, right: Tally, *, draws: int = 2000, seed: int = 1) -> float:
    """The chance of so large a difference between two systems if the items did not care which is which (two-sided p)."""
    import numpy

    if not left.lines:
        return 1.0
    one, two = _array(left.lines), _array(right.lines)
    seen = abs(left.value - right.value)
    chance = numpy.random.default_rng(seed)
    swapped = chance.integers(0, 2, size=(draws, len(one)))
    moved = swapped @ (two - one)
    gaps = abs(_values(one.sum(0) + moved, left.kind) - _values(two.sum(0) - moved, left.kind))
    return float((1 + (gaps >= seen - 1e-12).sum()) / (draws + 1))


def _array(lines: Sequence[Line]) -> Any:
    import numpy

    return numpy.array(lines, dtype=float).reshape(-1, 4)


def _values(sums: Any, kind: Kind) -> Any:
    import numpy

    right, said, found, gold = sums.T
    with numpy.errstate(divide="ignore", invalid="ignore"):
        precision = numpy.where(said > 0, right / said, 0.0)
        recall = numpy.where(gold > 0, found / gold, 0.0)
        if kind == "share":
            return precision
        if kind == "recall":
            return recall
        return numpy.where(precision + recall > 0, 2 * precision * recall / (precision + recall), 0.0)
