"""What a qualifier's key is, by what stands in it."""

from __future__ import annotations

import pytest

from settling import settle


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("a thorough overhaul at Hamar", "purpose"),
        ("conversion into a hospital", "purpose"),
        ("research on whales", "purpose"),
        ("the Larn and Hamar lines", "for"),
        ("two expeditions to Hamar", "for"),
        ("an early version of the Larn map", "for"),
    ],
)
def test_only_what_is_done_is_a_purpose(phrase: str, key: str) -> None:
    found = settle(
        f"Vega bought Orion for {phrase}.",
        ("Vega", "bought", "Orion", {"purpose": phrase}),
        mentions="Vega/name/Organization; Orion/name/Product",
    )
    assert [k for k, _ in found.triples[0].qualifiers] == [key], found.triples[0].reason
