"""A real Neo4j for tests and measurements: finds one, starts it, asks it, stops it.

In this order: the server at NEO4J_URI (an empty one; NEO4J_USER and NEO4J_PASSWORD where it wants them), a Neo4j unpacked at NEO4J_HOME,
jars in .cache/neo4j, which Maven fetches once (tests/neo4j/pom.xml, half a minute, 135 MB).  A server that is started here listens on the
loopback only, on ports that are free, and keeps its data in a folder of its own.  `java` is that of NEO4J_JAVA, JAVA_HOME or the path.

Where NEO4J_REQUIRED is set, tests that find none fail; else they are skipped.

    python tests/neo4j_server.py            starts one and prints its address; Ctrl-C ends it

Knows nothing of kg.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NoReturn, Self

TOP = Path(__file__).resolve().parents[1]
CACHE = TOP / ".cache" / "neo4j"
HOW = "no Neo4j: set NEO4J_URI or NEO4J_HOME, or install Java 17 and Maven, with which the tests fetch one (see CONTRIBUTING.md)"
_OPENS = "java.nio java.io sun.nio.ch java.lang java.lang.reflect jdk.internal.misc".split()
_SETTINGS = """server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.bolt.advertised_address=127.0.0.1:{bolt}
server.http.listen_address=127.0.0.1:{http}
server.http.advertised_address=127.0.0.1:{http}
server.https.enabled=false
dbms.usage_report.enabled=false
dbms.security.auth_enabled={auth}
server.memory.heap.max_size={heap}
server.memory.pagecache.size=256m
"""


class Missing(Exception):
    """There is no Neo4j, and none can be had; says how to get one."""


def without(reason: str) -> NoReturn:
    """Skips a test that has no Neo4j; fails it where NEO4J_REQUIRED is set, as .ci/run does."""
    import pytest

    if os.environ.get("NEO4J_REQUIRED", "0") not in ("", "0"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def outside() -> str | None:
    """The address of somebody's server, to be used as it is."""
    return os.environ.get("NEO4J_URI")


def java() -> str:
    """The Java that runs the server; raises Missing."""
    home = os.environ.get("JAVA_HOME")
    found = os.environ.get("NEO4J_JAVA") or (str(Path(home) / "bin" / "java") if home else None) or shutil.which("java")
    if not found or not shutil.which(found):
        raise Missing(HOW)
    return found


def jars() -> Path:
    """A folder of Neo4j's jars, fetched if need be; raises Missing."""
    home = os.environ.get("NEO4J_HOME")
    if home and (Path(home) / "lib").is_dir():
        return Path(home) / "lib"
    lib = CACHE / "lib"
    if not list(lib.glob("neo4j-server-[0-9]*.jar")):
        if not shutil.which("mvn"):
            raise Missing(HOW)
        fresh = CACHE / f"lib-{os.getpid()}"
        fresh.mkdir(parents=True, exist_ok=True)
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={fresh}", "-DincludeScope=runtime"]
        fetched = subprocess.run(
            ["mvn", "-q", "-B", "-f", str(TOP / "tests" / "neo4j" / "pom.xml"), *goal], capture_output=True, text=True, check=False
        )
        if fetched.returncode:
            shutil.rmtree(fresh)
            raise Missing(f"{HOW}; Maven said: {(fetched.stdout + fetched.stderr).strip()[-300:]}")
        shutil.rmtree(lib, ignore_errors=True)
        fresh.rename(lib)
    return lib


