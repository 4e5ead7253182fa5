"""A corpus → a LoRA adapter: the published model's recipe on transformers' trainer, in legs that go on exactly where they stopped.

The folder of a run holds `recipe.json`, `log.jsonl`, `curve.png`, `checkpoint-N/` and, when it is finished, the adapter itself.
Knows examples and models; nothing of documents.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ExtractorError, KgError, SourceError, TargetError
from kg.extract.llm.prompt import FILE as PROMPT
from kg.extract.local import adapters, source
from kg.extract.local.loading import Machine, load_model, load_tokenizer, machine, need, quietly
from kg.training import recipe as recipes
from kg.training.batches import Batches, Encoded, arrange, encode
from kg.training.examples import PLAINS, VALIDATION, Example, read
from kg.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class TrainedLeg:
    """What a leg of training came to."""

    folder: str
    step: int
    steps: int
    finished: bool
    examples: int
    too_long: int
    broken: tuple[str, ...]
    measured: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """As one JSON value."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        ready = f"the adapter is in {self.folder}" if self.finished else "go on with --resume"
        figures = "  ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in self.measured.items())
        lost = f"; {self.too_long} too long, {len(self.broken)} broken" if self.too_long or self.broken else ""
        return f"step {self.step:,} of {self.steps:,} over {self.examples:,} examples{lost}; {ready}\n{figures}"


def finetune(
    corpus: str | Path,
    folder: str | Path,
    recipe: Recipe,
    *,
    validation: str | Path = "",
    resume: bool = False,
    skip_broken: bool = False,
    checkpoint_every: int = 50,
    measure_every: int = 100,
    measure_on: int = 32,
    minutes: float | None = None,
    say: Callable[[str], None] = lambda told: None,
) -> TrainedLeg:
    """Trains an adapter, or goes on with one that was interrupted (`resume`).

    `minutes` ends a leg after that time, with a checkpoint; `measure_on` is the number of validation examples that are answered for strict F1.
    Raises SourceError for a corpus that is not there or broken, ExtractorError for models and adapters that do not fit, SettingsError for a
    recipe that cannot work, TargetError where the folder holds another run or cannot be written."""
    recipe.check()
    for package in ("torch", "transformers", "peft", "accelerate"):
        need(package)
    target = Path(folder)
    train, broken = read(corpus, skip_broken=skip_broken)
    valid = _validation(corpus, validation, skip_broken)
    digest = _digest(train)
    last = _place(target, recipe, digest, resume)
    base = source.find_model(recipe.model or source.BASE)
    where = machine(_device(recipe.device), recipe.dtype)
    tokenizer = load_tokenizer(base)
    rows, too_long = _encoded(train, tokenizer, recipe.most_tokens)
    say(f"{len(rows):,} examples, {sum(row.length for row in rows):,} tokens; {len(valid):,} to validate on")
    model = _wrapped(base, recipe, where)
    batches = arrange(rows, size=recipe.batch, tokens=recipe.batch_tokens, epochs=recipe.epochs, seed=recipe.seed)
    pad = tokenizer.pad_token_id or 0
    from kg.training.measuring import Measure
    from kg.training.trainer import Keeper, learn_answers

    learn_answers(model.get_base_model())
    measure = Measure(model, tokenizer, base, valid, sample=measure_on, most=recipe.most_tokens, size=recipe.batch)
    keeper = Keeper(target, measure=measure, every=measure_every, seconds=None if minutes is None else minutes * 60, say=say)
    trainer = _trainer(model, Batches(rows, batches, pad=pad), target, recipe, where, checkpoint_every, keeper)
    with _stoppable(keeper), _disk(target), quietly():
        trainer.train(resume_from_checkpoint=str(last) if last else None)
        step = trainer.state.global_step
        if trainer.is_world_process_zero():
            from kg.training.curve import draw

            draw(target)
            if keeper.finished:
                save_adapter(trainer.accelerator.unwrap_model(model), base, target)
                tokenizer.save_pretrained(target)
                (target / PROMPT).write_text(f"[plain]\n{PLAINS[0]}", encoding="utf-8")
    return TrainedLeg(str(target), step, trainer.state.max_steps, keeper.finished, len(rows), too_long, tuple(broken), measure.last)


