"""Where the graph goes: one module for each kind of target, all of them `write(graph, target, *, format, **options)`.

rdf.py        Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML: the whole of an export
rdf_facts.py  its entities, statements and evidence
rdf_terms.py  its IRIs, literals and vocabularies
networkx.py   GraphML, GEXF, node-link JSON
tables.py     a folder of Parquet or CSV
neo4j/        a database that is kept in step; files for neo4j-admin
target.py     what was written moves into place, whole or not at all
text.py       text that every format can hold

A sink sees a Graph and nothing before it.  What it writes stands beside the target under another name until it is whole.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Protocol

from kg.errors import TargetError, wrong_use
from kg.graph import Graph
from kg.sinks.target import check, in_place

# Suffix (or name of a format in a folder): the module that writes it.
FILES = {
    "ttl": "rdf",
    "nt": "rdf",
    "nq": "rdf",
    "trig": "rdf",
    "jsonld": "rdf",
    "rdf": "rdf",
    "graphml": "networkx",
    "gexf": "networkx",
    "json": "networkx",
}
FOLDERS = {"parquet": "tables", "csv": "tables", "neo4j-admin": "neo4j.bulk"}


class Sink(Protocol):
    """Writes the whole graph to `target`, a path that does not exist yet; `format` is a key of FILES or FOLDERS.

    Lets OSError pass: `export` tells it to people."""

    def __call__(self, graph: Graph, target: Path, *, format: str, **options: Any) -> None: ...


def export(
    graph: Graph, target: str | Path, *, format: str | None = None, min_confidence: float = 0.0, base: str | None = None, **more: Any
) -> Path:
    """Writes the graph to a file, or to a folder where `target` ends in "/" or is one; gives the path that was written.

    `format` is one of FILES or FOLDERS; by default the suffix says it, and a folder holds Parquet.  `min_confidence` (0 to 1) leaves out
    statements whose best evidence is below it.  `base` is the IRI below which RDF is minted; `more` are other options
    of the one format (see its module).  Nothing stands at the target before all of it is
    written, and what stood there stays when that fails.  Raises TargetError.
    """
    chosen = format_of(target, format)
    sink = sink_of(chosen)
    options = more | ({"base": base} if base is not None and FILES.get(chosen) == "rdf" else {})
    given = graph.at_least(min_confidence) if min_confidence > 0 else graph
    return in_place(target, lambda path: sink(given, path, format=chosen, **options), folder=chosen in FOLDERS)


def format_of(target: str | Path, format: str | None = None) -> str:
    """The format of a target; raises TargetError for one that nobody writes."""
    told = str(target)
    suffix = Path(told).suffix.lower()[1:]
    if format is not None:
        chosen = format.lower().lstrip(".")
        if chosen in FOLDERS and suffix in FILES:
            raise wrong_use(TargetError(f"{told}: {chosen} is a folder of several files; name one, as in {Path(told).stem}/"))
        if chosen in FILES and told.endswith(("/", "\\")):
            raise wrong_use(TargetError(f"{told}: {chosen} is one file; name it, as in {told}graph.{chosen}"))
    elif told.endswith(("/", "\\")) or Path(told).is_dir():
        chosen = "parquet"
    else:
        chosen = suffix
        if chosen in FOLDERS:
            raise wrong_use(
                TargetError(f"{told}: {chosen} is a folder of several files; name one, as in {Path(told).stem}/, with --format {chosen}")
            )
    if chosen not in FILES and chosen not in FOLDERS:
        what = f"format {format}" if format is not None else f"suffix {Path(told).suffix}" if Path(told).suffix else "no suffix"
        known = f".{' .'.join(FILES)}, or a folder DIR/ (--format {', '.join(FOLDERS)})"
        raise wrong_use(TargetError(f"{told}: {what}, which nobody writes; use one of {known}"))
    return chosen


def ready(target: str | Path, format: str | None = None) -> str:
    """The format of a target; raises TargetError where `export` would, so that it can be told before the work of hours."""
    chosen = format_of(target, format)
    check(target, folder=chosen in FOLDERS)
    return chosen


def sink_of(format: str) -> Sink:
    """The function that writes a format."""
    found: Sink = importlib.import_module(f"kg.sinks.{(FILES | FOLDERS)[format]}").write
    return found
