"""Predicates: one wording for all forms of a verb, its voice turned, its truth kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.normalize.predicates import canonical, unturned
from kg.normalize.verbs import is_gerund, is_noun, is_past, lemma


@pytest.mark.parametrize(
    ("written", "wording"),
    [
        ("won", "win"),
        ("has won", "win"),
        ("WINS", "win"),
        ("was born in", "born in"),
        ("WAS_BORN_IN", "born in"),
        ("wasBornIn", "born in"),
        ("was also later born in", "born in"),
        ("is the capital of", "capital of"),
        ("was succeeded as", "be succeeded as"),
        ("is a founding member of", "founding member of"),
        ("has been president of", "president of"),
        ("was elected President of", "elected president of"),
        ("is", "be"),
        ("is a", "be"),
        ("was awarded", "be awarded"),
        ("is playing for", "play for"),
        ("wrote and directed", "write and direct"),
        ("had a population of", "have population of"),
        ("worked for", "work for"),
        ("founded in", "founded in"),
        ("set up", "set up"),
        ("used to live in", "live in"),
        ("is older than", "older than"),
        ("http://example.org/ns#birthPlace", "birth place"),
        ("headquarters location", "headquarters location"),
        ("members of", "members of"),
        ("consists of", "consist of"),
        ("place of birth", "place of birth"),
        ("member of NATO", "member of NATO"),
        ("was employed by", "employed by"),
        ("defeating", "defeat"),
        ("were showcased in", "showcased in"),
        ("honored Varnholt with", "honor Varnholt with"),
        ("wrote to", "write to"),
        ("knew of", "know of"),
        ("known for", "known for"),
    ],
)
def test_wording(written: str, wording: str) -> None:
    assert canonical(written) == (wording, False)


@pytest.mark.parametrize(
    ("written", "wording"),
    [
        ("was founded by", "found"),
        ("founded by", "found"),
        ("FOUNDED_BY", "found"),
        ("has been run by", "run"),
        ("is being built by", "build"),
        ("was taken over by", "take over"),
        ("was written and directed by", "write and direct"),
        ("was later succeeded as president by", "succeed as president"),
    ],
)
def test_a_passive_with_its_agent_is_turned_round(written: str, wording: str) -> None:
    assert canonical(written) == (wording, True)


@pytest.mark.parametrize(
    ("written", "wording"),
    [
        ("was killed by", "killed by"),
        ("WAS_KILLED_BY", "killed by"),
        ("has been run by", "run by"),
        ("was later damaged by", "damaged by"),
        ("was not founded by", "not founded by"),
        ("was born in", "born in"),
        ("won", "win"),
    ],
)
def test_a_passive_whose_agent_has_no_name_stays_one(written: str, wording: str) -> None:
    assert unturned(written) == wording


@pytest.mark.parametrize(
    ("written", "wording"),
    [
        ("did not win", "not win"),
        ("didn't win", "not win"),
        ("has never won", "never win"),
        ("is not a member of", "not member of"),
        ("is no longer a member of", "no longer member of"),
        ("was not founded by", "not found"),
        ("might win", "might win"),
        ("could not win", "could not win"),
        ("allegedly killed", "allegedly kill"),
        ("almost won", "almost win"),
        ("is not", "not be"),
    ],
)
def test_what_changes_the_truth_is_kept(written: str, wording: str) -> None:
    assert canonical(written).wording == wording


@pytest.mark.parametrize(
    "hostile",
    [
        "x`) DETACH DELETE n //",
        "> . <http://example.org/x>",
        '{"a": 1}',
        "العربية",
        "北京",
        "\\u0060",
        "=1+1",
        "..",
        "a\tb|c",
        "http://[::1",
    ],
)
def test_what_is_no_wording_is_data(hostile: str) -> None:
    assert canonical(hostile) == (" ".join(hostile.split()), False)


@given(st.text())
def test_any_text_has_a_wording(text: str) -> None:
    wording = canonical(text).wording
    assert wording == " ".join(wording.split())
    assert bool(wording) or not any(c.isalnum() for c in text)


def test_verb_forms() -> None:
    assert [lemma(w) for w in ("won", "founded", "created", "planned", "studies", "lies", "taken", "xyzzy")] == [
        "win",
        "found",
        "create",
        "plan",
        "study",
        "lie",
        "take",
        "",
    ]
    assert is_past("written") and is_past("set") and not is_past("writes") and not is_past("write")
    assert is_gerund("playing") and not is_gerund("king")
    assert is_noun("headquarters") and not is_noun("ourselves")
