"""Sources → the workspace's documents and paragraphs: what is new, what changed, what is gone.

A source that cannot be read, or is suddenly empty, raises before anything is taken out.  Knows nothing of extraction but which
languages an extractor can read.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from kg import read as reading
from kg import segment as segmenting
from kg.errors import ReadError, SourceError
from kg.extract import codec
from kg.model import Document, Extraction, Paragraph, Refusal, content_hash, paragraph_id
from kg.read import Item
from kg.read.content import PICTURES, UNREAD
from kg.read.sources import visible
from kg.report import Progress, Report
from kg.settings import Settings
from kg.store import Store, corpus, fused, said


@dataclass(frozen=True, slots=True)
class Source:
    """What `kg build` was given under one name.  A stream (standard input without a name) only adds."""

    name: str
    locations: tuple[str, ...]
    root: str
    stream: bool = False


@dataclass(slots=True)
class Listing:
    """What a source holds now: its items by id."""

    source: Source
    items: dict[str, Item] = field(default_factory=dict)


def list_sources(store: Store, sources: Sequence[Source], *, allow_empty: bool) -> list[Listing]:
    """Looks at every source; nothing is read or changed yet.  Raises SourceError for one that is missing or suddenly empty."""
    listings = []
    for source in sources:
        listing = Listing(source)
        for location in source.locations:
            for found in reading.list_source(location, root=Path(source.root)):
                if not _is_own(store, found):
                    listing.items[found.document] = found
        before = corpus.members(store, source.name)
        if not listing.items and before and not allow_empty and not source.stream:
            raise SourceError(
                f"{', '.join(source.locations)}: suddenly empty, {len(before):,} documents were there; nothing was taken out "
                "(if that is right: --allow-empty)"
            )
        listings.append(listing)
    return listings


def _is_own(store: Store, item: Item) -> bool:
    """Whether a file is the workspace itself, which may lie in the folder that it is made of."""
    own = os.path.realpath(store.path)
    found = os.path.realpath(item.location)
    return item.scheme == "file" and (found == own or found.startswith(f"{own}."))


def take_in(
    store: Store,
    listings: Sequence[Listing],
    *,
    settings: Settings,
    languages: frozenset[str] | None,
    keep_missing: bool,
    report: Report,
    progress: Progress,
) -> None:
    """Brings documents and paragraphs into step with the sources; commits every few seconds, so that a killed run goes on from there."""
    with store.transaction():
        for listing in listings:
            keep = keep_missing or listing.source.stream
            corpus.set_members(store, listing.source.name, listing.items, keep=keep)
            if not listing.source.stream:
                locations = [_kept(location) for location in listing.source.locations]
                corpus.remember_source(store, name=listing.source.name, locations=locations, root=_kept(listing.source.root))
        gone = corpus.orphans(store)
        if gone:
            index = corpus.document_index(store)
            report.documents["removed"] += sum(1 for item, _, status in index.values() if item in set(gone) and status == "read")
            corpus.forget_items(store, gone)
            fused.invalidate(store)
    desk = _Desk(store, settings, languages, report)
    everything = {id: (item, listing.source.stream) for listing in listings for id, item in listing.items.items()}
    for done, (id, (item, stream)) in enumerate(sorted(everything.items())):
        progress("read", done, len(everything), "files")
        desk.take(id, item, stream=stream)
    desk.flush()
    progress("read", len(everything), len(everything), "files")


# Why what stands on some pages is missing, by the key under which the document's metadata number them.
_MISSING = {
    UNREAD: "damaged, it cannot be loaded; mend the file, then build again",
    PICTURES: "a picture without text, which needs OCR",
}


class _Desk:
    """Takes items one by one, compares them with what is known, and writes what is new in batches."""

    SECONDS, DOCUMENTS, CHARACTERS = 2.0, 256, 4_000_000  # a batch is written when one of these is reached

    def __init__(self, store: Store, settings: Settings, languages: frozenset[str] | None, report: Report) -> None:
        self.store, self.settings, self.languages, self.report = store, settings, languages, report
        self.key = content_hash(
            "read", reading.FINGERPRINT, segmenting.FINGERPRINT, str(settings.segment.max_tokens), repr(sorted(languages or ()))
        )
        self.known = corpus.items(store)
        self.index = corpus.document_index(store)
        self.held = Counter(item for item, _, status in self.index.values() if status == "read")
        self.refused = Counter(item for item, _, status in self.index.values() if status != "read")
        self.of_item: dict[str, list[str]] = {}
        for id, (item, _, _) in self.index.items():
            self.of_item.setdefault(item, []).append(id)
        # Items one of whose documents lost its id to another item's: they are read again each time, as the other may go away.
        self.outdone: set[str] = set()
        self._clear()

    def _clear(self) -> None:
        self.documents: list[tuple[str, Document, list[Paragraph]]] = []
        self.refusals: list[tuple[str, Refusal]] = []
        self.gone: list[str] = []
        self.finished: dict[str, tuple[str, str]] = {}
        self.characters, self.since = 0, time.monotonic()

    def take(self, id: str, item: Item, *, stream: bool) -> None:
        """Reads an item if its bytes, or the way in which they are read, changed."""
        counts = self.report.documents
        with self.report.stage("read"):
            digest = digest_of(item)
        if digest and self.known.get(id) == (digest, self.key) and id not in self.outdone and not stream:
            counts["unchanged"] += self.held[id]
            counts["read"] += self.held[id]
            counts["refused"] += self.refused[id]
            return
        seen: set[str] = set()
        if stream:  # what was wrong with an earlier stream is of no more interest; its lines had the same numbers
            self.gone += [old for old in self.of_item.get(id, ()) if self.index[old][2] == "refused"]
        produced = iter(reading.read(item))
        while True:
            with self.report.stage("read"):
                found = next(produced, None)
            if found is None:
                break
            if isinstance(found, Document):
                found = self._admit(found, id)
            if isinstance(found, Refusal):
                seen.add(found.document)
                self._refuse(found, id)
            else:
                seen.add(found.id)
                self._accept(found, id)
            if self.characters >= self.CHARACTERS or len(self.documents) >= self.DOCUMENTS or time.monotonic() - self.since > self.SECONDS:
                self.flush()
        if not stream:
            gone = [old for old in self.of_item.get(id, ()) if old not in seen]
            counts["removed"] += sum(1 for old in gone if self.index[old][2] == "read")
            self.gone += gone
        self.finished[id] = ("" if id in self.outdone else digest, self.key)

    def _admit(self, document: Document, item: str) -> Document | Refusal:
        """The document, or why it is refused: its language, or an id that another item has.  Of two items the first by name keeps it, in
        whatever order they are read."""
        if self.languages is not None and document.language and document.language not in self.languages and document.text:
            known = ", ".join(sorted(self.languages))
            reason = f"language {document.language!r} without a model (there is one for {known}); name another with [extract] model, or use another extractor"
            return Refusal(document.id, reason, uri=document.uri, failed=False)
        owner, _, status = self.index.get(document.id, (item, "", ""))
        if owner == item or status != "read" or not (owner in self.known or owner in self.finished):
            return document
        if owner > item:
            self.outdone.add(owner)
            self.finished[owner] = ("", self.key)
            return document
        self.outdone.add(item)
        reason = f"another document of {owner} has the id {document.id!r}; give it another id"
        return Refusal(f"{item}#{document.id}", reason, uri=document.uri)

    def _refuse(self, refusal: Refusal, item: str) -> None:
        self.report.documents["refused"] += 1
        self.refusals.append((item, refusal))
        if refusal.document in self.index:
            self.gone.append(refusal.document)
        self.index[refusal.document] = (item, "", "refused")

    def _accept(self, document: Document, item: str) -> None:
        self.report.documents["read"] += 1
        digest = corpus.document_digest(document)
        known = self.index.get(document.id)
        if known == (item, digest, "read") and self.known.get(item, ("", self.key))[1] == self.key:
            self.report.documents["unchanged"] += 1
            return
        self.report.documents["changed"] += 1
        for key, why in _MISSING.items():
            if pages := document.metadata.get(key):
                self.report.notes.append(f"{document.id}: what stands on page {pages} is missing: {why}")
        if known is not None:
            self.gone.append(document.id)
        self.index[document.id] = (item, digest, "read")
        with self.report.stage("segment"):
            paragraphs = self._paragraphs(document)
        self.documents.append((item, document, paragraphs))
        self.characters += len(document.text)

    def _paragraphs(self, document: Document) -> list[Paragraph]:
        """The document's paragraphs; one that was extracted elsewhere is a single one, however long."""
        if document.triples is None:
            return list(segmenting.segment(document, max_tokens=self.settings.segment.max_tokens, model=self.settings.extract.model))
        return [
            Paragraph(paragraph_id(document.id, document.text, 0), document.id, 0, 0, len(document.text), document.text, document.title)
        ]

    def flush(self) -> None:
        """Writes what was gathered, in one transaction."""
        with self.report.stage("store"), self.store.transaction():
            corpus.delete_documents(self.store, sorted(set(self.gone)))
            corpus.add_documents(self.store, self.documents)
            corpus.add_refusals(self.store, self.refusals)
            given = [(d, p[0]) for _, d, p in self.documents if d.triples is not None]
            said.add_extractions(self.store, corpus.GIVEN, [_given(d, p) for d, p in given])
            corpus.set_items(self.store, self.finished)
            if self.gone or self.documents:
                fused.invalidate(self.store)
        self.known.update(self.finished)
        self._clear()


