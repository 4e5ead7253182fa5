"""Text that a tokenizer took apart, put together again; and its sentences, roughly.  Knows strings only."""

from __future__ import annotations

import re

_BEFORE = re.compile(r" ([,.;:!?%)\]])")
_BEHIND = re.compile(r"([(\[$£€]) ")
_PARTED = re.compile(r" (?:' (?=s\b)|(?='(?:s|re|ve|ll|d|m)\b|n't\b))")
_END = re.compile(r"(?<=[.!?])\s+(?=\W?[A-Z0-9])|\n+")


def joined(text: str) -> str:
    """A text with the blanks taken out that tokenizers put before and behind punctuation."""
    text = _BEHIND.sub(r"\1", _BEFORE.sub(r"\1", text))
    return _PARTED.sub(lambda m: "'" if "'" in m[0] else "", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text, near enough to show one to a reader."""
    return [part for part in map(str.strip, _END.split(text)) if part]
