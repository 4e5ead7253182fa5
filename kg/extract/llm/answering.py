"""From the answers of a language model to an Extraction: what every extractor that speaks to one shares.

Triples are grounded at once, so that the known faults of such models can be put right where the text shows it plainly: repeats in other
letter case are fused; a fact that the text denies or doubts in the words before its predicate says so; a date or place that stands
right beside the triple becomes its qualifier.  A triple that is not in the text is handed on as it was said, to be refused with its reason.
Knows one paragraph and its answers; nothing of models, prompts or servers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.extract.llm.answers import Answer, fused, raw
from kg.extract.llm.shape import find_mentions, sentence_starts
from kg.extract.llm.trust import TRUST, confidence
from kg.extract.llm.wire import PARTS
from kg.ground import Grounded, fold, ground_with_notes
from kg.model import Extraction, Mention, Modality, Paragraph, Qualifier, Span, Triple
from kg.normalize.keys import is_temporal
from kg.normalize.values import is_value

VERSION = "2"  # of all that is made of an answer: part of an extractor's fingerprint

_MOST_DROPPED = 3  # qualifiers that a reason names


def finish(
    paragraph: Paragraph,
    answer: Answer,
    *,
    text: str | None = "",
    tokens_in: int = 0,
    tokens_out: int = 0,
    trust: float = TRUST,
) -> Extraction:
    """The extraction that an answer amounts to; `text` is the answer as it was written, of which a failed one keeps a copy, and `trust`
    what the model is trusted with (kg.extract.llm.trust)."""
    if answer.outcome == "failed":
        return Extraction(paragraph.id, "failed", (), (), answer.reason, raw(text), tokens_in, tokens_out)
    starts = sentence_starts(paragraph.text)
    mentions = find_mentions(paragraph.text, title=paragraph.title, starts=starts)
    triples, dropped = grounded(paragraph, answer.triples, mentions, [0, *starts], trust=trust)
    reason = "; ".join(filter(None, (answer.reason, dropped)))
    return Extraction(paragraph.id, answer.outcome, triples, mentions, reason, "", tokens_in, tokens_out)


NO_ANSWER = "no answer: "  # how the reason of an extraction begins that the next run does anew


def unanswered(paragraph: Paragraph, reason: str, *, tokens_in: int = 0, tokens_out: int = 0) -> Extraction:
    """The extraction of a paragraph to which no answer came."""
    return Extraction(paragraph.id, "failed", reason=f"{NO_ANSWER}{reason}", tokens_in=tokens_in, tokens_out=tokens_out)


def grounded(
    paragraph: Paragraph, triples: Iterable[Triple], mentions: Sequence[Mention], starts: Sequence[int], *, trust: float = TRUST
) -> tuple[tuple[Triple, ...], str]:
    """The triples in the text's own words where they stand in it, and what was left out of them; `starts` are those of all sentences."""
    found: list[Triple] = []
    dropped: list[str] = []
    elsewhere: list[str] = []
    torn = 0
    for triple in triples:
        one = ground_with_notes(paragraph, triple)
        if isinstance(one, Grounded):
            narrowing, others = _narrowing(one.triple, starts)
            parted = _parted(paragraph.text, replace(one.triple, qualifiers=narrowing))
            if parted is None:
                torn += 1
                continue
            elsewhere += [_told(q.key, q.value) for q in others]
            found.append(_judged(paragraph.text, _timed(parted), starts))
            dropped += [_told(key, value) for key, value, _ in one.dropped]
        else:
            found.append(replace(triple, confidence=0.0))
    found = [_weighed(triple, starts, trust) for triple in _with_neighbours(paragraph.text, found, mentions)]
    reasons = [f"{'a triple' if torn == 1 else f'{torn} triples'} left out: parts that say nothing of their own"] if torn else []
    for what, left in (("qualifiers not in the text", dropped), ("times of another sentence", elsewhere)):
        more = f" and {len(left) - _MOST_DROPPED} more" if len(left) > _MOST_DROPPED else ""
        reasons += [f"{what}: {', '.join(left[:_MOST_DROPPED])}{more}"] if left else []
    return fused(found), "; ".join(reasons)


def _told(key: str, value: str) -> str:
    return f"{key} {value[:60]!r}"


# ---- parts that say nothing of their own ----------------------------------------------------------------------------------------


_EMPTY = re.compile(r"(?:\W*\b(?:in|on|at|of|by|for|from|to|with|as|and|or|but|the|an?|is|was|are|were|be|been|not)\b)*\W*")


