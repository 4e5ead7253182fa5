"""Names of one document that mean the same, and what is known of names.

joining.py   the steps that join them
acronyms.py  acronyms for names
titled.py    what the page's title says of names
openers.py   common nouns that only open sentences
groups.py    names in groups, and what a join forbids
kinds.py     what speaks for the type of a name
forms.py     the different names of a document
subject.py   what a page is about
gender.py    given names, surnames, countries and their people
spot.py      a place where somebody is mentioned

Each imports only what stands below it.  Knows nothing of triples.
"""
