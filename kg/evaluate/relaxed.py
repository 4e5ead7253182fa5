"""Relaxed: a triple is right if its parts share enough words with those of a gold triple, or mean the same to an encoder.

Names and predicates agree if the F1 of their words, cut to stems of six letters, reaches a half; with an encoder, also if their vectors
lie nearer than a threshold.  Each gold triple serves one predicted triple at most.  Knows triples; nothing of extractors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import ExtractorError
from kg.evaluate.strict import Counts, plain
from kg.extract.local.loading import need
from kg.model import Triple

Agree = Callable[[str, str], bool]

_SMALL = frozenset("a an the is are was were be been of in at on to for by with and as 's".split())
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


class Encoder:
    """Whether two wordings agree by words or by the cosine of their mean-pooled vectors.

    Raises ExtractorError for a folder that holds no encoder, MissingExtra without torch."""

    def __init__(self, folder: str, *, near: float = NEAR) -> None:
        self.torch, transformers = need("torch"), need("transformers")
        if not (Path(folder) / "config.json").is_file():
            raise ExtractorError(f"{folder}: no encoder there; give a folder with config.json, weights and a tokenizer")
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        self.model = transformers.AutoModel.from_pretrained(folder).eval()
        self.near = near
        self._known: dict[str, Any] = {}

    def learn(self, wordings: Iterable[str]) -> None:
        """Encodes many at once."""
        new = sorted({plain(w) for w in wordings} - self._known.keys(), key=lambda w: (len(w), w))
        for start in range(0, len(new), 128):
            batch = self.tokenizer(new[start : start + 128], padding=True, truncation=True, max_length=64, return_tensors="pt")
            with self.torch.inference_mode():
                states = self.model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
            self._known.update(zip(new[start : start + 128], self.torch.nn.functional.normalize(mean), strict=True))

    def __call__(self, left: str, right: str) -> bool:
        if by_words(left, right):
            return True
        self.learn((left, right))
        return float(self._known[plain(left)] @ self._known[plain(right)]) >= self.near


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
