"""The flow on a real server: what it leaves in Prefect, how it fails, and that its graph is that of kg build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from prefect_server import Server

pytestmark = pytest.mark.slow


def test_a_run_tells_what_happened(server: Server, folder: Path, digest_of_build: Callable[[], str]) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    parameters = {"sources": ["documents"], "workspace": "told.duckdb", "exports": ["graph.ttl"], "batch": 2}
    ran = server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    assert ran["type"] == "COMPLETED", ran["log"]
    assert ran["result"]["digest"] == digest_of_build()
    assert ran["result"]["paragraphs"]["extracted"] == 8
    assert "Task run 'extract batch 4'" in ran["log"]
    (report,) = server.artifacts("report-told")
    assert "statements | " in report["data"] and "New" in report["data"] and "Marie Curie" in report["data"]
    assert ran["result"]["digest"] in report["data"]
    (refused,) = server.artifacts("refused-told")
    assert [row["document"] for row in json.loads(refused["data"])] == ["documents/picture.png"]
    (progress,) = server.artifacts("progress-told")
    assert float(progress["data"]) == 100
    (link,) = server.artifacts("written-told-graph-ttl")
    assert (folder.parent / "graph.ttl").as_uri() in link["data"]
    again = server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    assert again["result"]["paragraphs"]["extracted"] == 0
    assert "nothing changed" in again["log"]
    assert "Nothing changed" in server.artifacts("report-told")[0]["data"]


def test_a_changed_document_tells_what_came_and_what_went(server: Server, folder: Path) -> None:
    parameters = {"sources": ["documents"], "workspace": "went.duckdb"}
    (folder / "roe.txt").write_text("Jane Roe was born in Oslo.", encoding="utf-8")
    server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    (folder / "roe.txt").write_text("Jane Roe was born in Bergen.", encoding="utf-8")
    server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    told = server.artifacts("report-went")[0]["data"]
    came, went = told.index("New:\n\n- Jane Roe — born in — Bergen\n"), told.index("Gone:\n\n- Jane Roe — born in — Oslo\n")
    assert came < went


def test_too_many_failures_fail_and_what_succeeded_is_kept(server: Server, folder: Path, digest_of_build: Callable[[], str]) -> None:
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 not an archive")
    parameters = {"sources": ["documents"], "workspace": "some.duckdb", "max_failed": 0.05}
    ran = server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    assert ran["type"] == "FAILED"
    assert "1 of 5 documents failed" in ran["message"] and "broken.docx" in ran["message"]
    (folder / "broken.docx").unlink()
    again = server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    assert again["type"] == "COMPLETED"
    assert (again["result"]["paragraphs"]["extracted"], again["result"]["digest"]) == (0, digest_of_build())


def test_a_source_that_vanished_takes_nothing_out(server: Server, folder: Path) -> None:
    parameters = {"sources": ["documents"], "workspace": "gone.duckdb"}
    first = server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    folder.rename(folder.parent / "elsewhere")
    ran = server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    assert ran["type"] == "FAILED" and "documents" in ran["message"] and "\n" not in ran["message"]
    (folder.parent / "elsewhere").rename(folder)
    again = server.flow("ingest.ingest", cwd=folder.parent, **parameters)
    assert again["result"]["documents"]["unchanged"] == 4
    assert again["result"]["digest"] == first["result"]["digest"]
