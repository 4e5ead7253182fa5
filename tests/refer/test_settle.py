"""Settling: which ends become entities, which literals, and what is refused because it says nothing by itself."""

from __future__ import annotations

import re

import pytest

from kg.model import Extraction, Literal, Mention, Paragraph, Qualifier, Triple
from kg.refer import refer, resolve_one
from settling import ends, only, settle, told


def test_names_notions_and_values() -> None:
    found = settle(
        "Marie Curie discovered polonium in 1898. She had 2 daughters.",
        ("Marie Curie", "discovered", "polonium", {"point in time": "1898"}),
        mentions="Marie Curie/name/Person",
    )
    assert ends(found) == ("Marie Curie", "polonium")
    one = only(found)
    assert isinstance(one.object, int) and found.chains[one.object].type == "Concept" and not found.chains[one.object].local
    assert one.qualifiers == (("point in time", Literal("1898", "date")),)


@pytest.mark.parametrize(
    ("written", "name", "type"),
    [
        ("The capital of France", "capital of France", "Place"),
        ("The French army", "French army", "Organization"),
        ("Residents of Leeds", "residents of Leeds", "Concept"),
    ],
)
def test_descriptions_that_say_of_what_they_are_become_local_entities(written: str, name: str, type: str) -> None:
    names = {"The capital of France": "France/name/Place; ", "Residents of Leeds": "Leeds/name/Place; "}.get(written, "")
    found = settle(f"{written} grew quickly in Turin.", (written, "grew in", "Turin"), mentions=f"{names}Turin/name/Place")
    assert ends(found)[0] == name
    chain = found.chains[only(found).subject]
    assert chain.local and chain.type in (type, "Group")


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("A man", "nobody in particular"),
        ("Some people", "nobody in particular"),
        ("One of them", "nobody in particular"),
        ("The book", "unsettled reference"),
        ("This", "unsettled reference"),
        ("Many", "unsettled reference"),
        ("Running the company", "unsettled|not a name"),
        ("Most of which", "torn|nobody|unsettled"),
        ("1903", "a value"),
    ],
)
def test_subjects_that_name_nothing_are_refused(subject: str, reason: str) -> None:
    one = only(settle(f"{subject} reached Paris early.", (subject, "reached", "Paris"), mentions="Paris/name/Place"))
    assert one.status == "refused"
    assert any(part in one.reason for part in reason.split("|")), one.reason
    assert one.subject == -1 and one.qualifiers == ()


def test_a_notion_keeps_small_letters_at_the_start_of_a_sentence() -> None:
    found = settle("Neural networks use weights. Insulin lowers glucose, and insulin is a hormone.", ("Neural networks", "use", "weights"),
                   ("Insulin", "lowers", "glucose"), ("insulin", "is", "a hormone"))  # fmt: skip
    assert ends(found, 0) == ("neural networks", "weights")
    assert ends(found, 1) == ("insulin", "glucose")
    assert ends(found, 2) == ("insulin", "hormone")
    assert len({found.triples[1].subject, found.triples[2].subject}) == 1


def test_the_topic_of_a_page_is_an_entity_even_with_its_article() -> None:
    found = settle("The water cycle moves moisture.", ("The water cycle", "moves", "moisture"), title="The Water Cycle")
    assert ends(found)[0].lower() == "water cycle"


def test_plain_words_before_a_name_stand_for_the_name_but_not_words_that_shift_it() -> None:
    text = "The physicist Anna Berg visited northern Norway."
    found = settle(text, ("The physicist Anna Berg", "visited", "northern Norway"), mentions="Anna Berg/name/Person; Norway/name/Place")
    assert ends(found)[0] == "Anna Berg"
    assert ends(found)[1] == "northern Norway"


