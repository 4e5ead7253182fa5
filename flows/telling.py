"""What is told of a run: a Markdown report, a table of refused documents, progress, and what changed in the graph.

Knows nothing of how anything was done.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from prefect import get_run_logger
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from kg.graph import Difference, Graph, NamedStatement, difference, statements_of
from kg.report import Report, text
from kg.store import Store, lookup
from kg.store.reading import Rows

SHOWN = 10  # of each kind of thing, in the report
REFUSED = 5_000  # rows of the table of refused documents, which is one value in Prefect's database


def slug(name: str) -> str:
    """A name as the key of an artifact may hold it: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "kg"


# ---- the difference of the graph ----------------------------------------------------------------------------------------------


class Before:
    """A graph as it was, kept in files while it is made anew, so that memory stays as it is: (id, hash) lines, and each statement in words."""

    def __init__(self, store: Store) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kg-before-")
        graph = Graph(store)
        reading = graph.reading
        for kind in ("entities", "statements"):
            with self._file(kind).open("w", encoding="ascii") as out:
                out.writelines(f"{id} {print}\n" for page in reading.fingerprints(kind) for id, print in page)
        with self._file("words").open("w", encoding="utf-8") as out:
            out.writelines(f"{one.id} {_words(one)}\n" for one in graph.statements)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def _file(self, kind: str) -> Path:
        return Path(self._folder.name) / kind

    def fingerprints(self, kind: str) -> Rows:
        """As Reading.fingerprints, of the earlier graph."""
        with self._file(kind).open(encoding="ascii") as lines:
            for line in lines:
                id, _, told = line.rstrip("\n").partition(" ")
                yield [(id, told)]

    def changes(self, store: Store) -> Difference:
        """What the workspace's graph has more, less, or otherwise now."""
        return difference(self.fingerprints, Graph(store).reading.fingerprints)

    def statements(self, ids: tuple[str, ...]) -> list[str]:
        """Statements of the earlier graph by their ids, each as one line of words."""
        told: dict[str, str] = {}
        with self._file("words").open(encoding="utf-8") as lines:
            for line in lines if ids else ():
                id, _, words = line.rstrip("\n").partition(" ")
                if id in ids:
                    told[id] = words
        return [told[id] for id in ids]


# ---- the report ---------------------------------------------------------------------------------------------------------------


def markdown(store: Store, report: Report, changes: Difference | None, *, gone: list[str], extra: list[str]) -> str:
    """The report of a run, as Markdown.  `gone` are the first statements that went, in words."""
    told = report.as_json()
    unchanged = not (changes or told["documents"]["changed"] or told["documents"]["removed"])
    head = "Nothing changed: the graph is as it was.\n" if unchanged else ""
    parts = [f"{head}\n```\n{text({**told, 'refusals': []}, seconds=time.monotonic() - report.began)}\n```\n", *extra]
    parts += [*_changed(store, changes, gone), *_refused(report), *_doubtful(store), f"Digest of the graph: `{report.digest}`\n"]
    return "\n".join(parts)


def _changed(store: Store, changes: Difference | None, gone: list[str]) -> Iterator[str]:
    if not changes:
        return
    yield "## What changed in the graph\n\n| | added | removed | changed |\n|---|--:|--:|--:|"
    for name, of in (("entities", changes.entities), ("statements", changes.statements)):
        yield f"| {name} | {len(of.added):,} | {len(of.removed):,} | {len(of.changed):,} |"
    yield ""
    of = changes.statements
    for heading, number, told in (
        ("New", len(of.added), statements(store, of.added[:SHOWN])),
        ("Gone", len(of.removed), gone),
        ("With other evidence or qualifiers", len(of.changed), statements(store, of.changed[:SHOWN])),
    ):
        if told:
            yield f"{heading}{_first(number)}:\n"
            yield from (f"- {_plain(sentence)}" for sentence in told)
            yield ""


def statements(store: Store, ids: tuple[str, ...]) -> list[str]:
    """Statements by their ids, each as one line of words."""
    rows = [row for id in ids for row in lookup.statements_with_id(store, id)]
    made = statements_of(rows, lookup.details(store, [row[0] for row in rows])[0])
    return [_words(one) for one in made]


def _words(one: NamedStatement) -> str:
    return " ".join(repr(one).removeprefix("<Statement ").removesuffix(">").split())


def _refused(report: Report) -> Iterator[str]:
    if report.refusals:
        yield f"## Refused documents{_first(len(report.refusals))}\n\n| document | why | counts as failed |\n|---|---|---|"
        for document, reason, counts in report.refusals[:SHOWN]:
            yield f"| {_plain(document)} | {_plain(reason)} | {'yes' if counts else 'no'} |"
        yield ""


def _doubtful(store: Store) -> Iterator[str]:
    found = lookup.doubtful_merges(store, SHOWN)
    if found:
        yield "## Merges worth a look\n\nThose that are least sure; `same_as` and `different_from` in kg.toml overrule them.\n"
        yield "| entity | one name | is the other | by | score |\n|---|---|---|---|--:|"
        for name, left, right, rule, score in found:
            yield f"| {_plain(name)} | {_plain(left)} | {_plain(right)} | {_plain(rule)} | {score:.2f} |"
        yield ""


def _first(number: int) -> str:
    return f" (the first {SHOWN} of {number:,})" if number > SHOWN else ""


def _plain(words: str) -> str:
    """Words of documents as words: nothing in them is Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]()#!|<>~&])", lambda m: f"&#{ord(m[1])};", " ".join(words.split()))


# ---- artifacts ----------------------------------------------------------------------------------------------------------------


def publish(key: str, page: str, refusals: list[tuple[str, str, bool]], targets: list[str]) -> None:
    """Puts the report, the table of refused documents and the links to what was written into Prefect."""
    create_markdown_artifact(page, key=f"report-{key}", description="What the run did")
    table = [{"document": d, "reason": r, "counts as failed": "yes" if c else "no"} for d, r, c in refusals[:REFUSED]]
    told = f"{len(refusals):,} refused documents" + (f", the first {REFUSED:,}" if len(refusals) > REFUSED else "")
    create_table_artifact(table or [{"document": "", "reason": "none was refused"}], key=f"refused-{key}", description=told)
    for target in targets:
        link(key, target)


def link(key: str, target: str) -> None:
    """A link to a file or folder that was written."""
    path = Path(target).resolve()
    create_link_artifact(path.as_uri(), link_text=target, key=f"written-{key}-{slug(path.name)}", description=f"Written: {path}")


class Progress:
    """A `kg.report.Progress` that moves one progress artifact, and says a line now and then: Prefect is told every few seconds."""

    EVERY = 2.0

    def __init__(self, key: str) -> None:
        self._key, self._id, self._told, self._stage = f"progress-{key}", None, 0.0, ""
        self._log = get_run_logger()

    def __call__(self, stage: str, done: int, total: int | None, unit: str) -> None:
        now = time.monotonic()
        if stage != self._stage or now - self._told > self.EVERY:
            self._stage, self._told = stage, now
            self._log.info("%s: %s%s %s", stage, f"{done:,}", f" of {total:,}" if total else "", unit)
            if stage == "extract" and total:
                self._show(100.0 * done / total)

    def _show(self, percent: float) -> None:
        if self._id is None:
            found: Any = create_progress_artifact(percent, key=self._key, description="Paragraphs extracted")
            self._id = found
        else:
            update_progress_artifact(self._id, percent)

    def close(self) -> None:
        """The end of extraction, where there was any."""
        if self._id is not None:
            self._show(100.0)
