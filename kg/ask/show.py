"""`kg show`: an entity as a fact sheet: its names, what is said of it, and where.

Knows the graph's values and how they are told; the look-ups stand in kg.store.lookup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.ask import telling
from kg.errors import NotFound
from kg.graph import NamedEntity, NamedEvidence, NamedStatement, entities_of, evidence_of, statements_of
from kg.model import Value
from kg.normalize import names
from kg.store import Store, lookup

_LOWEST = 60.0  # of 100; below it a name is not near
_MOST = 25  # statements of one predicate in text; JSON has all


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the documents say of one entity.  `others` are further entities that the name means."""

    entity: NamedEntity
    statements: tuple[NamedStatement, ...]
    evidence: dict[str, tuple[NamedEvidence, ...]]
    titles: dict[str, str]
    mentions: int
    others: tuple[NamedEntity, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data: all statements, each with its qualifiers and evidence."""
        return {
            **entity_json(self.entity),
            "mentions": self.mentions,
            "statements": [statement_json(s, self.evidence.get(s.id, ())) for s in self.statements],
            "others": [entity_json(other) for other in self.others],
        }

    def __str__(self) -> str:
        own = self.entity
        lines = [f"{own.name} — {own.type}"]
        if own.aliases:
            lines.append(f"also called {', '.join(own.aliases)}")
        notes = telling.Notes(self.titles)
        for predicate, group in _grouped([s for s in self.statements if s.subject == own.id]):
            lines += ["", predicate, *self._facts(group, notes)]
        told = [s for s in self.statements if s.subject != own.id]
        if told:
            lines += ["", "where it is spoken of", *self._facts(sorted(told, key=telling.when), notes, whole=True)]
        if not self.statements:
            lines += ["", f"No statement; {self.mentions} mentions."]
        if sources := notes.lines():
            lines += ["", "Sources", *sources]
        if self.others:
            lines += ["", f"Others called so: {', '.join(f'{other.name} ({other.type}, {other.id[:8]})' for other in self.others)}"]
        lines += ["", f"kg explain {own.id[:8]} says why these names are one."] if own.aliases else []
        return "\n".join(lines)

    def _facts(self, group: Sequence[NamedStatement], notes: telling.Notes, *, whole: bool = False) -> list[str]:
        lines = []
        for s in group[:_MOST]:
            said = telling.name_of(s, s.object)
            if whole:
                said = f"{s.name(s.subject)} — {s.predicate} — {said}"
            lines.append(f"  {said}{telling.qualifiers_words(s)}{notes.mark(self.evidence.get(s.id, ()))}")
        return [*lines, f"  … and {len(group) - _MOST} more (kg show --json has all)"] if len(group) > _MOST else lines


@dataclass(frozen=True, slots=True)
class Candidates:
    """Several things that were meant."""

    asked: str
    entities: tuple[NamedEntity, ...] = ()
    statements: tuple[NamedStatement, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "asked": self.asked,
            "candidates": [entity_json(e) for e in self.entities] + [statement_json(s, ()) for s in self.statements],
        }

    def __str__(self) -> str:
        lines = [f"{self.asked} can mean:"]
        lines += [f"  {e.id[:8]}  {e.name} ({e.type}){', also ' + ', '.join(e.aliases[:3]) if e.aliases else ''}" for e in self.entities]
        lines += [f"  {s.id[:12]}  {one_line(s)}" for s in self.statements]
        return "\n".join([*lines, "Ask again with the whole name, or with the id in front."])


def show(store: Store, name: str) -> Sheet | Candidates:
    """The fact sheet of the entity that a name, an alias or the start of an id means.  A name in another case or without accents will do.

    Several entities that have this as an alias are Candidates; of several with this very name, the best supported is shown and the others are listed,
    with those that have it as an alias behind them.  Raises NotFound with the nearest names.
    """
    found = meant(store, name)
    if not found:
        raise unknown(store, name)
    same = [entity for entity in found if entity.name == found[0].name]
    if len(found) > 1 and (len(same) < len(found) or found[0].name.casefold() != name.strip().casefold()):
        return Candidates(name, tuple(found))
    return sheet(store, found[0], others=(*found[1:], *_bearers(store, found)))


def sheet(store: Store, entity: NamedEntity, *, others: tuple[NamedEntity, ...] = ()) -> Sheet:
    """The fact sheet of an entity."""
    rows = lookup.statements_about(store, entity.id)
    qualifiers, evidence = lookup.details(store, [row[0] for row in rows])
    places = by_statement(evidence_of(evidence))
    titles = titles_of(store, [one.document for found in places.values() for one in found])
    mentions = sum(count for _, count, _ in lookup.mentions(store, entity.id))
    return Sheet(entity, tuple(statements_of(rows, qualifiers)), places, titles, mentions, others)


def meant(store: Store, name: str) -> list[NamedEntity]:
    """The entities that a name, an alias or the start of an id means, best supported first."""
    return entities_of(lookup.entities_named(store, name, names.clean(name)))


def _bearers(store: Store, found: Sequence[NamedEntity]) -> list[NamedEntity]:
    """Whom the name of what was found means as well, though they go by another: "Lovelace" is a place, and Ada's."""
    own = found[0].name
    known = {entity.id for entity in found}
    return [other for other in entities_of(lookup.bearers(store, own, names.clean(own))) if other.id not in known]


def unknown(store: Store, name: str, *, what: str = "entity has this name") -> NotFound:
    """What to say when nothing has this name or id."""
    near = nearest(store, name)
    remedy = f"did you mean {', '.join(near)}?" if near else "kg stats tells what the workspace holds"
    return NotFound(f"{telling.shortened(name, 80)}: no {what}; {remedy}")


def nearest(store: Store, name: str, *, most: int = 5) -> list[str]:
    """Names and aliases that are written alike, best first: rapidfuzz's WRatio over all of them, page by page."""
    from rapidfuzz import fuzz, process

    wanted = names.fold(names.clean(name))
    best: list[tuple[float, str]] = []
    for forms in lookup.name_pages(store):
        near = process.extract(wanted, [names.fold(form) for form in forms], scorer=fuzz.WRatio, limit=most, score_cutoff=_LOWEST)
        best = sorted({*best, *((-score, forms[at]) for _, score, at in near)})[:most]
    return [telling.shortened(form, 80) for _, form in best]


def titles_of(store: Store, documents: Sequence[str]) -> dict[str, str]:
    """{document: its title}"""
    return {id: title for id, (title, _, _) in lookup.documents(store, sorted(set(documents))).items()}


def by_statement(evidence: Sequence[NamedEvidence]) -> dict[str, tuple[NamedEvidence, ...]]:
    """Evidence by the statement that it supports."""
    found: dict[str, list[NamedEvidence]] = {}
    for one in evidence:
        found.setdefault(one.statement, []).append(one)
    return {id: tuple(places) for id, places in found.items()}


def one_line(statement: NamedStatement) -> str:
    """A statement with its qualifiers on one line."""
    return f"{statement.name(statement.subject)} — {statement.predicate} — {telling.name_of(statement, statement.object)}{telling.qualifiers_words(statement)}"


def _grouped(statements: Sequence[NamedStatement]) -> list[tuple[str, list[NamedStatement]]]:
    """By predicate: what somebody is, then what has a time, in its order, then the rest by name."""
    groups: dict[str, list[NamedStatement]] = {}
    for statement in statements:
        groups.setdefault(statement.predicate, []).append(statement)
    for group in groups.values():
        group.sort(key=lambda s: (telling.when(s), telling.name_of(s, s.object), s.id))
    return sorted(groups.items(), key=lambda pair: (pair[0] not in ("be", "is"), telling.when(pair[1][0]), pair[0]))


# ---- plain data ---------------------------------------------------------------------------------------------------------------


def entity_json(entity: NamedEntity) -> dict[str, Any]:
    """An entity as plain data."""
    return {"id": entity.id, "name": entity.name, "type": entity.type, "aliases": list(entity.aliases)}


def statement_json(statement: NamedStatement, evidence: Sequence[NamedEvidence]) -> dict[str, Any]:
    """A statement with its qualifiers and evidence as plain data."""
    return {
        "id": statement.id,
        "subject": {"id": statement.subject, "name": statement.name(statement.subject)},
        "predicate": statement.predicate,
        "object": value_json(statement, statement.object),
        "modality": statement.modality,
        "qualifiers": [{"key": key, **value_json(statement, value)} for key, value in statement.qualifiers],
        "evidence": [evidence_json(one) for one in evidence],
    }


def value_json(statement: NamedStatement, value: Value) -> dict[str, Any]:
    """An entity as id and name, a literal as value and datatype."""
    if value.object is not None:
        return {"id": value.object, "name": statement.name(value)}
    return {"value": value.value, "datatype": value.datatype}


def evidence_json(one: NamedEvidence) -> dict[str, Any]:
    """One place as plain data."""
    return {
        "document": one.document,
        "paragraph": one.paragraph,
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "predicate": one.predicate,
        "qualifiers": list(one.qualifiers),
        "extractor": one.extractor,
        "confidence": one.confidence,
    }
