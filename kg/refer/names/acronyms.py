"""Which acronyms of a document stand for which of its names: those in brackets behind one, and those of one name's capitals.

Knows the forms of one document; nothing of persons or pronouns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.mentions import words
from kg.normalize.names import acronym, is_acronym, tokens
from kg.refer.names.groups import Names

BRACKET = re.compile(r"\s*[\"”’']?\s*\(\s*(?:(?:abbreviated|abbr\.|or|the|also|in short|short|acronym)\s+)*[\"“‘']?\s*")


class Pair(NamedTuple):
    """A form and the form that follows it; the text before, between and behind them."""

    left: int
    right: int
    before: str
    between: str
    behind: str


def bracketed_acronyms(names: Names, pairs: Sequence[Pair]) -> None:
    """Joins "European Space Agency (ESA)", either way round; `pairs` are the names that follow one another."""
    for left, right, _, between, behind in pairs:
        if "(" not in between or not BRACKET.fullmatch(between) or not _closes(behind):
            continue
        for long, short in ((left, right), (right, left)):
            form, host = names.forms[short], names.forms[long]
            if is_acronym(form.text) and len(host.words) > 1 and _abbreviates(form.text, host.text):
                names.join(long, short, "bracketed acronym", 0.97)
                break


def _closes(behind: str) -> bool:
    return behind.lstrip(" \"”’'")[:1] in (")", ",", ";", "/")


def _abbreviates(short: str, long: str) -> bool:
    """Whether the letters stand in the long name in their order, the first at its start, and most of them at the start of a word."""
    letters = short.replace(".", "").lower()
    folded = " ".join(tokens(long))
    if not folded or folded[0] != letters[0]:
        return False
    place, starts = -1, 0
    for letter in letters:
        at_word = -1 if place < 0 and folded[0] == letter else folded.find(" " + letter, max(place, 0))
        nxt = 0 if place < 0 else at_word + 1 if at_word >= 0 else folded.find(letter, place + 1)
        if nxt < 0:
            return False
        starts += nxt == 0 or folded[nxt - 1] == " "
        place = nxt
    return 2 * starts >= len(letters)


_PASSED = frozenset(("the", "and", "for", "in", "on", "&"))
_COMMON_LETTERS = frozenset("BA MA BS JD MD MBA DC US MP EP LP CD PM AM TV".split())  # what everybody means by them is something else


def acronyms(names: Names) -> None:
    """Joins an acronym to the one name whose words it begins, wherever both stand."""
    hosts: dict[str, set[int]] = {}
    short = [i for i, form in enumerate(names.forms) if is_acronym(form.text)]
    if not short:
        return
    for i, form in enumerate(names.forms):
        if len(form.words) > 1 and names.type(i) != "Person" and not any(map(is_acronym, form.text.split())):
            small = [word for word in form.text.split() if word.islower() and word not in words.INNER and word not in _PASSED]
            if small and len(form.words) < 3:
                continue  # "a difficult campaign" is no D.C.
            every = "".join(word[0] for word in form.text.replace("-", " ").split()).upper()
            for letters in {acronym(form.text), every}:
                if len(letters) > 1:
                    hosts.setdefault(letters, set()).add(i)
    for i in short:
        letters = names.forms[i].text.replace(".", "")
        host = names.only(hosts.get(letters, ())) if letters not in _COMMON_LETTERS else None
        if host is not None and host != names.root(i):
            names.join(host, i, "acronym", 0.95)
