"""A judge of retention: is a fact still told by a handful of statements?  A logistic regression on an encoder's view, fitted to judgements
that a language model gave.

It sees how near the nearest statement, pair and trio of statements are to the fact, and how many of the fact's content words these, and the
twenty nearest together, hold.  It sees no relation between the words, so loose statements that hold the right words please it too much.
Knows texts and judgements; nothing of graphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from kg.evaluate.encoder import Encoder

_NEAREST, _MEAN, _MANY = 6, 5, 20  # statements that pairs are made of; whose nearness is averaged; whose words are taken together
_RIDGE, _FREE = 3.0, 1e-6  # how weights are held back, and the constant, which need not be
_STEPS = 30
_STEM = 6
_SMALL = frozenset(
    """a an the of in on at to from for by with and or as is was were are be been being has have had it its this that these those their they them
    he she his her we our us you your i not no can could may might will would should also such more most many much some any other than then there
    which who what when where how into over about between through during""".split()
)


def content(text: str) -> frozenset[str]:
    """The words that tell something, cut so that the forms of one agree."""
    return frozenset(word[:_STEM] for word in re.findall(r"[^\W_]+", text.lower()) if word not in _SMALL)


def view(fact: str, context: Sequence[str], encoder: Encoder) -> Any:
    """What the judge sees of a fact and the statements around it: eight numbers from 0 to 1."""
    import numpy

    if not context:
        return numpy.zeros(8)
    target, vectors, words = encoder.vectors([fact])[0], encoder.vectors(context), content(fact)
    near = vectors @ target
    order = numpy.argsort(-near, kind="stable")
    top = [int(at) for at in order[:_NEAREST]]
    pairs: list[tuple[int, ...]] = [*combinations(top, 2)] or [(top[0],)]
    shared = [words & content(statement) for statement in context]

    def together(places: Sequence[int]) -> float:
        """How near several statements are, taken as one."""
        one = vectors[list(places)].sum(0)
        return float(one @ target / numpy.linalg.norm(one))

    def told(places: Sequence[int]) -> float:
        """The share of the fact's words that several statements hold."""
        return len(frozenset[str]().union(*(shared[at] for at in places))) / len(words) if words else 0.0

    nearness = [near.max(), max(map(together, pairs)), together(top[:3]), numpy.sort(near)[-_MEAN:].mean()]
    holding = [max(told([at]) for at in range(len(context))), max(map(told, pairs)), told(top[:3]), told([int(at) for at in order[:_MANY]])]
    return numpy.array([*nearness, *holding], dtype=float)


class Judge:
    """The chance that a fact is told, from views of facts and whether they were (a column of zeros and ones)."""

    def __init__(self, views: Any, told: Any) -> None:
        import numpy

        self._mean, self._scale = views.mean(0), views.std(0) + 1e-9
        rows = self._rows(views)
        ridge = numpy.diag([_FREE, *[_RIDGE] * views.shape[1]])  # the first weight is the constant
        weights = numpy.zeros(rows.shape[1])
        for _ in range(_STEPS):  # Newton's: the loss is convex and smooth, a dozen steps reach its bottom
            chances = self._chances(rows @ weights)
            bend = rows.T @ (rows * (chances * (1 - chances))[:, None]) + ridge
            weights += numpy.linalg.solve(bend, rows.T @ (told - chances) - ridge @ weights)
        self._weights = weights

    @staticmethod
    def _chances(sums: Any) -> Any:
        import numpy

        return 1 / (1 + numpy.exp(-sums))

    def _rows(self, views: Any) -> Any:
        import numpy

        return numpy.hstack([numpy.ones((len(views), 1)), (views - self._mean) / self._scale])

    def __call__(self, views: Any) -> Any:
        return self._chances(self._rows(views) @ self._weights)
