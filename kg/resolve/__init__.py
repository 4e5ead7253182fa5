"""The corpus decides who is who: names → entities with a ledger of merges, and predicates → canonical wordings.

`resolve` and `resolve_predicates` are the two ways in.
"""

from __future__ import annotations

from kg.resolve.entities import resolve
from kg.resolve.words import Alias, Merge, Name, Resolution, Resolved

__all__ = ["FINGERPRINT", "Alias", "Merge", "Name", "Resolution", "Resolved", "resolve"]

# Changed whenever the same names or predicates would be merged in another way, so that the graph is made anew.
FINGERPRINT = "resolve 5"
