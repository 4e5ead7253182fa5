"""Training on a tiny random Gemma: legs that go on exactly, adapters that plain peft finds, and everything that can go wrong."""

from __future__ import annotations

import dataclasses
import errno
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExtractorError, SettingsError, SourceError, TargetError
from kg.extract.local import adapters, loading, source
from kg.settings import Local
from kg.training.batches import Encoded, arrange, collate, encode
from kg.training.corpus import Plan, corpus
from kg.training.examples import read
from kg.training.finetune import finetune, last_checkpoint
from kg.training.recipe import Recipe

pytestmark = [pytest.mark.usefixtures("llm")]
CPU = loading.Machine("cpu", "float32")


@pytest.fixture
def made(gold: Path, tmp_path: Path) -> Path:
    pytest.importorskip("datasketch")
    pytest.importorskip("matplotlib")
    corpus(Plan(gold=(str(gold),), validation=0.2, licence="CC0-1.0"), tmp_path / "corpus")
    return tmp_path / "corpus"


def recipe(model: Path, **more: Any) -> Recipe:
    return Recipe(model=str(model), learning_rate=1e-2, batch=4, most_tokens=4000, batch_tokens=8000, **more)


def weights(run: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    return load_file(run / "adapter_model.safetensors")  # type: ignore[no-any-return]


def log(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
def test_legs_give_what_one_run_gives(multimodal: Path, made: Path, tmp_path: Path) -> None:
    whole = finetune(made, tmp_path / "whole", recipe(multimodal, epochs=2), measure_on=0, measure_every=3)
    assert whole.finished and whole.step == whole.steps > 4
    legs = 0
    while True:
        told = finetune(made, tmp_path / "legs", recipe(multimodal, epochs=2), measure_on=0, measure_every=3, minutes=0, resume=legs > 0)
        legs += 1
        if told.finished:
            break
        assert told.step == legs
        if legs == 2:  # killed in the writing of a third checkpoint: the second one counts
            broken = tmp_path / "legs" / "checkpoint-3"
            shutil.copytree(tmp_path / "legs" / "checkpoint-2", broken)
            (broken / "trainer_state.json").write_text('{"global_st', encoding="utf-8")
    one, two = weights(tmp_path / "whole"), weights(tmp_path / "legs")
    assert one.keys() == two.keys() and all(bool((one[key] == two[key]).all()) for key in one)
    measured = [[line for line in log(run) if "validation_loss" in line] for run in (tmp_path / "whole", tmp_path / "legs")]
    assert measured[0] == measured[1]
    assert measured[0][-1]["validation_loss"] < measured[0][0]["validation_loss"]
    assert (tmp_path / "legs" / "curve.png").read_bytes().startswith(b"\x89PNG")
    check_plain_peft(multimodal, tmp_path / "whole")
    check_going_on(multimodal, made, tmp_path)


def check_plain_peft(base: Path, run: Path) -> None:
    """transformers and peft alone find every weight, and say what `local` says."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    plain = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    tokens = torch.arange(6, 40)[None]
    with torch.inference_mode():
        bare = plain(input_ids=tokens).logits
        with warnings.catch_warnings():
            warnings.filterwarnings(
                "ignore", message=".*is_gradient_checkpointing", category=FutureWarning
            )  # peft asks by a name that will go
            theirs = PeftModel.from_pretrained(plain, run).eval()(input_ids=tokens).logits
        found = source.find_model(str(base))
        ours = adapters.merge_adapter(loading.load_model(found, CPU), source.find_adapter(str(run)), found)(input_ids=tokens).logits
    assert not torch.allclose(bare, theirs, atol=1e-2)
    assert torch.allclose(theirs, ours, atol=1e-3)


def check_going_on(base: Path, made: Path, tmp_path: Path) -> None:
    """From an earlier adapter, training begins at its loss."""
    told = finetune(made, tmp_path / "more", recipe(base, adapter=str(tmp_path / "whole")), measure_on=0, minutes=0)
    first = log(tmp_path / "more")[0]["validation_loss"]
    assert first == pytest.approx(log(tmp_path / "whole")[-1]["validation_loss"], rel=1e-4)
    assert not told.finished
    with pytest.raises(TargetError, match=r"holds a run already; go on with it by --resume"):
        finetune(made, tmp_path / "more", recipe(base), measure_on=0)
    with pytest.raises(TargetError, match=r"another run: adapter was .*give the same recipe"):
        finetune(made, tmp_path / "more", recipe(base), measure_on=0, resume=True)


@pytest.mark.slow
def test_an_adapter_for_another_base(multimodal: Path, made: Path, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    finetune(made, tmp_path / "run", recipe(multimodal), measure_on=0)
    wrong = tmp_path / "wrong"
    shutil.copytree(tmp_path / "run", wrong)
    save_file(
        {key: value[:, :-2].contiguous() if "lora_A" in key else value for key, value in weights(wrong).items()},
        wrong / "adapter_model.safetensors",
    )
    with pytest.raises(ExtractorError, match="made for another base"):
        finetune(made, tmp_path / "b", recipe(multimodal, adapter=str(wrong)), measure_on=0)
    with pytest.raises(ExtractorError, match="no such folder"):
        finetune(made, tmp_path / "c", recipe(multimodal, adapter=str(tmp_path / "no")), measure_on=0)


@pytest.mark.slow
def test_a_disk_that_fills_up_in_a_checkpoint(multimodal: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    real, written = torch.save, []

    def full(value: Any, file: Any, *more: Any, **options: Any) -> None:
        written.append(str(file))
        if "checkpoint-2" in str(file):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(value, file, *more, **options)

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(TargetError, match=r"the disk is full; make room and go on from checkpoint-1 with --resume"):
        finetune(made, tmp_path / "run", recipe(multimodal), measure_on=0, checkpoint_every=1)
    assert written
    kept = last_checkpoint(tmp_path / "run")
    assert kept and kept.name == "checkpoint-1" and not (tmp_path / "run" / "checkpoint-2").exists()
    monkeypatch.undo()
    assert finetune(made, tmp_path / "run", recipe(multimodal), measure_on=0, resume=True).finished


def test_what_cannot_begin(multimodal: Path, made: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"rank 0: must be more than 0; learning_rate nan: must be more than 0; dropout 1: must be"):
        finetune(made, tmp_path / "r", dataclasses.replace(recipe(multimodal), rank=0, learning_rate=float("nan"), dropout=1))
    with pytest.raises(SourceError, match="no such corpus"):
        finetune(tmp_path / "no", tmp_path / "r", recipe(multimodal))
    with pytest.raises(ExtractorError, match="4-bit training needs a CUDA GPU"):
        finetune(made, tmp_path / "q", recipe(multimodal, qlora=True))
    with pytest.raises(TargetError, match="holds no run of kg finetune"):
        finetune(made, made, recipe(multimodal))
    assert not (tmp_path / "r").exists()


# ---- batches ------------------------------------------------------------------------------------------------------------------


def test_every_example_once_an_epoch_in_batches_that_fit() -> None:
    rows = [Encoded(str(n), tuple(range(n % 37 + 1)), tuple(range(n % 11 + 1))) for n in range(203)]
    batches = arrange(rows, size=8, tokens=200, epochs=2, seed=3)
    assert batches == arrange(rows, size=8, tokens=200, epochs=2, seed=3) != arrange(rows, size=8, tokens=200, epochs=2, seed=4)
    seen = [i for batch in batches for i in batch]
    assert sorted(seen) == sorted([*range(203), *range(203)])
    assert sorted(seen[:203]) == list(range(203))
    for batch in batches:
        wide = max(len(rows[i].prompt) for i in batch) + max(len(rows[i].answer) for i in batch)
        assert len(batch) <= 8 and (wide * len(batch) <= 200 or len(batch) == 1)


def test_a_batch_is_laid_out_around_the_answers() -> None:
    batch = collate([Encoded("1", (7, 8, 9), (1,)), Encoded("2", (7,), (1, 2))], pad=0)
    assert batch["input_ids"].tolist() == [[7, 8, 9, 1, 0], [0, 0, 7, 1, 2]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1, 1, 0], [0, 0, 1, 1, 1]]
    assert batch["labels"].tolist() == [[1, -100], [1, 2]]
    assert batch["position_ids"].tolist()[1] == [0, 0, 0, 1, 2]


@pytest.mark.slow
def test_the_loss_is_that_of_the_answers_alone(multimodal: Path, made: Path) -> None:
    """Against transformers' own loss, one example at a time, with the prompt's labels left out."""
    import torch

    from kg.training.trainer import learn_answers

    found = source.find_model(str(multimodal))
    tokenizer = loading.load_tokenizer(found)
    rows = [encode(example, tokenizer) for example in read(made)[0][:3]]
    model = loading.load_model(found, CPU)
    theirs = 0.0
    with torch.inference_mode():
        for row in rows:
            tokens = torch.tensor([row.prompt + row.answer])
            labels = tokens.clone()
            labels[0, : len(row.prompt)] = -100
            theirs += float(model(input_ids=tokens, labels=labels).loss) * len(row.answer)
        learn_answers(model)
        ours = float(model(**collate(rows, pad=0))["loss"])
    assert ours == pytest.approx(theirs, rel=1e-4)


@pytest.mark.slow
def test_what_was_learned_is_asked_for_in_the_same_words(multimodal: Path, made: Path) -> None:
    """A chat is encoded as `local` asks it; a base model's prompt as `local` completes it."""
    from kg.extract.llm.prompt import DEFAULT, load
    from kg.extract.local.asking import Asker

    tokenizer = loading.load_tokenizer(source.find_model(str(multimodal)))
    (example, *_) = read(made / "validation.jsonl")[0]
    assert list(encode(example, tokenizer).prompt) == Asker(DEFAULT, tokenizer).tokens(example.paragraph)
    said = tokenizer.decode(encode(example, tokenizer).answer)
    assert said.endswith("<end_of_turn>") and json.loads(said.removesuffix("<end_of_turn>"))["triples"]
    tokenizer.chat_template = None
    assert tokenizer.decode(encode(example, tokenizer).prompt).endswith("Triples:")
    assert Local().prompt == "" and load("").plain.endswith("Triples:")


def test_the_gradient_is_torchs_own(llm: None) -> None:
    import torch

    from kg.training.trainer import CHUNK, SummedLoss

    torch.manual_seed(1)
    tokens, width, vocabulary = CHUNK + 5, 16, 50
    states, weights = torch.randn(tokens, width, requires_grad=True), torch.randn(vocabulary, width)
    labels = torch.randint(vocabulary, (tokens,))
    theirs = torch.nn.functional.cross_entropy(states @ weights.T, labels, reduction="sum")
    (expected,) = torch.autograd.grad(theirs * 0.3, states)
    ours = SummedLoss.apply(states, weights, labels)
    (found,) = torch.autograd.grad(ours * 0.3, states)
    assert float(ours.detach()) == pytest.approx(float(theirs.detach()), rel=1e-5)
    assert torch.allclose(found, expected, atol=1e-5)
