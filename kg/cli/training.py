"""The commands that make, measure and release an extractor: corpus, finetune, evaluate, quantize, release.  No logic of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kg.cli.common import Call, Command, F, Number, common


def _told(call: Call, text: str) -> None:
    """A line of progress."""
    if not call.quiet and not call.as_json:
        click.echo(text, err=True)


def _share(name: str, default: float, help: str, *, least: float = 0, most: float = 1) -> Callable[[F], F]:
    """An option that is a share, from `least` to `most`."""
    return click.option(name, type=Number(least, most), default=default, show_default=True, metavar="SHARE", help=help)


@click.command(
    cls=Command,
    short_help="Make a corpus to train on.",
    epilog="Example: kg corpus documents/ --teacher local --to corpus/   ·   kg corpus --gold gold.jsonl --to corpus/",
)
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@click.option("--to", "folder", required=True, metavar="DIR", help="The new folder of the corpus.")
@click.option("--from-workspace", is_flag=True, help="Take the paragraphs of the workspace.")
@click.option(
    "--gold", multiple=True, metavar="FILE", help="Labelled lines (id, text, triples), or SET=PLACE for a public set (may be repeated)."
)
@click.option("--teacher", default="syntax", show_default=True, metavar="NAME", help="syntax, local, endpoint, or MODULE:FACTORY.")
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="Paragraphs at most, from each source alike.")
@click.option("--earlier", multiple=True, metavar="DIR", help="An earlier corpus, none of whose texts is taken again (may be repeated).")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Only this language (may be repeated).  [default: any]")
@click.option("--words", nargs=2, type=int, default=(8, 220), show_default=True, metavar="LEAST MOST", help="Words of a paragraph.")
@_share("--near", 0.7, "Similarity from which on two texts are one.", least=0.1)
@_share("--validation", 0.1, "Share of documents to validate on.", most=0.9)
@_share("--test", 0.0, "Share of documents to test on.", most=0.9)
@_share("--empty", 0.05, "Share of texts of which nothing is said.")
@click.option("--min-confidence", "confidence", type=Number(0, 1), default=0.0, metavar="SHARE", help="Of a teacher's triple, at least.")
@click.option("--licence", default="", metavar="NAME", help="Of the texts and labels, for the manifest and the model card.")
@click.option("--seed", type=int, default=17, show_default=True)
@_share("--max-failed", 0.2, "Share of a teacher's failures that is borne.")
@common
def corpus(
    call: Call, *, sources: tuple[str, ...], folder: str, from_workspace: bool, words: tuple[int, int], near: float, **options: Any
) -> None:
    """Make a corpus to train on: paragraphs, labelled by a teacher, cleaned, and split by document."""
    from kg.training.corpus import Plan
    from kg.training.corpus import corpus as make
    from kg.training.sampling import Filters

    settings = call.load()
    filters = Filters(words[0], words[1], tuple(options.pop("languages")), near)
    workspace = call.workspace if from_workspace else ""
    plan = Plan(tuple(sources), workspace, max_tokens=settings.segment.max_tokens, filters=filters, **options)
    told = make(plan, folder, settings=settings.extract, say=lambda text: _told(call, text))
    call.give(told.as_json(), lambda: str(told))


@click.command(
    cls=Command,
    short_help="Train a LoRA adapter on a corpus.",
    epilog="Example: kg finetune corpus/ --model google/gemma-3-4b-it --to run/",
)
@click.argument("corpus", metavar="CORPUS")
@click.option("--to", "folder", required=True, metavar="DIR", help="The run: checkpoints, log, curve, and the adapter when it is done.")
@click.option("--model", default="", metavar="NAME", help="The base: a folder or a hub id.  [default: google/gemma-3-4b-it]")
@click.option("--adapter", default="", metavar="NAME", help="An earlier adapter, to go on from.")
@click.option("--learning-rate", type=float, default=5e-5, show_default=True)
@click.option("--epochs", type=int, default=1, show_default=True)
@click.option("--rank", type=int, default=16, show_default=True)
@click.option("--alpha", type=int, default=32, show_default=True)
@click.option("--dropout", type=float, default=0.05, show_default=True)
@click.option("--batch", type=int, default=8, show_default=True, help="Examples of a batch on one device.")
@click.option("--batch-tokens", type=int, default=4096, show_default=True, help="Padded tokens of a batch, at most.")
@click.option("--accumulate", type=int, default=1, show_default=True, help="Batches of a step.")
@click.option("--most-tokens", type=int, default=1024, show_default=True, help="Longer examples are left out.")
@click.option("--warmup", type=float, default=0.03, show_default=True, help="Share of steps over which the rate rises.")
@click.option("--schedule", default="linear", show_default=True, help="linear, cosine or constant_with_warmup.")
@click.option("--seed", type=int, default=17, show_default=True)
@click.option("--dtype", default="", metavar="NAME", help="Of the base.  [default: bfloat16 on a GPU, float32 on a CPU]")
@click.option("--device", default="", metavar="NAME", help="[default: the best there is]")
@click.option("--qlora", is_flag=True, help="The base in 4 bits, for GPUs that are too small for it.")
@click.option("--validation", default="", metavar="FILE", help="[default: validation.jsonl beside the corpus]")
@click.option("--resume", is_flag=True, help="Go on with the run in the folder, exactly where it stopped.")
@click.option("--minutes", type=float, metavar="N", help="End this leg then, with a checkpoint.")
@click.option("--checkpoint-every", type=click.IntRange(min=1), default=50, show_default=True, metavar="STEPS")
@click.option("--measure-every", type=click.IntRange(min=1), default=100, show_default=True, metavar="STEPS")
@click.option(
    "--measure-on", type=click.IntRange(min=0), default=32, show_default=True, metavar="N", help="Validation examples that are answered."
)
@click.option("--skip-broken", is_flag=True, help="Leave broken lines of the corpus out.")
@common
def finetune(call: Call, *, corpus: str, folder: str, **options: Any) -> None:
    """Train a LoRA adapter on a corpus; the defaults are the recipe of the published one.

    On several GPUs: accelerate launch -m kg finetune …
    """
    from dataclasses import fields

    from kg.training.finetune import finetune as train
    from kg.training.recipe import Recipe

    call.load()
    named = {f.name for f in fields(Recipe)}
    recipe = Recipe(**{key: options.pop(key) for key in list(options) if key in named})
    told = train(corpus, folder, recipe, say=lambda text: _told(call, text), **options)
    call.give(told.as_json(), lambda: str(told))


@click.command(
    cls=Command,
    short_help="Measure extractors against gold, side by side.",
    epilog="Example: kg evaluate corpus/test.jsonl --system syntax --system 'tuned=local?model=BASE&adapter=run/'",
)
@click.argument("gold", metavar="GOLD")
@click.option(
    "--set",
    "name",
    default="",
    metavar="NAME",
    help="GOLD is this public set: carb, hyperred, knowledgenet, redocred, text2kgbench; or, asking the graph of its documents: timeqa, mine.",
)
@click.option(
    "--system",
    "systems",
    multiple=True,
    metavar="[NAME=]WHAT",
    help="An extractor, local?model=…&adapter=…, a file of kg extract, or for timeqa and mine a workspace (may be repeated).  [default: syntax]",
)
@click.option("--first", type=click.IntRange(min=1), metavar="N", help="Only the first N texts.")
@click.option("--encoder", default="", metavar="DIR", help="A sentence encoder for relaxed matching, beside words; the judge of mine.")
@click.option("--samples", type=click.IntRange(min=0), default=3, show_default=True, metavar="N", help="Errors of each kind to show.")
@click.option("--html", "page", metavar="FILE", help="Write a page with the worst cases in their sentences.")
@common
def evaluate(
    call: Call, *, gold: str, name: str, systems: tuple[str, ...], first: int | None, encoder: str, samples: int, page: str | None
) -> None:
    """Measure extractors, or anybody's output, against gold: figures with intervals, side by side.

    GOLD is a JSON Lines file (id, text, triples), a part of a corpus, or with --set the folder of a public set.
    """
    from kg.evaluate import graphs, items, sets
    from kg.evaluate.compare import compare
    from kg.evaluate.encoder import Encoder
    from kg.evaluate.page import page as written
    from kg.sinks.target import in_place

    settings = call.load()
    asked = (sets.load(name, gold) if name else items.gold(gold))[:first]
    judging = Encoder(encoder) if encoder else None
    sets.ready(name, judging)
    answers = []
    for system in systems or ("syntax",):
        title, spec = items.named(system)
        _told(call, f"{title}: {len(asked):,} texts")
        if name in sets.GRAPHS:
            answers.append(graphs.ask(title, spec, asked, settings, say=lambda done: _told(call, f"  {done:,} paragraphs answered")))
        else:
            answers.append(
                items.ask(
                    title, spec, asked, settings.extract, say=lambda done: _told(call, f"  {done:,} answered") if done % 128 == 0 else None
                )
            )
    told = compare(name or Path(gold).stem, asked, answers, encoder=judging, samples=samples)
    call.give(told.as_json(), lambda: f"{told}\n\n{told.samples()}" if samples else str(told))  # first: figures may have cost hours
    if page:

        def write(file: Path) -> None:
            file.write_text(written(told), encoding="utf-8")

        in_place(page, write)


@click.command(
    cls=Command,
    short_help="Merge an adapter into its base and quantise it.",
    epilog="Example: kg quantize run/ --corpus corpus/ --to quantised/",
)
@click.argument("adapter", metavar="ADAPTER")
@click.option("--corpus", required=True, metavar="DIR", help="To calibrate on, and to measure on its validation part.")
@click.option("--to", "folder", required=True, metavar="DIR")
@click.option("--model", default="", metavar="NAME", help="The base.  [default: the one that the adapter names]")
@click.option("--bits", type=click.Choice(["4", "8"]), multiple=True, default=("4", "8"), show_default=True)
@click.option("--prompt", default="", metavar="FILE", help="The prompt to measure with.")
@click.option("--measure-on", type=click.IntRange(min=1), default=100, show_default=True, metavar="N")
@click.option("--calibrate-on", type=click.IntRange(min=1), default=128, show_default=True, metavar="N")
@common
def quantize(call: Call, *, adapter: str, corpus: str, folder: str, bits: tuple[str, ...], **options: Any) -> None:
    """Merge an adapter into its base, quantise it by GPTQ, and measure what that costs."""
    from kg.training.quantize import quantize as make

    call.load()
    told = make(adapter, folder, corpus, bits=[int(n) for n in bits], say=lambda text: _told(call, text), **options)
    call.give(told.as_json(), lambda: str(told))


@click.command(
    cls=Command,
    short_help="Write the folder to publish: adapter, card, checksums.",
    epilog="Example: kg release run/ --corpus corpus/ --quantized quantised/ --evaluation figures.json --to release/",
)
@click.argument("run", metavar="RUN")
@click.option("--corpus", required=True, metavar="DIR", help="What it was trained on, for its manifest.")
@click.option("--quantized", "quantised", default="", metavar="DIR", help="What kg quantize wrote.")
@click.option("--evaluation", "evaluations", multiple=True, metavar="FILE", help="What kg evaluate --json wrote (may be repeated).")
@click.option("--to", "folder", required=True, metavar="DIR")
@click.option("--name", default="", metavar="NAME", help="Of the model.  [default: the folder's]")
@click.option("--base", default="", metavar="ID", help="The base's hub id, where the run used a folder.")
@common
def release(call: Call, *, run: str, folder: str, **options: Any) -> None:
    """Write the folder to publish: adapter, quantised forms, a model card from what was measured, checksums."""
    from kg.training.release import release as make

    call.load()
    told = make(run, folder, **options)
    call.give(told.as_json(), lambda: str(told))


COMMANDS = (corpus, finetune, evaluate, quantize, release)
