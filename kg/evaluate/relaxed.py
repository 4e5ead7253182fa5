"""Relaxed: a triple is right if its parts share enough words with those of a gold triple, or mean the same to an encoder.

Names and predicates agree if the F1 of their words, cut to stems of six letters, reaches a half; with an encoder, also if their vectors
lie nearer than a threshold.  Each gold triple serves one predicted triple at most.  Knows triples; nothing of extractors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from kg.evaluate.encoder import Encoder
from kg.evaluate.strict import Counts, plain
from kg.model import Triple

Agree = Callable[[str, str], bool]

_SMALL = frozenset("a an the is are was were be been of in at on to for by with and as 's".split())
_APART = re.compile(r"\d+|\b(?:not|no|never|none)\b|n't")  # what encoders hardly tell apart
_STEM = 6
ENOUGH = 0.5
NEAR = 0.75  # cosine


@lru_cache(maxsize=1 << 15)
def stems(words: str) -> tuple[str, ...]:
    """The words that count, cut short."""
    found = [w[:_STEM] for w in re.findall(r"[^\W_]+", plain(words))]
    return tuple(w for w in found if w not in _SMALL) or tuple(found)


def overlap(left: str, right: str) -> float:
    """F1 of two bags of words."""
    one, two = stems(left), stems(right)
    same = sum((Counter(one) & Counter(two)).values())
    return 2 * same / (len(one) + len(two)) if same else 0.0


def by_words(left: str, right: str) -> bool:
    """Whether two wordings agree by their words."""
    return overlap(left, right) >= ENOUGH


class ByMeaning:
    """Whether two wordings agree by words or by the cosine of their vectors; never where one holds numbers or denials
    that the other does not."""

    def __init__(self, encoder: Encoder, *, near: float = NEAR) -> None:
        self.encoder, self.near = encoder, near

    def learn(self, wordings: Iterable[str]) -> None:
        """Encodes many at once: one by one they would take many times as long."""
        self.encoder.learn(map(plain, wordings))

    def __call__(self, left: str, right: str) -> bool:
        if by_words(left, right):
            return True
        one, two = plain(left), plain(right)
        if not one or not two or _APART.findall(one) != _APART.findall(two):
            return False
        vectors = self.encoder.vectors((one, two))
        return float(vectors[0] @ vectors[1]) >= self.near


def relaxed(said: Iterable[Triple], gold: Sequence[Triple], agree: Agree = by_words) -> Counts:
    """The counts of one paragraph."""
    ours = list(dict.fromkeys((t.subject, t.predicate, t.object) for t in said))
    left = [(t.subject, t.predicate, t.object) for t in gold]
    right = 0
    for mine in ours:
        for at, theirs in enumerate(left):
            if all(agree(a, b) for a, b in zip(mine, theirs, strict=True)):
                right += 1
                del left[at]
                break
    return Counts(right, len(ours), len(gold))
