"""Document → Paragraphs: by the reader's blocks where there are any, else by blank lines; long ones are cut between sentences.

Every paragraph slices back exactly (`text == document.text[start:end]`, no white space at its ends); none overlap, and they stand in
order.  Left out are only white space, headings (they become the heading path), what has no letter ("* * *", a page number) and
code that does not read like prose.  Each list item and table row is a paragraph of its own, with its context behind the heading path:
run together, a parser takes them for one sentence.

Headings in plain text, for documents without blocks: a line alone between blank lines that more text follows, without final punctuation,
written in capitals, in Title Case, as "= Heading =" or as "Chapter 4".  What has an ordinary lower-case word in it ("Einstein won the prize")
is never one, so that no fact is lost to the guess.  A Markdown "#" means nothing here.

spaCy is loaded only when a paragraph is over its budget, and asked only where no end of a sentence is plain ("the war. The") near the
place for the cut.  Knows nothing of extraction or storage.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from kg import spacy_models
from kg.model import Block, Document, Paragraph, Span, paragraph_id
from kg.settings import Segment

FINGERPRINT = "segment 2"  # changes whenever the same document would be cut otherwise
MAX_TOKENS = Segment().max_tokens

Sentences = Callable[[str], list[int]]  # where sentences start in a text, its beginning left out

# An estimate of a language model's tokens that needs no tokenizer: up to eight letters, or one sign, or one character of a script
# that is written without blanks.
_TOKEN = re.compile(r"[^\W\u2e80-\U0010ffff]{1,8}|\S")
_BLANK_LINE = re.compile(r"(?:\n|\r(?!\n))\s*[\n\r]|[\f\u2029]")
_LETTER = re.compile(r"[^\W\d_]")
_MAX_HEADING = 200  # characters; a longer "heading" is a page that is all heading


def segment(document: Document, *, max_tokens: int = MAX_TOKENS, model: str = "") -> Iterator[Paragraph]:
    """The paragraphs of a document, in order, each of at most `max_tokens` (estimated: see `count_tokens`).

    `model` names the spaCy pipeline whose sentence boundaries are used; empty: the English one for English and unknown languages,
    spaCy's rules of punctuation for others.  Raises MissingExtra where a pipeline is needed and not installed.
    """
    if max_tokens < 1:
        raise ValueError(f"max_tokens must be at least 1, not {max_tokens}")
    sentences = _sentences(model, document.language)
    seen: Counter[str] = Counter()
    pieces = _from_blocks(document) if document.blocks else _from_lines(document.text)
    ordinal = 0
    alone = not _one_of_several(document)
    for piece in pieces:
        heading = tuple(h for h in piece.heading if not alone or h != document.title)
        for start, end in _cut(document.text, piece.span, max_tokens, sentences):
            text = document.text[start:end]
            id = paragraph_id(document.id, text, seen[text])
            seen[text] += 1
            yield Paragraph(id, document.id, ordinal, start, end, text, document.title, heading)
            ordinal += 1


def _one_of_several(document: Document) -> bool:
    """Whether the title is but the first of several headings of the highest level: then it is that of its own part."""
    headings = [(b.level, " ".join(document.text[b.start : b.end].split())) for b in document.blocks if b.kind == "heading"]
    highest = min((level for level, _ in headings), default=0)
    names = [name for level, name in headings if level == highest and name]
    return names[:1] == [document.title] and len(set(names)) > 1


def count_tokens(text: str) -> int:
    """The estimated number of a language model's tokens."""
    return sum(1 for _ in _TOKEN.finditer(text))


class _Piece(NamedTuple):
    """A paragraph before it is cut to its budget."""

    span: Span
    heading: tuple[str, ...]


