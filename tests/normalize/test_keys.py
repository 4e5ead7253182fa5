"""Qualifier keys: synonyms, spelling, and hostile ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.normalize.keys import is_temporal, qualifier_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("year", "point in time"),
        ("When", "point in time"),
        ("pointInTime", "point in time"),
        ("point-in-time", "point in time"),
        ("point in time\n", "point in time"),
        ("start_time", "start time"),
        ("from", "start time"),
        ("PLACE", "location"),
        ("according to", "source"),
        ("series ordinal", "ordinal"),
        ("location ", "location"),
        ("Award Category", "award category"),
        ("ключ", "ключ"),
        ("$set", "$set"),
        ("a/b?c#d", "a/b?c#d"),
        ("role`", "role`"),
        ("`}) DELETE n //", "`}) delete n //"),
        ("\u202ekey", "\u202ekey"),
        ("bell\x07 nul\x00 lone\ud800", "bell nul lone"),
        ("k" * 300, "k" * 300),
        ("\x00", "qualifier"),
        ("", "qualifier"),
    ],
)
def test_keys_are_folded_and_odd_ones_kept_as_data(written: str, key: str) -> None:
    assert qualifier_key(written) == key


def test_from_and_to_are_times_only_with_a_date() -> None:
    assert qualifier_key("from", value="1903") == "start time"
    assert qualifier_key("to", value="May 1911") == "end time"
    assert qualifier_key("from", value="Rome") == "from"
    assert qualifier_key("to", value="Paris") == "to"
    assert qualifier_key("since", value="the war") == "start time"


def test_time_keys_are_known() -> None:
    assert is_temporal("point in time") and is_temporal("start time") and is_temporal("release date")
    assert not is_temporal("location") and not is_temporal("timekeeper")


@given(st.text(max_size=30))
def test_a_key_is_never_empty_and_folding_again_changes_nothing(key: str) -> None:
    once = qualifier_key(key)
    assert once.strip() and qualifier_key(once) == once
