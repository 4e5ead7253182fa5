"""Loads the spaCy pipeline and parses paragraphs, in order, with flat memory.

Only what the rules read is kept of the pipeline: tagger, parser, entities.  Lemmas are not needed (the word lists hold inflected
forms), and attribute_ruler and lemmatizer cost a third of the whole pipeline's time.  Knows nothing of triples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg import spacy_models
from kg.errors import ExtractorError
from kg.extract.syntax.gluing import Glued, is_tokenised
from kg.extract.syntax.tree import Tree
from kg.model import Paragraph

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LONGEST = 50_000  # characters that are parsed in one piece; memory grows with them

_WINDOW = 512  # paragraphs that are sorted by length together: equal lengths parse faster in one batch
_WINDOW_SIZE = 1_000_000  # characters


def load(model: str = "") -> Language:
    """The pipeline with tagger, parser and entity recogniser.

    Raises MissingExtra when spaCy or the model is not installed, ExtractorError when the model lacks a component."""
    name = spacy_models.choose(model)
    nlp = spacy_models.load(name, exclude=["lemmatizer", "attribute_ruler"], purpose="the syntax extractor")
    missing = [part for part in ("tagger", "parser", "ner") if part not in nlp.pipe_names]
    if missing:
        raise ExtractorError(f"extract.model: {name} has no {', '.join(missing)}; use an English pipeline such as {spacy_models.SHIPPED}")
    _adapt_tokenizer(nlp)
    nlp.max_length = max(nlp.max_length, LONGEST + 1)
    return nlp


_PLACEHOLDER = re.compile(r"<[A-Za-z][\w-]*>")


def _adapt_tokenizer(nlp: Language) -> None:
    """A placeholder ("<unk>") is one token.  An en dash between two years parts two tokens, as a hyphen does; "1974–75" stays one."""
    from spacy.util import compile_infix_regex

    tokenizer: Any = nlp.tokenizer
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[0-9]{4})[–—](?=[0-9]{4})"]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    usual = tokenizer.token_match
    tokenizer.token_match = lambda word: _PLACEHOLDER.fullmatch(word) or (usual(word) if usual else None)


@dataclass(frozen=True, slots=True)
class Piece:
    """A parsed stretch of a paragraph: nearly always the whole of it; a very long one is cut.

    `doc` counts from the piece's start in the text that was parsed; `tree` counts from the paragraph's start."""

    doc: Doc
    tree: Tree
    glued: Glued | None
    offset: int

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where doc's characters start … end stand in the paragraph."""
        start, end = start + self.offset, end + self.offset
        return (start, end) if self.glued is None else (self.glued.start(start), self.glued.end(end))


def parse(nlp: Language, paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, list[Piece]]]:
    """Each paragraph with its pieces, in the order given.

    A Doc may be used only until the next paragraph is asked for: its memory is given back."""
    window: list[Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        window.append(paragraph)
        size += len(paragraph.text)
        if len(window) == _WINDOW or size > _WINDOW_SIZE:
            yield from _window(nlp, window)
            window, size = [], 0
    if window:
        yield from _window(nlp, window)


def _window(nlp: Language, window: list[Paragraph]) -> Iterator[tuple[Paragraph, list[Piece]]]:
    glued = [Glued(p.text) if is_tokenised(p.text) else None for p in window]
    cuts = [list(_cut(_unwrapped(p.text) if g is None else g.text)) for p, g in zip(window, glued, strict=True)]
    order = sorted((len(text), i, j) for i, pieces in enumerate(cuts) for j, (_, text) in enumerate(pieces))
    with nlp.memory_zone():
        docs: dict[tuple[int, int], Doc] = {}
        for batch, group in groupby(order, key=lambda item: _batch(item[0])):
            places = [(i, j) for _, i, j in group]
            for place, doc in zip(places, nlp.pipe([cuts[i][j][1] for i, j in places], batch_size=batch), strict=True):
                docs[place] = doc
        for i, paragraph in enumerate(window):
            pieces = []
            for j, (offset, _) in enumerate(cuts[i]):
                doc = docs.pop((i, j))
                pieces.append(Piece(doc, Tree(doc, paragraph.text, glued[i], offset), glued[i], offset))
            yield paragraph, pieces


def _batch(length: int) -> int:
    """How many texts of this length are parsed together: equal lengths waste nothing, many long ones much memory."""
    return 32 if length < 2_000 else 8 if length < 10_000 else 1


# A line break within running prose, as in mail and plain text: behind a long line that ends no sentence, before a word.
_WRAP = re.compile(r"(?<=[^\n]{40})(?<![.!?:;])\r?\n(?=[^\W\d_])")


def _unwrapped(text: str) -> str:
    """The text with blanks for the breaks of wrapped lines, which would cut names and clauses in two; every offset stays."""
    return _WRAP.sub(lambda found: " " * len(found[0]), text) if "\n" in text else text


# "(iii) ", "b. ", "1.2 ", "• " before an item of a list: no part of what it says.  A lone capital with a point may be an initial.
_MARKER = re.compile(
    r"\s*(?:(?:\((?:[a-z]{1,4}|[A-Z]|\d{1,3})\)|(?:[a-z]|[A-Z](?=\))|[ivx]{2,5}|\d{1,3}(?:\.\d{1,3}){0,3}(?:\.[A-Z])?)[.)]|[•·▪◦*–—-])\s+)+(?=\S)"
)


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """(offset, stretch) of a text without a list's marker, cut behind a line or sentence end where it is longer than spaCy should be given
    at once."""
    marker = _MARKER.match(text)
    start = marker.end() if marker else 0
    while len(text) - start > LONGEST:
        stop = start + LONGEST
        for mark in ("\n", ". ", " "):
            found = text.rfind(mark, start + LONGEST // 2, stop)
            if found > 0:
                stop = found + len(mark)
                break
        yield start, text[start:stop]
        start = stop
    yield start, text[start:]
