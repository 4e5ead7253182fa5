"""The words that a resolver calls its things by: what goes in, what comes out.

Knows nothing of how names are merged.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ANY = "Thing"  # the type of a name of unknown kind: compatible with every other


@dataclass(frozen=True, slots=True)
class Name:
    """One distinct (name, type, scope) of the corpus.  `scope` is "" for a name that identifies everywhere, else the id of the
    only document in which it does (unless the user says who it is); `documents` and `mentions` count its support, `called` how often something is said to be it."""

    name: str
    type: str = ANY
    scope: str = ""
    documents: int = 1
    mentions: int = 1
    called: int = 0


@dataclass(frozen=True, slots=True)
class Alias:
    """In so many documents two proper forms name one thing, by a rule that looked inside the document ("bracketed acronym", …)."""

    left: str
    right: str
    type: str = ANY
    rule: str = "also known as"
    score: float = 1.0
    documents: int = 1


@dataclass(frozen=True, slots=True)
class Merge:
    """One union that was made: the ledger's line.  `left` and `right` are indexes into the names that went in."""

    entity_id: str
    left_name: str
    right_name: str
    rule: str
    score: float
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """What names were merged into."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """`assignment[i]` is the index into `entities` of the i-th name.  The connected components of `merges` are exactly the entities.
    `unused` holds the pairs of the user's lists that met no name, as (list, left, right)."""

    entities: list[Resolved]
    assignment: list[int]
    merges: list[Merge]
    unused: list[tuple[str, str, str]] = field(default_factory=list)
