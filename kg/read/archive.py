"""Zip archives and XML from strangers: members are unpacked in memory only, with a cap on their real size; XML is parsed without
entities, document type definitions or any access to files and network.

Knows nothing of what the members mean.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from kg.errors import ReadError

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_CHUNK = 1 << 16
_MAX_MEMBERS = 20_000


class Archive:
    """A zip archive.  `read` gives a member; together the members read may not be larger than `limit` bytes."""

    def __init__(self, data: bytes, *, limit: int) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, EOFError, OSError, NotImplementedError, UnicodeDecodeError) as error:
            raise ReadError(f"is a damaged or truncated zip archive ({error})") from error
        if len(infos) > _MAX_MEMBERS:
            raise ReadError(f"is an archive of {len(infos)} members; more than {_MAX_MEMBERS} are not read")
        self._infos = {info.filename: info for info in infos}
        self._left = limit
        self._limit = limit

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    @property
    def encrypted(self) -> bool:
        return any(info.flag_bits & 1 for info in self._infos.values())

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def size(self, name: str) -> int:
        """The size that the archive claims for a member, in bytes."""
        return self._infos[name].file_size

    def read(self, name: str) -> bytes:
        """The bytes of a member; raises ReadError when it is missing, damaged, encrypted or too large."""
        info = self._infos.get(name)
        if info is None:
            raise ReadError(f"lacks its part {name!r}")
        if info.flag_bits & 1:
            raise ReadError("is encrypted; save it without a password")
        parts = []
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise ReadError(f"unpacks to more than {self._limit} bytes")
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise ReadError(f"is damaged: its part {name!r} cannot be unpacked ({error})") from error
        return b"".join(parts)

    def optional(self, name: str) -> bytes | None:
        """The bytes of a member, or None when there is none."""
        return self.read(name) if name in self._infos else None


def checked_package(data: bytes, *, limit: int) -> bytes:
    """An Office package that is safe to give to a library that unpacks everything: a copy with only the XML parts (and nothing that
    points outside), each unpacked and measured.  Pictures and embedded files are emptied, XML with a document type refused."""
    archive = Archive(data, limit=limit)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.names:
            if name.endswith("/") or name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
                continue
            if name.lower().endswith((".xml", ".rels")):
                content = archive.read(name)
                check_declarations(content, name, forbid_doctype=True)
            else:
                content = b""
            copy.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def check_declarations(data: bytes, name: str, *, forbid_doctype: bool = False) -> None:
    """Raises ReadError when XML declares entities (or, if asked, has any document type declaration), in whatever encoding."""
    for view in (data, data.replace(b"\x00", b"")) if b"\x00" in data[:200] else (data,):
        if _ENTITY.search(view):
            raise ReadError(f"declares XML entities in {name!r}, which are never resolved")
        if forbid_doctype and _DOCTYPE.search(view):
            raise ReadError(f"has a document type declaration in {name!r}, which such files do not need")


def parse_xml(data: bytes, name: str) -> Any:
    """The root element of XML, parsed by lxml without entities, network or document types; raises ReadError when it is not well formed."""
    from lxml import etree

    check_declarations(data, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"is damaged: {name!r} is not well-formed XML ({error})") from error
