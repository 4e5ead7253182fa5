"""The Graph: one interface to what the documents say, read lazily from the workspace and always in the same order.

Knows nothing of SQL (kg.store.reading) and of formats (kg.sinks).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from kg.model import Entity, Evidence, Statement, Value
from kg.store import Store, fused
from kg.store.reading import Reading, Row, Rows

T = TypeVar("T")


# ---- values that people can read: the same as in kg.model, told by names instead of hashes -----------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class NamedEntity(Entity):
    """An entity whose repr is short."""

    def __repr__(self) -> str:
        also = f", also {', '.join(self.aliases[:3])}{', …' if len(self.aliases) > 3 else ''}" if self.aliases else ""
        return f"<Entity {self.name} ({self.type}){also}>"


@dataclass(frozen=True, slots=True, repr=False)
class NamedStatement(Statement):
    """A statement that carries the names of the entities in it: `names[statement.subject]`."""

    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def name(self, value: Value | str) -> str:
        """The name of an entity by its id, or the words of a literal."""
        given = value if isinstance(value, str) else value.object
        return self.names.get(given, given) if given is not None else (value.value or "")  # type: ignore[union-attr]

    def __repr__(self) -> str:
        narrowed = "".join(f"; {key}: {self.name(value)}" for key, value in self.qualifiers)
        doubt = "" if self.asserted else f" [{self.modality}]"
        return f"<Statement {self.name(self.subject)} — {self.predicate} — {self.name(self.object)}{narrowed}{doubt}>"


@dataclass(frozen=True, slots=True, repr=False)
class NamedEvidence(Evidence):
    """Evidence whose repr shows the quote."""

    def __repr__(self) -> str:
        place = f" {self.start}–{self.end}: “{self.quote}”" if self.quote is not None else ""
        return f"<Evidence {self.document}{place} ({self.confidence:.2f})>"


def statements_of(rows: Sequence[Row], qualifiers: Sequence[Row]) -> list[NamedStatement]:
    """Statement values from rows of a Reading; `qualifiers` are those of the same statements."""
    by_statement: dict[str, list[Row]] = {}
    for row in qualifiers:
        by_statement.setdefault(row[0], []).append(row)
    made = []
    for id, subject, predicate, object, value, datatype, modality, subject_name, object_name in rows:
        own = by_statement.get(id, [])
        names = {subject: subject_name} | ({object: object_name} if object is not None else {})
        names |= {row[2]: row[5] for row in own if row[2] is not None}
        pairs = tuple((row[1], Value(row[2], row[3], row[4])) for row in own)
        made.append(NamedStatement(id, subject, predicate, Value(object, value, datatype), modality, pairs, names))
    return made


def entities_of(rows: Sequence[Row]) -> list[NamedEntity]:
    """Entity values from rows of a Reading."""
    return [NamedEntity(id, name, type, tuple(aliases or ())) for id, name, type, aliases in rows]


def evidence_of(rows: Sequence[Row]) -> list[NamedEvidence]:
    """Evidence values from rows of a Reading."""
    return [
        NamedEvidence(s, d, p, start, end, quote, said, tuple(keys or ()), who, sure)
        for s, d, p, start, end, quote, said, keys, who, sure in rows
    ]


# ---- sequences that read when asked ------------------------------------------------------------------------------------------


class Lazy(Sequence[T], Generic[T]):
    """A sequence over the workspace.  Iterating streams; an index or a slice reads only those rows."""

    def __init__(
        self, name: str, count: Callable[[], int], part: Callable[[int, int], list[T]], pages: Callable[[], Iterator[list[T]]]
    ) -> None:
        self._name, self._count, self._part, self._pages = name, count, part, pages
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = self._count()
        return self._length

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            at = range(len(self))[index]
            if not at:
                return []
            low, high = min(at[0], at[-1]), max(at[0], at[-1])
            found = self._part(low, high - low + 1)
            return [found[i - low] for i in at]
        return self._part(range(len(self))[index], 1)[0]

    def __iter__(self) -> Iterator[T]:
        for page in self._pages():
            yield from page

    def __repr__(self) -> str:
        shown = "".join(f"\n  {item!r}" for item in self[:5])
        return f"<{len(self):,} {self._name}{shown}{chr(10) + '  …' if len(self) > 5 else ''}>"


class Graph:
    """Entities, statements and evidence of one workspace.  `min_confidence` (0 to 1) leaves out what is less sure."""

    def __init__(self, store: Store, *, min_confidence: float = 0.0) -> None:
        self.store = store
        self.reading = Reading(store, min_confidence=min_confidence)

    @property
    def entities(self) -> Lazy[NamedEntity]:
        """Entities that stand in a statement, by name."""
        read = self.reading
        return Lazy(
            "entities", lambda: read.count("entities"), lambda at, n: entities_of(read.slice("entities", at, n)), self._entity_pages
        )

    @property
    def statements(self) -> Lazy[NamedStatement]:
        """Statements with their qualifiers, by the subject's name, then predicate and object."""
        return Lazy("statements", lambda: self.reading.count("statements"), self._statements, self._statement_pages)

    @property
    def evidence(self) -> Lazy[NamedEvidence]:
        """The places that support the statements, in their order."""
        read = self.reading
        return Lazy(
            "evidence", lambda: read.count("evidence"), lambda at, n: evidence_of(read.slice("evidence", at, n)), self._evidence_pages
        )

    @property
    def digest(self) -> str:
        """A hash of the whole graph: equal digests mean equal graphs."""
        return fused.digest(self.store)

    def statistics(self) -> dict[str, int]:
        """How many entities, statements, qualifiers, evidence, documents, paragraphs and predicates there are."""
        return self.reading.counts()

    def at_least(self, confidence: float) -> Graph:
        """The same graph without statements whose best evidence is below `confidence`."""
        return Graph(self.store, min_confidence=confidence)

    def difference(self, other: Graph) -> Difference:
        """What `other` has more, less, or otherwise than this graph: ids, sorted."""
        return difference(self.reading.fingerprints, other.reading.fingerprints)

    # The sinks stand below the graph in the house: they are found by name when they are asked for, and the graph knows none of them.

    def export(self, target: str | Path, *, format: str | None = None, **options: Any) -> Path:
        """Writes the graph; the suffix of `target` chooses the format (see kg.sinks.export).  Raises TargetError."""
        written: Path = importlib.import_module("kg.sinks").export(self, target, format=format, **options)
        return written

    def load(self, uri: str, **options: Any) -> Any:
        """Brings a Neo4j database into step with the graph; gives a summary (see kg.sinks.neo4j.load).  Raises TargetError."""
        return importlib.import_module("kg.sinks.neo4j").load(self, uri, **options)

    def to_networkx(self) -> Any:
        """A networkx.MultiDiGraph of all entities and statements (see kg.sinks.networkx)."""
        return importlib.import_module("kg.sinks.networkx").to_networkx(self)

    def __repr__(self) -> str:
        counts = self.statistics()
        return f"<Graph: {counts['entities']:,} entities, {counts['statements']:,} statements from {counts['documents']:,} documents>"

    # ---- reading by pages

    def _statements(self, at: int, length: int) -> list[NamedStatement]:
        return self._with_qualifiers(self.reading.slice("statements", at, length))

    def _with_qualifiers(self, rows: Sequence[Row]) -> list[NamedStatement]:
        qualifiers, _ = self.reading.of_statements([row[0] for row in rows])
        return statements_of(rows, qualifiers)

    def _statement_pages(self) -> Iterator[list[NamedStatement]]:
        qualifiers = ByStatement(self.reading.qualifiers())
        for rows in self.reading.statements():
            yield statements_of(rows, [qualifier for row in rows for qualifier in qualifiers.of(row[0])])

    def _entity_pages(self) -> Iterator[list[NamedEntity]]:
        return (entities_of(rows) for rows in self.reading.entities())

    def _evidence_pages(self) -> Iterator[list[NamedEvidence]]:
        return (evidence_of(rows) for rows in self.reading.evidence())


