"""Which names become one entity, which never do, and what the ledger says of it."""

from __future__ import annotations

import pytest

from kg.errors import SettingsError
from kg.model import entity_id
from kg.resolve import Alias, Name, Resolution, resolve


def together(*names: str | Name, aliases: tuple[Alias, ...] = (), **options: object) -> set[frozenset[str]]:
    """The clusters of more than one name, as sets of names."""
    given = [n if isinstance(n, Name) else Name(n) for n in names]
    done = resolve(given, aliases, **options)  # type: ignore[arg-type]
    clusters: dict[int, set[str]] = {}
    for name, number in zip(given, done.assignment, strict=True):
        clusters.setdefault(number, set()).add(f"{name.name}/{name.type}" if name.type != "Thing" else name.name)
    return {frozenset(c) for c in clusters.values() if len(c) > 1}


def person(name: str, documents: int = 1) -> Name:
    return Name(name, "Person", "", documents, documents)


@pytest.mark.parametrize(
    "names",
    [
        ("Émile Varnholt", "EMILE VARNHOLT"),
        ("Coca-Cola", "The Coca Cola"),
        ("Varnholt Inc.", "Varnholt, Incorporated", "Varnholt"),
        ("Jane Varnholt", "Varnholt, Jane", "Dr. Jane Varnholt"),
        ("Jane Varnholt III", "Varnholt III, Jane"),
        ("Jane A. Varnholt", "Jane Varnholt"),
        ("Jane Varnholt", "J. Varnholt"),
        ("North Varnholt", "N. Varnholt"),
        ("Jane Varnholt", "Senator Varnholt"),
        ("Jane Varnholt", "Varnholt"),
        ("Varnholt Institute of Physics", "Varnholt Physics Institute"),
        ("European Ground Squirrel Agency", "EGSA"),
        ("Varnholt Brewery", "Varnholt Berwery"),
        ("Venn diagram", "Venn diagrams"),
        ("US", "United States", "U.S.A."),
    ],
)
def test_one_thing(names: tuple[str, ...]) -> None:
    assert together(*names) == {frozenset(names)}


@pytest.mark.parametrize(
    "names",
    [
        ("World War I", "World War II"),
        ("Type 1 diabetes", "Type 2 diabetes"),
        ("Vitamin A", "Vitamin B"),
        ("Jane Varnholt Jr.", "Jane Varnholt Sr."),
        ("Jane Varnholt", "Jane Varnholt Jr."),
        ("Apple", "Apple Records"),
        ("Paris", "Paris Hilton"),
        ("York", "New York"),
        ("Zealand", "Greater Zealand"),
        ("Texas", "University of Texas"),
        ("University of York", "York University"),
        ("New York Times", "New Times"),
        ("Maria Varnholt", "Marta Varnholt"),
        ("Stanton", "Staton"),
        ("Mary Brown", "Mary Browne"),
        ("Williams", "William"),
        ("US", "us"),
        ("WHO", "The Who"),
        ("Acme Ltd.", "Acme GmbH"),
        ("Acme Corporation", "Acme, Inc."),
        ("St. Petersburg", "Petersburg"),
        ("General Motors", "Motors"),
        ("Culinary Institute of Agronomy", "CIA"),
        ("John Smith", "J. Smith"),
        ("Mr. Varnholt", "Mrs. Varnholt"),
        ("';drop=1;//", '";drop=1;//'),
        ("++", "--"),
    ],
)
def test_never_one_thing(names: tuple[str, ...]) -> None:
    assert together(*names) == set()


def test_two_bearers_are_nobody() -> None:
    assert together("Jane Varnholt", "James Varnholt", "J. Varnholt", "Dr. Varnholt", "Varnholt") == set()
    assert together("Jane A. Varnholt", "Jane B. Varnholt", "Jane Varnholt") == set()
    assert together("Varnholt Inc.", "Varnholt GmbH", "Varnholt") == set()


