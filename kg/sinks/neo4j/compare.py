"""What the database has, beside what the graph says: the difference, bucket by bucket.

Rows and what is read come in the order of keys, so that a page of each is compared and forgotten.  Writes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from kg.sinks.neo4j import queries
from kg.sinks.neo4j.connect import Database
from kg.sinks.neo4j.shape import SECTIONS, Link, Node, Section, link_properties, node_labels, node_properties, starts
from kg.store.elements import Elements

PAGE = 4000  # rows that a page holds, about


@dataclass(slots=True)
class NodeChanges:
    """Of one page: nodes to create or to bring back and to change, as [suffix, labels, properties], and suffixes of those to take away."""

    create: list[list[Any]] = field(default_factory=list)
    change: list[list[Any]] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)  # bare keys that nothing may hang on any more

    @property
    def creates(self) -> int:
        """How many nodes are to be created."""
        return len(self.create)


@dataclass(slots=True)
class LinkChanges:
    """Of one page: relationships to create, by the hash of their start; [number, properties] to change; numbers to delete."""

    create: list[tuple[str, list[Link]]] = field(default_factory=list)
    change: list[list[Any]] = field(default_factory=list)
    delete: list[int] = field(default_factory=list)

    @property
    def creates(self) -> int:
        """How many relationships are to be created."""
        return sum(len(links) for _, links in self.create)


@dataclass(frozen=True, slots=True)
class Look:
    """Where the nodes or the relationships of a section are looked at: the buckets of the ids that its rows belong to, at so many bits, which
    hold about `rows` rows."""

    section: Section
    nodes: bool
    bits: int
    buckets: Sequence[int]
    rows: float

    @property
    def within(self) -> tuple[int, Sequence[int]] | None:
        """What `rows` of kg.store.elements asks for; None where that is all: then they come in slices."""
        return None if len(self.buckets) == 1 << self.bits else (self.bits, self.buckets)


@dataclass(frozen=True, slots=True)
class Page:
    """Some buckets: the ranges of their keys, and the 8 digits below which their ids begin."""

    ranges: list[list[str]]
    below: str


def pages(prefix: str, look: Look) -> Iterator[Page]:
    """The buckets of a look in pages of about PAGE rows."""
    buckets, bits = look.buckets, look.bits
    share = max(1, int(PAGE * len(buckets) / max(1.0, look.rows)))
    for at in range(0, len(buckets), share):
        ranges: list[list[str]] = []
        for bucket in buckets[at : at + share]:
            low, high = _edge(bucket, bits), _edge(bucket + 1, bits)
            if ranges and ranges[-1][1] == f"{prefix}{look.section.letter}{low}":
                ranges[-1][1] = f"{prefix}{look.section.letter}{high}"
            else:
                ranges.append([f"{prefix}{look.section.letter}{low}", f"{prefix}{look.section.letter}{high}"])
        yield Page(ranges, _edge(buckets[min(at + share, len(buckets)) - 1] + 1, bits))


def _edge(bucket: int, bits: int) -> str:
    """The digits with which a bucket begins; "g" is behind all of them."""
    return "g" if bucket >> bits else f"{bucket << (32 - bits):08x}"


Found = dict[str, Any]  # {hash: what the database has of that node, or of the relationships that begin there}


def differences(
    database: Database, elements: Elements, looks: Iterable[Look], *, graph: str, prefix: str
) -> Iterator[tuple[Section, NodeChanges | LinkChanges]]:
    """What must change, page by page, in the order of the looks.  The server finds the next pages while one is compared."""

    def read(look: Look, page: Page) -> Found:
        return _read_nodes(database, page, prefix) if look.nodes else _read_links(database, look, page, graph, prefix)

    current: Look | None = None
    for look, page, found in _ahead(read, ((each, page) for each in looks for page in pages(prefix, each))):
        if look is not current:
            current, compare = look, (_nodes if look.nodes else _links)(look, elements)
        yield look.section, compare(page, found)


def _ahead(read: Callable[[Look, Page], Found], wanted: Iterable[tuple[Look, Page]]) -> Iterator[tuple[Look, Page, Found]]:
    """Every page with what was read of it, by a thread that is two pages ahead."""
    coming: deque[tuple[Look, Page, Future[Found]]] = deque()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="neo4j-read") as reader:
        for look, page in wanted:
            coming.append((look, page, reader.submit(read, look, page)))
            if len(coming) > 2:
                before, done, found = coming.popleft()
                yield before, done, found.result()
        for before, done, found in coming:
            yield before, done, found.result()


# ---- nodes ---------------------------------------------------------------------------------------------------------------------


def _read_nodes(database: Database, page: Page, prefix: str) -> Found:
    found = database.read(queries.READ_NODES, ranges=page.ranges, skip=len(prefix) + 1)[0][0]
    return {hash: (labels, told) for hash, labels, told in found}


def _nodes(look: Look, elements: Elements) -> Callable[[Page, Found], NodeChanges]:
    """What compares the nodes of a look, page after page."""
    section, make = look.section, look.section.node
    assert make is not None
    wanted = _Stream(make(row, elements.chunks) for page in elements.rows(section.name, within=look.within) for row in page)

    def compare(page: Page, found: Found) -> NodeChanges:
        changes = NodeChanges()
        for node in wanted.below(page.below):
            _compare_node(section, node, found.pop(node.hash, None), changes)
        for hash, (labels, _) in found.items():
            (changes.forgotten if "KgRetired" in labels else changes.delete).append(section.letter + hash)
        return changes

    return compare


class _Stream:
    """Tuples in the order of the hash that they begin with, handed out in parts."""

    def __init__(self, all: Iterator[Any]) -> None:
        self._all = all
        self._next = next(all, None)

    def below(self, end: str) -> Iterator[Any]:
        """Those that come next and whose hash is below `end`."""
        while self._next is not None and self._next[0] < end:
            yield self._next
            self._next = next(self._all, None)


def _compare_node(section: Section, node: Node, there: tuple[list[str], dict[str, Any]] | None, changes: NodeChanges) -> None:
    assert section.kind is not None
    labels, wanted = node_labels(section, node), node_properties(section, node)
    row = [section.letter + node.hash, labels, wanted]
    if there is None or "KgRetired" in there[0]:
        changes.create.append(row)
        return
    marked, told = there
    have = {name: native(value) for name, value in told.items() if name != "key" and (section.kind.open or name in wanted)}
    if have != {name: value for name, value in wanted.items() if value is not None} or not {"KgNode", *labels} <= set(marked):
        row[2] = dict.fromkeys(have) | wanted  # what is no more goes: a property that is null
        changes.change.append(row)


def retired(database: Database, suffixes: Iterable[str], prefix: str) -> list[list[Any]]:
    """What nodes are to lose that stay as bare keys: [suffix, labels, properties]; without those that have lost it already."""
    from kg.sinks.neo4j import tokens

    by_letter = {section.letter: section for section in SECTIONS if section.kind is not None}
    ranges = [[prefix + suffix, f"{prefix}{suffix}~"] for suffix in suffixes]
    rows = []
    for suffix, labels, told in database.read(queries.READ_NODES, ranges=ranges, skip=len(prefix))[0][0] if ranges else ():
        section = by_letter[suffix[0]]
        assert section.kind is not None
        ours = [*section.kind.labels, *([tokens.label(told["type"])] if section.name == "entities" and told.get("type") else [])]
        names = [name for name in told if name != "key"] if section.kind.open else [*section.kind.columns]
        names += ["embedding", "embedded_by"] if section.name == "chunks" else []
        if "KgRetired" not in labels:
            rows.append([suffix, ours, dict.fromkeys(names)])
    return rows


# ---- relationships -------------------------------------------------------------------------------------------------------------


def _read_links(database: Database, look: Look, page: Page, graph: str, prefix: str) -> Found:
    query = queries.READ_MENTIONS if look.section.name == "mentions" else queries.READ_LINKS
    found: Found = {}
    for hash, number, type, end, told in database.read(query, ranges=page.ranges, skip=len(prefix) + 1, graph=graph)[0][0]:
        found.setdefault(hash, []).append((number, type, end, _ours(told)))
    return found


def _links(look: Look, elements: Elements) -> Callable[[Page, Found], LinkChanges]:
    """What compares the relationships of a look, page after page."""
    wanted = _Stream(starts(look.section, elements.rows(look.section.name, within=look.within), elements.chunks))

    def compare(page: Page, found: Found) -> LinkChanges:
        changes = LinkChanges()
        for hash, links in wanted.below(page.below):
            _compare_links(hash, links, found.pop(hash, []), changes)
        changes.delete += [number for links in found.values() for number, *_ in links]
        return changes

    return compare


def _ours(told: dict[str, Any]) -> dict[str, Any]:
    return {name: native(value) for name, value in told.items() if name != "graph"}


def _compare_links(hash: str, links: list[Link], there: list[tuple[Any, ...]], changes: LinkChanges) -> None:
    """Relationships are told by all that they say; of those left over, a fact with the same id, type and end is the same one, changed."""
    if not there:
        changes.create.append((hash, links))
        return
    if links[0].kind == "FROM_CHUNK":
        _compare_mentions(hash, links, there, changes)
        return
    left: dict[Any, list[tuple[Any, ...]]] = {}
    for link in there:
        left.setdefault(_content(*link[1:]), []).append(link)
    missing = []
    for wanted in links:
        same = left.get(_content(wanted.type, wanted.end, link_properties(wanted)))
        if same:
            same.pop()
        else:
            missing.append(wanted)
    others = [link for same in left.values() for link in same]
    by_id = {(type, end, told.get("id")): number for number, type, end, told in others if told.get("id")}
    create, changed = [], set()
    for wanted in missing:
        told = link_properties(wanted)
        number = by_id.pop((wanted.type, wanted.end, told.get("id")), None)
        if number is None:
            create.append(wanted)
        else:
            changes.change.append([number, told])
            changed.add(number)
    changes.delete += [number for number, *_ in others if number not in changed]
    if create:
        changes.create.append((hash, create))


def _compare_mentions(hash: str, links: list[Link], there: list[tuple[Any, ...]], changes: LinkChanges) -> None:
    """Most of what is compared is mentions, and nothing but its end tells one."""
    left: dict[str, int] = {}
    for number, _, end, _ in there:
        if end in left:
            changes.delete.append(number)
        left[end] = number
    create = [link for link in links if left.pop(link.end, None) is None]
    changes.delete += left.values()
    if create:
        changes.create.append((hash, create))


def _content(type: str, end: str, told: dict[str, Any]) -> Any:
    return (type, end, tuple(sorted((name, tuple(v) if isinstance(v, list) else v) for name, v in told.items()))) if told else (type, end)


def native(value: Any) -> Any:
    """A value of the driver as Python's own."""
    if isinstance(value, list):
        return [native(one) for one in value]
    return value.to_native() if hasattr(value, "to_native") else value