class _Path:
    """The headings above the place that is being read."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self.names: tuple[str, ...] = ()

    def enter(self, level: int, name: str) -> None:
        self._open = [(above, text) for above, text in self._open if above < level]
        self._open.append((level, " ".join(name.split())))
        self.names = tuple(text for _, text in self._open if text)


# ---- documents with markup -----------------------------------------------------------------------------------------------


def _from_blocks(document: Document) -> Iterator[_Piece]:
    text, path, at = document.text, _Path(), 0
    for block in document.blocks:
        yield from _plain(text, at, block.start, path.names)  # what the reader put into no block
        at = max(at, block.end)
        if block.kind == "heading" and block.end - block.start <= _MAX_HEADING:
            path.enter(block.level, text[block.start : block.end])
        elif block.kind in ("list_item", "table_row"):
            yield from _item(text, block, path.names)
        elif block.kind != "code" or _is_prose(text[block.start : block.end]):
            yield from _plain(text, block.start, block.end, path.names)
    yield from _plain(text, at, len(text), path.names)


def _plain(text: str, start: int, end: int, heading: tuple[str, ...]) -> Iterator[_Piece]:
    for span in _between_blank_lines(text, start, end):
        if _LETTER.search(text, *span):
            yield _Piece(span, heading)


def _item(text: str, block: Block, heading: tuple[str, ...]) -> Iterator[_Piece]:
    """A list item or table row; one of figures only is kept if its context says what they are."""
    span = _trimmed(text, block.start, block.end)
    if span and (_LETTER.search(text, *span) or (block.context and any(c.isdigit() for c in text[span[0] : span[1]]))):
        yield _Piece(span, (*heading, block.context) if block.context else heading)


def _is_prose(code: str) -> bool:
    """Whether a code block is rather text set in a fixed width: few signs of programming, and enough words."""
    signs = sum(1 for c in code if c in "{}[]<>=;_\\/|$#@*&^%~+`")
    return signs <= 0.02 * len(code) and code.count(" ") >= 8


# ---- plain text ------------------------------------------------------------------------------------------------------------


_LONGEST_RUN = 3  # headings in a row; more are a list of names or a table of contents, and stay paragraphs


def _from_lines(text: str) -> Iterator[_Piece]:
    path, run = _Path(), list[tuple[Span, tuple[int, str]]]()
    spans = _between_blank_lines(text, 0, len(text))
    last = next(spans, None)
    while last is not None:
        following = next(spans, None)
        line = text[last[0] : last[1]] if last[1] - last[0] <= _MAX_HEADING else ""
        if line and (heading := _guess_heading(line, followed=following is not None)):
            run.append((last, heading))
        elif _LETTER.search(text, *last):
            yield from _settle_run(run, path)
            run.clear()
            yield _Piece(last, path.names)
        last = following
    yield from _settle_run(run, path)


def _settle_run(run: list[tuple[Span, tuple[int, str]]], path: _Path) -> Iterator[_Piece]:
    """Headings in a row enter the path; of a run that is too long only the last does."""
    if len(run) > _LONGEST_RUN:
        for span, _ in run[:-1]:
            yield _Piece(span, path.names)
    for _, heading in run[-1:] if len(run) > _LONGEST_RUN else run:
        path.enter(*heading)


def _between_blank_lines(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for match in _BLANK_LINE.finditer(text, start, end):
        if span := _trimmed(text, at, match.start()):
            yield span
        at = match.end()
    if span := _trimmed(text, at, end):
        yield span


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None if there is nothing else."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return (start + left, start + len(piece.rstrip())) if left < len(piece) else None


_WIKI = re.compile(r"(?P<open>=+|=(?: =)*) *(?P<name>[^=\n]+?) *(?P<close>=+|=(?: =)*)")
_NUMBERED = re.compile(
    r"(?P<kind>part|book|volume|chapter|act|scene|section|appendix|letter|canto|stave|article) (?:[ivxlcdm]+|\d{1,3}|[a-z]|one|two|three|the \w+)\b"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_LEVELS = {"part": 1, "book": 1, "volume": 1}  # of numbered headings; the others 2, capitals 3, Title Case 4
_SMALL_WORDS = frozenset("a an and as at by de for from in into la le nor of on or the to upon van versus von vs with".split())
_MAX_WORDS = 12


def _guess_heading(line: str, *, followed: bool) -> tuple[int, str] | None:
    """(level, text) of a heading in plain text; None where the line may say something."""
    if (match := _WIKI.fullmatch(line)) and match["open"] == match["close"]:
        return match["open"].count("="), match["name"]
    if not followed or "\n" in line or len(line) > 80 or not line[0].isalnum() or line[0].islower():
        return None
    words = line.split()
    if match := _NUMBERED.fullmatch(line):
        rest = match["rest"].strip(" .:-–—")
        if not rest or _title_case(rest.split()) and rest[-1] not in ",;":
            return _LEVELS.get(match["kind"].lower(), 2), line.rstrip(" .")
    if len(words) > _MAX_WORDS or line[-1] in ".!?:;,…\"'”’" or not any(c.isupper() for c in line):
        return None
    if not any(c.islower() for c in line):
        return 3, line
    return (4, line) if _title_case(words) else None


def _title_case(words: list[str]) -> bool:
    """Whether all words but the small ones begin with a capital or a figure."""
    for word in words:
        letters = word.lstrip("\"'“‘([-–—&")
        if letters and not letters[0].isupper() and not letters[0].isdigit() and word not in _SMALL_WORDS:
            return False
    return True


# ---- cutting to the budget ---------------------------------------------------------------------------------------------------

_MAX_STRETCH = 20_000  # characters shown to spaCy at once; more is white space or an attack
_AHEAD = 60  # characters after the last place for a cut, so that the boundary is seen from both sides
_STOP = re.compile(r"[.!?…。！？؟।]")
# An end that needs no model: a plain word, a stop, a capital ("the war. The"; not "Dr. Smith", "U.S. Army"), or a wide full stop.
_SURE = re.compile(r"(?:(?<=[a-z]{4})(?<!approx)|(?<=[a-z]{3} ))[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])|[。！？][」』”’）]*\s*(?=\S)")
_CLAUSE = re.compile(r"[;:—]\s+")


def _cut(text: str, span: Span, budget: int, sentences: Sentences) -> Iterator[Span]:
    """The span in pieces of at most `budget` tokens: between sentences, else after a semicolon, else at white space, else anywhere.

    Each piece looks only at its own stretch, so that the time is linear whatever stands there."""
    start, end = span
    left = sum(1 for _ in _TOKEN.finditer(text, start, end)) if end - start > budget else 0
    while left > budget:
        limit = _after_tokens(text, start, end, budget)
        # the last two pieces share what is left, so that no crumb remains
        aim = limit if left > 2 * budget else _after_tokens(text, start, end, (left + 1) // 2)
        cut = _place(text, start, limit, aim, end, sentences)
        left -= sum(1 for _ in _TOKEN.finditer(text, start, cut))
        if piece := _trimmed(text, start, cut):
            yield piece
        start = cut
    if piece := _trimmed(text, start, end):
        yield piece


def _after_tokens(text: str, start: int, end: int, count: int) -> int:
    """The offset behind the `count`-th token from `start`."""
    return next(islice(_TOKEN.finditer(text, start, end), count - 1, None)).end()


def _place(text: str, start: int, limit: int, aim: int, end: int, sentences: Sentences) -> int:
    """Where to cut, after `start` and at most at `limit`: the sentence start nearest to `aim`, or what comes closest to one."""
    middle = start + (aim - start) // 2
    sure = [match.end() for match in _SURE.finditer(text, middle, min(end, limit + _AHEAD)) if _fits(text, match.end(), start, limit)]
    if sure:
        return _nearest(sure, aim)
    for begin, stop in ((middle, limit), (start, middle)):
        stretch = text[begin : min(end, stop + _AHEAD)]
        if len(stretch) > _MAX_STRETCH or not _STOP.search(stretch):
            continue
        found = [begin + at for at in sentences(stretch) if _fits(text, begin + at, start, limit)]
        if found:
            return _nearest(found, aim)
    clauses = [match.end() for match in _CLAUSE.finditer(text, middle, limit)]
    if clauses:
        return _nearest(clauses, aim)
    for place in range(limit, max(start, limit - _MAX_STRETCH), -1):
        if text[place - 1].isspace() or place < len(text) and text[place].isspace():
            return place
    return limit


def _fits(text: str, place: int, start: int, limit: int) -> bool:
    """Whether a sentence start leaves something before it, within the limit, and splits no word."""
    if place <= start or place < len(text) and text[place - 1].isalnum() and text[place].isalnum():
        return False
    return place <= limit or not text[limit:place].strip()


def _nearest(places: list[int], aim: int) -> int:
    """The place nearest to the aim, of two equally near the first."""
    at = bisect_left(places, aim)
    return min(places[max(0, at - 1) : at + 1], key=lambda place: abs(place - aim))


# ---- sentence boundaries -------------------------------------------------------------------------------------------------------

_PUNCTUATION = ""  # no pipeline: spaCy's own rules of punctuation, for languages without one


def _sentences(model: str, language: str) -> Sentences:
    """The boundaries by the named pipeline; without a name by the English one, or by punctuation in another language."""
    english = language.lower().split("-")[0] in ("", "en")
    return lambda text: _boundaries(model or (spacy_models.choose() if english else _PUNCTUATION))(text)


@lru_cache(maxsize=4)
def _boundaries(model: str) -> Sentences:
    """spaCy with nothing but tokenizer and boundaries, loaded once a process."""
    nlp = spacy_models.load(model, exclude=_NOT_NEEDED, purpose="cutting long paragraphs between sentences")
    if "senter" in nlp.disabled:
        nlp.enable_pipe("senter")
    if "senter" not in nlp.pipe_names:
        nlp = type(nlp)()
        nlp.add_pipe("sentencizer")

    def starts(text: str) -> list[int]:
        with nlp.memory_zone():
            return [sentence.start_char for sentence in nlp(text).sents][1:]

    return starts


_NOT_NEEDED = ["tok2vec", "transformer", "tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "ner"]
