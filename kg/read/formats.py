"""Kind → reader: the one table of what parses what.  Runs inside the guarded process (worker); plain text and JSON Lines need none of this.

Knows which module reads which kind, and nothing else.
"""

from __future__ import annotations

from kg.errors import ReadError
from kg.read import kinds
from kg.read.content import Content, Limits


def parse(data: bytes, *, kind: str, name: str, limits: Limits) -> Content:
    """The content of one file; raises ReadError with the reason."""
    if kind == "zip":
        kind = kinds.kind_of(data[: kinds.HEAD], name, whole=data, expanded_bytes=limits.expanded_bytes)
    return _parse(data, kind, limits)


def _parse(data: bytes, kind: str, limits: Limits) -> Content:
    expanded = limits.expanded_bytes
    if kind == "pdf":
        from kg.read.pdf import read_pdf

        return read_pdf(data)
    if kind == "html":
        from kg.read.web import read_html

        return read_html(data)
    if kind == "markdown":
        from kg.read.markdown import read_markdown

        return read_markdown(data)
    if kind == "mail":
        from kg.read.mail import read_mail

        return read_mail(data)
    if kind == "docx":
        from kg.read.office import read_docx

        return read_docx(data, expanded_bytes=expanded)
    if kind == "pptx":
        from kg.read.office import read_pptx

        return read_pptx(data, expanded_bytes=expanded)
    if kind == "epub":
        from kg.read.epub import read_epub

        return read_epub(data, expanded_bytes=expanded)
    if kind in ("odt", "rtf"):
        from kg.read.opendocument import read_odt, read_rtf

        return read_odt(data, expanded_bytes=expanded) if kind == "odt" else read_rtf(data)
    raise ReadError(f"is of the kind {kind!r}, which has no reader")
