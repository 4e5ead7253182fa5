"""Predicates as texts write them → one wording: the verb's base form, its particles and prepositions, and whether the ends change places.

"won", "has won", "WINS" → "win"; "is the capital of" → "capital of"; "was founded by" → "found", turned round.  What changes the truth of a
statement is never lost: "did not win" → "not win", "might win" → "might win".  Text that is no wording at all (code, markup, other
scripts) comes back as it is.  Knows the words only, not what they are said of; synonyms are folded later (kg.resolve.predicates).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.normalize.verbs import is_gerund, is_noun, is_past, is_verb, lemma


class Predicate(NamedTuple):
    """The canonical wording, and whether subject and object must change places for it ("was founded by" → "found")."""

    wording: str
    inverse: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CODE = re.compile(r"[{}<>\\`|;=$\"*@#^~\[\]]|://|[^\x00-\x7fÀ-ɏ’‘–—]|--")
_IRI = re.compile(r"^https?://[^\s<>\"{}|\\^`]+[#/]([A-Za-z]\w*)$")
_SNAKE = re.compile(r"^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+$")
_CAMEL = re.compile(r"^[a-z]+(?:[A-Z][a-z0-9]*)+$")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_BE = _words("be is are was were been being am 's 're 'm")
_HAVE = _words("have has had having 've")
_DO = _words("do does did")
_GET = _words("get gets got gotten getting")
_FUTURE = _words("will shall 'll")
_MODAL = _words("would could should might may must can cannot")
_ARTICLES = _words("a an the")
_PREPOSITIONS = _words(
    "of in at on to for from by with as into onto about against among around between through during under over after before behind beside near within without "
    "upon off out up down toward towards across along above below beyond than like until till since per via amid throughout inside outside"
)
_COMPASS = _words("north south east west northeast northwest southeast southwest")
# Without "be" these would say the contrary: who was succeeded as mayor is not who succeeded.
_READ_AS_ACTIVE = _words("succeeded preceded replaced followed")
# "employ" is said of methods too, "employed by" of people only.
_STAYS_PASSIVE = _words("employ")
# Adverbs that a statement can lose and stay true.  "allegedly", "almost", "rarely" are not among them.
_LIGHT = _words(
    "also then later subsequently eventually finally immediately soon still now currently already officially successfully quickly mainly largely primarily mostly "
    "generally usually often widely famously notably particularly especially simply just indeed thus therefore however even both ever actually really originally "
    "initially previously formerly recently once well best better very commonly typically today briefly together"
)
_DOUBT = _words("almost nearly rarely seldom hardly barely perhaps maybe")
_SPLIT = {"cannot": ("can", "not"), "can't": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not")}
# Participles that stand without "be" and are passive all the same: "founded in", "located at"; of other verbs it is a past ("worked in").
_PASSIVE = _words(
    "bear locate situate base headquarter found establish build construct create form make produce publish release write compose record film design invent discover "
    "develop introduce launch name call know consider regard use find hold host bury kill murder assassinate execute wound injure capture arrest imprison convict "
    "sentence charge accuse exile deport educate raise appoint elect nominate award honor honour induct crown ordain knight engage marry relate connect link associate "
    "affiliate include compose divide surround dedicate devote adapt translate set credit attribute assign employ enroll wed inter entomb acquaint erect site price comprise involve interest rate rank list register "
    "incorporate rename convert replace destroy damage store contain entitle title list own see show depict describe distribute drive ship station place fire dismiss expel oust evict banish torpedo nickname dub position lock constitute"
)
_NO_PARTICIPLES = _words("wrote drove knew saw bore")  # pasts of theirs that are not passive
_OF_VERBS = _words(
    "consist die speak think tell hear learn approve dispose complain warn know boast conceive accuse convict deprive dream remind"
)


@lru_cache(maxsize=1 << 15)
def canonical(predicate: str) -> Predicate:
    """The canonical wording of a predicate as written, in any style ("was born in", "WAS_BORN_IN", "wasBornIn", an IRI).

    Never empty for a predicate that holds anything but white space and characters that cannot be stored.
    """
    text, words = _read(predicate)
    return _worded(words) if words else Predicate(text)


def unturned(predicate: str) -> str:
    """The canonical wording of a predicate whose ends cannot change places, since its object is a literal: "was killed by" → "killed by"."""
    told = canonical(predicate)
    if not told.inverse:
        return told.wording
    _, words = _read(predicate)
    prefix, words, _ = _auxiliaries(words)
    return " ".join([*prefix, *_light([word for word in words if word not in _ARTICLES])])


def _read(predicate: str) -> tuple[str, list[str]]:
    """A predicate in one line, and its words; none where it is no wording at all."""
    text = " ".join(_UNSTORABLE.sub("", predicate).split())
    if iri := _IRI.match(text):
        text = iri[1]
    if _SNAKE.match(text):
        text = " ".join(text.split("_"))
    elif _CAMEL.match(text):
        text = _HUMP.sub(" ", text)
    if _CODE.search(text) or not any(c.isalpha() for c in text):
        return text, []
    return text, _tokens(text)


def _tokens(text: str) -> list[str]:
    keep = text[:1].islower()  # in a predicate in capitals, or in title case, they mean nothing
    words: list[str] = []
    for raw in text.replace("’", "'").split():
        word = raw.strip(",.:!?") or raw
        lower = word.lower()
        if lower in _SPLIT:
            words.extend(_SPLIT[lower])
        elif lower.endswith("n't") and len(lower) > 3:
            words.extend((lower[:-3], "not"))
        else:
            words.append(word if keep and word != lower and _is_name(word, lower) else lower)
    return words


def _is_name(word: str, lower: str) -> bool:
    """Whether a capitalised word inside a predicate is part of a name ("NATO", "Varnholt"), not a role ("President")."""
    return (word.isupper() and len(word) > 1) or not (is_noun(lower) or lemma(lower) or lower in _PREPOSITIONS)


def _worded(words: list[str]) -> Predicate:
    prefix, words, state = _auxiliaries(words)
    named = words[:1] and words[0] in _ARTICLES  # "is a founding member of": no form of "found"
    if len(words) > 1 or state:
        words = [w for w in words if w not in _ARTICLES]
    if state == "be":
        wording, inverse = (["be", *words] if words[-1] not in _PREPOSITIONS else words, False) if named and words else _after_be(words)
        if not inverse and wording[0] != "be" and is_past(wording[0]) and any(word in _MODAL for word in prefix):
            wording = ["be", *wording]  # "can be found in"
    else:
        wording, inverse = _active(words)
    return Predicate(" ".join([*prefix, *wording]), inverse)


def _auxiliaries(words: list[str]) -> tuple[list[str], list[str], str]:
    """What changes the truth (modals, negation); the words after the auxiliaries; "be" where the last auxiliary was a form of it."""
    prefix: list[str] = []
    state = ""
    i = 0
    while i < len(words):
        word = words[i]
        rest = [w for w in words[i + 1 :] if w not in _LIGHT and w not in ("not", "never")]
        following = rest[0] if rest else ""
        if word in ("not", "never"):
            prefix.append(word)
        elif word == "no" and following == "longer":
            prefix.extend(("no", "longer"))
            i += 1
        elif following and (word in _MODAL or word in _DOUBT or (word.endswith("ly") and word not in _LIGHT and bool(lemma(following)))):
            prefix.append(word)
        elif word in _BE:
            state = "be"
        elif not _helps(word, following, words[i + 1 : i + 2]) and not (word in _LIGHT and (rest or prefix or state)):
            break
        i += 1
    return prefix, words[i:], state


def _helps(word: str, following: str, next: list[str]) -> bool:
    """Whether a word only helps the verb that follows."""
    if word in _FUTURE:
        return bool(following)
    if word in _HAVE:
        return following in _BE or is_past(following)
    if word in _DO:
        return next in (["not"], ["never"]) or (is_verb(following) and not is_noun(following))
    return word in _GET and is_past(following) and following not in _BE


def _after_be(words: list[str]) -> tuple[list[str], bool]:
    while len(words) > 1 and words[0] in (*_LIGHT, "first"):
        words = words[1:]
    if not words:
        return ["be"], False
    first, *rest = words
    if is_past(first) and rest and rest[-1] == "by":
        return _by_agent(words)
    if is_gerund(first):
        if first == "being":
            return _after_be(rest)
        return [lemma(first), *_light(rest)], False
    words = [first, *_light(rest)]
    if first not in _PREPOSITIONS and len(words) > 1 and words[-1] in _PREPOSITIONS:
        return (["be", *words] if first in _READ_AS_ACTIVE else words), False  # "capital of", "born in"; "be succeeded as"
    return ["be", *words], False


def _active(words: list[str]) -> tuple[list[str], bool]:
    if not words:
        return ["be"], False
    first, *rest = words
    if is_past(first) and len(rest) > 0 and rest[-1] == "by" and first not in ("run", "come") and _verbal(rest[:-1]):
        return _by_agent(words)
    rest = _light(rest)
    base = lemma(first)
    if first == "born" and not rest:
        return [first], False  # a bare participle: nobody bears a date
    if first == "used" and rest[:1] == ["to"] and len(rest) > 1 and (is_verb(rest[1]) or rest[1] in _BE):
        return _active(rest[1:]) if rest[1] not in _BE else _after_be(rest[2:])
    if not base or _is_nominal(first, base, rest):
        return [first, *rest], False
    passive = first != base and is_past(first) and base in _PASSIVE and first not in _NO_PARTICIPLES
    if passive and rest and (rest[0] in _PREPOSITIONS or rest[0] in _COMPASS):
        return [first, *rest], False
    return [base, *_conjoined(rest)], False


def _verbal(between: list[str]) -> bool:
    """Whether the words between a participle and its "by" are a verb's: particles, adverbs, another participle ("taken over by"), no noun
    ("remained in use by")."""
    return all(w in _PREPOSITIONS or w in _LIGHT or w in ("and", "or", "by") or w.endswith("ly") or is_past(w) for w in between)


def _is_nominal(first: str, base: str, rest: list[str]) -> bool:
    """Whether a word that could be a verb's form is a noun here: "members of", "headquarters location", "painting by"."""
    following = rest[0] if rest else ""
    if first in ("headquarters", "series", "species", "news", "proceedings"):
        return True
    if first.endswith("s") and base != first:
        if following == "of":
            return is_noun(base) and base not in _OF_VERBS
        return is_noun(first) and following not in _PREPOSITIONS and following != ""
    if first.endswith("ing"):
        return is_noun(first) and following in ("of", "by")
    return False


def _by_agent(words: list[str]) -> tuple[list[str], bool]:
    return (_light(words), False) if lemma(words[0]) in _STAYS_PASSIVE else (_turned(words), True)


def _turned(words: list[str]) -> list[str]:
    """The active of a passive with agent: "founded by" → "found", "taken over by" → "take over", "written and directed by" → "write and direct"."""
    return [lemma(words[0]) or words[0], *_conjoined(_light(words[1:-1]))]


def _conjoined(rest: list[str]) -> list[str]:
    return [lemma(word) if i and rest[i - 1] in ("and", "or") and is_past(word) else word for i, word in enumerate(rest)]


def _light(rest: list[str]) -> list[str]:
    """Without the adverbs that say nothing; "together with" and "well as" keep theirs, and a last word always stays."""
    return [w for i, w in enumerate(rest) if w not in _LIGHT or (i + 1 < len(rest) and rest[i + 1] in ("with", "as", "than"))] or rest
