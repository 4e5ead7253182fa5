"""A GPTQ folder of a small multimodal Gemma 3, made by gptqmodel and run by `local`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import ExtractorError, MissingExtra
from kg.extract.local import loading, source
from real_gemma import require

TOP = Path(__file__).parents[3]
CPU = loading.Machine("cpu", "float32")

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("llm")]

# In a process of its own: gptqmodel changes settings of torch and writes to standard output.
MAKE = """
import sys
sys.path[:0] = [{here!r}, {tests!r}]
from pathlib import Path
import conftest as own
own.TEXT.update(hidden_size=64, intermediate_size=128, head_dim=32, num_attention_heads=2, num_key_value_heads=1)
plain, quantised = Path({plain!r}), {quantised!r}
own.make_multimodal(plain)
from gptqmodel import GPTQModel, QuantizeConfig
loaded = GPTQModel.load(str(plain), QuantizeConfig(bits=4, group_size=32), device="cpu")
loaded.quantize(["The river was bridged in the spring of %d, and flows through the old town." % n for n in range(1800, 1816)], batch_size=1)
loaded.save(quantised)
"""

COMPARE = """
import sys, torch
from kg.extract.local import loading, source
torch.manual_seed(0)
said = []
for folder in sys.argv[1:]:
    model = loading.load_model(source.find_model(folder), loading.Machine("cpu", "float32"))
    with torch.inference_mode():
        said.append(model(input_ids=torch.arange(6, 60)[None]).logits.float().flatten())
print(type(model.model.layers[0].mlp.up_proj).__name__, float(torch.corrcoef(torch.stack(said))[0, 1]))
"""


def run(program: str, *arguments: str, input: str | None = None) -> str:
    environment = {**os.environ, "GPTQMODEL_CPU_WORKERS": "2"}
    command = (
        [sys.executable, "-W", "ignore", "-c", program, *arguments]
        if "\n" in program
        else [sys.executable, "-m", "kg", program, *arguments]
    )
    ran = subprocess.run(command, input=input, capture_output=True, text=True, cwd=TOP, env=environment, timeout=500, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A plain folder and its quantised one."""
    require("gptqmodel")
    place = tmp_path_factory.mktemp("gptq")
    plain, quantised = place / "plain", place / "gptq-4bit"
    run(MAKE.format(here=str(Path(__file__).parent), tests=str(TOP / "tests"), plain=str(plain), quantised=str(quantised)))
    return plain, quantised


def test_a_gptq_folder_says_nearly_what_the_plain_one_says(folders: tuple[Path, Path]) -> None:
    kind, correlation = run(COMPARE, *map(str, folders)).split()
    assert kind != "Linear"  # the weights are still quantised
    assert float(correlation) > 0.9


def test_it_extracts_and_nothing_but_answers_is_written(folders: tuple[Path, Path], tmp_path: Path) -> None:
    settings = tmp_path / "kg.toml"
    settings.write_text(f'[extract.local]\nmodel = "{folders[1].as_posix()}"\ndevice = "cpu"\nmax_new_tokens = 24\n', encoding="utf-8")
    written = run("extract", "-", "--extractor", "local", "--settings", str(settings), input='{"id": "1", "text": "The mill stands."}\n')
    (line,) = map(json.loads, written.splitlines())
    assert line["outcome"] in ("ok", "empty", "truncated", "repaired")


def test_an_adapter_for_it_is_refused(folders: tuple[Path, Path], tmp_path: Path) -> None:
    from kg.extract.local.adapters import check_plain

    with pytest.raises(ExtractorError, match="cannot be merged into the quantised"):
        check_plain(source.Source("somebody/adapter", tmp_path, ""), source.find_model(str(folders[1])))


def test_without_gptqmodel(multimodal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    folder = Path(shutil.copytree(multimodal, tmp_path / "quantised"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(
        json.dumps({**config, "quantization_config": {"quant_method": "gptq", "bits": 4}}), encoding="utf-8"
    )
    monkeypatch.setitem(sys.modules, "gptqmodel", None)
    with pytest.raises(MissingExtra, match=r"needs the package gptqmodel.*pip install 'kg-from-documents\[gptq\]'"):
        loading.load_model(source.find_model(str(folder)), CPU)
