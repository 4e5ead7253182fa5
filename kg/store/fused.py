"""The graph as it is made: what resolving asks, and what fusing writes.  All of it is SQL over the whole corpus, out of core.

Knows nothing of how names are merged or predicates are worded: it is given the maps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.model import ACCUMULATING, content_hash
from kg.store.workspace import Store

_NAMES = """
SELECT c.name, c.type, CASE WHEN c.local THEN c.document ELSE '' END AS scope, count(DISTINCT c.document) AS documents,
    coalesce(sum(r.n), 0)::BIGINT AS mentions, coalesce(sum(w.n), 0)::BIGINT AS called
FROM internal_chains c
LEFT JOIN (SELECT document, chain, count(*) AS n FROM internal_refs GROUP BY document, chain) r ON r.document = c.document AND r.chain = c.number
LEFT JOIN (SELECT document, object_chain AS chain, count(*) AS n FROM internal_settled
    WHERE status = 'kept' AND lower(predicate) IN ('is', 'was', 'are', 'were', 'became', 'becomes') GROUP BY ALL) w
    ON w.document = c.document AND w.chain = c.number
GROUP BY ALL ORDER BY c.name, c.type, scope
"""

_ALIASES = """
SELECT c.name, a.name, c.type, a.rule, max(a.score), count(DISTINCT c.document)
FROM internal_chain_aliases a JOIN internal_chains c ON c.document = a.document AND c.number = a.chain
WHERE NOT c.local GROUP BY c.name, a.name, c.type, a.rule ORDER BY ALL
"""


def invalidate(store: Store) -> None:
    """Notes that the graph is behind the documents; part of every transaction that changes them."""
    store.set_meta("graph", "")


def names(store: Store) -> Iterable[tuple[str, str, str, int, int, int]]:
    """(name, type, scope, documents, mentions, called) of each distinct chain name, sorted; scope is the document of a local one, called
    counts the kept triples that say that something is it."""
    for page in store.stream(_NAMES, size=10_000):
        yield from page


def aliases(store: Store) -> list[tuple[str, str, str, str, float, int]]:
    """(name, alias, type, rule, score, documents) found inside documents, sorted."""
    return [tuple(row) for row in store.rows(_ALIASES)]


def predicates(store: Store) -> list[str]:
    """The predicates of the kept triples as written, sorted."""
    return [
        predicate for (predicate,) in store.rows("SELECT DISTINCT predicate FROM internal_settled WHERE status = 'kept' ORDER BY predicate")
    ]


def set_entities(
    store: Store,
    *,
    keys: Sequence[tuple[str, str, str]],
    assignment: Sequence[str],
    entities: Iterable[tuple[str, str, str]],
    merges: Iterable[tuple[str, str, str, str, float]],
) -> None:
    """Replaces the entities.  `assignment[i]` is the entity of the chain name `keys[i]` (name, type, scope)."""
    run = store.connection.execute
    run("CREATE OR REPLACE TEMP TABLE assigned (name VARCHAR, type VARCHAR, scope VARCHAR, entity VARCHAR)")
    step = 100_000
    for at in range(0, len(keys), step):
        part = keys[at : at + step]
        store.insert(
            "assigned",
            {
                "name": [k[0] for k in part],
                "type": [k[1] for k in part],
                "scope": [k[2] for k in part],
                "entity": list(assignment[at : at + step]),
            },
        )
    run("DELETE FROM internal_entity_of")
    run("""INSERT INTO internal_entity_of SELECT c.document, c.number, a.entity FROM internal_chains c
        JOIN assigned a ON a.name = c.name AND a.type = c.type AND a.scope = CASE WHEN c.local THEN c.document ELSE '' END""")
    run("CREATE OR REPLACE TEMP TABLE before AS SELECT id, name, type FROM main.entities")
    run("CREATE OR REPLACE TEMP TABLE fresh (id VARCHAR, name VARCHAR, type VARCHAR)")
    _insert_pages(store, "fresh", ("id", "name", "type"), entities)
    run("DELETE FROM main.entities")
    run("""INSERT INTO main.entities
        SELECT f.id, f.name, f.type, coalesce(n.aliases, []) FROM fresh f LEFT JOIN (
            SELECT w.entity, list_sort(list(DISTINCT w.name)) AS aliases FROM (
                SELECT entity, name FROM assigned
                UNION ALL SELECT e.entity, a.name FROM internal_chain_aliases a
                    JOIN internal_entity_of e ON e.document = a.document AND e.chain = a.chain
            ) w JOIN fresh g ON g.id = w.entity AND g.name <> w.name GROUP BY w.entity
        ) n ON n.entity = f.id ORDER BY f.id""")
    run("DELETE FROM main.merges")
    _insert_pages(store, "main.merges", ("entity", "left_name", "right_name", "rule", "score"), merges)
    run("""INSERT INTO main.merges
        SELECT DISTINCT e.entity, c.name, a.name, a.rule, max(a.score) FROM internal_chain_aliases a
        JOIN internal_chains c ON c.document = a.document AND c.number = a.chain
        JOIN internal_entity_of e ON e.document = a.document AND e.chain = a.chain
        WHERE NOT EXISTS (SELECT 1 FROM main.merges m WHERE m.entity = e.entity AND m.left_name = c.name AND m.right_name = a.name AND m.rule = a.rule)
        GROUP BY e.entity, c.name, a.name, a.rule""")
    _redirect(store)


def _insert_pages(store: Store, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    page: list[Sequence[Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == 100_000:
            store.insert(table, {name: [r[i] for r in page] for i, name in enumerate(columns)})
            page.clear()
    store.insert(table, {name: [r[i] for r in page] for i, name in enumerate(columns)})


def _redirect(store: Store) -> None:
    """Where an entity's id changed, remembers the new one: the entity that its canonical name belongs to now."""
    run = store.connection.execute
    run("""CREATE OR REPLACE TEMP TABLE moved AS
        SELECT b.id AS old, min(a.entity) AS new FROM before b JOIN assigned a ON a.name = b.name AND a.type = b.type
        WHERE b.id NOT IN (SELECT id FROM fresh) GROUP BY b.id HAVING count(DISTINCT a.entity) = 1""")
    run("UPDATE internal_redirects r SET new = m.new FROM moved m WHERE r.new = m.old")
    run("INSERT INTO internal_redirects SELECT old, new FROM moved")
    run("DELETE FROM internal_redirects WHERE old IN (SELECT id FROM fresh) OR new NOT IN (SELECT id FROM fresh)")