def test_a_possession_of_a_settled_person_is_named_after_them() -> None:
    text = "Anna Berg was born in Oslo. She studied there. Her father founded Bergen Bank."
    found = settle(
        text,
        ("Her father", "founded", "Bergen Bank"),
        mentions="Anna Berg/name/Person; Oslo/name/Place; She/pronoun; Her/pronoun; Bergen Bank/name/Organization",
    )
    assert ends(found) == ("Anna Berg's father", "Bergen Bank")
    chain = found.chains[only(found).subject]
    assert chain.local and chain.type == "Person"


def test_an_unsettled_description_is_refused_as_an_end_and_left_out_as_a_qualifier() -> None:
    found = settle(
        "Anna Berg sang folk songs in the hall in 1903. The hall burned in Oslo.",
        ("Anna Berg", "sang", "folk songs", {"location": "the hall", "point in time": "1903"}),
        ("Anna Berg", "sang in", "the hall"),
        ("The hall", "burned in", "Oslo"),
        mentions="Anna Berg/name/Person; Oslo/name/Place",
    )
    assert [t.status for t in found.triples] == ["kept", "refused", "refused"]
    assert "dropped location: unsettled reference: the hall" in found.triples[0].reason
    assert found.triples[0].qualifiers == (("point in time", Literal("1903", "date")),)
    assert found.triples[2].reason == "unsettled reference: The hall"


@pytest.mark.parametrize(
    ("text", "triple", "reason"),
    [
        ("The news filled Anna Berg with joy.", ("Anna Berg", "filled with", "joy"), "out of"),
        ("Anna Berg takes place in Oslo.", ("Anna Berg", "takes in", "Oslo"), "torn"),
        ("In Oslo Anna Berg wrote songs.", ("Anna Berg", "In wrote", "songs"), "out of order"),
        ("Anna Berg told him to leave Oslo.", ("Anna Berg", "told him to leave", "Oslo"), "more than a predicate"),
        ("Anna Berg won a prize, awarded by Oslo Bank.", ("Anna Berg", "awarded by", "Oslo Bank"), "torn"),
        ("Anna Berg asked Leo Sand to sing.", ("Anna Berg", "asked", "Leo Sand"), "torn"),
        ("Anna Berg studied co-operation.", ("Anna Berg", "studied", "co"), "torn"),
        ("Players who are active joined Anna Berg.", ("Players", "are", "active"), "nobody|some of them|says nothing"),
        ("Anna Berg is larger.", ("Anna Berg", "is", "larger"), "comparison"),
        ("Role: Anna Berg sang songs.", ("Role", "sang", "songs"), "no phrase"),
    ],
)
def test_what_is_torn_out_of_its_clause_is_refused(text: str, triple: tuple[str, str, str], reason: str) -> None:
    one = only(settle(text, triple, mentions="Anna Berg/name/Person"))
    assert one.status == "refused"
    assert any(part in one.reason for part in reason.split("|")), one.reason


def test_a_supposition_is_kept_only_between_things_with_names() -> None:
    text = "If Anna Berg met Leo Sand, joy followed."
    mentions = (Mention(3, 12, "Anna Berg", "name", "Person"), Mention(17, 25, "Leo Sand", "name", "Person"))
    triples = (
        Triple("Anna Berg", "met", "Leo Sand", (), "hypothetical", 0.9),
        Triple("Anna Berg", "followed", "joy", (), "hypothetical", 0.9),
    )
    paragraph = Paragraph("p0", "d", 0, 0, len(text), text)
    found = refer(document="d", title="", date="", paragraphs=[paragraph], extractions=[Extraction("p0", "ok", triples, mentions)])
    assert [t.status for t in found.triples] == ["kept", "refused"]


def test_what_follows_is_names_a_class_or_is_quoted() -> None:
    text = "Polonium is a chemical element. Polonium is radioactive. Polonium is the first discovery."
    found = settle(text, ("Polonium", "is", "a chemical element"), ("Polonium", "is", "radioactive"), mentions="Polonium/name/Concept")
    assert isinstance(found.triples[0].object, int) and ends(found)[1] == "chemical element"
    assert found.triples[1].object == Literal("radioactive")


