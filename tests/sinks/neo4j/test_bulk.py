"""The files for neo4j-admin make the database that a load makes."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from records_with_triples import triple
from test_load import BOHR, CURIE, dump, none_changed

import neo4j_server
from kg.sinks import export
from kg.sinks.neo4j import load

pytestmark = pytest.mark.slow

HOSTILE = [
    {"id": 'd"1', "triples": [triple('say "hello", world', "x`) //", "line\nfeed", role="", id='a"b,c\\', **{"{brace}:int": "12 km"})]},
    {"id": "d2", "text": 'Marie\x1f Curie was born in "Warsaw".\r\n\r\n\tShe lived in Paris, \\ and won.'},
    {"id": "d3", "triples": [triple("北京", "=1+1", "1903-11-07", rank=["3", "4"], point_in_time=["1903", "1911-12-10"])]},
]


@pytest.fixture(scope="module")
def offline(server: Any) -> Iterator[Any]:
    """A second server, whose database is made while it stands still."""
    if server.outside:
        pytest.skip("an import needs a server of one's own")
    with neo4j_server.Server() as started:
        started.stop()
        yield started


@pytest.mark.parametrize("statements", ["qualified", "all"])
def test_an_import_equals_a_load(db: Any, offline: Any, graph_of: Any, statements: str) -> None:
    graph = graph_of([CURIE, BOHR, *HOSTILE])
    load(graph, db.uri, statements=statements)
    offline.stop()
    shutil.rmtree(offline.home / "data")
    folder = export(graph, f"{offline.home}/bulk-{statements}/", format="neo4j-admin", statements=statements)
    command = (folder / "import.sh").read_text(encoding="utf-8").replace("\\\n", " ")
    words = shlex.split(command.split('"${1:-neo4j}"')[1])
    assert "--bad-tolerance=0" in words
    offline.admin(
        "database", "import", "full", "neo4j", *(word.replace("s=", f"s={folder}/", 1) if ".csv" in word else word for word in words)
    )
    offline.start()
    assert none_changed(load(graph, offline.uri, statements=statements))
    assert dump(offline) == dump(db)
    assert none_changed(load(graph, offline.uri, statements=statements, verify=True))


def test_equal_graphs_give_equal_files(graph_of: Any, tmp_path: Any) -> None:
    first, second = graph_of([CURIE, BOHR], "first"), graph_of([BOHR, CURIE], "second")
    folders = [export(graph, f"{tmp_path}/{name}/", format="neo4j-admin") for graph, name in ((first, "a"), (second, "b"))]
    read = [{file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders]
    assert read[0] == read[1]
    assert export(first, f"{tmp_path}/a/", format="neo4j-admin") == folders[0]
