"""Sketches: made by SQL, read by numpy, and nothing told that is not so."""

from __future__ import annotations

import hashlib
from typing import Any

import duckdb
import pytest

from kg.store import sketch


def rows_of(names: range) -> dict[int, tuple[int, int, int]]:
    """Rows by hash: an id of two numbers, any, and a number more."""

    def number(name: int, salt: str) -> int:
        return int(hashlib.sha256(f"{salt}{name}".encode()).hexdigest()[:16], 16)

    return {number(name, "hash"): (number(name, "first"), number(name, "second"), name % 7) for name in names}


def made(rows: dict[int, tuple[int, int, int]], bits: int) -> Any:
    """Their sketch."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE told (id VARCHAR, number UBIGINT, h UBIGINT)")
        columns = [
            [f"{first:016x}{second:016x}" for first, second, _ in rows.values()],
            [number for *_, number in rows.values()],
            list(rows),
        ]
        connection.execute("INSERT INTO told SELECT unnest($1::VARCHAR[]), unnest($2::UBIGINT[]), unnest($3::UBIGINT[])", columns)
        return sketch.made(connection, "told", ["id"], "number", bits)


@pytest.mark.parametrize(("before", "after"), [(8, 8), (8, 9), (10, 8)])
def test_the_rows_in_which_two_sets_differ(before: int, after: int) -> None:
    old, new = rows_of(range(4000)), rows_of(range(200, 4250))
    told = sketch.differing(made(old, before), made(new, after))
    assert told is not None
    apart = old.keys() ^ new.keys()
    assert {hash: tuple(numbers) for *numbers, hash in told.tolist()} == {hash: (old | new)[hash] for hash in apart}
    assert len(apart) == len(told) == 450


def test_equal_sets_differ_in_nothing() -> None:
    told = sketch.differing(made(rows_of(range(1000)), 6), made(rows_of(range(1000)), 7))
    assert told is not None
    assert told.shape == (0, 4)


def test_too_many_differences_are_not_told() -> None:
    assert sketch.differing(made(rows_of(range(2000)), 8), made(rows_of(range(1000)), 8)) is None
