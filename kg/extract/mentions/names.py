"""Names in a parsed text: what the recogniser found, trimmed and made whole, and the proper nouns that it left over.

Knows tokens of one text; nothing of pronouns, roles or documents.
"""

from __future__ import annotations

from kg.extract.mentions import words
from kg.extract.mentions.beside import of_head
from kg.extract.mentions.edges import before_preposition, titled_thing
from kg.extract.mentions.tokens import Tokens, symbols
from kg.extract.mentions.topics import listed_end

_NOT_AT_END = words.of("of the and in for at by to on a an or with")
_HYPHENS = frozenset("-‐‑–")
_ROMAN = frozenset(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI"))
_YEAR_BEFORE = words.of("championship championships olympics games cup election elections season prix open paralympics tournament")
ALONE_NO_NAME = words.TITLES | words.PERSON_NOUNS
_OPENERS = words.of("in on at by from since during after before until with for under")
MONTHS = words.of("january february march april may june july august september october november december")
LEGAL_FORMS = words.of("inc inc. ltd ltd. llc llp plc corp corp. co. gmbh s.a. n.v. l.p.")
_ADVERBS = words.of(
    "subsequently eventually finally previously originally initially recently however meanwhile later then thereafter afterwards consequently "
    "additionally furthermore moreover nevertheless nonetheless happily sadly suddenly unfortunately similarly also when while although though "
    "today currently soon still thus therefore instead only even perhaps once here there now yet but and so if as"
)
_FEELING = words.of("poor dear")
_GIVEN_TOO = words.of(
    "victor dean earl duke prince baron marshal marquis hunter porter potter gardener regent rebel star king knight pilot butler"
)
_NAME_MARKS = frozenset(".!?+)")

Name = tuple[int, int, str]  # first token, token behind the last, type guess


def find_names(tokens: Tokens) -> list[Name]:
    """Recognised names, trimmed and made whole, and the runs of proper nouns that the recogniser left over."""
    recognised, taken = _recognised(tokens)
    proper = _proper(tokens, taken)
    found = _parted(tokens, recognised, [_grown(tokens, name, proper, taken) for name in recognised])
    for first, last, _ in found:
        taken[first:last] = b"\2" * (last - first)
    for first, last in _left_over(proper, taken):
        first, last = _trim(tokens, first, last)
        first = _behind_titles(tokens, first, last)
        alone = last - first == 1 and (tokens.lower[first] in ALONE_NO_NAME or _trade_at_start(tokens, first))
        if first < last and not alone:
            found.append((first, last, ""))
    found = [
        (first + (last - first > 1 and kind in ("Person", "") and tokens.lower[first] in _FEELING), last, kind)
        for first, last, kind in found
    ]
    found.sort()
    return [(first, last, _guess(tokens, first, last, kind)) for first, last, kind in _glued(tokens, found)]


def _recognised(tokens: Tokens) -> tuple[list[Name], bytearray]:
    """What the recogniser calls a name, and for each token: 0 free, 1 part of a value (date, amount), 2 part of a name."""
    labels, size = symbols()["labels"], len(tokens.words)
    found: list[Name] = []
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
            if kind != "Work":
                first = _behind_openers(tokens, first, last)
            listed = last - first == 3 and tokens.lower[first + 1] == "," and tokens.lower[last - 1] not in LEGAL_FORMS  # "Ann, Bob"
            while kind == "Person" and last - first > 1 and tokens.words[first].isdigit():
                first += 1  # "at 17:10 Captain Roe"
            if kind != "Work":
                last = before_preposition(tokens, first, last)
            if titled_thing(tokens, first, last):
                kind = "" if kind == "Person" else kind
            elif kind == "Person" or kind == "Organization" and (listed or tokens.lower[first] in words.TITLES):
                first, last = _one_person(tokens, first, last)
                first = _behind_titles(tokens, first, last)
            if first < last and not (last - first == 1 and tokens.lower[first] in ALONE_NO_NAME):
                found.append((first, last, kind))
                taken[first:last] = b"\2" * (last - first)
        i = j
    return found, taken


def _proper(tokens: Tokens, taken: bytearray) -> bytearray:
    """1 for each capitalised proper noun that is no part of a value."""
    known = symbols()
    tags = (known["NNP"], known["NNPS"])
    return bytearray(
        tag in tags
        and not value
        and not _opens(tokens, i)
        and (word[0].isupper() or (word[0].isdigit() and not word.isdigit()) or word != lower)
        for i, (tag, value, word, lower) in enumerate(
            zip(tokens.tag, (mark == 1 for mark in taken), tokens.words, tokens.lower, strict=True)
        )
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


def _trim(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """Without determiners, possessives, quotes and stray marks at the ends, and up to the first line break or bracket; empty if no letter is large."""
    known = symbols()
    for i in range(first, last):
        if "\n" in tokens.words[i] or (tokens.words[i] in "([" and i > first):
            last = i
            break
    possessive, determiner = known["POS"], known["DT"]
    while first < last and (
        tokens.tag[first] in (determiner, known["PRP$"], possessive) or tokens.lower[first] == "the" or not tokens.words[first][0].isalnum()
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


def _opens(tokens: Tokens, i: int) -> bool:
    """Whether a word has its capital from the sentence's start alone: "Subsequently Roe went"."""
    return tokens.lower[i] in _ADVERBS and (i == 0 or tokens.sentence[i] != tokens.sentence[i - 1])


def _behind_openers(tokens: Tokens, first: int, last: int) -> int:
    """The token after what only opens the sentence: "In July, Roe", "Happily Ann Roe", "On 1 March 1896 Roe"."""
    start, known = first, symbols()
    while last - first > 1:
        word = tokens.lower[first]
        opener = (
            _opens(tokens, first)
            or word in _OPENERS
            and tokens.tag[first] == known["IN"]
            or word.endswith("ly")
            and tokens.tag[first] == known["RB"]
        )
        dated = first > start or first > 0 and tokens.lower[first - 1] in _OPENERS
        if not opener and not (dated and (word in MONTHS or word.isdigit() or word == ",")):
            break
        first += 1
    named = any(tokens.words[i] != tokens.lower[i] and tokens.lower[i] not in MONTHS for i in range(first, last))
    return first if named else start


def _one_person(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """A person's name up to its comma, but for "Roe, Jr."; what follows is another's."""
    for i in range(first + 1, last):
        if tokens.words[i].islower() and tokens.lower[i] not in words.INNER and tokens.words[i][0].isalpha() and i + 1 < last:
            return first, i  # "Ann labels Bob"
        if "--" in tokens.words[i] or tokens.words[i] in ("?", "!", ";"):
            return first, i
        if tokens.lower[i] == "," and not (i + 1 < last and tokens.lower[i + 1] in words.PERSON_SUFFIXES):
            return first, i
    while last - first > 1 and tokens.words[last - 1].islower() and tokens.tag[last - 1] != symbols()["NNP"]:
        last -= 1  # "Ann understood"
    return first, last


def _behind_titles(tokens: Tokens, first: int, last: int) -> int:
    """The token after the titles and trades that a name starts with; a title that belongs to a lone name ("Queen Anne"), or to what is no
    person ("General Motors"), stays."""
    if titled_thing(tokens, first, last):
        return first
    while last - first > 2 and (
        tokens.lower[first] in words.PERSON_NOUNS - words.TITLES or _small(tokens, first) or _trade_at_start(tokens, first)
    ):
        first += 1  # "Financier Anna Roe", "singer-songwriter Anna Roe"
    while last - first > 1 and tokens.lower[first] in words.TITLES:
        if tokens.lower[first] in words.KEPT_TITLES and (last - first == 2 or tokens.lower[last - 1] in words.PERSON_SUFFIXES):
            break
        if tokens.lower[first + 1] in words.INNER:
            break
        first += 1
    return first


def _trade_at_start(tokens: Tokens, i: int) -> bool:
    """Whether a trade has its capital from the sentence's start: "Quarterback Anna Roe", "Writers Anna Roe and Bob Poe"."""
    word = tokens.lower[i]
    if word in _GIVEN_TOO or not (word in words.ROLES or word.endswith("s") and word[:-1] in words.ROLES):
        return False
    return i == 0 or tokens.sentence[i] != tokens.sentence[i - 1]


def _small(tokens: Tokens, i: int) -> bool:
    """Whether a token is a common noun, or the hyphen behind one."""
    word = tokens.words[i]
    return word in _HYPHENS or word.islower() and len(word) > 3 and word not in words.INNER


def _grown(tokens: Tokens, name: Name, proper: bytearray, taken: bytearray) -> Name:
    """A recognised name with the proper nouns that touch it and belong to no other; "1998" before "Winter Olympics" too."""
    first, last, kind = name
    right = last
    while right < len(proper) and proper[right] and not taken[right] and tokens.lower[right] not in ALONE_NO_NAME:
        right += 1
    left = first
    while left > 0 and proper[left - 1] and not taken[left - 1]:
        left -= 1
    if left < first:
        left = _behind_titles(tokens, left, right)
        if all(tokens.lower[i] in words.TITLES for i in range(left, first)) and not (
            first - left == 1 and tokens.lower[left] in words.KEPT_TITLES and last - first == 1
        ):
            left = first
        elif kind == "Person":
            left = max([left, *(i + 1 for i in range(left, first) if _is_trade(tokens.lower[i]) and (i + 1 < first or last - first > 1))])
    return left, right, kind if right == last or kind == "Person" else ""


def _is_trade(word: str) -> bool:
    """Whether a word says what somebody is: "the Irish Foreign Minister [Anna Roe]"."""
    return (word in words.ROLES or word in ALONE_NO_NAME) and word not in _GIVEN_TOO


def _parted(tokens: Tokens, recognised: list[Name], grown: list[Name]) -> list[Name]:
    """Names that have grown over the same words: one person's, or else the words are the person's, or the first name's."""
    out: list[Name] = []
    for own, (first, last, kind) in zip(recognised, grown, strict=True):
        if out and first < out[-1][1]:
            before, end, old = out[-1]
            shared = range(first, end)
            if kind == "Person" and (old == "Person" or all(len(tokens.words[i].rstrip(".")) == 1 for i in shared)):
                out[-1] = before, last, kind  # "Pietro Roe [Della] Torre", "Ann [D.] Roe"
                continue
            if kind == "Person":
                out[-1] = before, first, old
            else:
                first = min(end, own[0])
        out.append((first, last, kind))
    return [name for name in out if name[0] < name[1]]


def _glued(tokens: Tokens, names: list[Name]) -> list[Name]:
    """Joins names over "of" behind a class noun, over inner particles, and over hyphens without blanks; adds numbers that belong to a name."""
    out: list[Name] = []
    listed = 0  # up to where the last name lists its topics
    for first, last, kind in names:
        if out and first >= out[-1][1]:
            before, middle, old = out[-1]
            between = tokens.lower[middle:first]
            if _joins(tokens, middle, first, between, old, kind):
                if (whole := _with_topics(tokens, before, last)) > last:
                    last = listed = whole
                out[-1] = (before, last, _joint_kind(old, kind, between))
                continue
        if (
            last - first > 1
            and first
            and tokens.lower[first - 1] in _DATING
            and tokens.words[first].isdigit()
            and len(tokens.words[first]) > 2
        ):
            first += 1  # "In 742 Aldric"
        if first < listed:
            continue  # one of the topics of the name before
        if first and (not out or out[-1][1] < first) and _numbered_before(tokens, first, last):
            first -= 1
        end = last + _numbered_behind(tokens, first, last)
        if (whole := _with_topics(tokens, first, end)) > end:
            end = listed = whole
        out.append((first, end, kind))
    return out


def _with_topics(tokens: Tokens, first: int, last: int) -> int:
    if last >= len(tokens.lower) or tokens.lower[last] not in (",", "and", "&"):
        return last
    labels = symbols()["labels"]

    def other(i: int) -> bool:
        return labels.get(tokens.label[i]) in ("Person", "Place")

    return listed_end(tokens.lower, tokens.words.__getitem__, other, first, last)


_GERMAN = (["und"], ["für"], ["am"], ["im"], ["zum"], ["zur"])  # "Roe und Poe", "Bank für Handel"
_DATING = frozenset(("in", "by", "since", "until"))


def _numbered_before(tokens: Tokens, first: int, last: int) -> bool:
    """Whether the word before a name tells it from others of its kind: "1998 Winter Olympics", "second World War"."""
    before = tokens.lower[first - 1]
    if _is_year(before):
        return tokens.lower[last - 1] in _YEAR_BEFORE or tokens.lower[first] in ("act", "treaty")
    return before in ("first", "second") and tokens.lower[first:last] == ["world", "war"]


def _numbered_behind(tokens: Tokens, first: int, last: int) -> int:
    """1 if a number behind a name is part of it ("Boeing 747", "Apollo 11"), which the parser tells from "Paris 200 people"."""
    if last >= len(tokens.words):
        return 0
    word = tokens.words[last]
    number = word.isdigit() and len(word) < 5 and not _is_year(word) or word in _ROMAN
    if not number or tokens.words[last - 1][-1] == ".":
        return 0
    return int(first <= tokens.head[last] < last or any(tokens.head[i] == last for i in range(first, last)))


def _joins(tokens: Tokens, middle: int, first: int, between: list[str], old: str, kind: str) -> bool:
    if not between:  # "Vega Training Team Norway": the place is the last word of the name
        return (
            old == "Organization"
            and kind == "Place"
            and first <= tokens.head[middle - 1]
            and tokens.dep[middle - 1] == symbols()["compound"]
        )
    if between == ["&"]:
        return True
    if between in _GERMAN:
        return True
    if between == [","]:
        return tokens.lower[first] in LEGAL_FORMS
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
    return old if not between or between[0] == "of" else old or kind


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[0] in "12"


def _guess(tokens: Tokens, first: int, last: int, kind: str) -> str:
    """The type of a name: a title before it, a telling last word, else what the recogniser said."""
    end = tokens.lower[last - 1]
    head = end
    if last - first > 2 and "of" in tokens.lower[first + 1 : last - 1]:
        head = tokens.lower[tokens.lower.index("of", first + 1) - 1]
    if last - first > 1 and kind != "Person":
        told = of_head(head)
        if told in ("Organization", "Event"):
            return told
        if told or tokens.lower[first] in words.PLACE_STARTS:
            return kind if kind == "Work" or kind == "Organization" and head not in words.SURE_PLACES else "Place"
    if first and tokens.lower[first - 1] in words.TITLES and tokens.words[first - 1][0].isupper():
        return "Person"
    return kind
