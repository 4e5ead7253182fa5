"""Dates that are told by another date: "last year", "yesterday", "two years later" → EDTF, with the precision of the words.

Two origins are kept apart: when the text was written (`anchor`: "last year"), and the time told last (`narrated`: "the following
year").  Knows no clock; without an origin that is precise enough nothing is resolved.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from kg.normalize.numbers import number

_UNIT = r"(?P<unit>day|week|month|year|decade|century)"
_COUNT = r"(?P<count>\d{1,4}|an?|[a-z]+(?:-[a-z]+)?)"
_LEAD = re.compile(r"^(?:(?:in|on|during|the)\s+)+")
_VAGUE = re.compile(r"^(?:early|late|later|earlier|mid)[\s-]+(?:in\s+)?(?=(?:the same|that|this|last|next)\s)")
_WRITTEN = [  # counts from the time of writing
    (re.compile(rf"(?P<way>last|this|next|current)\s+{_UNIT}"), ""),
    (re.compile(r"(?P<word>yesterday|today|tomorrow)"), ""),
    (re.compile(rf"{_COUNT}\s+{_UNIT}s?\s+ago"), "-"),
    (re.compile(rf"{_COUNT}\s+{_UNIT}s?\s+from now"), "+"),
]
_TOLD = [  # counts from the time told last
    (re.compile(rf"(?:the\s+)?(?P<way>same|previous|preceding|following|next|prior|that)\s+(?:very\s+)?{_UNIT}"), ""),
    (re.compile(rf"(?P<way>that)\s+(?:same\s+)?{_UNIT}"), ""),
    (re.compile(rf"(?:the\s+)?{_UNIT}\s+(?P<way>before|after)"), ""),
    (re.compile(rf"{_COUNT}\s+{_UNIT}s?\s+(?:later|afterwards?|after)"), "+"),
    (re.compile(rf"{_COUNT}\s+{_UNIT}s?\s+(?:earlier|before|previously)"), "-"),
]
_STEPS = {"last": -1, "previous": -1, "preceding": -1, "prior": -1, "before": -1, "next": 1, "following": 1, "after": 1}
_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def is_relative(text: str) -> bool:
    """Whether the text is a date that another date must settle, so that it says nothing by itself."""
    return _match(text) is not None


def resolve(text: str, *, anchor: str = "", narrated: str = "") -> str | None:
    """The EDTF that the words mean; None where they are not relative or their origin is missing or too vague."""
    found = _match(text)
    if found is None:
        return None
    match, sign, told = found
    parts = match.groupdict()
    if parts.get("word"):
        return _shift(anchor, "day", _WORDS[parts["word"]])
    if sign:
        count = number("one" if parts["count"] in ("a", "an") else parts["count"])
        if count is None or count != int(count):
            return None
        steps = int(count) * (1 if sign == "+" else -1)
    else:
        steps = _STEPS.get(parts["way"], 0)
    return _shift(narrated if told else anchor, parts["unit"], steps)


def _match(text: str) -> tuple[re.Match[str], str, bool] | None:
    text = " ".join(text.lower().split()).strip(" .,;")
    if len(text) > 60:
        return None
    text = _VAGUE.sub("", text, count=1)
    bare = _LEAD.sub("", text, count=1)
    # "the next year" is told, "next year" is written: the article decides
    if re.search(r"\bthe next\b", text):
        return next(((m, sign, True) for pattern, sign in _TOLD if (m := pattern.fullmatch(bare))), None)
    for patterns, told in ((_WRITTEN, False), (_TOLD, True)):
        for pattern, sign in patterns:
            if match := pattern.fullmatch(bare):
                return match, sign, told
    return None


def _shift(origin: str, unit: str, steps: int) -> str | None:
    """`origin` moved by `steps` units, cut to the unit's precision; None where the origin is vaguer than the unit."""
    match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", origin)
    if not match:
        return None
    year = int(match[1])
    if unit in ("year", "decade", "century"):
        moved = year + steps * {"year": 1, "decade": 10, "century": 100}[unit]
        if not 0 < moved < 10000:
            return None
        return (
            f"{moved:04}" if unit == "year" or abs(steps) > 1 else f"{moved:04}"[:3] + "X" if unit == "decade" else f"{moved:04}"[:2] + "XX"
        )
    if unit == "month" and match[2]:
        months = 12 * year + int(match[2]) - 1 + steps
        return f"{months // 12:04}-{months % 12 + 1:02}" if 12 <= months < 120000 else None
    if unit in ("day", "week") and match[3]:
        try:
            moved_day = date(year, int(match[2]), int(match[3])) + timedelta(days=steps * (7 if unit == "week" else 1))
        except (ValueError, OverflowError):
            return None
        # a week is not a day: its month is what is sure, unless it lies across two
        if unit == "day":
            return moved_day.isoformat()
        early, late = moved_day - timedelta(days=6), moved_day + timedelta(days=6)
        return moved_day.isoformat()[:7] if early.month == late.month else None
    return None
