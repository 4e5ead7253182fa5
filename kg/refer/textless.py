"""Records without text (triples that were extracted elsewhere): both ends are names, as given, unless the object is a value.

Nothing can be grounded or settled there, so nothing is refused but what has no letter or digit.  Names of one record are one
entity when they are written alike; more is for the corpus to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unicodedata import category

from kg.model import Chain, End, Extraction, Paragraph, Qualifier, Reference, Referred, Settled, Triple
from kg.normalize.keys import is_temporal, qualifier_key
from kg.normalize.names import clean
from kg.normalize.values import is_value, literal
from kg.refer.words.phrases import looks_named


def without_text(document: str, paragraphs: Sequence[Paragraph], extractions: Sequence[Extraction]) -> Referred:
    """Settles the triples of a document of which there is no text; each end is a reference with no offsets."""
    shelf = _Shelf()
    settled: list[Settled] = []
    for paragraph, extraction in zip(paragraphs, extractions, strict=True):
        seen: set[tuple[object, ...]] = set()
        for ordinal, triple in enumerate(extraction.triples):
            one = shelf.settle(paragraph.id, ordinal, triple)
            if one.status == "kept":
                content = (one.subject, triple.predicate, one.object, triple.modality, one.qualifiers)
                if content in seen:
                    one = replace(one, status="duplicate", reason="said before in the same record")
                seen.add(content)
            settled.append(one)
    return Referred(document, tuple(shelf.chains), tuple(shelf.references), tuple(settled))


def _says(text: str) -> bool:
    """Whether there is a letter, a digit or a pictogram (a flag is a name, too)."""
    return any(c.isalnum() for c in text) or any(category(c) == "So" for c in text)


class _Shelf:
    """The names of one record."""

    def __init__(self) -> None:
        self.chains: list[Chain] = []
        self.references: list[Reference] = []
        self._numbers: dict[str, int] = {}

    def settle(self, paragraph: str, ordinal: int, triple: Triple) -> Settled:
        for part, text in (("subject", triple.subject), ("predicate", triple.predicate), ("object", triple.object)):
            if not _says(text):
                return Settled(paragraph, ordinal, triple, "refused", f"no letter or digit in the {part}: {text!r}"[:200])
        subject = self._named(paragraph, triple.subject)
        object: End = literal(triple.object) if is_value(triple.object) else self._named(paragraph, triple.object)
        qualifiers: list[tuple[str, End]] = []
        dropped: list[str] = []
        for given in triple.qualifiers:
            qualifier = Qualifier(qualifier_key(given.key, value=given.value), given.value)
            if not clean(qualifier.value):
                dropped.append(f"dropped {qualifier.key}: nothing to see in it")
                continue
            pair: tuple[str, End] = (qualifier.key, self._value(paragraph, qualifier))
            if pair not in qualifiers:
                qualifiers.append(pair)
        return Settled(paragraph, ordinal, triple, "kept", "; ".join(dropped), subject, object, tuple(qualifiers))

    def _value(self, paragraph: str, qualifier: Qualifier) -> End:
        """A qualifier's value is an entity where it is written like a name, else a literal: nothing else tells them apart."""
        text = qualifier.value
        if len(text) < 200 and not is_value(text) and not is_temporal(qualifier.key) and looks_named(text.split()):
            return self._named(paragraph, text)
        return literal(text, key=qualifier.key)

    def _named(self, paragraph: str, text: str) -> int:
        name = clean(text) or text
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.chains)
            self.chains.append(Chain(number, name, "Thing"))
        self.references.append(Reference(paragraph, None, None, text, "Thing", number))
        return number
