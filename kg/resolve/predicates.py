"""Predicates of one meaning → one wording, by a shipped table to read (synonyms.tsv) and by spelling.

Never opposites, never the other direction without saying so.  The result for a wording depends on nothing but the wording, so that the
identity of a statement does not hang on what else a corpus holds.  Knows no statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from kg.normalize.verbs import is_noun, is_verb

# What stands before a wording and changes its truth; it stays in front of whatever the rest becomes.
_PREFIXES = frozenset(("not", "never", "no", "longer", "would", "could", "should", "might", "may", "must", "can", "almost", "nearly"))


def of_things(wording: str) -> bool:
    """Whether a canonical wording means the same as its group only of things with names: "established a school", not "a policy"."""
    return " ".join(_rest(wording.split())[1]) in _starred()


@cache
def _starred() -> frozenset[str]:
    cells = (cell for _, *cells in _lines() for cell in cells)
    return frozenset(wording.strip().removesuffix("*") for cell in cells for wording in cell.split(",") if wording.strip().endswith("*"))


def _lines() -> Iterator[list[str]]:
    """The cells of each line of the shipped table."""
    for line in files("kg.resolve").joinpath("synonyms.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def groups() -> dict[str, tuple[str, bool]]:
    """The shipped table: each wording in it → (canonical wording of its line, whether it is turned round)."""
    table: dict[str, tuple[str, bool]] = {}
    for cells in _lines():
        canonical, same, turned, *_ = [*cells, "", ""]
        table[canonical] = canonical, False
        table.update((wording, (canonical, False)) for wording in _listed(same))
        table.update((wording, (canonical, True)) for wording in _listed(turned))
    return table


def _listed(cell: str) -> list[str]:
    return [wording.strip().removesuffix("*") for wording in cell.split(",") if wording.strip()]


def resolve_predicate(wording: str) -> tuple[str, bool]:
    """The wording of the group that a canonical wording belongs to, and whether subject and object change places."""
    prefix, rest = _rest(wording.split())
    found = groups().get(" ".join(rest))
    if found is None:
        spelt = _spelling(rest)
        if spelt == rest:
            return wording, False
        found = groups().get(" ".join(spelt), (" ".join(spelt), False))
    return " ".join([*prefix, found[0]]), found[1]


def _rest(words: list[str]) -> tuple[list[str], list[str]]:
    """What changes the truth of a wording, and the wording itself."""
    start = 0
    while start < len(words) - 1 and words[start] in _PREFIXES:
        start += 1
    return words[:start], words[start:]


def _spelling(words: list[str]) -> list[str]:
    """One spelling of British and American verbs, of a hyphen after "co" or "re", and of a plural before "of" ("members of")."""
    first, *rest = words
    if len(first) > 5 and "is" in first[-3:] and is_verb(first.replace("ise", "ize")):
        first = first.replace("ise", "ize")
    if "-" in first and is_verb(first.replace("-", "")):
        first = first.replace("-", "")
    if rest == ["of"] and first.endswith("s") and is_noun(first[:-1]) and (f"{first[:-1]} of" in groups() or not is_noun(first)):
        first = first[:-1]
    return [first, *rest]
