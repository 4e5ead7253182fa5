"""HTML → Content.  trafilatura picks the main text of a page and leaves its furniture; where it drops most of a small page, our own walk
over the page's markup stands in.  The same walk serves EPUB chapters, HTML mail and HTML inside Markdown.

Knows nothing of files; never asks the network for anything that a page points at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.read import dates, encoding, language
from kg.read.content import Content, Layout, squeeze
from kg.read.markup import remove_noise, walk

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*(?:<\?xml[^>]{0,200}\?>)?\s*(?:<!DOCTYPE[^\[>]{0,300}\[.{0,100000}?\]\s*>)?", re.DOTALL | re.IGNORECASE)
_SMALL = 3000  # characters; a page of fewer is taken whole where trafilatura leaves out much of it
_MOST = 0.8  # the share of a small page's text that trafilatura must have kept to be believed
_LEAST = 0.15  # the same for a large page
_TELLING = 12  # letters that a block needs, to be told from others by its text
_CELLS = re.compile(r"; |: ")
_NO_LETTER = re.compile(r"[\W_]+")


def decode_html(data: bytes) -> str:
    """The text of an HTML file, by byte order mark, then its own declaration, then as plain text is decoded."""
    found = _CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = found.group(1).decode("ascii").lower()
        if not name.startswith(("utf-16", "utf-32", "ucs")):  # which could not have been read so far
            text = encoding.decode_as(data, name)
            if text is not None:
                return text
    return encoding.decode(data)


def read_html(data: bytes, *, main_text: bool = True) -> Content:
    """A page's title, date, language and main text with headings, lists and tables as blocks."""
    return page_content(decode_html(data), main_text=main_text)


def page_content(source: str, *, main_text: bool = True) -> Content:
    """The same of a page that was decoded already; `main_text` False keeps everything that the page shows."""
    root = parse_html(source)
    title, date, tongue, metadata = _about(root)
    everything, layout = Layout(), Layout()
    walk(root, everything, skip_furniture=False)
    walk(root, layout, skip_furniture=True)
    if main_text:
        layout = _main(root, everything, layout)
    if layout.empty:
        layout = everything
    return layout.content(title=title, date=date, language=tongue, mime="text/html", metadata=metadata)


def parse_html(source: str) -> Any:
    """The root element of a page, repaired by lxml's HTML parser, which knows no entities but HTML's own.

    Raises ReadError for a page without content."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", source).encode("utf-8", "replace") or b"<p></p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise ReadError(f"is HTML without any content ({error})") from error
    return root


def _main(root: Any, everything: Layout, whole: Layout) -> Layout:
    """The blocks of `everything` that trafilatura counts to the main text; `whole`, the page without its plain furniture, where that is
    too little.  Consumes the tree."""
    import trafilatura

    remove_noise(root)
    found = trafilatura.bare_extraction(
        root, include_comments=False, include_tables=True, include_links=False, include_images=False, with_metadata=False, favor_recall=True
    )
    body = getattr(found, "body", None)
    if body is None:
        return whole
    main = everything.select(
        _chosen(everything.content(), _letters("".join(_running(body))), {_letters("".join(head.itertext())) for head in body.iter("head")})
    )
    enough = _MOST if whole.length <= _SMALL else _LEAST
    return main if main.length >= enough * whole.length else whole


def _running(body: Any) -> Iterator[str]:
    """The text of trafilatura's result without its headings, which tables of contents repeat."""
    for element in body.iter():
        if element.tag != "head":
            yield element.text or ""
        yield element.tail or ""


def _letters(text: str) -> str:
    """The letters and digits alone, by which texts that were cleaned differently are compared."""
    return _NO_LETTER.sub("", text)


def _chosen(content: Content, main: str, heads: set[str]) -> list[bool]:
    """For each block whether it belongs to the main text: it is found there; or it is part of a list or table of which another part is; or it
    is a heading over such blocks."""
    blocks = content.blocks
    keep = []
    for block in blocks:
        text = content.text[block.start : block.end]
        if block.kind == "table_row":  # trafilatura's rows do not repeat the heads: go by the longest cell
            text = max(_CELLS.split(text), key=len)
        words = _letters(text)
        keep.append(
            len(words) >= _TELLING and (words in main or (len(words) > 3 * _TELLING and (words[:60] in main or words[-60:] in main)))
        )
    start = 0
    for i in range(1, len(blocks) + 1):  # runs of list items or table rows
        if i == len(blocks) or blocks[i].kind != blocks[start].kind or blocks[start].kind not in ("list_item", "table_row"):
            if any(keep[start:i]):
                keep[start:i] = [True] * (i - start)
            start = i
    for i, block in enumerate(blocks):  # short blocks (a caption, a line of code) inside the main text
        if not keep[i] and block.kind != "heading":
            words = _letters(content.text[block.start : block.end])
            introduces = block.kind == "paragraph" and words and i + 1 < len(blocks) and blocks[i + 1].kind == "list_item" and keep[i + 1]
            keep[i] = bool(introduces) or (0 < len(words) < _TELLING and i > 0 and keep[i - 1] and words in main)
    following = 7
    for i in range(len(blocks) - 1, -1, -1):
        if blocks[i].kind == "heading":
            known = _letters(content.text[blocks[i].start : blocks[i].end]) in heads
            keep[i] = known or following == 0 or blocks[i].level < following < 7
            following = blocks[i].level if keep[i] else 7
        elif keep[i]:
            following = 0
        elif following == 0:
            following = 7
    return keep


def _about(root: Any) -> tuple[str, str, str, dict[str, str]]:
    """Title, date (EDTF), language and other metadata of a page, from its head and first heading."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if key and meta.get("content"):
            metas.setdefault(key, squeeze(encoding.clean(meta.get("content"))))
    date = next((edtf for key in _DATE_KEYS if (edtf := dates.from_metadata(metas.get(key, "")))), "")
    if not date:
        stamps = (
            t.get("datetime")
            for t in root.iter("time")
            if t.get("datetime") and (t.get("pubdate") is not None or t.get("itemprop") == "datePublished")
        )
        date = next((edtf for stamp in stamps if (edtf := dates.from_metadata(stamp))), "")
    tongue = language.code(
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or metas.get("og:locale", "")
        or metas.get("dc.language", "")
    )
    author = metas.get("author") or metas.get("dc.creator") or metas.get("article:author") or ""
    return _title(root, metas), date, tongue, {"author": author} if author and "://" not in author else {}


_DATE_KEYS = (
    "article:published_time",
    "datepublished",
    "dc.date",
    "dcterms.date",
    "dc.date.issued",
    "citation_publication_date",
    "citation_date",
    "pubdate",
    "publishdate",
    "date",
)


def _title(root: Any, metas: dict[str, str]) -> str:
    """The page's title without its site's name: the first heading where the title begins with it, else what the head says."""
    head = metas.get("og:title") or metas.get("dc.title") or metas.get("citation_title") or ""
    if not head:
        element = next(root.iter("title"), None)
        head = squeeze(encoding.clean(element.text_content())) if element is not None else ""
    heading = next((squeeze(encoding.clean(h.text_content())) for h in root.iter("h1")), "")
    if heading and (not head or heading.lower() in head.lower()) and len(heading) < 200:
        return heading
    return head[:300]
