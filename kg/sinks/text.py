"""Text that every format can hold.  Knows no format."""

from __future__ import annotations

import re

# What XML 1.0 cannot write, nor RDF where it must fit into RDF/XML: controls, lone surrogates, two noncharacters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """The text without characters that XML cannot hold; every other character stays."""
    if text.isascii() and text.isprintable():
        return text
    return _UNFIT.sub("", text)
