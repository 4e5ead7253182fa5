"""HyperRED: facts with qualifiers.  Chia et al., EMNLP 2022.

Its own metric is the F1 of whole quintuples (subject, relation, object, qualifier label, value), each exactly, for systems that know its
closed labels.  The gold holds only facts that have a qualifier, so for open extractors read recalls: pairs and attachment.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.evaluate.items import Answers, Item, each, triple
from kg.evaluate.sets import one_file
from kg.evaluate.strict import key, plain
from kg.evaluate.tally import Line, Tally
from kg.model import Triple


def load(where: Path) -> list[Item]:
    """Items from dev.kg.jsonl (id, text, triples with qualifiers) or from the set's own lines."""
    file = one_file(where, "dev.kg.jsonl", "dev.jsonl", "test.kg.jsonl", "train.kg.jsonl")
    return list(each(file, lambda row: Item(str(row["id"]), row["text"], tuple(map(_fact, row["triples"])))))


def _fact(row: dict[str, Any]) -> Triple:
    given = row.get("qualifiers") or {}
    if isinstance(given, list):
        named: dict[str, list[str]] = {}
        for one in given:
            named.setdefault(one["label"], []).append(one["value"])
        given = named
    return triple({**row, "qualifiers": given, "spans": None})


def measures(items: Sequence[Item], said: Answers) -> list[Tally]:
    """F1 of quintuples, exactly."""
    rows: list[Line] = []
    for item, triples in zip(items, said.triples, strict=True):
        ours, gold = _quintuples(triples), _quintuples(item.gold)
        right = float(len(ours & gold))
        rows.append((right, len(ours), right, len(gold)))
    return [Tally("HyperRED quintuples", "f1", tuple(rows))]


def _quintuples(triples: Sequence[Triple]) -> set[tuple[str, ...]]:
    return {(*key(t), q.key, plain(q.value)) for t in triples for q in t.qualifiers}
