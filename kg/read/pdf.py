"""PDF → Content.  PDFium gives the characters of each page in the order in which they were written, which follows columns; here they become
lines with their place and size.  What the lines mean is pdf_layout's to tell.

Runs in the guarded process only: a hostile PDF can loop or take all memory.  Knows nothing of files.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.read import dates, encoding
from kg.read.content import PICTURES, UNREAD, Content, Unpromised, squeeze
from kg.read.office import sensible_title
from kg.read.pdf_layout import Line, Page, lay_out

_MAX_PAGES = 5000
_MAX_PAGE_CHARS = 200_000
_HYPHENS = (0x2, 0xFFFE)  # what PDFium puts for a hyphen that broke a word at a line's end
_CELL_GAP = 2.0  # blank space inside a line, in letter heights, that parts cells of a table
_BOLD = (b"bold", b"black", b"heavy", b"-medi", b"demi", b"cmbx", b"sfbx")  # in names of fonts
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


def read_pdf(data: bytes) -> Content:
    """A PDF's text: paragraphs rebuilt from lines, headings by size, running heads and page numbers left out.

    Raises ReadError for one that is encrypted, damaged or too long."""
    document = _open(data)
    try:
        count = len(document)
        if count > _MAX_PAGES:
            raise ReadError(f"claims {count} pages; more than {_MAX_PAGES} are not read")
        found = [_page(document, number) for number in range(count)]
        metadata = document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()
    pages = [page for page in found if page is not None]
    if not pages:
        raise ReadError("is a damaged PDF: none of its pages can be loaded" if count else "is a PDF without pages")
    _check_text(pages)
    layout, largest = lay_out(pages)
    text = "".join(line.text for line in pages[0].lines)
    created = dates.from_metadata(metadata.get("CreationDate", ""))
    title = sensible_title(encoding.clean(metadata.get("Title", ""))) or sensible_title(largest)
    author = sensible_title(encoding.clean(metadata.get("Author", "")))
    # the day on which a file was made is the document's only where the first page bears the year out
    date = created if created[:4] and created[:4] in text else ""
    about = {"author": author} if author else {}
    if missing := [str(number) for number, page in enumerate(found, 1) if page is None]:
        about[UNREAD] = ", ".join(missing)
    if pictures := [str(number) for number, page in enumerate(found, 1) if page is not None and page.picture]:
        about[PICTURES] = ", ".join(pictures)
    return layout.content(title=title, date=date, mime="application/pdf", metadata=about)


def _open(data: bytes) -> Any:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise ReadError("is encrypted: it asks for a password; save it without one") from error
        raise ReadError(f"is a damaged PDF ({error})") from error


def _check_text(pages: list[Page]) -> None:
    """Refuses scans, and fonts that do not say which letters they show."""
    letters = sum(c.isalnum() for page in pages for line in page.lines for c in line.text)
    strange = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for page in pages for line in page.lines for c in line.text)
    if letters < 4 or (letters < 3 * len(pages) and len(pages) > 1):
        raise Unpromised("needs OCR: its pages are pictures without text")
    if strange > letters:
        raise Unpromised("needs OCR: its fonts do not say which letters they show")


def _page(document: Any, number: int) -> Page | None:
    """One page; None where it cannot be loaded."""
    import pypdfium2

    try:
        page = document[number]
        _, height = page.get_size()
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return None
    try:
        lines = list(_lines(text, number))
        return Page(lines, height, picture=not lines and _is_picture(page))
    finally:
        text.close()
        page.close()


def _is_picture(page: Any) -> bool:
    """Whether pictures cover most of a page, as in a scan."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    found = [one.get_bounds() for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)]
    return bool(sum(max(0.0, right - left) * max(0.0, top - bottom) for left, bottom, right, top in found) > 0.5 * width * height)


def _lines(text: Any, page: int) -> Iterator[Line]:
    """The lines of a page, upright ones only unless the page is set sideways altogether."""
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFText_CountChars(text)
    if size > _MAX_PAGE_CHARS:
        raise ReadError(f"has {size} characters on one page; more than {_MAX_PAGE_CHARS} are not read")
    boxes = _Boxes(text)
    units = [pdfium.FPDFText_GetUnicode(text, i) for i in range(size)]
    lines: list[tuple[bool, Line]] = []
    start = 0
    for i in range(size + 1):
        if i == size or units[i] in (10, 13) or (units[i] in _HYPHENS and i + 1 < size):
            made = _line(units, start, i, page, boxes, hyphen=i < size and units[i] in _HYPHENS)
            if made is not None:
                lines.append((boxes.upright(made.first), made))
            start = i + 1
    upright = sum(len(line.text) for straight, line in lines if straight)
    sideways = sum(len(line.text) for straight, line in lines if not straight)
    for straight, line in lines:
        if straight or sideways > upright:
            yield line


