"""What the database has otherwise than the graph, told by sketches (kg.store.sketch): nothing is read but what differs, and of that nothing
in the database.

Knows how a row of a sketch says which node or relationship it is.  Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.sinks.neo4j.shape import Link, Node, Section, link_properties, starts
from kg.store import sketch
from kg.store.elements import Elements

if TYPE_CHECKING:
    from numpy.typing import NDArray

Key = tuple[str, ...]  # a node: its suffix; a relationship: the suffixes of its ends, and its id, "" for a mention


@dataclass(frozen=True, slots=True)
class Apart:
    """Of one section: the rows of which one side has no equal, and of those the hashes of the graph's, what both sides have, but otherwise
    (`changed`), and what the database has too much.  `nodes` and `links` count what is to be created, changed and deleted.

    A node that changed gets anew the relationships that begin there."""

    section: Section
    rows: NDArray[Any]
    hashes: list[int]
    changed: set[Key]
    gone: list[Key]
    nodes: tuple[int, int, int]
    links: tuple[int, int, int]


def apart(section: Section, elements: Elements, known: NDArray[Any], target: NDArray[Any]) -> Apart | None:
    """What two sketches tell; None where they do not."""
    rows = sketch.differing(known, target)
    if rows is None:
        return None
    hashes = elements.having(section.name, rows[:, -1].tolist())
    ours = set(hashes)
    there: dict[Key, int] = {}
    wanted: dict[Key, int] = {}
    for *numbers, hash in rows.tolist():
        key, more = _key(section, numbers)
        (wanted if hash in ours else there)[key] = more
    changed = there.keys() & wanted.keys()
    counts = (len(wanted) - len(changed), len(changed), len(there) - len(changed))
    if section.kind is not None:
        both = sum(min(there[key], wanted[key]) for key in changed)
        links = (sum(wanted.values()) - both, both, sum(there.values()) - both)
        return Apart(section, rows, hashes, changed, sorted(there.keys() - changed), counts, links)
    if any(there[key] != wanted[key] for key in changed):
        return None  # its predicate became, or ceased to be, a type of its own: such a relationship is made anew
    return Apart(section, rows, hashes, changed, sorted(there.keys() - changed), (0, 0, 0), counts)


def _key(section: Section, numbers: list[int]) -> tuple[Key, int]:
    """What a row is, and its number more."""
    first, *others = (f"{numbers[at]:016x}{numbers[at + 1]:016x}" for at in range(0, len(numbers) - 1, 2))
    more = numbers[-1] if len(numbers) % 2 else 0
    if section.kind is not None:
        return (section.letter + first,), more
    if len(others) == 1:
        return ("e" + first, "c" + others[0], ""), more
    end, id = others
    return ("e" + first, "e" + end if any(numbers[2:4]) else "v" + id, id), more


def nodes(told: Apart, elements: Elements) -> Iterator[tuple[Node, list[Link]]]:
    """The nodes that are to be made or changed, with the relationships that begin there."""
    make, links = told.section.node, told.section.links
    assert make is not None
    for page in elements.rows(told.section.name, hashes=told.hashes):
        for row in page:
            yield make(row, elements.chunks), links(row, elements.chunks) if links else []


def links(told: Apart, elements: Elements) -> Iterator[tuple[str, list[Link], list[list[Any]]]]:
    """By the hash of their start: relationships that are to be made, and [start, end, id, properties] of those that are to be changed."""
    section = told.section
    for hash, found in starts(section, elements.rows(section.name, hashes=told.hashes), elements.chunks):
        create, change = [], []
        for link in found:
            properties = link_properties(link)
            key = (section.letter + hash, link.end, properties.get("id", ""))
            if key in told.changed:
                change.append([*key, properties])
            else:
                create.append(link)
        yield hash, create, change
