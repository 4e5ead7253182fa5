"""The names of one document in groups, each one thing: who joins whom, by which rule, and what the groups are known to be.

Knows what a join does and forbids; nothing of the steps that decide on one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from copy import copy

from kg.extract.mentions import words
from kg.normalize.names import split_suffix, tokens
from kg.refer.names.forms import ROMAN, Form, type_of
from kg.refer.names.subject import Subject

_ORDINALS = words.of("first second third fourth fifth sixth seventh eighth ninth tenth jr sr")
Apart = Collection[frozenset[str]]  # pairs of names, in their keys, that a user says are not one
# What is called by these is of that type, whatever the recogniser took the name for.
_TOLD = dict.fromkeys(("surname", "surname of the page's subject", "first name"), "Person") | {"name of a ship": "Product"}


class Names:
    """Forms joined into groups: union by host, with the rule and score that joined each form."""

    def __init__(self, forms: Sequence[Form], subject: Subject, *, tale: bool = False, apart: Apart = ()) -> None:
        self.tale = tale
        self.forms = forms
        keys = {form.key for form in forms} if apart else set()
        self.apart = {pair for pair in apart if pair <= keys}
        self.parent = list(range(len(forms)))
        self.rule: list[tuple[str, float]] = [("", 1.0)] * len(forms)
        self.votes = [dict(form.votes) for form in forms]
        self.parts: list[frozenset[tuple[str, ...]]] = []  # of a tale: the headings under which each group stands, by root
        self.torn: set[str] = set()  # names that have lost the apostrophe of their genitive
        self.common: frozenset[int] = frozenset()  # roots of common nouns that only open sentences with a capital
        self.subject = subject
        self.page = -1  # the form that is the page's subject
        self.topic = tokens(split_suffix(" ".join(subject.key))[0])

    def about(self, subject: Subject) -> Names:
        """The same names, seen from a part of the page that is about something of its own."""
        part = copy(self)
        part.subject = subject
        part.topic = tokens(split_suffix(" ".join(subject.key))[0])
        part.page = next((i for i, form in enumerate(self.forms) if subject.key and form.case and form.words == subject.key), -1)
        return part

    def root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = i = self.parent[self.parent[i]]
        return i

    def type(self, i: int) -> str:
        return type_of(self.votes[self.root(i)])

    def join(self, host: int, guest: int, rule: str, score: float) -> bool:
        """Puts the guest's group under the host's, unless a guard forbids it."""
        a, b = self.root(host), self.root(guest)
        if a == b or _marks(self.forms[host]) != _marks(self.forms[guest]) and rule in ("middle name", "also known as", "bracketed name"):
            return False
        if (numerals := _numerals(self.forms[guest])) and numerals != _numerals(self.forms[host]):
            return False  # Pope Julius II is neither Julius III nor Julius Roe
        if self.apart and self._are_apart(a, b):
            return False
        self.parent[b] = a
        if self.parts:
            self.parts[a] |= self.parts[b]
        self.rule[b] = (rule, score)
        for kind, weight in self.votes[b].items():
            told = _TOLD.get(rule, kind)
            self.votes[a][told] = self.votes[a].get(told, 0.0) + weight
        return True

    def _are_apart(self, a: int, b: int) -> bool:
        """Whether a user says that a name of one group is not a name of the other."""
        left, right = ({form.key for i, form in enumerate(self.forms) if self.root(i) == root} for root in (a, b))
        return any(frozenset((one, other)) in self.apart for one in left for other in right)

    def meet(self, host: int, guest: int) -> bool:
        """Whether two groups may be of one person by where they stand: a tale may be several tales, and Alice the maid of one is not the
        Alice Roe of another."""
        if not self.parts:
            return True
        left, right = self.parts[self.root(host)], self.parts[self.root(guest)]
        return not left or not right or not left.isdisjoint(right)

    def only(self, hosts: Iterable[int]) -> int | None:
        """The one group among the hosts, or None for none or several."""
        roots = {self.root(host) for host in hosts}
        return roots.pop() if len(roots) == 1 else None


def _numerals(form: Form) -> list[str]:
    """The Roman numerals behind the first word of a name."""
    return _NUMERALS.findall(form.text)


_NUMERALS = re.compile(r"(?<=\w )[IVX]+\b(?!\.)")


def _marks(form: Form) -> frozenset[str]:
    """What must be equal in two names of one thing: numbers, Roman numerals, ordinals, generations."""
    found = {word for word in form.words[1:] if ROMAN.fullmatch(word)}
    found.update(word for word in form.words if word in _ORDINALS or not word.isalpha() and any(c.isdigit() for c in word))
    if form.suffix:
        found.add(form.suffix)
    return frozenset(found)


def topical(names: Names, i: int) -> bool:
    """Whether the page's title names this form."""
    if names.page >= 0 and names.root(i) == names.root(names.page):
        return True
    if names.page >= 0 and names.forms[i].suffix:
        return False  # "Ann Roe III" is not the Ann Roe of the page
    core = names.forms[i].core
    return bool(names.topic) and (set(core) <= set(names.topic) or len(names.topic) > 1 and set(names.topic) <= set(core))


def genders(names: Names) -> list[str]:
    """What is known of each group's gender, by root: from titles and given names of all its forms; "" where they disagree."""
    found: list[set[str]] = [set() for _ in names.forms]
    for i, form in enumerate(names.forms):
        if known := form.sex():
            found[names.root(i)].add(known)
    return [next(iter(known)) if len(known) == 1 else "" for known in found]