@pytest.mark.parametrize("object", ["one", "part", "a member", "able", "it"])
def test_statements_that_say_nothing_are_refused(object: str) -> None:
    one = only(settle(f"Anna Berg is {object}.", ("Anna Berg", "is", object), mentions="Anna Berg/name/Person"))
    assert one.status == "refused"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("the first woman in Norland to win the Larn Prize for Physics", "kept"),
        ("the only painter to be honoured with a museum in Oslo", "kept"),
        ("the youngest painter to join the group", "refused"),  # which group?
        ("the first woman to do so", "refused"),
    ],
)
def test_what_the_first_did_is_told_whole(told: str, status: str) -> None:
    text = f"Anna Berg was {told}."
    found = settle(text, ("Anna Berg", "was", told), mentions="Anna Berg/name/Person", title="Anna Berg")
    assert found.triples[0].status == status, found.triples[0].reason
    assert status == "refused" or ends(found) == ("Anna Berg", told)


def test_one_thing_said_of_itself_is_refused_and_the_same_thing_twice_is_a_duplicate() -> None:
    text = "Anna Berg met Anna Berg. Anna Berg met Leo Sand. Anna Berg met Leo Sand."
    names = "Anna Berg/name/Person; Anna Berg/name/Person; Anna Berg/name/Person; Leo Sand/name/Person; Anna Berg/name/Person; Leo Sand/name/Person"
    found = settle(
        text, ("Anna Berg", "met", "Leo Sand"), ("Anna Berg", "met", "Leo Sand"), ("Anna Berg", "MET", "Leo Sand"), mentions=names
    )
    assert [t.status for t in found.triples] == ["kept", "duplicate", "duplicate"]
    paragraph = Paragraph("p0", "d", 0, 0, len(text), text)
    same = Triple("Anna Berg", "met", "Anna Berg", (), "asserted", 0.9, (0, 9), (10, 13), (14, 23))
    mentions = (Mention(0, 9, "Anna Berg", "name", "Person"), Mention(14, 23, "Anna Berg", "name", "Person"))
    found = refer(document="d", title="", date="", paragraphs=[paragraph], extractions=[Extraction("p0", "ok", (same,), mentions)])
    assert "subject and object are one" in only(found).reason


@pytest.mark.parametrize(
    ("text", "words", "date", "edtf"),
    [
        ("Anna Berg won a medal in 1903. The following year Anna Berg left Oslo.", "The following year", "", "1904"),
        ("On 5 May 1903 it rained. Anna Berg left Oslo the next day.", "the next day", "", "1903-05-06"),
        ("In March 1903 it rained. In May Anna Berg left Oslo.", "May", "", "1903-05"),
        ("Anna Berg left Oslo last year.", "last year", "2020-03-04", "2019"),
    ],
)
def test_relative_dates_count_from_what_the_text_says(text: str, words: str, date: str, edtf: str) -> None:
    found = settle(text, ("Anna Berg", "left", "Oslo", {"point in time": words}), mentions="", date=date)
    assert only(found).qualifiers == (("point in time", Literal(edtf, "date")),)


def test_a_month_whose_year_is_not_safe_is_left_out() -> None:
    text = "In October 1903 it rained. Anna Berg left Oslo in May."
    one = only(settle(text, ("Anna Berg", "left", "Oslo", {"point in time": "May"})))
    assert (one.qualifiers, one.reason) == ((), "dropped point in time: no year: May")


def test_modality_is_kept() -> None:
    paragraph, extraction = told("Anna Berg may visit Oslo.", mentions="Anna Berg/name/Person; Oslo/name/Place")
    triple = Triple("Anna Berg", "may visit", "Oslo", modality="hedged")
    found = refer(
        document="d", title="", date="", paragraphs=[paragraph], extractions=[Extraction("p0", "ok", (triple,), extraction.mentions)]
    )
    assert only(found).status == "kept" and only(found).triple.modality == "hedged"