def _device(asked: str) -> str:
    """The device of this process: where accelerate started several, each has a GPU of its own."""
    rank = os.environ.get("LOCAL_RANK", "")
    several = rank.isdigit() and need("torch").cuda.device_count() > int(rank)
    return f"cuda:{rank}" if several and asked in ("", "cuda") else asked


def _validation(corpus: str | Path, validation: str | Path, skip_broken: bool) -> list[Example]:
    """The examples to validate on: those named, or those beside the corpus, or none."""
    beside = Path(corpus) / VALIDATION if Path(corpus).is_dir() else Path(corpus).with_name(VALIDATION)
    if not validation and not beside.is_file():
        return []
    return read(validation or beside, skip_broken=skip_broken)[0]


def _digest(examples: list[Example]) -> str:
    from kg.model import content_hash

    return content_hash(*(json.dumps([example.plain, example.messages]) for example in examples))


def _place(target: Path, recipe: Recipe, corpus: str, resume: bool) -> Path | None:
    """Prepares the folder; the checkpoint to go on from, or None for the beginning."""
    if (target / recipes.FILE).is_file():
        if not resume:
            raise TargetError(f"{target}: holds a run already; go on with it by --resume, or give another folder")
        if other := recipes.differences(target, recipe, corpus):
            raise TargetError(f"{target}: cannot go on, this is another run: {'; '.join(other[:4])}; give the same recipe and corpus")
    elif target.exists() and any(target.iterdir()):
        raise TargetError(f"{target}: is not empty and holds no run of kg finetune; give another folder")
    try:
        recipes.keep(target, recipe, corpus)
    except OSError as error:
        raise TargetError(f"{target}: cannot be written ({error.strerror}); give another folder") from error
    return last_checkpoint(target)


def last_checkpoint(folder: Path) -> Path | None:
    """The latest checkpoint that is whole; those that broke off in the writing are taken away."""
    found: list[tuple[int, Path]] = []
    for path in folder.glob("checkpoint-*"):
        number = path.name.partition("-")[2]
        if number.isdigit() and _is_whole(path):
            found.append((int(number), path))
        else:
            shutil.rmtree(path, ignore_errors=True)
    return max(found)[1] if found else None


def _is_whole(checkpoint: Path) -> bool:
    """The trainer writes trainer_state.json last."""
    try:
        json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
        source.find_adapter(str(checkpoint))
    except (OSError, ValueError, ExtractorError):
        return False
    return (checkpoint / "optimizer.pt").is_file() and (checkpoint / "scheduler.pt").is_file()


def _encoded(examples: list[Example], tokenizer: Any, most: int) -> tuple[list[Encoded], int]:
    rows = [encode(example, tokenizer) for example in examples]
    kept = [row for row in rows if row.length <= most]
    if not kept:
        raise SourceError(f"all {len(rows)} examples are longer than {most} tokens; give --most-tokens, or shorter paragraphs")
    return kept, len(rows) - len(kept)


def _wrapped(base: source.Source, recipe: Recipe, where: Machine) -> Any:
    """The base with a fresh adapter, or with the earlier one, ready to be trained."""
    peft = need("peft")
    torch = need("torch")
    torch.manual_seed(recipe.seed)
    model = _in_four_bits(base, where) if recipe.qlora else load_model(base, where)
    if recipe.adapter:
        wrapped = adapters.attach_adapter(model, source.find_adapter(recipe.adapter), base, trainable=True)
    else:
        config = peft.LoraConfig(
            r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=recipe.dropout, target_modules=list(recipe.modules), task_type="CAUSAL_LM"
        )
        with quietly():  # peft looks gptqmodel up, which prints
            wrapped = peft.get_peft_model(model, config)
    for parameter in wrapped.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()  # small steps vanish in bfloat16
    return wrapped


def _in_four_bits(base: source.Source, where: Machine) -> Any:
    """The base in NF4 (Dettmers et al., QLoRA, NeurIPS 2023)."""
    if not where.device.startswith("cuda"):
        raise ExtractorError(f"qlora on {where.device}: 4-bit training needs a CUDA GPU; leave --qlora out")
    need("bitsandbytes", extra="train")
    peft = need("peft")
    return peft.prepare_model_for_kbit_training(load_model(base, where, four_bits=True))