def flat(pages: Rows) -> Iterator[Row]:
    """The rows of all pages, one by one."""
    for page in pages:
        yield from page


class ByStatement:
    """Rows that begin with the statement that they belong to, in the order of the statements, taken statement by statement.

    `statement` is the one whose rows come next, None at the end."""

    __slots__ = ("_next", "_rows", "statement")

    def __init__(self, pages: Rows) -> None:
        self._rows = flat(pages)
        self._step(next(self._rows, None))

    def _step(self, row: Row | None) -> None:
        self._next = row
        self.statement: str | None = None if row is None else row[0]

    def of(self, statement: str) -> list[Row]:
        """The rows of a statement; none where the stream stands at another."""
        found: list[Row] = []
        row, rows = self._next, self._rows
        while row is not None and row[0] == statement:
            found.append(row)
            row = next(rows, None)
        self._step(row)
        return found


# ---- telling two graphs apart -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids, sorted; false where there are none."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one graph has more, less, or otherwise than another.  A statement is changed when a qualifier or its evidence is another."""

    entities: Changes
    statements: Changes

    def __bool__(self) -> bool:
        return bool(self.entities or self.statements)


def difference(before: Callable[[str], Rows], after: Callable[[str], Rows]) -> Difference:
    """The same of two `Reading.fingerprints`, one of which may have been kept from earlier."""
    kinds = [_compared(before(kind), after(kind)) for kind in ("entities", "statements")]
    return Difference(kinds[0], kinds[1])


def _compared(before: Rows, after: Rows) -> Changes:
    """Walks two streams of (id, hash) that are sorted by id."""
    added, removed, changed = [], [], []
    old, new = flat(before), flat(after)
    a, b = next(old, None), next(new, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a[0] < b[0]):
            removed.append(a[0])  # type: ignore[index]
            a = next(old, None)
        elif a is None or b[0] < a[0]:
            added.append(b[0])
            b = next(new, None)
        else:
            if a[1] != b[1]:
                changed.append(a[0])
            a, b = next(old, None), next(new, None)
    return Changes(tuple(added), tuple(removed), tuple(changed))
