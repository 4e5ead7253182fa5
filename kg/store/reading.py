"""The graph as it is read: the only SQL that exports, `kg show`, `kg explain` and `kg stats` need.

A Reading looks at the statements that are sure enough and at what belongs to them: entities that stand in a statement (as subject,
object or value of a qualifier), qualifiers, evidence, and the documents and paragraphs that evidence names.  Every order is explicit and total, so that
equal graphs are read alike; DuckDB sorts out of core, and rows come in lists, so that memory does not grow with the graph.
Statements, their qualifiers and their evidence come in one order, so that three streams can be walked side by side.
Knows nothing of formats, IRIs or how people are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.store.workspace import Store, first_line

Row = tuple[Any, ...]
Rows = Iterator[list[Row]]

# The statements that are sure enough; then the same with the names of their two ends.  A literal's own words are its name.
_SURE = "sure AS (SELECT * FROM main.statements{where})"
_BEST = " WHERE id IN (SELECT statement FROM main.evidence GROUP BY statement HAVING max(confidence) >= {least!r})"
_KEPT = """kept AS (
    SELECT s.id, s.subject, s.predicate, s.object, s.value, s.datatype, s.modality,
        coalesce(a.name, s.subject) AS subject_name, coalesce(b.name, s.value, s.object) AS object_name
    FROM sure s LEFT JOIN main.entities a ON a.id = s.subject LEFT JOIN main.entities b ON b.id = s.object)"""
_ORDER = "k.subject_name, k.subject, k.predicate, k.object_name, coalesce(k.object, ''), coalesce(k.datatype, ''), k.id"
_QUALIFIER_ORDER = "q.key, coalesce(n.name, q.value, q.object), coalesce(q.object, ''), coalesce(q.datatype, '')"
_EVIDENCE_ORDER = (
    "e.document, coalesce(e.start_char, -1), coalesce(e.end_char, -1), e.paragraph, e.predicate, e.extractor, "
    "e.confidence DESC, coalesce(e.quote, ''), array_to_string(e.qualifiers, ' ')"
)
_STANDING = """standing AS (
    SELECT subject AS id FROM sure UNION SELECT object FROM sure WHERE object IS NOT NULL
    UNION SELECT q.object FROM main.qualifiers q JOIN sure ON sure.id = q.statement WHERE q.object IS NOT NULL)"""

STATEMENT_COLUMNS = ("id", "subject", "predicate", "object", "value", "datatype", "modality", "subject_name", "object_name")
EVIDENCE_COLUMNS = (
    "statement",
    "document",
    "paragraph",
    "start_char",
    "end_char",
    "quote",
    "predicate",
    "qualifiers",
    "extractor",
    "confidence",
)


class Reading:
    """What one export or question reads.  `min_confidence` (0 to 1) leaves out statements whose best evidence is below it."""

    def __init__(self, store: Store, *, min_confidence: float = 0.0) -> None:
        self.store = store
        self.min_confidence = float(min_confidence)
        self._sure = "WITH " + _SURE.format(where=_BEST.format(least=self.min_confidence) if min_confidence > 0 else "") + " "
        self._kept = f"{self._sure}, {_KEPT} "
        self._standing = f"{self._sure}, {_STANDING} "

    # ---- streams in a total order

    def entities(self) -> Rows:
        """(id, name, type, aliases) of entities that stand in a statement, by name, then id."""
        return self.store.stream(self.entities_sql())

    def statements(self) -> Rows:
        """STATEMENT_COLUMNS, by the subject's name, then predicate and object."""
        return self.store.stream(self.statements_sql())

    def qualifiers(self) -> Rows:
        """(statement, key, object, value, datatype, name) in the order of the statements, then by key and value; `name` is the entity's name
        or the literal's words."""
        return self.store.stream(self.qualifiers_sql())

    def evidence(self) -> Rows:
        """EVIDENCE_COLUMNS in the order of the statements, then by document and place."""
        return self.store.stream(self.evidence_sql())

    def supported(self) -> Rows:
        """STATEMENT_COLUMNS and then EVIDENCE_COLUMNS without the first: one row for each evidence, in the order of both; one sort instead
        of two.  A statement without evidence has one row that ends in nulls."""
        columns = ", ".join([*(f"k.{name}" for name in STATEMENT_COLUMNS), *(f"e.{name}" for name in EVIDENCE_COLUMNS[1:])])
        return self.store.stream(
            f"{self._kept}SELECT {columns} FROM kept k LEFT JOIN main.evidence e ON e.statement = k.id ORDER BY {_ORDER}, {_EVIDENCE_ORDER}"
        )

    def documents(self) -> Rows:
        """(id, uri, title, language, date, mime) of documents that evidence names, by id."""
        return self.store.stream(self.documents_sql())

    def paragraphs(self) -> Rows:
        """(id, document, ordinal, start_char, end_char, heading, text) of paragraphs that evidence names, by document and ordinal."""
        return self.store.stream(self.paragraphs_sql())

    def predicates(self) -> Rows:
        """(canonical wording, list of the wordings as written), by wording."""
        return self.store.stream(self.predicates_sql())

    def keys(self) -> list[str]:
        """The keys of qualifiers, sorted."""
        sql = "SELECT DISTINCT q.key FROM main.qualifiers q JOIN sure ON sure.id = q.statement ORDER BY q.key"
        return [key for (key,) in self.store.rows(self._sure + sql)]

    def types(self) -> list[str]:
        """The types of entities that stand in a statement, sorted."""
        sql = "SELECT DISTINCT t.type FROM main.entities t JOIN standing ON standing.id = t.id ORDER BY t.type"
        return [type for (type,) in self.store.rows(self._standing + sql)]

    def extractors(self) -> list[str]:
        """The fingerprints of the extractors that evidence names, sorted."""
        sql = "SELECT DISTINCT e.extractor FROM main.evidence e JOIN sure ON sure.id = e.statement ORDER BY e.extractor"
        return [name for (name,) in self.store.rows(self._sure + sql)]

    def literals(self, datatype: str) -> Rows:
        """(value,) of each literal of a datatype, once, sorted."""
        sql = (
            "SELECT value FROM sure WHERE object IS NULL AND datatype = $1 UNION "
            "SELECT q.value FROM main.qualifiers q JOIN sure ON sure.id = q.statement WHERE q.object IS NULL AND q.datatype = $1 ORDER BY value"
        )
        return self.store.stream(self._sure + sql, [datatype])

    # ---- the same as SQL, for what DuckDB writes by itself; `where` is SQL of ours over statements `k`, never data

    def entities_sql(self) -> str:
        return self._standing + (
            "SELECT t.id, t.name, t.type, t.aliases FROM main.entities t JOIN standing ON standing.id = t.id ORDER BY t.name, t.id"
        )

    def statements_sql(self, where: str = "") -> str:
        columns = ", ".join(f"k.{name}" for name in STATEMENT_COLUMNS)
        return f"{self._kept}SELECT {columns} FROM kept k{_when(where)} ORDER BY {_ORDER}"

    def qualifiers_sql(self, where: str = "") -> str:
        return (
            f"{self._kept}SELECT q.statement, q.key, q.object, q.value, q.datatype, coalesce(n.name, q.value, q.object) AS name "
            "FROM main.qualifiers q JOIN kept k ON k.id = q.statement LEFT JOIN main.entities n ON n.id = q.object"
            f"{_when(where)} ORDER BY {_ORDER}, {_QUALIFIER_ORDER}"
        )

    def evidence_sql(self, where: str = "") -> str:
        columns = ", ".join(f"e.{name}" for name in EVIDENCE_COLUMNS)
        return (
            f"{self._kept}SELECT {columns} FROM main.evidence e JOIN kept k ON k.id = e.statement{_when(where)} "
            f"ORDER BY {_ORDER}, {_EVIDENCE_ORDER}"
        )

    def documents_sql(self) -> str:
        return self._sure + (
            "SELECT d.id, d.uri, d.title, d.language, d.date, d.mime FROM main.documents d WHERE d.id IN "
            "(SELECT e.document FROM main.evidence e JOIN sure ON sure.id = e.statement) ORDER BY d.id"
        )

    def paragraphs_sql(self) -> str:
        return self._sure + (
            "SELECT p.id, p.document, p.ordinal, p.start_char, p.end_char, p.heading, p.text FROM main.paragraphs p WHERE p.id IN "
            "(SELECT e.paragraph FROM main.evidence e JOIN sure ON sure.id = e.statement) ORDER BY p.document, p.ordinal, p.id"
        )

    def predicates_sql(self) -> str:
        return self._sure + (
            "SELECT k.predicate AS predicate, list_sort(list_distinct(list(e.predicate))) AS written "
            "FROM sure k LEFT JOIN main.evidence e ON e.statement = k.id GROUP BY k.predicate ORDER BY k.predicate"
        )

    def copy(self, table: str, path: str | Path, *, format: str) -> None:
        """Writes a table to a file, "parquet" or "csv", in its order; in CSV lists are JSON text.  Raises OSError where the file cannot be written."""
        wanted = getattr(self, f"{table}_sql")()
        lists = _LISTS.get(table) if format == "csv" else None
        if lists:
            wanted = f"SELECT * REPLACE (to_json({lists})::VARCHAR AS {lists}) FROM ({wanted})"
        with self.store.connection.cursor() as cursor:
            write_file(cursor, wanted, path, _COPY[format])

    # ---- counts

    def counts(self) -> dict[str, int]:
        """How many entities, statements, qualifiers, evidence, documents, paragraphs and predicates there are."""
        return {name: self.count(name) for name in _COUNTS}

    def count(self, what: str) -> int:
        """How many there are of one of them."""
        return int(self.store.rows(self._standing + _COUNTS[what])[0][0])

    # ---- one row, or some in the middle

    def slice(self, table: str, start: int, length: int) -> list[tuple[Any, ...]]:
        """`length` rows of "entities", "statements" or "evidence" from row `start`, in their order."""
        wanted = {"entities": self.entities_sql, "statements": self.statements_sql, "evidence": self.evidence_sql}[table]()
        return self.store.rows(f"{wanted} LIMIT {int(length)} OFFSET {int(start)}")

    def of_statements(self, ids: Sequence[str]) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """The qualifiers and the evidence of some statements, in their order."""
        where, chosen = "k.id IN (SELECT unnest($1::VARCHAR[]))", [list(ids)]
        return self.store.rows(self.qualifiers_sql(where), chosen), self.store.rows(self.evidence_sql(where), chosen)

    def fingerprints(self, table: str) -> Rows:
        """(id, hash of all that belongs to it) of "entities" or "statements", by id: for telling two graphs apart."""
        if table == "entities":
            sql = "SELECT t.id, md5(to_json({'name': t.name, 'type': t.type, 'aliases': list_sort(t.aliases)})::VARCHAR) FROM main.entities t JOIN standing USING (id)"
            return self.store.stream(f"{self._standing}{sql} ORDER BY t.id")
        return self.store.stream(f"{self._kept}{_FINGERPRINTS}")


