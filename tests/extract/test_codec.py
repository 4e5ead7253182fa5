"""Extractions come back from their bytes as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.codec import decode, encode
from kg.model import Extraction, Mention, Qualifier, Triple

_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
_SPAN = st.none() | st.tuples(st.integers(0, 99), st.integers(100, 999))
_MODALITY = st.sampled_from(("asserted", "negated", "hedged", "hypothetical"))
_TRIPLE = st.builds(
    Triple,
    _TEXT, _TEXT, _TEXT,
    st.lists(st.builds(Qualifier, _TEXT, _TEXT, _SPAN), max_size=2).map(tuple),
    _MODALITY,
    st.floats(0, 1).map(lambda x: round(x, 3)),
    _SPAN, _SPAN, _SPAN,
)  # fmt: skip
_KIND = st.sampled_from(("name", "pronoun", "nominal"))
_MENTION = st.builds(Mention, st.integers(0, 9), st.integers(10, 99), _TEXT, _KIND, _TEXT, st.integers(0, 9), _TEXT, st.integers(-1, 9))
_OUTCOME = st.sampled_from(("ok", "repaired", "truncated", "empty", "failed"))


@given(
    st.builds(
        Extraction,
        st.just("p"),
        _OUTCOME,
        st.lists(_TRIPLE, max_size=2).map(tuple),
        st.lists(_MENTION, max_size=2).map(tuple),
        _TEXT, _TEXT, st.integers(0, 9), st.integers(0, 9),
    )
)  # fmt: skip
def test_round_trip(extraction: Extraction) -> None:
    assert decode(encode(extraction), "p") == extraction


def test_the_paragraph_is_not_part_of_the_bytes() -> None:
    extraction = Extraction("here", "empty")
    assert b"here" not in encode(extraction)
    assert decode(encode(extraction), "there").paragraph == "there"


@pytest.mark.parametrize("data", [b"[]", b"[0,1,2,3,4,5,6,7]", b"{}", b"not json"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode(data, "p")
