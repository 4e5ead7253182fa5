"""Markdown (CommonMark with tables and strike-through) → Content: plain text with headings, lists, quotes, tables and code as blocks;
front matter gives title, date and language.

Knows nothing of files.
"""

from __future__ import annotations

import re
from typing import Any

from kg.errors import ReadError
from kg.model import BlockKind
from kg.read import dates, encoding, language
from kg.read.content import Content, Layout

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:[ \t]*(.+)$", re.MULTILINE)
_MAX_NESTING = 60


def read_markdown(data: bytes) -> Content:
    """A Markdown file's text and blocks.  The title is the front matter's, else the first heading of level 1."""
    source = encoding.decode(data)
    front = _FRONT.match(source)
    fields = {key.lower(): value.strip().strip("\"'") for key, value in _FIELD.findall(front.group(1))} if front else {}
    if front and fields:
        source = source[front.end() :]
    layout = Layout()
    _Writer(layout).run(_tokens(source))
    if layout.empty:  # markup nested too deep for the parser: the text is there all the same
        for part in re.split(r"\n[ \t]*\n", source):
            layout.add("paragraph", part)
    content = layout.content()
    title = fields.get("title") or next((content.text[b.start : b.end] for b in content.blocks if b.kind == "heading" and b.level == 1), "")
    metadata = {key: fields[key] for key in ("author", "tags", "keywords") if fields.get(key)}
    date = dates.from_metadata(fields.get("date", ""))
    tongue = language.code(fields.get("lang") or fields.get("language") or "")
    return Content(content.text, title, tongue, date, "text/markdown", metadata, content.blocks)


def _tokens(source: str) -> list[Any]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    return parser.parse(source)


class _Writer:
    """Goes through markdown-it's flat list of tokens and adds blocks to a layout."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._lists = 0
        self._quotes = 0
        self._items: list[bool] = []  # for each open item: whether its first text is still to come
        self._rows: list[list[str]] | None = None

    def run(self, tokens: list[Any]) -> None:
        heading = 0
        for token in tokens:
            kind = token.type
            if kind == "heading_open":
                heading = int(token.tag[1])
            elif kind == "heading_close":
                heading = 0
            elif kind in ("bullet_list_open", "ordered_list_open"):
                self._lists += 1
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self._lists -= 1
            elif kind == "list_item_open":
                self._items.append(True)
            elif kind == "list_item_close":
                self._items.pop()
            elif kind in ("blockquote_open", "blockquote_close"):
                self._quotes += 1 if token.nesting == 1 else -1
            elif kind == "inline":
                self._inline(token, heading)
            elif kind in ("fence", "code_block"):
                self._layout.add("code", token.content, verbatim=True)
            elif kind == "html_block":
                self._html(token.content)
            else:
                self._table(kind)

    def _inline(self, token: Any, heading: int) -> None:
        text = _plain(token.children or [])
        if self._rows is not None:
            self._rows[-1][-1] += text
        elif heading:
            self._layout.add("heading", text, level=heading)
        elif self._items and self._items[-1]:
            self._items[-1] = False
            self._layout.add("list_item", text, level=self._lists)
        else:
            kind: BlockKind = "quote" if self._quotes else "paragraph"
            self._layout.add(kind, text)

    def _table(self, kind: str) -> None:
        if kind == "table_open":
            self._rows = []
        elif kind == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif kind in ("th_open", "td_open") and self._rows is not None:
            self._rows[-1].append("")
        elif kind == "table_close" and self._rows is not None:
            rows, self._rows = self._rows, None
            self._layout.table(rows, header=len(rows) > 1)

    def _html(self, source: str) -> None:
        from kg.read.markup import walk
        from kg.read.web import parse_html

        if source.lstrip().startswith(("<!--", "<?", "<!")) and source.count("<") == 1:
            return
        try:
            root = parse_html(source)
        except ReadError:
            return  # a tag without any content
        walk(root, self._layout, skip_furniture=False)


def _plain(children: list[Any]) -> str:
    """The text of inline tokens: links by their words, images left out, tags dropped."""
    parts: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or child.content.lower().startswith("<br"):
            parts.append(" ")
    return "".join(parts)
