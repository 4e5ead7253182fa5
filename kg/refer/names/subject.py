"""What a page is about, by its title and its first sentence: "X House is a historic house in …" makes its subject a house.

Read once for each document, from words alone.  Knows neither mentions nor chains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.mentions import words
from kg.model import Paragraph
from kg.normalize.names import tokens

_BRACKET = re.compile(r"\s*\(([^)]*)\)\s*$")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_IS = re.compile(
    r"\b(?:is|was|are|were)\s+(?:(?:also|once|formerly|originally)\s+)?(?:an?|the|one of (?:the|a|its|his|her))\s+((?:[^.;:()\n]|(?<=\b[A-Z])\.|\([^()]*\)){3,200})"
)
_OPENS = re.compile(
    r"(?:The\s+)?([^,.;:()\n]{3,90}?)(?:,|\s+(?:is|was|are|were|has|had|represents?|represented|competes?|competed|served)\b)"
)
_BOUNDS = (
    r"in|at|from|for|by|with|to|on|who|which|that|whose|where|when|based|born|founded|located|situated|headquartered|stationed|consisting|"
    r"serving|formed|near|under|as|during|since|used|operated|owned|built|designed|produced|released|played|held|known|directed|written|"
    r"developed|published|created|made|between|currently"
)
_CUT = re.compile(rf"(?<!-)\b(?:of|{_BOUNDS})\b|\s[\[(–—-]\s")
_CUT_BEHIND = re.compile(rf"[,;]|(?<!-)\b(?:and|or|{_BOUNDS})\b|\s[\[(–—-]\s")
_JOINTS = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
# Beside a name only a person has these: a birth, or a life from one day to another.
_LIFE = re.compile(r"\([^)]*(?:\b(?:born|née)\b|\b\d{4}\s*(?:,[^)–—]*)?[–—-][^)]*[a-zA-Z][^)]*\d{4}\s*(?:,[^)]*)?\))")
_BORN = re.compile(r"([^.;:\n]{3,90}?) was born (?:in|on|at|to)\b")
_VESSELS = words.of(
    "ship vessel boat submarine cutter destroyer cruiser battleship frigate carrier tanker steamer steamship liner minesweeper corvette sloop "
    "schooner yacht gunboat ferry trawler freighter"
)
_UNITS = words.of("squadron unit regiment battalion brigade wing division corps company group army command")
_HOMES = words.of("house castle mansion church school barn hall hotel villa residence home museum library theatre theater observatory fort")
_KINDS = (
    (words.PERSON_NOUNS | words.ROLES, "Person"),
    (words.ORGANIZATION_NOUNS | (_UNITS - words.of("unit division")), "Organization"),
    (
        words.PLACE_NOUNS
        | (_HOMES - words.ORGANIZATION_NOUNS)
        | words.of(
            "church school refuge reserve peak square viaduct planetarium governorate subway cemetery monastery temple mosque lighthouse"
        ),
        "Place",
    ),
    (words.WORK_NOUNS | words.of("sculpture statue artwork mural"), "Work"),
    (words.EVENT_NOUNS, "Event"),
    (_VESSELS - words.of("carrier") | words.of("locomotive train cruiseferry aircraft airplane helicopter spacecraft"), "Product"),
)
# Nouns that a page may use for one another.
_KINDRED = (
    _VESSELS - words.of("submarine"),  # "the submarine" on the page of a corvette is another
    _UNITS,
    _HOMES - words.of("church school museum fort") | words.of("building structure church palace tower landmark property"),
    *(
        words.of(line)
        for line in (
            "company firm corporation conglomerate airline manufacturer bank carrier business enterprise",
            "team club side squad franchise",
            "film movie",
            "university college school institution institute academy",
            "museum library theatre theater observatory planetarium building",
            "fort fortress base installation castle",
            "painting picture canvas work artwork sculpture",
            "statue sculpture monument memorial",
            "book novel work",
            "song single track",
            "show programme program series",
            "magazine newspaper journal publication periodical",
            "locomotive locomotives engine engines class type",
            "airline carrier",
            "festival event",
            "tournament event competition championship",
            "race event",
            "party organization organisation movement alliance federation union association",
            "agency office bureau department authority service",
            "town city village municipality settlement community",
            "capital city",
        )
    ),
)
_KNOWN = frozenset().union(_VESSELS, *_KINDRED, *(known for known, _ in _KINDS))
# What a first sentence calls its subject and the rest of the page calls other things.
_EMPTY = words.of("one name part member term example type kind form set number group list people person man woman time day year way result")
_SORTS = words.of("type class kind version edition form series variety brand make")  # "a class of steam locomotive" is a locomotive, too
# What is called one of these is a kind of thing, and its name no proper name.
SUBSTANCES = words.of(
    "element metal gas mineral substance compound acid chemical isotope alloy hormone vitamin protein enzyme drug medicine disease disorder condition illness infection"
)
_JOINED = words.of("of to for the")
_OPENING = 400  # characters in which the first sentence's verb is looked for


@dataclass(frozen=True, slots=True)
class Subject:
    """`title` is the title without a bracket, `key` are its words; `nouns` what the page calls it; `type` one of TYPES or "";
    `opened`: the first sentence says what it is."""

    title: str
    key: tuple[str, ...]
    nouns: frozenset[str]
    type: str
    opened: bool = False

    def is_office(self) -> bool:
        """Whether the page is about an office that many held ("President of Norland"), or may be: its title is nobody's name."""
        return self.type == "Person" and not _JOINED.isdisjoint(self.key)


