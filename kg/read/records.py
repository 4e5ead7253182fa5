"""JSON Lines → documents: one record a line, with or without triples that were extracted elsewhere.  A line that is no record is refused by
its number, and the others are read.

Knows the record's shape; a record's text keeps its length, so that offsets into it hold.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import ReadError
from kg.model import Document, Modality, Qualifier, Refusal, Triple
from kg.read import dates, language
from kg.read.content import Limits, squeeze
from kg.read.encoding import clean

_MODALITIES: dict[str, Modality] = {"asserted": "asserted", "negated": "negated", "hedged": "hedged", "hypothetical": "hypothetical"}
_LONE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}|\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SKIP = 1 << 30  # bytes of one line that are passed over before the rest of the file is given up


class _Bad(ReadError):
    """A record, or a triple of one, that is not as it should be."""


def read_records(stream: BinaryIO, *, file: str, uri: str, limits: Limits, blank: bool = False) -> Iterator[Document | Refusal]:
    """The records of a JSON Lines file, gzipped or not.  `file` is its document id, under which bad lines are told: "file:12".
    With `blank` a record without any text is one, too."""
    seen: set[str] = set()
    count = 0
    try:
        for number, line in _lines(stream, limits):
            count += 1
            place = f"{file}:{number}"
            if line is None:
                yield Refusal(place, f"line {number} is longer than {limits.line_bytes} bytes; split the record", uri)
                continue
            try:
                document, faults = _document(line, uri, blank=blank)
                if document.id in seen:
                    raise _Bad(f"has the id {document.id!r} of an earlier line")
            except _Bad as error:
                yield Refusal(place, f"line {number} {error.reason}", uri)
                continue
            seen.add(document.id)
            yield document
            for ordinal, reason in faults:
                yield Refusal(f"{place} triple {ordinal}", f"line {number}, triple {ordinal}: {reason}", uri)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Refusal(file, f"is a damaged or truncated gzip file after line {count} ({error})", uri)
    except (OSError, ReadError) as error:
        yield Refusal(file, f"could not be read after line {count} ({error})", uri)
    else:
        if not count:
            yield Refusal(file, "holds no records", uri)


def _lines(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their number from 1; None for one that is too long."""
    source: Any = stream
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(b"\x1f\x8b"):
        source = gzip.GzipFile(fileobj=stream, mode="rb")
    elif head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("it is UTF-16; JSON Lines are UTF-8")
    number = 0
    while line := source.readline(limits.line_bytes + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) > limits.line_bytes and not line.endswith(b"\n"):
            yield number, None
            _pass_over(source)
        elif not line.isspace():
            yield number, line


def _pass_over(source: Any) -> None:
    """Reads to the end of a line in pieces."""
    passed = 0
    while piece := source.readline(1 << 20):
        passed += len(piece)
        if piece.endswith(b"\n"):
            return
        if passed > _SKIP:
            raise ReadError("a line does not end")


def _parsed(line: bytes) -> Any:
    """The value of a line of JSON; lone surrogates and bytes that are not UTF-8 are let through, to be replaced."""
    import orjson

    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        if not (_LONE.search(line) or not _utf8(line)):
            raise _Bad(f"is no JSON ({_told(str(error))})") from error
        try:
            value = json.loads(line.decode("utf-8", "kg-one-for-one"))
        except RecursionError as deep:
            raise _Bad("nests too deep") from deep
        except ValueError as wrong:
            raise _Bad(f"is no JSON ({_told(str(wrong))})") from wrong
    return value


def _told(message: str) -> str:
    return (
        "it nests too deep"
        if "recursion" in message.lower() or "depth" in message
        else re.sub(r":? line 1 column", " at column", message)[:200]
    )


