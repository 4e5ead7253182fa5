"""The Graph: lazy, in one order, readable, comparable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import graphs
from kg.graph import Graph
from kg.model import Entity, Evidence, Statement
from kg.store import Store


@pytest.fixture
def graph() -> Iterator[Graph]:
    with Store() as store:
        yield Graph(graphs.lovelace().into(store))


def test_sequences(graph: Graph) -> None:
    assert [e.name for e in graph.entities] == [
        "Ada Lovelace",
        "Analytical Engine",
        "Carl Friedrich Gauß",
        "Charles Babbage",
        "London",
        "Notes",
    ]
    assert len(graph.statements) == len(list(graph.statements)) == 9
    assert len(graph.evidence) == len(list(graph.evidence)) == 10
    assert isinstance(graph.entities[0], Entity)
    assert isinstance(graph.statements[0], Statement)
    assert isinstance(graph.evidence[0], Evidence)


def test_indexing_is_iterating(graph: Graph) -> None:
    for sequence in (graph.entities, graph.statements, graph.evidence):
        everything = list(sequence)
        assert [sequence[i] for i in range(len(sequence))] == everything
        assert sequence[-1] == everything[-1]
        assert sequence[1:4] == everything[1:4]
        assert sequence[::-2] == everything[::-2]
        assert sequence[99:] == []
        with pytest.raises(IndexError):
            sequence[len(everything)]


def test_order_is_total(graph: Graph) -> None:
    with Store() as other:
        turned = Graph(graphs.lovelace().into(other, backwards=True))
        assert list(turned.statements) == list(graph.statements)
        assert list(turned.evidence) == list(graph.evidence)
        assert turned.digest == graph.digest


def test_statements_carry_their_qualifiers(graph: Graph) -> None:
    found = next(s for s in graph.statements if s.predicate == "work with")
    assert [(key, value.value) for key, value in found.qualifiers] == [("end time", "1843"), ("start time", "1833")]
    assert found.asserted
    assert found.names[found.subject] == "Ada Lovelace"


def test_what_is_printed_can_be_read(graph: Graph) -> None:
    told = {s.predicate: repr(s) for s in graph.statements}
    assert told["work with"] == "<Statement Ada Lovelace — work with — Charles Babbage; end time: 1843; start time: 1833>"
    assert told["meet"] == "<Statement Ada Lovelace — meet — Carl Friedrich Gauß [negated]>"
    assert told["design start"] == "<Statement Analytical Engine — design start — 183X; together with: Ada Lovelace>"
    assert repr(graph.entities[0]) == "<Entity Ada Lovelace (Person), also Countess of Lovelace, Lovelace>"
    assert "“Charles Babbage knew Ada Lovelace” (0.70)>" in [repr(e) for e in graph.evidence if e.document == "lives/babbage.txt"][-1]
    assert repr(graph) == "<Graph: 6 entities, 9 statements from 3 documents>"
    assert repr(graph.entities).startswith("<6 entities\n  <Entity Ada Lovelace")


def test_statistics(graph: Graph) -> None:
    assert graph.statistics() == {
        "entities": 6,
        "statements": 9,
        "qualifiers": 6,
        "evidence": 10,
        "documents": 3,
        "paragraphs": 4,
        "predicates": 8,
    }


def test_what_is_less_sure_can_be_left_out(graph: Graph) -> None:
    sure = graph.at_least(0.7)
    assert {s.predicate for s in graph.statements} - {s.predicate for s in sure.statements} == {"meet", "weigh", "number of parts"}
    assert "Carl Friedrich Gauß" not in [e.name for e in sure.entities]
    # a statement that is sure enough keeps all its evidence
    assert len([e for e in sure.evidence if e.confidence < 0.7]) == 1


def test_more_statements_than_a_page(tmp_path: object) -> None:
    f = graphs.Filler()
    ada = f.entity("Ada")
    for number in range(4500):
        f.say(ada, "count", graphs.literal(f"{number:05}"), [("point in time", graphs.literal(str(1000 + number), "date"))])
    with Store() as store:
        found = list(Graph(f.into(store)).statements)
    assert len(found) == 4500
    assert all(s.qualifiers[0][1].value == str(1000 + int(s.object.value or "")) for s in found)


def test_difference(graph: Graph) -> None:
    f = graphs.lovelace()
    ada, london = f.entity("Ada Lovelace"), f.entity("London", "Place")
    again = f.say(ada, "know", f.entity("Charles Babbage"), document="table.jsonl")
    gone = next(id for id, row in f.said.items() if row[2] == "meet")
    del f.said[gone]
    f.evidence = [row for row in f.evidence if row[0] != gone]
    f.say(ada, "born in", london, document="table.jsonl")
    with Store() as store:
        found = graph.difference(Graph(f.into(store)))
        assert not graph.difference(graph)
    undated = next(s.id for s in graph.statements if s.predicate == "born in" and not s.qualifiers)
    assert found.statements.added == (again.id,)
    assert found.statements.removed == (gone,)
    assert found.statements.changed == (undated,)
    gauss = next(e.id for e in graph.entities if e.name == "Carl Friedrich Gauß")
    assert (found.entities.added, found.entities.removed, found.entities.changed) == ((), (gauss,), ())
    assert found
