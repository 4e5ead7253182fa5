"""Texts that are values → typed literals: dates, numbers, quantities.  What does not parse is a string, unharmed.

Knows no entities: whether "1984" is a year or a novel is settled by who asks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.model import Literal
from kg.normalize import dates, keys, numbers, quantities

# A value has a digit, is a century, or has a number word and begins with a small letter.  Most names pass none: that is all they cost.
_DIGIT = re.compile(r"[0-9½¼¾]")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join((*numbers.SMALL, *numbers.SCALES, 'dozen'))})\b")
_LOOSE = re.compile(  # the values that stay text: "about 300 km", "10–20", "more than five million", "at least 30 percent"
    r"(?:about|around|approximately|approx\.|roughly|nearly|almost|some|over|under|more than|less than|fewer than|at least|at most|up to|only"
    r"|an estimated|estimated|c\.|~|<|>)\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?:(?:between|from)\s+)?(?P<first>\S.*?)\s*(?:[-–—]|\sto\s|\sand\s)\s*(?P<last>\d.*)")
_YEAR = re.compile(r"1\d{3}|20\d{2}", re.ASCII)
_MAX_LENGTH = 80


def literal(text: str, *, key: str = "", anchor: str = "", narrated: str = "") -> Literal:
    """The typed value of a text: date (EDTF), quantity (decimal and UCUM unit), number (decimal), else the text itself as a string.

    `key` is the canonical qualifier or property key: a time key makes "about 1500" a year, "quantity" makes "1984" a number.
    `anchor` and `narrated` are EDTF dates from which "last year" and "the following year" count; without them such words stay text.
    """
    if len(text) > _MAX_LENGTH:
        return Literal(text)
    if not _maybe(text) and key not in keys.ORDINAL and not keys.is_temporal(key) and not anchor and not narrated:
        return Literal(text)
    found = _absolute(text, key)
    if (
        found.datatype == "string"
        and (anchor or narrated)
        and (date := dates.parse(text, anchor=anchor, narrated=narrated, temporal=False))
    ):
        return Literal(date, "date")
    return found


def is_value(text: str) -> bool:
    """Whether the whole text is a date, number or quantity, also one that stays text as a literal ("about 300 km", "10–20").

    A name is not: "Route 66", "50 Cent", "Seven".  "1984" is.  Made to be asked of millions of names.
    """
    if not _maybe(text) or len(text) > _MAX_LENGTH:
        return False
    return _absolute(text, "").datatype != "string" or _loose(text)


def _maybe(text: str) -> bool:
    if _DIGIT.search(text):
        return True
    return (text[:1].islower() and _NUMBER_WORD.search(text) is not None) or "century" in text


@lru_cache(maxsize=1 << 16)
def _absolute(text: str, key: str) -> Literal:
    counted, temporal = key in keys.COUNTED, keys.is_temporal(key)
    stripped = " ".join(text.split()).strip(" ,;")
    if not counted and (_YEAR.fullmatch(stripped) or temporal or not stripped.isdigit()):
        date = dates.parse(stripped, temporal=temporal)
        if date:
            return Literal(date, "date")
    if temporal:
        return Literal(text)
    if key in keys.ORDINAL and (place := numbers.ordinal(stripped)) is not None:
        return Literal(str(place), "number")
    # "Seven" is a film and "one" a pronoun
    value = None if stripped[:1].isupper() or (stripped == "one" and not counted) else numbers.number(stripped)
    if value is not None and quantities.fits(value):
        return Literal(numbers.plain(value), "number")
    found = quantities.quantity(stripped, key=key)
    if found and quantities.fits(found[0]):
        return Literal(quantities.text_of(*found), "quantity")
    return Literal(text)


@lru_cache(maxsize=1 << 14)
def _loose(text: str) -> bool:
    text = " ".join(text.split())
    if match := _LOOSE.fullmatch(text):
        return _absolute(match["value"], "").datatype != "string" or _loose(match["value"])
    if match := _RANGE.fullmatch(text):
        first, last = _absolute(match["first"], "").datatype, _absolute(match["last"], "").datatype
        return (
            first in ("number", "quantity", "date")
            and last in ("number", "quantity")
            and not text[0].isalpha()
            or (first == "number" and last == "quantity")
        )
    return False
