"""Word and PowerPoint files → Content: paragraphs, headings, lists and tables in their order; slide titles as headings, speaker's notes after
their slide.  Headers, footers, comments and pictures are left out.

The package is checked and copied without its pictures first (archive.checked_package); knows nothing of files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.read import dates, language
from kg.read.archive import checked_package
from kg.read.content import Content, Layout, squeeze

_HEADING = re.compile(r"^(?:heading|überschrift|titre|título|titolo|kop)\s*(\d)$", re.IGNORECASE)
_DULL_TITLE = re.compile(
    r"^(?:powerpoint presentation|presentation|document\d*|untitled.*|microsoft word.*|word document|slide 1|\(?anonymous\)?|\(?unspecified\)?|no title)$|\.(?:docx?|pptx?|xlsx?|od[a-z]|rtf|pdf|indd|tex|dvi|html?|txt|qxd)$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:toc|table of figures)\b", re.IGNORECASE)  # styles of tables of contents, which say everything twice
_FILE_NAME = re.compile(r"^[\w.()]+(?:[-_][\w.()]+)+$")
_TEMPLATES = ((2013, 12, 23), (2013, 1, 27))  # the days on which the libraries' own templates were made
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/"


def sensible_title(title: str) -> str:
    """A title from metadata, "" when it is a file's name or what a program writes when nobody chose one."""
    title = squeeze(title)
    return (
        ""
        if len(title) < 3 or len(title) > 300 or _DULL_TITLE.search(title) or _FILE_NAME.match(title) or not any(c.isalpha() for c in title)
        else title
    )


