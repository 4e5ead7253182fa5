"""The same server on PostgreSQL, as in docker-compose.yml."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from prefect_server import Server, free_port, until

pytestmark = pytest.mark.slow


@pytest.fixture
def postgres() -> Iterator[tuple[int, list[str]]]:
    """An empty cluster of Debian's PostgreSQL on the loopback: its port, and the words that ask it something.  It does not run as root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    programs = found[-1].parent if found else Path(shutil.which("initdb") or "/none/initdb").parent
    if not (programs / "postgres").exists():
        pytest.skip("no PostgreSQL: install Debian's postgresql")
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = None if os.geteuid() else "postgres" if "postgres" in known else "nobody"
    place = Path(tempfile.mkdtemp(prefix="kg-postgres-"))
    if user:
        shutil.chown(place, user)
    port = free_port()
    words = [programs / "initdb", "-D", place / "data", "-U", "prefect", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(words, user=user, check=True, capture_output=True, cwd=place)
    options = ["-k", place, "-h", "127.0.0.1", "-p", str(port), "-c", "fsync=off"]
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(
            [programs / "postgres", "-D", place / "data", *options], user=user, stdout=nowhere, stderr=nowhere, cwd=place
        )
    ask = [str(programs / "psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "prefect", "-tA", "-c"]
    until(lambda: subprocess.run([*ask, "SELECT 1", "postgres"], capture_output=True, check=False).returncode == 0, 60, "PostgreSQL")
    subprocess.run([*ask, "CREATE DATABASE prefect", "postgres"], check=True, capture_output=True)
    yield port, ask
    process.terminate()
    process.wait(30)
    shutil.rmtree(place, ignore_errors=True)


def test_a_run_on_postgresql(postgres: tuple[int, list[str]], folder: Path) -> None:
    port, ask = postgres
    address = f"postgresql+asyncpg://prefect@127.0.0.1:{port}/prefect"
    with Server(folder.parent / "home", PREFECT_SERVER_DATABASE_CONNECTION_URL=address) as server:
        ran = server.flow("ingest.ingest", cwd=folder.parent, sources=["documents"], exports=["graph.ttl"], batch=2)
        assert ran["type"] == "COMPLETED", ran["log"][-3000:]
        assert len(server.artifacts("report-kg")) == 1
    told = subprocess.run([*ask, "SELECT state_type FROM flow_run", "prefect"], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["COMPLETED"]
