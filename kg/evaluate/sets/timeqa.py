"""TimeQA: questions whose answers hold only in a stated time, over whole articles.  Chen, Wang and Wang, NeurIPS Datasets 2021.

Its own metric is a reader's exact match and F1; here a graph is asked, not a reader, and no model chooses among what the graph says:

answers      a statement with evidence in the article has an answer among its ends: subject, object and qualifier values (F1 of words at least
             .6, any name of the entity, any of the answers)
linked       and another end of that statement shares a content word with the question or the article's title
time right   and that statement holds in the question's time (kg/evaluate/spans.py)
first        of all statements that fit the question's time and share a content word with it or the title, those that share most of its
             words hold an answer; equals count by their share.  Saying everything does not help here: read it beside time right
time         of the linked statements that hold an answer and have a time, the share whose time is right

Asked are questions that have an answer and name a time.  A line of a tally is an article, so that whole articles are drawn again.
"""

from __future__ import annotations

import re
import string
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.evaluate.encoder import Encoder
from kg.evaluate.errors import Error, written
from kg.evaluate.graphs import Graphed
from kg.evaluate.items import Answers, Item, each
from kg.evaluate.spans import Span, asked, held, meet
from kg.evaluate.tally import Line, Tally
from kg.evaluate.text import joined, sentences
from kg.model import Statement

KINDS = ("no answer", "not linked", "no time", "wrong time")
ENOUGH = 0.6  # F1 of words
_STEM = 5

_ARTICLES = ("a", "an", "the")
_SMALL = frozenset(
    """a an the of in on at to from for by with and or as is was were are be been did does do which who whom whose what where when how that this
    it its his her their he she they during between after before since until time period name named called had has have year years month into
    about over under was first last one person""".split()
)
_MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
_PUNCTUATION = str.maketrans({c: " " if c in "-/" else "" for c in string.punctuation})

Words = tuple[str, ...]


def load(where: Path) -> list[Item]:
    """Items from a folder with docs.jsonl and questions.jsonl, or from the set's own lines of link, paras and questions.  Raises SourceError where one is missing."""
    asked_of: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    told: dict[str, list[str]] = {}

    def article(row: dict[str, Any]) -> None:
        told.setdefault(row["doc"], row["paragraphs"])

    def question(row: dict[str, Any]) -> None:
        asked_of[row["doc"]].append((row["question"], tuple(row["answers"])))

    def whole(row: dict[str, Any]) -> None:
        told.setdefault(row["link"], row["paras"])
        asked_of[row["link"]] += [(words, tuple(answer["answer"] for answer in right)) for words, right in row["questions"]]

    if where.is_dir():
        missing = [name for name in ("docs.jsonl", "questions.jsonl") if not (where / name).is_file()]
        if missing:
            raise SourceError(f"{where}: holds no {' and no '.join(missing)}; give the folder of TimeQA, or its own file")
        for name, take in (("docs.jsonl", article), ("questions.jsonl", question)):
            list(each(where / name, take))
    else:
        list(each(where, whole))
    return [_item(id, paragraphs, asked_of[id]) for id, paragraphs in told.items()]


def _item(id: str, paragraphs: Sequence[str], questions: Sequence[tuple[str, Words]]) -> Item:
    text = "\n\n".join(joined(paragraph) for paragraph in paragraphs if paragraph.strip())
    right = [(question, tuple(a for a in answers if a.strip()), asked(question)) for question, answers in questions]
    kept = [(question, answers, when) for question, answers, when in right if answers and when]
    return Item(id, text, (), id.rsplit("/wiki/", 1)[-1].replace("_", " "), more={"questions": kept})


@lru_cache(maxsize=1 << 15)
def normal(text: str) -> Words:
    """Words as SQuAD compares them: small letters, no punctuation, no articles."""
    text = re.sub(r"[’']s\b", "s", joined(text).lower())
    return tuple(word for word in text.translate(_PUNCTUATION).split() if word not in _ARTICLES)


def content(words: Sequence[str]) -> frozenset[str]:
    """The words that tell something: no small words, years, months or single letters."""
    return frozenset(w for w in words if w not in _SMALL and len(w) > 1 and not (w.isdigit() and len(w) == 4) and not _MONTH.match(w))


def _stems(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words)


