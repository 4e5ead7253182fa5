"""Several pages in one file, or several parts of a page: which stretches of a document are about something of their own.

A dump of an encyclopedia is one file with a heading for each article.  A pronoun or a bare surname never reaches over such a heading.
The chapters of a book are no pages: they do not open by saying what their heading is.  Knows headings and words; neither mentions nor chains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from kg.model import Paragraph
from kg.refer.names.subject import opens_with

_LEAST = 3  # pages; fewer are chance
_SPACED = re.compile(r" @(?P<mark>[-,.])@ ")


def parts(paragraphs: Sequence[Paragraph]) -> list[tuple[str, int, int]]:
    """(heading, first paragraph, behind the last) of each part of a page that is about something of its own: where the title is also the
    heading of the first part, it is but one of several of its level, and another part opens by saying what its heading is.  Else the
    page is one, with the heading ""."""
    if paragraphs and paragraphs[0].title and paragraphs[0].heading[:1] == (paragraphs[0].title,):
        found = list(_by_heading(paragraphs))
        if any(opens_with(heading, paragraphs[first : first + 2]) for heading, first, _ in found[1:]):
            return found
    return [("", 0, len(paragraphs))]


def _by_heading(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, int, int]]:
    at = 0
    for heading, group in groupby(paragraphs, key=lambda p: p.heading[0] if p.heading else ""):
        size = len(list(group))
        yield heading, at, at + size
        at += size


def pages(title: str, paragraphs: Sequence[Paragraph]) -> list[tuple[str, int, int]]:
    """(title, first paragraph, behind the last) of each page; the whole document as one where it is no collection.

    A text without a title has that of its first heading, if it opens by saying what that is and no other part does."""
    whole = [(title, 0, len(paragraphs))]
    if title:
        return whole
    found = [(_SPACED.sub(lambda m: m["mark"], heading), first, behind) for heading, first, behind in _by_heading(paragraphs)]
    named = [page for page in found if page[0]]
    opened = [page for page in named if opens_with(page[0], paragraphs[page[1] : page[1] + 2])]
    if opened and opened == found[:1]:
        return [(opened[0][0], 0, len(paragraphs))]
    return found if len(opened) >= _LEAST and 2 * len(opened) >= len(named) else whole
