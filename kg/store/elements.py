"""The graph as nodes and relationships of a property graph, in sections, each with fingerprints by bucket: what a sink needs that keeps
a database in step.

A section holds one kind of row, and a row belongs to the node whose id it begins with.  A bucket is a range of those ids, and its
fingerprint the exclusive-or of its rows' hashes, so that neither order nor batching matters: two graphs with the same fingerprint in a bucket
have the same rows there.  The hash is DuckDB's, twice as quick as MD5 over all; should a release of DuckDB change it, all buckets differ once,
and are compared.  All of it is SQL on temporary tables, out of core.  Knows nothing of labels, types and databases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model import content_hash
from kg.store import fused, sketch
from kg.store.reading import Reading, Row, write_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SLICE = 120_000  # rows that are sorted at once
_WIDE_SLICE = 30_000  # of statements, which bring their evidence as records
_MEMORY = "300MB"  # of DuckDB's, while the elements are in use; more is kept on disk

# What is said of each statement besides its own row, as one number each.
_TOLD = """
CREATE OR REPLACE TEMP TABLE el_qualified AS
SELECT statement, bit_xor(hash(key, object, value, datatype)) AS h, count(object) AS linked, bool_or(object IS NULL) AS literal
FROM main.qualifiers GROUP BY statement;
CREATE OR REPLACE TEMP TABLE el_evidenced AS
SELECT statement, max(confidence) AS confidence, count(*) AS support,
    bit_xor(hash(document, paragraph, start_char, end_char, quote, predicate, qualifiers, extractor, confidence)) AS h
FROM main.evidence GROUP BY statement;
"""
_STATEMENTS = """
CREATE OR REPLACE TEMP TABLE el_statements AS
SELECT s.id, s.subject, s.predicate, s.object, s.value, s.datatype, s.modality, s.modality = 'asserted' AS asserted, p.common,
    NOT coalesce(q.literal, false) AND coalesce(e.support, 0) <= 1 AS plain,
    coalesce(e.confidence, 0.0) AS confidence, coalesce(e.support, 0) AS support,
    CASE $reify WHEN 'all' THEN true WHEN 'none' THEN false ELSE coalesce(q.linked, 0) > 0 OR s.modality <> 'asserted' END AS reified,
    2 + coalesce(q.linked, 0) + CASE WHEN $chunks THEN coalesce(e.support, 0) ELSE 0 END AS links,
    hash(s.id, s.subject, s.predicate, s.object, s.value, s.datatype, s.modality, p.common, q.h, e.h) AS h
FROM main.statements s LEFT JOIN el_qualified q ON q.statement = s.id LEFT JOIN el_evidenced e ON e.statement = s.id
JOIN (SELECT predicate, row_number() OVER (ORDER BY count(*) DESC, predicate) <= $most AS common FROM main.statements GROUP BY predicate) p
    ON p.predicate = s.predicate
WHERE coalesce(e.confidence, 0.0) >= $least;
CREATE OR REPLACE TEMP TABLE el_entities AS
SELECT id, name, type, aliases, hash(id, name, type, aliases) AS h FROM main.entities WHERE id IN (
    SELECT subject FROM el_statements UNION SELECT object FROM el_statements
    UNION SELECT object FROM main.qualifiers WHERE statement IN (SELECT id FROM el_statements));
"""
_CHUNKS = """
CREATE OR REPLACE TEMP TABLE el_documents AS
SELECT md5(id) AS hash, id, uri, title, language, date, mime, hash(id, uri, title, language, date, mime) AS h FROM internal_documents WHERE status = 'read' AND $chunks;
CREATE OR REPLACE TEMP TABLE el_chunks AS
SELECT *, CASE WHEN next IS NULL THEN 1 ELSE 2 END AS links, hash(id, document, next, ordinal, start_char, end_char, heading) AS h FROM (
    SELECT id, md5(document) AS document, lead(id) OVER (PARTITION BY document ORDER BY ordinal, id) AS next, ordinal, start_char, end_char, heading
    FROM internal_paragraphs WHERE document IN (SELECT id FROM el_documents));
