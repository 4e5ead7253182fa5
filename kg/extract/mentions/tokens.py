"""A parsed text as plain columns, and spaCy's numbers for what is looked for in them.

Knows spaCy's arrays and labels; nothing of mentions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc

# What the labels of the named entity recogniser say in our words; labels that are missing here are values, not names.
LABELS = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
    "EVENT": "Event",
    "WORK_OF_ART": "Work",
    "LAW": "Work",
    "PRODUCT": "Product",
    "NORP": "Group",
    "LANGUAGE": "Concept",
}
ROLES = {
    "nsubj": "subject",
    "nsubjpass": "subject",
    "csubj": "subject",
    "dobj": "object",
    "dative": "object",
    "pobj": "object",
    "poss": "possessive",
    "appos": "apposition",
}


@lru_cache(maxsize=1)
def symbols() -> dict[str, Any]:
    """spaCy's numbers for the tags, relations and labels that are looked at; the same in every process."""
    from spacy.strings import StringStore

    strings = StringStore()

    def number(name: str) -> int:
        return int(strings.add(name))

    return {
        "labels": {number(label): kind for label, kind in LABELS.items()},
        "roles": {number(relation): role for relation, role in ROLES.items()},
        **{
            name: number(name)
            for name in ("conj", "compound", "prep", "agent", "poss", "amod", "nummod", "det", "expl", "nsubj", "ccomp", "xcomp", "advcl")
        },
        **{
            name: number(name)
            for name in (
                "IN",
                "RB",
                "NNP",
                "NNPS",
                "NN",
                "NNS",
                "PRP",
                "PRP$",
                "DT",
                "POS",
                "appos",
                "acomp",
                "attr",
                "nmod",
                "quantmod",
                "flat",
            )
        },
        **{name: number(name) for name in ("csubj", "relcl")},
    }


class Tokens:
    """The columns of a parsed text that the search looks at, as plain lists."""

    __slots__ = ("dep", "end", "head", "iob", "label", "lower", "sentence", "start", "tag", "text", "words")

    def __init__(self, doc: Doc) -> None:
        columns = doc.to_array(["TAG", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "SENT_START", "IDX", "LENGTH"])
        self.tag, self.dep = columns[:, 0].tolist(), columns[:, 1].tolist()
        offsets = columns[:, 2].astype("int64").tolist()
        self.head = [i + offset for i, offset in enumerate(offsets)]
        self.iob, self.label = columns[:, 3].tolist(), columns[:, 4].tolist()
        self.sentence = ((columns[:, 5] == 1).cumsum() - 1).clip(0).tolist()
        self.start = columns[:, 6].tolist()
        self.end = (columns[:, 6] + columns[:, 7]).tolist()
        self.text = text = doc.text
        self.words = [text[a:b] for a, b in zip(self.start, self.end, strict=True)]
        self.lower = [word.lower() for word in self.words]
