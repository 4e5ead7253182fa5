"""Mentions of one parsed text: names, pronouns, and noun phrases that may stand for something named.

Reads a spaCy `Doc` through arrays, each token once.  Knows nothing of documents, chains or who is meant: that is `refer`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kg.extract import mention_words as words
from kg.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

# What the labels of the named entity recogniser say in our words; labels that are missing here are values, not names.
LABELS = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
    "EVENT": "Event",
    "WORK_OF_ART": "Work",
    "LAW": "Work",
    "PRODUCT": "Product",
    "NORP": "Group",
    "LANGUAGE": "Concept",
}
ROLES = {
    "nsubj": "subject",
    "nsubjpass": "subject",
    "csubj": "subject",
    "dobj": "object",
    "dative": "object",
    "pobj": "object",
    "poss": "possessive",
}
ROLES["appos"] = "apposition"
_DETERMINERS = words.of("the this that these those")
_NOT_AT_END = words.of("of the and in for at by to on a an or with")
_HYPHENS = frozenset("-‐‑–")
_YEAR_BEFORE = words.of("championship championships olympics games cup election elections season prix open paralympics tournament")
_SEEMS = words.of("seems seemed appears appeared happens happened turns turned rains rained snows snowed takes took follows followed")


@lru_cache(maxsize=1)
def _symbols() -> dict[str, Any]:
    """spaCy's numbers for the tags, relations and labels that are looked at; the same in every process."""
    from spacy.strings import StringStore

    strings = StringStore()

    def number(name: str) -> int:
        return int(strings.add(name))

    return {
        "labels": {number(label): kind for label, kind in LABELS.items()},
        "roles": {number(relation): role for relation, role in ROLES.items()},
        **{
            name: number(name)
            for name in ("conj", "compound", "prep", "agent", "poss", "amod", "nummod", "det", "expl", "nsubj", "ccomp", "xcomp", "advcl")
        },
        **{
            name: number(name)
            for name in ("NNP", "NNPS", "NN", "NNS", "PRP", "PRP$", "DT", "POS", "appos", "acomp", "attr", "nmod", "quantmod", "flat")
        },
        **{name: number(name) for name in ("csubj", "relcl")},
    }


class _Tokens:
    """The columns of a parsed text that the search looks at, as plain lists."""

    __slots__ = ("dep", "end", "head", "iob", "label", "lower", "sentence", "start", "tag", "text", "words")

    def __init__(self, doc: Doc) -> None:
        columns = doc.to_array(["TAG", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "SENT_START", "IDX", "LENGTH"])
        self.tag, self.dep = columns[:, 0].tolist(), columns[:, 1].tolist()
        offsets = columns[:, 2].astype("int64").tolist()
        self.head = [i + offset for i, offset in enumerate(offsets)]
        self.iob, self.label = columns[:, 3].tolist(), columns[:, 4].tolist()
        self.sentence = ((columns[:, 5] == 1).cumsum() - 1).clip(0).tolist()
        self.start = columns[:, 6].tolist()
        self.end = (columns[:, 6] + columns[:, 7]).tolist()
        self.text = text = doc.text
        self.words = [text[a:b] for a, b in zip(self.start, self.end, strict=True)]
        self.lower = [word.lower() for word in self.words]


def find_mentions(doc: Doc) -> tuple[Mention, ...]:
    """All mentions of a parsed text in the order of their start; names never overlap one another.

    A noun phrase may hold names and pronouns ("his wife", "the city of Turin" has "the city" and "Turin").
    Values (dates, amounts) are no mentions, and neither are indefinite noun phrases.
    """
    if not len(doc):
        return ()
    tokens = _Tokens(doc)
    names = _names(tokens)
    found = [_mention(tokens, first, last, _head(tokens, first, last), "name", kind) for first, last, kind in names]
    inside = [False] * len(tokens.words)
    for first, last, _ in names:
        inside[first:last] = [True] * (last - first)
    found += _pronouns(tokens, inside)
    found += _nominals(tokens, inside)
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return tuple(found)


# ---- names ---------------------------------------------------------------------------------------------------------------

_Name = tuple[int, int, str]  # first token, token behind the last, type guess


def _names(tokens: _Tokens) -> list[_Name]:
    """Recognised names, trimmed and made whole, and the runs of proper nouns that the recogniser left over."""
    recognised, taken = _recognised(tokens)
    proper = _proper(tokens, taken)
    found = [_grown(tokens, name, proper, taken) for name in recognised]
    for first, last, _ in found:
        taken[first:last] = b"\2" * (last - first)
    for first, last in _left_over(proper, taken):
        first, last = _trim(tokens, first, last)
        first = _behind_titles(tokens, first, last)
        if first < last and not (last - first == 1 and tokens.lower[first] in _ALONE_NO_NAME):
            found.append((first, last, ""))
    found.sort()
    return [(first, last, _guess(tokens, first, last, kind)) for first, last, kind in _glued(tokens, found)]


