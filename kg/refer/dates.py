"""Which date a relative date of a paragraph counts from, and months that borrow their year ("In 1903 … in May").

What points back in the text counts from the nearest absolute date before it in the same paragraph; what points at the time of
writing counts from the document's date.  What is not safe stays words.  Knows nothing of triples or chains.
"""

from __future__ import annotations

import re
from datetime import date as Date
from functools import lru_cache

from kg.normalize import relative
from kg.normalize.dates import MONTHS

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_YEAR = r"(?:1\d{3}|20\d\d)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
# Ranges and decades are no origins: which end of them is meant nobody knows.
_ABSOLUTE = re.compile(
    rf"(?<![\w–-])(?:(?P<d1>{_DAY})\s+(?:of\s+)?(?P<m1>{_MONTH}),?\s+|(?P<m2>{_MONTH})\s+(?:(?P<d2>{_DAY}),?\s+)?|)(?P<y>{_YEAR})(?![\w–]|-\w|[.,]\d)",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(
    rf"(?:(?:in|on|by|during|later in|early in|late in)\s+)?(?:(?:early|mid|late|later)[ -])?(?:(?P<d1>{_DAY})\s+(?:of\s+)?(?P<m1>{_MONTH})|(?P<m2>{_MONTH})(?:\s+(?P<d2>{_DAY}))?)"
    r"(?:,? (?:of )?(?P<same>that|the same) year)?",
    re.IGNORECASE,
)
NEAR = 600  # characters: farther back the thread of the story may have moved on

Day = tuple[int, int, int]  # year, month, day; month and day 0 where they are not known


@lru_cache(maxsize=8192)
def _candidate(text: str) -> bool:
    return relative.is_relative(text) or _IN_YEAR.fullmatch(text) is not None


class Calendar:
    """The absolute dates of one paragraph, and the date of its document (EDTF, or "")."""

    def __init__(self, text: str, date: str = "") -> None:
        self._text, self._date = text, date
        self._dates: list[tuple[int, Day]] | None = None

    def resolve(self, text: str, start: int | None) -> str | None:
        """The EDTF of a relative date that stands at `start` of the paragraph, None where it is none or is not safe."""
        text = " ".join(text.split())
        if not _candidate(text):
            return None
        origin = None if start is None else self._before(start)
        if m := _IN_YEAR.fullmatch(text):
            return None if origin is None else _within(origin, m["m1"] or m["m2"], m["d1"] or m["d2"], said=bool(m["same"]))
        return relative.resolve(text, anchor=self._date, narrated=_edtf(*origin) if origin else "")

    def _before(self, start: int) -> Day | None:
        """The nearest absolute date that ends before an offset."""
        if self._dates is None:
            self._dates = [(m.end(), _day(m)) for m in _ABSOLUTE.finditer(self._text)]
        near = [day for end, day in self._dates if start - NEAR <= end <= start]
        return near[-1] if near else None


def _day(m: re.Match[str]) -> Day:
    month, day = m["m1"] or m["m2"], m["d1"] or m["d2"]
    return int(m["y"]), _month(month) if month else 0, int(re.sub(r"\D", "", day)) if day else 0


def _month(name: str) -> int:
    return MONTHS[name.casefold().rstrip(".")]


def _edtf(year: int, month: int, day: int) -> str:
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def _within(origin: Day, month: str, day: str | None, *, said: bool) -> str | None:
    """A month (and day) of the origin's year: only forwards, for after "October 1903" a bare "May" may be of the year after."""
    number = _month(month)
    if not said and origin[1] and number < origin[1]:
        return None
    if not day:
        return _edtf(origin[0], number, 0)
    try:
        return Date(origin[0], number, int(re.sub(r"\D", "", day))).isoformat()
    except ValueError:
        return None
