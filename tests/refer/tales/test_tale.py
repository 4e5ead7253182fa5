"""Tales: which texts tell a story, and what of one is more than a moment of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Extraction, Literal, Paragraph, Qualifier, Referred, Settled, Triple
from kg.refer import refer
from kg.refer.tales.cast import Cast, is_tale
from marked_text import read

# Told again and again, until it is long enough: nobody in it is among those of the tests.
TELLING = (
    "She looked at him and said that she knew it. He turned away, and he stood there and thought of her. "
    "“You saw me,” he cried, and I heard her answer him. She sat down and asked him for my letter. "
)
LIFE = "In 1901 he moved to Oslo, and in 1904 his firm employed 120 people. He sold it for $3 million in 1911 and died in 1920. "
SPEECH = "We must keep our promise to the nation, and you will judge us by what we do for the people of this country. "


def paragraphs(*texts: str) -> list[Paragraph]:
    made, at = [], 0
    for n, text in enumerate(texts):
        made.append(Paragraph(f"p{n}", "d", n, at, at + len(text), text, "", ()))
        at += len(text) + 2
    return made


def settle(marked: str, *triples: Triple, opening: str = TELLING, background: str = "", chapter: str = "") -> Referred:
    """The settled triples of a last paragraph, with its mentions marked as in `marked_text`, behind a tale, in a chapter of its own if that
    has a name."""
    text, mentions = read(marked)
    behind, others = read(background)
    made = paragraphs(opening * 60, behind, text)
    made[2] = replace(made[2], heading=(chapter,) if chapter else ())
    extractions = [
        Extraction("p0", "empty", ()),
        Extraction("p1", "empty", (), tuple(others)),
        Extraction("p2", "ok", triples, tuple(mentions)),
    ]
    return refer(document="d", title="", date="", paragraphs=made, extractions=extractions)


def triple(text: str, subject: str, predicate: str, object: str, modality: str = "asserted", **qualifiers: str) -> Triple:
    """A triple with its parts' first places in the text; "(is)" is only implied."""
    text = read(text)[0]

    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    return Triple(
        subject,
        predicate.strip("()"),
        object,
        tuple(Qualifier(key.replace("_", " "), value, span(value)) for key, value in qualifiers.items()),
        modality,  # type: ignore[arg-type]
        0.9,
        span(subject),
        None if predicate.startswith("(") else span(predicate),
        span(object),
    )


def only(referred: Referred) -> Settled:
    (one,) = referred.triples
    return one


def test_what_is_a_tale() -> None:
    assert is_tale(paragraphs(TELLING * 60))
    assert not is_tale(paragraphs(TELLING)), "a few sentences"
    assert not is_tale(paragraphs(LIFE * 100)), "the life of a person, full of years"
    assert not is_tale(paragraphs(SPEECH * 100)), "a speech"


ANN = "[Ann Roe|Person|subject]"


@pytest.mark.parametrize(
    ("text", "predicate", "object"),
    [
        (f"{ANN} was a lawyer.", "was", "a lawyer"),
        (f"{ANN} was very tall.", "was", "very tall"),
        (f"{ANN}, the best lawyer of Bergen, slept.", "(is)", "the best lawyer of Bergen"),
        (f"{ANN} married [Tom Doe|Person|object].", "married", "Tom Doe"),
        (f"{ANN} had three sisters.", "had", "three sisters"),
        (f"{ANN} had grey hair.", "had", "grey hair"),
        (f"{ANN} lived in [Bergen|Place|object].", "lived in", "Bergen"),
        (f"{ANN} inherited a farm.", "inherited", "a farm"),
        (f"{ANN} had a quarrel with [Tom Doe|Person|object].", "had a quarrel with", "Tom Doe"),
        (f"{ANN}, master mariner, slept.", "(is)", "master mariner"),
        (f"{ANN} was banished to [Bergen|Place|object].", "was banished to", "Bergen"),
        (f"{ANN} was a lawyer, and sang when it rained.", "was", "a lawyer"),
    ],
)
def test_what_lasts_or_counts_in_a_life_is_told(text: str, predicate: str, object: str) -> None:
    one = only(settle(text, triple(text, "Ann Roe", predicate, object)))
    assert one.status == "kept", one.reason


