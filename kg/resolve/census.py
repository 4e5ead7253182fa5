"""Which names many people bear, from the lists of the United States census that the package `names` ships.

A rule that joins "J. Smith" to the only Smith of a corpus is safe for a rare family name only.
Knows nothing of merging; without the package every name is rare.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _shares(part: str) -> dict[str, float]:
    from importlib.metadata import PackageNotFoundError, distribution

    # Through the distribution and not by import: a user's own names.py must not stand in the way.
    try:
        path = Path(str(distribution("names").locate_file(f"names/dist.{part}")))
    except PackageNotFoundError:
        return {}
    lines = path.read_text(encoding="ascii").splitlines()
    return {word.lower(): float(share) for word, share, *_ in map(str.split, lines) if word}


def family_share(word: str) -> float:
    """How many of a hundred people bear this family name (lower case); 0 for a rare or unknown one."""
    return _shares("all.last").get(word.replace("'", "").replace(" ", ""), 0.0)


@cache
def is_listed(word: str) -> bool:
    """Whether a word (lower case) is a known given or family name."""
    return any(word in _shares(part) for part in ("all.last", "male.first", "female.first"))


def is_given(word: str) -> bool:
    """Whether a word (lower case) is a known given name."""
    return any(word in _shares(part) for part in ("male.first", "female.first"))


def gender(word: str) -> str:
    """ "m" or "f" for a given name (lower case) that is borne by one of the two at least ten times as often, else ""."""
    male, female = _shares("male.first").get(word, 0.0), _shares("female.first").get(word, 0.0)
    return "m" if male > 10 * female else "f" if female > 10 * male else ""
