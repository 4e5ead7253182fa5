"""The graph as a folder of tables, Parquet or CSV, written by DuckDB.

entities, statements, qualifiers, evidence, documents, paragraphs (those that evidence names) and predicates, each sorted.  A text is data whatever it
begins with: in CSV every text is quoted, and "=1+1" stays "=1+1"; import such columns as text where a spreadsheet would calculate.
"""

from __future__ import annotations

from pathlib import Path

from kg.graph import Graph

TABLES = ("entities", "statements", "qualifiers", "evidence", "documents", "paragraphs", "predicates")


def write(graph: Graph, target: Path, *, format: str) -> None:
    """Fills the folder `target`.  In CSV, lists are JSON text; a missing value is empty without quotation marks, an empty text has them."""
    for name in TABLES:
        graph.reading.copy(name, target / f"{name}.{format}", format=format)
