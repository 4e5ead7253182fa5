"""The qualifiers of a triple with what they stand for, and whether the triple can stand without those that are lost.

Knows one document; nothing of what else makes a triple worth keeping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.model import End, Literal, Qualifier, Span, Triple
from kg.normalize.keys import is_temporal, qualifier_key
from kg.refer import scene
from kg.refer.book import Book
from kg.refer.dates import Calendar
from kg.refer.place import Place
from kg.refer.qualifiers import bounds, lent
from kg.refer.qualifiers.narrowing import is_aim, single_times, unclear
from kg.refer.spans import overlap, within
from kg.refer.tales import tale
from kg.refer.words import phrases, sense

MOST_QUALIFIERS = 3  # with more, one of them is wrong in three cases of five
_YEAR = re.compile(r"\b\d{3,4}\b")
_FIGURE = re.compile(r"\d")  # "a year later" counts from what a tale told long before


@dataclass(frozen=True, slots=True)
class _Case:
    """One triple in its paragraph, and what its ends stand for."""

    book: Book
    place: Place
    triple: Triple
    subject: int
    object: End

    @property
    def text(self) -> str:
        return self.place.paragraph.text

    def kind(self, end: End) -> str:
        """The type of an end's chain; "" for a literal."""
        return self.book.chains[end].type if isinstance(end, int) else ""


def qualified(
    book: Book, place: Place, triple: Triple, ends: tuple[int, End], calendar: Calendar, dropped: list[str], told: list[Span]
) -> tuple[tuple[str, End], ...] | str:
    """The qualifiers with what they stand for, and their places in `told`; those that are left out are noted in `dropped`.  A reason where
    a needed one is missing."""
    case = _Case(book, place, triple, *ends)
    found: list[tuple[str, End]] = []
    lost = ""
    for given in single_times(triple, case.text, dropped):
        qualifier, reason = _read(case, given)
        if reason:
            dropped.append(f"dropped {qualifier.key}: {reason}")
            continue
        value = _value(case, qualifier, calendar)
        if isinstance(value, str):
            if _needed(triple, qualifier):
                return value
            dropped.append(f"dropped {qualifier.key}: {value}")
            lost = lost or _lost(case, qualifier, value)
        elif (pair := (_keyed(book, qualifier.key, value, _just_before(case, qualifier)), value)) not in found:
            found.append(pair)
            told += [qualifier.span] if qualifier.span else []
    found = _fewest(book, found, dropped)
    if book.cast or not triple.predicate_span:
        return tuple(found)
    return lost if lost and not _dates(book, (case.object, *(value for _, value in found))) else _in_time(case, found, dropped)


# ---- which qualifiers are the triple's ----


def _read(case: _Case, given: Qualifier) -> tuple[Qualifier, str]:
    """A qualifier made whole, under the key that its words ask for, and why it is none of this triple's; or ""."""
    qualifier = Qualifier(qualifier_key(given.key, value=given.value), given.value, given.span)
    if other := lent.elsewhere(case.triple, qualifier, case.text):
        return qualifier, f"{other}: {qualifier.value}"
    if qualifier.key == "source":
        whole = lent.whole_source(qualifier, case.text)
        if isinstance(whole, str):
            return qualifier, whole
        qualifier = replace(qualifier, value=whole[0], span=whole[1])
    if is_temporal(qualifier.key) and lent.life(qualifier.span, _persons(case), case.text):
        return qualifier, f"of a person's life: {qualifier.value}"
    qualifier = _of_time(qualifier)
    reason = _idle(case, qualifier)
    return qualifier, reason and f"{reason}: {qualifier.value}"


def _persons(case: _Case) -> list[Span | None]:
    """Where the ends stand that are persons."""
    ends = ((case.subject, case.triple.subject_span), (case.object, case.triple.object_span))
    return [span for end, span in ends if case.kind(end) == "Person"]


def _of_time(qualifier: Qualifier) -> Qualifier:
    """A qualifier whose words are of another kind of time than its key says."""
    if qualifier.key == "duration" and _IN_SEASON.fullmatch(qualifier.value):
        return replace(qualifier, key="point in time")  # "signed for the 2017 season"
    if qualifier.key == "purpose" and _SO_LONG.fullmatch(qualifier.value):
        return replace(qualifier, key="duration")  # "worked there for most of her life"
    if is_temporal(qualifier.key) and _SO_OFTEN.fullmatch(qualifier.value):
        return replace(qualifier, key="frequency")  # "has won 15 times"
    return qualifier


