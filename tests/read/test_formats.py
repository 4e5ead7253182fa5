"""One small golden case for each format, made by the tests themselves."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from .helpers import PROSE, blocks, document, pdf, read_one, refusal, zipped

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


# ---- Markdown --------------------------------------------------------------------------------------------------------------


def test_markdown(tmp_path: Path) -> None:
    source = """---
title: The Engine
date: 1843-07-10
lang: en
---

# Babbage's *Engine*

The [engine](https://e.org) was built
of **brass**.

## Parts

It had three parts:

- the mill
  - with its barrels
- the store

> It weaves patterns.

| Part | Maker |
|------|-------|
| mill | Clement |
| store | Whitworth |

```python
x = 1
```
"""
    found = document(read_one(tmp_path, "a.md", source))
    assert (found.title, found.date, found.language, found.mime) == ("The Engine", "1843-07-10", "en", "text/markdown")
    assert blocks(found) == [
        ("heading", "Babbage's Engine"),
        ("paragraph", "The engine was built of brass."),
        ("heading", "Parts"),
        ("paragraph", "It had three parts:"),
        ("list_item", "the mill"),
        ("list_item", "with its barrels"),
        ("list_item", "the store"),
        ("quote", "It weaves patterns."),
        ("table_row", "Part: mill; Maker: Clement"),
        ("table_row", "Part: store; Maker: Whitworth"),
        ("code", "x = 1"),
    ]
    assert [(b.level, b.context) for b in found.blocks[4:7]] == [
        (1, "It had three parts"),
        (2, "It had three parts; the mill"),
        (1, "It had three parts"),
    ]
    assert found.blocks[8].context == "Part | Maker"
    assert [b.level for b in found.blocks if b.kind == "heading"] == [1, 2]


def test_markdown_without_front_matter_takes_its_first_heading(tmp_path: Path) -> None:
    assert document(read_one(tmp_path, "a.md", "# Ada\n\nShe wrote.<br>She died.\n\n<div><p>In a box.</p></div>")).title == "Ada"
    assert blocks(read_one(tmp_path, "b.md", "She wrote.<br>\n\n<div><p>In a box.</p></div>\n\n<!-- note -->"))[-1] == (
        "paragraph",
        "In a box.",
    )


# ---- HTML ------------------------------------------------------------------------------------------------------------------

PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Ada Lovelace - The Example Times</title>
<meta property="article:published_time" content="2021-05-04T08:00:00Z"><meta name="author" content="A. Writer"><script>var x = "script";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/p">Privacy policy</a></li></ul></nav>
<article><h1>Ada Lovelace</h1>
<p>{PROSE}<sup>[1]</sup> The tables took 10<sup>6</sup> steps of H<sub>2</sub>O power, and she was the 1<sup>st</sup> to see it.</p>
<h2>Work</h2><p>Her notes were long, and they were published in London in the year 1843 by a printer who signed them A. A. L. She described:</p>
<ul><li>loops, which nobody had described before her in any language</li><li>branches, which make one program do many different things</li></ul>
<table><caption>Works</caption><tr><th>Title</th><th>Year</th></tr><tr><td>Notes on the Analytical Engine</td><td>1843</td></tr></table>
<p hidden>Not to be seen.</p></article>
<footer><p>Copyright 2021 The Example Times. All rights reserved.</p></footer></body></html>"""


def test_html_main_text(tmp_path: Path) -> None:
    found = document(read_one(tmp_path, "a.html", PAGE))
    assert (found.title, found.date, found.language, found.metadata["author"]) == ("Ada Lovelace", "2021-05-04", "en", "A. Writer")
    told = blocks(found)
    assert told[0] == ("heading", "Ada Lovelace")
    assert told[1] == ("paragraph", f"{PROSE} The tables took 10^6 steps of H2O power, and she was the 1st to see it.")
    assert ("table_row", "Title: Notes on the Analytical Engine; Year: 1843") in told
    assert [b.context for b in found.blocks if b.kind == "list_item"] == ["She described"] * 2
    assert next(b for b in found.blocks if b.kind == "table_row").context == "Works; Title | Year"
    for furniture in ("Privacy", "Copyright", "script", "Not to be seen", "[1]"):
        assert furniture not in found.text


def test_small_pages_are_kept_whole(tmp_path: Path) -> None:
    told = blocks(
        read_one(tmp_path, "a.html", "<p>Ada wrote.</p><dl><dt>Mill</dt><dd>where numbers meet</dd><dt>Store</dt></dl><pre>x = 1</pre>")
    )
    assert told == [("paragraph", "Ada wrote."), ("list_item", "Mill: where numbers meet"), ("list_item", "Store"), ("code", "x = 1")]


@pytest.mark.parametrize(
    ("declared", "written"),
    [("iso-8859-1", "cp1252"), ("utf-8", "utf-8"), ("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("no-such", "utf-8"), ("utf-16", "utf-8")],
)
def test_html_declarations_may_lie(declared: str, written: str, tmp_path: Path) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>Zoë Müller met Ada in Orléans.</p></body></html>'
    assert document(read_one(tmp_path, "a.html", page.encode(written))).text == "Zoë Müller met Ada in Orléans."


# ---- Office ----------------------------------------------------------------------------------------------------------------


def _docx() -> bytes:
    import docx

    made = docx.Document()
    made.core_properties.title = "On Engines"
    made.core_properties.author = "A. Writer"
    made.add_heading("Engines", level=1)
    made.add_paragraph("Ada wrote these:")
    made.add_paragraph("notes", style="List Bullet")
    made.add_paragraph("letters", style="List Bullet 2")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ("Name", "Born", "Ada", "1815"), strict=True):
        cell.text = text
    made.add_paragraph("After the table.")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_docx(tmp_path: Path) -> None:
    found = document(read_one(tmp_path, "a.docx", _docx()))
    assert (found.title, found.metadata["author"], found.date) == ("On Engines", "A. Writer", "")
    assert blocks(found) == [
        ("heading", "Engines"),
        ("paragraph", "Ada wrote these:"),
        ("list_item", "notes"),
        ("list_item", "letters"),
        ("table_row", "Name: Ada; Born: 1815"),
        ("paragraph", "After the table."),
    ]
    assert found.blocks[2].context == "Ada wrote these"


def test_pptx(tmp_path: Path) -> None:
    import pptx
    from pptx.util import Inches

    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Engines"
    slide.placeholders[1].text_frame.text = "The mill"
    slide.placeholders[1].text_frame.add_paragraph().text = "The store"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(5), Inches(4), Inches(1)).table
    for (row, column), text in zip(((0, 0), (0, 1), (1, 0), (1, 1)), ("Name", "Born", "Ada", "1815"), strict=True):
        table.cell(row, column).text = text
    slide.notes_slide.notes_text_frame.text = "Say who built it."
    out = io.BytesIO()
    made.save(out)
    assert blocks(read_one(tmp_path, "a.pptx", out.getvalue())) == [
        ("heading", "Engines"),
        ("list_item", "The mill"),
        ("list_item", "The store"),
        ("table_row", "Name: Ada; Born: 1815"),
        ("paragraph", "Say who built it."),
    ]


def _odt(body: str, *, before: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in (("o", "office"), ("t", "text"), ("b", "table"))
    )
    content = f'<?xml version="1.0"?>{before}<o:document-content {spaces}><o:body><o:text>{body}</o:text></o:body></o:document-content>'
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def test_odt(tmp_path: Path) -> None:
    cells = "".join(
        f"<b:table-row>{''.join(f'<b:table-cell><t:p>{c}</t:p></b:table-cell>' for c in row)}</b:table-row>"
        for row in (("Name", "Born"), ("Ada", "1815"))
    )
    body = (
        '<t:h t:outline-level="2">Engines</t:h><t:p>Ada<t:s/>wrote<t:note><t:p>a note</t:p></t:note><t:line-break/>it.</t:p>'
        f"<t:list><t:list-item><t:p>mill</t:p></t:list-item></t:list><b:table>{cells}</b:table>"
    )
    told = blocks(read_one(tmp_path, "a.odt", _odt(body)))
    assert told == [("heading", "Engines"), ("paragraph", "Ada wrote it."), ("list_item", "mill"), ("table_row", "Name: Ada; Born: 1815")]


def test_rtf(tmp_path: Path) -> None:
    source = r"{\rtf1\ansi{\info{\title On Engines}{\creatim\yr1993\mo7\dy10}}Zo\'eb wrote it.\par Babbage \u8211?built it.\par}"
    found = document(read_one(tmp_path, "a.rtf", source))
    assert (found.title, found.date) == ("On Engines", "1993-07-10")
    assert blocks(found) == [("paragraph", "Zoë wrote it."), ("paragraph", "Babbage –built it.")]


def _epub(**more: str | bytes) -> bytes:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Engines</dc:title>'
        "<dc:creator>A. Writer</dc:creator><dc:language>en-GB</dc:language><dc:date>1901-02</dc:date></metadata><manifest>"
        '<item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="text/two%20b.xhtml"/><item id="a" href="text/one.xhtml"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    parts: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": package}
    parts["OPS/nav.xhtml"] = "<html><body><p>Table of contents</p></body></html>"
    parts["OPS/text/one.xhtml"] = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>One</h1><p>Ada&nbsp;wrote &mdash; at length.</p></body></html>'
    )
    parts["OPS/text/two b.xhtml"] = "<html><body><h1>Two</h1><blockquote><p>It weaves.</p></blockquote></body></html>"
    return zipped(parts | more)


