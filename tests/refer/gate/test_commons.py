"""Names that many bear: completed from beside them, from their document or its page, or refused."""

from __future__ import annotations

import pytest

from kg.refer.gate import commons
from settling import ends, only, settle


@pytest.mark.parametrize(
    "name",
    [
        "Board of Trustees",
        "Programme Committee",
        "Ministry of Foreign Affairs",
        "Department of Physics",
        "4th Division",
        "2nd and 5th Divisions",
        "3rd Platoon of Company B",
        "Group H",
        "Stela 26",
        "Route 7",
        "Union Station",
        "City Hall",
        "Civil War",
        "The Guild",
        "K",
    ],
)
def test_common_names(name: str) -> None:
    assert commons.is_common(name)


@pytest.mark.parametrize(
    "name",
    [
        "World War II",
        "European Parliament",
        "Supreme Court of India",
        "World Bank",
        "National Park Service",
        "House of Commons",
        "Royal Navy",
        "Larn Board of Trustees",
        "45th Infantry Brigade",
        "Winterford High School",
        "Vega",
        "Army Group North",
    ],
)
def test_names_of_one_alone(name: str) -> None:
    assert not commons.is_common(name)


def test_a_common_name_goes_on_beside_it() -> None:
    found = settle(
        "The Department of Physics at Larn University hired Anna Roe.",
        ("Department of Physics", "hired", "Anna Roe"),
        mentions="Department of Physics/name/Organization; Larn University/name/Organization; Anna Roe/name/Person",
    )
    assert ends(found)[0] == "Department of Physics at Larn University"


def test_a_fuller_form_of_the_document_completes_it() -> None:
    found = settle(
        "Anna Roe sat on the Larn College Board of Trustees. The Board of Trustees dismissed Bob Poe.",
        ("Board of Trustees", "dismissed", "Bob Poe"),
        mentions="Anna Roe/name/Person; Larn College Board of Trustees/name/Organization; Board of Trustees/name/Organization; Bob Poe/name/Person",
    )
    assert ends(found)[0] == "Larn College Board of Trustees"


def test_the_page_of_an_organization_owns_its_board() -> None:
    text = "Vega Guild is an organization of weavers. The Executive Board dismissed Bob Poe."
    triple = ("Executive Board", "dismissed", "Bob Poe")
    mentions = "Vega Guild/name/Organization; Executive Board/name/Organization; Bob Poe/name/Person"
    assert ends(settle(text, triple, title="Vega Guild", mentions=mentions))[0] == "Vega Guild's Executive Board"
    one = only(settle(text, triple, mentions=mentions))  # a page without a title is nobody's
    assert one.status == "refused" and one.reason == "of which, it does not say: Executive Board"


def test_a_page_gives_its_whole_title() -> None:
    found = settle(
        "Route 7 is a state highway. Route 7 meets Vega Street.",
        ("Route 7", "meets", "Vega Street"),
        title="Ruritania Route 7",
        mentions="Route 7/name/Place; Route 7/name/Place; Vega Street/name/Place",
    )
    assert ends(found)[0] == "Ruritania Route 7"


def test_monuments_are_told_with_their_site_where_the_page_is_one() -> None:
    text = "Larn is an ancient city. Stela 26 is paired with Altar 4."
    mentions = "Larn/name/Place; Stela 26/name/Thing; Altar 4/name/Thing"
    triple = ("Stela 26", "is paired with", "Altar 4")
    assert ends(settle(text, triple, title="Larn", mentions=mentions)) == ("Larn's Stela 26", "Larn's Altar 4")
    assert ends(settle(text, triple, mentions=mentions)) == ("Stela 26", "Altar 4")


def test_what_kind_of_thing_it_is_may_be_common() -> None:
    found = settle(
        "Fort Larn became a Historic Site.",
        ("Fort Larn", "became", "Historic Site"),
        mentions="Fort Larn/name/Place; Historic Site/name/Place",
    )
    assert ends(found)[1] == "Historic Site"


@pytest.mark.parametrize(("title", "status"), [("", "refused"), ("John Roe", "kept")])
def test_a_given_name_alone_is_anybody_s_but_for_the_pages(title: str, status: str) -> None:
    one = only(settle("John joined Vega.", ("John", "joined", "Vega"), title=title, mentions="John/name/Person; Vega/name/Organization"))
    assert one.status == status, one.reason


def test_whose_son_he_is_tells_who_he_is() -> None:
    text = "John, son of Anna Roe, wept."
    one = only(settle(text, ("John", "son of", "Anna Roe"), mentions="John/name/Person; Anna Roe/name/Person"))
    assert one.status == "kept", one.reason
