"""Reading the graph back: `show`, `explain`, `stats`.

show.py     an entity as a fact sheet
explain.py  why a statement is there, why an entity is one
stats.py    counts
telling.py  dates, quantities and qualifiers in words; sources as numbered notes

Each answer is a frozen value with `as_json()`, plain data for scripts, and `str()`, text for people.
"""

from kg.ask.explain import explain
from kg.ask.show import show
from kg.ask.stats import stats

__all__ = ["explain", "show", "stats"]
