"""The rules that look at names alone, in the order in which they pay: each proposes unions, the clusters' guards have the last word.

No rule compares all pairs: each looks up, in an index, the names that another name could stand for, and joins the two only
where exactly one thing of the corpus answers.  Knows no documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.normalize.census import family_share, gender, is_given
from kg.normalize.names import acronym, is_acronym, is_proper
from kg.normalize.verbs import is_noun
from kg.resolve.clusters import Clusters
from kg.resolve.forms import MODIFIERS, Person, Profile

MOST = 50  # a block with more names than this says nothing: nobody knows which of them is meant

# A family name that more of a hundred people bear is no evidence by itself ("Mr. Clark"), or not even with a given name ("John Smith").
COMMON, VERY_COMMON = 0.02, 0.1
KNOWN = 0.001  # below it a family name that is also a noun is taken for the noun
MUCH = 4  # in so many times more documents a lone family name stands at most than the name in full


@dataclass(frozen=True, slots=True)
class Form:
    """One normalised name of the corpus: its index, best written form, key, type, what the guards look at, and its support."""

    index: int
    name: str
    key: str
    type: str
    profile: Profile
    documents: int

    @property
    def person(self) -> Person | None:
        return self.profile.person


Rule = Callable[[Clusters, list[Form]], None]
Index = dict[tuple[str, ...], list[Form]]


def join_only_host(clusters: Clusters, form: Form, hosts: Iterable[Form], rule: str, score: float) -> None:
    """Joins a form to the only cluster among the hosts that it could belong to; to none where there are several, or it has one already."""
    own = clusters.find(form.index)
    answer: dict[int, Form] = {}
    for host in hosts:
        root = clusters.find(host.index)
        if root == own:
            return
        if root not in answer and clusters.may_join(form.index, host.index):
            answer[root] = host
            if len(answer) > 1:
                return
    for host in answer.values():
        clusters.join(host.index, form.index, rule, score)


def _share(last: str) -> float:
    """How many of a hundred people bear a family name, however it is parted: "o'neill", "de la cruz"."""
    return family_share(last.replace("'", "").replace(" ", ""))


def _block(index: Index, *key: str) -> list[Form]:
    found = index.get(key, [])
    return found if len(found) <= MOST else []


def plain_names(clusters: Clusters, forms: list[Form]) -> None:
    """ "Roe, Jane" and "Dr. Jane Roe" are "Jane Roe"."""
    usual: Index = defaultdict(list)
    for form in forms:
        if form.person and form.person.first:
            usual[form.person.plain,].append(form)
        elif form.person is None:
            usual[form.key,].append(form)
    for form in forms:
        person = form.person
        if person and person.first and (person.inverted or person.title):
            same = [f for f in usual[person.plain,] if f is not form]
            bare = [f for f in same if f.person is None or not (f.person.inverted or f.person.title)]
            join_only_host(clusters, form, bare or same, "name order" if person.inverted else "title", 0.96)


def reordered(clusters: Clusters, forms: list[Form]) -> None:
    """ "Roe Institute of Physics" is "Roe Physics Institute"; but "University of York" is not "York University": three words at least."""
    usual: Index = {}
    for form in forms:
        if len(form.key.split()) == 3 and " of " not in form.key:
            usual.setdefault((form.key,), []).append(form)
    for form in forms:
        words = form.key.split()
        if len(words) == 4 and words[2] == "of":
            join_only_host(clusters, form, usual.get((f"{words[0]} {words[3]} {words[1]}",), []), "word order", 0.94)


def middle_names(clusters: Clusters, forms: list[Form]) -> None:
    """ "Jane Roe" is "Jane A. Roe" where nobody is "Jane B. Roe"; "Jane A. Roe" is "Jane Ann Roe"."""
    index: Index = defaultdict(list)
    for form in _persons(forms):
        person = form.person
        if person and len(person.first) > 1:
            index[person.first, person.last, person.suffix].append(form)
    for (_, last, _), block in index.items():
        if len(block) > MOST or _share(last) >= VERY_COMMON:
            continue
        # A middle word of a Thing may be anything ("New York Times"); an initial is one of a person's.
        longer = [f for f in block if f.person and f.person.middles and (f.type == "Person" or len(f.person.middles[0]) == 1)]
        for form in block:
            if form.person and form.person.middles and all(len(m) == 1 for m in form.person.middles):
                join_only_host(clusters, form, [f for f in longer if _fuller(f, form)], "middle initial", 0.94)
        for form in block:
            if form.person and not form.person.middles:
                join_only_host(clusters, form, longer, "middle name", 0.93)


def _fuller(form: Form, than: Form) -> bool:
    p, q = form.person, than.person
    return p is not None and q is not None and len(p.middles) >= len(q.middles) and any(len(m) > 1 for m in p.middles)


def initials(clusters: Clusters, forms: list[Form]) -> None:
    """ "J. Roe" is the only Roe whose name begins with J; "N. Roeville" may also be North Roeville."""
    index: Index = defaultdict(list)
    for form in forms:
        person = form.person
        if person and len(person.first) > 1:
            index[person.first[0], person.last, person.suffix].append(form)
        elif person is None:
            first, _, rest = form.key.partition(" ")
            if first in ("north", "south", "east", "west"):
                index[first[0], rest, ""].append(form)
    for form in _persons(forms):
        person = form.person
        if person and len(person.first) == 1 and not person.title and _share(person.last) < COMMON:
            hosts = _block(index, person.first, person.last, person.suffix)
            fitting = [f for f in hosts if f.person is None or len(f.person.middles) >= len(person.middles)]
            join_only_host(clusters, form, fitting, "initial", 0.92)


def acronyms(clusters: Clusters, forms: list[Form]) -> None:
    """ "ESA" is the only name of the corpus whose capitals are E, S, A, C; three letters are too few to say so without a document's word."""
    index: Index = defaultdict(list)
    for form in forms:
        if form.type not in ("Person", "Place") and form.person is None and not form.profile.numbers:
            letters = acronym(form.name)
            if len(letters) > 3:
                index[letters,].append(form)
    for form in forms:
        if form.type not in ("Person", "Place") and is_acronym(form.name):
            join_only_host(clusters, form, _block(index, form.name.replace(".", "")), "acronym", 0.91)


