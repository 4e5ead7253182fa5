"""Posts without what they are of: completed from the page where that leaves no doubt, refused elsewhere."""

from __future__ import annotations

import pytest

from kg.model import Referred, Triple
from kg.refer.gate import posts
from settling import only, settle

OPENING = "Vega Rovers is a football club based in Larn. "


@pytest.mark.parametrize(
    ("predicate", "object"),
    [
        ("is", "former leader"),
        ("was", "an executive producer"),
        ("was", "co-executive producer"),
        ("is", "incumbent President"),
        ("was elected", "Deputy Leader"),
        ("was appointed as", "head coach"),
        ("accepted the post of", "caretaker manager"),
        ("was promoted to", "team captain"),
        ("is", "Attorney General"),
        ("is", "the Liberal candidate"),
    ],
)
def test_a_post_alone_leaves_open_of_what(predicate: str, object: str) -> None:
    assert posts.unheld(Triple("Anna Roe", predicate, object), object, ())
    assert not posts.unheld(Triple("Anna Roe", predicate, object), object, [("at", 3)])
    assert posts.unheld(Triple("Anna Roe", predicate, object), object, [("role", 3), ("point in time", 4)])


@pytest.mark.parametrize(
    ("predicate", "object"),
    [
        ("is", "leader of the guild"),
        ("is", "Ruritanian President"),
        ("is", "Larn head coach"),
        ("is", "Major General"),
        ("is", "Lieutenant Commander"),
        ("was", "a manager"),
        ("met", "head coach"),
        ("is", "football coach"),
    ],
)
def test_a_rank_a_trade_or_a_post_with_its_body_says_enough(predicate: str, object: str) -> None:
    assert not posts.unheld(Triple("Anna Roe", predicate, object), object, ())


def club(sentence: str, object: str, mentions: str, predicate: str = "was appointed as") -> Referred:
    return settle(
        OPENING + sentence,
        ("Anna Roe", predicate, object),
        title="Vega Rovers",
        mentions=f"Vega Rovers/name/Organization; Larn/name/Place; {mentions}",
    )


def test_a_post_on_the_page_of_a_club_is_the_clubs() -> None:
    found = club("Anna Roe was appointed as head coach.", "head coach", "Anna Roe/name/Person")
    assert [(key, found.chains[end].name) for key, end in only(found).qualifiers if isinstance(end, int)] == [("of", "Vega Rovers")]


@pytest.mark.parametrize(
    ("sentence", "object", "mentions"),
    [
        ("Anna Roe was appointed as head coach, said Orion Athletic.", "head coach", "; Orion Athletic/name/Organization"),
        ("Anna Roe was appointed as foreign minister.", "foreign minister", ""),
    ],
)
def test_another_body_beside_it_or_an_office_of_state_is_refused(sentence: str, object: str, mentions: str) -> None:
    one = only(club(sentence, object, f"Anna Roe/name/Person{mentions}"))
    assert one.status == "refused" and one.reason.startswith("of whom or what"), one


def test_a_minister_is_of_the_land_that_her_page_names_first() -> None:
    found = settle(
        "Anna Roe is a politician who was Prime Minister of Ruritania. Anna Roe resigned as Prime Minister.",
        ("Anna Roe", "resigned as", "Prime Minister"),
        title="Anna Roe",
        mentions="Anna Roe/name/Person; Ruritania/name/Place; Anna Roe/name/Person",
    )
    assert [found.chains[end].name for key, end in only(found).qualifiers if key == "of" and isinstance(end, int)] == ["Ruritania"]


def test_a_dated_office_of_state_is_one() -> None:
    assert posts.dated_office("Deputy Prime Minister", [("start time", 1)])
    assert not posts.dated_office("Deputy Prime Minister", [("role", 1)])
    assert not posts.dated_office("head coach", [("start time", 1)])