@pytest.mark.parametrize(
    ("text", "predicate", "object"),
    [
        (f"{ANN} closed a stable.", "closed", "a stable"),
        (f"{ANN} turned to [Tom Doe|Person|object].", "turned to", "Tom Doe"),
        (f"{ANN} was silent.", "was", "silent"),
        (f"{ANN} was a widow again.", "was", "a widow"),
        (f"{ANN} had a headache.", "had", "a headache"),
        (f"{ANN} was sitting with [Tom Doe|Person|object].", "was sitting with", "Tom Doe"),
        (f"{ANN} wrote to [Tom Doe|Person|object].", "wrote to", "Tom Doe"),
        (f"{ANN} sent [Bergen|Place|object] away.", "sent", "Bergen"),
        (f"{ANN} walked to a bench.", "walked to", "a bench"),
        (f"{ANN} bought silence.", "bought", "silence"),
        (f"{ANN} was blind on the subject.", "was", "blind"),
        (f"{ANN} lived like [Tom Doe|Person|object].", "lived like", "Tom Doe"),
        (f"{ANN}, a clever girl, the baker's son, and a dog came.", "(is)", "a clever girl"),
        (f"{ANN} and [Tom Doe|Person|subject] were twins.", "were", "twins"),
        (f"{ANN} sailed to [Bergen|Place|object].", "sailed to", "Bergen"),
        (f"{ANN} was sent to [Bergen|Place|object].", "was sent to", "Bergen"),
        (f"{ANN} lived in [Bergen|Place|object] only some weeks.", "lived in", "Bergen"),
        (f"{ANN} lived in [Bergen|Place|object] until the storm.", "lived in", "Bergen"),
        (f"{ANN} hated having guests.", "hated having", "guests"),
        (f"{ANN} hated guests in her house while she was ill.", "hated", "guests"),
        (f"{ANN} was sometimes a teacher.", "was", "a teacher"),
        (f"{ANN} was a teacher there.", "was", "a teacher"),
        (f"{ANN} was a visitor.", "was", "a visitor"),
        (f"{ANN} was a quarter of a mile off.", "was", "a quarter of a mile"),
        (f"{ANN} had a daughter of the same age.", "had", "a daughter of the same age"),
        (f"When {ANN} was a girl, it rained.", "was", "a girl"),
    ],
)
def test_a_moment_is_of_the_story_only(text: str, predicate: str, object: str) -> None:
    one = only(settle(text, triple(text, "Ann Roe", predicate, object)))
    assert one.status == "refused" and one.reason.startswith("of the story only"), one.reason


def test_elsewhere_a_moment_may_be_a_fact() -> None:
    text = f"{ANN} closed a stable of [Leeds Castle|Place]."
    wanted = triple(text, "Ann Roe", "closed", "a stable of Leeds Castle")
    assert only(settle(text, wanted, opening=LIFE)).status == "kept"
    assert only(settle(text, wanted)).status == "refused"


def test_what_somebody_of_the_tale_says_is_hedged() -> None:
    text = "“[Ann Roe|Person|subject] is a lawyer and no other.”"
    (one,) = settle(text, triple(text, "Ann Roe", "is", "a lawyer", "hypothetical")).triples
    assert one.status == "refused", "there is a no in it"
    text = "“[Ann Roe|Person|subject] is a lawyer.”"
    (one,) = settle(text, triple(text, "Ann Roe", "is", "a lawyer", "hypothetical")).triples
    assert one.status == "kept" and one.triple.modality == "hedged", one.reason
    text = "“If [Ann Roe|Person|subject] is a lawyer, we are lost.”"
    assert only(settle(text, triple(text, "Ann Roe", "is", "a lawyer", "hypothetical"))).status == "refused"


def test_what_the_text_does_not_say_itself_is_hedged_though_its_quotation_marks_stay_open() -> None:
    text = '"[Ann Roe|Person|subject] is a lawyer. I met her in the rain.'
    one = only(settle(text, triple(text, "Ann Roe", "is", "a lawyer")))
    assert one.status == "kept" and one.triple.modality == "hedged", one.reason
    text = '"Was it you?" I asked. [Ann Roe|Person|subject] is a lawyer.'
    assert only(settle(text, triple(text, "Ann Roe", "is", "a lawyer"))).triple.modality == "asserted"


