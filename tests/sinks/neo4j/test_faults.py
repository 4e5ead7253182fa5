"""What can be wrong with a database is told in one line, with the place and the remedy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from records_with_triples import triple

import neo4j_server
from kg.errors import KgError, TargetError
from kg.sinks.neo4j import Address, Summary, is_uri, load
from kg.sinks.neo4j.connect import Database, checked

RECORDS = [{"id": "d", "triples": [triple("Niels Bohr", "born in", "Copenhagen")]}]


@pytest.mark.parametrize("uri", ["neo4j://localhost", "bolt+ssc://db.example:7687", "neo4j+s://db.example", "BOLT://localhost:7687"])
def test_addresses(uri: str) -> None:
    assert is_uri(uri)
    assert checked(Address(uri)) is None


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("http://localhost:7474", "no address of a Neo4j database"),
        ("neo4j://", "no address of a Neo4j database"),
        ("neo4j://localhost:port", "no address"),
        ("neo4j://localhost/movies", "name the database with --database"),
        ("neo4j://neo4j:secret@localhost", "names a user"),
    ],
)
def test_addresses_that_cannot_work(uri: str, told: str) -> None:
    with pytest.raises(TargetError, match=told) as caught:
        checked(Address(uri))
    assert "secret" not in str(caught.value)


def test_a_password_is_read_from_the_environment_only() -> None:
    address = Address("neo4j://localhost", user="ann", password_env="SECRET")
    assert checked(address, {"SECRET": "x"}) == ("ann", "x")
    with pytest.raises(TargetError, match="no password for the user ann in the environment; set SECRET"):
        checked(address, {})


def test_the_database_of_the_server_itself() -> None:
    with pytest.raises(TargetError, match="the database system holds no graphs"):
        checked(Address("neo4j://localhost", database="system"))


def test_a_server_that_is_not_there(graph_of: Any) -> None:
    with pytest.raises(TargetError, match=r"^bolt\+s://127.0.0.1:1: cannot be reached with encryption.*leave out \+s"):
        load(graph_of(RECORDS, "encrypted"), "bolt+s://127.0.0.1:1")
    with pytest.raises(TargetError, match=r"^bolt://127.0.0.1:1: cannot be reached"):
        load(graph_of(RECORDS), "bolt://127.0.0.1:1")


def test_the_command_says_one_line(tmp_path: Path) -> None:
    """The driver warns by itself as well where nobody has set up Python's logging."""
    (tmp_path / "records.jsonl").write_text(json.dumps(RECORDS[0]), encoding="utf-8")
    for words, code in ((["build", "records.jsonl", "--quiet"], 0), (["load", "neo4j://localhost:1"], 1)):
        done = subprocess.run([sys.executable, "-m", "kg", *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
    assert len(done.stderr.splitlines()) == 1 and "cannot be reached" in done.stderr, done.stderr


@pytest.mark.parametrize("name", ["", "a:b", "1st", "x" * 33, "ä"])
def test_names_of_graphs(graph_of: Any, name: str) -> None:
    with pytest.raises(TargetError, match="no name for a graph"):
        load(graph_of(RECORDS), "bolt://127.0.0.1:1", name=name)


@pytest.mark.parametrize(("version", "works"), [((5, 25), False), ((5, 26), True), ((2026, 8), True), ((4, 4), False)])
def test_servers_that_are_too_old(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], works: bool) -> None:
    database = Database(Address("bolt://127.0.0.1:1"))
    monkeypatch.setattr(database, "_told_version", lambda: ".".join(map(str, version)) + ".1")
    if works:
        database._check_version()
        assert database.version == version
    else:
        with pytest.raises(TargetError, match=r"runs Neo4j .*upgrade to 5.26"):
            database._check_version()


@pytest.mark.parametrize(
    ("agent", "version"),
    [
        ("Neo4j/5.26.28", "5.26.28"),
        ("Neo4j/2026.08.1", "2026.08.1"),
        ("Neo4j/5.27-aura", "5.27-aura"),
        ("Neo4j/v5.11.0 compatible graph database server - Other", None),
        ("Other/1.0", None),
    ],
)
def test_what_a_server_says_of_itself(agent: str, version: str | None) -> None:
    database = Database(Address("bolt://127.0.0.1:1"))
    database._driver = SimpleNamespace(get_server_info=lambda: SimpleNamespace(agent=agent))
    assert database._told_version() == version


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graph_of: Any) -> None:
    """Wrong use of it, without a server."""
    from click.testing import CliRunner

    from kg.cli import cli

    graph_of(RECORDS, "here")
    monkeypatch.chdir(tmp_path)
    for words, told in (
        (["load"], "no database is named"),
        (["load", "file.ttl"], "no address of a Neo4j database"),
        (["load", "bolt://127.0.0.1:1", "--user", "ann"], "no password for the user ann"),
        (["load", "bolt://127.0.0.1:1", "--embed", "encoder", "--no-chunks"], "which --no-chunks leaves out"),
        (["build", "here", "--to", "neo4j://a:b@c"], "names a user"),
    ):
        ran = CliRunner().invoke(cli, words)
        assert isinstance(ran.exception, KgError) and ran.exception.exit_code == 2
        assert told in str(ran.exception)


