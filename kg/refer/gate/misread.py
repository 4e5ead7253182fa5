"""Whether the words of a triple say enough, and its parts belong together in the text.

Knows the words and where they stand; nothing of what the ends stand for.
"""

from __future__ import annotations

import re

from kg.model import Triple
from kg.normalize.dates import MONTHS
from kg.refer.names import gender
from kg.refer.place import Place
from kg.refer.plan import ROLE_WORDS, Plan
from kg.refer.spans import apart, name_within
from kg.refer.words import loose, sense, vague
from kg.refer.words.jumps import torn
from kg.refer.words.worthless import worthless


def unfit(triple: Triple, plans: tuple[Plan, Plan], least: float) -> str:
    """Why the words of a triple say too little, wherever they stand; or ""."""
    if triple.confidence < least:
        return f"too doubtful: confidence {triple.confidence:.2f}"
    if not any(c.isalnum() for c in triple.predicate):
        return "no predicate"
    for text, plan in ((triple.subject, plans[0]), (triple.object, plans[1])):
        if loose.points(text):
            return f"hangs on another of its kind: {text}"
        if plan.phrase.kind != "name" and (loose.torn_possessive(text) or loose.several(text, ROLE_WORDS)):
            return f"torn out of its phrase: {text}"
    return worthless(triple, plans[0].phrase, plans[1].phrase) or vague.vague(triple, plans[0].phrase, plans[1].phrase)


def misread(place: Place, triple: Triple, plans: tuple[Plan, Plan]) -> str:
    """Why the parts of a triple do not belong together in the text; or ""."""
    text = place.paragraph.text
    if loose.placeholder(text, (triple.subject_span, triple.predicate_span, triple.object_span)):
        return f"a word is left out of the text: {triple.subject} {triple.predicate}"
    if _denies(text, triple):
        return f"a denial is left out: {triple.predicate} {triple.object}"
    if triple.object_span:
        after = text[triple.object_span[1] :][:40]
        if sense.unfinished(triple, after) or not sense.is_copula(triple.predicate) and loose.cut_short(triple.object, after):
            return f"torn out of its clause: {triple.predicate} {triple.object}"
    if triple.predicate_span and (triple.predicate[:1].isupper() or loose.of_an_event(text, triple.predicate_span)):
        return f"torn out of its clause: {triple.predicate}"
    if triple.predicate_span and torn(text[slice(*triple.predicate_span)], triple.predicate):
        return f"torn out of its clause: {triple.predicate}"
    if reason := vague.mid_air(triple):
        return reason
    if vague.halved(triple, text):
        return f"only one half: {triple.object}"
    if sense.strained(triple, text):
        return f"torn out of its clause: {triple.subject} {triple.predicate} {triple.object}"
    if triple.subject_span and " " not in triple.subject and triple.subject[:1].isupper() and loose.restricted(text, triple.subject_span):
        return f"only some of them: {triple.subject}"
    if triple.subject_span and triple.predicate_span and loose.under_preposition(text, triple.subject_span, triple.predicate_span):
        return f"torn out of its clause: {triple.subject}"
    for plan in plans:
        if _torn_end(text, triple, plan, object=plan is plans[1]):
            return f"torn out of its phrase: {text[slice(*plan.span)]}"
    if named := name_within(place, triple):
        return f"a name in the predicate: {named}"
    return "no phrase holds subject and object together" if apart(text, triple) else ""


def _torn_end(text: str, triple: Triple, plan: Plan, *, object: bool) -> bool:
    """Whether the text has more of an end than the triple: of a name what stands before or behind it, of a noun what it needs."""
    name = plan.phrase.kind == "name"
    thing = plan.mention is not None and plan.mention.type in ("Organization", "Product")
    ordinary = _plain_of_things if thing else plain
    if plan.mention and plan.mention.kind == "name" and loose.headless(text, (plan.mention.start, plan.mention.end), ordinary):
        return True
    if not plan.span[1]:
        return False
    written = text[slice(*plan.span)]
    if written.strip().endswith("@") or loose.shared_head(text, plan.span, written):
        return True
    if object and loose.goes_on(text, plan.span, named=name):
        return True
    titled = object and triple.predicate_span is None and triple.predicate == "is"  # "Mayor Anna Roe"
    if (name or object and triple.object.split()[-1].istitle()) and not titled and loose.tailless(text, plan.span):
        return True
    if not name:
        return False
    if loose.headless(text, plan.span, ordinary) or loose.called_out(text, plan.span):
        return True
    before = None if thing else _CAPITAL_BEFORE.search(text, max(0, plan.span[0] - 20), plan.span[0])
    return before is not None and gender.mostly_given(before[1].casefold()) and not plain(before[1].casefold())


def _denies(text: str, triple: Triple) -> bool:
    """Whether what is done is denied in the midst of a predicate ("was fined for not wearing"), which no modality of the whole can say."""
    if _DENIED_WITHIN.search(triple.predicate):
        return True
    if triple.modality == "negated" or not triple.predicate_span or not triple.object_span:
        return False
    return _DENIAL.search(text, triple.predicate_span[0], triple.object_span[0]) is not None and not _DENIAL.search(triple.predicate)


_DENIAL = re.compile(r"\b(?:not(?! only\b)|never|without)\b|n't\b")
_DENIED_WITHIN = re.compile(r"\b(?:for|of|by|on|in|about|at|with) (?:not|never)\b")


def plain(word: str) -> bool:
    """Whether a capitalised word before a name is no part of it: a title, a role, a people, a place, a month."""
    return word in ROLE_WORDS or gender.is_people(word) or gender.is_place(word) or word in MONTHS or word in _LEADING


def _plain_of_things(word: str) -> bool:
    """As `plain`, before the name of a thing: a rank may be a part of it ("General Motors")."""
    return plain(word) and word not in ("general", "major", "prime", "judge", "king", "queen", "royal", "star")


_CAPITAL_BEFORE = re.compile(r"\b([A-Z][a-z]{2,}) $")  # a first name, even where it opens a line
_LEADING = frozenset(
    "the a an in on at by for from to of with and but or as after before since when while his her its their our my then later also both".split()
)
