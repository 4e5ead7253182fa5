"""The workspace: one DuckDB file, and the only place that knows its SQL.

schema.py     the tables
workspace.py  opening, locking, transactions, compaction
compaction.py the process that writes a workspace anew
corpus.py     sources, documents, paragraphs
said.py       what was extracted from them, and what each document says
fused.py      the graph as it is made: entities, statements, evidence, digest
reading.py    the graph as it is read: by exports, by `kg show`
"""

from kg.store.workspace import Store

__all__ = ["Store"]
