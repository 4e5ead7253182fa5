"""Mentions of one parsed text: names, pronouns, and noun phrases that may stand for something named.

names.py   names made whole
edges.py   where one ends
beside.py  what the head of a name and the words beside it say of it
topics.py  names that list what they are for
tokens.py  the text as columns
words.py   word lists

Reads a spaCy `Doc` through arrays, each token once.  Knows nothing of documents, chains or who is meant: that is `refer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.extract.mentions import words
from kg.extract.mentions.names import find_names
from kg.extract.mentions.tokens import Tokens, symbols
from kg.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

_DETERMINERS = words.of("the this that these those")
_SEEMS = words.of("seems seemed appears appeared happens happened turns turned rains rained snows snowed takes took follows followed")


def find_mentions(doc: Doc) -> tuple[Mention, ...]:
    """All mentions of a parsed text in the order of their start; names never overlap one another.

    A noun phrase may hold names and pronouns ("his wife", "the city of Turin" has "the city" and "Turin").
    Values (dates, amounts) are no mentions, and neither are indefinite noun phrases.
    """
    if not len(doc):
        return ()
    tokens = Tokens(doc)
    names = find_names(tokens)
    found = [_mention(tokens, first, last, _head(tokens, first, last), "name", kind) for first, last, kind in names]
    inside = [False] * len(tokens.words)
    for first, last, _ in names:
        inside[first:last] = [True] * (last - first)
    found += _pronouns(tokens, inside)
    found += _nominals(tokens, inside)
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return tuple(found)


# ---- pronouns and noun phrases ---------------------------------------------------------------------------------------------


def _pronouns(tokens: Tokens, inside: list[bool]) -> list[Mention]:
    known = symbols()
    personal, possessive, determiner = known["PRP"], known["PRP$"], known["DT"]
    found = []
    for i, tag in enumerate(tokens.tag):
        if tag in (personal, possessive):
            word = tokens.lower[i]
            if word in words.PRONOUNS and not inside[i] and not (word == "it" and _pleonastic(tokens, i)):
                found.append(_mention(tokens, i, i + 1, i, "pronoun", ""))
        elif tag == determiner and tokens.lower[i] in words.DEMONSTRATIVES and tokens.dep[i] in known["roles"] and not inside[i]:
            found.append(_mention(tokens, i, i + 1, i, "pronoun", ""))
    return found


def _pleonastic(tokens: Tokens, i: int) -> bool:
    """ "It" that stands for nothing: an expletive, weather, "it seems", or the subject of "is … that/to …"."""
    known = symbols()
    if tokens.dep[i] == known["expl"]:
        return True
    verb = tokens.head[i]
    if tokens.dep[i] != known["nsubj"]:
        return False
    if tokens.lower[verb] in _SEEMS:
        return True
    children = [j for j in range(verb + 1, min(len(tokens.words), verb + 15)) if tokens.head[j] == verb]
    said = any(tokens.dep[j] in (known["acomp"], known["attr"]) for j in children)
    clause = any(tokens.dep[j] in (known["ccomp"], known["csubj"], known["xcomp"]) for j in children)
    return said and clause


def _nominals(tokens: Tokens, inside: list[bool]) -> list[Mention]:
    """Definite and possessive common-noun phrases, from their determiner or possessor to the head noun."""
    known = symbols()
    nouns = (known["NN"], known["NNS"], known["NNP"], known["NNPS"])
    compound, poss, det = known["compound"], known["poss"], known["det"]
    found, seen = [], set()
    for i, relation in enumerate(tokens.dep):
        if relation == det:
            if tokens.lower[i] not in _DETERMINERS:
                continue
        elif relation != poss:
            continue
        head = tokens.head[i]
        if head <= i or head - i > 8 or inside[head] or head in seen or tokens.tag[head] not in nouns or tokens.dep[head] == compound:
            continue
        seen.add(head)
        first = i
        if relation == poss:
            while first and inside[first - 1] and inside[first]:
                first -= 1
        found.append(_mention(tokens, first, head + 1, head, "nominal", _noun_kind(tokens.lower[head])))
    return found


def _noun_kind(noun: str) -> str:
    for form in (noun, noun.removesuffix("s")):
        for nouns, kind in _NOUN_KINDS:
            if form in nouns:
                return kind
    return ""


_NOUN_KINDS = (
    (words.PERSON_NOUNS, "Person"),
    (words.ORGANIZATION_NOUNS, "Organization"),
    (words.PLACE_NOUNS, "Place"),
    (words.WORK_NOUNS, "Work"),
    (words.EVENT_NOUNS, "Event"),
)


# ---- both --------------------------------------------------------------------------------------------------------------------


def _head(tokens: Tokens, first: int, last: int) -> int:
    """The token of a range that hangs on one outside it."""
    for i in range(last - 1, first - 1, -1):
        if not first <= tokens.head[i] < last or tokens.head[i] == i:
            return i
    return last - 1


def _mention(tokens: Tokens, first: int, last: int, head: int, kind: Any, type: str) -> Mention:
    known = symbols()
    role, governor = tokens.dep[head], tokens.head[head]
    for _ in range(10):  # a conjunct stands where the first of its peers stands
        if role != known["conj"]:
            break
        role, governor = tokens.dep[governor], tokens.head[governor]
    while tokens.dep[governor] in (known["prep"], known["agent"]) and tokens.head[governor] != governor:
        governor = tokens.head[governor]
    start, end = tokens.start[first], tokens.end[last - 1]
    place = -1 if tokens.head[head] == head else tokens.start[governor]
    return Mention(start, end, tokens.text[start:end], kind, type, tokens.sentence[head], known["roles"].get(role, "other"), place)
