"""What the first sentence of a page says that its subject is: "Anna Roe (born 1912) was a Norland painter".

That is what an article is for, whatever stands in its brackets.  Knows one triple and the page; nothing of chances.
"""

from __future__ import annotations

import re

from kg.model import Triple
from kg.refer.book import Book
from kg.refer.place import Place

_IS = frozenset(("is", "was", "are", "were"))
_BRACKET = re.compile(r"\([^()\n]*\)")
_ENDS = re.compile(r"[.!?;:]\s")
_ARTICLE = re.compile(r"(?:(?:The|A|An) )?")


def defines(book: Book, place: Place, triple: Triple, subject: int) -> bool:
    """Whether a triple says what the page's subject is, in the sentence that opens the page with its name."""
    said, object = triple.subject_span, triple.object_span
    if not said or not object or not triple.predicate_span or triple.predicate not in _IS or triple.modality != "asserted":
        return False
    if place.index or not book.is_page(subject):
        return False
    text = place.paragraph.text
    between = _BRACKET.sub("", text[said[1] : object[0]])
    return _ARTICLE.fullmatch(text[: said[0]]) is not None and said[1] < object[0] and _ENDS.search(between) is None
