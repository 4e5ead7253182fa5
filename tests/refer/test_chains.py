"""Names of one document: each step joins what it should, each guard keeps apart what it should."""

from __future__ import annotations

import random
import time

import pytest

from kg.model import Mention, Paragraph
from kg.refer.chains import Chains, Extra, build_chains
from marked_text import Document

# ---- steps ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "short", "full"),
    [
        ("[The Coca-Cola Company|Organization] grew. [Coca Cola Co.|Organization] sold it.", None, "Coca Cola Co.", None),
        ("[Émile Zola|Person] wrote. [Emile Zola|Person] died.", None, "Emile Zola", None),
        ("[U.S.|Place] troops left. The [US|Place] paid. The [United States|Place] won.", None, "US", None),
        ("The [European Space Agency|Organization] met. [ESA|Organization] paid.", "acronym", "ESA", "European Space Agency"),
        ("The [Bank of Ruritania|Organization] ([BOR|Organization]) fell.", "bracketed acronym", "BOR", "Bank of Ruritania"),
        (
            "The [Ruritanian Hydrographic Bureau|Organization] ([RUHYB]) fell.",
            "bracketed acronym",
            "RUHYB",
            "Ruritanian Hydrographic Bureau",
        ),
        ("[Marie Curie|Person] left. [Curie] came.", "surname", "Curie", "Marie Curie"),
        ("[Ludwig van Beethoven|Person] left. [van Beethoven|Person] came.", "surname", "van Beethoven", "Ludwig van Beethoven"),
        ("[John Quincy Adams|Person] left. [John Adams|Person] came.", "middle name", "John Adams", "John Quincy Adams"),
        ("[Robert Oppenheimer|Person] left. [R. Oppenheimer|Person] came.", "middle name", "R. Oppenheimer", "Robert Oppenheimer"),
        ("[Queen Victoria|Person] reigned. [Victoria|Person] died.", "title", "Victoria", "Queen Victoria"),
        ("[Barbara McClintock|Person] left. [Barbara|Person] came.", "first name", "Barbara", "Barbara McClintock"),
        ("[Barbara McClintock|Person] left. [Barbara|Place] came.", "first name", "Barbara", "Barbara McClintock"),  # a mistake
        (
            "[Ruritania Steel|Organization], formerly known as [Strelsau Iron|Organization], grew.",
            "also known as",
            "Strelsau Iron",
            "Ruritania Steel",
        ),
        (
            "The [Order of the Star|Organization] ([Sternorden|Organization]) was founded.",
            "bracketed name",
            "Sternorden",
            "Order of the Star",
        ),
        ("The [Security Council|Organization] met. The [Council|Organization] voted.", "class noun", "Council", "Security Council"),
        (
            "The [University of Leeds|Organization] opened. The [University|Organization] grew.",
            "class noun",
            "University",
            "University of Leeds",
        ),
    ],
)
def test_a_step_joins(text: str, rule: str | None, short: str, full: str | None) -> None:
    document = Document(text)
    assert len(document.chains.chains) == 1, document.chains.chains
    if full is not None:
        assert document.names() == {full}
        assert document.rules()[short] == rule


def test_the_bearer_that_the_title_names_gets_the_surname() -> None:
    text = "[Marie Curie|Person] married. [Pierre Curie|Person] taught. [Curie|Person] won."
    assert Document(text, title="Marie Curie").means("Curie", occurrence=2) == "Marie Curie"
    assert Document(text, title="Marie Curie (physicist)").rules() == {"Curie": "surname of the page's subject"}


def test_the_name_that_opens_a_page_is_its_subject() -> None:
    text = "[Thomas Otto Roe Jr .|Person] is an American pilot. [Rex Roe|Person] is his father. [Roe|Organization] flew. [Roe|Organization] won. [Tom Roe III|Person] sang."
    document = Document(text, title="Tom Roe (pilot)")
    assert document.rules()["Roe"] == "surname of the page's subject"
    assert {(chain.name, chain.type) for chain in document.chains.chains} == {
        ("Tom Roe", "Person"),
        ("Rex Roe", "Person"),
        ("Tom Roe III", "Person"),
    }


