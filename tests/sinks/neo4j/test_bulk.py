"""The files for neo4j-admin make the database that a load makes."""

from __future__ import annotations

import datetime
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from records_with_triples import triple
from test_load import BOHR, CURIE, dump, none_changed

import neo4j_server
from kg.sinks import export
from kg.sinks.neo4j import load
from kg.sinks.neo4j.shape import SECTIONS, link_properties, node_labels, node_properties, starts
from kg.store.elements import Elements

HOSTILE = [
    {"id": 'd"1', "triples": [triple('say "hello", world', "x`) //", "line\nfeed", role="", id='a"b,c\\', **{"{brace}:int": "12 km"})]},
    {"id": "d2", "text": 'Marie\x1f Curie was born in "Warsaw".\r\n\r\n\tShe lived in Paris, \\ and won.'},
    {"id": "d\x1f4", "triples": [triple('say "hello", world', "X`) //", "line\nfeed", role=""), triple("北京", "met", "Niels Bohr")]},
    {"id": "d5", "triples": [triple("北京", "met", "Niels Bohr"), triple('"', "was", "'", **{"": "x", " ": ""})]},
    {"id": "d6", "text": 'Marie Curie was not born in Paris. Marie Curie was born in "Warsaw".'},
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


@pytest.mark.slow
@pytest.mark.parametrize(("statements", "chunks"), [("qualified", True), ("all", True), ("all", False)])
def test_an_import_equals_a_load(db: Any, offline: Any, graph_of: Any, statements: str, chunks: bool) -> None:
    graph = graph_of([CURIE, BOHR, *HOSTILE])
    load(graph, db.uri, statements=statements, chunks=chunks)
    offline.stop()
    shutil.rmtree(offline.home / "data")
    folder = export(graph, f"{offline.home}/bulk-{statements}-{chunks}/", format="neo4j-admin", statements=statements, chunks=chunks)
    offline.script(folder / "import.sh")
    offline.start()
    assert none_changed(load(graph, offline.uri, statements=statements, chunks=chunks))
    assert dump(offline) == dump(db)
    assert none_changed(load(graph, offline.uri, statements=statements, chunks=chunks, verify=True))


@pytest.mark.parametrize("statements", ["qualified", "all", "none"])
@pytest.mark.parametrize("chunks", [True, False])
def test_the_files_say_what_the_shape_says(graph_of: Any, tmp_path: Path, statements: str, chunks: bool) -> None:
    graph = graph_of([CURIE, BOHR, *HOSTILE])
    nodes, links = told(export(graph, f"{tmp_path}/out/", format="neo4j-admin", name="it's", statements=statements, chunks=chunks))
    assert nodes.pop("it's:")["labels"] == {"KgNode", "KgGraph"}
    wanted_nodes, wanted_links = shaped(graph, "it's", statements, chunks)
    assert nodes == wanted_nodes
    assert links == wanted_links
    files = {file.name for file in (tmp_path / "out").iterdir()}
    assert files >= {"relationships-facts.csv", "relationships-00001.csv", "nodes-00001.csv"}


def told(folder: Path) -> tuple[dict[str, Any], Counter[str]]:
    """Nodes by key and relationships, all texts but for numbers: what the importer is told by import.sh and the files."""
    nodes: dict[str, Any] = {}
    links: Counter[str] = Counter()
    for word in shlex.split((folder / "import.sh").read_text(encoding="utf-8").replace("\\\n", " ")):
        kind, _, given = word.partition("=")
        if kind not in ("--nodes", "--relationships"):
            continue
        *same, files = given.split("=")
        names, rows = read([folder / name for name in files.split(",")])
        for row in rows:
            properties = {}
            first = {":LABEL": "", ":TYPE": same[0] if same else None}
            for name, value in zip(names, row, strict=False):
                own, _, type = name.rpartition(":")
                if type in ("ID", "START_ID", "END_ID", "LABEL", "TYPE"):
                    first[":" + type] = value
                elif value is not None:
                    properties[own] = [type.removesuffix("[]"), value.split("\x1f") if type.endswith("[]") else value]
            if kind == "--nodes":
                assert first[":ID"] not in nodes
                nodes[first[":ID"]] = {"labels": {*"".join(same).split(":"), *first[":LABEL"].split("\x1f")} - {""}, "told": properties}
            else:
                links[repr((first[":START_ID"], first[":END_ID"], first[":TYPE"], sorted(properties.items())))] += 1
    return nodes, links


def read(files: list[Path]) -> tuple[list[str], list[list[str | None]]]:
    """The header and the rows of CSV files that are read as one; an empty field is None, but for one in quotation marks."""
    text = "".join(file.read_bytes().decode() for file in files)
    rows: list[list[str | None]] = [[]]
    for field, end in re.findall(r'("(?:[^"]|"")*"|[^",\n]*)([,\n])', text):
        rows[-1].append(field[1:-1].replace('""', '"') if field.startswith('"') else field or None)
        if end == "\n":
            rows.append([])
    assert rows.pop() == []
    return [name or "" for name in rows[0]], rows[1:]


def shaped(graph: Any, name: str, statements: str, chunks: bool) -> tuple[dict[str, Any], Counter[str]]:
    """The same by the shape of each row."""
    elements = Elements(graph.reading, reify=statements, chunks=chunks)
    nodes: dict[str, Any] = {}
    links: Counter[str] = Counter()
    for section in SECTIONS:
        if section.node:
            for page in elements.rows(section.name):
                for row in page:
                    node = section.node(row, chunks)
                    labels = {"KgNode", *node_labels(section, node)}
                    nodes[f"{name}:{section.letter}{node.hash}"] = {"labels": labels, "told": typed(node_properties(section, node))}
        if section.links:
            for hash, found in starts(section, elements.rows(section.name), chunks):
                for link in found:
                    properties = sorted(typed({"graph": name} | link_properties(link)).items())
                    links[repr((f"{name}:{section.letter}{hash}", f"{name}:{link.end}", link.type, properties))] += 1
    elements.close()
    return nodes, links


def typed(properties: dict[str, Any]) -> dict[str, Any]:
    """Values as files have them: their types, and their words."""
    types = {str: "string", bool: "boolean", int: "long", float: "double", datetime.date: "date"}
    return {
        name: [types[type(value[0] if isinstance(value, list) else value)], [*map(str, value)] if isinstance(value, list) else words(value)]
        for name, value in properties.items()
        if value is not None
    }


def words(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_rows_share_files_where_types_agree(graph_of: Any, tmp_path: Path) -> None:
    kinds = ["1903", "1903-11-07", "in spring"]
    records = [
        {"id": f"d{n}", "triples": [triple("A b", "see", f"C{n}", **{f"key {n}": kinds[n % 3], "same": kinds[n % 3]})]} for n in range(250)
    ]
    folder = export(graph_of(records), f"{tmp_path}/out/", format="neo4j-admin")
    headers = sorted(folder.glob("relationships-*-header.csv"))
    assert 3 <= len(headers) <= 6  # 250 sets of properties, of 100 at most in a file
    assert all(len(header.read_text(encoding="utf-8").split(",")) <= 103 for header in headers)


def test_a_text_longer_than_the_importer_reads_at_once(graph_of: Any, tmp_path: Path) -> None:
    long = 'say "no" ' * 600_000
    folder = export(graph_of([{"id": "d", "triples": [triple("A b", "see", "C", note=long)]}]), f"{tmp_path}/out/", format="neo4j-admin")
    (size,) = re.findall(r"--read-buffer-size=(\d+)", (folder / "import.sh").read_text(encoding="utf-8"))
    assert int(size) >= len(long.replace('"', '""').strip())


def test_equal_graphs_give_equal_files(graph_of: Any, tmp_path: Any) -> None:
    first, second = graph_of([CURIE, BOHR], "first"), graph_of([BOHR, CURIE], "second")
    folders = [export(graph, f"{tmp_path}/{name}/", format="neo4j-admin") for graph, name in ((first, "a"), (second, "b"))]
    read = [{file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders]
    assert read[0] == read[1]
    (folders[0] / "import.report").touch()  # as neo4j-admin leaves it
    assert export(first, f"{tmp_path}/a/", format="neo4j-admin") == folders[0]
