"""The graph's shape in Neo4j: which nodes and relationships a row of kg.store.elements stands for (docs/neo4j.md draws it).

Every node is a :KgNode and has a `key`: the graph's name, a colon, a letter for the kind, the id.  Every relationship has `graph`.  A suffix is
a key without the graph's name and colon: "e3f2a…".  Pure functions of rows: no driver, no queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.sinks.neo4j import tokens, values

VERSION = 1  # of this shape; a load finds out what a change of it means and applies that
_QUOTES, _DOCUMENTS = 25, 100  # so many are listed on a relationship; `support` counts all
_LONG_NAME = 8000  # characters: an index takes 32 kB
LIST_END = "\x1f"  # what parts the items of a list in files: texts in lists do without it


class Node(NamedTuple):
    """A node: `hash` is the id in its key, `values` those of its kind's columns, `extras` more properties, `label` one more label."""

    hash: str
    label: str | None
    values: tuple[Any, ...]
    extras: dict[str, Any] | None = None


class Link(NamedTuple):
    """A relationship from a node of its section to the node with suffix `end`; `kind` is a key of LINKS, `type` its type."""

    kind: str
    end: str
    type: str
    values: tuple[Any, ...] = ()
    extras: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NodeKind:
    """What nodes of one section have in common; `open` means that they have properties of any name, all of them ours."""

    labels: tuple[str, ...]
    columns: tuple[str, ...]
    open: bool = False


