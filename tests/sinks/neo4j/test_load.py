"""Loading into a real Neo4j: the shape, synchronising, and what belongs to others."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from typing import Any

import pytest
from records_with_triples import triple

from kg.errors import TargetError
from kg.graph import Graph
from kg.sinks.neo4j import load
from kg.sinks.neo4j.connect import Database

pytestmark = pytest.mark.slow

CURIE = {
    "id": "curie",
    "title": "Marie Curie",
    "triples": [
        triple("Marie Curie", "won", "Nobel Prize in Physics", point_in_time="1903", together_with="Pierre Curie"),
        triple("Marie Curie", "won", "Nobel Prize in Chemistry", point_in_time="1911-12-10"),
        triple("Marie Curie", "born in", "Warsaw"),
    ],
}
BOHR = {"id": "bohr", "triples": [triple("Niels Bohr", "born in", "Copenhagen"), triple("Niels Bohr", "won", "Nobel Prize in Physics")]}


def dump(db: Any) -> Counter[str]:
    """All that is in the database, told by content."""
    found: Counter[str] = Counter()
    for row in db.query("MATCH (n) RETURN labels(n) AS l, properties(n) AS p"):
        found[json.dumps([sorted(row["l"]), row["p"]], sort_keys=True, default=str)] += 1
    for row in db.query("MATCH (a)-[r]->(b) RETURN a.key AS a, type(r) AS t, properties(r) AS p, b.key AS b"):
        found[json.dumps([row["a"], row["t"], row["p"], row["b"]], sort_keys=True, default=str)] += 1
    for row in db.query("SHOW INDEXES YIELD name, type, labelsOrTypes, properties, state WHERE type <> 'LOOKUP' RETURN *"):
        found[json.dumps(row, sort_keys=True)] += 1
    return found


def none_changed(summary: Any) -> bool:
    return summary.created == summary.changed == summary.deleted == (0, 0)


def test_what_is_written_first_is_what_people_look_for(db: Any, graph_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neo4j shows what was made first where somebody asks for any 25 nodes or relationships."""
    written: list[str] = []
    write = Database.write

    def noted(self: Any, query: str, **parameters: Any) -> Any:
        written.append(query)
        return write(self, query, **parameters)

    monkeypatch.setattr(Database, "write", noted)
    load(graph_of([{"id": "doc", "title": "The Curies", "text": "Marie Curie was born in Warsaw in 1867."}]), db.uri)
    made = [
        next((word for word in (":Entity", ":Document", ":Chunk {", "$(r[1])", "FROM_DOCUMENT") if word in query), "") for query in written
    ]
    assert made.index(":Entity") < made.index(":Document")
    assert made.index("$(r[1])", made.index(":Document")) < made.index("FROM_DOCUMENT")


# ---- the shape ---------------------------------------------------------------------------------------------------------------------


def test_a_fact_tells_all_in_one_relationship(db: Any, graph_of: Any) -> None:
    load(graph_of([CURIE]), db.uri)
    rows = db.query(
        "MATCH (a:Entity {name: 'Marie Curie'})-[r]->(b:Entity {name: 'Nobel Prize in Chemistry'}) RETURN type(r) AS type, properties(r) AS p"
    )
    assert len(rows) == 1
    told = rows[0]["p"]
    assert rows[0]["type"] == told["predicate"].upper().replace(" ", "_")
    assert told["wording"] == ["won"]
    assert told["documents"] == ["curie"]
    assert told["graph"] == "kg"
    assert told["support"] == 1
    assert told["confidence"] == 1.0
    day = datetime.date(1911, 12, 10)
    assert [told[name].to_native() for name in ("point_in_time", "earliest", "latest")] == [day] * 3


