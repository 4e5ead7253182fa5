"""The chance that a reader agrees with a triple of a language model: what the model is trusted with, less what the text shows against it.

The offsets are a logistic regression (ridge penalty) on triples of a small Gemma 3, each read and judged by one person; the one for parts in
different sentences is a guess.  How much a model is right at all differs so much between models that it is a setting; what counts
against a triple should not.  docs/models.md says what was measured.  Knows one triple and its sentences, and nothing of models.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import exp, log

from kg.model import Triple
from kg.normalize.keys import is_temporal

TRUST = 0.8  # of a model that nobody measured
OFFSETS = {
    "implied": -0.8,  # its predicate is not in the text
    "reversed": -0.8,  # the object stands before the subject
    "far": -0.45,  # more than sixty characters lie between the two
    "times": -1.25,  # two qualifiers of time or more, not side by side ("from 1999 to 2004")
    "number": -0.7,  # its object is a bare number
    "scattered": -1.4,  # subject and object stand in different sentences
}
_FAR = 60
_BESIDE = 8  # characters, as of " until "
_NUMBER = re.compile(r"[\d\s.,]+")


def signs(triple: Triple, *, scattered: bool) -> set[str]:
    """What the text shows against a triple that is grounded."""
    subject, object = triple.subject_span, triple.object_span
    assert subject and object
    between = object[0] - subject[1] if subject[0] < object[0] else subject[0] - object[1]
    found = {
        "implied": triple.predicate_span is None,
        "reversed": object[0] < subject[0],
        "far": between > _FAR and not scattered,
        "times": _times_apart(triple),
        "number": bool(_NUMBER.fullmatch(triple.object)),
        "scattered": scattered,
    }
    return {sign for sign, there in found.items() if there}


def _times_apart(triple: Triple) -> bool:
    spans = sorted(q.span for q in triple.qualifiers if q.span and is_temporal(q.key))
    return any(later[0] - earlier[1] > _BESIDE for earlier, later in pairwise(spans))


def confidence(triple: Triple, *, scattered: bool, trust: float = TRUST) -> float:
    """The chance, 0 to 1, that the triple is right.  `trust` is that of triples of this model against which nothing speaks."""
    sure = min(max(trust, 0.01), 0.99)
    score = log(sure / (1 - sure)) + sum(OFFSETS[sign] for sign in sorted(signs(triple, scattered=scattered)))
    return round(1 / (1 + exp(-score)), 4)
