"""Files for `neo4j-admin database import`: the quickest way in for graphs of many millions, and the same nodes and relationships as a load.

A folder of CSV files and import.sh with the exact command.  The import makes a new database; what kg remembers of a graph (state.py) comes
with it, so that the next `kg load` changes nothing, and only makes the constraint and the indexes, which are no part of an import.

Most rows need no look at what they hold: DuckDB writes them (_PLAIN), some twenty times as fast as Python.  The rest are rows of shape.py.
Files are few, since each costs the importer a tenth of a second: rows that tell different properties share one as long as types agree.
Knows the shape; nothing of servers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.errors import TargetError
from kg.settings import REIFY
from kg.sinks.neo4j import state, sync, tokens
from kg.sinks.neo4j.indexes import LINK_SECTIONS, NODE_SECTIONS
from kg.sinks.neo4j.shape import LIST_END, link_properties, node_labels, node_properties, starts
from kg.store.elements import Elements

if TYPE_CHECKING:
    from kg.graph import Graph

_WIDEST = 100  # properties that rows of one file may tell between them
_HELD = 20_000  # lines of a file that wait to be written
_BUFFER = 4_194_304  # characters that the importer reads at once, where no field is longer
_COMMAND = """#!/bin/sh
# Makes the database "neo4j" (or the one named) of a stopped server from these files: sh import.sh [NAME]
# Then start the server and run kg load once, which makes the constraint and the indexes.
cd "$(dirname "$0")" || exit 1
neo4j-admin database import full "${{1:-neo4j}}" \\
  {words}
