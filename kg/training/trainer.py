"""transformers' trainer for batches of ours: the loss on the answers only, legs that end when they must, and what happened in a log.

Knows a model and batches of tokens; nothing of corpora or recipes.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from transformers import Trainer, TrainerCallback

from kg.errors import KgError
from kg.training.batches import IGNORED
from kg.training.curve import LOG


class AnswerTrainer(Trainer):  # type: ignore[misc, unused-ignore]
    """The sum of the answers' losses by the number of their tokens in a step, over all devices and accumulated batches."""

    def compute_loss(self, model: Any, inputs: dict[str, Any], return_outputs: bool = False, num_items_in_batch: Any = None) -> Any:
        """The mean loss of a token that is to be learned."""
        total = model(**inputs)["loss"]
        count = (inputs["labels"] != IGNORED).sum() if num_items_in_batch is None else num_items_in_batch
        loss = total / count
        if num_items_in_batch is not None and self.args.average_tokens_across_devices:
            loss = loss * self.accelerator.num_processes
        return (loss, {}) if return_outputs else loss


CHUNK = 128  # tokens whose scores over the whole vocabulary are held at once


class SummedLoss(torch.autograd.Function):  # type: ignore[misc, unused-ignore]
    """States (tokens × width), the frozen head's weights (vocabulary × width), labels → the summed cross-entropy.

    The gradient of the states is taken piece by piece together with the loss, so that the scores of all tokens, which would be gigabytes,
    are never held (Hsu et al., Liger Kernel, 2024)."""

    @staticmethod
    def forward(ctx: Any, states: Any, weights: Any, labels: Any) -> Any:
        """The loss, in float32."""
        total = torch.zeros((), dtype=torch.float32, device=states.device)
        gradient = torch.empty_like(states) if ctx.needs_input_grad[0] else None
        for start in range(0, len(states), CHUNK):
            wanted = labels[start : start + CHUNK, None]
            scores = torch.nn.functional.linear(states[start : start + CHUNK], weights).float()
            whole = scores.logsumexp(1, keepdim=True)
            total += (whole - scores.gather(1, wanted)).sum()
            if gradient is not None:
                chances = scores.sub_(whole).exp_()
                chances.scatter_add_(1, wanted, torch.full_like(chances[:, :1], -1.0))
                gradient[start : start + CHUNK] = chances.to(weights.dtype) @ weights
        ctx.gradient = gradient
        return total

    @staticmethod
    def backward(ctx: Any, *above: Any) -> Any:
        """The head is frozen: only the states have a gradient."""
        return (ctx.gradient * above[0]).to(ctx.gradient.dtype), None, None


def learn_answers(model: Any) -> None:
    """Makes a Gemma 3 give the summed loss of a batch of ours for its logits, whoever has it wrapped.

    The vocabulary is most of the work of a small model, so it is multiplied for just the tokens that are learned."""

    def forward(input_ids: Any, attention_mask: Any, position_ids: Any, labels: Any, **more: Any) -> dict[str, Any]:
        states = model.model(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, use_cache=False)[0]
        # The column before an answer foretells its first token; the last column foretells nothing that is asked.
        states = states[:, -labels.shape[1] - 1 : -1]
        asked = labels != IGNORED
        return {"loss": SummedLoss.apply(states[asked].contiguous(), model.lm_head.weight, labels[asked])}

    model.forward = forward


def _any_process(flag: bool) -> bool:
    """Whether it is so in one of the processes that train together: they must stop behind the same step."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return flag
    flags: list[Any] = [None] * torch.distributed.get_world_size()
    torch.distributed.all_gather_object(flags, flag)
    return any(flags)


class Keeper(TrainerCallback):  # type: ignore[misc, unused-ignore]
    """Writes the log, measures now and then, and ends a leg at its deadline or when it is asked to, with a checkpoint."""

    def __init__(
        self, folder: Path, *, measure: Callable[[], dict[str, float]], every: int, seconds: float | None, say: Callable[[str], None]
    ) -> None:
        self.folder, self.measure, self.every, self.seconds, self.say = folder, measure, every, seconds, say
        self.started = time.monotonic()
        self.asked_to_stop = False
        self.finished = False

    def note(self, line: dict[str, Any]) -> None:
        """Appends a line to the log."""
        with (self.folder / LOG).open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")

    def on_train_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        if state.is_world_process_zero:
            self.forget(state.global_step)
            if state.global_step == 0:
                self._measure(0)

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **more: Any) -> None:
        if not logs or "loss" not in logs:
            return
        if not math.isfinite(float(logs["loss"])):
            raise KgError(f"step {state.global_step}: the loss is {logs['loss']}; give a lower --learning-rate, and go on with --resume")
        if state.is_world_process_zero:
            kept = {"step": state.global_step, "loss": float(logs["loss"]), "learning_rate": float(logs["learning_rate"])}
            self.note({**kept, "seconds": round(time.monotonic() - self.started, 1)})
            self.say(f"step {state.global_step:,} of {state.max_steps:,}  loss {kept['loss']:.3f}")

    def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> Any:
        self.finished = state.global_step >= state.max_steps
        over = self.seconds is not None and time.monotonic() - self.started > self.seconds
        if _any_process(over or self.asked_to_stop) and not self.finished:
            control.should_training_stop = control.should_save = True
        if state.is_world_process_zero and (self.finished or state.global_step % self.every == 0):
            self._measure(state.global_step)
        return control

    def _measure(self, step: int) -> None:
        found = self.measure()
        self.note({"step": step, **found})
        self.say(f"step {step:,}  " + "  ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in found.items()))

    def forget(self, step: int) -> None:
        """Takes out of the log what lies beyond a checkpoint that is gone on from: it will be done anew."""
        file = self.folder / LOG
        if file.is_file():
            lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line]
            kept = [line for line in lines if json.loads(line)["step"] <= step] if step else []
            file.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
