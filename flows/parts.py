"""Parts of the way that are useful by themselves, as flows: extract_batch, load_neo4j, export_rdf.

Thin: each reads its parameters and calls what ingest.py calls.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows import ingest, runners, telling
from flows import parameters as ask
from kg import records
from kg.errors import SourceError
from kg.extract import load_one, parallel

File = Annotated[str, Field(min_length=1, description="JSON Lines: a record with id and text for each paragraph.")]
Out = Annotated[str, Field(min_length=1, description="The file of triples, a line for each record, as kg extract writes it.")]


@flow(name="extract_batch", flow_run_name=ingest.run_name, validate_parameters=False, persist_result=False)
@ask.explained
def extract_batch(
    file: File,
    out: Out,
    extractor: ask.Extractor = "syntax",
    runner: ask.Runner = "threads",
    workers: ask.Workers = 1,
    cluster: ask.Cluster = "",
    batch: ask.Batch = 256,
    settings_file: ask.Settings = "",
    secrets: ask.Secrets = {},  # noqa: B006 - the form shows it; nobody changes it
) -> int:
    """Paragraphs in, triples out, without a workspace; gives the number of paragraphs.  The file is there when all of it is done."""
    ask.reveal(secrets)
    chosen = ingest.loaded(settings_file)
    found = load_one(extractor, settings=chosen.extract)
    spread = runners.Spread(runner, workers, cluster, batch, tuple(secrets.items()))
    done = write_lines(file, out, parallel.Work(found, records.line), spread)
    telling.link(telling.slug(Path(out).stem), out)
    return done


@task(name="extract a file", task_run_name="{file}", cache_policy=NO_CACHE, persist_result=False)
def write_lines(file: str, out: str, work: parallel.Work[bytes], spread: runners.Spread) -> int:
    """Writes the lines, in the order of the records; what was wrong with a record is logged."""
    faults: list[str] = []
    beside = Path(f"{out}.part")
    done = 0
    try:
        with beside.open("wb") as lines:
            for line in spread(work, iter(records.paragraphs(file, faults))):
                lines.write(line)
                done += 1
        beside.replace(out)
    except OSError as error:
        raise SourceError(f"{out}: cannot be written ({error.strerror}); give another file") from error
    for fault in faults:
        get_run_logger().warning(fault)
    return done


@flow(name="load_neo4j", flow_run_name=ingest.run_name, validate_parameters=False, persist_result=False)
@ask.explained
def load_neo4j(
    neo4j_uri: Annotated[str, Field(min_length=1, description="The Neo4j database, such as neo4j://localhost:7687.")],
    workspace: ask.Workspace = "kg.duckdb",
    settings_file: ask.Settings = "",
    wait: ask.Wait = 60.0,
    secrets: ask.Secrets = {},  # noqa: B006
) -> str:
    """Brings a Neo4j database into step with the graph of a workspace; gives what that took."""
    ask.reveal(secrets)
    chosen = ingest.loaded(settings_file)
    ingest.targets([], neo4j_uri, chosen)
    told = ingest.load(workspace, neo4j_uri, chosen, wait)
    get_run_logger().info(told)
    return told


@flow(name="export_rdf", flow_run_name=ingest.run_name, validate_parameters=False, persist_result=False)
@ask.explained
def export_rdf(
    exports: Annotated[list[str], Field(min_length=1, description="Files that are written: graph.ttl, graph.nt …")],
    workspace: ask.Workspace = "kg.duckdb",
    settings_file: ask.Settings = "",
    wait: ask.Wait = 60.0,
) -> list[str]:
    """Writes the graph of a workspace to files."""
    chosen = ingest.loaded(settings_file)
    ingest.targets(list(exports), "", chosen)
    ingest.write(workspace, list(exports), chosen, wait)
    for target in exports:
        telling.link(telling.slug(Path(workspace).stem), target)
    return list(exports)