"""
_OPTIONS = "--overwrite-destination --bad-tolerance=0 --id-type=string --multiline-fields=true --array-delimiter=U+001F"


class _Plain(NamedTuple):
    """A file that DuckDB writes: its name, a table of Elements.copy, and columns as expressions, where {e} and the like stand for what comes
    before an id in a key; what the import is told of all rows (labels or a type); with or without chunks, None for both."""

    name: str
    table: str
    columns: dict[str, str]
    told: str = ""
    chunks: bool | None = None


def _list(text: str) -> str:
    """A list of one text, as shape.listed has it."""
    return f"nullif(replace({text}, chr({ord(LIST_END)}), ' '), '')"


_ORIGINS = {"documents:string[]": _list("document"), "quotes:string[]": _list("quote")}
_END = "CASE WHEN object IS NULL THEN {v} || id ELSE {e} || object END"
_STATEMENT = {
    "key:ID": "{s} || id",
    "id:string": "id",
    "name:string": "predicate",
    "predicate:string": "predicate",
    "modality:string": "modality",
    "asserted:boolean": "modality = 'asserted'",
    "confidence:double": "confidence",
    "support:long": "support",
}
_FACT = {
    ":START_ID": "{e} || subject",
    ":END_ID": _END,
    ":TYPE": f"coalesce(token, '{tokens.OTHER}')",
    "id:string": "id",
    "predicate:string": "predicate",
    "wording:string[]": _list("said"),
    **_ORIGINS,
    "confidence:double": "confidence",
    "support:long": "support",
}
_QUALIFIER = {":START_ID": "{s} || statement", ":END_ID": "{e} || object", "name:string": "key"}
_SUPPORTED_BY = {
    ":START_ID": "{s} || statement",
    ":END_ID": "{c} || paragraph",
    "quote:string": "quote",
    "start:long": "start_char",
    "end:long": "end_char",
    "wording:string": "predicate",
    "confidence:double": "confidence",
}
_PLAIN_NODES = (
    _Plain("statements", "statements", _STATEMENT, "KgNode:Statement=", True),
    _Plain("statements", "statements", _STATEMENT | _ORIGINS, "KgNode:Statement=", False),
)
_PLAIN_LINKS = (
    _Plain("facts", "facts", _FACT),
    _Plain("subject", "ends", {":START_ID": "{s} || id", ":END_ID": "{e} || subject"}, "SUBJECT="),
    _Plain("object", "ends", {":START_ID": "{s} || id", ":END_ID": _END}, "OBJECT="),
    _Plain("qualifier", "qualifiers", _QUALIFIER, "QUALIFIER="),
    _Plain("supported_by", "evidence", _SUPPORTED_BY, "SUPPORTED_BY=", True),
    _Plain("from_chunk", "mentions", {":START_ID": "{e} || entity", ":END_ID": "{c} || chunk"}, "FROM_CHUNK="),
    _Plain("from_document", "chunks", {":START_ID": "{c} || id", ":END_ID": "{d} || document"}, "FROM_DOCUMENT="),
    _Plain("next_chunk", "following", {":START_ID": "{c} || id", ":END_ID": "{c} || next"}, "NEXT_CHUNK="),
)


def write(graph: Graph, target: Path, *, format: str, name: str = "kg", statements: str = "qualified", chunks: bool = True) -> None:
    """Fills the folder `target`; options as in kg.sinks.neo4j.load.  Raises TargetError."""
    if statements not in REIFY:
        raise TargetError(f"{statements!r}: no way to write statements; use one of {', '.join(REIFY)}")
    elements = Elements(graph.reading, reify=statements, chunks=chunks)
    try:
        elements.name_predicates({predicate: tokens.relationship_type(predicate) for predicate in elements.predicates()})
        words = [*_plain(elements, target, name, "nodes"), *_plain(elements, target, name, "relationships")]
        nodes, links = _Files(target, "nodes"), _Files(target, "relationships")
        _add_nodes(elements, nodes, name + ":")
        _add_links(elements, links, name)
        # The importer's buffer holds a whole field, where a quotation mark stands twice.
        buffer = max(_BUFFER, 2 * elements.longest(), nodes.longest, links.longest)
    finally:
        elements.close()
    words += [*nodes.close(), *links.close()]
    words = [_OPTIONS, f"--read-buffer-size={buffer}", *sorted(words)]
    (target / "import.sh").write_text(_COMMAND.format(words=" \\\n  ".join(words)), encoding="utf-8")


def _plain(elements: Elements, target: Path, name: str, kind: str) -> Iterator[str]:
    """Has DuckDB write its files of "nodes" or "relationships"; gives them as options of the import."""
    quoted = name.replace("'", "''")
    keys = {letter: f"'{quoted}:{letter}'" for letter in "cdesv"}
    for part in _PLAIN_NODES if kind == "nodes" else _PLAIN_LINKS:
        if part.chunks not in (None, elements.chunks):
            continue
        columns = {header: expression.format(**keys) for header, expression in part.columns.items()}
        if kind == "relationships":
            columns["graph:string"] = f"'{quoted}'"
        texts = [header for header in columns if not header.endswith((":long", ":double", ":boolean"))]
        file = f"{kind}-{part.name}.csv"
        if elements.copy(part.table, columns, target / file, texts=texts):
            yield f"--{kind}={part.told}./{file}"
        else:
            (target / file).unlink()


def _add_nodes(elements: Elements, nodes: _Files, prefix: str) -> None:
    for section in NODE_SECTIONS:
        assert section.node is not None
        for page in elements.others(section.name):
            for row in page:
                node = section.node(row, elements.chunks)
                nodes.add((f"{prefix}{section.letter}{node.hash}", ("KgNode", *node_labels(section, node))), node_properties(section, node))
    nodes.add((prefix, ("KgNode", "KgGraph")), state.properties(prefix, sync.target_of(elements)))


def _add_links(elements: Elements, links: _Files, name: str) -> None:
    (facts,) = (section for section in LINK_SECTIONS if section.name == "facts")
    for hash, found in starts(facts, elements.others(facts.name), elements.chunks):
        for link in found:
            links.add((f"{name}:{facts.letter}{hash}", f"{name}:{link.end}", link.type), {"graph": name} | link_properties(link))


_Columns = tuple[tuple[str, str], ...]  # names and types of properties


@dataclass(slots=True)
class _Part:
    """A file of rows: its columns (names and types of properties), and lines that wait to be written."""

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def takes(self, columns: _Columns) -> bool:
        """Whether rows with these columns can stand here."""
        alike = all(self.columns.get(name, type) == type for name, type in columns)
        return alike and (len(self.columns | dict(columns)) <= _WIDEST or not self.columns)


class _Files:
    """CSV files of one kind ("nodes" or "relationships"), as many as types of properties make it, each with its header in a file of its own,
    which is known last.  A line ends with the last property that it tells."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind = folder, kind
        self.longest = 0  # characters of a field, where that may be too much for the importer
        self._parts: list[_Part] = []
        self._places: dict[_Columns, tuple[_Part, list[int]]] = {}

    def add(self, first: Sequence[Any], properties: Mapping[str, Any]) -> None:
        """One row: its own columns (key and labels, or start, end and type), then its properties but for those that are None."""
        told = {name: value for name, value in properties.items() if value is not None}
        columns = tuple([(name, _type(value)) for name, value in told.items()])
        part, places = self._places.get(columns) or self._place(columns)
        fields = [""] * (max(places, default=-1) + 1)
        for place, value in zip(places, told.values(), strict=True):
            fields[place] = _field(value)
        line = ",".join([*map(_field, first), *fields])
        if len(line) > _BUFFER // 2:
            self.longest = max(self.longest, *map(len, fields))
        part.lines.append(line)
        if len(part.lines) >= _HELD:
            self._flush(part)

    def close(self) -> Iterator[str]:
        """Writes what waits, and the headers; gives the files as options of the import."""
        first = ["key:ID", ":LABEL"] if self.kind == "nodes" else [":START_ID", ":END_ID", ":TYPE"]
        for part in self._parts:
            self._flush(part)
            header = [*first, *(f"{name}:{type}" for name, type in part.columns.items())]
            self._write(f"{part.name}-header.csv", [",".join(map(_field, header))])
            yield f"--{self.kind}=./{part.name}-header.csv,./{part.name}.csv"

    def _place(self, columns: _Columns) -> tuple[_Part, list[int]]:
        """The part for rows with these columns, and where in it their properties stand."""
        part = next((part for part in self._parts if part.takes(columns)), None)
        if part is None:
            part = _Part(f"{self.kind}-{len(self._parts) + 1:05}")
            self._parts.append(part)
        part.columns.update(columns)
        order = list(part.columns)
        self._places[columns] = part, [order.index(name) for name, _ in columns]
        return self._places[columns]

    def _flush(self, part: _Part) -> None:
        self._write(f"{part.name}.csv", part.lines)
        part.lines.clear()

    def _write(self, name: str, lines: list[str]) -> None:
        with open(self.folder / name, "a", encoding="utf-8", newline="") as out:
            out.writelines(f"{line}\n" for line in lines)


_TYPES = {str: "string", bool: "boolean", int: "long", float: "double", datetime.date: "date", bytes: "byte[]"}
_BYTES = [str(byte - 256 if byte > 127 else byte) for byte in range(256)]


def _type(value: Any) -> str:
    return f"{_TYPES[type(value[0])]}[]" if isinstance(value, list) else _TYPES[type(value)]


def _text(value: str) -> str:
    """A text in quotation marks, so that an empty one is no missing one."""
    return f'"{value.replace(chr(34), chr(34) * 2)}"'


_FIELDS: dict[type, Callable[[Any], str]] = {
    str: _text,
    bool: lambda value: "true" if value else "false",
    bytes: lambda value: LIST_END.join([_BYTES[byte] for byte in value]),
    list: lambda value: _text(LIST_END.join(map(str, value))),
    tuple: lambda value: _text(LIST_END.join(value)),
}


def _field(value: Any) -> str:
    return _FIELDS.get(type(value), str)(value)
