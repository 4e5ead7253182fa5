"""The qualifiers of a triple with what they stand for, and whether the triple can stand without those that are lost.

Knows one document; nothing of what else makes a triple worth keeping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from kg.model import End, Literal, Qualifier, Span, Triple
from kg.normalize.keys import is_temporal, qualifier_key
from kg.refer import scene
from kg.refer.book import Book
from kg.refer.dates import Calendar
from kg.refer.plan import Place
from kg.refer.qualifiers import bounds, lent
from kg.refer.qualifiers.narrowing import single_times, unclear
from kg.refer.spans import overlap, within
from kg.refer.tales import tale
from kg.refer.words import phrases, sense

MOST_QUALIFIERS = 3  # with more, one of them is wrong in three cases of five
_YEAR = re.compile(r"\b\d{3,4}\b")


_FIGURE = re.compile(r"\d")  # "a year later" counts from what a tale told long before


def qualified(
    book: Book, place: Place, triple: Triple, ends: tuple[int, End], calendar: Calendar, dropped: list[str], told: list[Span]
) -> tuple[tuple[str, End], ...] | str:
    """The qualifiers with what they stand for, and their places in `told`; those that are left out are noted in `dropped`.  A reason where
    a needed one is missing."""
    found: list[tuple[str, End]] = []
    lost = ""
    subject, object = ends
    spans = zip(ends, (triple.subject_span, triple.object_span), strict=True)
    persons = [span for end, span in spans if isinstance(end, int) and book.chains[end].type == "Person"]
    for given in single_times(triple, place.paragraph.text, dropped):
        qualifier = Qualifier(qualifier_key(given.key, value=given.value), given.value, given.span)
        if other := lent.elsewhere(triple, qualifier, place.paragraph.text):
            dropped.append(f"dropped {qualifier.key}: {other}: {qualifier.value}")
            continue
        if qualifier.key == "source":
            whole = lent.whole_source(qualifier, place.paragraph.text)
            if isinstance(whole, str):
                dropped.append(f"dropped source: {whole}")
                continue
            qualifier = replace(qualifier, value=whole[0], span=whole[1])
        if is_temporal(qualifier.key) and lent.life(qualifier.span, persons, place.paragraph.text):
            dropped.append(f"dropped {qualifier.key}: of a person's life: {qualifier.value}")
            continue
        if qualifier.key == "duration" and _IN_SEASON.fullmatch(qualifier.value):
            qualifier = replace(qualifier, key="point in time")  # "signed for the 2017 season"
        elif qualifier.key == "purpose" and _SO_LONG.fullmatch(qualifier.value):
            qualifier = replace(qualifier, key="duration")  # "worked there for most of her life"
        elif is_temporal(qualifier.key) and _SO_OFTEN.fullmatch(qualifier.value):
            qualifier = replace(qualifier, key="frequency")  # "has won 15 times"
        if book.cast and qualifier.key not in tale.KEPT:
            dropped.append(f"dropped {qualifier.key}: of the story only: {qualifier.value}")
            continue
        if qualifier.key in ("ordinal", "quantity") and _inside_name(book, place, triple, qualifier, subject, object):
            dropped.append(f"dropped {qualifier.key}: part of a name: {qualifier.value}")
            continue
        if qualifier.key == "point in time" and any(_law(place, qualifier, span) for span in (triple.subject_span, triple.object_span)):
            dropped.append(f"dropped {qualifier.key}: the year of a law: {qualifier.value}")
            continue
        plain = isinstance(object, Literal) or not book.known(object)
        if (qualifier.key == "quantity" or qualifier.key in _REPEATING and plain) and overlap(qualifier.span, triple.object_span):
            dropped.append(f"dropped {qualifier.key}: the object says it already: {qualifier.value}")
            continue
        value = book.qualifier(place, qualifier, calendar)
        if not isinstance(value, str) and (
            why := unclear(
                triple,
                qualifier,
                value,
                book.name(value),
                book.chains[value].type if isinstance(value, int) else "",
                self_settled(book, place, qualifier, subject),
                _just_before(place, qualifier),
            )
        ):
            value = f"{why}: {qualifier.value}"
        if (
            book.cast
            and not isinstance(value, str)
            and (not book.known(value) or is_temporal(qualifier.key) and not _FIGURE.search(qualifier.value))
        ):
            value = f"of the story only: {qualifier.value}"
        if isinstance(value, str) and _needed(triple, qualifier):
            return value
        if isinstance(value, str):
            dropped.append(f"dropped {qualifier.key}: {value}")
            placed = qualifier.key in _PLACED and isinstance(object, int) and book.chains[object].type == "Place"
            if not placed and qualifier.key in _BOUNDING and not value.startswith(_BOUNDING[qualifier.key]):
                lost = lost or f"bounded by what stands elsewhere: {qualifier.key} {qualifier.value}"
        elif (pair := (_keyed(book, qualifier.key, value, _just_before(place, qualifier)), value)) not in found:
            found.append(pair)
            told += [qualifier.span] if qualifier.span else []
    if len(found) > MOST_QUALIFIERS:
        ranked = sorted(range(len(found)), key=lambda i: (not is_temporal(found[i][0]) and found[i][0] not in _FIRM, i))
        dropped += [
            f"dropped {key}: one of too many: {book.name(value)}" for key, value in (found[i] for i in sorted(ranked[MOST_QUALIFIERS:]))
        ]
        found = [found[i] for i in sorted(ranked[:MOST_QUALIFIERS])]
    if book.cast or not triple.predicate_span:
        return tuple(found)
    if lost and not _dates(book, (object, *(value for _, value in found))):
        return lost
    timed = any(
        is_temporal(k) or k in _TIMING or k == "by" and _YEAR.search(book.name(v)) for k, v in found
    )  # "won by ten points" is no time
    if not timed and not _dates(book, (object,)):
        if (year := scene.year(place.paragraph.text, triple, own_only=bounds.counted(triple))) and not any(
            ": no year: " in note for note in dropped
        ):
            found.append(("point in time", Literal(year, "date")))
        elif bounds.every_season(triple, place.paragraph.text, book.name(object), named=book.known(object)) and not _dates(
            book, (value for _, value in found)
        ):
            return f"when, or on which occasion, it does not say: {triple.predicate} {triple.object}"
        elif reason := _unbounded(book, place, triple, subject, object):
            return reason
    return tuple(found)


def _needed(triple: Triple, qualifier: Qualifier) -> bool:
    """Whether a triple without this qualifier is another."""
    key, verb = qualifier.key, triple.predicate.rsplit(" ", 1)[-1].casefold()
    if key == "purpose":
        return qualifier.value.startswith("to ") and verb in sense.CONTROL
    return key in ("recipient", "agent") or key == "role" and sense.calls(triple.predicate)


def _unbounded(book: Book, place: Place, triple: Triple, subject: int, object: End) -> str:
    """Why a triple without any time holds only then and there, of which it does not tell; or ""."""
    named = isinstance(object, int) and book.known(object)
    if reason := bounds.loose_end(triple, place.paragraph.text, named=named):
        return reason
    if not named and bounds.counted(triple):
        return f"when, or on which occasion, it does not say: {triple.predicate} {triple.object}"
    if not named and not sense.is_copula(triple.predicate) and sense.passing(triple.predicate):
        kind, name = book.chains[subject].type, book.name(subject)
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


def _keyed(book: Book, key: str, value: End, before: str) -> str:
    """ "With" is company only where it is of somebody: "with a loss of five million" says how; and "into three parts" is no destination."""
    kind = book.chains[value].type if isinstance(value, int) else ""
    if key == "origin" and not kind and book.name(value).islower():
        return "from"  # "died from wounds", "rose from two million": no place
    if key == "destination" and kind == "Person":
        return "to"  # "was born to Anna Roe"
    if key == "destination" and not kind and book.name(value).islower():
        return next((word for word in ("into", "to", "towards", "toward", "onto") if before.endswith(f"{word} ")), key)
    return "with" if key == "together with" and kind not in ("Person", "Group") else key


def _just_before(place: Place, qualifier: Qualifier) -> str:
    return place.paragraph.text[max(0, qualifier.span[0] - 12) : qualifier.span[0]] if qualifier.span else ""


_FIRM = frozenset(("role", "recipient", "agent", "ordinal", "location"))


def self_settled(book: Book, place: Place, qualifier: Qualifier, subject: int) -> bool:
    """Whether all pronouns in a qualifier mean the subject of its triple, so that a reader understands them."""
    return qualifier.span is not None and book.only_of(place, qualifier.span, subject)


def _inside_name(book: Book, place: Place, triple: Triple, qualifier: Qualifier, subject: End, object: End) -> bool:
    """Whether a number is a part of an end that is called so ("the 1st Platoon")."""
    for span, end in ((triple.subject_span, subject), (triple.object_span, object)):
        outside = (
            qualifier.key == "ordinal" and qualifier.value.isalpha() and qualifier.span is not None and not place.in_name(qualifier.span)
        )
        outside = outside and not _PEER.match(place.paragraph.text, (qualifier.span or (0, 0))[1])
        if within(qualifier.span, span) and isinstance(end, int) and not (outside and end == subject):
            return book.chains[end].type != "Concept"
    return False


_LAW = re.compile(
    r"\b(?:Act|Acts|Law|Code|Bill|Directive|Regulations?)\b[^.;]* of (?=\d{4}$)|^(?:[Tt]he )?\d{4} (?:[A-Z]\w+ )*(?:Act|Law|Code|Bill)\b"
)


def _law(place: Place, qualifier: Qualifier, span: tuple[int, int] | None) -> bool:
    """Whether a year is a part of a law's name ("the Reform Act of 1986", "the 1986 Act"): what the law is called, and no time of what is said."""
    return span is not None and within(qualifier.span, span) and _LAW.search(place.paragraph.text[slice(*span)]) is not None


_PEER = re.compile(r"\s?(?:,|and|or|&|to)\s")  # "the 3rd and 4th divisions" are two
_REPEATING = phrases.PREPOSITIONS | {"destination", "recipient", "purpose", "origin", "ordinal"}
