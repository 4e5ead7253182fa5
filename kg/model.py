"""The words of the product as frozen values, and how their ids are made.

A document is cut into paragraphs; an extractor says triples and mentions of each paragraph; `refer` settles them within
the document; `resolve` and `fuse` turn them into the graph: entities, statements, evidence.
Knows nothing of files, storage, models or targets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal as Either

Span = tuple[int, int]  # start and end, in characters, end exclusive
Modality = Either["asserted", "negated", "hedged", "hypothetical"]
Outcome = Either["ok", "repaired", "truncated", "empty", "failed"]

# What an entity can be.  "Thing" is a name of unknown kind, "Concept" a common noun that stands for a notion ("polonium").
TYPES = ("Person", "Organization", "Place", "Event", "Work", "Product", "Group", "Concept", "Thing")

# Qualifiers that do not tell two statements apart: they accumulate on the statement, and each evidence names its own.
# Every other key (times, role, ordinal, and any key that is not known) is part of the statement's identity.
ACCUMULATING = frozenset(
    (
        "location",
        "purpose",
        "cause",
        "manner",
        "source",
        "instrument",
        "topic",
        "together with",
    )
)


def content_hash(*parts: str) -> str:
    """The id of some content: SHA-256 of the parts, each prefixed by its length in UTF-8 bytes; 32 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()[:32]


# ---- documents ---------------------------------------------------------------------------------------------------------