def test_references_slice_the_document() -> None:
    text = "Heading words\n\nAnna Berg's father ran Oslo Bank."
    start = 15
    paragraph = Paragraph("p0", "d", 0, start, len(text), text[start:])
    triple = Triple("Anna Berg's father", "ran", "Oslo Bank")
    mentions = (Mention(0, 9, "Anna Berg", "name", "Person"), Mention(23, 32, "Oslo Bank", "name", "Organization"))
    found = refer(document="d", title="", date="", paragraphs=[paragraph], extractions=[Extraction("p0", "ok", (triple,), mentions)])
    assert ends(found) == ("Anna Berg's father", "Oslo Bank")
    for reference in found.references:
        assert text[reference.start : reference.end] == reference.text
        assert 0 <= reference.chain < len(found.chains)
    assert [chain.number for chain in found.chains] == list(range(len(found.chains)))


def test_records_without_text_take_names_as_they_are() -> None:
    odd = [
        "Tick`tock",
        "x`) DETACH DELETE n //",
        "line\nfeed",
        "'; DROP TABLE statements; --",
        "北京市",
        "🇳🇴",
        "[]",
        "  padded  ",
        "null",
        "-1",
    ]
    triples = tuple(Triple(name, "knows", "Anna Berg", (Qualifier("role", name),)) for name in odd)
    found = refer(
        document="d", title="", date="", paragraphs=[Paragraph("p", "d", 0, 0, 0, "")], extractions=[Extraction("p", "ok", triples)]
    )
    status = {t.triple.subject: t.status for t in found.triples}
    assert status.pop("[]") == "refused"
    assert set(status.values()) == {"kept"}
    names = {chain.name for chain in found.chains}
    assert {"Tick`tock", "x`) DETACH DELETE n //", "'; DROP TABLE statements; --", "北京市", "padded", "null", "-1"} <= names
    assert any(name.split() == ["line", "feed"] for name in names)
    assert all(reference.start is None and reference.end is None for reference in found.references)


def test_records_without_text_tell_values_from_names() -> None:
    triples = (
        Triple("Anna Berg", "born", "1867-11-07"),
        Triple("Anna Berg", "height", "1.7 m"),
        Triple("Anna Berg", "knows", "Leo Sand", (Qualifier("location", "Oslo"), Qualifier("point in time", "1903"))),
    )
    found = refer(
        document="d", title="", date="", paragraphs=[Paragraph("p", "d", 0, 0, 0, "")], extractions=[Extraction("p", "ok", triples)]
    )
    assert found.triples[0].object == Literal("1867-11-07", "date")
    assert isinstance(found.triples[1].object, Literal) and found.triples[1].object.datatype == "quantity"
    (_, place), (_, time) = found.triples[2].qualifiers
    assert isinstance(place, int) and found.chains[place].name == "Oslo"
    assert time == Literal("1903", "date")
    assert len([chain for chain in found.chains if chain.name == "Anna Berg"]) == 1


def test_resolving_one_paragraph_names_its_pronouns_and_refuses_only_what_is_not_there() -> None:
    text = "Anna Berg was born in Oslo. She left the town in 1903."
    paragraph, extraction = told(
        text,
        ("She", "left", "the town"),
        ("She", "left", "Bergen"),
        mentions="Anna Berg/name/Person; Oslo/name/Place; She/pronoun; the town/nominal/Place",
    )
    first, second = resolve_one(paragraph, extraction)
    assert not isinstance(first, str) and first[1]["subject"] == "Anna Berg"
    assert isinstance(second, str)


def test_what_the_extractor_itself_doubts_is_refused() -> None:
    paragraph, extraction = told("Anna Berg visited Oslo.", mentions="Anna Berg/name/Person; Oslo/name/Place")
    triple = Triple("Anna Berg", "visited", "Oslo", confidence=0.2)
    found = refer(
        document="d", title="", date="", paragraphs=[paragraph], extractions=[Extraction("p0", "ok", (triple,), extraction.mentions)]
    )
    assert only(found).reason.startswith("too doubtful")


