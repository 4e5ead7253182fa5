"""Several extractors at once: each gives its evidence, and where they agree both are surer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.graph import Graph
from kg.model import Extraction, Paragraph, Triple
from kg.store import Store

TEXT = "Anna Berg built the bridge of Larn. Otto Lind painted the harbour of Larn."


class Scripted:
    """Says the same triples of every paragraph."""

    def __init__(self, name: str, *said: tuple[str, str, str, float]) -> None:
        self.fingerprint, self._said = name, said

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        for paragraph in paragraphs:
            yield Extraction(paragraph.id, "ok", tuple(Triple(s, p, o, confidence=c) for s, p, o, c in self._said))


def first() -> Scripted:
    return Scripted("first", ("Anna Berg", "built", "the bridge of Larn", 0.7), ("Otto Lind", "painted", "the harbour of Larn", 0.75))


def second() -> Scripted:
    return Scripted("second", ("Anna Berg", "built", "the bridge of Larn", 0.8))


@pytest.fixture
def source(tmp_path: Path) -> str:
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps({"id": "a", "text": TEXT}), encoding="utf-8")
    return str(file)


def evidence(source: str, extractor: str) -> dict[str, dict[str, float]]:
    """predicate → extractor → confidence."""
    found: dict[str, dict[str, float]] = {}
    with Store(":memory:") as store:
        pipeline.run(store, [source], extractor=extractor)
        graph = Graph(store)
        words = {statement.id: statement.predicate for statement in graph.statements}
        for one in graph.evidence:
            found.setdefault(words[one.statement], {})[one.extractor] = one.confidence
    return found


def test_where_two_agree_both_are_surer(source: str) -> None:
    both, alone = evidence(source, "test_together:first,test_together:second"), evidence(source, "test_together:first")
    assert both["build"]["first"] > alone["build"]["first"] and both["build"]["second"] > both["build"]["first"]
    assert both["paint"] == alone["paint"]


def test_their_order_is_of_no_matter(source: str) -> None:
    assert evidence(source, "test_together:first,test_together:second") == evidence(source, "test_together:second,test_together:first")
