"""What a name's head and the words beside it say of it: "the physicist Anna Berg", "the city of Turin"; "Anna Berg was a Polish physicist", "Anna Berg, a physicist".

Words alone.  Knows one text; nothing of parses, documents or who is meant.
"""

from __future__ import annotations

import re
from itertools import takewhile

from kg.extract.mentions import words

# The type of what is called by a common noun.
KINDS = {
    **dict.fromkeys(words.EVENT_NOUNS, "Event"),
    **dict.fromkeys(words.WORK_NOUNS, "Work"),
    **dict.fromkeys(words.PLACE_NOUNS, "Place"),
    **dict.fromkeys(words.ORGANIZATION_NOUNS, "Organization"),
    **dict.fromkeys(words.PERSON_NOUNS, "Person"),
}
_HEADS = ((words.ORGANIZATION_ENDS, "Organization"), (words.EVENT_ENDS, "Event"), (words.PLACE_ENDS, "Place"))
_BEFORE = re.compile(r"\b([a-z]+)(?: of)? $")
_BEHIND = re.compile(r"(?: \([^()]{0,60}\))?,? (?:(?:is|was|became|remains) (?:an?|the)|(?<=, )an?) ((?:[\w'’-]+ ?){1,5})")
_ADJECTIVES = words.of("major general private capital state head record single country minor prime")  # too, before another noun
_EITHER = words.of("partner owner leader host agent producer winner founder star")  # of persons, and of much else
_STOPS = words.of("of in at on by for from to with and or who which that whose as than")


def of_head(head: str) -> str:
    """The type of a name by its head, "Alder University": one of kg.model.TYPES; "" where that says nothing."""
    return next((kind for heads, kind in _HEADS if head in heads), "")


def told(text: str, start: int, end: int) -> str:
    """The type that the nouns beside a name give to it, one of kg.model.TYPES; "" for none."""
    return _before(text, start) or _behind(text, end)


def _before(text: str, start: int) -> str:
    found = _BEFORE.search(text, max(0, start - 24), start)
    if found is None or found[1] in _EITHER:
        return ""
    kind, of = KINDS.get(found[1], ""), text.endswith(" of ", 0, start)
    return kind if of == (kind == "Place") or kind in ("Person", "Organization", "Work") and not of else ""


def _behind(text: str, end: int) -> str:
    """By the last known noun before a preposition: "a state university" is no state."""
    found = _BEHIND.match(text, end)
    said = list(takewhile(lambda word: word not in _STOPS, found[1].lower().split())) if found else []
    for word in reversed(said):
        kind = KINDS.get(word) or KINDS.get(word.removesuffix("s"), "")
        if kind and word not in _EITHER and (word is said[-1] or word not in _ADJECTIVES):
            return kind
    return ""
