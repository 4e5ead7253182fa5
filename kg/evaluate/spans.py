"""Times in words → spans of months: what a question asks for, and what a statement says that it holds in.

A span is (from, to) in months since the year 0, the end exclusive.  From one time to another runs from the middle of the first to the
middle of the last, so that neighbours that share a year do not overlap; a start alone runs on, an end alone runs back.
Reads words by itself, not by kg.normalize: what is measured must not be measured by its own reader.  Knows strings only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[float, float]

FAR = 10.0**6
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:(?P<year>[12]\d\d[\dXu])-(?P<month>\d\d)(?:-\d\d)?"  # 1912-05-01, 191X-05
    rf"|(?:{_DAY}\s+)?(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?,?\s+(?:{_DAY}\s*,?\s+)?(?:of\s+)?(?P<of>[12]\d{{3}})"  # 1st May 1912, May 1, 1912
    r"|(?P<alone>[12]\d\d[\dXu])(?P<s>'?s)?)\b",  # 1912, 1910s, 191X
    re.IGNORECASE,
)
_SHORT = re.compile(r"\b(?P<first>(?P<century>[12]\d)\d\d)\s*[-–—/]\s*(?P<last>\d\d)\b(?!-?\d)")  # 1916-20
_BETWEEN = re.compile(r".*\d'?s?[\s,]*(?:and|to|until|till|through|-|–)(?:\s+(?:to|until))?\s*(?:the\s+)?", re.IGNORECASE | re.DOTALL)
_STARTS, _ENDS = ("from", "since", "after"), ("to", "until", "till", "before")


@dataclass(frozen=True, slots=True)
class Date:
    """The months of a date, and where in the text it begins."""

    start: float
    end: float
    at: int = 0

    @property
    def span(self) -> Span:
        return self.start, self.end

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def dates(text: str) -> list[Date]:
    """The dates of a text, in its order: months, years, decades."""
    return [_date(found) for found in _DATE.finditer(text)]


def _date(found: re.Match[str]) -> Date:
    year = found["year"] or found["of"] or found["alone"]
    if year[-1] in "XxUu" or (found["s"] and year[-1] == "0"):
        start = 12.0 * int(year[:3] + "0")
        return Date(start, start + 120, found.start())
    start = 12.0 * int(year)
    month = int(found["month"]) if found["month"] else _MONTHS.index(found["name"][:3].lower()) + 1 if found["name"] else 0
    if 1 <= month <= 12:
        return Date(start + month - 1, start + month, found.start())
    return Date(start, start + 12, found.start())


def between(one: Date, two: Date) -> Span:
    """From one date to the other, which may be the same."""
    first, last = sorted((one, two), key=lambda date: date.middle)
    return first.span if first.span == last.span else (first.middle, last.middle)


def asked(question: str) -> Span | None:
    """The time of a question: the last date that it names, or the two that "to" or "and" joins there; earlier ones tell who is meant."""
    found = dates(question)
    if not found:
        return None
    last = found[-1]
    if len(found) > 1 and _BETWEEN.fullmatch(question[found[-2].at : last.at]):
        return between(found[-2], last)
    (word,) = question[: last.at].lower().split()[-1:] or ("",)
    return (last.middle, FAR) if word in _STARTS else (-FAR, last.middle) if word in ("before", "until", "till") else last.span


def of_literal(words: str) -> Date | None:
    """The time that words stand for, where they name one: a date, or the first and the last of several ("1916-1920", "1916-20")."""

    def whole(found: re.Match[str]) -> str:  # but 1916-05 is a month
        return found[0] if int(found["last"]) <= 12 else f"{found['first']}/{found['century']}{found['last']}"

    found = dates(_SHORT.sub(whole, words))
    return Date(*(between(found[0], found[-1]) if len(found) > 1 else found[0].span)) if found else None


def held(qualifiers: Iterable[tuple[str, str]], literal: str = "") -> list[Span]:
    """The spans that a statement says it holds in, by the keys and words of its qualifiers, and by its object where that is a literal."""
    spans: list[Span] = []
    start = end = None
    for key, words in qualifiers:
        when = of_literal(words)
        if when is None:
            continue
        if "start" in key.lower() or key.lower() in _STARTS:
            start = when
        elif "end" in key.lower() or key.lower() in _ENDS:
            end = when
        else:
            spans.append(when.span)
    if start and end:
        spans.append(between(start, end))
    elif start:
        spans.append((start.middle, FAR))
    elif end:
        spans.append((-FAR, end.middle))
    when = of_literal(literal)
    return [*spans, when.span] if when else spans


def meet(one: Span, two: Span) -> bool:
    """Whether two spans share more than an edge."""
    return min(one[1], two[1]) > max(one[0], two[0])
