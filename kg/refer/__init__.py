"""References within one document: what its pronouns, descriptions and names stand for, and which triples can stand by themselves.

the way of a document
    settle.py        page by page: what each end stands for, and whether the triple is kept
    pages.py         several pages in one file
    plan.py          what each end of a triple looks like, before the chains are known
    chains.py        all mentions in chains: forms, then names, pronouns and descriptions
    book.py          what an end stands for: a chain, a literal, or nothing for a reason
    gate.py          which triples can stand by themselves; asks the rules below
    textless.py      records without text
names that mean the same
    forms.py         the different names of a document, and what speaks for their types
    groups.py        names in groups, and what a join forbids
    naming.py        the steps that join them
    acronyms.py      acronyms for names
    titled.py        what the page's title says of names
    openers.py       common nouns that only open sentences
    commons.py       names that many bear ("Board of Trustees")
    subject.py       what a page is about
pronouns and descriptions
    pronouns.py      whom "he" and "she" stand for, and where a pronoun stays open
    things.py        what "it" stands for
    descriptions.py  "the company"
    persons.py       which names "he" or "she" may mean
    strangers.py     people without a name
    spot.py          a place where somebody is mentioned
    dates.py         what relative dates count from
tales
    cast.py          which texts are tales, who acts in one and where somebody speaks
    tale.py          what of a tale stands by itself
    bodies.py        parts of bodies and minds
rules of the gate, on words
    phrases.py       what kind of phrase an end is
    sense.py         what says nothing by itself ("X did so")
    vague.py         what leaves open which, of what, or by whose opinion
    loose.py         ends that hang on what stands elsewhere
    generic.py       texts that lay down rules, where "the trustee" is a notion
    posts.py         posts without the body that they are of
    jumps.py         predicates that words are left out of
    repeats.py       what a statement would say twice
    standing.py      the chance that a reader agrees
qualifiers
    scope.py         what they stand for, and whether the triple can stand without those that are lost
    bounds.py        what bounds a fact and stands in no qualifier
    lent.py          those of another verb, clause or noun
    narrowing.py     those that say nothing sure
    scene.py         the year of a happening, from the sentence before
lists and places
    gender.py        given names, surnames, countries and their people
    spans.py         how the parts of a triple lie in the text

Knows one document at a time; nothing of the corpus, of storage or of how triples were extracted.
"""

from __future__ import annotations

from kg.refer.settle import refer, resolve_one

__all__ = ["FINGERPRINT", "refer", "resolve_one"]

# Changed whenever the same extractions would be settled in another way, so that documents are settled anew.
FINGERPRINT = "refer 49"
