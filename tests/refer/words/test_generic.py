"""Whoever a rule is for, where a text lays down rules."""

from __future__ import annotations

from kg.model import Extraction, Paragraph, Settled, Triple
from kg.refer import refer

RULES = "The trustee must keep records. A trustee must file reports. The trustee must pay rent. Trustees must not lend money. "
STORY = "The trustee kept records. A trustee filed reports. The trustee paid rent. Trustees lent no money. "


def settle(opening: str, text: str, *triples: tuple[str, str, str]) -> list[Settled]:
    """The settled triples of a last paragraph behind others that repeat an opening."""
    texts = [opening * 3, opening * 3, text]
    paragraphs, at = [], 0
    for n, one in enumerate(texts):
        paragraphs.append(Paragraph(f"p{n}", "d", n, at, at + len(one), one, "", ()))
        at += len(one) + 2
    made = tuple(Triple(s, p, o, confidence=0.9) for s, p, o in triples)
    extractions = [Extraction("p0", "empty", ()), Extraction("p1", "empty", ()), Extraction("p2", "ok", made)]
    return list(refer(document="d", title="", date="", paragraphs=paragraphs, extractions=extractions).triples)


def test_a_rule_is_for_whoever_holds_the_part() -> None:
    for subject in ("The trustee", "Each trustee", "A trustee"):
        (one,) = settle(RULES, f"{subject} must submit an annual report.", (subject, "must submit", "an annual report"))
        assert one.status == "kept", one.reason


def test_a_condition_lays_nothing_down() -> None:
    text = "When the trustee submits an annual report, it is read."
    (one,) = settle(RULES, text, ("the trustee", "submits", "an annual report"))
    assert one.status == "refused"


def test_what_somebody_did_is_no_rule() -> None:
    (one,) = settle(RULES, "The trustee submitted an annual report.", ("The trustee", "submitted", "an annual report"))
    assert one.status == "refused"


def test_in_a_story_it_is_somebody_in_particular() -> None:
    (one,) = settle(STORY, "The trustee must submit an annual report.", ("The trustee", "must submit", "an annual report"))
    assert one.status == "refused"
