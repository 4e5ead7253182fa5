"""References within one document: what its pronouns, descriptions and names stand for, and which triples can stand by themselves.

Knows one document at a time; nothing of the corpus, of storage or of how triples were extracted.
"""

from __future__ import annotations

from kg.refer.settle import refer, resolve_one

__all__ = ["refer", "resolve_one"]
