"""What the database has, beside what the graph says: the difference, bucket by bucket.

Rows and what is read come in the order of keys, so that a page of each is compared and forgotten.  Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.sinks.neo4j import queries
from kg.sinks.neo4j.connect import Database
from kg.sinks.neo4j.shape import Link, Node, Section, link_properties, node_labels, node_properties, starts
from kg.store.elements import Elements

PAGE = 4000  # rows that a page holds, about


@dataclass(slots=True)
class NodeChanges:
    """Of one page: nodes to create; [suffix, labels, properties] to change or to bring back; [suffix, labels, properties] to take away."""

    create: list[Node] = field(default_factory=list)
    change: list[list[Any]] = field(default_factory=list)
    revived: int = 0
    delete: list[list[Any]] = field(default_factory=list)
    forgotten: list[list[Any]] = field(default_factory=list)  # bare keys that nothing may hang on any more


@dataclass(slots=True)
class LinkChanges:
    """Of one page: relationships to create, by the hash of their start; [number, properties] to change; numbers to delete."""

    create: list[tuple[str, list[Link]]] = field(default_factory=list)
    change: list[list[Any]] = field(default_factory=list)
    delete: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """Some buckets: the ranges of their keys, and the 8 digits below which their ids begin."""

    ranges: list[list[str]]
    below: str


def pages(prefix: str, letter: str, bits: int, buckets: Sequence[int], rows: int) -> Iterator[Page]:
    """Pages of about PAGE rows where a section of `rows` rows has 2 ** bits buckets."""
    share = max(1, int(PAGE / max(1e-9, rows / (1 << bits))))
    for at in range(0, len(buckets), share):
        ranges: list[list[str]] = []
        for bucket in buckets[at : at + share]:
            low, high = _edge(bucket, bits), _edge(bucket + 1, bits)
            if ranges and ranges[-1][1] == f"{prefix}{letter}{low}":
                ranges[-1][1] = f"{prefix}{letter}{high}"
            else:
                ranges.append([f"{prefix}{letter}{low}", f"{prefix}{letter}{high}"])
        yield Page(ranges, _edge(buckets[min(at + share, len(buckets)) - 1] + 1, bits))


def _some(bits: int, buckets: Sequence[int]) -> Sequence[int] | None:
    """None where all rows are asked for: they come in slices."""
    return None if len(buckets) == 1 << bits else buckets


def _edge(bucket: int, bits: int) -> str:
    """The digits with which a bucket begins; "g" is behind all of them."""
    return "g" if bucket >> bits else f"{bucket << (32 - bits):08x}"


# ---- nodes ---------------------------------------------------------------------------------------------------------------------


def node_changes(
    database: Database, section: Section, elements: Elements, *, prefix: str, bits: int, buckets: Sequence[int], rows: int
) -> Iterator[NodeChanges]:
    """The difference of a section's nodes in some buckets."""
    assert section.node is not None
    make, chunks = section.node, elements.chunks
    wanted = (make(row, chunks) for page in elements.rows(section.name, bits=bits, buckets=_some(bits, buckets)) for row in page)
    following = next(wanted, None)
    for page in pages(prefix, section.letter, bits, buckets, rows):
        found = {hash: (labels, told) for hash, labels, told in database.read(queries.READ_NODES, ranges=page.ranges, skip=len(prefix) + 1)}
        changes = NodeChanges()
        while following is not None and following.hash < page.below:
            _compare_node(section, following, found.pop(following.hash, None), changes)
            following = next(wanted, None)
        for hash, (labels, told) in found.items():
            _take_away(section, hash, labels, told, changes)
        yield changes


def _compare_node(section: Section, node: Node, there: tuple[list[str], dict[str, Any]] | None, changes: NodeChanges) -> None:
    assert section.kind is not None
    if there is None:
        changes.create.append(node)
        return
    labels, told = there
    wanted = node_properties(section, node)
    have = {name: native(value) for name, value in told.items() if name != "key" and (section.kind.open or name in wanted)}
    same = have == {name: value for name, value in wanted.items() if value is not None}
    retired = "KgRetired" in labels
    if not same or retired or not {"KgNode", *node_labels(section, node)} <= set(labels):
        changes.change.append([section.letter + node.hash, node_labels(section, node), wanted])
        changes.revived += retired


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
    database: Database,
    section: Section,
    elements: Elements,
    *,
    graph: str,
    prefix: str,
    bits: int,
    buckets: Sequence[int],
    rows: int,
    of: tuple[int, Sequence[int]] | None = None,
) -> Iterator[LinkChanges]:
    """The difference of the relationships that begin at a section's nodes in some buckets.

    Of facts, where `of` is given, only those whose own ids are in its buckets of "stated" (bits, buckets)."""
    if of is None:
        told, stated = elements.rows(section.name, bits=bits, buckets=_some(bits, buckets)), None
    else:
        here, stated = among(bits, buckets), beginnings(*of)
        told = ([row for row in page if here(row[0])] for page in elements.rows("stated", bits=of[0], buckets=of[1]))
    wanted = starts(section, told, elements.chunks)
    following = next(wanted, None)
    chunks: dict[int, str] = {}
    for page in pages(prefix, section.letter, bits, buckets, rows):
        found = _read_links(database, section, page, graph, prefix, stated, chunks)
        changes = LinkChanges()
        while following is not None and following[0] < page.below:
            hash, links = following
            _compare_links(hash, links, found.pop(hash, []), changes)
            following = next(wanted, None)
        changes.delete += [number for links in found.values() for number, *_ in links]
        yield changes


def among(bits: int, buckets: Sequence[int]) -> Callable[[str], bool]:
    """Whether an id is in one of some buckets."""
    there = frozenset(buckets)
    return lambda id: (int(id[:8], 16) >> (32 - bits)) in there


def beginnings(bits: int, buckets: Sequence[int]) -> list[str]:
    """The digits, equally many, with which ids in some buckets begin; and "", for what has no id."""
    digits = -(-bits // 4)
    more = 4 * digits - bits
    return ["", *(f"{(bucket << more) + rest:0{digits}x}" for bucket in buckets for rest in range(1 << more))]


_Found = dict[str, list[tuple[Any, ...]]]  # {hash of the start: [(number, type, end, properties without the graph)]}


def _read_links(
    database: Database,
    section: Section,
    page: Page,
    graph: str,
    prefix: str,
    stated: Sequence[str] | None,
    chunks: dict[int, str],
) -> _Found:
    given = {"ranges": page.ranges, "skip": len(prefix) + 1, "graph": graph}
    found: _Found = {}
    if section.name == "mentions":
        _read_mentions(database, given, chunks, found)
    else:
        query = queries.READ_LINKS
        if stated is not None:
            query, given = queries.READ_FACTS, given | {"stated": stated, "digits": len(stated[-1])}
        for hash, number, type, end, told in database.read(query, **given):
            found.setdefault(hash, []).append((number, type, end, _ours(told)))
    return found


def _read_mentions(database: Database, given: dict[str, Any], chunks: dict[int, str], found: _Found) -> None:
    """Ends come as numbers, since few chunks are named by many; `chunks` keeps what they are."""
    rows = database.read(queries.READ_MENTIONS, **given)
    fresh = sorted({end for _, _, ends in rows for end in ends} - chunks.keys())
    for at in range(0, len(fresh), PAGE):
        chunks.update(dict(database.read(queries.READ_KEYS, rows=fresh[at : at + PAGE], skip=given["skip"] - 1)))
    for hash, numbers, ends in rows:
        found[hash] = [(number, "FROM_CHUNK", chunks[end], {}) for number, end in zip(numbers, ends, strict=True)]


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
