"""What a reader of one format gives: Content, built up block by block with a Layout; and the limits that every reader keeps to.

Knows nothing of files, formats or processes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.errors import ReadError
from kg.model import Block, BlockKind

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, zero-width space, word joiner, byte order mark
_LAST_SENTENCE = re.compile(r"(?:^|[.!?]\s+)([^.!?]*[^\s.!?][^.!?]*)[.!?:]?\s*$")
_LEADS_ON = re.compile(r":\s*$|\b(?:following|as follows|such as|includ(?:e|es|ed|ing)|namely|these|below)\b[^.]*$", re.IGNORECASE)

MAX_CONTEXT = 300  # characters of context that a list item or table row carries
MAX_TEXT = 64 * 2**20  # characters of one document


class Unpromised(ReadError):
    """A document that nobody promised to read (an unknown format, a scan without text): it does not count as failed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost.  `source_bytes` and `expanded_bytes` bound what is read and unpacked; `seconds` and `memory_bytes` bound the process that parses it; `line_bytes` bounds one JSON record."""

    source_bytes: int = 128 * 2**20
    expanded_bytes: int = 256 * 2**20
    line_bytes: int = 16 * 2**20
    seconds: float = 60.0
    memory_bytes: int = 1024 * 2**20


# In a document's metadata: the numbers of pages ("2, 5") that cannot be loaded, and of those that are a picture without text.
UNREAD, PICTURES = "pages_not_read", "pages_of_pictures"


@dataclass(frozen=True, slots=True)
class Content:
    """A document without its name.  `language` is what the file itself says, "" where it does not."""

    text: str
    title: str = ""
    language: str = ""
    date: str = ""
    mime: str = "text/plain"
    metadata: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


def squeeze(text: str) -> str:
    """The text on one line: runs of white space become one blank, invisible characters go."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def introduction(paragraph: str) -> str:
    """The sentence at the end of a paragraph that introduces what follows it, or "" when it does not seem to."""
    if not _LEADS_ON.search(paragraph[-MAX_CONTEXT:]):
        return ""
    found = _LAST_SENTENCE.search(paragraph[-2 * MAX_CONTEXT :])
    sentence = found.group(1) if found else paragraph
    return sentence.strip().rstrip(":").strip()[-MAX_CONTEXT:]


class Layout:
    """Text and blocks in the making.  Blocks are parted by a blank line, items of one list and rows of one table by a line end."""

    def __init__(self, *, limit: int = MAX_TEXT) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._limit = limit
        self._lead = ""  # the last paragraph, while nothing but list items followed it
        self._parents: dict[int, str] = {}  # the last list item at each depth

    def add(self, kind: BlockKind, text: str, *, level: int = 0, context: str = "", verbatim: bool = False) -> None:
        """Appends a block; white space is squeezed unless `verbatim` (code).  Empty text adds nothing."""
        text = text.strip("\n").rstrip() if verbatim else squeeze(text)
        if not text:
            return
        if kind == "list_item":
            level = max(1, level)
            context = context or self._item_context(level)
            self._parents = {depth: item for depth, item in self._parents.items() if depth < level} | {level: text}
        else:
            self._lead = introduction(text) if kind == "paragraph" else ""
            self._parents = {}
        self._append(kind, text, level, context[:MAX_CONTEXT])

    def _item_context(self, level: int) -> str:
        above = [item.rstrip(" :") for depth, item in sorted(self._parents.items()) if depth < level]
        return "; ".join(part[: MAX_CONTEXT // 2] for part in [self._lead, *above] if part)

    def _append(self, kind: BlockKind, text: str, level: int, context: str) -> None:
        if self._parts:
            tight = kind in ("list_item", "table_row") and self._blocks[-1].kind == kind
            self._parts.append("\n" if tight else "\n\n")
            self._length += len(self._parts[-1])
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._length > self._limit:
            raise ReadError(f"holds more than {self._limit} characters of text; split it")
        self._blocks.append(Block(kind, start, self._length, level, context))

    def table(self, rows: list[list[str]], *, header: bool | None = None, caption: str = "") -> None:
        """Appends a table as one block for each row: "Column: value; Column: value".  `header` says whether the first row holds
        the column heads; None means that it is guessed.  `context` of each row is its caption and the column heads."""
        rows = [[squeeze(cell) for cell in row] for row in rows]
        rows = [row for row in rows if any(row)]
        if caption:
            self.add("caption", caption)
        if not rows:
            return
        if header is None:
            header = looks_like_header(rows)
        heads = rows[0] if header and len(rows) > 1 else []
        context = "; ".join(part for part in (squeeze(caption), " | ".join(head for head in heads if head)) if part)
        for row in rows[1:] if heads else rows:
            self.add("table_row", row_text(row, heads), context=context)

    def select(self, keep: list[bool]) -> Layout:
        """A layout of some of the blocks, each with the context that it had among all."""
        text = "".join(self._parts)
        chosen = Layout(limit=self._limit)
        for block, kept in zip(self._blocks, keep, strict=True):
            if kept:
                chosen._append(block.kind, text[block.start : block.end], block.level, block.context)
        return chosen

    def content(self, **fields: object) -> Content:
        """What was gathered; `fields` are the other fields of Content."""
        return Content("".join(self._parts), blocks=tuple(self._blocks), **fields)  # type: ignore[arg-type]

    @property
    def empty(self) -> bool:
        return not self._blocks

    @property
    def length(self) -> int:
        return self._length


def row_text(row: list[str], heads: list[str]) -> str:
    """One row as text: each value after its column's head, a key and a value as "key: value", other cells parted by semicolons."""
    if heads:
        pairs = [(heads[i] if i < len(heads) else "", value) for i, value in enumerate(row)]
        # a cell that spans columns is repeated by some readers: say it once
        told: list[tuple[str, str]] = []
        for head, value in pairs:
            if value and not (told and told[-1] == (head, value)):
                told.append((head, value))
        return "; ".join(f"{head.rstrip(':')}: {value}" if head and head != value else value for head, value in told)
    values = [value for i, value in enumerate(row) if value and (i == 0 or value != row[i - 1])]
    if len(values) == 2 and len(row) == 2:
        return f"{values[0].rstrip(':')}: {values[1]}"
    return "; ".join(values)


def looks_like_header(rows: list[list[str]]) -> bool:
    """Whether the first row holds column heads: short, distinct, without numbers, all there, and a body of the same width below."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = rows[0]
    if not all(first[1:]) or len(set(first)) != len(first) or any(len(cell) > 60 for cell in first):
        return False
    if any(any(c.isdigit() for c in cell) and not any(c.isalpha() for c in cell) for cell in first):
        return False
    if len(first) == 2 and first[0].endswith(":"):
        return False
    return sum(len(row) == len(first) for row in rows[1:]) * 2 >= len(rows) - 1
