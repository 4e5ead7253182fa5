"""The guarded process seen from outside: starts it, sends it documents, takes its answers, and replaces it when it takes too long, too much
memory or breaks down.  One for each process of ours, kept for many documents.

Knows nothing of formats.
"""

from __future__ import annotations

import atexit
import dataclasses
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, BinaryIO

from kg.errors import ReadError
from kg.model import Block
from kg.read.content import Content, Limits, Unpromised

_CHUNK = 1 << 20


def read_guarded(stream: BinaryIO, *, kind: str, name: str, limits: Limits) -> Content:
    """The content of one file, parsed in the guarded process; raises ReadError with the reason."""
    return _guard().read(stream, kind, name, limits)


class _Guard:
    """One guarded process and the lock for it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, stream: BinaryIO, kind: str, name: str, limits: Limits) -> Content:
        with self._lock:
            process = self._started()
            late = threading.Event()
            timer = threading.Timer(limits.seconds, _kill, (process, late))
            timer.daemon = True
            timer.start()
            try:
                answer = _exchange(process, stream, kind, name, limits)
            except (BrokenPipeError, EOFError, struct.error) as error:
                self.stop()
                raise ReadError(_ending(process, late.is_set(), limits)) from error
            except BaseException:  # interrupted or too large: what the process has of the request is worthless
                self.stop()
                raise
            finally:
                timer.cancel()
            if answer.get("grown"):
                self.stop()
        return _unpacked(answer)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            package = str(Path(__file__).resolve().parents[2])
            paths = [package, *(path for path in sys.path if path and path != package)]
            # one thread for numerical libraries: each takes address space, which is limited
            environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            command = [sys.executable, "-P", "-m", "kg.read.worker"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        return self._process

    def stop(self) -> None:
        """Ends the process, if there is one."""
        process, self._process = self._process, None
        if process is None or self.owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written is worthless


_GUARDS: list[_Guard] = []
_GUARDS_LOCK = threading.Lock()


def _guard() -> _Guard:
    """This process's guard; one inherited over a fork is its parent's, and left alone."""
    with _GUARDS_LOCK:
        if not _GUARDS or _GUARDS[0].owner != os.getpid():
            _GUARDS[:] = [_Guard()]
            atexit.register(_GUARDS[0].stop)
        return _GUARDS[0]


def stop() -> None:
    """Ends the guarded process; the next document starts another."""
    with _GUARDS_LOCK:
        if _GUARDS and _GUARDS[0].owner == os.getpid():
            _GUARDS[0].stop()


def _kill(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _exchange(process: subprocess.Popen[bytes], stream: BinaryIO, kind: str, name: str, limits: Limits) -> dict[str, Any]:
    """Sends one document and waits for the answer."""
    requests, answers = process.stdin, process.stdout
    if requests is None or answers is None:
        raise EOFError("the process has no pipes")
    request = {"kind": kind, "name": name, "limits": dataclasses.asdict(limits)}
    requests.write(json.dumps(request).encode("ascii") + b"\n")
    sent = 0
    while chunk := stream.read(_CHUNK):
        sent += len(chunk)
        if sent > limits.source_bytes:
            raise ReadError(f"is larger than {limits.source_bytes} bytes; split it")
        requests.write(struct.pack(">I", len(chunk)) + chunk)
    requests.write(struct.pack(">I", 0))
    requests.flush()
    size = struct.unpack(">Q", _exactly(answers, 8))[0]
    answer: dict[str, Any] = json.loads(_exactly(answers, size))
    return answer


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the process ended")
    return data


def _ending(process: subprocess.Popen[bytes], late: bool, limits: Limits) -> str:
    """Why the process ended, as the reason of a refusal."""
    code = process.returncode
    if late or code == -14:  # SIGALRM
        return f"takes longer than {limits.seconds:g} s to read"
    return (
        f"broke its reader down (it ended with {code}): it is damaged, hostile, or needs more than {limits.memory_bytes >> 20} MB of memory"
    )


def _unpacked(answer: dict[str, Any]) -> Content:
    if "content" in answer:
        fields = answer["content"]
        return Content(**fields | {"blocks": tuple(Block(*block) for block in fields["blocks"])})
    raise (ReadError if answer["failed"] else Unpromised)(answer["reason"])
