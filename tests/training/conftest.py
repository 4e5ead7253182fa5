"""A corpus of a few examples, and the models of the tests of `local`."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).parents[2]


def _models() -> ModuleType:
    """tests/extract/local/conftest.py, which makes the models, under a name of its own."""
    if "models_of_tests" not in sys.modules:
        spec = importlib.util.spec_from_file_location("models_of_tests", TOP / "tests" / "extract" / "local" / "conftest.py")
        assert spec and spec.loader
        made = importlib.util.module_from_spec(spec)
        sys.modules["models_of_tests"] = made
        spec.loader.exec_module(made)
    return sys.modules["models_of_tests"]


llm = _models().llm
multimodal = _models().multimodal

TOWNS = "Alna Berga Corso Delve Emmen Fosse Ghent Hulst Ilmen Jarva Kolno Lemgo Mosta Narva Olpe Pirna Riva Sarno Torgau Ulm".split()


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Labelled lines: one fact with a qualifier in each, and another in some."""
    rows = []
    for n, town in enumerate(TOWNS):
        text = f"The mill of {town} was built by Otto Quill in {1800 + n}." + (
            f" It stands beside {TOWNS[n - 1]} Abbey." if n % 3 == 0 else ""
        )
        facts = [
            {
                "subject": f"The mill of {town}",
                "predicate": "built by",
                "object": "Otto Quill",
                "qualifiers": {"point in time": str(1800 + n)},
            }
        ]
        if n % 3 == 0:
            facts.append({"subject": "It", "predicate": "location", "object": f"{TOWNS[n - 1]} Abbey", "qualifiers": {}})
        rows.append({"id": town, "document": town, "text": text, "triples": facts})
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file
