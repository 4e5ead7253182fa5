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


class Foreign(NamedTuple):
    """Somebody's rule that values of a label are unique: its name, and the properties taken together."""

    name: str
    label: str
    properties: tuple[str, ...]


def constrain(database: Database) -> None:
    """The constraint that ours are known by.  Raises TargetError where something else has its name or its place."""
    rows = database.read("SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties RETURN name, type, labelsOrTypes, properties")
    for name, type, labels, properties in rows:
        same = labels == ["KgNode"] and properties == ["key"]
        if same and type in ("UNIQUENESS", "NODE_KEY"):
            return
        if same or name == CONSTRAINT:
            raise TargetError(
                f"{database.name}: the constraint {name} stands where kg needs one on (:KgNode {{key}}); drop it, or use another database"
            )
    taken = database.read(
        "SHOW INDEXES YIELD name, labelsOrTypes, properties, type WHERE name = $name "
        "OR (labelsOrTypes = ['KgNode'] AND properties = ['key'] AND type = 'RANGE') RETURN name",
        name=CONSTRAINT,
    )
    if taken:
        raise TargetError(
            f"{database.name}: the index {taken[0][0]} stands where kg needs a constraint on (:KgNode {{key}}); drop it, or use another database"
        )
    database.write(_CONSTRAIN)
    database.write("CALL db.awaitIndexes(600)")


def is_constrained(database: Database) -> bool:
    """Whether the constraint is there (a dry run makes none)."""
    return bool(
        database.read("SHOW CONSTRAINTS YIELD labelsOrTypes, properties WHERE labelsOrTypes = ['KgNode'] AND properties = ['key'] RETURN 1")
    )


def are_there(database: Database) -> bool:
    """Whether the constraint and all indexes are there, by their names."""
    there = {name for (name,) in database.read("SHOW INDEXES YIELD name RETURN name")}
    return there >= {CONSTRAINT, *_INDEXES}


def index(database: Database) -> None:
    """The indexes for people, made where they are missing, and awaited."""
    there = {name for (name,) in database.read("SHOW INDEXES YIELD name RETURN name")}
    missing = [create for name, create in _INDEXES.items() if name not in there]
    for create in missing:
        database.write(create)
    if missing:
        database.write("CALL db.awaitIndexes(3600)")


def foreign(database: Database) -> list[Foreign]:
    """Other people's uniqueness constraints on nodes."""
    rows = database.read(
        "SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties WHERE type IN ['UNIQUENESS', 'NODE_KEY'] AND name <> $ours "
        "RETURN name, labelsOrTypes[0], properties ORDER BY name",
        ours=CONSTRAINT,
    )
    return [Foreign(name, label, tuple(properties)) for name, label, properties in rows if properties != ["key"]]


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
        "UNWIND $rows AS r MATCH (n:$($label)) WHERE all(i IN range(0, size($names) - 1) WHERE n[$names[i]] = r[i]) "
        "AND NOT coalesce(n:KgNode AND n.key STARTS WITH $prefix, false) RETURN r LIMIT 1"
    )
    if len(rule.properties) == 1:
        query = (
            "MATCH (n:$($label)) WHERE n[$names[0]] IN $values AND NOT coalesce(n:KgNode AND n.key STARTS WITH $prefix, false) "
            "RETURN [n[$names[0]]] LIMIT 1"
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
