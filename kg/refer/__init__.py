"""References within one document: what its pronouns, descriptions and names stand for, and which triples can stand by themselves.

Knows one document at a time; nothing of the corpus, of storage or of how triples were extracted.
"""

from __future__ import annotations

from kg.refer.settle import refer, resolve_one

__all__ = ["FINGERPRINT", "refer", "resolve_one"]

# Changed whenever the same extractions would be settled in another way, so that documents are settled anew.
FINGERPRINT = "refer 40"
