"""Literals as values of properties: Neo4j's own dates and numbers where nothing is lost, else the words.

Knows EDTF and the datatypes of kg.model; nothing of nodes, relationships and drivers.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from kg.normalize.dates import bounds, valid
from kg.sinks.neo4j import tokens

_LONG = 2**63
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
# Of a statement's times, which one says when it begins to hold and which when it ends.
_POINT, _START, _END = "point in time", "start time", "end time"


def typed(value: str, datatype: str | None) -> Any:
    """A day as a date, a year or a number as a number, a quantity as its number; everything else, and what would lose digits, as its words."""
    if datatype == "date":
        if _DAY.fullmatch(value):
            return _day(*map(int, value.split("-"))) or value
        return int(value) if _YEAR.fullmatch(value) else value
    if datatype == "number":
        return number(value)
    if datatype == "quantity":
        return number(value.partition(" ")[0])
    return value


def unit(value: str, datatype: str | None) -> str | None:
    """The unit of a quantity."""
    return value.partition(" ")[2] or None if datatype == "quantity" else None


def number(text: str) -> Any:
    """An integer, or a float of no more digits than it can hold; else the text."""
    if not _NUMBER.fullmatch(text):
        return text
    if "." not in text:
        whole = int(text) if len(text) < 21 else _LONG
        return whole if -_LONG <= whole < _LONG else text
    return float(text) if len(text.replace(".", "").lstrip("+-0")) <= 15 else text


def qualifier_properties(literals: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """Properties from (key, value, datatype) in sorted order: a list where a key repeats; `earliest` and `latest`, the days between which
    the statement is dated; `keys`, those keys that their property's name does not tell whole."""
    given: dict[str, list[tuple[str, str]]] = {}
    for key, value, datatype in literals:
        given.setdefault(key, []).append((value, datatype))
    made: dict[str, Any] = {}
    for key, values in given.items():
        name = tokens.property_name(key)
        made[name] = _one_or_list(values)
        measure = unit(*values[0]) if len(values) == 1 else None
        if measure is not None and f"{key} unit" not in given and f"{name}_unit" not in tokens.PROPERTIES:
            made[f"{name}_unit"] = measure
    odd = [key for key in given if not tokens.is_plain(key, tokens.property_name(key))]
    if odd:
        made["keys"] = odd
    made.update(_dated(given))
    return made


def _one_or_list(values: Sequence[tuple[str, str]]) -> Any:
    if len(values) == 1:
        return typed(*values[0])
    found = [typed(*pair) for pair in values]
    # A list is of one type, and of a repeated quantity each keeps its unit.
    alike = len({type(one) for one in found}) == 1 and not any(kind == "quantity" for _, kind in values)
    return found if alike and not isinstance(found[0], str) else [value.replace("\x1f", " ") for value, _ in values]


def _dated(given: dict[str, list[tuple[str, str]]]) -> dict[str, datetime.date]:
    first: list[datetime.date] = []
    last: list[datetime.date] = []
    for key in (_POINT, _START, _END):
        for value, datatype in given.get(key, ()):
            low, high = days(value) if datatype == "date" else (None, None)
            if low is not None and key != _END:
                first.append(low)
            if high is not None and key != _START:
                last.append(high)
    return ({"earliest": min(first)} if first else {}) | ({"latest": max(last)} if last else {})


def days(edtf: str) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day of an EDTF date or interval, None where it is open or out of the calendar's years 1 to 9999."""
    if not valid(edtf):
        return None, None
    ends = edtf.split("/") if "/" in edtf else [edtf, edtf]
    if len(ends) != 2:
        return None, None
    low, high = bounds(ends[0]), bounds(ends[1])
    return (_day(*low[0]) if low else None), (_last_day(*high[1]) if high else None)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _last_day(year: int, month: int, day: int) -> datetime.date | None:
    """`bounds` gives every month 31 days."""
    return next((found for less in range(4) if (found := _day(year, month, day - less))), None)
