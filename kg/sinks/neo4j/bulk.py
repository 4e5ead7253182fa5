"""Files for `neo4j-admin database import`: the quickest way in for graphs of many millions, and the same nodes and relationships as a load.

A folder of CSV files and import.sh with the exact command.  The import makes a new database; what kg remembers of a graph (state.py) comes
with it, so that the next `kg load` changes nothing, and only makes the constraint and the indexes, which are no part of an import.
Rows with the same properties of the same types share a file.  Knows the shape; nothing of servers.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import TargetError
from kg.sinks.neo4j import state, sync
from kg.sinks.neo4j.indexes import LINK_SECTIONS, NODE_SECTIONS
from kg.sinks.neo4j.shape import LIST_END, link_properties, node_labels, node_properties, starts
from kg.store.elements import REIFY, Elements

if TYPE_CHECKING:
    from kg.graph import Graph

_TYPES = {str: "string", bool: "boolean", int: "long", float: "double", datetime.date: "date", bytes: "byte[]"}
_HELD = 20_000  # lines of a file that wait to be written
_BUFFER = 4_194_304  # bytes
_COMMAND = """#!/bin/sh
# Makes the database "neo4j" (or the one named) of a stopped server from these files: sh import.sh [NAME]
# Then start the server and run kg load once, which makes the constraint and the indexes.
cd "$(dirname "$0")" || exit 1
neo4j-admin database import full "${{1:-neo4j}}" \
  {words}
"""
_OPTIONS = "--overwrite-destination --bad-tolerance=0 --id-type=string --multiline-fields=true --array-delimiter=U+001F"


def write(graph: Graph, target: Path, *, format: str, name: str = "kg", statements: str = "qualified", chunks: bool = True) -> None:
    """Fills the folder `target`; options as in kg.sinks.neo4j.load.  Raises TargetError."""
    if statements not in REIFY:
        raise TargetError(f"{statements!r}: no way to write statements; use one of {', '.join(REIFY)}")
    elements = Elements(graph.reading, reify=statements, chunks=chunks)
    try:
        nodes, links = _Files(target, "nodes"), _Files(target, "relationships")
        _write_nodes(elements, nodes, name + ":")
        for section in LINK_SECTIONS:
            first = f"{name}:{section.letter}"
            for hash, found in starts(section, elements.rows(section.name), chunks):
                for link in found:
                    links.add((first + hash, f"{name}:{link.end}", link.type), {"graph": name} | link_properties(link))
        nodes.close()
        links.close()
    finally:
        elements.close()
    # The importer reads pieces of 4 MB, unless told otherwise; what kg remembers of a large graph is a longer field, of up to 4 bytes a character.
    buffer = f"--read-buffer-size={max(_BUFFER, 4 * max(nodes.longest, links.longest))}"
    words = [_OPTIONS, buffer, *nodes.words(), *links.words()]
    (target / "import.sh").write_text(_COMMAND.format(words=" \\\n  ".join(words)), encoding="utf-8")


def _write_nodes(elements: Elements, nodes: _Files, prefix: str) -> None:
    target = sync.target_of(elements)
    nodes.add((prefix, ("KgNode", "KgGraph")), state.properties(prefix, target))
    for section in NODE_SECTIONS:
        assert section.node is not None
        for page in elements.rows(section.name):
            for row in page:
                node = section.node(row, elements.chunks)
                nodes.add((f"{prefix}{section.letter}{node.hash}", ("KgNode", *node_labels(section, node))), node_properties(section, node))


class _Files:
    """CSV files of one kind ("nodes" or "relationships"), one for each set of typed properties."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind = folder, kind
        self.longest = 0  # characters of a line
        self._lines: dict[tuple[tuple[str, str], ...], list[str]] = {}
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}

    def add(self, first: Sequence[Any], properties: dict[str, Any]) -> None:
        """One row: its own columns (key and labels, or start, end and type), then its properties but for those that are None."""
        told = {name: value for name, value in properties.items() if value is not None}
        columns = tuple((name, _type(value)) for name, value in told.items())
        lines = self._lines.setdefault(columns, [])
        line = ",".join([_field(value) for value in (*first, *told.values())])
        self.longest = max(self.longest, len(line))
        lines.append(line)
        if len(lines) >= _HELD:
            self._flush(columns)

    def close(self) -> None:
        """Writes what waits."""
        for columns in list(self._lines):
            self._flush(columns)

    def words(self) -> Iterator[str]:
        """The files as options of the import."""
        return (f"--{self.kind}={self._name(number)}" for number in self._numbers.values())

    def _name(self, number: int) -> str:
        return f"{self.kind}-{number:05}.csv"

    def _flush(self, columns: tuple[tuple[str, str], ...]) -> None:
        lines = self._lines[columns]
        fresh = columns not in self._numbers
        number = self._numbers.setdefault(columns, len(self._numbers) + 1)
        with open(self.folder / self._name(number), "a", encoding="utf-8", newline="") as out:
            if fresh:
                first = ["key:ID", ":LABEL"] if self.kind == "nodes" else [":START_ID", ":END_ID", ":TYPE"]
                out.write(",".join(_field(name) for name in [*first, *(f"{name}:{type}" for name, type in columns)]) + "\n")
            out.write("\n".join(lines) + "\n" if lines else "")
        lines.clear()


def _type(value: Any) -> str:
    if isinstance(value, list):
        return f"{_TYPES[type(value[0])]}[]"
    return _TYPES[type(value)]


def _field(value: Any) -> str:
    """A field: texts in quotation marks, so that an empty one is no missing one."""
    if isinstance(value, str):
        return f'"{value.replace(chr(34), chr(34) * 2)}"' if '"' in value else f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return LIST_END.join(str(byte - 256 if byte > 127 else byte) for byte in value)
    if isinstance(value, list | tuple):
        return _field(LIST_END.join(str(one) for one in value))
    return str(value)
