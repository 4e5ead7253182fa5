"""Statements that leave open which, of what, when, or by whose opinion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Modality
from kg.refer.words import phrases, vague
from settling import said, settle


def reason(subject: str, predicate: str, object: str) -> str:
    triple = said(f"{subject} {predicate} {object}", subject, predicate, object)
    return vague.vague(triple, phrases.read(subject), phrases.read(object))


@pytest.mark.parametrize(
    ("subject", "predicate", "object"),
    [
        ("Skaters", "are", "very strange"),
        ("The tower", "is", "unique"),
        ("Anna Roe", "was", "the second member"),
        ("Winterford", "is", "the largest town"),
        ("Anna Roe", "kept", "a copy"),
        ("The office", "must take", "appropriate measures"),
        ("Anna Roe", "opened", "another shop"),
        ("Anna Roe", "led a similar school in", "Winterford"),
        ("The mill", "south of", "Winterford"),
        ("Bob Poe", "was", "former colleague in Oslo"),
        ("The society", "was dissolved in", "addition to the club"),
        ("Anna Roe", "was released by", "mutual consent"),
        ("Anna Roe", "won", "four races that season"),
        ("The line", "links Winterford with", "Oslo"),
        ("Winterford", "was the largest in", "Norway"),
        ("Anna Roe", "is", "the film's director"),
        ("Anna Roe", "is", "fellow engineer"),
        ("Vega", "must have in", "place rules for visitors"),
    ],
)
def test_what_leaves_something_open_is_refused(subject: str, predicate: str, object: str) -> None:
    assert reason(subject, predicate, object)


@pytest.mark.parametrize(
    ("subject", "predicate", "object"),
    [
        ("The fever", "is", "very rare in children"),
        ("Anna Roe", "is", "leader of the guild"),
        ("Anna Roe", "was", "a football manager"),
        ("Anna Roe", "was", "the second member of the council"),
        ("Winterford", "is", "the largest town in Norway"),
        ("Anna Roe", "kept", "a copy of the letter"),
        ("Anna Roe", "opened", "a bakery"),
        ("The firm", "cut", "another 900 jobs"),
        ("Anna Roe", "became Mayor of", "Winterford"),
        ("The bridge", "was built by", "Anna Roe"),
        ("The leaf", "is", "red"),
    ],
)
def test_what_says_enough_passes(subject: str, predicate: str, object: str) -> None:
    assert reason(subject, predicate, object) == ""


def test_a_noun_in_the_predicate_must_say_which() -> None:
    assert vague.mid_air(said("Roe turned the song into Vega", "Roe", "turned the song into", "Vega"))
    assert not vague.mid_air(said("Roe took the side of Poe", "Roe", "took the side of", "Poe"))
    assert not vague.mid_air(said("Roe is the head coach at Vega", "Roe", "is the head coach at", "Vega"))
    assert vague.mid_air(said("Vega runs a club for lending films", "Vega", "runs a club for lending", "films"))


def test_an_object_that_goes_on_with_what_it_needs() -> None:
    text = "Vega gave support to the farmers in 1990"
    triple = said(text, "Vega", "gave", "support")
    assert vague.unended(triple, text, ())
    assert not vague.unended(triple, text, [(text.index("the farmers"), len(text))])  # a qualifier says it
    duty = "Roe has a duty to report"
    assert vague.unended(said(duty, "Roe", "has", "a duty"), duty, ())
    clock = "Roe built a clock to win a prize"
    assert not vague.unended(said(clock, "Roe", "built", "a clock"), clock, ())


def test_where_somebody_is_driven_belongs_to_the_verb() -> None:
    text = "Roe drove Poe out of the city"
    assert vague.moved(said(text, "Roe", "drove", "Poe"), text, ())
    assert not vague.moved(said("Roe drove Poe in 1990", "Roe", "drove", "Poe"), "Roe drove Poe in 1990", ())


@pytest.mark.parametrize("text", ["Roe led Poe from 1950 to 1953", "Roe pushed Poe to 1950"])
def test_a_time_is_no_place_to_be_driven_to(text: str) -> None:
    assert not vague.moved(said(text, "Roe", text.split()[1], "Poe"), text, ())


def test_half_of_what_shares_its_complement() -> None:
    text = "Vega offers careful review and translation of old letters"
    assert vague.halved(said(text, "Vega", "offers", "careful review"), text)
    text = "Vega offers tea and sells cups of clay"
    assert not vague.halved(said(text, "Vega", "offers", "tea"), text)


@pytest.mark.parametrize(
    ("predicate", "bare"), [("yielded in", True), ("served from", True), ("was built in", False), ("opened in", False)]
)
def test_a_year_alone_tells_only_what_is_whole(predicate: str, bare: bool) -> None:
    triple = said(f"Roe {predicate} 1920", "Roe", predicate, "1920")
    assert vague.when_only(triple, dated=True) == bare
    assert not vague.when_only(triple, dated=False)


ANN, VEGA, OSLO = "Ann Roe/name/Person", "Vega/name/Organization", "Oslo/name/Place"


def test_qualifiers_that_are_of_something_else() -> None:
    found = settle(
        "Ann Roe won her first title since 1970.", ("Ann Roe", "won", "her first title", {"start time": "1970"}), mentions=ANN
    ).triples[0]
    assert found.qualifiers == ()
    found = settle("Vega sent a report as 87 %.", ("Vega", "sent", "a report", {"role": "87 %"}), mentions=VEGA).triples[0]
    assert found.qualifiers == () and "no part in it" in found.reason
    found = settle(
        "Vega led Oslo from 1999 to 2002, and Hamar in 2004.",
        ("Vega", "led", "Oslo", {"start time": "1999", "end time": "2002", "point in time": "2004"}),
        mentions=f"{VEGA}; {OSLO}",
    ).triples[0]
    assert {key for key, _ in found.qualifiers} == {"start time", "end time"}


def test_how_long_and_how_much_are_no_purpose() -> None:
    found = settle(
        "Vega bought Oslo for a modest sum.",
        ("Vega", "bought", "Oslo", {"purpose": "a modest sum"}),
        mentions=f"{VEGA}; {OSLO}",
    )
    assert found.triples[0].status == "kept" and found.triples[0].qualifiers == ()


def test_into_parts_is_no_destination() -> None:
    found = settle(
        "Vega divided Oslo into three parts.",
        ("Vega", "divided", "Oslo", {"destination": "three parts"}),
        mentions=f"{VEGA}; {OSLO}",
    ).triples[0]
    assert [key for key, _ in found.qualifiers] == ["into"]


def test_types_that_do_not_go_together() -> None:
    text = "Ann Roe, a novel about Oslo, and Bob Poe, who has a daughter Ann Roe."
    found = settle(
        text,
        ("Ann Roe", "is", "a novel about Oslo"),
        ("Bob Poe", "has", "a daughter Ann Roe"),
        mentions=f"{ANN}; {OSLO}; Bob Poe/name/Person; {ANN}",
    )
    assert "a person, but called something else" in found.triples[0].reason
    assert found.triples[1].status == "refused"


def test_a_row_passes_with_its_key_as_the_predicate() -> None:
    text = "Ship: Vega; Captain: Ann Roe"
    found = settle(text, ("Vega", "Captain", "Ann Roe"), mentions=f"{VEGA}; {ANN}", heading=("Ship | Captain",))
    assert found.triples[0].status == "kept", found.triples[0].reason


def test_a_figure_of_speech_is_no_other_name() -> None:
    text = "Hamar was sometimes called the Oslo of the North. Hamar has two mills."
    found = settle(text, ("Hamar", "has", "two mills"), mentions="Hamar/name/Place; Oslo/name/Place; Hamar/name/Place")
    assert {chain.name for chain in found.chains} >= {"Hamar", "Oslo"}


def test_a_first_name_before_the_subject_is_missing() -> None:
    found = settle("- Edward Poe (born 1988), football player", ("Poe", "is", "football player"), mentions="Poe/name/Person")
    assert "torn out of its phrase" in found.triples[0].reason


def test_a_passive_of_motion_with_its_agent() -> None:
    triple = said("Vega led by Roe to Oslo", "Vega", "led", "Oslo")
    assert vague.passive_of_motion(replace(triple, predicate="led to"), ["agent"])
    assert not vague.passive_of_motion(replace(triple, predicate="led to"), [])


@pytest.mark.parametrize(
    ("predicate", "object", "modality", "refused"),
    [
        ("could not find", "a car to drive", "negated", True),
        ("tried to build", "a bridge of boats", "asserted", True),
        ("did not visit", "Oslo", "negated", False),
        ("was not", "a member", "negated", False),  # what somebody is not
        ("did not have", "the seven signatures", "negated", True),
        ("tried to build", "a bridge over the Vistula", "asserted", False),
        ("built", "a bridge of boats", "asserted", False),
    ],
)
def test_what_somebody_did_not_do_or_only_meant_to(predicate: str, object: str, modality: Modality, refused: bool) -> None:
    triple = replace(said(f"Anna Roe {predicate} {object}.", "Anna Roe", predicate, object), modality=modality)
    assert vague.not_done(triple) is refused


def test_between_needs_both() -> None:
    text = "The Cup is a race between Larn (the Reds) and Oslo."
    assert vague.halved(said(text, "The Cup", "is", "a race between Larn"), text)
    assert not vague.halved(said(text, "The Cup", "is", "a race between Larn (the Reds) and Oslo"), text)


@pytest.mark.parametrize(
    ("predicate", "object", "keys", "known", "open_"),
    [
        ("recommended", "Bob Poe", (), True, True),
        ("recommended", "Bob Poe", ("for",), True, False),
        ("turned to", "Bob Poe", ("point in time",), True, True),
        ("accused", "Bob Poe of theft", (), True, False),
        ("acquired", "control", ("point in time",), False, True),
        ("acquired", "control", ("over",), False, False),
        ("held", "a post", (), False, True),
        ("renewed", "her contract", (), False, True),
        ("signed", "a contract", ("with",), False, False),
        ("invested", "her own money", (), False, True),
        ("contributed", "book reviews", ("end time",), False, True),
        ("signed", "the contract of 1990", (), False, False),
    ],
)
def test_verbs_and_nouns_that_ask_for_more(predicate: str, object: str, keys: tuple[str, ...], known: bool, open_: bool) -> None:
    triple = said(f"Anna Roe {predicate} {object}", "Anna Roe", predicate, object)
    assert bool(vague.wanting(triple, keys, known=known)) == open_


@pytest.mark.parametrize("predicate", ["resigned in", "was elected in", "separated in"])
def test_what_needs_its_from_or_to_is_not_told_by_a_date(predicate: str) -> None:
    assert vague.when_only(said(f"Roe {predicate} 1920", "Roe", predicate, "1920"), dated=True)
    assert not vague.when_only(said("Roe left office in 1920", "Roe", "left office in", "1920"), dated=True)


@pytest.mark.parametrize(
    ("subject", "predicate", "object", "empty"),
    [
        ("Larn", "contains", "numerous major squares", True),
        ("Anna Roe", "attended", "local schools", True),
        ("Vega", "contains", "some of the finest ideas", True),
        ("Route 7", "makes", "a sharp left turn", True),
        ("Route 7", "crosses", "Vega Street", False),
        ("Anna Roe", "makes", "a sharp left turn", False),
        ("Larn", "contains", "numerous squares of marble", False),
    ],
)
def test_what_says_next_to_nothing(subject: str, predicate: str, object: str, empty: bool) -> None:
    triple = said(f"{subject} {predicate} {object}", subject, predicate, object)
    assert bool(vague.wanting(triple, (), known=False)) == empty
