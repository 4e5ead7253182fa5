"""The lines of `kg extract`: records in, one line of triples out for each (docs/commands.md has the shape).

Knows one record at a time, as a paragraph; nothing of documents or the workspace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Extraction, Paragraph, Qualifier, Span, Triple
from kg.refer import resolve_one


def line(paragraph: Paragraph, extraction: Extraction) -> bytes:
    """One line of output, with its newline: the grounded triples of a record and the names that its pronouns stand for."""
    import orjson

    told: dict[str, Any] = {"id": paragraph.id, "outcome": extraction.outcome}
    triples, ungrounded = [], []
    for found in resolve_one(paragraph, extraction):
        if isinstance(found, str):
            ungrounded.append(found)
        else:
            triples.append(_shown(*found))
    reason = extraction.reason or "; ".join(ungrounded)
    if reason:
        told["reason"] = reason
    if extraction.raw:
        told["raw"] = extraction.raw
    told["triples"] = triples
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def _shown(triple: Triple, resolved: dict[str, str]) -> dict[str, Any]:
    values, spans = _qualifiers(triple.qualifiers)
    shown: dict[str, Any] = {
        "subject": triple.subject,
        "predicate": triple.predicate,
        "object": triple.object,
        "qualifiers": values,
        "asserted": triple.modality == "asserted",
        "modality": triple.modality,
        "confidence": round(triple.confidence, 4),
        "spans": {"subject": triple.subject_span, "predicate": triple.predicate_span, "object": triple.object_span, "qualifiers": spans},
    }
    if resolved:
        shown["resolved"] = resolved
    return shown


def _qualifiers(qualifiers: Sequence[Qualifier]) -> tuple[dict[str, Any], dict[str, Any]]:
    """{key: value} and {key: span}; lists where a key repeats."""
    gathered: dict[str, list[Qualifier]] = {}
    for qualifier in qualifiers:
        gathered.setdefault(qualifier.key, []).append(qualifier)
    values: dict[str, Any] = {}
    spans: dict[str, Any] = {}
    for key, found in gathered.items():
        values[key] = found[0].value if len(found) == 1 else [q.value for q in found]
        places: list[Span | None] = [q.span for q in found]
        spans[key] = places[0] if len(found) == 1 else places
    return values, spans


def paragraphs(lines: Iterable[bytes], faults: list[str]) -> Iterator[Paragraph]:
    """Each record of JSON Lines as one paragraph, however long.  What is no record is added to `faults` with its line number."""
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        found = _record(raw)
        if isinstance(found, str):
            faults.append(f"line {number}: {found}; the line is left out")
            continue
        text, heading = found["text"], found.get("heading") or ()
        path = (heading,) if isinstance(heading, str) else tuple(str(h) for h in heading)
        yield Paragraph(str(found["id"]), "", number, 0, len(text), text, str(found.get("title") or ""), path)


def _record(raw: bytes) -> dict[str, Any] | str:
    """The record on a line, or what is wrong with it."""
    try:
        found = json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        return f"not JSON ({type(error).__name__}: {str(error)[:80]})"
    if not isinstance(found, dict):
        return f"not an object but {type(found).__name__}"
    if not isinstance(found.get("id"), str | int):
        return 'no "id"'
    if not isinstance(found.get("text"), str):
        return 'no "text"'
    found["text"] = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in found["text"]) if _surrogate(found["text"]) else found["text"]
    return found


def _surrogate(text: str) -> bool:
    """Whether a text holds a lone surrogate, which UTF-8 cannot say."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def opened(file: str) -> BinaryIO:
    """The lines of a file, gzipped ones too, or of standard input.  Raises SourceError where it cannot be read."""
    import gzip
    import sys

    if file == "-":
        return sys.stdin.buffer
    try:
        handle = open(file, "rb")  # noqa: SIM115 - closed by the caller
        head = handle.peek(2)[:2]
    except OSError as error:
        raise SourceError(f"{file}: cannot be read ({error.strerror}); give a JSON Lines file, or - for standard input") from error
    return gzip.open(handle, "rb") if head == b"\x1f\x8b" else handle  # type: ignore[return-value]
