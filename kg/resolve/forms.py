"""What a name is made of, as far as merging needs it: a person's parts, numbers, and which two forms can never name one thing.

Knows single names only, nothing of a corpus.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.normalize.names import SUFFIXES, TITLES, fold, split_suffix, split_title

PERSONAL = ("Person", "Thing")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name that ends (or, for the second, begins) so is no person's, whatever it looks like.
NOT_FAMILY = _words(
    "institute university college school academy laboratory laboratories bank company co corporation corp foundation museum railway railways railroad brewery hospital "
    "orchestra party union records motors films press infantry cavalry artillery division regiment brigade army navy force group club society association council "
    "committee commission court department ministry agency authority office bureau board league cup championship championships award awards prize medal festival "
    "conference church cathedral temple abbey castle palace house hall tower bridge park garden gardens square street road avenue lane station airport port harbor "
    "river lake sea ocean bay island islands mountain mountains mount hills valley desert forest county district province state city town village republic kingdom "
    "empire war battle senate congress parliament hill chair chairman chairwoman speaker treaty act law theory theorem effect disease syndrome times post journal magazine news newspaper review gazette tribune herald show series film "
    "movie album song band trio quartet ensemble team studio studios pictures entertainment productions media network channel television radio airlines airways systems "
    "technologies industries services holdings partners bros international st ft mt inc ltd plc llc gmbh ag sa nv bv srl sarl pty oyj kk"
)
NOT_GIVEN = _words(
    "north south east west northern southern eastern western central upper lower new old great greater little lake mount mt st saint san santa los las el fort ft port "
    "cape route highway interstate the a an first second third royal national international federal united"
)
MODIFIERS = NOT_GIVEN | _words(
    "big black white red green blue high holy inner outer middle mid far near papua american british european african asian"
)
_PARTICLES = _words("van von der den de del della di da du la le dos das do bin ibn al el ter ten zu af av")
_MALE, _FEMALE = _words("mr sir lord herr monsieur"), _words("mrs ms miss mme mlle madam madame lady dame frau")
_DOTTED = re.compile(r"^(?:[^\W\d_]\.){2,}$")
_WORD = re.compile(r"^[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*\.?$")
_DIGIT = re.compile(r"\d")
ROMAN = re.compile(r"^(?!xl$|li$)(?=..)(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")  # to 89, without "Li" and "XL"
_ORDINALS = _words("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth 1st 2nd 3rd")


class Person(NamedTuple):
    """The parts of a person's name in comparison form; `first` is "" in "Dr. Roe" and "Roe", one letter in "J. Roe"."""

    gender: str
    title: str
    first: str
    middles: tuple[str, ...]
    last: str
    suffix: str
    inverted: bool

    @property
    def plain(self) -> str:
        """The words in the usual order without title: the key under which other orders and titles meet."""
        return " ".join([w for w in (self.first, *self.middles, self.last, self.suffix) if w])


def person(name: str, type: str) -> Person | None:
    """The parts of a name that is a person's by its type or, for a Thing, by its looks; None where it is not."""
    if type not in PERSONAL or _DIGIT.search(name):
        return None
    inverted = False
    if "," in name:
        head, _, tail = name.partition(",")
        tail = tail.strip()
        if not tail or "," in tail:
            return None
        inverted = tail.strip(".").lower() not in SUFFIXES
        name = f"{tail} {head}" if inverted else f"{head} {tail}"
    title, rest = split_title(name)
    rest, suffix = split_suffix(rest)
    words: list[str] = []
    for word in rest.split():
        words.extend(word.replace(".", " ").split() if _DOTTED.match(word) else [word])
    if not 1 <= len(words) <= 5 or not words[0][0].isupper():
        return None
    for word in words:
        if not _WORD.match(word) or not (word[0].isupper() or word in _PARTICLES):
            return None
    folded = [fold(w).rstrip(".").replace("-", " ") for w in words]
    if type != "Person" and (folded[-1] in NOT_FAMILY or folded[0] in NOT_GIVEN or (len(folded) == 1 and not title and words[0].isupper())):
        return None
    if title and len(folded) == 1 and (folded[0] in NOT_FAMILY or rest.rstrip(".").lower() in TITLES):
        return None  # "Madam Chair", "Mr. President"
    return _parts(title, folded, suffix, inverted)


def _parts(title: str, folded: list[str], suffix: str, inverted: bool) -> Person:
    start = len(folded) - 1
    while start > 1 and folded[start - 1] in _PARTICLES:
        start -= 1
    last = " ".join(folded[start:])
    titles = {t.rstrip(".").lower() for t in title.split()}
    gender = "m" if titles & _MALE else "f" if titles & _FEMALE else ""
    given = folded[:start]
    return Person(gender, title, given[0] if given else "", tuple(given[1:]), last, suffix, inverted)


def numbers(key: str) -> tuple[str, ...]:
    """What in a name's key counts or orders: digits, Roman numerals, ordinals, Jr. and Sr., a lone letter at the end ("Vitamin A")."""
    words = key.split()
    found = [w for w in words if ROMAN.match(w) or w in _ORDINALS or w in ("jr", "sr") or _DIGIT.search(w)]
    if len(words) > 1 and len(words[-1]) == 1 and words[-1] not in found:
        found.append(words[-1])
    return tuple(sorted(found))


def one_slip(a: str, b: str) -> bool:
    """Whether two words differ by one swap of neighbours or one letter lost or added; a changed letter is another word (Marta, Maria)."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1 or a == b:
        return False
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    return i + 1 < len(a) and a[i] == b[i + 1] and a[i + 1] == b[i] and a[i + 2 :] == b[i + 2 :]


class Profile(NamedTuple):
    """What the guards look at."""

    numbers: tuple[str, ...]
    legal: str
    person: Person | None


def clash(a: Profile, b: Profile) -> str:
    """Why two names can never be one thing's, or ""."""
    if a.numbers != b.numbers:
        return "other numbers"
    if a.legal and b.legal and a.legal != b.legal:
        return "other legal form"
    if a.person is None or b.person is None:
        return ""
    return _person_clash(a.person, b.person)


def _person_clash(p: Person, q: Person) -> str:
    if p.suffix != q.suffix:
        return "other generation"
    if p.gender and q.gender and p.gender != q.gender:
        return "other gender"
    if p.last != q.last and not one_slip(p.last, q.last):
        return ""  # another family name altogether: only evidence of a document joins such two, and it knows better
    if p.first and q.first and not _agree(p.first, q.first):
        return "other given name"
    if any(not _agree(m, n) for m, n in zip(p.middles, q.middles, strict=False)):
        return "other middle name"
    return ""


def _agree(p: str, q: str) -> bool:
    if len(p) == 1 or len(q) == 1:
        return p[0] == q[0]
    return p == q or one_slip(p, q)
