"""Words of texts → canonical and typed: names, predicates, dates, numbers, quantities, qualifier keys.

names.py       the form of a name to show, and the form to compare;  census.py  which names of persons many bear
predicates.py  one wording for "won", "has won" and "was won by";  verbs.py  forms of verbs
keys.py        qualifier keys
values.py      texts → typed literals, by the next four
dates.py       dates → EDTF;  relative.py  "last year", "two years later"
quantities.py  numbers with units → UCUM;  numbers.py  number words

Knows single strings and nothing of where they stand, what they refer to or how they are kept.
"""
