"""Grounding: each part is found where it stands, or the triple is refused with the reason."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground import Grounded, fold, ground, ground_with_notes
from kg.model import Paragraph, Qualifier, Span, Triple


def paragraph(text: str, title: str = "", heading: tuple[str, ...] = ()) -> Paragraph:
    return Paragraph("p", "d", 0, 0, len(text), text, title, heading)


def found(text: str, subject: str, predicate: str, object: str, **qualifiers: str) -> Triple:
    triple = ground(paragraph(text), Triple(subject, predicate, object, tuple(Qualifier(k, v) for k, v in qualifiers.items())))
    assert isinstance(triple, Triple), triple
    return triple


def cut(text: str, span: Span | None) -> str | None:
    return text[span[0] : span[1]] if span else None


TEXT = "Grace Hopper joined the Navy in 1943. Hopper left it in 1986."


def test_spans_that_are_right_are_left_as_they_are() -> None:
    triple = Triple("Hopper", "left", "it", (Qualifier("point in time", "1986", (56, 60)),), "asserted", 0.5, (38, 44), (45, 49), (50, 52))
    assert ground(paragraph(TEXT), triple) is triple
    bare = replace(triple, predicate="is", predicate_span=None)
    assert ground(paragraph(TEXT), bare) is bare


def test_words_without_spans_are_found() -> None:
    triple = found(TEXT, "Grace Hopper", "joined", "the Navy", time="1943")
    assert (cut(TEXT, triple.subject_span), cut(TEXT, triple.predicate_span), cut(TEXT, triple.object_span)) == (
        "Grace Hopper",
        "joined",
        "the Navy",
    )
    assert cut(TEXT, triple.qualifiers[0].span) == "1943"


def test_wrong_spans_are_found_again() -> None:
    wrong = Triple("Hopper", "left", "it", (), "asserted", 1.0, (0, 6), (-5, 3), (500, 502))
    triple = ground(paragraph(TEXT), wrong)
    assert isinstance(triple, Triple)
    assert (triple.subject_span, triple.predicate_span, triple.object_span) == ((38, 44), (45, 49), (50, 52))


def test_of_several_places_the_nearest_in_the_sentence_is_taken() -> None:
    text = "Rome fell. Ada saw Rome and Ben saw Rome. Ada left in 1903. Ben came in 1903."
    assert found(text, "Ben", "saw", "Rome").object_span == (36, 40)
    assert found(text, "Ada", "saw", "Rome").object_span == (19, 23)
    triple = found(text, "Ben", "came in", "1903")
    assert triple.subject_span == (60, 63) and triple.object_span == (72, 76)


@pytest.mark.parametrize(
    ("text", "subject", "own"),
    [
        ("Marie  \n Curie met Bohr.", "Marie Curie", "Marie Curie"),
        ("MARIE CURIE met Bohr.", "Marie Curie", "MARIE CURIE"),
        ("Cafe\u0301 Central met Bohr.", "Café Central", "Cafe\u0301 Central"),
        ("Café Central met Bohr.", "Cafe\u0301 Central", "Café Central"),
        ("The ﬁrm met Bohr.", "The firm", "The ﬁrm"),
        ("The firm met Bohr.", "The ﬁrm", "The firm"),
        ("“Ada’s” team met Bohr.", '"Ada\'s" team', "“Ada’s” team"),
        ("Austria–Hungary met Bohr.", "Austria-Hungary", "Austria–Hungary"),
        ("Co\u00adpen\u200bhagen met Bohr.", "Copenhagen", "Co\u00adpen\u200bhagen"),
        ("Straße 7 met Bohr.", "STRASSE 7", "Straße 7"),
        ("Ⅻ met Bohr.", "XII", "Ⅻ"),
        ("A Swede met Bohr.", "the Swede", "Swede"),
        ("Ada met Bohr.", '"Ada."', "Ada"),
        ("北京大学 met Bohr.", "北京", "北京"),
    ],
)
def test_white_space_case_and_unicode_forms_are_folded_and_the_words_are_the_texts_own(text: str, subject: str, own: str) -> None:
    triple = found(text, subject, "met", "Bohr")
    assert triple.subject == own
    assert " ".join((cut(text, triple.subject_span) or "").split()) == own
    assert cut(text, triple.object_span) == "Bohr"


@pytest.mark.parametrize(
    ("subject", "object", "reason"),
    [
        ("Xyzzy Plugh", "the Navy", "subject not in the text: 'Xyzzy Plugh'"),
        ("Hopper", "the Army", "object not in the text: 'the Army'"),
        ("Hop", "the Navy", "subject not in the text: 'Hop'"),  # half a word
        ("race Hopper", "the Navy", "subject not in the text: 'race Hopper'"),
        ("Admiral Grace Hopper", "the Navy", "subject not in the text: 'Admiral Grace Hopper'"),
        ("", "the Navy", "subject is empty"),
        ("Hopper", " ", "object is empty"),
        ("Yale", "the Navy", "subject not in the text (only in its title or headings): 'Yale'"),
        ("1943", "1943", "subject and object are the same words: '1943'"),
        ("x" * 1000, "the Navy", f"subject not in the text: '{'x' * 200}…'"),
    ],
)
def test_what_is_not_there_is_refused_with_the_reason(subject: str, object: str, reason: str) -> None:
    assert ground(paragraph(TEXT, "Yale"), Triple(subject, "joined", object)) == reason


def test_a_predicate_is_never_the_reason_but_must_not_be_empty() -> None:
    assert found(TEXT, "Hopper", "is member of", "the Navy").predicate_span is None
    assert ground(paragraph(TEXT), Triple("Hopper", " ", "the Navy")) == "predicate is empty"


def test_a_qualifier_that_is_not_there_is_left_out_and_named() -> None:
    triple = Triple("Hopper", "left", "it", (Qualifier("point in time", "1986"), Qualifier("location", "Boston")))
    result = ground_with_notes(paragraph(TEXT), triple)
    assert isinstance(result, Grounded)
    assert [q.value for q in result.triple.qualifiers] == ["1986"]
    assert result.dropped == (("location", "Boston", "location not in the text: 'Boston'"),)
    assert ground(paragraph(TEXT), triple) == result.triple


def test_discontinuous_words_are_covered_within_a_sentence() -> None:
    text = "Ben picked the heavy trunk up. He visited North and South Korea in May."
    triple = found(text, "Ben", "picked up", "the heavy trunk")
    assert cut(text, triple.predicate_span) == "picked the heavy trunk up" and triple.predicate == "picked up"
    triple = found(text, "He", "visited", "North Korea")
    assert cut(text, triple.object_span) == "North and South Korea" and triple.object == "North Korea"


def test_words_scattered_over_sentences_or_out_of_order_are_made_up() -> None:
    assert isinstance(ground(paragraph("Ben met Marie. Curie left Ben."), Triple("Marie Curie", "met", "Ben")), str)
    assert isinstance(ground(paragraph("Curie, who is Marie, met Ben."), Triple("Marie Curie", "met", "Ben")), str)
    far = "Marie " + "went on and on " * 10 + "to Curie and met Ben."
    assert isinstance(ground(paragraph(far), Triple("Marie Curie", "met", "Ben")), str)


def test_given_spans_may_cover_discontinuous_words() -> None:
    text = "Ada was, in the spring, elected chair."
    triple = Triple("Ada", "was elected", "chair", (), "asserted", 1.0, (0, 3), (4, 31), (32, 37))
    assert ground(paragraph(text), triple) == triple


def test_without_text_nothing_is_grounded_or_refused() -> None:
    triple = Triple("Ada", "met", "Ben", (Qualifier("location", "Rome", (1, 2)),), "asserted", 1.0, (0, 3), None, (8, 11))
    result = ground(paragraph(""), triple)
    assert result == Triple("Ada", "met", "Ben", (Qualifier("location", "Rome"),))


WORDS = st.lists(st.text(alphabet="cBé\u0301ﬁß’“–\u00ad 中\n", min_size=1, max_size=6), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_any_slice_of_words_is_found_with_a_span_that_says_the_same(words: list[str], data: st.DataObject) -> None:
    text = "Zed met " + " ".join(words) + " ."
    start = data.draw(st.integers(0, len(words) - 1))
    part = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    result = ground(paragraph(text), Triple("Zed", "met", part))
    if not fold(part):
        assert result == "object is empty" or isinstance(result, str)
        return
    for form in (part, unicodedata.normalize("NFC", part), part.upper() if part.isascii() else part):
        triple = ground(paragraph(text), Triple("Zed", "met", form))
        if isinstance(triple, Triple):
            assert triple.object_span and fold(cut(text, triple.object_span) or "").strip(" \"'-.") == fold(form).strip(" \"'-.")


@given(st.text(max_size=60), st.text(max_size=10), st.text(max_size=10), st.text(max_size=10))
def test_nothing_breaks_it_and_spans_lie_in_the_text(text: str, subject: str, predicate: str, object: str) -> None:
    triple = ground(paragraph(text), Triple(subject, predicate, object))
    if isinstance(triple, Triple) and text:
        for span in (triple.subject_span, triple.object_span):
            assert span and 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize("text", ["a " * 100_000, "ab" * 100_000, "é" * 100_000, "a. A " * 50_000])
def test_hostile_texts_take_no_long_time(text: str) -> None:
    began = time.process_time()
    ground(paragraph(text), Triple("a", "a", "a a a a a a b", (Qualifier("a", "a a c"),)))
    ground(paragraph(text), Triple("a", "a", "A", (Qualifier("a", "a"),)))
    assert time.process_time() - began < 5  # seconds
