"""What speaks for the type of a name: its own words, the lists of names and places, and what the text says of it.

The recogniser's guesses are votes of the form (kg.refer.names.forms), and this adds others.  Knows one form; nothing of groups.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from kg.extract.mentions import words
from kg.extract.mentions.beside import told
from kg.model import Mention, Paragraph
from kg.normalize.names import is_acronym
from kg.refer.names import gender
from kg.refer.names.forms import NOT_PERSON_ENDS, ROMAN, Form, head_word

_UNITS = words.ORGANIZATION_ENDS | {"panzer"}  # of the SS, which was no ship
# The heads of names: "Alder Falls", "Times of Norland".
_PLACES = words.PLACE_ENDS - words.of("state reserve street monument") | words.of(
    "falls pond reservoir rivers lakes springs governorate brook zone site duchy pass strait trail hemisphere voivodeship municipality "
    "arrondissement canton commune barony burgh hamlet quarter square plaza gardens fields heights plains delta fjord reef volcano caves tunnel "
    "lighthouse manor priory monastery temple shrine mosque cemetery arena refuge estate farm boulevard freeway turnpike pier wharf ruins museum"
)
_ORGANIZATIONS = words.ORGANIZATION_ENDS - words.of("museum division union channel network") | words.of(
    "times news service services exchange pictures media television radio partners brotherhood legion journal communications conservatory "
    "tribune gazette herald telegraph industries enterprises technologies motors entertainment productions bros sons associates consortium "
    "alliance coalition congregation squadron battalion fleet garrison militia cavalry infantry platoon authority secretariat embassy cabinet "
    "directorate seminary polytechnic brewery rovers rangers wanderers athletic"
)
_HEADS = ((_ORGANIZATIONS, "Organization"), (_PLACES, "Place"), (words.EVENT_ENDS - {"conference", "season"}, "Event"))
_CLUBS = words.of("city town county park")  # what clubs end in, too
_CLUB_STARTS = words.of("fc fk ff sc ac as cf cd ud sd rcd sv tsv vfb vfl bk hc kf nk hnk pfc afc acs cs asu mfk")
_BEHIND_HEADS = words.of("in at for on with from near by")
_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th)\b")
_UNSURE = frozenset(("", "Person", "Work", "Product"))
_LOCATED = (" in ", " near ")
_MALE_TITLED = tuple(f"{title} " for title in ("Mr.", "Mr", "Sir", "Lord", "King", "Prince", "Monsieur", "Herr"))
_FEMALE_TITLED = tuple(f"{title} " for title in ("Mrs.", "Mrs", "Ms.", "Ms", "Miss", "Lady", "Dame", "Queen", "Princess", "Madame"))
_TITLED = _MALE_TITLED + _FEMALE_TITLED
_MOST_PLACES = 30  # of a name, that are looked at


def weigh(forms: Sequence[Form], paragraphs: Sequence[Paragraph]) -> None:
    """Adds to what the recogniser said of the mentions of each name what its words say, and what stands beside it."""
    for form in forms:
        _weigh(form, paragraphs)
    _weigh_families(forms, paragraphs)


def _weigh(form: Form, paragraphs: Sequence[Paragraph]) -> None:
    for index, mention in form.places:
        _around(form, paragraphs[index].text, mention)
    core, share = form.core, max(1, form.count)
    if not form.case or not core:
        return
    if 1 < len(core) <= 4 and core[0] in words.SHIP_PREFIXES and form.text.split()[0].isupper() and not _UNITS.intersection(core):
        form.votes = {"Product": 1.0 + share}
        return
    _told(form, paragraphs, share)
    _by_head(form, share)
    if form.title and len(core) <= 3:
        form.vote("Person", 1.0 + share)
    if len(core) > 1 and len(core[0]) == 1 and core[0].isalpha() and len(core[-1]) > 1 and len(core) <= 4 and form.text[1:2] in ". ":
        form.vote("Person", 0.8)
    if gender.is_place(form.key):
        form.vote("Place", 1.0 if len(core) == 1 and gender.is_given(core[0]) else 1.0 + share)
    elif gender.is_province(form.key) and not form.votes.get("Person"):
        form.vote("Place", 1.0 + share)
    elif len(core) == 1:
        if gender.is_people(form.key):
            form.vote("Group", 1.0 + share)
    elif len(core) <= 4 and gender.is_given(core[0]) and core[-1] not in NOT_PERSON_ENDS and not {"of", "and"} & set(core):
        form.vote("Person", 0.6 + share if gender.is_surname(core[-1]) else 0.6)
    if len(core) > 1 and core[0] in _CLUB_STARTS and form.text.split()[0].replace(".", "").isupper():
        form.vote("Organization", 0.5 + share)
    if not form.votes and is_acronym(form.text) and not ROMAN.fullmatch(form.key):
        form.vote("Organization", 0.5)


def _by_head(form: Form, share: int) -> None:
    """ "Alder Falls" is a place, "Anna Falls" is not, and neither are "Alder Town", if it plays football, and "the Alder falls"."""
    if len(form.core) < 2 or gender.is_place(form.key):
        return
    named = tuple(takewhile(lambda word: word not in _BEHIND_HEADS, form.words))
    while len(named) > 2 and named[-1].isdigit():  # "Fighter Squadron 40"
        named = named[:-1]
    head = head_word(named) if len(named) > 1 else ""
    if not head or head.capitalize() not in form.text and head.upper() not in form.text:
        return
    if gender.is_given(form.core[0]) and (gender.is_surname(head) or len(named) == 2):
        return
    if head == "division" and _NUMBERED.match(named[0]):
        form.vote("Organization", 0.5 + share)
    for heads, kind in _HEADS:
        if head in heads and not (head in _CLUBS and form.votes.get("Organization")):
            form.vote(kind, 0.5 + share)


def _told(form: Form, paragraphs: Sequence[Paragraph], share: int) -> None:
    """What the text calls the bearer where it names him, her or it."""
    for index, mention in form.places[:_MOST_PLACES]:
        form.vote(told(paragraphs[index].text, mention.start, mention.end), 0.7 * share + 1.0)


def _around(form: Form, text: str, mention: Mention) -> None:
    """What stands right beside a mention speaks for a type of its form, a title for a gender, too."""
    before = text[max(0, mention.start - 9) : mention.start].replace("\n", " ")
    if before.endswith(" (") and is_acronym(mention.text) and _shortens(text[max(0, mention.start - 90) : mention.start - 2], mention.text):
        form.vote("Concept", 3.0)
    if before.endswith(_TITLED):
        form.vote("Person", 1.0)
        sex = "m" if before.endswith(_MALE_TITLED) else "f"
        form.gender = sex if form.gender in ("", sex) else "?"
    elif mention.type in _UNSURE and before.endswith(_LOCATED):
        form.vote("Place", 1.2)
    if text.startswith((" (born", " was born"), mention.end):
        form.vote("Person", 3.0)


def _shortens(before: str, acronym: str) -> bool:
    """Whether an acronym in brackets stands for the common nouns before it: "initial public offering (IPO)"."""
    words_ = before.split()[-len(acronym) :]
    return len(words_) == len(acronym) and all(w[:1] == letter.lower() for w, letter in zip(words_, acronym, strict=True))


def _weigh_families(forms: Sequence[Form], paragraphs: Sequence[Paragraph]) -> None:
    """ "The Curies", where somebody is called Curie, are a family, whatever the recogniser says: no person, no "she"."""
    persons = {form.core for form in forms if form.core and form.votes.get("Person", 0.0)}
    surnames = {core[-n:] for core in persons for n in (1, 2) if len(core) >= n}
    for form in forms:
        several = bool(form.case and form.core and form.places) and (*form.core[:-1], form.core[-1].removesuffix("s")) in surnames - {
            form.core
        }
        if several and all(m.text.startswith("The ") or _behind_the(paragraphs[i].text, m.start) for i, m in form.places):
            form.family, form.votes = True, {"Group": 1.0 + form.count}


def _behind_the(text: str, start: int) -> bool:
    return text[max(0, start - 4) : start].lower() == "the "