def page_subject(title: str, paragraphs: Sequence[Paragraph]) -> Subject:
    """The subject of the page with this title; nothing is known of it where its first sentence does not begin with its name."""
    bracket = _BRACKET.search(title)
    plain = bare(title, paragraphs)
    written, key = plain.split(), tokens(plain)
    if not key:
        return Subject("", (), frozenset(), "")
    nouns = [bracket[1].split()[-1].lower()] if bracket and bracket[1].split() else []
    if key[0] in words.SHIP_PREFIXES:
        nouns.append("ship")
    opening = _opening(paragraphs)
    said = _IS.search(opening)
    opened = said is not None and _names(key, opening[: said.start()])
    born = _BORN.match(opening)
    person = said is not None and not bracket and _LIFE.search(opening, 0, said.start()) is not None
    person = person or born is not None and _names(key, born[1])
    if said and opened:
        nouns += _told(_ASIDE.sub("", said[1]), key, person=person)
    elif (called := _OPENS.match(_ASIDE.sub("", opening))) and _names(key, called[1]):
        nouns += _told(called[1], key)
    nouns += [word for word in written if word in _KNOWN]
    if len(key) > 1:
        nouns += [*_told(plain), key[-1]]
    kind = "Person" if person else next((kind for noun in nouns for known, kind in _KINDS if noun in known), "")
    told = frozenset(noun for noun in nouns if noun.isalpha() and noun not in _EMPTY)
    return Subject(plain, key, told, kind, opened)


def bare(title: str, paragraphs: Sequence[Paragraph]) -> str:
    """A title without its bracket, and without what stands behind its comma where that is most of it and the page opens without it
    ("Alder, South Norland")."""
    plain = _BRACKET.sub("", title).replace(" , ", ", ")
    first, whole = tokens(plain.partition(", ")[0]), tokens(plain)
    if not first or 2 * len(first) >= len(whole):
        return plain
    opening = tokens(_opening(paragraphs))
    return plain.partition(", ")[0] if opening[: len(first)] == first and " ".join(whole) not in " ".join(opening) else plain


def _opening(paragraphs: Sequence[Paragraph]) -> str:
    return next((p.text[:_OPENING] for p in paragraphs[:3] if len(p.text) > 60 or " is " in p.text or " was " in p.text), "")


def opens_with(title: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the first sentence says what the title names is or was, or that it was born."""
    key = tokens(_BRACKET.sub("", title))
    opening = next((p.text[:_OPENING] for p in paragraphs if len(p.text) > 60), "")
    said, born = _IS.search(opening), _BORN.match(opening)
    before = opening[: said.start()] if said else ""
    return bool(key) and (_names(key, before) or born is not None and _names(key, born[1]))


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


def _told(phrase: str, key: tuple[str, ...] = (), *, person: bool = False) -> list[str]:
    """What a first sentence calls its subject: "historic house in Oslo" → house; "class of steam locomotive" → class, locomotive."""
    wanted = words.PERSON_NOUNS | words.ROLES if person else _KNOWN
    cut = _CUT.search(phrase)
    pieces = [piece for piece in _JOINTS.split(phrase[: cut.start()] if cut else phrase) if piece.strip()]
    heads = [_head(piece) for piece in pieces]
    known = [forms for forms in heads if any(form in wanted for form in forms)]
    called = (forms for forms in known if key[-1:] and key[-1] in forms)  # "a nationalist, social-democratic party" on the page of a party
    found = next(called, known[0] if known else heads[0] if heads else [])
    if cut and cut[0] == "of" and _SORTS.intersection(found):
        found = found + _behind(phrase[cut.end() :])
    return found


def _behind(phrase: str) -> list[str]:
    """The last known noun of what something is a sort of: "the Roe television game show" → show."""
    cut = _CUT_BEHIND.search(phrase)
    told = [forms for word in (phrase[: cut.start()] if cut else phrase).split() if word.islower() for forms in [_forms(word)]]
    return next((forms for forms in reversed(told) if any(form in _KNOWN for form in forms)), [])


def _head(phrase: str) -> list[str]:
    """The last word of a noun phrase in its forms, behind which no participle stands ("a racing driver competing")."""
    left = phrase.split()
    for i, word in enumerate(left[:-1]):
        if word in _KNOWN and left[i + 1].islower() and left[i + 1].endswith(("ing", "ed")) and left[i + 1] not in _KNOWN:
            return _forms(word)  # "a comedy show featuring Bo Lind"
    while len(left) > 1 and left[-1].endswith(("ing", "ed", "ly")) and left[-2].islower() and left[-1] not in _KNOWN:
        left.pop()
    return _forms(left[-1]) if left else []


def _forms(word: str) -> list[str]:
    """A noun as it stands and in the singular; of "U-boat" its last part.  A capital is a name's, but for kinds of things ("a National Reserve")."""
    lead, _, last = word.rpartition("-")
    noun = last.lower()
    if lead.isdigit():
        return []  # "a 22-story building"
    if not word.islower() and "-" not in word and (noun not in _KNOWN or noun in words.PERSON_NOUNS | words.ROLES):
        return []
    return [form for form in (noun, noun.removesuffix("s") if not noun.endswith("ss") else "") if form]  # "one of the largest airlines"
