"""Extractors of others, `MODULE:FACTORY`: found, made, and held to the protocol, so that what they do wrong is told as theirs.

Knows the protocol and the shape of its answers; nothing of any extractor.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from kg.errors import ExtractorError, KgError
from kg.model import Extraction, Modality, Outcome, Paragraph, Triple


class Foreign:
    """Somebody else's extractor, each of whose answers is looked at.  Raises ExtractorError for one that is none."""

    def __init__(self, name: str) -> None:
        made = _made(name)
        fingerprint = getattr(made, "fingerprint", None)
        if not isinstance(fingerprint, str) or not callable(getattr(made, "extract", None)):
            wanted = "`fingerprint`, a text, and `extract(paragraphs)`"
            raise ExtractorError(f"{name}: gives {type(made).__name__}, which is no extractor; it needs {wanted}")
        self.name, self.fingerprint, self._made = name, fingerprint, made
        self.languages = getattr(made, "languages", None)
        if isinstance(self.languages, str):
            raise ExtractorError(f"{name}: its languages are the text {self.languages!r}; give a set of codes, such as {{'en'}}")
        self.alone = bool(getattr(made, "alone", False))

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """What it gives, as it comes.  Raises ExtractorError for an answer that cannot be."""
        for found in self._made.extract(paragraphs):
            if fault := _fault(found):
                raise ExtractorError(f"{self.name}: {fault}; mend it")
            yield found


def _made(name: str) -> Any:
    """What `MODULE:FACTORY` makes.  The module may lie in the working folder, behind all that is installed."""
    module, _, factory = name.partition(":")
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    try:
        make = getattr(importlib.import_module(module), factory, None)
    except ImportError as error:
        raise ExtractorError(f"{name}: module {module} cannot be imported ({error}); install it, or mend the name") from error
    if not callable(make):
        told = f"has no {factory}" if make is None else f"has a {factory} that cannot be called"
        raise ExtractorError(f"{name}: module {module} {told}; give MODULE:FACTORY, where FACTORY() makes an extractor")
    try:
        return make()
    except KgError:
        raise
    except Exception as error:  # somebody else's code may raise anything
        raise ExtractorError(
            f"{name}: {factory}() failed with {type(error).__name__}: {error}; mend it, and see --verbose for where"
        ) from error


def _fault(found: Any) -> str:
    """What is wrong with an answer; "" for nothing."""
    if not isinstance(found, Extraction):
        return f"gave {found!r:.60}, which is no Extraction"
    if found.outcome not in get_args(Outcome):
        return f"gave the outcome {found.outcome!r}, which is none of {', '.join(get_args(Outcome))}"
    for triple in found.triples:
        if not isinstance(triple, Triple):
            return f"gave {triple!r:.60}, which is no Triple"
        if not 0 <= triple.confidence <= 1:
            return f"gave the confidence {triple.confidence!r}, which is no number from 0 to 1"
        if triple.modality not in get_args(Modality):
            return f"gave the modality {triple.modality!r}, which is none of {', '.join(get_args(Modality))}"
        for text in (triple.subject, triple.predicate, triple.object, *(part for q in triple.qualifiers for part in (q.key, q.value))):
            if not _is_text(text):
                return f"gave {text!r:.60} in a triple, which is no text that can be stored"
    return "" if _is_text(found.reason) and _is_text(found.raw) and _is_text(found.note) else "gave a reason, raw or note that is no text"


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True
