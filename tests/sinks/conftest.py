"""Graphs for the sinks to write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import graphs
from kg.graph import Graph
from kg.store import Store


@pytest.fixture
def graph() -> Iterator[Graph]:
    with Store() as store:
        yield Graph(graphs.lovelace().into(store))


@pytest.fixture
def hostile() -> Iterator[Graph]:
    with Store() as store:
        yield Graph(graphs.hostile().into(store))
