"""Fact sheets, explanations and counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import graphs
from kg import ask, pipeline
from kg.ask.explain import Because, OneOf, surroundings
from kg.ask.show import Candidates, Sheet
from kg.ask.telling import date_words, value_words
from kg.errors import NotFound
from kg.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as store:
        yield graphs.lovelace().into(store)


def sheet(store: Store, name: str) -> Sheet:
    found = ask.show(store, name)
    assert isinstance(found, Sheet)
    return found


def test_a_fact_sheet(store: Store) -> None:
    lines = str(sheet(store, "Ada Lovelace")).splitlines()
    assert lines[:2] == ["Ada Lovelace — Person", "also called Countess of Lovelace, Lovelace"]
    at = lines.index("born in")
    assert lines[at + 1 : at + 3] == ["  London (10 December 1815)  [1]", "  London  [2]"]
    assert "  Charles Babbage (1833–1843)  [3]" in lines
    assert "  Notes (1843; according to one account)  [4]" in lines
    assert "  Carl Friedrich Gauß (denied)  [5]" in lines
    # elsewhere: as object, and inside a qualifier
    assert any(line.startswith("  Charles Babbage — know — Ada Lovelace") for line in lines)
    assert any(line.startswith("  Analytical Engine — design start — 1830s (with Ada Lovelace)") for line in lines)
    assert "  [1] The enchantress of numbers (lives/ada.txt): “Ada Lovelace was born in London on 10 December 1815”" in lines


def test_groups_stand_in_the_order_of_time(store: Store) -> None:
    lines = str(sheet(store, "Ada Lovelace")).splitlines()
    heads = [line for line in lines if line in ("born in", "work with", "publish", "meet")]
    assert heads == ["born in", "work with", "publish", "meet"]


def test_the_same_as_plain_data(store: Store) -> None:
    told = json.loads(json.dumps(sheet(store, "Ada Lovelace").as_json()))
    assert (told["name"], told["type"], told["aliases"]) == ("Ada Lovelace", "Person", ["Countess of Lovelace", "Lovelace"])
    assert len(told["statements"]) == 7
    dated = next(s for s in told["statements"] if s["predicate"] == "born in" and s["qualifiers"])
    assert dated["object"]["name"] == "London"
    assert dated["qualifiers"] == [{"key": "point in time", "value": "1815-12-10", "datatype": "date"}]
    assert dated["evidence"][0]["quote"] == "Ada Lovelace was born in London on 10 December 1815"
    assert dated["evidence"][0]["document"] == "lives/ada.txt"


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "ada lovelace",
        "ÁDA  Lovelace",
        "Lovelace",
        "countess of lovelace",
        "the Ada Lovelace",
        "AdaLovelace",
        "Ada\x07 Lovelace",
    ],
)
def test_ways_to_name_somebody(store: Store, name: str) -> None:
    assert sheet(store, name).entity.name == "Ada Lovelace"


def test_the_start_of_an_id(store: Store) -> None:
    id = sheet(store, "London").entity.id
    assert sheet(store, id[:8]).entity.name == "London"


def test_an_unknown_name_hears_of_the_nearest(store: Store) -> None:
    with pytest.raises(NotFound, match="Ada Lovlace: no entity has this name; did you mean Ada Lovelace"):
        ask.show(store, "Ada Lovlace")
    with Store() as empty, pytest.raises(NotFound, match="kg stats"):
        ask.show(empty, "Ada")


def test_an_alias_of_two_lists_both(tmp_path: object) -> None:
    f = graphs.Filler()
    london = f.entity("London", "Place")
    for name in ("Mary Shelley", "Percy Shelley"):
        f.say(f.entity(name, "Person", "Shelley"), "live in", london)
    with Store() as store:
        found = ask.show(f.into(store), "Shelley")
        assert isinstance(found, Candidates)
        assert [entity.name for entity in found.entities] == ["Mary Shelley", "Percy Shelley"]
        assert "Percy Shelley (Person), also Shelley" in str(found)
        assert len(found.as_json()["candidates"]) == 2


def test_two_of_one_name_show_the_better_known(tmp_path: object) -> None:
    f = graphs.Filler()
    f.say(f.entity("Paris", "Person"), "live in", f.entity("Troy", "Place"))
    for year in ("1900", "1924"):
        f.say(f.entity("Paris", "Place"), "host", f.entity("Olympic Games", "Event"), [("point in time", graphs.literal(year, "date"))])
    with Store() as store:
        found = sheet(f.into(store), "Paris")
    assert found.entity.type == "Place"
    assert [other.type for other in found.others] == ["Person"]
    assert "Others called so: Paris (Person" in str(found)


def test_a_name_tells_who_else_bears_it(tmp_path: object) -> None:
    f = graphs.Filler()
    f.say(f.entity("Roe", "Person"), "live in", f.entity("Oslo", "Place"))
    f.say(f.entity("Jane Roe", "Person", "Roe"), "live in", f.entity("Bergen", "Place"))
    with Store() as store:
        found = sheet(f.into(store), "Roe")
    assert [other.name for other in found.others] == ["Jane Roe"]
    assert "Others called so: Jane Roe (Person" in str(found)


def test_a_name_broken_over_two_lines_is_one_name(tmp_path: Path) -> None:
    text = tmp_path / "roe.txt"
    text.write_text("Jane Roe was born in Oslo. In 1980 the town honoured Jane\nRoe.\n\nJane Roe died in Bergen.\n", encoding="utf-8")
    with Store() as store:
        pipeline.run(store, [str(text)])
        found = ask.explain(store, "Jane Roe")
    assert isinstance(found, OneOf)
    assert ("Jane Roe", 3, 1) in found.mentions


def test_why_a_statement_is_there(store: Store) -> None:
    told = next(s for s in sheet(store, "Ada Lovelace").statements if s.predicate == "meet")
    found = ask.explain(store, told.id[:10])
    assert isinstance(found, Because)
    assert "Ada Lovelace — meet — Carl Friedrich Gauß (denied)" in str(found)
    assert "under “Lives”" in str(found)
    assert "      ⟦She never met Gauss⟧!" in str(found)
    assert "“never met”, confidence 0.60, by by hand 1" in str(found)
    place = found.as_json()["evidence"][0]
    assert (place["before"], place["quote"], place["after"]) == ("", "She never met Gauss", "!")


def test_why_an_entity_is_one(store: Store) -> None:
    found = ask.explain(store, "Ada Lovelace")
    assert isinstance(found, OneOf)
    assert "  Ada Lovelace = Lovelace: surname, 0.95" in str(found)
    assert found.as_json()["merges"] == [{"left": "Ada Lovelace", "right": "Lovelace", "rule": "surname", "score": 0.95}]
    assert "Nothing was merged" in str(ask.explain(store, "London"))


def test_an_id_that_is_not_there(store: Store) -> None:
    for id in ("ffffffffffff", ""):
        with pytest.raises(NotFound):
            ask.explain(store, id)


def test_a_start_that_several_ids_have(store: Store) -> None:
    ids = [s.id for s in sheet(store, "Ada Lovelace").statements]
    starts = [id[:1] for id in ids]
    shared = next((start for start in starts if starts.count(start) > 1), "")
    found = ask.explain(store, shared)
    assert isinstance(found, Candidates)
    assert len(found.as_json()["candidates"]) > 1


def test_counts(store: Store) -> None:
    found = ask.stats(store)
    told = found.as_json()
    assert (told["entities"], told["statements"], told["evidence"]) == (6, 9, 10)
    assert told["modality"] == {"asserted": 7, "hypothetical": 1, "negated": 1}
    assert told["digest"] in str(found)
    assert "entities with a statement" in str(found) and "paragraphs with evidence" in str(found)
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1867-11-07", "7 November 1867"),
        ("1903-11", "November 1903"),
        ("1903", "1903"),
        ("190X", "1900s"),
        ("18XX", "19th century"),
        ("20XX", "21st century"),
        ("1903/1911", "1903–1911"),
        ("1903/..", "since 1903"),
        ("../1911", "until 1911"),
        ("1500~", "about 1500"),
        ("-0043-03-15", "15 March 44 BC"),
        ("2001-21", "spring 2001"),
        ("2001-34", "2nd quarter 2001"),
        ("XXXX-05-07", "7 May"),
        ("1903-XX", "1903"),
        ("someday", "someday"),
        ("1903-13", "1903-13"),
    ],
)
def test_dates_in_words(edtf: str, words: str) -> None:
    assert date_words(edtf) == words


@pytest.mark.parametrize(
    ("value", "datatype", "words"),
    [
        ("12.5 km", "quantity", "12.5 km"),
        ("45 %", "quantity", "45%"),
        ("26 [mi_i]", "quantity", "26 mi"),
        ("3400000 USD", "quantity", "3,400,000 USD"),
        ("25000", "number", "25,000"),
        ("1984", "number", "1984"),
        ("1e999", "number", "1e999"),
        ("about 300", "string", "about 300"),
        ("no unit", "quantity", "no unit"),
    ],
)
def test_values_in_words(value: str, datatype: str, words: str) -> None:
    assert value_words(value, datatype) == words


@pytest.mark.parametrize(
    ("text", "quote", "shown"),
    [
        ("One. Two words here. Three.", "words", ("Two ", " here.")),
        ("Dr. Who came. She left.", "She left", ("", ".")),
        ("He ate 3.5 kg of it", "ate", ("He ", " 3.5 kg of it")),
        ("He said “No.” They left", "They", ("", " left")),
    ],
)
def test_the_sentence_around_a_quote(text: str, quote: str, shown: tuple[str, str]) -> None:
    start = text.index(quote)
    assert surroundings(text, start, start + len(quote)) == shown


def test_a_long_surrounding_is_cut() -> None:
    text = "word " * 500 + "here" + " word" * 500
    before, after = surroundings(text, 2500, 2504)
    assert before.startswith("… word") and after.endswith("word …")
    assert len(before) + len(after) < 900


def test_hostile_names_can_be_shown() -> None:
    with Store() as store:
        graphs.hostile().into(store)
        for name in graphs.HOSTILE:
            found = ask.show(store, name)
            assert name in json.dumps(found.as_json(), ensure_ascii=False) or json.dumps(name)[1:-1] in json.dumps(found.as_json())
            assert str(found)
