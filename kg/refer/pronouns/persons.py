"""Which names may be meant by "he" or "she", and what speaks against them.

The recogniser takes many a capital for a person; other words of the name, or where it stands, often say otherwise.
Knows the names of one document; nothing of pronouns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.model import Mention, Paragraph
from kg.normalize.names import is_acronym
from kg.normalize.verbs import is_noun
from kg.refer.names.forms import NOT_PERSON_ENDS, Form, is_class_noun
from kg.refer.names.gender import is_given, is_people, is_place, is_surname, mostly_given

_LOCATIVE = (" in ", " at ", " from ", " to ", " near ", "In ", "At ")
_TOWARDS = (*_LOCATIVE, " of ", "towards ", "toward ", "through ", "To ", "From ")
_ROMAN = re.compile(r"[ivx]{1,5}|\d+")
# Ends of names that the recogniser takes for persons, though a given name may open them ("Anna Roe Memorial").
_THINGS = frozenset("headquarters racetrack racecourse raceway cluster motors memorial trophy kriegsmarine base pictures east".split())
_DOUBT = {"": "unknown", "Place": "place"}


def cost(form: Form, kind: str, group: Sequence[Form], paragraphs: Sequence[Paragraph], weights: Mapping[str, float]) -> float | None:
    """What a name of some type loses as an antecedent of "he" or "she"; None if it is no person's name at all.

    `group` are all names of the same thing; `weights` holds what each kind of doubt costs."""
    if kind == "Person" or form.family:
        return None if form.family or _taken_for_one(group, paragraphs) else 0.0
    plain = form.case and 0 < len(form.core) <= 3 and all(word.isalpha() for word in form.core) and not is_acronym(form.text)
    if not plain or form.core[-1] in NOT_PERSON_ENDS or is_place(form.key) or is_people(form.core[-1]) or is_class_noun(form):
        return None
    if "of" in form.core:
        return None
    if kind == "Place" and any(_behind(_LOCATIVE, paragraphs[index], mention) for index, mention in form.places):
        return None
    if kind in ("", "Organization", "Work", "Product") and mostly_given(form.core[0]):
        return 0.0
    return weights[_DOUBT.get(kind, "organization")]


def _behind(words: tuple[str, ...], paragraph: Paragraph, mention: Mention) -> bool:
    return paragraph.text[max(0, mention.start - 8) : mention.start].endswith(words)


def _taken_for_one(group: Sequence[Form], paragraphs: Sequence[Paragraph]) -> bool:
    """Whether nothing but the recogniser makes a name a person's, and its words ("Air Force", "Part II", "Surgery", "MI6") or the places
    where it stands ("to Winterford") say otherwise."""
    for form in group:
        core = form.core
        if len(core) > 1 and (core[-1] in _THINGS or core[0] == "fort"):
            continue
        if form.title or form.gender or not core or is_given(core[0]) and (mostly_given(core[0]) or not is_noun(core[0])):
            return False
        if core[-1] in NOT_PERSON_ENDS or _ROMAN.fullmatch(core[-1]) or any(c.isdigit() for c in core[-1]) or is_people(core[-1]):
            continue
        if len(core) > 1 or is_surname(core[0]):
            return False
        there = sum(_behind(_TOWARDS, paragraphs[index], mention) for index, mention in form.places)
        if not is_noun(core[0]) and 2 * there < len(form.places) or not form.places:
            return False
    return True