def _line(units: list[int], start: int, end: int, page: int, boxes: _Boxes, *, hyphen: bool) -> Line | None:
    """One line from characters start to end; a hyphen that broke a word is left off and told by `hyphen`."""
    while start < end and units[start] in (32, 0xA0, 9):
        start += 1
    while end > start and units[end - 1] in (32, 0xA0, 9):
        end -= 1
    if start == end:
        return None
    low, high = boxes.height(start)
    if high - low <= 0:
        low, high = boxes.height(end - 1)
    size = max(boxes.size(start), boxes.size(end - 1)) or max(high - low, 0.1)
    parts: list[str] = []
    cells = [0]
    left = right = previous = None
    raised = False
    for i in range(start, end):
        unit = units[i]
        if unit in (32, 0xA0, 9):
            parts.append(" ")
            continue
        x0, x1 = boxes.sides(i)
        if previous is not None and x0 - previous > _CELL_GAP * size and parts and parts[-1] == " ":
            cells.append(len(parts))
        left = x0 if left is None else min(left, x0)
        right = x1 if right is None else max(right, x1)
        previous = x1
        character = _LIGATURES.get(unit) or _character(unit)
        if 48 <= unit <= 57 and boxes.raised(i, low, size) and not _fraction(units, i, end):
            before = parts[-1] if parts else ""
            if not before[-1:].isdigit() or units[i - 1] == 32:
                continue  # a footnote's mark
            if not raised:
                parts.append("^")
            raised = True
        else:
            raised = False
        parts.append(character)
    cuts = [*cells[1:], len(parts)]
    texts = tuple(text for a, b in zip(cells, cuts, strict=True) if (text := squeeze("".join(parts[a:b]))))
    line_text = squeeze("".join(parts))
    if not line_text:
        return None
    return Line(line_text, left or 0.0, right or 0.0, low, high, size, page, boxes.bold(start, end), texts, hyphen, start)


def _fraction(units: list[int], index: int, end: int) -> bool:
    """Whether a raised digit is the upper part of a fraction."""
    return any(unit in (0x2044, 0x2F) for unit in units[index + 1 : min(index + 4, end)])


def _character(unit: int) -> str:
    if unit == 0 or unit > 0x10FFFF or 0xD800 <= unit <= 0xDFFF:
        return "\ufffd"
    return encoding.clean(chr(unit))


class _Boxes:
    """Where the characters of a page stand.  Holds the C buffers, so that a call costs little."""

    def __init__(self, text: Any) -> None:
        import pypdfium2.raw as pdfium

        self._text = text
        self._pdfium = pdfium
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._loose = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def sides(self, index: int) -> tuple[float, float]:
        self._pdfium.FPDFText_GetCharBox(self._text, index, self._left, self._right, self._bottom, self._top)
        return self._left.value, self._right.value

    def height(self, index: int) -> tuple[float, float]:
        """Bottom and top of the line of text that a character stands in, by its font."""
        if self._pdfium.FPDFText_GetLooseCharBox(self._text, index, self._loose):
            return self._loose.bottom, self._loose.top
        return 0.0, 0.0

    def size(self, index: int) -> float:
        """The size of a character's font, in points of the page."""
        if not self._pdfium.FPDFText_GetMatrix(self._text, index, self._matrix):
            return 0.0
        return float(self._pdfium.FPDFText_GetFontSize(self._text, index) * math.hypot(self._matrix.c, self._matrix.d))

    def raised(self, index: int, low: float, size: float) -> bool:
        """Whether a character is small and stands above the line."""
        bottom, _ = self.height(index)
        return bottom > low + 0.15 * size and self.size(index) < 0.85 * size

    def upright(self, index: int) -> bool:
        angle = self._pdfium.FPDFText_GetCharAngle(self._text, index)
        return bool(angle < 0.2 or angle > 6.08)

    def bold(self, start: int, end: int) -> bool:
        """Whether the first and last character of a line are bold."""
        return self._bold(start) and self._bold(end - 1)

    def _bold(self, index: int) -> bool:
        length = self._pdfium.FPDFText_GetFontInfo(self._text, index, self._name, 256, self._flags)
        name = self._name.raw[: min(length, 255)].lower() if length else b""
        return any(mark in name for mark in _BOLD) or self._pdfium.FPDFText_GetFontWeight(self._text, index) >= 650
