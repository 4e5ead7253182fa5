"""Sources → Documents.  `list_source` lists what there is to read, cheaply; `read` reads one of them.

sources.py       SOURCE → Items: files, folders, globs, standard input, fsspec URLs
kinds.py         which format a file has, by its content and its name
records.py       JSON Lines, read here as a stream
guard.py         everything that needs a parser is read in a guarded process;  worker.py  that process;  formats.py  which reader it takes
markdown.py      Markdown
web.py           HTML: the main text;  markup.py  all of the markup
pdf.py           PDF: the text;  pdf_layout.py  its lines as paragraphs
office.py        Word, PowerPoint
opendocument.py  OpenDocument, RTF
epub.py          EPUB
mail.py          e-mail
archive.py       zip and XML from strangers, for these
content.py       what a reader gives;  encoding.py  bytes → text;  language.py  which one it is;  dates.py  dates of files and records

Knows nothing of paragraphs, extraction or storage.  Whatever cannot be read becomes a Refusal with its reason, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import ReadError
from kg.model import Document, Refusal
from kg.read import encoding, guard, kinds, language
from kg.read.content import Content, Limits, Unpromised
from kg.read.records import read_records
from kg.read.sources import Item, list_source

__all__ = ["FINGERPRINT", "Item", "Limits", "list_source", "read"]

# The version of the readers: changed whenever what they give for the same bytes changes, so that documents are read anew.
FINGERPRINT = "read 2"


def read(item: Item, *, limits: Limits | None = None) -> Iterator[Document | Refusal]:
    """The documents of one item: one for most formats, one for each record of JSON Lines; a Refusal for what could not be read.

    Never raises for what a file holds.  Plain text and JSON Lines are read here, everything else in the guarded process."""
    limits = limits or Limits()
    try:
        with item.open() as stream:
            head = stream.read(kinds.HEAD)
            kind = "jsonl" if item.scheme == "stdin" else _kind(head, item)
            stream.seek(0)
            if kind == "jsonl":
                yield from read_records(stream, file=item.document, uri=item.uri, limits=limits)
            else:
                yield _document(item, _content(stream, kind, item, limits))
    except ReadError as error:
        yield Refusal(item.document, error.reason, item.uri, failed=_failed(item, error))
    except OSError as error:
        yield Refusal(item.document, f"cannot be read ({error.strerror or error})", item.uri)


def _failed(item: Item, error: ReadError) -> bool:
    return not (isinstance(error, Unpromised) or item.fault.startswith("is "))


def _kind(head: bytes, item: Item) -> str:
    if not head and kinds.named_kind(item.name) == "jsonl":
        raise ReadError("is empty: it holds no records")
    return kinds.kind_of(head, item.name)


def _content(stream: BinaryIO, kind: str, item: Item, limits: Limits) -> Content:
    if kind != "text":
        return guard.read_guarded(stream, kind=kind, name=encoding.clean(item.name), limits=limits)
    data = stream.read(limits.source_bytes + 1)
    if len(data) > limits.source_bytes:
        raise ReadError(f"is larger than {limits.source_bytes} bytes; split it")
    return Content(encoding.decode(data))


def _document(item: Item, content: Content) -> Document:
    if not content.text.strip():
        if content.mime in ("text/plain", "text/markdown"):
            raise ReadError("holds no text but blank space")
        if content.mime == "text/html":
            raise Unpromised("holds no text that can be read (only markup, or text nested too deep in it)")
        if attached := content.metadata.get("attachments"):
            raise Unpromised(f"holds no text but attachments, which are not read ({attached}); save them as files of their own")
        raise Unpromised("holds no text; if it shows any, that is in pictures and needs OCR")
    # what the text itself shows beats what a template says of it
    tongue = language.detect(content.text) or content.language
    return Document(
        item.document,
        content.text,
        uri=item.uri,
        title=content.title,
        language=tongue,
        date=content.date,
        mime=content.mime,
        metadata=content.metadata,
        blocks=content.blocks,
    )
