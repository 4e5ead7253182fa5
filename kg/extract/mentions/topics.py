"""Names that list what they are for: "Minister for Arts[, Culture and Heritage]", "Committee on Trade[ and the Environment]".

Knows words and their capitals; neither parses nor mentions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.extract.mentions.words import OF_HEADS, ORGANIZATION_ENDS, ROLES, TITLES, of

MOST_TOPICS = 6
_BODIES = of(
    "committee subcommittee department ministry minister secretary institute centre center school faculty college academy agency office division"
)
_FOR = frozenset(("of", "for", "on"))
_WITH_ARTICLE = of(
    "arts performing environment family disabled elderly judiciary interior economy treasury sea humanities"
)  # "and the Environment"
_NO_TOPIC = OF_HEADS | ORGANIZATION_ENDS | TITLES | ROLES | {"i"}


def listed_end(lower: Sequence[str], written: Callable[[int], str], other: Callable[[int], bool], first: int, last: int) -> int:
    """Where the name over the tokens first … last-1 ends with the topics that it goes on to list: `last` where it lists none.

    `written` gives a token as it stands, `other` tells that it belongs to a person or place of its own."""
    if last >= len(lower) or lower[last] not in (",", "and", "&"):
        return last
    if not any(lower[i] in _BODIES and lower[i + 1] in _FOR for i in range(first, last - 1)) or written(last - 1)[:1].islower():
        return last
    at = last
    for _ in range(MOST_TOPICS):
        begin = at
        at += at < len(lower) and lower[at] == ","
        final = at < len(lower) and lower[at] in ("and", "&")
        at += final
        if at == begin:
            return last
        at += final and lower[at : at + 1] == ["the"] and bool(_WITH_ARTICLE.intersection(lower[at + 1 : at + 2]))
        begin = at
        while at < len(lower) and written(at)[:1].isupper():
            if lower[at] in _NO_TOPIC or other(at) or written(at).isupper():
                return last
            at += 1
        if at == begin:
            return last
        if final:
            return at
    return last
