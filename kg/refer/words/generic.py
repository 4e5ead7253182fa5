"""Texts that lay down rules ("The trustee must file a report"): there "the trustee" is whoever holds that part, and a notion by itself.

Elsewhere "the trustee" is somebody whom the text has named.  Knows the words of one document; nothing of chains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Paragraph
from kg.normalize.verbs import lemma
from kg.refer.words.phrases import ARTICLES, AUXILIARIES, MOST_WORDS, Phrase, bare

_ORDERS = re.compile(r"\b(?:must|shall)\b")
_WORDS = re.compile(r"\w+")
LEAST_ORDERS = 8  # of a text that lays down rules,
WORDS_AN_ORDER = 250  # and at most so many words to one of them
OFTEN = 4  # times that such a text must write "the trustee" ...
_UNDER = re.compile(
    r"\b(?:when|where|if|unless|until|whether|whenever|once|after|before|because|as|that|which|while|provided|although|since)\s+(?:(?:the|an?|each|every|any)\s+)?$",
    re.IGNORECASE,
)
_MODALS = frozenset(("must", "shall", "may", "should", "can", "cannot", "will"))
_ANY_ONE = frozenset(("the", "a", "an", "each", "every", "any"))


class Rules:
    """What a document's rules are about."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._lays_down: bool | None = None
        self._text = ""
        self._known: dict[str, bool] = {}

    def kind(self, phrase: Phrase, predicate: str, before: str) -> Phrase | None:
        """The notion that "the trustee" or "each trustee" is in a sentence that lays down a rule; None where it is somebody in particular.
        `before` is what stands before the phrase: a condition lays nothing down."""
        words = phrase.words
        if phrase.kind not in ("definite", "indefinite") or not 1 < len(words) <= MOST_WORDS + 1 or words[0] not in _ANY_ONE:
            return None
        if (
            not _general(predicate)
            or _UNDER.search(before)
            or not bare(list(words[1:]), words[1:])
            or not self._in_rules(" ".join(words[1:]))
        ):
            return None
        name = phrase.name if words[0] in ARTICLES else phrase.name.partition(" ")[2]
        return Phrase("notion", words[1:], name)

    def _in_rules(self, noun: str) -> bool:
        if self._lays_down is None:
            text = " ".join(p.text for p in self._paragraphs)
            orders = len(_ORDERS.findall(text)) if len(self._paragraphs) > 1 else 0
            self._lays_down = orders >= LEAST_ORDERS and len(_WORDS.findall(text)) <= WORDS_AN_ORDER * orders
            self._text = text.casefold() if self._lays_down else ""
        if not self._lays_down:
            return False
        known = self._known.get(noun)
        if known is None:
            count = self._text.count
            article = "an" if noun[0] in "aeiou" else "a"
            known = count(f"the {noun}") >= OFTEN and count(f" {article} {noun}") + count(f" {noun}s") + count(f"each {noun}") > 1
            self._known[noun] = known
        return known


def _general(predicate: str) -> bool:
    """Whether a predicate says what is to be or is always so: "must file", "files", not "filed" and not "filing"."""
    words = [w for w in predicate.casefold().split() if w not in ("not", "also", "never", "only", "generally", "usually")]
    if not words:
        return False
    if words[0] in _MODALS:
        return True
    if words[0] in AUXILIARIES:
        return words[0] in ("is", "are", "does", "do", "has", "have") and words[1:2] != ["been"]
    return words[0].endswith("s") and bool(lemma(words[0]))
