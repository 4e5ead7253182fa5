"""From answers to extractions: modality, what stands beside a triple, and answers that broke off."""

from __future__ import annotations

import pytest

from kg.extract.llm.answering import finish, halves, together, unanswered
from kg.extract.llm.answers import Answer
from kg.model import Extraction, Paragraph, Qualifier, Triple


def made(text: str, *triples: Triple) -> Extraction:
    return finish(Paragraph("p", "d", 0, 0, len(text), text), Answer("ok", triples), tokens_in=3, tokens_out=4)


def first(text: str, subject: str, predicate: str, object: str, **qualifiers: str) -> Triple:
    given = tuple(Qualifier(key, value) for key, value in qualifiers.items())
    return made(text, Triple(subject, predicate, object, given)).triples[0]


def test_triples_are_grounded_and_mentions_found() -> None:
    text = "Otto Hahn won the prize."
    found = made(text, Triple("otto hahn", "won", "the  prize"))
    (triple,) = found.triples
    assert (triple.subject, triple.object) == ("Otto Hahn", "the prize")
    assert (triple.subject_span, triple.predicate_span, triple.object_span) == ((0, 9), (10, 13), (14, 23))
    assert [m.text for m in found.mentions] == ["Otto Hahn"]
    assert (found.tokens_in, found.tokens_out) == (3, 4)


def test_repeats_in_other_letter_case_are_one() -> None:
    assert len(made("Ann met Bo.", Triple("Ann", "met", "Bo"), Triple("ann", "Met", "bo"), Triple("Ann", "met", "Bo")).triples) == 1


@pytest.mark.parametrize(
    ("text", "predicate", "modality"),
    [
        ("Ann met Bo.", "met", "asserted"),
        ("Ann did not meet Bo.", "meet", "negated"),
        ("Ann didn't meet Bo.", "did meet", "negated"),
        ("Ann may have met Bo.", "knows", "hedged"),
        ("Ann, not Cy, met Bo.", "knows", "asserted"),
        ("Ann never met Bo.", "never met", "negated"),
        ("Ann may have met Bo.", "met", "hedged"),
        ("Ann is said to have met Bo.", "met", "hedged"),
        ("Ann probably met Bo.", "met", "hedged"),
        ("It was not cold. Ann met Bo.", "met", "asserted"),
        ("If not tired, Ann met Bo.", "met", "asserted"),
    ],
)
def test_what_the_text_denies_or_doubts_is_not_asserted(text: str, predicate: str, modality: str) -> None:
    assert first(text, "Ann", predicate, "Bo").modality == modality


def test_confidence_orders_by_what_the_text_shows() -> None:
    plain = first("Ann met Bo.", "Ann", "met", "Bo").confidence
    implied = first("Ann met Bo.", "Ann", "knows", "Bo").confidence
    reversed = first("Ann met Bo.", "Bo", "knows", "Ann").confidence
    scattered = first("Ann left. Bo came.", "Ann", "left", "Bo").confidence
    assert 1 > plain > implied > max(reversed, scattered) > 0
    assert plain == pytest.approx(0.8)


def test_confidence_goes_by_what_the_model_is_trusted_with() -> None:
    paragraph = Paragraph("p", "d", 0, 0, 11, "Ann met Bo.")
    given = Answer("ok", (Triple("Ann", "met", "Bo"), Triple("Ann", "knows", "Bo")))
    plain, implied = finish(paragraph, given, trust=0.4).triples
    assert plain.confidence == pytest.approx(0.4)
    assert 0.15 < implied.confidence < 0.4
    assert 0 < finish(paragraph, given, trust=0.0).triples[0].confidence < finish(paragraph, given, trust=1.0).triples[0].confidence < 1


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ("1903", "1903", {("point in time", "1903")}),
        ("1903", "1911", {("start time", "1903"), ("end time", "1911")}),
        ("1911", "1903", set()),
        ("44 BC", "31 BC", {("start time", "44 BC"), ("end time", "31 BC")}),
    ],
)
def test_times_that_can_be(start: str, end: str, wanted: set[tuple[str, str]]) -> None:
    text = f"Ann led Larn from {start} to {end}, said 1903."
    (triple,) = made(text, Triple("Ann", "led", "Larn", (Qualifier("start time", start), Qualifier("end time", end)))).triples
    assert {(q.key, q.value) for q in triple.qualifiers} == wanted


def test_a_part_is_no_qualifier() -> None:
    given = (Qualifier("subject", "Bo"), Qualifier("time", "noon"))
    (triple,) = made("Ann met Bo at noon.", Triple("Ann", "met", "Bo", given)).triples
    assert [q.key for q in triple.qualifiers] == ["time"]


def test_a_time_of_another_sentence_is_of_another_fact() -> None:
    text = "Ann came in 1898. Ann met Bo in Larn."
    given = (Qualifier("point in time", "1898"), Qualifier("location", "Larn"))
    (triple,) = made(text, Triple("Ann", "met", "Bo", given)).triples
    assert [q.key for q in triple.qualifiers] == ["location"]
    (across,) = made(text, Triple("Ann", "came", "Bo", given)).triples
    assert [q.key for q in across.qualifiers] == ["point in time", "location"]


