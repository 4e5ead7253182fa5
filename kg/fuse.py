"""Triples + entities → statements with qualifiers and evidence: the graph itself.

The joins over the corpus are the store's; this room decides what is told to it: which names to merge, how predicates are worded.
Knows nothing of documents' texts, and of exports.
"""

from __future__ import annotations

import re

from kg.model import Paragraph, Settled
from kg.normalize.predicates import canonical, unturned
from kg.resolve import Alias, Name, Resolution, resolve
from kg.resolve.predicates import of_things, resolve_predicate
from kg.settings import Resolve
from kg.store import Store, fused

_PREPOSITION = re.compile(
    r"\b(?:in|on|at|by|from|since|after|before|until|till|during|between|throughout|for|as|with|to|of|near|under|according to)\s+(?:(?:the|an?)\s+)?$",
    re.IGNORECASE,
)

_WITHOUT_EFFECT = {
    "same_as": "join nothing: the documents do not name both; write them as kg show tells them",
    "different_from": "part nothing: the documents do not name both; write them as kg show tells them",
}


def place(settled: Settled, paragraph: Paragraph) -> tuple[int | None, int | None, str | None]:
    """Where a triple stands: (start, end, quote) in the document, the slice that covers all its parts, and the preposition of a qualifier
    that comes first; Nones without text."""
    triple = settled.triple
    parts = [span for span in (triple.subject_span, triple.predicate_span, triple.object_span) if span is not None]
    around = [q.span for q in triple.qualifiers if q.span is not None]
    if not paragraph.text or not parts and not around:
        return None, None, None
    start, end = min(s for s, _ in parts + around), max(e for _, e in parts + around)
    if all(start < s for s, _ in parts) and (before := _PREPOSITION.search(paragraph.text, max(0, start - 16), start)):
        start = before.start()
    return paragraph.start + start, paragraph.start + end, paragraph.text[start:end]


def resolve_entities(store: Store, settings: Resolve) -> list[str]:
    """Merges the names of the corpus into entities and stores them with the ledger; gives a note for each pair of the user's lists without effect."""
    found = [Name(*row) for row in fused.names(store)]
    resolution: Resolution = resolve(
        found,
        [Alias(*row) for row in fused.aliases(store)],
        same_as=settings.same_as,
        different_from=settings.different_from,
        threshold=settings.threshold,
    )
    ids = [entity.id for entity in resolution.entities]
    fused.set_entities(
        store,
        keys=[(name.name, name.type, name.scope) for name in found],
        assignment=[ids[index] for index in resolution.assignment],
        entities=((entity.id, entity.name, entity.type) for entity in resolution.entities),
        merges=((m.entity_id, m.left_name, m.right_name, m.rule, m.score) for m in resolution.merges),
    )
    return [f"[resolve] {name}: {left!r} and {right!r} {_WITHOUT_EFFECT[name]}" for name, left, right in resolution.unused]


def fuse_statements(store: Store) -> None:
    """Makes statements, qualifiers and evidence of all kept triples, and stores them."""
    wordings: dict[str, tuple[str, bool, str, str]] = {}
    for written in fused.predicates(store):
        predicate = canonical(written)
        wording, turned = resolve_predicate(predicate.wording)
        narrow = predicate.wording if of_things(predicate.wording) else wording
        wordings[written] = (wording, predicate.inverse != turned, unturned(written), narrow)
    fused.set_statements(store, wordings)