# Columns of relationships by kind; the type of a "fact" is its predicate's, of all others the kind itself.
LINKS: dict[str, tuple[str, ...]] = {
    "fact": ("id", "predicate", "wording", "documents", "quotes", "confidence", "support"),
    "FROM_CHUNK": (),
    "SUBJECT": (),
    "OBJECT": (),
    "QUALIFIER": ("name",),
    "SUPPORTED_BY": ("quote", "start", "end", "wording", "confidence"),
    "FROM_DOCUMENT": (),
    "NEXT_CHUNK": (),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of kg.store.elements: the letter of the nodes that its rows belong to, and what the rows become."""

    name: str
    letter: str
    kind: NodeKind | None = None
    node: Callable[[Any, bool], Node] | None = None
    links: Callable[[Any, bool], list[Link]] | None = None


def _document(row: Any, chunks: bool) -> Node:
    hash, id, uri, title, language, date, mime = row
    name = title or (uri or id).rstrip("/").rpartition("/")[2] or id
    told = (id, name, uri or id, title or None, language or None, values.typed(date, "date") if date else None, mime or None)
    return Node(hash, None, told)


def _chunk(row: Any, chunks: bool) -> Node:
    id, _, _, ordinal, start, end, heading, text = row
    return Node(
        id, None, (id, _first_words(text) or f"paragraph {ordinal}", ordinal, text or None, " › ".join(heading or ()) or None, start, end)
    )


def _chunk_links(row: Any, chunks: bool) -> list[Link]:
    _, document, following, *_ = row
    found = [Link("FROM_DOCUMENT", "d" + document, "FROM_DOCUMENT")]
    return [*found, Link("NEXT_CHUNK", "c" + following, "NEXT_CHUNK")] if following else found


def _first_words(text: str) -> str:
    words = " ".join(text[:400].split())
    return words if len(words) <= 60 else words[:60].rpartition(" ")[0] + " …"


def _entity(row: Any, chunks: bool) -> Node:
    id, name, type, aliases = row
    shown, whole = _shown(name)
    return Node(id, tokens.label(type), (id, shown, listed(aliases or ()), type, whole))


def _shown(name: str) -> tuple[str, str | None]:
    """A name that an index takes, and the whole of it where that is longer."""
    return (name, None) if len(name) <= _LONG_NAME else (name[:_LONG_NAME], name)


def _value(row: Any, chunks: bool) -> Node:
    id, value, datatype = row
    shown, whole = _shown(value)
    typed = values.typed(value, datatype)
    first, last = values.days(value) if datatype == "date" else (None, None)
    return Node(id, None, (id, shown, whole if typed == value and whole else typed, datatype, values.unit(value, datatype), first, last))


def _statement(row: Any, chunks: bool) -> Node:
    id, _, predicate, _, confidence, support, _, modality, qualifiers, evidence = row
    told: list[Any] = [id, predicate, predicate, modality, modality == "asserted", confidence, support, None, None]
    if not chunks:
        told[-2:] = _origins([(e["document"], e["quote"]) for e in evidence or ()])
    return Node(id, None, tuple(told), _literals(qualifiers))


def _statement_links(row: Any, chunks: bool) -> list[Link]:
    id, subject, _, object, *_, qualifiers, evidence = row
    found = [Link("SUBJECT", "e" + subject, "SUBJECT"), Link("OBJECT", _end(id, object), "OBJECT")]
    found += [Link("QUALIFIER", "e" + q["object"], "QUALIFIER", (q["key"],)) for q in qualifiers or () if q["object"] is not None]
    if chunks:
        found += [
            Link("SUPPORTED_BY", "c" + e["paragraph"], "SUPPORTED_BY", (e["quote"], e["start"], e["end"], e["predicate"], e["confidence"]))
            for e in evidence or ()
        ]
    return found


def _fact_links(row: Any, chunks: bool) -> list[Link]:
    _, id, predicate, object, confidence, support, common, _, qualifiers, evidence = row
    if evidence is None:
        wording, documents, quotes = None, None, None
    elif len(evidence) == 1:
        document, quote, said = evidence[0]
        wording, documents, quotes = listed((said,)), listed((document,)), listed((quote or "",))
    else:
        wording = listed(sorted({said for _, _, said in evidence}))
        documents, quotes = _origins([(document, quote) for document, quote, _ in evidence])
    type = tokens.relationship_type(predicate) if common else tokens.OTHER
    told = (id, predicate, wording, documents, quotes, confidence, support)
    return [Link("fact", _end(id, object), type, told, _literals(qualifiers) if qualifiers else None)]


def _origins(evidence: Sequence[tuple[str, str | None]]) -> tuple[list[str] | None, list[str] | None]:
    """Documents and quotes, each once, the surest first."""
    documents = listed(list(dict.fromkeys(document for document, _ in evidence))[:_DOCUMENTS])
    return documents, listed(list(dict.fromkeys(quote for _, quote in evidence if quote))[:_QUOTES])


def listed(texts: Iterable[str]) -> list[str] | None:
    """Texts as a list that is the same on every way into Neo4j; None where nothing is left."""
    return [text if text.isprintable() else text.replace(LIST_END, " ") for text in texts if text] or None


def _literals(qualifiers: Any) -> dict[str, Any] | None:
    found = [(q["key"], q["value"] or "", q["datatype"] or "string") for q in qualifiers or () if q["object"] is None]
    return values.qualifier_properties(found) if found else None


def _end(statement: str, object: str | None) -> str:
    return "v" + statement if object is None else "e" + object


def _mention_links(row: Any, chunks: bool) -> list[Link]:
    return [Link("FROM_CHUNK", "c" + row[1], "FROM_CHUNK")]


# In the order in which they are written: Neo4j shows what was made first where somebody asks for anything, and that is to be entities and facts.
SECTIONS = (
    Section("entities", "e", NodeKind(("Entity",), ("id", "name", "aliases", "type", "full_name")), _entity),
    Section("values", "v", NodeKind(("Value",), ("id", "name", "value", "datatype", "unit", "earliest", "latest")), _value),
    Section("facts", "e", links=_fact_links),
    Section("documents", "d", NodeKind(("Document",), ("id", "name", "path", "title", "language", "date", "mime")), _document),
    Section("chunks", "c", NodeKind(("Chunk",), ("id", "name", "index", "text", "heading", "start", "end")), _chunk, _chunk_links),
    Section(
        "statements",
        "s",
        NodeKind(
            ("Statement",),
            ("id", "name", "predicate", "modality", "asserted", "confidence", "support", "documents", "quotes"),
            open=True,
        ),
        _statement,
        _statement_links,
    ),
    Section("mentions", "e", links=_mention_links),
)


def node_labels(section: Section, node: Node) -> list[str]:
    """All labels of a node that are ours, but for KgNode."""
    assert section.kind is not None
    return [*section.kind.labels, node.label] if node.label else list(section.kind.labels)


def node_properties(section: Section, node: Node) -> dict[str, Any]:
    """All properties of a node that are ours, but for the key; None where a column is empty."""
    assert section.kind is not None
    return dict(zip(section.kind.columns, node.values, strict=True)) | (node.extras or {})


def link_properties(link: Link) -> dict[str, Any]:
    """All properties of a relationship, but for the graph; without empty columns."""
    told = {name: value for name, value in zip(LINKS[link.kind], link.values, strict=True) if value is not None}
    return told | link.extras if link.extras else told


def starts(section: Section, rows: Iterable[list[Any]], chunks: bool) -> Iterator[tuple[str, list[Link]]]:
    """(hash of the node they begin at, relationships), those of one node together, in the order of the rows."""
    assert section.links is not None
    make, current = section.links, None
    gathered: list[Link] = []
    for page in rows:
        for row in page:
            if row[0] != current:
                if current is not None:
                    yield current, gathered
                current, gathered = row[0], []
            gathered += make(row, chunks)
    if current is not None:
        yield current, gathered
