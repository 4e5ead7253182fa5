"""Paragraphs: what they cover, where they are cut, what stands above them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Block, Document, Paragraph
from kg.segment import count_tokens, segment

WORDS = st.sampled_from(
    [
        "Ada",
        "the",
        "wrote",
        "U.S.",
        "Dr.",
        "end.",
        "why?",
        "7",
        "\n\n",
        "\n",
        " \t\n \r\n",
        "= Life =",
        "CHAPTER II",
        "* * *",
        "x" * 50,
        "北京市。",
        "e\u0301",
        "\u00a0",
    ]
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300)


def document(text: str, blocks: tuple[Block, ...] = (), title: str = "") -> Document:
    return Document("d", text, blocks=blocks, title=title)


def texts(text: str, max_tokens: int = 320) -> list[str]:
    return [p.text for p in segment(document(text), max_tokens=max_tokens)]


def check(document: Document, paragraphs: list[Paragraph], budget: int) -> None:
    at = 0
    for ordinal, p in enumerate(paragraphs):
        assert p.ordinal == ordinal and p.document == document.id
        assert at <= p.start < p.end <= len(document.text)
        assert p.text == document.text[p.start : p.end] == p.text.strip()
        assert count_tokens(p.text) <= budget
        at = p.end
    assert len({p.id for p in paragraphs}) == len(paragraphs)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(1, 40))
def test_paragraphs_slice_back_in_order_within_the_budget(text: str, budget: int) -> None:
    check(document(text), list(segment(document(text), max_tokens=budget)), budget)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(1, 40))
def test_what_is_left_out_is_white_space_headings_and_debris(text: str, budget: int) -> None:
    paragraphs = list(segment(document(text), max_tokens=budget))
    above = {" ".join(re.findall(r"\w+", h)) for p in paragraphs for h in p.heading}
    at = 0
    for start, end in [(p.start, p.end) for p in paragraphs] + [(len(text), len(text))]:
        for chunk in re.split(r"\n\s*\n|\f|\u2029|\r\s*\r", text[at:start]):
            words = " ".join(re.findall(r"\w+", chunk))
            # a heading that the next one replaced stands above nothing
            assert (
                not re.search(r"[^\W\d_]", words)
                or words in above
                or words in ("Life", "CHAPTER II")
                or "\n" not in chunk.strip()
                and len(chunk.strip()) <= 80
            )
        at = end


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "list_item", "table_row", "quote", "code", "caption"]), TEXTS), max_size=8)
)
def test_blocks_slice_back_too(parts: list[tuple[str, str]]) -> None:
    text, blocks = "", []
    for kind, part in parts:
        blocks.append(Block(kind, len(text) + 1, len(text) + 1 + len(part), level=1))  # type: ignore[arg-type]
        text += "\n" + part + "\n"
    check(document(text, tuple(blocks)), list(segment(document(text, tuple(blocks)), max_tokens=20)), 20)


def test_blank_lines_part_paragraphs_and_single_lines_do_not() -> None:
    assert texts("Ada Lovelace wrote\na program.\n\nIt ran.\r\n \r\nLate.") == ["Ada Lovelace wrote\na program.", "It ran.", "Late."]


def test_equal_texts_have_ids_of_their_own_that_do_not_move() -> None:
    one = list(segment(document("It rained.\n\nIt rained.")))
    more = list(segment(document("It snowed.\n\nIt rained.\n\nIt thawed.\n\nIt rained.")))
    assert one[0].id != one[1].id
    assert [p.id for p in one] == [more[1].id, more[3].id]


def test_cuts_fall_between_sentences_and_not_after_abbreviations() -> None:
    sentence = "The U.S. Navy sent Dr. Grace M. Hopper to Philadelphia, and Prof. H. Aiken to St. Louis. "
    pieces = texts(sentence * 40, max_tokens=100)
    assert len(pieces) > 5
    assert {p.split()[0] for p in pieces} == {"The"} and all(p.endswith("St. Louis.") for p in pieces)


def test_the_last_pieces_are_of_like_length() -> None:
    sizes = [count_tokens(p) for p in texts("She sailed home again before the winter came. " * 40, max_tokens=320)]
    assert len(sizes) == 2 and min(sizes) > 120


def test_a_sentence_without_end_is_cut_after_a_semicolon_or_at_white_space_and_a_word_anywhere() -> None:
    assert texts("alpha beta; " * 30, max_tokens=50)[0].endswith(";")
    assert all(p.split() == ["word"] * len(p.split()) for p in texts("word " * 3000))
    assert "".join(texts("x" * 10_000, max_tokens=100)) == "x" * 10_000


def test_other_languages_are_cut_by_their_punctuation() -> None:
    german = Document("d", "Er kam am 3. Mai nach Wien und blieb dort lange Zeit bei seiner Mutter. " * 20, language="de")
    assert all(p.text.endswith("Mutter.") for p in segment(german, max_tokens=60))
    assert all(p.endswith("。") for p in texts("北京是中国的首都。上海是一个大城市。" * 40, max_tokens=60))


def test_markup_gives_heading_paths_and_context() -> None:
    text = "Ships\nSteam\nThe Savannah crossed in 1819.\nSail\nCutty Sark\n1869 | Dumbarton\nend"
    kinds = [
        ("heading", "Ships", 1, ""),
        ("heading", "Steam", 2, ""),
        ("paragraph", "The Savannah crossed in 1819.", 0, ""),
        ("heading", "Sail", 2, ""),
    ]
    kinds += [("list_item", "Cutty Sark", 1, "Famous clippers:"), ("table_row", "1869 | Dumbarton", 0, "Built | Yard")]
    blocks = tuple(Block(k, text.index(t), text.index(t) + len(t), level, c) for k, t, level, c in kinds)  # type: ignore[arg-type]
    found = [(p.text, p.heading) for p in segment(document(text, blocks, title="Ships"))]
    assert found == [
        ("The Savannah crossed in 1819.", ("Steam",)),  # the title is not said twice
        ("Cutty Sark", ("Sail", "Famous clippers:")),
        ("1869 | Dumbarton", ("Sail", "Built | Yard")),
        ("end", ("Sail",)),
    ]


def test_a_title_that_is_one_of_several_headings_stands_above_its_part_only() -> None:
    text = "Ships\nOne sank.\nTrains\nOne left."
    blocks = tuple(Block("heading", text.index(t), text.index(t) + len(t), 1) for t in ("Ships", "Trains"))
    assert [(p.text, p.heading) for p in segment(document(text, blocks, title="Ships"))] == [
        ("One sank.", ("Ships",)),
        ("One left.", ("Trains",)),
    ]


def test_figures_in_a_row_are_kept_with_their_column_heads_only() -> None:
    row = (Block("table_row", 0, 9, context="Year | Tons"),)
    assert [p.text for p in segment(document("1869 | 96", row))] == ["1869 | 96"]
    assert [p.text for p in segment(document("1869 | 96", (Block("table_row", 0, 9),)))] == []


def test_code_is_left_out_unless_it_is_prose_in_a_fixed_width() -> None:
    code, prose = "for (int i = 0; i < n; i++) { sum += a[i]; }", "Marie Curie was born in Warsaw, and she went to Paris in 1891."
    for text, expected in ((code, []), (prose, [prose])):
        assert [p.text for p in segment(document(text, (Block("code", 0, len(text)),)))] == expected


@pytest.mark.parametrize(
    "line",
    [
        "CHAPTER IV. The Storm",
        "Chapter 4",
        "THE VOYAGE OUT",
        "The Voyage of the Beagle",
        "= Early life =",
        " = = Early life = = ",
        "Book One",
    ],
)
def test_headings_of_plain_text_become_context(line: str) -> None:
    found = list(segment(document(f"{line}\n\nThe ship sailed at dawn.")))
    assert [p.text for p in found] == ["The ship sailed at dawn."]
    assert found[0].heading and found[0].heading[0] in line


@pytest.mark.parametrize(
    "line",
    [
        "Albert Einstein won the Nobel Prize in 1921",
        "# Early life",
        "It rained",
        "The End.",
        "who knows",
        "Part 2 of the treaty was signed in Rome",
        "Said He,",
    ],
)
def test_a_line_that_may_say_something_stays_a_paragraph(line: str) -> None:
    assert texts(f"{line}\n\nThe ship sailed at dawn.") == [line, "The ship sailed at dawn."]


def test_a_heading_that_nothing_follows_and_a_list_of_names_stay_paragraphs() -> None:
    assert texts("Marie Curie") == ["Marie Curie"]
    assert len(texts("\n\n".join(f"Name Number {n}" for n in range(9)) + "\n\nThey met in Rome.")) == 9


def test_guessed_headings_nest() -> None:
    found = list(segment(document("PART ONE\n\nCHAPTER I\n\nA Storm\n\nIt blew.\n\nCHAPTER II\n\nIt stopped.")))
    assert [p.heading for p in found] == [("PART ONE", "CHAPTER I", "A Storm"), ("PART ONE", "CHAPTER II")]


def test_a_page_that_is_all_heading_is_read() -> None:
    text = "The council met in Geneva and signed the accord. " * 10
    assert len(list(segment(document(text, (Block("heading", 0, len(text), 1),))))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "x" * 1_000_000,
        "\n " * 1_000_000,
        ". " * 1_000_000,
        "A" + " " * 1_000_000 + "b",
        "(" * 1_000_000,
        "Name\n\n" * 100_000,
    ],
)
def test_time_is_bounded_whatever_the_text(text: str) -> None:
    began = time.process_time()
    check(document(text), list(segment(document(text))), 320)
    assert time.process_time() - began < 5  # seconds; a quadratic step would take minutes


def test_a_budget_below_one_token_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        list(segment(document("text"), max_tokens=0))
