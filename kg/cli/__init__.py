"""The `kg` command: what it promises stands in docs/commands.md.  No logic of its own: it reads the command line, calls, prints.

common.py    the options that every command has
training.py  the commands that make, measure and release an extractor; the others stand here

Heavy rooms are imported inside the commands, so that `kg --help` answers at once.
"""

from __future__ import annotations

import errno
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from kg import spacy_models
from kg.cli import training
from kg.cli.common import Call, Command, Number, Words, all_told, common, of_use
from kg.errors import KgError, SettingsError, SourceError


class Group(click.Group):
    """Commands in the order in which they are used, and the version only when it is asked for."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="kg-from-documents", prog_name="kg")
def cli() -> None:
    """Documents → a knowledge graph that people can trust.

    \b
    kg build documents/          read, extract, merge
    kg show "Marie Curie"        what the documents say of her, and where
    kg export graph.ttl          take it elsewhere
    """


@cli.command(
    short_help="Read, extract, merge: bring the workspace into step.", epilog="Example: kg build reports/ 'mail/**/*.eml' --to graph.ttl"
)
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@click.option("--extractor", metavar="NAME", help="syntax, local, endpoint, or MODULE:FACTORY; several with commas.  [default: syntax]")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes that extract.  [default: 1]")
@click.option("--to", "targets", multiple=True, metavar="TARGET", help="Export or load afterwards (may be repeated).")
@click.option("--source", metavar="NAME", help="One name for all that is given, under which it is followed.")
@click.option("--root", metavar="DIR", type=click.Path(exists=True, file_okay=False), help="Document ids are paths below it.  [default: .]")
@click.option("--keep-missing", is_flag=True, help="Keep documents that are gone from their source.")
@click.option("--allow-empty", is_flag=True, help="Believe a source that is suddenly empty.")
@click.option("--max-failed", type=Number(0, 1), metavar="SHARE", help="Share of failures that ends with exit code 3.  [default: 0.05]")
@click.option("--dry-run", is_flag=True, help="Only say what would be read, and its cost.")
@common
def build(
    call: Call, *, sources: tuple[str, ...], targets: tuple[str, ...], dry_run: bool, max_failed: float | None, **options: Any
) -> None:
    """Bring the workspace into step with the sources: read, extract, merge.

    A SOURCE is a file, a folder (all below it), a quoted glob, - (JSON Lines on standard input) or an fsspec URL; without any, the sources
    of the last builds are read again.  Only what changed is done anew; what is gone from a source is taken out.
    """
    from kg import intake, pipeline, sinks
    from kg.console import Console
    from kg.graph import Graph
    from kg.sinks import neo4j

    settings = call.load()

    def ready(target: str) -> None:
        if neo4j.is_uri(target):
            neo4j.checked(neo4j.address(target, settings.neo4j))
        else:
            sinks.ready(target)

    all_told(partial(ready, target) for target in targets)
    if dry_run:
        with call.store_to_plan() as store:
            given = {name: options[name] for name in ("source", "root", "workers", "allow_empty")}
            plan = intake.plan(store, sources, settings=settings, **given)
            call.give(plan.as_json(), lambda: str(plan))
        return
    with call.store_to_build() as store:
        with Console(quiet=call.quiet) as console:
            report = pipeline.run(store, sources, settings=settings, progress=console.progress, **options)
        if call.as_json or not call.quiet:
            call.give(report.as_json(), lambda: str(report))  # first: whatever becomes of the targets, this was done
        for target in targets:
            if neo4j.is_uri(target):
                neo4j.load_as_set(Graph(store), target, settings.neo4j)
            else:
                sinks.export(Graph(store), target, base=settings.rdf.base)
            if not call.as_json:
                call.say(f"written     {target}")
        pipeline.judge(report, max_failed=settings.extract.max_failed if max_failed is None else max_failed)


@cli.command(
    short_help="Write the graph: RDF, GraphML, GEXF, JSON, Parquet, CSV.", epilog="Example: kg export graph.ttl graph.graphml tables/"
)
@click.argument("targets", nargs=-1, required=True, metavar="TARGET…")
@click.option("--format", "format_name", metavar="NAME", help="Of a folder: parquet, csv or neo4j-admin; else told by the suffix.")
@click.option("--base", metavar="IRI", help="Base of all IRIs in RDF.")
@click.option(
    "--min-confidence",
    type=Number(0, 1),
    default=0.0,
    metavar="C",
    help="Leave out statements without evidence of this confidence.",
)
@click.option("--statements", type=click.Choice(["qualified", "all", "none"]), help="With neo4j-admin, as in kg load.")
@common
def export(
    call: Call, *, targets: tuple[str, ...], format_name: str | None, base: str | None, min_confidence: float, statements: str | None
) -> None:
    """Write the graph: .ttl .nt .nq .trig .jsonld .rdf · .graphml .gexf .json (node-link) · a folder DIR/ (Parquet or CSV)."""
    from kg import sinks
    from kg.graph import Graph

    settings = call.load()
    formats = all_told(partial(sinks.ready, target, format_name) for target in targets)
    all_told(
        [
            partial(of_use, "--base", base, formats, [name for name, sink in sinks.FILES.items() if sink == "rdf"]),
            partial(of_use, "--statements", statements, formats, ["neo4j-admin"]),
        ]
    )
    with call.store() as store:
        for target, format in zip(targets, formats, strict=True):
            of_bulk = {"name": settings.neo4j.graph, "statements": statements or settings.neo4j.statements}
            more: dict[str, Any] = of_bulk if format == "neo4j-admin" else {}
            given: dict[str, Any] = {"format": format, "base": base or settings.rdf.base, "min_confidence": min_confidence}
            sinks.export(Graph(store), target, **given, **more)
        if call.as_json:
            click.echo(json.dumps([{"target": target} for target in targets], ensure_ascii=False))
        for target in () if call.as_json else targets:
            call.say(f"written  {target}")


@cli.command(short_help="Bring a Neo4j database into step with the graph.", epilog="Example: kg load neo4j://localhost:7687")
@click.argument("uri", required=False)
@click.option("--user", metavar="NAME", help="Who asks; the password is in the environment: NEO4J_PASSWORD.  [default: no login]")
@click.option("--database", metavar="NAME", help="[default: the server's own default]")
@click.option("--graph", metavar="NAME", help="Tells several graphs in one database apart.  [default: kg]")
@click.option(
    "--statements",
    type=click.Choice(["qualified", "all", "none"]),
    help="Which statements become nodes, too: those that a relationship cannot say, all, or none.  [default: qualified]",
)
@click.option("--no-chunks", is_flag=True, help="Leave out paragraphs and documents.")
@click.option("--embed", metavar="MODEL", help="Give each paragraph a vector by this encoder, a folder or hub id (extra llm).")
@click.option("--dry-run", is_flag=True, help="Only say what would be created, changed and deleted.")
@click.option("--verify", is_flag=True, help="Read and compare everything in the database, whatever it remembers.")
@common
def load(
    call: Call, *, uri: str | None, user: str | None, database: str | None, graph: str | None, no_chunks: bool, **options: Any
) -> None:
    """Bring a Neo4j database into step with the graph, and tell what that took.

    URI is neo4j:// or bolt:// (+s, +ssc with encryption); without it, that of the settings.  What kg did not write is never touched.
    """
    from kg.console import Console
    from kg.graph import Graph
    from kg.sinks import neo4j

    if no_chunks and options["embed"]:
        raise SettingsError([f"--embed {options['embed']}: gives vectors to paragraphs, which --no-chunks leaves out; take one of the two"])
    settings = call.load().neo4j
    where = neo4j.address(uri, settings, user=user, database=database)
    neo4j.checked(where)
    neo4j.bring_driver()
    with call.store() as store, Console(quiet=call.quiet) as console:
        told = neo4j.load_as_set(Graph(store), where, settings, name=graph, chunks=not no_chunks, progress=console.progress, **options)
    if call.as_json:
        click.echo(json.dumps(told.as_json(), ensure_ascii=False))
    else:
        call.say(str(told))


@cli.command(
    short_help="Paragraphs in, triples out, as JSON Lines; no workspace.",
    epilog='Example: echo \'{"id": "1", "text": "Marie Curie was born in Warsaw."}\' | kg extract',
)
@click.argument("file", default="-", metavar="[FILE]")
@click.option("--extractor", metavar="NAME", help="syntax, local, endpoint, or MODULE:FACTORY.  [default: syntax]")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes that extract.  [default: 1]")
@common
def extract(call: Call, *, file: str, extractor: str | None, workers: int | None) -> None:
    """Paragraphs in (JSON Lines with id and text), triples out, one line of JSON each, with or without --json; no workspace is used."""
    from kg import pipeline
    from kg.console import Console

    settings = call.load()
    faults: list[str] = []
    try:
        with Console(quiet=call.quiet) as console:
            pipeline.extract_lines(
                file,
                sys.stdout.buffer,
                faults=faults,
                extractor=extractor or "",
                settings=settings,
                workers=workers,
                progress=console.progress,
            )
    except SourceError:  # which tells the first of them
        faults.clear()
        raise
    finally:
        for told in faults:
            click.echo(f"kg: {told}", err=True)


@cli.command(short_help="A fact sheet: what is said of somebody, and where.", epilog="Example: kg show 'Marie Curie'")
@click.argument("name", type=Words())
@common
def show(call: Call, *, name: str) -> None:
    """An entity: its names, its statements with their qualifiers, and where each is said."""
    from kg import ask

    call.load()
    with call.store() as store:
        told = ask.show(store, name)
        call.give(told.as_json(), lambda: str(told))


@cli.command(
    short_help="Why a statement is there, or why an entity is one.", epilog="Example: kg explain 3f2a   ·   kg explain 'Marie Curie'"
)
@click.argument("id", type=Words())
@common
def explain(call: Call, *, id: str) -> None:
    """One statement or entity: the evidence in its sentence; for an entity the merges, each with rule and score.

    ID is an id, its first characters where they are unique, or an entity's name.  kg show --json has the ids of statements.
    """
    from kg import ask

    call.load()
    with call.store() as store:
        told = ask.explain(store, id)
        call.give(told.as_json(), lambda: str(told))


@cli.command(short_help="Counts, outcomes and the graph's digest.", epilog="Example: kg stats --json")
@common
def stats(call: Call) -> None:
    """Counts, outcomes and the graph's digest."""
    from kg import ask

    call.load()
    with call.store() as store:
        told = ask.stats(store)
        call.give(told.as_json(), lambda: str(told))


