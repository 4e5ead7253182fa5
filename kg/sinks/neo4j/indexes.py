"""Constraints and indexes: what a load needs before it writes, what people need afterwards, and what of others stands in the way.

Knows nothing of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from kg.errors import TargetError
from kg.sinks.neo4j.connect import Database
from kg.sinks.neo4j.shape import SECTIONS, Section

CONSTRAINT = "kg_node_key"
_CONSTRAIN = f"CREATE CONSTRAINT {CONSTRAINT} IF NOT EXISTS FOR (n:KgNode) REQUIRE n.key IS UNIQUE"
# A text index finds names by equality, too, and does not take the place of a range index that somebody made on the same.
_INDEXES = {
    "kg_entity_name": "CREATE TEXT INDEX kg_entity_name IF NOT EXISTS FOR (n:Entity) ON (n.name)",
    "kg_entities": "CREATE FULLTEXT INDEX kg_entities IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliases]",
    "kg_chunks": "CREATE FULLTEXT INDEX kg_chunks IF NOT EXISTS FOR (n:Chunk) ON EACH [n.text]",
}


_COLUMNS = "name, type, entityType, labelsOrTypes, properties, owningConstraint, state"
_READ = f"SHOW INDEXES YIELD {_COLUMNS} RETURN {_COLUMNS}"


class Index(NamedTuple):
    """An index of the database; `owner` is the constraint that it serves, None where it serves none."""

    name: str
    type: str
    on_nodes: bool
    labels: list[str]
    properties: list[str]
    owner: str | None
    online: bool


class Foreign(NamedTuple):
    """Somebody's rule that values of a label are unique: its name, and the properties taken together."""

    name: str
    label: str
    properties: tuple[str, ...]


def read(database: Database) -> list[Index]:
    """All indexes.  They tell of the constraints of uniqueness, too: each has its index, and one question is enough for both."""
    rows = database.read(_READ)
    return [
        Index(name, type, entity == "NODE", labels or [], properties or [], owner, state == "ONLINE")
        for name, type, entity, labels, properties, owner, state in rows
    ]


def _is_our_place(index: Index) -> bool:
    return index.on_nodes and index.labels == ["KgNode"] and index.properties == ["key"]


def constrain(database: Database, there: Iterable[Index]) -> None:
    """The constraint that ours are known by.  Raises TargetError where something else has its name or its place."""
    if is_constrained(there):
        return
    for index in there:
        if index.name == CONSTRAINT or (_is_our_place(index) and index.type == "RANGE"):
            raise TargetError(
                f"{database.name}: the {'constraint' if index.owner else 'index'} {index.name} stands where kg needs a constraint "
                "on (:KgNode {key}); drop it, or use another database"
            )
    database.write(_CONSTRAIN)


def is_constrained(there: Iterable[Index]) -> bool:
    """Whether the constraint is there (a dry run makes none)."""
    return any(_is_our_place(index) and index.owner is not None for index in there)


def are_there(there: Iterable[Index]) -> bool:
    """Whether the constraint and all indexes are there, by their names."""
    return {index.name for index in there} >= {CONSTRAINT, *_INDEXES}


def create(database: Database, there: Iterable[Index]) -> None:
    """Begins the indexes for people that are missing; Neo4j fills them meanwhile."""
    names = {index.name for index in there}
    for name, query in _INDEXES.items():
        if name not in names:
            database.write(query)


def wait(database: Database, there: Iterable[Index]) -> None:
    """Until all indexes that were not online before can be used."""
    if not {index.name for index in there if index.online} >= _INDEXES.keys():
        database.write("CALL db.awaitIndexes(3600)")


def foreign(there: Iterable[Index]) -> list[Foreign]:
    """Other people's uniqueness constraints on nodes."""
    rules = [index for index in there if index.on_nodes and index.owner is not None and not _is_our_place(index)]
    return sorted(Foreign(index.name, index.labels[0], tuple(index.properties)) for index in rules if index.properties != ["key"])


def check_unique(database: Database, rule: Foreign, told: Iterable[dict[str, Any]], prefix: str) -> None:
    """Raises TargetError where nodes with these properties would break somebody's constraint, by themselves or with nodes that are not ours."""
    seen: set[tuple[Any, ...]] = set()
    batch: list[list[Any]] = []
    for properties in told:
        values = tuple(_hashable(properties.get(name)) for name in rule.properties)
        if any(value is None for value in values):
            continue
        if values in seen:
            _refuse(database, rule, values, "twice in this graph")
        seen.add(values)
        batch.append(list(values))
        if len(batch) >= 5000:
            _check_batch(database, rule, batch, prefix)
            batch = []
    _check_batch(database, rule, batch, prefix)


def _check_batch(database: Database, rule: Foreign, batch: list[list[Any]], prefix: str) -> None:
    if not batch:
        return
    # Names of labels and properties are other people's here: they travel as data.
    query = (
        "UNWIND $p.rows AS r MATCH (n:$($p.label)) WHERE all(i IN range(0, size($p.names) - 1) WHERE n[$p.names[i]] = r[i]) "
        "AND NOT coalesce(n:KgNode AND n.key STARTS WITH $p.prefix, false) RETURN r LIMIT 1"
    )
    if len(rule.properties) == 1:
        query = (
            "MATCH (n:$($p.label)) WHERE n[$p.names[0]] IN $p.values AND NOT coalesce(n:KgNode AND n.key STARTS WITH $p.prefix, false) "
            "RETURN [n[$p.names[0]]] LIMIT 1"
        )
    found = database.read(query, rows=batch, values=[row[0] for row in batch], label=rule.label, names=list(rule.properties), prefix=prefix)
    if found:
        _refuse(database, rule, tuple(found[0][0]), "on a node that is not of this graph")


def _refuse(database: Database, rule: Foreign, values: tuple[Any, ...], where: str) -> None:
    told = ", ".join(f"{name} {str(value)[:60]!r}" for name, value in zip(rule.properties, values, strict=True))
    raise TargetError(
        f"{database.name}: the constraint {rule.name} wants (:{rule.label}) to differ, but {told} is {where}; drop it, or use another database"
    )


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def labels_of(section: Section, types: Iterable[str]) -> set[str]:
    """The labels that nodes of a section may have."""
    assert section.kind is not None
    return {"KgNode", *section.kind.labels, *(types if section.name == "entities" else ())}


NODE_SECTIONS = tuple(section for section in SECTIONS if section.kind is not None)
LINK_SECTIONS = tuple(section for section in SECTIONS if section.links is not None)
