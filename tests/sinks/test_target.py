"""What is written stands there whole, or nothing of it does."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import TargetError
from kg.graph import Graph
from kg.sinks import export, format_of
from kg.sinks.target import in_place
from kg.store import Store

EVERY = ["g.ttl", "g.nt", "g.nq", "g.trig", "g.jsonld", "g.rdf", "g.graphml", "g.gexf", "g.json", "folder/"]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def small_files() -> Iterator[None]:
    """No file may grow beyond 200 bytes: what a full disk looks like to a program.  No fixture: the test runner's own log is a file, too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, told)


@pytest.mark.parametrize("name", EVERY)
def test_a_full_disk_leaves_nothing(graph: Graph, tmp_path: Path, name: str) -> None:
    with small_files(), pytest.raises(TargetError, match="cannot be written: .*free some space") as error:
        export(graph, f"{tmp_path}/{name}")
    assert "\n" not in str(error.value)
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", EVERY)
def test_what_stood_there_stays_when_writing_fails(graph: Graph, tmp_path: Path, name: str) -> None:
    export(graph, f"{tmp_path}/{name}")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with small_files(), pytest.raises(TargetError):
        export(graph, f"{tmp_path}/{name}")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", EVERY)
def test_writing_again_replaces(graph: Graph, tmp_path: Path, name: str) -> None:
    for _ in range(2):
        export(graph, f"{tmp_path}/{name}")
    assert left(tmp_path) == [name.strip("/")]


def test_parquet_gives_way_to_csv(graph: Graph, tmp_path: Path) -> None:
    export(graph, tmp_path / "t", format="parquet")
    export(graph, tmp_path / "t", format="csv")
    assert {path.suffix for path in (tmp_path / "t").iterdir()} == {".csv"}


def test_interrupted_leaves_nothing(tmp_path: Path) -> None:
    def write(path: Path) -> None:
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_place(tmp_path / "g.ttl", write)
    assert left(tmp_path) == []


def test_a_missing_parent(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="there is no folder .*nowhere; make it first: mkdir"):
        export(graph, tmp_path / "nowhere" / "g.ttl")


def test_a_folder_of_others_is_left_alone(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(TargetError, match=r"holds letter\.txt, which kg did not write"):
        export(graph, f"{tmp_path}/")
    assert left(tmp_path) == ["letter.txt"]


def test_things_that_are_no_files(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "d.ttl").mkdir()
    (tmp_path / "f").write_text("mine")
    os.mkfifo(tmp_path / "pipe.ttl")
    for name, format, reason in (
        ("d.ttl", "ttl", "a folder stands there"),
        ("f", "csv", "a file stands there"),
        ("pipe.ttl", None, "not a plain file"),
    ):
        with pytest.raises(TargetError, match=reason):
            export(graph, tmp_path / name, format=format)
    assert left(tmp_path) == ["d.ttl", "f", "pipe.ttl"]


def test_a_link_is_followed(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "real.nt").write_text("old")
    (tmp_path / "link.nt").symlink_to("real.nt")
    export(graph, tmp_path / "link.nt")
    assert (tmp_path / "link.nt").is_symlink()
    assert (tmp_path / "real.nt").read_text() != "old"


def test_the_longest_name_a_file_can_have(graph: Graph, tmp_path: Path) -> None:
    name = "g" * 252 + ".nt"
    assert export(graph, tmp_path / name).name == name


@pytest.mark.parametrize(
    ("target", "format", "chosen"),
    [
        ("g.ttl", None, "ttl"),
        ("G.TTL", None, "ttl"),
        ("d/", None, "parquet"),
        ("d", "csv", "csv"),
        ("g.txt", "nt", "nt"),
        ("g", ".json", "json"),
    ],
)
def test_the_format_is_told_by_the_suffix(target: str, format: str | None, chosen: str) -> None:
    assert format_of(target, format) == chosen


@pytest.mark.parametrize(
    ("target", "format", "reason"),
    [
        ("g.html", None, r"g\.html: suffix \.html, which nobody writes; use one of \.ttl \.nt"),
        ("graph", None, "no suffix, which nobody writes"),
        ("g.ttl", "docx", "format docx, which nobody writes"),
        ("g.ttl", "csv", "csv is a folder of several files; name one, as in g/"),
        ("d/", "ttl", r"ttl is one file; name it, as in d/graph\.ttl"),
    ],
)
def test_a_format_that_nobody_writes(target: str, format: str | None, reason: str) -> None:
    with pytest.raises(TargetError, match=reason):
        format_of(target, format)


def test_a_pipe_is_no_target(graph: Graph) -> None:
    read, write = os.pipe()
    try:
        with pytest.raises(TargetError, match="not a plain file"):
            export(graph, f"/dev/fd/{write}", format="nt")
    finally:
        os.close(read)
        os.close(write)


def test_an_empty_graph(tmp_path: Path) -> None:
    with Store() as store:
        for name in EVERY:
            assert export(Graph(store), f"{tmp_path}/{name}").exists()


def test_a_fault_of_ours_is_not_told_as_a_full_disk(graph: Graph, tmp_path: Path) -> None:
    def write(path: Path) -> None:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        in_place(tmp_path / "g.ttl", write)
