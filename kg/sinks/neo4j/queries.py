"""The Cypher that writes.  All names in it are ours; what comes from documents travels in parameters, as types and labels too.

Nodes are matched by their constrained key, or by Neo4j's own number where this load made them; then the key is looked at as well, since a
number may pass to another node.  Parameters come as one map, $p (connect.py says why).  Knows nothing of what is written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kg.sinks.neo4j.shape import LINKS, Link, Section


@lru_cache(maxsize=64)
def create_nodes(section: Section, extras: bool) -> str:
    """$rows of [hash, label, columns…, extras], $prefix; gives the new nodes' numbers in the order of the rows."""
    assert section.kind is not None
    labels = "".join(":" + name for name in ("KgNode", *section.kind.labels))
    labels += ":$(r[1])" if section.name == "entities" else ""
    columns = "".join(f", {name}: r[{place}]" for place, name in enumerate(section.kind.columns, 2))
    more = f" SET n += r[{len(section.kind.columns) + 2}]" if extras else ""
    return f"UNWIND $p.rows AS r CREATE (n{labels} {{key: $p.prefix + '{section.letter}' + r[0]{columns}}}){more} RETURN collect(id(n))"


JOINED_KINDS = ("QUALIFIER", "SUPPORTED_BY")  # of the relationships that begin at a statement, besides those to its subject and object


@lru_cache(maxsize=64)
def create_joined(section: Section, extras: bool) -> str:
    """Nodes with all their relationships at once: $p.rows of [hash, label, columns…, extras, subject, object, and of each of JOINED_KINDS
    its rows of `link_row`], ends by number, $p.prefix, $p.graph; gives how many relationships were made besides those to subject and object."""
    assert section.kind is not None
    labels = "".join(":" + name for name in ("KgNode", *section.kind.labels))
    columns = "".join(f", {name}: r[{place}]" for place, name in enumerate(section.kind.columns, 2))
    last = len(section.kind.columns) + 2
    more = f" SET n += r[{last}]" if extras else ""
    ends = last + extras
    parts = [
        f"CALL (n, r) {{ UNWIND r[{ends + 2 + place}] AS l {_match('b', 'l[0]', True)} CREATE (n)-[:{kind} {{graph: $p.graph"
        + "".join(f", {name}: l[{at}]" for at, name in enumerate(LINKS[kind], 1))
        + f"}}]->(b) RETURN count(*) AS made{place} }}"
        for place, kind in enumerate(JOINED_KINDS)
    ]
    return (
        f"UNWIND $p.rows AS r {_match('s', f'r[{ends}]', True)} {_match('o', f'r[{ends + 1}]', True)} "
        f"CREATE (s)<-[:SUBJECT {{graph: $p.graph}}]-(n{labels} {{key: $p.prefix + '{section.letter}' + r[0]{columns}}})-[:OBJECT {{graph: $p.graph}}]->(o)"
        f"{more} WITH n, r {' '.join(parts)} RETURN sum({' + '.join(f'made{place}' for place in range(len(parts)))})"
    )


@lru_cache(maxsize=64)
def create_links(kind: str, extras: bool, by_number: bool) -> str:
    """$rows of [start, [row, …]] with rows of `link_row`, $prefix, $graph; gives how many were made."""
    end = "r[0]" if LINKS[kind] else "r"
    names = ["", *(["type"] if kind == "fact" else []), *LINKS[kind]]
    columns = "".join(f", {name}: r[{names.index(name)}]" for name in LINKS[kind])
    type = "$(r[1])" if kind == "fact" else kind
    more = f" SET x += r[{len(names)}]" if extras else ""
    return (
        f"UNWIND $p.rows AS g {_match('a', 'g[0]', by_number)} UNWIND g[1] AS r {_match('b', end, by_number)} "
        f"CREATE (a)-[x:{type} {{graph: $p.graph{columns}}}]->(b){more} RETURN count(x)"
    )


def link_row(end: Any, link: Link, extras: bool) -> Any:
    """What `create_links` reads: [end, type of a fact, columns…, extras], or the end alone where there is no more."""
    if not LINKS[link.kind]:
        return end
    row = [end, link.type, *link.values] if link.kind == "fact" else [end, *link.values]
    return [*row, link.extras] if extras else row


def _match(name: str, value: str, by_number: bool) -> str:
    if by_number:
        # Not STARTS WITH: while its statistics are those of an empty index, the planner would rather walk that than take the number.
        return f"MATCH ({name}:KgNode) WHERE id({name}) = {value} AND left({name}.key, size($p.prefix)) = $p.prefix"
    return f"MATCH ({name}:KgNode {{key: $p.prefix + {value}}})"


