"""What bounds a fact in its sentence and stands in no qualifier: a clause in front of it or behind it, a count of one occasion.

Small rules on the words of a paragraph; knows nothing of chains or documents.
"""

from __future__ import annotations

import re

from kg.model import Triple
from kg.refer import scene
from kg.refer.words import sense
from kg.refer.words.phrases import ARTICLES, POSSESSIVES

# What stands between the start of a sentence and the subject: one phrase or clause that says when, where or under which condition.
_IN_FRONT = re.compile(
    r"(?:(?:However|Meanwhile|Then|But|And|Also|Further|Similarly) ?,? ?)?"
    r"(?:Once|After|Before|If|When|Whenever|While|During|At|On|Upon|Following|Until|Unless|Where|As soon as|As long as|For the|For a|Throughout|Under)\b"
    r"[^;:]{2,160}, ?(?:(?:the|an?|his|her|its|their|[Mm]r ?\.|[A-Z]\w+) )*"
)
_TO_DO = re.compile(r"To [a-z]+ [^;:]{2,120}, ?(?:the |an? )?")  # "To ask for more, a member must …"
_NO_BOUND = re.compile(
    r"(?:However ?,? )?(?:On the (?:other|contrary)|At (?:the same time|first|last|least|present)|For (?:example|instance))\b"
)
_BEHIND = re.compile(
    r" ?,?\s?(before|after|until|unless|if|when|whenever|while|only|as long as|so long as|except|than|once|upon|provided)\b(?! (?:of|which|he|she|they))"
)
_COUNT = re.compile(
    r"(?:(?:at least|about|over|nearly|some|up to|only|just|more than|an?|the) )*(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten) (?!(?:children|sons|daughters|volumes|books|albums)\b)[a-z]"
    r"|\d+ ?[–-] ?\d+$"
)
_MUST = frozenset("must shall should may can will".split())
_DATED = re.compile(r"\b[12]\d{3}\b")
_FARTHEST = 260


def loose_end(triple: Triple, text: str, *, named: bool) -> str:
    """Why a triple without a time is bounded by words of its sentence that it does not tell; or "".  `named`: its object has a name, so
    that it says enough without what stands before it."""
    if not triple.predicate_span or not triple.subject_span or not triple.object_span:
        return ""
    told = [q.span for q in triple.qualifiers if q.span]
    first, last = min(triple.subject_span[0], triple.predicate_span[0]), triple.object_span[1]
    start = scene.sentence(text, first, _FARTHEST)
    front = text[start:first]
    modal = not _MUST.isdisjoint(triple.predicate.casefold().split())
    bound = not named and _IN_FRONT.fullmatch(front) and not _NO_BOUND.match(front) or modal and _TO_DO.fullmatch(front)
    if start >= 0 and bound and not _DATED.search(front) and not any(start <= a < first for a, _ in told):
        return f"bounded by what stands before it: {front.strip()[:60]}"
    while follow := next((b for a, b in told if 0 <= a - last <= 6 and b > last), 0):
        last = follow
    found = _BEHIND.match(text, last)
    if found and found[1] == "while" and "," in found[0]:
        return ""  # "…, while the others left": another fact
    if found and found[1] in ("before", "after") and not modal and triple.modality == "asserted":
        return ""  # "studied in Oslo before moving away" is so, whenever it was
    if found and not any(last <= a <= found.end() + 2 for a, _ in told):
        return f"bounded by what stands behind it: {found[0].strip()}"
    return ""


def counted(triple: Triple) -> bool:
    """Whether a triple without a time counts what was done on one occasion: "scored ten points", "lost two ships"."""
    return sense.passing(triple.predicate) and not sense.is_copula(triple.predicate) and _COUNT.match(_bare(triple.object)) is not None


def _bare(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if first.casefold() in ARTICLES | POSSESSIVES else phrase


_AGAINST = re.compile(
    r"(?:was |were )?(?:defeat(?:ed|ing)|beat|beating|beaten|fac(?:ed|ing)|lost|losing|drew|tied|hosted|outscored|eliminated)(?: to| by| with)?"
)
_OUT_OF = re.compile(
    r"(?:sat out|sitting out|miss(?:ed|ing)|retir(?:ed|ing) from|withdrew from|withdrawing from|crashed out of|qualif(?:ied|ying) for|outscored|outqualified)"
)
_EVERY_YEAR = re.compile(
    r"\b(?:Grand Prix|Open|Cup|Masters|Tour|Rally|Marathon|Championships?|Series|Games|League|Trophy|Playoffs?|[Rr]aces?|Derby|Slam|Final)\b"
)
_SPORT = re.compile(
    r"\b(?:season|league|cup|championship|tournament|play-?offs?|match|matches|goals?|coach|Grand Prix|rally)\b", re.IGNORECASE
)


def every_season(triple: Triple, text: str, object: str, *, named: bool) -> bool:
    """Whether a triple without a time tells of a game or race of which there is one like it every season: "beat Vega Rovers", "sat out the
    Ruritanian Grand Prix".  `object` is the name of its second end, `named` whether that is a name of its own."""
    said = triple.predicate.casefold()
    if _OUT_OF.fullmatch(said) and _EVERY_YEAR.search(object):
        return True
    return named and _AGAINST.fullmatch(said) is not None and _SPORT.search(text) is not None
