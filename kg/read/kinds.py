"""Which format a file has, told by its content first and by its name where the content leaves it open.

Knows the first bytes of formats and the members of archives; reads nothing else.
"""

from __future__ import annotations

import re

from kg.errors import ReadError
from kg.read import encoding
from kg.read.archive import Archive
from kg.read.content import Unpromised
from kg.read.mail import looks_like_mail

# The formats that are read, by the ends of names.
SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".pptx": "pptx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub",
    ".eml": "mail",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson.gz": "jsonl",
}
HEAD = 65536  # bytes of a file that are looked at

# Text that is not prose, by the ends of names: read by nobody, whatever it holds.
_NOT_PROSE = frozenset(
    ".json .xml .svg .csv .tsv .py .js .ts .css .c .h .cpp .hpp .java .go .rs .rb .sh .bat .sql .yaml .yml .toml .ini .cfg .log .tex .bib .ttl .nt .nq .rdf .ipynb "
    ".lock .diff .patch .srt .vtt .ics .vcf .po .mbox .pem .map .jsx .tsx .php .pl .r .m .dtd .xsd .xsl".split()
)
_MAGIC = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"MZ", "a program (Windows)"),
    (b"\x7fELF", "a program (ELF)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (b"Rar!", "an archive (RAR)"),
    (b"BZh", "an archive (bzip2)"),
    (b"\xfd7zXZ", "an archive (xz)"),
    (b"\x28\xb5\x2f\xfd", "an archive (zstd)"),
    (b"OggS", "sound (Ogg)"),
    (b"ID3", "sound (MP3)"),
    (b"RIFF", "sound, a film or a picture (RIFF)"),
    (b"SQLite format 3\x00", "a database (SQLite)"),
    (b"PAR1", "a table (Parquet)"),
    (b"%!PS", "PostScript"),
    (b"wOFF", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,2000}?-->\s*)*(?:<!doctype\s+(?:html|r\b)[^>]*>|<(?:html|head|body|p|div|h[1-6]|table|article|section|ul|ol|span|meta|title)\b)",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!ENTITY|[A-Za-z_][\w.-]*:[\w.-]+[\s>]|[A-Za-z_][\w.-]*(?:\s+[\w:.-]+=|\s*/?>))")
_RECORD = re.compile(rb"\s*\{\s*\"")


def suffix(name: str) -> str:
    """The end of a name that tells its format, in lower case, with ".gz" and what stands before it together."""
    base = name.rpartition("/")[2].lower()
    parts = base.lstrip(".").split(".")
    if len(parts) > 2 and parts[-1] == "gz":
        return "." + ".".join(parts[-2:])
    return "." + parts[-1] if len(parts) > 1 else ""


def named_kind(name: str) -> str:
    """The format that a name promises, "" for none."""
    return SUFFIXES.get(suffix(name), "")


def kind_of(head: bytes, name: str, *, whole: bytes | None = None, expanded_bytes: int = 0) -> str:
    """The format of a file: text, markdown, html, pdf, docx, pptx, odt, rtf, epub, mail, jsonl or zip (whose members must be looked at).

    `head` is the file's first HEAD bytes, `whole` all of it where it is an archive.  Raises ReadError for what cannot be what it
    seems and Unpromised for a format that is not read."""
    named = named_kind(name)
    if not head:
        raise ReadError("is empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(whole, expanded_bytes) if whole is not None else "zip"
    if b"%PDF-" in head[:1024] and (named in ("pdf", "") or head.startswith(b"%PDF-")):
        return "pdf"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_OLE):
        raise _ole(head, named)
    if head.startswith(b"\x1f\x8b"):
        if named == "jsonl":
            return "jsonl"
        raise Unpromised("is compressed with gzip, which is read for JSON Lines only")
    _known_binary(head)
    return _textual(head, name, named)


def _ole(head: bytes, named: str) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in head or named in ("docx", "pptx"):
        return ReadError("is encrypted, or an old Office file under a new name; save it without a password as .docx or .pptx")
    return Unpromised("is an old binary Office file (.doc, .ppt, .xls), which is not read; save it as .docx or .pptx")


def _known_binary(head: bytes) -> None:
    for magic, what in _MAGIC:
        if head.startswith(magic) and (len(magic) > 3 or encoding.binary(head)):
            raise Unpromised(f"is {what}, which is not read")


def _textual(head: bytes, name: str, named: str) -> str:
    """The format of something that should be text."""
    text = _peek(head, name)
    bare = text.lstrip()
    end = suffix(name)
    if named in ("html", "markdown", "jsonl"):
        return named
    if end in _NOT_PROSE:
        raise Unpromised(f"is a {end} file, a format that is not read")
    if _HTML.match(bare[:5000]) and (named != "text" or re.match(r"(?:<!doctype html|<html)", bare, re.IGNORECASE)):
        return "html"
    if named == "mail" or (named != "text" and looks_like_mail(head)):
        return "mail"
    if named == "pdf":
        raise ReadError("is named .pdf, but is plain text without a PDF header")
    if _XML.match(bare[:2000]) and named != "text":
        raise Unpromised("is XML, a format that is not read")
    if named == "" and _RECORD.match(head):
        if end in (".gz", ""):
            return "jsonl"
        raise Unpromised("is JSON, which is read as JSON Lines only (.jsonl)")
    return "text"


def _peek(head: bytes, name: str) -> str:
    """The first characters of a text; raises when it is none."""
    end = suffix(name)
    if len(head) >= HEAD:  # do not cut a character in two
        head = head[: len(head) - len(head) % 4].rstrip(bytes(range(128, 256)))
    try:
        return encoding.decode(head)
    except ReadError as error:
        if end and end not in SUFFIXES:
            raise Unpromised(f"is a {end} file, a binary format that is not read") from error
        raise


def _zipped(data: bytes, expanded_bytes: int) -> str:
    """Which of the formats that are zip archives this is."""
    archive = Archive(data, limit=expanded_bytes)
    names = set(archive.names)
    mime = (
        archive.read("mimetype")[:200].decode("ascii", "replace").strip() if "mimetype" in names and archive.size("mimetype") < 1000 else ""
    )
    if mime == "application/epub+zip" or "META-INF/container.xml" in names:
        return "epub"
    if mime.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if mime.startswith("application/vnd.oasis.opendocument"):
        raise Unpromised(f"is an OpenDocument file of a kind that is not read ({mime.rpartition('.')[2]})")
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if any(name.startswith("ppt/presentation") for name in names):
        return "pptx"
    if any(name.startswith("xl/") for name in names):
        raise Unpromised("is a spreadsheet (.xlsx), which is not read")
    if not names:
        raise ReadError("is an empty zip archive")
    raise Unpromised("is a zip archive of no format that is read; unpack it, or name it as zip://**::PATH")
