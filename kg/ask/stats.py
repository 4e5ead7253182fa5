"""`kg stats`: what the workspace holds, counted.

Knows nothing of how it came about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.graph import Graph
from kg.store import Store, lookup

_TOLD = {
    "documents": "documents",
    "outcomes": "paragraphs by outcome",
    "triples": "triples",
    "types": "entities by type",
    "modality": "statements by modality",
    "predicates": "frequent predicates",
    "keys": "qualifiers by key",
    "rules": "merges by rule",
    "refusals": "triples refused because",
}


# The graph holds only what has a statement; a build's report counts all that the workspace holds.
_COUNTED = {
    "entities": "entities with a statement",
    "documents": "documents with evidence",
    "paragraphs": "paragraphs with evidence",
}


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts, the tallies of kg.store.lookup, and the graph's digest."""

    counts: dict[str, int]
    tallies: dict[str, list[tuple[Any, int]]]
    digest: str

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        tallies = {
            f"{name}_by_kind" if name in self.counts else name: {str(kind): n for kind, n in found} for name, found in self.tallies.items()
        }
        return {**self.counts, **tallies, "digest": self.digest}

    def __str__(self) -> str:
        labels = {name: _COUNTED.get(name, name) for name in self.counts}
        width = max(map(len, labels.values()))
        lines = [f"{labels[name]:{width}}  {count:>12,}" for name, count in self.counts.items()]
        for name, title in _TOLD.items():
            found = self.tallies[name]
            if found:
                lines += ["", title, *(f"  {count:>9,}  {kind}" for kind, count in found[:12])]
        return "\n".join([*lines, "", f"digest  {self.digest}"])


def stats(store: Store) -> Stats:
    """Counts what the workspace holds."""
    graph = Graph(store)
    return Stats(graph.statistics(), lookup.tallies(store), graph.digest)
