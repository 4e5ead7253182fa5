"""What each end of each triple of one document stands for: an entity (a chain of mentions), a literal, or a refusal with its reason.

Puts the book of a document and the gate together, page by page.  Knows one document; nothing of the corpus, of storage or of parses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.model import Chain, Extraction, Paragraph, Reference, Referred, Settled, Triple
from kg.refer.book import Book
from kg.refer.chains import build_chains
from kg.refer.dates import Calendar
from kg.refer.gate import settled as gated
from kg.refer.gate.repeats import twice
from kg.refer.names.groups import Apart
from kg.refer.pages import pages
from kg.refer.place import Place
from kg.refer.textless import without_text


def refer(
    *,
    document: str,
    title: str,
    date: str,
    paragraphs: Sequence[Paragraph],
    extractions: Sequence[Extraction],
    speakers: Sequence[Sequence[str]] = (),
    apart: Apart = (),
) -> Referred:
    """Settles all triples of one document.  `extractions[i]` belongs to `paragraphs[i]`; `date` is EDTF or "".
    `speakers[i]` names who said each of its triples, where several did: what two say is no duplicate.  `apart` are pairs of names that the
    user says are not one, as the function of that name makes them.

    Chains and references cover all mentions, in a triple or not.  Every triple comes back, in order: kept, refused (with the
    reason) or duplicate.  A kept triple's `reason` names the qualifiers that could not be settled and were left out.
    """
    if not any(paragraph.text for paragraph in paragraphs):
        return without_text(document, paragraphs, extractions)
    chains: list[Chain] = []
    references: list[Reference] = []
    found: list[Settled] = []
    for name, first, behind in pages(title, paragraphs):
        told = _page(name, date, paragraphs[first:behind], extractions[first:behind], speakers[first:behind], apart)
        base = len(chains)
        chains += [replace(c, number=base + c.number) for c in told.chains]
        references += [replace(r, chain=base + r.chain) for r in told.references]
        found += [_shifted(one, base) for one in told.triples]
    return Referred(document, tuple(chains), tuple(references), tuple(found))


def _shifted(one: Settled, base: int) -> Settled:
    """A triple whose ends count from the chains of the whole document."""
    if not base or one.subject < 0:
        return one
    qualifiers = tuple((key, end + base if isinstance(end, int) else end) for key, end in one.qualifiers)
    return replace(
        one, subject=one.subject + base, object=one.object + base if isinstance(one.object, int) else one.object, qualifiers=qualifiers
    )


def _page(
    title: str,
    date: str,
    paragraphs: Sequence[Paragraph],
    extractions: Sequence[Extraction],
    speakers: Sequence[Sequence[str]],
    apart: Apart,
) -> Referred:
    """All triples of one page; its chains count from 0."""
    book = Book(title, paragraphs, extractions, apart=apart)
    settled: list[Settled] = []
    for number, (place, plans) in enumerate(zip(book.places, book.plans, strict=True)):
        calendar = Calendar(place.paragraph.text, date)
        seen: set[tuple[object, ...]] = set()
        here: list[Settled] = []
        for ordinal, (given, triple, plan) in enumerate(zip(place.extraction.triples, place.triples, plans, strict=True)):
            if isinstance(triple, str):
                one = Settled(place.paragraph.id, ordinal, given, "refused", triple)
            else:
                one = gated(book, place, ordinal, triple, plan, calendar)
            if one.status == "kept":
                speaker = speakers[number][ordinal] if speakers else ""
                content = (speaker, one.subject, triple_words(one), one.object, one.triple.modality, frozenset(one.qualifiers))
                if content in seen:
                    one = replace(one, status="duplicate", reason="said before in the same paragraph")
                seen.add(content)
            here.append(one)
        for i, reason in twice(here, book.name, book.known).items():
            here[i] = replace(here[i], status="duplicate", reason=reason)
        settled += here
    return Referred("", tuple(book.chains), tuple(book.references), tuple(settled))


def resolve_one(paragraph: Paragraph, extraction: Extraction) -> list[tuple[Triple, dict[str, str]] | str]:
    """A paragraph as a document of its own: each triple grounded, with the names that its pronouns and descriptions stand for
    ({"subject": name, "object": name}, only where they were settled), or the reason why it is not grounded."""
    if not extraction.triples:
        return []
    place = Place(0, paragraph, extraction, frozenset())
    chains = build_chains(title=paragraph.title, paragraphs=[paragraph], mentions=[extraction.mentions], extra=())
    found: list[tuple[Triple, dict[str, str]] | str] = []
    for triple in place.triples:
        if isinstance(triple, str):
            found.append(triple)
            continue
        names = {}
        for part, span in (("subject", triple.subject_span), ("object", triple.object_span)):
            mention = place.cover(*span) if span else None
            if mention is None or mention.kind == "name":
                continue
            if hit := chains.at(0, mention.start, mention.end):
                names[part] = chains.chains[hit[0]].name
        found.append((triple, names))
    return found


def triple_words(settled: Settled) -> str:
    """A triple's predicate for comparison within a paragraph."""
    return " ".join(settled.triple.predicate.casefold().split())
