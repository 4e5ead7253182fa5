"""`kg explain`: why a statement is there (each evidence in its sentence), and why an entity is one (each merge with rule and score).

Knows the graph's values and how they are told; the look-ups stand in kg.store.lookup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.ask import telling
from kg.ask.show import Candidates, by_statement, entity_json, evidence_json, meant, one_line, statement_json, titles_of, unknown
from kg.graph import NamedEntity, NamedEvidence, NamedStatement, entities_of, evidence_of, statements_of
from kg.store import Store, lookup

# Where a sentence ends, well enough for showing it: a mark, perhaps a quotation mark, white space, and no small letter behind.
_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[^\sa-z])|\n\s*\n")
_WIDEST = 400  # characters shown before and after a quote


@dataclass(frozen=True, slots=True)
class Place:
    """Evidence in its surroundings: what stands in the sentence before and after the quote."""

    evidence: NamedEvidence
    title: str
    heading: str
    before: str
    after: str

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {**evidence_json(self.evidence), "title": self.title, "heading": self.heading, "before": self.before, "after": self.after}

    def lines(self, number: int) -> list[str]:
        """The place for people, the quote between ⟦ and ⟧."""
        one = self.evidence
        named = f"{self.title} ({one.document})" if self.title and self.title != one.document else one.document
        where = f", characters {one.start}–{one.end}" if one.start is not None else ""
        heading = f", under “{telling.shortened(self.heading, 120)}”" if self.heading else ""
        lines = [f"  [{number}] {named}{heading}{where}"]
        if one.quote is not None:
            lines.append("      " + " ".join(f"{self.before}⟦{one.quote}⟧{self.after}".split()))
        supports = f"; says {', '.join(one.qualifiers)}" if one.qualifiers else ""
        return [*lines, f"      “{one.predicate}”, confidence {one.confidence:.2f}, by {one.extractor}{supports}"]


@dataclass(frozen=True, slots=True)
class Because:
    """A statement and every place that says it."""

    statement: NamedStatement
    places: tuple[Place, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {**statement_json(self.statement, ()), "evidence": [place.as_json() for place in self.places]}

    def __str__(self) -> str:
        lines = [one_line(self.statement), f"statement {self.statement.id}, {self.statement.modality}", ""]
        for number, place in enumerate(self.places, 1):
            lines += place.lines(number)
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class OneOf:
    """An entity and why its names are one: merges are (left name, right name, rule, score), mentions (text, times, documents)."""

    entity: NamedEntity
    merges: tuple[tuple[str, str, str, float], ...]
    mentions: tuple[tuple[str, int, int], ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            **entity_json(self.entity),
            "merges": [{"left": left, "right": right, "rule": rule, "score": score} for left, right, rule, score in self.merges],
            "mentions": [{"text": text, "count": count, "documents": documents} for text, count, documents in self.mentions],
        }

    def __str__(self) -> str:
        lines = [f"{self.entity.name} — {self.entity.type}", f"entity {self.entity.id}"]
        if self.merges:
            lines += ["", "Merged from", *(f"  {left} = {right}: {rule}, {score:.2f}" for left, right, rule, score in self.merges)]
        else:
            lines += ["", "Nothing was merged into it: all its mentions bear one name."]
        if self.mentions:
            told = (
                f"  {text}: {count}× in {documents} document{'s' if documents != 1 else ''}" for text, count, documents in self.mentions
            )
            lines += ["", "As the documents call it", *told]
        return "\n".join(lines)


def explain(store: Store, id: str) -> Because | OneOf | Candidates:
    """Why a statement or an entity is there.  `id` is an id, its first characters where they are unique, or an entity's name.

    Several that begin so are Candidates.  Raises NotFound."""
    rows = lookup.statements_with_id(store, id) if id else []
    entities = entities_of(lookup.entities_with_id(store, id)) if id else []
    if not rows and not entities:
        entities = meant(store, id)
    if not rows and not entities:
        raise unknown(store, id, what="entity has this name, and no statement this id")
    qualifiers, evidence = lookup.details(store, [row[0] for row in rows])
    statements = statements_of(rows, qualifiers)
    if len(statements) + len(entities) > 1:
        return Candidates(id, tuple(entities), tuple(statements))
    if statements:
        found = by_statement(evidence_of(evidence)).get(statements[0].id, ())
        return Because(statements[0], places(store, found))
    own = entities[0]
    merged, called = lookup.merges(store, own.id), lookup.mentions(store, own.id)
    return OneOf(own, tuple((a, b, rule, score) for a, b, rule, score in merged), tuple((text, n, d) for text, n, d in called))


def places(store: Store, evidence: Sequence[NamedEvidence]) -> tuple[Place, ...]:
    """Each evidence with its title, heading and sentence."""
    titles = titles_of(store, [one.document for one in evidence])
    texts = lookup.paragraphs(store, sorted({one.paragraph for one in evidence}))
    made = []
    for one in evidence:
        start, heading, text = texts.get(one.paragraph, (0, "", ""))
        before, after = (
            surroundings(text, one.start - start, one.end - start) if one.start is not None and one.end is not None else ("", "")
        )
        made.append(Place(one, titles.get(one.document, ""), heading, before, after))
    return tuple(made)


def surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after text[start:end] in the sentences that it touches."""
    ends = [match.end() for match in _END.finditer(text)]
    low = max((at for at in ends if at <= start), default=0)
    high = min((at for at in ends if at >= end), default=len(text))
    before, after = text[low:start], text[end:high].rstrip()
    return (
        before if len(before) <= _WIDEST else "… " + before[-_WIDEST:].split(" ", 1)[-1],
        after if len(after) <= _WIDEST else after[:_WIDEST].rsplit(" ", 1)[0] + " …",
    )
