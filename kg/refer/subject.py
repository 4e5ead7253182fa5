"""What a page is about, by its title and its first sentence: "X House is a historic house in …" makes its subject a house.

Read once for each document, from words alone.  Knows neither mentions nor chains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract import mention_words as words
from kg.extract.lexicon import ROLES
from kg.model import Paragraph
from kg.normalize.names import tokens

_BRACKET = re.compile(r"\s*\(([^)]*)\)\s*$")
_IS = re.compile(
    r"\b(?:is|was|are|were)\s+(?:(?:also|once|formerly|originally)\s+)?(?:an?|the|one of (?:the|a|its|his|her))\s+([^.;:()\n]{3,120})"
)
_CUT = re.compile(
    r",|\b(?:of|in|at|from|for|by|with|to|on|and|or|who|which|that|whose|where|when|based|born|founded|located|situated|headquartered|consisting|serving|formed|near|under|as|during|since|used|"
    r"operated|owned|built|designed|produced|released|played|held|known|directed|written|developed|published|created|made|between)\b|\s[\[(–—-]\s"
)
_KINDS = (
    (words.PERSON_NOUNS | ROLES, "Person"),
    (words.ORGANIZATION_NOUNS, "Organization"),
    (words.PLACE_NOUNS | frozenset(("house", "church", "school", "barn", "mansion", "hotel")), "Place"),
    (words.WORK_NOUNS, "Work"),
    (words.EVENT_NOUNS, "Event"),
)
# Nouns that a page may use for one another.
_KINDRED = tuple(
    words.of(line)
    for line in (
        "company firm corporation conglomerate airline manufacturer bank carrier business enterprise",
        "team club side squad franchise",
        "film movie",
        "squadron unit regiment battalion brigade wing division corps company group",
        "ship vessel boat submarine cutter destroyer cruiser battleship frigate",
        "university college school institution institute academy",
        "building house castle mansion structure church hall barn palace tower",
        "painting picture canvas work artwork sculpture",
        "book novel work",
        "song single track",
        "show programme program series",
        "locomotive engine class type",
        "airline carrier",
        "party organization organisation movement alliance federation union association",
        "agency office bureau department authority",
        "town city village municipality settlement community",
    )
)
# What a first sentence calls its subject and the rest of the page calls other things.
_EMPTY = words.of(
    "one name part member term example type kind form series set number group list people person man woman time day year way result"
)
# What is called one of these is a kind of thing, and its name no proper name.
SUBSTANCES = words.of(
    "element metal gas mineral substance compound acid chemical isotope alloy hormone vitamin protein enzyme drug medicine disease disorder condition illness infection"
)
_OPENING = 400  # characters in which the first sentence's verb is looked for


@dataclass(frozen=True, slots=True)
class Subject:
    """`key` are the words of the title, without a bracket; `nouns` what the page calls it; `type` one of TYPES or ""."""

    key: tuple[str, ...]
    nouns: frozenset[str]
    type: str


def page_subject(title: str, paragraphs: Sequence[Paragraph]) -> Subject:
    """The subject of the page with this title; nothing is known of it where its first sentence does not begin with its name."""
    bracket = _BRACKET.search(title)
    key = tokens(_BRACKET.sub("", title))
    if not key:
        return Subject((), frozenset(), "")
    nouns = []
    if bracket and bracket[1].split():
        nouns.append(bracket[1].split()[-1].lower())
    opening = next((p.text[:_OPENING] for p in paragraphs[:3] if len(p.text) > 60 or " is " in p.text or " was " in p.text), "")
    said = _IS.search(opening)
    if said and _names(key, opening[: said.start()]):
        nouns += _head(said[1])
    if len(key) > 1:
        nouns.append(key[-1])
    kind = next((kind for noun in nouns for known, kind in _KINDS if noun in known), "")
    return Subject(key, frozenset(noun for noun in nouns if noun.isalpha() and noun not in _EMPTY), kind)


def opens_with(title: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the first sentence says what the title names is or was."""
    key = tokens(_BRACKET.sub("", title))
    opening = next((p.text[:_OPENING] for p in paragraphs if len(p.text) > 60), "")
    said = _IS.search(opening)
    return bool(key) and said is not None and _names(key, opening[: said.start()])


def kindred(noun: str, nouns: frozenset[str]) -> bool:
    """Whether a page that calls its subject by one of the nouns may call it by this one, too."""
    return noun in nouns or any(noun in group and group & nouns for group in _KINDRED)


def is_title(key: tuple[str, ...], said: Sequence[str]) -> bool:
    """Whether a name that opens the page is a variant of its title: half of the words, and the last."""
    return bool(key) and (key[-1] == said[-1] or key[0] == said[0]) and 2 * len(set(said) & set(key)) >= max(len(key), len(said) - 1)


def _names(key: tuple[str, ...], before: str) -> bool:
    """Whether the words before the verb hold a good part of the title, or its last word, and begin no second clause."""
    said = set(tokens(before))
    return key[-1] in said or 2 * len(said & set(key)) >= len(key)


def _head(phrase: str) -> list[str]:
    """ "historic house in Oslo" → house."""
    cut = _CUT.search(phrase)
    left = (phrase[: cut.start()] if cut else phrase).split()
    if len(left) > 1 and left[-1].endswith("ing") and left[-2].islower() and not any(left[-1] in known for known, _ in _KINDS):
        left.pop()  # "a racing driver competing in"
    noun = left[-1] if left and left[-1].islower() else ""
    return [word for word in (noun, noun.removesuffix("s") if not noun.endswith("ss") else "") if word]  # "one of the largest airlines"
