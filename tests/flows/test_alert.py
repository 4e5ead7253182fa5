"""A run that fails is told of: by a real server, through a real block, to a listener of our own."""

from __future__ import annotations

import json
import queue
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from prefect_server import Server

pytestmark = pytest.mark.slow

BLOCK = """
import sys
from prefect.blocks.notifications import CustomWebhookNotificationBlock
CustomWebhookNotificationBlock(
    name="kg", url=sys.argv[1], method="POST", json_data={"subject": "{{subject}}", "body": "{{body}}"}, allow_private_urls=True
).save("listener", overwrite=True)
"""


@pytest.fixture
def listener() -> Iterator[tuple[str, queue.SimpleQueue[bytes]]]:
    heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Ear) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}/", heard
        host.shutdown()


def test_a_run_that_fails_is_told_of(server: Server, folder: Path, listener: tuple[str, queue.SimpleQueue[bytes]]) -> None:
    url, heard = listener
    none = server.run(sys.executable, "-m", "flows.alert", "custom-webhook/nobody")
    assert none.returncode == 1 and "custom-webhook/nobody: no such block on the server" in none.stderr
    made = server.run(sys.executable, "-c", BLOCK, url)
    assert made.returncode == 0, made.stderr
    for _ in range(2):  # the second time changes what is there
        told = server.run(sys.executable, "-m", "flows.alert", "custom-webhook/listener")
        assert told.returncode == 0, told.stderr
    assert len(server.ask("automations/filter", {})) == 1
    failed = server.flow("ingest.ingest", cwd=folder.parent, sources=[str(folder / "nowhere")])
    assert failed["type"] == "FAILED"
    said = json.loads(heard.get(timeout=60))
    assert said["subject"] == "kg: ingest failed"
    assert "nowhere" in said["body"] and "/runs/flow-run/" in said["body"]
    assert heard.empty()