def test_qualifiers_of_the_moment_are_left_out() -> None:
    text = f"{ANN} sailed to [Bergen|Place|object] with great joy in 1840."
    one = only(settle(text, triple(text, "Ann Roe", "sailed to", "Bergen", manner="great joy", point_in_time="1840")))
    assert one.qualifiers == (("point in time", Literal("1840", "date")),)
    text = f"{ANN} was born in 1840. {ANN} married [Tom Doe|Person|object] a year later."
    one = only(settle(text, triple(text, "Ann Roe", "married", "Tom Doe", point_in_time="a year later")))
    assert one.status == "kept" and not one.qualifiers, "counted from what a tale told before"


@pytest.mark.parametrize(
    "between",
    [
        "A stranger waited there.",  # she
        "“Dear me!” [she|he|subject] said.",
        "[She|he|subject] spoke of that lady.",
    ],
)
def test_who_is_meant_in_a_tale_must_be_plain(between: str) -> None:
    clear = f"{ANN} came home. [She|he|subject] was a lawyer."
    assert only(settle(clear, triple(clear, "She", "was", "a lawyer"))).status == "kept"
    text = f"{ANN} came home. {between} [She |he|subject]was a lawyer."
    marked = text.replace("[She |he|subject]", "[She|he|subject] ")
    plain = read(marked)[0]
    at = plain.rindex("She was")
    given = triple(marked, "She", "was", "a lawyer")
    moved = Triple("She", "was", "a lawyer", (), "asserted", 0.9, (at, at + 3), (at + 4, at + 7), given.object_span)
    settled = only(settle(marked, moved))
    if "said" in between:
        assert settled.status == "kept", "the same speaker"
    else:
        assert settled.status == "refused"


def test_a_place_is_no_person_of_the_tale() -> None:
    text = "[Stoke Hollow|Person|subject] lay dark. [She|he|subject] was a lawyer."
    background = "He went to [Stoke Hollow|Person|object]. They lived at [Stoke Hollow|Person|object]."
    assert only(settle(text, triple(text, "She", "was", "a lawyer"), background=background)).status == "refused"


def test_a_family_keeps_its_titles() -> None:
    text = "Mrs. [Roe|Person|subject] was a lawyer."
    told = settle(text, triple(text, "Roe", "was", "a lawyer"), background="[Ann Roe|Person] and Mr. [Roe|Person|object] slept.")
    one = only(told)
    assert one.status == "kept" and told.chains[one.subject].name == "Mrs. Roe", one.reason


@pytest.mark.parametrize(
    ("mentioned", "wanted"),
    [
        ("Colonel [Ellery|Person|subject]", "Colonel Ellery"),  # his cousin
        ("[Ellery|Person|subject]", "Colonel Ellery"),
        ("Lord [St. Roe|Person|subject]", "Lord St. Roe"),
        ("my aunt [Doe|Person|subject]", "Mrs. Doe"),
        ("Miss [de Varn|Person|subject]", "Miss de Varn"),
        ("Mr.\n[Roe|Person|subject]", "Ellery Roe"),
    ],
)
def test_titles_tell_the_members_of_a_family_apart(mentioned: str, wanted: str) -> None:
    background = (
        "[Ellery Roe|Person|subject] met Mr. [Roe|Person|object] and Colonel [Ellery|Person|object]. [Lady St. Roe|Person|subject] saw "
        "Mrs. [Doe|Person|object] and Mr. [Doe|Person|object]. Lady [Ann de Varn|Person|subject] slept. Miss [de Varn|Person|subject] sang."
    )
    text = f"{mentioned} was a lawyer."
    name = (
        read(mentioned)[0].split()[-1] if "de " not in mentioned and "St." not in mentioned else " ".join(read(mentioned)[0].split()[-2:])
    )
    told = settle(text, triple(text, name, "was", "a lawyer"), background=background)
    one = only(told)
    assert one.status == "kept" and told.chains[one.subject].name == wanted, one.reason


