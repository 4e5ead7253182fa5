"""The chance that a reader calls a settled triple true to its text and sensible by itself.

A logistic regression on what is known once the ends are settled: what they are, how they are called in the text, and what of the sentence
the triple leaves unsaid.  The weights were fitted (ridge penalty, each paragraph in one fold) on triples of web pages and encyclopedias that
readers judged who knew nothing of the rules; see the lab log.  Knows one triple in its paragraph; nothing of other triples.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import exp, log

from kg.model import End, Literal, Span, Triple
from kg.normalize.keys import is_temporal
from kg.refer.book import Book
from kg.refer.place import Place
from kg.refer.plan import Plan
from kg.refer.scene import SENTENCE
from kg.refer.words import sense
from kg.refer.words.phrases import ARTICLES, PREPOSITIONS

WEIGHTS: dict[str, float] = {
    "always": -0.26,
    "before its name": 1.08,
    "behind a preposition": -0.46,
    "both known": 0.58,
    "comma behind": 0.30,
    "confidence": 0.50,
    "copula": 0.26,
    "copula and words": -0.53,
    "dated": 0.66,
    "end behind": 0.27,
    "ends in a preposition": -0.60,
    "left unsaid": -0.81,
    "modality asserted": 0.85,
    "modality hedged": 0.65,
    "object Place": 0.47,
    "object date value": 1.47,
    "object digit": -0.28,
    "object holds a name": 0.74,
    "object page": 0.61,
    "object renamed": -0.48,
    "of its own": -0.59,
    "opens the sentence": 0.26,
    "predicate length": 0.38,
    "qualifiers lost": -0.25,
    "role": 1.05,
    "subject Concept": -0.37,
    "subject Thing": -0.71,
    "subject Work": -0.14,
    "subject length": -0.10,
    "subject of one word": -0.45,
    "subject page": 0.68,
    "subject pronoun": -0.47,
    "subject renamed": -0.48,
    "subordinate": -0.24,
    "time of a clause": -0.94,
    "undated, without a name": -0.25,
    "words to the object": -0.27,
    "words to the predicate": -0.26,
}


def chance(
    book: Book, place: Place, triple: Triple, plans: tuple[Plan, Plan], ends: tuple[int, End], qualifiers: Sequence[tuple[str, End]]
) -> float:
    """The chance, 0 to 1."""
    found = features(book, place, triple, plans, ends, qualifiers)
    return 1 / (1 + exp(-sum(WEIGHTS.get(name, 0.0) * value for name, value in found.items())))


def features(
    book: Book, place: Place, triple: Triple, plans: tuple[Plan, Plan], ends: tuple[int, End], qualifiers: Sequence[tuple[str, End]]
) -> dict[str, float]:
    """What the weights look at; every value lies between 0 and about 6, but for the extractor's own odds."""
    sure = min(max(triple.confidence, 0.01), 0.99)
    predicate = triple.predicate.casefold().split()
    dated = any(is_temporal(key) and _YEAR.search(book.name(value)) for key, value in qualifiers)
    found: dict[str, float] = {
        "always": 1,
        "confidence": log(sure / (1 - sure)),
        f"modality {triple.modality}": 1,
        "predicate length": log(len(predicate)),
        "ends in a preposition": predicate[-1] in PREPOSITIONS,
        "dated": dated,
        "qualifiers lost": len(triple.qualifiers) - len(qualifiers),
        "role": any(key == "role" for key, _ in qualifiers),
    }
    spans = triple.subject_span, triple.object_span
    for side, plan, end, span in zip(("subject", "object"), plans, ends, spans, strict=True):
        found |= {f"{side} {what}": value for what, value in _of_end(book, place, plan, end, span)}
    names, known, copula = [book.name(end) for end in ends], [book.known(end) for end in ends], sense.is_copula(triple.predicate)
    found |= {
        "both known": all(known),
        "of its own": names[1].startswith((f"{names[0]}'", f"{names[0]}’")),
        "copula": copula,
        "copula and words": copula and isinstance(ends[1], Literal),
        "undated, without a name": not (copula or dated or known[1]) and _past(place, triple),
    }
    if spans[0] and spans[1]:
        found |= _of_sentence(place.paragraph.text, triple, spans[0], spans[1])
    return {name: float(value) for name, value in found.items() if value}


