"""The lines of `kg extract`: records in, one line of triples out for each (docs/commands.md has the shape).

Knows one record at a time, as a paragraph; nothing of documents or the workspace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.errors import ReadError, SourceError
from kg.model import Extraction, Paragraph, Qualifier, Refusal, Span, Triple
from kg.read import Limits, list_source
from kg.read.records import read_records
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


def paragraphs(file: str, faults: list[str]) -> Iterator[Paragraph]:
    """Each record of a JSON Lines file (gzipped or not; - for standard input) as one paragraph, however long.

    What is no record is added to `faults` with its line number.  Raises SourceError for a file that cannot be read, or has lines and no record:
    somebody gave a document.
    """
    items = list(list_source(file, root=Path()))
    if len(items) != 1 or items[0].fault:
        raise SourceError(
            f"{file}: {items[0].fault if len(items) == 1 else 'not one file'}; give a JSON Lines file, or - for standard input"
        )
    try:
        stream = items[0].open()
    except ReadError as error:
        raise SourceError(f"{file}: {error.reason}; give a JSON Lines file, or - for standard input") from error
    good, bad = 0, ""
    with stream:
        for number, found in enumerate(read_records(stream, file=file, uri="", limits=Limits(), blank=True)):
            if isinstance(found, Refusal):
                faults.append(f"{found.document}: {found.reason}; left out")
                bad = bad or (found.reason if found.document != file else "")
            else:
                good += 1
                yield Paragraph(found.id, "", number, 0, len(found.text), found.text, found.title)
    if bad and not good:
        raise SourceError(f"{file}: holds no record ({bad}); give JSON Lines with id and text; documents are read by kg build")
