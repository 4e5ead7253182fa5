"""What is known of given names, surnames, countries and their people: gender as a veto, and evidence for a type.

Lists: kg.normalize.census, and `countryinfo` (MIT), read once, when first asked.
Knows single words; nothing of documents or chains.
"""

from __future__ import annotations

from functools import lru_cache

from kg.extract.mentions.words import FEMALE_NOUNS, MALE_NOUNS
from kg.normalize import census
from kg.normalize.names import fold

_MALE_TITLES = frozenset(
    ("mr", "mister", "sir", "lord", "king", "prince", "duke", "emperor", "baron", "count", "earl", "herr", "monsieur", "señor")
)
_FEMALE_TITLES = frozenset(
    ("mrs", "ms", "miss", "lady", "dame", "queen", "princess", "duchess", "empress", "baroness", "countess", "frau", "madame", "señora")
)
# Men's names in one language, women's in another: they say nothing.
_EITHER = frozenset(
    "jean andrea nicola simone michele laurence joan alexis jan gabriele dominique claude camille kim robin leslie ashley dana rosario pat".split()
)
# One gender must be this many times commoner before a name is called by it.
_CLEAR = 6.0


@lru_cache(maxsize=1)
def _countries() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Folded names of countries and capitals; folded names of their people; of their provinces."""
    from countryinfo import all_countries

    places: set[str] = set()
    people: set[str] = set()
    provinces: set[str] = set()
    for country in all_countries():
        data = country.info()
        places.update(fold(name) for name in (data["name"], data.get("capital") or "", *data.get("altSpellings", ())) if len(name) > 3)
        provinces.update(fold(name) for name in data.get("provinces", ()) if len(name) > 3)
        people.update(fold(word).strip() for word in (data.get("demonym") or "").replace(" or ", ",").split(","))
    places.discard("")
    people.discard("")
    return frozenset(places), frozenset(people), frozenset(provinces)


def is_place(folded: str) -> bool:
    """Whether a folded name is that of a country or a capital."""
    return folded in _countries()[0]


def is_people(folded: str) -> bool:
    """Whether a folded word is what the people of a country are called ("french")."""
    return folded in _countries()[1]


def is_province(folded: str) -> bool:
    """Whether a folded name is that of a part of a country; many are persons' names, too."""
    return folded in _countries()[2]


def is_given(folded: str) -> bool:
    """Whether a folded word is a given name."""
    return census.is_given(folded)


def is_surname(folded: str) -> bool:
    """Whether a folded word is a surname."""
    return census.is_family(folded)


def mostly_given(folded: str) -> bool:
    """Whether a folded word is more often a given name than a surname: only then does it say anything by itself."""
    return sum(census.given_shares(folded)) > 2 * census.family_share(folded)


def gender(words: tuple[str, ...], title: str = "") -> str:
    """ "m", "f" or "" (not known) for the folded words of a person's name, with the folded title before it."""
    title = title.rstrip(".")
    if title in _MALE_TITLES or title in MALE_NOUNS:
        return "m"
    if title in _FEMALE_TITLES or title in FEMALE_NOUNS:
        return "f"
    for word in words[: max(1, len(words) - 1)]:
        if len(words) == 1 and not mostly_given(word):
            return ""
        if word in _EITHER:
            return ""
        if census.is_given(word):
            return census.gender(word, times=_CLEAR)
    return ""