def family_names(clusters: Clusters, forms: list[Form]) -> None:
    """ "Senator Roe" is the only Roe; so is a lone "Roe" of unknown type, where no other name ends in Roe either."""
    bearers: Index = defaultdict(list)
    endings: Index = defaultdict(list)
    for form in forms:
        if form.person and form.person.first:
            bearers[form.person.last, form.person.suffix].append(form)
        words = form.key.split()
        if len(words) > 1 and (form.person is None or not form.person.inverted):
            endings[words[-1],].append(form)
    for form in _persons(forms):
        person = form.person
        if not person or person.first or (_share(person.last) >= COMMON and (person.title or form.type == "Person")):
            continue
        if person.title:
            hosts = _block(bearers, person.last, person.suffix)
            if all(_may_bear(host, person.gender) for host in hosts):
                join_only_host(clusters, form, hosts, "title and family name", 0.91)
        elif not person.suffix and all(_may_be_called_by_family_name(host, form) for host in _block(endings, person.last)):
            join_only_host(clusters, form, _block(endings, person.last), "family name", 0.9)


def _may_bear(host: Form, title: str) -> bool:
    """Whether a title's gender agrees with the given name: "Lady Roe" is not Henry Roe but somebody else of that name."""
    given = gender(host.person.first) if host.person else ""
    return not title or not given or given == title


def _may_be_called_by_family_name(host: Form, form: Form) -> bool:
    """Whether a longer name is a person's, so that its end can stand for the whole; one that is not speaks against all, for it shows
    that the end is a word of its own ("New York").  What is said far more often alone is something else."""
    person = host.person
    if person is None or len(person.first) < 2 and not person.middles or person.first in MODIFIERS:
        return False
    given = host.type == "Person" or len(person.first) == 1 or is_given(person.first)
    if host.type != "Person" and is_noun(person.last) and _share(person.last) < KNOWN:
        return False  # "Bridge", "Carpet"
    return given and form.documents <= MUCH * host.documents and is_proper(form.name)


def plurals(clusters: Clusters, forms: list[Form]) -> None:
    """A notion's plural ("semiconductors"), and a Thing's whose last word is no name ("Venn diagrams"); names are never made singular."""
    index: Index = {}
    for form in forms:
        index.setdefault((form.key,), []).append(form)
    for form in forms:
        last = form.name.rpartition(" ")[2]
        if not last.islower() or len(last) < 4 or not (form.type == "Concept" or (form.type == "Thing" and " " in form.name)):
            continue
        for key in singulars(form.key):
            join_only_host(clusters, form, index.get((key,), []), "plural", 0.93)


def singulars(key: str) -> Iterator[str]:
    """The keys that a plural's key may be of: "cities" of "city"."""
    if key.endswith("ies") and len(key) > 5:
        yield key[:-3] + "y"
    if key.endswith(("ches", "shes", "sses", "xes")):
        yield key[:-2]
    if key.endswith("s") and not key.endswith(("ss", "us", "is", "ics", "news")):
        yield key[:-1]


def _persons(forms: list[Form]) -> list[Form]:
    return [form for form in forms if form.person is not None]