def _given(document: Document, paragraph: Paragraph) -> said.Extracted:
    extraction = Extraction(paragraph.id, "ok" if document.triples else "empty", triples=document.triples or ())
    return said.Extracted(corpus.given_content(document), extraction.outcome, "", 0, 0, codec.encode(extraction))


def digest_of(item: Item) -> str:
    """The hash of an item's bytes; "" where they cannot be read: reading it will tell why."""
    try:
        return item.digest()
    except ReadError:
        return ""


def size_of(item: Item) -> int:
    """The size of a file in bytes; 0 for what is no file."""
    try:
        return os.path.getsize(item.location) if item.scheme == "file" else 0
    except OSError:
        return 0


def sources(store: Store, locations: Sequence[str], *, name: str | None, root: str | Path | None) -> list[Source]:
    """The sources of one command line: each by itself, or all under one name; without any, those that the workspace knows.

    Raises SourceError where it knows none."""
    where = str(Path(root or ".").resolve())
    if name is not None:
        name = _named(name)
    if locations:
        given = tuple(locations)
        return (
            [Source(name, given, where)] if name is not None else [Source(_named(one), (one,), where, stream=one == "-") for one in given]
        )
    gathered: dict[tuple[str, str], list[str]] = {}
    for known, location, base in corpus.sources(store):
        if name in (None, known):
            gathered.setdefault((known, _as_given(base)), []).append(_as_given(location))
    if not gathered:
        wanted = f"the source {name!r}" if name else "any source"
        raise SourceError(f"{store.path}: does not know {wanted} yet; name one: kg build SOURCE…")
    return [Source(known, tuple(found), base) for (known, base), found in gathered.items()]


