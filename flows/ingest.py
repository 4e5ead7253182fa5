"""ingest: sources → workspace → Neo4j and files, as one flow.

One task keeps the workspace and is the only one that writes it; it gives extraction away in batches (runners.py).  The rest of the way is
`kg.pipeline`, so that the graph is the one that `kg build` makes, byte for byte.  Killed at any moment, the next run goes on at the paragraph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.tasks import exponential_backoff

from flows import parameters as ask
from flows import runners, telling
from kg import pipeline, settings, sinks, spacy_models
from kg.graph import Graph
from kg.report import Report
from kg.sinks import neo4j
from kg.store import Store

RETRIES: dict[str, Any] = {"retries": 3, "retry_delay_seconds": exponential_backoff(10), "retry_condition_fn": runners.helps}


def run_name() -> str:
    """What a run is called: what it reads, and when it was to begin."""
    given = flow_run.parameters
    sources = given.get("sources") or [given.get("workspace", "")]
    of = given.get("name") or ", ".join(Path(str(one).rstrip("/")).name or str(one) for one in sources[:2])
    when = flow_run.scheduled_start_time
    return f"{of}{', …' if len(sources) > 2 else ''} {when.strftime('%Y-%m-%d %H:%M')} UTC"


@flow(name="ingest", flow_run_name=run_name, validate_parameters=False, persist_result=False)
@ask.explained
def ingest(
    sources: ask.Sources,
    workspace: ask.Workspace = "kg.duckdb",
    extractor: ask.Extractor = "syntax",
    runner: ask.Runner = "threads",
    workers: ask.Workers = 1,
    cluster: ask.Cluster = "",
    batch: ask.Batch = 256,
    exports: ask.Exports = [],  # noqa: B006 - the form shows it; nobody changes it
    neo4j_uri: ask.Uri = "",
    max_failed: ask.Share = 0.05,
    keep_missing: ask.Keep = False,
    allow_empty: ask.Empty = False,
    name: ask.Name = "",
    root: ask.Root = "",
    settings_file: ask.Settings = "",
    wait: ask.Wait = 60.0,
    secrets: ask.Secrets = {},  # noqa: B006
) -> dict[str, Any]:
    """Brings a workspace into step with its sources, then Neo4j and the files with the graph; gives the report as JSON."""
    ask.reveal(secrets)
    spacy_models.spare_torch()
    chosen = loaded(settings_file)
    targets(exports, neo4j_uri, chosen)
    runners.starter(runner, workers, cluster)
    given = {"source": name or None, "root": root or None, "keep_missing": keep_missing, "allow_empty": allow_empty, "extractor": extractor}
    spread = runners.Spread(runner, workers, cluster, batch, tuple(secrets.items()))
    report, changed, gone = keep_in_step(workspace, sources, chosen, spread, given, wait)
    key = telling.slug(name or Path(workspace).stem)
    extra = []
    if neo4j_uri:
        extra.append(f"## Neo4j\n\n```\n{load(workspace, neo4j_uri, chosen, wait)}\n```\n")
    if exports:
        write(workspace, list(exports), chosen, wait)
    with Store(workspace, read_only=True, wait=wait) as store:
        page = telling.markdown(store, report, changed, gone=gone, extra=extra)
    telling.publish(key, page, report.refusals, list(exports))
    get_run_logger().info("%s", report)
    if not (changed or report.documents["changed"] or report.documents["removed"]):
        get_run_logger().info("nothing changed: the graph is as it was")
    pipeline.judge(report, max_failed=max_failed)
    return report.as_json()


@task(name="keep the workspace in step", task_run_name="{workspace}", cache_policy=NO_CACHE, persist_result=False, **RETRIES)
def keep_in_step(
    workspace: str, sources: list[str], chosen: settings.Settings, spread: runners.Spread, given: dict[str, Any], wait: float
) -> tuple[Report, Any, list[str]]:
    """Reads, extracts, merges; gives the report, what changed in the graph, and the first statements that went, in words.  A source that cannot be read raises, and takes nothing out."""
    progress = telling.Progress(telling.slug(given["source"] or Path(workspace).stem))
    with Store(workspace, wait=wait) as store, telling.Before(store) as before:
        digest = store.meta("digest")
        report = pipeline.run(store, sources, settings=chosen, progress=progress, runner=spread, **given)
        progress.close()
        changed = before.changes(store) if report.digest != digest else None
        return report, changed, before.statements(changed.statements.removed[: telling.SHOWN]) if changed else []


@task(name="load Neo4j", task_run_name="load {uri}", cache_policy=NO_CACHE, persist_result=False, timeout_seconds=12 * 3600, **RETRIES)
def load(workspace: str, uri: str, chosen: settings.Settings, wait: float) -> str:
    """Brings the database into step with the graph; gives what that took, as text."""
    with Store(workspace, read_only=True, wait=wait) as store:
        return str(neo4j.load_as_set(Graph(store), neo4j.address(uri, chosen.neo4j), chosen.neo4j))


@task(name="export", task_run_name="write the graph", cache_policy=NO_CACHE, persist_result=False, timeout_seconds=12 * 3600)
def write(workspace: str, files: list[str], chosen: settings.Settings, wait: float) -> None:
    """Writes the graph to files and folders."""
    with Store(workspace, read_only=True, wait=wait) as store:
        for file in files:
            sinks.export(Graph(store), file, base=chosen.rdf.base)


def loaded(file: str) -> settings.Settings:
    """The settings.  Raises SettingsError."""
    return settings.load(file or None)


def targets(exports: list[str], uri: str, chosen: settings.Settings) -> None:
    """Raises TargetError for a target that cannot be, before anything is done."""
    for file in exports:
        sinks.ready(file)
    if uri:
        neo4j.checked(neo4j.address(uri, chosen.neo4j))