def test_a_tale_may_be_several_tales() -> None:
    text = "[Alice|Person|subject] sang. [Alice|Person|subject] rose. [Alice|Person|subject] was a maid."
    given = triple(text, "Alice", "was", "a maid")
    for chapter, wanted in (("", "Alice Roe"), ("The Mill", "Alice")):
        told = settle(text, given, background="[Alice Roe|Person|subject] slept.", chapter=chapter)
        one = only(told)
        assert one.status == "kept" and told.chains[one.subject].name == wanted, one.reason


def test_the_foremost_bearer_of_a_surname() -> None:
    text = "[Roe|Person|subject] sang. [Roe|Person|subject] rose. [Roe|Person|subject] was a lawyer."
    for often, wanted in ((1, "Roe"), (20, "Tom Roe")):
        told = settle(
            text,
            triple(text, "Roe", "was", "a lawyer"),
            background="[Tom Roe|Person|subject] slept. " * often + "[Sometimes Roe|Person] sang.",
        )
        one = only(told)
        assert one.status == "kept" and told.chains[one.subject].name == wanted, one.reason


def test_a_name_of_one_jest_is_nobody() -> None:
    text = "Old Doctor [Greedbag|Person|subject] owned a farm."
    given = triple(text, "Greedbag", "owned", "a farm")
    for background, status in (("", "refused"), ("He saw [Greedbag|Person|object].", "kept")):
        one = only(settle(text, given, background=background))
        assert one.status == status, one.reason


def test_nobody_knows_which_john() -> None:
    text = "[John|Person|subject] was a coachman."
    one = only(settle(text, triple(text, "John", "was", "a coachman")))
    assert one.status == "refused" and one.reason.startswith("nobody in particular"), one.reason


@pytest.mark.parametrize(
    ("text", "his"),
    [
        ("[Tom Doe|Person|subject] sang. [He|he|subject] saw [John Roe|Person|object]. [He|he|subject] was a lawyer.", False),
        ("[Tom Doe|Person|subject] sang, and [John Roe|Person|subject] heard it. [His|he|possessive] wife was a lawyer.", False),
        ("[John Roe|Person|subject] sang, and [Ann Doe|Person|subject] heard it. [His|he|possessive] wife was a lawyer.", True),
    ],
)
def test_another_may_be_meant(text: str, his: bool) -> None:
    plain = read(text)[0]
    word = "His wife" if "wife" in plain else "He"
    at = plain.rindex(word)
    given = triple(text, "sang", "was", "a lawyer")
    told = settle(text, Triple(word, "was", "a lawyer", (), "asserted", 0.9, (at, at + len(word)), given.predicate_span, given.object_span))
    assert (only(told).status == "kept") == his, only(told).reason


def test_a_bare_surname_is_not_the_wife() -> None:
    text = "[Roe|Person|subject] was a lawyer."
    told = settle(
        text,
        triple(text, "Roe", "was", "a lawyer"),
        background="Mrs. [Roe|Person|subject] slept. [Roe|Person|subject] sang. [Roe|Person|subject] rose.",
    )
    one = only(told)
    assert one.status == "kept" and told.chains[one.subject].name == "Roe", one.reason


def test_speech_goes_on() -> None:
    first, cut, tale, last = "\"I sat down. 'Yes,' said he, 'I know.'", 'I rose."', "We slept.", 'so I left," she said. "But--"'
    made = paragraphs(first, cut, tale, last)
    made[1] = Paragraph("p1", "d", 1, made[0].end + 1, made[0].end + 1 + len(cut), cut, "", ())  # one paragraph, cut in two
    cast = Cast(made)
    told = [(0, "sat"), (0, "Yes"), (0, "said"), (0, "know"), (1, "rose"), (2, "slept"), (3, "left"), (3, "said"), (3, "But")]
    assert [cast.speech(i, made[i].text.index(word)) for i, word in told] == [True] * 5 + [False, True, False, True]


def test_speech() -> None:
    cast = Cast(paragraphs("He said “come” and “go” to her. ‘Never,’ she said. It was Tom's dog."))
    text = "He said “come” and “go” to her. ‘Never,’ she said. It was Tom's dog."
    assert [cast.speech(0, text.index(word)) for word in ("said", "come", "and", "go”", "her", "Never", "she", "dog")] == [
        False,
        True,
        False,
        True,
        False,
        True,
        False,
        False,
    ]
