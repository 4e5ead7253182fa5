"""The year of a happening that its own clause does not tell: the date that opens its sentence, or the sentence right before it.

Only for what happened once, in a main clause, where nothing beside it counts time on.  Reads the text of one paragraph; nothing of chains.
"""

from __future__ import annotations

import re

from kg.extract.mentions.words import of as _words
from kg.model import Span, Triple
from kg.refer.words import sense

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
OPENING = re.compile(
    rf"(?:(?:Early |Late )?(?:[Ii]n|On|During) (?:the )?(?:early |late |mid-? ?|(?:spring|summer|autumn|fall) of )?)?(?:{_MONTH} )?(?:\d{{1,2}} )?(?:{_MONTH} )?"
    r"(?:\d{1,2} ?, )?(?P<year>1\d{3}|20[0-4]\d)(?![\w/–-]|['’]?s| ?[–-] ?\d)"
)
_YEARS = re.compile(r"(?<![\w–-])(?:1\d{3}|20[0-4]\d)(?!\w)|\b\d\d?(?:st|nd|rd|th) centur")
SENTENCE = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2}) ?[.!?][\"”’)]* +(?=[A-Z\"“(\[])|\n")
_COUNTING = re.compile(
    r"\b(?:later|subsequent\w*|eventually|after\w*|before|during|until|since|by then|years?|months?|weeks?|earlier|previous\w*|next|following|former\w*"
    r"|originally|already|once|ago|whenever|usually|often|always|end of|seasons?|period)\b",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"\b(?:who|whom|whose|which|that|when|while|because|as|where|if|since|until|though|although|after|before|how|why|whether|with)\b|[(\"“:]"
)
# Behind the end of something comes what was later, nobody knows when.
_ENDING = re.compile(r"\b(?:resigned|retired|graduated|left|quit|died|ended|dissolved|disbanded|closed)\b")
# What lasts beyond a day, and what may be said at any time later.
_LASTING = _words(
    """had have was were been opposed felt thought knew wanted liked loved believed considered owned held contained included consisted comprised lay
    stood meant seemed appeared lived remained kept supported used tended worked served feared saw followed involved featured described
    based located known composed looked overlooked faced
    said told stated noted recalled remembered claimed explained argued wrote"""
)
_NEAR = 700  # characters that two sentences may have


def year(text: str, triple: Triple, *, own_only: bool = False) -> str:
    """The year of what a triple tells, "" where the text does not give it plainly or the triple tells no single happening.  `own_only`: not
    from the sentence before."""
    if triple.modality != "asserted" or not triple.predicate_span or not triple.subject_span or not triple.object_span:
        return ""
    at = triple.predicate_span[0]
    if triple.subject_span[0] > at or not _happened(text, triple):
        return ""
    start = max(0, at - _NEAR)
    starts = [start] * (start == 0) + [m.end() for m in SENTENCE.finditer(text, start, at)]
    if not starts:
        return ""
    end = SENTENCE.search(text, max(triple.predicate_span[1], triple.object_span[1]))
    own = text[starts[-1] : end.start() if end else len(text)]
    opening = OPENING.match(own)
    if opening:
        main = text[starts[-1] + opening.end() : at]
        return opening["year"] if len(set(_YEARS.findall(own))) == 1 and not _UNDER.search(main) and not _COUNTING.search(main) else ""
    if not own_only and _of_one_year(text, starts[-1], own, at - starts[-1]):
        return str(_YEARS.findall(text)[0])
    if own_only or len(starts) < 2 or _YEARS.search(own) or _COUNTING.search(own) or _UNDER.search(text, starts[-1], at):
        return ""
    before = text[starts[-2] : starts[-1]]
    opening = OPENING.match(before)
    if opening is None or len(_YEARS.findall(before)) != 1 or _COUNTING.search(before, opening.end()) or _ENDING.search(before):
        return ""
    return opening["year"]


def _of_one_year(text: str, start: int, own: str, to: int) -> bool:
    """Whether a paragraph opens with the only year in it, and nothing up to a sentence of it, from `start`, counts time on."""
    opening = OPENING.match(text)
    if opening is None or len(set(_YEARS.findall(text))) > 1:
        return False
    return not (
        _COUNTING.search(text, opening.end(), start) or _COUNTING.search(own) or _UNDER.search(own[:to]) or _ENDING.search(text, 0, start)
    )


def sentence(text: str, at: int, most: int = _NEAR) -> int:
    """Where the sentence of an offset starts; -1 where that is farther back than `most` characters."""
    start = max(0, at - most)
    found = [m.end() for m in SENTENCE.finditer(text, start, at + 1)]  # what opens a sentence is seen behind its border
    return found[-1] if found else 0 if start == 0 else -1


def around(text: str, span: Span) -> Span | None:
    """The sentence, or the sentences, that a span lies in; None where it starts too far back to tell."""
    begin, behind = sentence(text, span[0]), SENTENCE.search(text, span[1])
    return None if begin < 0 else (begin, behind.start() if behind else len(text))


def _happened(text: str, triple: Triple) -> bool:
    """Whether a predicate tells of something that happened: a past tense that lasts no longer, or a passive with its auxiliary."""
    span = triple.predicate_span or (0, 0)
    words = text[slice(*span)].casefold().split()
    if not words or not sense.passing(" ".join(words)):
        return False
    if words[0] in ("was", "were"):
        return len(words) > 1 and words[1] not in _LASTING and sense.passing(words[1]) and not words[1].endswith("ing")
    if words[0].endswith("ing") or words[0] in _LASTING:
        return False
    return not (words[-1] == "by" or re.match(r" (?:by|with)\b", text[span[1] :]))  # "a film directed by"
