"""Qualifiers that belong to another verb, clause or noun of their sentence than the triple that holds them.

Small rules on the words between the parts of a triple; knows nothing of chains or documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.model import Qualifier, Span, Triple
from kg.normalize.keys import is_temporal, qualifier_key
from kg.refer.words import sense

# What opens a clause of its own behind an object; "while in office in 1996" is none.
_CLAUSE = re.compile(r"\b(?:that|which|who|whom|whose|where)\b|;")
_BRACKETS = re.compile(r"\([^()]*\)")
_STEP = re.compile(
    r"(?:\b(?:and|but)\b|,) ?(?:was |were |had |would )?(?:then|later(?: on)?|eventually|subsequently|afterwards|finally|ultimately|soon(?: after)?)\b"
)
_NEXT = 40  # characters that a step ("and was later") may stand before its verb
_OUTSIDE = frozenset(("point in time", "role", "purpose", "cause", "price"))  # what a sentence takes up again behind a clause and a comma
_YEAR = re.compile(r"\b[12]\d{3}(?:s\b|\b)|centur")
_NOW = re.compile(r"(?:is|are|has|have)\b .")
_PREMODIFIER = re.compile(r"\ban? (?:[a-z-]+ )?$", re.IGNORECASE)
_DATE = re.compile(r"\W*(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:\d{1,2},? )?[12]\d{3}\W*")
_YEARS_OF = re.compile(r" ?\((?:[^()]*\D)?([12]\d{3}) ?[–—-] ?(?:[^()]*\D)?([12]\d{3})\)")
_LIFE = 20  # years that a life has at least, and hardly an office
_NAME_ON = re.compile(r"(?: [A-Z][\w’'-]+)+")
_CAPITAL = re.compile(r"(?:[A-Z][\w’'-]* )+$")


def elsewhere(triple: Triple, qualifier: Qualifier, text: str) -> str:
    """What a qualifier belongs to, where that is not what its triple tells; or ""."""
    span, subject, object = qualifier.span, triple.subject_span, triple.object_span
    if not span or not subject or not object:
        return ""
    key = qualifier_key(qualifier.key, value=qualifier.value)
    time = is_temporal(key)
    if time and _DATE.fullmatch(triple.object):
        return "its object is the time"  # "the Union, so called since 2003, was founded in 1873"
    if time and any(_within_source(other, span) for other in triple.qualifiers):
        return "of the source"  # "says a report of 2006"
    if time and _RECALLING.match(triple.predicate):
        return "of what is told"  # "recalled meeting Roe in 1992"
    verb = triple.predicate_span
    if object[0] <= span[0] and span[1] <= object[1]:
        return _of_a_noun(triple, text, object, span) if time and verb else ""
    if verb is None:
        behind = text[object[1] : span[0]] if span[0] > object[1] else ""
        return "of what is named beside it" if re.match(r",? (?:and|or) ", behind) else ""
    last = max(object[1], verb[1])
    if key == "circumstance" and text[: span[0]].endswith("while ") and re.match(r"in (?:the )?\d{4}", qualifier.value):
        return "of another time"  # "came second, while in 1974 they came third"
    if key in ("with", "together with") and re.match(r" (?!including|during)[a-z]+ing\b", text[span[1] :][:20]):
        return "of a clause that is cut"  # "with Norway receiving thousands"
    if span[0] >= last:
        if time and "centur" in qualifier.value and _SAYS.search(triple.predicate):
            return "of what is told"
        return _behind(triple, key, text[last : span[0]])
    if span[1] > verb[0]:
        return ""
    before = text[span[1] : verb[0]]
    step = _STEP.search(text, max(span[1], verb[0] - _NEXT), verb[1])
    if step and step.start() <= verb[0]:
        return "of what was before"  # "in 1990 she left and later became"
    if (
        subject[1] <= span[0]
        and before.strip() == ","
        and text[slice(*verb)].split()[0].endswith("ing")
        and not _YEAR.search(qualifier.value)
    ):
        return "of the verb before"  # "changed schools several times, joining"
    return ""


_RECALLING = re.compile(r"(?:recall|remember|regret|mention|describ)(?:e?s|ed|ing)? [a-z]+ing\b")


def _within_source(other: Qualifier, span: Span) -> bool:
    """Whether a place lies within the words of a source."""
    named = qualifier_key(other.key, value=other.value) == "source" and other.span is not None
    return named and other.span is not None and other.span[0] <= span[0] and span[1] <= other.span[1]


def _behind(triple: Triple, key: str, between: str) -> str:
    """What a qualifier belongs to by what stands between it and the last end of its triple."""
    between = _BRACKETS.sub("", between)
    if _STEP.search(between):
        return "of what came after"
    clause = _CLAUSE.search(between)
    if clause and clause[0] == ";":
        return "of another clause"
    if triple.predicate in ("is", "are"):
        return ""  # "is a show that has run on Sundays since 1991" tells that of the show, too
    closed = "," in between[clause.end() :] if clause else True
    return "" if closed and (not clause or key in _OUTSIDE) else "of another clause"


def _of_a_noun(triple: Triple, text: str, object: Span, span: Span) -> str:
    """Why a time inside an object says only which thing that is, or "": "has cited a 1995 decision" tells nothing of 1995."""
    if sense.is_copula(triple.predicate):
        return ""
    value = text[slice(*span)]
    if "centur" in value and text[: span[0]].endswith((" of ", " of the ")):
        return "of the object only"
    if _NOW.match(triple.predicate) and _YEAR.search(value):
        return "of the object only"
    article = _PREMODIFIER.search(text, max(object[0] - 4, span[0] - 20), span[0])
    return "of the object only" if article and re.match(r" [a-z]", text[span[1] :]) and _SAYS.search(triple.predicate) else ""


_SAYS = re.compile(
    r"\b(?:cit|quot|mention|point|refer|recall|criticiz|criticis|prais|discuss|describ|detail|explor|compar|not|bas|us|argu|invok|draw|drew|analy[sz])(?:e?s|ed|e|ing)?\b"
)


def life(span: Span | None, ends: Iterable[Span | None], text: str) -> bool:
    """Whether a time stands in brackets with the two years of a life right behind one of the ends, which are persons'."""
    for end in ends:
        found = _YEARS_OF.match(text, end[1]) if span and end else None
        if span and found and found.start() < span[0] < found.end():
            return int(found[2]) - int(found[1]) >= _LIFE
    return False


def whole_source(qualifier: Qualifier, text: str) -> tuple[str, Span | None] | str:
    """The words of a source and their place, made whole: "Staff" is "General Staff", "the expert" is "the expert Anna Roe".  A reason where
    it is one of several."""
    span, value = qualifier.span, qualifier.value
    if not span:
        return value, span
    if text[span[1] :].startswith((" and ", " or ", " & ")):
        return f"one of several: {value}"
    start, end = span
    if " " not in value and value[:1].isupper() and (before := _CAPITAL.search(text, max(0, start - 60), start)):
        start = before.start()
    if value.split()[-1].islower() and (name := _NAME_ON.match(text, end)):
        end = name.end()
    return text[start:end], (start, end)
