"""The different names that one document uses, each with where it stands and what the recogniser says of its type.

A form is what all mentions of one comparison key share.  Knows one document; does not know which forms mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.extract.mentions import words
from kg.model import TYPES, Mention, Paragraph
from kg.normalize.names import LEGAL, clean, is_acronym, split_suffix, split_title, tokens
from kg.normalize.verbs import is_gerund
from kg.refer.names import gender

ROMAN = re.compile(r"[ivx]+|[ivxl]{2,}")
# Short names that everybody knows, by key, and only where they are written in capitals.
_CAPITALS = {
    "us": "united states",
    "usa": "united states",
    "uk": "united kingdom",
    "un": "united nations",
    "eu": "european union",
    "ussr": "soviet union",
}
_CAPITALS |= {"uae": "united arab emirates", "drc": "democratic republic of congo"}
_LONG = {"united states of america": "united states", "united nations organization": "united nations"}
_CLASS_NOUNS = (
    words.ORGANIZATION_NOUNS | words.PLACE_NOUNS | words.WORK_NOUNS | words.EVENT_NOUNS | words.ORGANIZATION_ENDS | words.PLACE_ENDS
)
_TITLE_NOUNS = words.TITLES | words.PERSON_NOUNS
NOT_PERSON_ENDS = words.ORGANIZATION_ENDS | words.PLACE_ENDS | words.EVENT_ENDS | words.WORK_NOUNS


class Extra(NamedTuple):
    """A name that no mention of the extractor covers: the end of a triple, as a string.

    `paragraph` is the index of its paragraph; the offsets count from that paragraph's start, None without text.
    `local` says that it means nothing outside this document."""

    name: str
    type: str = ""
    paragraph: int = 0
    start: int | None = None
    end: int | None = None
    local: bool = False


class Form:
    """One name as the document writes it.  `core` is the key's words without title and generational suffix;
    `votes` weighs the types; `places` are (paragraph index, mention); `order` is the place of the first one."""

    __slots__ = (
        "case",
        "core",
        "count",
        "displays",
        "family",
        "gender",
        "key",
        "local",
        "order",
        "places",
        "ranks",
        "suffix",
        "text",
        "title",
        "votes",
        "words",
    )

    def __init__(self, text: str, key: str, words_: tuple[str, ...], order: int) -> None:
        self.text, self.key, self.words, self.order = text, key, words_, order
        self.displays: dict[str, int] = {}
        self.votes: dict[str, float] = {}
        self.places: list[tuple[int, Mention]] = []
        self.count = 0
        self.local = False
        self.family = False  # "the Curies", where somebody is called Curie
        self.gender = ""  # by the titles before it; "?" where they disagree
        self.ranks: set[str] = set()  # in a tale, the titles with which it stands, of those that tell one of a family from the others
        self.case = text != text.lower()
        title, rest = split_title(text)
        rest, self.suffix = split_suffix(rest)
        self.title = title.lower()
        self.core = tokens(rest) if rest != text else words_
        if not title and len(self.core) > 1 and self.core[0] in words.KEPT_TITLES:
            self.title, self.core = self.core[0], self.core[1:]

    def shown(self) -> dict[str, int]:
        """The clean forms, each with how often it stands in the document."""
        found: dict[str, int] = {}
        for text, count in self.displays.items():
            shown = clean(text)
            found[shown] = found.get(shown, 0) + count
        return found

    def sex(self) -> str:
        """The gender that its titles and given names tell; "" for none."""
        return self.gender.strip("?") or gender.gender(self.core, self.title.rpartition(" ")[2])

    def vote(self, type: str, weight: float) -> None:
        if type:
            self.votes[type] = self.votes.get(type, 0.0) + weight

    def count_as(self, display: str, type: str) -> None:
        """One more place where it is written so, taken for that type."""
        self.displays[display] = self.displays.get(display, 0) + 1
        self.count += 1
        self.vote(type, 1.0)


def type_of(votes: dict[str, float]) -> str:
    """The type with most weight, the first in TYPES of equals; "" without votes."""
    if len(votes) < 2:
        return next(iter(votes), "")
    best, most = "", 0.0
    for kind in TYPES:
        weight = votes.get(kind, 0.0)
        if weight > most:
            best, most = kind, weight
    return best


class _Forms:
    """The forms of a document, made as their names are first met."""

    def __init__(self) -> None:
        self.all: list[Form] = []
        self._by_text: dict[str, Form | None] = {}
        self._by_key: dict[tuple[str, bool], Form] = {}

    def of(self, text: str) -> Form | None:
        """The form of a name as it is written; None where nothing is left of it."""
        try:
            return self._by_text[text]
        except KeyError:
            pass
        shown = clean(text)
        key, key_words = _key(shown)
        found = None
        if key:
            found = self._by_key.get((key, shown != shown.lower()))
            if found is None:
                found = Form(shown, key, key_words, len(self.all))
                self._by_key[key, found.case] = found
                self.all.append(found)
        self._by_text[text] = found
        return found


def gather(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], extra: Sequence[Extra], *, tale: bool = False
) -> tuple[list[Form], list[Form | None]]:
    """The forms of a document in the order of their first place, and the form of each extra (None where nothing is left of it)."""
    forms = _Forms()
    parted = _parted_in_a_tale(paragraphs, mentions) if tale else _parted(paragraphs, mentions)
    title_before = _rank if tale else _civil
    for index, (paragraph, inside) in enumerate(zip(paragraphs, mentions, strict=True)):
        text = paragraph.text
        for mention in inside:
            if mention.kind != "name" or _maimed(text, mention):
                continue
            shown = mention.text if mention.text not in parted else f"{title_before(text, mention.start)} {mention.text}".lstrip()
            form = forms.of(shown)
            if form is None:
                continue
            form.places.append((index, mention))
            form.count_as(shown, mention.type)
            if tale and (rank := rank_of(_rank(text, mention.start) or form.title)):
                form.ranks.add(rank)
    asked = [forms.of(one.name) for one in extra]
    for one, asked_form in zip(extra, asked, strict=True):
        if asked_form is not None:
            asked_form.count_as(one.name, one.type)
            asked_form.local = asked_form.local or one.local
    return forms.all, asked


def _parted(paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]]) -> frozenset[str]:
    """The surnames that a document gives to a man and to a woman ("Mr. Roe", "Miss Roe"): there the title is a part of the name."""
    titles: dict[str, set[bool]] = {}
    for paragraph, inside in zip(paragraphs, mentions, strict=True):
        for mention in inside:
            if mention.kind == "name" and " " not in mention.text and (title := _civil(paragraph.text, mention.start)):
                titles.setdefault(mention.text, set()).add(title in _MEN)
    return frozenset(name for name, men in titles.items() if len(men) == 2)


def _parted_in_a_tale(paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]]) -> frozenset[str]:
    """The same in a tale, which may have the others of a family without any title: a title of everybody is enough there, a rank where
    others bear the surname with another, or as a first name ("Colonel Ellery", the cousin of Ellery Roe)."""
    titles: dict[str, set[str]] = {}
    first = set()
    for paragraph, inside in zip(paragraphs, mentions, strict=True):
        for mention in inside:
            if mention.kind != "name":
                continue
            title, rest = split_title(mention.text)
            if _is_lone(rest):
                rank = rank_of(title or _rank(paragraph.text, mention.start))
                titles.setdefault(rest, set()).update({rank} - {""})
            elif mention.type == "Person":
                first.add(rest.split()[0])
    civil = {rank_of(title) for title in _CIVIL_TITLES}
    return frozenset(name for name, ranks in titles.items() if ranks & civil or len(ranks) > 1 or ranks & OF_SURNAMES and name in first)


def _is_lone(name: str) -> bool:
    """Whether a name is one word, or one behind particles: "Roe", "de Roe", "St. Roe"."""
    *before, _ = name.split()
    return all(word.lower() in words.INNER or word in ("St.", "St") for word in before)


def rank_of(title: str) -> str:
    """Which of those that may bear one surname a title means ("Mrs." the wife, "Colonel" the officer); "" where anybody may have it."""
    return _RANKS.get(title.rpartition(" ")[2].rstrip(".").lower(), "")


def _rank(text: str, start: int) -> str:
    """The title right before an offset that tells its bearer from others of the family; "" without one."""
    found = _RANKED.search(text, max(0, start - 12), start)
    return found[1] if found else ""


def _civil(text: str, start: int) -> str:
    """The title of everybody that stands right before an offset: "Mrs."; "" without one."""
    found = _CIVIL.search(text, max(0, start - 10), start)
    return found[1] if found else ""


_CIVIL_TITLES = ("Mr", "Mister", "Mrs", "Ms", "Miss", "Monsieur", "Madame", "Herr", "Frau")
_CIVIL = re.compile(r"\b(Mr\.?|Mister|Mrs\.?|Ms\.?|Miss|Monsieur|Madame|Herr|Frau)\s$")
_OFFICERS = ("colonel", "captain", "major", "general", "lieutenant", "admiral")
# "Mister" is "Mr.", and so on; a doctor or an inspector is called "Mr." as well, and both titles are left out here.
_RANKS = {title.lower(): title.lower() for title in (*_CIVIL_TITLES, *_OFFICERS, "Lord", "Lady", "Sir", "Aunt", "Uncle")}
_RANKS |= {"mister": "mr", "monsieur": "mr", "herr": "mr", "madame": "mrs", "frau": "mrs", "ms": "miss"}
OF_SURNAMES = frozenset(("mr", "mrs", *_OFFICERS))
_RANKED = re.compile(rf"\b((?:{'|'.join(t.capitalize() for t in _RANKS)})\.?|aunt|uncle)\s$")
_MEN = ("Mr", "Mr.", "Mister", "Monsieur", "Herr")


def apart(pairs: Iterable[tuple[str, str]]) -> frozenset[frozenset[str]]:
    """Pairs of names, as somebody wrote them, in the keys of their forms; pairs of one key are left out."""
    keys = (frozenset(_key(clean(name))[0] for name in pair) for pair in pairs)
    return frozenset(pair for pair in keys if len(pair) == 2 and all(pair))


def _key(shown: str) -> tuple[str, tuple[str, ...]]:
    key_words = tokens(shown)
    while len(key_words) > 1 and key_words[-1] in LEGAL and not _personal(key_words[:-1]):
        key_words = key_words[:-1]
    key = " ".join(key_words)
    if key in _CAPITALS and is_acronym(shown):
        key = _CAPITALS[key]
    return _LONG.get(key, key), key_words


def _maimed(text: str, mention: Mention) -> bool:
    """Whether a word of the name was left out of the text ("Anna <unk>"): nobody knows who that is."""
    if "--" in mention.text or "_" in mention.text:
        return True  # a dateline and a name: "8 July._--Anna"
    opens = _OPENS.search(text, max(0, mention.start - 4), mention.start) is not None
    if _glued(mention.text, opens=opens) or mention.type == "Person" and _SMALL.match(mention.text):
        return True
    if _HEADED.search(text, max(0, mention.start - 12), mention.start):
        return True
    return text[mention.end : mention.end + 2].strip()[:1] == "<" or text[max(0, mention.start - 2) : mention.start].strip()[-1:] == ">"


def _glued(name: str, *, opens: bool) -> bool:
    """Whether a word that only opens its sentence was taken into a name: before a title ("Visit Lady Roe"), a preposition, a verb's -ing.
    `opens`: the name does open a sentence."""
    first, _, rest = name.partition(" ")
    if not rest:
        return False
    low = first.lower()
    second = rest.partition(" ")[0]
    if second in _SURE_TITLES and low.rstrip(".") not in words.TITLES and not gender.is_given(low):
        return True
    if low in _LINKS:
        return True
    return opens and (
        low in _OPENERS or low.endswith("ing") and is_gerund(low) and not gender.is_surname(low) and gender.is_surname(rest.lower())
    )


_OPENS = re.compile(r"(?:^|[.!?:;][\"”’']?\s|[\"“‘(—-]\s?)$")
_SMALL = re.compile(r"[a-z]{4,} [A-Z]")  # "estate Roe ruled"
_HEADED = re.compile(r"\bCHAP(?:TER|\.)? ?$")
_SURE_TITLES = frozenset("Mr. Mr Mrs. Mrs Miss Lady Sir Dr. Professor Captain Colonel Madame Monsieur Inspector".split())
_LINKS = frozenset("meantime meanwhile presently thereupon hence thus".split())
_OPENERS = frozenset("near behind beside poor dear perhaps suddenly yet still even then now".split())


def _personal(key_words: tuple[str, ...]) -> bool:
    """Whether the words are a person's name: what is called so with a legal form behind is somebody's company."""
    return len(key_words) == 2 and gender.is_given(key_words[0]) and gender.is_surname(key_words[1])


def is_class_noun(form: Form) -> bool:
    """Whether a name is only what a kind of thing is called ("Council")."""
    return len(form.core) == 1 and form.core[0] in _CLASS_NOUNS


def is_title_noun(form: Form) -> bool:
    """Whether a name is only a role ("President")."""
    return len(form.core) == 1 and form.core[0] in _TITLE_NOUNS


def head_word(key_words: tuple[str, ...]) -> str:
    """The head of a name that is no person's: the word before "of", else the last."""
    return key_words[key_words.index("of") - 1] if "of" in key_words[1:] else key_words[-1]
