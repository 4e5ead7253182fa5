"""How good a model under training is: the loss on examples it does not learn from, and strict F1 of what it answers to some of them.

Knows examples and a model; nothing of how it is trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.evaluate.strict import Counts, strict
from kg.extract.llm.prompt import Prompt
from kg.extract.local import Writer, affordable
from kg.extract.local.asking import Asker
from kg.extract.local.decoding import Generator
from kg.extract.local.loading import stops_of
from kg.extract.local.source import Source
from kg.model import Paragraph
from kg.training.batches import IGNORED, collate, encode
from kg.training.examples import Example


class Measure:
    """Called, it gives {"validation_loss", "strict_f1", "valid"}; `last` is what it gave last."""

    def __init__(self, model: Any, tokenizer: Any, base: Source, examples: Sequence[Example], *, sample: int, most: int, size: int) -> None:
        self.model, self.tokenizer, self.base, self.size = model, tokenizer, base, size
        rows = [encode(example, tokenizer) for example in examples]
        self.rows = sorted((row for row in rows if row.length <= most), key=lambda row: (row.length, row.id))
        self.asked = list(examples)[:sample]
        self.last: dict[str, float] = {}

    def __call__(self) -> dict[str, float]:
        import torch

        if not self.rows:
            return {}
        learning = self.model.training
        chance = torch.get_rng_state()
        self.model.eval()
        try:
            with torch.inference_mode():
                self.last = {"validation_loss": self.loss()}
                if self.asked:
                    self.last |= self.answers()
        finally:
            self.model.train(learning)
            torch.set_rng_state(chance)
        return self.last

    def loss(self) -> float:
        """The mean loss of a token of the answers."""
        total, count = 0.0, 0
        for start in range(0, len(self.rows), self.size):
            batch = {
                k: v.to(self.model.device)
                for k, v in collate(self.rows[start : start + self.size], pad=self.tokenizer.pad_token_id or 0).items()
            }
            total += float(self.model(**batch)["loss"])
            count += int((batch["labels"] != IGNORED).sum())
        return total / count

    def answers(self) -> dict[str, float]:
        """Strict F1 and the share of answers that are JSON of our shape, without a grammar's help."""
        inner = self.model.get_base_model()
        asker = _Own(self.asked, self.tokenizer)
        generator = Generator(inner, stops=stops_of(self.base, self.tokenizer) | asker.line_ends(), budget=affordable(inner, 65536))
        counts, valid = Counts(), 0
        for example, found in zip(
            self.asked, Writer(asker, generator, None, limit=256).extract(e.paragraph for e in self.asked), strict=True
        ):
            counts += strict(found.triples, example.triples())
            valid += found.outcome in ("ok", "empty")
        return {"strict_f1": counts.f1, "valid": valid / len(self.asked)}


class _Own(Asker):
    """Asks about each paragraph as its own example does."""

    def __init__(self, examples: Sequence[Example], tokenizer: Any) -> None:
        super().__init__(Prompt("", "{text}", "{text}"), tokenizer)
        self._tokens = {example.id: list(encode(example, tokenizer).prompt) for example in examples}

    def tokens(self, paragraph: Paragraph, text: str | None = None) -> list[int]:
        """The example's prompt; for a part of a long paragraph as well, since only its length differs."""
        return self._tokens[paragraph.id]