def _utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _document(line: bytes, uri: str, *, blank: bool = False) -> tuple[Document, list[tuple[int, str]]]:
    """The document of one line of JSON, and the faults of its triples (counted from 1); raises _Bad when the record is bad."""
    record = _parsed(line)
    if not isinstance(record, dict):
        raise _Bad(f"is no object but {_kind(record)}")
    identity = record.get("id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str) or not identity.strip():
        raise _Bad(
            "has no id"
            if identity is None
            else f"has an id that is no text but {_kind(identity)}"
            if not isinstance(identity, str)
            else "has an empty id"
        )
    text = record.get("text")
    told = record.get("triples")
    if text is None and told is None:
        raise _Bad("has no text" if "text" not in record else "has a text that is null")
    if text is not None and not isinstance(text, str):
        raise _Bad(f"has a text that is no text but {_kind(text)}")
    if told is None and not blank and not (text or "").strip():
        raise _Bad("has an empty text")
    if told is not None and not isinstance(told, list):
        raise _Bad(f"has triples that are no list but {_kind(told)}")
    triples, faults = _triples(told) if told is not None else (None, [])
    return _made(record, clean(identity).replace("\n", " "), clean(text or ""), uri, triples), faults


def _made(record: dict[str, Any], identity: str, text: str, uri: str, triples: tuple[Triple, ...] | None) -> Document:
    metadata = _metadata(record.get("metadata"))
    date = _string(record, "date")
    edtf = dates.from_record(date)
    if date and not edtf:
        metadata.setdefault("date", clean(date))
    stated = language.code(_string(record, "language"))
    return Document(
        identity,
        text,
        uri=clean(_string(record, "uri")) or uri,
        title=squeeze(clean(_string(record, "title"))),
        language=stated or language.detect(text),
        date=edtf,
        mime="application/json",
        metadata=metadata,
        triples=triples,
    )


def _string(record: dict[str, Any], key: str) -> str:
    """An optional text field; a number is written out (a year as date), null is nothing, anything else is a fault."""
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    raise _Bad(f"has a {key} that is no text but {_kind(value)}")


def _metadata(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Bad(f"has metadata that are no object but {_kind(value)}")
    return {
        clean(str(key)): clean(item if isinstance(item, str) else json.dumps(item, ensure_ascii=False, sort_keys=True))
        for key, item in value.items()
    }


def _triples(told: list[Any]) -> tuple[tuple[Triple, ...], list[tuple[int, str]]]:
    """The triples that are well formed, and the number and fault of each that is not."""
    made, faults = [], []
    for ordinal, value in enumerate(told, 1):
        try:
            made.append(_triple(value))
        except _Bad as error:
            faults.append((ordinal, error.reason))
    return tuple(made), faults


def _triple(value: Any) -> Triple:
    if not isinstance(value, dict):
        raise _Bad(f"it is no object but {_kind(value)}")
    subject, predicate, object_ = (_part(value, key) for key in ("subject", "predicate", "object"))
    asserted = value.get("asserted", True)
    if not isinstance(asserted, bool):
        raise _Bad(f"asserted is neither true nor false but {_kind(asserted)}")
    named = value.get("modality", "asserted" if asserted else "negated")
    if not isinstance(named, str) or named not in _MODALITIES:
        raise _Bad(f"modality {named!r:.60} is none of {', '.join(_MODALITIES)}")
    confidence = value.get("confidence", 1.0)
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float)) or not 0 <= confidence <= 1:
        raise _Bad(f"confidence {confidence!r:.60} is no number from 0 to 1")
    return Triple(subject, predicate, object_, _qualifiers(value.get("qualifiers")), _MODALITIES[named], float(confidence))


def _part(value: dict[str, Any], key: str) -> str:
    part = value.get(key)
    if isinstance(part, (int, float)) and not isinstance(part, bool):
        part = str(part)
    if not isinstance(part, str):
        raise _Bad(f"it has no {key}" if part is None else f"its {key} is no text but {_kind(part)}")
    return _on_one_line(part)


def _on_one_line(part: str) -> str:
    """A name or value as it was given, on one line and without what cannot be stored; what is left of it is judged later."""
    return " ".join(clean(_NO_CHARACTER.sub("", part)).split())


def _qualifiers(value: Any) -> tuple[Qualifier, ...]:
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise _Bad(f"its qualifiers are no object but {_kind(value)}")
    made = []
    for key, item in value.items():
        name = _on_one_line(key).lower()
        if not name:
            raise _Bad("a qualifier has an empty key")
        if item is None:
            continue
        for one in item if isinstance(item, list) else [item]:
            made.append(Qualifier(name, _part({f"qualifier {name!r}": one}, f"qualifier {name!r}")))
    return tuple(made)


def _kind(value: Any) -> str:
    """What a JSON value is, in plain words."""
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
