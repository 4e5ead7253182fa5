"""How values, qualifiers and sources are told to people: "7 November 1867", "(1903; with Pierre Curie)", "[2]".

Knows nothing of the workspace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.graph import NamedEvidence, NamedStatement
from kg.model import Value
from kg.normalize.dates import bounds

MONTHS = "January February March April May June July August September October November December".split()
_SEASONS = {
    "21": "spring",
    "22": "summer",
    "23": "autumn",
    "24": "winter",
    "33": "1st quarter",
    "34": "2nd quarter",
    "35": "3rd quarter",
    "36": "4th quarter",
}
_UNITS = {"har": "ha", "Cel": "°C", "[degF]": "°F", "um": "µm", "ug": "µg", "By": "bytes", "[acr_us]": "acres", "a": "years", "d": "days"}
_UNITS |= {
    "wk": "weeks",
    "mo": "months",
    "[mi_i]2": "square miles",
    "[ft_i]2": "square feet",
    "[mi_i]/h": "mph",
    "[ly]": "light-years",
    "%": "%",
}
_DOUBT = {"negated": "denied", "hedged": "uncertain", "hypothetical": "supposed"}
_LONGEST_QUOTE = 240  # characters


def value_words(value: str, datatype: str | None) -> str:
    """A literal as people write it."""
    if datatype == "date":
        return date_words(value)
    if datatype == "quantity":
        number, _, unit = value.partition(" ")
        plain = _UNITS.get(unit) or re.sub(r"\[([a-z]+)[^\]]*\]", r"\1", unit)
        return f"{number_words(number)}{'' if plain == '%' else ' '}{plain}"
    if datatype == "number":
        return number_words(value)
    return value


def number_words(number: str) -> str:
    """ "3400000" → "3,400,000"; a number of four digits stays, and so does all that is no plain decimal."""
    match = re.fullmatch(r"([+-]?)(\d+)(\.\d+)?", number, re.ASCII)
    return f"{match[1]}{int(match[2]):,}{match[3] or ''}" if match and len(match[2]) > 4 else number


def date_words(edtf: str) -> str:
    """An EDTF date in English: "1903/1911" → "1903–1911", "190X" → "1900s", "1867-11-07" → "7 November 1867"."""
    first, slash, last = edtf.partition("/")
    if slash:
        if first in ("", ".."):
            return f"until {date_words(last)}"
        return f"since {date_words(first)}" if last in ("", "..") else f"{date_words(first)}–{date_words(last)}"
    about = "about " if edtf[-1:] in ("~", "?", "%") else ""
    bare = edtf.rstrip("~?%")
    match = re.fullmatch(r"(-?[\dX]{4})(?:-([\dX]{2})(?:-([\dX]{2}))?)?", bare, re.ASCII)
    if not match:
        return edtf
    return about + _date(match[1], match[2], match[3])


def _date(year: str, month: str | None, day: str | None) -> str:
    told = "" if year == "XXXX" else _year(year)
    if month is None or month == "XX":
        return told or year
    if month in _SEASONS:
        return f"{_SEASONS[month]} {told}".strip()
    if not 1 <= int(month) <= 12:
        return f"{year}-{month}" + (f"-{day}" if day else "")
    named = f"{MONTHS[int(month) - 1]} {told}".strip()
    return f"{int(day)} {named}" if day and day.isdigit() else named


def _year(year: str) -> str:
    if year.endswith("XX"):
        century = int(year[:-2]) + 1 if year[:-2].lstrip("-").isdigit() else 0
        return f"{century}{_ordinal(century)} century" if century > 0 else year
    if year.endswith("X"):
        return f"{year[:-1]}0s"
    number = int(year)
    return f"{1 - number} BC" if number < 1 else str(number)


def _ordinal(number: int) -> str:
    return "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def name_of(statement: NamedStatement, value: Value) -> str:
    """The name of an entity, or a literal in words."""
    return statement.name(value) if value.object is not None else value_words(value.value or "", value.datatype)


def qualifiers_words(statement: NamedStatement, *, without: str = "") -> str:
    """ " (1903; with Pierre Curie)", empty without qualifiers.  `without` is the id of an entity that is understood."""
    by_key: dict[str, list[str]] = {}
    for key, value in statement.qualifiers:
        if value.object is None or value.object != without:
            by_key.setdefault(key, []).append(name_of(statement, value))
    told = _times(by_key)
    told += [_phrase(key, _listed(values)) for key, values in by_key.items()]
    if not statement.asserted:
        told.insert(0, _DOUBT.get(statement.modality, statement.modality))
    return f" ({'; '.join(told)})" if told else ""


def _times(by_key: dict[str, list[str]]) -> list[str]:
    """Times first, a start and an end together; takes them out of `by_key`."""
    told = [_listed(by_key.pop("point in time"))] if "point in time" in by_key else []
    start, end = by_key.pop("start time", []), by_key.pop("end time", [])
    if len(start) == len(end) == 1:
        told.append(f"{start[0]}–{end[0]}")
    else:
        told += [f"from {_listed(start)}"] if start else []
        told += [f"until {_listed(end)}"] if end else []
    return told


def _phrase(key: str, values: str) -> str:
    lead = {"location": "in", "together with": "with", "role": "as", "source": "according to", "topic": "on"}.get(key)
    return f"{lead} {values}" if lead else f"{key}: {values}"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(values[:-1]) + (" and " if len(values) > 1 else "") + values[-1]


def when(statement: NamedStatement) -> tuple[int, int, int]:
    """What statements are sorted by: the earliest time that they tell, the far future without one."""
    times = [value.value for key, value in statement.qualifiers if value.datatype == "date" and value.value and "source" not in key]
    if statement.object.datatype == "date" and statement.object.value:
        times.append(statement.object.value)
    found = [limits[0] for limits in map(bounds, times) if limits is not None]
    return min(found, default=(9999, 12, 31))


@dataclass(slots=True)
class Notes:
    """Sources as numbered notes: each place is numbered when it is first named."""

    titles: dict[str, str]
    _numbers: dict[tuple[str, int | None, str | None], int] = field(default_factory=dict)

    def mark(self, evidence: Sequence[NamedEvidence], *, most: int = 4) -> str:
        """ " [1, 2]", with "…" where there are more than `most`."""
        numbers = sorted({self._number(one) for one in evidence[:most]})
        return f"  [{', '.join(map(str, numbers))}{', …' if len(evidence) > most else ''}]" if numbers else ""

    def _number(self, one: NamedEvidence) -> int:
        return self._numbers.setdefault((one.document, one.start, one.quote), len(self._numbers) + 1)

    def lines(self) -> list[str]:
        """The notes, in order."""
        told = []
        for (document, _, quote), number in self._numbers.items():
            title = self.titles.get(document, "")
            named = f"{title} ({document})" if title and title != document else document
            told.append(f"  [{number}] {named}" + (f": “{shortened(quote)}”" if quote else ""))
        return told


def shortened(quote: str, most: int = _LONGEST_QUOTE) -> str:
    """A quote on one line, cut in the middle of a long one."""
    line = " ".join(quote.split())
    return line if len(line) <= most else f"{line[: most - 40].rsplit(' ', 1)[0]} … {line[-35:].split(' ', 1)[-1]}"
