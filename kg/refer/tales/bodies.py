"""Parts of somebody's body or mind: of the story, not of what is so.

Knows words only.
"""

from __future__ import annotations

import re

from kg.refer.words.sense import is_copula

_BODY = frozenset(
    """eye eyes face head hand hands foot feet arm arms finger fingers leg legs heart throat breath voice lip lips mouth teeth hair shoulder shoulders
    brow cheek cheeks nose ear ears knee knees chin neck back elbow gaze way mind reasoning opinion opinions attention self tongue pocket""".split()
)


def own_body(subject: str, object: str, predicate: str) -> bool:
    """Whether the object is a part of the subject itself, as in "Roe opened Roe's eyes": of the story, not of what is so.
    Nor is anybody his own successor ("Roe was announced as Roe's successor"): there another is meant."""
    owned = object.removeprefix(subject)
    if len(owned) == len(object) or owned[:1] not in ("'", "’"):
        return False
    return is_copula(predicate) or predicate.endswith(" as") or owned.rsplit(" ", 1)[-1].casefold() in _BODY


def is_body(name: str) -> bool:
    """Whether a description is of somebody's body or mind ("Roe's eyes")."""
    return name.rsplit(" ", 1)[-1].casefold() in _BODY and re.search(r"['’]s? ", name) is not None
