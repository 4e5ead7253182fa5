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
from kg.sinks.neo4j.shape import Link, Node, Section, link_properties, node_labels, node_properties, starts
from kg.store.elements import Elements

PAGE = 4000  # rows that a page holds, about


@dataclass(slots=True)
class NodeChanges:
    """Of one page, as [suffix, labels, properties]: nodes to create or to bring back, to change, and to take away."""

    create: list[list[Any]] = field(default_factory=list)
    change: list[list[Any]] = field(default_factory=list)
    delete: list[list[Any]] = field(default_factory=list)
    forgotten: list[list[Any]] = field(default_factory=list)  # bare keys that nothing may hang on any more


@dataclass(slots=True)
class LinkChanges:
    """Of one page: relationships to create, by the hash of their start; [number, properties] to change; numbers to delete."""

    create: list[tuple[str, list[Link]]] = field(default_factory=list)
    change: list[list[Any]] = field(default_factory=list)
    delete: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Look:
    """Where a section is looked at: the buckets of the ids that its rows belong to, at so many bits, which hold about `rows` rows.

    Of relationships, where `finer` is given, only those whose own number is in its buckets (bits, buckets) of FINER."""

    section: Section
    bits: int
    buckets: Sequence[int]
    rows: float
    finer: tuple[int, Sequence[int]] | None = None

    @property
    def some(self) -> Sequence[int] | None:
        """The buckets; None where all rows are asked for: they come in slices."""
        return None if len(self.buckets) == 1 << self.bits else self.buckets


FINER = {"facts": "stated", "mentions": "mentioned"}  # the fingerprints of a section's rows by numbers of their own


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


def _ahead(read: Callable[[Look, Page], dict[str, Any]], prefix: str, looks: Iterable[Look]) -> Iterator[tuple[Look, Page, dict[str, Any]]]:
    """Every page with what was read of it; the server finds the next one meanwhile."""
    coming: deque[tuple[Look, Page, Future[dict[str, Any]]]] = deque()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="neo4j-read") as reader:
        for look in looks:
            for page in pages(prefix, look):
                coming.append((look, page, reader.submit(read, look, page)))
                if len(coming) > 2:
                    before, done, found = coming.popleft()
                    yield before, done, found.result()
        for before, done, found in coming:
            yield before, done, found.result()


# ---- nodes ---------------------------------------------------------------------------------------------------------------------


def node_changes(database: Database, elements: Elements, looks: Iterable[Look], *, prefix: str) -> Iterator[tuple[Section, NodeChanges]]:
    """The difference of the nodes, page by page."""

    def read(look: Look, page: Page) -> dict[str, Any]:
        ((nodes,),) = database.read(queries.READ_NODES, ranges=page.ranges, skip=len(prefix) + 1)
        return {hash: (labels, told) for hash, labels, told in nodes}

    current: Look | None = None
    for look, page, found in _ahead(read, prefix, looks):
        if look is not current:
            current, wanted = look, _nodes(elements, look)
            following = next(wanted, None)
        changes = NodeChanges()
        while following is not None and following.hash < page.below:
            _compare_node(look.section, following, found.pop(following.hash, None), changes)
            following = next(wanted, None)
        for hash, (labels, told) in found.items():
            _take_away(look.section, hash, labels, told, changes)
        yield look.section, changes


def _nodes(elements: Elements, look: Look) -> Iterator[Node]:
    make, chunks = look.section.node, elements.chunks
    assert make is not None
    return (make(row, chunks) for page in elements.rows(look.section.name, bits=look.bits, buckets=look.some) for row in page)


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


def _take_away(section: Section, hash: str, labels: list[str], told: dict[str, Any], changes: NodeChanges) -> None:
    from kg.sinks.neo4j import tokens

    assert section.kind is not None
    if "KgRetired" in labels:
        changes.forgotten.append([section.letter + hash])
        return
    ours = [*section.kind.labels, *([tokens.label(told["type"])] if section.name == "entities" and told.get("type") else [])]
    names = [name for name in told if name != "key"] if section.kind.open else [*section.kind.columns]
    if section.name == "chunks":
        names += ["embedding", "embedded_by"]
    changes.delete.append([section.letter + hash, ours, dict.fromkeys(names)])


# ---- relationships -------------------------------------------------------------------------------------------------------------


def link_changes(
    database: Database, elements: Elements, looks: Iterable[Look], *, graph: str, prefix: str
) -> Iterator[tuple[Section, LinkChanges]]:
    """The difference of the relationships that begin at nodes of the sections, page by page."""

    def read(look: Look, page: Page) -> dict[str, Any]:
        given: dict[str, Any] = {"ranges": page.ranges, "skip": len(prefix) + 1, "graph": graph, "finer": None, "digits": 0}
        if look.finer is not None:
            beginning = beginnings(*look.finer)
            given |= {"finer": dict.fromkeys(beginning, True), "digits": len(beginning[-1])}
        query = queries.READ_MENTIONS if look.section.name == "mentions" else queries.READ_LINKS
        found: dict[str, Any] = {}
        for hash, number, type, end, told in database.read(query, **given)[0][0]:
            found.setdefault(hash, []).append((number, type, end, _ours(told)))
        return found

    current: Look | None = None
    for look, page, found in _ahead(read, prefix, looks):
        if look is not current:
            current, wanted = look, starts(look.section, _rows(elements, look), elements.chunks)
            following = next(wanted, None)
        changes = LinkChanges()
        while following is not None and following[0] < page.below:
            hash, links = following
            _compare_links(hash, links, found.pop(hash, []), changes)
            following = next(wanted, None)
        changes.delete += [number for links in found.values() for number, *_ in links]
        yield look.section, changes


def _rows(elements: Elements, look: Look) -> Iterable[list[Any]]:
    if look.finer is None:
        return elements.rows(look.section.name, bits=look.bits, buckets=look.some)
    here = among(look.bits, look.buckets)
    bits, buckets = look.finer
    told = elements.rows(FINER[look.section.name], bits=bits, buckets=buckets)
    return ([row for row in page if here(row[0])] for page in told)


def among(bits: int, buckets: Sequence[int]) -> Callable[[str], bool]:
    """Whether an id is in one of some buckets."""
    there = frozenset(buckets)
    return lambda id: (int(id[:8], 16) >> (32 - bits)) in there


def beginnings(bits: int, buckets: Sequence[int]) -> list[str]:
    """The digits, equally many, with which ids in some buckets begin; and "", for what has no id."""
    digits = -(-bits // 4)
    more = 4 * digits - bits
    return ["", *(f"{(bucket << more) + rest:0{digits}x}" for bucket in buckets for rest in range(1 << more))]


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
