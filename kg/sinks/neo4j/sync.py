"""Bringing a database into step with the graph: the whole story on one page.

What differs is told by sketches that are kept in the database (state.py, apart.py).  Where it is too much for them, or nobody knows what is
there, fingerprints of buckets say which those are, and these are read and compared (compare.py).  Then the difference is written:
relationships go before nodes, nodes come before relationships.  Marks on the buckets stand in the database while any of this is under way,
so that a load that died is put right by the next.  No batch is ever written twice: one that the server took back is sent again, and after any
other failure the marks make the next load look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.report import Progress
from kg.sinks.neo4j import compare, indexes, queries
from kg.sinks.neo4j import state as states
from kg.sinks.neo4j.apart import Apart, apart
from kg.sinks.neo4j.apart import links as links_of
from kg.sinks.neo4j.apart import nodes as nodes_of
from kg.sinks.neo4j.connect import Database
from kg.sinks.neo4j.indexes import LINK_SECTIONS, NODE_SECTIONS
from kg.sinks.neo4j.shape import SECTIONS, Link, Node, Section, node_labels, node_properties, starts
from kg.sinks.neo4j.state import State
from kg.sinks.neo4j.writer import BATCH, Places, Writer
from kg.store.elements import Elements

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
        self._add(0 if isinstance(found, compare.NodeChanges) else 1, (found.creates, len(found.change), len(found.delete)))

    def add_told(self, told: Apart) -> None:
        """Counts the differences of a section that sketches told."""
        self._add(0, told.nodes)
        self._add(1, told.links)

    def _add(self, kind: int, counts: tuple[int, int, int]) -> None:
        for sum, number in zip((self.created, self.changed, self.deleted), counts, strict=True):
            sum[kind] += number


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the database differs: of each section how many bits number its buckets there, and which buckets.  `told` is what is known
    without looking there."""

    places: dict[str, tuple[int, NDArray[Any]]]
    told: dict[str, Apart]
    target: State

    @property
    def looks(self) -> bool:
        return any(len(buckets) for _, buckets in self.places.values())


def run(database: Database, elements: Elements, *, graph: str, dry_run: bool, verify: bool, progress: Progress) -> Tally:
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
    fresh = known is None and not _has_any(database, prefix, there)
    plan = None if fresh else _plan(known or State(), elements)
    tally.total = list(_totals(elements))
    if plan is None or plan.looks:
        _check_rules(database, elements, prefix, indexes.foreign(there))
    if dry_run:
        _look_only(database, elements, plan, graph=graph, tally=tally)
        return tally
    indexes.constrain(database, there)
    states.mark(database, prefix, options, plan.places if plan else {})
    with Writer(database, graph=graph) as writer:
        if plan is None:
            places = _create_nodes(writer, elements, tally, progress)
            writer.after(lambda: indexes.create(database, there))  # Neo4j fills them while relationships are made
            _create_links(writer, elements, places, tally, progress)
            target = target_of(elements)  # while the last batches are written
        else:
            _change(writer, elements, plan, tally, progress)
            indexes.create(database, there)
            target = plan.target
    indexes.wait(database, there)
    states.write(database, prefix, target, known)
    return tally


# ---- before anything is written --------------------------------------------------------------------------------------------------


def _plan(known: State, elements: Elements) -> Plan:
    target = State(digest=elements.digest(), options=states.options_of(elements.reify, elements.chunks))
    plan = Plan({}, {}, target)
    for section in SECTIONS:
        name = section.name
        bits = states.bits_for(name, elements.count)
        prints, target.sketches[name] = known.prints.get(name), elements.sketch(name, states.cell_bits(elements.count(name)))
        told = apart(section, elements, known.sketches[name], target.sketches[name]) if name in known.sketches else None
        if told is not None:
            plan.told[name] = told
        if told is not None and prints is not None and len(prints) == 1 << bits:
            target.prints[name], buckets = states.moved(prints, told.rows[:, 0], told.rows[:, -1])
            plan.places[name] = bits, buckets
        else:
            target.prints[name] = states.spread(*elements.fingerprints(name, bits), bits)
            plan.places[name] = states.unlike(prints, target.prints[name])
    target.nodes, target.relationships = _totals(elements)
    return plan


def _totals(elements: Elements) -> tuple[int, int]:
    """How many nodes and relationships there are to be."""
    nodes = sum(elements.count(section.name) for section in NODE_SECTIONS)
    return nodes, sum(elements.relationships(section.name) for section in LINK_SECTIONS)


def target_of(elements: Elements) -> State:
    """What the database remembers once it matches."""
    return _plan(State(), elements).target


def _has_any(database: Database, prefix: str, there: list[indexes.Index]) -> bool:
    """Whether there are nodes of this graph, though it is not known: its own node may have been deleted by hand."""
    if not indexes.is_constrained(there):
        return bool(database.read("MATCH (n:KgNode) WHERE n.key STARTS WITH $p.prefix RETURN 1 LIMIT 1", prefix=prefix))
    return bool(
        database.read("MATCH (n:KgNode) WHERE n.key >= $p.prefix AND n.key < $p.end RETURN 1 LIMIT 1", prefix=prefix, end=prefix + "~")
    )


