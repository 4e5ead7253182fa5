"""How sure a reader would be of a settled triple: what the chance looks at, and what becomes of the triple by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.model import Extraction, Mention, Paragraph, Qualifier, Settled, Triple
from kg.refer import refer
from kg.refer.gate import standing

ANNA = Mention(0, 9, "Anna Berg", "name", "Person", 0, "subject")


def judged(text: str, triple: tuple[Any, ...], *mentions: Mention, confidence: float = 0.7) -> Settled:
    """The triple with its chance, however low."""
    paragraph = Paragraph("p0", "d", 0, 0, len(text), text)
    extraction = Extraction("p0", "ok", (Triple(*triple, confidence=confidence),), mentions)
    (one,) = refer(document="d", title="", date="", paragraphs=[paragraph], extractions=[extraction]).triples
    return one


def chance(one: Settled) -> float:
    return one.triple.confidence if one.status == "kept" else float(one.reason.removeprefix("too doubtful: chance "))


def test_what_is_kept_has_the_chance_for_its_confidence() -> None:
    text = "Anna Berg was born in Oslo."
    one = judged(text, ("Anna Berg", "was born in", "Oslo"), ANNA, Mention(22, 26, "Oslo", "name", "Place"))
    assert one.status == "kept" and 0.65 <= one.triple.confidence < 1 and one.triple.confidence != 0.7


def test_what_the_extractor_doubts_a_reader_doubts_more() -> None:
    text, oslo = "Anna Berg was born in Oslo.", Mention(22, 26, "Oslo", "name", "Place")
    sure, unsure = (judged(text, ("Anna Berg", "was born in", "Oslo"), ANNA, oslo, confidence=c) for c in (0.9, 0.4))
    assert chance(sure) > chance(unsure)


def test_a_happening_without_date_or_name_says_less_than_one_with_a_name() -> None:
    named = judged("Anna Berg visited Oslo.", ("Anna Berg", "visited", "Oslo"), ANNA, Mention(18, 22, "Oslo", "name", "Place"))
    vague = judged("Anna Berg visited a large harbour.", ("Anna Berg", "visited", "a large harbour"), ANNA)
    assert chance(named) > chance(vague)


def test_a_triple_that_leaves_most_of_its_sentence_unsaid_is_less_sure() -> None:
    oslo = Mention(18, 22, "Oslo", "name", "Place")
    whole = judged("Anna Berg visited Oslo.", ("Anna Berg", "visited", "Oslo"), ANNA, oslo)
    long = "Anna Berg visited Oslo, and the harvest festivals brought crowds large enough to buy what her brothers carved."
    part = judged(long, ("Anna Berg", "visited", "Oslo"), ANNA, oslo)
    assert chance(whole) > chance(part)


def test_a_time_of_another_clause_counts_against_a_triple() -> None:
    def with_time(text: str) -> float:
        year, anna, oslo = (text.index(word) for word in ("1921", "Anna", "Oslo"))
        when = Qualifier("point in time", "1921", (year, year + 4))
        subject = Mention(anna, anna + 9, "Anna Berg", "name", "Person", 0, "subject")
        return chance(judged(text, ("Anna Berg", "visited", "Oslo", (when,)), subject, Mention(oslo, oslo + 4, "Oslo", "name", "Place")))

    assert with_time("In 1921 Anna Berg visited Oslo.") > with_time("In 1921 rain fell, and Anna Berg visited Oslo.")


def test_what_somebody_is_stands_right_before_the_name() -> None:
    def painter(text: str) -> float:
        return chance(
            judged(text, ("Anna Berg", "is", "painter"), Mention(text.index("Anna"), text.index("Berg") + 4, "Anna Berg", "name", "Person"))
        )

    assert painter("The painter Anna Berg kept bees.") > painter("The painter, Anna Berg, kept bees.")


def test_doubtful_triples_are_refused_with_their_chance() -> None:
    text = (
        "In May, after storms that no one had foreseen, Roen, whom her brothers had sent, carried a heavy rope to what they called a pier."
    )
    one = judged(text, ("Roen", "carried", "a heavy rope"), Mention(47, 51, "Roen", "name", "Person"), confidence=0.4)
    assert one.status == "refused" and one.reason.startswith("too doubtful: chance 0.")


def test_who_is_sure_is_taken_at_their_word() -> None:
    one = judged("Anna Berg visited a large harbour.", ("Anna Berg", "visited", "a large harbour"), ANNA, confidence=1.0)
    assert one.status == "kept" and one.triple.confidence == 1.0


def test_every_weight_belongs_to_something_that_is_looked_at() -> None:
    """A weight whose feature was renamed would be silently left out."""
    looked = {name.removeprefix("subject ").removeprefix("object ") for name in standing.WEIGHTS}
    source = Path(standing.__file__).read_text(encoding="utf-8").split("def features")[1]
    kinds = {
        "Concept",
        "Group",
        "Thing",
        "Person",
        "Place",
        "Work",
        "date value",
        "string value",
        "modality asserted",
        "modality hedged",
    }  # made of what they are
    assert {name for name in looked - kinds if f'"{name}"' not in source} == set()
