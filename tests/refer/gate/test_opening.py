"""What the first sentence of a page says of its subject is kept, however long its bracket is."""

from __future__ import annotations

import pytest

from kg.model import Extraction, Mention, Paragraph, Triple
from kg.refer import refer

LONG = "Anna Berg (née Lind, also known as Anna of Larn during her first marriage, 17 February 1877 in Larn – 3 February 1960 in Varn) was"


@pytest.mark.parametrize(
    ("text", "title", "status"),
    [
        (
            f"{LONG} a painter, teacher and traveller who lived in many towns, wrote of them, drew their harbours, churches and markets, and gave what she had drawn to the museum of the town",
            "Anna Berg",
            "kept",
        ),
        (
            f"{LONG} a painter, teacher and traveller who lived in many towns, wrote of them, drew their harbours, churches and markets, and gave what she had drawn to the museum of the town",
            "Larn",
            "refused",
        ),
        (
            f"It is said that {LONG} a painter, teacher and traveller who lived in many towns, wrote of them and drew their harbours",
            "Anna Berg",
            "refused",
        ),
    ],
)
def test_what_opens_a_page_is_believed(monkeypatch: pytest.MonkeyPatch, text: str, title: str, status: str) -> None:
    monkeypatch.setattr("kg.refer.gate.LEAST_CHANCE", 0.99)  # nobody else passes
    parts = []
    for words in ("Anna Berg", "was", "a painter"):
        at = text.index(words)
        parts.append((at, at + len(words)))
    triple = Triple("Anna Berg", "was", "a painter", confidence=0.31, subject_span=parts[0], predicate_span=parts[1], object_span=parts[2])
    mention = Mention(*parts[0], "Anna Berg", "name", "Person", 0, "subject")
    found = refer(
        document="d",
        title=title,
        date="",
        paragraphs=[Paragraph("p0", "d", 0, 0, len(text), text, title)],
        extractions=[Extraction("p0", "ok", (triple,), (mention,))],
    )
    assert found.triples[0].status == status, found.triples[0].reason
