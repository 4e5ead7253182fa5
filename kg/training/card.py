"""The model card: front matter that a hub reads, then data, recipe, results, use, limits and licences, from what was recorded.

Knows values only; a figure that was not measured is not named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_SHARE_ALIKE = ("BY-SA", "GPL", "ODbL")
_TEACHERS = {"gold": "gold labels that came with the texts"}


def write(
    *,
    name: str,
    base: str,
    recipe: dict[str, Any],
    manifest: dict[str, Any],
    log: Sequence[dict[str, Any]],
    forms: Sequence[dict[str, Any]],
    results: Sequence[dict[str, Any]],
) -> str:
    """The card as Markdown."""
    licence = str(manifest.get("licence") or "")
    parts = [
        _front(base, licence),
        f"# {name}\n\nA LoRA adapter for {base} that turns a paragraph into knowledge triples with qualifiers, as one JSON object.",
        "## Data\n\n" + _data(manifest),
        "## Recipe\n\n" + _recipe(recipe, log),
    ]
    if results:
        parts.append("## Results\n\n" + "\n\n".join(map(_result, results)))
    if forms:
        parts.append("## Quantised forms\n\n" + _forms(forms))
    parts += ["## Use\n\n" + _use(base), "## Limits, bias and risks\n\n" + _limits(manifest), "## Licence\n\n" + _licence(base, licence)]
    return "\n\n".join(parts) + "\n"


def _front(base: str, licence: str) -> str:
    lines = ["---", f"base_model: {base}", "library_name: peft", "pipeline_tag: text-generation"]
    lines += [f"license: {licence.lower()}"] if licence else []
    return "\n".join([*lines, "tags: [information-extraction, knowledge-graph, lora]", "---"])


def _data(manifest: dict[str, Any]) -> str:
    rows = ["| part | examples | documents | triples | qualifiers |", "|---|---|---|---|---|"]
    for side, n in manifest["counts"].items():
        rows.append(f"| {side} | {n['examples']:,} | {n['documents']:,} | {n['triples']:,} | {n['qualifiers']:,} |")
    sources = manifest["counts"]["train"]["sources"]
    teacher = str(manifest["teacher"])
    told = f"Labels: {_TEACHERS.get(teacher, teacher)}. Training examples by source: " + ", ".join(f"{k} {v:,}" for k, v in sources.items())
    left = ", ".join(f"{reason} {n:,}" for reason, n in manifest["left_out"].items())
    cleaned = ", ".join(f"{reason} {n:,}" for reason, n in manifest["cleaned"].items())
    return (
        "\n".join(rows)
        + f"\n\n{told}.\nNo document is in two parts. Left out: {left or 'nothing'}. Cleaned out of the labels: {cleaned or 'nothing'}."
    )


def _recipe(recipe: dict[str, Any], log: Sequence[dict[str, Any]]) -> str:
    keys = ("rank", "alpha", "dropout", "learning_rate", "schedule", "epochs", "batch", "accumulate", "seed", "dtype", "qlora")
    lines = [f"- {key.replace('_', ' ')}: {recipe[key]}" for key in keys if recipe.get(key) not in ("", None)]
    lines.append(f"- modules: {', '.join(recipe['modules'])}, of the text part")
    if recipe.get("adapter"):
        lines.append("- continued from an earlier adapter")
    measured = [line for line in log if "validation_loss" in line]
    if measured:
        lines.append(
            f"- validation loss: {measured[0]['validation_loss']:.3f} before, {measured[-1]['validation_loss']:.3f} after {measured[-1]['step']:,} steps"
        )
    return "\n".join(lines) + "\n\nThe loss is taken on the answers only; a token-level loss is not extraction F1."


def _result(told: dict[str, Any]) -> str:
    systems = told["systems"]
    rows = [f"{told['set']}: {told['items']:,} texts, {told['gold_triples']:,} gold triples; in brackets 95 of 100 bootstrap samples.\n"]
    rows += ["| | " + " | ".join(s["system"] for s in systems) + " |", "|---|" + "---|" * len(systems)]
    for name, first in systems[0]["figures"].items():
        cells = [f"{s['figures'][name]['value']:.3f} [{s['figures'][name]['low']:.3f}, {s['figures'][name]['high']:.3f}]" for s in systems]
        rows.append(f"| {name}{'' if first['kind'] == 'share' else ' ' + first['kind']} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _forms(forms: Sequence[dict[str, Any]]) -> str:
    rows = ["| form | MB | strict F1 | valid | same answers as merged |", "|---|---|---|---|---|"]
    for f in forms:
        rows.append(f"| {f['name']} | {f['bytes'] / 1e6:,.1f} | {f['strict_f1']:.3f} | {f['valid']:.3f} | {f['same']:.2f} |")
    return "\n".join(rows) + "\n\n`gptq-*bit/` run alone, without the adapter; the merged model itself is not part of this folder."


def _use(base: str) -> str:
    return f"""```python
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("{base}")
model = AutoModelForCausalLM.from_pretrained("{base}", dtype="auto", device_map="auto")
model = PeftModel.from_pretrained(model, "FOLDER").eval()
prompt = "Text: Marie Curie was born in Warsaw in 1867.\\nTriples:"
given = tokenizer(prompt, return_tensors="pt").to(model.device)
print(tokenizer.decode(model.generate(**given, max_new_tokens=200)[0][given["input_ids"].shape[1]:], skip_special_tokens=True))
```

That prompt is for bases without a chat template; others are asked as the corpus' `messages` do, with `tokenizer.apply_chat_template`.
With kg: `kg build documents/ --extractor local`, `[extract.local]` model = the base, adapter = this folder (its `prompt.txt` is for bases
without a chat template and found by itself). `sha256sum -c SHA256SUMS` checks the files."""


def _limits(manifest: dict[str, Any]) -> str:
    sources = ", ".join(manifest["counts"]["train"]["sources"])
    return (
        f"- It has learned the habits of its labels ({sources}): which facts are worth saying, and how predicates are worded. On other kinds of text both may be wrong.\n"
        "- It can repeat facts, miss qualifiers, flatten what is nuanced, and say what the text does not; ground its answers (kg does).\n"
        "- Facts that a text denies or doubts were left out of training; it may state them as facts.\n"
        "- Biases of the base model and of the texts (who is written about, and how) are in it. It is no source of facts about people."
    )


def _licence(base: str, licence: str) -> str:
    lines = [f"The base model's terms apply to what is made from it ({base})."]
    if licence:
        lines.append(f"The corpus is under {licence}.")
    if any(sign in licence for sign in _SHARE_ALIKE):
        lines.append("That licence obliges what is made of the data to the same licence: this adapter is under it, too.")
    return " ".join(lines)
