"""HTML → Content.  trafilatura picks the main text of a page and leaves its furniture; where it drops most of a small page, our own walk
over the page's markup stands in.  The same walk serves EPUB chapters, HTML mail and HTML inside Markdown.

Knows nothing of files; never asks the network for anything that a page points at.
"""

from __future__ import annotations

import re
from typing import Any

from kg.errors import ReadError
from kg.read import dates, encoding, language
from kg.read.content import Content, Layout, squeeze
from kg.read.markup import walk

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_SMALL = 3000  # characters; a page of fewer is taken whole where trafilatura leaves out much of it
_MOST = 0.6  # the share of a small page's text that trafilatura must have kept to be believed
_LEAST = 0.15  # the same for a large page


def decode_html(data: bytes) -> str:
    """The text of an HTML file, by byte order mark, then its own declaration, then as plain text is decoded."""
    found = _CHARSET.search(data[:4096])
    if found and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = found.group(1).decode("ascii").lower()
        name = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}.get(name, name)
        if not name.startswith(("utf-16", "utf-32", "ucs")):
            try:
                return encoding.clean(encoding.lines_unified(data.decode("utf-8" if name == "utf8" else name)))
            except (LookupError, ValueError):
                pass  # the declaration lies: go by the bytes
    return encoding.decode(data)


def read_html(data: bytes, *, main_text: bool = True) -> Content:
    """A page's title, date, language and main text with headings, lists and tables as blocks."""
    return page_content(decode_html(data), main_text=main_text)


def page_content(source: str, *, main_text: bool = True) -> Content:
    """The same of a page that was decoded already; `main_text` False keeps everything that the page shows."""
    root = parse_html(source)
    title, date, tongue, metadata = _about(root)
    whole = Layout()
    walk(root, whole, skip_furniture=True)
    layout = _main(source, whole) if main_text else whole
    if layout.empty:
        walk(root, layout := Layout(), skip_furniture=False)
    return layout.content(title=title, date=date, language=tongue, mime="text/html", metadata=metadata)


def parse_html(source: str) -> Any:
    """The root element of a page, repaired by lxml's HTML parser, which knows no entities but HTML's own."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", source).encode("utf-8", "replace") or b"<p></p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise ReadError(f"is HTML without any content ({error})") from error
    return root


def _main(source: str, whole: Layout) -> Layout:
    """The main text by trafilatura, or `whole` where that lost too much."""
    import trafilatura

    if whole.empty:
        return whole
    found = trafilatura.bare_extraction(
        _tidied(source), include_comments=False, include_tables=True, include_links=False, include_images=False, with_metadata=False, favor_recall=True
    )
    body = getattr(found, "body", None)
    if body is None:
        return whole
    main = Layout()
    walk(body, main, skip_furniture=False)
    enough = _MOST if whole.length <= _SMALL else _LEAST
    return main if main.length >= enough * whole.length else whole


def _tidied(source: str) -> Any:
    """A fresh tree for trafilatura without what it would wrongly keep: footnote marks, edit links, hidden parts."""
    from kg.read.markup import remove_noise

    root = parse_html(source)
    remove_noise(root)
    return root


def _about(root: Any) -> tuple[str, str, str, dict[str, str]]:
    """Title, date (EDTF), language and other metadata of a page, from its head and first heading."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if key and meta.get("content"):
            metas.setdefault(key, squeeze(encoding.clean(meta.get("content"))))
    date = next((edtf for key in _DATE_KEYS if (edtf := dates.from_metadata(metas.get(key, "")))), "")
    if not date:
        stamps = (t.get("datetime") for t in root.iter("time") if t.get("datetime") and (t.get("pubdate") is not None or t.get("itemprop") == "datePublished"))
        date = next((edtf for stamp in stamps if (edtf := dates.from_metadata(stamp))), "")
    tongue = language.code(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or metas.get("og:locale", "") or metas.get("dc.language", ""))
    author = metas.get("author") or metas.get("dc.creator") or metas.get("article:author") or ""
    return _title(root, metas), date, tongue, {"author": author} if author and "://" not in author else {}


_DATE_KEYS = ("article:published_time", "datepublished", "dc.date", "dcterms.date", "dc.date.issued", "citation_publication_date", "citation_date", "pubdate", "publishdate", "date")


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
