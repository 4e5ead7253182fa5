"""Documents, a workspace or gold → paragraphs worth learning from: filtered, each text once, none like one of an earlier corpus.

Near-duplicates are found by MinHash with locality-sensitive hashing (Broder, 1997), with datasketch.  Every choice hangs on content alone, so
the same input gives the same paragraphs.  Knows nothing of labels or models.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import MissingExtra, SourceError
from kg.model import Paragraph, Refusal, Triple, content_hash

_WORD = re.compile(r"[^\W_]+")
_MANGLED = re.compile("[\u00c2-\u00c5][\u0080-\u00bf]|\ufffd")  # UTF-8 that was read as Latin-1, once
_END = re.compile(r"[.!?…]['\"”’)\]]*\s*$")
_BOILER = re.compile(
    r"\b(?:cookies?|all rights reserved|terms of (?:use|service)|privacy policy|click here|subscribe|sign (?:in|up)|newsletter|javascript"
    r"|copyright ©?|powered by|log in|read more|share this)\b",
    re.IGNORECASE,
)
_PERMUTATIONS, _SHINGLE = 64, 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph with where it is from, and its gold where it has any."""

    paragraph: Paragraph
    source: str
    language: str = ""
    gold: tuple[Triple, ...] | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a paragraph must be like."""

    fewest_words: int = 8
    most_words: int = 220
    languages: tuple[str, ...] = ()  # ISO 639-1; none: any
    near: float = 0.7  # Jaccard similarity of three-word shingles from which on two texts are one; 1: only equal ones

    def refuse(self, piece: Piece) -> str:
        """Why a paragraph is no good, "" where it is."""
        text = piece.paragraph.text
        words = _WORD.findall(text)
        if len(words) < self.fewest_words:
            return "too short"
        if len(words) > self.most_words:
            return "too long"
        if self.languages and piece.language and piece.language not in self.languages:
            return "another language"
        if _MANGLED.search(text):
            return "mangled characters"
        if piece.gold is None and not _END.search(text):
            return "no sentence"
        letters = sum(c.isalpha() for c in text) / len(text)
        if letters < 0.6 or len(_BOILER.findall(text)) * 15 > len(words):
            return "boilerplate"
        return ""


def from_sources(sources: Sequence[str], *, root: Path, max_tokens: int, refused: Counter[str]) -> Iterator[Piece]:
    """The paragraphs of files, folders, globs and addresses, as `kg build` reads them.  Raises SourceError where one is not there."""
    from kg.read import list_source, read
    from kg.segment import segment

    for source in sources:
        items = list(list_source(source, root=root))
        faults = [item for item in items if item.fault]
        if not items or (len(faults) == len(items) == 1):
            raise SourceError(
                f"{source}: {faults[0].fault if faults else 'nothing is there'}; give files, folders or addresses that are there"
            )
        for item in items:
            for found in read(item):
                if isinstance(found, Refusal):
                    refused["document not read"] += 1
                else:
                    yield from (Piece(p, source, found.language) for p in segment(found, max_tokens=max_tokens))


def from_workspace(file: str) -> Iterator[Piece]:
    """The paragraphs of a workspace."""
    from kg.store import Store, corpus

    with Store(file, read_only=True) as store:
        for paragraph, language in corpus.paragraphs(store):
            if paragraph.text:
                yield Piece(paragraph, file, language)


def from_gold(spec: str) -> Iterator[Piece]:
    """The items of gold: a JSON Lines file, or SET=PLACE for a public set that `kg evaluate` knows.  Words that a tokenizer parted are joined.
    Raises SourceError for a set whose gold is no triples."""
    from kg.evaluate import items, sets
    from kg.evaluate.text import joined

    name, _, place = spec.partition("=")
    if place and name in sets.GRAPHS:
        raise SourceError(f"{spec}: the gold of {name} is questions, not triples; give a set with triples ({', '.join(sets.TRIPLES)})")
    found = sets.load(name, place) if place else items.gold(spec)
    for item in found:
        text = joined(item.text)
        paragraph = replace(item.paragraph, text=text, end=len(text))
        gold = tuple(
            replace(
                t, subject=joined(t.subject), object=joined(t.object), subject_span=None, predicate_span=None, object_span=None,
                qualifiers=tuple(replace(q, value=joined(q.value), span=None) for q in t.qualifiers),
            )
            for t in item.gold
        )  # fmt: skip
        yield Piece(paragraph, name if place else Path(spec).name, "", gold)


# ---- each text once -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    """A text's words alone."""
    return " ".join(_WORD.findall(text.lower()))


class Seen:
    """Texts that were seen, exactly or nearly."""

    def __init__(self, near: float) -> None:
        try:
            import datasketch
        except ImportError as error:
            raise MissingExtra("datasketch", extra="train", purpose="finding near-duplicates") from error
        self._kit: Any = datasketch
        self._near = near
        self._exact: set[str] = set()
        self._kept: dict[str, Any] = {}
        self._like = datasketch.MinHashLSH(threshold=near, num_perm=_PERMUTATIONS) if near < 1 else None

    def add(self, text: str) -> str:
        """ "" for a text that is new; else what it is of one that was seen before: "duplicate" or "near-duplicate"."""
        words = plain(text)
        if words in self._exact:
            return "duplicate"
        self._exact.add(words)
        if self._like is None:
            return ""
        sketch = self._kit.MinHash(num_perm=_PERMUTATIONS, seed=1)
        parts = words.split()
        sketch.update_batch([" ".join(parts[i : i + _SHINGLE]).encode() for i in range(max(1, len(parts) - _SHINGLE + 1))])
        for other in self._like.query(sketch):
            if self._kept[other].jaccard(sketch) >= self._near:
                return "near-duplicate"
        self._kept[words] = sketch
        self._like.insert(words, sketch)
        return ""


def sample(
    pieces: Iterable[Piece], filters: Filters, *, most: int | None, earlier: Iterable[str], seed: int, refused: Counter[str]
) -> list[Piece]:
    """At most `most` good paragraphs, from each source alike, in an order that their content and the seed decide.

    `earlier` are texts of earlier corpora.  What is left out is counted in `refused` by its reason."""
    good = []
    for piece in pieces:
        if reason := filters.refuse(piece):
            refused[reason] += 1
        else:
            good.append(piece)
    rank = {id(piece): content_hash(str(seed), piece.source, piece.paragraph.document, piece.paragraph.text) for piece in good}
    good.sort(key=lambda piece: rank[id(piece)])
    seen = Seen(filters.near)
    for text in earlier:
        seen.add(text)
    kept: list[Piece] = []
    for piece in _in_turn(good):
        if most is not None and len(kept) >= most:
            refused["more than were asked for"] += 1
        elif reason := seen.add(piece.paragraph.text):
            refused[reason] += 1
        else:
            kept.append(piece)
    return kept


def _in_turn(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """One of each source after the other, as long as it has any."""
    queues: dict[str, list[Piece]] = {}
    for piece in reversed(pieces):
        queues.setdefault(piece.source, []).append(piece)
    while queues:
        for source in sorted(queues):
            yield queues[source].pop()
            if not queues[source]:
                del queues[source]
