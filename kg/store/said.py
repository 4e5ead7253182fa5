"""What was said of the corpus: extractions, kept by the content of their paragraph, and the settled triples of each document.

Knows nothing of entities or statements, and nothing of how anything was extracted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.model import End, Literal, Paragraph, Qualifier, Referred
from kg.store.corpus import GIVEN, OF_DOCUMENTS
from kg.store.workspace import Store

# ---- extraction -----------------------------------------------------------------------------------------------------------

_PENDING = """
SELECT p.document, p.ordinal, p.id, p.start_char, p.end_char, p.text, p.heading, p.content, d.title
FROM internal_paragraphs p JOIN internal_documents d ON d.id = p.document
WHERE p.content NOT IN (SELECT content FROM internal_extractions WHERE extractor IN (?, ?))
  AND (p.document > ? OR (p.document = ? AND p.ordinal > ?))
ORDER BY p.document, p.ordinal LIMIT ?
"""


def pending(store: Store, extractor: str, *, page: int = 4000) -> Iterator[Paragraph]:
    """Paragraphs that this extractor has not seen yet, each content once in a page, in order, read in pages so that memory is bounded
    while results are being stored."""
    document, ordinal = "", -1
    while True:
        found = store.rows(_PENDING, [extractor, GIVEN, document, document, ordinal, page])
        seen: set[str] = set()
        for of, number, id, start, end, text, heading, content, title in found:
            if content not in seen:
                seen.add(content)
                yield Paragraph(id, of, number, start, end, text, title or "", tuple(heading or ()))
        if len(found) < page:
            return
        document, ordinal = found[-1][0], found[-1][1]


def count_pending(store: Store, extractor: str) -> int:
    """How many paragraphs this extractor has yet to see."""
    number: int = store.rows(
        """SELECT count(*) FROM internal_paragraphs
        WHERE content NOT IN (SELECT content FROM internal_extractions WHERE extractor IN (?, ?))""",
        [extractor, GIVEN],
    )[0][0]
    return number


def forget_unanswered(store: Store, extractor: str, reason: str) -> None:
    """Drops this extractor's failures whose reason begins with `reason`, so that they are done anew, and with them that their documents
    were settled."""
    found = "SELECT content FROM internal_extractions WHERE extractor = ? AND outcome = 'failed' AND starts_with(reason, ?)"
    store.connection.execute(
        f"UPDATE internal_documents SET referred = NULL WHERE id IN (SELECT document FROM internal_paragraphs WHERE content IN ({found}))",
        [extractor, reason],
    )
    store.connection.execute(
        "DELETE FROM internal_extractions WHERE extractor = ? AND outcome = 'failed' AND starts_with(reason, ?)", [extractor, reason]
    )


def tokens(store: Store, extractor: str) -> tuple[int, int]:
    """How many tokens were read and written for all answers that are kept of extractors whose fingerprint begins so."""
    sums = "SELECT coalesce(sum(tokens_in), 0), coalesce(sum(tokens_out), 0) FROM internal_extractions"
    read, written = store.rows(f"{sums} WHERE starts_with(extractor, ?)", [extractor])[0]
    return int(read), int(written)


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
            "SELECT content FROM internal_extractions WHERE extractor = ? AND content IN (SELECT unnest(?::VARCHAR[]))",
            [extractor, [e.content for e in once]],
        )
    }
    once = [e for e in once if e.content not in known]
    store.insert(
        "internal_extractions",
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


def unreferred(store: Store, key: str, extractors: Sequence[str], *, page: int = 256) -> Iterator[list[Unreferred]]:
    """Documents whose references were not settled under `key`, in pages."""
    last = ""
    while True:
        documents = store.rows(
            """SELECT id, title, date FROM internal_documents
            WHERE status = 'read' AND referred IS DISTINCT FROM ? AND id > ? ORDER BY id LIMIT ?""",
            [key, last, page],
        )
        if not documents:
            return
        ids = [d[0] for d in documents]
        rows = store.rows(
            """SELECT p.document, p.id, p.ordinal, p.start_char, p.end_char, p.text, p.heading, p.content
            FROM internal_paragraphs p WHERE p.document IN (SELECT unnest(?::VARCHAR[])) ORDER BY p.document, p.ordinal""",
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
        """SELECT content, extractor, payload FROM internal_extractions
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
    for table in OF_DOCUMENTS[1:]:
        store.connection.execute(f"DELETE FROM internal_{table} WHERE document IN (SELECT unnest(?::VARCHAR[]))", [ids])
    chains = [(s.referred.document, c) for s in found for c in s.referred.chains]
    store.insert(
        "internal_chains",
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
        "internal_chain_aliases",
        {name: [a[i] for a in aliases] for i, name in enumerate(("document", "chain", "name", "rule", "score"))},
    )
    refs = [(s.referred.document, r) for s in found for r in s.referred.references]
    store.insert(
        "internal_refs",
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
    store.connection.execute("UPDATE internal_documents SET referred = ? WHERE id IN (SELECT unnest(?::VARCHAR[]))", [key, ids])


def _insert_settled(store: Store, found: Sequence[Says]) -> None:
    import pyarrow

    rows = [(s.referred.document, t, o) for s in found for t, o in zip(s.referred.triples, s.origin, strict=True)]
    texts, numbers, integer = pyarrow.list_(pyarrow.string()), pyarrow.list_(pyarrow.int32()), pyarrow.int32()
    ends = [_end(t.object) if t.status == "kept" else (None, None, None) for _, t, _ in rows]
    qualifiers = [[(key, *_end(end)) for key, end in t.qualifiers] for _, t, _ in rows]
    store.insert(
        "internal_settled",
        {
            "document": [d for d, _, _ in rows],
            "paragraph": [t.paragraph for _, t, _ in rows],
            "ordinal": [t.ordinal for _, t, _ in rows],
            "extractor": [o[0] for _, _, o in rows],
            "subject": [t.triple.subject for _, t, _ in rows],
            "predicate": [t.triple.predicate for _, t, _ in rows],
            "object": [t.triple.object for _, t, _ in rows],
            "qualifiers": [_qualifiers_json(t.triple.qualifiers) for _, t, _ in rows],
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


def _qualifiers_json(qualifiers: Iterable[Qualifier]) -> str:
    """Qualifiers as the JSON object of the interface: a value is a list where its key repeats."""
    gathered: dict[str, list[str]] = {}
    for qualifier in qualifiers:
        gathered.setdefault(qualifier.key, []).append(qualifier.value)
    return json.dumps({k: v[0] if len(v) == 1 else v for k, v in gathered.items()}, ensure_ascii=False)
