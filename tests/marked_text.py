"""Texts with their mentions marked by hand, so that chains can be tested without a parser.

"[Ann Roe|Person|subject] met [him|he]." : the text, then in any order a type, a role, or a kind (he = pronoun, nom = nominal).
Sentences end in ". "; each sentence is its own governor unless "@x" names one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg import refer
from kg.model import TYPES, Mention, MentionKind, Paragraph
from kg.refer.chains import Chains, Extra, build_chains

_MARK = re.compile(r"\[([^\]|]+)((?:\|[^\]|]+)*)\]")


def read(marked: str) -> tuple[str, list[Mention]]:
    text, done, sentence = "", 0, 0
    mentions: list[Mention] = []
    for match in _MARK.finditer(marked):
        before = marked[done : match.start()]
        sentence += before.count(". ")
        text += before
        flags = match[2].strip("|").split("|") if match[2] else []
        kind: MentionKind = "pronoun" if "he" in flags else "nominal" if "nom" in flags else "name"
        type_ = next((flag for flag in flags if flag in TYPES), "")
        role = next((flag for flag in flags if flag in ("subject", "object", "possessive", "apposition")), "other")
        governor = next((int(flag[1:]) for flag in flags if flag[0] == "@"), -1)
        mentions.append(Mention(len(text), len(text) + len(match[1]), match[1], kind, type_, sentence, role, governor))
        text += match[1]
        done = match.end()
    text += marked[done:]
    return text, sorted(mentions, key=lambda mention: (mention.start, -mention.end))


class Document:
    """The chains of a marked text, with questions for tests."""

    def __init__(self, *marked: str, title: str = "", extra: Sequence[Extra] = (), apart: Sequence[tuple[str, str]] = ()) -> None:
        self.paragraphs: list[Paragraph] = []
        self.mentions: list[list[Mention]] = []
        at = 0
        for n, one in enumerate(marked):
            text, mentions = read(one)
            self.paragraphs.append(Paragraph(f"p{n}", "d", n, at, at + len(text), text, title))
            self.mentions.append(mentions)
            at += len(text) + 2
        self.chains: Chains = build_chains(
            title=title, paragraphs=self.paragraphs, mentions=self.mentions, extra=extra, apart=refer.apart(apart)
        )

    def names(self) -> set[str]:
        return {chain.name for chain in self.chains.chains}

    def rules(self) -> dict[str, str]:
        return {alias: rule for chain in self.chains.chains for alias, rule, _ in chain.aliases}

    def type(self, name: str) -> str:
        return next(chain.type for chain in self.chains.chains if chain.name == name)

    def where(self, phrase: str, paragraph: int = 0, occurrence: int = 0) -> tuple[int, int]:
        text, start = self.paragraphs[paragraph].text, -1
        for _ in range(occurrence + 1):
            start = text.index(phrase, start + 1)
        return start, start + len(phrase)

    def means(self, phrase: str, paragraph: int = 0, occurrence: int = 0) -> str | None:
        found = self.chains.at(paragraph, *self.where(phrase, paragraph, occurrence))
        return None if found is None else self.chains.chains[found[0]].name

    def reason(self, phrase: str, paragraph: int = 0, occurrence: int = 0) -> str | None:
        return self.chains.unsettled(paragraph, *self.where(phrase, paragraph, occurrence))
