"""Rules on words alone, the same for every extractor's output.

worthless.py  what says nothing by itself ("X did so")
vague.py      what leaves open which, of what, or by whose opinion
loose.py      ends that hang on what stands elsewhere
generic.py    texts that lay down rules, where "the trustee" is a notion
sense.py      what a predicate says by its words
jumps.py      predicates that words are left out of
phrases.py    what kind of phrase an end is

Each imports only what stands below it.  Knows nothing of chains.
"""
