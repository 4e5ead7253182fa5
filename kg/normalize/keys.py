"""Qualifier keys as models and people write them → the lower-case words of the interface ("point in time", "location", …).

A key that is not known stays as it is but for case, separators and control characters: keys are data, never code.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.normalize import dates

_SYNONYMS = {
    "point in time": "year, date, when, time, at time, in year, on date, timestamp, datetime, dated, event date, year of event",
    "start time": "from, since, start, start date, start year, began, begin, beginning, from date, from year, valid from",
    "end time": "to, until, till, end, end date, end year, ended, ending, to date, to year, valid until, up to",
    "location": "place, where, venue, located in, at place, at location, held in, held at, location name",
    "role": "as, capacity, in capacity, acting as, job role, in the role of",
    "cause": "why, reason, because, because of, due to, caused by",
    "manner": "how, method, way, in manner",
    "instrument": "tool, using, by means of",
    "together with": "with, along with, alongside, accompanied by",
    "source": "according to, reported by, said by, attribution, attributed to, stated by",
    "quantity": "amount, number, count, how many, how much",
    "purpose": "goal, aim, objective, in order to, so that",
    "condition": "if, provided that, on condition",
    "topic": "about, regarding, concerning",
    "ordinal": "rank, series ordinal, ordinal number, ranking",
    "duration": "how long, length of time, period of time",
}
_KNOWN = {word.strip(): key for key, words in _SYNONYMS.items() for word in words.split(",")} | {key: key for key in _SYNONYMS}
# Keys whose value says a time, so that "about 1500" or "May" is one.
TEMPORAL = frozenset(("point in time", "start time", "end time", "date of birth", "date of death", "inception", "publication date"))
ORDINAL = frozenset(("ordinal",))
COUNTED = frozenset(("quantity", "number", "population", "price", "cost", "age", "score", "points", "votes", "unit"))
_NEEDS_DATE = frozenset(("from", "to", "in", "on"))  # also ways and places: "moved from Rome to Paris"
_DROPPED = ("Cc", "Cs")  # controls and lone surrogates


def qualifier_key(key: str, *, value: str = "") -> str:
    """The canonical key: synonyms folded, camelCase, snake_case and case undone, never empty.

    With `value`, "from" and "to" are times only when the value is a date.  A key with nothing left in it is "qualifier"."""
    name = _canonical(key)
    if value and name in ("start time", "end time") and _words(key) in _NEEDS_DATE and dates.parse(value) is None:
        return _words(key)
    return name


def is_known(key: str) -> bool:
    """Whether a key is one of the interface's words, or another word for one ("year", "place")."""
    return _canonical(key) in _SYNONYMS


def is_temporal(key: str) -> bool:
    """Whether values of this (canonical) key are expected to be times."""
    return key in TEMPORAL or key.endswith((" date", " time", " year")) or key in ("date", "year")


@lru_cache(maxsize=1 << 14)
def _canonical(key: str) -> str:
    words = _words(key)
    known = _KNOWN.get(words) or _KNOWN.get(words.replace("-", " "))
    return known or words or "qualifier"


def _words(key: str) -> str:
    text = "".join(c if c.isprintable() or unicodedata.category(c) not in _DROPPED else " " * c.isspace() for c in key)
    text = "".join(c for c in text if not _noncharacter(c))
    text = unicodedata.normalize("NFC", text)
    if re.fullmatch(r"[A-Za-z0-9]+", text):  # camelCase, but not inside other text
        text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(text.replace("_", " ").split()).lower()


def _noncharacter(c: str) -> bool:
    return ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