def _parted(text: str, triple: Triple) -> Triple | None:
    """The triple with a predicate that neither begins with the subject nor ends with the object ("is the capital of France", "France");
    None where no predicate is left, or where subject and object overlap or name nothing: models that run out of facts say a part twice."""
    subject, object, predicate = triple.subject_span, triple.object_span, triple.predicate_span
    if not subject or not object:
        return triple
    if _overlap(subject, object) or _EMPTY.fullmatch(triple.subject) or _EMPTY.fullmatch(triple.object):
        return None
    if not predicate or not (_overlap(predicate, subject) or _overlap(predicate, object)):
        return triple
    start, end = predicate
    for part in (subject, object):
        if part[0] <= start < part[1] < end:
            start = part[1]
        elif start < part[0] < end <= part[1]:
            end = part[0]
        elif _overlap((start, end), part):
            return None
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    words = " ".join(text[start:end].split())
    return replace(triple, predicate=words, predicate_span=(start, end)) if any(map(str.isalnum, words)) else None


def _narrowing(triple: Triple, starts: Sequence[int]) -> tuple[tuple[Qualifier, ...], list[Qualifier]]:
    """The qualifiers but for those under the name of a part, which say the part again; and apart from them the times of a sentence that
    holds no part of the triple: they are of another fact."""
    spans = (triple.subject_span, triple.predicate_span, triple.object_span)
    sentences = {_sentence(starts, span[0]) for span in spans if span}

    own = [q for q in triple.qualifiers if q.key not in PARTS]
    others = [q for q in own if q.span and is_temporal(q.key) and _sentence(starts, q.span[0]) not in sentences]
    return tuple(q for q in own if q not in others), others


_YEARS = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


def _timed(triple: Triple) -> Triple:
    """The triple with times that can be: one that begins and ends it is its point in time, and an end before the start is no pair."""
    starts, ends = ([q for q in triple.qualifiers if q.key == key] for key in ("start time", "end time"))
    if len(starts) != 1 or len(ends) != 1:
        return triple
    start, end = starts[0], ends[0]
    others = tuple(q for q in triple.qualifiers if q.key not in ("start time", "end time"))
    if fold(start.value) == fold(end.value):
        point = Qualifier("point in time", start.value, start.span)
        return replace(triple, qualifiers=others if any(q.key == point.key for q in others) else (*others, point))
    first, last = _YEARS.search(start.value), _YEARS.search(end.value)
    backwards = first and last and first[0] > last[0] and "BC" not in f"{start.value}{end.value}"
    return replace(triple, qualifiers=others) if backwards else triple


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


# ---- what the text shows of a triple -----------------------------------------------------------------------------------------------

_DENIED = re.compile(r"\b(?:not|never|no longer|neither|nor|cannot|hardly|without)\b|n['’]t\b", re.IGNORECASE)
_DOUBTED = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|maybe|allegedly|reportedly|supposedly|apparently|presumably|likely"
    r"|(?:is|are|was|were) (?:thought|said|believed|rumou?red|alleged|reported|supposed|claimed) to)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’]+")
_REACH = 4  # words before a predicate that may deny or doubt it


def _judged(text: str, triple: Triple, starts: Sequence[int]) -> Triple:
    """The triple with its modality, told by the words of its predicate and those right before it."""
    subject, object, predicate = triple.subject_span, triple.object_span, triple.predicate_span
    assert subject and object
    said = triple.predicate
    if predicate:
        floor = max(starts[_sentence(starts, predicate[0])], subject[1] if subject[1] <= predicate[0] else 0)
        before = _WORD.findall(text[floor : predicate[0]])[-_REACH:]
        said = f"{' '.join(before)} {said}" if "," not in text[max(floor, predicate[0] - 8) : predicate[0]] else said
    elif not _scattered(triple, starts) and subject[1] <= object[0] and "," not in text[subject[1] : object[0]]:
        said = f"{text[subject[1] : object[0]]} {said}"  # "did not meet" where the model says "knew"
    modality: Modality = "negated" if _DENIED.search(said) else "hedged" if _DOUBTED.search(said) else triple.modality
    return replace(triple, modality=modality)


def _weighed(triple: Triple, starts: Sequence[int], trust: float) -> Triple:
    """The triple with its confidence; one that is not in the text has none."""
    if not triple.subject_span or not triple.object_span:
        return triple
    return replace(triple, confidence=confidence(triple, scattered=_scattered(triple, starts), trust=trust))


