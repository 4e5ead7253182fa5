"""Words of texts → canonical and typed: names, predicates, dates, numbers, quantities, qualifier keys.

Knows single strings and nothing of where they stand, what they refer to or how they are kept.
"""
