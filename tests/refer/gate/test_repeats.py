"""Nothing is said twice in one paragraph, and no qualifier says what the statement says already."""

from __future__ import annotations

from kg.model import Literal
from settling import settle

CAST = "Ann Roe/name/Person; Nordic Institute/name/Organization"


def test_of_two_readings_of_the_same_words_the_named_end_is_kept_behind_is() -> None:
    found = settle(
        "Ann Roe became director of the Nordic Institute.",
        ("Ann Roe", "became", "director of the Nordic Institute"),
        ("Ann Roe", "became director of", "the Nordic Institute"),
        mentions=CAST,
    )
    assert [one.status for one in found.triples] == ["duplicate", "kept"]
    assert "said in other words" in found.triples[0].reason


def test_a_name_is_not_parted_between_predicate_and_object() -> None:
    cast = "Ann Roe/name/Person; Minister of Health/name"
    text = "Ann Roe became Minister of Health in 1989."
    found = settle(text, ("Ann Roe", "became Minister of", "Health", {"role": "Minister", "point in time": "1989"}), mentions=cast)
    (one,) = found.triples
    assert (one.triple.predicate, one.triple.object) == ("became", "Minister of Health")
    assert [key for key, _ in one.qualifiers] == ["point in time"]


def test_a_predicate_within_the_name_of_its_object_is_refused() -> None:
    text = "Ann Roe, 1st Duchess of Varna, died in 1554."
    found = settle(text, ("Ann Roe", "1st Duchess of", "Varna"), mentions="Ann Roe/name/Person; 1st Duchess of Varna/name")
    assert found.triples[0].reason == "torn out of its phrase: Varna"


def test_a_predicate_swallows_no_name() -> None:
    found = settle(
        "Ann Roe died at the Sancta clinic in Bergen.",
        ("Ann Roe", "died at the Sancta clinic in", "Bergen"),
        mentions="Ann Roe/name/Person; Sancta/name/Place; Bergen/name/Place",
    )
    assert found.triples[0].reason == "a name in the predicate: Sancta"


def test_qualifiers_that_say_nothing_new_are_left_out() -> None:
    found = settle(
        "In order to help, Ann Roe joined the Nordic Institute in 1950 at the moment.",
        ("Ann Roe", "joined", "the Nordic Institute", {"in": "order", "point in time": "1950", "at": "the moment"}),
        mentions=CAST,
    )
    (one,) = found.triples
    assert ("point in time", Literal("1950", "date")) in one.qualifiers
    assert all(key != "in" for key, _ in one.qualifiers)


def test_an_office_is_nobody() -> None:
    found = settle(
        "Defence Minister opened the Nordic Institute.",
        ("Defence Minister", "opened", "the Nordic Institute"),
        mentions="Defence Minister/name/Person; Nordic Institute/name/Organization",
    )
    assert found.triples[0].status == "refused"
    assert found.triples[0].reason.startswith("a role")


def test_of_a_long_phrase_the_name_at_its_end_is_the_better_object() -> None:
    text = "In 1931 Ann Roe held the first board meeting of the Norland Nordic Institute."
    found = settle(
        text,
        ("Ann Roe", "held", "the first board meeting of the Norland Nordic Institute", {"point in time": "1931"}),
        ("Ann Roe", "held the first board meeting of", "the Norland Nordic Institute", {"point in time": "1931"}),
        mentions="Ann Roe/name/Person; Norland Nordic Institute/name/Organization",
    )
    assert [one.status for one in found.triples] == ["duplicate", "kept"]