def _f1(left: Words, right: Words) -> float:
    same = (Counter(left) & Counter(right)).total()
    return 2 * same / (len(left) + len(right)) if same else 0.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A statement as questions see it: the forms and the content words of each end, its stems, and its spans."""

    statement: Statement
    ends: tuple[frozenset[Words], ...]
    contents: tuple[frozenset[str], ...]
    stems: frozenset[str]
    spans: tuple[Span, ...]


def _row(statement: Statement, graph: Graphed) -> _Row:
    called = [graph.subject(statement), graph.called(statement.object), *(graph.called(value) for _, value in statement.qualifiers)]
    ends = tuple(frozenset(map(normal, names)) for names in called)
    contents = tuple(content([word for form in end for word in form]) for end in ends)
    said = content(normal(" ".join((statement.predicate, *(key for key, _ in statement.qualifiers)))))
    literal = statement.object.value or "" if statement.object.object is None else ""
    spans = held([(key, graph.called(value)[0]) for key, value in statement.qualifiers], literal)
    return _Row(statement, ends, contents, _stems(said.union(*contents)), tuple(spans))


@dataclass(slots=True)
class _Found:
    """What a graph has for one question."""

    steps: int = 0  # of the statement that comes nearest: 1 it holds an answer, 2 linked, 3 with a time, 4 with the right one
    shown: _Row | None = None  # that statement
    first: float = 0
    fitting: int = 0  # linked statements in the question's time, whatever they say
    dated: int = 0  # linked statements with an answer and a time
    dated_right: int = 0


def _answer(title: str, rows: Sequence[_Row], question: str, answers: Words, when: Span) -> _Found:
    found, golds = _Found(), [normal(answer) for answer in answers]
    topic, sought = content(normal(question) + normal(title)), _stems(content(normal(question)))
    most, first = -1, list[bool]()
    for row in rows:
        fits = any(meet(span, when) for span in row.spans)
        touching = [bool(words & topic) for words in row.contents]
        holding = [any(_f1(form, gold) >= ENOUGH for form in end for gold in golds) for end in row.ends]
        if any(holding):
            tied = any(holds and any(touching[:at] + touching[at + 1 :]) for at, holds in enumerate(holding))
            steps = 1 + tied + (tied and bool(row.spans)) + (tied and fits)
            if steps > found.steps:
                found.steps, found.shown = steps, row
            found.dated += steps >= 3
            found.dated_right += steps == 4
        if fits and any(touching):
            found.fitting += 1
            shared = len(sought & row.stems)
            if shared >= most:
                first = [*(first if shared == most else ()), any(holding)]
                most = shared
    found.first = sum(first) / len(first) if first else 0.0
    return found


def measured(items: Sequence[Item], said: Answers, encoder: Encoder | None) -> tuple[list[Tally], list[list[Error]]]:
    """The tallies, an article to a line, and each article's errors; no encoder is asked."""
    assert said.graph is not None
    lines: Mapping[str, list[Line]] = defaultdict(list)
    errors: list[list[Error]] = []
    for item, statements in zip(items, said.graph.statements, strict=True):
        rows = [_row(statement, said.graph) for statement in statements]
        found = [_answer(item.title, rows, *question) for question in item.more["questions"]]
        count, words = len(found), len(item.text.split())
        for name, least in (("answer", 1), ("linked", 2), ("right", 4)):
            lines[name].append((0, 0, sum(one.steps >= least for one in found), count))
        lines["first"].append((0, 0, sum(one.first for one in found), count))
        lines["time"].append((sum(one.dated_right for one in found), sum(one.dated for one in found), 0, 0))
        lines["fitting"].append((sum(one.fitting for one in found), count, 0, 0))
        lines["timed"].append((sum(bool(row.spans) for row in rows), len(rows), 0, 0))
        lines["statements"].append((1000 * len(rows), words, 0, 0))
        pairs = zip(item.more["questions"], found, strict=True)
        errors.append([_error(item, question, answers, one, said.graph) for (question, answers, _), one in pairs if one.steps < 4])
    return [
        Tally("TimeQA time right", "recall", tuple(lines["right"])),
        Tally("TimeQA first", "recall", tuple(lines["first"])),
        Tally("TimeQA linked", "recall", tuple(lines["linked"])),
        Tally("TimeQA answers", "recall", tuple(lines["answer"])),
        Tally("right of answers with a time", "share", tuple(lines["time"])),
        Tally("statements that fit a question", "share", tuple(lines["fitting"])),
        Tally("statements with a time", "share", tuple(lines["timed"])),
        Tally("statements in 1,000 words", "share", tuple(lines["statements"])),
    ], errors


def _error(item: Item, question: str, answers: Words, found: _Found, graph: Graphed) -> Error:
    kind, right = KINDS[found.steps], f"{question} {' or '.join(answers)}"
    if found.shown is None:
        sentence = next((s for s in sentences(item.text) if any(joined(answer) in s for answer in answers)), "")
        return Error(kind, item.id, "", right, sentence)
    statement = found.shown.statement
    quote = " ".join(graph.quotes.get((item.id, statement.id), "").split())
    return Error(kind, item.id, written(graph.triple(statement)), right, quote)