def read_docx(data: bytes, *, expanded_bytes: int) -> Content:
    """A Word document's text.  Raises ReadError for a damaged one."""
    import docx

    document = _opened(docx.Document, _transitional(checked_package(data, limit=expanded_bytes)))
    layout, styles = Layout(), _styles(document)
    try:
        for element in _body(document).iterchildren():
            _docx_block(element, styles, layout)
    except (KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise ReadError(f"is a damaged Word document ({error!r})") from error
    title, date, metadata = _core(document.core_properties)
    first = _first_heading(layout)
    tongue = language.code(document.core_properties.language or "") if metadata else ""
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return layout.content(title=title or first, date=date, language=tongue, metadata=metadata, mime=mime)


def _body(document: Any) -> Any:
    body = getattr(document.element, "body", None)
    if body is None:
        raise ReadError("is a damaged Word document (it has no body)")
    return body


def _opened(factory: Any, package: bytes) -> Any:
    """What a library makes of a package; its many exceptions mean one thing."""
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError
    from pptx.exc import PythonPptxError

    try:
        return factory(io.BytesIO(package))
    except (OpcError, PythonPptxError, LxmlError, KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise ReadError(f"is a damaged Office document ({error!r:.200})") from error


def _transitional(package: bytes) -> bytes:
    """Files in the "strict" dialect have other namespaces, which the libraries do not know: they are renamed."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if not any(_STRICT in data[:5000] for data in parts.values()):
        return package
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name, data in parts.items():
            data = re.sub(
                rb"http://purl\.oclc\.org/ooxml/officeDocument/(relationships/|extendedProperties|customProperties|docPropsVTypes|math)",
                _renamed,
                data,
            )
            data = re.sub(
                rb"http://purl\.oclc\.org/ooxml/officeDocument/relationships",
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                data,
            )
            data = re.sub(
                rb"http://purl\.oclc\.org/ooxml/(drawingml|wordprocessingml|presentationml|spreadsheetml)/",
                rb"http://schemas.openxmlformats.org/\1/2006/",
                data,
            )
            copy.writestr(name, data)
    return out.getvalue()


def _renamed(found: re.Match[bytes]) -> bytes:
    tail = found.group(1)
    return b"http://schemas.openxmlformats.org/officeDocument/2006/" + {
        b"extendedProperties": b"extended-properties",
        b"customProperties": b"custom-properties",
    }.get(tail, tail)


def _core(properties: Any) -> tuple[str, str, dict[str, str]]:
    """Title, date and author from a package's core properties, as far as they can be read."""
    try:
        moment = properties.created
        date = (
            dates.plain(moment.year, moment.month, moment.day)
            if moment and moment.year > 1985 and (moment.year, moment.month, moment.day) not in _TEMPLATES
            else ""
        )
        title, author = sensible_title(properties.title or ""), squeeze(properties.author or "")
    except (ValueError, AttributeError, KeyError, TypeError):
        return "", "", {}
    return title, date, {"author": author} if author and author != "python-docx" else {}


def _first_heading(layout: Layout) -> str:
    content = layout.content()
    found = next((b for b in content.blocks[:5] if b.kind == "heading" and b.level == 1), None)
    return content.text[found.start : found.end] if found else ""


def _docx_block(element: Any, styles: dict[str, Any], layout: Layout) -> None:
    """One child of a Word body: a paragraph, a table, or a container of them."""
    if element.tag == _W + "p":
        _docx_paragraph(element, styles, layout)
    elif element.tag == _W + "tbl":
        _docx_table(element, styles, layout)
    elif element.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "customXml", _W + "smartTag"):
        for child in element.iterchildren():
            _docx_block(child, styles, layout)


def _docx_paragraph(element: Any, styles: dict[str, Any], layout: Layout) -> None:
    text = _docx_text(element)
    if text.strip():
        style, style_element = _style(element, styles)
        if _CONTENTS.match(style):
            return
        heading = _HEADING.match(style)
        outline = _outline(element, style_element)
        if heading or outline or style.lower() in ("title", "subtitle"):
            level = int(heading.group(1)) if heading else outline or (1 if style.lower() == "title" else 2)
            layout.add("heading", text, level=min(max(level, 1), 6))
        elif style.lower() == "caption":
            layout.add("caption", text)
        elif "quote" in style.lower():
            layout.add("quote", text)
        elif "code" in style.lower() or style.lower() in ("html preformatted", "source"):
            layout.add("code", text, verbatim=True)
        elif (depth := _list_depth(element, style, style_element)) > 0:
            layout.add("list_item", text, level=depth)
        else:
            layout.add("paragraph", text)
    for box in element.iter(_W + "txbxContent"):  # text boxes, once each: Word stores a fallback copy beside
        if not any(a.tag.endswith("}Fallback") for a in box.iterancestors()):
            for child in box.iterchildren(_W + "p"):
                layout.add("paragraph", _docx_text(child))


def _docx_text(paragraph: Any) -> str:
    """The visible text of a paragraph's runs; deletions, fields' instructions and text boxes left out."""
    parts = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str):
            continue
        tag = node.tag.rpartition("}")[2]
        if tag == "t" and node.tag.startswith("{http://schemas.openxmlformats.org/"):
            parts.append(node.text or "")
        elif tag in ("tab", "br", "cr", "ptab"):
            parts.append("\n" if tag != "tab" else "\t")
        elif tag == "noBreakHyphen":
            parts.append("\u2011")
        elif tag not in ("del", "moveFrom", "pPr", "rPr", "drawing", "pict", "AlternateContent", "instrText", "delText", "txbxContent"):
            stack.extend(reversed(node))
    return "".join(parts)


def _style(element: Any, styles: dict[str, Any]) -> tuple[str, Any]:
    """The name of a paragraph's style and its element."""
    properties = element.find(_W + "pPr")
    found = properties.find(_W + "pStyle") if properties is not None else None
    wanted = found.get(_W + "val") if found is not None else None
    if not wanted:
        return "", None
    style = styles.get(wanted)
    name = style.find(_W + "name") if style is not None else None
    return (name.get(_W + "val") or wanted if name is not None else wanted), style


def _styles(document: Any) -> dict[str, Any]:
    """All styles of a document by id."""
    try:
        return {style.get(_W + "styleId"): style for style in document.styles.element.iterchildren(_W + "style")}
    except (KeyError, AttributeError):
        return {}


def _outline(element: Any, style: Any) -> int:
    """The outline level (1 to 6) that a paragraph or its style sets, 0 for body text."""
    for holder in (element, style):
        found = holder.find(f"{_W}pPr/{_W}outlineLvl") if holder is not None else None
        value = found.get(_W + "val") if found is not None else None
        if value and value.isdigit():
            return int(value) + 1 if int(value) < 6 else 0
    return 0


