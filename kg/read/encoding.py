"""Bytes → clean text.  Byte order marks, UTF-8 (with bad bytes replaced one for one), UTF-16 and UTF-32 with and without a mark, and
legacy code pages.

Clean text holds no control character but line end and tab, no lone surrogate and no noncharacter: what a database, JSON, XML and
RDF can all store.  Knows nothing of formats.
"""

from __future__ import annotations

import codecs
import re

from kg.errors import ReadError

# What cannot be stored everywhere: C0 controls but tab and line end, DEL, lone surrogates, noncharacters.
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|["
    + "".join(chr(p * 0x10000 + 0xFFFE + i) for p in range(1, 17) for i in (0, 1))
    + "]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")  # the same for ASCII, which is quicker
_BREAKS = "\x0b\x0c\r"
_CONTROLS = bytes(i for i in range(32) if i not in (9, 10, 11, 12, 13, 27))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65536


def clean(text: str) -> str:
    """The text with what cannot be stored replaced one for one, so that offsets hold: lone \\r, \\v and \\f become line ends,
    the \\r of \\r\\n and other controls a blank, surrogates and noncharacters U+FFFD."""
    return (_CONTROL if text.isascii() else _UNSTORABLE).sub(_replacement, text)


def _replacement(found: re.Match[str]) -> str:
    character = found.group()
    if character == "\r" and found.string[found.end() : found.end() + 1] == "\n":
        return " "
    if character in _BREAKS:
        return "\n"
    return " " if character < "\x80" else "\ufffd"


def lines_unified(text: str) -> str:
    """The text with \\r\\n and \\r as \\n: for files, whose offsets nobody knows before they are read."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def decode(data: bytes) -> str:
    """The text of a file, decoded, with its line ends unified and cleaned; raises ReadError when it is not text."""
    text = _decode(data)
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
    return clean(lines_unified(text))


def decode_as(data: bytes, name: str) -> str | None:
    """The text of bytes that are said to be in an encoding; None when that is not so: nobody knows the encoding, the bytes do not
    fit it, or they are plainly UTF-8 and something else was said."""
    name = _SAID.get(name.lower(), name.lower())
    try:
        if name != "utf-8" and not data.isascii() and _is_utf8(data):
            name = "utf-8"
        return clean(lines_unified(data.decode(name)))
    except (LookupError, ValueError):
        return None


_SAID = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "iso8859-1", "windows-1252"), "cp1252")
_SAID |= {"utf8": "utf-8", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8"}


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark) and not (name == "utf-16-le" and len(data) % 2 and b"\x00" not in data[:200]):
            return _replacing(data[len(mark) :], name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    wide = _wide(data)
    if wide:
        return _replacing(data, wide)
    if binary(data):
        raise ReadError("holds bytes that are not text in any encoding that we know")
    return text or (_damaged_utf8(data) or _legacy(data) if data else "")


def binary(data: bytes) -> bool:
    """Whether the bytes are no text in an 8-bit encoding: too many control characters in the first part that is not NULs."""
    sample = data.lstrip(b"\x00")[:_SAMPLE]
    if not sample:
        return bool(data)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(2, len(sample) // 50) if len(sample) > 64 else controls > len(sample) // 4


def _wide(data: bytes) -> str:
    """The name of a UTF-16 or UTF-32 encoding that stands without a mark, or ""."""
    sample = data[: _SAMPLE - _SAMPLE % 4]
    if len(sample) < 8 or not sample.count(0):
        return ""
    share = [sample[i::4].count(0) / (len(sample[i::4]) or 1) for i in range(4)]
    if len(data) % 4 == 0 and share[1] > 0.9 and share[2] > 0.9 and max(share[0], share[3]) > 0.9 and min(share[0], share[3]) < 0.1:
        return "utf-32-le" if share[3] > share[0] else "utf-32-be"
    even, odd = (share[0] + share[2]) / 2, (share[1] + share[3]) / 2
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return ""


def _replacing(data: bytes, name: str) -> str:
    return data.decode(name, "kg-one-for-one" if name == "utf-8" else "replace")


def _one_for_one(error: UnicodeError) -> tuple[str, int]:
    """One U+FFFD for each bad byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\ufffd" * (error.end - error.start), error.end


codecs.register_error("kg-one-for-one", _one_for_one)


def _damaged_utf8(data: bytes) -> str:
    """The text when it is UTF-8 with some bad bytes: the good sequences outnumber the bad bytes.  Otherwise ""."""
    text = _replacing(data, "utf-8")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    return text if good >= bad else ""


def _legacy(data: bytes) -> str:
    """Text in a code page.  Western text has few high bytes, nearly all letters or typographic marks: Windows-1252, which holds
    Latin-1's letters.  The rest is charset-normalizer's to tell."""
    high = [i for i in range(min(len(data), 4 * _SAMPLE)) if data[i] > 0x7F]
    sample = data[: 4 * _SAMPLE]
    if high and len(high) <= len(sample) * 0.12 and not any(byte in sample for byte in b"\x81\x8d\x8f\x90\x9d"):
        western = sample.decode("cp1252", "replace")
        fitting = sum(western[i].isalpha() and western[i] in _WESTERN or western[i] in _TYPOGRAPHY for i in high)
        if fitting >= len(high) * 0.9:
            return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        return data.decode("cp1252", "replace")
    return data.decode(best.encoding, "replace")


_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŠšŽžŸ")
_TYPOGRAPHY = frozenset("€‚„…†‡‰‹›‘’“”•–—™\u00a0¡£§©ª«®°±²³´µ·¹º»¼½¾¿×")
