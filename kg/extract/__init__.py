"""Paragraphs → triples: the Extractor protocol, and how an extractor is found by name.

for every extractor
    parallel.py       several processes; runners elsewhere
    codec.py          extractions as bytes
syntax: rules on a parse
    syntax.py         puts the rules together
    parse.py          runs spaCy;  tree.py  the parse as plain lists;  gluing.py  tokenised text made ordinary
    english.py        whether a stretch of text is English
    lexicon.py        word lists
    arguments.py      how far a noun phrase reaches;  coordination.py  nouns joined by "and";  reach.py  what restricts an object
    clauses.py        clauses: verb, subject, objects, phrases;  clause.py  one of them;  relatives.py  those without a subject of their own
    partners.py       what several nouns of a clause are to one another
    verbal.py         clause → triples
    nominals.py       noun phrase → triples
    qualifiers.py     phrases that narrow;  circumstances.py  those of a whole clause;  years.py  which numbers are years
    modality.py       fact, denied, doubted or supposed
    drafts.py         triples as ranges of tokens
    confidence.py     the chance that a reader agrees
    rows.py           rows of tables and boxes → triples, without a parse
    mentions.py       names, pronouns and noun phrases, for what settles references
    mention_names.py  names made whole;  mention_edges.py  where one ends;  mention_tokens.py  the text as columns
    mention_words.py  word lists for mentions;  topics.py  names that list what they are for
local and endpoint: language models
    local/            a model in this process
    endpoint.py       a server of the OpenAI protocol;  server.py  the conversation with it
    prompt.py         what is asked;  wire.py  the form of the answer
    answers.py        what was written → triples;  salvage.py  broken JSON
    answering.py      answers → an Extraction
    shape.py          mentions of an unparsed text
    trust.py          the chance that a reader agrees

Knows one paragraph at a time, with its title and headings; knows nothing of documents, entities or storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, runtime_checkable

from kg.errors import ExtractorError, KgError
from kg.model import Extraction, Paragraph
from kg.settings import Extract


@runtime_checkable
class Extractor(Protocol):
    """Anything that turns paragraphs into triples.

    `fingerprint` names all that its answers depend on (name, version, model, prompt, options): equal fingerprints and equal paragraphs
    give equal answers, so that answers can be kept.  It must not depend on batches, workers, clocks or the order of the paragraphs.
    An extractor may also have `languages`, a set of ISO 639-1 codes: documents in other languages are then refused; and `alone = True`
    where it shares out the work itself (requests, batches), so that it runs in one process whatever the number of workers.
    """

    @property
    def fingerprint(self) -> str: ...

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """One Extraction for each paragraph, in the order of the paragraphs, as a stream (bounded memory)."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """An extractor that was found: `make` makes it anew in each process that works."""

    make: Callable[[], Extractor]
    fingerprint: str
    languages: frozenset[str] | None
    alone: bool = False

    def processes(self, workers: int) -> int:
        """How many processes it works in where `workers` were asked for: one, if it shares out the work itself."""
        return 1 if self.alone else workers


def load(names: str, *, settings: Extract | None = None) -> list[Loaded]:
    """The extractors named, with commas between them: `syntax`, `local`, `endpoint`, or `MODULE:FACTORY`.  `settings` is the section [extract].

    Raises ExtractorError for one that is not there or is no extractor.
    """
    return [_load(name, settings or Extract()) for name in _named(names)]


def load_one(name: str, *, settings: Extract | None = None) -> Loaded:
    """The one extractor named.  Raises ExtractorError as `load` does, and where none or several are named."""
    several = len(_named(name))
    if several != 1:
        raise ExtractorError(f"{name!r}: names {several or 'no'} extractors; give one here, as several work together in kg build only")
    return load(name, settings=settings)[0]


def _named(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def languages(extractors: Iterable[Loaded]) -> frozenset[str] | None:
    """The languages that all of these can read; None where any will do."""
    found = [one.languages for one in extractors if one.languages is not None]
    return frozenset.intersection(*found) if found else None


def _load(name: str, settings: Extract) -> Loaded:
    make: Callable[[], Extractor]
    if name == "syntax":
        from kg.extract.syntax import SyntaxExtractor

        make = partial(SyntaxExtractor, model=settings.model)
    elif name == "endpoint":
        from kg.extract.endpoint import EndpointExtractor

        make = partial(EndpointExtractor, settings.endpoint)
    elif name == "local":
        from kg.extract.local import LocalExtractor

        make = partial(LocalExtractor, settings.local)
    elif ":" in name:
        make = partial(_made, name)
    else:
        raise ExtractorError(f"{name}: no extractor of this name; there are syntax, local and endpoint, or your own as MODULE:FACTORY")
    one = make()
    if not isinstance(one, Extractor):
        raise ExtractorError(f"{name}: gives {type(one).__name__}, which is no extractor; it needs `fingerprint` and `extract(paragraphs)`")
    known: Any = getattr(one, "languages", None)
    return Loaded(make, one.fingerprint, None if known is None else frozenset(known), bool(getattr(one, "alone", False)))


def _made(name: str) -> Extractor:
    """What `MODULE:FACTORY` makes."""
    import importlib

    module, _, factory = name.partition(":")
    try:
        make = getattr(importlib.import_module(module), factory, None)
    except ImportError as error:
        raise ExtractorError(f"{name}: module {module} cannot be imported ({error}); install it, or mend the name") from error
    if not callable(make):
        told = f"has no {factory}" if make is None else f"has a {factory} that cannot be called"
        raise ExtractorError(f"{name}: module {module} {told}; give MODULE:FACTORY, where FACTORY() makes an extractor")
    try:
        made: Extractor = make()
    except KgError:
        raise
    except Exception as error:  # somebody else's code may raise anything
        raise ExtractorError(
            f"{name}: {factory}() failed with {type(error).__name__}: {error}; mend it, and see --verbose for where"
        ) from error
    return made
