"""Paragraphs and a teacher → a corpus: train.jsonl, validation.jsonl, test.jsonl on request, and manifest.json.

A teacher is an extractor, or gold that came with the texts.  What it says is grounded and cleaned before anything learns from it.  Whole
documents go to one side.  Knows nothing of the model that will learn.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import SettingsError, SourceError, TargetError, TooManyFailures
from kg.extract import load_one
from kg.extract.llm import wire
from kg.extract.llm.answers import fused
from kg.extract.llm.prompt import DEFAULT, Prompt, variants
from kg.ground import Grounded, ground_with_notes
from kg.model import Paragraph, Triple, content_hash
from kg.segment import MAX_TOKENS
from kg.settings import Extract
from kg.training.examples import PLAINS, Example, read, write
from kg.training.sampling import Filters, Piece, from_gold, from_sources, from_workspace, sample

MANIFEST = "manifest.json"
SIDES = ("train", "validation", "test")
_SAMPLED_GIVE_UP = 32  # paragraphs, all failed, after which a teacher is given up

_PRONOUNS = frozenset("i he she it they we who which me him her them us you his its their whose my our your this these that".split())


@dataclass(frozen=True, slots=True)
class Plan:
    """What a corpus is made of.  Shares are of documents."""

    sources: tuple[str, ...] = ()
    workspace: str = ""
    gold: tuple[str, ...] = ()  # JSON Lines files, or SET=PLACE
    teacher: str = "syntax"  # for what is not gold
    most: int | None = None
    validation: float = 0.1
    test: float = 0.0
    earlier: tuple[str, ...] = ()  # corpora whose texts are left out
    empty: float = 0.05  # of the examples may say that there is nothing
    confidence: float = 0.0  # of a teacher's triple, at least
    licence: str = ""
    seed: int = 17
    max_failed: float = 0.2
    max_tokens: int = MAX_TOKENS
    filters: Filters = field(default_factory=Filters)

    def check(self) -> None:
        """Raises SettingsError for a plan that gives nothing, whatever the sources hold; with all its faults."""
        faults = []
        if not (self.sources or self.workspace or self.gold):
            faults.append("nothing to make a corpus of; give sources, --from-workspace or --gold")
        if self.validation + self.test >= 1:
            faults.append(f"validation {self.validation:g} and test {self.test:g}: leave nothing to train on; give less than 1 together")
        if self.filters.fewest_words > self.filters.most_words:
            faults.append(f"words {self.filters.fewest_words} {self.filters.most_words}: no paragraph has so many; the least comes first")
        if faults:
            raise SettingsError(faults)


@dataclass(frozen=True, slots=True)
class MadeCorpus:
    """What was written."""

    manifest: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The manifest."""
        return self.manifest

    def __str__(self) -> str:
        counts, m = self.manifest["counts"], self.manifest
        lines = [
            f"{side:12}{counts[side]['examples']:,} examples, {counts[side]['triples']:,} triples, {counts[side]['qualifiers']:,} qualifiers"
            for side in SIDES
            if side in counts
        ]
        left = ", ".join(f"{reason} {n:,}" for reason, n in m["left_out"].items())
        cleaned = ", ".join(f"{reason} {n:,}" for reason, n in m["cleaned"].items())
        return "\n".join([*lines, f"left out    {left or 'nothing'}", f"cleaned     {cleaned or 'nothing'}"])


