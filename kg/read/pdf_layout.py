"""Lines of a PDF's pages → paragraphs, headings, lists and tables.  What repeats at the edge of pages goes; lines are joined by their distance,
indent and length; words broken at a line's end become whole.

Knows geometry and words only; nothing of PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kg.read.content import Layout

_MARGIN = 0.12  # the share of a page's height, above and below, where running heads and feet stand
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite)?\s*[-–—\[(|]?\s*(?:\d{1,4}|[ivxlcIVXLC]{1,6})\s*[-–—\])|]?(?:\s*(?:of|/|von|sur)\s*\d{1,4})?", re.IGNORECASE
)
_BULLET = re.compile(r"[•●▪◦‣■□○∙·➢➤✓\uf0b7]\s*|[-–—*]\s+(?=\S)")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_SECTION = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.|[IVX]{1,4}\.)\s+[A-Z]")
_ENDED = re.compile(r"[.!?:;][\"”’')\]]*(?:\[\d+\]|\d{0,2})$")
_MARK = re.compile(r"[\d*†‡§]{1,3}")  # a footnote's, on a line of its own
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*\d{1,4}$")  # an entry of a table of contents
_FOLIO = re.compile(r"(\d{1,4})(?:\s+\S.*)?|.*\S\s+(\d{1,4})")  # a page number, or a running head with one
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"([^\W_]+)$")
_HEAD = re.compile(r"[^\W_]+")
_KEEP_HYPHEN = frozenset(
    "self well non all ex cross half high low long short so co semi multi anti quasi pre post two three four five six ten".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, in points from the page's lower left corner.  `cells` are its parts where wide gaps part it; `hyphen` tells that it
    ended in a hyphen that broke a word (left off); `first` is the number of its first character on the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    bold: bool = False
    cells: tuple[str, ...] = ()
    hyphen: bool = False
    first: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in reading order, its height in points, and whether a picture is all that it shows."""

    lines: list[Line]
    height: float
    picture: bool = False


def lay_out(pages: list[Page]) -> tuple[Layout, str]:
    """The layout of a document, and the largest heading on its first pages ("" where none stands out)."""
    furniture = _furniture(pages)
    lines = [line for page in pages for line in page.lines if line.first not in furniture.get(line.page, ())]
    body = _body_size(lines)
    lines = [line for line in lines if not (line.size < 0.85 * body and _MARK.fullmatch(line.text)) and not _LEADERS.search(line.text)]
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    layout = Layout()
    for group in _groups(_Measures(lines, body)):
        _add(group, layout, body, words)
    return layout, _title(lines, body, words)


def _title(lines: list[Line], body: float, words: Counter[str]) -> str:
    """The first of the largest runs of lines at the head of the document, when it is larger than the body and reads like a title."""
    head = [line for line in lines[:40] if line.page == lines[0].page]
    largest = max((line.size for line in head if line.size > 1.2 * body and "@" not in line.text), default=0.0)
    if not largest:
        return ""
    start = next(i for i, line in enumerate(head) if line.size == largest)
    end = next((i for i in range(start, len(head)) if head[i].size < 0.95 * largest or i - start > 4), len(head))
    title = _join(head[start:end], words)
    return title if 8 <= len(title) <= 200 and sum(c.isalpha() for c in title) > len(title) / 2 else ""


# ---- running heads, feet and page numbers ----------------------------------------------------------------------------------


