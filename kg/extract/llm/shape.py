"""Mentions of an unparsed text, by the shape of words alone: names, and the pronouns "he" and "she".

For extractors that bring no parse: a tenth of a millisecond a paragraph.  What it cannot tell it leaves out: a lone capital at the start of
a sentence is a name only where other words say so.  Types come from titles, kinds of nouns beside the name, and telling last words; the
rest is for `refer`.  Knows one text; nothing of documents or who is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from kg.extract.mentions import words
from kg.extract.mentions.beside import of_head, told
from kg.model import Mention, MentionKind

_UP = "".join(c for c in map(chr, range(0x41, 0x590)) if c.isupper() or c.istitle())
_WORD = rf"(?:[{_UP}]\.(?:[ ]?[{_UP}]\.)*|[{_UP}]\w*(?:['’][{_UP}]\w+)?(?:[-‐./&]\w+)*)"
_PARTICLES = "|".join(sorted(words.INNER - {"of", "y"}))
_JOINT = rf"(?:[ ](?:{_PARTICLES})){{1,2}}"
# A run of words with capitals: one blank between two, particles inside, a number or a generation behind.
_RUN = re.compile(
    rf"(?<![\w'’])(?:(?:Al|al|El|el)-)?{_WORD}(?:(?:{_JOINT})?[ ]{_WORD})*(?:[ ](?:\d{{1,3}}(?![\w.,]\d|[\w%])|[IVX]+\b))?(?:,?[ ][JS]r\b\.?)?"
)
_OF = re.compile(r" of(?: the)? $")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Hh]im|[Hh]is|[Hh]imself|[Ss]he|[Hh]ers?|[Hh]erself)\b(?!['’.]\w)")
_ENDS = re.compile(rf"[.!?…][\"'”’)\]]*\s+(?=[\"“'‘(\[]*[{_UP}\d])|\n+")
_SHORT = re.compile(rf"(?:\b[{_UP}]|\b(?:Mrs?|Ms|Dr|St|Mt|Jr|Sr|Prof|Gen|Col|Capt|Lt|Sgt|Gov|Sen|Rep|Rev|No|vs|ca|cf|e\.g|i\.e|[Cc]h))$")
# Clauses, roughly: two names in one clause are not one person.
_CLAUSES = re.compile(
    r"[,;:()–—]|\b(?:and|but|or|that|who|whom|which|when|while|where|after|before|because|since|if|as|although|though|until)\b"
)

# Words that open a sentence with a capital and are no part of a name there.
_OPENERS = words.of(
    """the a an this that these those my your his her its our their some any every each no all both many most several few another other such one
    he she it they we you i who what which when where why how whose there here in on at by for from to with of into onto upon over under between among during
    since until through across against about around before after behind below above beneath beside beyond despite except inside near off out
    past per than toward towards via within without as amid along and or but nor so yet if because although though while whereas unless whether
    once then now also however moreover furthermore therefore thus hence meanwhile later soon today yesterday tomorrow finally first second
    third next last eventually initially originally previously currently recently afterwards nevertheless nonetheless instead indeed perhaps
    maybe only even just still not never always often sometimes usually generally additionally similarly likewise consequently subsequently
    according following unlike like two three four five six seven eight nine ten let his more less much early late born formerly both either neither"""
)
_CALENDAR = words.of(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec"""
)
_WEEKDAYS = words.of("monday tuesday wednesday thursday friday saturday sunday")
_TITLED = re.compile(r"\b([A-Z][a-z]{1,9}\.?) $")
_MOST_WORDS = 8  # of a name; longer runs are headlines


def find_mentions(text: str, *, title: str = "", starts: list[int] | None = None) -> tuple[Mention, ...]:
    """The names and third-person pronouns of a text, in order; names do not overlap.  `starts` are its sentence starts, if known."""
    if starts is None:
        starts = sentence_starts(text)
    names = list(_names(text, starts, title))
    clauses = [0, *sorted({*starts, *(m.end() for m in _CLAUSES.finditer(text))})]
    found = [_mention(text, a, b, "name", kind, starts, clauses) for a, b, kind in names]
    if _PRONOUN.search(text):
        inside = [(a, b) for a, b, _ in names]
        for match in _PRONOUN.finditer(text):
            at = bisect_right(inside, match.end(), key=lambda span: span[0]) - 1
            if at < 0 or inside[at][1] <= match.start():
                found.append(_mention(text, match.start(), match.end(), "pronoun", "", starts, clauses))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return tuple(found)


# ---- sentences and roles ------------------------------------------------------------------------------------------------------


def sentence_starts(text: str) -> list[int]:
    """Where sentences start, the first left out."""
    return [m.end() for m in _ENDS.finditer(text) if not (text[m.start()] == "." and _SHORT.search(text, max(0, m.start() - 6), m.start()))]


def _mention(text: str, start: int, end: int, kind: MentionKind, type: str, starts: list[int], clauses: list[int]) -> Mention:
    sentence = bisect_right(starts, start)
    clause = clauses[bisect_right(clauses, start) - 1]
    word = text[start:end]
    if (
        text.startswith(("'s", "’s", "' ", "’ "), end)
        or word.lower() in ("his", "its")
        or word.lower() == "her"
        and _noun_behind(text, end)
    ):
        role = "possessive"
    elif _LEADING.fullmatch(text, clause, start):
        role = "subject" if clause == 0 or clause in starts or _GOES_ON.match(text, end) else "other"
    elif text[:start].endswith(_PREPOSITIONS):
        role = "other"
    else:
        role = "object"
    return Mention(start, end, word, kind, type, sentence, role, clause)