# A path whose bytes are no UTF-8 is kept as its bytes, percent-encoded, behind this.
_BYTES = "bytes:"


def _named(source: str) -> str:
    """The name under which a source is followed."""
    return source if _is_storable(source) else visible(source)


def _kept(path: str) -> str:
    """A path as the workspace can keep it; `_as_given` turns it back."""
    return path if _is_storable(path) and not path.startswith(_BYTES) else _BYTES + quote(os.fsencode(path))


def _as_given(kept: str) -> str:
    return os.fsdecode(unquote_to_bytes(kept.removeprefix(_BYTES))) if kept.startswith(_BYTES) else kept


def spellings(document: str) -> list[str]:
    """A document's id as it was given, and as a file of this very name has it."""
    return [one for one in (document, visible(document)) if _is_storable(one)]


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# ---- before a build ------------------------------------------------------------------------------------------------------


def plan(
    store: Store,
    locations: Sequence[str] = (),
    *,
    settings: Settings,
    workers: int | None = None,
    source: str | None = None,
    root: str | Path | None = None,
    allow_empty: bool = False,
) -> Plan:
    """What a build would read, without reading or changing anything: new, changed and unchanged items, and a guess of the time."""
    listings = list_sources(store, sources(store, locations, name=source, root=root), allow_empty=allow_empty)
    known = corpus.items(store)
    found = {id: item for listing in listings for id, item in listing.items.items()}
    fresh = [id for id in found if id not in known]
    changed = [id for id, item in found.items() if id in known and known[id][0] != digest_of(item)]
    size = sum(size_of(found[id]) for id in [*fresh, *changed])
    gone = {old for listing in listings if not listing.source.stream for old in corpus.members(store, listing.source.name)} - set(found)
    pace = _BYTES_A_SECOND * (workers or settings.extract.workers)
    return Plan(len(found), len(fresh), len(changed), len(gone), size, size / pace, tuple(sorted([*fresh, *changed])))


# Plain English text through the syntax extractor on one core of 2024; formats with markup hold less text for their size.
_BYTES_A_SECOND = 25_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do.  `size` is in bytes, `seconds` a rough guess of the extraction."""

    items: int
    new: int
    changed: int
    gone: int
    size: int
    seconds: float
    to_read: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The plan as one JSON value."""
        told = {"items": self.items, "new": self.new, "changed": self.changed, "gone": self.gone, "bytes": self.size}
        return {**told, "seconds": round(self.seconds, 1), "to_read": list(self.to_read)}

    def __str__(self) -> str:
        shown = "".join(f"\n  {one}" for one in self.to_read[:20])
        more = f"\n  … and {len(self.to_read) - 20:,} more" if len(self.to_read) > 20 else ""
        return (
            f"{self.items:,} items: {self.new:,} new, {self.changed:,} changed, {self.items - self.new - self.changed:,} unchanged, {self.gone:,} gone\n"
            f"to read: {self.size / 1e6:,.1f} MB, about {self.seconds:,.0f} s of extraction{shown}{more}"
        )
