"""Names → entities: the barrier at which the corpus decides who is who.

Normal forms first, then what the user and the documents say, then the rules on names in their order; every union passes the guards
and is written down.  Knows names, types and counts; nothing of documents' texts or of storage.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product

from kg.errors import SettingsError
from kg.model import entity_id
from kg.normalize.names import TITLES, clean, fold, is_code, key, legal_form
from kg.resolve import abbreviations, documents
from kg.resolve.clusters import Clusters
from kg.resolve.forms import Profile, numbers, person
from kg.resolve.rules import Form, Rule, acronyms, family_names, initials, middle_names, plain_names, plurals, reordered, singulars
from kg.resolve.slips import slips
from kg.resolve.words import ANY, Alias, Merge, Name, Resolution, Resolved

# In the order in which they pay; each with the score of its unions, so that a threshold leaves the later ones out.
RULES: tuple[tuple[Rule, float], ...] = (
    (plain_names, 0.96),
    (reordered, 0.94),
    (plurals, 0.93),
    (slips, 0.92),
    (middle_names, 0.93),
    (initials, 0.92),
    (acronyms, 0.91),
    (family_names, 0.9),
)
_LISTED = "same-as list"  # the rule of a union that the user asked for


def resolve(
    names: Sequence[Name],
    aliases: Sequence[Alias] = (),
    *,
    same_as: Sequence[tuple[str, str]] = (),
    different_from: Sequence[tuple[str, str]] = (),
    threshold: float = 0.9,
) -> Resolution:
    """Merges the distinct names of a corpus into entities.  The result does not depend on the order of any argument.

    `names` must be distinct in (name, type, scope); those with a scope are merged by `same_as` alone.  `same_as` and `different_from` hold pairs
    of names and win over every rule.  Unions below `threshold` are not made.  Raises SettingsError where the two lists contradict each other.
    """
    with _no_collection():
        return _resolve(names, aliases, same_as, different_from, threshold)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Python's cycle collector off: millions of small values are made here, none in cycles, and looking for cycles takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _resolve(
    names: Sequence[Name],
    aliases: Sequence[Alias],
    same_as: Sequence[tuple[str, str]],
    different_from: Sequence[tuple[str, str]],
    threshold: float,
) -> Resolution:
    everywhere = [i for i, name in enumerate(names) if not name.scope]
    everywhere.sort(key=lambda i: (-names[i].documents, -names[i].mentions, names[i].name, names[i].type))
    ranked = [names[i] for i in everywhere]  # from here on names go by their rank: the smaller, the better supported
    clusters = Clusters([name.type for name in ranked])
    lone, unused = _user_lists(clusters, ranked, names, aliases, same_as, different_from)
    forms = _normal_forms(clusters, ranked)
    abbreviations.expand(clusters, forms)
    documents.follow(clusters, ranked, aliases, threshold)
    for rule, score in RULES:
        if score >= threshold:
            rule(clusters, forms)
    return _result(names, everywhere, ranked, clusters, lone, unused)


# ---- the user's lists ----------------------------------------------------------------------------------------------------


def _user_lists(
    clusters: Clusters,
    ranked: list[Name],
    names: Sequence[Name],
    aliases: Sequence[Alias],
    same_as: Sequence[tuple[str, str]],
    different_from: Sequence[tuple[str, str]],
) -> tuple[dict[int, int], list[tuple[str, str, str]]]:
    """({index of a name with a scope: rank of the name that the user says it is}, the pairs that met no name)."""
    lone: dict[int, int] = {}
    unused: list[tuple[str, str, str]] = []
    if not same_as and not different_from:
        return lone, unused
    wanted = {clean(side) for pair in (*same_as, *different_from) for side in pair}
    find = _Finder(enumerate(ranked), wanted)
    find_lone = _Finder(((i, name) for i, name in enumerate(names) if name.scope), wanted)
    for left, right in sorted(set(same_as)):
        known = len(lone)
        joined = _pairs(clusters, find(left), find(right))
        for i, j in joined:
            clusters.join(i, j, _LISTED, 1.0, guarded=False)
        if key(left) != key(right):  # "John" is "John" says nothing of which
            _adopt(clusters, names, lone, find_lone(left), find(right))
            _adopt(clusters, names, lone, find_lone(right), find(left))
        if not joined and len(lone) == known:
            unused.append(("same_as", left, right))
    faults: list[str] = []
    called = _called(ranked, aliases, different_from)
    for left, right in sorted(set(different_from)):
        ours, theirs = find(left), find(right)
        if not all(find(side) or find_lone(side) or called.get(key(side)) for side in (left, right)):
            unused.append(("different_from", left, right))
        if any(not clusters.keep_apart(i, j) for i in ours for j in theirs):
            faults.append(f"different_from {left!r} and {right!r} contradicts same_as (or names one thing twice): take one of them out")
        for i, j in (*product(ours, called.get(key(right), ())), *product(called.get(key(left), ()), theirs)):
            clusters.keep_apart(i, j)  # whom some document calls by the one name is not whom the other means
    if faults:
        raise SettingsError(faults)
    return lone, unused


def _adopt(clusters: Clusters, names: Sequence[Name], lone: dict[int, int], strays: list[int], hosts: list[int]) -> None:
    """Notes in `lone` to whom of the hosts each lone name goes; two hosts of one are joined."""
    for i in strays if hosts else ():
        host = _host(clusters, names[i], hosts)
        if lone.setdefault(i, host) != host:
            clusters.join(lone[i], host, _LISTED, 1.0, guarded=False)


def _host(clusters: Clusters, name: Name, hosts: list[int]) -> int:
    """Which of the names that the user named takes in a lone one: the best supported of its type, else of any."""
    fitting = (i for i in hosts if ANY in (name.type, clusters.type[clusters.find(i)]) or name.type == clusters.type[clusters.find(i)])
    return next(fitting, hosts[0])


class _Finder:
    """Indexes of names by what a user calls them: as written, else in comparison form."""

    def __init__(self, names: Iterable[tuple[int, Name]], wanted: set[str]) -> None:
        keys = {key(text) for text in wanted}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._loose: dict[str, list[int]] = defaultdict(list)
        for i, name in names:
            if name.name in wanted:
                self._exact[name.name].append(i)
            if (folded := key(name.name)) in keys:
                self._loose[folded].append(i)

    def __call__(self, text: str) -> list[int]:
        text = clean(text)
        return self._exact.get(text) or self._loose.get(key(text), [])


def _called(ranked: list[Name], aliases: Sequence[Alias], different_from: Sequence[tuple[str, str]]) -> dict[str, list[int]]:
    """{key of a listed name: the names that some document calls by it beside their own}."""
    wanted = {key(side) for pair in different_from for side in pair}
    hosts: dict[str, set[str]] = defaultdict(set)
    for alias in aliases if wanted else ():
        if (folded := key(alias.right)) in wanted:
            hosts[alias.left].add(folded)
    found: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(ranked if hosts else ()):
        for folded in hosts.get(name.name, ()):
            found[folded].append(i)
    return found


def _pairs(clusters: Clusters, left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """Which names a same-as line joins: those whose types agree; where none do, the best supported of each side, for the user knows."""
    found = [(i, j) for i in left for j in right if i != j and clusters.compatible(i, j)]
    return found or [(i, j) for i, j in [(min(left, default=-1), min(right, default=-1))] if i >= 0 and j >= 0 and i != j]


# ---- normal forms --------------------------------------------------------------------------------------------------------


def _normal_forms(clusters: Clusters, names: list[Name]) -> list[Form]:
    """Joins what differs in case, accents, punctuation, articles and legal form only; gives one form for each that is left."""
    groups: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        # Of code every character counts, and of what has no letter or digit.
        folded = "" if is_code(name.name) else key(name.name)
        groups.setdefault(folded or "\0" + name.name, []).append(i)
    forms: list[Form] = []
    for folded, group in groups.items():
        for part in _by_type(names, group) if len(group) > 1 else [group]:
            for kin in _by_look(names, part) if len(part) > 1 else [part]:
                forms.extend(_form(clusters, names, folded, i) for i in _gather(clusters, names, kin))
    for form in forms:
        clusters.describe(form.index, form.profile)
    return forms


def _by_type(names: list[Name], group: list[int]) -> Iterable[list[int]]:
    """A name seen as a Thing and as a Person joins the better supported kind; different real types stay apart."""
    parts: dict[str, list[int]] = {}
    support: dict[str, tuple[int, int]] = {}
    for i in group:
        name = names[i]
        parts.setdefault(name.type, []).append(i)
        d, m = support.get(name.type, (0, 0))
        support[name.type] = d + name.documents, m + name.mentions
    real = [t for t in parts if t != ANY]
    if ANY in parts and real:
        best = min(real, key=lambda t: (-support[t][0], -support[t][1], t))
        parts[best] = sorted(parts[best] + parts.pop(ANY))
    return parts.values()


def _by_look(names: list[Name], group: list[int]) -> Iterable[list[int]]:
    """Two legal forms are two companies, and the bare name is then neither's; "US" is not "us", nor "WHO" "Who"."""
    legal = {i: legal_form(names[i].name) for i in group}
    several = len({form for form in legal.values() if form}) > 1
    parts: dict[tuple[str, bool], list[int]] = {}
    for i in group:
        parts.setdefault((legal[i] if several else "", _shouts(names[i].name)), []).append(i)
    return parts.values()