def test_title_and_opening_name_are_one_person() -> None:
    text = "[John James Roe Jr.|Person] was a singer. [Ian Roe|Person] wrote. [John Roe|Person] sang. [John Roe III|Person] danced."
    assert Document(text, title="John Roe").names() == {"John Roe", "Ian Roe", "John Roe III"}
    assert Document(text).names() == {"John James Roe Jr.", "Ian Roe", "John Roe", "John Roe III"}


def test_ships_are_no_persons_and_are_called_without_what_stands_before_their_names() -> None:
    text = "[HMS Harvey Roe|Person] sailed to Oslo. The [Harvey Roe|Person] sank. [USS Doe|Organization] was named after [Jim Doe|Person]. [Doe|Person] cried."
    assert {(chain.name, chain.type) for chain in Document(text).chains.chains} == {
        ("HMS Harvey Roe", "Product"),
        ("USS Doe", "Product"),
        ("Jim Doe", "Person"),
    }
    assert Document("The [SS Panzer Division|Organization] left.").chains.chains[0].type == "Organization"


def test_a_family_name_may_come_first() -> None:
    text = "[Lam Kwok-fai|Person] played. [Lam|Person] won."
    assert Document(text, title="Lam Kwok-fai").names() == {"Lam Kwok-fai"}
    assert Document(text).names() == {"Lam Kwok-fai", "Lam"}


def test_scores_are_chances_and_the_order_of_chains_is_that_of_the_text() -> None:
    document = Document("[Paris|Place] saw [Marie Curie|Person]. [Curie|Person] saw [Paris|Place].")
    assert [(chain.number, chain.name) for chain in document.chains.chains] == [(0, "Paris"), (1, "Marie Curie")]
    assert all(0 < score <= 1 for chain in document.chains.chains for _, _, score in chain.aliases)


def test_a_name_reaches_into_other_paragraphs_and_references_count_from_the_document() -> None:
    document = Document("[Marie Curie|Person] won.", "[Curie|Person] won again.")
    assert len(document.chains.chains) == 1
    second = document.chains.references[1]
    assert (second.paragraph, second.start, second.end, second.text) == ("p1", 18, 23, "Curie")


# ---- guards -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[Marie Curie|Person] and [Pierre Curie|Person]. [Curie|Person] won.",  # two bearers of a last name
        "[Anna Roe|Person] and [Anna Doe|Person]. [Anna|Person] won.",  # two bearers of a first name
        "[John Roe Jr.|Person] met [John M. Roe|Person].",  # generations
        "[George Washington|Person] lived. The city of [Washington|Place] grew.",  # types
        "[World War I|Event] ended. [World War II|Event] began.",
        "[World War|Event] ended. [World War II|Event] began.",
        "[Apollo 11|Product] flew. [Apollo 12|Product] flew.",
        "The [2002 Winter Olympics|Event] and the [2006 Winter Olympics|Event].",
        "The [First Army|Organization], formerly the [Second Army|Organization], left.",
        "[Apple|Organization] sued [Apple Records|Organization].",
        "[Springfield|Place] ([Ruritania|Place]) is a town.",  # a place in a larger place
        "[Danny|Person] ([Jason Lee Scott|Person]) escapes.",  # a part and its actor
        "[Jane Roe|Person] married [John Roe|Person].",  # two first names
        "The [Security Council|Organization] and the [City Council|Organization]. The [Council|Organization] met.",
        "The [Council|Organization] met. Later the [Security Council|Organization] met.",  # the full name comes too late
        "[European Space Agency|Organization] and [Eastern Sugar Authority|Organization]. [ESA|Organization] paid.",
        "[French|Group] troops left [France|Place].",  # the people and the country
        "[Strelsau River|Place] and [Strelsau County|Place].",
        "The [second World War|Event] followed the [first World War|Event].",
        "A [European|Group], known as [Ruritanian|Group] before.",
        "[Paris Hilton|Person] went to [Paris|Place].",
    ],
)
def test_a_guard_keeps_names_apart(text: str) -> None:
    document = Document(text)
    spans = [mention for mentions in document.mentions for mention in mentions]
    found = [document.chains.at(0, mention.start, mention.end) for mention in spans]
    chains = {one[0] for one in found if one is not None}
    assert len(chains) == len({mention.text for mention in spans})


