"""A real Gemma 3, the 270M: answers of batches against those of one at a time, a LoRA that was trained here, `kg extract` from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExtractorError
from kg.extract.llm import wire
from kg.extract.local import LocalExtractor, loading, source
from kg.extract.local.decoding import Generator, Request
from kg.model import Paragraph
from kg.settings import Local

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("llm"),
    pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning"),
]

TOP = Path(__file__).parents[3]
TEXTS = (
    "Marie Curie was born in Warsaw in 1867. She discovered polonium together with Pierre Curie.",
    "The Eiffel Tower was built between 1887 and 1889 by the company of Gustave Eiffel.",
    "Alexander Fleming discovered penicillin in London in 1928.",
    "The Danube rises in the Black Forest and flows into the Black Sea.",
    "Iceland became a republic on 17 June 1944.",
    "Rosa Parks refused to give up her seat on a bus in Montgomery in December 1955.",
)
CPU = loading.Machine("cpu", "float32")


def paragraphs() -> list[Paragraph]:
    return [Paragraph(str(n), "", n, 0, len(text), text) for n, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def settings(gemma: Path) -> Local:
    return Local(model=str(gemma), device="cpu", max_new_tokens=56, batch_tokens=16384)


@pytest.fixture(scope="module")
def extractor(settings: Local) -> LocalExtractor:
    return LocalExtractor(settings)


def test_the_answers_of_a_batch_are_those_of_the_loop(extractor: LocalExtractor) -> None:
    import torch

    writer = extractor.writer
    model, stops = writer.generator.model, writer.generator.stops
    prompts = [writer.asker.tokens(one) for one in paragraphs()]
    generator = Generator(model, stops=stops, budget=16384, shared=writer.asker.shared())
    found = sorted(generator.run(Request(n, prompt, 20) for n, prompt in enumerate(prompts)), key=lambda r: r.key)
    assert generator.counts.most_rows == len(prompts)
    for one in found[:2]:
        asked = torch.tensor([one.prompt])
        with torch.inference_mode():
            said = model.generate(
                asked,
                attention_mask=torch.ones_like(asked),
                max_new_tokens=20,
                do_sample=False,
                eos_token_id=sorted(stops),
                pad_token_id=0,
            )
        assert one.answer == [token for token in said[0, asked.shape[1] :].tolist() if token not in stops]


def test_it_extracts_what_the_text_says(extractor: LocalExtractor) -> None:
    found = list(extractor.extract(paragraphs()))
    assert [one.paragraph for one in found] == [str(n) for n in range(len(TEXTS))]
    assert {one.outcome for one in found} <= {"ok", "repaired", "truncated"}
    said = [triple for one in found for triple in one.triples]
    grounded = [triple for triple in said if triple.subject_span and triple.object_span]
    assert len(grounded) * 2 > len(said) > 3


def train(gemma: Path, folder: Path) -> Path:
    """A LoRA of a few steps on three examples: enough to be an adapter like any other."""
    import torch
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(0)
    base = source.find_model(str(gemma))
    tokenizer = loading.load_tokenizer(base)
    model = get_peft_model(
        loading.load_model(base, CPU),
        LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"], task_type="CAUSAL_LM"),
    )
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=3e-3)
    for step in range(3):
        text = f"Text: {TEXTS[step]}\nTriples: " + wire.write([])
        tokens = torch.tensor([tokenizer(text)["input_ids"]])
        model(input_ids=tokens, labels=tokens).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.save_pretrained(folder)
    return folder


def test_a_real_adapter_changes_the_logits_and_a_renamed_one_is_refused(gemma: Path, tmp_path: Path) -> None:
    import torch
    from peft import PeftModel
    from safetensors.torch import load_file, save_file

    from kg.extract.local.adapters import merge_adapter

    folder = train(gemma, tmp_path / "adapter")
    base = source.find_model(str(gemma))
    tokens = torch.arange(1000, 1040)[None]

    def logits(model: Any) -> Any:
        with torch.inference_mode():
            return model(input_ids=tokens, logits_to_keep=4).logits

    plain = logits(loading.load_model(base, CPU))
    merged = logits(merge_adapter(loading.load_model(base, CPU), source.find_adapter(str(folder)), base))
    assert (plain - merged).abs().max() > 0.1
    assert torch.allclose(merged, logits(PeftModel.from_pretrained(loading.load_model(base, CPU), folder).eval()), atol=2e-3)

    weights = folder / "adapter_model.safetensors"
    save_file({key.replace("self_attn", "attn"): tensor for key, tensor in load_file(weights).items()}, weights)
    with pytest.raises(ExtractorError, match=r"72 unexpected keys: .* has no such modules: layers\.0\.attn\.q_proj\.lora_A"):
        merge_adapter(loading.load_model(base, CPU), source.find_adapter(str(folder)), base)


def test_the_command(gemma: Path, tmp_path: Path) -> None:
    settings = tmp_path / "kg.toml"
    settings.write_text(f'[extract.local]\nmodel = "{gemma.as_posix()}"\ndevice = "cpu"\nmax_new_tokens = 48\n', encoding="utf-8")
    records = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(TEXTS[:2]))
    ran = subprocess.run(
        [sys.executable, "-m", "kg", "extract", "-", "--extractor", "local", "--settings", str(settings)],
        input=records,
        capture_output=True,
        text=True,
        cwd=TOP,
        timeout=300,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["0", "1"]
    assert sum(len(line["triples"]) for line in lines) > 0


def test_the_measurement_of_a_gpu_runs_anywhere() -> None:
    ran = subprocess.run(
        [sys.executable, "bench/gpu.py", "--tiny", "--device", "cpu"], capture_output=True, text=True, cwd=TOP, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "failed answers 0 of 10" in ran.stdout
    assert "paragraphs/s" in ran.stdout
    assert "the grammar costs" in ran.stdout
