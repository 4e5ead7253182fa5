"""EPUB → Content: the chapters in the order of the spine, each an XHTML page walked whole; title, language, date and author from the package.

Knows nothing of files.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any
from urllib.parse import unquote

from kg.errors import ReadError
from kg.read import dates, language
from kg.read.archive import Archive, check_declarations, parse_xml
from kg.read.content import Content, Layout, squeeze
from kg.read.markup import walk
from kg.read.web import decode_html, parse_html

_CONTAINER = "META-INF/container.xml"
_FURNITURE = re.compile(r"(?:^|[/_.-])(?:nav|toc|cover|titlepage|copyright|colophon)(?:[_.-]?\d*)\.x?html?$", re.IGNORECASE)
_OBFUSCATION = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def read_epub(data: bytes, *, expanded_bytes: int) -> Content:
    """A book's text.  Raises ReadError for one that is encrypted or damaged."""
    archive = Archive(data, limit=expanded_bytes)
    rights = archive.optional("META-INF/encryption.xml")
    if archive.encrypted or (rights and not any(mark in rights for mark in _OBFUSCATION)):
        raise ReadError("is encrypted (digital rights management)")
    package_name = _package_name(archive)
    package = parse_xml(archive.read(package_name), package_name)
    layout = Layout()
    chapters = _spine(package, posixpath.dirname(package_name))
    for name, navigation in chapters:
        if name in archive and not navigation and not (_FURNITURE.search(name) and len(chapters) > 1):
            chapter = archive.read(name)
            check_declarations(chapter[:10_000], name)
            walk(parse_html(decode_html(chapter)), layout, skip_furniture=False)
    if layout.empty and not any(name in archive for name, _ in chapters):
        raise ReadError("lacks the chapters that its spine names")
    title, date, tongue, metadata = _about(package)
    return layout.content(title=title, date=date, language=tongue, metadata=metadata, mime="application/epub+zip")


def _package_name(archive: Archive) -> str:
    root = parse_xml(archive.read(_CONTAINER), _CONTAINER)
    found = next((element.get("full-path") for element in root.iter() if _local(element) == "rootfile" and element.get("full-path")), None)
    if not found or found not in archive:
        raise ReadError("names no package document in its container")
    return str(found)


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _spine(package: Any, folder: str) -> list[tuple[str, bool]]:
    """The members that hold the chapters, in reading order, each with whether it is the table of contents."""
    items = {}
    for element in package.iter():
        if _local(element) == "item" and element.get("id") and element.get("href"):
            path = posixpath.normpath(posixpath.join(folder, unquote(element.get("href")).split("#")[0]))
            items[element.get("id")] = (path, "nav" in (element.get("properties") or "").split())
    order = [element.get("idref") for element in package.iter() if _local(element) == "itemref" and element.get("linear") != "no"]
    seen = dict.fromkeys(items[idref] for idref in order if idref in items)
    return list(seen)


def _about(package: Any) -> tuple[str, str, str, dict[str, str]]:
    fields: dict[str, str] = {}
    for element in package.iter():
        name = _local(element)
        if name in ("title", "language", "date", "creator", "publisher") and element.text and element.text.strip():
            fields.setdefault(name, squeeze(element.text))
    metadata = {key: fields[name] for key, name in (("author", "creator"), ("publisher", "publisher")) if name in fields}
    return fields.get("title", ""), dates.from_metadata(fields.get("date", "")), language.code(fields.get("language", "")), metadata
