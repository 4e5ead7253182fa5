"""Several pages in one file, and common nouns that open sentences."""

from __future__ import annotations

from kg.model import Extraction, Mention, Paragraph, Triple
from kg.refer import refer
from kg.refer.pages import pages, parts
from settling import settle

PEOPLE = ("Anna Berg", "Paul Roe", "Ines Lind")


def dump() -> list[Paragraph]:
    found = []
    for i, name in enumerate(PEOPLE):
        text = f"{name} was a painter from a small town in the north, and left it early. Berg painted houses."
        found.append(Paragraph(f"p{i}", "d", i, 0, len(text), text, "", (name,)))
    return found


def test_a_dump_is_cut_into_its_pages() -> None:
    assert pages("", dump()) == [(name, i, i + 1) for i, name in enumerate(PEOPLE)]


def test_a_book_is_one_page() -> None:
    chapters = [
        Paragraph(
            f"p{i}",
            "d",
            i,
            0,
            90,
            "Roe went to the window and looked out into the rain for a very long time that day.",
            "",
            (f"Chapter {i}",),
        )
        for i in range(5)
    ]
    assert pages("", chapters) == [("", 0, 5)]
    assert pages("A title", dump()) == [("A title", 0, 3)]


def test_a_text_without_a_title_has_that_of_its_first_heading() -> None:
    first, *others = dump()
    early = Paragraph("p1", "d", 1, 0, 90, "She grew up by the sea and went to school in the town until the war came.", "", ("Early life",))
    assert pages("", [first, early]) == [("Anna Berg", 0, 2)]
    assert pages("", [first]) == [("Anna Berg", 0, 1)]
    assert pages("", [first, *others[:1]]) == [("", 0, 2)]  # two of a kind: neither is the whole
    assert pages("", [early]) == [("", 0, 1)]
    assert pages("", []) == [("", 0, 0)]


def test_a_surname_does_not_reach_into_the_next_page() -> None:
    paragraphs = dump()
    extractions = []
    for paragraph, name in zip(paragraphs, PEOPLE, strict=True):
        at = paragraph.text.rindex("Berg")
        mentions = (
            Mention(0, len(name), name, "name", "Person", 0, "subject"),
            Mention(at, at + 4, "Berg", "name", "Person", 1, "subject"),
        )
        extractions.append(Extraction(paragraph.id, "ok", (Triple("Berg", "painted", "houses", subject_span=(at, at + 4)),), mentions))
    found = refer(document="d", title="", date="", paragraphs=paragraphs, extractions=extractions)
    names = [found.chains[one.subject].name for one in found.triples if one.status == "kept"]
    assert names[0] == "Anna Berg" and "Anna Berg" not in names[1:]
    assert [c.number for c in found.chains] == list(range(len(found.chains)))


def test_a_substance_is_no_name() -> None:
    found = settle(
        "Dubrium is a chemical element. Dubrium melts slowly.",
        ("Dubrium", "is", "a chemical element"),
        mentions="Dubrium/name/Organization; Dubrium/name/Person",
        title="Dubrium",
    )
    assert [(c.name, c.type) for c in found.chains if c.name.lower() == "dubrium"] == [("dubrium", "Concept")]


def test_a_firm_keeps_its_capital() -> None:
    found = settle(
        "Dubrium is a large company. Dubrium sells steel.",
        ("Dubrium", "sells", "steel"),
        mentions="Dubrium/name/Organization; Dubrium/name/Organization",
        title="Dubrium",
    )
    assert "Dubrium" in [c.name for c in found.chains]


def lives(*headings: str) -> list[Paragraph]:
    """A text whose title is the first of several headings of one level, each above a life."""
    texts = [
        "Anna Berg was a painter from a small town in the north, and left it early. She painted houses.",
        "Ines Lind was born in Oslo and lived by the sea until the war came to the town. She painted ships.",
    ]
    return [
        Paragraph(f"p{i}", "d", i, 0, len(text), text, "Anna Berg", (heading,))
        for i, (text, heading) in enumerate(zip(texts, headings, strict=True))
    ]


def test_a_page_has_parts_where_its_title_is_one_of_several_headings() -> None:
    assert parts(lives("Anna Berg", "Ines Lind")) == [("Anna Berg", 0, 1), ("Ines Lind", 1, 2)]
    assert parts(lives("Anna Berg", "Later years")) == [("", 0, 2)]  # what follows says more of the same
    assert parts(lives("Early years", "Ines Lind")) == [("", 0, 2)]
    assert parts([]) == [("", 0, 0)]


def test_she_is_whom_the_heading_names() -> None:
    paragraphs = lives("Anna Berg", "Ines Lind")
    extractions = []
    for paragraph in paragraphs:
        name = paragraph.heading[0]
        at = paragraph.text.rindex("She")
        mentions = (
            Mention(0, len(name), name, "name", "Person", 0, "subject"),
            Mention(at, at + 3, "She", "pronoun", "", 1, "subject"),
        )
        painted = Triple("She", "painted", paragraph.text[:-1].rpartition(" ")[2], subject_span=(at, at + 3))
        extractions.append(Extraction(paragraph.id, "ok", (painted,), mentions))
    found = refer(document="d", title="Anna Berg", date="", paragraphs=paragraphs, extractions=extractions)
    called = {(r.paragraph, r.text): found.chains[r.chain].name for r in found.references}
    assert called["p0", "She"] == "Anna Berg" and called["p1", "She"] == "Ines Lind"
