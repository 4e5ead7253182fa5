"""Plain text in any encoding, and what clean text is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ReadError
from kg.read import encoding

from .helpers import PROSE, document, read_one, refusal


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252", "latin-1"]
)
def test_encodings_of_western_text(name: str) -> None:
    text = "Zoë Müller visited Orléans. " + PROSE
    assert encoding.decode(text.encode(name)) == text


def test_windows_quotes_and_marks_before_text() -> None:
    assert encoding.decode("“Zoë” – €5 … and so on for a while".encode("cp1252")) == "“Zoë” – €5 … and so on for a while"
    assert encoding.decode(("\ufeff" + PROSE).encode("utf-16-le")) == PROSE
    assert encoding.decode(b"\xef\xbb\xbf\xef\xbb\xbfAda") == "Ada"


def test_other_code_pages_are_guessed() -> None:
    text = "東京は日本の首都である。大阪は西日本の中心都市である。京都は古い都であった。"
    assert encoding.decode(text.encode("shift-jis")) == text


def test_bad_bytes_in_utf8_are_replaced_one_for_one() -> None:
    data = "Zoë, Müller, Orléans ".encode() + b"\xff\xfe" + b"Ada"
    assert encoding.decode(data) == "Zoë, Müller, Orléans \ufffd\ufffdAda"


def test_line_ends_of_files_are_unified_and_text_is_otherwise_unaltered() -> None:
    assert encoding.decode(b"a hard-wrapped\r\nline,  two blanks\rand\tmore") == "a hard-wrapped\nline,  two blanks\nand\tmore"


def test_clean_keeps_the_length() -> None:
    assert encoding.clean("a\x00b\x1fc\r\nd\re\x0cf\ud800g\ufffeh\uffffi\x7f") == "a b c \nd\ne\nf\ufffdg\ufffdh\ufffdi "


@given(st.text(alphabet=st.characters()))
def test_clean_text_can_be_stored_anywhere_and_offsets_hold(text: str) -> None:
    cleaned = encoding.clean(text)
    assert len(cleaned) == len(text)
    assert encoding.clean(cleaned) == cleaned
    cleaned.encode("utf-8")
    assert not any(c < " " and c not in "\t\n" or c in "\ufffe\uffff\x7f" for c in cleaned)
    assert all(a == b for a, b in zip(text, cleaned, strict=True) if a.isprintable())


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text = encoding.decode(data)
    except ReadError as error:
        assert error.reason
    else:
        assert encoding.clean(text) == text


def test_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert "text" in refusal(read_one(tmp_path, "noise.txt", bytes(range(256)) * 90)).reason
    assert "text" in refusal(read_one(tmp_path, "nuls.txt", bytes(1000))).reason
    assert refusal(read_one(tmp_path, "empty.txt", b"")).reason == "is empty"
    assert "blank" in refusal(read_one(tmp_path, "blank.txt", b" \n\t\n")).reason


def test_a_text_file_is_one_document_without_blocks(tmp_path: Path) -> None:
    text = "One line\nwrapped by hand.\n\nAnother paragraph.\n"
    found = document(read_one(tmp_path, "a.txt", text))
    assert (found.text, found.blocks, found.mime) == (text, (), "text/plain")
    assert document(read_one(tmp_path, "README", PROSE)).text == PROSE
    assert document(read_one(tmp_path, "file.xyz", PROSE)).text == PROSE