# ---- statements -----------------------------------------------------------------------------------------------------------

# The same bytes that kg.model.content_hash hashes: each part after its length in bytes.
_PART = "CREATE OR REPLACE TEMP MACRO part(x) AS strlen(x)::VARCHAR || ':' || x"

_SAID = """
CREATE OR REPLACE TEMP TABLE said AS
SELECT t.paragraph, t.ordinal, t.document, t.extractor, t.predicate AS written, t.modality, t.confidence, t.start_char, t.end_char, t.quote,
    CASE WHEN p.inverse AND o.entity IS NOT NULL THEN o.entity ELSE s.entity END AS subject,
    CASE WHEN p.inverse AND o.entity IS NOT NULL THEN s.entity ELSE o.entity END AS object,
    CASE WHEN p.inverse AND o.entity IS NULL THEN p.kept
        WHEN coalesce(CASE WHEN p.inverse THEN es.type ELSE eo.type END, 'Concept') = 'Concept' THEN p.narrow
        ELSE p.wording END AS predicate,
    t.object_value AS value, t.object_datatype AS datatype
FROM internal_settled t
JOIN wordings p ON p.predicate = t.predicate
JOIN internal_entity_of s ON s.document = t.document AND s.chain = t.subject_chain
LEFT JOIN internal_entity_of o ON o.document = t.document AND o.chain = t.object_chain
LEFT JOIN main.entities es ON es.id = s.entity
LEFT JOIN main.entities eo ON eo.id = o.entity
WHERE t.status = 'kept' AND s.entity IS DISTINCT FROM o.entity
"""

