"""What is asked and what is right (items), and what a system says to it (answers), from an extractor or from a file of `kg extract`.

Knows paragraphs and triples; nothing of measures.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from kg.errors import ExtractorError, SettingsError, SourceError
from kg.extract import load_one
from kg.ground import ground
from kg.model import Extraction, Outcome, Paragraph, Qualifier, Span, Triple
from kg.normalize.keys import qualifier_key
from kg.settings import Extract, of_section

if TYPE_CHECKING:
    from kg.evaluate.graphs import Graphed

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Item:
    """A text and what it says.  `more` is what the set's own measure needs."""

    id: str
    text: str
    gold: tuple[Triple, ...]
    title: str = ""
    document: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def paragraph(self) -> Paragraph:
        """What an extractor is given."""
        return Paragraph(self.id, self.document or self.id, 0, 0, len(self.text), self.text, title=self.title)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a system said to each item, in their order; a text without an answer has outcome "failed".  Of a graph, `outcomes` are those of
    the paragraphs that it was made of, where that is known."""

    system: str
    triples: tuple[tuple[Triple, ...], ...]
    outcomes: tuple[str, ...]
    seconds: float | None = None
    words: int = 0
    ungrounded: int = 0
    graph: Graphed | None = None

    def counts(self) -> dict[str, int]:
        """How many of each outcome."""
        return dict(sorted(Counter(self.outcomes).items()))


def ask(name: str, spec: str, items: Sequence[Item], settings: Extract, say: Callable[[int], None] = lambda done: None) -> Answers:
    """What the system answers.  `spec` is an extractor's name, with options of its own section behind a question mark
    ("local?model=FOLDER&adapter=FOLDER"), or a file that `kg extract` or another program wrote.

    Raises SourceError for a file that is not there or broken, ExtractorError for an extractor that cannot run."""
    if spec.endswith((".jsonl", ".json")):
        return from_file(name, spec, items)
    if spec.endswith(".duckdb"):
        raise ExtractorError(f"{spec}: a workspace can only be asked about timeqa and mine; give what kg extract wrote of the same texts")
    which, _, options = spec.partition("?")
    extractor = load_one(which, settings=with_options(settings, which, options)).make()
    next(iter(extractor.extract([Paragraph("warm", "", 0, 0, 5, "Rain.")])), None)  # loading is no part of the speed
    said, outcomes, refused = [], [], 0
    began = time.perf_counter()
    for done, (item, one) in enumerate(zip(items, extractor.extract(item.paragraph for item in items), strict=True), 1):
        kept = grounded(item, one)
        refused += len(one.triples) - len(kept)
        said.append(kept)
        outcomes.append(one.outcome)
        if done % 16 == 0:
            say(done)
    seconds = time.perf_counter() - began
    return Answers(name, tuple(said), tuple(outcomes), seconds, sum(len(i.text.split()) for i in items), refused)


def named(system: str) -> tuple[str, str]:
    """ "tuned=local?model=…" → its name and what it is; without a name it is called as it is."""
    name, equals, spec = system.partition("=")
    if equals and not set(name) & set("?/."):
        return name, spec
    return (Path(system).stem if system.endswith((".jsonl", ".json", ".duckdb")) else system), system


def grounded(item: Item, said: Extraction) -> tuple[Triple, ...]:
    """What of an extraction stands in the text: what any user of it gets."""
    found = (ground(item.paragraph, triple) for triple in said.triples)
    return tuple(triple for triple in found if isinstance(triple, Triple))


def with_options(settings: Extract, which: str, options: str) -> Extract:
    """The settings with some of one extractor's section set.  Raises SettingsError for options that it does not have, or not so."""
    if not options:
        return settings
    if which not in ("local", "endpoint"):
        raise SettingsError([f"{which}?{options}: only local and endpoint have options of their own"])
    pairs = {key: value for key, _, value in (pair.partition("=") for pair in options.split("&"))}
    given = of_section(f"extract.{which}", pairs, place=f"{which}?{options}:")
    return replace(settings, **{which: replace(getattr(settings, which), **given)})


# ---- files --------------------------------------------------------------------------------------------------------------------


