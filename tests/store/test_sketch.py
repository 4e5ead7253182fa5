"""Sketches: made by SQL, read by numpy, and nothing told that is not so."""

from __future__ import annotations

import hashlib
from typing import Any

import duckdb
import pytest

from kg.store import sketch


def rows_of(names: range) -> dict[int, tuple[int, int]]:
    """Rows by hash: two numbers each, any."""

    def number(name: int, salt: str) -> int:
        return int(hashlib.sha256(f"{salt}{name}".encode()).hexdigest()[:16], 16)

    return {number(name, "hash"): (number(name, "first"), number(name, "second")) for name in names}


def made(rows: dict[int, tuple[int, int]], bits: int) -> Any:
    """Their sketch."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE told (first UBIGINT, second UBIGINT, told UBIGINT)")
        columns = [[first for first, _ in rows.values()], [second for _, second in rows.values()], list(rows)]
        connection.execute("INSERT INTO told SELECT unnest($1::UBIGINT[]), unnest($2::UBIGINT[]), unnest($3::UBIGINT[])", columns)
        make, queries = sketch.statements("told", ["first", "second"], "told", bits)
        connection.execute(make)
        return sketch.gathered([connection.execute(query).fetchnumpy() for query in queries], bits)


@pytest.mark.parametrize(("before", "after"), [(8, 8), (8, 9), (10, 8)])
def test_the_rows_in_which_two_sets_differ(before: int, after: int) -> None:
    old, new = rows_of(range(4000)), rows_of(range(200, 4250))
    told = sketch.differing(made(old, before), made(new, after))
    assert told is not None
    apart = old.keys() ^ new.keys()
    assert {hash: (first, second) for first, second, hash in told.tolist()} == {hash: (old | new)[hash] for hash in apart}
    assert len(apart) == len(told) == 450


def test_equal_sets_differ_in_nothing() -> None:
    told = sketch.differing(made(rows_of(range(1000)), 6), made(rows_of(range(1000)), 7))
    assert told is not None
    assert told.shape == (0, 3)


def test_too_many_differences_are_not_told() -> None:
    assert sketch.differing(made(rows_of(range(2000)), 8), made(rows_of(range(1000)), 8)) is None