def test_a_month_is_no_entity_and_needs_its_year() -> None:
    names = "Anna Berg/name/Person; September/name/Person"
    found = only(settle("Anna Berg died in September.", ("Anna Berg", "died in", "September"), mentions=names))
    assert (found.status, found.reason) == ("refused", "a day without its year: September")
    names = "Anna Berg/name/Person; Anna Berg/name/Person; September/name/Person"
    text = "Anna Berg came in May 1903. Anna Berg died in September."
    assert only(settle(text, ("Anna Berg", "died in", "September"), mentions=names)).object == Literal("1903-09", "date")


def test_a_reflexive_is_no_entity() -> None:
    found = settle("Anna Berg praised herself.", ("Anna Berg", "praised", "herself"), mentions="Anna Berg/name/Person; herself/pronoun")
    assert only(found).status == "refused"


def test_with_is_company_only_where_it_is_of_somebody() -> None:
    names = "Acme/name/Organization; Vega/name/Organization"
    triple = ("Acme", "opened", "Vega", {"with": "a loss of 5 million dollars"})
    found = only(settle("Acme opened Vega with a loss of 5 million dollars.", triple, mentions=names))
    assert [key for key, _ in found.qualifiers] == ["with"]


@pytest.mark.parametrize("value", ["555-1887", "16"])
def test_digits_alone_are_no_time(value: str) -> None:
    text = f"Acme rents Vega House, {value}, Oslo."
    triple = ("Acme", "rents", "Vega House", {"point in time": value})
    assert only(settle(text, triple, mentions="Acme/name/Organization; Vega House/name/Place")).qualifiers == ()


def test_a_qualifier_that_is_not_in_the_text_is_left_out_with_its_reason() -> None:
    one = only(
        settle("Anna Berg visited Oslo.", ("Anna Berg", "visited", "Oslo", {"point in time": "1903"}), mentions="Anna Berg/name/Person")
    )
    assert one.status == "kept" and one.qualifiers == () and one.reason.startswith("dropped point in time")


def test_a_capital_before_a_clause_that_says_which_is_no_name() -> None:
    text = "Ships that carried food were built in Oslo."
    one = only(settle(text, ("Ships", "were built in", "Oslo"), mentions="Ships/name/Organization; Oslo/name/Place"))
    assert (one.status, one.reason) == ("refused", "only some of them: Ships")


def test_the_last_year_of_a_bracket_belongs_to_what_stands_before_it() -> None:
    text = "In the Great War (1788–1790), Anna Berg joined the Cabinet."
    triple = ("Anna Berg", "joined", "the Cabinet", {"end time": "1790"})
    assert only(settle(text, triple, mentions="Anna Berg/name/Person; Cabinet/name/Organization")).qualifiers == ()


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("Oslo recognized Bergen and Hamar as parts of Norway.", ("Oslo", "recognized", "Bergen")),
        ("Oslo was authorized by Bergen to build a bridge.", ("Oslo", "was authorized by", "Bergen")),
    ],
)
def test_a_verb_that_says_nothing_without_what_follows(text: str, triple: tuple[str, str, str]) -> None:
    names = "Oslo/name/Place; Bergen/name/Place"
    assert only(settle(text, triple, mentions=names)).status == "refused"


