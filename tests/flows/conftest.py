"""What the tests of flows share: one Prefect server for all of them, and a small corpus with the graph that `kg build` makes of it."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.settings import Settings
from kg.store import Store
from prefect_server import Server, home_of

TEXTS = {
    "ada.txt": "Ada Lovelace was born in London in 1815. She wrote the first program in 1843.\n\nCharles Babbage designed the Analytical Engine.",
    "curie.txt": "Marie Curie was born in Warsaw. She won the Nobel Prize in Physics in 1903.\n\nMarie Curie married Pierre Curie in Paris.",
    "turing.txt": "Alan Turing joined Bletchley Park in 1939.\n\nTuring died in Wilmslow in 1954.",
    "noether.txt": "Emmy Noether taught at the University of Göttingen.\n\nIn 1933 Noether moved to Bryn Mawr College.",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [name for name in ("prefect", "prefect_dask", "prefect_ray") if importlib.util.find_spec(name) is None]
    if missing and not os.environ.get("CI"):
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}; pip install -e '.[dev]'"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from home_of(tmp_path_factory)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    for name, text in TEXTS.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def digest_of_build(folder: Path) -> Callable[[], str]:
    """The digest of the graph that kg makes of the folder, without a flow."""

    def built() -> str:
        with Store() as store:
            return pipeline.run(store, [str(folder)], settings=Settings(), root=folder.parent).digest

    return built
