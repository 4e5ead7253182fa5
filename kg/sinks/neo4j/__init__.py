"""Neo4j: a database that is kept in step with the graph.

sync.py     the whole story of a load
shape.py    which nodes and relationships a row stands for
values.py   literals as properties
tokens.py   types, labels and names of properties
state.py    what the database remembers of the last load
apart.py    the difference, told by sketches without looking
compare.py  the difference, looked for
writer.py   batches
queries.py  the Cypher that writes
indexes.py  constraints and indexes
connect.py  addresses, errors, versions
embed.py    vectors of paragraphs
bulk.py     files for neo4j-admin

Only kg's own nodes and relationships are ever written: its nodes are :KgNode with a key of their graph's name and their id, its
relationships carry the graph's name.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import TargetError, wrong_use
from kg.report import Progress, silent
from kg.settings import GRAPH_NAME, REIFY
from kg.sinks.neo4j.connect import Address, bring_driver, checked, is_uri

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.settings import Neo4j

__all__ = ["Address", "Summary", "address", "bring_driver", "checked", "is_uri", "load", "load_as_set"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a load did, or would do: (nodes, relationships) each; `seconds` by the clock."""

    created: tuple[int, int]
    changed: tuple[int, int]
    deleted: tuple[int, int]
    unchanged: tuple[int, int]
    seconds: float
    dry_run: bool = False
    embedded: int | None = None  # paragraphs that got a vector; None where none were asked for

    def as_json(self) -> dict[str, Any]:
        """The summary as the interface has it."""
        told = {name: dict(zip(("nodes", "relationships"), getattr(self, name), strict=True)) for name in _COUNTS}
        vectors = {} if self.embedded is None else {"embedded": self.embedded}
        return {**told, **vectors, "seconds": round(self.seconds, 3)}

    def __str__(self) -> str:
        lines = [f"{name:<10}{nodes:,} nodes, {links:,} relationships" for name in _COUNTS for nodes, links in [getattr(self, name)]]
        if self.embedded is not None:
            lines.append(f"{'embedded':<10}{self.embedded:,} paragraphs")
        if not any(self.created + self.changed + self.unchanged) and any(self.deleted):
            lines.append(f"{'note':<10}the graph is empty, and so is its part of the database")
        return "\n".join([*lines, f"{'time':<10}{self.seconds:.1f} s" + (" (nothing was written)" if self.dry_run else "")])


_COUNTS = ("created", "changed", "deleted", "unchanged")


def load(
    graph: Graph,
    uri: str | Address,
    *,
    name: str = "kg",
    statements: str = "qualified",
    chunks: bool = True,
    embed: str = "",
    dry_run: bool = False,
    verify: bool = False,
    progress: Progress = silent,
) -> Summary:
    """Brings a Neo4j database into step with the graph, and tells what that took; a second load changes nothing.

    `name` tells several graphs in one database apart.  `statements` become nodes of their own where a relationship cannot say them
    ("qualified"), "all" or "none".  `chunks` are the paragraphs and their documents.  `embed` is an encoder (a folder or hub id) by which
    each chunk gets the vector that it has not yet.  `dry_run` writes nothing, `verify` reads and compares all instead of trusting the
    fingerprints.  `uri` is an address, or an Address with user and database.  Raises TargetError.
    """
    from kg.sinks.neo4j import embed as vectors
    from kg.sinks.neo4j.connect import Database
    from kg.sinks.neo4j.sync import run
    from kg.store.elements import Elements

    if not GRAPH_NAME.fullmatch(name):
        raise wrong_use(TargetError(f"{name!r}: no name for a graph; take up to 32 letters, digits, - and _, a letter first"))
    if statements not in REIFY:
        raise wrong_use(TargetError(f"{statements!r}: no way to write statements; use one of {', '.join(REIFY)}"))
    begun = time.monotonic()
    elements = Elements(graph.reading, reify=statements, chunks=chunks)
    try:
        with Database(uri if isinstance(uri, Address) else Address(uri)) as database:
            tally = run(database, elements, graph=name, dry_run=dry_run, verify=verify, progress=progress)
            made = None
            if embed and chunks and not dry_run:
                made = vectors.embed(database, prefix=f"{name}:", digest=elements.digest(), model=embed, anew=verify, progress=progress)
    finally:
        elements.close()
    unchanged = (tally.total[0] - tally.created[0] - tally.changed[0], tally.total[1] - tally.created[1] - tally.changed[1])
    done = [(counts[0], counts[1]) for counts in (tally.created, tally.changed, tally.deleted)]
    return Summary(done[0], done[1], done[2], unchanged, time.monotonic() - begun, dry_run, made)


def address(uri: str | None, settings: Neo4j, *, user: str | None = None, database: str | None = None) -> Address:
    """Where a database is, from what was given and, for the rest, from the settings.  Raises TargetError where neither names one."""
    where = uri or settings.uri
    if not where:
        raise wrong_use(TargetError("no database is named; give an address, as in: kg load neo4j://localhost:7687, or set neo4j.uri"))
    return Address(where, user or settings.user, settings.password_env, database or settings.database, settings.timeout)


def load_as_set(
    graph: Graph,
    where: str | Address,
    settings: Neo4j,
    *,
    statements: str | None = None,
    name: str | None = None,
    embed: str | None = None,
    **options: Any,
) -> Summary:
    """`load` with the settings for what is not given."""
    to = where if isinstance(where, Address) else address(where, settings)
    given: dict[str, Any] = {
        "name": name or settings.graph,
        "statements": statements or settings.statements,
        "embed": embed or settings.embed,
    }
    return load(graph, to, **given, **options)
