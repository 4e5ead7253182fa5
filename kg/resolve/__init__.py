"""The corpus decides who is who: names → entities with a ledger of merges, and predicates → canonical wordings.

entities.py       `resolve`: the order of all that joins names
documents.py      joins that documents say themselves ("the European Space Agency (ESA)")
abbreviations.py  joins by a shipped list
rules.py          joins by names alone;  slips.py  slips of the pen
clusters.py       clusters with their guards and the ledger
forms.py          what a name is made of, and which two can never be one
words.py          what goes in and what comes out
predicates.py     `resolve_predicate`: wordings of one meaning
"""

from __future__ import annotations

from kg.resolve.entities import resolve
from kg.resolve.words import Alias, Merge, Name, Resolution, Resolved

__all__ = ["FINGERPRINT", "Alias", "Merge", "Name", "Resolution", "Resolved", "resolve"]

# Changed whenever the same names or predicates would be merged in another way, so that the graph is made anew.
FINGERPRINT = "resolve 8"