def test_words_in_small_letters_are_no_acronym_and_no_name() -> None:
    document = Document("The [United States|Place] and the [Apple|Organization] firm.", extra=[Extra("us"), Extra("apple")])
    numbers = document.chains.extra
    assert len({0, 1, *numbers}) == 4
    assert document.chains.chains[numbers[1] or 0].type == "Concept"


# ---- types ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "type_"),
    [
        ("[Kim Novak|Organization] (born 1933) acted.", "Kim Novak", "Person"),
        ("Mr. [Boldwood|Place] left.", "Boldwood", "Person"),
        ("[Susan Miller|Organization] sang.", "Susan Miller", "Person"),
        ("[Pope Gregory|Organization] prayed.", "Pope Gregory", "Person"),
        ("[Poland|Person] won.", "Poland", "Place"),
        ("[French|Place] wine.", "French", "Group"),
        ("[Kahului Airport|Person] closed.", "Kahului Airport", "Place"),
        ("[Strelsau|Place] fell. [Strelsau|Place] rose. [Strelsau|Person] won.", "Strelsau", "Place"),
        ("He lives in [Rouvres|Person].", "Rouvres", "Place"),
        ("[Blorb] fell.", "Blorb", "Thing"),
    ],
)
def test_one_type_for_all_mentions_of_a_name(text: str, name: str, type_: str) -> None:
    document = Document(text)
    assert document.type(name) == type_
    assert {reference.type for reference in document.chains.references} == {type_}


# ---- names and what is local -----------------------------------------------------------------------------------------------


def test_a_lone_name_is_local_and_a_full_one_is_not() -> None:
    document = Document(
        "[Pierre|Person] saw [Marie Curie|Person], [Queen Victoria|Person] and [Warsaw|Place] with the [Council|Organization]."
    )
    assert {chain.name: chain.local for chain in document.chains.chains} == {
        "Pierre": True,
        "Marie Curie": False,
        "Queen Victoria": False,
        "Warsaw": False,
        "Council": True,
    }


def test_the_name_of_a_chain_is_its_fullest_proper_form() -> None:
    document = Document("[Curie|Person] met. Dr. [Marie Curie's|Person] lab. [Marie Skłodowska Curie|Person] won. [Marie|Person] left.")
    assert document.names() == {"Marie Skłodowska Curie"}
    assert set(document.rules()) == {"Curie", "Marie", "Marie Curie"}


def test_a_lone_role_is_not_settled() -> None:
    document = Document("The [President|Person] spoke.")
    assert document.means("President") is None
    assert document.reason("President") == "a role: who held it is not settled"
    assert document.chains.references == ()


# ---- extras -----------------------------------------------------------------------------------------------------------------


def test_extras_take_part_like_names() -> None:
    document = Document(
        "[Marie Curie|Person] won.",
        extra=[
            Extra("Curie"),
            Extra("marie curie"),
            Extra("M. Curie", "Person"),
            Extra("polonium"),
            Extra("…"),
            Extra("her lab", local=True),
        ],
    )
    assert document.chains.extra[:3] == (0, 0, 0)
    assert document.chains.extra[4] is None
    assert document.chains.chains[document.chains.extra[5] or 0].local
    assert (None, None, "Curie") in {(r.start, r.end, r.text) for r in document.chains.references}


def test_extras_keep_their_offsets() -> None:
    document = Document("[Ann Roe|Person] left.", "It was radium.", extra=[Extra("radium", "Concept", 1, 7, 13)])
    reference = document.chains.references[-1]
    assert (reference.paragraph, reference.start, reference.end) == ("p1", 22, 28)


