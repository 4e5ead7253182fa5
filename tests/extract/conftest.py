"""One parser for all tests of extraction, and short ways to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kg.extract.syntax import SyntaxExtractor
from kg.model import Extraction, Paragraph, Triple


def _paragraph(text: str, id: str = "p") -> Paragraph:
    return Paragraph(id, "d", 0, 0, len(text), text)


@pytest.fixture(scope="session")
def paragraph() -> Callable[..., Paragraph]:
    """(text, id) → a paragraph of its own."""
    return _paragraph


@pytest.fixture(scope="session")
def extractor() -> SyntaxExtractor:
    return SyntaxExtractor()


@pytest.fixture(scope="session")
def extract(extractor: SyntaxExtractor) -> Callable[[str], Extraction]:
    """text → its extraction; every span is checked against the text."""

    def run(text: str) -> Extraction:
        (found,) = extractor.extract([_paragraph(text)])
        for triple in found.triples:
            check_spans(text, triple)
        return found

    return run


def check_spans(text: str, triple: Triple) -> None:
    for words, span in spans(triple):
        if span is None:
            continue
        start, end = span
        assert 0 <= start < end <= len(text)
        piece = text[start:end]
        assert piece == words or all(word in piece for word in words.split()), (words, piece)


def spans(triple: Triple) -> Iterator[tuple[str, tuple[int, int] | None]]:
    yield triple.subject, triple.subject_span
    yield triple.predicate, triple.predicate_span
    yield triple.object, triple.object_span
    for qualifier in triple.qualifiers:
        yield qualifier.value, qualifier.span


@pytest.fixture(scope="session")
def said(extract: Callable[[str], Extraction]) -> Callable[[str], dict[tuple[str, str, str], Triple]]:
    """text → its triples by their words."""

    def run(text: str) -> dict[tuple[str, str, str], Triple]:
        return {(t.subject, t.predicate, t.object): t for t in extract(text).triples}

    return run
