"""Bringing a database into step with the graph: the whole story on one page.

What is the same is told by fingerprints of buckets, kept in the database (state.py).  Where they differ, sketches that are kept there too
tell which facts and mentions those are (apart.py); the rest of both sides is read and compared (compare.py).  Then the difference is written:
relationships go before nodes, nodes come before relationships.  Marks on the buckets stand in the database while any of this is under way,
so that a load that died is put right by the next.  No batch is ever written twice: one that the server took back is sent again, and after any
other failure the marks make the next load look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.sinks.neo4j import compare, indexes, queries
from kg.sinks.neo4j import state as states
from kg.sinks.neo4j.apart import Apart, apart, changes
from kg.sinks.neo4j.connect import Database
from kg.sinks.neo4j.indexes import LINK_SECTIONS, NODE_SECTIONS
from kg.sinks.neo4j.shape import Link, Node, Section, node_properties, starts
from kg.sinks.neo4j.state import State
from kg.sinks.neo4j.writer import BATCH, Places, Writer
from kg.store.elements import Elements

if TYPE_CHECKING:
    from numpy.typing import NDArray

Progress = Callable[[str, int, int | None, str], None]
_JOINED = "statements"  # nodes that are made together with their relationships


@dataclass(slots=True)
class Tally:
    """How many nodes and relationships were, or would be, created, changed and deleted, and how many there are to be."""

    created: list[int] = field(default_factory=lambda: [0, 0])
    changed: list[int] = field(default_factory=lambda: [0, 0])
    deleted: list[int] = field(default_factory=lambda: [0, 0])
    total: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, found: compare.NodeChanges | compare.LinkChanges) -> None:
        """Counts the differences of a page."""
        kind = 0 if isinstance(found, compare.NodeChanges) else 1
        for counts, number in ((self.created, found.creates), (self.changed, len(found.change)), (self.deleted, len(found.delete))):
            counts[kind] += number


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to look: of each section how many bits number its buckets there, and which buckets.  `told` is what is known without looking."""

    places: dict[str, tuple[int, NDArray[Any]]]
    told: dict[str, Apart]
    target: State

    @property
    def looks(self) -> bool:
        return any(len(buckets) for _, buckets in self.places.values())


def run(database: Database, elements: Elements, *, graph: str, dry_run: bool, verify: bool, workers: int, progress: Progress) -> Tally:
    """Makes the database match the elements (or says what that would take) and counts.  Raises TargetError."""
    prefix = graph + ":"
    options, digest = states.options_of(elements.reify, elements.chunks), elements.digest()
    known, there = states.read(database, prefix, digest), indexes.read(database)
    tally = Tally()
    if known is not None and not verify and known.digest == digest and known.options == options:
        tally.total = [known.nodes, known.relationships]
        if not dry_run and not indexes.are_there(there):
            indexes.constrain(database, there)
            indexes.create(database, there)
            indexes.wait(database, there)
        return tally
    if known is not None and (verify or known.options != options):
        known.prints.clear()
        known.sketches.clear()
    plan = _plan(known, elements)
    tally.total = [plan.target.nodes, plan.target.relationships]
    fresh = known is None and not _has_any(database, prefix, there)
    if plan.looks:
        _check_rules(database, elements, plan, prefix, indexes.foreign(there))
    if dry_run:
        _look_only(database, elements, plan, graph=graph, fresh=fresh, tally=tally)
        return tally
    indexes.constrain(database, there)
    states.mark(database, prefix, options, plan.places)
    with Writer(database, graph=graph, workers=workers) as writer:
        if fresh:
            _create_links(writer, elements, _create_nodes(writer, elements, tally, progress), tally, progress)
        else:
            _change(writer, elements, plan, tally, progress)
    indexes.create(database, there)
    indexes.wait(database, there)
    states.write(database, prefix, plan.target, known)
    return tally


# ---- before anything is written --------------------------------------------------------------------------------------------------


