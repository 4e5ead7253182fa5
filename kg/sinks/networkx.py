"""The graph for networkx, and through it as GraphML, GEXF and node-link JSON.

Nodes are entities, and one for each statement whose object is a literal, so that no statement is lost and no year becomes a crossroads.
Each statement is one edge, its key the statement's id.  A networkx graph lives in memory: for very large graphs take RDF or tables.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.graph import ByStatement, Graph, flat
from kg.sinks.text import fit
from kg.store.reading import Row


def to_networkx(graph: Graph) -> Any:
    """A networkx.MultiDiGraph.

    Nodes: `label`, `kind` ("entity" or "value"); entities have `type` and `aliases` and are keyed by their id, values have `value` and
    `datatype` and are keyed "value/" and the statement's id.  Edges: `label` (the canonical predicate), `written` (the wordings in the texts),
    `qualifiers` (a list of key, value and, for an entity, id), `modality`, `confidence` (of the best evidence), `documents`, `quotes`.
    """
    import networkx

    made = networkx.MultiDiGraph(name="knowledge graph")
    for id, name, type, aliases in flat(graph.reading.entities()):
        made.add_node(id, label=name, kind="entity", type=type, aliases=list(aliases or ()))
    qualifiers, evidence = ByStatement(graph.reading.qualifiers()), ByStatement(graph.reading.evidence())
    for id, subject, predicate, object, value, datatype, modality, _, _ in flat(graph.reading.statements()):
        target = object
        if object is None:
            target = f"value/{id}"
            made.add_node(target, label=value, kind="value", value=value, datatype=datatype)
        made.add_edge(
            subject,
            target,
            key=id,
            label=predicate,
            modality=modality,
            qualifiers=[_qualifier(row) for row in qualifiers.of(id)],
            **_support(evidence.of(id)),
        )
    return made


def write(graph: Graph, target: Path, *, format: str) -> None:
    """Writes GraphML, GEXF or node-link JSON.  What XML cannot hold is left out of texts; lists are JSON text there."""
    made = to_networkx(graph)
    if format == "json":
        _write_json(made, target)
    else:
        (_write_graphml if format == "graphml" else _write_gexf)(_flattened(made), target)


def _qualifier(row: Row) -> dict[str, str]:
    _, key, object, _, datatype, name = row
    return (
        {"key": key, "value": name, "id": object} if object is not None else {"key": key, "value": name, "datatype": datatype or "string"}
    )


def _support(rows: list[Row]) -> dict[str, Any]:
    return {
        "confidence": max((row[9] for row in rows), default=0.0),
        "written": list(dict.fromkeys(row[6] for row in rows)),
        "documents": list(dict.fromkeys(row[1] for row in rows)),
        "quotes": list(dict.fromkeys(row[5] for row in rows if row[5] is not None)),
    }


def _write_json(made: Any, target: Path) -> None:
    import networkx

    with open(target, "w", encoding="utf-8", newline="\n") as file:
        json.dump(networkx.node_link_data(made, edges="links"), file, ensure_ascii=False, indent=1)


def _write_graphml(made: Any, target: Path) -> None:
    import networkx

    networkx.write_graphml(made, target, encoding="utf-8", named_key_ids=True)


def _write_gexf(made: Any, target: Path) -> None:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(made)
    for meta in writer.xml.iter("meta"):  # networkx writes the day; equal graphs have equal bytes
        meta.attrib.pop("lastmodifieddate", None)
    with open(target, "wb") as file:
        writer.write(file)


def _flattened(made: Any) -> Any:
    """A copy whose attributes are numbers and clean text."""
    import networkx

    plain = networkx.MultiDiGraph(name=made.graph["name"])
    plain.add_nodes_from((fit(node), _plain(held)) for node, held in made.nodes(data=True))
    plain.add_edges_from((fit(a), fit(b), fit(key), _plain(held)) for a, b, key, held in made.edges(keys=True, data=True))
    return plain


def _plain(held: dict[str, Any]) -> dict[str, Any]:
    return {name: _fitting(value) for name, value in held.items() if value is not None}


def _fitting(value: Any) -> Any:
    if isinstance(value, list):
        return fit(json.dumps(value, ensure_ascii=False))
    return fit(value) if isinstance(value, str) else value
