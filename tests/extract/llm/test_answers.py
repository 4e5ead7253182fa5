"""The parser of what models write: whole triples are kept, half ones never completed, and nothing is invented."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.llm import wire
from kg.extract.llm.answers import LONGEST, MOST_RAW, Answer, fused, raw, read
from kg.model import Qualifier, Triple

ONE = {"subject": "Lise Meitner", "predicate": "explained", "object": "nuclear fission", "qualifiers": {"point in time": "1939"}}
TWO = {"subject": "Otto Hahn", "predicate": "won", "object": "the Nobel Prize", "qualifiers": {}}
A = Triple("Lise Meitner", "explained", "nuclear fission", (Qualifier("point in time", "1939"),))
B = Triple("Otto Hahn", "won", "the Nobel Prize")
GOOD = json.dumps({"triples": [ONE, TWO]})


def told(*triples: object) -> str:
    return json.dumps({"triples": list(triples)})


def test_strict_json_is_ok() -> None:
    assert read(GOOD) == Answer("ok", (A, B))
    assert read(json.dumps({"triples": [ONE]}, indent=2)) == Answer("ok", (A,))
    assert read(wire.write([A, B])) == Answer("ok", (A, B))


def test_the_limit_of_tokens_is_no_harm_to_what_is_whole() -> None:
    assert read(GOOD, cut=True).outcome == "ok"


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}",
        f"Sure! As {{asked}}, [here]:\n{GOOD}\nHope it helps {{:-)",
        f"A set {{ of facts: {GOOD}",
        f"<think>Perhaps {told(ONE)} or {told(TWO, TWO)}?</think>\n{GOOD}",
        repr({"triples": [ONE, TWO]}),
        GOOD.replace("}", ",}").replace("]", ",]"),
        GOOD.replace('", "', '" "'),
        GOOD.replace('"subject"', "subject").replace('"object"', "object"),
        "\ufeff" + GOOD,
        GOOD.replace("}, {", "},\x00{"),
        GOOD.replace("}, {", "} {"),
        GOOD.replace("}, {", ", {"),
        GOOD.replace("}]}", "]"),
        "{" + GOOD + "}",
        GOOD + "}}]",
        "{}" + GOOD,
        "}" + GOOD,
        told(ONE) + "\n" + told(TWO),
        json.dumps([ONE, TWO]),
        json.dumps({"facts": [ONE, TWO]}),
        json.dumps(GOOD),
        GOOD.replace('"', '\\"'),
        GOOD.replace("{}", "NaN"),
        GOOD.replace('"', "“", 1).replace('"', "”", 1),
        told({**ONE, "score": 0.5}, {**TWO, "type": ["x"]}).replace("0.5", "-Infinity"),
        told(ONE, TWO).replace("fission", "fis\x00sion"),
        told(ONE, TWO).replace("fission", "fis\\ud800sion"),
    ],
)
def test_damage_around_whole_triples(text: str) -> None:
    found = read(text)
    assert found.triples == (A, B)
    assert found.outcome == "repaired"
    assert found.reason
    assert not found.cut


def test_extra_keys_alone_are_no_damage() -> None:
    assert read(told({**ONE, "score": 0.5})).outcome == "ok"


def test_escapes_are_read() -> None:
    escaped = "".join(f"\\u{ord(c):04x}" for c in "Lise Meitner")
    assert read(GOOD.replace("Lise Meitner", escaped)).triples == (A, B)
    odd = f"{{'triples': [{{'subject': '{escaped}', 'predicate': 'did\\tnot', 'object': '\\ud83d\\ude00 O\\'Neil', 'qualifiers': {{}}}}]}}"
    assert read(odd).triples == (Triple("Lise Meitner", "did\tnot", "😀 O'Neil"),)


@pytest.mark.parametrize("at", range(2, len(GOOD) - 2))
@pytest.mark.parametrize("cut", [True, False])
def test_cut_anywhere_every_whole_triple_before_it_is_kept(at: int, cut: bool) -> None:
    whole = [A, B][: GOOD[:at].count("}}") + (GOOD[:at].count("{}}"))]
    found = read(GOOD[:at], cut=cut)
    assert list(found.triples) == whole
    assert found.outcome == "truncated" or (not cut and not whole)
    assert found.cut == (found.outcome == "truncated")


def test_a_quote_within_a_text() -> None:
    text = '{"triples":[{"subject":"the "Big" one","predicate":"met","object":"Ann "Bo" Roe","qualifiers":{}}]}'
    assert read(text).triples == (Triple('the "Big" one', "met", 'Ann "Bo" Roe'),)
    text = "{'triples':[{'subject':'Curie's husband','predicate':'was','object':'Pierre','qualifiers':{'role':'the family's friend'}}]}"
    assert read(text).triples == (Triple("Curie's husband", "was", "Pierre", (Qualifier("role", "the family's friend"),)),)


@pytest.mark.parametrize("text", ['"the "Big", large one"', '"the "Big" one "of" all', "Rome"])
def test_a_text_whose_end_cannot_be_told_is_never_guessed(text: str) -> None:
    answer = GOOD.replace('"nuclear fission"', text)
    assert not {t.object for t in read(answer).triples} & {"the ", "the", 'the "Big', "Rome"}


@pytest.mark.parametrize("value", [None, 17, 1.5, True, [], {}, ["a", "b"], {"kind": ["x"]}, "", " … "])
@pytest.mark.parametrize("part", wire.PARTS)
def test_a_part_that_is_no_text_loses_its_triple_alone(part: str, value: object) -> None:
    found = read(told({**ONE, part: value}, TWO))
    assert found.triples == (B,)
    assert found.outcome == "repaired"
    assert f"its {part} is no text" in found.reason


def test_a_part_that_is_wrapped_is_unwrapped() -> None:
    found = read(told({**ONE, "subject": ["Lise Meitner"], "object": {"name": "nuclear fission", "type": "Thing"}}))
    assert found.triples == (A,)
    assert found.outcome == "repaired"
    assert read(told({**TWO, "object": 1944})).triples == (Triple("Otto Hahn", "won", "1944"),)


def test_a_missing_part_and_what_is_no_object() -> None:
    found = read(told({"subject": "x", "object": "y"}, TWO, None, ["a", "b", "c"], "text"))
    assert found.triples == (B,)
    assert found.reason == "3 triples left out: it is no object; a triple left out: no predicate"


def test_other_names_of_the_parts() -> None:
    assert read('{"triples":[{"Head":"Otto Hahn","relation":"won","tail":"the Nobel Prize"}]}').triples == (B,)


@pytest.mark.parametrize("given", [None, [], "1903", 3, {}, {"a": None}, {"a": {"b": 1}}, [{"key": "a"}], [[["x"]]], [[1, 2]]])
def test_odd_qualifiers_do_no_harm(given: object) -> None:
    found = read(told({**TWO, "qualifiers": given}))
    assert found.triples == (B,)
    assert found.outcome in ("ok", "repaired")


@pytest.mark.parametrize(
    "given",
    [
        {"year": "1939"},
        {"Year": 1939},
        {"date": ["1939"]},
        [["when", "1939"]],
        [{"key": "date", "value": "1939"}],
        [{"date": "1939"}],
        {"key": "year", "value": "1939"},
    ],
)
def test_qualifiers_however_they_are_written(given: object) -> None:
    assert read(told({**ONE, "qualifiers": given})).triples == (A,)
    assert read(repr({"triples": [{**ONE, "qualifiers": given}]})).triples == (A,)


def test_qualifiers_beside_the_parts() -> None:
    flat = {key: value for key, value in ONE.items() if key != "qualifiers"}
    assert read(told({**flat, "year": "1939", "type": "relation", "confidence": 0.9})).triples == (A,)


def test_duplicates_are_fused() -> None:
    later = {**ONE, "qualifiers": {"point in time": "1940"}}
    bare = {**ONE, "qualifiers": {}, "subject": "lise  meitner"}
    found = read(told(bare, ONE, TWO, later, ONE, bare))
    assert [t.qualifiers for t in found.triples] == [A.qualifiers, (Qualifier("point in time", "1940"),), ()]
    assert fused([A, B, A, A]) == (A, B)


def test_a_loop_is_read_to_its_last_whole_triple() -> None:
    loop = told(ONE, *[TWO] * 400)
    assert read(loop[:-40], cut=True).triples == (A, B)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ('{"triples":[]}', "empty"),
        ('{"triples":null}', "empty"),
        ('```json\n{"triples": []}\n```', "empty"),
        ("{}", "empty"),
        ("[]", "empty"),
        (None, "failed"),
        ("", "failed"),
        (" \n", "failed"),
        ("null", "failed"),
        ('"', "failed"),
        ("\\", "failed"),
        ("{{{{{", "failed"),
        ("I cannot do that.", "failed"),
        ("<html><body>502 Bad Gateway</body></html>", "failed"),
        ('{"error":"overloaded"}', "failed"),
        (told({"subject": 1, "predicate": 2, "object": 3}), "failed"),
    ],
)
def test_nothing_in_it(text: str | None, outcome: str) -> None:
    found = read(text)
    assert (found.outcome, found.triples) == (outcome, ())
    assert bool(found.reason) is (text != '{"triples":[]}')


def test_the_limit_of_tokens_with_nothing_said() -> None:
    assert read("", cut=True) == Answer("truncated", (), "the answer has no text", True)


def test_a_part_as_long_as_a_book_is_refused() -> None:
    found = read(told({**ONE, "object": "w" * (LONGEST + 1)}, TWO))
    assert found.triples == (B,)
    assert f"longer than {LONGEST}" in found.reason


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, '{"subject":"' * 20_000, '" ' * 50_000, "{'" * 50_000, GOOD[:-3] * 300])
def test_depth_and_length_take_linear_time(text: str) -> None:
    begun = time.process_time()
    read(text)
    once = time.process_time() - begun
    assert once < 5


def test_a_deep_neighbour_does_no_harm() -> None:
    deep = '{"subject":' + "[" * 20_000 + "]" * 20_000 + ',"predicate":"x","object":"y"}'
    assert read(f'{{"triples":[{json.dumps(ONE)},{deep},{json.dumps(TWO)}]}}').triples == (A, B)


def test_what_is_kept_of_a_failed_answer_can_be_stored() -> None:
    assert raw("a\ud800b") == "a?b"
    assert len(raw("x" * 10**6)) == MOST_RAW
    assert raw(None) == ""


WORDS = st.text(st.sampled_from("abcdé 'ß\"\\,:[]{}\n\t7-\u2028😀"), min_size=1, max_size=12).filter(lambda s: any(c.isalnum() for c in s))
SAID = st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(SAID, st.data())
def test_no_damage_invents_words(said: list[tuple[str, str, str]], data: st.DataObject) -> None:
    """A slice taken out, doubled or replaced by noise: no crash, and no part that no triple held, but for what the noise itself wrote."""
    text = wire.write(Triple(*parts) for parts in said)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    cutting = data.draw(st.booleans())
    found = read(text[:start] if cutting else text[:start] + data.draw(st.text("{}[]:,' ", max_size=3)) + text[end:], cut=cutting)
    if cutting:
        known = {tuple(part.strip() for part in parts) for parts in said}
        assert {(t.subject, t.predicate, t.object) for t in found.triples} <= known
    assert all(any(c.isalnum() for c in part) for t in found.triples for part in (t.subject, t.predicate, t.object))


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_at_all(text: str) -> None:
    found = read(text)
    assert found.outcome in ("failed", "empty", "truncated")
    json.dumps(found.reason).encode("utf-8")
