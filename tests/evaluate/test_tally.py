"""Intervals and significance."""

from __future__ import annotations

import random

from kg.evaluate.tally import Line, Tally, difference


def noisy(chance: float, *, seed: int, n: int = 400) -> Tally:
    draw = random.Random(seed)
    lines: list[Line] = []
    for _ in range(n):
        right = float(draw.random() < chance)
        lines.append((right, 1.0, right, 1.0))
    return Tally("x", "f1", tuple(lines))


def test_the_interval_holds_the_value_and_narrows_with_more() -> None:
    few, many = noisy(0.4, seed=1, n=50), noisy(0.4, seed=1, n=2000)
    for tally in (few, many):
        low, high = tally.interval()
        assert low < tally.value < high
    width = [high - low for low, high in (few.interval(), many.interval())]
    assert width[1] < width[0] / 3
    assert 0.03 < width[1] < 0.06  # 2 * 1.96 * sqrt(.24 / 2000) = .043


def test_differences() -> None:
    better, worse, alike = noisy(0.6, seed=1), noisy(0.4, seed=2), noisy(0.6, seed=3)
    assert difference(better, worse) < 0.001
    assert difference(better, alike) > 0.05
    assert difference(better, better) == 1.0


def test_kinds() -> None:
    lines = ((1.0, 2.0, 1.0, 4.0), (0.0, 2.0, 0.0, 0.0))
    assert Tally("x", "share", lines).value == 0.25
    assert Tally("x", "recall", lines).value == 0.25
    assert Tally("x", "f1", lines).value == 0.25
    assert Tally("x", "f1", ()).value == 0.0 == Tally("x", "f1", ()).interval()[1]
