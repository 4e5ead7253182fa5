"""The workspace: one DuckDB file, and the only place that knows its SQL.

schema.py      the tables
workspace.py   opening, locking, transactions, compaction
compaction.py  the process that writes a workspace anew
corpus.py      sources, documents, paragraphs, runs
said.py        what was extracted from them, and what each document says
fused.py       the graph as it is made: entities, statements, evidence, digest
reading.py     the graph as it is read whole: by exports
lookup.py      single entities and statements, as `kg show`, `explain` and `stats` ask for them
elements.py    the graph as nodes and relationships, with fingerprints: for a database that is kept in step
sketch.py      sketches of sets of rows, which tell where two differ
"""

from kg.store.workspace import Store

__all__ = ["Store"]
