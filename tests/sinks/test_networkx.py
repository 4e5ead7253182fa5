"""networkx graphs and their files: no statement, qualifier or name is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx
import pytest

import graphs
from kg.graph import Graph
from kg.sinks.text import fit
from kg.store import Store

READERS = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}


def read(path: Path) -> Any:
    if path.suffix == ".json":
        return networkx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="links")
    return READERS[path.suffix[1:]](path)


def node(made: Any, label: str) -> str:
    return next(n for n, held in made.nodes(data=True) if held.get("label") == label)


def test_entities_and_statements(graph: Graph) -> None:
    made = graph.to_networkx()
    assert isinstance(made, networkx.MultiDiGraph)
    ada, london = node(made, "Ada Lovelace"), node(made, "London")
    assert made.nodes[ada] == {"label": "Ada Lovelace", "kind": "entity", "type": "Person", "aliases": ["Countess of Lovelace", "Lovelace"]}
    edges = made.get_edge_data(ada, london)
    assert set(edges) == {s.id for s in graph.statements if s.predicate == "born in"}
    dated = next(held for held in edges.values() if held["qualifiers"])
    assert dated["qualifiers"] == [{"key": "point in time", "value": "1815-12-10", "datatype": "date"}]
    assert (dated["label"], dated["written"], dated["confidence"]) == ("born in", ["was born in"], 0.93)
    assert dated["documents"] == ["lives/ada.txt"]
    assert dated["quotes"] == ["Ada Lovelace was born in London on 10 December 1815"]


def test_literals_are_nodes_of_their_statement(graph: Graph) -> None:
    made = graph.to_networkx()
    assert made.number_of_edges() == len(graph.statements) == 9
    parts = node(made, "25000")
    assert {made.nodes[parts][name] for name in ("kind", "value", "datatype")} == {"value", "25000", "number"}
    assert made.in_degree(parts) == 1


def test_an_entity_in_a_qualifier_keeps_its_id(graph: Graph) -> None:
    made = graph.to_networkx()
    held = next(held for _, _, held in made.edges(data=True) if held["label"] == "design start")
    assert held["qualifiers"] == [{"key": "together with", "value": "Ada Lovelace", "id": node(made, "Ada Lovelace")}]


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
def test_files_hold_the_whole_graph(graph: Graph, tmp_path: Path, suffix: str) -> None:
    made, back = graph.to_networkx(), read(graph.export(tmp_path / f"graph.{suffix}"))
    assert set(back.nodes) == set(made.nodes)
    assert sorted(back.edges(keys=True)) == sorted(made.edges(keys=True))
    for a, b, key, held in made.edges(keys=True, data=True):
        told = back.get_edge_data(a, b)[key]
        for name, value in held.items():
            given = told[name]
            assert (json.loads(given) if isinstance(value, list) and isinstance(given, str) else given) == value, name


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
def test_hostile_texts_come_back(hostile: Graph, tmp_path: Path, suffix: str) -> None:
    back = read(hostile.export(tmp_path / f"graph.{suffix}"))
    clean = (lambda text: text) if suffix == "json" else fit
    assert {clean(name) for name in graphs.HOSTILE} <= {held["label"] for _, held in back.nodes(data=True)}
    assert {clean(name) for name in graphs.HOSTILE} <= {held["label"] for _, _, held in back.edges(data=True)}
    roles = [json.loads(q) if isinstance(q := held["qualifiers"], str) else q for _, _, held in back.edges(data=True)]
    assert {clean(name) for name in graphs.HOSTILE} <= {clean(one["value"]) for held in roles for one in held if one["key"] == "role"}


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
def test_the_same_graph_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    written = []
    for backwards in (False, True):
        with Store() as store:
            graph = Graph(graphs.lovelace().into(store, backwards=backwards))
            written.append(graph.export(tmp_path / f"{backwards}.{suffix}").read_bytes())
    assert written[0] == written[1]
    assert b"lastmodified" not in written[0]
