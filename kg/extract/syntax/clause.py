"""What is read off one clause: its verb, who does it, to what, and with which phrases.

Knows token numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Phrase:
    """A prepositional phrase of a clause: its words ("because of"), the last preposition and one noun."""

    words: tuple[int, ...]
    prep: int
    noun: int


@dataclass(slots=True)
class Clause:
    """One clause.  `subjects` and `objects` are heads of arguments, conjuncts distributed; `group` is the predicate's tokens."""

    verb: int
    subjects: list[int]
    group: list[int]
    passive: bool = False
    objects: list[tuple[str, int]] = field(default_factory=list)  # (dobj | attr | acomp | oprd, head)
    recipients: list[int] = field(default_factory=list)
    agents: list[Phrase] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    adverbs: list[int] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)  # adverbial ones
    contents: list[int] = field(default_factory=list)  # "that …"
    where: int = -1  # the place or time that "where"/"when" stands for
    existential: bool = False
    infinitive: bool = False
    below: bool = False  # reached through an xcomp
