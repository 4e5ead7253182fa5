"""Paragraphs → triples: the Extractor protocol, and how an extractor is found by name.

Knows one paragraph at a time, with its title and headings; knows nothing of documents, entities or storage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from kg.model import Extraction, Paragraph


@runtime_checkable
class Extractor(Protocol):
    """Anything that turns paragraphs into triples.

    `fingerprint` names all that its answers depend on (name, version, model, prompt, options): equal fingerprints and equal paragraphs
    give equal answers, so that answers can be kept.  It must not depend on batches, workers, clocks or the order of the paragraphs.
    """

    @property
    def fingerprint(self) -> str: ...

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """One Extraction for each paragraph, in the order of the paragraphs, as a stream (bounded memory)."""
        ...