def test_times_from_here_and_there_are_doubted() -> None:
    text = "Ann, born in 1871, led Larn from 1903 to 1911."
    beside = first(text, "Ann", "led", "Larn", **{"start time": "1903", "end time": "1911"})
    apart = first(text, "Ann", "led", "Larn", **{"start time": "1871", "end time": "1911"})
    assert beside.confidence > apart.confidence


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ann met Bo in 1903.", {("point in time", "1903")}),
        ("Ann met Bo on 5 May 1903.", {("point in time", "5 May 1903")}),
        ("In May 1903, Ann met Bo.", {("point in time", "May 1903")}),
        ("Ann met Bo since 1903, and left.", {("start time", "1903")}),
        ("Ann met Bo in Lake Como in 1903.", {("location", "Lake Como"), ("point in time", "1903")}),
        ("Ann met Bo in Physics.", set()),
        ("Ann met Bo from 1903 to 1911.", set()),
        ("Ann met Bo in 1903–1911.", set()),
        ("Ann met Bo, who died in 1903.", set()),
        ("In 1903 it rained, and Ann met Bo.", set()),
        ("Ann met Bo. In 1903 she left.", set()),
    ],
)
def test_dates_and_places_right_beside_a_triple_are_its_qualifiers(text: str, wanted: set[tuple[str, str]]) -> None:
    found = first(text, "Ann", "met", "Bo").qualifiers
    assert {(q.key, q.value) for q in found} == wanted
    assert all(text[slice(*(q.span or (0, 0)))] == q.value for q in found)


@pytest.mark.parametrize(
    ("subject", "predicate", "object", "wanted"),
    [
        ("Larn", "is the capital of Vost", "Vost", "is the capital of"),
        ("Larn", "Larn is the capital of", "Vost", "is the capital of"),
        ("Larn", "Larn is the capital of Vost", "Vost", "is the capital of"),
        ("Larn", "is the capital of", "Vost", "is the capital of"),
        ("Larn", "is the capital", "is the capital of Vost", None),
        ("Larn", "is", "is", None),
        ("Larn", "is the capital of Vost", "capital", None),
        ("Larn is the capital", "is", "Vost", None),
        ("Larn is the capital", "of", "capital of Vost", None),
        ("Larn", "is", "of", None),
        ("Larn", "is", "the", None),
    ],
)
def test_parts_that_are_made_of_the_same_words(subject: str, predicate: str, object: str, wanted: str | None) -> None:
    text = "Larn is the capital of Vost."
    found = made(text, Triple(subject, predicate, object))
    assert [t.predicate for t in found.triples] == ([wanted] if wanted else [])
    assert all(text[slice(*(t.predicate_span or (0, 0)))] == t.predicate for t in found.triples)
    assert found.reason == ("" if wanted else "a triple left out: parts that say nothing of their own")


def test_what_the_model_said_is_not_overruled() -> None:
    text = "Ann met Bo in 1903."
    assert [q.key for q in first(text, "Ann", "met", "Bo", inception="1903").qualifiers] == ["inception"]
    assert first(text, "Ann", "met Bo in", "1903").qualifiers == ()


def test_a_place_is_one_where_the_model_says_so_elsewhere() -> None:
    text = "Ann met Bo in Rome. Bo was born in Rome."
    found = made(text, Triple("Ann", "met", "Bo"), Triple("Bo", "was born in", "Rome")).triples
    assert [[(q.key, q.value) for q in t.qualifiers] for t in found] == [[("location", "Rome")], []]


def test_a_failed_answer_keeps_its_text() -> None:
    found = finish(Paragraph("p", "d", 0, 0, 2, "A."), Answer("failed", (), "no JSON"), text="I cannot\ud800.")
    assert (found.outcome, found.reason, found.raw) == ("failed", "no JSON", "I cannot?.")
    assert unanswered(Paragraph("p", "d", 0, 0, 2, "A."), "gone").reason == "no answer: gone"


def test_a_time_that_is_left_out_is_told() -> None:
    text = "Ann met Bo. She died in 1903."
    triple = Triple("Ann", "met", "Bo", (Qualifier("point in time", "1903"), Qualifier("location", "Rome")))
    found = made(text, triple)
    assert found.triples[0].qualifiers == ()
    assert found.reason == "qualifiers not in the text: location 'Rome'; times of another sentence: point in time '1903'"


def test_halves_part_between_sentences() -> None:
    text = "Ann Roe met Bo Lee in the old town. " * 3 + "Then Dr. Cy Moe came back to the harbour again. " * 3
    left, right = halves(text) or ("", "")
    assert left.endswith("town.")
    assert right.startswith(("Then", "Ann"))
    assert f"{left} {right}" == text.rstrip()
    assert halves("Short.") is None
    assert halves("x" * 500) is None
    assert [len(part.split()) for part in halves("word " * 100) or ()] == [51, 49]


def test_together_is_all_that_was_said() -> None:
    a, b, c = (Triple(x, "met", "Bo") for x in "ABC")
    broken = Answer("truncated", (a,), "the answer breaks off", True)
    assert together(broken, [Answer("ok", (a, b)), Answer("ok", (c,))]).triples == (a, b, c)
    assert together(broken, [Answer("ok", (b,)), Answer("ok", ())]).outcome == "repaired"
    assert together(broken, [Answer("ok", (b,)), broken]).outcome == "truncated"
    assert together(broken, [Answer("failed"), Answer("ok", (b,))]).triples == (a, b)
    nothing = Answer("truncated", (), "the answer breaks off", True)
    assert together(nothing, [Answer("failed"), Answer("failed")]).outcome == "failed"
    assert together(nothing, [Answer("empty"), Answer("empty")]).outcome == "empty"
