"""The grammar of the wire format, forced on what a model writes (llguidance).

Knows tokens and JSON; nothing of models or paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from kg.errors import MissingExtra
from kg.extract.llm import wire

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
        self._most = most
        self._first = self._matcher("answer: " + _json(wire.schema(most)))

    def guide(self, text: str = "") -> JsonGuide:
        """A guide that stands at the beginning of an answer; with a text, subject and object must be words that stand together in it."""
        pieces = _PIECES.findall(" ".join(text.split()))
        if not pieces:
            return JsonGuide(self._first.deep_copy)
        return JsonGuide(lambda: self._matcher(_own_words(pieces, self._most)))  # a millisecond or two, when it is asked

    def _matcher(self, answer: str) -> Any:
        import llguidance

        # After a prompt that ends with a word, tokenizers want a blank before the brace.
        matcher = llguidance.LLMatcher(self._tokenizer, llguidance.LLMatcher.grammar_from_lark('start: " "? answer\n' + answer))
        if matcher.is_error():
            raise RuntimeError(matcher.get_error())
        return matcher


_PIECES = re.compile(r"\w+|\s|[^\w\s]")  # where subject and object may begin and end


def _json(schema: dict[str, Any]) -> str:
    return "%json " + json.dumps({**schema, "x-guidance": {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}})


def _own_words(pieces: Sequence[str], most: int) -> str:
    """The rule for answers whose subjects and objects are neighbouring pieces of a text."""
    chunks = [json.dumps(piece, ensure_ascii=False)[1:-1] for piece in pieces]
    parts = wire.schema(most)["properties"]["triples"]["items"]["properties"]
    return (
        f'answer: "{{\\"triples\\":[" (triple ("," triple){{0,{most - 1}}})? "]}}"\n'
        'triple: "{\\"subject\\":\\"" OWN "\\",\\"predicate\\":" text ",\\"object\\":\\"" OWN "\\",\\"qualifiers\\":" qualifiers "}"\n'
        f"text: {_json(parts['predicate'])}\n"
        f"qualifiers: {_json(parts['qualifiers'])}\n"
        "OWN: PIECES & /[^ ].*/\n"
        f"PIECES: %regex {json.dumps({'substring_chunks': chunks}, ensure_ascii=False)}\n"
    )


class JsonGuide:
    """Follows one answer through the grammar."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make, self._made = make, None

    @property
    def _matcher(self) -> Any:
        """Made when it is first needed: many paragraphs wait, and few are under way."""
        if self._made is None:
            self._made = self._make()
        return self._made

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