def test_a_text_has_quotes_and_chunks_in_a_row(db: Any, graph_of: Any) -> None:
    text = "Marie Curie was born in Warsaw.\n\nPierre Curie was born in Paris."
    graph = graph_of([{"id": "doc", "title": "The Curies", "text": text}])
    load(graph, db.uri)
    rows = db.query("MATCH (:Entity)-[r]->(:Entity) UNWIND r.quotes AS quote RETURN quote")
    assert rows
    assert all(row["quote"] in text for row in rows)
    found = db.query(
        "MATCH (d:Document {id: 'doc'})<-[:FROM_DOCUMENT]-(a:Chunk)-[:NEXT_CHUNK]->(b:Chunk) RETURN d.name AS d, a.text AS a, b.text AS b, a.index AS i"
    )
    assert found == [{"d": "The Curies", "a": text.split("\n\n")[0], "b": text.split("\n\n")[1], "i": 0}]
    assert db.query("MATCH (e:Entity {name: 'Warsaw'})-[:FROM_CHUNK]->(c:Chunk) RETURN c.index AS i") == [{"i": 0}]


def test_a_statement_with_an_entity_among_its_qualifiers_is_reified(db: Any, graph_of: Any) -> None:
    load(graph_of([CURIE]), db.uri)
    rows = db.query(
        "MATCH (a)<-[:SUBJECT]-(s:Statement)-[:OBJECT]->(b), (s)-[q:QUALIFIER]->(v), (s)-[:SUPPORTED_BY]->(c:Chunk)-[:FROM_DOCUMENT]->(d) "
        "RETURN a.name AS a, b.name AS b, q.name AS q, v.name AS v, d.id AS d, s.asserted AS asserted"
    )
    assert rows == [
        {"a": "Marie Curie", "b": "Nobel Prize in Physics", "q": "together with", "v": "Pierre Curie", "d": "curie", "asserted": True}
    ]


@pytest.mark.parametrize(("statements", "count"), [("qualified", 1), ("all", 3), ("none", 0)])
def test_which_statements_are_reified(db: Any, graph_of: Any, statements: str, count: int) -> None:
    load(graph_of([CURIE]), db.uri, statements=statements)
    assert db.query("MATCH (s:Statement) RETURN count(s) AS n") == [{"n": count}]


def test_what_is_not_asserted_has_no_direct_relationship(db: Any, graph_of: Any) -> None:
    graph = graph_of([{"id": "d", "text": "Marie Curie was not born in Paris. Pierre Curie was born in Paris."}])
    load(graph, db.uri)
    told = db.query("MATCH (a)<-[:SUBJECT]-(s:Statement)-[:OBJECT]->(b) RETURN a.name AS a, b.name AS b, s.modality AS m")
    assert told == [{"a": "Marie Curie", "b": "Paris", "m": "negated"}]
    assert db.query("MATCH (:Entity {name: 'Marie Curie'})-[r]->(:Entity) RETURN count(r) AS n") == [{"n": 0}]


def test_a_literal_is_a_value_of_its_own_statement(db: Any, graph_of: Any) -> None:
    load(graph_of([{"id": "d", "triples": [triple("Danube", "is long", "2850 km"), triple("Rhine", "is dated", "1903-11-07")]}]), db.uri)
    rows = db.query("MATCH (e:Entity)-[]->(v:Value) RETURN e.name AS e, v.value AS value, v.unit AS unit, v.name AS name ORDER BY e")
    assert rows[0] == {"e": "Danube", "value": 2850, "unit": "km", "name": "2850 km"}
    assert rows[1]["value"].to_native() == datetime.date(1903, 11, 7)


def test_without_chunks_statements_say_where_they_come_from(db: Any, graph_of: Any) -> None:
    load(graph_of([CURIE]), db.uri, chunks=False)
    assert db.query("MATCH (n) WHERE n:Chunk OR n:Document RETURN count(n) AS n") == [{"n": 0}]
    assert db.query("MATCH (s:Statement) RETURN s.documents AS d") == [{"d": ["curie"]}]


def test_names_are_found_by_fulltext_and_exactly(db: Any, graph_of: Any) -> None:
    load(graph_of([CURIE, BOHR]), db.uri)
    found = db.query("CALL db.index.fulltext.queryNodes('kg_entities', 'bohr') YIELD node RETURN node.name AS name")
    assert found == [{"name": "Niels Bohr"}]
    plan = db.query(
        "SHOW INDEXES YIELD name, state, type WHERE name STARTS WITH 'kg_' AND type <> 'VECTOR' RETURN name, state ORDER BY name"
    )
    assert plan == [{"name": name, "state": "ONLINE"} for name in ("kg_chunks", "kg_entities", "kg_entity_name", "kg_node_key")]


