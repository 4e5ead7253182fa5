"""build(): the whole way from sources to a graph, on one page.

sources → documents → paragraphs → triples → references settled → entities → statements.  Each stage asks the workspace what it has yet
to do and commits as it goes, so that a run killed at any moment is taken up where it stopped, and gives the same graph.
"""

from __future__ import annotations

import datetime
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from kg import fuse, intake, records, refer, resolve
from kg.errors import ExtractorError, KgError, TooManyFailures
from kg.extract import Loaded, codec, languages, load_one, parallel
from kg.extract import load as load_extractors
from kg.extract.llm.answering import NO_ANSWER
from kg.graph import Graph
from kg.model import Extraction, Mention, Paragraph, Reference, Settled, content_hash
from kg.report import Progress, Report, silent
from kg.settings import Endpoint, Settings, load
from kg.store import Store, corpus, fused, said

_BATCH = 512  # extractions stored at once, at the latest after _SECONDS: what a killed run may lose
_SECONDS = 0.25

T = TypeVar("T")
Row = tuple[said.Extracted, str]  # what is kept of an extraction, and its note


def run(
    store: Store,
    locations: Sequence[str] = (),
    *,
    settings: Settings | None = None,
    extractor: str | None = None,
    workers: int | None = None,
    source: str | None = None,
    root: str | Path | None = None,
    keep_missing: bool = False,
    allow_empty: bool = False,
    progress: Progress = silent,
    runner: parallel.Runner[Row] | None = None,
) -> Report:
    """Brings an open workspace into step with its sources (all known ones where no location is given) and reports.

    A `runner` takes extraction elsewhere, in place of `workers` processes here; the workspace is written by the caller alone.

    Raises SourceError for a source that is missing or suddenly empty, before anything is changed.  See `judge` for failures.
    """
    chosen = settings or load()
    report = Report()
    started = datetime.datetime.now(datetime.UTC)
    wanted = extractor or chosen.extract.extractor
    extractors = load_extractors(wanted, settings=chosen.extract)
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    count = workers or chosen.extract.workers
    listings = intake.list_sources(store, intake.sources(store, locations, name=source, root=root), allow_empty=allow_empty)
    intake.take_in(
        store,
        listings,
        settings=chosen,
        languages=languages(extractors),
        keep_missing=keep_missing,
        report=report,
        progress=progress,
    )
    for name, one in zip(names, extractors, strict=True):
        _extract(store, name, one, workers=count, runner=runner, report=report, progress=progress)
    fingerprints = [one.fingerprint for one in extractors]
    key = _refer(store, fingerprints, apart=refer.apart(chosen.resolve.different_from), report=report, progress=progress)
    update(store, chosen, key=key, report=report, progress=progress)
    _account(store, report)
    report.refusals = corpus.refusals(store, {id for listing in listings for id in listing.items})
    report.tokens |= _cost(store, chosen.extract.endpoint)
    _finish(store, report, started)
    return report


def remove(store: Store, documents: Sequence[str], *, settings: Settings | None = None, progress: Progress = silent) -> Report:
    """Takes documents out of the workspace, with all that only they support.  Files may be named as they are, or by the id that is told of them.

    Raises NotFound for an id that is not there."""
    report = Report()
    started = datetime.datetime.now(datetime.UTC)
    key = store.meta("referred") or ""
    with store.transaction():
        found = corpus.matching_documents(store, [intake.spellings(one) for one in documents])
        corpus.delete_documents(store, found)
        corpus.forget_empty_items(store)
        fused.invalidate(store)
    report.documents["removed"] = len(found)
    update(store, settings or load(), key=key, report=report, progress=progress)
    _account(store, report)
    _finish(store, report, started)
    return report


# ---- extraction ---------------------------------------------------------------------------------------------------------