def each(file: str | Path, make: Callable[[Any], Made]) -> Iterator[Made]:
    """What `make` makes of each line of a JSON Lines file.  Raises SourceError for a file that is not there, and with its number for a line
    that is no JSON or from which nothing can be made."""
    path = Path(file)
    if path.is_dir():
        raise SourceError(f"{file}: is a folder; give a file in it, or with --set the name of the public set that lies there")
    if not path.is_file():
        raise SourceError(f"{file}: no such file; give the JSON Lines file that holds it")
    with path.open("rb") as given:
        for number, line in enumerate(given, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8"))
            except (ValueError, RecursionError) as error:
                raise SourceError(f"{file}: line {number} is no JSON ({' '.join(str(error).split())[:80]}); mend it") from error
            try:
                made = make(row)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                told = f"no {error}" if isinstance(error, KeyError) else " ".join(str(error).split())[:120]
                raise SourceError(
                    f"{file}: line {number} is not as it should be: {told}; docs/evaluate.md says which files are read"
                ) from error
            yield made


def gold(file: str | Path) -> list[Item]:
    """Items from lines of {"id", "text", "triples"}, or from a corpus of `kg corpus`.  Raises SourceError for lines that are neither."""
    items = list(each(file, _item))
    if not items:
        raise SourceError(f"{file}: holds nothing to evaluate on")
    numbered = [replace(item, id=item.id or str(number)) for number, item in enumerate(items, 1)]
    twice = [id for id, count in Counter(item.id for item in numbered).items() if count > 1]
    if twice:
        raise SourceError(f"{file}: the id {twice[0]!r} stands in more than one line; answers are found by id, give each text its own")
    return numbered


def _item(row: Any) -> Item:
    from kg.extract.llm import answers

    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not ("triples" in row or "messages" in row):
        raise ValueError("it has no text with triples")
    right = tuple(map(triple, row["triples"])) if "triples" in row else answers.read(row["messages"][-1]["content"]).triples
    return Item(str(row.get("id", "")), row["text"], right, str(row.get("title") or ""), str(row.get("document") or ""))


def from_file(name: str, file: str, items: Sequence[Item]) -> Answers:
    """Answers that were written to a file, found by id; a text that has none failed.  Raises SourceError for a file that cannot be used."""
    rows = {id: answer for id, answer in each(file, _answer) if id}
    if not any(item.id in rows for item in items):
        raise SourceError(f"{file}: none of its ids is one of the gold's; extract from the same records")
    said, outcomes = zip(*(rows.get(item.id, ((), "failed")) for item in items), strict=True)
    return Answers(name, said, outcomes)


def _answer(row: Any) -> tuple[str, tuple[tuple[Triple, ...], str]]:
    if not isinstance(row, dict):
        raise TypeError("it is no object")
    outcome = str(row.get("outcome") or "ok")
    said = tuple(map(triple, row.get("triples") or ()))
    return str(row.get("id", "")), (said, outcome if outcome in get_args(Outcome) else "failed")


def triple(row: Mapping[str, Any]) -> Triple:
    """A triple as `kg extract` and our gold write it.  Raises ValueError where a part is missing."""
    try:
        words = (str(row["subject"]), str(row["predicate"]), str(row["object"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"a triple without subject, predicate and object: {str(row)[:100]}") from error
    spans = row.get("spans") or {}
    places = spans.get("qualifiers") or {}
    found = []
    for key, value in (row.get("qualifiers") or {}).items():
        many = value if isinstance(value, list) else [value]
        given = places.get(key) or []
        given = [given] if given and isinstance(given[0], int) else list(given)
        for at, one in enumerate(many):
            span = given[at] if at < len(given) else None
            found.append(Qualifier(qualifier_key(key, value=str(one)), str(one), _span(span)))
    return Triple(
        *words, tuple(found), row.get("modality") or "asserted", float(row.get("confidence", 1.0)),
        _span(spans.get("subject")), _span(spans.get("predicate")), _span(spans.get("object")),
    )  # fmt: skip


def _span(pair: Any) -> Span | None:
    return (int(pair[0]), int(pair[1])) if pair else None
