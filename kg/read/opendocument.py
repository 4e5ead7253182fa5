"""OpenDocument text and Rich Text → Content.  OpenDocument is unzipped and its XML walked here; RTF is striprtf's.

Knows nothing of files.
"""

from __future__ import annotations

import re
from typing import Any

from kg.errors import ReadError
from kg.read import dates, encoding, language
from kg.read.archive import Archive, parse_xml
from kg.read.content import Content, Layout
from kg.read.office import sensible_title

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SILENT = frozenset(
    (
        _TEXT + "note",
        _OFFICE + "annotation",
        _TEXT + "tracked-changes",
        _TEXT + "table-of-content",
        _TEXT + "sequence-decls",
        _TEXT + "bookmark-ref",
    )
)
_MAX_DEPTH = 60


def read_odt(data: bytes, *, expanded_bytes: int) -> Content:
    """An OpenDocument text's paragraphs, headings, lists and tables in their order.  Raises ReadError for one that is encrypted or damaged."""
    archive = Archive(data, limit=expanded_bytes)
    manifest = archive.optional("META-INF/manifest.xml") or b""
    if archive.encrypted or b"encryption-data" in manifest:
        raise ReadError("is encrypted; save it without a password")
    root = parse_xml(archive.read("content.xml"), "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadError("has no text body, though it says that it is an OpenDocument text")
    layout = Layout()
    _Odt(layout, _parents(root, archive)).blocks(body, depth=0)
    title, date, tongue, metadata = _about(archive)
    return layout.content(title=title, date=date, language=tongue, metadata=metadata, mime="application/vnd.oasis.opendocument.text")


def _parents(root: Any, archive: Archive) -> dict[str, str]:
    """The parent style of every paragraph style: automatic styles hide the name that matters ("Title", "Quotations")."""
    found = {}
    styles = archive.optional("styles.xml")
    for tree in [root] + ([parse_xml(styles, "styles.xml")] if styles else []):
        for style in tree.iter(_STYLE + "style"):
            found[style.get(_STYLE + "name", "")] = style.get(_STYLE + "parent-style-name", "")
    return found


def _about(archive: Archive) -> tuple[str, str, str, dict[str, str]]:
    data = archive.optional("meta.xml")
    if not data:
        return "", "", "", {}
    root = parse_xml(data, "meta.xml")

    def first(tag: str) -> str:
        return next((element.text or "" for element in root.iter(tag)), "")

    author = first(_META + "initial-creator") or first(_DC + "creator")
    date = dates.from_metadata(first(_META + "creation-date") or first(_DC + "date"))
    return sensible_title(first(_DC + "title")), date, language.code(first(_DC + "language")), {"author": author} if author else {}


class _Odt:
    """The walk over an OpenDocument body."""

    def __init__(self, layout: Layout, parents: dict[str, str]) -> None:
        self._layout = layout
        self._parents = parents

    def blocks(self, parent: Any, *, depth: int, nesting: int = 0) -> None:
        """Adds the blocks below `parent`; `depth` counts lists, `nesting` everything."""
        if nesting > _MAX_DEPTH:
            raise ReadError(f"nests its parts more than {_MAX_DEPTH} deep")
        for element in parent:
            tag = element.tag
            if tag in _SILENT or not isinstance(tag, str):
                continue
            if tag == _TEXT + "h":
                level = element.get(_TEXT + "outline-level", "1")
                self._layout.add("heading", _inline(element), level=min(max(int(level), 1), 6) if level.isdigit() else 1)
            elif tag == _TEXT + "p":
                self._paragraph(element)
            elif tag == _TEXT + "list":
                self._list(element, depth + 1, nesting + 1)
            elif tag == _TABLE + "table":
                self._table(element, depth, nesting + 1)
            else:
                self.blocks(element, depth=depth, nesting=nesting + 1)

    def _paragraph(self, element: Any) -> None:
        style = self._named(element.get(_TEXT + "style-name", ""))
        if style in ("Title", "Subtitle"):
            self._layout.add("heading", _inline(element), level=1 if style == "Title" else 2)
        elif style.startswith("Quot"):
            self._layout.add("quote", _inline(element))
        elif style.startswith("Preformatted"):
            self._layout.add("code", _inline(element), verbatim=True)
        else:
            self._layout.add("caption" if style in ("Caption", "Illustration", "Table", "Figure") else "paragraph", _inline(element))

    def _named(self, style: str) -> str:
        for _ in range(10):
            parent = self._parents.get(style, "")
            if style in ("Title", "Subtitle", "Quotations", "Caption") or not parent or parent in ("Standard", "Text_20_body"):
                break
            style = parent
        return style

    def _list(self, element: Any, depth: int, nesting: int) -> None:
        if nesting > _MAX_DEPTH:
            raise ReadError(f"nests its lists more than {_MAX_DEPTH} deep")
        for item in element:
            first = True
            for child in item if isinstance(item.tag, str) else ():
                if child.tag in (_TEXT + "p", _TEXT + "h"):
                    if first and child.tag == _TEXT + "p":
                        self._layout.add("list_item", _inline(child), level=depth)
                    elif child.tag == _TEXT + "h":
                        self._layout.add("heading", _inline(child), level=min(depth, 6))
                    else:
                        self._layout.add("paragraph", _inline(child))
                    first = False
                elif child.tag == _TEXT + "list":
                    self._list(child, depth + 1, nesting + 1)

    def _table(self, element: Any, depth: int, nesting: int) -> None:
        rows = []
        nested = False
        for row in element.iter(_TABLE + "table-row"):
            if next(row.iterancestors(_TABLE + "table")) is not element:
                continue  # of a table inside a cell
            cells: list[str] = []
            for cell in row:
                if cell.tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                    nested = (
                        nested
                        or cell.find(_TABLE + "table") is not None
                        or cell.find(_TEXT + "list") is not None
                        or cell.find(_TEXT + "h") is not None
                    )
                    repeat = cell.get(_TABLE + "number-columns-repeated", "1")
                    times = min(int(repeat), 50) if repeat.isdigit() and len(repeat) < 5 else 1
                    cells.extend([" ".join(_inline(p) for p in cell.iter(_TEXT + "p", _TEXT + "h"))] * times)
            rows.append(cells)
        if nested or max(map(len, rows), default=0) < 2 or any(len(cell) > 1500 for row in rows for cell in row):
            for cell in [c for c in element.iter(_TABLE + "table-cell") if next(c.iterancestors(_TABLE + "table")) is element]:
                self.blocks(cell, depth=depth, nesting=nesting + 1)
            return
        heads = element.find(_TABLE + "table-header-rows")
        self._layout.table(rows, header=True if heads is not None and len(heads) == 1 else None)


def _inline(element: Any) -> str:
    """The text of a paragraph; notes and comments left out, tabs and repeated blanks as blanks."""
    parts: list[str] = []
    stack: list[tuple[Any, bool]] = [(element, True)]
    while stack:
        node, entering = stack.pop()
        if entering and isinstance(node.tag, str) and node.tag not in _SILENT:
            if node.tag == _TEXT + "s":
                parts.append(" " * 1)
            elif node.tag in (_TEXT + "tab", _TEXT + "line-break"):
                parts.append("\n" if node.tag.endswith("break") else "\t")
            parts.append(node.text or "")
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node))
        elif node is not element:
            parts.append(node.tail or "")
    return "".join(parts)


