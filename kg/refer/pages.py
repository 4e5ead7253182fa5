"""Several pages in one file: which stretches of a document are about something of their own.

A dump of an encyclopedia is one file with a heading for each article.  A pronoun or a bare surname never reaches over such a heading.
The chapters of a book are no pages: they do not open by saying what their heading is.  Knows headings and words; neither mentions nor chains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from kg.model import Paragraph
from kg.refer.subject import opens_with

_LEAST = 3  # pages; fewer are chance
_SPACED = re.compile(r" @(?P<mark>[-,.])@ ")


def pages(title: str, paragraphs: Sequence[Paragraph]) -> list[tuple[str, int, int]]:
    """(title, first paragraph, behind the last) of each page; the whole document as one where it is no collection."""
    whole = [(title, 0, len(paragraphs))]
    if title or sum(bool(p.heading) for p in paragraphs) < _LEAST:
        return whole
    found, at = [], 0
    for heading, group in groupby(paragraphs, key=lambda p: p.heading[0] if p.heading else ""):
        size = len(list(group))
        found.append((_SPACED.sub(lambda m: m["mark"], heading), at, at + size))
        at += size
    named = [page for page in found if page[0]]
    opened = sum(opens_with(name, paragraphs[first : first + 2]) for name, first, _ in named)
    return found if opened >= _LEAST and 2 * opened >= len(named) else whole
