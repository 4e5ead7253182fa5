"""Where in its paragraph each part of a triple stands; what is not there is refused, with the reason.

The check that keeps an extractor honest, whoever it is: rules give spans, which are only compared; a language model gives words, which
are searched with white space, case and Unicode forms (ligatures, quotes, dashes, composed letters) folded.  Titles and headings are no
part of the text: what stands only there is refused, but for the name above a row of a box ("Founders: Anna Roe"), which is what the row is of.
Knows nothing of documents, entities or storage.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from kg.model import Paragraph, Qualifier, Span, Triple

Dropped = tuple[str, str, str]  # key, value, reason


class Grounded(NamedTuple):
    """A triple in the words of its text, and the qualifiers that were not in it."""

    triple: Triple
    dropped: tuple[Dropped, ...] = ()


_ROW = re.compile(r"[A-Z][^:;.\n]{1,40}: \S")


def ground(paragraph: Paragraph, triple: Triple) -> Triple | str:
    """The triple with the spans of its parts, in the text's own words; or the reason why it is refused.

    Subject and object must stand in the paragraph; a predicate that does not is taken as implied and gets no span.  A qualifier
    that is not in the text is left out (`ground_with_notes` says which).  A paragraph without text (a record that was extracted
    elsewhere) grounds nothing and refuses nothing.
    """
    grounded = ground_with_notes(paragraph, triple)
    return grounded if isinstance(grounded, str) else grounded.triple


def ground_with_notes(paragraph: Paragraph, triple: Triple) -> Grounded | str:
    """As `ground`, with the qualifiers that were left out, each with its reason."""
    return Grounded(triple) if _stands(paragraph.text, triple) or _below_its_name(paragraph, triple) else _search(paragraph, triple)


def _below_its_name(paragraph: Paragraph, triple: Triple) -> bool:
    """Whether the subject is the heading right above a row that starts with its key, and the rest stands in the row."""
    text, object = paragraph.text, triple.object_span
    if triple.subject_span or object is None or paragraph.heading[-1:] != (triple.subject,) or not _ROW.match(text):
        return False
    spans = [(triple.object, object), *((q.value, q.span or (-1, -1)) for q in triple.qualifiers)]
    spans += [(triple.predicate, triple.predicate_span)] if triple.predicate_span else []
    return all(a >= 0 and bool(words) and text[a:b] == words for words, (a, b) in spans)


# ---- the fast path: spans that are given and right ---------------------------------------------------------------------


def _stands(text: str, triple: Triple) -> bool:
    """Whether every part stands word for word where its span says (a predicate may have none)."""
    subject, object, predicate = triple.subject_span, triple.object_span, triple.predicate_span
    if not subject or not object or subject == object or not triple.subject or not triple.object or not triple.predicate:
        return False
    if subject[0] < 0 or object[0] < 0 or text[subject[0] : subject[1]] != triple.subject or text[object[0] : object[1]] != triple.object:
        return False
    if predicate and (predicate[0] < 0 or text[predicate[0] : predicate[1]] != triple.predicate):
        return False
    return all(q.span is not None and q.value and q.span[0] >= 0 and text[q.span[0] : q.span[1]] == q.value for q in triple.qualifiers)


# ---- folding, with the way back ----------------------------------------------------------------------------------------

_PLAIN_SIGNS = str.maketrans("‘’‚‛“”„‟«»′″‐‑‒–—―−", "''''" + '""""""' + "'\"" + "-------")
# what folding changes: white space that is not one blank, letters with marks put after them, invisible signs, all beyond ASCII
_SPECIAL = re.compile(
    r"\s{2,}|[^\S ]|[^\s\u0300-\u036f][\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u093c\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a]+|[^\x00-\x7f]"
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[A-Z\"'(\[0-9])")
_EDGES = " \"'.,;:!?()[]{}"
_ARTICLE = re.compile(r"(?:the|a|an)\s+")

MAX_PLACES = 40  # of one part; more are not weighed
MAX_GAP = 6  # words that may stand between two words of a discontinuous part
MAX_WORDS = 40  # of a discontinuous part


class Folded:
    """A text for comparison: `text` is folded, `back(start, end)` gives the span in the original."""

    __slots__ = ("_breaks", "_folded", "_original", "_source", "_whole", "text")

    def __init__(self, original: str) -> None:
        pieces: list[str] = []
        # parallel: where a piece begins in the folded text, where in the original, and whether its inside maps one to one
        self._folded, self._original, self._whole = [0], [0], [False]
        at = length = 0
        for match in _SPECIAL.finditer(original):
            start, end = match.span()
            pieces.append(original[at:start].lower())
            length += start - at
            piece = _fold_piece(match[0])
            pieces.append(piece)
            self._mark(length, start, True)
            length += len(piece)
            self._mark(length, end, False)
            at = end
        pieces.append(original[at:].lower())
        self.text = "".join(pieces)
        self._source = original
        self._breaks: list[int] | None = None

    def _mark(self, folded: int, original: int, whole: bool) -> None:
        self._folded.append(folded)
        self._original.append(original)
        self._whole.append(whole)

    def back(self, start: int, end: int) -> Span:
        """The span in the original of a slice of the folded text; a folded letter that came of one sign takes the whole sign."""
        first = bisect_right(self._folded, start) - 1
        begin = self._original[first] + (0 if self._whole[first] else start - self._folded[first])
        last = bisect_right(self._folded, end - 1) - 1
        if self._whole[last]:
            return begin, self._original[last + 1]
        return begin, self._original[last] + end - self._folded[last]

    def sentence(self, at: int) -> int:
        """The number of sentence ends before an offset of the original, roughly: for choosing among places, not for cutting."""
        if self._breaks is None:
            self._breaks = [m.start() for m in _SENTENCE_END.finditer(self._source)]
        return bisect_left(self._breaks, at)


@lru_cache(maxsize=1 << 12)
def _fold_piece(piece: str) -> str:
    if piece.isspace():
        return " "
    if _INVISIBLE.fullmatch(piece):
        return ""
    text = unicodedata.normalize("NFKC", piece.translate(_PLAIN_SIGNS)).casefold()
    return unicodedata.normalize("NFKC", text).translate(_PLAIN_SIGNS)


@lru_cache(maxsize=64)
def _folded(text: str) -> Folded:
    return Folded(text)


@lru_cache(maxsize=1 << 12)
def fold(part: str) -> str:
    """A part of a triple as it is searched: white space, case and Unicode forms folded."""
    return " ".join(Folded(part).text.split())


# ---- searching ---------------------------------------------------------------------------------------------------------


def _search(paragraph: Paragraph, triple: Triple) -> Grounded | str:
    if not paragraph.text:
        bare = tuple(replace(q, span=None) for q in triple.qualifiers)
        return Grounded(replace(triple, subject_span=None, predicate_span=None, object_span=None, qualifiers=bare))
    text = _folded(paragraph.text)
    places: list[list[Span]] = []
    for part, words, span in (("subject", triple.subject, triple.subject_span), ("object", triple.object, triple.object_span)):
        found = _places(paragraph, text, words, span)
        if not found:
            return _reason(part, words, paragraph)
        places.append(found)
    if not triple.predicate.strip():
        return "predicate is empty"
    predicates = _places(paragraph, text, triple.predicate, triple.predicate_span)
    chosen = _closest(text, places[0], places[1], predicates)
    if chosen is None:
        return f"subject and object are the same words: {_shown(triple.subject)}"
    subject, object, predicate = chosen
    kept, dropped = _qualifiers(paragraph, text, triple, subject, object)
    return Grounded(
        replace(
            triple,
            subject=_own_words(paragraph.text, subject, triple.subject),
            object=_own_words(paragraph.text, object, triple.object),
            predicate=_own_words(paragraph.text, predicate, triple.predicate) if predicate else triple.predicate,
            qualifiers=kept,
            subject_span=subject,
            predicate_span=predicate,
            object_span=object,
        ),
        dropped,
    )


def _reason(part: str, words: str, paragraph: Paragraph) -> str:
    if not words.strip():
        return f"{part} is empty"
    context = fold(" \n ".join((paragraph.title, *paragraph.heading)))
    where = " (only in its title or headings)" if _starts(context, fold(words)) else ""
    return f"{part} not in the text{where}: {_shown(words)}"


def _shown(words: str) -> str:
    return repr(words if len(words) <= 200 else words[:200] + "…")


def _places(paragraph: Paragraph, text: Folded, words: str, span: Span | None) -> list[Span]:
    """The spans at which a part stands, in order: the one that was given if it is right, else all that are found."""
    part = fold(words)
    if not part:
        return []
    if span and 0 <= span[0] < span[1] <= len(paragraph.text):
        given = fold(paragraph.text[span[0] : span[1]])
        if given == part or _in_order(given, part):
            return [span]
    bare = part.strip(_EDGES)
    for form in dict.fromkeys((part, bare, _ARTICLE.sub("", bare, count=1))):
        if form and (starts := _starts(text.text, form)):
            return [text.back(start, start + len(form)) for start in starts]
    return _apart(text, bare)


def _starts(text: str, part: str) -> list[int]:
    """Where a folded part stands in a folded text, not inside a word."""
    found: list[int] = []
    start = text.find(part)
    while start >= 0 and len(found) < MAX_PLACES:
        end = start + len(part)
        if not (start and _one_word(text[start - 1], part[0])) and not (end < len(text) and _one_word(part[-1], text[end])):
            found.append(start)
        start = text.find(part, start + 1)
    return found


def _one_word(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word; scripts written without blanks part anywhere, but never before an accent."""
    return (
        unicodedata.combining(right) > 0
        or (left.isalnum() or left == "_")
        and (right.isalnum() or right == "_")
        and max(left, right) < "\u2e80"
    )


