"""Tokens: readable, safe, and never two wordings in one."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sinks.neo4j import tokens, values

PLAIN = re.compile(r"[^\W\d_]\w*")


@pytest.mark.parametrize(
    ("predicate", "token"),
    [
        ("work for", "WORK_FOR"),
        ("be co-founder of", "BE_CO__FOUNDER_OF"),
        ("be co founder of", "BE_CO_FOUNDER_OF"),
        ("родиться в", "РОДИТЬСЯ_В"),
        ("subject", "SUBJECT_"),
        ("from chunk", "FROM_CHUNK_"),
    ],
)
def test_plain_predicates(predicate: str, token: str) -> None:
    assert tokens.relationship_type(predicate) == token


@pytest.mark.parametrize("text", ["x`) DETACH DELETE n //", "\\u0060", "a:b{c}", "", "\n", "k" * 5000, "3d print", "\u202eright to left"])
def test_hostile_words_become_plain_tokens(text: str) -> None:
    for token in (tokens.relationship_type(text), tokens.property_name(text), tokens.label(text)):
        assert PLAIN.fullmatch(token)
        assert len(token) < 80


@given(st.sets(st.text(max_size=12), min_size=2, max_size=8))
def test_two_wordings_never_meet(words: set[str]) -> None:
    assert len({tokens.relationship_type(word) for word in words}) == len(words)
    assert len({tokens.property_name(word) for word in words}) == len(words)
    assert not {tokens.relationship_type(word) for word in words} & tokens.TYPES
    assert not {tokens.property_name(word) for word in words} & tokens.PROPERTIES


@given(st.text(max_size=20))
def test_a_plain_property_leads_back_to_its_key(key: str) -> None:
    name = tokens.property_name(key)
    if tokens.is_plain(key, name):
        assert name.rstrip("_").replace("__", "-").replace("_", " ") == key
    else:
        assert "___" in name


@pytest.mark.parametrize(
    ("value", "datatype", "typed"),
    [
        ("1903-11-07", "date", datetime.date(1903, 11, 7)),
        ("1903", "date", 1903),
        ("1903-11", "date", "1903-11"),
        ("190X", "date", "190X"),
        ("-0043", "date", "-0043"),
        ("12", "number", 12),
        ("-1.5", "number", -1.5),
        ("123456789012345678901234567890", "number", "123456789012345678901234567890"),
        ("0.12345678901234567", "number", "0.12345678901234567"),
        ("12.5 km", "quantity", 12.5),
        ("=1+1", "string", "=1+1"),
    ],
)
def test_values_are_typed_where_nothing_is_lost(value: str, datatype: str, typed: object) -> None:
    found = values.typed(value, datatype)
    assert found == typed
    assert type(found) is type(typed)


def test_qualifiers_become_properties() -> None:
    made = values.qualifier_properties(
        [
            ("distance", "12.5 km", "quantity"),
            ("id", "x", "string"),
            ("point in time", "1903-11", "date"),
            ("rank", "3", "number"),
            ("rank", "4", "number"),
            ("role`", "chair", "string"),
        ]
    )
    odd = next(name for name in made if name.startswith("role___"))
    assert made == {
        "distance": 12.5,
        "distance_unit": "km",
        "id_": "x",
        "point_in_time": "1903-11",
        "rank": [3, 4],
        odd: "chair",
        "keys": ["role`"],
        "earliest": datetime.date(1903, 11, 1),
        "latest": datetime.date(1903, 11, 30),
    }


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1903", (1903, 1, 1), (1903, 12, 31)),
        ("1904-02", (1904, 2, 1), (1904, 2, 29)),
        ("190X", (1900, 1, 1), (1909, 12, 31)),
        ("1903/1911", (1903, 1, 1), (1911, 12, 31)),
        ("1903/..", (1903, 1, 1), None),
        ("-0043", None, None),
        ("nonsense", None, None),
    ],
)
def test_the_days_of_a_date(edtf: str, first: tuple[int, int, int] | None, last: tuple[int, int, int] | None) -> None:
    assert values.days(edtf) == (first and datetime.date(*first), last and datetime.date(*last))
