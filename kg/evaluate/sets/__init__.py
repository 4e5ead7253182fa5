"""Public sets: each a module with `load(folder)`, its items, and `measures(items, answers)`, the set's own metric.

Knows which there are; nothing of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from kg.errors import SourceError
from kg.evaluate.items import Answers, Item
from kg.evaluate.tally import Tally

SETS = ("carb", "hyperred", "knowledgenet", "redocred", "text2kgbench")


def load(name: str, where: str | Path) -> list[Item]:
    """The items of a set.  Raises SourceError where the set is not known, or not where it should be."""
    if name not in SETS:
        raise SourceError(f"{name!r}: no set of this name; there are {', '.join(SETS)}")
    if not Path(where).exists():
        raise SourceError(f"{where}: no such file or folder; give the place where {name} lies")
    items: list[Item] = import_module(f"kg.evaluate.sets.{name}").load(Path(where))
    if not items:
        raise SourceError(f"{where}: nothing of {name} there; docs/evaluate.md says which files it is made of")
    return items


def measures(name: str, items: Sequence[Item], said: Answers) -> list[Tally]:
    """The set's own figures, the headline first."""
    found: list[Tally] = import_module(f"kg.evaluate.sets.{name}").measures(items, said)
    return found


def one_file(where: Path, *names: str) -> Path:
    """The file itself, or the first of these that the folder holds.  Raises SourceError where there is none."""
    if where.is_file():
        return where
    for name in names:
        if (where / name).is_file():
            return where / name
    raise SourceError(f"{where}: holds none of {', '.join(names)}; give the folder of the set, or its file")
