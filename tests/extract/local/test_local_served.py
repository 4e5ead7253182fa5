"""The same Gemma in this process and behind a real server, `transformers serve`: what both say of the same paragraphs."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from kg.extract.endpoint import EndpointExtractor
from kg.extract.local import LocalExtractor
from kg.model import Paragraph
from kg.settings import Endpoint, Local
from real_gemma import require

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("llm")]

TEXTS = ("Alexander Fleming discovered penicillin in London in 1928.", "Iceland became a republic on 17 June 1944.")


@pytest.fixture(scope="module")
def server(gemma: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, which runs as long as this module's tests."""
    require("fastapi", "uvicorn")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "log"
    command = [Path(sys.executable).with_name("transformers"), "serve", gemma, "--device", "cpu", "--dtype", "float32"]
    with log.open("wb") as told:
        process = subprocess.Popen(
            [*map(str, command), "--host", "127.0.0.1", "--port", str(port)],
            stdout=told,
            stderr=told,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                with urlopen(f"{url}/health", timeout=5):
                    break
            except OSError:
                assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-2000:]
                time.sleep(1)
        yield f"{url}/v1"
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_the_server_says_what_the_model_in_this_process_says(server: str, gemma: Path) -> None:
    paragraphs = [Paragraph(str(n), "", n, 0, len(text), text) for n, text in enumerate(TEXTS)]
    served = EndpointExtractor(Endpoint(url=server, model=str(gemma), concurrency=1, max_tokens=48, timeout=300.0))
    there = list(served.extract(paragraphs))
    here = list(LocalExtractor(Local(model=str(gemma), device="cpu", max_new_tokens=48, constrained=False)).extract(paragraphs))
    assert all(one.tokens_out for one in there)
    assert [(one.outcome, one.triples) for one in there] == [(one.outcome, one.triples) for one in here]
    assert any(one.triples for one in here), json.dumps([one.raw for one in here])
