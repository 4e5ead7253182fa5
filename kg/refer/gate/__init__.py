"""Which triples of a document can stand by themselves: what passes is told with the ends and qualifiers that it stands for.

posts.py     posts without the body that they are of
commons.py   names that many bear ("Board of Trustees")
repeats.py   what a statement would say twice
standing.py  the chance that a reader agrees

The gate of the graph's quality: what passes must be sensible when it is read by itself.  Knows one document; nothing of the
corpus, of storage or of parses.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.rows import is_row
from kg.model import End, Literal, Settled, Span, Triple
from kg.normalize.dates import MONTHS
from kg.normalize.keys import is_temporal, qualifier_key
from kg.normalize.names import clean
from kg.refer.book import Book
from kg.refer.dates import Calendar
from kg.refer.gate import commons, posts, standing
from kg.refer.gate.repeats import pruned
from kg.refer.names import gender
from kg.refer.plan import ROLE_WORDS, Place, Plan, is_office, noun_type
from kg.refer.qualifiers import lent, scope
from kg.refer.spans import apart, name_within
from kg.refer.tales import bodies, tale
from kg.refer.tales.cast import Cast
from kg.refer.words import loose, phrases, sense, vague
from kg.refer.words.jumps import torn
from kg.refer.words.worthless import worthless

# The chance that a reader agrees below which a triple is refused: as its extractor sees it, and once its ends are settled (see the lab log).
LEAST_CONFIDENCE = 0.3
SURE = 1.0  # the confidence of what a user's record says
LEAST_CHANCE = 0.72
LEAST_TIMES = 3  # that a chapter must speak of somebody who is only called John, for a reader to know which John
LEAST_OF_TALES = 0.47  # their own standard asks more than confidence can tell
_YEAR = re.compile(r"\b\d{4}\b")
OFTEN = 4  # times that a document must write a notion for what happened to it to be told of the notion


def settled(book: Book, place: Place, ordinal: int, triple: Triple, plans: tuple[Plan, Plan], calendar: Calendar) -> Settled:
    """The triple with what its parts stand for, or refused with the reason."""

    def refused(reason: str) -> Settled:
        return Settled(place.paragraph.id, ordinal, triple, "refused", reason)

    if book.cast and triple.subject_span:
        triple = _voiced(book.cast, place.index, triple, triple.subject_span)
    # What a row of a table says, or somebody who is sure, is taken at its word; asked is only what it stands for.
    sure = triple.confidence >= SURE or is_row(place.paragraph.text, triple)
    least = LEAST_OF_TALES if book.cast else LEAST_CONFIDENCE
    if not sure and (reason := _unfit(triple, plans, least) or _misread(place, triple, plans)):
        return refused(reason)
    if not sure and plans[0].phrase.kind == "notion" and plans[0].extra >= 0 and (reason := _particular(book, place, triple, plans[0])):
        return refused(reason)
    ends = _ends(book, place, triple, plans, calendar, sure=sure)
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
    if chance < LEAST_CHANCE:
        return refused(f"too doubtful: chance {chance:.2f}")
    return replace(kept, triple=replace(triple, confidence=chance))


def _ends(book: Book, place: Place, triple: Triple, plans: tuple[Plan, Plan], calendar: Calendar, *, sure: bool) -> tuple[int, End] | str:
    """What subject and object stand for, or why they make no triple that stands by itself.  `sure`: it is taken at its word."""
    subject = book.settled(place, plans[0], sure=sure)
    if isinstance(subject, str):
        return subject
    if isinstance(subject, Literal):
        return f"a value cannot be a subject: {triple.subject}"
    object = _dated(book.settled(place, plans[1], sure=sure), place.paragraph.text, triple, calendar)
    if isinstance(object, str):
        return object
    if object == subject and (name := _name_given(book, subject, triple, plans[1])):
        object = Literal(name)
    if not sure and not book.cast:
        named = commons.whole(book, place, triple, subject, plans[0].span)
        other = commons.whole(book, place, triple, object, plans[1].span) if isinstance(object, int) else object
        if isinstance(named, str) or isinstance(other, str):
            return named if isinstance(named, str) else str(other)
        subject, object = named, other
    if not sure and (reason := _idle(book, place, triple, subject, object) or _mismatched(book, triple, subject, object)):
        return reason
    if not sure and book.cast and (reason := _of_the_tale(book, book.cast, place, triple, subject, object)):
        return reason
    return subject, object


def _name_given(book: Book, subject: int, triple: Triple, plan: Plan) -> str:
    """The other name of its subject that a triple tells ("was renamed Alder Hall"): it is what is said, and no second thing; "" for none."""
    if plan.mention is None or plan.mention.kind != "name" or not _NAMING.search(triple.predicate):
        return ""
    name = clean(plan.mention.text)
    return name if name[:1].isupper() and name.casefold() != book.name(subject).casefold() else ""


_NAMING = re.compile(
    r"\b(?:(?:re)?(?:named|name|designated|titled|branded|christened)|known|called|nicknamed|dubbed|styled|founded|established|formed|abbreviated"
    r"|change its name|changed its name)(?: (?:as|to))?$"
)


def _unfit(triple: Triple, plans: tuple[Plan, Plan], least: float) -> str:
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


def _misread(place: Place, triple: Triple, plans: tuple[Plan, Plan]) -> str:
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


def _voiced(cast: Cast, index: int, triple: Triple, span: Span) -> Triple:
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


def _of_the_tale(book: Book, cast: Cast, place: Place, triple: Triple, subject: int, object: End) -> str:
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
    named = other and " " in said and gender.is_given(said.split()[0].casefold())
    if named and person and book.known(subject) and not implied and sense.is_copula(triple.predicate):
        return f"two persons: {triple.subject} is {triple.object}"
    if implied and triple.object[:1].isdigit() and not _RANKED.match(triple.object):
        return f"torn out of its phrase: {triple.object}"
    dated = isinstance(object, Literal) and object.datatype == "date"
    return f"when, but not what: {triple.predicate} {triple.object}" if vague.when_only(triple, dated=dated) else ""


_RANKED = re.compile(r"\d+(?:st|nd|rd|th) (?:Baronet$|.* of )")  # "is 1st Duke of Varna"
_OWN = re.compile(rf"\b(?:{'|'.join(sorted(sense.OWN))})\b")  # "scored his first goal for": the subject's own, or of nobody who is told
_OWNING = frozenset("has had have having".split())


def _no_person(book: Book, subject: int) -> bool:
    return book.chains[subject].type in ("Organization", "Place", "Work", "Event", "Product")


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


_CARRIERS = frozenset("vhs dvd cd ep lp blu-ray ebook pdf".split())


def _particular(book: Book, place: Place, triple: Triple, plan: Plan) -> str:
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
