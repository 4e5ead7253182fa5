"""Dates: what they become, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.normalize import relative
from kg.normalize.dates import bounds, parse, valid, xsd

CERTAIN = {
    "1903": "1903",
    "in 1903": "1903",
    "the year 1903": "1903",
    "November 1867": "1867-11",
    "Nov. 1867": "1867-11",
    "November of 1867": "1867-11",
    "7 November 1867": "1867-11-07",
    "7th of November, 1867": "1867-11-07",
    "the 7th of November 1867": "1867-11-07",
    "November 7, 1867": "1867-11-07",
    "November 7 , 1867": "1867-11-07",
    "Nov 7th 1867": "1867-11-07",
    "Thursday, 7 November 1867": "1867-11-07",
    "1867 November 7": "1867-11-07",
    "1867-11-07": "1867-11-07",
    "1867/11/07": "1867-11-07",
    "1867-11-07T10:30:00Z": "1867-11-07",
    "1867-11": "1867-11",
    "17/11/1867": "1867-11-17",
    "11/17/1867": "1867-11-17",
    "29 February 1904": "1904-02-29",
    "7 December": "XXXX-12-07",
    "December 7": "XXXX-12-07",
    "the 1920s": "192X",
    "1920s": "192X",
    "early 1990s": "199X",
    "mid-1980s": "198X",
    "the second half of the 1850s": "185X",
    "the 2000s": "200X",
    "the 1800s": "18XX",  # a decade or a century: the wider is true
    "the nineteenth century": "18XX",
    "19th century": "18XX",
    "late 19th-century": "18XX",
    "twenty-first century": "20XX",
    "5th century BC": "-04XX",
    "1st century AD": "00XX",
    "44 BC": "-0043",
    "1 BCE": "0000",
    "AD 70": "0070",
    "476 CE": "0476",
    "c. 1500": "1500~",
    "circa 1500": "1500~",
    "1500?": "1500?",
    "spring of 1903": "1903-21",
    "the summer of 1914": "1914-22",
    "Winter 1944": "1944-24",
    "Q3 2021": "2021-35",
    "the third quarter of 2021": "2021-35",
    "2021 Q3": "2021-35",
    "late March 1903": "1903-03",
    "the end of 1903": "1903",
    "1914–1918": "1914/1918",
    "1914–18": "1914/1918",
    "1914-18": "1914/1918",
    "1903–11": "1903/1911",
    "1999–2000": "1999/2000",
    "1999–00": "1999/2000",
    "2003/04": "2003/2004",
    "from 1903 to 1911": "1903/1911",
    "between 1903 and 1911": "1903/1911",
    "1903 until 1911": "1903/1911",
    "March–May 1903": "1903-03/1903-05",
    "7–9 November 1867": "1867-11-07/1867-11-09",
    "November 7–9, 1867": "1867-11-07/1867-11-09",
    "7 May – 9 June 1903": "1903-05-07/1903-06-09",
    "1 January 1900 – 5 May 1901": "1900-01-01/1901-05-05",
    "late 1938 to 1941": "1938/1941",
    "1920s and 1930s": "192X/193X",
    "since 1903": "1903/..",
    "2010–present": "2010/..",
    "until May 1911": "../1911-05",
    "03/04/1999": "1999",  # April or March: the year is sure
}
WHERE_A_TIME_STANDS = {
    "May": "XXXX-05",
    "about 1500": "1500~",
    "885": "0885",
    "the 2009 season": "2009",
    "2003-04 season": "2003/2004",
    "2016–2017 academic year": "2016/2017",
}
NEVER = [
    "", "30 February 1900", "29 February 1900", "31 April", "2003-04", "32/13/1999", "1911 to 1903", "Route 66", "007", "World War II",
    "last year", "that day", "1997 and 2001", "1921, 1923", "12", "10:30", "7.5", "40 years", "the Twenties", "'90s", "1٩03", "99999", "1903–1903–1903",
    "Friday", "March on Rome", "1984 (novel)", "second century of May", "0 BC", "x" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize(("text", "edtf"), CERTAIN.items())
def test_dates_are_read_with_their_precision(text: str, edtf: str) -> None:
    assert parse(text) == parse(text.upper()) == edtf
    assert parse(text, temporal=False) == edtf


@pytest.mark.parametrize(("text", "edtf"), WHERE_A_TIME_STANDS.items())
def test_some_words_are_dates_only_where_a_time_is_expected(text: str, edtf: str) -> None:
    assert parse(text) == edtf
    assert parse(text, temporal=False) is None


@pytest.mark.parametrize("text", NEVER)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("edtf", [*CERTAIN.values(), *WHERE_A_TIME_STANDS.values()])
def test_the_edtf_library_reads_what_is_written(edtf: str) -> None:
    from edtf import parse_edtf

    assert parse_edtf(edtf) is not None
    assert valid(edtf) and parse(edtf) == edtf  # a second reading changes nothing


def test_the_year_0_has_no_sign() -> None:
    assert parse("0000") == "0000"
    assert not valid("-0000") and not valid("1900/-0000") and not valid("-0000-01-01")
    assert parse("-0000") is None and parse("-0000/1900") is None
    assert parse("1 BC") == "0000" and parse("2 BC") == "-0001"


@given(st.text(alphabet="0123456789 -–/XJanuryMchetsofbwd.,?'c~BCAD", max_size=40))
def test_any_text_gives_edtf_or_nothing(text: str) -> None:
    from edtf import parse_edtf

    found = parse(text)
    if found is not None:
        assert valid(found) and parse_edtf(found) is not None


@given(st.dates())
def test_every_day_is_read_in_every_order(day: object) -> None:
    import datetime

    assert isinstance(day, datetime.date)
    if day.year < 1000 or day.year > 2999:
        return
    month = "January February March April May June July August September October November December".split()[day.month - 1]
    for text in (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"the {day.day}th of {month[:3]}. {day.year}"):
        assert parse(text) == day.isoformat()


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("1903", ("1903", "gYear")),
        ("-0043", ("-0043", "gYear")),
        ("1903-11", ("1903-11", "gYearMonth")),
        ("1903-11-07", ("1903-11-07", "date")),
        *(
            (edtf, None)
            for edtf in ("192X", "1903/1911", "1500~", "1903-21", "2021-35", "XXXX-12-07", "1903-02-30", "1903-13", "notayear", "", "190٣")
        ),
    ],
)
def test_xsd_types_are_given_only_to_what_xsd_can_say(edtf: str, expected: tuple[str, str] | None) -> None:
    assert xsd(edtf) == expected


def test_bounds_are_the_first_and_last_day() -> None:
    assert bounds("192X") == ((1920, 1, 1), (1929, 12, 31))
    assert bounds("1903-11") == ((1903, 11, 1), (1903, 11, 31))
    assert bounds("text") is None


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("last year", "2019"),
        ("Last Year", "2019"),
        ("this month", "2020-03"),
        ("last month", "2020-02"),
        ("yesterday", "2020-02-29"),
        ("three years ago", "2017"),
        ("two days ago", "2020-02-28"),
        ("early last year", "2019"),
        ("next year", "2021"),
        ("the next year", "1904"),
        ("the following year", "1904"),
        ("two years later", "1905"),
        ("a year earlier", "1902"),
        ("the same year", "1903"),
        ("later that year", "1903"),
        ("the year before", "1902"),
        ("the following month", None),  # the origin is only a year
        ("some years later", None),
        ("0.5 years ago", None),
    ],
)
def test_relative_dates_count_from_the_writing_or_from_the_time_told(text: str, edtf: str | None) -> None:
    assert parse(text, anchor="2020-03-01", narrated="1903") == edtf
    assert parse(text) is None


def test_relative_dates_are_known_without_an_origin() -> None:
    assert relative.is_relative("the following year") and relative.is_relative("In the same year")
    assert not relative.is_relative("1903") and not relative.is_relative("Last Year's Man")


@given(st.text(max_size=30), st.text(max_size=12))
def test_no_origin_breaks_it(text: str, origin: str) -> None:
    for words in (text, "two years ago", "yesterday", "the following month", "9999 years later", "next week"):
        found = parse(words, anchor=origin, narrated=origin)
        assert found is None or valid(found)
