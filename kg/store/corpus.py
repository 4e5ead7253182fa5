"""The corpus side of the workspace: sources, items, documents, paragraphs, extractions, and what each document says.

Everything here is replaced by whole documents.  Knows nothing of entities or statements.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import NotFound
from kg.model import Document, End, Literal, Paragraph, Referred, Refusal, content_hash
from kg.store.workspace import Store

# What holds rows of a document, in the order in which they are deleted.
_OF_DOCUMENTS = ("paragraphs", "chains", "chain_aliases", "refs", "settled")
GIVEN = "given"  # the extractor of records that came with their triples


# ---- sources and items ----------------------------------------------------------------------------------------------------


def sources(store: Store) -> list[tuple[str, str, str]]:
    """(name, location, root) of each known source, sorted."""
    return [(n, where, root) for n, where, root in store.rows("SELECT name, location, root FROM internal.sources ORDER BY ALL")]


def remember_source(store: Store, *, name: str, locations: Sequence[str], root: str) -> None:
    """Keeps a source as it was named, so that it can be read again."""
    store.connection.execute("DELETE FROM internal.sources WHERE name = ?", [name])
    store.insert("internal.sources", {"name": [name] * len(locations), "location": list(locations), "root": [root] * len(locations)})


def items(store: Store) -> dict[str, tuple[str, str]]:
    """{item: (digest of its bytes, settings under which it was read)}"""
    return {i: (digest, settings) for i, digest, settings in store.rows("SELECT id, digest, settings FROM internal.items")}


def members(store: Store, source: str) -> set[str]:
    """The items that belong to a source."""
    return {i for (i,) in store.rows("SELECT item FROM internal.members WHERE source = ?", [source])}


def set_members(store: Store, source: str, found: Iterable[str], *, keep: bool) -> None:
    """Makes `found` the items of a source; with `keep` those that it had before stay."""
    wanted = set(found)
    if keep:
        wanted |= members(store, source)
    store.connection.execute("DELETE FROM internal.members WHERE source = ?", [source])
    ordered = sorted(wanted)
    store.insert("internal.members", {"source": [source] * len(ordered), "item": ordered})


def orphans(store: Store) -> list[str]:
    """Items that no source names any more."""
    return [i for (i,) in store.rows("SELECT id FROM internal.items WHERE id NOT IN (SELECT item FROM internal.members) ORDER BY id")]


def set_items(store: Store, found: Mapping[str, tuple[str, str]]) -> None:
    """Keeps the digest and settings under which items were read."""
    forget_items(store, list(found), documents=False)
    store.insert(
        "internal.items",
        {"id": list(found), "digest": [d for d, _ in found.values()], "settings": [s for _, s in found.values()]},
    )


def forget_items(store: Store, gone: Sequence[str], *, documents: bool = True) -> None:
    """Takes out items and, unless told otherwise, their documents."""
    if documents and gone:
        ids = [i for (i,) in store.rows("SELECT id FROM internal.documents WHERE item IN (SELECT unnest(?))", [list(gone)])]
        delete_documents(store, ids)
    store.connection.execute("DELETE FROM internal.items WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(gone)])


# ---- documents ------------------------------------------------------------------------------------------------------------


def document_digest(document: Document) -> str:
    """A hash of all that the graph may depend on in a document."""
    blocks = "" if not document.blocks else repr(document.blocks)
    given = "" if document.triples is None else repr(document.triples)
    return content_hash(document.id, document.text, document.title, document.date, document.language, document.uri, blocks, given)


def document_index(store: Store) -> dict[str, tuple[str, str, str]]:
    """{document: (item, digest, status)} of all documents, read or refused."""
    found = store.rows("SELECT id, item, digest, status FROM internal.documents")
    return {i: (item, digest or "", status) for i, item, digest, status in found}


def delete_documents(store: Store, ids: Sequence[str]) -> None:
    """Takes out documents and all that they say.  The caller compacts the workspace afterwards: see `forget_extractions`."""
    if not ids:
        return
    given = [list(ids)]
    for table in _OF_DOCUMENTS:
        store.connection.execute(f"DELETE FROM internal.{table} WHERE document IN (SELECT unnest(?::VARCHAR[]))", given)
    store.connection.execute("DELETE FROM internal.documents WHERE id IN (SELECT unnest(?::VARCHAR[]))", given)
    store.set_meta("uncompacted", "yes")


def matching_documents(store: Store, wanted: Sequence[str]) -> list[str]:
    """The documents of these ids, or of these items (a JSON Lines file holds many).  Raises NotFound for what is neither."""
    found: list[str] = []
    for one in wanted:
        ids = [i for (i,) in store.rows("SELECT id FROM internal.documents WHERE id = ? OR item = ? ORDER BY id", [one, one])]
        if not ids:
            raise NotFound(f"{one}: no document of this id in {store.path}; see: SELECT id FROM documents, or kg stats")
        found += ids
    return sorted(set(found))


def forget_empty_items(store: Store) -> None:
    """Forgets items that are left without a document, so that they are read again if their source still has them."""
    store.connection.execute("DELETE FROM internal.items WHERE id NOT IN (SELECT item FROM internal.documents)")


def forget_extractions(store: Store) -> None:
    """Drops what was extracted from paragraphs that stand in no document any more."""
    store.connection.execute("DELETE FROM internal.extractions WHERE content NOT IN (SELECT content FROM internal.paragraphs)")


def add_documents(store: Store, documents: Sequence[tuple[str, Document, Sequence[Paragraph]]]) -> None:
    """Adds documents that were read, each with its item and its paragraphs; those of the same ids must be gone."""
    found = [d for _, d, _ in documents]
    store.insert(
        "internal.documents",
        {
            "id": [d.id for d in found],
            "item": [item for item, _, _ in documents],
            "uri": [d.uri for d in found],
            "title": [d.title for d in found],
            "language": [d.language for d in found],
            "date": [d.date for d in found],
            "mime": [d.mime for d in found],
            "metadata": [json.dumps(dict(d.metadata), ensure_ascii=False, sort_keys=True) for d in found],
            "digest": [document_digest(d) for d in found],
            "status": ["read"] * len(found),
            "failed": [False] * len(found),
            "textless": [d.triples is not None and not d.text for d in found],
        },
    )
    import pyarrow

    paragraphs = [(p, d) for _, d, parts in documents for p in parts]
    store.insert(
        "internal.paragraphs",
        {
            "id": [p.id for p, _ in paragraphs],
            "document": [p.document for p, _ in paragraphs],
            "ordinal": [p.ordinal for p, _ in paragraphs],
            "start_char": [p.start for p, _ in paragraphs],
            "end_char": [p.end for p, _ in paragraphs],
            "heading": [list(p.heading) for p, _ in paragraphs],
            "text": [p.text for p, _ in paragraphs],
            "content": [given_content(d) if d.triples is not None else p.content for p, d in paragraphs],
        },
        types={"heading": pyarrow.list_(pyarrow.string())},
    )


def given_content(document: Document) -> str:
    """The key under which the triples that came with a record are kept."""
    return content_hash(GIVEN, document.id, repr(document.triples), document.text)


def add_refusals(store: Store, refused: Sequence[tuple[str, Refusal]]) -> None:
    """Keeps documents that were refused, each with its item and its reason."""
    refusals = [r for _, r in refused]
    store.insert(
        "internal.documents",
        {
            "id": [r.document for r in refusals],
            "item": [item for item, _ in refused],
            "uri": [r.uri for r in refusals],
            "status": ["refused"] * len(refusals),
            "reason": [r.reason for r in refusals],
            "failed": [r.failed for r in refusals],
            "textless": [False] * len(refusals),
            "digest": [""] * len(refusals),
        },
    )


def refusals(store: Store) -> list[tuple[str, str, bool]]:
    """(document, reason, whether it counts as failed), sorted."""
    found = store.rows("SELECT id, reason, failed FROM internal.documents WHERE status = 'refused' ORDER BY id, reason")
    return [(i, reason, failed) for i, reason, failed in found]


# ---- extraction -----------------------------------------------------------------------------------------------------------

_PENDING = """
SELECT p.document, p.ordinal, p.id, p.start_char, p.end_char, p.text, p.heading, p.content, d.title
FROM internal.paragraphs p JOIN internal.documents d ON d.id = p.document
WHERE p.content NOT IN (SELECT content FROM internal.extractions WHERE extractor IN (?, 'given'))
  AND (p.document > ? OR (p.document = ? AND p.ordinal > ?))
