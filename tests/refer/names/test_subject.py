"""What a page is about, and what its class noun and "it" then stand for."""

from __future__ import annotations

import pytest

from kg.model import Paragraph
from kg.refer.names.subject import kindred, page_subject
from marked_text import Document


def page(title: str, text: str) -> tuple[frozenset[str], str]:
    found = page_subject(title, [Paragraph("p", "d", 0, 0, len(text), text, title)])
    return found.nouns, found.type


@pytest.mark.parametrize(
    ("title", "text", "noun", "type"),
    [
        ("Alder House", "Alder House is a historic house in Oslo that was built in 1901 for a merchant.", "house", "Place"),
        (
            "Class 9 (locomotive)",
            "The Class 9 was a heavy steam engine, of which forty were built before the war.",
            "locomotive",
            "Product",
        ),
        ("Ann Roe", "Ann Roe (born 1950) is a Norwegian singer and songwriter from a small town near Bergen.", "singer", "Person"),
        ("Nordlys", "Nordlys AS is one of the largest airlines and was a company founded in Oslo.", "airline", "Organization"),
        (
            "62 Wing",
            "62 Wing is a Norland Air Force (Luftmakt) training wing stationed at the field of Alder since the war.",
            "wing",
            "Organization",
        ),
        ("Alder (1940)", "Alder was a Type IX U-boat of the Norland navy that was laid down in 1939 and sunk in 1941.", "boat", "Product"),
        (
            "Samtida",
            "Samtida was a literary, social and political magazine that came out in Oslo from 1836 on.",
            "magazine",
            "Organization",
        ),
        ("Lykke", "Lykke is the Danish version of the Norland Money television game show, which has run since 1988.", "show", "Work"),
        ("D class", "The D class was a type of 2-6-0 steam locomotive designed in 1914 for the Norland Railway.", "locomotive", "Product"),
        (
            "Class 24",
            "The Norland Class 24 diesel locomotives, also known as the Sulzer, were built from 1958 on.",
            "locomotive",
            "Product",
        ),
        ("HMS Alder", "HMS Alder was a in the service of the navy until she was sold to the yard of Bergen in 1946.", "ship", "Product"),
        (
            "Alder Tower",
            "The Alder Tower is a triangular 22-story, steel-framed building at the corner of the square.",
            "building",
            "Place",
        ),
        ("Alder, South Norland", "Alder (), formerly Ellery, is a city in South Norland at the river, across from Varn.", "city", "Place"),
        (
            "Bo Lind",
            "Bo Lind (born 14 May 1963) is a Norland chess grandmaster who lives in Oslo with his family.",
            "grandmaster",
            "Person",
        ),
        (
            "Office for Alders",
            "The Kontor for Older (Office for Alders, KFO) is a Norland federal agency under the ministry.",
            "agency",
            "Organization",
        ),
    ],
)
def test_title_and_first_sentence_say_what_a_page_is_about(title: str, text: str, noun: str, type: str) -> None:
    nouns, kind = page(title, text)
    assert noun in nouns
    assert kind == type


def test_a_title_is_cut_at_its_comma_only_where_the_page_does_not_open_with_all_of_it() -> None:
    def key(title: str, text: str) -> tuple[str, ...]:
        return page_subject(title, [Paragraph("p", "d", 0, 0, len(text), text, title)]).key

    assert key("Alder, South Norland", "Alder is a suburb of Varn that was settled in 1839 by people from Oslo.") == ("alder",)
    assert key("Ash, Birch Ltd", "Ash, Birch Ltd is a band from Varn that was founded in 1999 by three friends.") == ("ash", "birch", "ltd")
    assert key("Alder Hall, Oslo", "Alder Hall is a building in Oslo that was the seat of the council until 1986.") == (
        "alder",
        "hall",
        "oslo",
    )


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


def test_a_page_whose_name_the_recogniser_has_in_pieces_is_called_as_its_title() -> None:
    found = Document(
        "[Alder|Person|subject] Mill is a mill in [Oslo|Place|object]. [The mill|nom|subject] burnt down in 1901.", title="Alder Mill"
    )
    place = found.chains.settled[0]
    assert {mention.text: found.chains.chains[number].name for number, mention in place.values()}["The mill"] == "Alder Mill"


def test_another_that_is_called_so_must_be_near_to_be_meant() -> None:
    def meant(between: str) -> str | None:
        found = Document(
            "[Alder Castle|Place|subject] is a castle in [Oslo|Place|object]. [Varn Castle|Place|subject] is older. "
            f"{between}[The castle|nom|subject] burnt down.",
            title="Alder Castle",
        )
        return next((found.chains.chains[n].name for n, m in found.chains.settled[0].values() if m.text == "The castle"), None)

    assert meant("") != "Alder Castle"
    assert meant("[Oslo|Place|subject] grew. [Oslo|Place|subject] shrank. ") == "Alder Castle"


def test_a_class_noun_before_another_name_is_not_of_the_page() -> None:
    found = Document(
        "[HMS Alder|Product|subject] was a frigate. [The submarine|nom|subject] [U-9|Product|apposition] sank her.", title="HMS Alder"
    )
    assert all(mention.text != "The submarine" for _, mention in found.chains.settled[0].values())


def test_without_that_page_the_noun_stays_open() -> None:
    found = Document("[Alder Mill|Place|subject] is in [Oslo|Place|object]. [The barn|nom|subject] burnt down.", title="Alder Mill")
    assert all(mention.text != "The barn" for _, mention in found.chains.settled[0].values())
