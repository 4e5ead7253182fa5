"""What went wrong, by kind, for people to look at.

Knows items and triples; nothing of measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.evaluate.items import Item
from kg.evaluate.strict import key, plain
from kg.model import Triple

KINDS = ("wrong predicate", "wrong ends", "wrong way round", "wrong qualifiers", "not in the gold", "missed")


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that went wrong: what was said, what is right ("" where nothing is), in which text."""

    kind: str
    item: str
    said: str
    gold: str
    text: str


def of_triples(item: Item, triples: Sequence[Triple]) -> list[Error]:
    """The errors of what was said to one item, against its gold."""
    wanted, ours = {key(t): t for t in item.gold}, {key(t): t for t in triples}
    found, met = [], set()
    for mine, triple in ours.items():
        if right := wanted.get(mine):
            if right.qualifiers and _qualifiers(right) != _qualifiers(triple):
                found.append(Error("wrong qualifiers", item.id, written(triple), written(right), item.text))
            continue
        kind, gold = "not in the gold", ""
        for other in item.gold:
            ends, theirs = (plain(triple.subject), plain(triple.object)), (plain(other.subject), plain(other.object))
            if ends == theirs:
                kind, gold = "wrong predicate", written(other)
            elif ends == theirs[::-1]:
                kind, gold = "wrong way round", written(other)
            elif plain(triple.predicate) == plain(other.predicate) and gold == "":
                kind, gold = "wrong ends", written(other)
            if kind in ("wrong predicate", "wrong way round"):
                met.add(key(other))
                break
        found.append(Error(kind, item.id, written(triple), gold, item.text))
    missed = [t for gold, t in wanted.items() if gold not in ours and gold not in met]
    return found + [Error("missed", item.id, "", written(t), item.text) for t in missed]


def _qualifiers(triple: Triple) -> set[tuple[str, str]]:
    return {(q.key, plain(q.value)) for q in triple.qualifiers}


def written(triple: Triple) -> str:
    """A triple on one line."""
    more = "; ".join(f"{q.key}: {q.value}" for q in triple.qualifiers)
    return f"{triple.subject} | {triple.predicate} | {triple.object}" + (f" [{more}]" if more else "")