def test_epub_in_the_order_of_its_spine(tmp_path: Path) -> None:
    found = document(read_one(tmp_path, "a.epub", _epub()))
    assert (found.title, found.language, found.date, found.metadata["author"]) == ("Engines", "en", "1901-02", "A. Writer")
    assert blocks(found) == [("heading", "One"), ("paragraph", "Ada wrote — at length."), ("heading", "Two"), ("quote", "It weaves.")]


def test_mail(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ada <ada@e.org>", "Charles <c@e.org>", "Zoë’s engine"
    message["Date"] = "Mon, 10 Jul 1843 23:30:00 -0500"
    message.set_content("Dear Charles,\n\nthe notes are\ndone.\n\n- mill\n- store\n\n> as you said\n\n-- \nAda\n")
    message.add_alternative("<p>not this</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="notes.pdf")
    found = document(read_one(tmp_path, "a.eml", bytes(message)))
    assert (found.title, found.date, found.metadata["attachments"]) == ("Zoë’s engine", "1843-07-10", "notes.pdf")
    assert blocks(found) == [
        ("paragraph", "Dear Charles,"),
        ("paragraph", "the notes are done."),
        ("list_item", "mill"),
        ("list_item", "store"),
    ]


def test_mail_in_html_only_and_with_a_wrong_charset(tmp_path: Path) -> None:
    head = b"From: a@e.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert blocks(read_one(tmp_path, "a.eml", head + "<p>I’m Zoë.</p><ul><li>one</li></ul>".encode())) == [
        ("paragraph", "I’m Zoë."),
        ("list_item", "one"),
    ]


def test_a_mail_of_nothing_but_attachments_says_so(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ada <ada@e.org>", "The notes"
    message.set_content("")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="notes.pdf")
    told = refusal(read_one(tmp_path, "a.eml", bytes(message)))
    assert "attachments" in told.reason and "notes.pdf" in told.reason and "OCR" not in told.reason
    assert not told.failed


def test_a_mailbox_of_several_messages_is_not_read_as_one(tmp_path: Path) -> None:
    message = "From ada@e.org Mon Jul 10 23:30:00 1843\nFrom: Ada <ada@e.org>\nSubject: x\n\nThe notes are done.\n\n"
    assert document(read_one(tmp_path, "one.eml", message + "From here on it is easy.\n")).title == "x"
    for name in ("several.eml", "Inbox"):
        told = refusal(read_one(tmp_path, name, message * 3))
        assert "mbox" in told.reason and not told.failed


# ---- PDF -------------------------------------------------------------------------------------------------------------------


Piece = tuple[float, float, float, str]


def _column(x: float, texts: list[str], *, top: float = 700, size: float = 10) -> list[Piece]:
    return [(x, top - 12 * i, size, text) for i, text in enumerate(texts)]


def test_pdf_paragraphs_headings_and_hyphens(tmp_path: Path) -> None:
    lines: list[Piece] = [(72, 730, 18, "Engines of Thought")]
    lines += _column(
        72,
        [
            "The analytical engine was designed by Charles Babbage in the years af-",
            "ter 1834, and it was never built, for want of money and of patience in",
        ],
    )
    lines += _column(72, ["those who had to pay."], top=676)
    lines += _column(72, ["Ada Lovelace wrote well-known notes on it. She saw that it could make", "music too."], top=640)
    found = document(read_one(tmp_path, "a.pdf", pdf([lines], info="/Title (untitled-3.docx)")))
    assert blocks(found) == [
        ("heading", "Engines of Thought"),
        (
            "paragraph",
            "The analytical engine was designed by Charles Babbage in the years after 1834, and it was never built, for want of money and of patience"
            + " in those who had to pay.",
        ),
        ("paragraph", "Ada Lovelace wrote well-known notes on it. She saw that it could make music too."),
    ]
    assert (found.title, found.date) == ("Engines of Thought", "")


def test_pdf_two_columns_running_heads_and_page_numbers(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 5):
        left = [f"Page {number} begins on the left with words that", "run down the column to its very end and then"]
        right = ["go on at the head of the right column until", f"the sentence of page {number} is done there."]
        head = [(72.0, 760.0, 9.0, "The Journal of Engines, volume 3"), (300.0, 30.0, 9.0, str(number))]
        pages.append(head + _column(72, left, top=660) + _column(330, right, top=660))
    found = document(read_one(tmp_path, "a.pdf", pdf(pages)))
    assert [text for _, text in blocks(found)] == [
        f"Page {n} begins on the left with words that run down the column to its very end and then go on at the head of the right column until "
        f"the sentence of page {n} is done there."
        for n in range(1, 5)
    ]


def test_pdf_ligatures_lists_and_tables(tmp_path: Path) -> None:
    lines = _column(72, ["• first the mill was built and oiled by the men of the", "workshop", "• then the store"])
    lines += [
        (x, y, 10, t)
        for y, row in ((600, ("Name", "Born")), (588, ("Ada", "1815")), (576, ("Mary", "1780")))
        for x, t in zip((72, 300), row, strict=True)
    ]
    told = blocks(read_one(tmp_path, "a.pdf", pdf([lines])))
    assert ("list_item", "first the mill was built and oiled by the men of the workshop") in told
    assert ("list_item", "then the store") in told
    assert [text for kind, text in told if kind == "table_row"] == ["Name: Ada; Born: 1815", "Name: Mary; Born: 1780"]


def test_pdf_without_text_needs_ocr_and_does_not_count_as_failed(tmp_path: Path) -> None:
    found = refusal(read_one(tmp_path, "a.pdf", pdf([[], []])))
    assert "OCR" in found.reason and not found.failed


# ---- told by content -------------------------------------------------------------------------------------------------------


def test_mislabelled_files_are_read_by_what_they_are(tmp_path: Path) -> None:
    assert document(read_one(tmp_path, "a.docx", f"<p>{PROSE}")).mime == "text/html"
    assert document(read_one(tmp_path, "b.epub", PROSE)).mime == "text/plain"
    assert document(read_one(tmp_path, "c.txt", _docx())).title == "On Engines"
    assert document(read_one(tmp_path, "d", pdf([_column(72, ["Ada wrote the notes."])]))).mime == "application/pdf"
    assert document(read_one(tmp_path, "e.docx", _epub())).mime == "application/epub+zip"
    assert document(read_one(tmp_path, "f", '{"id":"x","text":"Ada wrote."}\n')).id == "x"
    assert "named .pdf" in refusal(read_one(tmp_path, "g.pdf", PROSE)).reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(99)),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(99)),
        ("a.exe", b"MZ" + bytes(500)),
        ("a.xml", b"<?xml version='1.0'?><a>text</a>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>"),
        ("a.csv", b"a,b\n1,2\n"),
        ("a.json", b'{"a": 1}'),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("a.xlsx", zipped({"xl/workbook.xml": "<a/>"})),
        ("a.zip", zipped({"a.txt": PROSE})),
        ("a.bin", bytes(range(256)) * 4),
    ],
)
def test_formats_that_nobody_reads_do_not_count_as_failed(name: str, data: bytes, tmp_path: Path) -> None:
    found = refusal(read_one(tmp_path, name, data))
    assert not found.failed and found.reason.startswith("is ")


