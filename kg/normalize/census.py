"""Which names many people bear: the lists of the 1990 census of the United States, as the package `names` ships them.

Shares are of a hundred people.  A word is looked up in lower case and as it stands there: without apostrophes and blanks.
Knows single words; nothing of who is meant.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import MissingExtra


@cache
def _shares(part: str) -> dict[str, float]:
    from importlib.metadata import PackageNotFoundError, distribution

    # Through the distribution and not by import: a user's own names.py must not stand in the way.
    try:
        path = Path(str(distribution("names").locate_file(f"names/dist.{part}")))
    except PackageNotFoundError as error:
        raise MissingExtra("names", extra=None, purpose="telling names of persons") from error
    return {word.lower(): float(share) for word, share, *_ in map(str.split, path.read_text(encoding="ascii").splitlines()) if word}


def family_share(word: str) -> float:
    """How many of a hundred people bear this family name; 0 for a rare or unknown one."""
    return _shares("all.last").get(word, 0.0)


def given_shares(word: str) -> tuple[float, float]:
    """How many of a hundred men, and of a hundred women, bear this given name; 0 for a rare or unknown one."""
    return _shares("male.first").get(word, 0.0), _shares("female.first").get(word, 0.0)


def is_family(word: str) -> bool:
    """Whether a word is a known family name."""
    return word in _shares("all.last")


def is_given(word: str) -> bool:
    """Whether a word is a known given name."""
    return word in _shares("male.first") or word in _shares("female.first")


def gender(word: str, *, times: float = 10.0) -> str:
    """ "m" or "f" for a given name that is borne by one of the two more than so many `times` as often, else ""."""
    male, female = given_shares(word)
    return "m" if male > times * female else "f" if female > times * male else ""
