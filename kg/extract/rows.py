"""Rows of tables and boxes → triples: "Ship: Vega; Captain: Anna Roe" below its column heads, "Founders: Anna Roe" below the name of a page.

Only where the first column says that it names things (or the row stands right below a name that the page's title shares), the key is a plain
noun, and the value short; a row that leaves anything open says nothing.  The key is the predicate, as it stands.  Knows one paragraph;
nothing of parses.
"""

from __future__ import annotations

import re

from kg.extract.mentions import words
from kg.extract.mentions.names import LEGAL_FORMS
from kg.model import Paragraph, Qualifier, Span, Triple
from kg.normalize.dates import parse
from kg.normalize.predicates import canonical

CONFIDENCE = 0.85
_NAMING = (
    words.PERSON_NOUNS
    | words.ORGANIZATION_NOUNS
    | words.PLACE_NOUNS
    | words.WORK_NOUNS
    | words.of(
        "name title character player element planet river mountain lake island language species genus breed animal bird plant ship vessel aircraft car model "
        "vehicle drug metal star moon athlete team club ocean continent currency dish ingredient locomotive engine organism gene protein"
    )
)
_UNCLEAR = words.of(
    "note notes comment comments remark remarks image picture photo link links ref refs reference references source sources status id no number "
    "qty quantity amount total price cost rate description details type date time value page pages score rank position example key footnotes "
    "percentage percent share shares votes weight unit "
    "row column cell header yes text file size version action result results change level"
)
_WHEN = words.of("from until till since to by in at on of for with before after when where who why how as")  # columns that narrow others
# What a box below a name tells of it, in the words of its keys; a participle gets the words that make a sentence of it.
_BOX = words.of(
    """founder founders headquarters industry products revenue subsidiaries parent owner owners chairman ceo president director directors producer
    producers author authors publisher genre language country nationality occupation spouse children education residence capital currency population
    elevation mayor governor developer developers employees divisions architect manufacturer composer"""
) | {
    "operating income", "net income", "total assets", "total equity", "number of employees", "alma mater", "largest city", "official language",
    "official languages", "parent company", "key people", "production company", "running time", "box office", "programming language", "operating system",
}  # fmt: skip
_SENTENCES = {
    "founded": "was founded on", "established": "was established on", "born": "was born on", "died": "died on", "released": "was released on",
    "release date": "was released on", "initial release": "was first released on", "founded by": "was founded by", "directed by": "was directed by",
    "produced by": "was produced by", "written by": "was written by", "developed by": "was developed by", "designed by": "was designed by",
    "published by": "was published by", "distributed by": "was distributed by", "starring": "stars", "opened": "was opened on",
}  # fmt: skip
_KEY = re.compile(r"[A-Z][^\W\d_]*(?: [^\W\d_]+){0,4}")
_NAME = re.compile(r"[A-Z][\w.'’&-]*(?: (?:[A-Z][\w.'’&-]*|of|the|de|van|von|and|[IVX]+|\d{1,4}))*")
_VALUE = re.compile(
    r"[^\W_][^.;:!?|<>{}\[\]=()]*(?:\.\d[^.;:!?|<>{}\[\]=()]*)?|[$€£¥]\d[\d.,]*(?: [a-z]+)?|[A-Z]{2}\$\d[\d.,]*(?: [a-z]+)?"
)
_NOBODY = words.of("others other total all none average sum unknown various")
_ONE_PLACE = words.of("headquarters residence capital mayor")  # a comma there joins a place to a wider one
_BRACKETED = re.compile(r"\s*\(([^()]{1,60})\)$")
_IN = re.compile(r" in (?=[A-Z])")
MOST_WORDS = 6  # of a value
_YEAR = re.compile(r"1\d{3}|20\d\d")


def rows_of(paragraph: Paragraph) -> tuple[Triple, ...]:
    """The triples of a row; () where the paragraph is none, or leaves open what it is about."""
    if not paragraph.heading or ": " not in paragraph.text or len(paragraph.text) > 600 or "\n" in paragraph.text:
        return ()
    above = paragraph.heading[-1]
    return _of_table(paragraph.text, above) if " | " in above else _of_box(paragraph.text, above, paragraph.title)


def is_row(text: str, triple: Triple) -> bool:
    """Whether a triple is one of a row: its predicate is a key with a colon behind it, and its object the value of that, or a part."""
    subject, key, value = triple.subject_span, triple.predicate_span, triple.object_span
    if value is None:
        return False
    if subject is None or key is None:
        return subject is None  # below its name
    return (
        subject[1] < key[0] < value[0]
        and text.endswith(": ", 0, subject[0])
        and text.endswith("; ", 0, key[0])
        and text.startswith(": ", key[1])
    )


