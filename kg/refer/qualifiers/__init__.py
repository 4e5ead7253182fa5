"""Qualifiers of settled triples, and what bounds a triple without one.

scope.py      what they stand for, and whether the triple can stand without those that are lost
narrowing.py  those that say nothing sure
lent.py       those of another verb, clause or noun
bounds.py     what bounds a fact and stands in no qualifier

Each imports only what stands below it.
"""