# ---- look-up ----------------------------------------------------------------------------------------------------------------


def test_a_phrase_stands_for_the_name_that_is_its_head() -> None:
    document = Document(
        "The French physicist [Henri Becquerel|Person], [Curie|Person]'s husband and the mayor of [Paris|Place] used [Microsoft|Organization] "
        "software at the [University of Leeds|Organization]. [Anna|Person] and [Maria|Person] met former minister [Ann Roe|Person]'s anti-[Nazi|Group] group."
    )
    assert document.means("The French physicist Henri Becquerel") == "Henri Becquerel"
    assert document.means("the University of Leeds") == "University of Leeds"
    assert document.means("former minister Ann Roe") == "Ann Roe"
    for phrase in ("Curie's husband", "the mayor of Paris", "Microsoft software", "Anna and Maria", "anti-Nazi", "software"):
        assert document.means(phrase) is None, phrase


def test_a_description_before_its_name_leads_to_it() -> None:
    document = Document("[Curie's husband|nom|Person|object] [Pierre|Person|object] taught.")
    assert document.means("Curie's husband Pierre") == "Pierre"


# ---- promises ---------------------------------------------------------------------------------------------------------------


def _many(count: int, seed: int) -> Chains:
    """A document of `count` made-up persons, each named in full and then by last name."""
    draw = random.Random(seed)
    text, mentions = "", []
    for n in range(count):
        last = "".join(draw.choice("bdgklmnprst") + draw.choice("aeiou") for _ in range(4)).capitalize()
        for name in (f"Anna {last}", last):
            mentions.append(Mention(len(text), len(text) + len(name), name, "name", "Person", n))
            text += name + " met. "
    return build_chains(title="", paragraphs=[Paragraph("p", "d", 0, 0, len(text), text)], mentions=[mentions])


def test_time_grows_with_the_names_and_not_with_their_pairs() -> None:
    _many(50, 0)
    seconds = []
    for count in (500, 4000):
        start = time.process_time()
        found = _many(count, 1)
        seconds.append(time.process_time() - start)
        assert len(found.chains) >= 0.95 * count
    assert seconds[1] < 40 * seconds[0] + 1  # eight times the names; pairs would be 64 times the work


def test_equal_input_gives_equal_output_and_nothing_is_kept_between_documents() -> None:
    text = "[Marie Curie|Person|subject] won. [She|he|subject] met [Pierre|Person]. [Curie|Person] left."
    first = Document(text, title="Marie Curie")
    Document("[Pierre Roe|Person] met [Eve Curie|Person].")
    again = Document(text, title="Marie Curie")
    assert first.chains.chains == again.chains.chains
    assert first.chains.references == again.chains.references


def test_names_that_the_user_parts_are_not_joined_by_any_step() -> None:
    text = "[Jane Varnholt|Person|subject] sang. [Varnholt|Person|subject] left. [Dame Jane Varnholt|Person] stayed."
    assert Document(text).names() == {"Jane Varnholt"}
    parted = Document(text, apart=[("the Varnholt", "JANE VARNHOLT"), ("Varnholt", "Nobody")])
    assert (parted.means("Jane Varnholt"), parted.means("Varnholt left")) == ("Jane Varnholt", None)
    assert parted.means("Varnholt", occurrence=1) == "Varnholt"
    # what is parted from one name of a person is parted from the person
    assert Document(text, apart=[("Varnholt", "Dame Jane Varnholt")]).means("Varnholt", occurrence=1) == "Varnholt"


def test_a_document_without_anything_has_no_chains() -> None:
    found = build_chains(title="", paragraphs=[], mentions=[])
    assert (found.chains, found.references, found.extra) == ((), (), ())


def test_what_only_the_recogniser_takes_for_a_person_is_nobodys_he() -> None:
    document = Document("[Air Force|Person|subject] grew. [He|he|subject] travelled to [Oslo|Place].")
    assert document.means("He") is None


