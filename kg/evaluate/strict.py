"""Strict: a triple is right if subject, predicate and object are those of the gold, after a light normalisation that is the same for all.

Normalised are Unicode forms (NFKC), letter case, white space, quotes and dashes, articles at the beginning, and punctuation at the
edges.  Nothing else: no stems, no synonyms.  Micro F1 sums over all paragraphs.  Knows triples; nothing of extractors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kg.ground import fold
from kg.model import Triple

_EDGES = " \"'.,;:!?()[]{}"
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)")

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, said and wanted; they add up."""

    right: int = 0
    said: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.said + other.said, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.gold) if self.said + self.gold else 0.0


@lru_cache(maxsize=1 << 15)
def plain(words: str) -> str:
    """A part as it is compared."""
    return _ARTICLE.sub("", fold(words).strip(_EDGES)).strip()


def key(triple: Triple) -> Key:
    """A triple as it is compared."""
    return plain(triple.subject), plain(triple.predicate), plain(triple.object)


def strict(said: Iterable[Triple], gold: Iterable[Triple]) -> Counts:
    """The counts of one paragraph; what is said twice counts once."""
    ours, theirs = set(map(key, said)), set(map(key, gold))
    return Counts(len(ours & theirs), len(ours), len(theirs))