def _of_table(text: str, above: str) -> tuple[Triple, ...]:
    heads = above.rpartition("; ")[2].split(" | ")
    cells = _cells(text, heads)
    if len(cells) < 2 or cells[0][0] != (0, len(heads[0])) or heads[0].split()[-1].lower() not in _NAMING:
        return ()
    first = cells[0][1]
    name = text[slice(*first)]
    if not _NAME.fullmatch(name) or len(name.split()) > MOST_WORDS or len(set(heads)) < len(heads) or name.lower() in _NOBODY:
        return ()
    found: list[Triple] = []
    for key, value in cells[1:]:
        if _plain(text[slice(*key)]):
            found += _told(text, name, first, (text[slice(*key)], key), value)
    return tuple(found)


def _cells(text: str, heads: list[str]) -> list[tuple[Span, Span]]:
    """The places of each key and its value; [] where the row is not made of the heads in their order."""
    starts: list[tuple[int, str]] = []
    at = 0
    for head in heads:
        start = 0 if not starts and text.startswith(f"{head}: ") else text.find(f"; {head}: ", at)
        if start < 0:
            continue  # an empty cell
        start += 2 if start or starts else 0
        starts.append((start, head))
        at = start + len(head)
    found = []
    for i, (start, head) in enumerate(starts):
        end = starts[i + 1][0] - 2 if i + 1 < len(starts) else len(text)
        found.append(((start, start + len(head)), (start + len(head) + 2, end)))
    return found


def _plain(key: str) -> bool:
    """Whether a key is a noun that can stand as a predicate: no verb, no note, no label of the page."""
    small = key.lower()
    if not _KEY.fullmatch(key) or _UNCLEAR & set(small.split()[-1:]) or _WHEN & {small.split()[0], small.split()[-1]}:
        return False
    return " ".join(w for w in small.split() if w not in ("the", "a", "an")) == canonical(key).wording


def _of_box(text: str, above: str, title: str) -> tuple[Triple, ...]:
    key, _, _ = text.partition(": ")
    small = key.lower()
    own = {w for w in re.findall(r"\w{3,}", above.lower())} & {w for w in re.findall(r"\w{3,}", title.lower())}
    if not own or not _NAME.fullmatch(above) or len(above.split()) > MOST_WORDS:
        return ()
    value = len(key) + 2, len(text)
    if small in _SENTENCES:
        return tuple(_told(text, above, None, (_SENTENCES[small], None), value))
    if small not in _BOX:
        return ()
    return tuple(_told(text, above, None, (key, (0, len(key))), value))


def _told(text: str, name: str, subject: Span | None, key: tuple[str, Span | None], value: Span) -> list[Triple]:
    """One triple for each thing that a value lists; [] if one of them is no short name, noun, number or date."""
    found: list[Triple] = []
    dated = key[0].endswith(" on")
    if key[0].lower() in _ONE_PLACE and "," in text[slice(*value)]:
        return []
    for start, end in [value] if dated else _listed(text, value):
        quals: tuple[Qualifier, ...] = ()
        if bracket := _BRACKETED.search(text, start, end):
            kind = "point in time" if _YEAR.fullmatch(bracket[1]) else "role" if key[0].lower().endswith("people") else ""
            if not kind:
                return []
            quals = (Qualifier(kind, bracket[1], bracket.span(1)),)
            end = bracket.start()
        if dated and (place := _IN.search(text, start, end)):
            quals = (Qualifier("location", text[place.end() : end], (place.end(), end)),)
            end = place.start()
        said = text[start:end]
        if dated and parse(said) is None or not dated and not _VALUE.fullmatch(said) or len(said.split()) > MOST_WORDS:
            return []
        if (
            said.lower() in LEGAL_FORMS
            or said.lower() == name.lower()
            or said.lower() in ("none", "n/a", "unknown", "yes", "no", "tba", "worldwide")
        ):
            return []
        found.append(Triple(name, key[0], said, quals, "asserted", CONFIDENCE, subject, key[1], (start, end)))
    return found


def _listed(text: str, value: Span) -> list[Span]:
    """The parts of a list with commas ("Ann Roe, Bob Poe"); a lone "Oslo, Norway" is one, and no list of places can be told from it."""
    whole = text[slice(*value)]
    parts = [m.span() for m in re.finditer(r"(?:[^,(]|,(?=\d)|\([^)]*\))+", whole)]
    cut = [(value[0] + a + len(whole[a:b]) - len(whole[a:b].lstrip()), value[0] + b) for a, b in parts]
    return [(a, b) for a, b in cut if a < b]