def _idle(case: _Case, qualifier: Qualifier) -> str:
    """Why a qualifier adds nothing to its triple, or nothing that lasts; or ""."""
    book, triple, key = case.book, case.triple, qualifier.key
    if book.cast and key not in tale.KEPT:
        return "of the story only"
    if key in ("ordinal", "quantity") and _inside_name(case, qualifier):
        return "part of a name"
    if key == "point in time" and any(_law(case.place, qualifier, span) for span in (triple.subject_span, triple.object_span)):
        return "the year of a law"
    plain = isinstance(case.object, Literal) or not book.known(case.object)
    if (key == "quantity" or key in _REPEATING and plain) and overlap(qualifier.span, triple.object_span):
        return "the object says it already"
    return ""


# ---- what they stand for ----


def _value(case: _Case, qualifier: Qualifier, calendar: Calendar) -> End | str:
    """What a qualifier stands for; the reason where it stands for nothing sure."""
    book = case.book
    value = book.qualifier(case.place, qualifier, calendar)
    if isinstance(value, str):
        return value
    own = qualifier.span is not None and book.only_of(case.place, qualifier.span, case.subject)  # so a reader understands its pronouns
    before = _just_before(case, qualifier)
    if why := unclear(case.triple, qualifier, value, book.name(value), case.kind(value), own, before):
        return f"{why}: {qualifier.value}"
    if book.cast and (not book.known(value) or is_temporal(qualifier.key) and not _FIGURE.search(qualifier.value)):
        return f"of the story only: {qualifier.value}"
    return value


def _needed(triple: Triple, qualifier: Qualifier) -> bool:
    """Whether a triple without this qualifier is another."""
    key, verb = qualifier.key, triple.predicate.rsplit(" ", 1)[-1].casefold()
    if key == "purpose":
        return qualifier.value.startswith("to ") and verb in sense.CONTROL
    return key in ("recipient", "agent") or key == "role" and sense.calls(triple.predicate)


def _lost(case: _Case, qualifier: Qualifier, why: str) -> str:
    """Why a triple that loses this qualifier holds who knows when or where; or "".  `why` it is lost."""
    placed = qualifier.key in _PLACED and case.kind(case.object) == "Place"
    if placed or qualifier.key not in _BOUNDING or why.startswith(_BOUNDING[qualifier.key]):
        return ""
    return f"bounded by what stands elsewhere: {qualifier.key} {qualifier.value}"


def _fewest(book: Book, found: list[tuple[str, End]], dropped: list[str]) -> list[tuple[str, End]]:
    """The surest of too many qualifiers, in their order."""
    ranked = sorted(range(len(found)), key=lambda i: (not is_temporal(found[i][0]) and found[i][0] not in _FIRM, i))
    for key, value in (found[i] for i in sorted(ranked[MOST_QUALIFIERS:])):
        dropped.append(f"dropped {key}: one of too many: {book.name(value)}")
    return [found[i] for i in sorted(ranked[:MOST_QUALIFIERS])]


# ---- when the triple holds ----


def _in_time(case: _Case, found: list[tuple[str, End]], dropped: list[str]) -> tuple[tuple[str, End], ...] | str:
    """The qualifiers, with the time that the text tells elsewhere where they tell none.  A reason where it holds only then and there."""
    book, triple = case.book, case.triple
    timed = any(
        is_temporal(k) or k in _TIMING or k == "by" and _YEAR.search(book.name(v)) for k, v in found
    )  # "won by ten points" is no time
    if timed or _dates(book, (case.object,)):
        return tuple(found)
    year = scene.year(case.text, triple, own_only=bounds.counted(triple))
    if year and not any(": no year: " in note for note in dropped):
        return (*found, ("point in time", Literal(year, "date")))
    every = bounds.every_season(triple, case.text, book.name(case.object), named=book.known(case.object))
    if every and not _dates(book, (value for _, value in found)):
        return f"when, or on which occasion, it does not say: {triple.predicate} {triple.object}"
    return _unbounded(case) or tuple(found)


def _unbounded(case: _Case) -> str:
    """Why a triple without any time holds only then and there, of which it does not tell; or ""."""
    book, triple = case.book, case.triple
    named = isinstance(case.object, int) and book.known(case.object)
    if reason := bounds.loose_end(triple, case.text, named=named):
        return reason
    if not named and bounds.counted(triple):
        return f"when, or on which occasion, it does not say: {triple.predicate} {triple.object}"
    if not named and not sense.is_copula(triple.predicate) and sense.passing(triple.predicate):
        kind, name = case.kind(case.subject), book.name(case.subject)
        if kind == "Group" or kind in ("Concept", "Thing") and not re.search(r"(?<!^)[A-Z]", name):
            return f"happened once, and to nobody with a name: {triple.subject} {triple.predicate}"
    return ""


