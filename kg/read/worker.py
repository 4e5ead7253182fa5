"""The guarded process: reads documents from strangers one after another, under limits of memory and time that it sets for itself.

A request on standard input is a line of JSON (kind, name, limits) and the file's bytes in chunks; the answer is eight bytes of length and
JSON.  Run as `python -m kg.read.worker`, by guard only.  Knows nothing of where the bytes come from.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import struct
import sys
from typing import IO, Any

from kg.errors import ReadError
from kg.read.content import Content, Limits, Unpromised

GROWN = 400 * 2**20  # bytes resident after which the process asks to be replaced


def main() -> None:
    """Answers requests until standard input ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # a library that prints must not disturb the answers
    while line := requests.readline():
        request = json.loads(line)
        limits = Limits(**request["limits"])
        data = _received(requests)
        _limited(limits)
        answer = _answer(data, request["kind"], request["name"], limits)
        _unlimited_time()
        answer["grown"] = _resident() > GROWN
        payload = json.dumps(answer).encode("ascii")
        answers.write(struct.pack(">Q", len(payload)) + payload)
        answers.flush()


def _received(stream: IO[bytes]) -> bytes:
    parts = []
    while size := struct.unpack(">I", stream.read(4))[0]:
        parts.append(stream.read(size))
    return b"".join(parts)


def _answer(data: bytes, kind: str, name: str, limits: Limits) -> dict[str, Any]:
    from kg.read.formats import parse

    try:
        return {"content": packed(parse(data, kind=kind, name=name, limits=limits))}
    except Unpromised as error:
        return {"reason": error.reason, "failed": False}
    except ReadError as error:
        return {"reason": error.reason, "failed": True}
    except MemoryError:
        return {"reason": f"needs more than {limits.memory_bytes >> 20} MB of memory to read", "failed": True}
    except RecursionError:
        return {"reason": "nests its parts too deep", "failed": True}
    except Exception as error:  # noqa: BLE001  (a reader that breaks down over a strange file must not take the run with it)
        return {"reason": f"is damaged or strange: its reader broke down ({type(error).__name__}: {error})"[:300], "failed": True}


def packed(content: Content) -> dict[str, Any]:
    """Content as JSON can say it."""
    fields = {field.name: getattr(content, field.name) for field in dataclasses.fields(content)}
    return fields | {"metadata": dict(content.metadata), "blocks": [[b.kind, b.start, b.end, b.level, b.context] for b in content.blocks]}


def _limited(limits: Limits) -> None:
    """Sets the limits for one document: memory by the kernel, time by an alarm that ends the process even inside C."""
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):  # not on every system; guard watches the clock too
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + 5)


def _unlimited_time() -> None:
    with contextlib.suppress(AttributeError, ValueError, OSError):
        signal.setitimer(signal.ITIMER_REAL, 0)


def _resident() -> int:
    """Bytes of memory in use, 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as status:
            return int(status.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    main()
