"""How good is what an extractor says?  Measured against gold, on the user's own lines or on public sets.

items.py     what is asked and right, and what a system answers
graphs.py    what a system's graph says, for sets that ask a graph
sets/        the public sets
measures.py  the measures of every set: strict.py, relaxed.py (with encoder.py), pairs, qualifiers
tally.py     sums → precision, recall, F1, intervals, significance
compare.py   several systems side by side;  errors.py  what went wrong, by kind;  page.py  both as HTML
judge.py     is a fact still told by some statements?
spans.py     times in words → months
text.py      tokenised text put together again

Knows what was said and what is right; nothing of how it was extracted.
"""