_QUALIFYING = """
CREATE OR REPLACE TEMP TABLE qualifying AS
SELECT DISTINCT q.paragraph, q.ordinal, q.key, e.entity AS object, CASE WHEN e.entity IS NULL THEN q.value END AS value,
    CASE WHEN e.entity IS NULL THEN q.datatype END AS datatype
FROM (SELECT document, paragraph, ordinal, unnest(qualifier_keys) AS key, unnest(qualifier_chains) AS chain,
        unnest(qualifier_values) AS value, unnest(qualifier_datatypes) AS datatype
    FROM internal_settled WHERE status = 'kept' AND len(qualifier_keys) > 0) q
LEFT JOIN internal_entity_of e ON e.document = q.document AND e.chain = q.chain
WHERE e.entity IS NOT NULL OR q.value IS NOT NULL
"""

_IDENTIFIED = """
CREATE OR REPLACE TEMP TABLE identified AS
SELECT s.*, substr(sha256(
        part('statement') || part(s.subject) || part(s.predicate)
        || CASE WHEN s.object IS NOT NULL THEN part('entity') || part(s.object) || part('')
            ELSE part('literal') || part(coalesce(s.value, '')) || part(coalesce(s.datatype, 'string')) END
        || part(s.modality) || coalesce(q.told, '')), 1, 32) AS id
FROM said s LEFT JOIN (
    SELECT paragraph, ordinal, string_agg(part(key) || part(kind) || part(v) || part(d), '' ORDER BY key, kind, v, d) AS told FROM (
        SELECT paragraph, ordinal, key, CASE WHEN object IS NOT NULL THEN 'entity' ELSE 'literal' END AS kind,
            coalesce(object, value, '') AS v, CASE WHEN object IS NOT NULL THEN '' ELSE coalesce(datatype, 'string') END AS d
        FROM qualifying WHERE key NOT IN (SELECT unnest(?::VARCHAR[]))
    ) GROUP BY paragraph, ordinal
) q ON q.paragraph = s.paragraph AND q.ordinal = s.ordinal
"""

# Where another extractor says the same of the same paragraph, half of the doubt goes that its word can take away.  They are not independent
# (both read one sentence), so that the whole of it would be too much.
_AGREED = """
UPDATE identified SET confidence = confidence + (1 - confidence) * other.best / 2
FROM (
    WITH each AS (SELECT id, paragraph, extractor, max(confidence) AS best FROM identified GROUP BY ALL)
    SELECT a.id, a.paragraph, a.extractor, max(b.best) AS best
    FROM each a JOIN each b ON b.id = a.id AND b.paragraph = a.paragraph AND b.extractor <> a.extractor GROUP BY ALL
) other
WHERE other.id = identified.id AND other.paragraph = identified.paragraph AND other.extractor = identified.extractor
"""

_WRITE = """
DELETE FROM main.statements;
INSERT INTO main.statements
    SELECT DISTINCT id, subject, predicate, object, value, CASE WHEN object IS NULL THEN coalesce(datatype, 'string') END, modality = 'asserted', modality
    FROM identified ORDER BY id;
DELETE FROM internal_statement_of;
INSERT INTO internal_statement_of SELECT paragraph, ordinal, id FROM identified;
DELETE FROM main.qualifiers;
INSERT INTO main.qualifiers
    SELECT DISTINCT i.id, q.key, q.object, q.value, q.datatype FROM identified i JOIN qualifying q ON q.paragraph = i.paragraph AND q.ordinal = i.ordinal
    ORDER BY ALL;
DELETE FROM main.evidence;
INSERT INTO main.evidence
    SELECT i.id, i.document, i.paragraph, i.start_char, i.end_char, i.quote, i.written, coalesce(k.keys, []), i.extractor, max(i.confidence)
    FROM identified i LEFT JOIN (SELECT paragraph, ordinal, list_sort(list(DISTINCT key)) AS keys FROM qualifying GROUP BY paragraph, ordinal) k
        ON k.paragraph = i.paragraph AND k.ordinal = i.ordinal
    GROUP BY ALL ORDER BY ALL;
"""


