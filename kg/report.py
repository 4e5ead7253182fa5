"""What a run does and did: its progress, and its report, gathered while it runs and told to people as text and to scripts as JSON.

Knows nothing of how anything was done.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[str, int, int | None, str], None]  # stage, how many done, of how many (None: not known), unit

STAGES = ("read", "segment", "extract", "refer", "resolve", "fuse", "store")


def silent(stage: str, done: int, total: int | None, unit: str) -> None:
    """The Progress that shows nothing."""


@dataclass(slots=True)
class Report:
    """The report of one build (docs/commands.md gives the names).  `refusals` are (document, reason, whether it failed)."""

    documents: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("read", "changed", "unchanged", "removed", "refused"), 0))
    paragraphs: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("total", "extracted", "reused"), 0))
    outcomes: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)  # why paragraphs failed, the commonest first
    triples: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("extracted", "kept", "refused", "duplicate"), 0))
    reasons: dict[str, int] = field(default_factory=dict)  # why triples were refused, the commonest first
    entities: int = 0
    statements: int = 0
    merges: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    tokens: dict[str, float] = field(default_factory=lambda: {"in": 0, "out": 0})
    refusals: list[tuple[str, str, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what befell the run, such as memory that ran out
    digest: str = ""
    began: float = field(default_factory=time.monotonic)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the wall-clock seconds of the block to a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON value."""
        return {
            "documents": self.documents,
            "paragraphs": self.paragraphs,
            "outcomes": self.outcomes,
            "failures": self.failures,
            "triples": self.triples,
            "reasons": self.reasons,
            "entities": self.entities,
            "statements": self.statements,
            "merges": self.merges,
            "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
            "tokens": self.tokens,
            "peak_memory_bytes": peak_memory(),
            "refusals": [{"document": document, "reason": reason} for document, reason, _ in self.refusals],
            "notes": self.notes,
            "digest": self.digest,
        }

    def __str__(self) -> str:
        return text(self.as_json(), seconds=time.monotonic() - self.began)


def peak_memory() -> int:
    """The largest resident size of this process so far, in bytes, with that of its largest ended child."""
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def text(told: Mapping[str, Any], *, seconds: float, most: int = 12) -> str:
    """A report that a person reads; refusals after the first `most` are counted."""
    d, p, t = told["documents"], told["paragraphs"], told["triples"]
    spent = [f"{name} {took:.1f}" for name, took in told["seconds"].items() if took >= 0.05]
    lines = [
        f"documents   {d['read']:,} read: {d['changed']:,} new or changed, {d['unchanged']:,} unchanged; {d['removed']:,} removed, {d['refused']:,} refused",
        f"paragraphs  {p['total']:,}: {p['extracted']:,} extracted, {p['reused']:,} reused",
        *_failures(told["failures"]),
        f"triples     {t['extracted']:,}: {t['kept']:,} kept, {t['refused']:,} refused, {t['duplicate']:,} duplicate",
        *_reasons(told["reasons"]),
        f"graph       {told['entities']:,} entities (with or without a statement), {told['statements']:,} statements, {told['merges']:,} merges",
        *_tokens(told["tokens"]),
        f"time        {seconds:.1f} s" + (f" ({', '.join(spent)})" if spent else ""),
        f"memory      {told['peak_memory_bytes'] / 2**20:,.0f} MiB at most",
    ]
    lines += [f"note        {note}" for note in told["notes"]]
    refused = told["refusals"]
    if refused:
        lines.append("refused")
        lines += [f"  {r['document']}: {r['reason']}" for r in refused[:most]]
        if len(refused) > most:
            lines.append(f"  … and {len(refused) - most:,} more: SELECT id, reason FROM documents WHERE status = 'refused'")
    return "\n".join(lines)


def _failures(told: Mapping[str, int]) -> list[str]:
    """The line about paragraphs that failed: how many, and the commonest reason."""
    between = "; the commonest reason" if len(told) > 1 else ""
    return [f"  failed    {sum(told.values()):,}{between}: {next(iter(told))[:200]}"] if told else []


def _reasons(told: Mapping[str, int], most: int = 3) -> list[str]:
    """The line about why triples were refused: the commonest reasons by name, the others together."""
    shown = [f"{why} {count:,}" for why, count in list(told.items())[:most]]
    others = sum(list(told.values())[most:])
    return [f"  refused   {', '.join(shown)}" + (f", other reasons {others:,}" if others else "")] if shown else []


def _tokens(told: Mapping[str, float]) -> list[str]:
    """The line about a language model's tokens; an extractor that writes none (a parser counts its own) has no such line."""
    if not told["out"]:
        return []
    return [f"tokens      {told['in']:,} in, {told['out']:,} out" + (f", cost {told['cost']:,.2f}" if "cost" in told else "")]