def _dates(book: Book, ends: Iterable[End]) -> bool:
    """Whether one of the ends is a date, or has a year in it."""
    return any(isinstance(end, Literal) and end.datatype == "date" or _YEAR.search(book.name(end)) for end in ends)


# Keys without whose value a fact is another, or holds who knows when: where that is lost, but for the reasons given, the fact is lost too.
_NO_LOSS = ("part of its verb", "an agent of something else", "it only adds", "how long", "part of another word", "no part in it")
_BOUNDING: dict[str, tuple[str, ...]] = dict.fromkeys(
    """source against within without destination circumstance condition before at over cause on location under among than until throughout event
    via""".split()
    + ["end time"],
    _NO_LOSS,
) | dict.fromkeys(("in", "after", "purpose"), (*_NO_LOSS, "says nothing by itself"))
_IN_SEASON = re.compile(r"(?:the )?[12]\d{3}(?:[–/-]\d+)?(?:\b.* \w*season)?")
_SO_LONG = re.compile(
    r"(?:most|much|all|part|the rest|half) of (?:his|her|its|their|the) [\w ]*(?:life|career|year|decade|century|season|war|time)"
)
_SO_OFTEN = re.compile(r"\w+ times")
_TIMING = frozenset(("after", "before", "event"))
_PLACED = frozenset(("in", "at", "on", "location", "via", "over"))  # a place within a place that is told


_FOR = re.compile(r"\b(?:for|and|or) (?:an? |the )?$", re.IGNORECASE)


def _keyed(book: Book, key: str, value: End, before: str) -> str:
    """ "With" is company only where it is of somebody: "with a loss of five million" says how; and "into three parts" is no destination."""
    kind = book.chains[value].type if isinstance(value, int) else ""
    if key == "origin" and not kind and book.name(value).islower():
        return "from"  # "died from wounds", "rose from two million": no place
    if key == "destination" and kind == "Person":
        return "to"  # "was born to Anna Roe"
    if key == "purpose" and _FOR.search(before) and not is_aim(book.name(value)):
        return "for"  # "competed for two teams", "traded for several players": no goal
    if key == "destination" and not kind and book.name(value).islower():
        return next((word for word in ("into", "to", "towards", "toward", "onto") if before.endswith(f"{word} ")), key)
    return "with" if key == "together with" and kind not in ("Person", "Group") else key


def _just_before(case: _Case, qualifier: Qualifier) -> str:
    return case.text[max(0, qualifier.span[0] - 12) : qualifier.span[0]] if qualifier.span else ""


_FIRM = frozenset(("role", "recipient", "agent", "ordinal", "location"))


def _inside_name(case: _Case, qualifier: Qualifier) -> bool:
    """Whether a number is a part of an end that is called so ("the 1st Platoon")."""
    for span, end in ((case.triple.subject_span, case.subject), (case.triple.object_span, case.object)):
        outside = (
            qualifier.key == "ordinal"
            and qualifier.value.isalpha()
            and qualifier.span is not None
            and not case.place.in_name(qualifier.span)
        )
        outside = outside and not _PEER.match(case.text, (qualifier.span or (0, 0))[1])
        if within(qualifier.span, span) and isinstance(end, int) and not (outside and end == case.subject):
            return case.book.chains[end].type != "Concept"
    return False


_LAW = re.compile(
    r"\b(?:Act|Acts|Law|Code|Bill|Directive|Regulations?)\b[^.;]* of (?=\d{4}$)|^(?:[Tt]he )?\d{4} (?:[A-Z]\w+ )*(?:Act|Law|Code|Bill)\b"
)


def _law(place: Place, qualifier: Qualifier, span: tuple[int, int] | None) -> bool:
    """Whether a year is a part of a law's name ("the Reform Act of 1986", "the 1986 Act"): what the law is called, and no time of what is said."""
    return span is not None and within(qualifier.span, span) and _LAW.search(place.paragraph.text[slice(*span)]) is not None


_PEER = re.compile(r"\s?(?:,|and|or|&|to)\s")  # "the 3rd and 4th divisions" are two
_REPEATING = phrases.PREPOSITIONS | {"destination", "recipient", "purpose", "origin", "ordinal"}
