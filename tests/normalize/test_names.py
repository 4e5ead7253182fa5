"""Names: the form to show keeps what a name is, the form to compare drops what it is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.normalize.names import acronym, clean, is_acronym, is_proper, key, legal_form, split_suffix, split_title, tokens


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("the European Union", "European Union"),
        ("The European Union", "European Union"),
        ("The BBC", "BBC"),
        ("The Hague", "The Hague"),
        ("A Tale of Two Cities", "A Tale of Two Cities"),
        ("A French physicist", "French physicist"),
        ("an apple", "apple"),
        ("Marie Curie's", "Marie Curie"),
        ("the Beatles'", "Beatles"),
        ("Dickens’", "Dickens"),
        ("McDonald's", "McDonald's"),
        ("it's", "it's"),
        ("“Hamlet”", "Hamlet"),
        ("(IBM)", "IBM"),
        ('"quoted" name', '"quoted" name'),
        ("  New \n York ", "New York"),
        ("Paris,", "Paris"),
        ("mRNA", "mRNA"),
        ("Williams", "Williams"),
        ("Cafe\u0301", "Café"),
        ("北京市", "北京市"),
        ("nul\x00byte", "nulbyte"),
        ("\u202egnp.exe", "\u202egnp.exe"),
        ('{"a": 1}', '{"a": 1}'),
        ("the", "the"),
        ("'''", "'''"),
        ("", ""),
    ],
)
def test_display_form(written: str, shown: str) -> None:
    assert clean(written) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Coca-Cola Company", "Coca Cola Co."),
        ("Émile Zola", "EMILE ZOLA"),
        ("Łódź", "Lodz"),
        ("U.S. Navy", "US Navy"),
        ("J. R. R. Tolkien", "J.R.R. Tolkien"),
        ("Apple, Inc.", "Apple Inc"),
        ("St. Louis", "Saint Louis"),
        ("O’Brien", "O'Brien"),
        ("Marks & Spencer", "Marks and Spencer"),
        ("1,000 Islands", "1000 Islands"),
        ("ﬁlm", "film"),
    ],
)
def test_one_name_has_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Williams", "William"),
        ("Google", "Google+"),
        ("Smith, J. R.", "Smith, Jr."),
        ("World War I", "World War II"),
        ("Vitamin B1", "Vitamin B2"),
        ("3.5", "35"),
        ("हिन्दी", "हनद"),
        ("Йод", "Иод"),
        ("Apple", "Apple Records"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_legal_forms_are_told_apart_from_the_name() -> None:
    assert legal_form("Acme Incorporated") == legal_form("Acme, Inc.") == "inc"
    assert legal_form("Acme GmbH") == "gmbh"
    assert legal_form("Acme Corporation") == legal_form("Acme Corp.") == "corp"
    assert legal_form("Acme S. A.") == legal_form("Acme S.A.") == "sa"
    assert legal_form("Acme") == ""
    assert key("Inc.") == "inc"  # a name that is nothing but a legal form is still a name


def test_titles_and_suffixes() -> None:
    assert split_title("Prof. Dr. Jane Roe") == ("Prof. Dr.", "Jane Roe")
    assert split_title("St. Petersburg") == ("", "St. Petersburg")
    assert split_title("Queen Elizabeth") == ("", "Queen Elizabeth")
    assert split_title("President") == ("", "President")
    assert split_suffix("John Roe, Jr.") == ("John Roe", "jr")
    assert split_suffix("Jane Roe") == ("Jane Roe", "")


def test_acronyms() -> None:
    assert acronym("European Space Agency") == "ESA"
    assert acronym("Bank of England") == "BE"
    assert acronym("Nokia") == ""
    assert is_acronym("U.N.") and not is_acronym("Un") and not is_acronym("A")
    assert is_proper("“Hamlet”") and is_proper("北京") and not is_proper("mRNA") and not is_proper("12")


@given(st.text())
def test_cleaning_any_text_is_stable_and_keeps_its_letters(text: str) -> None:
    shown = clean(text)
    assert clean(shown) == shown
    assert shown == unicodedata.normalize("NFC", shown)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in shown)
    assert any(c.isalnum() for c in shown) == any(c.isalnum() for c in unicodedata.normalize("NFC", text))


@given(st.text())
def test_a_key_is_made_of_its_tokens_in_lower_case(text: str) -> None:
    folded = key(text)
    assert folded.split() == list(tokens(text))[: len(folded.split())]
    assert folded == folded.casefold()