def test_the_language_of_the_text_beats_what_a_template_says(tmp_path: Path) -> None:
    german = "<html lang='en'><p>Die Maschine wurde von Charles Babbage in London entworfen, aber sie wurde zu seinen Lebzeiten niemals gebaut, weil das Geld dafür fehlte."
    assert document(read_one(tmp_path, "a.html", german)).language == "de"
    assert document(read_one(tmp_path, "b.txt", PROSE + " It was the engine that they had in the house.")).language == "en"
    assert document(read_one(tmp_path, "c.txt", "Ada Lovelace")).language == ""


def test_encrypted_files_are_refused(tmp_path: Path) -> None:
    data = bytearray(_docx())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        for info in archive.infolist():
            place = info.header_offset
            data[place + 6] |= 1
    central = data.find(b"PK\x01\x02")
    while central >= 0:
        data[central + 8] |= 1
        central = data.find(b"PK\x01\x02", central + 1)
    found = refusal(read_one(tmp_path, "a.docx", bytes(data)))
    assert "encrypted" in found.reason and found.failed
    assert "encrypted" in refusal(read_one(tmp_path, "b.epub", _epub(**{"META-INF/encryption.xml": "<encryption/>"}))).reason
    assert "encrypted" in refusal(read_one(tmp_path, "c.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))).reason
