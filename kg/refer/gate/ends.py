"""What subject and object stand for, and whether they make a triple that stands by itself.

Knows the ends once they are settled; nothing of qualifiers.
"""

from __future__ import annotations

import re

from kg.model import End, Literal, Triple
from kg.normalize.dates import MONTHS
from kg.normalize.keys import is_temporal, qualifier_key
from kg.normalize.names import clean
from kg.refer.book import Book
from kg.refer.dates import Calendar
from kg.refer.gate import commons
from kg.refer.gate.of_tales import of_the_tale
from kg.refer.names import gender
from kg.refer.place import Place
from kg.refer.plan import ROLE_WORDS, Plan, is_office, noun_type
from kg.refer.tales import bodies
from kg.refer.words import loose, phrases, sense, vague

_YEAR = re.compile(r"\b\d{4}\b")
OFTEN = 4  # times that a document must write a notion for what happened to it to be told of the notion


def ends_of(book: Book, place: Place, triple: Triple, plans: tuple[Plan, Plan], calendar: Calendar, *, sure: bool) -> tuple[int, End] | str:
    """What subject and object stand for, or why they make no triple that stands by itself.  `sure`: it is taken at its word."""
    subject = book.settled(place, plans[0], sure=sure)
    if isinstance(subject, str):
        return subject
    if isinstance(subject, Literal):
        return f"a value cannot be a subject: {triple.subject}"
    object = _dated(book.settled(place, plans[1], sure=sure), place.paragraph.text, triple, calendar)
    if isinstance(object, str):
        return object
    if isinstance(object, int) and (name := _name_given(book, subject, object, triple, plans[1])):
        object = Literal(name)
    if not sure and not book.cast:
        named = commons.whole(book, place, triple, subject, plans[0].span)
        other = commons.whole(book, place, triple, object, plans[1].span) if isinstance(object, int) else object
        if isinstance(named, str) or isinstance(other, str):
            return named if isinstance(named, str) else str(other)
        subject, object = named, other
    if not sure and (reason := _idle(book, place, triple, subject, object) or _mismatched(book, triple, subject, object)):
        return reason
    if not sure and book.cast and (reason := of_the_tale(book, book.cast, place, triple, subject, object)):
        return reason
    return subject, object


def _name_given(book: Book, subject: int, object: int, triple: Triple, plan: Plan) -> str:
    """The name that a triple says its subject was given ("was renamed Alder Hall"), where the object is the subject, or is called otherwise:
    what is said is the name, and no second thing; "" for none."""
    if plan.mention is None or plan.mention.kind != "name" or not _NAMING.search(triple.predicate):
        return ""
    name = clean(plan.mention.text)
    called = {book.name(subject).casefold(), book.name(object).casefold()}
    return name if name[:1].isupper() and name.casefold() not in called else ""


_NAMING = re.compile(
    r"\b(?:known|renamed?|redesignated|nicknamed|dubbed|styled|rebranded|rechristened|abbreviated)(?: (?:as|to))?$"
    r"|\b(?:named|designated|titled|christened|called|founded|established|formed) as$"
    r"|\b(?:is|was|are|were|be|been)\b(?: \w+)? (?:named|designated|titled|christened|called)$"
    r"|\bchanged? its name to$|\b(?:current|former|original|birth|full|stage|professional) name$"
)


def _idle(book: Book, place: Place, triple: Triple, subject: int, object: End) -> str:
    """Why a triple says nothing by itself once its ends are settled; or ""."""
    name = book.name(subject)
    if triple.modality == "hypothetical" and not (book.known(subject) and book.known(object)):
        return "supposed only, and of nothing that has a name"
    if object == subject:
        return "says nothing by itself: subject and object are one"
    if triple.predicate_span and _OWN.search(triple.predicate) and not book.only_of(place, triple.predicate_span, subject):
        return f"more than a predicate: {triple.predicate}"
    dated = any(is_temporal(qualifier_key(q.key, value=q.value)) and _YEAR.search(q.value) for q in triple.qualifiers)
    once = not book.cast and triple.predicate_span is not None and not dated
    if once and book.known(subject) and not book.known(object) and vague.not_done(triple):
        return f"not done, and of nothing that has a name: {triple.predicate} {triple.object}"
    for end in (subject, object):
        if isinstance(end, int) and loose.wordless(book.name(end)):
            return f"no name: {book.name(end)}"
        if not book.known(end) and book.hangs(place, end, triple, subject):
            return f"hangs on an unsettled reference: {book.name(end)}"
    kind = noun_type(tuple(w.lower() for w in book.name(object).split()))
    if triple.predicate_span is None and triple.predicate == "is" and kind == "Person" and _no_person(book, subject):
        return f"no person, but called one: {triple.subject} is {triple.object}"
    if book.chains[subject].type == "Group" and triple.subject.casefold().split()[0] in phrases.NUMERALS:
        return f"nobody in particular: {triple.subject}"
    if (
        triple.subject_span
        and book.chains[subject].type == "Group"
        and loose.some_one_of_a_people(place.paragraph.text, triple.subject_span)
    ):
        return f"nobody in particular: {triple.subject}"
    if isinstance(object, int) and name.startswith((f"{book.name(object)}'", f"{book.name(object)}’")):
        return "says nothing by itself: the object is in its subject"
    if sense.is_copula(triple.predicate) and set(book.name(object).casefold().split()) <= set(name.casefold().split()):
        return f"says nothing by itself: {name} is {book.name(object)}"
    if re.fullmatch(r"\w\.?", name) and not book.is_page(subject):
        return f"no name: {name}"
    if triple.subject_span and triple.predicate_span and book.chains[subject].type in ("Concept", "Thing"):
        between = place.paragraph.text[triple.subject_span[1] : triple.predicate_span[0]]
        if between.startswith(" and "):
            return f"only one half: {triple.subject}"
    if is_office(name):
        return f"a role: who held it is not settled: {triple.subject}"
    if name.casefold() in _CARRIERS:
        return f"of which, it does not say: {triple.subject}"
    if bodies.is_body(name):
        return f"of the story only: {triple.subject}"
    if isinstance(object, int) and bodies.own_body(name, book.name(object), triple.predicate):
        return f"says nothing by itself: {triple.predicate} {triple.object}"
    return ""