# ---- changing what is there: the same for any section.  Where little changes, planning a query and compiling what runs it takes longer
# ---- than running it, so there are few.

# $p.rows of [suffix, labels, properties]: nodes as they are to be, new or not.  A retired one is one of the graph's again.
PUT_NODES = "UNWIND $p.rows AS r MERGE (n:KgNode {key: $p.prefix + r[0]}) REMOVE n:KgRetired SET n:$(r[1]) SET n += r[2] RETURN count(n)"
# $p.rows of [suffix of the start, [[suffix of the end, type, properties], …]]
ADD_LINKS = (
    "UNWIND $p.rows AS g MATCH (a:KgNode {key: $p.prefix + g[0]}) UNWIND g[1] AS r MATCH (b:KgNode {key: $p.prefix + r[0]}) "
    "CREATE (a)-[x:$(r[1]) {graph: $p.graph}]->(b) SET x += r[2] RETURN count(x)"
)
# $p.rows of [number, properties]
CHANGE_LINKS = (
    "UNWIND $p.rows AS r MATCH ()-[x]->() WHERE id(x) = r[0] AND x.graph = $p.graph SET x = r[1] SET x.graph = $p.graph RETURN count(x)"
)
# $p.rows of numbers
DELETE_LINKS = "UNWIND $p.rows AS r MATCH ()-[x]->() WHERE id(x) = r AND x.graph = $p.graph DELETE x"

# The same of what was not read.  $p.rows of [suffix, properties]: nodes that have no properties but ours.
REPLACE_NODES = "UNWIND $p.rows AS r MATCH (n:KgNode {key: $p.prefix + r[0]}) SET n = r[1] SET n.key = $p.prefix + r[0]"
# $p.rows of [suffix of the start, suffix of the end, id or "", properties]: facts and mentions.
_BETWEEN = (
    "UNWIND $p.rows AS r MATCH (a:KgNode {key: $p.prefix + r[0]}) MATCH (b:KgNode {key: $p.prefix + r[1]}) "
    "MATCH (a)-[x]->(b) WHERE x.graph = $p.graph AND coalesce(x.id, '') = r[2] "
)
CHANGE_BETWEEN = _BETWEEN + "SET x = r[3] SET x.graph = $p.graph RETURN count(x)"
DELETE_BETWEEN = _BETWEEN + "DELETE x"
# $p.rows of [suffix]: the relationships that begin at nodes.
DELETE_STARTS = "UNWIND $p.rows AS r MATCH (n:KgNode {key: $p.prefix + r[0]})-[x]->() WHERE x.graph = $p.graph DELETE x"

# A node goes with the relationships of its graph.  One that other people's relationships hang on stays as a bare key, so that they are
# kept, and are at the right place again when its documents return.
# $p.rows of [suffix]; gives the suffixes of those that others' relationships hang on, and leaves them as they are.
DELETE_NODES = (
    "UNWIND $p.rows AS r MATCH (n:KgNode {key: $p.prefix + r[0]}) "
    "WITH n, r[0] AS suffix, EXISTS { (n)-[x]-() WHERE coalesce(x.graph, '') <> $p.graph } AS held "
    "FOREACH (x IN CASE WHEN held THEN [] ELSE [n] END | DETACH DELETE x) RETURN collect(CASE WHEN held THEN suffix END)"
)
# $p.rows of [suffix, labels, properties].
LOOSEN_NODES = "UNWIND $p.rows AS r MATCH (n:KgNode {key: $p.prefix + r[0]})-[x]-() WHERE x.graph = $p.graph DELETE x"
RETIRE_NODES = "UNWIND $p.rows AS r MATCH (n:KgNode {key: $p.prefix + r[0]}) WHERE NOT n:KgRetired REMOVE n:$(r[1]) SET n:KgRetired SET n += r[2] RETURN count(n)"

# ---- reading what is there: one record with all that was found, since each record of many is a message of its own.

# $p.ranges of [from, below]: keys; $p.skip: the length of what stands before the hash in a key.
_NODES = "UNWIND $p.ranges AS x MATCH (n:KgNode) WHERE n.key >= x[0] AND n.key < x[1] "
READ_NODES = _NODES + "RETURN collect([substring(n.key, $p.skip), labels(n), properties(n)])"
_LINKS = (
    "MATCH (n)-[l:{types}]->(m) WHERE l.graph = $p.graph AND m:KgNode "
    "RETURN collect([substring(n.key, $p.skip), id(l), type(l), substring(m.key, $p.skip - 1), properties(l)])"
)
READ_LINKS = _NODES + _LINKS.format(types="!FROM_CHUNK")
READ_MENTIONS = _NODES + _LINKS.format(types="FROM_CHUNK")
