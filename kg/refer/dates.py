"""Which date a relative date of a paragraph counts from, and months that borrow their year ("In 1903 … in May").

What points back in the text counts from the nearest absolute date before it in the same paragraph; what points at the time of
writing counts from the document's date.  What is not safe stays words.  Knows nothing of triples or chains.

A month borrows the year of its own sentence or of the two before it, or one that opens the paragraph; days and months between the two
carry the year on, as long as they run forwards.  A year that only says which thing is meant ("unlike the 1974 election", "the first since
2006") lends nothing.
"""

from __future__ import annotations

import re
from datetime import date as Date
from functools import lru_cache

from kg.normalize import relative
from kg.normalize.dates import MONTHS
from kg.refer import scene

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_FULL = "(?:" + "|".join(m.title() for m in MONTHS if len(m) > 3 or m == "may") + ")"
_YEAR = r"(?:1\d{3}|20\d\d)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
# Ranges and decades are no origins: which end of them is meant nobody knows.
_ABSOLUTE = re.compile(
    rf"(?<![\w–-])(?:(?P<d1>{_DAY})\s+(?:of\s+)?(?P<m1>{_MONTH}),?\s+|(?P<m2>{_MONTH})\s+(?:(?P<d2>{_DAY})\s?,?\s+)?|)(?P<y>{_YEAR})(?![\w–]|\s?[–-]\s?\w|[.,]\d)",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(
    rf"(?:(?:in|on|by|during|later in|early in|late in)\s+)?(?:(?:early|mid|late|later)[ -])?(?:(?P<d1>{_DAY})\s+(?:of\s+)?(?P<m1>{_MONTH})|(?P<m2>{_MONTH})(?:\s+(?P<d2>{_DAY}))?)"
    r"(?:,? (?:of )?(?P<same>that|the same) year)?",
    re.IGNORECASE,
)
# Another day or month on the way back to a year: the story runs on, or no longer does.
_BARE = re.compile(
    rf"(?<!\w)(?:{_DAY}\s+(?:of\s+)?(?P<m1>{_FULL})|(?P<m2>{_FULL})\s+{_DAY}(?!\w)|(?:[Ii]n|[Bb]y|[Ee]arly|[Ll]ate|[Mm]id) (?P<m3>{_FULL}))(?!\w)"
)
# What stands before a lone year that says when: nothing else in its sentence, or one of these words.
_SAYS_WHEN = re.compile(
    r"(?:^|[.!?:\n]\s*|\b(?:in|by|during|from|to|and|until|around|early|late|mid|spring|summer|autumn|fall|winter|of|year|season)[\s-]+)$",
    re.IGNORECASE,
)
_NAMES_WHICH = re.compile(r" (?:[A-Z][a-z]+ )*(?:elections?|season|games|match|battle|war|census|edition|campaign|film|album|series)\b")
_RANGE_ON = re.compile(r"\s*(?:to|and|until|through|or|–|-|—)\s*(?=\S)")
_HOLE = re.compile(r"\s<unk>")
NEAR = 600  # characters: farther back the thread of the story may have moved on
SENTENCES = 2  # between one date and the next that carries its year on

Day = tuple[int, int, int]  # year, month, day; month and day 0 where they are not known


@lru_cache(maxsize=8192)
def _candidate(text: str) -> bool:
    return relative.is_relative(text) or _IN_YEAR.fullmatch(text) is not None


class Calendar:
    """The absolute dates of one paragraph, and the date of its document (EDTF, or "")."""

    def __init__(self, text: str, date: str = "") -> None:
        self._text, self._date = text, date
        self._dates: list[tuple[int, int, Day]] | None = None

    def resolve(self, text: str, start: int | None) -> str | None:
        """The EDTF of a relative date that stands at `start` of the paragraph, None where it is none or is not safe."""
        text = " ".join(text.split())
        if not _candidate(text):
            return None
        if m := _IN_YEAR.fullmatch(text):
            month, day = m["m1"] or m["m2"], m["d1"] or m["d2"]
            if start is not None and (until := self._range_end(start, len(text))) and _month(month) <= until[1]:
                return _within((until[0], 0, 0), month, day, said=False)
            origin = None if start is None else self._before(start) if m["same"] else self._lender(start, _month(month))
            return None if origin is None else _within(origin, month, day, said=bool(m["same"]))
        origin = None if start is None else self._before(start)
        return relative.resolve(text, anchor=self._date, narrated=_edtf(*origin) if origin else "")

    def _before(self, start: int) -> Day | None:
        """The nearest absolute date that ends before an offset."""
        near = [day for _, end, day in self._absolute() if start - NEAR <= end <= start]
        return near[-1] if near else None

    def _absolute(self) -> list[tuple[int, int, Day]]:
        """All absolute dates: where they start and end, and what they are."""
        if self._dates is None:
            self._dates = [(*m.span(), _day(m)) for m in _ABSOLUTE.finditer(self._text)]
        return self._dates

    def _range_end(self, start: int, length: int) -> Day | None:
        """The date that ends a range or list which a day or month opens: "June to December 2004"."""
        on = _RANGE_ON.match(self._text, start + length)
        return next((day for at, _, day in self._absolute() if on and at == on.end() and day[1]), None)

    def _lender(self, start: int, month: int) -> Day | None:
        """The date whose year a day of a month (1 to 12) at an offset has, by the thread of dates that leads back to it."""
        text, here = self._text, start
        lenders = {end: day for at, end, day in self._absolute() if start - NEAR <= end <= start and self._says_when(at, end, day)}
        bare = {m.end(): _month(m["m1"] or m["m2"] or m["m3"]) for m in _BARE.finditer(text, max(0, start - NEAR), start)}
        bare = {end: month for end, month in bare.items() if not any(at < end <= last for at, last, _ in self._absolute())}
        opening = m.end() if (m := scene.OPENING.match(text)) else 0  # the date that sets the scene of the whole paragraph
        for end in sorted({*lenders, *bare}, reverse=True):
            gaps = len(scene.SENTENCE.findall(text, end, here))
            if gaps > SENTENCES and not (end in lenders and end == opening):
                return None
            earlier = lenders[end][1] if end in lenders else bare[end]
            if earlier > month:
                return None
            if end in lenders:
                return lenders[end]
            if _HOLE.match(text, end):
                return None
            month, here = earlier, end
        return None

    def _says_when(self, at: int, end: int, day: Day) -> bool:
        """Whether a date tells when something was, and not only which thing is meant."""
        if day[1]:
            return True
        return _SAYS_WHEN.search(self._text, max(0, at - 12), at) is not None and _NAMES_WHICH.match(self._text, end) is None


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
