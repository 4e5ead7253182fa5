"""Documents made on the spot, for the tests of reading."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from kg.model import Document, Refusal
from kg.read import Limits, list_source, read

PROSE = "Ada Lovelace wrote the first program in 1843. Charles Babbage designed the engine that it was for."


def read_all(source: str | Path, *, root: Path, limits: Limits | None = None) -> list[Document | Refusal]:
    """Everything that a source gives."""
    return [found for item in list_source(str(source), root=root) for found in read(item, limits=limits)]


def read_one(folder: Path, name: str, data: bytes | str, *, limits: Limits | None = None) -> Document | Refusal:
    """What one file of these bytes gives."""
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    found = read_all(folder / name, root=folder, limits=limits)
    assert len(found) == 1
    return found[0]


def document(found: Document | Refusal) -> Document:
    assert isinstance(found, Document), found
    for block in found.blocks:
        assert 0 <= block.start < block.end <= len(found.text)
    assert all(a.end <= b.start for a, b in zip(found.blocks, found.blocks[1:], strict=False))
    return found


def refusal(found: Document | Refusal) -> Refusal:
    assert isinstance(found, Refusal), found
    assert found.reason
    return found


def blocks(found: Document | Refusal) -> list[tuple[str, str]]:
    """(kind, text) of each block."""
    read_ = document(found)
    return [(block.kind, read_.text[block.start : block.end]) for block in read_.blocks]


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf(pages: list[list[tuple[float, float, float, str]]], *, bold: bool = False, info: str = "") -> bytes:
    """A PDF whose pages show lines (x, y, size, text) in Helvetica, in the order given."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(count))
    font = "Helvetica-Bold" if bold else "Helvetica"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>"]
    objects.append(f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>")
    for i, lines in enumerate(pages):
        escaped = [(x, y, size, text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")) for x, y, size, text in lines]
        stream = "\n".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET" for x, y, size, text in escaped)
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {resources} /Contents {5 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    if info:
        objects.append(f"<< {info} >>")
    return raw_pdf(objects, f"/Info {len(objects)} 0 R" if info else "")


def raw_pdf(objects: list[str], trailer: str = "") -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