_CARRIERS = frozenset("vhs dvd cd ep lp blu-ray ebook pdf".split())
_OWN = re.compile(rf"\b(?:{'|'.join(sorted(sense.OWN))})\b")  # "scored his first goal for": the subject's own, or of nobody who is told
_OWNING = frozenset("has had have having".split())


def _no_person(book: Book, subject: int) -> bool:
    return book.chains[subject].type in ("Organization", "Place", "Work", "Event", "Product")


def _mismatched(book: Book, triple: Triple, subject: int, object: End) -> str:
    """Why subject, predicate and object cannot be of one another, by their types; or ""."""
    name, said = book.name(subject), book.name(object)
    person = book.chains[subject].type == "Person" and " " in name and gender.is_given(name.split()[0].casefold())
    kind = noun_type(tuple(w.lower() for w in said.split()))
    implied = triple.predicate_span is None and triple.predicate == "is"
    if person and implied and kind in ("Work", "Place", "Organization", "Event") and said.split()[-1].casefold() not in ROLE_WORDS:
        return f"a person, but called something else: {triple.subject} is {triple.object}"
    other = isinstance(object, int) and book.known(object) and book.chains[object].type == "Person"
    if other and triple.predicate.casefold() in _OWNING:
        return f"whose, or what of theirs, it does not say: {triple.predicate} {triple.object}"
    named = other and " " in said and gender.is_given(said.split()[0].casefold()) and not triple.object.startswith(("a ", "an "))
    if named and person and book.known(subject) and not implied and sense.is_copula(triple.predicate):
        return f"two persons: {triple.subject} is {triple.object}"
    if implied and triple.object[:1].isdigit() and not _RANKED.match(triple.object):
        return f"torn out of its phrase: {triple.object}"
    dated = isinstance(object, Literal) and object.datatype == "date"
    return f"when, but not what: {triple.predicate} {triple.object}" if vague.when_only(triple, dated=dated) else ""


_RANKED = re.compile(r"\d+(?:st|nd|rd|th) (?:Baronet$|.* of )")  # "is 1st Duke of Varna"


def _dated(object: End | str, text: str, triple: Triple, calendar: Calendar) -> End | str:
    """A day or month that is an object ("opened in May") with the year that the text gives it; without a year it says too little."""
    if not isinstance(object, Literal) or not triple.object_span:
        return object
    if _YEAR.fullmatch(object.value) and _DETERMINED.search(text, max(0, triple.object_span[0] - 6), triple.object_span[0]):
        return f"torn out of its phrase: the {triple.object}"
    if not _DAY.fullmatch(object.value):
        return object
    date = calendar.resolve(triple.object, triple.object_span[0])
    return Literal(date, "date") if date is not None else f"a day without its year: {triple.object}"


_DETERMINED = re.compile(r"\b(?:[Tt]he|[Aa]n?) $")
_DAY = re.compile(rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?:{'|'.join(MONTHS)})\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?", re.IGNORECASE)


def particular(book: Book, place: Place, triple: Triple, plan: Plan) -> str:
    """Why a notion as a subject means only some of its kind, in this text; "" where it can be meant in general."""
    words = tuple(w.lower() for w in plan.phrase.words)
    if sense.reduced(triple.predicate):
        return f"only some of them: {triple.subject} {triple.predicate}"
    if sense.passing(triple.predicate) and words[-1].endswith("s") and not words[-1].endswith("ss") and " ".join(words) not in place.topics:
        return f"only some of them: {triple.subject} {triple.predicate}"
    least = OFTEN if sense.passing(triple.predicate) else 2 if len(words) == 1 else 0
    if book.seldom(words, least):
        return f"nobody in particular: {triple.subject}"
    between = (triple.subject_span or (0, 0))[1], (triple.predicate_span or (0, 0))[0]
    return f"only some of them: {triple.subject}" if sense.narrowed(place.paragraph.text[slice(*between)]) else ""
