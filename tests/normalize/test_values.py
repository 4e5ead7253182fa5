"""Typed values: numbers, quantities, and what stays text."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Literal
from kg.normalize.numbers import cardinal, number, ordinal, plain
from kg.normalize.values import is_value, literal

TYPED = {
    "1984": ("1984", "date"),
    "7 December": ("XXXX-12-07", "date"),
    "42": ("42", "number"),
    "1,234,567": ("1234567", "number"),
    "1,234.50": ("1234.5", "number"),
    "-1": ("-1", "number"),
    "0": ("0", "number"),
    "3.4 million": ("3400000", "number"),
    "twenty-five": ("25", "number"),
    "one hundred and five": ("105", "number"),
    "two hundred thousand": ("200000", "number"),
    "½": ("0.5", "number"),
    "12.5 km": ("12.5 km", "quantity"),
    "12.5km": ("12.5 km", "quantity"),
    "2½ miles": ("2.5 [mi_i]", "quantity"),
    "12-mile": ("12 [mi_i]", "quantity"),
    "three square miles": ("3 [mi_i]2", "quantity"),
    "18 °C": ("18 Cel", "quantity"),
    "45%": ("45 %", "quantity"),
    "45.0 per cent": ("45 %", "quantity"),
    "six weeks": ("6 wk", "quantity"),
    "$3.4 million": ("3400000 USD", "quantity"),
    "US$5bn": ("5000000000 USD", "quantity"),
    "€5": ("5 EUR", "quantity"),
    "5 million dollars": ("5000000 USD", "quantity"),
    "120 mph": ("120 [mi_i]/h", "quantity"),
}
TEXT = [
    "Route 66", "50 Cent", "Seven", "one", "10 Downing Street", "24 Hours", "8 Mile", "World War 2", "Apollo 11", "007", "U2", "1e999", "2 + 2", "-2+3", "+1",
    "100 pounds", "180 degrees", "three children", "12 albums", "1st", "9/11", "10:30", "12,34", "1" * 40, "half", "May", "", " ", "null", "two bars", "one foot",
]  # fmt: skip
LOOSE = ["about 300 km", "more than five million", "10–20 km", "2–0", "at least 30 percent", "between 5 and 10 miles", "up to 40%"]


@pytest.mark.parametrize(("text", "expected"), TYPED.items())
def test_values_are_typed(text: str, expected: tuple[str, str]) -> None:
    assert literal(text) == Literal(*expected)
    assert is_value(text)


@pytest.mark.parametrize("text", TEXT)
def test_names_and_doubtful_things_stay_text_unharmed(text: str) -> None:
    assert literal(text) == Literal(text)
    assert not is_value(text)


@pytest.mark.parametrize("text", LOOSE)
def test_what_has_no_single_number_is_a_value_that_stays_text(text: str) -> None:
    assert literal(text) == Literal(text)
    assert is_value(text)


@pytest.mark.parametrize(
    ("text", "key", "value", "datatype"),
    [
        ("1984", "quantity", "1984", "number"),
        ("about 1500", "point in time", "1500~", "date"),
        ("May", "start time", "XXXX-05", "date"),
        ("100 pounds", "price", "100 GBP", "quantity"),
        ("100 pounds", "weight", "100 [lb_av]", "quantity"),
        ("third", "ordinal", "3", "number"),
        ("45%", "point in time", "45%", "string"),
        ("one", "quantity", "1", "number"),
    ],
)
def test_the_key_settles_what_a_text_alone_does_not(text: str, key: str, value: str, datatype: str) -> None:
    assert literal(text, key=key) == Literal(value, datatype)


def test_relative_dates_need_an_origin() -> None:
    assert literal("last year") == Literal("last year")
    assert literal("last year", anchor="2020-05-01") == Literal("2019", "date")
    assert literal("two years later", narrated="1903") == Literal("1905", "date")


@given(st.text(max_size=40))
def test_any_text_is_a_typed_value_or_comes_back_unharmed(text: str) -> None:
    found = literal(text)
    if found.datatype == "string":
        assert found.value == text
    else:
        assert is_value(text)
        if found.datatype == "number":
            assert plain(Decimal(found.value)) == found.value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False))
def test_plain_decimals_read_back(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value and "E" not in text
    assert number(text) == value


@given(st.integers(1, 10**15 - 1))
def test_number_words_read_back(value: int) -> None:
    assert cardinal(_words(value)) == value


def _words(value: int) -> str:
    small = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    ).split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= scale:
            head, rest = divmod(value, scale)
            return f"{_words(head)} {name}" + (f"{' and' if scale == 100 else ''} {_words(rest)}" if rest else "")
    if value < 20:
        return small[value]
    return tens[value // 10 - 2] + (f"-{small[value % 10]}" if value % 10 else "")


@pytest.mark.parametrize(
    "text", ["five twenty", "one two", "twenty eleven", "hundred", "million", "and five", "a", "an", "thousand million two", "five and"]
)
def test_lists_of_number_words_are_no_numbers(text: str) -> None:
    assert cardinal(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("1st", 1), ("22nd", 22), ("nineteenth", 19), ("twenty-first", 21), ("fortieth", 40), ("first ever", None), ("one", None)],
)
def test_ordinals(text: str, place: int | None) -> None:
    assert ordinal(text) == place


def test_names_are_told_from_values() -> None:
    assert not any(
        is_value(f"{given} {family}")
        for given in ("Ada", "Grace", "the engineer", "Station")
        for family in ("Lovelace", "Hopper", "of the line", "Number")
    )


@pytest.mark.parametrize(
    "text", ["1" * 79, "one " * 19, "a hundred " * 8, "1,111" * 15, "- " * 39, "about " * 13 + "5", "1 to " * 15 + "2", "–" * 79]
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    is_value(text)
    literal(text, key="point in time")
    assert time.process_time() - began < 2  # seconds; what backtracks would take minutes