def test_a_load_that_empties_the_database_says_so() -> None:
    nothing = (0, 0)
    assert "graph is empty" in str(Summary(nothing, nothing, (3, 2), nothing, 0.1))
    assert "graph is empty" not in str(Summary(nothing, nothing, (3, 2), (1, 0), 0.1))
    assert "graph is empty" not in str(Summary(nothing, nothing, nothing, nothing, 0.1))


def test_where_a_server_is_required_nothing_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_REQUIRED", "0")
    with pytest.raises(pytest.skip.Exception, match="no Neo4j"):
        neo4j_server.without("no Neo4j")
    monkeypatch.setenv("NEO4J_REQUIRED", "1")
    with pytest.raises(pytest.fail.Exception, match="no Neo4j"):
        neo4j_server.without("no Neo4j")


# ---- with a server that asks for a password --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(server: Any) -> Iterator[Any]:
    """A server that wants a user."""
    if server.outside:
        pytest.skip("needs a server of one's own")
    started = neo4j_server.Server(auth=True)
    started.prepare()
    started.admin("dbms", "set-initial-password", "correct-horse")
    with started:
        yield started


@pytest.mark.slow
def test_users_and_databases(guarded: Any, graph_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graph_of(RECORDS)
    monkeypatch.setenv("RIGHT", "correct-horse")
    monkeypatch.setenv("WRONG", "battery-staple")
    with pytest.raises(TargetError, match="refuses the user neo4j or the password; check --user and the variable WRONG") as caught:
        load(graph, Address(guarded.uri, user="neo4j", password_env="WRONG"))
    assert "staple" not in str(caught.value)
    with pytest.raises(TargetError, match="wants a login; name the user with --user and set NEO4J_PASSWORD"):
        load(graph, guarded.uri)
    with pytest.raises(TargetError, match="no database elsewhere; choose one with --database"):
        load(graph, Address(guarded.uri, user="neo4j", password_env="RIGHT", database="elsewhere"))
    assert load(graph, Address(guarded.uri, user="neo4j", password_env="RIGHT", database="neo4j")).created > (0, 0)


@pytest.mark.slow
def test_a_database_that_can_only_be_read(server: Any, graph_of: Any) -> None:
    if server.outside:
        pytest.skip("needs a server of one's own")
    graph = graph_of(RECORDS)
    with neo4j_server.Server() as frozen:
        frozen.stop()  # a database that was never there cannot be made read-only
        frozen.more = "server.databases.read_only=neo4j\n"
        frozen.start()
        with pytest.raises(TargetError, match="can only be read; make it writable or choose another") as caught:
            load(graph, frozen.uri)
        assert "\n" not in str(caught.value)
        assert load(graph, frozen.uri, dry_run=True).created > (0, 0)
        assert frozen.query("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


@pytest.mark.slow
def test_the_command_loads(db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from kg.cli import cli

    (tmp_path / "documents.jsonl").write_text(json.dumps(RECORDS[0]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_NEO4J_GRAPH", "mine")
    assert CliRunner().invoke(cli, ["build", "documents.jsonl", "--to", db.uri, "--quiet"]).exit_code == 0
    assert db.query("MATCH (g:KgGraph) RETURN g.name AS name") == [{"name": "mine"}]
    ran = CliRunner().invoke(cli, ["load", db.uri, "--json"])
    told = json.loads(ran.output)
    assert set(told) == {"created", "changed", "deleted", "unchanged", "seconds"}
    assert told["created"] == told["changed"] == told["deleted"] == {"nodes": 0, "relationships": 0}
    assert told["unchanged"]["nodes"] > 0
    ran = CliRunner().invoke(cli, ["load", db.uri, "--graph", "other", "--dry-run"])
    assert "nothing was written" in ran.output
