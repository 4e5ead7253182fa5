"""Re-DocRED: document-level facts between entities with aliases.  Tan et al., EMNLP 2022.

Its relations are closed labels that an open extractor does not know, so the figure is the recall of (head, tail) pairs: a triple
connects two entities if its subject and one of object and qualifier values are names of theirs, in either order.  Each document is asked
about as one text; `python bench/quality.py` measures the whole graph, with references settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.evaluate.items import Answers, Item, each
from kg.evaluate.sets import one_file
from kg.evaluate.strict import plain
from kg.evaluate.tally import Line, Tally
from kg.model import Triple


def load(where: Path) -> list[Item]:
    """Items from dev.jsonl: text, entities with names, triples with their numbers."""
    return list(each(one_file(where, "dev.jsonl", "train.jsonl"), _item))


def _item(row: dict[str, Any]) -> Item:
    names = [tuple(dict.fromkeys(map(plain, entity["names"]))) for entity in row["entities"]]
    facts = {frozenset((t["h"], t["t"])) for t in row["triples"] if t["h"] != t["t"]}
    first = [entity["names"][0] for entity in row["entities"]]
    gold = tuple(Triple(first[t["h"]], str(t.get("relation") or t.get("r")), first[t["t"]]) for t in row["triples"])
    return Item(str(row["id"]), row["text"], gold, str(row.get("title") or ""), more={"names": names, "facts": facts})


def measures(items: Sequence[Item], said: Answers) -> list[Tally]:
    """Recall of pairs; its precision is the share of connected pairs of gold entities that are gold facts."""
    rows: list[Line] = []
    for item, triples in zip(items, said.triples, strict=True):
        owners: dict[str, set[int]] = {}
        for number, names in enumerate(item.more["names"]):
            for name in names:
                owners.setdefault(name, set()).add(number)
        connected = {
            frozenset((a, b))
            for t in triples
            for value in (t.object, *(q.value for q in t.qualifiers))
            for a in owners.get(plain(t.subject), ())
            for b in owners.get(plain(value), ())
            if a != b
        }
        facts = item.more["facts"]
        found = float(len(connected & facts))
        rows.append((found, len(connected), found, len(facts)))
    return [Tally("Re-DocRED pairs", "recall", tuple(rows))]
