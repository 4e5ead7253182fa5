"""Strict and relaxed matching, and the measures of qualifiers."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from kg.evaluate.items import Answers, Item
from kg.evaluate.measures import all_measures
from kg.evaluate.relaxed import ByMeaning, by_words, relaxed
from kg.evaluate.strict import Counts, plain, strict
from kg.model import Qualifier, Triple


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("The  River Tay", "river tay", True),
        ("“Amber”", '"amber"', True),
        ("Oslo,", "Oslo", True),
        ("rivers", "river", False),  # no stems
        ("a", "a", True),  # an article alone stays
        ("Café", "Cafe\u0301", True),
    ],
)
def test_light_normalisation(left: str, right: str, same: bool) -> None:
    assert (plain(left) == plain(right)) is same


def test_counts() -> None:
    gold = [Triple("Ada", "lives in", "Oslo"), Triple("Ada", "knows", "Bo")]
    said = [Triple("ada", "lives in", "Oslo."), Triple("Ada", "lives in", "Oslo"), Triple("Ada", "is", "tall")]
    counts = strict(said, gold)
    assert counts == Counts(1, 2, 2)  # what is said twice counts once
    assert counts.f1 == counts.precision == counts.recall == 0.5
    assert Counts().f1 == 0.0


def test_relaxed_serves_each_gold_triple_once() -> None:
    gold = [Triple("Ada Quill", "was born in", "Oslo")]
    said = [Triple("Ada", "born in", "Oslo"), Triple("Ada Quill", "was born", "Oslo"), Triple("Ada", "died in", "Oslo")]
    assert relaxed(said, gold) == Counts(1, 3, 1)
    assert by_words("Ada Quill", "Quill") and not by_words("born", "died")


def test_meaning_does_not_join_other_numbers_or_denials() -> None:
    class Same:
        """An encoder to whom all is one."""

        def vectors(self, texts: tuple[str, ...]) -> Any:
            return numpy.ones((len(texts), 1))

    agree = ByMeaning(Same())  # type: ignore[arg-type]
    assert agree("bought", "purchased") and agree("in 1901", "1901")
    assert not agree("in 1901", "in 1902")
    assert not agree("employs", "never hired")
    assert not agree("", "bought")


def test_qualifiers_count_where_the_fact_was_found() -> None:
    gold = (Triple("Ada", "joined", "Acme", (Qualifier("start time", "1990"), Qualifier("role", "clerk"))),)
    item = Item("1", "Ada joined Acme in 1990 as a clerk.", gold)

    def measured(*triples: Triple) -> dict[str, float]:
        return {t.name: t.value for t in all_measures([item], Answers("x", (triples,), ("ok",)))}

    none = measured(Triple("Bo", "joined", "Acme", (Qualifier("start time", "1990"),)))
    assert none["qualifier values"] == 0.0  # attached to another fact
    some = measured(Triple("Acme", "was joined by", "Ada", (Qualifier("point in time", "1990"),)))
    assert some["qualifier values"] == pytest.approx(2 / 3)  # precision 1, recall 1/2, also in the other order
    assert some["qualifiers with keys"] == 0.0
    all_right = measured(gold[0])
    assert all_right["qualifiers with keys"] == all_right["strict"] == all_right["valid"] == 1.0


def test_gold_is_right_against_itself() -> None:
    gold = (
        Triple("Ada", "joined", "Acme", (Qualifier("start time", "1990"), Qualifier("role", "clerk"))),
        Triple("Ada", "left", "Acme", (Qualifier("point in time", "1995"),)),
        Triple("Acme", "employed", "Ada"),
    )
    item = Item("1", "Ada joined Acme in 1990 as a clerk and left it in 1995.", gold)
    for tally in all_measures([item], Answers("x", (gold,), ("ok",))):
        assert tally.value == 1.0, tally.name
