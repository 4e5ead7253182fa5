"""Sketches: what a set of rows was, kept so small that only the rows in which two sets differ can be read from it, but those exactly.

An invertible Bloom lookup table (Goodrich and Mitzenmacher 2011; for differences, Eppstein, Goodrich, Uyeda and Varghese 2011).  A row is some
64-bit numbers and its hash; it stands in one cell of each of three tables, and a cell has the exclusive-or of all rows in it.  Of two sketches'
exclusive-or, what both sets have is gone; a cell with one row left in it shows it, which is taken out of its two other cells, and so on.  That
works while the rows are at most about 2.4 times as many as the cells of a table; else it is found out that it did not.

A sketch is a uint64 array (3, cells, numbers + 2): of each cell the numbers, the hash, and the check by which a single row is known.
Knows nothing of what the rows mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

TABLES = 3
_FIELD = 21  # bits of the hash that say where a row stands in one table
_LOW = 0xFFFFFFFF


def made(cursor: Any, table: str, ids: Sequence[str], more: str, bits: int) -> NDArray[Any]:
    """The sketch of the rows of a table, with 2 to the power of `bits` cells.  `ids` are columns of 32 hexadecimal digits or NULL, two numbers
    each; `more` is SQL of one number more, or ""; the column `h` is the hash."""
    import numpy

    cells = [f"((h >> {_FIELD * place}) & {(1 << _FIELD) - 1}) >> {_FIELD - bits} AS cell{place}" for place in range(TABLES)]
    numbers = [f"coalesce(('0x' || {id})::UHUGEINT, 0) AS n{place}" for place, id in enumerate(ids)]
    extra = [f"({more})::UBIGINT AS more"] if more else []
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE el_sketched AS SELECT {', '.join([*numbers, *extra, *cells])}, h, "
        f"(h >> 32) * (h & {_LOW}) AS control FROM {table}"
    )
    halves = [
        half for place in range(len(ids)) for half in (f"(bit_xor(n{place}) >> 64)::UBIGINT", f"(bit_xor(n{place}) & {2**64 - 1})::UBIGINT")
    ]
    sums = ", ".join([*halves, *(["bit_xor(more)"] if more else []), "bit_xor(h)", "bit_xor(control)"])
    sketch = numpy.zeros((TABLES, 1 << bits, 2 * len(ids) + bool(more) + 2), dtype=numpy.uint64)
    for place, found in enumerate(sketch):
        cell, *rest = cursor.execute(f"SELECT cell{place}, {sums} FROM el_sketched GROUP BY cell{place}").fetchnumpy().values()
        found[cell.astype(numpy.int64)] = numpy.stack(rest, axis=1)
    return sketch


def differing(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any] | None:
    """The rows that only one of two sets has, as (rows, numbers + 1), the hash last; None where they are too many to be told."""
    import numpy

    bits = min(one.shape[1], other.shape[1]).bit_length() - 1
    left = _folded(one, bits) ^ _folded(other, bits)
    found = []
    fresh = True
    while fresh:
        fresh = False
        for place in range(TABLES):
            cells = left[place]
            hashes = cells[:, -2]
            single = (
                (cells[:, -1] == (hashes >> 32) * (hashes & _LOW))
                & (_cells(hashes, place, bits) == numpy.arange(1 << bits))
                & (hashes != 0)
            )
            if not single.any():
                continue
            rows = cells[single]
            found.append(rows[:, :-1])
            fresh = True
            for table in range(TABLES):
                numpy.bitwise_xor.at(left[table], _cells(rows[:, -2], table, bits), rows)
    if left.any():
        return None
    told: NDArray[Any] = numpy.concatenate([left[0, :0, :-1], *found])
    return told


def _cells(hashes: NDArray[Any], table: int, bits: int) -> NDArray[Any]:
    """Where rows stand in one of the tables."""
    import numpy

    return (((hashes >> (_FIELD * table)) & ((1 << _FIELD) - 1)) >> (_FIELD - bits)).astype(numpy.int64)


def _folded(sketch: NDArray[Any], bits: int) -> NDArray[Any]:
    """The sketch of the same rows with fewer cells."""
    import numpy

    whole: NDArray[Any] = numpy.bitwise_xor.reduce(sketch.reshape(TABLES, 1 << bits, -1, sketch.shape[2]), axis=2)
    return whole
