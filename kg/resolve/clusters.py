"""Clusters that grow by unions, each union checked against the guards for the clusters as wholes, and written down.

Knows indexes, types and profiles; nothing of the rules that propose unions.
"""

from __future__ import annotations

from kg.resolve.forms import Profile, clash
from kg.resolve.words import ANY


class Clusters:
    """A union-find forest over names.  `types` must hold each name's type; Thing agrees with all."""

    def __init__(self, types: list[str]) -> None:
        self.parent = list(range(len(types)))
        self.type = types.copy()
        self.ledger: list[tuple[int, int, str, float]] = []
        self._profiles: dict[int, list[Profile]] = {}
        self._apart: dict[int, set[int]] = {}

    def find(self, i: int) -> int:
        """The index that stands for the cluster of i."""
        parent = self.parent
        while parent[i] != i:
            parent[i] = i = parent[parent[i]]
        return i

    def keep_apart(self, i: int, j: int) -> bool:
        """Forbids, for good, that i and j come together; False where they already are."""
        i, j = self.find(i), self.find(j)
        if i == j:
            return False
        self._apart.setdefault(i, set()).add(j)
        self._apart.setdefault(j, set()).add(i)
        return True

    def describe(self, i: int, profile: Profile) -> None:
        """Tells what the guards must know of i; a name that nothing is told of clashes with nothing."""
        self._profiles.setdefault(self.find(i), []).append(profile)

    def compatible(self, i: int, j: int) -> bool:
        """Whether the clusters of i and j have types that agree."""
        s, t = self.type[self.find(i)], self.type[self.find(j)]
        return s == t or ANY in (s, t)

    def may_join(self, i: int, j: int, *, guarded: bool = True) -> bool:
        """Whether nothing forbids the union; `guarded=False` leaves only the user's list (for the user's other list)."""
        a, b = self.find(i), self.find(j)
        if a == b or b in self._apart.get(a, ()):
            return False
        if not guarded:
            return True
        if not self.compatible(a, b):
            return False
        left, right = self._profiles.get(a, ()), self._profiles.get(b, ())
        return not any(clash(p, q) for p in left for q in right)

    def join(self, i: int, j: int, rule: str, score: float, *, guarded: bool = True) -> bool:
        """Unites the clusters of i and j unless something forbids it, and writes the union down."""
        if not self.may_join(i, j, guarded=guarded):
            return False
        a, b = self.find(i), self.find(j)
        if b < a:
            a, b = b, a
        self.parent[b] = a
        if self.type[a] == ANY:
            self.type[a] = self.type[b]
        if b in self._profiles:
            known = self._profiles.setdefault(a, [])
            known.extend(p for p in self._profiles.pop(b) if p not in known)
        for other in self._apart.pop(b, ()):
            self._apart[other].discard(b)
            self._apart[other].add(a)
            self._apart.setdefault(a, set()).add(other)
        self.ledger.append((i, j, rule, score))
        return True