def _extract(
    store: Store, name: str, one: Loaded, *, workers: int, runner: parallel.Runner[Row] | None, report: Report, progress: Progress
) -> None:
    """Extracts every paragraph without an answer of this extractor; what is found is kept batch by batch, up to the last if it gives up.

    Raises ExtractorError for an extractor of somebody else's that fails, or that leaves paragraphs without an answer."""
    import time

    with report.stage("extract"):
        with store.transaction():
            said.forget_unanswered(store, one.fingerprint, NO_ANSWER)
        total = said.count_pending(store, one.fingerprint)
        if not total:
            return
        batch: list[said.Extracted] = []
        since, before = time.monotonic(), report.paragraphs["extracted"]

        def keep() -> None:
            with store.transaction():
                said.add_extractions(store, one.fingerprint, batch)
            report.paragraphs["extracted"] += len(batch)
            progress("extract", report.paragraphs["extracted"] - before, total, "paragraphs")
            batch.clear()

        try:
            paragraphs = said.pending(store, one.fingerprint)
            if runner is None:
                rows = parallel.run(one.make, paragraphs, workers=one.processes(workers), finish=_row)
            else:
                rows = runner(parallel.Work(one, _row), paragraphs)
            for row, note in _blamed(rows, name):
                batch.append(row)
                if note:
                    report.notes.append(note)
                if len(batch) >= _BATCH or time.monotonic() - since > _SECONDS:
                    keep()
                    since = time.monotonic()
        finally:
            keep()
        if left := said.count_pending(store, one.fingerprint):
            raise ExtractorError(
                f"{name}: gave no answer for {left:,} of {total:,} paragraphs; it must yield one Extraction for each, in their order"
            )


def _blamed(rows: Iterable[T], name: str) -> Iterator[T]:
    """What an extractor gives; the errors of somebody else's are told as its own."""
    try:
        yield from rows
    except KgError:
        raise
    except Exception as error:  # whatever theirs may raise
        if ":" not in name:
            raise
        raise ExtractorError(f"{name}: failed with {type(error).__name__}: {error}; mend it, or see where with --verbose") from error


def _row(paragraph: Paragraph, found: Extraction) -> Row:
    """What is kept of an extraction, and its note; made where it was extracted, so that workers share the labour."""
    kept = said.Extracted(paragraph.content, found.outcome, found.reason, found.tokens_in, found.tokens_out, codec.encode(found))
    return kept, found.note


# ---- references ---------------------------------------------------------------------------------------------------------


def _refer(store: Store, fingerprints: Sequence[str], *, apart: frozenset[frozenset[str]], report: Report, progress: Progress) -> str:
    """Settles the references of every document that changed; gives the key of this way of settling."""
    pairs = ["\n".join(sorted(pair)) for pair in apart]
    key = content_hash("refer", refer.FINGERPRINT, *sorted(pairs), *fingerprints)
    done = 0
    with report.stage("refer"):
        for page in said.unreferred(store, key, fingerprints):
            settled = [_settle(document, apart) for document in page]
            with report.stage("store"), store.transaction():
                said.set_referred(store, key, settled)
                fused.invalidate(store)
            done += len(page)
            progress("refer", done, None, "documents")
        if store.meta("referred") != key:
            with store.transaction():
                store.set_meta("referred", key)
                fused.invalidate(store)
    return key


def _settle(document: said.Unreferred, apart: frozenset[frozenset[str]]) -> said.Says:
    extractions, speakers = [], []
    for paragraph, payloads in zip(document.paragraphs, document.payloads, strict=True):
        found = [(name, codec.decode(payload, paragraph.id)) for name, payload in payloads]
        extractions.append(_joined(paragraph.id, [extraction for _, extraction in found]))
        speakers.append([name for name, extraction in found for _ in extraction.triples])
    referred = refer.refer(
        document=document.id,
        title=document.title,
        date=document.date,
        paragraphs=document.paragraphs,
        extractions=extractions,
        speakers=speakers,
        apart=apart,
    )
    places = {p.id: (p, s) for p, s in zip(document.paragraphs, speakers, strict=True)}
    references = tuple(_as_written(r, places[r.paragraph][0]) for r in referred.references)
    referred = replace(referred, references=references)
    return said.Says(referred, [_origin(settled, *places[settled.paragraph]) for settled in referred.triples])


