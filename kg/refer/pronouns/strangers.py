"""People who are given no name ("a stranger"): behind one of them, "he" is rather he than anybody who was named before.

Knows words only.
"""

from __future__ import annotations

import re

from kg.extract.mentions.words import FEMALE_NOUNS, MALE_NOUNS, PERSON_NOUNS

# "a stranger", but not what somebody is, is called or became, nor an apposition.
_STRANGER = re.compile(
    r"(?<!was )(?<!is )(?<!as )(?<!became )(?<!become )(?<!be )(?<!been )(?<!remained )(?<!, )(?<!of )(?<!like )(?<!named )\b(?:an?|another|the other|some) (?:[a-z-]+ ){0,2}?([a-z]+)\b",
    re.IGNORECASE,
)
_LATTER = re.compile(r"\b[Tt]he (?:latter|former)\b")
_UNNAMED = frozenset("stranger figure fellow voice man woman boy girl lady gentleman person creature child".split())


def intruder(text: str, gender: str) -> bool:
    """Whether a stretch of text brings in somebody of that gender ("m", "f") without a name."""
    if _LATTER.search(text):
        return True
    for found in _STRANGER.finditer(text):
        noun = found[1].lower()
        sex = "m" if noun in MALE_NOUNS else "f" if noun in FEMALE_NOUNS else ""
        if (noun in PERSON_NOUNS or sex or noun in _UNNAMED) and sex in ("", gender):
            return True
    return False
