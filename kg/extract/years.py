"""Which numbers of a text are years.

Knows tokens; nothing of phrases or qualifiers.
"""

from __future__ import annotations

import re

from kg.extract import lexicon as lx
from kg.extract.tree import Tree

_SCORE = re.compile(r"\d{1,3}[–-]\d{1,3}")


def looks_like_year(word: str) -> bool:
    """Four digits between 1000 and 2099, a decade ("1920s"), or a season ("1974/75", "1974-75")."""
    if len(word) in (7, 9) and word[4] in "/–-" and word[5:].isdigit():
        word = word[:4]
    if len(word) == 5 and word[4] == "s":
        word = word[:4]
    return len(word) == 4 and word.isdigit() and "1000" <= word <= "2099"


def is_year(tree: Tree, i: int) -> bool:
    """Whether a token is a year: it looks like one, and neither counts something ("1500 soldiers") nor stands in an address or behind
    the name of a model."""
    if not looks_like_year(tree.words[i]):
        return False
    before, after = tree.words[i - 1] if i else "", tree.words[i + 1] if i + 1 < tree.n else ""
    if before in lx.NUMBERED or before in lx.COMPASS or after in lx.COMPASS or after in lx.UNITS:
        return False
    head = tree.heads[i]
    counted = tree.deps[i] == "nummod" and head > i and tree.tags[head] == "NNS" and tree.ents[i] not in ("DATE", "EVENT")
    return not counted or any(tree.deps[k] in ("det", "poss") for k in tree.kids[head])


def opens_with_year(tree: Tree, i: int) -> bool:
    """Whether a number is a year that only stands before a noun: "in 742 the new king", "In 742 Aldric"."""
    word = tree.words[i]
    return i > 0 and word.isdigit() and len(word) in (3, 4) and tree.words[i - 1] in _OPENING and tree.deps[i] in ("nummod", "pobj")


_OPENING = frozenset(("in", "by", "since", "until"))


def is_score(word: str) -> bool:
    """Whether a token is the result of a match: "61–50"."""
    return _SCORE.fullmatch(word) is not None