def _recognised(tokens: _Tokens) -> tuple[list[_Name], bytearray]:
    """What the recogniser calls a name, and for each token: 0 free, 1 part of a value (date, amount), 2 part of a name."""
    labels, size = _symbols()["labels"], len(tokens.words)
    found: list[_Name] = []
    taken = bytearray(size)
    i = 0
    while i < size:
        if not tokens.label[i]:
            i += 1
            continue
        j = i + 1
        while j < size and tokens.iob[j] == 1:
            j += 1
        kind = labels.get(tokens.label[i])
        if kind is None:
            taken[i:j] = b"\1" * (j - i)
        else:
            first, last = _trim(tokens, i, j)
            if kind == "Person":
                first = _behind_titles(tokens, first, last)
            if first < last and not (last - first == 1 and tokens.lower[first] in _ALONE_NO_NAME):
                found.append((first, last, kind))
                taken[first:last] = b"\2" * (last - first)
        i = j
    return found, taken


def _proper(tokens: _Tokens, taken: bytearray) -> bytearray:
    """1 for each capitalised proper noun that is no part of a value."""
    symbols = _symbols()
    tags = (symbols["NNP"], symbols["NNPS"])
    return bytearray(
        tag in tags and not value and (word[0].isupper() or (word[0].isdigit() and not word.isdigit()) or word != lower)
        for tag, value, word, lower in zip(tokens.tag, (mark == 1 for mark in taken), tokens.words, tokens.lower, strict=True)
    )


def _left_over(proper: bytearray, taken: bytearray) -> list[tuple[int, int]]:
    """Maximal runs of proper nouns outside recognised names."""
    runs, i, size = [], 0, len(proper)
    while (i := proper.find(1, i)) >= 0:
        j = i
        while j < size and proper[j] and not taken[j]:
            j += 1
        if j > i:
            runs.append((i, j))
        i = max(j, i + 1)
    return runs


def _trim(tokens: _Tokens, first: int, last: int) -> tuple[int, int]:
    """Without determiners, possessives, quotes and stray marks at the ends, and up to the first line break or bracket; empty if no letter is large."""
    symbols = _symbols()
    for i in range(first, last):
        if "\n" in tokens.words[i] or (tokens.words[i] in "([" and i > first):
            last = i
            break
    possessive, determiner = symbols["POS"], symbols["DT"]
    while first < last and (
        tokens.tag[first] in (determiner, symbols["PRP$"], possessive)
        or tokens.lower[first] == "the"
        or not tokens.words[first][0].isalnum()
    ):
        first += 1
    while first < last and (
        tokens.tag[last - 1] == possessive
        or tokens.lower[last - 1] in _NOT_AT_END
        or not (tokens.words[last - 1][-1].isalnum() or tokens.words[last - 1][-1] in _NAME_MARKS)
    ):
        last -= 1
    if all(tokens.words[i] == tokens.lower[i] for i in range(first, last)):
        return first, first
    return first, last


def _behind_titles(tokens: _Tokens, first: int, last: int) -> int:
    """The token after the titles that a name starts with; a title that belongs to a lone name ("Queen Anne") stays."""
    while last - first > 1 and tokens.lower[first] in words.TITLES:
        if tokens.lower[first] in words.KEPT_TITLES and (last - first == 2 or tokens.lower[last - 1] in words.PERSON_SUFFIXES):
            break
        if tokens.lower[first + 1] in words.INNER:
            break
        first += 1
    return first


def _grown(tokens: _Tokens, name: _Name, proper: bytearray, taken: bytearray) -> _Name:
    """A recognised name with the proper nouns that touch it and belong to no other; "1998" before "Winter Olympics" too."""
    first, last, kind = name
    right = last
    while right < len(proper) and proper[right] and not taken[right] and tokens.lower[right] not in _ALONE_NO_NAME:
        right += 1
    left = first
    while left > 0 and proper[left - 1] and not taken[left - 1]:
        left -= 1
    if left < first:
        left = _behind_titles(tokens, left, right) if left < first else left
        if all(tokens.lower[i] in words.TITLES for i in range(left, first)) and not (
            first - left == 1 and tokens.lower[left] in words.KEPT_TITLES and last - first == 1
        ):
            left = first
    return left, right, kind if right == last or kind == "Person" else ""


def _glued(tokens: _Tokens, names: list[_Name]) -> list[_Name]:
    """Joins names over "of" behind a class noun, over inner particles, and over hyphens without blanks; adds the year of an event."""
    out: list[_Name] = []
    for first, last, kind in names:
        if out and first > out[-1][1]:
            before, middle, old = out[-1]
            between = tokens.lower[middle:first]
            if _joins(tokens, middle, first, between, old, kind):
                out[-1] = (before, last, _joint_kind(old, kind, between))
                continue
        if first and tokens.lower[last - 1] in _YEAR_BEFORE and _is_year(tokens.words[first - 1]) and (not out or out[-1][1] < first):
            first -= 1
        out.append((first, last, kind))
    return out


