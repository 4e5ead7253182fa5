"""Phrases and names that hang on words elsewhere."""

from __future__ import annotations

import pytest

from kg.refer.pronouns.strangers import intruder
from kg.refer.words import loose


@pytest.mark.parametrize(
    "text",
    ["a campus in the city", "to entertain him", "control of the road", "this town", "notes on its history", "the same author as that"],
)
def test_what_points_elsewhere_hangs(text: str) -> None:
    assert loose.hangs(text)


@pytest.mark.parametrize(
    "text",
    ["the capital of Norway", "the Oslo office", "the first woman to win a prize", "a long novel", "the public", "a school in the 1920s"],
)
def test_what_says_which_stands_alone(text: str) -> None:
    assert not loose.hangs(text)


def test_pronouns_that_are_settled_do_no_harm() -> None:
    assert not loose.hangs("a house of her own", own=True)
    assert loose.hangs("a house of my own", own=True)


def test_others_of_a_kind() -> None:
    assert loose.points("additional offices") and loose.points("Nearby Alder Lake")
    assert not loose.points("offices") and not loose.points("Further Education Council")


@pytest.mark.parametrize(("text", "bad"), [("a few minutes later", True), ("the next day", True), ("March 1903", False), ("1903", False)])
def test_times_that_depend_on_others(text: str, bad: bool) -> None:
    assert loose.unfixed(text) == bad


def test_a_lone_noun_that_goes_on_is_cut() -> None:
    assert loose.cut_short("a team", " known as the Reds")
    assert not loose.cut_short("a team", " in Oslo") and not loose.cut_short("a strong team", " known as the Reds")


def span(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_a_name_under_a_preposition_is_no_subject() -> None:
    text = "Roe came to the Park Road, dodged a cart, and ran."
    assert loose.under_preposition(text, span(text, "Park Road"), span(text, "dodged"))
    text = "Roe came to the Park Road, which crossed a field."
    assert not loose.under_preposition(text, span(text, "Park Road"), span(text, "crossed"))


def test_names_without_their_first_word() -> None:
    def plain(word: str) -> bool:
        return word in ("president", "the")

    for text, name, bad in (
        ("It hired Alder Roe for a year.", "Roe", True),
        ("It hired President Roe for a year.", "Roe", False),
        ("He met Ana de Roe there.", "Roe", True),
        ("The Roe family left.", "Roe", False),
        ("The singer M. G. Roe left.", "G. Roe", True),
    ):
        assert loose.headless(text, span(text, name), plain) == bad, text


def test_phrases_before_their_head() -> None:
    for text, words, named, bad in (
        ("They told the Senate that it was so.", "the Senate", True, True),
        ("They met the Senate in March.", "the Senate", True, False),
        ("It reached peak 1 – minute winds.", "peak 1", False, True),
        ("He played in songs of the Anna Roe play there.", "songs of the Anna Roe", False, True),
    ):
        assert loose.goes_on(text, span(text, words), named=named) == bad, text


def test_words_left_out_and_capitals() -> None:
    text = "Roe met Anna <unk> in Oslo."
    assert loose.placeholder(text, (span(text, "Roe"), span(text, "met"), span(text, "Anna")))
    text = "STUDY OF THE ALDER SCANNING SYSTEM"
    assert loose.placeholder(text, (span(text, "STUDY"), None, span(text, "SYSTEM")))
    text = "NASA launched the probe."
    assert not loose.placeholder(text, (span(text, "NASA"), None, span(text, "probe")))


def test_function_words_are_no_names() -> None:
    assert loose.wordless("No") and loose.wordless("Anna <unk> Roe") and loose.wordless("-DOS") and loose.wordless("Reds 4–1")
    assert not loose.wordless("WHO") and not loose.wordless("May") and not loose.wordless("Oslo")


def test_a_stranger_comes_between() -> None:
    assert intruder(" saw that a stranger had come. ", "m")
    assert not intruder(" was a stranger there. ", "m") and not intruder(" met a woman. ", "m")


def test_a_name_that_goes_on_has_lost_its_end() -> None:
    text = "sent it to the United Ports Office and to Anna Roe in May"
    assert loose.tailless(text, span(text, "United Ports"))
    assert not loose.tailless(text, span(text, "United Ports Office")) and not loose.tailless(text, span(text, "Anna Roe"))
    seated = "The Ports Administration in North Larn ruled; the Ports Administration in turn was ruled."
    assert loose.tailless(seated, span(seated, "Ports Administration")) and not loose.tailless(
        seated[40:], span(seated[40:], "Ports Administration")
    )


@pytest.mark.parametrize("name", ["https://roe.example", "When Anna Roe"])
def test_what_is_no_name(name: str) -> None:
    assert loose.wordless(name)