CREATE OR REPLACE TEMP TABLE el_mentions AS
SELECT entity, chunk, hash(entity, chunk) AS h FROM (SELECT DISTINCT p.entity, e.paragraph AS chunk FROM (
    SELECT id, subject AS entity FROM el_statements UNION ALL SELECT id, object FROM el_statements WHERE object IS NOT NULL
    UNION ALL SELECT q.statement, q.object FROM main.qualifiers q JOIN el_statements s ON s.id = q.statement WHERE q.object IS NOT NULL
) p JOIN main.evidence e ON e.statement = p.id WHERE $chunks);
"""

_VALUES = "SELECT id, value, datatype, hash(id, value, datatype) AS h FROM el_statements WHERE object IS NULL AND (asserted OR reified)"
# Of each section: the rows, as SQL, and the id in them that they belong to; `h` is the number that stands for each.
_SECTIONS = {
    "documents": ("el_documents", "hash"),
    "chunks": ("el_chunks", "id"),
    "entities": ("el_entities", "id"),
    "values": (f"({_VALUES})", "id"),
    "statements": ("(SELECT * FROM el_statements WHERE reified)", "id"),
    "facts": ("(SELECT * FROM el_statements WHERE asserted)", "subject"),
    "mentions": ("el_mentions", "entity"),
}
SECTIONS = tuple(_SECTIONS)
# What sketches know of a row: the ids by which it is found, the first the one that it belongs to, and for some one number more.
_SKETCHED = {
    "documents": (("hash",), ""),
    "chunks": (("id",), "links"),
    "entities": (("id",), ""),
    "values": (("id",), ""),
    "statements": (("id",), "links"),
    "facts": (("subject", "object", "id"), "common"),
    "mentions": (("entity", "chunk"), ""),
}

_EVIDENCE = """(SELECT statement, list({'document': document, 'paragraph': paragraph, 'start': start_char, 'end': end_char, 'quote': quote,
    'predicate': predicate, 'confidence': confidence} ORDER BY confidence DESC, document, coalesce(start_char, -1), paragraph, predicate, extractor) AS found
    FROM main.evidence WHERE statement IN (SELECT id FROM wanted) GROUP BY statement)"""
_QUALIFIERS = """(SELECT statement, list({'key': key, 'object': object, 'value': value, 'datatype': datatype} ORDER BY key, coalesce(object, ''), coalesce(value, ''), coalesce(datatype, '')) AS found
    FROM main.qualifiers WHERE statement IN (SELECT id FROM wanted) GROUP BY statement)"""
# A fact tells less of its evidence: lists of [document, quote, predicate] are quicker to hand over than records.
_BRIEF = """(SELECT statement, list([document, quote, predicate] ORDER BY confidence DESC, document, coalesce(start_char, -1), paragraph, predicate, extractor) AS found
    FROM main.evidence WHERE statement IN (SELECT id FROM wanted) GROUP BY statement)"""
_STATED = """WITH wanted AS (SELECT * FROM el_statements WHERE {which} AND {{where}})
SELECT {columns}, w.confidence, w.support, w.common, w.modality, q.found, e.found FROM wanted w
LEFT JOIN {evidence} e ON e.statement = w.id LEFT JOIN {qualifiers} q ON q.statement = w.id ORDER BY {order}"""
_ROWS = {
    "documents": "SELECT hash, id, uri, title, language, date, mime FROM el_documents WHERE {where} ORDER BY hash",
    "chunks": """SELECT c.id, c.document, c.next, c.ordinal, c.start_char, c.end_char, c.heading, p.text FROM el_chunks c
        JOIN internal_paragraphs p ON p.id = c.id WHERE {where} ORDER BY c.id""",
    "entities": "SELECT id, name, type, aliases FROM el_entities WHERE {where} ORDER BY id",
    "values": f"SELECT id, value, datatype FROM ({_VALUES}) WHERE {{where}} ORDER BY id",
    "statements": _STATED.format(
        columns="w.id, w.subject, w.predicate, w.object", which="reified", order="w.id", evidence=_EVIDENCE, qualifiers=_QUALIFIERS
    ),
    "facts": _STATED.format(
        columns="w.subject, w.id, w.predicate, w.object",
        which="asserted",
        order="w.subject, w.id",
        evidence=_BRIEF,
        qualifiers=_QUALIFIERS.replace("IN (SELECT id FROM wanted)", "IN (SELECT id FROM wanted) AND object IS NULL"),
    ),
    "mentions": "SELECT entity, chunk FROM el_mentions WHERE {where} ORDER BY entity, chunk",
}
# Tables that a sink can write as they are, without a look at each row (`copy`): what needs no more than columns.  Of statements and facts those
# that are plain, without literal qualifiers and with one piece of evidence at most; the others are rows like any (`others`).
_TABLES = {
    "ends": "SELECT id, subject, object FROM el_statements WHERE reified ORDER BY id",
    "qualifiers": """SELECT q.statement, q.key, q.object FROM main.qualifiers q JOIN el_statements s ON s.id = q.statement
        WHERE s.reified AND q.object IS NOT NULL ORDER BY q.statement, q.key, q.object""",
    "evidence": """SELECT e.statement, e.paragraph, e.quote, e.start_char, e.end_char, e.predicate, e.confidence
        FROM main.evidence e JOIN el_statements s ON s.id = e.statement WHERE s.reified
        ORDER BY e.statement, e.document, e.paragraph, e.start_char, e.end_char, e.predicate, e.extractor""",
    "chunks": "SELECT id, document FROM el_chunks ORDER BY id",
    "following": "SELECT id, next FROM el_chunks WHERE next IS NOT NULL ORDER BY id",
    "mentions": "SELECT entity, chunk FROM el_mentions ORDER BY entity, chunk",
    "statements": """SELECT s.id, s.predicate, s.modality, s.confidence, s.support, e.document, e.quote
        FROM el_statements s LEFT JOIN main.evidence e ON e.statement = s.id WHERE s.reified AND s.plain ORDER BY s.id""",
    "facts": """SELECT s.id, s.subject, s.predicate, s.object, s.confidence, s.support, t.token, e.document, e.quote, e.predicate AS said
        FROM el_statements s LEFT JOIN el_tokens t ON t.predicate = s.predicate AND s.common LEFT JOIN main.evidence e ON e.statement = s.id WHERE s.asserted AND s.plain ORDER BY s.subject, s.id""",
}
# Of documents and paragraphs, which are no part of the graph's digest: the columns that their rows are made of.
_TEXTS = (
    ("id, uri, title, language, date, mime", "internal_documents WHERE status = 'read'"),
    ("id, document, ordinal, start_char, end_char, to_json(heading)", "internal_paragraphs"),
)
_DIGEST = "SELECT coalesce(bit_xor(md5_number_lower(concat_ws(chr(31), {columns}))), 0)::VARCHAR || '/' || count(*) FROM {table}"
_KEYS = {name: "c.id" if name == "chunks" else key for name, (_, key) in _SECTIONS.items()}


def bucket_sql(column: str, bits: int) -> str:
    """The bucket of an id of hexadecimal digits: its first `bits` bits, at most 32."""
    return f"((('0x' || substr({column}, 1, 8))::UBIGINT) >> {32 - bits})"


class Elements:
    """Sections of one graph.  `reify` (one of the settings' REIFY) says which statements become nodes, `chunks` whether documents and paragraphs are told,
    `most` how many predicates may be types of their own (the most frequent ones; the rows say `common`)."""

    def __init__(self, reading: Reading, *, reify: str = "qualified", chunks: bool = True, most: int = 50_000) -> None:
        self.reading, self.reify, self.chunks, self.most = reading, reify, chunks, most
        self._cursor = reading.store.connection.cursor()  # temporary tables belong to a connection
        self._limit = self._one("SELECT current_setting('memory_limit')")
        self._cursor.execute(f"SET memory_limit = '{_MEMORY}'")
        self._prepared = False
        self._counts: dict[str, int] = {}

    def close(self) -> None:
        """Lets go of the temporary tables."""
        self._cursor.execute(f"SET memory_limit = '{self._limit}'")
        self._cursor.close()

    def digest(self) -> str:
        """A hash of all that the rows are made of, without making them: equal digests mean equal rows."""
        store = self.reading.store
        told = store.meta("digest") or fused.digest(store)
        parts = [store.rows(_DIGEST.format(columns=columns, table=table))[0][0] for columns, table in _TEXTS] if self.chunks else []
        return content_hash("elements", told, self.reify, str(self.chunks), str(self.most), repr(self.reading.min_confidence), *parts)

    def _prepare(self) -> None:
        if self._prepared:
            return
        given = {"reify": self.reify, "least": self.reading.min_confidence, "most": self.most, "chunks": self.chunks}
        for script in (_TOLD, _STATEMENTS, _CHUNKS):
            for sql in filter(str.strip, script.split(";\n")):
                self._cursor.execute(sql, {name: value for name, value in given.items() if f"${name}" in sql})
        self._prepared = True

    def count(self, section: str) -> int:
        """How many rows a section has."""
        self._prepare()
        if section not in self._counts:
            self._counts[section] = int(self._one(f"SELECT count(*) FROM {_SECTIONS[section][0]}"))
        return self._counts[section]

    def relationships(self, section: str) -> int:
        """How many relationships begin at the nodes of a section, or are its rows."""
        self._prepare()
        if section in ("chunks", "statements"):
            return int(self._one(f"SELECT coalesce(sum(links), 0) FROM {_SECTIONS[section][0]}"))
        return self.count(section) if section in ("facts", "mentions") else 0

    def fingerprints(self, section: str, bits: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """(buckets, fingerprints) of the buckets that hold rows: two uint64 arrays of equal length."""
        self._prepare()
        table, key = _SECTIONS[section]
        found = self._cursor.execute(
            f"SELECT {bucket_sql(key, bits)} AS bucket, bit_xor(h) AS fingerprint FROM {table} GROUP BY bucket"
        ).fetchnumpy()
        return found["bucket"], found["fingerprint"]

    def sketch(self, section: str, bits: int) -> NDArray[Any]:
        """The sketch of a section's rows, with 2 to the power of `bits` cells (kg.store.sketch).  Of a row it has the id that it belongs to, of
        "facts" then the object (0 for a literal) and the statement, of "mentions" the chunk; an id is two numbers.  Of "facts" then comes whether
        the predicate is common, of "chunks" and "statements" how many relationships begin there."""
        self._prepare()
        ids, more = _SKETCHED[section]
        return sketch.made(self._cursor, _SECTIONS[section][0], ids, more, bits)

    def having(self, section: str, hashes: Sequence[int]) -> list[int]:
        """Which of some hashes are those of rows."""
        self._prepare()
        self._choose(hashes)
        found = self._cursor.execute(f"SELECT h FROM {_SECTIONS[section][0]} WHERE h IN (SELECT number FROM el_chosen)").fetchall()
        return [hash for (hash,) in found]

    def rows(
        self, section: str, *, within: tuple[int, Sequence[int]] | None = None, hashes: Sequence[int] | None = None, size: int = 5000
    ) -> Iterator[list[Row]]:
        """The rows of a section in the order of the ids that they belong to, in lists; all, or those in some buckets (bits, buckets), or those
        with some hashes.

        One stream at a time: the next call ends the one before."""
        self._prepare()
        if within is not None:
            bits, buckets = within
            self._choose(buckets)
            yield from self._stream(section, f"{bucket_sql(_KEYS[section], bits)} IN (SELECT number FROM el_chosen)", size)
        elif hashes is not None:
            self._choose(hashes)
            yield from self._stream(section, "h IN (SELECT number FROM el_chosen)", size)
        else:
            yield from self._sliced(section, "true", size)

    def others(self, section: str, size: int = 5000) -> Iterator[list[Row]]:
        """The rows of a section that are in no table of `copy`, in the same order, in lists."""
        self._prepare()
        yield from self._sliced(section, "NOT plain" if section in ("statements", "facts") else "true", size)

    def predicates(self) -> list[str]:
        """The predicates that may be types of their own."""
        self._prepare()
        return [predicate for (predicate,) in self._cursor.execute("SELECT DISTINCT predicate FROM el_statements WHERE common").fetchall()]

    def name_predicates(self, tokens: Mapping[str, str]) -> None:
        """Names for predicates, which the table "facts" of `copy` then has as `token`, NULL for the others."""
        told = {"predicates": list(tokens), "tokens": list(tokens.values())}
        self._cursor.execute(
            "CREATE OR REPLACE TEMP TABLE el_tokens AS SELECT unnest($predicates::VARCHAR[]) AS predicate, unnest($tokens::VARCHAR[]) AS token",
            told,
        )

    def copy(self, table: str, columns: Mapping[str, str], file: Path, *, texts: Collection[str]) -> int:
        """Writes a table of _TABLES as CSV and says how many rows that were.  `columns` are expressions by their names in the file; those
        in `texts` are in quotation marks, so that an empty text is no missing one.  Raises OSError where the file cannot be written."""
        self._prepare()
        wanted = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
        quoted = ", ".join(f'"{name}"' for name in texts)
        return write_file(
            self._cursor, f"SELECT {wanted} FROM ({_TABLES[table]})", file, f"FORMAT csv, HEADER true, FORCE_QUOTE ({quoted})"
        )

    def longest(self) -> int:
        """How many characters the longest text in the tables of `copy` has."""
        texts = ("main.evidence", "quote"), ("main.evidence", "predicate"), ("main.evidence", "document"), ("main.qualifiers", "key")
        return max(int(self._one(f"SELECT coalesce(max(length({column})), 0) FROM {table}")) for table, column in texts)

    def _choose(self, numbers: Sequence[int]) -> None:
        self._cursor.execute("CREATE OR REPLACE TEMP TABLE el_chosen AS SELECT unnest($n::UBIGINT[]) AS number", {"n": list(numbers)})

    def _sliced(self, section: str, which: str, size: int) -> Iterator[list[Row]]:
        """Rows of a section, so many at a time that sorting them and gathering their evidence takes little memory."""
        count = int(self._one(f"SELECT count(*) FROM {_SECTIONS[section][0]} WHERE {which}"))
        bits = (count // (_WIDE_SLICE if section == "statements" else _SLICE)).bit_length()
        for part in range(1 << bits):
            yield from self._stream(section, f"{which} AND {bucket_sql(_KEYS[section], bits)} = {part}" if bits else which, size)

    def _stream(self, section: str, where: str, size: int) -> Iterator[list[Row]]:
        self._cursor.execute(_ROWS[section].replace("{where}", where))
        while found := self._cursor.fetchmany(size):
            yield found

    def _one(self, sql: str) -> Any:
        return self._cursor.execute(sql).fetchall()[0][0]
