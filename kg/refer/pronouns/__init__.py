"""Pronouns and descriptions: which name of the document each stands for, or why it stays open.

resolver.py      whom "he" and "she" stand for, and where a pronoun stays open
things.py        what "it" stands for
descriptions.py  "the company"
persons.py       which names "he" or "she" may mean
strangers.py     people without a name

Each imports only what stands below it.  Knows nothing of triples.
"""
