"""What holds of every resolution, whatever the names."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SettingsError
from kg.normalize.names import key
from kg.resolve import Alias, Name, Resolution, resolve
from kg.resolve.forms import numbers

WORDS = [
    "Jane",
    "J.",
    "Jon",
    "John",
    "A.",
    "Varnholt",
    "Varnhotl",
    "Roe",
    "Dr.",
    "Mr.",
    "Mrs.",
    "Jr.",
    "III",
    "1",
    "2",
    "Inc.",
    "Ltd.",
    "of",
    "the",
    "Bank",
    "VRG",
    "café",
    "CAFE",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join) | st.text(min_size=1, max_size=6)
NAMES = st.lists(
    st.builds(
        Name,
        name=TEXTS,
        type=st.sampled_from(["Thing", "Person", "Organization"]),
        scope=st.sampled_from(["", "", "", "d1"]),
        documents=st.integers(1, 5),
        mentions=st.integers(1, 9),
    ),
    max_size=14,
    unique_by=lambda n: (n.name, n.type, n.scope),
)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3)


def clusters(names: list[Name], done: Resolution) -> dict[int, list[Name]]:
    found: dict[int, list[Name]] = defaultdict(list)
    for name, number in zip(names, done.assignment, strict=True):
        found[number].append(name)
    return found


def fingerprint(names: list[Name], done: Resolution) -> object:
    return (
        sorted((n.name, n.type, n.scope, done.entities[a].id, done.entities[a].name) for n, a in zip(names, done.assignment, strict=True)),
        [(m.entity_id, m.left_name, m.right_name, m.rule, m.score) for m in done.merges],
        done.entities,
    )


@settings(max_examples=120, deadline=None)
@given(
    NAMES,
    st.lists(st.builds(Alias, TEXTS, TEXTS, rule=st.just("bracketed acronym"), documents=st.integers(1, 3)), max_size=3),
    st.randoms(),
)
def test_order_has_no_say(names: list[Name], aliases: list[Alias], random: object) -> None:
    shuffled, told = names.copy(), aliases.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(told)  # type: ignore[attr-defined]
    assert fingerprint(names, resolve(names, aliases)) == fingerprint(shuffled, resolve(shuffled, told))


@settings(max_examples=120, deadline=None)
@given(NAMES)
def test_guards_hold_for_whole_clusters(names: list[Name]) -> None:
    done = resolve(names)
    for number, members in clusters(names, done).items():
        assert len({n.type for n in members} - {"Thing"}) <= 1
        assert len({n.scope for n in members}) == 1 and (not members[0].scope or len(members) == 1)
        assert len({numbers(key(n.name)) for n in members}) == 1
        assert len({frozenset({"jr", "iii"} & set(key(n.name).split())) for n in members}) == 1
        assert done.entities[number].type in {n.type for n in members}
        assert done.entities[number].name in {n.name for n in members}


@settings(max_examples=120, deadline=None)
@given(NAMES)
def test_the_ledger_explains_every_cluster_and_ids_are_unique(names: list[Name]) -> None:
    done = resolve(names)
    parent = list(range(len(names)))

    def find(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for merge in done.merges:
        assert (names[merge.left].name, names[merge.right].name) == (merge.left_name, merge.right_name)
        assert done.entities[done.assignment[merge.left]].id == merge.entity_id
        assert find(merge.left) != find(merge.right)  # no line says what others said
        parent[find(merge.left)] = find(merge.right)
    for i in range(len(names)):
        for j in range(i):
            assert (find(i) == find(j)) == (done.assignment[i] == done.assignment[j])
    assert len({e.id for e in done.entities}) == len(done.entities)


@settings(max_examples=120, deadline=None)
@given(NAMES, PAIRS, PAIRS)
def test_the_users_lists_hold(names: list[Name], same: list[tuple[str, str]], different: list[tuple[str, str]]) -> None:
    try:
        done = resolve(names, same_as=same, different_from=different)
    except SettingsError:
        return
    where: dict[str, set[int]] = defaultdict(set)
    for name, number in zip(names, done.assignment, strict=True):
        if not name.scope:
            where[name.name].add(number)
    for left, right in different:
        if left in where and right in where and left != right:
            assert where[left].isdisjoint(where[right])
    for left, right in same:
        if left in where and right in where:
            assert not where[left].isdisjoint(where[right])
