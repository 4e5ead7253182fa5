"""What bounds a fact: lost qualifiers, clauses beside it, and the year that the scene gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Literal, Qualifier, Triple
from kg.refer import scene
from kg.refer.qualifiers import bounds
from kg.refer.qualifiers.narrowing import single_times
from settling import only, said, settle

NAMES = "Anna Berg/name/Person; Oslo/name/Place"


@pytest.mark.parametrize(
    ("text", "predicate", "object", "year"),
    [
        ("In 1903 , Anna Berg sold the mill.", "sold", "the mill", "1903"),
        ("On 5 May 1903 it rained. Anna Berg sold the mill.", "sold", "the mill", "1903"),
        ("In 1903 it rained. Anna Berg was elected mayor.", "was elected", "mayor", "1903"),
        ("In 1903 it rained. Anna Berg was a painter.", "was", "a painter", ""),  # lasts
        ("In 1903 it rained. Later Anna Berg sold the mill.", "sold", "the mill", ""),
        ("In 1903 it rained. Two years passed. Anna Berg sold the mill.", "sold", "the mill", ""),
        ("In 1903 , a friend wrote that Anna Berg sold the mill.", "sold", "the mill", ""),
        ("In 1903/04 it rained. Anna Berg sold the mill.", "sold", "the mill", ""),
        ("In 1903 , after a fire in 1901 , Anna Berg sold the mill.", "sold", "the mill", ""),
        ("In 1903 it rained. Anna Berg said it was late.", "said", "it was late", ""),
        ("In 1903 Bob Poe retired. Anna Berg sold the mill.", "sold", "the mill", ""),  # behind an end comes what was later
    ],
)
def test_a_happening_takes_the_year_that_opens_its_sentence_or_the_one_before(text: str, predicate: str, object: str, year: str) -> None:
    assert scene.year(text, said(text, "Anna Berg", predicate, object)) == year


@pytest.mark.parametrize(
    ("text", "subject", "predicate", "object", "loose"),
    [
        ("Once the fee is paid, the trustee will open the file.", "trustee", "will open", "file", True),
        ("To ask for more, a trustee must present a plan.", "trustee", "must present", "plan", True),
        ("The trustee should ask the court before opening the file.", "trustee", "should ask", "court", True),
        ("Anna Berg held the castle only as long as she lived there.", "Anna Berg", "held", "castle", True),
        ("Anna Berg studied law before moving away.", "Anna Berg", "studied", "law", False),
        ("On the other hand, Anna Berg held the castle.", "Anna Berg", "held", "castle", False),
        ("Anna Berg held the castle.", "Anna Berg", "held", "castle", False),
    ],
)
def test_clauses_beside_a_fact_bound_it(text: str, subject: str, predicate: str, object: str, loose: bool) -> None:
    assert bool(bounds.loose_end(said(text, subject, predicate, object), text, named=False)) is loose


def test_counts_of_one_occasion() -> None:
    text = "Anna Berg scored ten points. Anna Berg bore two children. Anna Berg scored for Oslo."
    assert bounds.counted(said(text, "Anna Berg", "scored", "ten points"))
    assert not bounds.counted(said(text, "Anna Berg", "bore", "two children"))
    assert not bounds.counted(said(text, "Anna Berg", "scored for", "Oslo"))


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("end time", "its last game", "refused"),
        ("after", "the loss", "refused"),
        ("after", "the 1903 season", "kept"),
        ("in", "the Oslo primary", "kept"),
        ("after", "independence", "kept"),
    ],
)
def test_a_fact_falls_with_its_bound_but_not_where_that_is_told(key: str, value: str, status: str) -> None:
    text = f"Anna Berg defeated Bob Poe then and there {value} ."
    paragraph = settle(text, ("Anna Berg", "defeated", "Bob Poe", {key: value}), mentions="Anna Berg/name/Person; Bob Poe/name/Person")
    one = only(paragraph)
    assert one.status == status, one.reason
    assert status == "refused" or one.qualifiers[0][0] == key


def test_a_season_is_a_time_and_times_are_counted() -> None:
    text = "Anna Berg joined Oslo for the 1903 season."
    one = only(settle(text, ("Anna Berg", "joined", "Oslo", {"duration": "the 1903 season"}), mentions=NAMES))
    assert one.qualifiers == (("point in time", Literal("1903", "date")),)
    text = "15 times Anna Berg visited Oslo."
    one = only(settle(text, ("Anna Berg", "visited", "Oslo", {"point in time": "15 times"}), mentions=NAMES))
    assert one.qualifiers[0][0] == "frequency"


def test_the_nearest_time_is_sought_among_those_that_say_when() -> None:
    text = "In 1903, at age nineteen, Anna Berg ran a mill from 1904 to 1906 and a farm from 1907."

    def times(*pairs: tuple[str, str]) -> Triple:
        found = tuple(Qualifier(key, value, (text.index(value), text.index(value) + len(value))) for key, value in pairs)
        return replace(said(text, "Anna Berg", "ran", "a mill"), qualifiers=found)

    dropped: list[str] = []
    one = single_times(times(("point in time", "1903"), ("point in time", "age nineteen")), text, dropped)
    assert [q.value for q in one] == ["1903"] and "age nineteen" in dropped[0]
    one = single_times(times(("start time", "1904"), ("end time", "1906"), ("start time", "1907")), text, dropped)
    assert [q.value for q in one] == ["1904", "1906"]


@pytest.mark.parametrize(
    ("predicate", "object", "named", "recurs"),
    [
        ("defeated", "Oslo Rovers", True, True),
        ("outscored", "Bob Poe", True, True),
        ("sat out", "Ruritanian Grand Prix", False, True),
        ("defeated", "a rival", False, False),
        ("retired from", "the army", False, False),
        ("founded", "Oslo Rovers", True, False),
    ],
)
def test_games_of_every_season_need_theirs(predicate: str, object: str, named: bool, recurs: bool) -> None:
    text = f"Vega won the cup. Vega {predicate} {object}."
    assert bounds.every_season(said(text, "Vega", predicate, object), text, object, named=named) == recurs


def test_a_war_is_no_season() -> None:
    text = "The Vega defeated Oslo."
    assert not bounds.every_season(said(text, "Vega", "defeated", "Oslo"), text, "Oslo", named=True)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("In 1903, the mill burned. Bob Poe wept. Anna Berg sold the farm.", "1903"),
        ("In 1903, the mill burned. Two years later came rain. Anna Berg sold the farm.", ""),
        ("In 1903, the mill burned. It was built in 1880. Anna Berg sold the farm.", ""),
        ("The mill burned in 1903. Bob Poe wept. Anna Berg sold the farm.", ""),
    ],
)
def test_a_paragraph_that_opens_with_its_only_year_lends_it(text: str, year: str) -> None:
    assert scene.year(text, said(text, "Anna Berg", "sold", "the farm")) == year