BlockKind = Either["heading", "paragraph", "list_item", "table_row", "quote", "code", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of markup in a document's text.  `start` and `end` slice the text; blocks do not overlap and stand in order.

    `level` is 1 to 6 for a heading, the nesting depth (from 1) for a list item, else 0.  `context` is what a reader of the
    page sees above a list item or table row and needs to understand it (the sentence that introduces the list; the column heads).
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    context: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One source text.  Offsets everywhere count characters of `text`, which is never altered after reading.

    `blocks` is the markup where the format has any; empty means that blank lines part paragraphs.
    `triples` is not None for a record that was extracted elsewhere (JSON Lines with "triples").
    """

    id: str
    text: str
    uri: str = ""
    title: str = ""
    language: str = ""  # ISO 639-1, "" where it is not known
    date: str = ""  # EDTF, "" where it is not known
    mime: str = "text/plain"
    metadata: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    triples: tuple[Triple, ...] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that was not read, and why.  `failed` is False for what nobody promised to read (unknown formats,
    scans without text, languages without a model): those do not count towards --max-failed."""

    document: str
    reason: str
    uri: str = ""
    failed: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit of extraction: `text == document.text[start:end]`; `heading` is the heading path, outermost first, and what
    a list item or table row needs of its surroundings."""

    id: str
    document: str
    ordinal: int
    start: int
    end: int
    text: str
    title: str = ""
    heading: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """What extraction may depend on, as a hash: the key under which its result is cached."""
        return content_hash(self.title, "\n".join(self.heading), self.text)


def paragraph_id(document: str, text: str, occurrence: int) -> str:
    """Stable while other paragraphs come and go; `occurrence` counts equal texts in one document from 0."""
    return content_hash("paragraph", document, text, str(occurrence))


# ---- what an extractor says ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A key (lower-case words) and a value in the words of the text; `span` counts from the paragraph's start."""

    key: str
    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Triple:
    """What an extractor said of one paragraph, in the text's own words.  Spans count from the paragraph's start; a predicate
    that is only implied has none.  Discontinuous words are joined by blanks and the span covers them.
    `confidence` is the chance, 0 to 1, that a reader calls the triple true to the text and sensible."""

    subject: str
    predicate: str
    object: str
    qualifiers: tuple[Qualifier, ...] = ()
    modality: Modality = "asserted"
    confidence: float = 1.0
    subject_span: Span | None = None
    predicate_span: Span | None = None
    object_span: Span | None = None


MentionKind = Either["name", "pronoun", "nominal"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to an entity in a paragraph, with what `refer` needs of the parse so that it need not parse again.

    `start` and `end` count from the paragraph's start.  `type` is one of TYPES, "" where there is no guess.
    `sentence` counts from 0 in the paragraph.  `role` is subject, object, possessive, apposition, or other;
    `governor` is the offset of the word that the mention hangs on (for binding: two arguments of one verb differ), -1 for none.
    """

    start: int
    end: int
    text: str
    kind: MentionKind = "name"
    type: str = ""
    sentence: int = 0
    role: str = "other"
    governor: int = -1


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of one paragraph.  `raw` keeps a failed answer as it was given; `note` tells what befell the run meanwhile, for its report."""

    paragraph: str
    outcome: Outcome
    triples: tuple[Triple, ...] = ()
    mentions: tuple[Mention, ...] = ()
    reason: str = ""
    raw: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    note: str = ""


# ---- what a document says, once its references are settled ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A typed value.  `datatype`: string, date (EDTF in `value`: "1903", "1903-11-07", "190X", "1903/1911"), number (a decimal), quantity
    ("12.5 km": a decimal, a blank, a UCUM unit).  What did not parse is a string, unharmed."""

    value: str
    datatype: str = "string"


@dataclass(frozen=True, slots=True)
class Chain:
    """What the mentions of one thing in one document were gathered into.  `number` counts from 0 in the document.

    `name` is the fullest form there; `local` means that the name does not identify anything outside this document (a description,
    a lone given name), so that it is never merged by name.  `aliases` are the other proper forms, each with the rule that joined it
    ("bracketed alias", "surname", …) and its score."""

    number: int
    name: str
    type: str
    local: bool = False
    aliases: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention that was settled: offsets count from the document's start (None where there is no text)."""

    paragraph: str
    start: int | None
    end: int | None
    text: str
    type: str
    chain: int


End = int | Literal  # the number of a chain, or a literal


@dataclass(frozen=True, slots=True)
class Settled:
    """One triple of a document after grounding and reference: kept, or refused with a reason.

    `triple` is as the extractor said it.  `subject`, `object` and `qualifiers` are what its parts stand for; a refused triple
    has none.  `ordinal` counts the triples of the paragraph from 0."""

    paragraph: str
    ordinal: int
    triple: Triple
    status: Either["kept", "refused", "duplicate"]
    reason: str = ""
    subject: int = -1
    object: End = -1
    qualifiers: tuple[tuple[str, End], ...] = ()


@dataclass(frozen=True, slots=True)
class Referred:
    """All that one document says."""

    document: str
    chains: tuple[Chain, ...]
    references: tuple[Reference, ...]
    triples: tuple[Settled, ...]


# ---- the graph -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entity:
    """What mentions were merged into."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """The object of a statement or the value of a qualifier: an entity's id, or else a literal."""

    object: str | None = None
    value: str | None = None
    datatype: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What the corpus says.  `predicate` is the canonical wording; `qualifiers` are (key, value) pairs in sorted order."""

    id: str
    subject: str
    predicate: str
    object: Value
    modality: Modality = "asserted"
    qualifiers: tuple[tuple[str, Value], ...] = ()

    @property
    def asserted(self) -> bool:
        """Whether the corpus says it as a fact, not denied, doubted or supposed."""
        return self.modality == "asserted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that supports a statement.  Offsets count characters of the document's text and `quote` is that slice;
    all three are None for a record without text.  `predicate` is as written there, `qualifiers` the keys supported there."""

    statement: str
    document: str
    paragraph: str
    start: int | None
    end: int | None
    quote: str | None
    predicate: str
    qualifiers: tuple[str, ...]
    extractor: str
    confidence: float


def entity_id(name: str, type: str, apart: Sequence[str] = ()) -> str:
    """The id of an entity from its canonical name and type; `apart` tells it from better supported ones of the same name."""
    return content_hash("entity", name, type, *apart)


def statement_id(subject: str, predicate: str, object: Value, modality: str, qualifiers: Iterable[tuple[str, Value]]) -> str:
    """The id of a statement: of its qualifiers only the identifying ones (see ACCUMULATING) take part, in sorted order.

    kg.store.fused makes the ids of a whole corpus by the same rule, in SQL; a test compares the two."""
    parts = ["statement", subject, predicate, *_value_parts(object), modality]
    identifying = {(key, *_value_parts(value)) for key, value in qualifiers if key not in ACCUMULATING}
    for pair in sorted(identifying):
        parts.extend(pair)
    return content_hash(*parts)


def _value_parts(value: Value) -> tuple[str, str, str]:
    return ("entity", value.object, "") if value.object is not None else ("literal", value.value or "", value.datatype or "string")
