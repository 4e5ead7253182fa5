"""Paragraphs → triples: the Extractor protocol, and how an extractor is found by name.

Each part imports only what stands below it.

the extractors that come with the program
    local/       a language model in this process
    endpoint/    a language model behind a server of the OpenAI protocol
    syntax/      rules on a parse
what they are made of
    llm/         for language models: what is asked, how the answer is read, how far it is trusted
    rows.py      rows of tables and boxes → triples, without a parse
    mentions/    names, pronouns and noun phrases, for what settles references
for every extractor
    foreign.py   extractors of others, held to the protocol
    parallel.py  several processes; runners elsewhere
    codec.py     extractions as bytes

Knows one paragraph at a time, with its title and headings; knows nothing of documents, entities or storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, runtime_checkable

from kg.errors import ExtractorError, wrong_use
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

    Raises ExtractorError for one that is not there or is no extractor, where none is named, and where one is named twice.
    """
    named = _named(names)
    if not named or len(set(named)) < len(named):
        raise wrong_use(
            ExtractorError(
                f"{names!r}: names {'one extractor twice' if named else 'no extractor'}; name each once, with commas between them"
            )
        )
    return [_load(name, settings or Extract()) for name in named]


def load_one(name: str, *, settings: Extract | None = None) -> Loaded:
    """The one extractor named.  Raises ExtractorError as `load` does, and where none or several are named."""
    several = len(_named(name))
    if several != 1:
        raise wrong_use(
            ExtractorError(f"{name!r}: names {several or 'no'} extractors; give one here, as several work together in kg build only")
        )
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
        from kg.extract.foreign import Foreign

        make = partial(Foreign, name)
    else:
        ours = "syntax, local and endpoint"
        raise wrong_use(ExtractorError(f"{name}: no extractor of this name; there are {ours}, or your own as MODULE:FACTORY"))
    one = make()
    known: Any = getattr(one, "languages", None)
    return Loaded(make, one.fingerprint, None if known is None else frozenset(known), bool(getattr(one, "alone", False)))
