"""What a name names, whatever the recogniser took it for."""

from __future__ import annotations

import pytest

from marked_text import Document


@pytest.mark.parametrize(
    ("text", "name", "type"),
    [
        ("They saw [Alder Falls|Organization|object]. ", "Alder Falls", "Place"),  # by its head
        ("They saw [Alder Falls|Person|object]. ", "Alder Falls", "Place"),
        ("They saw [Anna Falls|Person|object]. ", "Anna Falls", "Person"),  # who has a given name
        ("They saw [Museum of Norland|Organization|object]. ", "Museum of Norland", "Place"),
        ("They joined [Fighter Squadron 40|Person|object]. ", "Fighter Squadron 40", "Organization"),
        ("They joined the [4th Northern Division|object]. ", "4th Northern Division", "Organization"),
        ("They played in the [Northern Division|object]. ", "Northern Division", "Thing"),
        ("They beat [Alder Town|Organization|object]. ", "Alder Town", "Organization"),  # a club
        ("They saw [Alder Town|object]. ", "Alder Town", "Place"),
        ("They read of [WXYZ-TV in Alder City|object]. ", "WXYZ-TV in Alder City", "Thing"),
        ("They saw [Saskatchewan|Organization|object]. ", "Saskatchewan", "Place"),  # a province
        ("They saw [the NLO|object]. ", "NLO", "Organization"),
        ("They saw [Part XII|object]. ", "Part XII", "Thing"),
        ("The painter [Alder|Organization|subject] slept. ", "Alder", "Person"),  # by what stands beside it
        ("[Alder|Organization|subject] was a Norland painter. ", "Alder", "Person"),
        ("[Alder|Person|subject], a state university near Varn, grew. ", "Alder", "Organization"),
        ("[Alder|Place|subject] was the major reason. ", "Alder", "Place"),
        ("[Alder|Organization|subject] was the partner of Varn. ", "Alder", "Organization"),
    ],
)
def test_words_and_neighbours_speak_for_a_type(text: str, name: str, type: str) -> None:
    assert Document(text).type(name) == type


def test_a_ship_stays_one_though_she_is_called_she() -> None:
    text = "[HMS Alder|Person|subject] was a destroyer of the navy. In 1940 [she|he|subject] was sunk off [Norland|Place]. [She|he|subject] was raised."
    assert Document(text, title="HMS Alder").type("HMS Alder") == "Product"


@pytest.mark.parametrize(
    ("title", "text", "type"),
    [
        (
            "Alder House",
            "[Alder House|Organization|subject] is a historic house in [Oslo|Place]. [Alder House|Organization] burnt. ",
            "Place",
        ),
        ("Entropia", "[Entropia|Place|subject] is a sculpture by [Bo Lind|Person]. In [Entropia|Place] it rains. ", "Work"),
        (
            "Norland Party",
            "The [Norland Party|Organization|subject] is a Norland nationalist, social-democratic political party in [Oslo|Place]. ",
            "Organization",
        ),
    ],
)
def test_a_page_is_about_what_its_first_sentence_says(title: str, text: str, type: str) -> None:
    assert Document(text, title=title).type(title) == type


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("[Florian Library|Person|subject] grew. The [Library|Person] is no small library. ", "Library"),  # a library
        ("[Florian Roe|Person|subject] grew. [Roe|Person] ate the roe. ", "Florian Roe"),  # which is a surname, too
        ("[FK Alder|Person|subject] won in [Alder|Place]. ", "Alder"),
    ],
)
def test_a_common_noun_is_no_surname(text: str, settled: str) -> None:
    word = settled.split()[-1]
    assert Document(text).means(word, occurrence=1) == settled
