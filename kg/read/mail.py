"""Mail (.eml) → Content: the body's plain text, or its HTML; the subject as title, the date, who wrote to whom and the names of attachments as metadata.
Attachments are not read.  Quoted answers and signatures are left out of plain text.

Knows nothing of files.
"""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from kg.errors import ReadError
from kg.read import dates, encoding
from kg.read.content import Content, Layout, Unpromised, squeeze

_MAX_PARTS = 2000
_NEXT = re.compile(rb"\n\r?\nFrom \S+ [^\r\n]*\d{4}\r?\n[A-Za-z][A-Za-z0-9-]*:")  # the next message of a mailbox
_HEADER = re.compile(rb"(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:)")


def read_mail(data: bytes) -> Content:
    """One message's text.  Raises ReadError for what is no mail, a damaged one, or several in one file."""
    if data.startswith(b"From ") and _NEXT.search(data):
        raise Unpromised("is a mailbox of several messages (mbox), which is not read; save each as a file of its own (.eml)")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default.clone(max_line_length=None))
        if not isinstance(message, EmailMessage) or not message.keys():
            raise ReadError("is no mail: it has no headers")
        body, attachments = _parts(message)
    except (RecursionError, LookupError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise ReadError(f"is a damaged mail ({error})") from error
    layout = Layout()
    blocks = None
    for part in body:
        if part.get_content_type() == "text/html":
            from kg.read.web import page_content

            page = page_content(_text(part), main_text=False)
            blocks = blocks or page
        else:
            _plain(_text(part), layout)
    metadata = {key: value for key in ("from", "to", "cc") if (value := _header(message, key))}
    if attachments:
        metadata["attachments"] = ", ".join(attachments)
    about = {
        "title": _header(message, "subject"),
        "date": dates.from_mail(_header(message, "date")),
        "mime": "message/rfc822",
        "metadata": metadata,
    }
    if layout.empty and blocks is not None:
        return Content(blocks.text, about["title"], blocks.language, about["date"], about["mime"], metadata, blocks.blocks)  # type: ignore[arg-type]
    return layout.content(**about)


def _parts(message: EmailMessage) -> tuple[list[EmailMessage], list[str]]:
    """The parts that hold the body (all plain ones, else the first HTML one), and the names of attachments."""
    plain: list[EmailMessage] = []
    html: list[EmailMessage] = []
    attachments: list[str] = []
    for count, part in enumerate(message.walk()):
        if count > _MAX_PARTS:
            raise ReadError(f"has more than {_MAX_PARTS} parts")
        kind = part.get_content_type()
        name = part.get_filename()
        if name or part.get_content_disposition() == "attachment":
            if not part.is_multipart():
                attachments.append(squeeze(encoding.clean(name or kind)))
        elif kind == "text/plain" and isinstance(part, EmailMessage):
            plain.append(part)
        elif kind == "text/html" and isinstance(part, EmailMessage):
            html.append(part)
    if any(_text(part).strip() for part in plain):
        return plain, attachments
    return html[:1], attachments


def _text(part: EmailMessage) -> str:
    """A part's text, decoded as it says, else as its bytes tell."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    text = encoding.decode_as(data, part.get_content_charset() or "utf-8")
    return encoding.decode(data) if text is None else text


def _header(message: EmailMessage, name: str) -> str:
    try:
        return squeeze(encoding.clean(str(message.get(name) or "")))
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""


def _plain(text: str, layout: Layout) -> None:
    """Plain text in paragraphs; answers quoted with ">" and what follows the signature's "-- " are left out."""
    paragraph: list[str] = []
    for line in text.split("\n"):
        if line.rstrip("\r") in ("-- ", "--"):
            break
        if not line.strip() or line.startswith(">"):
            layout.add("paragraph", " ".join(paragraph))
            paragraph = []
        elif re.match(r"\s*[-*•]\s+\S", line):
            layout.add("paragraph", " ".join(paragraph))
            paragraph = []
            layout.add("list_item", re.sub(r"^\s*[-*•]\s+", "", line), level=1)
        else:
            paragraph.append(line.strip())
    layout.add("paragraph", " ".join(paragraph))


def looks_like_mail(data: bytes) -> bool:
    """Whether bytes begin with mail headers, one of them From, Subject or Received."""
    head = data[:8192].lstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n\n")[0].split(b"\n")
    lines = [line for line in head if line[:1] not in (b" ", b"\t")]
    if len(lines) < 2 or not all(_HEADER.match(line) for line in lines[:-1]):
        return False
    return any(line.lower().startswith((b"from:", b"received:", b"subject:", b"return-path:", b"mime-version:")) for line in lines)
