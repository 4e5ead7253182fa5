"""Deployments: a cron that fires on a real worker, one run at a time, a worker that is killed, the pages, a file that arrives."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from prefect_server import BIN, TOP, Server, until

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
pytestmark = pytest.mark.slow


def deployed(server: Server, folder: Path, name: str, **changes: Any) -> str:
    """Deploys the first deployment of prefect.yaml under another name, with some of its keys changed; gives its id."""
    content = yaml.safe_load((TOP / "prefect.yaml").read_text(encoding="utf-8"))
    one = content["deployments"][0]
    parameters = {"sources": [str(folder)], "workspace": str(folder.parent / "kg.duckdb"), "exports": [str(folder.parent / "graph.ttl")]}
    one |= {"name": name, "work_pool": {"name": "pool"}, "parameters": parameters | changes.pop("parameters", {})} | changes
    file = folder.parent / f"{name}.yaml"
    file.write_text(yaml.safe_dump({"name": "kg", "deployments": [one]}), encoding="utf-8")
    server.run(BIN / "prefect", "work-pool", "create", "pool", "--type", "process")
    made = server.run(BIN / "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", file)
    assert made.returncode == 0, made.stdout + made.stderr
    found: str = server.ask(f"deployments/name/ingest/{name}")["id"]
    return found


def worker(server: Server, **environment: str) -> Any:
    """A worker of the pool."""
    words = ("worker", "start", "--pool", "pool", "--type", "process")
    return server.start(BIN / "prefect", *words, log="worker.log", PYTHONPATH=f"{TOP}:{HERE}", **environment)


def ended(server: Server, deployment: str, number: int = 1) -> list[dict[str, Any]]:
    """The runs of a deployment that have ended; [] until there are so many."""
    found = [run for run in server.runs(deployment) if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")]
    return found if len(found) >= number else []


def test_a_cron_fires_and_its_pages_tell_of_it(server: Server, folder: Path) -> None:
    id = deployed(server, folder, "each-minute", schedules=[{"cron": "* * * * *", "timezone": "Europe/Berlin"}])
    assert server.ask(f"deployments/{id}")["schedules"][0]["schedule"]["timezone"] == "Europe/Berlin"
    process = worker(server)
    run = until(lambda: ended(server, id), 150, "a scheduled run")[0]
    server.ask(f"deployments/{id}", {"paused": True}, method="PATCH")
    server.end(process)
    assert run["state_type"] == "COMPLETED", run["state"]
    assert run["auto_scheduled"]
    assert run["name"].startswith("documents 20") and run["name"].endswith(" UTC")
    assert b"Marie Curie" in (folder.parent / "graph.ttl").read_bytes()
    if not CHROMIUM:
        pytest.skip("no Chromium: the pages were not looked at; install Debian's chromium")
    from playwright.sync_api import sync_playwright

    report = next(one for one in server.artifacts("report-kg") if one["flow_run_id"] == run["id"])
    pages = server.api.removesuffix("/api")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(f"{pages}/runs/flow-run/{run['id']}")
        page.get_by_text(run["name"]).first.wait_for(timeout=60_000)
        page.goto(f"{pages}/artifacts/artifact/{report['id']}")
        page.get_by_text("What changed in the graph").first.wait_for(timeout=60_000)
        assert "Marie Curie" in page.inner_text("body")
        page.goto(f"{pages}/deployments/deployment/{id}/run")
        page.get_by_text("Where paragraphs are extracted.").first.wait_for(timeout=60_000)
        browser.close()


def test_one_at_a_time_and_a_killed_worker_loses_nothing(server: Server, folder: Path) -> None:
    for i in range(24):
        (folder / f"extra-{i}.txt").write_text(f"Grace Number{i} was born in Vienna in {1900 + i}.", encoding="utf-8")
    log = folder.parent / "asked"
    slow = {"parameters": {"extractor": "slow:Slow", "batch": 1}, "schedules": []}
    alone = deployed(server, folder, "alone", **slow)
    process = worker(server, SLOW_LOG=str(log))
    first = server.ask(f"deployments/{alone}/create_flow_run", {})["id"]
    until(lambda: log.exists() and len(log.read_text().splitlines()) >= 4, 90, "paragraphs extracted by a worker")
    late = server.ask(f"deployments/{alone}/create_flow_run", {})["id"]
    until(lambda: server.ask(f"flow_runs/{late}")["state_type"] == "CANCELLED", 30, "the late run is cancelled")
    assert server.ask(f"flow_runs/{first}")["state_type"] == "RUNNING"
    server.end(process, signal.SIGKILL)
    until(lambda: not running(folder), 20, "the run ends with its worker")
    before = log.read_text().splitlines()
    assert 4 <= len(before) < 32
    resumed = deployed(server, folder, "resumed", **slow, concurrency_limit=None)  # the first keeps its place for some minutes
    process = worker(server, SLOW_LOG=str(log))
    server.ask(f"deployments/{resumed}/create_flow_run", {})
    (run,) = until(lambda: ended(server, resumed), 120, "the run after")
    server.end(process)
    assert run["state_type"] == "COMPLETED", run["state"]
    after = [line.split()[1] for line in log.read_text().splitlines()]
    assert len(set(after)) == 32 and len(after) - 32 <= 4


def running(folder: Path) -> bool:
    """Whether somebody holds the workspace."""
    from kg.errors import WorkspaceLocked
    from kg.store import Store

    try:
        with Store(folder.parent / "kg.duckdb", read_only=True):
            return False
    except WorkspaceLocked:
        return True


def test_served_without_a_worker_a_file_that_arrives_starts_a_run(server: Server, folder: Path) -> None:
    id = deployed(server, folder, "placed", schedules=[{"cron": "0 0 1 1 *", "timezone": "UTC"}])
    file = folder.parent / "placed.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["deployments"][0]["entrypoint"] = f"{TOP}/flows/ingest.py:ingest"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    serving = server.start(sys.executable, "-m", "flows.serve", file, log="serve.log", cwd=TOP)
    watching = server.start(sys.executable, "-m", "flows.watch", folder, "--deployment", "ingest/placed", "--every", "0.5", log="watch.log")
    until(lambda: "Your deployments are being served" in (server.home / "serve.log").read_text() or serving.poll(), 60, "serving")
    assert serving.poll() is None, (server.home / "serve.log").read_text()[-3000:]
    until(lambda: "watching" in (server.home / "watch.log").read_text(), 30, "watching")
    (folder / "new.txt").write_text("Emmy Noether was born in Erlangen.", encoding="utf-8")
    (run,) = until(lambda: ended(server, id), 120, "a run after a file arrived")
    server.end(watching)
    server.end(serving, signal.SIGINT)
    assert run["state_type"] == "COMPLETED", run["state"]
    assert "new.txt: run" in (server.home / "watch.log").read_text()
    assert b"Erlangen" in (folder.parent / "graph.ttl").read_bytes()
    assert server.ask(f"deployments/{id}")["paused"] is False
