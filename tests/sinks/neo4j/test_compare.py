"""Which buckets an id falls into: here by number, in the server by digits."""

from __future__ import annotations

import hashlib

import pytest

from kg.sinks.neo4j import queries, shape
from kg.sinks.neo4j.compare import beginnings


@pytest.mark.parametrize("bits", [4, 5, 8, 13, 16])
def test_digits_tell_the_same_as_numbers(bits: int) -> None:
    buckets = list(range(0, 1 << bits, 3))
    begun = beginnings(bits, buckets)
    digits = len(begun[-1])
    ids = [hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest() for number in range(200)]
    there = [int(id[:8], 16) >> (32 - bits) in buckets for id in ids]
    assert there == [id[:digits] in begun for id in ids]
    assert any(there) and not all(there)


def test_a_row_has_what_its_query_reads() -> None:
    fact = shape.Link("fact", "e1", "BORN_IN", ("1", "born in", None, None, None, 0.5, 1), {"role": "guest"})
    assert queries.link_row(7, fact, True) == [7, "BORN_IN", "1", "born in", None, None, None, 0.5, 1, {"role": "guest"}]
    assert "x:$(r[1]) {graph: $p.graph, id: r[2]" in queries.create_links("fact", True, True)
    assert "SET x += r[9]" in queries.create_links("fact", True, True)
    assert queries.link_row(7, shape.Link("QUALIFIER", "e1", "QUALIFIER", ("role",)), False) == [7, "role"]
    assert queries.link_row(7, shape.Link("FROM_CHUNK", "c1", "FROM_CHUNK"), False) == 7
    assert "WHERE id(b) = r AND" in queries.create_links("FROM_CHUNK", False, True)