def _shouts(name: str) -> bool:
    bare = name.replace(".", "")
    return 1 < len(bare) < 5 and bare.isalpha() and bare.isupper()


def _gather(clusters: Clusters, names: list[Name], kin: list[int]) -> list[int]:
    """Joins each to the first that it may join; gives those that stand for the others: one, unless the user keeps some apart."""
    anchors: list[int] = []
    for i in kin:
        for anchor in anchors:
            rule, score = _difference(names[anchor], names[i])
            if clusters.find(i) == clusters.find(anchor) or clusters.join(anchor, i, rule, score):
                break
        else:
            anchors.append(i)
    return anchors


def _difference(left: Name, right: Name) -> tuple[str, float]:
    a, b = left.name, right.name
    if a == b:
        return "same name", 1.0
    if a.casefold() == b.casefold():
        return "letter case", 0.99
    if fold(a) == fold(b):
        return "accents", 0.99
    return ("legal form", 0.97) if legal_form(a) != legal_form(b) else ("spelling", 0.98)


def _form(clusters: Clusters, names: list[Name], folded: str, i: int) -> Form:
    type = clusters.type[clusters.find(i)]
    name = names[i].name
    return Form(i, name, folded, type, Profile(numbers(folded), legal_form(name), person(name, type)), names[i].documents)