# What may stand before the subject of a clause.
_LEADING = re.compile(
    r"\W*(?:(?:the|then|later|also|there|soon|finally|(?:in|on|by|during|since|until) (?:[\w.]+ ){0,2}\d{4}s?)\W+)?(?:the )?", re.IGNORECASE
)
_GOES_ON = re.compile(r" (?!and |or |in |of |as |at |on )[a-z]")
_PREPOSITIONS = tuple(
    f" {word}{the} "
    for word in ("in", "of", "at", "by", "for", "from", "to", "with", "on", "near", "under", "between", "after")
    for the in ("", " the")
)


def _noun_behind(text: str, end: int) -> bool:
    """Whether a word that may belong to "her" follows: "her husband", not "met her in"."""
    match = re.compile(r" ([a-z]+)").match(text, end)
    return match is not None and match[1] not in _OPENERS


# ---- names ----------------------------------------------------------------------------------------------------------------------


def _names(text: str, starts: list[int], title: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, type) of every name, "" for a type that nothing tells."""
    opening = {0, *starts}
    lone: list[tuple[int, int, str]] = []
    found: list[tuple[int, int, str]] = []
    for match in _RUN.finditer(text):
        start, end = match.span()
        first = _is_opening(text, start, opening)
        start, end, kind = _trimmed(text, start, end, first)
        if start >= end:
            continue
        if first and start == match.start() and _is_word(text[start:end]):
            lone.append((start, end, kind))
        else:
            found.append((start, end, kind))
    if lone:
        known = {text[a:b] for a, b, _ in found} | {w for a, b, _ in found for w in text[a:b].split()} | set(title.split())
        found += [(a, b, kind) for a, b, kind in lone if text[a:b] in known or text.startswith(("'s ", "’s "), b)]
        found.sort()
    yield from _joined(text, found)


def _is_opening(text: str, start: int, opening: set[int]) -> bool:
    """Whether a capital may come from the sentence alone."""
    while start > 0 and text[start - 1] in "\"'“‘([*•-–—#_":
        start -= 1
    return start in opening or text[max(0, start - 2) : start] in (": ", "• ", "- ")


def _is_word(name: str) -> bool:
    """Whether a name is one plain word, no acronym and not written in a way of its own."""
    return name[1:].islower() and name.isalpha()


def _trimmed(text: str, start: int, end: int, first: bool) -> tuple[int, int, str]:
    """A run without what is no part of the name, and the type that is told by a title, the words beside it, or its last word."""
    if text[end - 1] == "." and not text[end - 3 : end].strip().count(".") > 1 and not text[end - 3 : end] in ("Jr.", "Sr."):
        end -= 1
    parts = text[start:end].split(" ")
    lower = [part.lower() for part in parts]
    kind = ""
    while parts and (lower[0] in _OPENERS if first else lower[0] in ("the", "a", "an", "i")):
        start += len(parts[0]) + 1
        del parts[0], lower[0]
        first = False
    while len(parts) > 1 and (lower[-1] == "i" or lower[0] in _WEEKDAYS):
        if lower[-1] == "i":
            end -= 2
            del parts[-1], lower[-1]
        else:
            start += len(parts[0]) + 1
            del parts[0], lower[0]
    while len(parts) > 1 and (lower[0] in words.TITLES or lower[0] in words.PERSON_NOUNS and lower[0] not in words.KEPT_TITLES):
        kind = "Person"
        if lower[0] in words.KEPT_TITLES and (len(parts) == 2 or lower[-1] in words.PERSON_SUFFIXES or _roman(parts[-1])):
            break
        start += len(parts[0]) + 1
        del parts[0], lower[0]
    if not parts or len(parts) > _MOST_WORDS or all(w in _CALENDAR or w.isdigit() for w in lower):
        return end, end, ""
    if len(parts) == 1 and (lower[0] in words.TITLES or lower[0] in words.PERSON_NOUNS or len(lower[0].rstrip(".")) == 1):
        return end, end, ""
    return start, end, kind or _type(text, start, end, lower)


def _roman(word: str) -> bool:
    return bool(word) and not word.strip("IVX")


def _type(text: str, start: int, end: int, lower: list[str]) -> str:
    """What a name names, by its own last word and by the words beside it."""
    if len(lower) > 1:
        last = lower[-1] if not lower[-1].isdigit() and lower[-1] not in words.PERSON_SUFFIXES else lower[-2]
        if kind := of_head(last) or ("Place" if lower[0] in words.PLACE_STARTS else ""):
            return kind
    titled = _TITLED.search(text, max(0, start - 12), start)
    if titled and titled[1].lower() in words.TITLES:
        return "Person"
    return told(text, start, end)


def _joined(text: str, found: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Joins two names over "of" behind a class noun: "University of Leeds", "Battle of the Somme"."""
    held: tuple[int, int, str] | None = None
    for start, end, kind in found:
        if held is None:
            held = start, end, kind
            continue
        between = text[held[1] : start]
        head = text[held[0] : held[1]].rsplit(" ", 1)[-1].lower()
        if len(between) <= 8 and _OF.fullmatch(between) and head in words.OF_HEADS:
            whole = text[held[0] : end].lower().split()
            held = held[0], end, _of_type(head) or _type(text, held[0], end, whole) or held[2]
        else:
            yield held
            held = start, end, kind
    if held is not None:
        yield held


def _of_type(head: str) -> str:
    return of_head(head) or ("Person" if head in words.TITLES else "")