def test_an_acronym_of_common_nouns_is_no_company() -> None:
    document = Document("The initial public offering ([IPO|Organization]) went well.")
    assert document.type("IPO") == "Concept"


def test_an_acronym_inside_a_name_does_not_make_the_name_spell_another() -> None:
    document = Document("[US SEC|Organization] sits in the [U.S.|Place]")
    assert document.means("U.S.") != "US SEC"


def test_a_family_is_no_person() -> None:
    """Nor is it "she", on a page that has its name."""
    text = "[Ada Winter|Person|subject] won. [She|he|subject] left. The [Winters|Person|subject] paid."
    document = Document(text, title="The Winters")
    assert document.type("Winters") == "Group"
    assert document.means("She") == "Ada Winter"


def test_the_same_ending_is_no_family() -> None:
    assert Document("[Ada Winter|Person] met [Adam Winters|Person]. [Winters|Person] left.").type("Adam Winters") == "Person"


def test_a_notion_is_the_same_everywhere() -> None:
    document = Document("[Ada Winter|Person] is a physicist.", extra=[Extra("physicist", "Concept"), Extra("Council", "Organization")])
    assert {chain.name: chain.local for chain in document.chains.chains if chain.name != "Ada Winter"} == {
        "physicist": False,
        "Council": True,
    }


def test_a_place_is_nobodys_he() -> None:
    document = Document("[Roe|Person|subject] walked to [Winterford|Person]. [He|he|subject] slept.")
    assert document.means("He") != "Winterford"


def test_a_word_that_was_left_out_may_be_the_name() -> None:
    whole = Document("[Anna Roe|Person|subject] sang. [She|he|subject] starred in [Oslo|Place].")
    assert whole.means("She") == "Anna Roe"
    holed = Document("[Anna Roe|Person|subject] sang with <unk>. [She|he|subject] starred in [Oslo|Place].")
    assert holed.means("She") is None


def test_a_rank_of_two_words_is_nobodys_surname() -> None:
    document = Document("[Major General|Person|subject] Roe met the [Lieutenant General|Person].")
    assert document.means("Lieutenant General") != "Major General"


def test_an_office_lends_its_holders_no_surname() -> None:
    document = Document("[Governor of Norland|Person|subject] Roe left. She lived in [Norland|Person].")
    assert document.means("Norland") != "Governor of Norland"


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("The [British Academy|Organization] met. Roe got a [B.A.|Organization] there.", "B.A.", "British Academy"),
        ("A member of the [European Parliament|Organization] ([MEP|Organization]) spoke.", "MEP", "European Parliament"),
        ("[Cornelis van Harlow|Person] painted. He left [Harlow|Place].", "Harlow", "Cornelis van Harlow"),
    ],
)
def test_letters_and_places_that_only_look_like_a_name(text: str, short: str, full: str) -> None:
    assert Document(text).means(short) != full


def test_the_city_is_not_another_one_on_the_page_of_a_city() -> None:
    opening = "[Vologda|Place|subject] is a city in the north. It has been likened to [Chicago|Place], a city in the west."
    document = Document(opening, "[Chicago|Place|subject] burned. [The city|nom|Place|subject] did not.", title="Vologda")
    assert document.means("The city", 1) != "Chicago"


def test_a_word_that_only_opens_its_sentence_is_no_part_of_a_name() -> None:
    document = Document(
        "Mr. [Roe|Person|subject] slept. [Visit Lady Roe|Person|object], he dreamt. [Remembering Roe|Person|subject] woke up."
    )
    names = {chain.name for chain in document.chains.chains}
    assert "Visit Lady Roe" not in names and "Remembering Roe" not in names


def test_a_man_and_a_woman_of_one_surname_are_two() -> None:
    document = Document("Mr. [Roe|Person|subject] met Miss [Roe|Person|object] and [Ann Roe|Person|object]. [Roe|Person|subject] slept.")
    names = [chain.name for chain in document.chains.chains]
    assert names == ["Roe", "Ann Roe"], "Miss Roe is Ann, and a bare Roe is the man"
