"""Names and pronouns by their shape: no parse, and nothing that the shape does not tell."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.llm.shape import find_mentions, sentence_starts
from kg.model import TYPES, Mention


def names(text: str, title: str = "") -> list[str]:
    return [m.text for m in find_mentions(text, title=title) if m.kind == "name"]


def one(text: str, name: str) -> Mention:
    (found,) = (m for m in find_mentions(text) if m.text == name)
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The chemist Marie Curie was born in Warsaw.", ["Marie Curie", "Warsaw"]),
        ("In May 1903 Ludwig van Beethoven met J. R. R. Tolkien.", ["Ludwig van Beethoven", "J. R. R. Tolkien"]),
        ("However, Dr. Irène Joliot-Curie spoke. Yesterday Zola left.", ["Irène Joliot-Curie", "Zola"]),
        ("She read at the University of Oxford and saw the Battle of the Somme.", ["University of Oxford", "Battle of the Somme"]),
        ("They flew Apollo 11 and a Boeing 747 in World War II.", ["Apollo 11", "Boeing 747", "World War II"]),
        ("It sold 300 copies in Paris 2,000 times.", ["Paris"]),
        ("President Franklin D. Roosevelt and Queen Elizabeth II met.", ["Franklin D. Roosevelt", "Queen Elizabeth II"]),
        ("Scientists agreed. Controversy remained. On Monday I slept.", []),
        ("NASA agreed. Curie's husband left. U.S. exports rose.", ["NASA", "Curie", "U.S."]),
        ("Dmitri met Анна Каренина and Ευκλείδης.", ["Анна Каренина", "Ευκλείδης"]),
        ("nothing here", []),
        ("", []),
    ],
)
def test_names(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_a_lone_word_that_opens_a_sentence_is_a_name_where_other_words_say_so() -> None:
    assert names("Ishmael sailed.") == []
    assert names("Ishmael sailed.", title="Ishmael") == ["Ishmael"]
    assert names("Ishmael sailed. Then Ishmael slept.") == ["Ishmael", "Ishmael"]
    assert names("Ann Roe spoke. Roe left.") == ["Ann Roe", "Roe"]


def test_a_headline_is_no_name() -> None:
    assert names("NOBEL PRIZE GOES TO THE DISCOVERERS OF THE NEW ELEMENT") == []


@pytest.mark.parametrize(
    ("text", "name", "type"),
    [
        ("We met Dr. Bo Lee.", "Bo Lee", "Person"),
        ("We met the physicist Bo Lee.", "Bo Lee", "Person"),
        ("Bo Lee, a Polish chemist, left.", "Bo Lee", "Person"),
        ("Bo Lee (born 1900) was a Polish chemist.", "Bo Lee", "Person"),
        ("He left the city of Turin.", "Turin", "Place"),
        ("Turin Falls is a town in Ohio.", "Turin Falls", "Place"),
        ("They saw Lake Como.", "Lake Como", "Place"),
        ("They saw Baker Street.", "Baker Street", "Place"),
        ("He joined Acme Holdings.", "Acme Holdings", "Organization"),
        ("He joined the University of Leeds.", "University of Leeds", "Organization"),
        ("He fought in the Battle of Hastings.", "Battle of Hastings", "Event"),
        ("In Paris, the chemist spoke.", "Paris", ""),
        ("The owner of Poe is big.", "Poe", ""),
    ],
)
def test_types_are_told_by_the_words_beside(text: str, name: str, type: str) -> None:
    assert one(text, name).type == type


def test_pronouns_and_where_they_stand() -> None:
    text = "Marie Curie was born in Warsaw. In 1903 she thanked him and her husband. It rained on his hat."
    found = [(m.text, m.kind, m.sentence, m.role) for m in find_mentions(text)]
    assert found == [
        ("Marie Curie", "name", 0, "subject"),
        ("Warsaw", "name", 0, "other"),
        ("she", "pronoun", 1, "subject"),
        ("him", "pronoun", 1, "object"),
        ("her", "pronoun", 1, "possessive"),
        ("his", "pronoun", 2, "possessive"),
    ]


def test_two_arguments_of_one_clause_hang_on_the_same_place() -> None:
    found = {m.text: m.governor for m in find_mentions("Ann met her, and Bo Lee saw Cy.")}
    assert found["her"] == 0 != found["Bo Lee"]
    assert found["Bo Lee"] == found["Cy"]


def test_sentences_do_not_end_at_titles_and_initials() -> None:
    text = "Mr. A. Poe met Dr. Roe. They spoke. No. 5 came.\nBo left!"
    assert [text[at:].split()[0] for at in sentence_starts(text)] == ["They", "No.", "Bo"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    end = 0
    for m in find_mentions(text):
        assert text[m.start : m.end] == m.text.strip() == m.text != ""
        assert m.type in (*TYPES, "")
        if m.kind == "name":
            assert m.start >= end
            end = m.end


def test_time_is_linear() -> None:
    begun = time.process_time()
    for text in ("Al " * 20_000, "A. " * 20_000, "a" * 60_000, "(" * 60_000, "He, " * 20_000, "Bo of the " * 6_000, " the a" * 10_000):
        find_mentions(text)
    assert time.process_time() - begun < 10
