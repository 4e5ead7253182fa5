"""Short ways to settle one paragraph with made-up triples, for the tests of what settling refuses and keeps."""

from __future__ import annotations

from typing import Any

from kg.model import Extraction, Literal, Mention, Paragraph, Qualifier, Referred, Settled, Span, Triple
from kg.refer import refer


def told(
    text: str, *triples: tuple[Any, ...], mentions: str = "", title: str = "", heading: tuple[str, ...] = ()
) -> tuple[Paragraph, Extraction]:
    """A paragraph with its extraction.  A triple is (subject, predicate, object, {key: value}?); mentions are written
    "Marie Curie/name/Person she/pronoun", one for each occurrence in the order of the text, parted by semicolons."""
    found, at = [], 0
    for line in filter(None, (m.strip() for m in mentions.split(";"))):
        words, kind, *type = line.split("/")
        start = text.index(words, at)
        role = "subject" if start == 0 or text[start - 2] in ".," else "object"
        found.append(Mention(start, start + len(words), words, kind, type[0] if type else "", text.count(". ", 0, start), role))  # type: ignore[arg-type]
        at = start + (0 if kind == "nominal" else 1)
    made = [
        Triple(s, p, o, tuple(Qualifier(k, v) for k, v in (rest[0] if rest else {}).items()), confidence=0.9) for s, p, o, *rest in triples
    ]
    return Paragraph("p0", "d", 0, 0, len(text), text, title, heading), Extraction("p0", "ok", tuple(made), tuple(found))


def settle(
    text: str, *triples: tuple[Any, ...], mentions: str = "", title: str = "", date: str = "", heading: tuple[str, ...] = ()
) -> Referred:
    paragraph, extraction = told(text, *triples, mentions=mentions, title=title, heading=heading)
    return refer(document="d", title=title, date=date, paragraphs=[paragraph], extractions=[extraction])


def ends(referred: Referred, number: int = 0) -> tuple[str, str]:
    """The subject's and object's names, a literal as its value."""
    one = referred.triples[number]
    assert one.status == "kept", one.reason
    object = one.object.value if isinstance(one.object, Literal) else referred.chains[one.object].name
    return referred.chains[one.subject].name, object


def only(referred: Referred) -> Settled:
    (one,) = referred.triples
    return one


def said(text: str, subject: str, predicate: str, object: str) -> Triple:
    def span(words: str) -> Span:
        return text.index(words), text.index(words) + len(words)

    return Triple(subject, predicate, object, subject_span=span(subject), predicate_span=span(predicate), object_span=span(object))
