"""Asserted, negated, hedged, hypothetical; and who says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Triple

Said = Callable[[str], dict[tuple[str, str, str], Triple]]

CASES = [
    ("Anna bought the shop.", "bought", "asserted"),
    ("Anna did not buy the shop.", "did not buy", "negated"),
    ("Anna never bought the shop.", "never bought", "negated"),
    ("Anna bought no shop.", "bought", "negated"),
    ("Anna may have bought the shop.", "may have bought", "hedged"),
    ("Perhaps Anna bought the shop.", "bought", "hedged"),
    ("Anna reportedly bought the shop.", "reportedly bought", "hedged"),
    ("Anna seems to own the shop.", "seems to own", "hedged"),
    ("Tom said that Anna bought the shop.", "bought", "hedged"),
    ("Tom knew that Anna bought the shop.", "bought", "asserted"),
    ("Tom hoped that Anna bought the shop.", "bought", "hypothetical"),
    ("If Anna bought the shop, Tom would leave the town.", "bought", "hypothetical"),
    ("If Anna bought the shop, Tom would leave the town.", "would leave", "hypothetical"),
    ("Did Anna buy the shop?", "buy", "hypothetical"),
    ("Anna would later buy the shop.", "would later buy", "asserted"),
    ("Tom announced that Anna would buy the shop.", "would buy", "hedged"),
    ("Tom denied that Anna bought the shop.", "bought", "hypothetical"),
    ("The clerk must ensure that Anna owns the shop.", "owns", "hypothetical"),
    ("Tom must decide when Anna opens the shop.", "opens", "hypothetical"),
    ("In 1903 Anna bought the shop; the firm said that Tom left the town.", "bought", "asserted"),
    ("Anna asked whether Tom bought the shop.", "bought", "hypothetical"),
    ("When seeking a tenant, the bank asks three firms.", "seeking", "hypothetical"),
    ("When Anna bought the shop, Tom left the town.", "bought", "asserted"),
]


@pytest.mark.parametrize(("text", "predicate", "wanted"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_modality(said: Said, text: str, predicate: str, wanted: str) -> None:
    found = {t.predicate: t.modality for t in said(text).values()}
    assert found.get(predicate) == wanted, found


def test_what_is_said_names_its_source(said: Said) -> None:
    triple = said("Tom said that Anna bought the shop.")["Anna", "bought", "the shop"]
    assert [(q.key, q.value) for q in triple.qualifiers] == [("source", "Tom")]


def test_nothing_in_quotation_marks_is_asserted(said: Said) -> None:
    found = said("“Anna bought the shop,” said Tom.")
    assert found["Anna", "bought", "the shop"].modality == "hedged"
    assert [q.value for q in found["Anna", "bought", "the shop"].qualifiers if q.key == "source"] == ["Tom"]
    unattributed = said("“Anna bought the shop.”")
    assert {t.modality for t in unattributed.values()} == {"hypothetical"}


def test_a_speech_that_goes_on_in_the_next_paragraph_is_quoted_to_the_end(said: Said) -> None:
    assert {t.modality for t in said("“Anna bought the shop. Tom sold the house.").values()} == {"hypothetical"}


def test_what_a_noun_phrase_presupposes_is_said_even_if_the_clause_is_denied(said: Said) -> None:
    found = said("Oslo, the capital of Norway, was not a port.")
    assert found["Oslo", "is", "the capital of Norway"].modality == "asserted"
    assert found["Oslo", "was not", "a port"].modality == "negated"


def test_what_should_be_is_no_condition_unless_it_comes_first(said: Said) -> None:
    assert said("Anna should buy the shop.")["Anna", "should buy", "the shop"].modality == "hedged"
    assert said("Anna must buy the shop.")["Anna", "must buy", "the shop"].modality == "hedged"
    inverted = said("Should Anna buy the shop, Tom will sell the house.")
    assert {t.modality for (_, p, _), t in inverted.items() if "buy" in p} <= {"hypothetical"}


@pytest.mark.parametrize(
    "text", ["When Anna files a report, the court must read it.", "In the event that Anna files a report, the court should read it."]
)
def test_when_a_rule_holds_is_a_condition(said: Said, text: str) -> None:
    assert said(text)["Anna", "files", "a report"].modality == "hypothetical"
