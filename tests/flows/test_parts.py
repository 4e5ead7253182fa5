"""Parts of the way as flows: the same bytes as the commands; a real Neo4j that follows."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import neo4j_server
from prefect_server import Server

pytestmark = pytest.mark.slow


def test_paragraphs_in_triples_out(server: Server, tmp_path: Path) -> None:
    texts = ["Marie Curie was born in Warsaw.", "Alan Turing died in Wilmslow in 1954.", "Ada Lovelace wrote a program in 1843."]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"id": str(i), "text": t}) + "\n" for i, t in enumerate(texts)), encoding="utf-8")
    ran = server.flow("parts.extract_batch", cwd=tmp_path, file="in.jsonl", out="out.jsonl", batch=1)
    assert (ran["type"], ran["result"]) == ("COMPLETED", 3), ran["log"]
    plain = server.run(sys.executable, "-m", "kg", "extract", "in.jsonl", cwd=tmp_path)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == plain.stdout
    missing = server.flow("parts.extract_batch", cwd=tmp_path, file="no.jsonl", out="other.jsonl")
    assert missing["type"] == "FAILED" and "no.jsonl" in missing["message"]
    assert not (tmp_path / "other.jsonl").exists()


def test_a_workspace_is_exported(server: Server, folder: Path) -> None:
    first = server.flow("ingest.ingest", cwd=folder.parent, sources=["documents"], exports=["whole.ttl"])
    assert first["type"] == "COMPLETED", first["log"]
    ran = server.flow("parts.export_rdf", cwd=folder.parent, exports=["graph.ttl", "graph.nt"])
    assert ran["type"] == "COMPLETED", ran["log"]
    assert (folder.parent / "graph.ttl").read_bytes() == (folder.parent / "whole.ttl").read_bytes()
    assert (folder.parent / "graph.nt").stat().st_size > 1000


def test_neo4j_follows(server: Server, folder: Path) -> None:
    try:
        if not neo4j_server.outside():
            neo4j_server.java()
            neo4j_server.jars()
    except neo4j_server.Missing as error:
        pytest.skip(str(error))
    with neo4j_server.Server() as database:
        database.wipe()
        names = "MATCH (e:Entity) RETURN e.name AS name"
        asked = {"sources": ["documents"], "neo4j_uri": database.uri}
        first = server.flow("ingest.ingest", cwd=folder.parent, **asked)
        assert first["type"] == "COMPLETED", first["log"]
        assert {"Marie Curie", "Alan Turing"} <= {row["name"] for row in database.query(names)}
        (folder / "turing.txt").unlink()
        again = server.flow("ingest.ingest", cwd=folder.parent, **asked)
        assert again["type"] == "COMPLETED", again["log"]
        assert "Alan Turing" not in {row["name"] for row in database.query(names)}
        assert "## Neo4j" in server.artifacts("report-kg")[0]["data"]
        same = server.flow("parts.load_neo4j", cwd=folder.parent, neo4j_uri=database.uri)
        assert "created   0 nodes" in same["result"] and "deleted   0 nodes" in same["result"]
