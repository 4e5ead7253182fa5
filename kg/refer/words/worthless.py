"""Which triples say nothing by themselves, however true: "X is one", "X has part", "X did so".  A table of small rules on words alone.

Knows nothing of chains or documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.model import Triple
from kg.refer.words.phrases import (
    ARTICLES,
    AUXILIARIES,
    DEMONSTRATIVES,
    HOLLOW,
    NOUNS_IN_LY,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    Phrase,
)
from kg.refer.words.sense import CALLS, COPULAS, OWN, RELATIVES, is_copula


class _Said(NamedTuple):
    """A triple as the words that the rules ask of."""

    triple: Triple
    predicate: list[str]  # in small letters
    words: list[str]  # of the object, without those that add nothing
    subject: Phrase
    object: Phrase
    links: bool  # it only says "is"
    written: bool  # the predicate stands in the text


def worthless(triple: Triple, subject: Phrase, object: Phrase) -> str:
    """Why a triple says nothing by itself, or ""."""
    words = [w for w in object.words if w not in _EMPTY] or [w for w in object.words[:1] if w in _COMPARED]
    if not words:
        return _NOTHING.format(triple)
    predicate = triple.predicate.casefold().split()
    said = _Said(triple, predicate, words, subject, object, is_copula(triple.predicate), triple.predicate_span is not None)
    return next((reason.format(triple) for reason, holds in _RULES if holds(said)), "")


# ---- words ----

_EMPTY = frozenset("a an the very so quite rather more most some any much just only also".split())
_LIGHT = frozenset(
    """is was are were be been being am has have had having do does did make makes made take takes took give gives gave get gets got go goes
    went come comes came put puts see sees saw find finds found keep keeps kept let lets say says said tell told know knows knew think thinks thought want wants wanted feel
    feels felt look looks looked seem seems seemed become becomes became mean means meant use uses used""".split()
)
# Nouns that say little when they stand alone as an object.
_THIN = HOLLOW | frozenset(
    """place care advantage sense way ways possible impossible able unable available such so much many more less first second last next same
    different similar like true sure clear likely unlikely certain necessary responsible due common left right ready good bad better best
    well part note something nothing anything everything it them so too also there here question answer matter person people man
    woman somebody someone him her hand hands head eye eyes face word words chance position day days night nights moment moments idea mind heart role start beginning
    course leave turn turns effect thought fancy opportunity notice charge control step steps ability sections long""".split()
)
# By themselves these leave open what of, or about what.
_OF_SOMETHING = frozenset(
    "information details resources tips features efforts changes improvements problems issues aspects advice success".split()
)
# Quantities that leave open how many of what.
_VAGUE = frozenset("some any such another other many much several few more most various certain all both enough little".split())
_RANKS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth last next".split())
_OPENING = PREPOSITIONS - {"past", "near", "like"}
_FRONTED = frozenset(w.capitalize() for w in PREPOSITIONS)
_OPEN_WORDS = (PERSONAL | POSSESSIVES | DEMONSTRATIVES) - {"that", "such", "said"}
_SECTION = re.compile(
    r"(?:the )?(?:sub)?(?:section|chapter|title|paragraph|part|article|clause|division|schedule)s? [\dA-Z(]", re.IGNORECASE
)
_FURNITURE = frozenset(
    "bar bars value values color colors colour colours square squares circle circles dot dots line lines arrow arrows asterisk asterisks heatmap panel panels "
    "plot plots axis column columns row rows intensity legend figure figures table tables graph graphs symbol symbols number numbers".split()
)
_SHOWING = frozenset(
    "indicate indicates indicated represent represents show shows showing denote denotes correspond corresponds depict depicts illustrate illustrates".split()
)
_COMPARED = frozenset("as so too less better worse such".split())
_GRADED = frozenset(
    "larg small great high low fast slow old young strong weak long short wide big bigg heavi light earli late easi hard rich poor deep cheap clos clean clear".split()
)
_SPELLS = frozenset("moment while minute instant second hour bit".split())
_UNITS_OF_TIME = frozenset("seconds minutes hours days weeks months years decades centuries ages hour day week month year".split())
_LEARNING = frozenset("learn learns learned learnt hear heard hears know knew known gathered understood".split())
_CLAIMING = frozenset(
    "claim claims claimed argue argues argued state states stated note notes noted comment commented suggests suggested".split()
)
_GIVING = frozenset("show shows showed give gives gave lend lent hand handed".split())
_TELLS = frozenset("tell tells told telling inform informs informed informing assure assured remind reminded warn warned".split())
_SAYING = frozenset("said says saying replied replies cried exclaimed answered murmured whispered remarked".split())
_TELLING = frozenset("wrote said says argued stated noted had has made did saw explained commented added told claimed".split())
_YEAR = re.compile(r"1\d{3}|20\d\d")
_NUMBER = re.compile(r"\d[\d., @]*")
_ROUGHLY = re.compile(
    r"(?:(?:about|around|almost|nearly|some|over|approximately|only|at least|more than|up to|just|another|an?|the)\s+)*[\d][\d.,–—-]*",
    re.IGNORECASE,
)
_NUMERIC = frozenset(
    "is was are were be been numbers numbered numbering totals totaled totalled totalling aged reached reaches reach exceeds exceeded equals equaled".split()
)
_MEASURES = frozenset(
    "population area age height length width depth weight number total score rate percentage temperature speed price cost capacity size".split()
)


# ---- longer rules ----


def _shouted(text: str) -> bool:
    """Whether all letters are capitals, and there is a word of them that is too long for an acronym."""
    return text.isupper() and any(len(word) > 3 for word in text.split())


def _counts(subject: Phrase) -> bool:
    """Whether a subject can be a number by itself: "the population", "its area"."""
    return any(w in _MEASURES for w in subject.words)


def _one_sided(said: _Said) -> bool:
    """Whether something is said to be larger, or so large, and not than what."""
    compared = said.words[0] in _COMPARED or said.words[-1].removesuffix("er") in _GRADED or said.object.words[0] in ("more", "so")
    return said.links and compared and "than" not in said.words


def _number_of_nothing(said: _Said) -> bool:
    written = said.triple.object
    number = not _YEAR.fullmatch(written) if _NUMBER.fullmatch(written) else _ROUGHLY.fullmatch(written) is not None
    return number and said.predicate[-1] not in _NUMERIC and not _counts(said.subject)


def _only_spoken(said: _Said) -> bool:
    """Whether somebody speaks, and what he says is left out or cut short."""
    last = said.predicate[-1]
    if set(said.predicate) & _SAYING and (last == "to" or last in ("in", "with") and said.object.kind != "name"):
        return True
    return last in _SAYING and said.object.kind != "clause" and len(said.words) < 6


def _light(said: _Said) -> bool:
    """Whether its verb says little without its object: "had", "made", "went to"."""
    verbs = [w for w in said.predicate if w not in AUXILIARIES or w in _LIGHT]
    return all(w in _LIGHT or w in PREPOSITIONS or w in ("not", "also", "to") for w in verbs)


def _thin(said: _Said) -> bool:
    """Whether the object is of words that say little alone, for this verb."""
    words = said.words
    if all(w in _THIN for w in words) and (said.predicate[-1] in _LIGHT or _light(said)):
        return True
    if len(words) > 1:
        return False
    low = words[0].isdigit() and len(words[0]) < 4
    return words[0] in HOLLOW or words[0] in _OF_SOMETHING or low and _light(said) and not _counts(said.subject)


# ---- the table: the reason, with the triple as {0}, and when it holds; the first that does is told ----

_NOTHING = "says nothing by itself: {0.predicate} {0.object}"
_DISORDER = "words out of order: {0.predicate}"
_TORN = "torn out of its clause: {0.predicate} {0.object}"
_COMPARISON = "a comparison without its other side: {0.predicate} {0.object}"
_HOW_LONG = "how long, but not what: {0.predicate} {0.object}"
_TO_WHOM = "to whom, but not what: {0.predicate} {0.object}"

_RULES: tuple[tuple[str, Callable[[_Said], object]], ...] = (
    (_DISORDER, lambda s: any(w in _FRONTED for w in s.triple.predicate.split()[1:])),
    (_DISORDER, lambda s: s.predicate[0] in _OPENING and len(s.predicate) > 1 and s.written),
    ("more than a predicate: {0.predicate}", lambda s: len(s.predicate) > 6 or any(w in _OPEN_WORDS and w not in OWN for w in s.predicate)),
    ("of the page, not of the world: {0.object}", lambda s: not s.written and _SECTION.match(s.triple.object) or "--" in s.triple.object),
    (_TORN, lambda s: s.links and s.words[-1] == "known" or s.predicate[0] in COPULAS and s.predicate[1:2] == ["of"]),
    (_TORN, lambda s: s.predicate[0] == "to" or s.object.words == ("due",)),
    (_TORN, lambda s: s.predicate[-1] == "to" and is_copula(" ".join(s.predicate[:-1]))),
    ("no predicate: {0.predicate}", lambda s: s.written and not any(len(w) > 1 for w in s.predicate)),
    (_COMPARISON, _one_sided),
    (
        _HOW_LONG,  # "waited a moment"
        lambda s: (
            len(s.object.words) == 2
            and s.object.words[0] in ARTICLES
            and s.object.words[1] in _SPELLS
            and s.predicate[-1] not in PREPOSITIONS
        ),
    ),
    (_TO_WHOM, lambda s: len(s.predicate) == 2 and s.predicate[1] == "from" and s.predicate[0] in _LEARNING),
    (_TO_WHOM, lambda s: len(s.predicate) == 2 and s.predicate[1] == "in" and s.predicate[0] in _CLAIMING),
    (_TO_WHOM, lambda s: s.predicate[-1] in _GIVING and s.object.kind == s.subject.kind == "name"),
    (_COMPARISON, lambda s: s.links and {"more", "less"} & set(s.object.words) and "than" not in s.object.words),
    (_NOTHING, lambda s: s.links and s.object.words[0] == "one" and "of" not in s.object.words),
    (
        "whose, it does not say: {0.predicate} {0.object}",
        lambda s: s.links and s.words[-1] in RELATIVES and "of" not in s.words and "'s" not in s.triple.object and len(s.words) < 4,
    ),
    (
        "of a picture, not of the world: {0.subject}",
        lambda s: s.subject.words and s.subject.words[-1] in _FURNITURE and s.predicate[0] in _SHOWING,
    ),
    (_HOW_LONG, lambda s: s.predicate[-1] in ("spend", "spends", "spent", "spending") and s.words[-1] in _UNITS_OF_TIME),
    (_HOW_LONG, lambda s: len(s.words) == 1 and s.words[0] in _UNITS_OF_TIME and s.predicate[-1] not in PREPOSITIONS),
    (_NOTHING, lambda s: s.object.kind == "indefinite" and s.words[-1] in _RANKS),
    (_TO_WHOM, lambda s: s.predicate[-1] in _TELLS and s.written and s.object.kind in ("name", "pronoun")),
    (
        "whom, but not what it is called: {0.predicate} {0.object}",
        lambda s: s.predicate in CALLS and (s.triple.object_span or (9,))[0] < (s.triple.predicate_span or (0,))[0],
    ),
    ("a number of nothing: {0.predicate} {0.object}", _number_of_nothing),
    (
        "how, but not what: {0.predicate} {0.object}",
        lambda s: s.words[0].endswith("ly") and s.words[0] not in NOUNS_IN_LY and s.object.kind == "phrase" and not s.links,
    ),
    (_DISORDER, lambda s: any(w in ("The", "A", "An") for w in s.triple.predicate.split()[1:])),
    (
        "a line in capitals is no sentence: {0.subject} {0.object}",
        lambda s: not s.written and _shouted(s.triple.subject) and _shouted(s.triple.object),
    ),
    (_NOTHING, _only_spoken),
    (_NOTHING, lambda s: s.object.words in (("a", "good", "deal"), ("a", "great", "deal"))),
    (_NOTHING, lambda s: s.object.words[0] in _VAGUE and len(s.object.words) <= 3 and s.object.kind == "indefinite"),
    (
        "when, but not what: {0.predicate} {0.object}",
        lambda s: s.predicate[-1] in PREPOSITIONS and s.predicate[0] in _TELLING and _YEAR.search(s.triple.object) and len(s.words) <= 3,
    ),
    (
        _NOTHING,
        lambda s: s.predicate[-1] in PREPOSITIONS and len(s.words) == 1 and s.words[0].isdigit() and not _YEAR.fullmatch(s.words[0]),
    ),
    (_NOTHING, _thin),
    (
        "says nothing by itself: {0.subject}",
        lambda s: (
            s.subject.kind in ("notion", "specific", "possessive")
            and s.subject.words[-1:]
            and s.subject.words[-1] in HOLLOW
            and "of" not in s.subject.words
        ),
    ),
)
