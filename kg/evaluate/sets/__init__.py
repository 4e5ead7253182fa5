"""Public sets: each a module with `load(folder)`, its items, and the set's own metric.

carb.py          open information extraction
hyperred.py      facts with qualifiers
knowledgenet.py  facts of 15 properties, with spans
redocred.py      facts of whole documents
text2kgbench.py  sentences with triples of ten ontologies
mine.py          which facts of an essay a graph retains
timeqa.py        questions whose answers hold in a stated time

A set of texts with triples measures what was said of each: `measures(items, answers)`.  A set of questions asks the graph of all its
documents, where statements are merged and dated: `measured(items, answers, encoder)`, with the `KINDS` of errors that it finds.
Knows which there are; nothing of any.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from kg.errors import ExtractorError, SourceError, wrong_use
from kg.evaluate.encoder import Encoder
from kg.evaluate.errors import Error
from kg.evaluate.items import Answers, Item
from kg.evaluate.tally import Tally

TRIPLES = ("carb", "hyperred", "knowledgenet", "redocred", "text2kgbench")
GRAPHS = ("timeqa", "mine")
SETS = (*TRIPLES, *GRAPHS)


def load(name: str, where: str | Path) -> list[Item]:
    """The items of a set.  Raises SourceError where the set is not known, or not where it should be."""
    if name not in SETS:
        raise wrong_use(SourceError(f"{name!r}: no set of this name; there are {', '.join(SETS)}"))
    if not Path(where).exists():
        raise SourceError(f"{where}: no such file or folder; give the place where {name} lies")
    items: list[Item] = import_module(f"kg.evaluate.sets.{name}").load(Path(where))
    if not items:
        raise SourceError(f"{where}: nothing of {name} there; docs/evaluate.md says which files it is made of")
    return items


def ready(name: str, encoder: Encoder | None) -> None:
    """Raises ExtractorError where the set's judge needs an encoder and there is none: better before systems are asked than after."""
    if name == "mine" and encoder is None:
        raise ExtractorError("mine: its judge needs a sentence encoder; give --encoder the folder of one (see docs/evaluate.md)")


def kinds(name: str) -> tuple[str, ...]:
    """The kinds of errors of a set that asks a graph; none for the others."""
    found: tuple[str, ...] = import_module(f"kg.evaluate.sets.{name}").KINDS if name in GRAPHS else ()
    return found


def measured(name: str, items: Sequence[Item], said: Answers, encoder: Encoder | None) -> tuple[list[Tally], list[list[Error]]]:
    """The figures of a set that asks a graph, the headline first, and the errors of each document."""
    found: tuple[list[Tally], list[list[Error]]] = import_module(f"kg.evaluate.sets.{name}").measured(items, said, encoder)
    return found


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
