"""A paragraph → the tokens that a model is asked with.

A model with a chat template is asked in it; a base model goes on with a text that holds worked examples.  Knows nothing of models' weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.extract.llm.prompt import Prompt
from kg.model import Paragraph

_NEWLINES = 32  # of the longest run of newlines that is one token


class Asker:
    """Prompts as tokens, for one tokenizer."""

    def __init__(self, prompt: Prompt, tokenizer: Any) -> None:
        self.prompt = prompt
        self.tokenizer = tokenizer
        self.chats = prompt.chat and bool(getattr(tokenizer, "chat_template", None))

    def tokens(self, paragraph: Paragraph, text: str | None = None) -> list[int]:
        """The prompt about a paragraph, or about a part of it, `text`."""
        if self.chats:
            asked = self.tokenizer.apply_chat_template(self.prompt.messages(paragraph, text), add_generation_prompt=True, tokenize=False)
            found: list[int] = self.tokenizer(asked, add_special_tokens=False)["input_ids"]
        else:
            found = self.tokenizer(self.prompt.completion(paragraph, text))["input_ids"]
        return found

    def shared(self) -> list[int]:
        """The tokens that all prompts begin with: those that two prompts about wholly different paragraphs have in common."""
        one = Paragraph("1", "", 0, 0, 0, "Quartz. ", title="Amber", heading=("Basalt",))
        two = Paragraph("2", "", 0, 0, 0, "7 years on", title="", heading=())
        three = Paragraph("3", "", 0, 0, 0, "«Été»", title="été", heading=())
        return common([self.tokens(p) for p in (one, two, three)])

    def line_ends(self) -> set[int]:
        """The tokens that end an answer of a base model: runs of newlines."""
        if self.chats:
            return set()
        runs = (self.tokenizer("\n" * n, add_special_tokens=False)["input_ids"] for n in range(1, _NEWLINES))
        return {run[0] for run in runs if len(run) == 1}


def common(prompts: Sequence[Sequence[int]]) -> list[int]:
    """The longest beginning that all have."""
    shared: list[int] = []
    for column in zip(*prompts, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return shared