@cli.command(short_help="Take documents out, and what only they support.", epilog="Example: kg remove documents/draft.md")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT…")
@common
def remove(call: Call, *, documents: tuple[str, ...]) -> None:
    """Take documents out, with all that only they support; nothing of their text stays in the workspace.

    A document that its source still holds comes back with the next build of that source.
    """
    from kg import pipeline

    settings = call.load()
    if not Path(call.workspace).exists():
        call.store()
    with call.store(read_only=False) as store:
        report = pipeline.remove(store, documents, settings=settings)
        if call.as_json or not call.quiet:
            call.give(report.as_json(), lambda: str(report))


for command in training.COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Runs the command line.  Exit codes: 0 done, 1 an error that is explained, 2 wrong use, 3 too many failures, 130 interrupted."""
    verbose = "--verbose" in sys.argv
    spacy_models.spare_torch()
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("kg: interrupted; a build goes on from there the next time, anything else starts anew", err=True)
        sys.exit(130)
    except KgError as error:
        if verbose:
            import traceback

            traceback.print_exc()
        for line in error.faults if isinstance(error, SettingsError) else [str(error)]:
            click.echo("kg: " + " ".join(line.split()), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        if verbose:
            raise
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT) and error.filename is None:
            click.echo(f"kg: standard output cannot be written ({error.strerror}); free some space, and run it again", err=True)
            sys.exit(1)
        told = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        click.echo(f"kg: a fault in kg itself ({told}); run it again with --verbose and report what it prints", err=True)
        sys.exit(1)