# ---- the result ----------------------------------------------------------------------------------------------------------


def _result(
    names: Sequence[Name],
    everywhere: list[int],
    ranked: list[Name],
    clusters: Clusters,
    lone: dict[int, int],
    unused: list[tuple[str, str, str]],
) -> Resolution:
    members: dict[int, list[int]] = {}
    for rank in range(len(ranked)):
        members.setdefault(clusters.find(rank), []).append(rank)
    entities: list[Resolved] = []
    assignment = [-1] * len(names)
    taken: set[str] = set()
    number: dict[int, int] = {}
    # The best supported first: it keeps the plain id where several have one name.
    for root, inside in sorted(members.items(), key=lambda item: _support(ranked, item[1])):
        name, type = _canonical([ranked[i] for i in inside]), clusters.type[root]
        plain = entity_id(name, type)
        id = plain if plain not in taken else entity_id(name, type, sorted({f"{ranked[i].name}\n{ranked[i].type}" for i in inside}))
        taken.add(id)
        number[root] = len(entities)
        for rank in inside:
            assignment[everywhere[rank]] = len(entities)
        entities.append(Resolved(id, name, type))
    merges = [
        Merge(entities[number[clusters.find(i)]].id, ranked[i].name, ranked[j].name, rule, score, everywhere[i], everywhere[j])
        for i, j, rule, score in clusters.ledger
    ]
    local = sorted((i for i, a in enumerate(assignment) if a < 0), key=lambda i: (names[i].scope, names[i].name, names[i].type))
    for i in local:
        if (host := lone.get(i)) is not None:
            assignment[i] = number[clusters.find(host)]
            merges.append(Merge(entities[assignment[i]].id, ranked[host].name, names[i].name, _LISTED, 1.0, everywhere[host], i))
            continue
        assignment[i] = len(entities)
        entities.append(Resolved(entity_id(names[i].name, names[i].type, (names[i].scope,)), names[i].name, names[i].type))
    return Resolution(entities, assignment, merges, unused)


def _support(names: list[Name], inside: list[int]) -> tuple[int, int, str, str]:
    best = names[inside[0]]
    if len(inside) == 1:
        return -best.documents, -best.mentions, best.name, best.type
    return -sum(names[i].documents for i in inside), -sum(names[i].mentions for i in inside), best.name, best.type


def _canonical(members: list[Name]) -> str:
    """The name to show: a whole name before an abridged or oddly written one, a notion's singular before its plural where it is
    what something is said to be (Anna Roe is no "singers"), then the one in most documents, the fullest, the first."""
    if len(members) == 1:
        return members[0].name
    support: dict[str, int] = defaultdict(int)
    for member in members:
        support[member.name] += member.documents
    keys = {key(name) for name in support}
    called = any(member.called for member in members)
    plural = {name for name in support if called and any(singular in keys for singular in singulars(key(name)))}
    return min(
        support,
        key=lambda name: (_abridged(name), name in plural, -support[name], name.startswith("The "), -len(name), name.isascii(), name),
    )


def _abridged(name: str) -> bool:
    """Whether a form is less than a name in full: "ROE, JANE", "J. Roe", "Dr. Roe"."""
    if " " not in name or name.isupper():
        return " " in name
    if "." not in name and "," not in name and name.partition(" ")[0].lower() not in TITLES:
        return False  # nearly all names
    parts = person(name, "Person")
    return parts is not None and (parts.inverted or bool(parts.title) or len(parts.first) == 1)
