"""Every query of the page on Neo4j is run on the graph of the example documents and finds something; the favourites are the same queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.sinks.neo4j import load

TOP = Path(__file__).parents[3]
PAGE = TOP / "docs" / "neo4j.md"
RECIPE = re.compile(r"^(\d+)\. \*\*(.+?)\*\*.*?^```cypher\n(.*?)^```", re.MULTILINE | re.DOTALL)


def recipes() -> list[tuple[str, str]]:
    """(title, query) of the cookbook, in its order."""
    found = RECIPE.findall(PAGE.read_text(encoding="utf-8"))
    assert [int(number) for number, *_ in found] == list(range(1, len(found) + 1))
    return [(title.rstrip(".:"), query.strip()) for _, title, query in found]


@pytest.fixture(scope="module")
def examples(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server that holds the graph of the example documents, and nothing else."""
    from kg import pipeline
    from kg.graph import Graph
    from kg.store import Store

    server.wipe(keep="kg_")
    with Store(tmp_path_factory.mktemp("cookbook") / "kg.duckdb") as store:
        pipeline.run(store, [str(TOP / "examples" / "radioactivity")], root=str(TOP))
        load(Graph(store), server.uri)
    yield server
    server.wipe(keep="kg_")


def test_there_are_fifteen_in_the_favourites_too() -> None:
    told = recipes()
    assert len(told) == 15
    files = [path.read_text(encoding="utf-8") for path in sorted((TOP / "docs" / "neo4j").glob("*.cypher"))]
    assert files == [f"// {title}\n{query};\n" for title, query in told]
    assert (TOP / "docs" / "neo4j.cypher").read_text(encoding="utf-8") == "\n".join(files)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(15))
def test_each_finds_something(examples: Any, number: int) -> None:
    title, query = recipes()[number]
    rows = examples.query(query)
    assert rows, title
    # A column that is empty in all rows is a property that nobody wrote.
    assert all(any(row[name] not in (None, []) for row in rows) for name in rows[0]), title