def _in_order(text: str, part: str) -> bool:
    """Whether the words of a part stand in the text in their order (both folded): a given span that covers discontinuous words."""
    at = 0
    for word in part.split():
        at = text.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def _apart(text: Folded, part: str) -> list[Span]:
    """Spans that cover a part's words in order within one sentence, with a few others between: "picked … up"."""
    words = part.split()
    if not 1 < len(words) <= MAX_WORDS:
        return []
    found: list[Span] = []
    for start in _starts(text.text, words[0]):
        end = start + len(words[0])
        for word in words[1:]:
            # a window bounds the work, and the gap: a part that is scattered further was rather made up
            window = text.text[end : end + 16 * MAX_GAP + len(word)]
            at = next(iter(_starts(window, word)), -1)
            if at < 0 or window[:at].count(" ") > MAX_GAP + 1:
                break
            end += at + len(word)
        else:
            span = text.back(start, end)
            if text.sentence(span[0]) == text.sentence(span[1]):
                found.append(span)
    if not found:
        return []
    shortest = min(end - start for start, end in found)
    return [span for span in found if span[1] - span[0] == shortest]


def _closest(
    text: Folded, subjects: Sequence[Span], objects: Sequence[Span], predicates: Sequence[Span]
) -> tuple[Span, Span, Span | None] | None:
    """The places of subject, object and predicate that lie closest together, in one sentence if possible; None without two places."""
    best: tuple[int, Span, Span, Span | None] | None = None
    for subject in subjects:
        for object in objects:
            if subject == object:
                continue
            cost = _distance(text, subject, object)
            if best and cost >= best[0]:
                continue
            hull = min(subject[0], object[0]), max(subject[1], object[1])
            between, predicate = _nearest(text, predicates, hull)
            if best is None or cost + between < best[0]:
                best = cost + between, subject, object, predicate
    return best[1:] if best else None


