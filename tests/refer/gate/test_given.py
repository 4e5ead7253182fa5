"""What somebody is sure of, in a record that was extracted elsewhere, is taken at its word; what it stands for is asked all the same."""

from __future__ import annotations

import pytest

from kg.model import Extraction, Settled, Triple
from kg.refer import refer
from settling import told


def given(text: str, triple: tuple[str, str, str], confidence: float) -> Settled:
    names = "; ".join(f"{name}/name/{kind}" for name, kind in (("Acme", "Organization"), ("Anna Berg", "Person")) if name in text)
    paragraph, extraction = told(text, mentions=names)
    one = Extraction("p0", "ok", (Triple(*triple, confidence=confidence),), extraction.mentions)
    (found,) = refer(document="d", title="", date="", paragraphs=[paragraph], extractions=[one]).triples
    return found


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("The offices of Acme are in Turin, which grew.", ("Acme", "headquarters location", "Turin")),
        ("President Anna Berg slept.", ("Anna Berg", "position held", "President")),
        ("Integration was completed in 1993.", ("Integration", "completed in", "1993")),
        ("Acme contains information.", ("Acme", "contains", "information")),
    ],
)
def test_what_is_sure_is_kept(text: str, triple: tuple[str, str, str]) -> None:
    assert given(text, triple, 1.0).status == "kept"


@pytest.mark.parametrize(
    ("text", "triple", "reason"),
    [
        ("He slept in Turin.", ("He", "slept in", "Turin"), "unsettled reference"),
        ("Acme slept in Turin.", ("Acme", "slept in", "Oslo"), "object not in the text"),
        ("In 1993 Acme slept.", ("1993", "year of", "Acme"), "a value cannot be a subject"),
    ],
)
def test_what_stands_for_nothing_is_refused_all_the_same(text: str, triple: tuple[str, str, str], reason: str) -> None:
    found = given(text, triple, 1.0)
    assert (found.status, found.reason.partition(":")[0]) == ("refused", reason)


def test_who_is_less_than_sure_is_asked_like_any_extractor() -> None:
    assert given("Acme contains information.", ("Acme", "contains", "information"), 0.9).status == "refused"
