"""What the pages say is true: their SQL, SPARQL and settings are run on a graph of the examples; and measuring draws from it."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.settings import Settings, load

TOP = Path(__file__).parents[1]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of one language on a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", (TOP / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with kg.duckdb and graph.ttl of the examples."""
    folder = tmp_path_factory.mktemp("examples")
    command = [sys.executable, "-m", "kg", "build", "examples/radioactivity", "--quiet"]
    command += ["--workspace", str(folder / "kg.duckdb"), "--to", str(folder / "graph.ttl")]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=TOP, timeout=300, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return folder


def test_the_settings_page_holds_every_key_with_its_default(tmp_path: Path) -> None:
    (shown,) = (text for text in blocks("docs/settings.md", "toml"))
    file = tmp_path / "kg.toml"
    file.write_text(shown, encoding="utf-8")
    assert load(file, environment={}) == Settings()
    assert missing_keys(shown, "", Settings()) == []


def missing_keys(shown: str, section: str, defaults: Any) -> list[str]:
    """The sections and keys of some settings, and of the sections within them, that a page does not hold."""
    _, _, after = shown.partition(f"[{section}]\n")
    part = re.split(r"^\[", after, maxsplit=1, flags=re.MULTILINE)[0]
    missing = [] if part or not section else [f"[{section}]"]
    for field in dataclasses.fields(defaults):
        value = getattr(defaults, field.name)
        if dataclasses.is_dataclass(value):
            missing += missing_keys(shown, f"{section}.{field.name}".lstrip("."), value)
        elif not re.search(rf"^{field.name} = ", part, re.MULTILINE):
            missing.append(f"[{section}] {field.name}")
    return missing


@pytest.mark.slow
def test_the_public_tables_are_as_written(built: Path) -> None:
    import duckdb

    page = (TOP / "docs" / "workspace.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `([\w, ]+)`", page, re.MULTILINE)
    assert len(rows) == 10
    with duckdb.connect(str(built / "kg.duckdb"), read_only=True) as database:
        for table, columns in rows:
            database.execute(f"SELECT {columns} FROM main.{table} LIMIT 1")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_sql_of_the_workspace_page_finds_something(built: Path, number: int) -> None:
    import duckdb

    queries = blocks("docs/workspace.md", "sql")
    assert len(queries) == 3
    with duckdb.connect(str(built / "kg.duckdb"), read_only=True) as database:
        assert database.execute(queries[number]).fetchall()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_sparql_of_the_rdf_page_finds_something(built: Path, number: int) -> None:
    import pyoxigraph

    queries = blocks("docs/rdf.md", "sparql")
    assert len(queries) == 3
    store = pyoxigraph.Store()
    store.bulk_load(path=str(built / "graph.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    found = store.query(queries[number])
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert list(found)


@pytest.mark.slow
def test_a_reader_is_given_statements_to_judge(built: Path, tmp_path: Path) -> None:
    def sample(*words: str) -> str:
        ran = subprocess.run([sys.executable, TOP / "bench" / "sample.py", *words], capture_output=True, text=True, timeout=60, check=True)
        return ran.stdout

    draw = ["draw", str(built / "kg.duckdb"), "--number", "5", "--seed"]
    first = sample(*draw, "1")
    assert first == sample(*draw, "1") != sample(*draw, "2")
    judged = tmp_path / "judged.md"
    judged.write_text(first.replace("[ ]", "[x]", 4), encoding="utf-8")
    assert sample("count", str(judged)).strip() == "4 of 5: 80%"
