"""What settling refuses is tested rule by rule; the chance that a reader agrees is a rule of its own (gate/test_standing.py)."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _whatever_the_chance(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.module.__name__ != "test_standing":
        monkeypatch.setattr("kg.refer.gate.LEAST_CHANCE", 0.0)