def _as_written(reference: Reference, paragraph: Paragraph) -> Reference:
    """The reference with the very words that stand at its place."""
    if reference.start is None or reference.end is None:
        return reference
    return replace(reference, text=paragraph.text[reference.start - paragraph.start : reference.end - paragraph.start])


def _joined(paragraph: str, found: Sequence[Extraction]) -> Extraction:
    """What several extractors said of one paragraph, as one: their triples one after another, their mentions without doubles."""
    if len(found) == 1:
        return found[0]
    mentions: dict[tuple[int, int], Mention] = {}
    for extraction in found:
        for mention in extraction.mentions:
            mentions.setdefault((mention.start, mention.end), mention)
    ordered = tuple(mentions[place] for place in sorted(mentions))
    return Extraction(paragraph, "ok", tuple(t for extraction in found for t in extraction.triples), ordered)


def _origin(settled: Settled, paragraph: Paragraph, speakers: Sequence[str]) -> tuple[str, int | None, int | None, str | None]:
    return (speakers[settled.ordinal], *fuse.place(settled, paragraph))


# ---- the barrier ---------------------------------------------------------------------------------------------------------


def update(store: Store, settings: Settings, *, key: str, report: Report, progress: Progress = silent) -> None:
    """Makes the graph anew if anything that it depends on changed."""
    wanted = content_hash("graph", key, resolve.FINGERPRINT, repr(settings.resolve))
    if store.meta("graph") != wanted:
        with store.transaction():
            with report.stage("resolve"):
                progress("resolve", 0, None, "names")
                report.notes += fuse.resolve_entities(store, settings.resolve)
            with report.stage("fuse"):
                progress("fuse", 0, None, "statements")
                fuse.fuse_statements(store)
                store.set_meta("digest", fused.digest(store))
            corpus.forget_extractions(store)
            store.set_meta("graph", wanted)
    report.digest = store.meta("digest") or ""


# ---- accounts ------------------------------------------------------------------------------------------------------------


def _account(store: Store, report: Report) -> None:
    counts = fused.counts(store)
    report.paragraphs["total"] = counts["paragraphs"]
    report.paragraphs["reused"] = max(0, counts["paragraphs"] - report.paragraphs["extracted"])
    report.outcomes, report.failures = counts["outcomes"], counts["failures"]
    report.tokens = counts["tokens"]
    for status, number in counts["triples"].items():
        report.triples[status] = number
    report.reasons = counts["reasons"]
    report.triples["extracted"] = sum(counts["triples"].values())
    report.entities, report.statements, report.merges = counts["entities"], counts["statements"], counts["merges"]


def _cost(store: Store, priced: Endpoint) -> dict[str, float]:
    """{"cost": what all answers of the endpoint that are kept cost}; nothing where no price is known."""
    if not (priced.price_in or priced.price_out):
        return {}
    read, written = said.tokens(store, "endpoint ")
    return {"cost": round((read * priced.price_in + written * priced.price_out) / 1e6, 6)}


def _finish(store: Store, report: Report, started: datetime.datetime) -> None:
    """Keeps the report among the runs; then, last of all, lets nothing of what was taken out be left in the file."""
    finished = datetime.datetime.now(datetime.UTC)
    told = json.dumps(report.as_json(), ensure_ascii=False)
    id = content_hash("run", started.isoformat(), str(os.getpid()))
    with store.transaction():
        corpus.add_run(store, id=id, started=started, finished=finished, report=told)
    if store.meta("uncompacted"):
        with report.stage("store"):
            store.compact()


