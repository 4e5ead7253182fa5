"""The whole chain in small, by its commands: corpus, finetune, evaluate, quantize, release; and a real step of the real 270M."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kg.cli import cli

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("llm")]


def run(*arguments: str | Path) -> Any:
    """A command's answer as JSON."""
    ran = CliRunner().invoke(cli, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A random multimodal Gemma whose matrices are large enough for GPTQ's kernels."""
    own = sys.modules["models_of_tests"]
    for key, value in {
        "hidden_size": 64,
        "intermediate_size": 128,
        "head_dim": 32,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
    }.items():
        monkeypatch.setitem(own.TEXT, key, value)
    own.make_multimodal(tmp_path / "base")
    return tmp_path / "base"


def test_the_chain(base: Path, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("gptqmodel")
    monkeypatch.setenv("GPTQMODEL_CPU_WORKERS", "2")
    corpus, trained = tmp_path / "corpus", tmp_path / "run"
    told = run("corpus", "--gold", gold, "--to", corpus, "--validation", 0.2, "--licence", "CC-BY-SA-4.0")
    assert told["counts"]["train"]["examples"] >= 10 and told["teacher"] == "gold"
    given = [
        "--model",
        base,
        "--learning-rate",
        0.02,
        "--epochs",
        6,
        "--batch",
        4,
        "--most-tokens",
        4000,
        "--batch-tokens",
        9000,
        "--measure-on",
        2,
    ]
    first = run("finetune", corpus, "--to", trained, *given, "--minutes", 0)
    assert first["step"] == 1 and not first["finished"]
    done = run("finetune", corpus, "--to", trained, *given, "--resume")
    assert done["finished"] and done["measured"]["validation_loss"] < 4
    tuned = f"tuned=local?model={base}&adapter={trained}&max_new_tokens=120"
    figures = run(
        "evaluate",
        corpus / "validation.jsonl",
        "--system",
        "syntax",
        "--system",
        f"base=local?model={base}&max_new_tokens=60",
        "--system",
        tuned,
    )
    assert [s["system"] for s in figures["systems"]] == ["syntax", "base", "tuned"]
    (tmp_path / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
    forms = run("quantize", trained, "--corpus", corpus, "--to", tmp_path / "quantised", "--measure-on", 2, "--calibrate-on", 8)
    assert [form["name"] for form in forms] == ["merged", "gptq-4bit", "gptq-8bit"]
    assert forms[1]["bytes"] < forms[2]["bytes"] < forms[0]["bytes"]
    folder = tmp_path / "release"
    out = run(
        "release",
        trained,
        "--corpus",
        corpus,
        "--quantized",
        tmp_path / "quantised",
        "--evaluation",
        tmp_path / "figures.json",
        "--to",
        folder,
    )
    check_folder(folder, out["files"])
    for place in (trained, folder, folder / "gptq-4bit"):  # where `local` finds what the model was trained with
        assert (place / "prompt.txt").read_text(encoding="utf-8") == "[plain]\nText: {text}\nTriples:"
    run_the_card(folder, base)


def check_folder(folder: Path, files: list[str]) -> None:
    """What stands there is what the sums say, and the card tells what was measured and what the licence obliges."""
    assert {"adapter_model.safetensors", "gptq-4bit/config.json", "gptq-8bit/config.json", "README.md", "curve.png", "SHA256SUMS"} <= set(
        files
    )
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "license: cc-by-sa-4.0" in card and "obliges what is made of the data to the same licence" in card
    assert re.search(r"\| strict f1 \| 0\.\d{3} \[", card) and "| gptq-4bit |" in card


def run_the_card(folder: Path, base: Path) -> None:
    """The card's own lines of Python, in a process without ours."""
    (program,) = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert str(base) in program and not re.search(r"\b(?:import|from) kg\b", program)
    program = program.replace('"FOLDER"', repr(str(folder))).replace("max_new_tokens=200", "max_new_tokens=5")
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "missing adapter keys" not in ran.stderr


def test_a_step_of_the_real_gemma(gemma: Path, gold: Path, tmp_path: Path) -> None:
    """One step, and what it learned: the loss on the same examples is lower for it."""
    told = run("corpus", "--gold", gold, "--to", tmp_path / "corpus", "--validation", 0.2)
    assert told["counts"]["validation"]["examples"]
    given = [
        "--model",
        gemma,
        "--learning-rate",
        0.002,
        "--warmup",
        0,
        "--dtype",
        "bfloat16",
        "--measure-on",
        0,
        "--measure-every",
        1,
        "--batch",
        8,
    ]
    one = run("finetune", tmp_path / "corpus", "--to", tmp_path / "run", *given, "--minutes", 0)
    assert one["step"] == 1
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    before, after = (line["validation_loss"] for line in log if "validation_loss" in line)
    assert after < before < 5
