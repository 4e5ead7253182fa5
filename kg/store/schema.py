"""The SQL schema of the workspace.

Tables without a prefix are public (docs/workspace.md) and keep their names and columns; those named `internal_…` are ours and may change
with `VERSION`.  No table has a key constraint: rows are replaced by whole documents, and joins are by hash.
Knows nothing of connections and of what is asked.
"""

from __future__ import annotations

# Raised when a workspace of an earlier version cannot be read as it stands.
VERSION = 1

INTERNAL = """
CREATE TABLE internal_meta (key VARCHAR, value VARCHAR);
-- A source as it was named, so that `kg build` without one reads it again.
CREATE TABLE internal_sources (name VARCHAR, location VARCHAR, root VARCHAR);
-- One file, address or standard input: what its documents come from.  `digest` is of the raw bytes.
CREATE TABLE internal_items (id VARCHAR, digest VARCHAR, settings VARCHAR);
CREATE TABLE internal_members (source VARCHAR, item VARCHAR);
CREATE TABLE internal_documents (id VARCHAR, item VARCHAR, uri VARCHAR, title VARCHAR, language VARCHAR, date VARCHAR, mime VARCHAR,
    metadata VARCHAR, digest VARCHAR, status VARCHAR, reason VARCHAR, failed BOOLEAN, textless BOOLEAN, referred VARCHAR);
CREATE TABLE internal_paragraphs (id VARCHAR, document VARCHAR, ordinal INTEGER, start_char INTEGER, end_char INTEGER, heading VARCHAR[],
    text VARCHAR, content VARCHAR);
-- What an extractor said of a paragraph of this content, whichever document it stands in.
CREATE TABLE internal_extractions (content VARCHAR, extractor VARCHAR, outcome VARCHAR, reason VARCHAR, tokens_in BIGINT, tokens_out BIGINT, payload BLOB);
-- What each document says, its references settled; chains are numbered in their document.
CREATE TABLE internal_chains (document VARCHAR, number INTEGER, name VARCHAR, type VARCHAR, local BOOLEAN);
CREATE TABLE internal_chain_aliases (document VARCHAR, chain INTEGER, name VARCHAR, rule VARCHAR, score DOUBLE);
CREATE TABLE internal_refs (document VARCHAR, paragraph VARCHAR, start_char INTEGER, end_char INTEGER, text VARCHAR, type VARCHAR, chain INTEGER);
CREATE TABLE internal_settled (document VARCHAR, paragraph VARCHAR, ordinal INTEGER, extractor VARCHAR, subject VARCHAR, predicate VARCHAR,
    object VARCHAR, qualifiers VARCHAR, modality VARCHAR, confidence DOUBLE, status VARCHAR, reason VARCHAR, start_char INTEGER, end_char INTEGER, quote VARCHAR,
    subject_chain INTEGER, object_chain INTEGER, object_value VARCHAR, object_datatype VARCHAR,
    qualifier_keys VARCHAR[], qualifier_chains INTEGER[], qualifier_values VARCHAR[], qualifier_datatypes VARCHAR[]);
-- What resolving and fusing made of them.
CREATE TABLE internal_entity_of (document VARCHAR, chain INTEGER, entity VARCHAR);
CREATE TABLE internal_statement_of (paragraph VARCHAR, ordinal INTEGER, statement VARCHAR);
CREATE TABLE internal_redirects (old VARCHAR, new VARCHAR);
"""

PUBLIC = """
CREATE TABLE main.entities (id VARCHAR, name VARCHAR, type VARCHAR, aliases VARCHAR[]);
CREATE TABLE main.merges (entity VARCHAR, left_name VARCHAR, right_name VARCHAR, rule VARCHAR, score DOUBLE);
CREATE TABLE main.statements (id VARCHAR, subject VARCHAR, predicate VARCHAR, object VARCHAR, value VARCHAR, datatype VARCHAR, asserted BOOLEAN, modality VARCHAR);
CREATE TABLE main.qualifiers (statement VARCHAR, key VARCHAR, object VARCHAR, value VARCHAR, datatype VARCHAR);
CREATE TABLE main.evidence (statement VARCHAR, document VARCHAR, paragraph VARCHAR, start_char INTEGER, end_char INTEGER, quote VARCHAR,
    predicate VARCHAR, qualifiers VARCHAR[], extractor VARCHAR, confidence DOUBLE);
CREATE TABLE main.runs (id VARCHAR, started TIMESTAMP, finished TIMESTAMP, report VARCHAR);
CREATE VIEW main.documents AS
    SELECT d.id, s.source, d.uri, d.title, d.language, d.date, d.digest, d.status, d.reason, d.mime, d.metadata
    FROM internal_documents d
    LEFT JOIN (SELECT item, string_agg(source, ' ' ORDER BY source) AS source FROM internal_members GROUP BY item) s ON s.item = d.item;
CREATE VIEW main.paragraphs AS
    SELECT id, document, ordinal, start_char, end_char, array_to_string(heading, ' › ') AS heading, text FROM internal_paragraphs;
CREATE VIEW main.triples AS
    -- A kept triple without a statement says that an entity is itself, once names are merged.
    SELECT t.paragraph, t.ordinal, t.subject, t.predicate, t.object, t.qualifiers, t.confidence,
        CASE WHEN t.status = 'kept' AND s.statement IS NULL THEN 'refused' ELSE t.status END AS status,
        CASE WHEN t.status = 'kept' AND s.statement IS NULL THEN 'subject and object are one entity' ELSE t.reason END AS reason,
        s.statement, t.modality, t.extractor
    FROM internal_settled t LEFT JOIN internal_statement_of s ON s.paragraph = t.paragraph AND s.ordinal = t.ordinal;
CREATE VIEW main.mentions AS
    SELECT md5(concat_ws('/', m.paragraph, m.start_char, m.end_char, m.chain, m.text)) AS id, m.document, m.paragraph, m.start_char, m.end_char, m.text,
        m.type, e.entity
    FROM internal_refs m LEFT JOIN internal_entity_of e ON e.document = m.document AND e.chain = m.chain;
"""
