"""The chains of a document, and what each end of a triple stands for: a chain, a literal, or nothing for a reason.

Descriptions become entities on the way.  Knows one document; nothing of which triples are worth keeping.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kg.model import Chain, End, Extraction, Literal, Mention, Paragraph, Qualifier, Reference, Span, Triple
from kg.normalize.keys import is_temporal
from kg.normalize.names import clean
from kg.normalize.values import is_value, literal
from kg.refer.chains import Chains, Extra, build_chains
from kg.refer.dates import Calendar
from kg.refer.names.groups import Apart
from kg.refer.names.subject import bare
from kg.refer.place import Place
from kg.refer.plan import KIND_NOUNS, Plan, Planner, noun_type
from kg.refer.tales.cast import Cast, is_tale
from kg.refer.words import loose, phrases, sense
from kg.refer.words.generic import Rules

_WORDS = re.compile(r"\b[^\W\d_]{2,}\b")
_INNER_CAPITALS = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+\b")
_MARKS = re.compile(r"[:;,]|--")
_OPENS = re.compile(r"\b(?:he|she|it|they|him|her|his|its|their|them|this|these|those|my|our|your|we|us|you|me|I)\b")
_LEFT_OUT = re.compile(r"\b(?:the|an?|of|in|at|on|for|by|from) ?[,;)]|<\w+>")  # "the qualifying of the, finishing second"
MOST_DESCRIPTION = 8  # words of a description that becomes an entity
MOST_IN_TALES = 12
_UNSOUGHT = -1
_LONGEST = 80  # characters of a name
MOST_LITERAL = 25  # words of a phrase that is quoted as a literal


def _length(words: Sequence[str]) -> int:
    """How long a description is, each name in it counted as one word."""
    return sum(not (word[0].isupper() and before[:1].isupper()) for before, word in zip(("", *words), words, strict=False))


class Book:
    """The chains and references of a document, and the descriptions that were made entities on the way."""

    def __init__(self, title: str, paragraphs: Sequence[Paragraph], extractions: Sequence[Extraction], *, apart: Apart = ()) -> None:
        self._written: Counter[str] | None = None
        self._times: Counter[tuple[int, tuple[str, ...]]] | None = None
        self._page: int | None = _UNSOUGHT
        self.title = title
        self._title = bare(title, paragraphs).casefold()
        self._paragraphs = paragraphs
        self.cast = Cast(paragraphs) if is_tale(paragraphs) else None  # of a tale
        self._extras: list[Extra] = []
        self.places = [Place(i, p, e, _topics(title, p.heading)) for i, (p, e) in enumerate(zip(paragraphs, extractions, strict=True))]
        planner = Planner(self._register, self.words, Rules(paragraphs))
        self.plans: list[list[tuple[Plan, Plan]]] = [
            [
                (
                    planner.subject(place, t.subject, t.subject_span, t.predicate),
                    planner.object(place, t.object, t.object_span, t.predicate, implied=t.predicate_span is None),
                )
                if not isinstance(t, str)
                else _NO_PLANS
                for t in place.triples
            ]
            for place in self.places
        ]
        self._found: Chains = build_chains(
            title=title, paragraphs=paragraphs, mentions=[e.mentions for e in extractions], extra=self._extras, cast=self.cast, apart=apart
        )
        self.chains: list[Chain] = list(self._found.chains)
        self.references: list[Reference] = list(self._found.references)
        self._described: dict[tuple[str, str], int] = {}
        self._noted: set[tuple[int, int, int]] = set()

    def _register(self, index: int, span: Span, name: str, type: str, local: bool) -> int:
        start, end = span if span[1] else (None, None)  # a heading is no part of the text
        self._extras.append(Extra(name, type, index, start, end, local))
        return len(self._extras) - 1

    def words(self) -> Mapping[str, int]:
        """The words of the document with their counts, and with a blank before it each that has a capital inside a sentence: a test for
        capitals that only open a sentence, and for topics."""
        if self._written is None:
            self._written = Counter(w for p in self._paragraphs for w in _WORDS.findall(p.text))
            self._written.update(f" {w}" for p in self._paragraphs for w in _INNER_CAPITALS.findall(p.text))
        return self._written

    def seldom(self, words: tuple[str, ...], least: int) -> bool:
        """Whether the document writes a word of a notion less than `least` times: then "ships sank" tells of some ships, not of ships."""
        counts = self.words()
        return any(counts.get(w, 0) + counts.get(w.capitalize(), 0) < least for w in words)

    def settled(self, place: Place, plan: Plan, *, sure: bool = False) -> End | str:
        """The chain or literal that an end stands for, or the reason why it stands for nothing.  `sure`: it may be what a kind of thing is
        called, as in "position held: President"."""
        if plan.reason:
            return plan.reason
        if plan.literal is not None:
            return self._quoted(place, plan)
        if plan.extra >= 0:
            number = self._found.extra[plan.extra]
            if number is not None and not sure and self._kind(number) and self.chains[number].name[:1].isupper():
                return f"a kind, not a name: {plan.phrase.name}"
            return number if number is not None else f"no name in it: {plan.phrase.name}"
        text = place.paragraph.text[plan.span[0] : plan.span[1]]
        if plan.mention is not None:
            m = plan.mention
            if m.kind == "name" and m.text in self._found.torn:
                return f"torn out of its phrase: {text}"
            hit = self._found.at(place.index, m.start, m.end)
            if hit and not (m.kind == "nominal" and self._modifies(place, m, hit[0])):
                return hit[0] if sure or m.kind != "name" or not self._kind(hit[0]) else f"a kind, not a name: {text}"
            if plan.phrase.kind not in ("specific", "possessive"):
                return f"unsettled reference: {self._found.unsettled(place.index, m.start, m.end) or text}"
        return self._description(place, plan, text)

    def _kind(self, number: int) -> bool:
        """Whether a chain's name is only what a kind of thing is called ("Regiment", "Council", "Colonel")."""
        return self.chains[number].name.casefold() in KIND_NOUNS

    def _modifies(self, place: Place, nominal: Mention, number: int) -> bool:
        """Whether a description was settled to a name that only narrows it ("the Oslo ladies" are not Oslo)."""
        for m in place.inside(nominal.start, nominal.end):
            if m.kind == "name" and m.end < nominal.end:
                hit = self._found.at(place.index, m.start, m.end)
                if hit and hit[0] == number:
                    return True
        return False

    def _description(self, place: Place, plan: Plan, text: str) -> End | str:
        """A description that says of what it is becomes an entity of this document, with the possessor's full name in it."""
        start, end = plan.span
        start -= 0 if plan.determiner not in phrases.POSSESSIVES else len(text) and _width(place, start)
        words = phrases.WORD.findall(place.paragraph.text[start:end])
        owner = next((m for m in place.inside(start, end) if m.start <= start + 4 and m.end < end), None)
        lead = place.paragraph.text[start : owner.start].strip().lower() if owner else ""
        if owner is not None and lead in ("", "the") and (owner.kind == "pronoun" or _possesses(place, owner.end)):
            hit = self._found.at(place.index, owner.start, owner.end)
            if hit is None:
                return f"unsettled reference: {text}"
            rest = phrases.trimmed(re.sub(r"^['’]s?\b\s*|^['’]\s*", "", place.paragraph.text[owner.end : end].lstrip()))
            holder = self.chains[hit[0]]
            kind = phrases.read(rest).kind
            if _MARKS.search(rest):
                return f"torn out of its phrase: {text}"
            if kind not in ("notion", "phrase", "name") or _length(rest.split()) > MOST_DESCRIPTION - 2 or _OPENS.search(rest):
                return f"unsettled reference: {text}"
            if sense.hollow(rest) or rest.split()[0].casefold() in phrases.ADVERBS:
                return f"says nothing by itself: {text}"
            owned = f"{holder.name}'" if holder.name.endswith("s") else f"{holder.name}'s"
            return self._local(place, f"{owned} {rest}", noun_type(tuple(rest.lower().split())), start, end)
        if plan.phrase.kind == "possessive" or _OPENS.search(text):
            return f"unsettled reference: {text}"
        if _length(words) > (MOST_DESCRIPTION if self.cast is None else MOST_IN_TALES):
            quoted = self.cast is None and not _LEFT_OUT.search(text)  # what is no name is told in its own words
            return self._quoted(place, replace(plan, literal=text)) if quoted else f"too long for a name: {text}"
        name = plan.phrase.name if plan.phrase.kind != "definite" else self._completed(place, plan.span, plan.phrase.name)
        if name is None:
            return f"unsettled reference: {text}"
        return self._local(place, clean(name), noun_type(plan.phrase.words), start, end)

    def _completed(self, place: Place, span: Span, words: str) -> str | None:
        """A phrase with the name of what it ends with ("rector of the university"); None where that is not settled."""
        last = place.owner(span)
        hit = self._found.at(place.index, last.start, last.end) if last is not None and words.endswith(last.text) else None
        return f"{words.removesuffix(last.text)}{self.chains[hit[0]].name}" if last is not None and hit is not None else None

    def _local(self, place: Place, name: str, type: str, start: int, end: int) -> int:
        number = self._described.get((name.casefold(), type))
        if number is None:
            number = self._described[name.casefold(), type] = len(self.chains)
            self.chains.append(Chain(number, name, type, local=True))
        if (place.index, start, end) not in self._noted:
            self._noted.add((place.index, start, end))
            p = place.paragraph
            self.references.append(Reference(p.id, p.start + start, p.start + end, p.text[start:end], type, number))
        return number

    def _quoted(self, place: Place, plan: Plan) -> End | str:
        text = phrases.trimmed(plan.literal or "")
        first = plan.phrase.words[0]
        if (
            plan.phrase.kind == "clause"
            and first in phrases.PERSONAL
            and not is_value(text)
            and (first in _OBJECTS and not _OF_IT.match(text) or self._open(place, plan.span[0]))
        ):
            return f"hangs on an unsettled reference: {text}"
        if plan.phrase.kind != "clause":
            text = self._completed(place, plan.span, text) or text
        if len(text.split()) > MOST_LITERAL:
            return f"too long for a value: {text}"
        if plan.phrase.kind != "clause" and _POINTING & set(plan.phrase.words):
            return f"hangs on an unsettled reference: {text}"
        if not is_value(text):
            for m in place.inside(*plan.span):
                if m.kind == "pronoun" and self._found.at(place.index, m.start, m.end) is None:
                    return f"hangs on an unsettled reference: {text}"
        value = literal(text)
        return value if not value.value.startswith("XXXX") else Literal(text)

    def name(self, end: End) -> str:
        """The words of an end."""
        return end.value if isinstance(end, Literal) else self.chains[end].name

    def known(self, end: End) -> bool:
        """Whether an end is a value with a type, or something with a name of its own."""
        if isinstance(end, Literal):
            return end.datatype != "string"
        return self.chains[end].type != "Concept" and end < len(self._found.chains)

    def times(self, place: Place, number: int) -> int:
        """How often the document speaks of a chain under the heading of a place."""
        if self._times is None:
            headings = {p.id: p.heading for p in self._paragraphs}
            self._times = Counter((reference.chain, headings[reference.paragraph]) for reference in self._found.references)
        return self._times[number, place.paragraph.heading]

    def idle(self, number: int) -> bool:
        """Whether a chain of a tale is called a person, but does nothing that a person does."""
        return number in self._found.idle

    def is_page(self, number: int) -> bool:
        """Whether a chain is called as the page is."""
        return self.chains[number].name.casefold() == self._title

    def page(self) -> int | None:
        """The chain of what the page is about; None where nothing in it is called as the page is."""
        if self._page == _UNSOUGHT:
            self._page = next((c.number for c in self._found.chains if c.name.casefold() == self._title and c.type != "Concept"), None)
        return self._page

    def named(self, place: Place, span: Span) -> list[int]:
        """The chains of the names within a stretch of text, in order."""
        found = (self._found.at(place.index, m.start, m.end) for m in place.inside(*span) if m.kind == "name")
        return [hit[0] for hit in found if hit]

    def proper(self) -> Sequence[Chain]:
        """The chains of names, in the order of their first place."""
        return self._found.chains

    def described(self, place: Place, name: str, type: str, span: Span) -> int:
        """The chain, of this document only, of what stands at a place and is called so here."""
        return self._local(place, name, type, *span)

    def owned(self, place: Place, owner: int, name: str, type: str, span: Span) -> int:
        """The chain of an owner's thing that stands at a place: "Vega's board"."""
        holder = self.chains[owner].name
        return self.described(place, f"{holder}' {name}" if holder.endswith("s") else f"{holder}'s {name}", type, span)

    def starting(self, place: Place, at: int) -> int | None:
        """The chain of the name that starts at an offset."""
        found = (self._found.at(place.index, m.start, m.end) for m in place.inside(at, at + _LONGEST) if m.start == at and m.kind == "name")
        return next((hit[0] for hit in found if hit), None)

    def only_of(self, place: Place, span: Span, subject: int) -> bool:
        """Whether every pronoun of a stretch of text is settled, and stands for the subject."""
        for m in place.inside(*span):
            if m.kind == "pronoun":
                hit = self._found.at(place.index, m.start, m.end)
                if hit is None or hit[0] != subject:
                    return False
        return True

    def hangs(self, place: Place, end: End, triple: Triple, subject: int) -> bool:
        """Whether a literal or a description points to something said elsewhere; pronouns that mean the subject do not."""
        if isinstance(end, Literal):
            own = triple.object_span is not None and self.only_of(place, triple.object_span, subject)
            return end.datatype == "string" and loose.hangs(end.value, own=own)
        return self.chains[end].local and loose.hangs(self.chains[end].name)

    def _open(self, place: Place, start: int) -> bool:
        """Whether no settled mention starts at an offset."""
        m = next((m for m in place.inside(start, start + 12) if m.start == start), None)
        return m is None or self._found.at(place.index, m.start, m.end) is None

    def qualifier(self, place: Place, qualifier: Qualifier, calendar: Calendar) -> End | str:
        """What a qualifier's value stands for, or why it is left out."""
        text, span = qualifier.value, qualifier.span
        date = calendar.resolve(text, span[0] if span else None) if is_temporal(qualifier.key) else None
        if date is not None:
            return Literal(date, "date")
        if span and (place.in_markup(span) or place.cut(span) or qualifier.key in ("ordinal", "quantity") and place.in_name(span)):
            return f"part of another word or name: {text}"
        mention = place.cover(*span) if span else None
        if mention is not None and mention.kind == "name":
            hit = self._found.at(place.index, mention.start, mention.end)
            return hit[0] if hit else literal(clean(text), key=qualifier.key)
        if is_value(text) or literal(text, key=qualifier.key).datatype != "string":
            value = literal(text, key=qualifier.key)
            return value if not value.value.startswith("XXXX") else Literal(" ".join(text.split()))
        if mention is not None:
            hit = self._found.at(place.index, mention.start, mention.end)
            if hit or not loose.anchored(text):
                return hit[0] if hit else f"unsettled reference: {text}"
        return self._words_of(place, qualifier)

    def _words_of(self, place: Place, qualifier: Qualifier) -> End | str:
        text, span = phrases.trimmed(qualifier.value), qualifier.span
        phrase = phrases.read(text, place.determiner(span[0]) if span and qualifier.key != "role" else "")
        if phrase.kind in ("empty", "fragment", "pronoun"):
            return f"torn out of its phrase: {text}"
        if phrase.kind in ("definite", "possessive") and not is_temporal(qualifier.key) and not loose.anchored(text):
            return f"unsettled reference: {text}"
        if span and any(m.kind == "pronoun" and self._found.at(place.index, m.start, m.end) is None for m in place.inside(*span)):
            return f"unsettled reference: {text}"
        return literal(text, key=qualifier.key)


_NO_PLANS = (Plan((0, 0), phrases.Phrase("empty", ()), reason="not grounded"),) * 2


def _possesses(place: Place, end: int) -> bool:
    return re.match(r"\s?['’]", place.paragraph.text[end : end + 2]) is not None


def _width(place: Place, start: int) -> int:
    """The characters from a determiner before an offset to that offset."""
    before = place.paragraph.text[:start].rstrip()
    return start - (len(before) - len(before.split()[-1])) if before else 0


@lru_cache(maxsize=64)
def _topics(title: str, heading: tuple[str, ...]) -> frozenset[str]:
    """What a page and its sections are about, as words after "the"; a section's lone word ("Battle") says too little."""
    forms = [" ".join(words.casefold().removeprefix("the ").split()) for words in (title, *heading)]
    return frozenset(form for i, form in enumerate(forms) if form and (i == 0 or " " in form))


_POINTING = frozenset(("this", "these", "those"))
_OF_IT = re.compile(r"it (?:\w+ )?(?:would|will|was|is|had|has|could|can|did|does|should|might|may)\b")  # "it would close the plant"
_OBJECTS = frozenset("it him them me us her".split())  # before a noun, these are objects of their own: "making it a staple"
