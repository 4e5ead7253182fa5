"""Makes the example documents that are not plain text: .docx .odt .epub .pptx .pdf.

    python examples/make.py [NAME...]

The files are committed; run this only after changing their words.  Needs python-docx and python-pptx, which kg brings, and for the PDF
`pip install reportlab`, which it does not.  Knows nothing of kg.
"""

from __future__ import annotations

import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parent / "radioactivity"

SOURCES = Path(__file__).parent / "sources"

Piece = tuple[str, str]  # "h1", "h2" or "p", and its words


def source(name: str) -> list[Piece]:
    """The pieces of sources/NAME.md: a line of #s and words is a heading, anything else between blank lines a paragraph."""
    pieces = []
    for block in (SOURCES / f"{name}.md").read_text(encoding="utf-8").strip().split("\n\n"):
        marks = len(block) - len(block.lstrip("#"))
        pieces.append((f"h{marks}", block[marks:].strip()) if marks else ("p", block if block.startswith("|") else " ".join(block.split())))
    return pieces


def chapters(pieces: list[Piece]) -> list[tuple[str, list[str]]]:
    """Pieces as chapters, each a first-level heading and the paragraphs below it."""
    found: list[tuple[str, list[str]]] = []
    for kind, text in pieces:
        if kind == "h1":
            found.append((text, []))
        else:
            found[-1][1].append(text)
    return found


def archive(path: Path, members: list[tuple[str, str]]) -> None:
    """Writes a zip whose bytes depend on its members only; the first one, which names the format, is stored."""
    with zipfile.ZipFile(path, "w") as out:
        for number, (name, text) in enumerate(members):
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            out.writestr(info, text)


def rutherford(path: Path) -> None:
    """Headings, paragraphs and a table, with a header on each page."""
    import docx

    document = docx.Document()
    document.core_properties.title = "Ernest Rutherford"
    document.core_properties.author = "the authors of kg"
    document.core_properties.created = document.core_properties.modified = datetime(2024, 8, 30)
    document.sections[0].header.paragraphs[0].text = "People of the atom"
    for kind, text in source("rutherford"):
        if text.startswith("|"):
            rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines()]
            table = document.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        elif kind == "p":
            document.add_paragraph(text)
        else:
            document.add_heading(text, int(kind[1]))
    document.save(str(path))


def meitner(path: Path) -> None:
    """An OpenDocument text of three members: the least that word processors open."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    body = "".join(
        f"<text:p>{escape(text)}</text:p>" if kind == "p" else f'<text:h text:outline-level="{kind[1]}">{escape(text)}</text:h>'
        for kind, text in source("lise-meitner")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        f' office:version="1.2"><office:body><office:text>{body}</office:text></office:body></office:document-content>'
    )
    meta = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office="{office}" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2">'
        "<office:meta><dc:title>Lise Meitner</dc:title><dc:date>2024-10-27T10:00:00</dc:date></office:meta></office:document-meta>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("/", "application/vnd.oasis.opendocument.text"), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">{entries}</manifest:manifest>'
    members = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
        ("meta.xml", meta),
        ("META-INF/manifest.xml", manifest),
    ]
    archive(path, members)


def joliots(path: Path) -> None:
    """An EPUB 3 with a chapter a file, in the order of the spine, which is not the order of the names."""
    parts = chapters(source("joliot-curies"))
    names = ["c-irene.xhtml", "a-frederic.xhtml", "b-next.xhtml"]
    container = (
        '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    items = "".join(f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    book = (
        '<?xml version="1.0" encoding="UTF-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:kg:example:joliot-curies</dc:identifier><dc:title>The Joliot-Curies</dc:title>'
        '<dc:language>en</dc:language><dc:date>2024-03-19</dc:date><meta property="dcterms:modified">2024-03-19T00:00:00Z</meta></metadata>'
        f'<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest><spine>{spine}</spine></package>'
    )
    page = '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head><body>{body}</body></html>'
    links = "".join(f'<li><a href="{name}">{escape(title)}</a></li>' for name, (title, _) in zip(names, parts, strict=True))
    nav = page.format(title="Contents", body=f'<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc"><ol>{links}</ol></nav>')
    pages = [
        (
            f"OEBPS/{name}",
            page.format(title=escape(title), body=f"<h1>{escape(title)}</h1>" + "".join(f"<p>{escape(text)}</p>" for text in texts)),
        )
        for name, (title, texts) in zip(names, parts, strict=True)
    ]
    members = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OEBPS/book.opf", book),
        ("OEBPS/nav.xhtml", nav),
        *pages,
    ]
    archive(path, members)


def little_curies(path: Path) -> None:
    """A title slide and three slides of bullets."""
    import pptx

    show = pptx.Presentation()
    show.core_properties.title = "X-rays at the front"
    show.core_properties.author = "the authors of kg"
    show.core_properties.created = show.core_properties.modified = datetime(2024, 11, 11)
    for number, (title, bullets) in enumerate(chapters(source("little-curies"))):
        slide = show.slides.add_slide(show.slide_layouts[1 if number else 0])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(bullets)
    show.save(str(path))


def solvay(path: Path) -> None:
    """Two columns, hyphens at the ends of lines, a running head and page numbers: what makes PDFs hard to read."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    width, height = 350, 500  # a small page, so that there are several
    margin, gap = 40, 14
    column = (width - 2 * margin - gap) / 2
    body = ParagraphStyle(
        "p", fontName="Times-Roman", fontSize=10.5, leading=13, alignment=4, spaceAfter=5, hyphenationLang="en_GB", embeddedHyphenation=1
    )
    styles = {
        "h1": ParagraphStyle("h1", body, fontName="Times-Bold", fontSize=14, leading=17, alignment=0, hyphenationLang=""),
        "h2": ParagraphStyle("h2", body, fontName="Times-Bold", fontSize=11, leading=14, alignment=0, spaceBefore=6, hyphenationLang=""),
        "p": body,
    }

    def margins(canvas: Any, document: Any) -> None:
        canvas.setFont("Times-Italic", 8)
        canvas.drawCentredString(width / 2, height - 28, "Notes on the history of physics")
        canvas.drawCentredString(width / 2, 24, str(document.page))

    frames = [Frame(margin + n * (column + gap), 40, column, height - 80, 0, 0, 0, 0) for n in range(2)]
    document = BaseDocTemplate(
        str(path), pagesize=(width, height), title="The First Solvay Conference", author="the authors of kg", invariant=1
    )
    document.addPageTemplates(PageTemplate(frames=frames, onPage=margins))
    document.build([Paragraph(escape(text), styles[kind]) for kind, text in source("solvay-1911")])


MAKERS = {
    "rutherford.docx": rutherford,
    "lise-meitner.odt": meitner,
    "joliot-curies.epub": joliots,
    "little-curies.pptx": little_curies,
    "solvay-1911.pdf": solvay,
}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or MAKERS:
        MAKERS[wanted](FOLDER / wanted)
        print(FOLDER / wanted, (FOLDER / wanted).stat().st_size, "bytes")
