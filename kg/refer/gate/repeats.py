"""What a statement would say twice: the same words parted in two ways, and qualifiers that subject, predicate or object hold already.

Knows the kept triples of one paragraph; nothing of chains but their names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.model import End, Literal, Settled, Span
from kg.normalize.keys import is_temporal
from kg.refer.words import sense
from kg.refer.words.phrases import ARTICLES, NUMERALS, POSSESSIVES, PREPOSITIONS

_WORD = re.compile(r"[^\W_]+")
# What makes a time of words without a number: "the summer", "noon", "World War II".
_TIMELY = frozenset(
    """day days week weeks month months year years decade decades century centuries morning evening night afternoon noon midnight dawn dusk hour hours
    minute minutes moment second seconds spring summer autumn winter fall weekend today yesterday tomorrow tonight now time times period era age season
    war childhood youth life death reign beginning end birth monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december later earlier ago once twice present christmas easter birthday term
    o'clock am pm a.m p.m early late mid middle date school semester eve lifetime career retirement""".split()
)
_UNTOLD = ARTICLES | frozenset("every each any some that this one several few all no another same".split())
_VAGUE_TIMES = frozenset(
    "moment moments time times while minute minutes instant day days night nights morning evening afternoon hour hours week end".split()
)
_HOLLOW_VALUES = frozenset(
    "order addition turn case fact particular general part course total view favor favour response itself return short a an the result whole rule attempt way example means consequence sign step measure matter".split()
)
_ENDLESS = ARTICLES | POSSESSIVES | PREPOSITIONS | frozenset(("half", "and", "or"))


MOST_WORDS = 7  # of a phrase that is told whole rather than with the name at its end


def pruned(settled: Settled, names: Callable[[End], str]) -> Settled:
    """The triple without the qualifiers that say nothing new or nothing at all."""
    subject, object = names(settled.subject), names(settled.object)
    said = set(_WORD.findall(f"{subject} {settled.triple.predicate} {object}".casefold()))
    kept, dropped = [], []
    for key, value in settled.qualifiers:
        text = names(value)
        if value in (settled.subject, settled.object):
            why = "it is an end of the triple"
        elif key not in _TELLING and not is_temporal(key) and set(_WORD.findall(text.casefold())) <= said:
            why = "said already"
        elif key in PREPOSITIONS and text.casefold().startswith(f"{object.casefold()} "):
            why = "the object in full"
        elif key == "in" and isinstance(value, Literal) and text.split(" ", 1)[0].casefold() in NUMERALS:
            why = "says nothing by itself"
        elif isinstance(value, Literal) and value.datatype == "string" and (why := _empty(key, text)):
            pass
        else:
            kept.append((key, value))
            continue
        dropped.append(f"dropped {key}: {why}: {text}")
    if not dropped:
        return settled
    reason = "; ".join([settled.reason, *dropped] if settled.reason else dropped)
    return replace(settled, qualifiers=tuple(kept), reason=reason)


_TELLING = frozenset(("role", "recipient", "agent"))


def _empty(key: str, text: str) -> str:
    """Why words say nothing as the value of a qualifier, or ""."""
    found = _WORD.findall(text.casefold())
    if not found or (found[0] in _HOLLOW_VALUES and found[0] not in ARTICLES) or found[-1] in _ENDLESS or set(found) <= _HOLLOW_VALUES:
        return "says nothing by itself"
    timely = any(
        word in _TIMELY or word.rstrip("s") in _TIMELY or word.endswith("0s") or len(word) == 4 and word.isdigit() for word in found
    )
    if is_temporal(key) and len(found) < 3 and found[0] in _UNTOLD and found[-1] in _VAGUE_TIMES:
        return "no time in particular"
    if is_temporal(key) and not timely:
        return "no time"
    return ""


def twice(settled: Sequence[Settled], names: Callable[[End], str], known: Callable[[End], bool]) -> dict[int, str]:
    """Of triples that part the same words in two ways ("became | director of X", "became director of | X") those to leave out, by
    their place, with the reason.  The thing with a name of its own is the better end, behind "is", a vague phrase or a long one; else the whole phrase."""
    groups: dict[tuple[Span, int], list[int]] = {}
    for i, one in enumerate(settled):
        t = one.triple
        if one.status == "kept" and t.subject_span and t.predicate_span and t.object_span:
            groups.setdefault((t.subject_span, t.predicate_span[0]), []).append(i)
    out: dict[int, str] = {}
    for group in groups.values():
        for short in group if len(group) > 1 else ():
            for long in group:
                if short != long and short not in out and long not in out and _parted(settled[short], settled[long]):
                    worse = short if _better(settled[short], settled[long], names, known) else long
                    other = settled[long if worse == short else short]
                    out[worse] = f"said in other words: {other.triple.predicate} {names(other.object)}"
    return out


def _parted(short: Settled, long: Settled) -> bool:
    """Whether the object of one is the end of what the other takes as its object."""
    a, b = short.triple, long.triple
    (start, end), (inner, last) = a.object_span or (0, 0), b.object_span or (0, 0)
    if not b.predicate.startswith(a.predicate) or len(b.predicate) <= len(a.predicate):
        return False
    return start < inner and last <= end or a.object in b.predicate and any(value == long.object for _, value in short.qualifiers)


def _better(short: Settled, long: Settled, names: Callable[[End], str], known: Callable[[End], bool]) -> bool:
    """Whether the triple with the longer predicate is the better reading."""
    if not isinstance(long.object, int) or not known(long.object):
        return False
    if sense.is_copula(short.triple.predicate) or short.triple.predicate.endswith(" as"):
        return True
    return isinstance(short.object, Literal) or not known(short.object) and len(names(short.object).split()) > MOST_WORDS