def _list_depth(element: Any, style_name: str, style: Any) -> int:
    """The depth of a list item from 1, 0 for a paragraph that is none."""
    for holder in (element, style):
        number = holder.find(f"{_W}pPr/{_W}numPr") if holder is not None else None
        if number is not None:
            which, level = number.find(_W + "numId"), number.find(_W + "ilvl")
            if which is not None and which.get(_W + "val") == "0":
                return 0
            value = level.get(_W + "val") if level is not None else "0"
            return int(value) + 1 if value and value.isdigit() else 1
    return 1 if style_name.lower().startswith("list ") and style_name.lower() != "list paragraph" else 0


def _docx_table(element: Any, styles: dict[str, Any], layout: Layout) -> None:
    """A table as rows; one with a single column or with whole texts in its cells is layout, and read as paragraphs."""
    rows = list(element.iterchildren(_W + "tr"))
    grid = [[_cell(cell) for cell in _cells(row)] for row in rows]
    if max((len(row) for row in grid), default=0) < 2 or any(len(text) > 1500 or nested for row in grid for text, _, nested in row):
        for row in rows:
            for cell in _cells(row):
                for child in cell.iterchildren():
                    _docx_block(child, styles, layout)
        return
    layout.table([[text for text, span, _ in row for _ in range(span)] for row in grid])


def _cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == _W + "tc":
            yield child
        elif child.tag == _W + "sdt":
            yield from child.iter(_W + "tc")


def _cell(cell: Any) -> tuple[str, int, bool]:
    """A cell's text, the columns that it spans, and whether it holds a table."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = span.get(_W + "val") if span is not None else "1"
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    text = " ".join(_docx_text(p) for p in cell.iter(_W + "p"))
    if merged is not None and merged.get(_W + "val") != "restart":
        text = ""
    return text, min(int(value), 50) if value and value.isdigit() and len(value) < 4 else 1, cell.find(_W + "tbl") is not None


def read_pptx(data: bytes, *, expanded_bytes: int) -> Content:
    """A presentation's text, slide by slide.  Raises ReadError for a damaged one."""
    import pptx

    presentation = _opened(pptx.Presentation, _transitional(checked_package(data, limit=expanded_bytes)))
    layout = Layout()
    try:
        for slide in presentation.slides:
            _slide(slide, layout)
    except (KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise ReadError(f"is a damaged presentation ({error!r:.200})") from error
    title, date, metadata = _core(presentation.core_properties)
    mime = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    return layout.content(title=title or _first_heading(layout), date=date, metadata=metadata, mime=mime)


def _slide(slide: Any, layout: Layout) -> None:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        layout.add("heading", title.text_frame.text, level=1)
    for shape in _ordered(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if getattr(shape, "has_table", False) and shape.has_table:
            layout.table([[cell.text_frame.text for cell in row.cells] for row in shape.table.rows])
        elif shape.has_text_frame and not _slide_furniture(shape):
            _text_frame(shape, layout)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for line in slide.notes_slide.notes_text_frame.text.split("\n"):
            layout.add("paragraph", line)


def _ordered(shapes: Any) -> list[Any]:
    """The shapes of a slide, those of groups included, from top to bottom and left to right."""
    flat: list[Any] = []
    todo = [(shape, 0) for shape in shapes]
    while todo:
        shape, depth = todo.pop()
        if hasattr(shape, "shapes") and depth < 20:  # a group
            todo.extend((inner, depth + 1) for inner in shape.shapes)
        elif hasattr(shape, "has_text_frame"):
            flat.append(shape)
    return sorted(flat, key=lambda s: ((s.top or 0) // 200_000, s.left or 0, s.shape_id))


def _slide_furniture(shape: Any) -> bool:
    """Slide numbers, dates and footers."""
    return bool(shape.is_placeholder and shape.placeholder_format.type in (13, 15, 16))


def _text_frame(shape: Any, layout: Layout) -> None:
    lines = [p for p in shape.text_frame.paragraphs if p.text.strip()]
    listed = len(lines) > 1 and shape.is_placeholder
    for paragraph in lines:
        text = paragraph.text.replace("\x0b", " ")
        layout.add("list_item" if listed else "paragraph", text, level=paragraph.level + 1 if listed else 0)
