"""A real Prefect server on the loopback, workers and flows beside it, each in a process of its own; all of them end with the tests.

Knows nothing of kg.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

TOP = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
QUICK = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS": "2",
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_COLORS": "false",
    "NO_COLOR": "1",
    "OMP_NUM_THREADS": "1",
}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end_with_us() -> None:
    """In a new process: let it be told to end when the one that started it dies, however that happens."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def until(holds: Callable[[], Any], seconds: float, what: str) -> Any:
    """Waits until something holds, and gives it."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds:g} s")
        time.sleep(0.3)
    return found


class Server:
    """`prefect server start` with a home of its own; a context manager."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.port = free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "KG_"))}
        self.environment = (
            inherited
            | QUICK
            | {"PREFECT_HOME": str(home), "PREFECT_API_URL": self.api, "PREFECT_SERVER_UI_API_URL": self.api, "PYTHONPATH": str(TOP)}
            | environment
        )
        self.started: list[subprocess.Popen[bytes]] = []
        self.host: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        self.process = self.start(BIN / "prefect", "server", "start", "--port", self.port, log="server.log")
        until(self._healthy, 150, f"the server, {self.home / 'server.log'}")
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.started):
            self.end(process)

    def _healthy(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError((self.home / "server.log").read_text()[-3000:])
        with contextlib.suppress(OSError):
            return bool(urllib.request.urlopen(f"{self.api}/health", timeout=5).status == 200)
        return False

    def start(self, *words: Any, log: str, cwd: Path = TOP, talks: bool = False, **environment: str) -> subprocess.Popen[bytes]:
        """Starts a program in a process group of its own; what it says is in a file of the home, but for the output of one that `talks`."""
        with open(self.home / log, "ab") as out:
            process = subprocess.Popen(
                [str(word) for word in words],
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else out,
                stderr=out,
                cwd=cwd,
                env=self.environment | environment,
                start_new_session=True,
                preexec_fn=end_with_us,  # noqa: PLW1509 - one system call
            )
        self.started.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
        """Ends a program with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            pipe.close()

    def run(self, *words: Any, cwd: Path = TOP, limit: float = 300, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a program to its end."""
        command = [str(word) for word in words]
        return subprocess.run(
            command, capture_output=True, text=True, cwd=cwd, env=self.environment | environment, timeout=limit, check=False
        )

    def flow(self, name: str, *, cwd: Path, **parameters: Any) -> dict[str, Any]:
        """Runs a flow, "ingest.ingest", as a program does that imports it: its state, its result, and all that was logged.

        One process runs them all, one after the other, so that Prefect is loaded once."""
        if self.host is None or self.host.poll() is not None:
            self.host = self.start(sys.executable, Path(__file__).with_name("host.py"), log="host.log", talks=True)
        assert self.host.stdin is not None and self.host.stdout is not None
        before = (self.home / "host.log").stat().st_size
        self.host.stdin.write(json.dumps({"flow": name, "cwd": str(cwd), "parameters": parameters}).encode() + b"\n")
        self.host.stdin.flush()
        line = self.host.stdout.readline()
        log = (self.home / "host.log").read_bytes()[before:].decode(errors="replace")
        assert line, log[-5000:]
        return {**json.loads(line), "log": log}

    def ask(self, path: str, body: Any = None, *, method: str = "") -> Any:
        """Prefect's own interface: the JSON answer, or (status, detail) where it refuses.  While its SQLite file is locked it says 503;
        then it is asked again, as Prefect's client does."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.api}/{path}", data, {"Content-Type": "application/json"}, method=method or None)
        for left in reversed(range(5)):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    read = answer.read()
                    return json.loads(read) if read else None
            except urllib.error.HTTPError as error:
                if error.code != 503 or not left:
                    return error.code, json.loads(error.read())["detail"]
                time.sleep(2)
        raise AssertionError("the last try returns")

    def artifacts(self, key: str) -> list[dict[str, Any]]:
        """The artifacts of a key, the newest first."""
        asked = {"artifacts": {"key": {"any_": [key]}}, "sort": "CREATED_DESC"}
        found: list[dict[str, Any]] = self.ask("artifacts/filter", asked)
        return found

    def runs(self, deployment: str) -> list[dict[str, Any]]:
        """The runs of a deployment, the oldest first."""
        asked = {"deployments": {"id": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC"}
        found: list[dict[str, Any]] = self.ask("flow_runs/filter", asked)
        return found


def home_of(factory: Any) -> Iterator[Server]:
    """A server for the length of a fixture."""
    with Server(factory.mktemp("prefect")) as server:
        yield server
