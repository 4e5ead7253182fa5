"""Common nouns that were taken for names because they open sentences: "Radium is …" is radium.

Safe only where the document never writes the word with a capital inside a sentence, and either writes it small, too, or says that it is a
substance or the like.  Knows the names of one document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Paragraph
from kg.refer.names.gender import is_given, is_people, is_place, is_surname
from kg.refer.names.groups import Names
from kg.refer.names.subject import SUBSTANCES, Subject

_STARTS = re.compile(r"(?:^|[.!?:][\"”’)\]]*\s+|\n\s*)[\"“‘(]?$")


def common_nouns(names: Names, paragraphs: Sequence[Paragraph], subject: Subject) -> frozenset[int]:
    """The roots of such words; where the document writes the word small, both forms are joined.

    A place's, a people's or a person's known name is never taken for a common noun."""
    small = {form.key: form.order for form in names.forms if not form.case and len(form.words) == 1}
    found = set()
    for form in names.forms:
        word = form.text
        if not form.case or len(form.words) != 1 or not word[1:].islower() or not word.isalpha() or not form.places:
            continue
        if is_place(form.key) or is_people(form.key) or is_given(form.key) or is_surname(form.key) or form.title:
            continue
        called = form.words == subject.key and bool(subject.nouns & SUBSTANCES)
        if not called and form.key not in small:
            continue
        if (
            all(_STARTS.search(paragraphs[i].text, max(0, m.start - 6), m.start) for i, m in form.places)
            and names.root(form.order) == form.order
        ):
            if form.key in small:
                names.join(form.order, small[form.key], "letter case", 0.95)
            found.add(names.root(form.order))
    return frozenset(found)
