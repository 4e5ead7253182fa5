"""Which numbers of a text are years, and which are part of a rank or a name.

Knows tokens; nothing of phrases or qualifiers.
"""

from __future__ import annotations

import re

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.tree import Tree

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


def range_end(tree: Tree, i: int) -> int:
    """Where the years end that begin at token i: behind "1880" of "1877–1880"; i + 1 where it is one year or none."""
    if i + 2 >= tree.n or tree.words[i + 1] not in _DASHES or tree.tags[i + 2] != "CD":
        return i + 1
    first, last = tree.words[i], tree.words[i + 2]
    years = len(first) == len(last) == 4 and looks_like_year(first) and looks_like_year(last)
    return i + 3 if years and first <= last else i + 1


def opens_with_year(tree: Tree, i: int) -> bool:
    """Whether a number is a year that only stands before a noun: "in 742 the new king", "In 742 Aldric"."""
    word = tree.words[i]
    return i > 0 and word.isdigit() and len(word) in (3, 4) and tree.words[i - 1] in _OPENING and tree.deps[i] in ("nummod", "pobj")


_DASHES = frozenset(("–", "-", "—", "‑"))
_OPENING = frozenset(("in", "by", "since", "until"))


def is_score(word: str) -> bool:
    """Whether a token is the result of a match: "61–50"."""
    return _SCORE.fullmatch(word) is not None


def is_rank(tree: Tree, i: int) -> bool:
    """Whether an ordinal is part of what an office is called, and counts nothing: "the first secretary of the committee", "a second lieutenant".

    With a capital ("the first Secretary of Defence") the office is called without it."""
    noun = tree.words[i + 1] if i + 1 < tree.n else ""
    if noun not in lx.RANKED.get(tree.words[i], ()) or tree.heads[i] != i + 1:
        return False
    if noun == "minister":
        return tree.words[i + 2 : i + 3] == ["of"] and tree.tags[i + 3 : i + 4] in (["NNP"], ["DT"])
    return tree.text[tree.starts[i + 1] :][:1].islower()


def is_first_of_the_name(tree: Tree, i: int) -> bool:
    """Whether a capital behind a name is a number, no "I": "King Harald [I] of Norland"."""
    if i >= tree.n or tree.words[i] != "i" or tree.sent[i] != tree.sent[i - 1] or tree.tags[i - 1] != "NNP":
        return False
    return i + 1 == tree.n or tree.tags[i + 1] not in ("VBD", "VBP", "MD", "RB")
