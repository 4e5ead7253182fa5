"""How the parts of a triple lie in the text: what stands between them, what lies inside them.

Knows spans and one paragraph; nothing of chains.
"""

from __future__ import annotations

import re
from itertools import pairwise

from kg.model import Span, Triple
from kg.refer.place import Place
from kg.refer.plan import ROLE_WORDS


def within(inner: Span | None, outer: Span | None) -> bool:
    """Whether the one span lies in the other; what has no place lies nowhere."""
    return inner is not None and outer is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


def overlap(inner: Span | None, outer: Span | None) -> bool:
    """Whether two spans share a character; what has no place shares none."""
    return inner is not None and outer is not None and inner[0] < outer[1] and outer[0] < inner[1]


def name_within(place: Place, triple: Triple) -> str:
    """The name that a predicate swallows ("died at the Oslo clinic in"); titles and nationalities are none."""
    if not triple.predicate_span or triple.predicate.islower():
        return ""
    for m in place.inside(*triple.predicate_span):
        if (
            m.kind == "name"
            and m.type != "Group"
            and m.text in triple.predicate
            and not all(w in ROLE_WORDS for w in m.text.lower().split())
        ):
            return m.text
    return ""


def apart(text: str, triple: Triple) -> bool:
    """Whether a colon or the like stands between the parts of a triple and in no bracket, or a line break where the predicate is only implied."""
    spans = [span for span in (triple.subject_span, triple.predicate_span, triple.object_span) if span]
    spans.sort()
    between = "".join(_BRACKET.sub("", text[a[1] : b[0]]) for a, b in pairwise(spans))
    return (
        any(c in _WALLS for c in between)
        or "</" in between
        or "&#" in between
        or (triple.predicate_span is None and ("\n" in between or "not " in between))
    )


_BRACKET = re.compile(r"\([^()\n]*\)")  # "Anna Roe (née Berg; born 1912) was a painter"
_WALLS = frozenset(":;{}[]|=\t•·")
