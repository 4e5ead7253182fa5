"""What a triple of a tale is worth outside of it, and who speaks it.

The standard itself is kg.refer.tales.
"""

from __future__ import annotations

from dataclasses import replace

from kg.model import End, Literal, Span, Triple
from kg.refer.book import Book
from kg.refer.names import gender
from kg.refer.place import Place
from kg.refer.tales import tale
from kg.refer.tales.cast import Cast

LEAST_TIMES = 3  # that a chapter must speak of somebody who is only called John, for a reader to know which John


def voiced(cast: Cast, index: int, triple: Triple, span: Span) -> Triple:
    """The triple as what somebody of the tale says, where it stands in a speech: the text itself does not vouch for that.  Where the
    extractor saw the quotation marks, it is supposed only until its sentence turns out to be plain."""
    spoken = cast.speech(index, span[0])
    if triple.modality == "asserted" and spoken or triple.modality == "hypothetical" and cast.reports(index, *_extent(triple, span)):
        return replace(triple, modality="hedged")
    return triple


def _extent(triple: Triple, subject: Span) -> Span:
    """From the subject of a triple, or what of it stands before that, to its last word."""
    spans = [span for span in (subject, triple.predicate_span, triple.object_span) if span]
    return min(start for start, _ in spans), max(end for _, end in spans)


def of_the_tale(book: Book, cast: Cast, place: Place, triple: Triple, subject: int, object: End) -> str:
    """Why a triple of a tale says nothing outside of it, or ""."""
    shown = f"of the story only: {triple.predicate} {triple.object}"
    name = book.name(subject)
    lone = " " not in name and not name.islower() and not gender.is_given(name.lower()) and not gender.is_surname(name.lower())
    jest = book.chains[subject].type == "Person" and book.times(place, subject) < 2  # "Judge Greed"
    if book.idle(subject) or lone and (jest or not book.words().get(f" {name}")):
        return f"nobody who acts in the tale: {triple.subject}"
    if " " not in name and gender.mostly_given(name.casefold()) and book.times(place, subject) < LEAST_TIMES:
        return f"nobody in particular: {triple.subject}"
    told = _told(book, place, subject, triple.subject_span), _told(book, place, object, triple.object_span)
    at = triple.subject_span[0] if triple.subject_span else 0
    if reason := tale.of_a_moment(triple, *told, place.paragraph.text, spoken=cast.speech(place.index, at)):
        return reason
    if triple.modality == "hedged" and not (triple.subject_span and cast.reports(place.index, *_extent(triple, triple.subject_span))):
        return shown
    return ""


def _told(book: Book, place: Place, end: End, span: tuple[int, int] | None) -> tale.Told:
    """What a tale's standard needs to know of an end."""
    words = tuple(book.name(end).casefold().split())
    determiner = place.determiner(span[0]) if span else ""
    written = place.paragraph.text[slice(*span)].casefold() if span else ""
    article = determiner in ("a", "an") or written.startswith(("a ", "an "))
    definite = determiner == "the" or written.startswith("the ")
    if isinstance(end, Literal):
        kind = "" if end.datatype == "string" else "Value"
        return tale.Told(kind, words, bool(kind), article=article, definite=definite)
    owned = any(w.endswith(("'s", "’s", "s'")) for w in words[:-1])
    named = book.known(end) and not book.name(end).islower()
    return tale.Told(book.chains[end].type, words, named, owned, article, definite)