_OTHER_SENTENCE = 400  # characters that a sentence end counts for
_OVERLAP = 200  # "Curie" the subject is rather not the one inside "Curie Institute", the object


def _distance(text: Folded, one: Span, other: Span) -> int:
    gap = max(one[0], other[0]) - min(one[1], other[1])
    apart = abs(text.sentence(one[0]) - text.sentence(other[0]))
    return (gap if gap >= 0 else _OVERLAP) + _OTHER_SENTENCE * apart


def _nearest(text: Folded, places: Sequence[Span], hull: Span) -> tuple[int, Span | None]:
    """The place nearest to a stretch of text, and how far from it; a place inside costs nothing."""
    best: tuple[int, Span | None] = (0, None)
    for place in places:
        outside = max(0, hull[0] - place[1]) + max(0, place[0] - hull[1])
        cost = outside + (_OTHER_SENTENCE * abs(text.sentence(place[0]) - text.sentence(hull[0])) if outside else 0)
        if best[1] is None or cost < best[0]:
            best = cost, place
    return best


def _qualifiers(
    paragraph: Paragraph, text: Folded, triple: Triple, subject: Span, object: Span
) -> tuple[tuple[Qualifier, ...], tuple[Dropped, ...]]:
    hull = min(subject[0], object[0]), max(subject[1], object[1])
    kept: list[Qualifier] = []
    dropped: list[Dropped] = []
    for qualifier in triple.qualifiers:
        places = _places(paragraph, text, qualifier.value, qualifier.span)
        if not places:
            dropped.append((qualifier.key, qualifier.value, _reason(qualifier.key or "qualifier", qualifier.value, paragraph)))
            continue
        _, span = _nearest(text, places, hull)
        assert span is not None
        kept.append(Qualifier(qualifier.key, _own_words(paragraph.text, span, qualifier.value), span))
    return tuple(kept), tuple(dropped)


def _own_words(text: str, span: Span, words: str) -> str:
    """The words as they stand in the text, white space made single; discontinuous words as they were given."""
    own = " ".join(text[span[0] : span[1]].split())
    part, given = fold(own).strip(_EDGES), fold(words).strip(_EDGES)
    return own if part == given or part == _ARTICLE.sub("", given, count=1) else " ".join(words.split())
