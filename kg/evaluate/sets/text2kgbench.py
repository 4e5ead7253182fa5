"""Text2KGBench: sentences with Wikidata triples of ten ontologies.  Mihindukulasooriya et al., ISWC 2023.

Its own metric is the F1 of whole triples, white space and case aside; what is said of relations that the gold sentence does not hold counts
as wrong, although the gold lists few of a sentence's facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.evaluate.items import Answers, Item, each
from kg.evaluate.tally import Line, Tally
from kg.model import Triple


def load(where: Path) -> list[Item]:
    """Items from train/*.jsonl: one for each sentence, with all that the ten files say of it.  Raises SourceError where there are none."""
    files = [where] if where.is_file() else sorted((where / "train").glob("*.jsonl")) or sorted(where.glob("*.jsonl"))
    if not files:
        raise SourceError(f"{where}: holds no *.jsonl and no train/*.jsonl; give the folder of text2kgbench")
    found: dict[str, dict[Triple, None]] = {}
    for file in files:
        for text, fact in each(file, _fact):
            found.setdefault(text, {})[fact] = None
    return [Item(f"t2kg-{hashlib.sha256(text.encode()).hexdigest()[:12]}", text, tuple(facts)) for text, facts in found.items()]


def _fact(row: dict[str, Any]) -> tuple[str, Triple]:
    return row["sent"], Triple(row["sub_label"].strip(), row["rel_label"].strip(), row["obj_label"].strip())


def measures(items: Sequence[Item], said: Answers) -> list[Tally]:
    """F1 of whole triples."""
    rows: list[Line] = []
    for item, triples in zip(items, said.triples, strict=True):
        ours, gold = set(map(_flat, triples)), set(map(_flat, item.gold))
        right = float(len(ours & gold))
        rows.append((right, len(ours), right, len(gold)))
    return [Tally("Text2KGBench", "f1", tuple(rows))]


def _flat(triple: Triple) -> str:
    """The set's own normalisation: small letters, without blanks and underscores."""
    return "\t".join("".join(part.lower().replace("_", "").split()) for part in (triple.subject, triple.predicate, triple.object))