def test_a_rank_before_a_name_is_said_of_it() -> None:
    text = "The first Boat Race happened in Oslo."
    triple = ("The first Boat Race", "happened in", "Oslo", {"ordinal": "first"})
    one = only(settle(text, triple, mentions="Boat Race/name/Event; Oslo/name/Place"))
    assert one.status == "kept", one.reason
    assert one.qualifiers == (("ordinal", Literal("1", "number")),)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The VHS was a success.", "VHS"),
        ("In 1990 General Motors sold Saab.", "Motors"),
        ("El niño que miraba el mar hide Vega.", "El niño que"),
        ("Anna Roe Mountains hide Vega.", "Anna Roe"),
    ],
)
def test_a_name_that_is_cut_or_only_a_carrier_is_refused(text: str, subject: str) -> None:
    verb, object = ("was", "a success") if "VHS" in text else ("sold", "Saab") if "Saab" in text else ("hide", "Vega")
    one = only(settle(text, (subject, verb, object), mentions=f"{subject}/name/Organization"))
    assert one.status == "refused"


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("As Oslo is to skiing, Acme is to skating.", ("Acme", "is to", "skating")),
        ("Acme learned from Anna Berg.", ("Acme", "learned from", "Anna Berg")),
        ("Acme claimed in Winter Tales: it was late.", ("Acme", "claimed in", "Winter Tales")),
        ("Acme learned a good deal.", ("Acme", "learned", "a good deal")),
        ("Acme won 66% of her votes.", ("Acme", "won", "66% of her")),
        ("Acme assumed in 1980 that it rained.", ("Acme", "assumed in", "1980")),
        ("Acme played the 1969 tune.", ("Acme", "played", "1969")),
        ("Integration was completed in 1993.", ("Integration", "was completed in", "1993")),
    ],
)
def test_what_is_cut_or_says_nothing_is_refused(text: str, triple: tuple[str, str, str]) -> None:
    names = "; ".join(f"{name}/name/{kind}" for name, kind in (("Acme", "Organization"), ("Anna Berg", "Person")) if name in text)
    found = settle(text, triple, mentions=names if "Oslo" not in text else "Acme/name/Organization")
    assert only(found).status == "refused"


@pytest.mark.parametrize(("purpose", "status"), [("to rebuild the port of Oslo", "kept"), ("to rebuild the tower", "refused")])
def test_what_somebody_was_to_do_is_needed(purpose: str, status: str) -> None:
    text = f"Anna Berg hired Tom Lind, a mason, {purpose}."
    mentions = "Anna Berg/name/Person; Tom Lind/name/Person"
    assert only(settle(text, ("Anna Berg", "hired", "Tom Lind", {"purpose": purpose}), mentions=mentions)).status == status


def test_what_only_adds_narrows_nothing() -> None:
    triple = ("Acme", "runs", "Vega", {"including": "two shops of 1903"})
    names = "Acme/name/Organization; Vega/name/Organization"
    assert only(settle("Acme runs Vega, including two shops of 1903.", triple, mentions=names)).qualifiers == ()


def test_the_year_of_a_law_is_no_time() -> None:
    text = "Acme obeys the Reform Act of 1986."
    triple = ("Acme", "obeys", "the Reform Act of 1986", {"point in time": "1986"})
    names = "Acme/name/Organization; Reform Act of 1986/name/Work"
    assert only(settle(text, triple, mentions=names)).qualifiers == ()


@pytest.mark.parametrize(
    ("text", "object"),
    [("Acme contains information.", "information"), ("Acme examines the damaged, lost or stolen goods.", "the damaged")],
)
def test_an_object_that_leaves_open_what_of_is_refused(text: str, object: str) -> None:
    verb = text.split()[1]
    assert only(settle(text, ("Acme", verb, object), mentions="Acme/name/Organization")).status == "refused"


@pytest.mark.parametrize(("key", "value"), [("after", "one year"), ("start time", "the ages of 18")])
def test_how_long_and_how_old_are_no_times(key: str, value: str) -> None:
    text = f"After {value}, Anna Berg joined Vega."
    names = "Anna Berg/name/Person; Vega/name/Organization"
    assert only(settle(text, ("Anna Berg", "joined", "Vega", {key: value}), mentions=names)).qualifiers == ()


def test_a_phrase_is_not_called_by_the_last_name_in_it_when_another_stands_right_before() -> None:
    text = "Oslo Harbour Grand Quay is a square."
    found = settle(text, ("Oslo Harbour Grand Quay", "is", "a square"), mentions="Oslo Harbour/name/Place; Grand Quay/name/Place")
    assert only(found).reason.startswith("torn out of its phrase")


