"""What the rules write down before it becomes a triple: ranges of tokens, the rule's name, the clause it was said in.

Knows neither rules nor the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.syntax.arguments import Range
from kg.extract.syntax.qualifiers import Qual


@dataclass(slots=True)
class Draft:
    """One triple in tokens.  `predicate` lists tokens in the order of the text; `implied` is the wording of a predicate that does not
    stand there.  `clause` is the verb whose modality and source hold, -1 for none.  `subject_head` and `object_head` are the nouns."""

    kind: str
    subject: Range
    subject_head: int
    predicate: tuple[int, ...]
    object: Range
    object_head: int
    quals: list[Qual]
    clause: int
    implied: str = ""