def test_mr_and_mrs_do_not_meet_in_an_initial() -> None:
    assert together("Mr. Kim Varnholt", "Mrs. Kim Varnholt", "Kim Varnholt") in (
        {frozenset({"Mr. Kim Varnholt", "Kim Varnholt"})},
        {frozenset({"Mrs. Kim Varnholt", "Kim Varnholt"})},
    )


def test_types_that_differ_never_meet_and_a_thing_joins_the_better_supported() -> None:
    names = [Name("Washington", "Person", "", 5, 5), Name("Washington", "Place", "", 9, 9), Name("Washington", "Thing", "", 20, 20)]
    assert together(*names) == {frozenset({"Washington/Place", "Washington"})}
    done = resolve(names)
    assert {(e.name, e.type) for e in done.entities} == {("Washington", "Person"), ("Washington", "Place")}


def test_a_lone_family_name_that_stands_far_more_often_is_something_else() -> None:
    assert together(Name("Varnholt", documents=50), Name("Jane Varnholt", documents=2)) == set()


def test_local_names_stay_with_their_document() -> None:
    names = [Name("John", "Person", "a"), Name("John", "Person", "b"), Name("John", "Person")]
    done = resolve(names, same_as=[("John", "john")])
    assert len(set(done.assignment)) == 3
    assert done.entities[done.assignment[0]].id == entity_id("John", "Person", ("a",))
    assert done.entities[done.assignment[2]].id == entity_id("John", "Person")


def test_the_user_says_who_a_lone_name_is() -> None:
    names = [
        Name("Roe", "Person", "a"),
        Name("Roe", "Person", "b"),
        Name("Roe", "Place", "c"),
        Name("Jane Roe", "Person"),
        Name("Ann Roe", "Person"),
    ]
    done = resolve(names, same_as=[("Jane Roe", "Roe")])
    assert done.assignment[0] == done.assignment[1] == done.assignment[2] == done.assignment[3] != done.assignment[4]
    assert done.entities[done.assignment[0]].id == entity_id("Jane Roe", "Person")
    assert [(m.left_name, m.right_name, m.rule) for m in done.merges] == [("Jane Roe", "Roe", "same-as list")] * 3
    assert not done.unused
    # who is two is one
    done = resolve(names, same_as=[("Jane Roe", "Roe"), ("Ann Roe", "Roe")])
    assert len(set(done.assignment)) == 1
    # nobody of that name beyond one document
    assert resolve(names[:3], same_as=[("Jane Roe", "Roe")]).unused == [("same_as", "Jane Roe", "Roe")]


def test_what_documents_explain_holds_everywhere_for_one_host_only() -> None:
    long, short = Name("Varnholt Research Group", "Organization"), Name("VRG", "Organization")
    told = Alias("VRG", "Varnholt Research Group", "Organization", "bracketed acronym", 0.9, 3)
    both = {frozenset({"Varnholt Research Group/Organization", "VRG/Organization"})}
    assert together(long, short) == set()
    assert together(long, short, aliases=(told,)) == both
    other = Name("Vienna Rowing Guild", "Organization")
    rival = Alias("VRG", "Vienna Rowing Guild", "Organization", "acronym", 0.9, 1)
    assert together(long, short, other, aliases=(told, rival)) == set()
    surname = Alias("Varnholt", "Jane Varnholt", "Person", "surname", 0.9, 3)
    assert together(person("Jane Varnholt"), person("James Varnholt"), person("Varnholt"), aliases=(surname,)) == set()