def corpus(
    plan: Plan, folder: str | Path, *, settings: Extract | None = None, say: Callable[[str], None] = lambda told: None
) -> MadeCorpus:
    """Writes a corpus into a new folder.

    Raises SourceError for sources that are not there or give nothing, ExtractorError for a teacher that cannot work, TooManyFailures where
    it fails too often, TargetError for a folder that holds something, SettingsError for a plan that gives nothing whatever the sources hold."""
    plan.check()
    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        raise TargetError(f"{target}: is not empty; give a new folder for the corpus")
    refused: Counter[str] = Counter()
    pieces = sample(_pieces(plan, refused), plan.filters, most=plan.most, earlier=_earlier(plan.earlier), seed=plan.seed, refused=refused)
    if not pieces:
        raise SourceError(
            f"no paragraph is left of {', '.join(plan.sources + plan.gold) or plan.workspace} ({_told(refused)}); give more, or wider filters"
        )
    say(f"{len(pieces):,} paragraphs")
    taught, teacher = _taught(pieces, plan, settings or Extract(), refused, say)
    cleaned: Counter[str] = Counter()
    rows = [(piece, clean(piece.paragraph, triples, plan.confidence, cleaned)) for piece, triples in taught]
    sides = _sides(_some_empty(rows, plan, refused), plan)
    if not sides["train"]:
        raise SourceError(f"nothing to train on is left ({_told(refused)}; {_told(cleaned)}); give more documents, or another teacher")
    target.mkdir(parents=True, exist_ok=True)
    counts, hashes = {}, {}
    for side, many in sides.items():
        if many or side != "test":
            file = target / f"{side}.jsonl"
            write(file, [_example(piece, triples, varied=side == "train", seed=plan.seed) for piece, triples in many])
            counts[side] = _counted(many)
            hashes[side] = content_hash(file.read_text(encoding="utf-8"))
    manifest = {
        "plan": {key: value for key, value in asdict(plan).items() if value not in ("", (), None)},
        "teacher": teacher,
        "licence": plan.licence,
        "counts": counts,
        "hashes": hashes,
        "left_out": dict(sorted(refused.items())),
        "cleaned": dict(sorted(cleaned.items())),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (target / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    return MadeCorpus(json.loads(text))


def _pieces(plan: Plan, refused: Counter[str]) -> Iterable[Piece]:
    for spec in plan.gold:
        yield from from_gold(spec)
    yield from from_sources(plan.sources, root=Path(), max_tokens=plan.max_tokens, refused=refused)
    if plan.workspace:
        yield from from_workspace(plan.workspace)


def _earlier(corpora: Sequence[str]) -> Iterable[str]:
    for one in corpora:
        folder = Path(one)
        files = [folder / f"{side}.jsonl" for side in SIDES] if folder.is_dir() else [folder]
        there = [file for file in files if file.is_file()]
        if not there:
            raise SourceError(f"{one}: holds no corpus; give the folder of an earlier kg corpus")
        for file in there:
            yield from (example.text for example in read(file)[0])


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{reason} {n:,}" for reason, n in sorted(counts.items())) or "nothing left out"


# ---- the teacher --------------------------------------------------------------------------------------------------------------------


def _taught(
    pieces: Sequence[Piece], plan: Plan, settings: Extract, refused: Counter[str], say: Callable[[str], None]
) -> tuple[list[tuple[Piece, tuple[Triple, ...]]], str]:
    """The pieces with what the teacher says of them, and who it was; those on which it failed are left out."""
    taught = [(piece, piece.gold) for piece in pieces if piece.gold is not None]
    rest = [piece for piece in pieces if piece.gold is None]
    if not rest:
        return taught, "gold"
    found = load_one(plan.teacher, settings=settings)
    failed, reason = 0, ""
    for done, (piece, said) in enumerate(zip(rest, found.make().extract(p.paragraph for p in rest), strict=True), 1):
        if said.outcome in ("failed", "truncated"):
            failed += 1
            reason = said.reason
            refused[f"the teacher {'failed' if said.outcome == 'failed' else 'broke off'}"] += 1
        else:
            taught.append((piece, said.triples))
        if failed == done == _SAMPLED_GIVE_UP:
            break
        if done % 64 == 0:
            say(f"{done:,} of {len(rest):,} paragraphs labelled")
    if failed > plan.max_failed * len(rest) or failed == _SAMPLED_GIVE_UP == len(rest):
        raise TooManyFailures(
            f"{plan.teacher}: failed on {failed:,} of {len(rest):,} paragraphs (last: {reason or 'no reason given'}); nothing was written; mend the teacher, or raise --max-failed"
        )
    return taught, found.fingerprint if len(rest) == len(pieces) else f"gold; {found.fingerprint}"


def clean(paragraph: Paragraph, triples: Iterable[Triple], confidence: float, cleaned: Counter[str]) -> tuple[Triple, ...]:
    """What of a teacher's triples may teach: what stands in the text, in its own words, each fact once and by name where the text names it.

    Denied and doubted facts are left out: the wire format has no place to say that they are."""
    kept = []
    for triple in triples:
        if triple.confidence < confidence:
            cleaned["not confident"] += 1
            continue
        if triple.modality != "asserted":
            cleaned["not asserted"] += 1
            continue
        found = ground_with_notes(paragraph, triple)
        if isinstance(found, Grounded):
            kept.append(found.triple)
            cleaned["qualifier not in the text"] += len(found.dropped)
        else:
            cleaned["not in the text"] += 1
    whole = fused(kept)
    cleaned["repeated"] += len(kept) - len(whole)
    named = [t for t in whole if not _said_by_name(t, whole)]
    cleaned["a pronoun where the text has the name"] += len(whole) - len(named)
    for reason in [reason for reason, n in cleaned.items() if not n]:
        del cleaned[reason]
    return tuple(sorted(named[: wire.MOST], key=lambda t: (t.subject_span or (0, 0), t.object_span or (0, 0), t.predicate)))


def _said_by_name(triple: Triple, others: Sequence[Triple]) -> bool:
    """Whether a triple with a pronoun says what another one says by name."""
    subject, object = triple.subject.lower() in _PRONOUNS, triple.object.lower() in _PRONOUNS
    if not subject and not object:
        return False
    return any(
        other.predicate == triple.predicate
        and (other.object == triple.object if not object else other.object.lower() not in _PRONOUNS)
        and (other.subject == triple.subject if not subject else other.subject.lower() not in _PRONOUNS)
        for other in others
    )


# ---- sides and wordings -------------------------------------------------------------------------------------------------------------


Row = tuple[Piece, tuple[Triple, ...]]


def _some_empty(rows: Sequence[Row], plan: Plan, refused: Counter[str]) -> list[Row]:
    """Without most of the texts of which nothing is said: a model that sees many learns to say nothing."""
    full = [row for row in rows if row[1]]
    bare = sorted((row for row in rows if not row[1] and row[0].gold is None), key=lambda row: _rank(row[0], plan.seed))
    most = int(plan.empty * len(full))
    left = len(rows) - len(full) - min(most, len(bare))
    if left:
        refused["nothing is said of it"] += left
    return sorted([*full, *bare[:most]], key=lambda row: _rank(row[0], plan.seed))


def _sides(rows: Sequence[Row], plan: Plan) -> dict[str, list[Row]]:
    """Whole documents on one side, chosen by their id, so that a corpus that grows keeps them there."""
    sides: dict[str, list[Row]] = {side: [] for side in SIDES}
    for row in rows:
        share = int(content_hash("side", str(plan.seed), row[0].paragraph.document)[:8], 16) / 2**32
        sides["test" if share < plan.test else "validation" if share < plan.test + plan.validation else "train"].append(row)
    return sides


def _rank(piece: Piece, seed: int) -> str:
    return content_hash("order", str(seed), piece.paragraph.document, piece.paragraph.text)


def _example(piece: Piece, triples: Sequence[Triple], *, varied: bool, seed: int) -> Example:
    paragraph = piece.paragraph
    draw = int(_rank(piece, seed)[-8:], 16)
    wordings = variants()
    asked = wordings[draw % len(wordings)] if varied else DEFAULT
    plain = PLAINS[draw // 7 % len(PLAINS)] if varied and draw % 10 < 4 else PLAINS[0]
    messages = [(m["role"], m["content"]) for m in asked.messages(paragraph)]
    return Example(
        content_hash(paragraph.document, paragraph.text)[:16],
        (*messages, ("assistant", wire.write(triples))),
        Prompt("", "{text}", plain).completion(paragraph),
        paragraph.text,
        paragraph.document,
        piece.source,
        paragraph.title,
        paragraph.heading,
    )


def _counted(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "examples": len(rows),
        "documents": len({piece.paragraph.document for piece, _ in rows}),
        "triples": sum(len(triples) for _, triples in rows),
        "qualifiers": sum(len(t.qualifiers) for _, triples in rows for t in triples),
        "sources": dict(sorted(Counter(piece.source for piece, _ in rows).items())),
    }
