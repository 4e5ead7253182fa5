"""What narrows a statement, and under which key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Triple

Said = Callable[[str], dict[tuple[str, str, str], Triple]]

CASES = [
    ("Curie won the Nobel Prize in 1903.", "won", {"point in time": "1903"}),
    ("Anna ran the shop from 1991 to 1997.", "ran", {"start time": "1991", "end time": "1997"}),
    ("Anna ran the shop until 1997.", "ran", {"end time": "1997"}),
    ("Anna ran the shop since March 1997.", "ran", {"start time": "March 1997"}),
    ("Anna ran the shop for three years.", "ran", {"duration": "three years"}),
    ("Anna sold the shop in Paris in 1997.", "sold", {"point in time": "1997"}),
    ("Anna opened the 1996 Summer Olympics.", "opened", {"point in time": "1996"}),
    ("Anna won three gold medals.", "won", {"quantity": "three"}),
    ("Anna won her second medal.", "won", {"ordinal": "second"}),
    ("Anna joined the team as a goalkeeper.", "joined", {"role": "a goalkeeper"}),
    ("Anna sold the shop because it had lost money.", "sold", {"cause": "it had lost money"}),
    ("Anna closed the shop because of the war.", "closed", {"cause": "the war"}),
    ("Anna bought the shop for two million dollars.", "bought", {"price": "two million dollars"}),
    ("According to Reuters, Anna bought the shop.", "bought", {"source": "Reuters"}),
    ("Anna opened the door to greet the guests.", "opened", {"purpose": "to greet the guests"}),
    ("Anna quickly opened the door.", "opened", {"manner": "quickly"}),
    ("Anna gave the shop to Tom.", "gave", {"destination": "Tom"}),
    ("Anna ran the shop in 1927–1928.", "ran", {"start time": "1927", "end time": "1928"}),
    ("Anna closed the shop after the Norland War of 1877–1878.", "closed", {"after": "the Norland War of 1877–1878"}),
    ("Anna ran the shop since at least 1984.", "ran", {"start time": "1984"}),
    ("Anna ran the shop in the years 1910 through 1914.", "ran", {"start time": "1910", "end time": "1914"}),
    ("Anna won the 1994–1995 Norland Cup.", "won", {"point in time": "1994–1995"}),
    ("Throughout the 1980s and 1990s, Anna ran the shop.", "ran", {"start time": "the 1980s", "end time": "1990s"}),
    ("Anna gave Tom the shop.", "gave", {"recipient": "Tom"}),
]


@pytest.mark.parametrize(("text", "predicate", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_key_and_value(said: Said, text: str, predicate: str, wanted: dict[str, str]) -> None:
    triple = next(t for t in said(text).values() if t.predicate == predicate)
    found = {q.key: q.value for q in triple.qualifiers}
    assert wanted.items() <= found.items()


def test_a_date_in_brackets_behind_a_title(said: Said) -> None:
    triple = next(t for t in said("Polanski directed The Pianist (2002).").values() if t.predicate == "directed")
    assert [(q.key, q.value) for q in triple.qualifiers] == [("point in time", "2002")]


def test_values_carry_their_spans(said: Said) -> None:
    text = "Curie won the Nobel Prize in 1903."
    (qualifier,) = next(iter(said(text).values())).qualifiers
    assert qualifier.span is not None and text[slice(*qualifier.span)] == "1903"


def test_vague_times_are_left_out(said: Said) -> None:
    (triple,) = said("Anna sold the shop at the time.").values()
    assert triple.qualifiers == ()


def test_a_date_before_both_verbs_holds_for_both(said: Said) -> None:
    found = said("In 1990, Anna moved to Lyon and joined Renault.")
    assert [q.value for q in found["Anna", "joined", "Renault"].qualifiers] == ["1990"]


@pytest.mark.parametrize(
    "text",
    [
        "The office is at 809 North 1500 West in Oslo.",
        "Anna led 1500 soldiers in the war.",
        "Anna runs Model 1900 of the engine in Oslo.",
    ],
)
def test_a_number_of_four_digits_that_counts_or_numbers_is_no_year(said: Said, text: str) -> None:
    found = [q.value for t in said(text).values() for q in t.qualifiers if q.key == "point in time"]
    assert not {"1500", "1900"} & set(found)


def test_a_role_ends_before_its_time(said: Said) -> None:
    triple = next(t for t in said("Anna joined the club as a member during the great war.").values() if t.predicate == "joined")
    assert [q.value for q in triple.qualifiers if q.key == "role"] == ["a member"]


def test_being_like_something_is_no_manner(said: Said) -> None:
    found = {q.key for t in said("Wengen opened a school like Davos.").values() for q in t.qualifiers}
    assert "manner" not in found


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("Anna was the first secretary of the Varna Committee.", []),
        ("Tom became a second lieutenant in the Norland Army.", []),
        ("Anna was the first director of the Varna Museum.", ["first"]),
        ("Anna was the first Secretary of Defence.", ["first"]),
    ],
)
def test_the_ordinal_of_a_rank_counts_nothing(said: Said, text: str, ordinals: list[str]) -> None:
    found = {q.value for triple in said(text).values() for q in triple.qualifiers if q.key == "ordinal"}
    assert found == set(ordinals)


def test_a_role_keeps_its_rank(said: Said) -> None:
    triple = said("Anna was the first secretary of the Varna Committee.")["Anna", "was the first secretary of", "the Varna Committee"]
    assert ("role", "first secretary") in [(q.key, q.value) for q in triple.qualifiers]


def test_the_years_in_a_title_are_no_time(said: Said) -> None:
    found = said("Anna wrote A Monetary History of the United States, 1867–1960, which sold well.")
    assert found["Anna", "wrote", "A Monetary History of the United States"].qualifiers == ()


def test_an_adverb_of_a_second_object_is_not_the_verb_s(said: Said) -> None:
    found = said("Anna met Tom Roe and, briefly, Ben Poe.")
    assert found["Anna", "met", "Tom Roe"].qualifiers == ()
