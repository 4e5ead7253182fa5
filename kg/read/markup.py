"""A walk over an HTML tree (or the small TEI that trafilatura gives) → blocks in a Layout.  Without recursion, so that no depth of
nesting can overflow the stack.

Knows markup only; what of a page is worth reading is decided elsewhere.
"""

from __future__ import annotations

import re
from typing import Any

from kg.model import BlockKind
from kg.read.content import Layout, squeeze

_SKIPPED = frozenset(
    "script style noscript template head title meta link svg iframe object embed canvas select option button input textarea datalist audio video map rt rp "
    "graphic dialog".split()
)
_FURNITURE = frozenset("nav header footer aside form menu".split())
_NAVIGATION = frozenset("nav footer menu".split())
_ROLES = frozenset("navigation banner contentinfo search complementary".split())
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    "p div section article main address center fieldset details summary figure body html hgroup ul ol dl dd dt li list item blockquote quote pre table tr td th thead "
    "tbody tfoot caption figcaption row cell header footer nav aside form menu hr h1 h2 h3 h4 h5 h6 head fw".split()
)
_NOISY_CLASSES = frozenset(
    "reference mw-editsection noprint mw-empty-elt navbox navbox-styles metadata catlinks mw-jump-link sr-only visually-hidden".split()
)
_MEASURE = re.compile(
    r"(?:^|[\s(\d])(?:[A-Za-z]|km|cm|mm|mi|ft|in)$"
)  # what may be squared or cubed, where other raised numbers are footnotes
_CITATION = re.compile(r"(?<=[.,;:!?\"”’)])(?:\[\d{1,3}\])+")  # numbers of footnotes that stand in the text itself
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_SENTENCES = re.compile(r"[a-z]{2,}(?: |\n)+[a-z]{2,}[^{};=<>]*[.,:]\s*(?:\s[A-Z]|$|[a-z])")
_LAYOUT_INSIDE = frozenset("table dl h1 h2 h3 h4 h5 h6 head".split())


def noisy(element: Any) -> bool:
    """Whether an element is no part of the text: hidden, or a footnote mark or edit link as wikis have them."""
    if not isinstance(element.tag, str):
        return True
    if element.tag in _SKIPPED and not (element.tag == "head" and element.get("rend")):
        return True
    if element.get("hidden") is not None or "display:none" in (element.get("style") or "")[:200].replace(" ", "").lower():
        return True
    return not _NOISY_CLASSES.isdisjoint((element.get("class") or "")[:500].lower().split())


def remove_noise(root: Any) -> None:
    """Takes noisy elements out of a tree; the text after them stays."""
    for element in [
        e for e in root.iter() if e is not root and isinstance(e.tag, str) and e.tag not in ("head", "title", "meta") and noisy(e)
    ]:
        if element.getparent() is not None:
            element.drop_tree()


def walk(root: Any, layout: Layout, *, skip_furniture: bool) -> None:
    """Adds the blocks of a tree to `layout`, without navigation and footers; `skip_furniture` leaves headers, sidebars and forms out too."""
    Walk(layout, skip_furniture=skip_furniture).run(root)