def test_hostile_names_come_back_as_data(db: Any, graph_of: Any) -> None:
    names = ["x`) DETACH DELETE n //", "\\u0060) CREATE (:Pwned) //", "$(pwned)", '"quoted"', "北京市", "\u202eleft to right"]
    records = [
        {"id": f"d{i}", "triples": [triple(name, name, f"other {i}", **{name: name}), triple(f"partner {i}", "met", name)]}
        for i, name in enumerate(names)
    ]
    db.query("CREATE (:Canary {n: 1})-[:SINGS]->(:Canary {n: 2})")
    load(graph_of(records), db.uri, statements="all")
    found = {row["name"] for row in db.query("MATCH (e:Entity) RETURN e.name AS name")}
    assert {"$(pwned)", "北京市", "x`) DETACH DELETE n //"} <= found
    assert db.query("MATCH (n:Pwned) RETURN count(n) AS n") == [{"n": 0}]
    assert db.query("MATCH (:Canary)-[r:SINGS]->(:Canary) RETURN count(r) AS n") == [{"n": 1}]
    types = {row["t"] for row in db.query("MATCH ()-[r]->() RETURN DISTINCT type(r) AS t")}
    assert all(type.replace("_", "").isalnum() for type in types)


# ---- synchronising -----------------------------------------------------------------------------------------------------------------


def test_a_second_load_changes_nothing(db: Any, graph_of: Any) -> None:
    graph = graph_of([CURIE, BOHR])
    first = load(graph, db.uri)
    before = dump(db)
    second = load(graph, db.uri)
    assert first.created > (0, 0)
    assert none_changed(second)
    assert second.unchanged == first.created
    assert none_changed(load(graph, db.uri, verify=True))
    assert dump(db) == before


def test_what_a_document_said_goes_with_it(db: Any, graph_of: Any) -> None:
    both, one = graph_of([CURIE, BOHR], "both"), graph_of([CURIE], "one")
    load(one, db.uri)
    alone = dump(db)
    summary = load(both, db.uri)
    assert summary.deleted == (0, 0)
    summary = load(one, db.uri)
    assert summary.created == (0, 0)
    assert dump(db) == alone
    assert db.query("MATCH (e:Entity {name: 'Niels Bohr'}) RETURN count(e) AS n") == [{"n": 0}]


def test_a_changed_document_changes_only_its_statements(db: Any, graph_of: Any) -> None:
    changed = {**BOHR, "triples": [triple("Niels Bohr", "born in", "Copenhagen"), triple("Niels Bohr", "won", "Order of the Elephant")]}
    load(graph_of([CURIE, BOHR], "before"), db.uri)
    kept = {row["i"] for row in db.query("MATCH ()-[r {documents: ['curie']}]->() RETURN elementId(r) AS i")}
    summary = load(graph_of([CURIE, changed], "after"), db.uri)
    assert summary.created == (1, 2)  # the order; that Bohr won it, and where it stands
    assert summary.deleted[0] == 0
    assert kept == {row["i"] for row in db.query("MATCH ()-[r {documents: ['curie']}]->() RETURN elementId(r) AS i")}


def test_more_evidence_changes_a_relationship_in_place(db: Any, graph_of: Any) -> None:
    again = {"id": "again", "triples": [triple("Niels Bohr", "born in", "Copenhagen")]}
    load(graph_of([BOHR], "once"), db.uri)
    number = db.query("MATCH (:Entity)-[r]->(:Entity {name: 'Copenhagen'}) RETURN elementId(r) AS i")
    summary = load(graph_of([BOHR, again], "twice"), db.uri)
    assert summary.changed == (0, 1)
    assert db.query("MATCH (:Entity)-[r]->(:Entity {name: 'Copenhagen'}) RETURN elementId(r) AS i") == number
    assert db.query("MATCH (:Entity)-[r]->(:Entity {name: 'Copenhagen'}) RETURN r.support AS s, r.documents AS d") == [
        {"s": 2, "d": ["again", "bohr"]}
    ]