def _joins(tokens: _Tokens, middle: int, first: int, between: list[str], old: str, kind: str) -> bool:
    if len(between) == 1 and between[0] in _HYPHENS:
        return (
            tokens.end[middle - 1] == tokens.start[middle]
            and tokens.end[middle] == tokens.start[first]
            and old != "Group"
            and kind != "Group"
        )
    if between[0] == "of" and (len(between) == 1 or between[1:] == ["the"]):
        return tokens.lower[middle - 1] in words.OF_HEADS
    return (
        len(between) <= 2
        and all(word in words.INNER and word != "of" for word in between)
        and old in ("Person", "")
        and kind in ("Person", "")
    )


def _joint_kind(old: str, kind: str, between: list[str]) -> str:
    return old if between[0] == "of" else old or kind


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[0] in "12"


def _guess(tokens: _Tokens, first: int, last: int, kind: str) -> str:
    """The type of a name: a title before it, a telling last word, else what the recogniser said."""
    end = tokens.lower[last - 1]
    head = end
    if last - first > 2 and "of" in tokens.lower[first + 1 : last - 1]:
        head = tokens.lower[tokens.lower.index("of", first + 1) - 1]
    if last - first > 1 and kind != "Person":
        if head in words.ORGANIZATION_ENDS:
            return "Organization"
        if head in words.EVENT_ENDS:
            return "Event"
        if head in words.PLACE_ENDS or tokens.lower[first] in words.PLACE_STARTS:
            return kind if kind == "Work" or kind == "Organization" and head not in words.SURE_PLACES else "Place"
    if first and tokens.lower[first - 1] in words.TITLES and tokens.words[first - 1][0].isupper():
        return "Person"
    return kind


# ---- pronouns and noun phrases ---------------------------------------------------------------------------------------------


def _pronouns(tokens: _Tokens, inside: list[bool]) -> list[Mention]:
    symbols = _symbols()
    personal, possessive, determiner = symbols["PRP"], symbols["PRP$"], symbols["DT"]
    found = []
    for i, tag in enumerate(tokens.tag):
        if tag in (personal, possessive):
            word = tokens.lower[i]
            if word in words.PRONOUNS and not inside[i] and not (word == "it" and _pleonastic(tokens, i)):
                found.append(_mention(tokens, i, i + 1, i, "pronoun", ""))
        elif tag == determiner and tokens.lower[i] in words.DEMONSTRATIVES and tokens.dep[i] in symbols["roles"] and not inside[i]:
            found.append(_mention(tokens, i, i + 1, i, "pronoun", ""))
    return found


def _pleonastic(tokens: _Tokens, i: int) -> bool:
    """ "It" that stands for nothing: an expletive, weather, "it seems", or the subject of "is … that/to …"."""
    symbols = _symbols()
    if tokens.dep[i] == symbols["expl"]:
        return True
    verb = tokens.head[i]
    if tokens.dep[i] != symbols["nsubj"]:
        return False
    if tokens.lower[verb] in _SEEMS:
        return True
    children = [j for j in range(verb + 1, min(len(tokens.words), verb + 15)) if tokens.head[j] == verb]
    said = any(tokens.dep[j] in (symbols["acomp"], symbols["attr"]) for j in children)
    clause = any(tokens.dep[j] in (symbols["ccomp"], symbols["csubj"], symbols["xcomp"]) for j in children)
    return said and clause


def _nominals(tokens: _Tokens, inside: list[bool]) -> list[Mention]:
    """Definite and possessive common-noun phrases, from their determiner or possessor to the head noun."""
    symbols = _symbols()
    nouns = (symbols["NN"], symbols["NNS"], symbols["NNP"], symbols["NNPS"])
    compound, poss, det = symbols["compound"], symbols["poss"], symbols["det"]
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
_ALONE_NO_NAME = words.TITLES | words.PERSON_NOUNS
_NAME_MARKS = frozenset(".!?+)")


# ---- both --------------------------------------------------------------------------------------------------------------------


def _head(tokens: _Tokens, first: int, last: int) -> int:
    """The token of a range that hangs on one outside it."""
    for i in range(last - 1, first - 1, -1):
        if not first <= tokens.head[i] < last or tokens.head[i] == i:
            return i
    return last - 1


def _mention(tokens: _Tokens, first: int, last: int, head: int, kind: Any, type: str) -> Mention:
    symbols = _symbols()
    role, governor = tokens.dep[head], tokens.head[head]
    for _ in range(10):  # a conjunct stands where the first of its peers stands
        if role != symbols["conj"]:
            break
        role, governor = tokens.dep[governor], tokens.head[governor]
    while tokens.dep[governor] in (symbols["prep"], symbols["agent"]) and tokens.head[governor] != governor:
        governor = tokens.head[governor]
    start, end = tokens.start[first], tokens.end[last - 1]
    place = -1 if tokens.head[head] == head else tokens.start[governor]
    return Mention(start, end, tokens.text[start:end], kind, type, tokens.sentence[head], symbols["roles"].get(role, "other"), place)
