"""The grammar of the wire format, forced on what a model writes (llguidance).

Knows tokens and JSON; nothing of models or paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kg.errors import MissingExtra
from kg.extract import wire

VERSION = "1"  # of what is allowed


class Grammar:
    """Compiled once for a tokenizer; each answer gets its own guide."""

    def __init__(self, tokenizer: Any, *, vocabulary: int, most: int = wire.CAP) -> None:
        """`vocabulary` is the width of the model's logits.  Raises MissingExtra without llguidance."""
        try:
            import llguidance
            import llguidance.hf
        except ImportError as error:
            raise MissingExtra("llguidance", extra="llm", purpose="constrained decoding") from error
        self._tokenizer = llguidance.hf.from_tokenizer(tokenizer, n_vocab=vocabulary)
        schema = {**wire.schema(most), "x-guidance": {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}}
        # After a prompt that ends with a word, tokenizers want a blank before the brace.
        source = llguidance.LLMatcher.grammar_from_lark('start: " "? answer\nanswer: %json ' + json.dumps(schema))
        self._first = llguidance.LLMatcher(self._tokenizer, source)
        if self._first.is_error():
            raise RuntimeError(self._first.get_error())

    def guide(self) -> JsonGuide:
        """A guide that stands at the beginning of an answer."""
        return JsonGuide(self._first.deep_copy())


class JsonGuide:
    """Follows one answer through the grammar."""

    __slots__ = ("_matcher",)

    def __init__(self, matcher: Any) -> None:
        self._matcher = matcher

    def take(self, token: int) -> bool:
        """Takes the token if the grammar allows it here."""
        return bool(self._matcher.try_consume_tokens([token]) == 1)

    def allowed(self) -> bytes:
        """The tokens that the grammar allows here, a bit for each."""
        return bytes(self._matcher.compute_bitmask())

    def finished(self) -> bool:
        """Whether the object is closed."""
        return bool(self._matcher.is_stopped() or self._matcher.is_accepting())

    def restart(self, tokens: Sequence[int]) -> None:
        """Goes back to the beginning and takes these tokens again."""
        self._matcher.reset()
        self._matcher.consume_tokens(list(tokens))


def close(answer: str) -> str:
    """An answer that was stopped in the middle, as valid JSON: its whole triples, and nothing of the one that was being written."""
    decoder = json.JSONDecoder(strict=False)
    start = answer.find("[") + 1
    if not start:
        return '{"triples":[]}'
    end = place = start
    while answer[place : place + 1] == "{":
        try:
            _, end = decoder.raw_decode(answer, place)
        except json.JSONDecodeError:
            break
        place = end + 1 if answer[end : end + 1] == "," else end
    return answer[:end].lstrip() + "]}"