def _of_end(book: Book, place: Place, plan: Plan, end: End, span: Span | None) -> Iterable[tuple[str, float]]:
    """What a subject or an object is, and how the text calls it."""
    name, known = book.name(end), book.known(end)
    written = place.paragraph.text[slice(*span)].strip() if span else name
    pronoun = plan.mention is not None and plan.mention.kind == "pronoun"
    said, lower = written.casefold(), name.casefold()
    yield f"{end.datatype} value" if isinstance(end, Literal) else book.chains[end].type or "Thing", 1
    yield "length", log(1 + name.count(" "))
    yield "of one word", " " not in name
    yield "digit", any(c.isdigit() for c in name)
    yield "pronoun", pronoun
    yield "renamed", known and not pronoun and said not in lower and lower not in said
    yield "holds a name", not known and any(c.isupper() for c in name[1:])
    yield "page", isinstance(end, int) and book.is_page(end)


def _of_sentence(text: str, triple: Triple, subject: Span, object: Span) -> dict[str, float]:
    """How the parts lie in their sentence, and what it says beside them."""
    begin, end = _sentence(text, triple)
    predicate = triple.predicate_span
    told = [span for span in (subject, object, predicate, *(q.span for q in triple.qualifiers)) if span]
    unsaid = "".join(" " if any(a <= i < b for a, b in told) else text[i] for i in range(begin, end))
    before = text[begin : subject[0]].casefold().split()
    lead = before[:-1] if before and before[-1] in ARTICLES else before
    ahead = text[subject[1] : predicate[0]].split() if predicate and predicate[0] > subject[1] else []
    between = text[predicate[1] : object[0]].casefold().split() if predicate and predicate[1] < object[0] else []
    times = [q.span for q in triple.qualifiers if q.span and is_temporal(q.key)]
    low, high = min(subject[0], object[0]), max(subject[1], object[1])
    return {
        "before its name": object[1] <= subject[0] and text[object[1] : subject[0]].isspace(),
        "subordinate": _CLAUSE.search(text, begin, subject[0]) is not None,
        "time of a clause": any(_CLAUSE.search(text, b, low) or _CLAUSE.search(text, high, a) for a, b in times),
        "left unsaid": sum(w not in _SMALL for w in _WORD.findall(unsaid.casefold())) / max(1, len(_WORD.findall(text, begin, end))),
        "comma behind": text[object[1] : object[1] + 1] == ",",
        "end behind": text[object[1] : object[1] + 1] in (".", ""),
        "opens the sentence": not lead,
        "behind a preposition": bool(lead) and lead[-1] in PREPOSITIONS,
        "words to the predicate": log(1 + len(ahead)),
        "words to the object": log(1 + sum(w not in ARTICLES for w in between)),
    }


def _past(place: Place, triple: Triple) -> bool:
    """Whether the predicate is of something that happened."""
    return triple.predicate_span is not None and _PAST.search(place.paragraph.text[slice(*triple.predicate_span)].casefold()) is not None


def _sentence(text: str, triple: Triple) -> Span:
    """The sentence, or sentences, of a triple's parts, told by marks alone."""
    spans = [span for span in (triple.subject_span, triple.object_span, triple.predicate_span) if span]
    begins = [m.end() for m in SENTENCE.finditer(text, 0, min(a for a, _ in spans))]
    behind = SENTENCE.search(text, max(b for _, b in spans))
    return begins[-1] if begins else 0, behind.start() + 1 if behind else len(text)


_YEAR = re.compile(r"\b\d{4}\b")
_WORD = re.compile(r"\w+")
_PAST = re.compile(r"ed\b|\b(?:was|were|been|had)\b")
_CLAUSE = re.compile(r"\b(?:and|but|who|which|that|while|when|where|as|because|although|if|after|before)\b", re.IGNORECASE)
_SMALL = frozenset("a an the of in on at by for from to with and or as his her its their".split())
