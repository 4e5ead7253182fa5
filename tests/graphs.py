"""Workspaces filled by hand, for tests of what reads the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow

from kg.model import Statement, Value, content_hash, entity_id, paragraph_id, statement_id
from kg.store import Store

STRING, STRINGS = pyarrow.string(), pyarrow.list_(pyarrow.string())


def literal(value: str, datatype: str = "string") -> Value:
    return Value(None, value, datatype)


@dataclass
class Filler:
    """Collects statements and writes them into a workspace: `say` one after another, then `into(store)`."""

    entities: dict[str, tuple[str, str, list[str]]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    said: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    qualifiers: set[tuple[Any, ...]] = field(default_factory=set)
    evidence: list[tuple[Any, ...]] = field(default_factory=list)
    merged: list[tuple[str, str, str, str, float]] = field(default_factory=list)

    def entity(self, name: str, type: str = "Person", *aliases: str) -> Value:
        id = entity_id(name, type)
        self.entities.setdefault(id, (name, type, sorted(aliases)))
        return Value(id)

    def document(self, id: str, *paragraphs: str, title: str = "", date: str = "") -> None:
        self.texts[id] = list(paragraphs)
        self.titles[id] = (title, date)

    def say(
        self,
        subject: Value,
        predicate: str,
        object: Value,
        qualifiers: Sequence[tuple[str, Value]] = (),
        *,
        document: str = "notes.txt",
        quote: str | None = None,
        written: str = "",
        modality: str = "asserted",
        confidence: float = 0.9,
    ) -> Statement:
        """One evidence of a statement; `quote` must stand in a paragraph of the document."""
        assert subject.object is not None
        id = statement_id(subject.object, predicate, object, modality, qualifiers)
        self.said[id] = (id, subject.object, predicate, object.object, object.value, object.datatype, modality == "asserted", modality)
        self.qualifiers |= {(id, key, value.object, value.value, value.datatype) for key, value in qualifiers}
        texts = self.texts.setdefault(document, [""])
        at, start = 0, None
        if quote is not None:
            at = next(number for number, text in enumerate(texts) if quote in text)
            start = sum(len(text) + 2 for text in texts[:at]) + texts[at].index(quote)
        end = None if start is None else start + len(quote or "")
        place = paragraph_id(document, texts[at], texts[:at].count(texts[at]))
        keys = sorted({key for key, _ in qualifiers})
        self.evidence.append((id, document, place, start, end, quote, written or predicate, keys, "by hand 1", confidence))
        return Statement(id, subject.object, predicate, object, modality, tuple(sorted(qualifiers, key=str)))  # type: ignore[arg-type]

    def merge(self, entity: Value, left: str, right: str, rule: str, score: float) -> None:
        self.merged.append((entity.object or "", left, right, rule, score))

    def into(self, store: Store, *, backwards: bool = False) -> Store:
        """Writes everything; `backwards` in the opposite order, which must not matter."""

        def insert(table: str, names: str, rows: Sequence[Sequence[Any]], **types: Any) -> None:
            given = list(reversed(rows)) if backwards else list(rows)
            columns = {name: [row[i] for row in given] for i, name in enumerate(names.split())}
            store.insert(table, columns, types=types)

        insert("main.entities", "id name type aliases", [(id, *told) for id, told in self.entities.items()], aliases=STRINGS)
        names = "id subject predicate object value datatype asserted modality"
        insert("main.statements", names, list(self.said.values()), object=STRING, value=STRING, datatype=STRING)
        pairs = sorted(self.qualifiers, key=str)
        insert("main.qualifiers", "statement key object value datatype", pairs, object=STRING, value=STRING, datatype=STRING)
        names = "statement document paragraph start_char end_char quote predicate qualifiers extractor confidence"
        integer = pyarrow.int32()
        insert("main.evidence", names, self.evidence, start_char=integer, end_char=integer, quote=STRING, qualifiers=STRINGS)
        insert("main.merges", "entity left_name right_name rule score", self.merged)
        titles = {id: self.titles.get(id, ("", "")) for id in self.texts}
        rows = [(id, id, id, title, "en", date, "text/plain", "{}", "0", "read") for id, (title, date) in titles.items()]
        insert("internal_documents", "id item uri title language date mime metadata digest status", rows)
        names = "id document ordinal start_char end_char heading text content"
        insert("internal_paragraphs", names, list(self._paragraphs()), heading=STRINGS)
        return store

    def _paragraphs(self) -> Any:
        for document, texts in self.texts.items():
            at = 0
            for number, text in enumerate(texts):
                place = paragraph_id(document, text, texts[:number].count(text))
                yield place, document, number, at, at + len(text), ["Lives"] if number else [], text, content_hash(text)
                at += len(text) + 2


def lovelace() -> Filler:
    """A small graph with everything in it: dates, quantities, numbers, entities in qualifiers, doubt, several places, no text."""
    f = Filler()
    f.document(
        "lives/ada.txt",
        "Ada Lovelace was born in London on 10 December 1815. She worked with Charles Babbage from 1833 to 1843.",
        "In 1843, by one account, Lovelace published the Notes. She never met Gauss! The engine would have weighed 4.5 t.",
        title="The enchantress of numbers",
        date="1979-05",
    )
    f.document("lives/babbage.txt", "Charles Babbage knew Ada Lovelace. Lovelace was born in London.", title="Babbage")
    ada = f.entity("Ada Lovelace", "Person", "Lovelace", "Countess of Lovelace")
    babbage, gauss = f.entity("Charles Babbage"), f.entity("Carl Friedrich Gauß")
    london, engine = f.entity("London", "Place"), f.entity("Analytical Engine", "Product")
    notes = f.entity("Notes", "Work")
    f.entity("Nobody")
    day = ("point in time", literal("1815-12-10", "date"))
    quote = "Ada Lovelace was born in London on 10 December 1815"
    f.say(ada, "born in", london, [day], document="lives/ada.txt", quote=quote, written="was born in", confidence=0.93)
    f.say(ada, "born in", london, document="lives/babbage.txt", quote="Lovelace was born in London", written="was born in", confidence=0.8)
    years = [("start time", literal("1833", "date")), ("end time", literal("1843", "date"))]
    f.say(ada, "work with", babbage, years, document="lives/ada.txt", quote="She worked with Charles Babbage from 1833 to 1843")
    f.say(ada, "publish", notes, [("point in time", literal("1843", "date")), ("source", literal("one account"))], document="lives/ada.txt")
    f.say(
        ada, "meet", gauss, modality="negated", document="lives/ada.txt", quote="She never met Gauss", written="never met", confidence=0.6
    )
    f.say(engine, "weigh", literal("4.5 t", "quantity"), modality="hypothetical", document="lives/ada.txt", confidence=0.5)
    f.say(engine, "number of parts", literal("25000", "number"), document="table.jsonl", confidence=0.4)
    f.say(engine, "design start", literal("183X", "date"), [("together with", ada)], document="table.jsonl", confidence=0.7)
    f.say(babbage, "know", ada, document="lives/babbage.txt", quote="Charles Babbage knew Ada Lovelace", confidence=0.7)
    f.say(babbage, "know", ada, document="table.jsonl", confidence=0.3)
    f.merge(ada, "Ada Lovelace", "Lovelace", "surname", 0.95)
    return f


HOSTILE = (
    'say "no"', "back\\slash", "new\nline\r\tand tab", "<b>&amp;]]></b>", "'; DROP TABLE statements; --", "=1+1", "@en", "a,b;c", "\u202eright to left",
    "e\u0301", "北京市", "العربية", "\U0001f468\u200d\U0001f469", "bell\x07", "odd \ufffe\uffff", "~", "{}", "../../up", "%2F", "http://[::1", "nul\x00",
    "> . <http://evil.example/> a <http://evil.example/> . #", "null", "id", "key", "label", "start", "end", "x" * 3000, "a_b", "A B", "a b", "1 a", "-", "0",
)  # fmt: skip


def hostile() -> Filler:
    """Every hostile text in every place."""
    f = Filler()
    for number, name in enumerate(HOSTILE):
        partner = f.entity(f"Partner {number}")
        f.say(f.entity(name), "meet", partner, document=name)
        f.say(partner, name, f.entity(name, "Thing"), [("role", literal(name)), (name, f.entity(name, "Place"))])
        f.say(partner, "say", literal(name), written=name)
        f.say(partner, "measure", literal(name, "quantity"), [("at", literal(name, "date")), ("count", literal(name, "number"))])
    return f
