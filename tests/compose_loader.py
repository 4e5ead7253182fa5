"""The loader of the Compose specification: accepts a docker-compose.yml, or says what is wrong with it.  Nothing is started.

COMPOSE_LOADER names the program (`cmd` of compose-go); else it is made once in .cache/compose, with Go, in half a minute.
Knows nothing of what stands in the files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
WHAT = "github.com/compose-spec/compose-go/v2/cmd@v2.9.0"


def loader() -> Path:
    """The program; skips the test where it cannot be had."""
    named = os.environ.get("COMPOSE_LOADER")
    if named:
        return Path(named)
    found = TOP / ".cache" / "compose" / "cmd"
    if not found.exists():
        if not shutil.which("go"):
            pytest.skip("no loader of the Compose specification: install Go, with which it is made, or name one in COMPOSE_LOADER")
        made = subprocess.run(
            ["go", "install", WHAT], env=os.environ | {"GOBIN": str(found.parent)}, capture_output=True, text=True, timeout=300, check=False
        )
        if made.returncode:
            pytest.skip(f"the loader of the Compose specification could not be made: {made.stderr.strip()[-300:]}")
    return found


def load(file: Path) -> tuple[int, str]:
    """The exit code, and the resolved configuration or the fault."""
    ran = subprocess.run([loader(), str(file)], capture_output=True, text=True, cwd=file.parent, timeout=60, check=False)
    return ran.returncode, ran.stdout + ran.stderr