def test_a_part_of_a_name_is_nobody() -> None:
    found = settle("Ponte do Sul crosses Larn.", ("Ponte", "crosses", "Larn"), mentions="Ponte do Sul/name/Place; Larn/name/Place")
    assert only(found).reason == "torn out of its phrase: Ponte"


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("Anna Berg was fined for not wearing a hat.", "was fined for not wearing"),
        ("Anna Berg was fined for not properly wearing a hat.", "was fined for wearing"),
    ],
)
def test_what_is_denied_within_a_predicate_is_refused(text: str, predicate: str) -> None:
    triple = Triple("Anna Berg", predicate, "a hat", confidence=0.9, subject_span=(0, 9), predicate_span=(10, text.index("wearing") + 7))
    paragraph, extraction = told(text, mentions="Anna Berg/name/Person")
    one = only(
        refer(document="d", title="", date="", paragraphs=[paragraph], extractions=[Extraction("p0", "ok", (triple,), extraction.mentions)])
    )
    assert one.reason.startswith("a denial is left out")


def test_the_year_of_a_law_and_what_lasted() -> None:
    text = "The 1984 Act founded Larn for most of her life."
    found = settle(
        text,
        ("The 1984 Act", "founded", "Larn", {"point in time": "1984", "purpose": "most of her life"}),
        mentions="The 1984 Act/name/Work; Larn/name/Place",
    )
    assert [key for key, _ in only(found).qualifiers] == ["duration"]


@pytest.mark.parametrize(
    ("object", "named"),
    [
        ("the permanent collection of the Varn Museum of Modern Norland Art", True),  # of four plain words and two names
        ("the permanent collection of the old museum of the new town of Varn", False),
    ],
)
def test_a_name_in_a_description_counts_as_one_word_and_a_longer_one_is_quoted(object: str, named: bool) -> None:
    found = settle(
        f"Ann Roe joined {object} in 1998.", ("Ann Roe", "joined", object, {"point in time": "1998"}), mentions="Ann Roe/name/Person"
    )
    assert isinstance(only(found).object, int) == named
    assert named or ends(found)[1] == object


@pytest.mark.parametrize(("object", "kept"), [("a German painter", True), ("German Lind", False)])
def test_a_german_is_no_second_person(object: str, kept: bool) -> None:
    found = settle(
        f"Anna Berg was {object}.", ("Anna Berg", "was", object), mentions=f"Anna Berg/name/Person; {object.removeprefix('a ')}/name/Person"
    )
    assert (only(found).status == "kept") == kept, only(found).reason


@pytest.mark.parametrize(
    ("between", "status"), [(" (German: Anna Bergin; born 1912)", "kept"), (": notes of a traveller (1912)", "refused"), ("", "kept")]
)
def test_a_bracket_parts_nobody_from_what_is_said(between: str, status: str) -> None:
    found = settle(f"Anna Berg{between} was a painter in Oslo.", ("Anna Berg", "was", "a painter"), mentions="Anna Berg/name/Person")
    assert only(found).status == status, only(found).reason


@pytest.mark.parametrize(
    "text",
    [
        "The permanent collection of the old museum of the new town of Varn moved to Larn in 1998.",  # a subject is no value
        "Larn bought the permanent collection of the, the old museum of the town of Varn in 1998.",  # a word is left out
        "Larn bought the whole collection of the museum that the old painter left to the town in 1998.",  # which museum?
    ],
)
def test_a_long_description_is_told_only_as_an_object_that_stands_by_itself(text: str) -> None:
    subject, verb, object = re.match(r"(.+?) (moved to|bought) (.+?) in 1998", text).groups()  # type: ignore[union-attr]
    found = settle(text, (subject, verb, object, {"point in time": "1998"}), mentions="Larn/name/Place")
    assert only(found).status == "refused", ends(found)


