"""Synonyms: one wording for one meaning, directions told, opposites never."""

from __future__ import annotations

from importlib.resources import files

import pytest

from kg.normalize.predicates import canonical
from kg.resolve.predicates import groups, of_things, resolve_predicate


def said(written: str) -> tuple[str, bool]:
    """What a predicate as written comes to: its wording and whether the ends change places."""
    predicate = canonical(written)
    wording, turned = resolve_predicate(predicate.wording)
    return wording, predicate.inverse != turned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("was married to", "wed"),
        ("is the spouse of", "married"),
        ("established", "founded"),
        ("co-founded", "is the founder of"),
        ("was set up in", "was established in"),
        ("is situated in", "lies in"),
        ("was employed by", "worked for"),
        ("is a member of", "MEMBER_OF"),
        ("purchased", "bought"),
        ("took place in", "was held in"),
        ("organised", "organized"),
        ("parts of", "is part of"),
    ],
)
def test_one_meaning(one: str, other: str) -> None:
    assert said(one) == said(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("is the parent of", "is the child of"),
        ("founded", "was established by"),
        ("has part", "is part of"),
        ("is the capital of", "has capital"),
        ("wrote", "was written by"),
        ("succeeded", "preceded"),
        ("is larger than", "is smaller than"),
    ],
)
def test_the_other_direction_is_the_same_wording_turned_round(one: str, other: str) -> None:
    assert said(one)[0] == said(other)[0]
    assert said(one)[1] != said(other)[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("founded", "dissolved"),
        ("bought", "sold"),
        ("won", "lost"),
        ("born in", "died in"),
        ("joined", "left"),
        ("married", "divorced"),
        ("won", "did not win"),
        ("is part of", "is not part of"),
        ("might win", "won"),
        ("supports", "opposes"),
        ("is the father of", "is the mother of"),
        ("increased", "decreased"),
        ("emigrated to", "emigrated from"),
        ("voted for", "voted against"),
        ("lives in", "lives near"),
        ("found", "founded"),
    ],
)
def test_never_one_meaning(one: str, other: str) -> None:
    assert said(one)[0] != said(other)[0]


def test_a_negation_stays_in_front_of_the_folded_wording() -> None:
    assert said("was not established by") == ("not found", True)


def test_no_wording_stands_in_two_groups() -> None:
    assert len(groups()) > 500
    for wording, (head, turned) in groups().items():
        assert groups()[head] == (head, False)
        assert wording != head or not turned
    lines = files("kg.resolve").joinpath("synonyms.tsv").read_text(encoding="utf-8").splitlines()
    rows = [
        w.strip().removesuffix("*") for line in lines if not line.startswith("#") for w in line.replace("\t", ",").split(",") if w.strip()
    ]
    assert sorted(rows) == sorted(groups())


def test_a_wording_that_no_group_has_stays() -> None:
    assert resolve_predicate("xyzzy") == ("xyzzy", False)


def test_some_wordings_say_the_same_of_things_with_names_only() -> None:
    assert of_things("establish") and of_things("not establish") and of_things("span")
    assert not of_things("found") and not of_things("cofound") and not of_things("xyzzy")
