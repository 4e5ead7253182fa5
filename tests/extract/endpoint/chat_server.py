"""A small server of the OpenAI protocol on loopback, that answers as a test tells it to."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NOTHING = '{"triples":[]}'


@dataclass
class Reply:
    """What a request gets: `content` in the protocol's wrapping, or `body` as it is."""

    content: str | list[Any] | None = NOTHING
    finish: str = "stop"
    status: int = 200
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    reset: bool = False
    kind: str = "application/json"
    short: int = 0  # bytes that are promised and never sent


Script = Callable[[dict[str, Any], int], Reply]  # the request, and how many came before it


class ChatServer(ThreadingHTTPServer):
    """`requests` holds the bodies of all requests to answer, `paths`, `keys` and `headers` (their names) go with them; `most` is how many were under way at once."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str] = []
        self.headers: list[list[str]] = []
        self.probes = 0
        self.now = self.most = 0
        self.lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, *_: object) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ChatServer

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.probes += 1
        self._send(Reply(body='{"object":"list","data":[]}'))

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            number = len(self.server.requests)
            self.server.requests.append(asked)
            self.server.paths.append(self.path)
            self.server.headers.append(list(self.headers))
            self.server.keys.append(self.headers.get("Authorization", ""))
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        try:
            reply = self.server.script(asked, number)
            time.sleep(reply.pause)
        finally:
            with self.server.lock:
                self.server.now -= 1
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        body = reply.body
        if body is None:
            chat = "chat" in self.path
            said = {"message": {"role": "assistant", "content": reply.content}} if chat else {"text": reply.content}
            usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
            body = json.dumps({"choices": [{"index": 0, "finish_reason": reply.finish, **said}], "usage": usage})
        data = body.encode("utf-8", "surrogatepass")
        self.send_response(reply.status)
        for key, value in {"Content-Type": reply.kind, "Content-Length": str(len(data) + reply.short), **reply.headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(data)
        if reply.short:
            self.close_connection = True
