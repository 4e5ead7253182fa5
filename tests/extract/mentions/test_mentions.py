"""Mentions of parsed sentences: which words are a name, a pronoun, a description; and which are none."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from kg.extract.mentions import find_mentions
from kg.model import TYPES, Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def parsed(
    nlp: Language,
    words: list[str],
    tags: list[str],
    *,
    ents: list[str] | None = None,
    heads: list[int] | None = None,
    deps: list[str] | None = None,
    glued: tuple[int, ...] = (),
) -> Doc:
    """A Doc as a parser would give it, so that a test depends on the rules and not on a model.  `glued`: words without a blank behind."""
    from spacy.tokens import Doc

    spaces = [i not in glued for i in range(len(words))]
    starts: list[bool | int | None] | None = [i == 0 for i in range(len(words))] if heads is None else None
    return Doc(nlp.vocab, words=words, spaces=spaces, tags=tags, ents=ents, heads=heads, deps=deps, sent_starts=starts)


def names(doc: Doc) -> list[tuple[str, str]]:
    return [(mention.text, mention.type) for mention in find_mentions(doc) if mention.kind == "name"]


# ---- names ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ents", "tags", "expected"),
    [
        ("the United Nations 's plan", "B-ORG I-ORG I-ORG I-ORG O", "DT NNP NNPS POS NN", [("United Nations", "Organization")]),
        ("Marie Curie won", "B-PERSON O O", "NNP NNP VBD", [("Marie Curie", "Person")]),  # the recogniser stopped early
        ("Blorb Zarg fell", "O O O", "NNP NNP VBD", [("Blorb Zarg", "")]),  # it saw nothing
        ("President Barack Obama", "O B-PERSON I-PERSON", "NNP NNP NNP", [("Barack Obama", "Person")]),
        ("Texas Governor Rick Perry", "B-GPE O B-PERSON I-PERSON", "NNP NNP NNP NNP", [("Texas", "Place"), ("Rick Perry", "Person")]),
        ("Queen Anne reigned", "O O O", "NNP NNP VBD", [("Queen Anne", "")]),
        ("Dr. Smith left", "O O O", "NNP NNP VBD", [("Smith", "Person")]),
        ("in March 1903 it", "O B-DATE I-DATE O", "IN NNP CD PRP", []),
        ("University of Leeds staff", "O O B-GPE O", "NNP IN NNP NN", [("University of Leeds", "Organization")]),
        ("Third Battle of Zenda", "B-ORG I-ORG I-ORG B-GPE", "NNP NNP IN NNP", [("Third Battle of Zenda", "Event")]),
        ("mayor of Leeds left", "O O B-GPE O", "NN IN NNP VBD", [("Leeds", "Place")]),
        ("the 2002 Winter Olympics", "O B-DATE O O", "DT CD NNP NNPS", [("2002 Winter Olympics", "Event")]),
        ("Star Society ( SOS", "B-ORG I-ORG I-ORG I-ORG", "NNP NNP -LRB- NNP", [("Star Society", "Organization"), ("SOS", "")]),
        ("the company grew up", "B-ORG I-ORG O O", "DT NN VBD RP", []),  # no capital, no name
        ("17 Captain Hood called", "B-PERSON I-PERSON I-PERSON O", "CD NNP NNP VBD", [("Hood", "Person")]),  # "at 17:17"
        ("Quarterback Anna Lind left", "O B-PERSON I-PERSON O", "NNP NNP NNP VBD", [("Anna Lind", "Person")]),
        ("Writers Anna Lind left", "O B-PERSON I-PERSON O", "NNP NNP NNP VBD", [("Anna Lind", "Person")]),
        ("Victor Emmanuel Lind left", "O B-PERSON I-PERSON O", "NNP NNP NNP VBD", [("Victor Emmanuel Lind", "Person")]),
        ("Pietro Roe Della Torre won", "B-PERSON I-PERSON O B-PERSON O", "NNP NNP NNP NNP VBD", [("Pietro Roe Della Torre", "Person")]),
        ("Newton D. Roe won", "B-GPE O B-PERSON O", "NNP NNP NNP VBD", [("Newton D. Roe", "Person")]),
        (
            "Irish Foreign Minister Anna Roe won",
            "B-NORP O O B-PERSON I-PERSON O",
            "NNP NNP NNP NNP NNP VBD",
            [("Irish Foreign", ""), ("Anna Roe", "Person")],
        ),
        ("Vega Neil Roe won", "B-ORG O B-PERSON O", "NNP NNP NNP VBD", [("Vega", ""), ("Neil Roe", "Person")]),
        ("the Bank für Handel", "O B-ORG O O", "DT NNP NNP NNP", [("Bank für Handel", "Organization")]),
        (
            "Committee on Trade , Climate Action and the Environment met",
            "B-ORG I-ORG I-ORG O O O O O O O",
            "NNP IN NNP , NNP NNP CC DT NNP VBD",
            [("Committee on Trade , Climate Action and the Environment", "Organization")],
        ),
        (
            "Department of Trade and Department of Health",
            "B-ORG I-ORG I-ORG O B-ORG I-ORG I-ORG",
            "NNP IN NNP CC NNP IN NNP",
            [("Department of Trade", "Organization"), ("Department of Health", "Organization")],
        ),
        (
            "Ministry of Trade , Anna Lind and Bob Roe",
            "B-ORG I-ORG I-ORG O B-PERSON I-PERSON O B-PERSON I-PERSON",
            "NNP IN NNP , NNP NNP CC NNP NNP",
            [("Ministry of Trade", "Organization"), ("Anna Lind", "Person"), ("Bob Roe", "Person")],
        ),
        ("The President spoke out", "O O O O", "DT NNP VBD RP", []),
        ("the second World War", "O B-ORDINAL B-EVENT I-EVENT", "DT JJ NNP NNP", [("second World War", "Event")]),
        ("Lake Strelsau froze over", "B-PERSON I-PERSON O O", "NNP NNP VBD RP", [("Lake Strelsau", "Person")]),
        ("Zenda Province voted again", "B-ORG I-ORG O O", "NNP NNP VBD RB", [("Zenda Province", "Place")]),
        ("Zenda County lost again", "B-ORG I-ORG O O", "NNP NNP VBD RB", [("Zenda County", "Organization")]),  # a club may be called so
    ],
)
def test_names(nlp: Language, text: str, ents: str, tags: str, expected: list[tuple[str, str]]) -> None:
    assert names(parsed(nlp, text.split(), tags.split(), ents=ents.split())) == expected


@pytest.mark.parametrize(
    ("dep", "expected"),
    [("compound", [("Vega Team Norway", "Organization")]), ("dobj", [("Vega Team", "Organization"), ("Norway", "Place")])],
)
def test_a_place_that_ends_the_name_of_a_body(nlp: Language, dep: str, expected: list[tuple[str, str]]) -> None:
    words, ents = ["the", "Vega", "Team", "Norway", "left"], ["O", "B-ORG", "I-ORG", "B-GPE", "O"]
    tags, deps = ["DT", "NNP", "NNP", "NNP", "VBD"], ["det", "compound", dep, "nsubj", "ROOT"]
    assert names(parsed(nlp, words, tags, ents=ents, heads=[3, 2, 3, 4, 4], deps=deps)) == expected


def test_a_hyphen_without_blanks_joins_names_and_one_with_blanks_does_not(nlp: Language) -> None:
    words, tags, ents = ["Jean", "-", "Paul", "left"], ["NNP", "HYPH", "NNP", "VBD"], ["B-PERSON", "O", "B-PERSON", "O"]
    assert names(parsed(nlp, words, tags, ents=ents, glued=(0, 1))) == [("Jean-Paul", "Person")]
    assert [name for name, _ in names(parsed(nlp, words, tags, ents=ents))] == ["Jean", "Paul"]


@pytest.mark.parametrize(
    ("words", "heads", "expected"),
    [
        ("Boeing 747 flew away", [1, 2, 2, 2], "Boeing 747"),
        ("Apollo 11 flew away", [2, 0, 2, 2], "Apollo 11"),
        ("In Paris 200 people left", [4, 0, 3, 4, 4], "Paris"),
        ("Expo 1970 was big", [2, 0, 2, 2], "Expo"),  # a year may as well be a date
    ],
)
def test_a_number_behind_a_name(nlp: Language, words: str, heads: list[int], expected: str) -> None:
    tags = ["CD" if w.isdigit() else "NNP" if w[0].isupper() and w != "In" else "VBD" for w in words.split()]
    deps = ["ROOT" if head == i else "dep" for i, head in enumerate(heads)]
    assert names(parsed(nlp, words.split(), tags, heads=heads, deps=deps)) == [(expected, "")]


def test_a_line_break_ends_a_name(nlp: Language) -> None:
    doc = parsed(nlp, ["Ann", "\n", "Roe", "left"], ["NNP", "_SP", "NNP", "VBD"], ents=["B-PERSON", "I-PERSON", "I-PERSON", "O"])
    assert [name for name, _ in names(doc)] == ["Ann", "Roe"]


# ---- pronouns and descriptions ----------------------------------------------------------------------------------------------


def test_pronouns_but_not_the_it_of_the_weather(nlp: Language) -> None:
    doc = parsed(
        nlp,
        ["It", "rained", "and", "she", "saw", "his", "dog"],
        ["PRP", "VBD", "CC", "PRP", "VBD", "PRP$", "NN"],
        heads=[1, 1, 1, 4, 1, 6, 4],
        deps=["nsubj", "ROOT", "cc", "nsubj", "conj", "poss", "dobj"],
    )
    found = find_mentions(doc)
    assert [(m.text, m.kind, m.role) for m in found] == [
        ("she", "pronoun", "subject"),
        ("his dog", "nominal", "object"),
        ("his", "pronoun", "possessive"),
    ]
    assert found[0].governor == found[1].governor == doc[4].idx
    assert found[2].governor == doc[6].idx


def test_definite_phrases_only_up_to_their_head(nlp: Language) -> None:
    doc = parsed(
        nlp,
        ["The", "old", "company", "of", "Leeds", "hired", "a", "singer"],
        ["DT", "JJ", "NN", "IN", "NNP", "VBD", "DT", "NN"],
        heads=[2, 2, 5, 2, 3, 5, 7, 5],
        deps=["det", "amod", "nsubj", "prep", "pobj", "ROOT", "det", "dobj"],
    )
    found = [m for m in find_mentions(doc) if m.kind == "nominal"]
    assert [(m.text, m.type, m.role) for m in found] == [("The old company", "Organization", "subject")]


def test_the_owner_is_part_of_a_possessive_phrase(nlp: Language) -> None:
    doc = parsed(
        nlp,
        ["Marie", "Curie", "'s", "husband", "left"],
        ["NNP", "NNP", "POS", "NN", "VBD"],
        ents=["B-PERSON", "I-PERSON", "O", "O", "O"],
        heads=[1, 3, 1, 4, 4],
        deps=["compound", "poss", "case", "nsubj", "ROOT"],
        glued=(1,),
    )
    assert [(m.text, m.kind, m.role) for m in find_mentions(doc)] == [
        ("Marie Curie's husband", "nominal", "subject"),
        ("Marie Curie", "name", "possessive"),
    ]


def test_a_conjunct_has_the_role_of_its_peer_and_a_prepositional_object_hangs_on_the_verb(nlp: Language) -> None:
    doc = parsed(
        nlp,
        ["Ann", "and", "Eve", "spoke", "to", "Bob"],
        ["NNP", "CC", "NNP", "VBD", "IN", "NNP"],
        heads=[3, 0, 0, 3, 3, 4],
        deps=["nsubj", "cc", "conj", "ROOT", "prep", "pobj"],
    )
    assert [(m.text, m.role, m.governor) for m in find_mentions(doc)] == [
        ("Ann", "subject", doc[3].idx),
        ("Eve", "subject", doc[3].idx),
        ("Bob", "object", doc[3].idx),
    ]


# ---- with the model ---------------------------------------------------------------------------------------------------------

TEXT = (
    "Ada Lovelace, the daughter of the poet Lord Byron, wrote a program for the Analytical Engine in 1843. Her mother hired tutors.\n"
    "It is clear that Charles Babbage's machine was never built. The company moved to San Francisco, and its owners sold it to Acme Inc."
)


def test_real_sentences(nlp: Language) -> None:
    found = find_mentions(nlp(TEXT))
    assert {"Ada Lovelace", "Charles Babbage", "San Francisco"} <= {m.text for m in found if m.kind == "name"}
    assert {"Her mother", "The company", "its owners"} <= {m.text for m in found if m.kind == "nominal"}
    assert [m.text for m in found if m.kind == "pronoun"].count("It") == 0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The engine was built by General Motors in Oslo.", "General Motors"),
        ("They filed it before the General Court of the European Union.", "General Court of the European Union"),
        ("He taught at Queen Mary College in London.", "Queen Mary College"),
        ("Ben Poe was invited by Graves to Iceland for a demonstration.", "Iceland"),
        ("Paolo dal Ponte Rossini, a student of Brunel, drew it.", "Paolo dal Ponte Rossini"),
    ],
)
def test_a_title_and_small_words_that_are_part_of_a_name(nlp: Language, text: str, wanted: str) -> None:
    assert wanted in {m.text for m in find_mentions(nlp(text)) if m.kind == "name"}


def test_a_rank_is_no_part_of_a_person(nlp: Language) -> None:
    assert "Anna Brown" in {m.text for m in find_mentions(nlp("The fort was seized by General Anna Brown in May.")) if m.kind == "name"}


def test_promises(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = find_mentions(doc)
    assert found == find_mentions(doc)
    assert list(found) == sorted(found, key=lambda m: (m.start, -m.end))
    for m in found:
        assert TEXT[m.start : m.end] == m.text
        assert m.type == "" or m.type in TYPES
        assert -1 <= m.governor < len(TEXT)
    proper = [m for m in found if m.kind == "name"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(proper))
    assert [m.sentence for m in found] == sorted(m.sentence for m in found)
    assert max(m.sentence for m in found) == sum(1 for _ in doc.sents) - 1


@pytest.mark.parametrize("text", ["", " ", "\n\n", "“", "'s", "1903"])
def test_nothing_to_find(nlp: Language, text: str) -> None:
    assert find_mentions(nlp(text)) == ()


def test_a_mention_is_a_value() -> None:
    assert Mention(0, 3, "Ann") == Mention(0, 3, "Ann", "name", "", 0, "other", -1)
