"""Folders of Parquet and CSV."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest

import graphs
from kg.graph import Graph
from kg.sinks.tables import TABLES
from kg.store import Store


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_parquet_holds_the_graph(graph: Graph, tmp_path: Path) -> None:
    folder = graph.export(f"{tmp_path}/tables/")
    assert {path.name for path in folder.iterdir()} == {f"{name}.parquet" for name in TABLES}
    tables = {name: pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pylist() for name in TABLES}
    assert [e["name"] for e in tables["entities"]] == [e.name for e in graph.entities]
    assert tables["entities"][0]["aliases"] == ["Countess of Lovelace", "Lovelace"]
    assert [s["id"] for s in tables["statements"]] == [s.id for s in graph.statements]
    assert len(tables["qualifiers"]) == 6
    assert len(tables["evidence"]) == 10
    assert {"predicate": "born in", "written": ["was born in"]} in tables["predicates"]
    assert [d["id"] for d in tables["documents"]] == ["lives/ada.txt", "lives/babbage.txt", "table.jsonl"]
    text = tables["paragraphs"][0]["text"]
    assert all(e["quote"] in text for e in tables["evidence"] if e["paragraph"] == tables["paragraphs"][0]["id"] and e["quote"])


def test_csv_says_the_same(graph: Graph, tmp_path: Path) -> None:
    folder = graph.export(f"{tmp_path}/tables/", format="csv")
    assert json.loads(rows(folder / "entities.csv")[0]["aliases"]) == ["Countess of Lovelace", "Lovelace"]
    assert [s["id"] for s in rows(folder / "statements.csv")] == [s.id for s in graph.statements]


def test_csv_keeps_hostile_texts_as_data(hostile: Graph, tmp_path: Path) -> None:
    folder = hostile.export(f"{tmp_path}/tables/", format="csv")
    assert set(graphs.HOSTILE) <= {row["name"] for row in rows(folder / "entities.csv")}
    assert set(graphs.HOSTILE) <= {row["predicate"] for row in rows(folder / "predicates.csv")}
    assert set(graphs.HOSTILE) <= {row["key"] for row in rows(folder / "qualifiers.csv")}


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_the_same_graph_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    written = []
    for threads in (1, 2):
        with Store(threads=threads) as store:
            graph = Graph(graphs.lovelace().into(store, backwards=threads == 2))
            folder = graph.export(f"{tmp_path}/{threads}/", format=format)
            written.append([(folder / f"{name}.{format}").read_bytes() for name in TABLES])
    assert written[0] == written[1]


def test_a_quotation_mark_in_the_name_of_the_folder(graph: Graph, tmp_path: Path) -> None:
    folder = graph.export(f'{tmp_path}/it\'s "quoted"/')
    assert (folder / "entities.parquet").is_file()
