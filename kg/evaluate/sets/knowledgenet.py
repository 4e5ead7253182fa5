"""KnowledgeNet: facts of 15 properties on passages, with character spans.  Mesquita et al., EMNLP 2019.

Its own metric counts a fact right if both spans overlap and the property is the same, for properties that were annotated in the passage.
An open extractor has other words for its properties: for it the recall of pairs of spans, in either order, is given beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.evaluate.items import Answers, Item, each
from kg.evaluate.sets import one_file
from kg.evaluate.strict import plain
from kg.evaluate.tally import Line, Tally
from kg.model import Span, Triple

# Properties as Wikidata words them, where that differs from the set's own name in small letters.
WORDED = {
    "headquarters": "headquarters location",
    "political affiliation": "member of political party",
    "place of residence": "residence",
    "subsidiary of": "parent organization",
}


def worded(name: str) -> str:
    """EMPLOYEE_OR_MEMBER_OF → employee or member of."""
    words = name.lower().replace("_", " ")
    return WORDED.get(words, words)


def load(where: Path) -> list[Item]:
    """Items from folds1-3.jsonl: passages with facts and the properties that were annotated."""
    return list(each(one_file(where, "folds1-3.jsonl", "train.jsonl"), _item))


def _item(row: dict[str, Any]) -> Item:
    facts = tuple(_fact(row["text"], fact) for fact in row["facts"])
    known = frozenset(map(worded, row["annotated_properties"]))
    return Item(str(row["id"]), row["text"], facts, document=f"knowledgenet-{row['doc']}", more={"annotated": known})


def _fact(text: str, fact: dict[str, Any]) -> Triple:
    a, b = fact["subject_span"], fact["object_span"]
    return Triple(text[a[0] : a[1]], worded(str(fact["predicate"])), text[b[0] : b[1]], subject_span=(a[0], a[1]), object_span=(b[0], b[1]))


def measures(items: Sequence[Item], said: Answers) -> list[Tally]:
    """F1 by overlapping spans and the property's name; recall of pairs of spans whatever the predicate."""
    named: list[Line] = []
    pairs: list[Line] = []
    for item, triples in zip(items, said.triples, strict=True):
        ours = [(p, a, b) for p, a, b in _pairs(item, triples) if a and b]
        known = item.more["annotated"]
        facts = [(plain(t.predicate), t.subject_span, t.object_span) for t in item.gold]
        guesses = [one for one in ours if one[0] in known]
        found = [any(_same(guess, fact) for guess in guesses) for fact in facts]
        hits = [guess for guess in guesses if any(_same(guess, fact) for fact in facts)]
        wrong = [g for g in guesses if not any(_same(g, hit) for hit in hits)]
        named.append((sum(found), sum(found) + len(wrong), sum(found), len(facts)))
        met = sum(any(_meet(a, s) and _meet(b, o) or _meet(a, o) and _meet(b, s) for _, a, b in ours) for _, s, o in facts)
        pairs.append((0.0, 0.0, met, len(facts)))
    return [Tally("KnowledgeNet facts", "f1", tuple(named)), Tally("KnowledgeNet pairs", "recall", tuple(pairs))]


def _pairs(item: Item, triples: Sequence[Triple]) -> list[tuple[str, Span | None, Span | None]]:
    """A triple's subject with its object, and with each of its qualifiers' values."""
    found = []
    for t in triples:
        subject = t.subject_span or _look(item.text, t.subject)
        found.append((plain(t.predicate), subject, t.object_span or _look(item.text, t.object)))
        found += [(plain(t.predicate), subject, q.span or _look(item.text, q.value)) for q in t.qualifiers]
    return found


def _look(text: str, words: str) -> Span | None:
    at = text.find(words) if words else -1
    return (at, at + len(words)) if at >= 0 else None


def _same(one: tuple[str, Span | None, Span | None], two: tuple[str, Span | None, Span | None]) -> bool:
    return one[0] == two[0] and _meet(one[1], two[1]) and _meet(one[2], two[2])


def _meet(one: Span | None, two: Span | None) -> bool:
    return one is not None and two is not None and one[0] < two[1] and two[0] < one[1]
