"""Qualifiers that belong to something else, and days and months that borrow a year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Qualifier
from kg.refer.dates import Calendar
from kg.refer.qualifiers import lent
from settling import only, said, settle

NAMES = "Anna Berg/name/Person; Oslo/name/Place"


@pytest.mark.parametrize(
    ("text", "predicate", "object", "key", "value", "lost"),
    [
        ("Anna Berg left Oslo in 1903 and later became a judge.", "became", "a judge", "point in time", "1903", True),
        ("In 1903 Anna Berg left Oslo and became a judge.", "became", "a judge", "point in time", "1903", False),
        ("Anna Berg built a mill and later sold it in 1903.", "built", "a mill", "point in time", "1903", True),
        ("Anna Berg joined the firm where Bob Poe worked until 1903.", "joined", "the firm", "end time", "1903", True),
        ("Anna Berg joined the firm (which Bob Poe ran) in 1903.", "joined", "the firm", "point in time", "1903", False),
        ("Anna Berg joined the firm, which Bob Poe ran, in 1903.", "joined", "the firm", "point in time", "1903", False),
        ("Anna Berg joined the firm, which Bob Poe ran, with her sister.", "joined", "the firm", "with", "her sister", True),
        ("Anna Berg won a prize; her sister lost in 1903.", "won", "a prize", "point in time", "1903", True),
        ("Anna Berg has cited a 1903 decision.", "has cited", "a 1903 decision", "point in time", "1903", True),
        ("Anna Berg won the 1903 race.", "won", "the 1903 race", "point in time", "1903", False),
        ("Anna Berg read tales of the 19th century.", "read", "tales of the 19th century", "point in time", "19th century", True),
        ("Anna Berg, a judge since 1905, was born in 1870.", "was born in", "1870", "start time", "1905", True),
        ("Anna Berg moved house three times, joining clubs.", "joining", "clubs", "frequency", "three times", True),
        ("Anna Berg supports trade with Oslo receiving half.", "supports", "trade", "with", "Oslo", True),
        ("Anna Berg recalled meeting Bob Poe in 1903.", "recalled meeting", "Bob Poe", "point in time", "1903", True),
        ("Anna Berg came second, while in 1904 her sister won.", "came", "second", "circumstance", "in 1904 her sister won", True),
    ],
)
def test_what_belongs_to_another_verb_clause_or_noun(text: str, predicate: str, object: str, key: str, value: str, lost: bool) -> None:
    at = text.index(value)
    qualifier = Qualifier(key, value, (at, at + len(value)))
    assert bool(lent.elsewhere(said(text, "Anna Berg", predicate, object), qualifier, text)) is lost


@pytest.mark.parametrize(
    ("text", "source", "whole"),
    [
        ("The Northern General Staff said that she left.", "Staff", "The Northern General Staff"),
        ("Anna Berg said that she left.", "Anna Berg", "Anna Berg"),
        ("The local expert Anna Berg said that she left.", "The local expert", "The local expert Anna Berg"),
        ("Berg and Poe said that she left.", "Berg", "one of several: Berg"),
    ],
)
def test_a_source_is_told_whole_or_not_at_all(text: str, source: str, whole: str) -> None:
    at = text.index(source)
    found = lent.whole_source(Qualifier("source", source, (at, at + len(source))), text)
    assert (found if isinstance(found, str) else found[0]) == whole


def test_the_years_of_a_persons_life_are_no_time_of_what_is_said() -> None:
    text = "Anna Berg taught Bob Poe (1858–1928) in Oslo."
    times = {"start time": "1858", "end time": "1928"}
    one = only(settle(text, ("Anna Berg", "taught", "Bob Poe", times), mentions="Anna Berg/name/Person; Bob Poe/name/Person"))
    assert not one.qualifiers
    text = "Anna Berg led the Poe Company (1858–1898) in Oslo."
    times = {"start time": "1858", "end time": "1898"}
    one = only(settle(text, ("Anna Berg", "led", "Poe Company", times), mentions="Anna Berg/name/Person; Poe Company/name/Organization"))
    assert len(one.qualifiers) == 2


@pytest.mark.parametrize(
    ("text", "words", "date"),
    [
        ("In 1903 she moved. On 5 May she left.", "5 May", "1903-05-05"),
        ("In 1903 she moved. It rained. On 5 May she left.", "5 May", "1903-05-05"),
        ("She moved in 1903. It rained. It froze. It thawed. On 5 May she left.", "5 May", None),
        ("In 1903 she moved. It rained. It froze. It thawed. On 5 May she left.", "5 May", "1903-05-05"),  # the scene of the paragraph
        ("She moved on 3 March 1903. It fell on 1 April. It rained. On 5 May she left.", "5 May", "1903-05-05"),
        ("She moved on 3 March 1903. It fell on 1 June. It rained. On 5 May she left.", "5 May", None),  # a year has gone by
        ("It was the first win since 1903. On 5 May she left.", "5 May", None),
        ("It was the first win since 1903 – 04 . On 5 May she left.", "5 May", None),
        ("It was unlike the 1903 election. On 5 May she left.", "5 May", None),
        ("In 1903 she moved. She was mayor from June to December 1904.", "June", "1904-06"),
        ("She moved on May 3 , 1903 . On June 5 she left.", "June 5", "1903-06-05"),
    ],
)
def test_a_month_borrows_its_year_along_a_thread_of_dates(text: str, words: str, date: str | None) -> None:
    assert Calendar(text).resolve(words, text.index(words)) == date


def test_persons_and_numbers_of_things_are_no_places() -> None:
    text = "Anna Berg played for Oslo in 20,000 homes."
    one = only(settle(text, ("Anna Berg", "played for", "Oslo", {"location": "20,000 homes"}), mentions=NAMES))
    assert one.status == "refused" or not one.qualifiers
    text = "Anna Berg was born in Oslo to Bob Poe."
    mentions = f"{NAMES}; Bob Poe/name/Person"
    one = only(settle(text, ("Anna Berg", "was born in", "Oslo", {"destination": "Bob Poe"}), mentions=mentions))
    assert [key for key, _ in one.qualifiers] == ["to"]


def test_the_year_of_a_source_is_no_time_of_what_it_says() -> None:
    text = "According to a 1903 report, Anna Berg owned a mill."
    start = text.index("1903")
    year, source = Qualifier("point in time", "1903", (start, start + 4)), Qualifier("source", "a 1903 report", (start - 2, start + 11))
    triple = said(text, "Anna Berg", "owned", "a mill")
    assert lent.elsewhere(replace(triple, qualifiers=(year, source)), year, text)
    assert not lent.elsewhere(replace(triple, qualifiers=(year,)), year, text)