def _trainer(model: Any, data: Batches, target: Path, recipe: Recipe, where: Machine, every: int, keeper: Any) -> Any:
    from transformers import TrainingArguments

    from kg.training.trainer import AnswerTrainer

    on_gpu = where.device.startswith("cuda")
    given = TrainingArguments(
        output_dir=str(target),
        num_train_epochs=1,  # the batches of all epochs stand one after the other
        per_device_train_batch_size=1,  # a batch of ours is one item
        gradient_accumulation_steps=recipe.accumulate,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type=recipe.schedule,
        warmup_steps=recipe.warmup,
        max_grad_norm=recipe.clip,
        weight_decay=0.0,
        train_sampling_strategy="sequential",
        logging_steps=10,
        save_steps=every,
        save_total_limit=2,
        bf16=on_gpu and where.dtype == "bfloat16",
        activation_checkpointing=on_gpu,
        activation_checkpointing_kwargs={"use_reentrant": False} if on_gpu else None,
        use_cpu=where.device == "cpu",
        seed=recipe.seed,
        data_seed=recipe.seed,
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=on_gpu,
        label_names=["labels"],
        average_tokens_across_devices=True,
    )
    trainer = AnswerTrainer(model=model, args=given, train_dataset=data, data_collator=_only)
    trainer.add_callback(keeper)
    from transformers import PrinterCallback

    trainer.remove_callback(PrinterCallback)
    return trainer


def _only(items: list[dict[str, Any]]) -> dict[str, Any]:
    """The one batch that a step is given."""
    return items[0]


def save_adapter(model: Any, base: source.Source, folder: Path) -> None:
    """Writes the adapter as the class that `AutoModelForCausalLM` makes of its base will look for it.

    A multimodal Gemma has its text part under another name than the text-only class that was trained; with the wrong name peft would
    merely warn, and answer with the bare base."""
    from safetensors.torch import load_file, save_file

    part = folder / "adapter.part"
    model.get_base_model().__dict__.pop("forward", None)
    model.save_pretrained(part, save_embedding_layers=False)
    settings = source.read_json(part / "adapter_config.json")
    state = load_file(part / "adapter_model.safetensors")
    names = sorted(settings["target_modules"])
    settings["base_model_name_or_path"] = base.name
    settings["inference_mode"] = True
    if source.read_json(base.folder / "config.json").get("model_type") == "gemma3":
        old, new = "base_model.model.model.", "base_model.model.model.language_model."
        state = {new + key.removeprefix(old): value for key, value in state.items()}
        kinds = "|".join(sorted({name.rpartition(".")[2] for name in names}))
        settings["target_modules"] = rf".*language_model\.layers\.\d+\.(?:self_attn|mlp)\.(?:{kinds})"
    else:
        settings["target_modules"] = names
    save_file(state, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    (folder / "adapter_config.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    shutil.rmtree(part)


@contextmanager
def _stoppable(keeper: Any) -> Iterator[None]:
    """A first interruption ends the leg behind the step under way, with a checkpoint; a second one at once."""

    def stop(number: int, frame: Any) -> None:
        if keeper.asked_to_stop:
            raise KeyboardInterrupt
        keeper.asked_to_stop = True
        keeper.say("stopping behind this step; once more to stop at once")

    try:
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not in the main thread: whoever runs it there stops it there
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _disk(target: Path) -> Iterator[None]:
    """A disk that is full ends the run with one line; what broke off in the writing is taken away, so that the last checkpoint counts."""
    try:
        yield
    except KgError:
        raise
    except Exception as error:  # safetensors and torch each have errors of their own for it
        told = f"{error}"
        full = (
            getattr(error, "errno", None) == errno.ENOSPC or "No space left" in told or "file write failed" in told or "os error 28" in told
        )
        if not full:
            raise
        kept = last_checkpoint(target)
        where = f"go on from {kept.name} with --resume" if kept else "begin again"
        raise TargetError(f"{target}: the disk is full; make room and {where}") from error
