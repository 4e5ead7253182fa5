"""Where a statement's evidence stands in its document."""

from __future__ import annotations

import pytest

from kg.fuse import place
from kg.model import Paragraph, Qualifier, Settled, Triple

START = 100  # of the paragraph in its document


def placed(text: str, subject: str, predicate: str, object: str, when: str) -> tuple[int | None, int | None, str | None]:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    triple = Triple(
        subject,
        predicate,
        object,
        (Qualifier("point in time", when, span(when)),),
        subject_span=span(subject),
        predicate_span=span(predicate),
        object_span=span(object),
    )
    return place(Settled("p", 0, triple, "kept"), Paragraph("p", "d", 0, START, START + len(text), text))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Later, in 1911, Anna Roe won a prize.", "in 1911, Anna Roe won a prize"),
        ("During the 1911 war, Anna Roe won a prize.", "During the 1911 war, Anna Roe won a prize"),
        ("Her 1911 was good: Anna Roe won a prize.", "1911 was good: Anna Roe won a prize"),
        ("In Oslo, Anna Roe won a prize in 1911.", "Anna Roe won a prize in 1911"),
    ],
)
def test_a_quote_covers_all_parts_and_the_preposition_of_a_time_that_comes_first(text: str, quote: str) -> None:
    start, end, found = placed(text, "Anna Roe", "won", "a prize", "1911")
    assert found == quote
    assert start is not None and end is not None
    assert text[start - START : end - START] == quote


def test_what_has_no_text_has_no_place() -> None:
    bare = Settled("p", 0, Triple("Anna Roe", "won", "a prize"), "kept")
    assert place(bare, Paragraph("p", "d", 0, 0, 0, "")) == (None, None, None)
