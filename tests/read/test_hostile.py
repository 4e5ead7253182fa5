"""Hostile files: each is refused with a reason (or read harmlessly) within its limits, and the next document is read all the same."""

from __future__ import annotations

import http.server
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.model import Document
from kg.read import Limits, guard
from kg.settings import Settings
from kg.store import Store

from .helpers import PROSE, document, pdf, raw_pdf, read_one, refusal, zipped
from .test_formats import _docx, _epub, _odt

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
SHORT = Limits(seconds=3, memory_bytes=512 * 2**20, expanded_bytes=8 * 2**20)


def _docx_with(document_xml: str | bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(_docx())) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {"word/document.xml": document_xml})


def _body(text: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'


def _with_entity(kind: str, doctype: str, page: str) -> bytes:
    if kind == "docx":
        return _docx_with(_body("&x;", doctype))
    if kind == "odt":
        return _odt("<t:p>&x;</t:p>", before=doctype)
    if kind == "epub":
        return _epub(**{"OPS/text/one.xhtml": f"{doctype}<html><body><p>&x;</p></body></html>"})
    return (doctype + page).encode()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server that remembers what it was asked for."""
    hits: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_address[1]}/", hits
        made.shutdown()


@pytest.mark.parametrize("kind", ["docx", "odt", "epub", "html", "xhtml", "svg"])
def test_no_entity_is_resolved_and_nothing_is_asked_for(kind: str, tmp_path: Path, server: tuple[str, list[str]]) -> None:
    url, hits = server
    canary = tmp_path / "canary"
    canary.write_text("the canary sings")
    page = "<html><head><link rel=stylesheet href='{0}c'></head><body><img src='{0}i'><iframe src='{1}'></iframe><p>Ada wrote it. &x;</p></body></html>"
    for target in (url, canary.as_uri()):
        doctype = f'<!DOCTYPE html SYSTEM "{url}dtd" [<!ENTITY x SYSTEM "{target}"><!ENTITY % p SYSTEM "{url}p"> %p;]>'
        made = _with_entity(kind, doctype, page.format(url, canary.as_uri()))
        found = read_one(tmp_path, f"a.{kind}", made)
        assert "sings" not in repr(found)
        if kind in ("docx", "odt", "epub"):
            assert "entities" in refusal(found).reason
    assert hits == []


def test_a_billion_laughs(tmp_path: Path) -> None:
    entities = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 11))
    assert "entities" in refusal(read_one(tmp_path, "a.docx", _docx_with(_body("&l10;", f"<!DOCTYPE r [{entities}]>")))).reason
    utf16 = _body("&l10;", f"<!DOCTYPE r [{entities}]>").replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")
    assert "entities" in refusal(read_one(tmp_path, "b.docx", _docx_with(utf16))).reason
    assert "lollol" not in repr(read_one(tmp_path, "c.html", f"<!DOCTYPE html [{entities}]><p>{PROSE}</p><p>&l10;</p>"))


def test_bombs_are_measured_as_they_unpack(tmp_path: Path) -> None:
    big = "A" * (20 * 2**20)
    assert "unpacks to more" in refusal(read_one(tmp_path, "a.docx", _docx_with(_body(big)), limits=SHORT)).reason
    assert "unpacks to more" in refusal(read_one(tmp_path, "b.epub", _epub(**{"OPS/text/one.xhtml": f"<p>{big}</p>"}), limits=SHORT)).reason
    assert "unpacks to more" in refusal(read_one(tmp_path, "c.odt", _odt(f"<t:p>{big}</t:p>"), limits=SHORT)).reason


def test_members_that_point_outside_are_ignored(tmp_path: Path) -> None:
    escape = "../" * 10 + str(tmp_path / "escaped.txt").lstrip("/")
    assert isinstance(read_one(tmp_path, "a.epub", _epub(**{escape: "x"})), Document)
    assert not list(tmp_path.rglob("escaped*"))


def test_files_beyond_the_limits_are_refused(tmp_path: Path) -> None:
    small = Limits(source_bytes=1000)
    for name in ("a.txt", "a.md"):
        assert "1000 bytes" in refusal(read_one(tmp_path, name, PROSE * 100, limits=small)).reason
    assert isinstance(read_one(tmp_path, "b.md", PROSE), Document)


@pytest.mark.parametrize(
    "objects",
    [
        [CATALOG, "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 1000000000 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"],
        [CATALOG, "<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>", "<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1 >>"],
        [
            CATALOG,
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
            "<< /Length 5 >>\nstream\n/F Do\nendstream",
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 12 >>\nstream\n/F Do /F Do \nendstream",
        ],
        ["not an object at all"],
    ],
)
def test_pdfs_that_loop_end_in_time_and_the_next_is_read(objects: list[str], tmp_path: Path) -> None:
    began = time.monotonic()
    assert refusal(read_one(tmp_path, "a.pdf", raw_pdf(objects), limits=SHORT)).reason
    assert time.monotonic() - began < 20
    assert document(read_one(tmp_path, "b.md", "# Ada")).title == "Ada"


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 50_000 + PROSE + "</div>" * 50_000,
        "<p><b><table><tr><td>" * 3000 + PROSE,
        "<p a='" + "x" * 10**6,
        "<!--" + "x" * 10**6,
        "<p>" + "&#x1F600;" * 10_000,
    ],
)
def test_html_that_nests_without_end(source: str, tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.html", source, limits=SHORT)
    assert isinstance(found, Document) or found.reason


def test_markdown_that_nests_without_end_keeps_its_text(tmp_path: Path) -> None:
    source = ">" * 20_000 + " Ada\n\n" + "* " * 3000 + "x\n\n" + "[" * 20_000 + "\n\n" + "*a_" * 20_000
    assert "Ada" in document(read_one(tmp_path, "a.md", source)).text


def test_truncated_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    for name, data in (("a.docx", _docx()), ("a.epub", _epub()), ("a.odt", _odt("<t:p>Ada</t:p>"))):
        for cut in (len(data) // 2, len(data) - 30):
            assert "damaged" in refusal(read_one(tmp_path, name, data[:cut])).reason
    assert refusal(read_one(tmp_path, "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40)).reason


def test_a_page_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    told = ("Ada Lovelace was born in London.", "She wrote notes on an engine.", "Charles Babbage never built it.")
    data = pdf([[(72, 700, 12, line)] for line in told])
    torn = data.replace(b"6 0 obj\n<< /Type /Page ", b"6 0 obj\n[[ /Type /Page ")
    assert torn != data
    found = document(read_one(tmp_path, "a.pdf", torn))
    assert told[0] in found.text and told[2] in found.text and told[1] not in found.text
    assert found.metadata["pages_not_read"] == "2"
    with Store() as store:
        report = pipeline.run(store, [str(tmp_path / "a.pdf")], settings=Settings(), root=tmp_path)
    assert report.notes == ["a.pdf: what stands on page 2 is missing: damaged, it cannot be loaded; mend the file, then build again"]


def test_pages_that_are_pictures_are_told_beside_pages_of_text(tmp_path: Path) -> None:
    scan = "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q"
    words = "BT /F1 12 Tf 72 700 Td (Ada Lovelace was born in London.) Tj ET"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [4 0 R 6 0 R 8 0 R] /Count 3 >>"]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, stream in ((5, scan), (7, words), (9, "")):  # the last page is blank, and of no interest
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    assert "Lovelace" in document(read_one(tmp_path, "a.pdf", raw_pdf(objects))).text
    with Store() as store:
        report = pipeline.run(store, [str(tmp_path / "a.pdf")], settings=Settings(), root=tmp_path)
    assert report.notes == ["a.pdf: what stands on page 1 is missing: a picture without text, which needs OCR"]


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    assert isinstance(read_one(tmp_path, "a.md", PROSE), Document)
    process = guard._GUARDS[0]._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    began = time.monotonic()
    assert "longer than 1 s" in refusal(read_one(tmp_path, "b.md", PROSE, limits=Limits(seconds=1))).reason
    assert time.monotonic() - began < 10
    assert isinstance(read_one(tmp_path, "c.md", PROSE), Document)


def test_a_process_that_died_is_replaced(tmp_path: Path) -> None:
    assert isinstance(read_one(tmp_path, "a.md", PROSE), Document)
    process = guard._GUARDS[0]._process
    assert process is not None
    process.kill()
    process.wait()
    assert isinstance(read_one(tmp_path, "b.md", PROSE), Document)
    guard.stop()
    assert isinstance(read_one(tmp_path, "c.md", PROSE), Document)


def test_memory_is_limited(tmp_path: Path) -> None:
    guard.stop()
    page = "<p>" + "<i>a</i>" * 400_000
    found = refusal(read_one(tmp_path, "a.html", page, limits=Limits(memory_bytes=160 * 2**20)))
    assert "memory" in found.reason or "damaged" in found.reason
    guard.stop()
