"""The facts and mentions in which the database differs from the graph, told by sketches (kg.store.sketch): nothing is read but what differs,
and of that nothing in the database.

Knows how a row of a sketch says which relationship it is.  Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.sinks.neo4j.compare import LinkChanges
from kg.sinks.neo4j.shape import Section, link_properties, starts
from kg.store import sketch
from kg.store.elements import Elements

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Key = tuple[str, str, str]  # a relationship: the suffixes of its ends, and its id, "" for a mention


@dataclass(frozen=True, slots=True)
class Apart:
    """Of one section: the hashes of the graph's rows that the database has not, or has otherwise (`changed`), and what it has too much."""

    hashes: list[int]
    changed: set[_Key]
    gone: list[_Key]


def apart(section: Section, elements: Elements, known: NDArray[Any] | None, target: NDArray[Any]) -> Apart | None:
    """What two sketches tell; None where they do not."""
    rows = None if known is None else sketch.differing(known, target)
    if rows is None:
        return None
    hashes = elements.having(section.name, rows[:, -1].tolist())
    ours = set(hashes)
    there: dict[_Key, list[int]] = {}
    wanted: dict[_Key, list[int]] = {}
    for *numbers, hash in rows.tolist():
        (wanted if hash in ours else there)[_key(numbers)] = numbers
    changed = there.keys() & wanted.keys()
    if any(there[key] != wanted[key] for key in changed):
        return None  # its predicate became, or ceased to be, a type of its own: such a relationship is made anew
    return Apart(hashes, changed, sorted(there.keys() - changed))


def _key(numbers: list[int]) -> _Key:
    if len(numbers) == 4:
        return "e" + _id(*numbers[:2]), "c" + _id(*numbers[2:]), ""
    start, end, id = (_id(*numbers[at : at + 2]) for at in (0, 2, 4))
    return "e" + start, "e" + end if any(numbers[2:4]) else "v" + id, id


def _id(high: int, low: int) -> str:
    return f"{high:016x}{low:016x}"


def changes(section: Section, elements: Elements, told: Apart) -> Iterator[LinkChanges]:
    """What must change."""
    yield LinkChanges(delete=[list(key) for key in told.gone], read=False)
    for hash, links in starts(section, elements.rows(section.name, hashes=told.hashes), elements.chunks):
        found = LinkChanges(read=False)
        create = []
        for link in links:
            properties = link_properties(link)
            key = (section.letter + hash, link.end, properties.get("id", ""))
            if key in told.changed:
                found.change.append([*key, properties])
            else:
                create.append(link)
        if create:
            found.create.append((hash, create))
        yield found
