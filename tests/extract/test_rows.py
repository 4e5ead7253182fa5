"""Rows of tables and boxes."""

from __future__ import annotations

import pytest

from kg.extract.rows import is_row, rows_of
from kg.ground import ground
from kg.model import Paragraph, Triple


def row(text: str, *heading: str, title: str = "") -> Paragraph:
    return Paragraph("p", "d", 0, 0, len(text), text, title, heading)


def told(paragraph: Paragraph) -> list[tuple[str, str, str]]:
    return [(t.subject, t.predicate, t.object) for t in rows_of(paragraph)]


def test_a_table_whose_first_column_names_things() -> None:
    found = row("Ship: Vega; Captain: Anna Roe; Port: Oslo, Bergen; Remarks: old", "Fleet", "Ship | Captain | Port | Remarks")
    assert told(found) == [("Vega", "Captain", "Anna Roe"), ("Vega", "Port", "Oslo"), ("Vega", "Port", "Bergen")]
    for triple in rows_of(found):
        assert ground(found, triple) == triple and is_row(found.text, triple)


def test_an_empty_cell_is_passed_over() -> None:
    assert told(row("Ship: Vega; Port: Oslo", "Ship | Captain | Port")) == [("Vega", "Port", "Oslo")]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("Year: 1950; Geese: 30", "Year | Geese"),  # names nothing
        ("Column 1: Red; Column 2: Green", "Column 1 | Column 2"),
        ("Name: Vega; Comment: painted twice", "Name | Comment"),  # a note
        ("Name: upper left; Mother: upper right", "Name | Mother"),
        ("Ship: Vega; Sails: white", "Ship | Sails"),  # a verb, or a noun
        ("Ship: Others; Captain: Anna Roe", "Ship | Captain"),
        ("Captain: Anna Roe; From: 1911; Until: 1919", "Captain | From | Until"),  # from when, but what
        ("Ship: Vega; Captain: She sank. Nobody knows why.", "Ship | Captain"),
    ],
)
def test_rows_that_leave_something_open(text: str, heads: str) -> None:
    assert told(row(text, heads)) == []


def test_a_box_below_the_name_of_the_page() -> None:
    def box(text: str) -> list[tuple[str, str, str]]:
        return told(row(text, "Vega Corporation", title="Vega"))

    assert box("Founders: Anna Roe, Bob Poe") == [("Vega Corporation", "Founders", "Anna Roe"), ("Vega Corporation", "Founders", "Bob Poe")]
    assert box("Founded: 4 May 1911 in Oslo, Norway") == [("Vega Corporation", "was founded on", "4 May 1911")]
    assert box("Headquarters: Oslo, Norway") == []  # one place, or two
    assert box("Opening hours: nine to five") == []
    assert told(row("Founders: Anna Roe", "Prices", title="Vega")) == []


def test_what_a_box_says_more_is_a_qualifier() -> None:
    paragraph = row("Revenue: $9.5 million (2023)", "Vega Corporation", title="Vega")
    (triple,) = rows_of(paragraph)
    assert triple.object == "$9.5 million" and [(q.key, q.value) for q in triple.qualifiers] == [("point in time", "2023")]
    (triple,) = rows_of(row("Founded: 4 May 1911 in Oslo, Norway", "Vega Corporation", title="Vega"))
    assert [(q.key, q.value) for q in triple.qualifiers] == [("location", "Oslo, Norway")]


def test_the_heading_grounds_a_row_below_it_and_nothing_else() -> None:
    paragraph = row("Founders: Anna Roe", "Vega Corporation", title="Vega")
    (triple,) = rows_of(paragraph)
    assert ground(paragraph, triple) == triple and is_row(paragraph.text, triple)
    prose = row("Anna Roe founded it.", "Vega Corporation", title="Vega")
    loose = Triple("Vega Corporation", "founded", "Anna Roe", predicate_span=(9, 16), object_span=(0, 8))
    assert isinstance(ground(prose, loose), str)


def test_prose_with_a_colon_is_no_row() -> None:
    text = "Anna Roe said: Bob Poe left; he sang: a song"
    triple = Triple("Bob Poe", "sang", "a song", subject_span=(15, 22), predicate_span=(32, 36), object_span=(38, 44))
    assert not is_row(text, triple)
