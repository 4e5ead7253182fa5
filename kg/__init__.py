"""kg: documents → a knowledge graph that people can trust.

    import kg
    graph = kg.build("documents/")                  # in memory; workspace="kg.duckdb" keeps it
    graph.entities, graph.statements
    graph.export("graph.ttl")
    for result in kg.extract(["Marie Curie was born in Warsaw."]): ...

Importing this loads nothing heavy; each room is loaded when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.pipeline import build, extract

__all__ = ["build", "extract"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from kg import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
