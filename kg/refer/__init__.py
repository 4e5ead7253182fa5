"""References within one document: what its pronouns, descriptions and names stand for, and which triples can stand by themselves.

Each part imports only what stands below it.

the way of a document
    settle.py    page by page: what each end stands for, and whether the triple is kept
    textless.py  records without text
which triples can stand by themselves
    gate/        the rules that know what the ends stand for; asks all others
    qualifiers/  what they stand for, and what becomes of a triple that loses one
what an end stands for
    book.py      a chain, a literal, or nothing for a reason
    chains.py    all mentions in chains: forms, then names, pronouns and descriptions
    pronouns/    pronouns and descriptions
    tales/       texts that tell a story: who acts in one, and what of it stands by itself
what the text shows, before the chains are known
    spans.py     how the parts of a triple lie in it
    plan.py      what each end of a triple looks like
    place.py     a paragraph with what was extracted from it
    dates.py     what relative dates count from
    pages.py     several pages in one file, several parts of a page
    scene.py     the year of a happening, from the sentence before
    words/       rules on the words of an end or a triple alone
    names/       which names mean the same, and what is known of them

Knows one document at a time; nothing of the corpus, of storage or of how triples were extracted.
"""

from __future__ import annotations

from kg.refer.names.forms import apart
from kg.refer.settle import refer, resolve_one

__all__ = ["FINGERPRINT", "apart", "refer", "resolve_one"]

# Changed whenever the same extractions would be settled in another way, so that documents are settled anew.
FINGERPRINT = "refer 77"