def set_statements(store: Store, wordings: Mapping[str, tuple[str, bool, str, str]]) -> None:
    """Replaces statements, qualifiers and evidence.  `wordings` gives for each predicate as written its canonical wording, whether
    subject and object change places, the wording that is kept where they cannot (the object is a literal), and the one of things
    that have no name."""
    run = store.connection.execute
    run(_PART)
    run("CREATE OR REPLACE TEMP TABLE wordings (predicate VARCHAR, wording VARCHAR, inverse BOOLEAN, kept VARCHAR, narrow VARCHAR)")
    _insert_pages(
        store, "wordings", ("predicate", "wording", "inverse", "kept", "narrow"), ((w, *told) for w, told in sorted(wordings.items()))
    )
    run(_SAID)
    run(_QUALIFYING)
    run(_IDENTIFIED, [sorted(ACCUMULATING)])
    if run("SELECT count(DISTINCT extractor) FROM said").fetchall()[0][0] > 1:
        run(_AGREED)
    run(_WRITE)
    for table in ("said", "qualifying", "identified", "wordings", "assigned", "before", "fresh", "moved"):
        run(f"DROP TABLE IF EXISTS temp.{table}")


_DIGEST = """
SELECT bit_xor(md5_number(to_json(t)::VARCHAR))::VARCHAR || '/' || count(*)::VARCHAR FROM (SELECT {columns} FROM main.{table}) t
"""

# Columns that make the graph; how it came about (runs, sources, clocks) is no part of it.
GRAPH = {
    "entities": "id, name, type, aliases",
    "statements": "id, subject, predicate, object, value, datatype, modality",
    "qualifiers": "statement, key, object, value, datatype",
    "evidence": "statement, document, paragraph, start_char, end_char, quote, predicate, qualifiers, extractor, confidence",
}


def digest(store: Store) -> str:
    """A hash of entities, statements, qualifiers and evidence, whatever the order of their rows: equal digests mean equal graphs."""
    parts = [store.rows(_DIGEST.format(columns=columns, table=table))[0][0] or "" for table, columns in GRAPH.items()]
    return content_hash("graph", *parts)


# Why triples were refused, the commonest reason first: what stands before the colon, behind which each says its own words.
REASONS = """SELECT regexp_replace(reason, ':.*', '', 's') AS why, count(*) AS n FROM main.triples WHERE status = 'refused'
GROUP BY why ORDER BY n DESC, why"""


def counts(store: Store) -> dict[str, Any]:
    """What the workspace holds, for reports."""
    one = {
        name: store.rows(f"SELECT count(*) FROM main.{name}")[0][0]
        for name in ("entities", "statements", "merges", "paragraphs", "evidence")
    }
    told = dict(store.rows("SELECT status, count(*) FROM main.triples GROUP BY status"))
    outcomes = store.rows(
        """SELECT e.outcome, count(*), sum(e.tokens_in), sum(e.tokens_out) FROM internal_paragraphs p
        JOIN internal_extractions e ON e.content = p.content GROUP BY e.outcome ORDER BY e.outcome"""
    )
    tokens = {"in": int(sum(i or 0 for _, _, i, _ in outcomes)), "out": int(sum(o or 0 for _, _, _, o in outcomes))}
    reasons = dict(store.rows(REASONS)) if told.get("refused") else {}
    failures = dict(
        store.rows(
            """SELECT e.reason, count(*) FROM internal_paragraphs p JOIN internal_extractions e ON e.content = p.content
            WHERE e.outcome = 'failed' GROUP BY e.reason ORDER BY count(*) DESC, e.reason"""
        )
    )
    by_outcome = {outcome: number for outcome, number, _, _ in outcomes}
    return {**one, "triples": told, "reasons": reasons, "outcomes": by_outcome, "failures": failures, "tokens": tokens}