def write_file(cursor: Any, query: str, path: str | Path, options: str) -> int:
    """Writes what a query gives to a file, as DuckDB's COPY does with these options; gives the number of rows.  Raises OSError where the file
    cannot be written."""
    import duckdb

    quoted = str(path).replace("'", "''")
    try:
        return int(cursor.execute(f"COPY ({query}) TO '{quoted}' ({options})").fetchall()[0][0])
    except duckdb.IOException as error:
        raise OSError(first_line(str(error))) from error


_LISTS = {"entities": "aliases", "evidence": "qualifiers", "predicates": "written"}
_COPY = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER true, FORCE_QUOTE *",
}
_SUPPORTED = "FROM main.evidence e JOIN sure ON sure.id = e.statement"
_COUNTS = {
    "entities": "SELECT count(*) FROM main.entities t JOIN standing ON standing.id = t.id",
    "statements": "SELECT count(*) FROM sure",
    "qualifiers": "SELECT count(*) FROM main.qualifiers q JOIN sure ON sure.id = q.statement",
    "evidence": f"SELECT count(*) {_SUPPORTED}",
    "documents": f"SELECT count(DISTINCT e.document) {_SUPPORTED}",
    "paragraphs": f"SELECT count(DISTINCT e.paragraph) {_SUPPORTED}",
    "predicates": "SELECT count(DISTINCT predicate) FROM sure",
}
_FINGERPRINTS = """
SELECT k.id, md5(concat_ws('|', k.subject, k.predicate, to_json([k.object, k.value, k.datatype, k.modality])::VARCHAR, q.told, e.told)) FROM kept k
LEFT JOIN (SELECT statement, string_agg(told, '' ORDER BY told) AS told
    FROM (SELECT statement, md5(to_json([key, object, value, datatype])::VARCHAR) AS told FROM main.qualifiers) GROUP BY statement) q ON q.statement = k.id
LEFT JOIN (SELECT statement, string_agg(told, '' ORDER BY told) AS told
    FROM (SELECT statement, md5(to_json(v)::VARCHAR) AS told FROM main.evidence v) GROUP BY statement) e ON e.statement = k.id
ORDER BY k.id"""


def _when(where: str) -> str:
    return f" WHERE {where}" if where else ""
