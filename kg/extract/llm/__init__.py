"""What the extractors that ask a language model share, wherever it runs.

prompt.py     what is asked
wire.py       the form of the answer
answers.py    what was written → triples
salvage.py    broken JSON
answering.py  answers → an Extraction
shape.py      mentions of an unparsed text
trust.py      the chance that a reader agrees

Knows texts of questions and answers; nothing of models or servers.
"""