_RTF_TITLE = re.compile(r"\{\\info.{0,2000}?\{\\title ([^{}\\]{1,300})\}", re.DOTALL)
_RTF_DATE = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_MAX_GROUPS = 2000


def read_rtf(data: bytes) -> Content:
    """A Rich Text file's paragraphs.  Its own escapes say the encoding; table cells are parted by "|" in striprtf's text.

    Raises ReadError for a damaged one."""
    from striprtf.striprtf import rtf_to_text

    source = data.decode("latin-1")
    if _depth(source) > _MAX_GROUPS:
        raise ReadError(f"nests its groups more than {_MAX_GROUPS} deep")
    try:
        text = rtf_to_text(source, errors="replace")
    except (ValueError, IndexError, KeyError, LookupError, UnicodeError, TypeError) as error:
        raise ReadError(f"is a damaged RTF file ({error})") from error
    layout = Layout()
    table: list[list[str]] = []
    for line in encoding.clean(encoding.lines_unified(text)).split("\n"):
        if line.count("|") > 1 and line.rstrip().endswith("|"):
            table.append(line.rstrip().rstrip("|").split("|"))
            continue
        if table:
            layout.table(table)
            table = []
        bullet = line.lstrip()[:1] in "•·▪◦‣" and line.strip() != ""
        layout.add("list_item" if bullet else "paragraph", line.strip().lstrip("•·▪◦‣") if bullet else line, level=int(bullet))
    layout.table(table)
    title = _RTF_TITLE.search(source[:100_000])
    date = _RTF_DATE.search(source[:100_000])
    edtf = dates.plain(int(date.group(1)), int(date.group(2)), int(date.group(3))) if date else ""
    return layout.content(title=sensible_title(title.group(1)) if title else "", date=edtf, mime="application/rtf")


def _depth(source: str) -> int:
    """The deepest nesting of groups."""
    deepest = depth = 0
    for found in re.finditer(r"\\.|[{}]", source, re.DOTALL):
        brace = found.group()
        depth += (brace == "{") - (brace == "}")
        deepest = max(deepest, depth)
    return deepest
