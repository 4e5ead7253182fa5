"""One graph on threads, processes, Dask and Ray, also where a worker, a node or the whole run is killed in the middle."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prefect_server import BIN, TOP, Server, free_port, until

HERE = Path(__file__).parent
TOKEN = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "5eed" * 16}  # all nodes of a Ray cluster, and who uses it, share one
pytestmark = pytest.mark.slow


def many(folder: Path, number: int) -> None:
    """More documents, of one paragraph each."""
    for i in range(number):
        year = 1900 + i
        (folder / f"extra-{i}.txt").write_text(f"Grace Number{i} was born in Vienna in {year}.", encoding="utf-8")


def lines(log: Path) -> list[list[str]]:
    """(process, paragraph) of what was extracted so far."""
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


@pytest.mark.parametrize("runner", ["processes", "dask", "ray"])
def test_the_graph_is_the_same_wherever_it_was_extracted(
    server: Server, folder: Path, digest_of_build: Callable[[], str], runner: str
) -> None:
    ran = server.flow("ingest.ingest", cwd=folder.parent, sources=["documents"], runner=runner, workers=2, batch=2)
    assert ran["type"] == "COMPLETED", ran["log"][-3000:]
    assert ran["result"]["digest"] == digest_of_build()


def test_a_worker_process_that_is_killed_costs_its_batches_only(server: Server, folder: Path) -> None:
    many(folder, 12)
    log = folder.parent / "asked"
    asked = {"sources": ["documents"], "runner": "processes", "workers": 2, "batch": 2, "extractor": "slow:Slow"}
    environment = {"PYTHONPATH": f"{TOP}:{HERE}", "SLOW_LOG": str(log)}
    program = f"from flows.ingest import ingest\nif __name__ == '__main__': print(ingest(**{asked!r})['digest'])"
    script = folder.parent / "program.py"
    script.write_text(program, encoding="utf-8")
    process = server.start(sys.executable, script, log="killed.log", cwd=folder.parent, **environment)
    victim = int(until(lambda: lines(log), 90, "a first paragraph")[0][0])
    assert victim != process.pid
    os.kill(victim, signal.SIGKILL)
    assert process.wait(120) == 0, (server.home / "killed.log").read_text()[-3000:]
    said = (server.home / "killed.log").read_text()
    assert "a worker died" in said
    assert digest_of("slow:Slow", folder, environment, server) in said


def test_a_run_that_is_killed_goes_on_at_the_paragraph(server: Server, folder: Path) -> None:
    many(folder, 20)
    log = folder.parent / "asked"
    asked = {"sources": ["documents"], "batch": 1, "extractor": "slow:Slow"}
    environment = {"PYTHONPATH": f"{TOP}:{HERE}", "SLOW_LOG": str(log)}
    script = folder.parent / "program.py"
    script.write_text(f"from flows.ingest import ingest\nprint(ingest(**{asked!r})['digest'])", encoding="utf-8")
    process = server.start(sys.executable, script, log="run-1.log", cwd=folder.parent, **environment)
    until(lambda: len(lines(log)) >= 8, 90, "eight paragraphs")
    server.end(process, signal.SIGKILL)
    before = len(lines(log))
    again = server.run(sys.executable, script, cwd=folder.parent, **environment)
    assert again.returncode == 0, again.stderr[-3000:]
    total = len({paragraph for _, paragraph in lines(log)})
    assert before < total and len(lines(log)) - total <= 4  # one batch that was under way, and what was not yet stored
    assert digest_of("slow:Slow", folder, environment, server) in again.stdout


def digest_of(extractor: str, folder: Path, environment: dict[str, str], server: Server) -> str:
    """The digest that kg build gives, in a process of its own."""
    quick = {name: value for name, value in environment.items() if name != "SLOW_LOG"}
    words = ["build", "documents", "--extractor", extractor, "--workspace", "plain.duckdb", "--quiet"]
    built = server.run(sys.executable, "-m", "kg", *words, cwd=folder.parent, **quick)
    assert built.returncode == 0, built.stderr
    told = server.run(sys.executable, "-m", "kg", "stats", "--workspace", "plain.duckdb", "--json", cwd=folder.parent)
    digest: str = told.stdout.rpartition('"digest": "')[2].partition('"')[0]
    assert len(digest) == 32
    return digest


@pytest.fixture
def cluster(server: Server, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Two Ray nodes in processes of their own: the address of the cluster, and the process group of the node that may be killed."""
    port = free_port()
    environment = {
        "RAY_USAGE_STATS_ENABLED": "0",
        **TOKEN,
        "PYTHONPATH": f"{TOP}:{HERE}",
        "SLOW_LOG": str(tmp_path / "asked"),
    }
    common = ["--num-cpus=1", "--object-store-memory=100000000", "--disable-usage-stats", "--block"]
    head = [BIN / "ray", "start", "--head", f"--port={port}", "--include-dashboard=false", *common]
    node = [BIN / "ray", "start", f"--address=127.0.0.1:{port}", *common]
    first = server.start(*head, log="ray-head.log", **environment)
    until(lambda: "runtime started" in (server.home / "ray-head.log").read_text(), 120, "Ray's head")
    second = server.start(*node, log="ray-node.log", **environment)
    until(lambda: "runtime started" in (server.home / "ray-node.log").read_text(), 120, "Ray's second node")
    yield f"127.0.0.1:{port}", second.pid
    for process in (second, first):
        server.end(process, signal.SIGKILL)  # in order, it would wait half a minute for work to end


def test_a_ray_node_that_is_killed_in_the_middle(server: Server, folder: Path, cluster: tuple[str, int]) -> None:
    many(folder, 40)
    address, node = cluster
    log = folder.parent / "asked"
    asked = {"sources": ["documents"], "runner": "ray", "cluster": address, "workers": 2, "batch": 2, "extractor": "slow:Slow"}
    environment = {"PYTHONPATH": f"{TOP}:{HERE}", **TOKEN}
    script = folder.parent / "program.py"
    script.write_text(f"from flows.ingest import ingest\nprint(ingest(**{asked!r})['digest'])", encoding="utf-8")
    process = server.start(sys.executable, script, log="ray-run.log", cwd=folder.parent, **environment)
    until(lambda: len({pid for pid, _ in lines(log)}) == 2, 120, "both nodes at work")
    os.killpg(node, signal.SIGKILL)
    assert process.wait(200) == 0, (server.home / "ray-run.log").read_text()[-4000:]
    assert digest_of("slow:Slow", folder, environment, server) in (server.home / "ray-run.log").read_text()
