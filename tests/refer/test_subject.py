"""What a page is about, and what its class noun and "it" then stand for."""

from __future__ import annotations

import pytest
from marked_text import Document

from kg.model import Paragraph
from kg.refer.subject import kindred, page_subject


def page(title: str, text: str) -> tuple[frozenset[str], str]:
    found = page_subject(title, [Paragraph("p", "d", 0, 0, len(text), text, title)])
    return found.nouns, found.type


@pytest.mark.parametrize(
    ("title", "text", "noun", "type"),
    [
        ("Alder House", "Alder House is a historic house in Oslo that was built in 1901 for a merchant.", "house", "Place"),
        ("Class 9 (locomotive)", "The Class 9 was a heavy steam engine, of which forty were built before the war.", "locomotive", ""),
        ("Ann Roe", "Ann Roe (born 1950) is a Norwegian singer and songwriter from a small town near Bergen.", "singer", "Person"),
        ("Nordlys", "Nordlys AS is one of the largest airlines and was a company founded in Oslo.", "airline", "Organization"),
    ],
)
def test_title_and_first_sentence_say_what_a_page_is_about(title: str, text: str, noun: str, type: str) -> None:
    nouns, kind = page(title, text)
    assert noun in nouns
    assert kind == type


def test_a_sentence_about_something_else_says_nothing() -> None:
    assert page("Alder House", "The winter of 1901 was a hard season for the people of the valley and its farms.") == (
        frozenset(("house",)),
        "Place",
    )


def test_kindred_nouns() -> None:
    assert kindred("company", frozenset(("airline",)))
    assert not kindred("company", frozenset(("singer",)))


def test_the_class_noun_of_the_page_is_its_subject() -> None:
    found = Document(
        "[Alder Mill|Place|subject] is a mill in [Oslo|Place|object]. [The mill|nom|subject] burnt down. [Bob Lind|Person|subject] rebuilt it.",
        title="Alder Mill",
    )
    chains, place = found.chains, found.chains.settled[0]
    by_words = {mention.text: chains.chains[number].name for number, mention in place.values()}
    assert by_words["The mill"] == "Alder Mill"


def test_without_that_page_the_noun_stays_open() -> None:
    found = Document("[Alder Mill|Place|subject] is in [Oslo|Place|object]. [The barn|nom|subject] burnt down.", title="Alder Mill")
    assert all(mention.text != "The barn" for _, mention in found.chains.settled[0].values())