def _plan(known: State | None, elements: Elements) -> Plan:
    target, known = target_of(elements), known or State()
    places = {name: states.unlike(known.prints.get(name), prints) for name, prints in target.prints.items()}
    sections = [section for section in LINK_SECTIONS if section.name in known.sketches]
    told = {section.name: apart(section, elements, known.sketches[section.name], target.sketches[section.name]) for section in sections}
    return Plan(places, {name: found for name, found in told.items() if found is not None}, target)


def target_of(elements: Elements) -> State:
    """What the database remembers once it matches."""
    target = State(digest=elements.digest(), options=states.options_of(elements.reify, elements.chunks))
    for name in states.REMEMBERED:
        bits = states.bits_for(name, elements.count)
        target.prints[name] = states.spread(*elements.fingerprints(name, bits), bits)
    for name in states.SKETCHED:
        target.sketches[name] = elements.sketch(name, states.cell_bits(elements.count(name)))
    target.nodes = sum(elements.count(section.name) for section in NODE_SECTIONS)
    target.relationships = sum(elements.relationships(section.name) for section in LINK_SECTIONS)
    return target


def _has_any(database: Database, prefix: str, there: list[indexes.Index]) -> bool:
    """Whether there are nodes of this graph, though it is not known: its own node may have been deleted by hand."""
    if not indexes.is_constrained(there):
        return bool(database.read("MATCH (n:KgNode) WHERE n.key STARTS WITH $p.prefix RETURN 1 LIMIT 1", prefix=prefix))
    return bool(
        database.read("MATCH (n:KgNode) WHERE n.key >= $p.prefix AND n.key < $p.end RETURN 1 LIMIT 1", prefix=prefix, end=prefix + "~")
    )


def _check_rules(database: Database, elements: Elements, plan: Plan, prefix: str, rules: list[indexes.Foreign]) -> None:
    """Other people's uniqueness constraints, before they stop a load half-way."""
    from kg.model import TYPES

    for section in NODE_SECTIONS if rules else ():
        assert section.kind is not None
        labels = indexes.labels_of(section, TYPES)
        for rule in rules:
            if rule.label in labels and set(rule.properties) <= set(section.kind.columns):
                told = (node_properties(section, node) for node in _nodes(section, elements) if _has_label(section, node, rule.label))
                indexes.check_unique(database, rule, told, prefix)


def _has_label(section: Section, node: Node, label: str) -> bool:
    assert section.kind is not None
    return label in ("KgNode", *section.kind.labels, node.label)


# ---- an empty database -----------------------------------------------------------------------------------------------------------


def _create_nodes(writer: Writer, elements: Elements, tally: Tally, progress: Progress) -> Places:
    """Creates all nodes but statements; gives their places, since relationships find their ends by Neo4j's own numbers, without an index."""
    places = Places()
    for section in NODE_SECTIONS:
        progress("nodes", tally.created[0], tally.total[0], "nodes")
        if section.name != _JOINED:
            tally.created[0] += writer.create_nodes(section, _nodes(section, elements), places)
    places.close()
    return places


def _create_links(writer: Writer, elements: Elements, places: Places, tally: Tally, progress: Progress) -> None:
    """Creates statements, and all relationships."""
    for section in LINK_SECTIONS:
        if section.name == _JOINED and places.whole:
            nodes, links = writer.create_joined(section, _joined(section, elements), places)
            tally.created[0] += nodes
            tally.created[1] += links
            progress("links", tally.created[1], tally.total[1], "relationships")
            continue
        if section.name == _JOINED:
            tally.created[0] += writer.create_nodes(section, _nodes(section, elements))
            writer.wait()
        told = _told(starts(section, elements.rows(section.name), elements.chunks), tally, progress)
        tally.created[1] += writer.create_links(section, told, places)


