"""MINE: which facts of an essay does a graph retain?  Mo et al. (KGGen), 2025.

Published figures come of a language model that is shown, for each fact, the statements within two hops of the entities nearest to it, and
says whether they tell the fact.  Here the retrieval is that, but the judge is local: a logistic regression on what a small sentence encoder
sees (kg/evaluate/judge.py), fitted to the judgements that came with the set.  So figures here are for comparing graphs with one another, not
with published ones.

A line of a tally is an essay.  A fact counts with the chance that the judge gives it; beside it stands the share of facts above a half.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.evaluate.encoder import Encoder
from kg.evaluate.errors import Error
from kg.evaluate.graphs import Graphed
from kg.evaluate.items import Answers, Item, each
from kg.evaluate.judge import Judge, content, view
from kg.evaluate.tally import Line, Tally
from kg.evaluate.text import sentences
from kg.model import Statement

KINDS = ("lost",)
NEAREST, HOPS, NAMES = 8, 2, 5  # entities near a fact, steps away from them, names of an entity that are looked at

_PARTS = re.compile(r"(?<!\b[A-Z])\.\s+|\.$")  # how the judged contexts part statements

Edges = Mapping[str, list[tuple[str, list[str]]]]  # end → its statements as text, each with its other ends


def load(where: Path) -> list[Item]:
    """Items from essays_*.jsonl (id, topic, text, facts) with judged_pairs_*.jsonl (fact, context, judge) beside it.  Raises SourceError where one is missing."""
    folder = where if where.is_dir() else where.parent
    essays = [where] if where.is_file() else sorted(folder.glob("essays*.jsonl"))
    judged = sorted(folder.glob("judged_pairs*.jsonl"))
    if not essays or not judged:
        missing = "judged_pairs*.jsonl, which the judge learns from" if essays else "essays*.jsonl"
        raise SourceError(f"{folder}: holds no {missing}; give the folder of MINE")
    pairs = [pair for file in judged for pair in each(file, _pair)]
    if len({told for *_, told in pairs}) < 2:
        raise SourceError(f"{judged[0]}: holds no facts that are told beside facts that are not; the judge learns from both")
    return [item for file in essays for item in each(file, lambda row: _item(row, pairs))]


def _pair(row: dict[str, Any]) -> tuple[str, list[str], int]:
    context = dict.fromkeys(part.strip() for part in _PARTS.split(row["context"]) if part.strip())
    return row["fact"], list(context), int(row["judge"])


def _item(row: dict[str, Any], pairs: Any) -> Item:
    title, facts = str(row.get("topic") or ""), tuple(map(str, row["facts"]))
    return Item(str(row["id"]), row["text"], (), title, more={"facts": facts, "pairs": pairs})


def judge(pairs: Sequence[tuple[str, list[str], int]], encoder: Encoder) -> Judge:
    """The judge that the set's judgements make."""
    import numpy

    encoder.learn(text for fact, context, _ in pairs for text in (fact, *context))
    views = numpy.stack([view(fact, context, encoder) for fact, context, _ in pairs])
    return Judge(views, numpy.array([told for *_, told in pairs], dtype=float))


def measured(items: Sequence[Item], said: Answers, encoder: Encoder | None) -> tuple[list[Tally], list[list[Error]]]:
    """The tallies, an essay to a line, and the facts that each essay lost."""
    assert said.graph is not None and encoder is not None
    decide = judge(items[0].more["pairs"], encoder)
    kept: list[Line] = []
    sure: list[Line] = []
    sizes: list[Line] = []
    seen: list[Line] = []
    errors: list[list[Error]] = []
    for item, statements in zip(items, said.graph.statements, strict=True):
        nodes, edges = drawn(statements, said.graph)
        texts = sorted({text for rows in edges.values() for text, _ in rows})
        facts = item.more["facts"]
        encoder.learn([*facts, *texts, *(name for names in nodes.values() for name in names)])
        contexts = [near(fact, nodes, edges, encoder) for fact in facts]
        chances = [float(decide(view(f, c, encoder)[None])[0]) if c else 0.0 for f, c in zip(facts, contexts, strict=True)]
        kept.append((0, 0, sum(chances), len(facts)))
        sure.append((0, 0, sum(chance > 0.5 for chance in chances), len(facts)))
        sizes.append((1000 * len(texts), len(item.text.split()), 0, 0))
        seen.append((sum(map(len, contexts)), len(facts), 0, 0))
        lost = [(f, c, chance) for f, c, chance in zip(facts, contexts, chances, strict=True) if chance <= 0.5]
        errors.append([_error(item, fact, context, encoder) for fact, context, _ in sorted(lost, key=lambda one: one[2])])
    return [
        Tally("MINE facts", "recall", tuple(kept)),
        Tally("MINE facts above a half", "recall", tuple(sure)),
        Tally("statements that the judge sees", "share", tuple(seen)),
        Tally("statements in 1,000 words", "share", tuple(sizes)),
    ], errors


def drawn(statements: Sequence[Statement], graph: Graphed) -> tuple[dict[str, Sequence[str]], Edges]:
    """An essay's graph: the names of each end, and the statements at each; a literal object is an end of its own."""
    nodes: dict[str, Sequence[str]] = {}
    edges: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for statement in statements:
        triple = graph.triple(statement)
        words = [triple.subject, triple.predicate, triple.object, *(f"{q.key} {q.value}" for q in triple.qualifiers)]
        text = ("" if statement.asserted else "not certain: ") + " ".join(words)
        values = [statement.object, *(value for _, value in statement.qualifiers if value.object is not None)]
        ends = [statement.subject, *(f"={value.value}" if value.object is None else value.object for value in values)]
        for end in ends:
            nodes[end] = [end[1:]] if end.startswith("=") else graph.names.get(end, (end,))[:NAMES]
            edges[end].append((text, [other for other in ends if other != end]))
    return nodes, edges


def near(fact: str, nodes: Mapping[str, Sequence[str]], edges: Edges, encoder: Encoder) -> list[str]:
    """The statements within two hops of the ends whose names are nearest to the fact."""
    import numpy

    named = [(node, name) for node, names in nodes.items() for name in names]
    if not named:
        return []
    nearness = encoder.vectors([name for _, name in named]) @ encoder.vectors([fact])[0]
    order = numpy.argsort(-nearness, kind="stable")
    reached = list(dict.fromkeys(named[at][0] for at in order))[:NEAREST]
    seen, found = set(reached), dict[str, None]()
    for _ in range(HOPS):
        following: dict[str, None] = {}
        for node in reached:
            for text, others in edges.get(node, ()):
                found[text] = None
                following |= dict.fromkeys(other for other in others if other not in seen)
        seen |= following.keys()
        reached = list(following)
    return list(found)


def _error(item: Item, fact: str, context: Sequence[str], encoder: Encoder) -> Error:
    """A lost fact, with the statement that came nearest and the sentence that shares most words with it."""
    nearest = context[int((encoder.vectors(context) @ encoder.vectors([fact])[0]).argmax())] if context else ""
    words = content(fact)
    sentence = max(sentences(item.text), key=lambda sentence: len(content(sentence) & words), default="")
    return Error("lost", item.id, nearest, fact, sentence)
