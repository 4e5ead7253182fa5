"""Predicates with words left out, and what may be left out of them."""

from __future__ import annotations

import pytest

from kg.refer.words.jumps import torn


@pytest.mark.parametrize(
    ("written", "predicate"),
    [
        ("was once held in", "was held in"),
        ("was abolished and merged into", "was merged into"),
        ("were translated by Bo Lind in 1901, and later published by", "were published by"),
        ("has pursued research and been a member of", "has been a member of"),
        ("was born and raised in", "was raised in"),
    ],
)
def test_what_may_be_jumped_over(written: str, predicate: str) -> None:
    assert not torn(written, predicate)


@pytest.mark.parametrize(
    ("written", "predicate"),
    [
        ("filled me with", "filled with"),
        ("takes place in", "takes in"),
        ("was defeated at Varn but allied with", "was allied with"),  # he allied himself
        ("was the man who left and moved to", "was moved to"),
        ("was new, except for", "was except for"),
        ("has companies and moved to", "has moved to"),
        ("was closed; he opened and moved to", "was moved to"),
        ("was abolished and it was merged into", "was merged into"),
    ],
)
def test_what_may_not(written: str, predicate: str) -> None:
    assert torn(written, predicate)
