"""Single entities, statements and places as people ask for them: by name, by alias, by the start of an id.

Knows nothing of how answers are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kg.store import fused
from kg.store.reading import Reading, Row
from kg.store.workspace import Store

_ENTITY = "SELECT t.id, t.name, t.type, t.aliases FROM main.entities t"
# Tried in this order; the first that finds something decides.  $1 is the name, $2 its cleaned form.
_WAYS = (
    "t.name = $1",
    "t.name = $2",
    "list_contains(t.aliases, $1) OR list_contains(t.aliases, $2)",
    "strip_accents(lower(t.name)) = strip_accents(lower($2))",
    "list_contains(list_transform(t.aliases, lambda a: strip_accents(lower(a))), strip_accents(lower($2)))",
    # what could not be stored was left out or became a blank
    r"regexp_replace(strip_accents(lower(t.name)), '[\s\pC]+', '', 'g') = regexp_replace(strip_accents(lower($1)), '[\s\pC]+', '', 'g')",
)
_SHORTEST_ID = 4  # characters; below it a name is meant


def entities_named(store: Store, name: str, cleaned: str) -> list[Row]:
    """(id, name, type, aliases) of the entities that a name means, best supported first: by name, by alias, then without case and accents, then
    as the start of an id.  `cleaned` is the name as names are stored.  Empty where there is none."""
    for way in _WAYS:
        # Each way names both, so that one list of parameters fits all.
        found = store.rows(f"{_ENTITY} WHERE ($1 IS NOT NULL AND $2 IS NOT NULL) AND ({way}) ORDER BY t.id", [name, cleaned])
        if found:
            return _by_support(store, found)
    return entities_with_id(store, name) if len(name) >= _SHORTEST_ID else []


def bearers(store: Store, name: str, cleaned: str) -> list[Row]:
    """(id, name, type, aliases) of the entities that have this as another name, best supported first."""
    sql = f"{_ENTITY} WHERE list_contains(t.aliases, $1) OR list_contains(t.aliases, $2) ORDER BY t.id"
    return _by_support(store, store.rows(sql, [name, cleaned]))


def entities_with_id(store: Store, start: str) -> list[Row]:
    """(id, name, type, aliases) of the entities whose id begins so; an id that was given up leads to its heir."""
    found = store.rows(f"{_ENTITY} WHERE starts_with(t.id, $1) ORDER BY t.id LIMIT 20", [start])
    return found or store.rows(
        f"{_ENTITY} WHERE t.id IN (SELECT new FROM internal_redirects WHERE starts_with(old, $1)) ORDER BY t.id LIMIT 20", [start]
    )


def statements_with_id(store: Store, start: str) -> list[Row]:
    """Rows of a Reading (STATEMENT_COLUMNS) of the statements whose id begins so."""
    return store.rows(Reading(store).statements_sql("starts_with(k.id, $1)") + " LIMIT 20", [start])


def name_pages(store: Store) -> Iterator[list[str]]:
    """Every name and alias, in pages, each sorted."""
    for page in store.stream("SELECT name, aliases FROM main.entities ORDER BY name, id", size=20_000):
        yield sorted({form for own, aliases in page for form in (own, *(aliases or ()))})


def _by_support(store: Store, found: Sequence[Row]) -> list[Row]:
    """Entities of one name, those with most statements first."""
    if len(found) < 2:
        return list(found)
    counted = dict(
        store.rows(
            "SELECT e, count(*) FROM (SELECT subject AS e FROM main.statements UNION ALL SELECT object FROM main.statements) "
            "WHERE e IN (SELECT unnest($1::VARCHAR[])) GROUP BY e",
            [[row[0] for row in found]],
        )
    )
    return sorted(found, key=lambda row: (-counted.get(row[0], 0), row[1], row[0]))


def statements_about(store: Store, entity: str) -> list[Row]:
    """Rows of a Reading of the statements that an entity stands in: as subject, object or value of a qualifier."""
    where = "k.subject = $1 OR k.object = $1 OR k.id IN (SELECT statement FROM main.qualifiers WHERE object = $1)"
    return store.rows(Reading(store).statements_sql(where), [entity])


def details(store: Store, ids: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """The qualifiers and the evidence of some statements: rows of a Reading."""
    return Reading(store).of_statements(ids)


def documents(store: Store, ids: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """{document: (title, uri, date)}"""
    sql = "SELECT id, title, uri, date FROM main.documents WHERE id IN (SELECT unnest($1::VARCHAR[])) ORDER BY id"
    return {id: (title or "", uri or "", date or "") for id, title, uri, date in store.rows(sql, [list(ids)])}


def paragraphs(store: Store, ids: Sequence[str]) -> dict[str, tuple[int, str, str]]:
    """{paragraph: (start in its document, heading path, text)}"""
    sql = "SELECT id, start_char, heading, text FROM main.paragraphs WHERE id IN (SELECT unnest($1::VARCHAR[])) ORDER BY id"
    return {id: (start or 0, heading or "", text or "") for id, start, heading, text in store.rows(sql, [list(ids)])}


def merges(store: Store, entity: str) -> list[Row]:
    """(left name, right name, rule, score) of each merge that made an entity, the surest first."""
    sql = "SELECT left_name, right_name, rule, score FROM main.merges WHERE entity = $1 ORDER BY score DESC, left_name, right_name, rule"
    return store.rows(sql, [entity])


def doubtful_merges(store: Store, number: int) -> list[Row]:
    """(name of the entity, left name, right name, rule, score) of the merges that are least sure."""
    sql = """SELECT e.name, m.left_name, m.right_name, m.rule, m.score FROM main.merges m JOIN main.entities e ON e.id = m.entity
        WHERE m.score < 1 ORDER BY m.score, e.name, m.left_name, m.right_name, m.rule LIMIT $1"""
    return store.rows(sql, [number])


def mentions(store: Store, entity: str) -> list[Row]:
    """(text, how often, in how many documents) of what an entity is called in the documents, the most frequent first.  A name broken over two
    lines is the same name."""
    sql = r"""SELECT trim(regexp_replace(text, '\s+', ' ', 'g')) AS called, count(*), count(DISTINCT document) FROM main.mentions WHERE entity = $1
        GROUP BY called ORDER BY count(*) DESC, called LIMIT 50"""
    return store.rows(sql, [entity])


def tallies(store: Store) -> dict[str, list[tuple[Any, int]]]:
    """What `kg stats` counts: {tally: (kind, how many)} of documents and triples by status, paragraphs by outcome, entities by type, statements by
    modality, documents by language and merges by rule, and the most frequent reasons of refusals, keys of qualifiers and predicates."""
    sql = {
        "documents": "SELECT status, count(*) FROM main.documents GROUP BY status ORDER BY status",
        "outcomes": "SELECT e.outcome, count(*) FROM internal_paragraphs p JOIN internal_extractions e ON e.content = p.content GROUP BY e.outcome ORDER BY e.outcome",
        "triples": "SELECT status, count(*) FROM main.triples GROUP BY status ORDER BY status",
        "refusals": f"{fused.REASONS} LIMIT 10",
        "types": "SELECT type, count(*) FROM main.entities GROUP BY type ORDER BY count(*) DESC, type",
        "modality": "SELECT modality, count(*) FROM main.statements GROUP BY modality ORDER BY count(*) DESC, modality",
        "keys": "SELECT key, count(*) FROM main.qualifiers GROUP BY key ORDER BY count(*) DESC, key LIMIT 20",
        "predicates": "SELECT predicate, count(*) FROM main.statements GROUP BY predicate ORDER BY count(*) DESC, predicate LIMIT 20",
        "languages": "SELECT language, count(*) FROM main.documents WHERE status = 'read' GROUP BY language ORDER BY count(*) DESC, language",
        "rules": "SELECT rule, count(*) FROM main.merges GROUP BY rule ORDER BY count(*) DESC, rule",
    }
    return {name: [(kind, int(count)) for kind, count in store.rows(query)] for name, query in sql.items()}
