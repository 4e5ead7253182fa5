"""What a page's title says of the names in it: its subject's surname, its other name, and how it is called."""

from __future__ import annotations

import pytest

from marked_text import Document


def called(text: str, title: str) -> dict[str, str]:
    """The name of the chain of each settled mention, by its words."""
    found = Document(text, title=title).chains
    return {mention.text: found.chains[number].name for place in found.settled for number, mention in place.values()}


@pytest.mark.parametrize("kind", ["Person", "Place", "Organization", "Group"])
def test_on_a_persons_page_the_bare_surname_is_the_subject_whatever_the_recogniser_says(kind: str) -> None:
    found = called(
        f"[Bo Ellery|Person|subject] (born 1971) is a racing driver. [Lady Ellery|Person|subject] came. [Ellery|{kind}|subject] won.",
        "Bo Ellery",
    )
    assert found["Ellery"] == "Bo Ellery"
    assert found["Lady Ellery"] != "Bo Ellery"


def test_the_surname_of_the_title_is_the_subjects_where_a_fuller_name_opens_the_page() -> None:
    found = called(
        "[Bo Ellery Varn|Person|subject] (born 1971) is a racing driver. [Ellery|Place|subject] won. [Varn|Person|subject] lost.",
        "Bo Ellery",
    )
    assert set(found.values()) == {"Bo Ellery"}


def test_a_surname_may_stand_first() -> None:
    found = called(
        "[Nguyen Bo-la|Person|subject] (born 1971) is a singer. [Varn Meki Nguyen|Person|subject] came. [Nguyen|Person|subject] sang.",
        "Nguyen Bo-la",
    )
    assert found["Nguyen"] == "Nguyen Bo-la"


@pytest.mark.parametrize(("times", "own"), [(3, True), (2, False)])
def test_an_unknown_middle_word_is_a_surname_where_it_often_stands_alone(times: int, own: bool) -> None:
    text = "[Ann Otterby Lind|Person|subject] (born 1971) is a player. " + "[Otterby|Organization|subject] won. " * times
    assert (called(text, "Ann Otterby Lind")["Otterby"] == "Ann Otterby Lind") == own


def test_a_place_of_that_name_stays_a_place() -> None:
    found = called("[Bo Ellery|Person|subject] (born 1971) is a driver. She lives in [Ellery|Place|object].", "Bo Ellery")
    assert found["Ellery"] == "Ellery"
    found = called("[Bo Norway|Person|subject] (born 1971) is a driver. [Norway|Place|subject] is cold.", "Bo Norway")
    assert found["Norway"] == "Norway"


def test_on_the_page_of_a_thing_a_surname_is_anybodys() -> None:
    found = called("[Bo Ellery Bridge|Place|subject] is a bridge in Oslo. [Ellery|Person|subject] built it.", "Bo Ellery Bridge")
    assert found["Ellery"] == "Ellery"


def test_somebody_better_known_by_another_name_is_called_so() -> None:
    text = "[Bo Lind|Person|subject] (born 1985), better known by his stage name [Nordlys|Person|other], is a producer. [Lind|Person|subject] sang."
    assert set(called(text, "Nordlys").values()) == {"Nordlys"}


def test_who_was_born_with_the_surname_of_the_page_is_somebody_else() -> None:
    found = called(
        "[Bo Ellery|Person|subject] (born 1971) is a banker. [Ellery|Person|subject] had a niece, [Ann Lind|Person|other] (née [Ellery|Person|other]).",
        "Bo Ellery",
    )
    assert found["Ann Lind"] == "Ann Lind"


def test_the_subject_is_called_as_its_page() -> None:
    found = called("[Bo Otto Ellery|Person|subject] (born 1971) is a banker. [Ellery|Person|subject] lives in Oslo.", "Bo Ellery")
    assert set(found.values()) == {"Bo Ellery"}


_CLUB = "[Alder Rovers|Organization|subject] is a football club in [Oslo|Place]. "
_OFTEN = "[Rovers|Person|subject] won. " * 5


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("Alder Rovers", _CLUB + _OFTEN, "Alder Rovers"),
        ("Alder Rovers", _CLUB + "[Rovers|Person|subject] won. " * 4, "Rovers"),  # too seldom
        ("Alder Rovers", _CLUB + _OFTEN + "They beat the [Varn Rovers|Organization]. " * 2, "Rovers"),  # which?
        ("Alder Rovers", _CLUB + "[Rovers|Place|subject] won. " * 5, "Rovers"),
        ("Alder Rovers", "[Alder Rovers|Organization|subject] won. " + _OFTEN, "Rovers"),  # of which the page does not say what it is
    ],
)
def test_a_lone_word_of_a_clubs_title_is_short_for_it(title: str, text: str, name: str) -> None:
    assert Document(text, title=title).means("Rovers", occurrence=text.split("[Rovers")[0].count("Rovers")) == name


def test_a_firm_is_not_the_man_that_it_is_called_after() -> None:
    text = "[Bruno Lang|Organization|subject] is a fashion company in [Oslo|Place]. " + "[Lang|Person|subject] slept. " * 5
    assert Document(text, title="Bruno Lang").means("Lang", occurrence=1) != "Bruno Lang"


def test_a_ruler_is_called_with_and_without_his_number_and_his_land() -> None:
    text = (
        "[George IV|Person|subject] was a king. [Prince George|Person] slept. [George|Person] woke. [George III|Person] died. "
        "[George IV of Laurania|Person] left. [King George V|Person] came."
    )
    document = Document(text, title="George IV of Laurania")
    told = {name: document.means(name) for name in ("George IV", "Prince George", "George III", "King George V")}
    assert {name for name, who in told.items() if who == "George IV of Laurania"} == {"George IV", "Prince George"}
    assert document.means("George", occurrence=2) == "George IV of Laurania"


def test_numbers_part_those_who_bear_them() -> None:
    document = Document("[Julius Roe|Person] met [Pope Julius II|Person] and [Henry III|Person]. [King Henry IV|Person] left.")
    assert len(document.chains.chains) == 4


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("[Alder Hall|Place|subject], now known as [Varn Hall|Place], is old. ", True),
        ("[Alder Hall|Place|subject] was renamed [Varn Hall|Place] in 1903. ", True),
        ("[Alder Hall|Place|subject] was renamed [Varn Hall|Place] in honour of a king. ", True),
        ("[Alder|Place|subject] is called [Norland|Place] in miniature. ", False),
        ("[Bo Lind|Person|subject] was named [Varn|Person] coach. ", False),
        ("[Bo Lind|Person|subject] was named as [Varns|Person] assistant manager. ", False),
        ("The tune, made by [Bo Lind|Person], is known as [Larkspur|Person]. ", False),
        ("It stood near [Alder|Place], and was called [Varn|Place] at first. ", False),
        ("[Bo Lind|Person|subject] referred to [Ann Roe|Person] as a friend. ", False),
    ],
)
def test_another_name_is_one_only_where_it_is_whole_and_of_whom_is_sure(text: str, joined: bool) -> None:
    assert (len(Document(text).chains.chains) == 1) is joined


def test_where_somebody_is_from_is_no_other_name_of_him() -> None:
    document = Document("[Otto of Varn|Person|subject] left [Varn|Place]. [Otto|Person|subject] slept.")
    assert (document.means("Varn", occurrence=1), document.means("Otto", occurrence=1)) == ("Varn", "Otto of Varn")