def _check_rules(database: Database, elements: Elements, prefix: str, rules: list[indexes.Foreign]) -> None:
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
    """Deletes relationships that are known to go, creates and changes nodes, then all other relationships, then deletes nodes."""
    going = _let_go(writer, plan, tally)
    progress("nodes", tally.created[0], None, "nodes written")
    beginning = _put_told(writer, elements, plan)
    whole = False  # whether all nodes are there that relationships end at
    for section, found in _differences(writer.database, elements, plan, writer.graph):
        tally.add(found)
        if isinstance(found, compare.NodeChanges):
            progress("nodes", tally.created[0] + tally.changed[0], None, "nodes written")
            writer.put(queries.PUT_NODES, found.create)
            writer.put(queries.PUT_NODES, found.change)
            going += found.delete
            writer.put(queries.DELETE_NODES, ([suffix] for suffix in found.forgotten))
        else:
            progress("links", tally.created[1] + tally.deleted[1], None, "relationships written")
            if not whole:
                writer.wait()
                whole = True
            writer.put(queries.DELETE_LINKS, found.delete)
            writer.put(queries.CHANGE_LINKS, found.change)
            writer.add_links(section, found.create)
    writer.wait()
    for section, links in beginning:
        writer.add_links(section, links)
    for told in plan.told.values():
        if told.section.kind is None:
            for hash, create, change in links_of(told, elements):
                writer.put(queries.CHANGE_BETWEEN, change)
                writer.add_links(told.section, [(hash, create)] if create else [])
    writer.wait()
    _delete_nodes(writer, going)


def _let_go(writer: Writer, plan: Plan, tally: Tally) -> list[str]:
    """Deletes the relationships that are known to go; gives the suffixes of the nodes."""
    going: list[str] = []
    for told in plan.told.values():
        tally.add_told(told)
        if told.section.kind is None:
            writer.put(queries.DELETE_BETWEEN, (list(key) for key in told.gone))
        else:
            going += (suffix for (suffix,) in told.gone)
            if told.section.links:
                writer.put(queries.DELETE_STARTS, (list(key) for key in sorted(told.changed)))
    return going


def _put_told(writer: Writer, elements: Elements, plan: Plan) -> list[tuple[Section, list[tuple[str, list[Link]]]]]:
    """Creates and changes the nodes of which that is known; gives the relationships that begin there."""
    beginning: list[tuple[Section, list[tuple[str, list[Link]]]]] = []
    for told in plan.told.values():
        section = told.section
        if section.kind is None or not told.hashes:
            continue
        starting: list[tuple[str, list[Link]]] = []
        for node, links in nodes_of(told, elements):
            suffix, properties = section.letter + node.hash, node_properties(section, node)
            if section.kind.open and (suffix,) in told.changed:
                writer.put(queries.REPLACE_NODES, [[suffix, properties]])
            else:
                writer.put(queries.PUT_NODES, [[suffix, node_labels(section, node), properties]])
            if links:
                starting.append((node.hash, links))
        beginning.append((section, starting))
    return beginning


def _delete_nodes(writer: Writer, suffixes: list[str]) -> None:
    """What somebody else's relationships hang on stays behind as a bare key."""
    sent = [writer.send(queries.DELETE_NODES, [[suffix] for suffix in suffixes[at : at + BATCH]]) for at in range(0, len(suffixes), BATCH)]
    held = [suffix for batch in sent for suffix in batch.result()[0][0][0]]
    rows = compare.retired(writer.database, held, writer.prefix)
    for query in (queries.LOOSEN_NODES, queries.RETIRE_NODES):
        writer.put(query, rows)
        writer.wait()


def _differences(
    database: Database, elements: Elements, plan: Plan, graph: str
) -> Iterator[tuple[Section, compare.NodeChanges | compare.LinkChanges]]:
    """What must change of what is not told: nodes first."""
    sections = [(section, True) for section in NODE_SECTIONS] + [(section, False) for section in LINK_SECTIONS]
    looks = [look for section, nodes in sections if section.name not in plan.told and (look := _look(section, nodes, elements, plan))]
    yield from compare.differences(database, elements, looks, graph=graph, prefix=graph + ":")


def _look(section: Section, nodes: bool, elements: Elements, plan: Plan) -> compare.Look | None:
    """Where to look at a section; None where nothing differs."""
    bits, buckets = plan.places[section.name]
    if not len(buckets):
        return None
    return compare.Look(section, nodes, bits, buckets.tolist(), elements.count(section.name) * len(buckets) / (1 << bits))


def _look_only(database: Database, elements: Elements, plan: Plan | None, *, graph: str, tally: Tally) -> None:
    """Counts what a load would do; without a plan, into an empty database."""
    if plan is None:
        tally.created = list(tally.total)
        return
    for told in plan.told.values():
        tally.add_told(told)
    for _, found in _differences(database, elements, plan, graph):
        tally.add(found)
