"""Qualifiers that say nothing sure: of several times the farther ones, times that depend on another, phrases without a name or number.

Knows the qualifiers of one triple; nothing of chains but their names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.model import End, Literal, Qualifier, Span, Triple
from kg.normalize.keys import is_temporal, qualifier_key
from kg.refer.words import loose, sense
from kg.refer.words.phrases import PREPOSITIONS

_NUMBERED = re.compile(r"\b(?:[Nn]os?\.|[Nn]umbers?|[Ss]ections?|§|#)\s*$")
_FIXED = re.compile(
    r"\d|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|[Ww]ar\b|[Cc]entur|\b[A-Z][a-z]+ ?[Ee]ra\b"
    r"|reign|Easter|Christmas|Ages\b|death|birth|childhood|youth|life|season|present",
)
_NUMERAL = re.compile(r"[\d\s().,:-]+")  # what is no date and has no word beside its digits: a telephone number, a lone day
_SPAN_OF_TIME = re.compile(r"\s?(?:[\w.,]+ ?){0,4}(?:\s?[–—-]\s?)?")  # what stands before the last year of a bracket
_AGE = re.compile(r"\bages? (?:of\b|\w+$)")
_YEARLESS = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|autumn|winter)\b(?! War)"
)
_BARE = PREPOSITIONS | frozenset(
    ("up", "down", "out", "together with", "contrast", "circumstance", "condition", "topic", "recipient", "via", "rate", "event")
)
_FIRST_SINCE = re.compile(r"\b(?:first|only|best|worst|\w{3,}est)\b")
_NO_ROLE = re.compile(r"(?:the )?(?:end|beginning|start|rest|middle|part|result)\b|[\d.,]+ ?%?$")
_NO_PURPOSE = re.compile(r"\b(?:amount|sum|fee|price|spell|period|while|time|stint|seasons?|years?|months?|weeks?|days?|hours?)$")
# What is done: of "for" and a noun phrase only this is a goal.
_DOING = re.compile(
    r"(?:\w{3,}(?:tion|sion|ment|ing|ance)|use|reuse|work|study|studies|research|repair|repairs|overhaul|rebuild|trials?|removal|renewal|release|sale|export"
    r"|defen[cs]e|display|show|service|transport|storage|purchase|expeditions?|missions?|campaigns?|purposes?|visit|tour|war|duty|exercises?)$"
)
_NO_DOING = re.compile(r"\d|\b(?:version|one|two|three|four|five|six|seven|eight|nine|ten|several|many|few|most|each|every)\b")
_PHRASE_BEHIND = re.compile(r" (?:of|in|on|at|to|for|from|with|by|into|against|about|under|between|among|over|after|before|during|as)\b.*")
_NO_CLAUSE = re.compile(r"(?:(?:[A-Z][\w.'’-]*|of|the|de|do|da) ?)+$|(?:is|was|are|were|has|had)\b")
_ANCHOR = re.compile(r"\d|\b[A-Z]")
_HOW_LONG = re.compile(
    r"(?:a|an|one|two|three|some|several|a few|many|\d+) (?:[a-z-]+ )?(?:delay|time|period|days?|weeks?|months?|years?|hours?|minutes?|while)\b"
)
_DATED = re.compile(r"\b[12]\d{3}")
_COUNTED = re.compile(
    r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|several|many) [a-z]+|(?:the )?[a-z ]*season", re.IGNORECASE
)
_NUMBER_OF = re.compile(r"(?:the )?\d[\d,.]*(?:st|nd|rd|th)? [a-z]")
_LISTED = re.compile(r"[\s,;/–-]*(?:and|or|to|in|&)?[\s\d,;/–-]*")
_TIMED = re.compile(r"\d|[Ww]ar\b|[Cc]entury|Games|Olympics|Revolution|Cup|Championship|election")


def single_times(triple: Triple, text: str, dropped: list[str]) -> Sequence[Qualifier]:
    """The qualifiers with one point in time each (or several that stand in one list): of others the one nearest to the object."""
    foreign = [
        q for q in triple.qualifiers if is_temporal(qualifier_key(q.key, value=q.value)) and _of_something_else(triple, q.span, text)
    ]
    if foreign:
        dropped += [f"dropped {q.key}: of something in brackets, or no time: {q.value}" for q in foreign]
        triple = replace(triple, qualifiers=tuple(q for q in triple.qualifiers if q not in foreign))
    keys = [qualifier_key(q.key, value=q.value) for q in triple.qualifiers]
    if "start time" in keys and "end time" in keys and "point in time" in keys:
        dropped += [
            f"dropped {q.key}: of another part: {q.value}" for q, key in zip(triple.qualifiers, keys, strict=True) if key == "point in time"
        ]
        return [q for q, key in zip(triple.qualifiers, keys, strict=True) if key != "point in time"]
    for bound in ("start time", "end time"):  # "chair from 2016 to 2020 and mayor from 2011"
        several = [q for q, key in zip(triple.qualifiers, keys, strict=True) if key == bound and q.span]
        if len(several) > 1 and triple.object_span:
            nearest = min(several, key=lambda q: (not _DATED.search(q.value), _gap(q.span, triple.object_span), q.span))
            far = [q for q in several if q is not nearest]
            dropped += [f"dropped {q.key}: another time is nearer: {q.value}" for q in far]
            triple = replace(triple, qualifiers=tuple(q for q in triple.qualifiers if not any(q is f for f in far)))
            keys = [qualifier_key(q.key, value=q.value) for q in triple.qualifiers]
    times = [q for q in triple.qualifiers if q.span and qualifier_key(q.key, value=q.value) == "point in time"]
    if any(_sure(q.value) for q in times):  # "In 1971, at age nineteen"
        unsure = [q for q in times if not _sure(q.value)]
        dropped += [f"dropped {q.key}: no time in particular: {q.value}" for q in unsure]
        triple = replace(triple, qualifiers=tuple(q for q in triple.qualifiers if not any(q is u for u in unsure)))
        times = [q for q in times if _sure(q.value)]
    if len(times) < 2 or not triple.object_span:
        return triple.qualifiers
    nearest = min(times, key=lambda q: (_gap(q.span, triple.object_span), q.span))
    kept = {id(nearest)}
    for near in sorted(times, key=lambda q: _gap(q.span, nearest.span)):
        if any(_together(near.span, other.span, text) for other in times if id(other) in kept):
            kept.add(id(near))
    dropped += [f"dropped {q.key}: another time is nearer: {q.value}" for q in times if id(q) not in kept]
    return [q for q in triple.qualifiers if id(q) in kept or not any(q is t for t in times)]


def _sure(time: str) -> bool:
    """Whether the words of a time may say when: they hold a year, a month or the like, and no age."""
    return _FIXED.search(time) is not None and _AGE.search(time) is None


def _of_something_else(triple: Triple, span: Span | None, text: str) -> bool:
    """Whether a number is no year ("Nos. 1400"), or a year in brackets behind something that is no end of the triple."""
    if not span:
        return False
    before = text[max(0, span[0] - 12) : span[0]]
    if _NUMBERED.search(before):
        return True
    ends = {s[1] for s in (triple.subject_span, triple.object_span) if s}
    opened = text.rfind("(", max(0, span[0] - 30), span[0])
    inside = opened >= 0 and ")" not in text[opened : span[0]] and _SPAN_OF_TIME.fullmatch(text[opened + 1 : span[0]]) is not None
    return inside and not any(0 <= opened - end <= 2 for end in ends)


def _gap(one: Span | None, other: Span | None) -> int:
    if not one or not other:
        return 0
    return max(0, max(one[0], other[0]) - min(one[1], other[1]))


def _together(one: Span | None, other: Span | None, text: str) -> bool:
    """Whether two times overlap or stand in one list ("in 1966 and 1967")."""
    if not one or not other:
        return False
    first, last = sorted((one, other))
    return last[0] < first[1] or _LISTED.fullmatch(text[first[1] : last[0]]) is not None


def _no_time(triple: Triple, qualifier: Qualifier, name: str, kind: str, before: str, *, text: bool, dated: bool) -> str:
    """Why a time says nothing sure by itself; "" where it does.  `dated` where it is a value, `text` where that is only words."""
    if text and _AGE.search(name):
        return "an age, no time"
    if text and _YEARLESS.search(name) and not re.search(r"\d{3}", name):
        return "no year"
    if text and (loose.unfixed(name) or not _FIXED.search(name) or _NUMERAL.fullmatch(name)):
        return "no time in particular"
    if not dated and (not _TIMED.search(name) or kind in ("Organization", "Person", "Place")):
        return "no time"
    if text and qualifier.key in ("point in time", "start time", "end time") and _COUNTED.fullmatch(name):
        return "no time in particular"
    if qualifier.key == "start time" and before.endswith("since ") and _FIRST_SINCE.search(triple.object):
        return "since when it had not been so"  # "won its first title since 1970"
    return ""


def unclear(triple: Triple, qualifier: Qualifier, value: End, name: str, kind: str, own: bool, before: str) -> str:
    """Why a qualifier says nothing sure by itself; "" where it does.  `kind`: the type of its chain; `own`: its pronouns are all settled, and
    mean the subject; `before` is what stands right before it."""
    predicate = triple.predicate
    text = isinstance(value, Literal) and value.datatype == "string"
    if loose.wordless(name):
        return "no name"
    if is_temporal(qualifier.key):
        return _no_time(triple, qualifier, name, kind, before, text=text, dated=isinstance(value, Literal))
    if qualifier.key in ("after", "before") and isinstance(value, Literal) and value.datatype not in ("string", "date"):
        return "how long, but not from when"
    if qualifier.key == "location" and (kind == "Person" or text and _NUMBER_OF.match(name)):
        return "no place"  # "in 100,000 homes", "in 8th place"
    if qualifier.key == "duration" and re.search(r"\btime\b", name):
        return "how often, not how long"  # "for the third time"
    if qualifier.key == "including":
        return "it only adds"
    if qualifier.key in ("up", "down", "out", "off"):
        return "part of its verb"
    if qualifier.key == "quantity" and sense.is_copula(predicate):
        return "a number of something else"
    if qualifier.key == "quantity" and not before.endswith(("by ", "to ", "for ")):
        return "a number of something else"
    if qualifier.key in ("purpose", "for") and _NO_PURPOSE.search(name):
        return "how long or how much, not what for"
    if qualifier.key == "role" and _NO_ROLE.match(name) or qualifier.key == "circumstance" and _NO_CLAUSE.match(name):
        return "no part in it"
    if qualifier.key == "by" and not any(c.isdigit() for c in name):
        return "an agent of something else"
    if not text:
        return ""
    if qualifier.key in ("after", "before") and _HOW_LONG.match(name):
        return "how long, but not from when"
    if " " not in name and name.islower() and qualifier.key not in ("manner", "role", "modality", "after", "before"):
        return "says nothing by itself"
    if loose.hangs(name, own=own):
        return "hangs on an unsettled reference"
    if loose.points(name):
        return "hangs on another of its kind"
    if qualifier.key in _BARE - {"after", "before"} and not _ANCHOR.search(name[1:] if name[:1].isupper() else name):
        return "says nothing by itself"
    if qualifier.key == "together with" and name[:1].isdigit():
        return "nobody in particular"
    return ""


def is_aim(phrase: str) -> bool:
    """Whether a noun phrase behind "for" is a goal, something to be done ("a thorough overhaul of the hull"): not "two teams", "the port"."""
    return _DOING.search(_PHRASE_BEHIND.sub("", phrase).casefold()) is not None and not _NO_DOING.search(phrase.casefold())