def judge(report: Report, *, max_failed: float) -> None:
    """Raises TooManyFailures where a larger share of documents or paragraphs failed; refusals that nobody promised to read do not count."""
    most = max_failed
    failed = [(document, reason) for document, reason, counts in report.refusals if counts]
    tried = len(failed) + report.documents["read"]
    if tried and len(failed) / tried > most:
        raise TooManyFailures(
            f"{len(failed):,} of {tried:,} documents failed, more than --max-failed {most:g} allows; the first: {failed[0][0]}: {failed[0][1]}"
        )
    _judge_paragraphs(report.failures, report.paragraphs["total"], most, "--max-failed")


def _judge_paragraphs(failures: Mapping[str, int], total: int, most: float, limit: str) -> None:
    """Raises TooManyFailures where the paragraphs that failed (reason: how many, the commonest first) are too large a share of all."""
    bad = sum(failures.values())
    if total and bad / total > most:
        commonest = next(iter(failures)) or "none was given"
        raise TooManyFailures(
            f"{bad:,} of {total:,} paragraphs failed, more than {limit} {most:g} allows; the commonest reason: {commonest}"
        )


# ---- in Python -----------------------------------------------------------------------------------------------------------


def build(*sources: str | Path, workspace: str | Path | None = None, **options: Any) -> Graph:
    """The graph of documents: `kg.build("documents/")` in memory, or kept in a `workspace` file.

    `options` are those of `run`: settings, extractor, workers, source, root, keep_missing, allow_empty, progress, runner.
    Raises KgError, TooManyFailures among them.  The Graph holds its workspace open; `graph.close()` lets go of it.
    """
    settings = options.setdefault("settings", load())
    store = Store(workspace if workspace is not None else ":memory:")
    try:
        judge(run(store, [str(source) for source in sources], **options), max_failed=settings.extract.max_failed)
    except BaseException:
        with suppress(Exception):
            store.close()
        raise
    return Graph(store)


def extract(
    paragraphs: Iterable[Paragraph | str], *, extractor: str = "", settings: Settings | None = None, workers: int | None = None
) -> Iterator[Extraction]:
    """Triples only, streaming: one `kg.model.Extraction` for each paragraph (or plain text), in their order."""
    given = (_paragraph(p, i) for i, p in enumerate(paragraphs))
    return _answers(given, extractor, settings or load(), workers, parallel.as_extracted)


def _answers(
    paragraphs: Iterable[Paragraph], extractor: str, settings: Settings, workers: int | None, finish: parallel.Finish[T]
) -> Iterator[T]:
    """What `finish` makes of the answers of one extractor, that of the settings if none is named."""
    name = extractor or settings.extract.extractor
    one = load_one(name, settings=settings.extract)
    return _blamed(parallel.run(one.make, paragraphs, workers=one.processes(workers or settings.extract.workers), finish=finish), name)


def _paragraph(given: Paragraph | str, number: int) -> Paragraph:
    return given if isinstance(given, Paragraph) else Paragraph(str(number), "", number, 0, len(given), given)


def extract_lines(
    file: str,
    out: BinaryIO,
    *,
    faults: list[str],
    extractor: str = "",
    settings: Settings | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> None:
    """Reads JSON Lines records, one paragraph each, and writes a line of triples for each; what is wrong with other lines goes into `faults`.

    Raises SourceError for a file that cannot be read, ExtractorError for an extractor that cannot run, TooManyFailures, when all is written,
    where more paragraphs failed than the settings allow.
    """
    chosen = settings or load()
    failures: Counter[str] = Counter()
    done = 0
    for line, failure in _answers(records.paragraphs(file, faults), extractor, chosen, workers, _line):
        out.write(line)
        failures.update([] if failure is None else [failure])
        done += 1
        if done % 256 == 0:
            progress("extract", done, None, "paragraphs")
    out.flush()
    _judge_paragraphs(dict(failures.most_common()), done, chosen.extract.max_failed, "[extract] max_failed")


def _line(paragraph: Paragraph, found: Extraction) -> tuple[bytes, str | None]:
    """A line of triples; and the reason, where the paragraph failed."""
    return records.line(paragraph, found), found.reason if found.outcome == "failed" else None
