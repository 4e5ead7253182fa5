"""JSON Lines: records, records with triples, and lines that are neither."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

from kg.model import Document, Qualifier, Refusal, Triple
from kg.read import Limits

from .helpers import PROSE, document, read_all, refusal


def lines(
    folder: Path, *rows: bytes | Mapping[str, object], name: str = "a.jsonl", limits: Limits | None = None
) -> list[Document | Refusal]:
    data = b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return read_all(folder / name, root=folder, limits=limits)


def test_a_record_is_a_document(tmp_path: Path) -> None:
    row = {
        "id": "x",
        "text": PROSE,
        "title": "Ada",
        "uri": "https://e.org/x",
        "date": "1843-07-10T09:00:00",
        "language": "en-GB",
        "metadata": {"n": 1, "by": "me"},
    }
    found = document(lines(tmp_path, row)[0])
    assert (found.id, found.text, found.title, found.uri, found.date, found.language) == (
        "x",
        PROSE,
        "Ada",
        "https://e.org/x",
        "1843-07-10",
        "en",
    )
    assert dict(found.metadata) == {"n": "1", "by": "me"}
    assert found.triples is None and found.blocks == ()


def test_gzip_and_other_names(tmp_path: Path) -> None:
    for name in ("b.jsonl.gz", "c.ndjson", "d.ndjson.gz"):
        assert document(lines(tmp_path, {"id": "x", "text": PROSE}, name=name)[0]).text == PROSE
    whole = (tmp_path / "b.jsonl.gz").read_bytes()
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[:-20])
    assert any("gzip" in one.reason for one in read_all(tmp_path / "cut.jsonl.gz", root=tmp_path) if isinstance(one, Refusal))


def test_text_keeps_its_length(tmp_path: Path) -> None:
    text = "Ada\r\nmet\x00Alan\ud800.\rEnd \ufffe"
    found = document(lines(tmp_path, {"id": "x", "text": text})[0])
    assert found.text == "Ada \nmet Alan\ufffd.\nEnd \ufffd"
    assert len(found.text) == len(text)


def test_bad_bytes_in_a_string_are_replaced(tmp_path: Path) -> None:
    found = document(lines(tmp_path, b'{"id":"x","text":"Ada \xff\xfe met Alan"}')[0])
    assert found.text == "Ada \ufffd\ufffd met Alan"


def test_bad_lines_are_refused_by_number_and_the_others_read(tmp_path: Path) -> None:
    deep = b'{"id":"d","text":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    found = lines(
        tmp_path,
        {"id": "a", "text": PROSE},
        b"{not json",
        b'"a string"',
        b"",
        b'{"text":"no id"}',
        b'{"id":7,"text":null}',
        {"id": "b", "text": ["x"]},
        {"id": "a", "text": "the same again"},
        deep,
        b'\xff\xfe{"id":"c","text":"x"}',
        {"id": "z", "text": PROSE},
    )
    assert [one.id for one in found if isinstance(one, Document)] == ["a", "z"]
    reasons = {one.document: one.reason for one in found if isinstance(one, Refusal)}
    assert list(reasons) == [f"a.jsonl:{n}" for n in (2, 3, 5, 6, 7, 8, 9, 10)]
    assert all(f"line {place.rpartition(':')[2]} " in reason for place, reason in reasons.items())
    for number, word in ((2, "JSON"), (3, "a string"), (5, "no id"), (6, "null"), (7, "a list"), (8, "earlier line"), (9, "too deep")):
        assert word in reasons[f"a.jsonl:{number}"]


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    limits = Limits(line_bytes=5000)
    found = lines(tmp_path, {"id": "big", "text": "y" * 20_000}, {"id": "small", "text": PROSE}, limits=limits)
    assert "5000 bytes" in refusal(found[0]).reason
    assert document(found[1]).id == "small"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert "no records" in refusal(lines(tmp_path)[0]).reason
    assert "no records" in refusal(lines(tmp_path, b"\n\n")[0]).reason


def test_triples_enter_as_they_are(tmp_path: Path) -> None:
    told = [
        {
            "subject": "Ada",
            "predicate": "wrote",
            "object": "a program",
            "qualifiers": {"Point in Time": "1843", "location": ["London", "Turin"]},
            "confidence": 0.5,
        },
        {"subject": "Ada", "predicate": "met", "object": "Turing", "asserted": False},
        {"subject": "Ada", "predicate": "may have met", "object": "Dickens", "asserted": False, "modality": "hedged"},
    ]
    found = document(lines(tmp_path, {"id": "x", "triples": told})[0])
    assert found.text == ""
    assert found.triples == (
        Triple(
            "Ada",
            "wrote",
            "a program",
            (Qualifier("point in time", "1843"), Qualifier("location", "London"), Qualifier("location", "Turin")),
            confidence=0.5,
        ),
        Triple("Ada", "met", "Turing", modality="negated"),
        Triple("Ada", "may have met", "Dickens", modality="hedged"),
    )


def test_a_malformed_triple_is_refused_and_the_others_stay(tmp_path: Path) -> None:
    told: list[object] = [
        {"subject": "Ada", "predicate": "wrote", "object": "a program"},
        {"subject": "Ada", "object": "x"},
        "Ada wrote",
        {"subject": "Ada", "predicate": "wrote", "object": None},
        {"subject": "Ada", "predicate": "wrote", "object": "x", "modality": "sure"},
        {"subject": "Ada", "predicate": "wrote", "object": "x", "confidence": 7},
        {"subject": "Ada", "predicate": "wrote", "object": "x", "qualifiers": ["1843"]},
    ]
    found = lines(tmp_path, {"id": "x", "text": PROSE, "triples": told})
    assert document(found[0]).triples == (Triple("Ada", "wrote", "a program"),)
    assert [refusal(one).document for one in found[1:]] == [f"a.jsonl:1 triple {n}" for n in range(2, 8)]
    assert "predicate" in refusal(found[1]).reason and "triple 2" in refusal(found[1]).reason


def test_a_date_that_is_none_stays_as_metadata(tmp_path: Path) -> None:
    found = document(lines(tmp_path, {"id": "x", "text": PROSE, "date": "last spring"})[0])
    assert found.date == "" and found.metadata["date"] == "last spring"
    assert document(lines(tmp_path, {"id": "x", "text": PROSE, "date": 1843})[0]).date == "1843"
    assert document(lines(tmp_path, {"id": "x", "text": PROSE, "date": "184X"})[0]).date == "184X"
