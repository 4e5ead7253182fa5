"""What is compared without a server."""

from __future__ import annotations

from typing import Any

import numpy

from kg.sinks.neo4j import queries, shape
from kg.sinks.neo4j.apart import apart
from kg.store import sketch

FACTS = next(section for section in shape.SECTIONS if section.name == "facts")


class Rows:
    """Elements that have rows with some hashes."""

    def __init__(self, *hashes: int) -> None:
        self.hashes = hashes

    def having(self, section: str, hashes: list[int]) -> list[int]:
        return [hash for hash in hashes if hash in self.hashes]


def sketched(*rows: list[int]) -> Any:
    """The sketch of some rows of [numbers…, hash], 64 cells a table."""
    made = numpy.zeros((sketch.TABLES, 64, len(rows[0]) + 1), dtype=numpy.uint64)
    for *numbers, hash in rows:
        for table in range(sketch.TABLES):
            cell = ((hash >> 21 * table) & (2**21 - 1)) >> 15
            made[table, cell] ^= numpy.array([*numbers, hash, (hash >> 32) * (hash & 0xFFFFFFFF)], dtype=numpy.uint64)
    return made


def test_a_fact_is_told_by_its_ends_and_its_id() -> None:
    same, gone, before, after, fresh = 0x9D3779B97F4A7C15, 0x3F58476D1CE4E5B9, 0x14D049BB133111EB, 0x2545F4914F6CDD1D, 0x5851F42D4C957F2D
    old = sketched([1, 2, 3, 4, 5, 6, 1, same], [1, 2, 0, 0, 7, 8, 1, gone], [1, 2, 3, 4, 9, 10, 1, before])
    new = sketched([1, 2, 3, 4, 5, 6, 1, same], [1, 2, 3, 4, 9, 10, 1, after], [1, 2, 3, 4, 11, 12, 1, fresh])
    told = apart(FACTS, Rows(same, after, fresh), old, new)  # type: ignore[arg-type]
    one, two, literal = f"e{1:016x}{2:016x}", f"e{3:016x}{4:016x}", f"v{7:016x}{8:016x}"
    assert told is not None
    assert sorted(told.hashes) == sorted([after, fresh])
    assert told.changed == {(one, two, f"{9:016x}{10:016x}")}
    assert told.gone == [(one, literal, literal[1:])]
    assert told.links == (1, 1, 1)


def test_a_fact_whose_predicate_becomes_a_type_is_looked_at() -> None:
    before, after = 0x14D049BB133111EB, 0x2545F4914F6CDD1D
    assert apart(FACTS, Rows(after), sketched([1, 2, 3, 4, 5, 6, 0, before]), sketched([1, 2, 3, 4, 5, 6, 1, after])) is None  # type: ignore[arg-type]


def test_a_row_has_what_its_query_reads() -> None:
    fact = shape.Link("fact", "e1", "BORN_IN", ("1", "born in", None, None, None, 0.5, 1), {"role": "guest"})
    assert queries.link_row(7, fact, True) == [7, "BORN_IN", "1", "born in", None, None, None, 0.5, 1, {"role": "guest"}]
    assert "x:$(r[1]) {graph: $p.graph, id: r[2]" in queries.create_links("fact", True, True)
    assert "SET x += r[9]" in queries.create_links("fact", True, True)
    assert queries.link_row(7, shape.Link("QUALIFIER", "e1", "QUALIFIER", ("role",)), False) == [7, "role"]
    assert queries.link_row(7, shape.Link("FROM_CHUNK", "c1", "FROM_CHUNK"), False) == 7
    assert "WHERE id(b) = r AND" in queries.create_links("FROM_CHUNK", False, True)