def _furniture(pages: list[Page]) -> dict[int, set[int]]:
    """The first characters of the lines that repeat at the edges of pages, and of bare page numbers there, by page."""
    edges = [(page, line) for page in pages for line in _edge_lines(page)]
    seen = Counter(key for key, _ in {(_key(line), line.page) for _, line in edges})
    needed = 2 if len(pages) == 2 else max(3, len(pages) // 5)
    twins = len(pages) == 2 and [line.text for line in pages[0].lines] == [line.text for line in pages[1].lines]
    found: dict[int, set[int]] = {}
    for _, line in edges:
        if (seen[_key(line)] >= needed and not twins) or _PAGE_NUMBER.fullmatch(line.text):
            found.setdefault(line.page, set()).add(line.first)
    for line in _folios(pages):
        found.setdefault(line.page, set()).add(line.first)
    return found


def _folios(pages: list[Page]) -> list[Line]:
    """The outermost lines in the margins that hold a page number which counts on with the pages."""
    found: list[tuple[int, Line]] = []
    for index, page in enumerate(pages):
        edge = list(_edge_lines(page, 0.2))
        highest, lowest = max(edge, key=lambda line: line.bottom, default=None), min(edge, key=lambda line: line.bottom, default=None)
        for line in {line.first: line for line in (highest, lowest) if line is not None}.values():
            number = _FOLIO.fullmatch(line.text)
            if number and len(line.text) < 120 and not _ENDED.search(line.text) and not line.bold:
                found.append((int(number.group(1) or number.group(2)) - index, line))
    offsets = Counter(offset for offset, _ in found)
    return [
        line
        for offset, line in found
        if offsets[offset] > 1 or (offset == 1 and (line.page > 0 or line.text.isdigit())) or (len(line.cells) > 1 and len(pages) < 3)
    ]


def _edge_lines(page: Page, share: float = _MARGIN) -> Iterator[Line]:
    """The lines in the margins, which are that share of the height: at most four above and four below."""
    upper = sorted((line for line in page.lines if line.bottom > page.height * (1 - share)), key=lambda line: -line.bottom)
    lower = sorted((line for line in page.lines if line.top < page.height * share), key=lambda line: line.bottom)
    yield from upper[:4]
    yield from lower[:4]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


# ---- lines to paragraphs ---------------------------------------------------------------------------------------------------


def _body_size(lines: list[Line]) -> float:
    """The size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 10.0


class _Measures:
    """What lines say only together: the usual distance of lines, and how far the column of each reaches."""

    def __init__(self, lines: list[Line], body: float) -> None:
        self.lines = lines
        self.body = body
        steps = [a.bottom - b.bottom for a, b in pairwise(lines) if a.page == b.page and 0.5 * a.size < a.bottom - b.bottom < 2.5 * a.size]
        self.pitch = median(steps) if steps else 1.2 * body
        self._right: dict[tuple[int, int], float] = {}
        for line in lines:
            for bin_ in self._bins(line):
                self._right[line.page, bin_] = max(self._right.get((line.page, bin_), 0.0), line.right)

    def _bins(self, line: Line) -> Iterable[int]:
        middle = int(line.left // (3 * self.body))
        return (middle - 1, middle, middle + 1)

    def short(self, line: Line) -> float:
        """How much of its column's width a line leaves free, 0 to 1."""
        right = self._right[line.page, int(line.left // (3 * self.body))]
        return (right - line.right) / max(right - line.left, 1.0)


def _groups(measures: _Measures) -> Iterator[list[Line]]:
    """The lines of each paragraph, heading, list item or table."""
    group: list[Line] = []
    for line in measures.lines:
        if group and not _joined(group, line, measures):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _joined(group: list[Line], line: Line, measures: _Measures) -> bool:
    """Whether a line goes on with the group before it."""
    last, first = group[-1], group[0]
    if last.hyphen:
        return True
    if _tabular(last) != _tabular(line) or _figures(last) or _figures(line):
        return False
    same_page = last.page == line.page
    step = last.bottom - line.bottom
    if _tabular(line):
        return same_page and 0 < step < 3 * measures.pitch
    if abs(line.size - last.size) > 0.12 * max(line.size, last.size):
        return False
    if _heading_like(line, measures.body) != _heading_like(last, measures.body):
        return False
    if _heading_like(line, measures.body):
        return (
            same_page
            and -0.2 * line.size < step < 1.7 * max(line.size, measures.pitch)
            and not _SECTION.match(line.text)
            and len(group) < 4
        )
    ended = bool(_ENDED.search(last.text))
    if _BULLET.match(line.text) or (_NUMBERED.match(line.text) and (ended or measures.short(last) > 0.15)):
        return False
    if not same_page or step < -0.5 * line.size or step > 12 * line.size:  # another column or page
        return not ended and (line.text[:1].islower() or last.text[-1:] == "," or measures.short(last) < 0.06)
    if step > max(1.35 * measures.pitch, 1.7 * line.size * (measures.pitch / max(measures.body, 1.0) < 1.3)):
        return False
    if -0.5 * line.size <= step < 0.4 * line.size:  # the same line, broken by the writer of the file
        return True
    listed = _BULLET.match(first.text) or _NUMBERED.match(first.text)
    indent = line.left - last.left
    if not listed and indent > 0.8 * line.size and (len(group) > 1 or ended) and measures.short(last) > -0.5 and _starts(line):
        return False
    free = measures.short(last)
    if ended and free > 0.1 and _starts(line):
        return False
    return not (free > 0.45 and _starts(line))


def _starts(line: Line) -> bool:
    """Whether a line can begin a sentence or an entry."""
    first = line.text[:1]
    return not first.islower()


def _tabular(line: Line) -> bool:
    return len(line.cells) > 1 and not _ENDED.search(line.text)


def _figures(line: Line) -> bool:
    """Whether a line is a row of figures."""
    tokens = line.text.split()
    return len(tokens) > 2 and sum(any(c.isdigit() for c in token) and not token.endswith((",", ".")) for token in tokens) > len(tokens) / 2


def _heading_like(line: Line, body: float) -> bool:
    """Whether a line looks like a heading: larger than the body, or bold and standing alone."""
    text = line.text
    if len(text) > 160 or not any(c.isalpha() for c in text) or _BULLET.match(text):
        return False
    if line.size >= 1.15 * body:
        return text[-1:] not in ",;"
    return line.bold and line.size > 0.9 * body and text[-1:] not in ".,;" and (text[:1].isupper() or text[:1].isdigit())


# ---- paragraphs to blocks --------------------------------------------------------------------------------------------------


def _add(group: list[Line], layout: Layout, body: float, words: Counter[str]) -> None:
    first = group[0]
    if _tabular(first) and len(group) > 1:
        layout.table([list(line.cells) for line in group])
        return
    if _tabular(first):
        layout.add("table_row", "; ".join(first.cells))
        return
    text = _join(group, words)
    if _figures(first) and len(group) == 1:
        layout.add("table_row", text)
        return
    bullet = _BULLET.match(text) or _NUMBERED.match(text)
    if all(_heading_like(line, body) for line in group) and len(text) <= 250:
        layout.add("heading", text, level=_level(text, first, body))
    elif bullet and len(text) > bullet.end():
        layout.add("list_item", text[bullet.end() :] if _BULLET.match(text) else text, level=1)
    elif re.match(r"(?:Figure|Fig\.|Table|Abbildung|Tabelle)\s*\d+", text):
        layout.add("caption", text)
    else:
        layout.add("paragraph", text)


def _level(text: str, line: Line, body: float) -> int:
    """The level of a heading, by its number ("2.1" is 2) or by its size."""
    number = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s", text)
    if number:
        return min(1 + number.group(1).count("."), 6)
    ratio = line.size / body
    return 1 if ratio > 1.5 else 2 if ratio > 1.15 else 3


def _join(group: list[Line], words: Counter[str]) -> str:
    """The lines as one text, words that were broken at a line's end made whole."""
    text = group[0].text
    for last, line in pairwise(group):
        if last.hyphen:
            text = _mended(text, line.text, words)
        elif text[-1:] in "-\u2010\u00ad" and text[-2:-1].isalpha() and line.text[:1].islower():
            text = _mended(text[:-1], line.text, words)
        elif text[-1:] in "-\u2010" and text[-2:-1].isalnum() and line.text[:1].isalnum():
            text += line.text
        else:
            text += " " + line.text
    return text + ("-" if group[-1].hyphen else "")


def _mended(before: str, after: str, words: Counter[str]) -> str:
    """Two ends of a word that a line's end parted; the hyphen stays where it belongs to the word: when the document writes it so elsewhere,
    or when a part is a number, a capitalised name or a prefix that takes one."""
    head, tail = _TAIL.search(before), _HEAD.match(after)
    if not head or not tail:
        return before + "-" + after
    first, second = head.group(1), tail.group()
    whole, parted = (first + second).lower(), f"{first}-{second}".lower()
    if words[parted] > words[whole]:
        return f"{before}-{after}"
    compound = len(first) > 3 and len(second) > 3 and words[first.lower()] > 0 and words[second.lower()] > 0
    own = words[whole] == 0 and (
        compound
        or second[0].isupper()
        or not second[0].isalpha()
        or not first[-1].isalpha()
        or first.lower() in _KEEP_HYPHEN
        or before[: head.start()].endswith("-")
    )
    return f"{before}-{after}" if own else before + after
