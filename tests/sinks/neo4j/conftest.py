"""One real Neo4j for all tests of this room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import neo4j_server
from kg.graph import Graph

if TYPE_CHECKING:
    from neo4j_server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server (about ten seconds; the first time, half a minute to fetch it)."""
    try:
        neo4j_server.jars()
        neo4j_server.java()
    except neo4j_server.Missing as missing:
        if not neo4j_server.outside():
            neo4j_server.without(str(missing))
    with neo4j_server.Server() as started:
        if started.query("MATCH (n) RETURN count(n) AS n")[0]["n"]:
            neo4j_server.without("the database at NEO4J_URI is not empty: the tests would empty it")
        yield started


@pytest.fixture
def db(server: Server) -> Iterator[Server]:
    """The server with an empty database; kg's constraint and indexes stay, since making them takes longer than most tests."""
    server.wipe(keep="kg_")
    yield server


@pytest.fixture
def graph_of(tmp_path: Path) -> Iterator[Any]:
    """Makes graphs of records with triples, or of documents: a function of a list of JSON records."""
    from kg import pipeline
    from kg.store import Store

    opened = []

    def make(records: list[dict[str, Any]], name: str = "graph") -> Graph:
        (tmp_path / name).mkdir()
        source = tmp_path / name / "records.jsonl"  # of one name, since documents say where they come from
        source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        store = Store(tmp_path / f"{name}.duckdb")
        opened.append(store)
        pipeline.run(store, [str(source)], root=str(tmp_path / name))
        return Graph(store)

    yield make
    for store in opened:
        store.close()