def test_the_users_lists_win() -> None:
    same = [("Samuel Clemens", "Mark Twain")]
    assert together(person("Samuel Clemens"), person("Mark Twain"), same_as=same) == {
        frozenset({"Samuel Clemens/Person", "Mark Twain/Person"})
    }
    assert together("World War I", "World War II", same_as=[("World War I", "World War II")]) == {
        frozenset({"World War I", "World War II"})
    }
    assert together("Jane Varnholt", "J. Varnholt", different_from=[("J. Varnholt", "Jane Varnholt")]) == set()
    assert together("Émile Roe", "Emile Roe", different_from=[("Émile Roe", "Emile Roe")]) == set()
    # kept apart from one member is kept apart from the whole cluster
    assert together("Jane Roessler", "Roessler, Jane", "J. Roessler", different_from=[("Roessler, Jane", "J. Roessler")]) == {
        frozenset({"Jane Roessler", "Roessler, Jane"})
    }


def test_a_name_that_is_parted_parts_whom_documents_call_so() -> None:
    names = person("Jane Varnholt"), person("Lady Varnholt")
    called = Alias("Lady Varnholt", "Varnholt", "Person", "title", 0.93, 1)
    apart = [("Jane Varnholt", "Varnholt")]
    assert together(*names, aliases=(called,))
    assert together(*names, aliases=(called,), different_from=apart) == set()
    assert resolve(list(names), [called], different_from=apart).unused == []
    assert resolve(list(names), different_from=apart).unused == [("different_from", "Jane Varnholt", "Varnholt")]


def test_lists_that_contradict_each_other_are_a_fault() -> None:
    with pytest.raises(SettingsError, match="contradicts"):
        resolve([Name("A1"), Name("B1"), Name("C1")], same_as=[("A1", "B1"), ("B1", "C1")], different_from=[("A1", "C1")])


def test_pairs_that_met_nothing_are_told() -> None:
    assert resolve([Name("A1")], same_as=[("A1", "Z9")]).unused == [("same_as", "A1", "Z9")]


def test_the_name_to_show() -> None:
    def shown(*names: Name) -> str:
        return resolve(list(names)).entities[0].name

    assert shown(person("Jane Varnholt", 2), person("J. Varnholt", 9)) == "Jane Varnholt"
    assert shown(person("Jane Varnholt", 2), person("VARNHOLT, JANE", 9)) == "Jane Varnholt"
    assert shown(person("Jane Varnholt", 9), person("Jane A. Varnholt", 2)) == "Jane Varnholt"
    assert shown(Name("Émile Roe"), Name("Emile Roe")) == "Émile Roe"  # the fuller writing
    assert shown(Name("The Roe"), Name("Roe")) == "Roe"
    assert shown(Name("singers", "Concept", "", 9, 9), Name("singer", "Concept", "", 2, 2, 1)) == "singer", "somebody is one"
    assert shown(Name("guests", "Concept", "", 9, 9), Name("guest", "Concept", "", 2, 2)) == "guests", "nobody is said to be one"


def test_ids_are_of_name_and_type_and_unique() -> None:
    done = resolve([Name("Acme", "Organization"), Name("acme", "Organization"), Name("Acme", "Place")])
    assert {e.id for e in done.entities} == {entity_id("Acme", "Organization"), entity_id("Acme", "Place")}


def test_a_threshold_leaves_later_rules_out() -> None:
    assert together("Jane Varnholt", "Varnholt", threshold=0.95) == set()
    assert together("Émile Roe", "Emile Roe", threshold=0.95) == {frozenset({"Émile Roe", "Emile Roe"})}


def test_no_threshold_lets_a_rule_of_documents_hold_outside_that_does_not_bear() -> None:
    called = Alias("Varnholt Research Group", "Northern Circle", "Organization", "class noun", 0.85, 3)
    long, short = Name("Varnholt Research Group", "Organization"), Name("Northern Circle", "Organization")
    assert together(long, short, aliases=(called,), threshold=0.0) == set()


def test_the_ledger_names_the_rule() -> None:
    done: Resolution = resolve([Name("Jane Varnholt"), Name("J. Varnholt")])
    [merge] = done.merges
    assert (merge.left_name, merge.right_name, merge.rule) == ("Jane Varnholt", "J. Varnholt", "initial")
    assert merge.entity_id == done.entities[0].id and 0.9 <= merge.score <= 1
