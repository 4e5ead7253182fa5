"""An adapter and its base → one merged model, and its GPTQ forms in 4 and 8 bits, each loaded back and measured against the merged one.

Calibrated on examples of a corpus, as the model will see them.  Knows folders and examples; nothing of how an adapter was trained.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ExtractorError, TargetError
from kg.extract.llm import prompt as prompts
from kg.extract.local import adapters, source
from kg.extract.local.loading import load_model, load_tokenizer, machine, need
from kg.settings import Local
from kg.training.batches import encode
from kg.training.examples import VALIDATION, Example, read

MERGED = "merged"
MEASURED = "measured.json"
CALIBRATION = 128  # examples
GROUP = 128


@dataclass(frozen=True, slots=True)
class QuantisedForms:
    """What was made: for each form its folder, size and figures."""

    forms: tuple[dict[str, Any], ...]

    def as_json(self) -> list[dict[str, Any]]:
        """As one JSON value."""
        return list(self.forms)

    def __str__(self) -> str:
        lines = []
        for form in self.forms:
            figures = (
                f"strict F1 {form['strict_f1']:.3f}  valid {form['valid']:.3f}  same answers {form['same']:.2f}" if "valid" in form else ""
            )
            lines.append(f"{form['name']:10}{form['bytes'] / 1e6:10,.1f} MB  {figures}".rstrip())
        return "\n".join(lines)


def quantize(
    adapter: str | Path,
    folder: str | Path,
    corpus: str | Path,
    *,
    model: str = "",
    bits: Sequence[int] = (4, 8),
    prompt: str = "",
    measure_on: int = 100,
    calibrate_on: int = CALIBRATION,
    group: int = GROUP,
    say: Callable[[str], None] = lambda told: None,
) -> QuantisedForms:
    """Writes `merged/` and `gptq-4bit/`, `gptq-8bit/` below a folder, and what was measured on the corpus' validation part into `measured.json`.

    `adapter` "" quantises the model alone.  Raises ExtractorError for an adapter that does not fit or where gptqmodel fails, MissingExtra
    without it."""
    need("gptqmodel", extra="gptq")
    need("optimum", extra="gptq")
    wrong = [n for n in bits if n not in (2, 3, 4, 8)]
    if wrong:
        raise ExtractorError(f"bits {wrong[0]}: GPTQ has 2, 3, 4 and 8; give 4 or 8")
    found = source.find_adapter(str(adapter)) if adapter else None
    base = source.find_model(model or (source.base_of(found) if found else "") or source.BASE)
    examples = read(corpus)[0]
    beside = Path(corpus) / VALIDATION
    held = (read(beside)[0] if beside.is_file() else examples)[:measure_on]
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    merged = target / MERGED
    if not (merged / "config.json").is_file():
        say(f"merging {adapter or 'nothing'} into {base.name}")
        merge(found, base, merged)
    tokenizer = load_tokenizer(source.find_model(str(merged)))
    texts = [list((row := encode(e, tokenizer)).prompt + row.answer) for e in examples[:calibrate_on]]
    for n in bits:
        say(f"{n} bits, calibrated on {len(texts):,} examples")
        _quantised(merged, target / f"gptq-{n}bit", n, _group(merged, group), texts)
    forms = []
    said: list[list[Any]] = []
    for name in (MERGED, *(f"gptq-{n}bit" for n in bits)):
        say(f"measuring {name} on {len(held):,} examples")
        figures, answers = measured(Local(model=str(target / name), prompt=prompt, max_new_tokens=384), held)
        said.append(answers)
        same = sum(one == two for one, two in zip(said[0], answers, strict=True)) / max(1, len(held))
        forms.append({"name": name, "bytes": _size(target / name), **figures, "same": same})
    (target / MEASURED).write_text(json.dumps(forms, indent=1) + "\n", encoding="utf-8")
    return QuantisedForms(tuple(forms))


def merge(adapter: source.Source | None, base: source.Source, folder: Path) -> None:
    """Writes the base with the adapter in its weights, as a plain text-only model in bfloat16, whole or not at all.

    Raises ExtractorError for an adapter that does not fit, TargetError where the folder cannot be written."""
    import torch
    from transformers import Gemma3ForCausalLM

    loaded = load_model(base, machine("cpu", "float32"))
    if adapter is not None:
        loaded = adapters.merge_adapter(loaded, adapter, base)
    # A fresh one: transformers writes weights back under the names that they were read from, those of a multimodal Gemma included.
    plain = Gemma3ForCausalLM(loaded.config).to(torch.bfloat16)
    plain.load_state_dict(loaded.state_dict())
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        plain.save_pretrained(part)
        load_tokenizer(base).save_pretrained(part)
        _copy_prompt(part, *(one.folder for one in (adapter, base) if one is not None))
    except OSError as error:
        raise TargetError(f"{folder}: cannot be written ({error.strerror}); make room, or give another folder") from error
    part.rename(folder)


def measured(settings: Local, examples: Sequence[Example]) -> tuple[dict[str, float], list[Any]]:
    """Strict F1, valid answers and speed of a model over examples, and what it said."""
    from kg.evaluate.items import Item, ask
    from kg.evaluate.measures import all_measures
    from kg.settings import Extract

    items = [Item(e.id, e.text, e.triples(), e.title, e.document) for e in examples]
    said = ask("", "local", items, Extract(local=settings))
    tallies = {tally.name: tally for tally in all_measures(items, said)}
    figures = {"strict_f1": tallies["strict"].value, "relaxed_f1": tallies["relaxed"].value, "valid": tallies["valid"].value}
    if said.seconds:
        figures["words_per_second"] = said.words / said.seconds
    return figures, [tuple((t.subject, t.predicate, t.object) for t in triples) for triples in said.triples]


def _group(model: Path, group: int) -> int:
    """The group size, or the largest power of two below it that divides the rows of every matrix."""
    config = source.read_json(model / "config.json")
    config = config.get("text_config", config)
    widths = (config["hidden_size"], config["intermediate_size"], config["num_attention_heads"] * config["head_dim"])
    while any(width % group for width in widths):
        group //= 2
    return group


def _quantised(model: Path, folder: Path, bits: int, group: int, texts: list[list[int]]) -> None:
    if (folder / "config.json").is_file():
        return
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    given = folder.with_name(f"{folder.name}.texts.json")
    given.write_text(json.dumps(texts), encoding="utf-8")
    environment = {"GPTQMODEL_CPU_WORKERS": str(min(2, os.cpu_count() or 1)), **os.environ}
    command = [sys.executable, "-W", "ignore", "-m", "kg.training.gptq", str(model), str(part), str(bits), str(group), str(given)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    given.unlink()
    if ran.returncode or not (part / "config.json").is_file():
        told = [line for line in (ran.stderr or ran.stdout).splitlines() if line.strip()]
        raise ExtractorError(
            f"{model}: gptqmodel failed at {bits} bits ({told[-1][:200] if told else ran.returncode}); the merged model is kept"
        )
    load_tokenizer(source.find_model(str(model))).save_pretrained(part)
    _copy_prompt(part, model)
    part.rename(folder)


def _copy_prompt(target: Path, *folders: Path) -> None:
    """The prompt that the model was trained with stays beside its weights, where `local` looks for it."""
    if found := prompts.beside(*folders):
        shutil.copy2(found, target / prompts.FILE)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*.safetensors"))
