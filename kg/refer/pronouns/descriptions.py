"""Definite descriptions ("the company", "the singer"): which name of the document they stand for, where that is safe.

A description fits a name whose own class noun it repeats ("the university" after "University of Leeds") or that the text calls so
("Acme is a company", "singer Ann Roe").  Knows the names of one document as groups; knows nothing of pronouns or triples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.mentions import words
from kg.model import Mention, Paragraph
from kg.refer.names.forms import Form, head_word
from kg.refer.names.groups import Names

_CALLED = re.compile(
    r"(?:\s*\([^)]{0,80}\))?(?:,|\s+(?:is|was|are|were|became|remains))\s+(?:(?:a|an|the|one of the)\s+)?([a-zA-Z][^.;:()\n]{0,70})"
)
_CUT = re.compile(r",|\b(?:of|in|at|from|for|by|with|to|on|who|which|that|whose|based|born|founded|located|near|under|as)\b")
_NOUNS = words.PERSON_NOUNS | words.ORGANIZATION_NOUNS | words.PLACE_NOUNS | words.WORK_NOUNS | words.EVENT_NOUNS
_DEICTIC = words.of("state country nation government court")  # more often the speaker's own than the one last named
# Nouns for an organization that its name need not repeat.
COMPANY_NOUNS = words.of("company firm corporation manufacturer retailer startup")
_OF_PLACES = words.of(
    "city town village state province island republic kingdom county municipality region district commune borough country port isle"
)
_DETERMINED = ("the ", "this ", "that ")


class Descriptions:
    """What the names of a document are called in it; made once for each document that needs it."""

    def __init__(self, names: Names, paragraphs: Sequence[Paragraph]) -> None:
        self.names, self.paragraphs = names, paragraphs
        self._called: dict[str, set[int]] | None = None

    def hosts(self, noun: str) -> set[int]:
        """The groups that the document calls by a class noun."""
        if self._called is None:
            self._called = {}
            for i, form in enumerate(self.names.forms):
                if form.case:
                    for word in self._nouns(form):
                        self._called.setdefault(word, set()).add(self.names.root(i))
        return self._called.get(noun, set())

    def _nouns(self, form: Form) -> set[str]:
        found = {head_word(form.words)} & (_NOUNS - _DEICTIC) if len(form.words) > 1 else set()
        for index, mention in form.places[:3]:
            text = self.paragraphs[index].text
            before = text[max(0, mention.start - 24) : mention.start].rstrip().rpartition(" ")[2]
            if before in _NOUNS:
                found.add(before)
            called = _CALLED.match(text, mention.end, mention.end + 170)
            if called:
                cut = _CUT.search(called[1])
                said = (called[1][: cut.start()] if cut else called[1]).split()
                if said and said[-1] in _NOUNS:
                    found.add(said[-1])
                    if len(said) > 2 and said[-2] in ("and", "or") and said[-3] in _NOUNS:
                        found.add(said[-3])
        return found


def class_noun(mention: Mention) -> str:
    """The noun of a bare description ("the company" → "company"); "" for any other phrase."""
    first, _, noun = mention.text.lower().partition(" ")
    return noun if noun in _NOUNS and first + " " in _DETERMINED else ""


def names_its_place(mention: Mention, gap: str) -> bool:
    """Whether a description goes on with its own name: "the city of Turin"."""
    return gap in (" of ", " of the ") and mention.text.rpartition(" ")[2].lower() in _OF_PLACES


def says_no_more(form: Form, noun: str) -> bool:
    """Whether a name does not itself say that it is another kind of thing than the noun ("Leeds University" is no company)."""
    head = head_word(form.words)
    return head == noun or head not in words.ORGANIZATION_NOUNS