def _joined(section: Section, elements: Elements) -> Iterator[tuple[Node, list[Link]]]:
    assert section.node is not None and section.links is not None
    node, links, chunks = section.node, section.links, elements.chunks
    return ((node(row, chunks), links(row, chunks)) for page in elements.rows(section.name) for row in page)


def _told(links: Iterator[tuple[str, list[Link]]], tally: Tally, progress: Progress) -> Iterator[tuple[str, list[Link]]]:
    done = tally.created[1]
    for start in links:
        done += len(start[1])
        progress("links", done, tally.total[1], "relationships")
        yield start


def _nodes(section: Section, elements: Elements) -> Iterator[Node]:
    assert section.node is not None
    make, chunks = section.node, elements.chunks
    return (make(row, chunks) for page in elements.rows(section.name) for row in page)


# ---- a database that has something already ---------------------------------------------------------------------------------------


def _change(writer: Writer, elements: Elements, plan: Plan, tally: Tally, progress: Progress) -> None:
    """Creates and changes nodes, then deletes, creates and changes relationships, then deletes nodes."""
    going: list[list[Any]] = []
    whole = False  # whether all nodes are there that relationships end at
    for section, found in _differences(writer.database, elements, plan, writer.graph):
        if isinstance(found, compare.NodeChanges):
            progress("nodes", tally.created[0] + tally.changed[0], None, "nodes written")
            writer.put(queries.PUT_NODES, found.create)
            writer.put(queries.PUT_NODES, found.change)
            writer.put(queries.DELETE_NODES, found.forgotten)
            going += found.delete
        else:
            progress("links", tally.created[1] + tally.deleted[1], None, "relationships written")
            if not whole:
                writer.wait()
                whole = True
            writer.put(queries.DELETE_LINKS if found.read else queries.DELETE_BETWEEN, found.delete)
            writer.put(queries.CHANGE_LINKS if found.read else queries.CHANGE_BETWEEN, found.change)
            writer.add_links(section, found.create)
        tally.add(found)
    writer.wait()
    _delete_nodes(writer, going)


def _delete_nodes(writer: Writer, rows: list[list[Any]]) -> None:
    """What stays behind for its relationships is either what a load that died left over, or somebody else's."""
    sent = [writer.send(queries.DELETE_NODES, rows[at : at + BATCH]) for at in range(0, len(rows), BATCH)]
    left = {suffix for batch in sent for suffix in batch.result()[0][0][0]}
    remaining = [row for row in rows if row[0] in left]
    for query in (queries.LOOSEN_NODES, queries.DELETE_NODES, queries.RETIRE_NODES):
        writer.put(query, remaining)
        writer.wait()


def _differences(
    database: Database, elements: Elements, plan: Plan, graph: str
) -> Iterator[tuple[Section, compare.NodeChanges | compare.LinkChanges]]:
    """What must change: nodes first, and what is told without looking last."""
    sections = [(section, True) for section in NODE_SECTIONS]
    sections += [(section, False) for section in LINK_SECTIONS if section.name not in plan.told]
    looks = [look for section, nodes in sections if (look := _look(section, nodes, elements, plan))]
    yield from compare.differences(database, elements, looks, graph=graph, prefix=graph + ":")
    for section in LINK_SECTIONS:
        if section.name in plan.told:
            yield from ((section, found) for found in changes(section, elements, plan.told[section.name]))


def _look(section: Section, nodes: bool, elements: Elements, plan: Plan) -> compare.Look | None:
    """Where to look at a section; None where nothing differs."""
    bits, buckets = plan.places[section.name]
    if not len(buckets):
        return None
    return compare.Look(section, nodes, bits, buckets.tolist(), elements.count(section.name) * len(buckets) / (1 << bits))


def _look_only(database: Database, elements: Elements, plan: Plan, *, graph: str, fresh: bool, tally: Tally) -> None:
    """Counts what a load would do."""
    if fresh:
        tally.created = list(tally.total)
        return
    for _, found in _differences(database, elements, plan, graph):
        tally.add(found)
