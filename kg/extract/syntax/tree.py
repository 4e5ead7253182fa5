"""A parsed paragraph as plain lists: words, tags, arcs, entities, offsets.

spaCy's Token objects cost too much per look-up; everything the rules ask for is taken from the Doc once, in bulk.
Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.extract.syntax.gluing import Glued

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc

_LABELS: dict[int, str] = {}  # tags, arcs and entity labels: a closed set
_WORDS: dict[int, str] = {}  # lower-case words; bounded below
_MOST_WORDS = 200_000


def _names(ids: list[int], strings: StringStore, known: dict[int, str]) -> list[str]:
    found = []
    for key in ids:
        name = known.get(key)
        if name is None:
            name = known[key] = strings[key] if key else ""
        found.append(name)
    return found


class Tree:
    """The parse of one paragraph.  Tokens are numbered from 0; `left[i]` and `right[i]` are the first and last token of i's subtree."""

    __slots__ = (
        "deps",
        "ends",
        "ent_first",
        "ent_last",
        "ents",
        "heads",
        "kids",
        "left",
        "n",
        "right",
        "sent",
        "sentences",
        "starts",
        "tags",
        "text",
        "words",
    )

    def __init__(self, doc: Doc, text: str, glued: Glued | None = None, offset: int = 0) -> None:
        from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, LENGTH, LOWER, SENT_START, TAG

        table = doc.to_array([TAG, DEP, ENT_TYPE, LOWER, HEAD, ENT_IOB, SENT_START, IDX, LENGTH]).T
        strings = doc.vocab.strings
        self.text = text
        self.n = n = len(doc)
        if len(_WORDS) > _MOST_WORDS:
            _WORDS.clear()
        self.tags = _names(table[0].tolist(), strings, _LABELS)
        self.deps = _names(table[1].tolist(), strings, _LABELS)
        self.ents = _names(table[2].tolist(), strings, _LABELS)
        self.words = _names(table[3].tolist(), strings, _WORDS)
        offsets = table[4].astype("int64").tolist()
        self.heads: list[int] = [i + offset for i, offset in enumerate(offsets)]
        starts: list[int]
        starts, lengths = table[7].tolist(), table[8].tolist()
        ends: list[int] = [a + b for a, b in zip(starts, lengths, strict=True)]
        if offset:
            starts, ends = [a + offset for a in starts], [b + offset for b in ends]
        if glued is not None:
            back: Callable[[int], int] = glued.start
            starts, ends = [back(a) for a in starts], [glued.end(b) for b in ends]
        self.starts, self.ends = starts, ends
        self._entities(table[5].tolist(), n)
        self._sentences(table[6].astype("int64").tolist(), n)
        self._arcs(n)

    def _entities(self, marks: list[int], n: int) -> None:
        first, last = list(range(n)), list(range(n))
        begun = 0
        for i in range(n):
            if marks[i] == 3:
                begun = i
            elif marks[i] == 1:
                first[i] = begun
                for j in range(begun, i + 1):
                    last[j] = i
        self.ent_first, self.ent_last = first, last

    def _sentences(self, marks: list[int], n: int) -> None:
        self.sent, self.sentences = [0] * n, []
        begun, number = 0, -1
        for i in range(n):
            if marks[i] == 1 or i == 0:
                if i:
                    self.sentences.append((begun, i))
                begun, number = i, number + 1
            self.sent[i] = number
        if n:
            self.sentences.append((begun, n))

    def _arcs(self, n: int) -> None:
        heads = self.heads
        kids: list[list[int]] = [[] for _ in range(n)]
        left, right = list(range(n)), list(range(n))
        for i in range(n):
            head = heads[i]
            if head == i:
                continue
            kids[head].append(i)
            above = i
            while heads[above] != above:  # climb: each ancestor reaches at least to i
                above = heads[above]
                left[above] = min(left[above], i)
                right[above] = max(right[above], i)
        self.kids, self.left, self.right = kids, left, right

    def slice(self, start: int, end: int) -> str:
        """The text's own words of the tokens start … end-1."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets of the tokens start … end-1."""
        return self.starts[start], self.ends[end - 1]
