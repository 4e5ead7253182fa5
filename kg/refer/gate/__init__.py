"""Which triples of a document can stand by themselves: what passes is told with the ends and qualifiers that it stands for.

misread.py   whether the words say enough, and belong together
ends.py      what subject and object stand for, and whether they go together
of_tales.py  what a triple of a tale is worth outside of it
posts.py     posts without the body that they are of
commons.py   names that many bear ("Board of Trustees")
repeats.py   what a statement would say twice
opening.py   what the first sentence of a page says that its subject is
standing.py  the chance that a reader agrees

The gate of the graph's quality: what passes must be sensible when it is read by itself.  Knows one document; nothing of the
corpus, of storage or of parses.
"""

from __future__ import annotations

from dataclasses import replace

from kg.extract.rows import is_row
from kg.model import Settled, Span, Triple
from kg.refer.book import Book
from kg.refer.dates import Calendar
from kg.refer.gate import posts, standing
from kg.refer.gate.ends import ends_of, particular
from kg.refer.gate.misread import misread, unfit
from kg.refer.gate.of_tales import voiced
from kg.refer.gate.opening import defines
from kg.refer.gate.repeats import pruned
from kg.refer.place import Place
from kg.refer.plan import Plan
from kg.refer.qualifiers import lent, scope
from kg.refer.words import vague

# The chance that a reader agrees below which a triple is refused: as its extractor sees it, and once its ends are settled (see the lab log).
LEAST_CONFIDENCE = 0.3
SURE = 1.0  # the confidence of what a user's record says
LEAST_CHANCE = 0.72
LEAST_OF_TALES = 0.47  # their own standard asks more than confidence can tell


def settled(book: Book, place: Place, ordinal: int, triple: Triple, plans: tuple[Plan, Plan], calendar: Calendar) -> Settled:
    """The triple with what its parts stand for, or refused with the reason."""

    def refused(reason: str) -> Settled:
        return Settled(place.paragraph.id, ordinal, triple, "refused", reason)

    if book.cast and triple.subject_span:
        triple = voiced(book.cast, place.index, triple, triple.subject_span)
    # What a row of a table says, or somebody who is sure, is taken at its word; asked is only what it stands for.
    sure = triple.confidence >= SURE or is_row(place.paragraph.text, triple)
    least = LEAST_OF_TALES if book.cast else LEAST_CONFIDENCE
    if not sure and (reason := unfit(triple, plans, least) or misread(place, triple, plans)):
        return refused(reason)
    if not sure and plans[0].phrase.kind == "notion" and plans[0].extra >= 0 and (reason := particular(book, place, triple, plans[0])):
        return refused(reason)
    ends = ends_of(book, place, triple, plans, calendar, sure=sure)
    if isinstance(ends, str):
        return refused(ends)
    subject, object = ends
    dropped = list(place.notes[ordinal])
    told: list[Span] = []
    qualifiers = scope.qualified(book, place, triple, ends, calendar, dropped, told)
    if isinstance(qualifiers, str):
        return refused(qualifiers)
    text = place.paragraph.text
    if not sure and vague.passive_of_motion(triple, [key for key, _ in qualifiers]):
        return refused(f"torn out of its clause: {triple.predicate} {triple.object}")
    if not sure and not book.cast and (reason := vague.wanting(triple, [key for key, _ in qualifiers], known=book.known(object))):
        return refused(reason)
    if not sure and (vague.moved(triple, text, told) or not book.known(object) and vague.unended(triple, text, told)):
        return refused(f"torn out of its phrase: {triple.object}")
    if not sure and posts.unheld(triple, book.name(object), qualifiers):
        body = posts.body(book, place, triple, subject, book.name(object))
        if body is None and not posts.dated_office(book.name(object), qualifiers):
            return refused(f"of whom or what, it does not say: {triple.predicate} {triple.object}")
        qualifiers = qualifiers if body is None else (*qualifiers, ("of", body))
    kept = pruned(Settled(place.paragraph.id, ordinal, triple, "kept", "; ".join(dropped), subject, object, qualifiers), book.name)
    if sure or book.cast:
        return kept
    # What belongs to another verb is no loss to this triple.
    own = replace(triple, qualifiers=tuple(q for q in triple.qualifiers if not lent.elsewhere(triple, q, text)))
    chance = standing.chance(book, place, own, plans, ends, kept.qualifiers)
    if defines(book, place, triple, subject):
        chance = max(chance, LEAST_CHANCE)
    if chance < LEAST_CHANCE:
        return refused(f"too doubtful: chance {chance:.2f}")
    return replace(kept, triple=replace(triple, confidence=chance))