def _end_with_us() -> None:
    """In the new process: let it be killed when the one that started it dies, however that happens."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A server with an empty database; a context manager.  `heap` as Java writes it ("1g"); its `more` are lines of settings for the next start."""

    def __init__(self, *, heap: str = "1g", auth: bool = False, home: Path | None = None) -> None:
        self.outside = outside() if not auth else None
        self.heap, self.auth, self.more = heap, auth, ""
        self.home = home or Path(tempfile.mkdtemp(prefix="neo4j-"))
        self.bolt, self.http = (0, 0) if self.outside else (free_port(), free_port())
        self.uri = self.outside or f"bolt://127.0.0.1:{self.bolt}"
        self.process: subprocess.Popen[bytes] | None = None
        self._driver: Any = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if not self.outside:
            shutil.rmtree(self.home, ignore_errors=True)

    def command(self, main: str, *words: str) -> list[str]:
        """The command line of one of Neo4j's programs."""
        opens = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENS]
        memory = ["-Xms128m", f"-Xmx{self.heap}", "-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.disable.jmx=true"]
        memory.append(f"-Djava.io.tmpdir={self.home / 'run'}")  # Browser is unpacked there, and goes with the rest
        return [java(), *memory, "-cp", str(jars() / "*"), *opens, main, *words]

    def prepare(self) -> None:
        """Makes the folders and the settings."""
        for name in ("conf", "data", "logs", "import", "plugins", "run"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        settings = _SETTINGS.format(bolt=self.bolt, http=self.http, heap=self.heap, auth=str(self.auth).lower()) + self.more
        (self.home / "conf" / "neo4j.conf").write_text(settings, encoding="utf-8")

    def start(self, limit: float = 180) -> None:
        """Starts it, and waits until it answers."""
        if not self.outside:
            self.prepare()
            main = "CommunityEntryPoint" if list(jars().glob("neo4j-server-5.*.jar")) else "Neo4jCommunity"
            words = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}", "--console-mode"]
            with open(self.home / "console.log", "ab") as log:
                self.process = subprocess.Popen(
                    self.command(f"org.neo4j.server.{main}", *words),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=_end_with_us,  # noqa: PLW1509 - one system call; the tests start no threads before
                )
        self._await(limit)

    def _await(self, limit: float) -> None:
        from neo4j.exceptions import AuthError, Neo4jError, ServiceUnavailable

        until = time.monotonic() + limit
        while True:
            try:
                self.query("RETURN 1")
                return
            except AuthError:
                self.disconnect()
                if self.auth:
                    return
                raise
            except (ServiceUnavailable, Neo4jError, OSError) as error:
                self.disconnect()
                if time.monotonic() > until or (self.process is not None and self.process.poll() is not None):
                    log = self.home / "console.log"
                    self.kill()
                    raise RuntimeError(f"Neo4j did not start: {log.read_text()[-1500:] if log.exists() else error}") from error
                time.sleep(0.2)

    def query(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a query, as dicts."""
        import neo4j

        if self._driver is None:
            user = os.environ.get("NEO4J_USER")
            auth = (user, os.environ.get("NEO4J_PASSWORD", "")) if user and self.outside else None
            self._driver = neo4j.GraphDatabase.driver(
                self.uri, auth=auth, connection_timeout=5, connection_acquisition_timeout=10, notifications_min_severity="OFF"
            )
        with self._driver.session() as session:
            return [record.data() for record in session.run(cypher, parameters)]

    def wipe(self, *, keep: str = "\0") -> None:
        """Takes out all data, and the constraints and indexes whose names do not begin with `keep`."""
        for kind in ("CONSTRAINT", "INDEX"):
            for row in self.query(
                f"SHOW {kind}{'S' if kind == 'CONSTRAINT' else 'ES'} YIELD name, type WHERE type <> 'LOOKUP' RETURN name"
            ):
                if not row["name"].startswith(keep):
                    self.query(f"DROP {kind} `{row['name']}`")
        self.query("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS")
        self.query("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 10000 ROWS")

    def admin(self, *words: str) -> str:
        """Runs neo4j-admin on the stopped server's home; gives what it printed."""
        return self._run(self.command("org.neo4j.cli.AdminTool", *words))

    def script(self, path: Path) -> str:
        """Runs a shell script that calls neo4j-admin, on the stopped server's home; gives what it printed."""
        tool = self.home / "run" / "neo4j-admin"
        tool.write_text(f'#!/bin/sh\nexec {shlex.join(self.command("org.neo4j.cli.AdminTool"))} "$@"\n', encoding="utf-8")
        tool.chmod(0o755)
        return self._run(["sh", str(path)], PATH=f"{tool.parent}{os.pathsep}{os.environ['PATH']}")

    def _run(self, command: list[str], **more: str) -> str:
        told = {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        ran = subprocess.run(command, cwd=self.home, env={**os.environ, **told, **more}, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RuntimeError((ran.stdout + ran.stderr)[-3000:])
        return ran.stdout

    def cpu(self) -> float:
        """CPU seconds that the server has used."""
        import psutil

        assert self.process is not None
        used = psutil.Process(self.process.pid).cpu_times()
        return float(used.user + used.system)

    def disconnect(self) -> None:
        """Closes the connection for `query`."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None

    def stop(self, limit: float = 60) -> None:
        """Stops it in order; its data stays."""
        self.disconnect()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kills it, as a power cut would."""
        self.disconnect()
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def main() -> None:
    """Runs a server until it is interrupted."""
    with Server() as server:
        print(f"{server.uri}  http://127.0.0.1:{server.http}/browser", flush=True)
        try:
            if server.process is not None:
                server.process.wait()
        except KeyboardInterrupt:
            print("stopping", file=sys.stderr)


if __name__ == "__main__":
    main()
