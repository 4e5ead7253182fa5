"""Dates in English text → EDTF (Library of Congress, levels 0 to 2) with the precision that the text gives.

Own patterns, because the libraries guess: `edtf` reads "44 BC" as the year 44, `dateparser` gives "last year" a day.
Nothing here looks at a clock.  What is not certain is not read: "03/04/1999" becomes "1999", "2003-04" (a season or April)
stays text.  A vaguer word is dropped when the wider date is still true: "early 1990s" → "199X", "late March 1903" → "1903-03".
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

from kg.normalize import relative
from kg.normalize.numbers import ordinal

_MONTH_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)} | {name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)}
MONTHS["sept"] = 9
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_DASHES = str.maketrans("‒–—―−‐‑\u00a0\u2009\u202f’‘", "–––––--   ''")

_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])\s?(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>[12]\d{3})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s+)?"
_ERA = r"(?P<era>b\.?\s?c\.?(?:\s?e\.?)?|a\.?\s?d\.?|c\.?\s?e\.?)"
_VAGUE = re.compile(
    r"(?:(?:the\s+)?(?:very\s+)?(?:early|mid|middle|late|beginning|start|end|close|first|later|earlier|(?:first|second|latter) half)"
    r"(?:\s+(?:part|years|days|months))?(?:\s+of(?:\s+the)?|\s+in(?:\s+the)?)?[\s-]+)(?=\S)"
)
_LEAD = re.compile(r"(?:(?:in|on|during|of|the year(?: of)?|as of|the month of)\s+)+")
_ABOUT = re.compile(r"(?:circa\s+|(?:c|ca|c\.\s?a)\.?\s*(?=\d|the\b|ad\b)|(?:approx(?:imately|\.)|about|around)\s+)")

_SINGLE = [
    re.compile(rf"{_WEEKDAY}(?:the\s+)?{_DAY}\s*(?:of\s+)?{_MONTH}(?:\s*,?\s*(?:of\s+|in\s+)?{_YEAR})?"),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+(?:the\s+)?{_DAY}(?:\s*,\s*|\s+){_YEAR}"),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+(?:the\s+)?{_DAY}"),
    re.compile(rf"{_MONTH}\s*,?\s*(?:of\s+|in\s+)?(?:the year\s+)?{_YEAR}"),
    re.compile(rf"{_YEAR}\s*,?\s*{_MONTH}(?:\s+{_DAY})?"),
    re.compile(rf"{_YEAR}"),
]
_ISO = re.compile(r"(?P<year>[12]\d{3})-(?P<month>\d\d)-(?P<day>\d\d)(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:z|[+-]\d\d:?\d\d)?)?")
_ISO_MONTH = re.compile(r"(?P<year>[12]\d{3})-(?P<month>\d\d)")
_NUMERIC = re.compile(r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<year>[12]\d{3})")
_YEAR_FIRST = re.compile(r"(?P<year>[12]\d{3})[/.](?P<month>\d\d)[/.](?P<day>\d\d)")
_SHORT_RANGE = re.compile(r"(?P<first>[12]\d{3})\s?(?P<sep>[-–/])\s?(?P<last>\d\d)")
_DECADE = re.compile(r"(?:the\s+)?(?P<decade>[12]\d\d)0\s?'?s")
_CENTURY = re.compile(rf"(?:the\s+)?(?P<ordinal>[a-z]+(?:[- ][a-z]+)?|\d{{1,2}}(?:st|nd|rd|th))[\s-]+century(?:,?\s*{_ERA})?")
_SEASON = re.compile(rf"(?:the\s+)?(?P<season>spring|summer|autumn|fall|winter)(?:\s+of|,)?\s+{_YEAR}")
_QUARTER = re.compile(rf"(?:the\s+)?(?:q(?P<q>[1-4])|(?P<word>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter)(?:\s+of|,)?\s*{_YEAR}")
_QUARTER_LAST = re.compile(rf"{_YEAR},?\s*q(?P<q>[1-4])")
_BEFORE_ERA = re.compile(rf"(?P<number>\d{{1,4}})\s?{_ERA}")
_AFTER_ERA = re.compile(r"(?P<era>a\.?d\.?|c\.?e\.?)\s?(?P<number>\d{1,4})")
_MONTH_ONLY = re.compile(_MONTH)
_EDTF = re.compile(
    r"(?:-?\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-4]|3[3-6]|4[01])(?:-(?:\d\d|XX))?)?|-?\d\d[\dX]X|XXXX-(?:0[1-9]|1[0-2])(?:-\d\d)?|\d{4}-XX)[~?%]?"
)
_JOINED = [
    re.compile(r"(?:from|between)\s+(?P<first>.+?)\s+(?:to|until|till|through|and|–|-)\s+(?P<last>.+)"),
    re.compile(r"(?P<first>.+?)\s*(?:–|\s(?:to|until|till|through|-)\s)\s*(?P<last>.+)"),
    re.compile(r"(?P<first>[12]\d{3})\s?[-/]\s?(?P<last>[12]\d{3})"),
    re.compile(r"(?P<first>(?:the\s+)?[12]\d\d0s)\s+and\s+(?P<last>(?:the\s+)?[12]\d\d0s)"),
]
_OPEN_END = ("present", "the present", "now", "date", "today", "the present day", "")
_FOREIGN_DIGIT = re.compile(r"(?=[^\x00-\x7f])\d")
_SPORTING = re.compile(
    r"(?:the\s+)?(?P<first>[12]\d{3})(?:\s?[-–/]\s?(?P<last>[12]\d{3}|\d\d))?\s+(?:[a-z]+\s+)?(?:(?:off-?|post-?|pre-?)?seasons?|playoffs|campaign|academic year|school year)"
)
_MAX_LENGTH = 80  # characters; no date is longer


def parse(text: str, *, anchor: str = "", narrated: str = "", temporal: bool = True) -> str | None:
    """The EDTF of a text that is a date and nothing else; None where it is not certain.

    `anchor` is the EDTF of the day, month or year in which the text was written: "last year", "yesterday" count from it.
    `narrated` is the EDTF of the time told last: "the following year", "two years later", "the same year" count from it.
    Without them such words give None.  `temporal` says that the text stands where a time is expected, so that "May", "about
    1500" and "476" are read as a month and years.
    """
    if len(text) > _MAX_LENGTH:
        return None
    found = _absolute(text, temporal)
    if found is None and (anchor or narrated):
        found = relative.resolve(text, anchor=anchor, narrated=narrated)
    return found


@lru_cache(maxsize=1 << 16)
def _absolute(text: str, temporal: bool) -> str | None:
    text = " ".join(text.translate(_DASHES).split())
    if _FOREIGN_DIGIT.search(text):
        return None
    if valid(text) and not _is_season_range(text):
        return text
    text = text.lower().strip(" .,;:()[]")
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    if not text:
        return None
    return _one(text, temporal) or _open(text) or _range(text)


def valid(text: str) -> bool:
    """Whether the text is EDTF as this module writes it, with months and days that exist."""
    parts = text.split("/")
    if len(parts) == 2:
        return all(part == ".." or _EDTF.fullmatch(part) is not None and _exists(part) for part in parts) and parts != ["..", ".."]
    return len(parts) == 1 and _EDTF.fullmatch(text) is not None and _exists(text)


def _exists(edtf: str) -> bool:
    if edtf.startswith("-0000"):
        return False  # the year 0 is neither before nor after itself
    match = re.fullmatch(r"(\d{4}|XXXX)-(\d\d)-(\d\d)[~?%]?", edtf)
    return match is None or _day(match[1], int(match[2]), int(match[3])) is not None


def _is_season_range(text: str) -> bool:
    """ "2003-04" may be April 2003 or the years 2003 and 2004."""
    match = _ISO_MONTH.fullmatch(text)
    return match is not None and (int(match["year"]) + 1) % 100 == int(match["month"])


def _day(year: str, month: int, day: int) -> str | None:
    if not 1 <= month <= 12:
        return None
    longest = monthrange(int(year), month)[1] if year.isdigit() and int(year) else (29 if month == 2 else monthrange(2001, month)[1])
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= longest else None


def _one(text: str, temporal: bool) -> str | None:
    """One date, not a range."""
    if match := _ABOUT.match(text):
        sure = match[0].startswith("c")
        inner = _one(text[match.end() :], temporal) if sure or temporal or "century" in text or text.endswith("s") else None
        return inner + "~" if inner and inner[-1] not in "~?" and "X" not in inner else inner
    if text.endswith("?") and (inner := _one(text[:-1].strip(), temporal)):
        return inner + "?" if inner[-1] not in "~?" and "X" not in inner else None
    return (
        _named(text) or _numeric(text) or _period(text) or _with_era(text) or _vague(text, temporal) or (_bare(text) if temporal else None)
    )


def _named(text: str) -> str | None:
    for pattern in _SINGLE:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            year = parts.get("year") or "XXXX"
            if not parts.get("month"):
                return year
            month = MONTHS[parts["month"]]
            return _day(year, month, int(parts["day"])) if parts.get("day") else f"{year}-{month:02}"
    return None


def _numeric(text: str) -> str | None:
    if match := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _day(match["year"], int(match["month"]), int(match["day"]))
    if match := _NUMERIC.fullmatch(text):
        a, b, year = int(match["a"]), int(match["b"]), match["year"]
        if a == b or b > 12 >= a or a > 12 >= b:
            return _day(year, *((a, b) if b > 12 else (b, a)))
        return year if 1 <= a <= 12 and 1 <= b <= 12 else None  # 3 April or March 4: only the year is sure
    if match := _SHORT_RANGE.fullmatch(text):
        first, last = int(match["first"]), int(match["last"])
        until = first - first % 100 + last
        following = (first + 1) % 100 == last
        until += 100 if following and last == 0 else 0
        if match["sep"] == "/":
            return f"{first}/{until}" if following else None
        if match["sep"] == "-" and last <= 12 and last:
            return None if following else f"{first}-{last:02}"
        return f"{first}/{until}" if until > first else None
    return None


def _period(text: str) -> str | None:
    """Decades, centuries, seasons, quarters."""
    if match := _DECADE.fullmatch(text):
        decade = match["decade"]
        return decade[:2] + "XX" if decade[2] == "0" and decade < "200" else decade + "X"  # "the 1800s" may be a century
    if match := _CENTURY.fullmatch(text):
        number = ordinal(match["ordinal"])
        if number is None or not 0 < number <= 30:
            return None
        return ("-" if _is_bc(match["era"]) else "") + f"{number - 1:02}XX"
    if match := _SEASON.fullmatch(text):
        return f"{match['year']}-{_SEASONS[match['season']]}"
    if match := _QUARTER.fullmatch(text) or _QUARTER_LAST.fullmatch(text):
        parts = match.groupdict()
        quarter = int(parts["q"]) if parts["q"] else ordinal(parts.get("word") or "") or 0
        return f"{match['year']}-{32 + quarter}"
    return None


def _is_bc(era: str | None) -> bool:
    return bool(era) and str(era).startswith("b")


def _with_era(text: str) -> str | None:
    match = _BEFORE_ERA.fullmatch(text) or _AFTER_ERA.fullmatch(text)
    if not match or not int(match["number"]):
        return None
    year = int(match["number"])
    return f"{year:04}" if not _is_bc(match["era"]) else f"-{year - 1:04}" if year > 1 else "0000"  # astronomical: 1 BC is the year 0


def _vague(text: str, temporal: bool) -> str | None:
    if match := _VAGUE.match(text):
        rest = text[match.end() :]
        if match.end() < len(text) and not rest.startswith(("quarter", "century")):
            return _one(rest, temporal)
    return None


def _bare(text: str) -> str | None:
    """What is a date only where a date is expected."""
    if match := _SPORTING.fullmatch(text):  # elsewhere "the 2009 season" is an event, and no date
        first, last = match["first"], match["last"] or ""
        following = f"{int(first) + 1:04}"
        return first if not last else f"{first}/{following}" if following.endswith(last) else None
    if match := _MONTH_ONLY.fullmatch(text):
        return f"XXXX-{MONTHS[match['month']]:02}"
    return text.zfill(4) if re.fullmatch(r"[1-9]\d{2}", text, re.ASCII) else None


def _open(text: str) -> str | None:
    first, _, rest = text.partition(" ")
    if first in ("since", "until", "till") and rest and (date := _one(rest, True)) and "X" not in date:
        return f"{date}/.." if first == "since" else f"../{date}"
    return None


def _range(text: str) -> str | None:
    for pattern in _JOINED:
        match = pattern.fullmatch(text)
        if not match:
            continue
        first, last = match["first"].strip(), match["last"].strip()
        if last in _OPEN_END and (start := _one(first, True)) and "X" not in start:
            return f"{start}/.."
        ends = _ends(first, last)
        if ends and _before(*ends):
            return f"{ends[0]}/{ends[1]}"
    return None


def _ends(first: str, last: str) -> tuple[str, str] | None:
    """Both ends of a range; the first may lean on the second: "7–9 November 1867", "March–May 1903", "7 May – 9 June 1903"."""
    end = _one(last, False)
    if end is None:
        match = re.fullmatch(rf"{_MONTH}\s+{_DAY}", first)
        tail = re.fullmatch(rf"{_DAY}(?:\s*,\s*|\s+){_YEAR}", last)
        if match and tail:  # "November 7–9, 1867"
            month, year = MONTHS[match["month"]], tail["year"]
            start, until = _day(year, month, int(match["day"])), _day(year, month, int(tail["day"]))
            return (start, until) if start and until else None
        return None
    if re.fullmatch(_DAY, first) and len(end) == 10:
        start = _day(end[:4], int(end[5:7]), int(re.sub(r"\D", "", first)))
        return (start, end) if start else None
    start = _one(first, False)
    if start is None and (match := _MONTH_ONLY.fullmatch(first)) and len(end) >= 7 and end[:4].isdigit():
        start = f"XXXX-{MONTHS[match['month']]:02}" if len(end) == 7 else None
    if start is None:
        return None
    if start.startswith("XXXX") and not end.startswith("XXXX"):
        start = end[:4] + start[4:]
        start = start if _exists(start) else ""
    return (start, end) if start else None


def _before(first: str, last: str) -> bool:
    """Whether a range runs forward; ends of unlike kinds (a day without a year) are no range."""
    if first.startswith("XXXX") != last.startswith("XXXX"):
        return False
    low, high = bounds(first), bounds(last)
    return low is not None and high is not None and low[0] <= high[1] and first != last


def bounds(edtf: str) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """The first and the last day of one EDTF date, as (year, month, day); a season or quarter counts as its year."""
    match = re.fullmatch(r"(-?)([\dX]{4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?[~?%]?", edtf)
    if not match:
        return None
    sign = -1 if match[1] else 1
    digits = ("0000", "0000") if match[2] == "XXXX" else (match[2].replace("X", "0"), match[2].replace("X", "9"))
    years = sorted(sign * int(part) for part in digits)
    month = int(match[3]) if match[3] and match[3] != "XX" and int(match[3]) <= 12 else 0
    day = int(match[4]) if match[4] and match[4] != "XX" and month else 0
    return (years[0], month or 1, day or 1), (years[1], month or 12, day or 31)


def xsd(edtf: str) -> tuple[str, str] | None:
    """The lexical form and the XSD datatype's local name ("gYear", "gYearMonth", "date") of an EDTF date that has one.

    None for intervals, decades, approximate dates and all else that XSD cannot say.  Years before 1 are astronomical in both (XSD 1.1)."""
    match = re.fullmatch(r"(-?\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", edtf, re.ASCII)
    if not match or match[1] == "-0000" or (match[3] and not _exists(edtf)):
        return None
    return edtf, "date" if match[3] else "gYearMonth" if match[2] else "gYear"