@pytest.mark.parametrize(
    ("text", "predicate", "kept"),
    [
        ("In 1950 Ann Roe made her first visit to Norland.", "made her first visit to", True),
        ("In 1950 Bo Lind made her first visit to Norland.", "made her first visit to", False),  # another's
        ("In 1950 Ann Roe made them visit Norland.", "made them visit", False),
    ],
)
def test_a_predicate_holds_what_is_its_subjects_own_and_no_other_pronoun(text: str, predicate: str, kept: bool) -> None:
    subject = text.split(" made")[0].removeprefix("In 1950 ")
    found = settle(
        text,
        (subject, predicate, "Norland", {"point in time": "1950"}),
        mentions=f"{subject}/name/Person; {'her' if 'her' in text else 'them'}/pronoun; Norland/name/Place",
        title=subject if subject == "Ann Roe" else "",
    )
    one = only(found)
    assert (one.status == "kept") == kept, one.reason
    assert kept or one.reason == f"more than a predicate: {predicate}"


def test_whose_it_is_may_be_told_by_a_description_of_the_page() -> None:
    text = "Alder University is a university in Oslo. The first rector of the university was Bo Lind."
    cast = "Alder University/name/Organization; Oslo/name/Place; the university/nominal/Organization; Bo Lind/name/Person"
    found = settle(text, ("The first rector of the university", "was", "Bo Lind"), mentions=cast, title="Alder University")
    assert ends(found) == ("first rector of Alder University", "Bo Lind")
    text = "Alder University is a university in Oslo. The first head of the quarter was Bo Lind."
    cast = "Alder University/name/Organization; Oslo/name/Place; the quarter/nominal/Place; Bo Lind/name/Person"
    found = settle(text, ("The first head of the quarter", "was", "Bo Lind"), mentions=cast, title="Alder University")
    assert only(found).reason == "unsettled reference: The first head of the quarter"


def test_a_quoted_phrase_or_content_may_end_with_or_begin_with_the_page() -> None:
    text = "Acme is a company in Oslo. In 1950, Acme said, it would sell Varn. In 1960 Bo Lind took control of the company."
    cast = "Acme/name/Organization; Oslo/name/Place; Acme/name/Organization; it/pronoun; Varn/name/Place; Bo Lind/name/Person"
    found = settle(
        text,
        ("Acme", "said", "it would sell Varn", {"point in time": "1950"}),
        ("Bo Lind", "took", "control of the company", {"point in time": "1960"}),
        mentions=f"{cast}; the company/nominal/Organization",
        title="Acme",
    )
    assert ends(found) == ("Acme", "it would sell Varn")
    assert ends(found, 1) == ("Bo Lind", "control of Acme")


@pytest.mark.parametrize(
    ("predicate", "object", "value"),
    [
        ("was renamed", "Varn Hall", "Varn Hall"),
        ("known as", "Varn Hall", "Varn Hall"),
        ("was sold to", "Varn Hall", None),  # itself
        ("formed", "Varn Hall", None),
    ],
)
def test_another_name_of_the_subject_is_what_a_naming_tells(predicate: str, object: str, value: str | None) -> None:
    text = f"Alder Hall, also known as Varn Hall, is a house. Alder Hall {predicate} {object}."
    names = "Alder Hall/name/Place; Varn Hall/name/Place; Alder Hall/name/Place; Varn Hall/name/Place"
    one = only(settle(text, ("Alder Hall", predicate, object), mentions=names))
    assert one.object == Literal(value) if value else "subject and object are one" in one.reason


@pytest.mark.parametrize(
    ("text", "object", "kind", "name"),
    [
        ("Acme met Anna Berg in Oslo.", "Anna Berg in Oslo", "Person", "Anna Berg"),
        ("Acme met Naval School in Oslo.", "Naval School in Oslo", "Organization", "Naval School in Oslo"),
    ],
)
def test_a_person_is_no_part_of_the_place_where_he_is(text: str, object: str, kind: str, name: str) -> None:
    names = f"Acme/name/Organization; {object.removesuffix(' in Oslo')}/name/{kind}; Oslo/name/Place"
    assert ends(settle(text, ("Acme", "met", object), mentions=names))[1] == name
