"""Extraction ↔ bytes: the form in which answers are cached and travel between processes.

Compact JSON (orjson): lists in a fixed order, no names.  The paragraph's id is left out, since equal paragraphs share one answer.
Knows nothing of where the bytes are kept.
"""

from __future__ import annotations

from typing import Any

from kg.model import Extraction, Mention, Qualifier, Span, Triple

FORMAT = 1  # first element; bump when the layout changes


def encode(extraction: Extraction) -> bytes:
    """The extraction without its paragraph's id, as compact JSON.  Lone surrogates survive (as escapes)."""
    import orjson

    rows = [
        [
            t.subject, t.predicate, t.object, t.modality, t.confidence, t.subject_span, t.predicate_span, t.object_span,
            [[q.key, q.value, q.span] for q in t.qualifiers],
        ]
        for t in extraction.triples
    ]  # fmt: skip
    mentions = [[m.start, m.end, m.text, m.kind, m.type, m.sentence, m.role, m.governor] for m in extraction.mentions]
    whole = [FORMAT, extraction.outcome, rows, mentions, extraction.reason, extraction.raw, extraction.tokens_in, extraction.tokens_out]
    try:
        return orjson.dumps(whole)
    except orjson.JSONEncodeError:  # orjson refuses lone surrogates; the standard library writes them as \udXXX
        import json

        return json.dumps(whole, separators=(",", ":")).encode("ascii")


def decode(data: bytes, paragraph_id: str) -> Extraction:
    """The extraction that `encode` was given, under this paragraph's id.  Raises ValueError for bytes of another format."""
    import orjson

    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError:
        import json

        whole = json.loads(data)
    if not isinstance(whole, list) or len(whole) != 8 or whole[0] != FORMAT:
        raise ValueError(f"an extraction of another format: {data[:20]!r}")
    _, outcome, rows, mentions, reason, raw, tokens_in, tokens_out = whole
    return Extraction(
        paragraph_id, outcome, tuple(map(_triple, rows)), tuple(Mention(*m) for m in mentions), reason, raw, tokens_in, tokens_out
    )


def _span(pair: list[int] | None) -> Span | None:
    return None if pair is None else (pair[0], pair[1])


def _triple(row: list[Any]) -> Triple:
    subject, predicate, object_, modality, confidence, a, b, c, quals = row
    return Triple(
        subject, predicate, object_, tuple(Qualifier(key, value, _span(place)) for key, value, place in quals), modality, confidence,
        _span(a), _span(b), _span(c),
    )  # fmt: skip
