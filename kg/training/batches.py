"""Examples → batches of tokens, of similar length, in an order that a seed decides, so that a run can go on exactly where it stopped.

A batch is laid out with all answers beginning in one column, prompts padded on their left and answers on their right: then the logits that
the loss needs are one block of columns, and the vocabulary is multiplied for no other.  Knows tokens; nothing of training.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.training.examples import Example

IGNORED = -100  # a label that is not learned, as torch has it
WINDOW = 32  # batches' worth of examples that are sorted by length together


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example as tokens."""

    id: str
    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.answer)


def encode(example: Example, tokenizer: Any) -> Encoded:
    """The tokens as the model will see them when it is asked: in its chat template, or plain where it has none."""
    if getattr(tokenizer, "chat_template", None):
        messages = [{"role": role, "content": content} for role, content in example.messages]
        asked = tokenizer.apply_chat_template(messages[:-1], add_generation_prompt=True, tokenize=False)
        whole = tokenizer.apply_chat_template(messages, tokenize=False)
        answer = example.answer + (whole.rpartition(example.answer)[2].rstrip("\n") or tokenizer.eos_token)
        prompt = tokenizer(asked, add_special_tokens=False)["input_ids"]
    else:
        prompt = tokenizer(example.plain)["input_ids"]
        answer = f" {example.answer}\n"
    return Encoded(example.id, tuple(prompt), tuple(tokenizer(answer, add_special_tokens=False)["input_ids"]))


def arrange(examples: Sequence[Encoded], *, size: int, tokens: int, epochs: int, seed: int) -> list[tuple[int, ...]]:
    """The batches of a whole run, as indices: at most `size` examples and `tokens` padded tokens each, every example once an epoch."""
    batches: list[tuple[int, ...]] = []
    for epoch in range(epochs):
        chance = random.Random(f"{seed} {epoch}")
        order = list(range(len(examples)))
        chance.shuffle(order)
        of_epoch: list[tuple[int, ...]] = []
        for start in range(0, len(order), size * WINDOW):
            window = sorted(order[start : start + size * WINDOW], key=lambda i: (examples[i].length, i))
            of_epoch.extend(_cut(window, examples, size, tokens))
        chance.shuffle(of_epoch)
        batches.extend(of_epoch)
    return batches


def _cut(order: Sequence[int], examples: Sequence[Encoded], size: int, tokens: int) -> Iterator[tuple[int, ...]]:
    batch: list[int] = []
    for i in order:
        wider = [*batch, i]
        columns = max(len(examples[j].prompt) for j in wider) + max(len(examples[j].answer) for j in wider)
        if batch and (len(wider) > size or columns * len(wider) > tokens):
            yield tuple(batch)
            wider = [i]
        batch = wider
    if batch:
        yield tuple(batch)


class Batches:
    """A data set whose items are whole batches (torch's map style)."""

    def __init__(self, examples: Sequence[Encoded], batches: Sequence[tuple[int, ...]], *, pad: int) -> None:
        self.examples, self.batches, self.pad = examples, batches, pad

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return collate([self.examples[i] for i in self.batches[index]], pad=self.pad)


def collate(rows: Sequence[Encoded], *, pad: int) -> dict[str, Any]:
    """Tensors of rows × columns; `labels` are those of the block of answers only: rows × (longest answer)."""
    import torch

    before = max(len(row.prompt) for row in rows)
    after = max(len(row.answer) for row in rows)
    tokens = torch.full((len(rows), before + after), pad)
    mask = torch.zeros((len(rows), before + after), dtype=torch.long)
    labels = torch.full((len(rows), after), IGNORED)
    for at, row in enumerate(rows):
        start = before - len(row.prompt)
        end = before + len(row.answer)
        tokens[at, start:end] = torch.tensor(row.prompt + row.answer)
        mask[at, start:end] = 1
        labels[at, : len(row.answer)] = torch.tensor(row.answer)
    places = (mask.cumsum(1) - 1).clamp(min=0)
    return {"input_ids": tokens, "attention_mask": mask, "position_ids": places, "labels": labels}
