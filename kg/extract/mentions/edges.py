"""Where a name that the recogniser found ends, and whether the title before it is a part of it.

Knows the tokens of one text; nothing of mentions.
"""

from __future__ import annotations

from kg.extract.mentions import words
from kg.extract.mentions.tokens import Tokens, symbols

_LEADING = frozenset(
    "introduction guide voyage journey road return letter ode key way access right back".split()
)  # to what, is in the name
_MOVING = frozenset(("to", "from", "by", "into"))


def before_preposition(tokens: Tokens, first: int, last: int) -> int:
    """Where a name ends that the recogniser has drawn over a phrase of the verb: "was invited by Roe [to Iceland]"."""
    known = symbols()
    for i in range(first + 1, last):
        outside = tokens.head[i] < first or tokens.head[i] >= last
        if (
            tokens.lower[i] in _MOVING
            and tokens.words[i].islower()
            and tokens.dep[i] == known["prep"]
            and outside
            and tokens.lower[i - 1] not in _LEADING
        ):
            return i
    return last


def titled_thing(tokens: Tokens, first: int, last: int) -> bool:
    """Whether what a title opens is no person, by its head: the word before "of", else the last."""
    if last - first < 2 or tokens.lower[first] not in words.TITLES or tokens.words[first].islower():
        return False
    if "," in tokens.lower[first:last] or tokens.lower[first + 1] in words.INNER:
        return False
    head = tokens.lower.index("of", first, last) - 1 if "of" in tokens.lower[first + 1 : last] else last - 1
    return tokens.lower[head] in words.THING_ENDS and tokens.words[head][0].isupper() or tokens.lower[first + 1] == "league"
