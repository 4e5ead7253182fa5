"""Paragraphs → triples: the Extractor protocol, and how an extractor is found by name.

Knows one paragraph at a time, with its title and headings; knows nothing of documents, entities or storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, runtime_checkable

from kg.errors import ExtractorError
from kg.model import Extraction, Paragraph


@runtime_checkable
class Extractor(Protocol):
    """Anything that turns paragraphs into triples.

    `fingerprint` names all that its answers depend on (name, version, model, prompt, options): equal fingerprints and equal paragraphs
    give equal answers, so that answers can be kept.  It must not depend on batches, workers, clocks or the order of the paragraphs.
    An extractor may also have `languages`, a set of ISO 639-1 codes: documents in other languages are then refused.
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


def load(names: str, *, model: str = "") -> list[Loaded]:
    """The extractors named, with commas between them: `syntax`, or `MODULE:FACTORY`.

    Raises ExtractorError for one that is not there or is no extractor.
    """
    return [_load(name.strip(), model) for name in names.split(",") if name.strip()]


def languages(extractors: Iterable[Loaded]) -> frozenset[str] | None:
    """The languages that all of these can read; None where any will do."""
    found = [one.languages for one in extractors if one.languages is not None]
    return frozenset.intersection(*found) if found else None


def _load(name: str, model: str) -> Loaded:
    make: Callable[[], Extractor]
    if name == "syntax":
        from kg.extract.syntax import SyntaxExtractor

        make = partial(SyntaxExtractor, model=model)
    elif ":" in name:
        make = partial(_made, name)
    else:
        raise ExtractorError(f"{name}: no extractor of this name; there is syntax, or your own as MODULE:FACTORY")
    one = make()
    if not isinstance(one, Extractor):
        raise ExtractorError(f"{name}: gives {type(one).__name__}, which is no extractor; it needs `fingerprint` and `extract(paragraphs)`")
    known: Any = getattr(one, "languages", None)
    return Loaded(make, one.fingerprint, None if known is None else frozenset(known))


def _made(name: str) -> Extractor:
    """What `MODULE:FACTORY` makes."""
    import importlib

    module, _, factory = name.partition(":")
    try:
        made: Extractor = getattr(importlib.import_module(module), factory)()
    except ImportError as error:
        raise ExtractorError(f"{name}: module {module} cannot be imported ({error}); install it, or mend the name") from error
    except AttributeError as error:
        raise ExtractorError(f"{name}: {error}; give MODULE:FACTORY, where FACTORY() makes an extractor") from error
    return made
