"""What a system's graph says of each of a set's documents: for sets that ask a graph, not an extractor.

The graph is built here, as `kg build` does it, by an extractor or from triples that another program said; or it is a workspace that is there.
Knows documents and graphs; nothing of what is asked of them.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg import pipeline
from kg.errors import SourceError
from kg.evaluate.items import Answers, Item, each, with_options
from kg.graph import Graph
from kg.model import Qualifier, Statement, Triple, Value
from kg.report import Progress
from kg.settings import Settings
from kg.store import Store, corpus

_PAUSE = 30.0  # seconds between two lines of progress


@dataclass(frozen=True, slots=True)
class Graphed:
    """What measures see of a graph: for each document the statements that have evidence in it, by id; all names of each entity, the
    canonical one first; and the words that support a statement in a document, where the graph has them."""

    statements: tuple[tuple[Statement, ...], ...]
    names: Mapping[str, tuple[str, ...]]
    quotes: Mapping[tuple[str, str], str]  # by document and statement

    def called(self, value: Value) -> tuple[str, ...]:
        """The names of an entity, or the words of a literal."""
        return (value.value or "",) if value.object is None else self.names.get(value.object, (value.object,))

    def subject(self, statement: Statement) -> tuple[str, ...]:
        """The names of a statement's subject."""
        return self.called(Value(statement.subject))

    def triple(self, statement: Statement) -> Triple:
        """A statement in words."""
        more = tuple(Qualifier(key, self.called(value)[0]) for key, value in statement.qualifiers)
        words = self.subject(statement)[0], statement.predicate, self.called(statement.object)[0]
        return Triple(*words, more, statement.modality)


def ask(name: str, spec: str, items: Sequence[Item], settings: Settings, say: Callable[[int], None] = lambda done: None) -> Answers:
    """The graph of a system as answers.  `spec` is an extractor's name, with options ("local?model=FOLDER"); a file of lines that hold an
    "id" of the set and "triples"; or a workspace (".duckdb").  Seconds are those of the building.

    Raises SourceError for a file that is not there, broken or of other documents, ExtractorError for an extractor that cannot run."""
    if spec.endswith(".duckdb"):
        if not Path(spec).is_file():
            raise SourceError(f"{spec}: no such workspace; make it with kg build, of documents with the ids of the set")
        with Store(spec, read_only=True) as store:
            return _answers(name, spec, items, store)
    said = _said(spec, items) if spec.endswith((".jsonl", ".json")) else None
    which, _, options = ("syntax", "", "") if said is not None else spec.partition("?")
    chosen = replace(settings, extract=with_options(settings.extract, which, options))
    with tempfile.TemporaryDirectory() as folder, Store() as store:
        file = Path(folder) / "documents.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _records(items, said)), encoding="utf-8")
        began = time.perf_counter()
        report = pipeline.run(store, [str(file)], settings=chosen, extractor=which, root=folder, progress=_now_and_then(say))
        found = _answers(name, spec, items, store)
        if said is not None:
            return replace(found, outcomes=tuple("ok" if item.id in said else "failed" for item in items))
        seconds, words = time.perf_counter() - began, sum(len(item.text.split()) for item in items)
        outcomes = tuple(outcome for outcome, count in sorted(report.outcomes.items()) for _ in range(count))
        return replace(found, outcomes=outcomes, seconds=seconds, words=words)


def _said(file: str, items: Sequence[Item]) -> dict[str, list[Any]]:
    """{document: triples} of another program's file."""
    found: dict[str, list[Any]] = {}
    for id, triples in each(file, lambda row: (str(row["id"]), list(row["triples"]))):
        found.setdefault(id, []).extend(triples)
    if not any(item.id in found for item in items):
        raise SourceError(f"{file}: none of its ids is one of the {len(items):,} documents; give lines with the ids of the set")
    return found


def _records(items: Sequence[Item], said: Mapping[str, list[Any]] | None) -> Iterable[dict[str, Any]]:
    for item in items:
        record = {"id": item.id, "title": item.title, "text": item.text}
        yield record if said is None else record | {"triples": said.get(item.id, [])}


def _now_and_then(say: Callable[[int], None]) -> Progress:
    last = time.monotonic()

    def progress(stage: str, done: int, total: int | None, unit: str) -> None:
        nonlocal last
        if stage == "extract" and time.monotonic() - last > _PAUSE:
            last = time.monotonic()
            say(done)

    return progress


def _answers(name: str, spec: str, items: Sequence[Item], store: Store) -> Answers:
    graph = Graph(store)
    places: dict[str, dict[str, str]] = defaultdict(dict)
    wanted = {item.id for item in items}
    for evidence in graph.evidence:
        if evidence.document in wanted:
            places[evidence.document].setdefault(evidence.statement, evidence.quote or "")
    there = {id for id, (_, _, status) in corpus.document_index(store).items() if status == "read"}
    if not there & wanted:
        raise SourceError(
            f"{spec}: none of its documents is one of the set's {len(items):,}; build it of documents with the ids of the set"
        )
    every: dict[str, Statement] = {statement.id: statement for statement in graph.statements}
    held = tuple(tuple(every[id] for id in sorted(places[item.id])) for item in items)
    names = {entity.id: tuple(dict.fromkeys((entity.name, *entity.aliases))) for entity in graph.entities}
    quotes = {(document, statement): quote for document, those in places.items() for statement, quote in those.items()}
    graphed = Graphed(held, names, quotes)
    triples = tuple(tuple(map(graphed.triple, statements)) for statements in held)
    outcomes = tuple("ok" if item.id in there else "failed" for item in items)
    return Answers(name, triples, outcomes, graph=graphed)
