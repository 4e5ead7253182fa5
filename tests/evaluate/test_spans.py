"""Times in words as spans of months."""

from __future__ import annotations

import pytest

from kg.evaluate.spans import FAR, asked, dates, held, meet, of_literal


def year(number: float) -> float:
    return 12 * number


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("1912", year(1912), year(1913)),
        ("1912-05", year(1912) + 4, year(1912) + 5),
        ("1912-05-31", year(1912) + 4, year(1912) + 5),
        ("3rd May 1912", year(1912) + 4, year(1912) + 5),
        ("Sept. 1, 1912", year(1912) + 8, year(1912) + 9),
        ("the 1910s", year(1910), year(1920)),
        ("191X", year(1910), year(1920)),
        ("1912-13-01", year(1912), year(1913)),  # no such month
    ],
)
def test_dates(words: str, start: float, end: float) -> None:
    (found,) = dates(words)
    assert found.span == (start, end)


@pytest.mark.parametrize("words", ["no date", "12 May", "0912", "19123", "room 3001"])
def test_what_is_no_date(words: str) -> None:
    assert dates(words) == [] and of_literal(words) is None


def test_a_literal_may_name_two_ends() -> None:
    for words in ("1916-1920", "1916–20", "1916/1920", "from 1916 until 1920"):
        assert of_literal(words) is not None
        assert of_literal(words).span == (year(1916.5), year(1920.5)), words  # type: ignore[union-attr]
    assert of_literal("1916-05").span == (year(1916) + 4, year(1916) + 5)  # type: ignore[union-attr]


def test_questions() -> None:
    assert asked("Who led Acme in 1950?") == (year(1950), year(1951))
    assert asked("Who led Acme from 1950 to 1953?") == (year(1950.5), year(1953.5))
    assert asked("Who led Acme between May 1950 and the 1960s?") == (year(1950) + 4.5, year(1965))
    assert asked("Which team, founded in 1901, did Ada join after 1950?") == (year(1950.5), FAR)
    assert asked("Where did Ada live before 1950?") == (-FAR, year(1950.5))
    assert asked("Who led Acme?") is None


def test_what_a_statement_holds_in() -> None:
    assert held([("start time", "1950"), ("end time", "1953")]) == [(year(1950.5), year(1953.5))]
    assert held([("start time", "1950")]) == [(year(1950.5), FAR)]
    assert held([("until", "1950")]) == [(-FAR, year(1950.5))]
    assert held([("location", "Oslo"), ("point in time", "1950")], "1960") == [(year(1950), year(1951)), (year(1960), year(1961))]
    assert held([], "Oslo") == []


def test_neighbours_that_share_a_year_do_not_meet() -> None:
    one, two = asked("from 1950 to 1953"), asked("from 1953 to 1960")
    assert one is not None and two is not None
    assert not meet(one, two)
    assert meet(one, (year(1953), year(1954)))
