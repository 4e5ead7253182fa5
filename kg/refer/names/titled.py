"""What a page's title says of the names in it: which of them is its subject, and that a bare surname there is the subject's.

Knows the names of one document as groups; nothing of the other steps that join them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Paragraph
from kg.refer.names.forms import ROMAN, Form, is_class_noun
from kg.refer.names.gender import is_given, is_people, is_place, is_surname, mostly_given
from kg.refer.names.groups import Names
from kg.refer.names.subject import is_title

OWN = "surname of the page's subject"
_AT_A_PLACE = re.compile(r"\b(?:in|at|from|near|to|of) $")
_STYLED = re.compile(r"\b(?:known|named|called|stage name|pen name|credited)\b")
_OFTEN_SHORT = 5  # times that a word must stand alone to be short for a title
_RIVALS = 3  # times that it must stand alone for once in the name of something else
OFTEN = 3  # times that a word which no list has as a surname must stand alone to be one
_FAR = 200  # characters from the name that opens a page to the one that it is better known by


def rulers(names: Names) -> None:
    """On the page of "George IV of Laurania" so are "George IV" and "King George", and "George" is he and no other George."""
    if len(names.topic) < 2 or not ROMAN.fullmatch(names.topic[1]):
        return
    own = [i for i, form in enumerate(names.forms) if form.case and names.topic[:2] in (form.words[:2], form.words[1:3])]
    if not own or any("of" in names.forms[i].words and names.topic[2:] != names.forms[i].words[-len(names.topic[2:]) :] for i in own):
        return  # "George IV of Norland" is another
    bare = [i for i, form in enumerate(names.forms) if form.case and form.core == names.topic[:1] and not form.suffix]
    for i in (*own[1:], *bare):
        if names.join(own[0], i, OWN, 0.92):
            form = names.forms[i]
            names.votes[names.root(i)]["Person"] = names.votes[names.root(i)].get("Person", 0.0) + form.count


def page(names: Names, paragraphs: Sequence[Paragraph]) -> None:
    """The page's subject is called as the title, or by a variant of it that opens the page; a person is one under both, and under
    both with and without "Jr."."""
    key = names.subject.key
    titled = [i for i, form in enumerate(names.forms) if key and form.case and form.words == key]
    opener = next(
        (i for i, form in enumerate(names.forms[:3]) if _opens(form) and (is_title(names.topic, form.core) or _is_ruler(names, form))), -1
    )
    names.page = titled[0] if titled else opener
    if titled and opener < 0:
        _better_known(names, titled[0], paragraphs)
    if opener < 0 or names.type(opener) != "Person" or names.subject.type not in ("Person", ""):
        return
    for i, form in enumerate(names.forms):
        if form.case and form.core == names.topic and len(form.core) > 1 and form.suffix in ("", names.forms[opener].suffix):
            names.join(opener, i, "title of the page", 0.95)


def _is_ruler(names: Names, form: Form) -> bool:
    """ "Otto" opens the page of "Otto of Norland"."""
    return names.subject.type == "Person" and names.topic[1:2] == ("of",) and form.core == names.topic[:1]


def _opens(form: Form) -> bool:
    if not form.places or not form.core:
        return False
    index, mention = form.places[0]
    return index < 2 and mention.start < 40


def _better_known(names: Names, titled: int, paragraphs: Sequence[Paragraph]) -> None:
    """ "Bo Lind (born 1985), better known by his stage name Nordlys" on the page of Nordlys."""
    opener, form = names.forms[0], names.forms[titled]
    if names.subject.type != "Person" or names.type(0) != "Person" or titled == 0 or not _opens(opener) or not form.places:
        return
    (index, first), (where, second) = opener.places[0], form.places[0]
    if index == where and second.start - first.end < _FAR and _STYLED.search(paragraphs[index].text, first.end, second.start):
        names.join(titled, 0, "title of the page", 0.95)


def own_surname(names: Names, paragraphs: Sequence[Paragraph]) -> None:
    """On a person's page the last word of the title, or of the fuller name that opens the page, is the subject's surname, whatever the
    recogniser takes it for and whoever else bears it, and so is any other word of them that is no given name; but for one that is a
    place's name, too."""
    if names.page < 0 or names.tale or (names.subject.type or names.type(names.page)) != "Person" or "of" in names.topic:
        return
    root = names.root(names.page)
    full = [form.core for i, form in enumerate(names.forms) if names.root(i) == root and len(form.core) > 1]
    surnames = {core[-1] for core in [names.topic, *full] if len(core) > 1}
    others = {word for core in [names.topic, *full] for word in core if len(core) > 1 and not is_given(word)}
    for i, form in enumerate(names.forms):
        if not form.case or form.title or form.suffix or len(form.core) != 1 or names.root(i) != i:
            continue
        word = form.core[0]
        if word not in surnames and not (word in others and (is_surname(word) or form.count >= OFTEN)):
            continue
        if (is_place(word) or is_people(word)) and not form.votes.get("Person"):
            continue
        if not _mostly_at_a_place(form, paragraphs):
            names.join(names.page, i, OWN, 0.92)


def short_title(names: Names) -> None:
    """On the page of a club, a company or a house, "Alder" stands for "Alder United": a lone word of the title that is no place, no people
    and no class noun, stands there often, and much oftener than in other names, of which none is a person's.  It is not the Council of Alder."""
    if names.page < 0 or names.tale or names.subject.type not in ("Organization", "Place") or "of" in names.topic:
        return
    root = names.root(names.page)
    for i, form in enumerate(names.forms):
        if form.case and len(form.words) == 1 and _is_short(names, i) and names.join(names.page, i, "short title of the page", 0.9):
            names.votes[root] = {names.subject.type: sum(names.votes[root].values())}


def _is_short(names: Names, i: int) -> bool:
    """Whether a lone word of the title is short for it."""
    form, title = names.forms[i], set(names.subject.key)
    word = form.words[0]
    if word not in title or form.title or form.count < _OFTEN_SHORT or names.root(i) != i or names.root(names.page) == i:
        return False
    if names.type(i) in ("Place", "Group", "Work") or is_class_noun(form) or is_place(word) or is_given(word):
        return False
    others = [other for other in names.forms if other is not form and other.case and word in other.words]
    if is_surname(word) and any(mostly_given(other.core[0]) for other in others if other.core):
        return False
    return _RIVALS * sum(other.count for other in others if len(title.intersection(other.words)) < 2) <= form.count


def _mostly_at_a_place(form: Form, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether most times a word stands behind "in", "from" and the like."""
    at = sum(_AT_A_PLACE.search(paragraphs[index].text, max(0, m.start - 6), m.start) is not None for index, m in form.places)
    return 2 * at > len(form.places)