ORDER BY p.document, p.ordinal LIMIT ?
"""


def pending(store: Store, extractor: str, *, page: int = 4000) -> Iterator[Paragraph]:
    """Paragraphs that this extractor has not seen yet, each content once in a page, in order, read in pages so that memory is bounded
    while results are being stored."""
    document, ordinal = "", -1
    while True:
        found = store.rows(_PENDING, [extractor, document, document, ordinal, page])
        seen: set[str] = set()
        for of, number, id, start, end, text, heading, content, title in found:
            if content not in seen:
                seen.add(content)
                yield Paragraph(id, of, number, start, end, text, title or "", tuple(heading or ()))
        if len(found) < page:
            return
        document, ordinal = found[-1][0], found[-1][1]


def count_pending(store: Store, extractor: str) -> tuple[int, int]:
    """(paragraphs, characters) that this extractor has yet to see."""
    found = store.rows(
        """SELECT count(*), coalesce(sum(length(text)), 0) FROM internal.paragraphs
        WHERE content NOT IN (SELECT content FROM internal.extractions WHERE extractor IN (?, 'given'))""",
        [extractor],
    )
    return found[0][0], int(found[0][1])


@dataclass(frozen=True, slots=True)
class Extracted:
    """One stored extraction: `payload` is the encoded Extraction."""

    content: str
    outcome: str
    reason: str
    tokens_in: int
    tokens_out: int
    payload: bytes


def add_extractions(store: Store, extractor: str, found: Sequence[Extracted]) -> None:
    """Keeps what was extracted; a content that is already there is left as it is."""
    import pyarrow

    once = list({e.content: e for e in found}.values())
    known = {
        c
        for (c,) in store.rows(
            "SELECT content FROM internal.extractions WHERE extractor = ? AND content IN (SELECT unnest(?::VARCHAR[]))",
            [extractor, [e.content for e in once]],
        )
    }
    once = [e for e in once if e.content not in known]
    store.insert(
        "internal.extractions",
        {
            "content": [e.content for e in once],
            "extractor": [extractor] * len(once),
            "outcome": [e.outcome for e in once],
            "reason": [e.reason for e in once],
            "tokens_in": [e.tokens_in for e in once],
            "tokens_out": [e.tokens_out for e in once],
            "payload": [e.payload for e in once],
        },
        types={"payload": pyarrow.binary()},
    )


# ---- what each document says -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unreferred:
    """A document whose references are to be settled: its paragraphs and, for each, the (extractor, payload) pairs in a fixed order."""

    id: str
    title: str
    date: str
    paragraphs: tuple[Paragraph, ...]
    payloads: tuple[tuple[tuple[str, bytes], ...], ...]


def unreferred(store: Store, key: str, extractors: Sequence[str], *, page: int = 64) -> Iterator[list[Unreferred]]:
    """Documents whose references were not settled under `key`, in pages."""
    last = ""
    while True:
        documents = store.rows(
            """SELECT id, title, date FROM internal.documents
            WHERE status = 'read' AND referred IS DISTINCT FROM ? AND id > ? ORDER BY id LIMIT ?""",
            [key, last, page],
        )
        if not documents:
            return
        ids = [d[0] for d in documents]
        rows = store.rows(
            """SELECT p.document, p.id, p.ordinal, p.start_char, p.end_char, p.text, p.heading, p.content
            FROM internal.paragraphs p WHERE p.document IN (SELECT unnest(?::VARCHAR[])) ORDER BY p.document, p.ordinal""",
            [ids],
        )
        payloads = _payloads(store, [r[7] for r in rows], extractors)
        parts: dict[str, list[tuple[Any, ...]]] = {i: [] for i in ids}
        for row in rows:
            parts[row[0]].append(row)
        yield [
            Unreferred(
                id,
                title or "",
                date or "",
                tuple(Paragraph(r[1], id, r[2], r[3], r[4], r[5], title or "", tuple(r[6] or ())) for r in parts[id]),
                tuple(payloads.get(r[7], ()) for r in parts[id]),
            )
            for id, title, date in documents
        ]
        last = ids[-1]


def _payloads(store: Store, contents: Sequence[str], extractors: Sequence[str]) -> dict[str, tuple[tuple[str, bytes], ...]]:
    found: dict[str, dict[str, bytes]] = {}
    for content, extractor, payload in store.rows(
        """SELECT content, extractor, payload FROM internal.extractions
        WHERE content IN (SELECT unnest(?::VARCHAR[])) AND extractor IN (SELECT unnest(?::VARCHAR[]))""",
        [list(contents), [*extractors, GIVEN]],
    ):
        found.setdefault(content, {})[extractor] = payload
    order = [*extractors, GIVEN]
    return {content: tuple((e, by[e]) for e in order if e in by) for content, by in found.items()}


@dataclass(frozen=True, slots=True)
class Says:
    """What one document says: `origin[i]` is (extractor, start, end, quote) of the i-th triple; offsets in the document, None without text."""

    referred: Referred
    origin: Sequence[tuple[str, int | None, int | None, str | None]]


def set_referred(store: Store, key: str, found: Sequence[Says]) -> None:
    """Replaces what documents say."""
    import pyarrow

    ids = [s.referred.document for s in found]
    for table in _OF_DOCUMENTS[1:]:
        store.connection.execute(f"DELETE FROM internal.{table} WHERE document IN (SELECT unnest(?::VARCHAR[]))", [ids])
    chains = [(s.referred.document, c) for s in found for c in s.referred.chains]
    store.insert(
        "internal.chains",
        {
            "document": [d for d, _ in chains],
            "number": [c.number for _, c in chains],
            "name": [c.name for _, c in chains],
            "type": [c.type for _, c in chains],
            "local": [c.local for _, c in chains],
        },
    )
    aliases = [(d, c.number, *alias) for d, c in chains for alias in c.aliases]
    store.insert(
        "internal.chain_aliases",
        {name: [a[i] for a in aliases] for i, name in enumerate(("document", "chain", "name", "rule", "score"))},
    )
    refs = [(s.referred.document, r) for s in found for r in s.referred.references]
    store.insert(
        "internal.refs",
        {
            "document": [d for d, _ in refs],
            "paragraph": [r.paragraph for _, r in refs],
            "start_char": [r.start for _, r in refs],
            "end_char": [r.end for _, r in refs],
            "text": [r.text for _, r in refs],
            "type": [r.type for _, r in refs],
            "chain": [r.chain for _, r in refs],
        },
        types={"start_char": pyarrow.int32(), "end_char": pyarrow.int32()},
    )
    _insert_settled(store, found)
    store.connection.execute("UPDATE internal.documents SET referred = ? WHERE id IN (SELECT unnest(?::VARCHAR[]))", [key, ids])


def _insert_settled(store: Store, found: Sequence[Says]) -> None:
    import pyarrow

    rows = [(s.referred.document, t, o) for s in found for t, o in zip(s.referred.triples, s.origin, strict=True)]
    texts, numbers, integer = pyarrow.list_(pyarrow.string()), pyarrow.list_(pyarrow.int32()), pyarrow.int32()
    ends = [_end(t.object) if t.status == "kept" else (None, None, None) for _, t, _ in rows]
    qualifiers = [[(key, *_end(end)) for key, end in t.qualifiers] for _, t, _ in rows]
    store.insert(
        "internal.settled",
        {
            "document": [d for d, _, _ in rows],
            "paragraph": [t.paragraph for _, t, _ in rows],
            "ordinal": [t.ordinal for _, t, _ in rows],
            "extractor": [o[0] for _, _, o in rows],
            "subject": [t.triple.subject for _, t, _ in rows],
            "predicate": [t.triple.predicate for _, t, _ in rows],
            "object": [t.triple.object for _, t, _ in rows],
            "qualifiers": [qualifiers_json(t.triple.qualifiers) for _, t, _ in rows],
            "modality": [t.triple.modality for _, t, _ in rows],
            "confidence": [float(t.triple.confidence) for _, t, _ in rows],
            "status": [t.status for _, t, _ in rows],
            "reason": [t.reason or None for _, t, _ in rows],
            "start_char": [o[1] for _, _, o in rows],
            "end_char": [o[2] for _, _, o in rows],
            "quote": [o[3] for _, _, o in rows],
            "subject_chain": [t.subject if t.status == "kept" else None for _, t, _ in rows],
            "object_chain": [e[0] for e in ends],
            "object_value": [e[1] for e in ends],
            "object_datatype": [e[2] for e in ends],
            "qualifier_keys": [[q[0] for q in qs] for qs in qualifiers],
            "qualifier_chains": [[q[1] for q in qs] for qs in qualifiers],
            "qualifier_values": [[q[2] for q in qs] for qs in qualifiers],
            "qualifier_datatypes": [[q[3] for q in qs] for qs in qualifiers],
        },
        types={
            "reason": pyarrow.string(),
            "quote": pyarrow.string(),
            "start_char": integer,
            "end_char": integer,
            "subject_chain": integer,
            "object_chain": integer,
            "object_value": pyarrow.string(),
            "object_datatype": pyarrow.string(),
            "qualifier_keys": texts,
            "qualifier_chains": numbers,
            "qualifier_values": texts,
            "qualifier_datatypes": texts,
        },
    )


def _end(end: End) -> tuple[int | None, str | None, str | None]:
    return (None, end.value, end.datatype) if isinstance(end, Literal) else (end, None, None)


def qualifiers_json(qualifiers: Iterable[Any]) -> str:
    """Qualifiers as the JSON object of the interface: a value is a list where its key repeats."""
    gathered: dict[str, list[str]] = {}
    for qualifier in qualifiers:
        gathered.setdefault(qualifier.key, []).append(qualifier.value)
    return json.dumps({k: v[0] if len(v) == 1 else v for k, v in gathered.items()}, ensure_ascii=False)
