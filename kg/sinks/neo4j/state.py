"""What a graph's own node, (:KgGraph), remembers in the database: fingerprints by bucket of all that was loaded, and sketches of it, from which
what went or changed can be told without looking at anything (kg.store.sketch).

While a load writes, the fingerprints of the buckets that it touches are marked; one that died leaves the marks, and the next load looks
there.  A bucket is a range of ids (kg.store.elements).  A sketch holds for the digest that it was made with.  Knows nothing of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.sinks.neo4j.connect import Database
from kg.sinks.neo4j.shape import SECTIONS, VERSION
from kg.store import sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

REMEMBERED = tuple(section.name for section in SECTIONS)
_NUMBERS = {"chunks": 3, "statements": 3, "facts": 7, "mentions": 4}  # that a row of a sketch has, if not 2
_FORGOTTEN = ("stated", "stated_pending", "mentioned", "mentioned_pending")  # what was remembered before there were sketches
MARK = 2**64 - 1  # no fingerprint, but "look here"; one in 2^64 is told so by accident, and then is looked at in vain
_PER_BUCKET = 2  # ids that rows belong to, about: a change then touches little besides
_LEAST, _MOST = 4, 20  # bits
_PER_CELL = 32  # to 64 rows: 4 to 7% of the rows may differ, one that changed counting twice; beyond that they are read
_LEAST_CELLS, _MOST_CELLS = 6, 15  # bits of a table: 7 MB at most, which tell 78,000 rows


@dataclass(slots=True)
class State:
    """`digest` is that of the last load that ended, "" else; `options` what it was loaded with.  `prints` are uint64 arrays of a power of two,
    `sketches` are those of the same sections; both as far as they are known."""

    digest: str = ""
    options: str = ""
    nodes: int = 0
    relationships: int = 0
    prints: dict[str, NDArray[Any]] = field(default_factory=dict)
    sketches: dict[str, NDArray[Any]] = field(default_factory=dict)


def bits_for(name: str, count: Callable[[str], int]) -> int:
    """How many bits number the buckets of what is remembered under a name; `count` tells a section's rows."""
    ids = min(count(name), count("entities")) if name in ("facts", "mentions") else count(name)
    return max(_LEAST, min(_MOST, (max(1, ids) // _PER_BUCKET).bit_length()))


def cell_bits(rows: int) -> int:
    """How many bits number the cells of a sketch of so many rows."""
    return max(_LEAST_CELLS, min(_MOST_CELLS, (rows // _PER_CELL).bit_length() - 1))


def options_of(reify: str, chunks: bool) -> str:
    """What the properties of a row depend on besides the row."""
    return f"shape {VERSION}, statements {reify}, chunks {'yes' if chunks else 'no'}"


def spread(buckets: NDArray[Any], prints: NDArray[Any], bits: int) -> NDArray[Any]:
    """The fingerprints of all buckets; 0 where there is no row."""
    import numpy

    found = numpy.zeros(1 << bits, dtype=numpy.uint64)
    found[buckets.astype(numpy.int64)] = prints.astype(numpy.uint64)
    return found


def folded(prints: NDArray[Any], bits: int) -> NDArray[Any]:
    """The fingerprints of fewer buckets; a mark marks the bucket that it falls into."""
    import numpy

    parts = prints.reshape(1 << bits, -1)
    whole = numpy.bitwise_xor.reduce(parts, axis=1)
    return numpy.where((parts == MARK).any(axis=1), numpy.uint64(MARK), whole)


def unlike(old: NDArray[Any] | None, new: NDArray[Any]) -> tuple[int, NDArray[Any]]:
    """(bits, buckets) where two sets of fingerprints differ, at the number of buckets that both have; all where nothing is known."""
    import numpy

    bits = len(new).bit_length() - 1
    if old is None:
        return bits, numpy.arange(1 << bits)
    known = len(old).bit_length() - 1
    least = min(bits, known)
    if known > least:
        old = folded(old, least)
    if bits > least:
        new = folded(new, least)
    return least, numpy.flatnonzero((old != new) | (old == MARK))


def moved(prints: NDArray[Any], ids: NDArray[Any], hashes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The fingerprints after some rows came or went, told by the first 64 bits of the ids that they belong to and their hashes; the buckets
    where that is."""
    import numpy

    bits = len(prints).bit_length() - 1
    buckets = (ids >> numpy.uint64(64 - bits)).astype(numpy.int64)
    found = prints.copy()
    numpy.bitwise_xor.at(found, buckets, hashes)
    return found, numpy.unique(buckets)


def marked(prints: NDArray[Any], buckets: NDArray[Any]) -> NDArray[Any]:
    """The fingerprints with a mark on some buckets."""
    import numpy

    found = prints.copy()
    found[buckets] = numpy.uint64(MARK)
    return found


# ---- in the database -----------------------------------------------------------------------------------------------------------

_READ = (
    "MATCH (g:KgNode:KgGraph {key: $p.prefix}) "
    "RETURN CASE WHEN g.digest = $p.digest THEN g {.digest, .options, .nodes, .relationships} ELSE properties(g) END"
)
_WRITE = "MERGE (g:KgNode {key: $p.prefix}) SET g:KgGraph SET g += $p.told"


def read(database: Database, prefix: str, digest: str) -> State | None:
    """What the database remembers of the graph with this prefix of keys; None where it has none.

    Without fingerprints where its digest is the one given.  Else with marks where a load that died was writing; fingerprints that cannot be
    read stay unknown."""
    rows = database.read(_READ, prefix=prefix, digest=digest)
    if not rows:
        return None
    told: Mapping[str, Any] = rows[0][0]
    state = State(str(told.get("digest") or ""), str(told.get("options") or ""), told.get("nodes") or 0, told.get("relationships") or 0)
    if state.digest == digest:
        return state

    import numpy  # a load that changes nothing does without

    for name in REMEMBERED:
        data = told.get(name)
        if isinstance(data, bytes | bytearray) and len(data) % 8 == 0 and (len(data) // 8).bit_count() == 1:
            prints = numpy.frombuffer(bytes(data), dtype="<u8")
            pending = told.get(_pending(name))
            if isinstance(pending, bytes | bytearray):
                bits, *buckets = numpy.frombuffer(bytes(pending), dtype="<u4").tolist()
                prints = marked(folded(prints, bits), numpy.array(buckets, dtype=numpy.int64))
            state.prints[name] = prints
    for name in REMEMBERED if state.digest and told.get("sketched") == state.digest else ():
        width = _NUMBERS.get(name, 2) + 2
        data, cell = told.get(_sketch(name)), 8 * sketch.TABLES * width
        if isinstance(data, bytes | bytearray) and len(data) % cell == 0 and (len(data) // cell).bit_count() == 1:
            state.sketches[name] = numpy.frombuffer(bytes(data), dtype="<u8").reshape(sketch.TABLES, -1, width)
    return state


def _pending(name: str) -> str:
    return f"{name}_pending"


def _sketch(name: str) -> str:
    return f"{name}_sketch"


def mark(database: Database, prefix: str, options: str, places: Mapping[str, tuple[int, NDArray[Any]]]) -> None:
    """Notes where a load is going to write: of each name (bits, buckets); all buckets mean that nothing is known any more."""
    import numpy

    told: dict[str, Any] = {"name": prefix.rstrip(":"), "digest": None, "options": options}
    for name, (bits, buckets) in places.items():
        whole = len(buckets) == 1 << bits
        told |= {name: None} if whole else {}
        told[_pending(name)] = numpy.array([bits, *buckets.tolist()], dtype="<u4").tobytes() if len(buckets) and not whole else None
    database.write(_WRITE, prefix=prefix, told=told)


def write(database: Database, prefix: str, state: State, known: State | None) -> None:
    """Remembers a load that ended, in one transaction; what is remembered already is not sent again."""
    told = properties(prefix, state)
    for name, prints in known.prints.items() if known else ():
        if prints.tobytes() == told[name]:
            del told[name]
    gone = (*(_pending(name) for name in REMEMBERED), *_FORGOTTEN)
    database.write(_WRITE, prefix=prefix, told=told | dict.fromkeys(gone))


def properties(prefix: str, state: State) -> dict[str, Any]:
    """What is remembered, as properties of the graph's own node."""
    told: dict[str, Any] = {
        "name": prefix.rstrip(":"),
        "digest": state.digest or None,
        "options": state.options,
        "nodes": state.nodes,
        "relationships": state.relationships,
        "sketched": state.digest or None,
    }
    told |= {name: state.prints[name].astype("<u8").tobytes() for name in REMEMBERED}
    return told | {_sketch(name): state.sketches[name].astype("<u8").tobytes() for name in REMEMBERED}