class Walk:
    """One walk.  Inline text gathers in a buffer until a block begins or ends; then it is added as what stands around it."""

    def __init__(self, layout: Layout, *, skip_furniture: bool) -> None:
        self._layout = layout
        self._skip_furniture = skip_furniture
        self._buffer: list[str] = []
        self._depth = 0  # of lists
        self._quotes = 0
        self._articles = 0
        self._item = False  # the buffer begins a list item
        self._term = ""  # of a list of definitions
        self._defined = False  # whether the term has had a definition
        self._breaks = 0

    def run(self, root: Any) -> None:
        """The walk itself: a stack of (element, entering)."""
        stack: list[tuple[Any, bool]] = [(root, True)]
        while stack:
            element, entering = stack.pop()
            if not entering:
                self._leave(element)
                self._text(element.tail)
                continue
            if self._skip(element):
                self._text(element.tail)
                continue
            if self._enter(element):
                self._text(element.text)
                stack.append((element, False))
                stack.extend((child, True) for child in reversed(element))
            else:
                self._text(element.tail)
        self._flush("paragraph")

    def _skip(self, element: Any) -> bool:
        if noisy(element):
            return True
        if (
            element.tag in _NAVIGATION
            or element.get("role") == "navigation"
            or (element.tag == "table" and "sidebar" in (element.get("class") or ""))
        ):
            return True
        if self._skip_furniture and (element.tag in _FURNITURE or element.get("role") in _ROLES):
            return not (element.tag == "header" and self._articles)
        return False

    def _text(self, text: str | None) -> None:
        if text:
            self._buffer.append(text)
            if self._breaks and not text.isspace():
                self._breaks = 0

    def _enter(self, element: Any) -> bool:
        """What the start of an element does; False when its inside was dealt with already."""
        tag = element.tag
        if tag in ("br", "lb"):
            self._line_break()
            return True
        if tag in ("sup", "sub"):
            return self._raised(element)
        if tag not in _BLOCKS and tag != "code":
            return True
        if tag == "code" and element.getparent() is not None and (element.getparent().tag == "pre" or "\n" not in (element.text or "")):
            return True
        self._flush("paragraph")
        if tag in _HEADINGS or (tag == "head" and element.get("rend")):
            self._layout.add("heading", _words(element), level=_HEADINGS.get(tag) or _HEADINGS.get(element.get("rend") or "", 2))
            return False
        if tag in ("pre", "code"):
            self._preformatted(element)
            return False
        if tag in ("figcaption", "caption"):
            self._layout.add("caption", _words(element))
            return False
        if tag == "table" and _is_data(element):
            self._table(element)
            return False
        self._depth += tag in ("ul", "ol", "list")
        self._quotes += tag in ("blockquote", "quote")
        self._articles += tag in ("article", "main")
        if tag in ("li", "item"):
            self._item = True
        if tag in ("dt", "dl"):
            self._flush_term()
        if tag == "dt":
            self._term, self._defined = squeeze(_words(element)), False
            return False
        return True

    def _leave(self, element: Any) -> None:
        tag = element.tag
        if tag not in _BLOCKS or tag in ("br", "lb"):
            return
        self._flush("paragraph")
        self._depth -= tag in ("ul", "ol", "list")
        self._quotes -= tag in ("blockquote", "quote")
        self._articles -= tag in ("article", "main")
        if tag in ("li", "item"):
            self._item = False
        if tag == "dl":
            self._flush_term()

    def _preformatted(self, element: Any) -> None:
        """Code, or a text that somebody set with line ends of his own: that is told by its having sentences."""
        text = "".join(element.itertext())
        is_code = element.tag == "code" or any(child.tag in ("code", "span") for child in element.iter() if child is not element)
        for part in _BLANK_LINES.split(text) if not is_code else [text]:
            if is_code or not _SENTENCES.search(part):
                self._layout.add("code", part, verbatim=True)
            else:
                self._layout.add("paragraph", part)

    def _line_break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._flush("paragraph")
        else:
            self._buffer.append("\n")

    def _raised(self, element: Any) -> bool:
        """Footnote marks go; a power keeps a caret ("10^6"); ordinals and formulas run on ("1st", "CO2")."""
        words = squeeze(_words(element))
        before = "".join(self._buffer)[-1:] if self._buffer else ""
        if element.tag == "sup":
            mark = words.strip("[]()*†‡,– ")
            power = before.isdigit() or _MEASURE.search("".join(self._buffer[-3:])[-20:]) is not None
            if not mark or (mark.isdigit() and not power):
                return False
            words = "^" + words if power and words.lstrip("-−+").isdigit() else words
        self._buffer.append(words)
        return False

    def _flush(self, kind: BlockKind) -> None:
        text = _CITATION.sub("", "".join(self._buffer))
        self._buffer.clear()
        self._breaks = 0
        if not text or text.isspace():
            return
        if self._term:
            self._defined = True
            self._layout.add("list_item", f"{self._term.rstrip(':')}: {text}", level=max(1, self._depth))
        elif self._item:
            self._item = False
            self._layout.add("list_item", text, level=max(1, self._depth))
        else:
            self._layout.add("quote" if self._quotes else kind, text)

    def _flush_term(self) -> None:
        term, self._term = self._term, ""
        if term and not self._defined:
            self._layout.add("list_item", term, level=max(1, self._depth))

    def _table(self, table: Any) -> None:
        rows: list[list[str]] = []
        header = None
        caption = ""
        for element in table.iter("caption", "tr", "row"):
            if element.tag == "caption":
                caption = caption or _words(element)
                continue
            if next(element.iterancestors("table"), table) is not table:
                continue  # a row of a table inside a cell
            cells = [cell for cell in element if cell.tag in ("td", "th", "cell") and not noisy(cell)]
            if not rows and cells and any(_words(cell).strip() for cell in cells):
                heads = [cell.tag == "th" or cell.get("role") == "head" for cell in cells]
                header = True if all(heads) and len(cells) > 1 else (None if any(heads[1:]) or not any(heads) else False)
            rows.append([text for cell in cells for text in [_words(cell)] * _span(cell)])
        self._layout.table(rows, header=header, caption=caption)


def _span(cell: Any) -> int:
    value = (cell.get("colspan") or "1").strip()
    return min(max(int(value), 1), 50) if value.isascii() and value.isdigit() and len(value) < 4 else 1


def _is_data(table: Any) -> bool:
    """Whether a table holds data: more than one cell in some row, and no headings or tables in its cells."""
    if "infobox" in (table.get("class") or "")[:500].lower():
        return True
    widest = 0
    longest = 0
    for element in table.iter():
        if element.tag in _LAYOUT_INSIDE and element is not table:
            return False
        if element.tag in ("tr", "row"):
            widest = max(widest, sum(cell.tag in ("td", "th", "cell") for cell in element))
        elif element.tag in ("td", "th", "cell"):
            longest = max(longest, len(squeeze(_words(element))))
    return widest > 1 and longest <= 1500


def _words(element: Any) -> str:
    """All text inside an element that is no noise; blocks and line breaks inside are parted by a blank."""
    parts: list[str] = []
    stack: list[tuple[Any, bool]] = [(element, True)]
    while stack:
        node, entering = stack.pop()
        if not entering:
            parts.append(" " if node.tag in _BLOCKS else "")
        elif node is element or not noisy(node):
            if node.tag in ("sup", "sub") and node is not element and (node.text or "").strip("[]()*†‡ ").isdigit() and node.tag == "sup":
                text = "^" + (node.text or "") if "".join(parts[-3:])[-1:].isdigit() else ""
                parts.append(text)
            else:
                comma = node.tag in ("li", "item") and node is not element and node.getprevious() is not None
                parts.append((", " if comma else " " if node.tag in _BLOCKS or node.tag in ("br", "lb") else "") + (node.text or ""))
                stack.append((node, False))
                stack.extend((child, True) for child in reversed(node))
                continue
        if node is not element:
            parts.append(node.tail or "")
    return re.sub(r"\s+,(?=\s)", ",", "".join(parts))
