"""The corpus side of the workspace: sources, items, documents, paragraphs, and the runs that brought them in.

Documents are replaced as wholes.  Knows nothing of triples, entities or statements.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kg.errors import NotFound
from kg.model import Document, Paragraph, Refusal, content_hash
from kg.store.workspace import Store

# What holds rows of a document, in the order in which they are deleted.
OF_DOCUMENTS = ("paragraphs", "chains", "chain_aliases", "refs", "settled")
GIVEN = "given"  # the extractor of records that came with their triples


# ---- sources and items ----------------------------------------------------------------------------------------------------


def sources(store: Store) -> list[tuple[str, str, str]]:
    """(name, location, root) of each known source, sorted."""
    return [(n, where, root) for n, where, root in store.rows("SELECT name, location, root FROM internal_sources ORDER BY ALL")]


def remember_source(store: Store, *, name: str, locations: Sequence[str], root: str) -> None:
    """Keeps a source as it was named, so that it can be read again."""
    store.connection.execute("DELETE FROM internal_sources WHERE name = ?", [name])
    store.insert("internal_sources", {"name": [name] * len(locations), "location": list(locations), "root": [root] * len(locations)})


def items(store: Store) -> dict[str, tuple[str, str]]:
    """{item: (digest of its bytes, settings under which it was read)}"""
    return {i: (digest, settings) for i, digest, settings in store.rows("SELECT id, digest, settings FROM internal_items")}


def members(store: Store, source: str) -> set[str]:
    """The items that belong to a source."""
    return {i for (i,) in store.rows("SELECT item FROM internal_members WHERE source = ?", [source])}


def set_members(store: Store, source: str, found: Iterable[str], *, keep: bool) -> None:
    """Makes `found` the items of a source; with `keep` those that it had before stay."""
    wanted = set(found)
    if keep:
        wanted |= members(store, source)
    store.connection.execute("DELETE FROM internal_members WHERE source = ?", [source])
    ordered = sorted(wanted)
    store.insert("internal_members", {"source": [source] * len(ordered), "item": ordered})


def orphans(store: Store) -> list[str]:
    """Items that no source names any more."""
    return [i for (i,) in store.rows("SELECT id FROM internal_items WHERE id NOT IN (SELECT item FROM internal_members) ORDER BY id")]


def set_items(store: Store, found: Mapping[str, tuple[str, str]]) -> None:
    """Keeps the digest and settings under which items were read."""
    forget_items(store, list(found), documents=False)
    store.insert(
        "internal_items",
        {"id": list(found), "digest": [d for d, _ in found.values()], "settings": [s for _, s in found.values()]},
    )


def forget_items(store: Store, gone: Sequence[str], *, documents: bool = True) -> None:
    """Takes out items and, unless told otherwise, their documents."""
    if documents and gone:
        ids = [i for (i,) in store.rows("SELECT id FROM internal_documents WHERE item IN (SELECT unnest(?))", [list(gone)])]
        delete_documents(store, ids)
    store.connection.execute("DELETE FROM internal_items WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(gone)])


# ---- documents ------------------------------------------------------------------------------------------------------------


def document_digest(document: Document) -> str:
    """A hash of all that the graph may depend on in a document."""
    blocks = "" if not document.blocks else repr(document.blocks)
    given = "" if document.triples is None else repr(document.triples)
    return content_hash(document.id, document.text, document.title, document.date, document.language, document.uri, blocks, given)


def document_index(store: Store) -> dict[str, tuple[str, str, str]]:
    """{document: (item, digest, status)} of all documents, read or refused."""
    found = store.rows("SELECT id, item, digest, status FROM internal_documents")
    return {i: (item, digest or "", status) for i, item, digest, status in found}


def delete_documents(store: Store, ids: Sequence[str]) -> None:
    """Takes out documents and all that they say.  The caller compacts the workspace afterwards: see `forget_extractions`."""
    if not ids:
        return
    given = [list(ids)]
    for table in OF_DOCUMENTS:
        store.connection.execute(f"DELETE FROM internal_{table} WHERE document IN (SELECT unnest(?::VARCHAR[]))", given)
    store.connection.execute("DELETE FROM internal_documents WHERE id IN (SELECT unnest(?::VARCHAR[]))", given)
    store.set_meta("uncompacted", "yes")


def matching_documents(store: Store, wanted: Iterable[Sequence[str]]) -> list[str]:
    """The documents of these ids, or of these items (a JSON Lines file holds many); each is wanted in one or several spellings, the first of
    which that is there counts.  Raises NotFound for what is neither."""
    found: list[str] = []
    for spellings in wanted:
        ids: list[str] = []
        for one in spellings:
            ids = ids or [i for (i,) in store.rows("SELECT id FROM internal_documents WHERE id = ? OR item = ? ORDER BY id", [one, one])]
        if not ids:
            raise NotFound(f"{spellings[-1]}: no document of this id in {store.path}; see: SELECT id FROM documents, or kg stats")
        found += ids
    return sorted(set(found))


def forget_empty_items(store: Store) -> None:
    """Forgets items that are left without a document, so that they are read again if their source still has them."""
    store.connection.execute("DELETE FROM internal_items WHERE id NOT IN (SELECT item FROM internal_documents)")


def forget_extractions(store: Store) -> None:
    """Drops what was extracted from paragraphs that stand in no document any more."""
    store.connection.execute("DELETE FROM internal_extractions WHERE content NOT IN (SELECT content FROM internal_paragraphs)")


def add_documents(store: Store, documents: Sequence[tuple[str, Document, Sequence[Paragraph]]]) -> None:
    """Adds documents that were read, each with its item and its paragraphs; those of the same ids must be gone."""
    found = [d for _, d, _ in documents]
    store.insert(
        "internal_documents",
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
        "internal_paragraphs",
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
        "internal_documents",
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


def refusals(store: Store, items: Collection[str]) -> list[tuple[str, str, bool]]:
    """(document, reason, whether it counts as failed) of what was refused of these items, sorted."""
    found = store.rows("SELECT id, reason, failed, item FROM internal_documents WHERE status = 'refused' ORDER BY id, reason")
    return [(i, reason, failed) for i, reason, failed, item in found if item in items]


def paragraphs(store: Store) -> Iterator[tuple[Paragraph, str]]:
    """Every paragraph and the language of its document ("" where it is not known), by document and ordinal.  The heading path is one text."""
    sql = """SELECT p.id, p.document, p.ordinal, p.start_char, p.end_char, p.text, p.heading, d.title, d.language
        FROM main.paragraphs p JOIN main.documents d ON d.id = p.document ORDER BY p.document, p.ordinal"""
    for page in store.stream(sql):
        for id, document, ordinal, start, end, text, heading, title, language in page:
            yield Paragraph(id, document, ordinal, start, end, text, title or "", (heading,) if heading else ()), language or ""


# ---- runs -----------------------------------------------------------------------------------------------------------------


def add_run(store: Store, *, id: str, started: datetime.datetime, finished: datetime.datetime, report: str) -> None:
    """Keeps the report of a run, as JSON.  Both times are in UTC."""
    times = [time.replace(tzinfo=None) for time in (started, finished)]
    store.connection.execute("INSERT INTO main.runs VALUES (?, ?, ?, ?)", [id, *times, report])