def test_what_differs_is_told_without_reading_anything(db: Any, graph_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.sinks.neo4j import queries
    from kg.sinks.neo4j.connect import Database

    old = graph_of(
        [CURIE, BOHR, {"id": "more", "triples": [triple("Danube", "is long", "2850 km"), triple("Danube", "met", "Inn")]}], "old"
    )
    new = graph_of(
        [{**CURIE, "triples": CURIE["triples"][1:]}, BOHR, {"id": "more", "triples": [triple("Danube", "is long", "2857 km")]}], "new"
    )
    load(new, db.uri)
    truth = dump(db)
    load(old, db.uri)
    read, asked = Database.read, []

    def listens(self: Database, query: str, **parameters: Any) -> Any:
        asked.append(query)
        return read(self, query, **parameters)

    monkeypatch.setattr(Database, "read", listens)
    summary = load(new, db.uri)
    reading = {queries.READ_NODES, queries.READ_LINKS, queries.READ_MENTIONS}
    assert reading.isdisjoint(asked)
    assert summary.created[1] and summary.deleted[1]
    assert dump(db) == truth
    assert none_changed(load(new, db.uri, verify=True))
    assert reading <= set(asked)


@pytest.mark.parametrize(
    "lost", ["REMOVE g.facts_sketch", "REMOVE g.entities_sketch, g.statements_sketch", "SET g += $sketches, g.sketched = 'another'"]
)
def test_a_database_of_before_there_were_sketches(db: Any, graph_of: Any, lost: str) -> None:
    """Nothing is known of its sketches, or an older kg loaded something since and left them as they were."""
    old, new, other = (
        graph_of([CURIE], "old"),
        graph_of([{**CURIE, "triples": CURIE["triples"][1:]}, BOHR], "new"),
        graph_of([BOHR], "other"),
    )
    load(new, db.uri)
    truth = dump(db)
    load(other, db.uri)
    sketches = {name: told for name, told in db.query("MATCH (g:KgGraph) RETURN properties(g) AS p")[0]["p"].items() if "_sketch" in name}
    load(old, db.uri)
    db.query(f"MATCH (g:KgGraph) SET g.stated = g.facts {lost}", sketches=sketches)
    load(new, db.uri)
    assert dump(db) == truth


@pytest.mark.parametrize("chunks", [True, False])
def test_more_evidence_changes_a_statement_in_place(db: Any, graph_of: Any, chunks: bool) -> None:
    """Also where somebody's relationship hangs on it."""
    said = triple("Niels Bohr", "won", "Nobel Prize", location="Stockholm", role="guest")
    once, again = (
        {"id": "once", "triples": [said]},
        {"id": "again", "triples": [triple("Niels Bohr", "won", "Nobel Prize", role="guest"), said]},
    )
    both, one = graph_of([once, again, BOHR], "both"), graph_of([once, BOHR], "one")
    load(both, db.uri, statements="all", chunks=chunks)
    truth = dump(db)
    load(one, db.uri, statements="all", chunks=chunks)
    alone = dump(db)
    db.query("MATCH (s:Statement) CREATE (:Mine)-[:ABOUT]->(s)")
    number = {row["i"] for row in db.query("MATCH (:Mine)-->(s) RETURN elementId(s) AS i")}
    summary = load(both, db.uri, statements="all", chunks=chunks)
    assert summary.changed[0]
    assert number == {row["i"] for row in db.query("MATCH (:Mine)-->(s:Statement) RETURN elementId(s) AS i")}
    db.query("MATCH (n:Mine) DETACH DELETE n")
    assert dump(db) == truth
    assert none_changed(load(both, db.uri, statements="all", chunks=chunks, verify=True))
    load(one, db.uri, statements="all", chunks=chunks)
    assert dump(db) == alone


def test_many_changes_are_read_instead(db: Any, graph_of: Any) -> None:
    """More than a small graph's sketch can tell."""
    many = [{"id": "many", "triples": [triple(f"Person {n}", "met", f"Person {n + 1}") for n in range(300)]}]
    load(graph_of([CURIE], "few"), db.uri)
    truth = dump(db)
    load(graph_of([CURIE, *many], "many"), db.uri)
    load(graph_of([CURIE], "again"), db.uri)
    assert dump(db) == truth


def test_a_dry_run_says_what_a_load_does(db: Any, graph_of: Any) -> None:
    db.wipe()
    before, after = graph_of([CURIE], "before"), graph_of([BOHR], "after")
    dry = load(before, db.uri, dry_run=True)
    assert dump(db) == Counter()
    assert load(before, db.uri).created == dry.created
    loaded = dump(db)
    dry = load(after, db.uri, dry_run=True)
    assert dump(db) == loaded
    real = load(after, db.uri)
    assert (dry.created, dry.changed, dry.deleted, dry.unchanged) == (real.created, real.changed, real.deleted, real.unchanged)


def test_verify_finds_what_another_hand_did(db: Any, graph_of: Any) -> None:
    graph = graph_of([CURIE, BOHR])
    load(graph, db.uri)
    truth = dump(db)
    db.query("MATCH (e:Entity {name: 'Warsaw'}) SET e.name = 'Paris'")
    db.query("MATCH (e:Entity {name: 'Copenhagen'}) DETACH DELETE e")
    db.query("MATCH (:Entity {name: 'Marie Curie'})-[r:FROM_CHUNK]->() DELETE r")
    db.query("MATCH (e:Entity {name: 'Niels Bohr'}) REMOVE e:Entity")
    assert none_changed(load(graph, db.uri))
    summary = load(graph, db.uri, verify=True)
    assert summary.created == (1, 3)
    assert summary.changed == (2, 0)
    assert dump(db) == truth


def test_another_way_of_telling_statements(db: Any, graph_of: Any) -> None:
    graph = graph_of([CURIE, BOHR])
    load(graph, db.uri, statements="all")
    whole = dump(db)
    load(graph, db.uri, statements="none", chunks=False)
    load(graph, db.uri, statements="all")
    assert dump(db) == whole


def test_what_is_remembered_may_be_lost(db: Any, graph_of: Any) -> None:
    graph = graph_of([CURIE, BOHR])
    load(graph, db.uri)
    truth = dump(db)
    db.query("MATCH (g:KgGraph) DETACH DELETE g")
    assert none_changed(load(graph, db.uri))
    assert dump(db) == truth


@pytest.mark.parametrize(("before", "after"), [*((True, write) for write in range(1, 7)), *((False, write) for write in (2, 4, 6, 8))])
def test_a_load_that_dies_is_put_right_by_the_next(
    db: Any, graph_of: Any, monkeypatch: pytest.MonkeyPatch, before: bool, after: int
) -> None:
    from kg.sinks.neo4j.connect import Database

    old, new = graph_of([CURIE], "old"), graph_of([{**CURIE, "triples": CURIE["triples"][1:]}, BOHR], "new")
    load(new, db.uri)
    truth = dump(db)
    db.wipe(keep="kg_")
    if before:
        load(old, db.uri)
    write, left = Database.write, [after]

    def dies(self: Database, query: str, **parameters: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise TargetError("the power went")
        if left[0] < 0:
            raise TargetError("and stays away")
        return write(self, query, **parameters)

    monkeypatch.setattr(Database, "write", dies)
    with pytest.raises(TargetError, match="the power went|and stays away"):
        load(new, db.uri)
    monkeypatch.undo()
    load(new, db.uri)
    assert dump(db) == truth
    assert none_changed(load(new, db.uri))


# ---- others in the same database ---------------------------------------------------------------------------------------------------


def test_two_graphs_do_not_see_each_other(db: Any, graph_of: Any) -> None:
    one, two = graph_of([CURIE], "one"), graph_of([CURIE, BOHR], "two")
    load(one, db.uri, name="one")
    first = load(two, db.uri, name="two")
    assert none_changed(load(one, db.uri, name="one"))
    assert none_changed(load(two, db.uri, name="two", verify=True))
    load(graph_of([BOHR], "three"), db.uri, name="one")
    assert none_changed(load(two, db.uri, name="two", verify=True))
    assert db.query("MATCH (n:KgNode) WHERE n.key STARTS WITH 'two:' RETURN count(n) AS n") == [{"n": first.created[0] + 1}]


def test_foreign_nodes_with_our_labels_stay(db: Any, graph_of: Any) -> None:
    graph = graph_of([CURIE, BOHR])
    id = next(iter(graph.entities)).id
    db.query(
        "CREATE (:Entity:Person {id: $id, name: 'Marie Curie', mine: 1})-[:SUBJECT {id: 'x'}]->(:Chunk {text: 'mine', mine: 2})", id=id
    )
    db.query("CREATE INDEX mine FOR (n:Entity) ON (n.id)")
    load(graph, db.uri)
    load(graph_of([BOHR], "less"), db.uri)
    told = db.query("MATCH (a {mine: 1})-[r:SUBJECT]->(b {mine: 2}) RETURN labels(a) AS l, properties(a) AS p, properties(r) AS r")
    assert told == [{"l": ["Entity", "Person"], "p": {"id": id, "name": "Marie Curie", "mine": 1}, "r": {"id": "x"}}]


def test_foreign_relationships_keep_their_place(db: Any, graph_of: Any) -> None:
    """A relationship of somebody else's to a node that goes, and comes again."""
    both, less = graph_of([CURIE, BOHR], "both"), graph_of([CURIE], "less")
    load(both, db.uri)
    truth = dump(db)
    db.query("MATCH (e:Entity {name: 'Niels Bohr'}) CREATE (:Person {mine: 1})-[:ABOUT {mine: 2}]->(e)")
    summary = load(less, db.uri)
    assert summary.deleted[0] > 0
    assert db.query("MATCH (:Person)-[:ABOUT]->(e) RETURN labels(e) AS l, keys(e) AS k") == [{"l": ["KgNode", "KgRetired"], "k": ["key"]}]
    assert none_changed(load(less, db.uri, verify=True))
    load(both, db.uri)
    assert db.query("MATCH (:Person)-[:ABOUT {mine: 2}]->(e:Entity) RETURN e.name AS name") == [{"name": "Niels Bohr"}]
    db.query("MATCH (n:Person) DETACH DELETE n")
    assert dump(db) == truth


def test_a_retired_node_goes_when_nothing_hangs_on_it(db: Any, graph_of: Any) -> None:
    less = graph_of([CURIE], "less")
    load(graph_of([CURIE, BOHR], "both"), db.uri)
    db.query("MATCH (e:Entity {name: 'Niels Bohr'}) CREATE (:Person {mine: 1})-[:ABOUT]->(e)")
    load(less, db.uri)
    db.query("MATCH (n:Person) DETACH DELETE n")
    assert none_changed(load(less, db.uri, verify=True))
    assert db.query("MATCH (n:KgRetired) RETURN count(n) AS n") == [{"n": 0}]


def test_a_foreign_constraint_that_would_break_is_an_error_before_anything_is_written(db: Any, graph_of: Any) -> None:
    db.query("CREATE CONSTRAINT theirs FOR (n:Entity) REQUIRE n.type IS UNIQUE")
    with pytest.raises(TargetError, match=r"theirs.*'Thing' is twice in this graph"):
        load(graph_of([CURIE]), db.uri)
    assert db.query("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_a_foreign_constraint_and_a_foreign_node(db: Any, graph_of: Any) -> None:
    db.query("CREATE CONSTRAINT theirs FOR (n:Entity) REQUIRE n.name IS UNIQUE")
    load(graph_of([BOHR], "bohr"), db.uri)
    db.query("CREATE (:Entity {name: 'Warsaw'})")
    with pytest.raises(TargetError, match=r"theirs.*'Warsaw' is on a node that is not of this graph"):
        load(graph_of([CURIE], "curie"), db.uri)


def test_a_foreign_index_in_our_place_is_an_error(db: Any, graph_of: Any) -> None:
    db.wipe()
    db.query("CREATE INDEX theirs FOR (n:KgNode) ON (n.key)")
    with pytest.raises(TargetError, match="theirs stands where kg needs"):
        load(graph_of([CURIE]), db.uri)


def test_min_confidence_and_the_python_way(db: Any, graph_of: Any) -> None:
    graph: Graph = graph_of([CURIE])
    assert none_changed(load(graph.at_least(1.1), db.uri, chunks=False))
    assert graph.load(db.uri).created > (0, 0)
