"""kg: documents → a knowledge graph that people can trust.

    import kg
    graph = kg.build("documents/")                  # in memory; workspace="kg.duckdb" keeps it
    graph.entities, graph.statements
    graph.export("graph.ttl")
    for result in kg.extract(["Marie Curie was born in Warsaw."]): ...

Importing this loads nothing heavy; each room is loaded when it is used.  CONTRIBUTING.md has the rooms in their order, from `errors` to `cli`.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.pipeline import build, extract

__all__ = ["build", "extract"]


class _Extract(ModuleType):
    """The package `kg.extract`, which can also be called: `kg.extract(paragraphs)`, see kg.pipeline.extract."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        from kg import pipeline

        return pipeline.extract(*arguments, **options)


# A package and a function of one name: importing any of its modules would put the bare package in the function's place.
import_module("kg.extract").__class__ = _Extract


def __getattr__(name: str) -> Any:
    if name == "build":
        from kg import pipeline

        return pipeline.build
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
