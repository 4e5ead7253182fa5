"""What documents say of their own names ("the European Space Agency (ESA)"), as far as it holds beyond them.

A short form joins a long one everywhere only where all documents that explain it mean one thing.
Knows names and the rules that a document's references were settled by; not the documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.normalize.names import is_acronym, key
from kg.resolve.clusters import Clusters
from kg.resolve.words import Alias, Name

# The rules inside a document whose finding holds outside it; a surname or "the company" never does.
BEARING = {
    "bracketed acronym": 0.97,
    "acronym": 0.96,
    "middle name": 0.94,
    "title": 0.94,
    "also known as": 0.92,
    "bracketed name": 0.88,  # a translation as often as another thing: below the usual threshold
}


def follow(clusters: Clusters, names: list[Name], aliases: Sequence[Alias], threshold: float) -> None:
    """Joins the aliases that bear, best documented first, each short form to its only host."""
    bearing = [a for a in aliases if a.rule in BEARING and BEARING[a.rule] >= threshold and a.left != a.right]
    if not bearing:
        return
    where = _places(names, {text for alias in bearing for text in (alias.left, alias.right)})
    hosts: dict[int, dict[int, Alias]] = defaultdict(dict)
    for alias in sorted(bearing, key=lambda a: (-a.documents, a.left, a.right, a.type, a.rule)):
        for i in where.get(alias.left, ()):
            for j in where.get(alias.right, ()):
                short, long = (i, j) if len(names[i].name) <= len(names[j].name) else (j, i)
                if clusters.compatible(i, j) and _bears(names[short].name, names[long].name, alias):
                    hosts[short].setdefault(long, alias)
    for short, told in sorted(hosts.items(), key=lambda item: (-max(a.documents for a in item[1].values()), item[0])):
        roots = {clusters.find(j) for j in told}
        if len(roots) == 1:
            host, alias = min(told.items(), key=lambda item: (-item[1].documents, item[0]))
            clusters.join(host, short, alias.rule, BEARING[alias.rule])


def _places(names: list[Name], wanted: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        if name.name in wanted:
            found[name.name].append(i)
    return found


def _bears(short: str, long: str, alias: Alias) -> bool:
    """Whether two forms are what the rule takes them for, and enough to be understood in another document."""
    if alias.type == "Person" and (" " not in key(short) or " " not in key(long)):
        return False  # a lone name of a person identifies nobody outside the document that gives the rest of it
    if "acronym" in alias.rule:
        return is_acronym(short) and (len(short.replace(".", "")) > 2 or alias.rule == "bracketed acronym") and not is_acronym(long)
    return True