def _scattered(triple: Triple, starts: Sequence[int]) -> bool:
    """Whether subject and object stand in different sentences."""
    assert triple.subject_span and triple.object_span
    return _sentence(starts, triple.subject_span[0]) != _sentence(starts, triple.object_span[0])


def _sentence(starts: Sequence[int], at: int) -> int:
    return sum(start <= at for start in starts) - 1


# ---- dates and places right beside a triple ----------------------------------------------------------------------------------------

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1\d{3}|20\d{2})"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}|{_MONTH},? {_YEAR}|{_YEAR})"
_TIMES = {"in": "point in time", "on": "point in time", "since": "start time", "from": "start time", "until": "end time"}
_BEHIND = re.compile(rf",?\s(in|on|since|from|until)\s({_DATE})(?![\w-]|\s?[–—-]|\s(?:to|and|until|or)\s)")
_BEFORE = re.compile(rf"(?:In|On|Since|From|Until)\s({_DATE}),?\s(?:the\s)?\Z")
_PLACED = re.compile(r",?\s(?:in|at)\s(?:the\s)?")
_RESIDES = re.compile(r"\b(?:born|died|raised|buried|lived|lives|living|located|situated|based|held|settled) in\Z", re.IGNORECASE)


def _with_neighbours(text: str, triples: list[Triple], mentions: Sequence[Mention]) -> list[Triple]:
    """The triples with the dates and places that stand right behind them, or a date that opens their sentence right before them.

    Safe, because nothing stands between: a date or place further away may belong to another clause.  What is a place is known from
    the text's own words or from what the model itself said of it.
    """
    names = {m.start: m for m in mentions if m.kind == "name"}
    places = {fold(m.text) for m in names.values() if m.type == "Place"}
    places |= {fold(q.value) for t in triples for q in t.qualifiers if q.key == "location"}
    places |= {fold(t.object) for t in triples if _RESIDES.search(t.predicate) and not is_value(t.object)}
    found = []
    for triple in triples:
        if triple.subject_span and triple.object_span:
            triple = _beside(text, triple, names, places)
        found.append(triple)
    return found


def _beside(text: str, triple: Triple, names: dict[int, Mention], places: set[str]) -> Triple:
    spans = [span for span in (triple.subject_span, triple.predicate_span, triple.object_span) if span]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    timed = is_value(triple.object) or is_value(triple.subject) or any(is_temporal(q.key) for q in triple.qualifiers)
    placed = any(q.key == "location" for q in triple.qualifiers) or fold(triple.object) in places
    added: list[Qualifier] = []
    if not timed and (opening := _BEFORE.search(text, max(0, start - 40), start)):
        key = _TIMES[opening[0].split()[0].lower()]
        added.append(Qualifier(key, opening[1], opening.span(1)))
        timed = True
    while True:
        if not timed and (date := _BEHIND.match(text, end)):
            added.append(Qualifier(_TIMES[date[1]], date[2], date.span(2)))
            timed, end = True, date.end()
            continue
        at = _PLACED.match(text, end)
        name = names.get(at.end()) if at else None
        if placed or name is None or fold(name.text) not in places:
            break
        added.append(Qualifier("location", name.text, (name.start, name.end)))
        placed, end = True, name.end
    return replace(triple, qualifiers=(*triple.qualifiers, *added)) if added else triple


# ---- an answer that broke off --------------------------------------------------------------------------------------------------------

SHORTEST = 120  # characters of a text that is worth asking about in two parts


def halves(text: str) -> tuple[str, str] | None:
    """A text in two parts, parted at the end of a sentence near its middle, or else at a blank; None where it is too short for that."""
    if len(text) < SHORTEST:
        return None
    middle = len(text) // 2
    ends = [start for start in sentence_starts(text) if len(text) // 5 < start < len(text) - len(text) // 5]
    if ends:
        at = min(ends, key=lambda end: abs(end - middle))
    else:
        at = text.find(" ", middle) + 1
        if not 0 < at < len(text) - len(text) // 5:
            return None
    return text[:at].strip(), text[at:].strip()


def together(first: Answer, parts: Sequence[Answer]) -> Answer:
    """What was said at first, before the answer broke off, and what was said of the two parts when they were asked about."""
    triples = fused(triple for answer in (first, *parts) for triple in answer.triples)
    reason = f"{first.reason}; asked again in two parts"
    if not triples and all(part.outcome == "failed" for part in parts):
        return Answer("failed", (), reason)
    if any(part.cut or part.outcome == "failed" for part in parts):
        return Answer("truncated", triples, reason, True)
    return Answer("repaired" if triples else "empty", triples, reason)
