"""What nouns that are joined by "and" are to one another: two things, one thing with two names, or halves of one phrase.

Knows noun phrases, not clauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.tree import Tree

if TYPE_CHECKING:
    from kg.extract.syntax.arguments import Arguments

_PEOPLE = frozenset("veteran native resident graduate alumnus survivor descendant citizen hero".split())  # that hold no office
_BODIES = frozenset(("ORG", "GPE", "LOC", "NORP"))


def one_person(args: Arguments, heads: Sequence[int]) -> bool:
    """As in "the editor, publisher and journalist X" is one person."""
    tree, last = args.tree, heads[-1]
    if tree.ents[last] != "PERSON" or not all(tree.tags[i] == "NN" and args.is_role(i) for i in heads[:-1]):
        return False
    return any(tree.deps[k] == "compound" and tree.tags[k] == "NN" and args.is_role(k) for k in tree.kids[last]) and not any(
        tree.deps[k] == "det" for i in heads[1:] for k in tree.kids[i]
    )


def one_noun(args: Arguments, heads: Sequence[int]) -> bool:
    """Whether the last noun is of all of them: "the Oslo, Bergen and Hamar post offices"."""
    tree, last = args.tree, heads[-1]
    if tree.tags[last] != "NNS" or not all(args.is_name(i) and tree.tags[i] == "NNP" for i in heads[:-1]):
        return False
    return any(tree.deps[k] == "compound" and k < last and args.is_name(k) for k in tree.kids[last])


def shares_its_head(tree: Tree, heads: Sequence[int]) -> bool:
    """Whether the plural at the end is of both: "full promotion and habilitation rights"."""
    first, last = heads[0], heads[-1]
    if len(heads) != 2 or tree.tags[first] != "NN" or tree.tags[last] != "NNS" or tree.right[first] < last:
        return False
    bare = not any(tree.deps[k] in ("det", "poss", "nummod", "prep", "relcl", "acl") for k in tree.kids[first])
    second = tree.words[first + 1] == "and" and tree.tags[first + 2] == "NN" and tree.deps[first + 2] == "compound" and first + 3 == last
    return bare and second


def of_the_inner(args: Arguments, noun: int, peer: int) -> bool:
    """Whether a name that the parser joins to a common noun is rather the peer of the name below that: "the merger of A and B"."""
    tree = args.tree
    if tree.ents[peer] not in _BODIES or tree.tags[noun] not in ("NN", "NNS") or args.is_name(noun):
        return False
    inner = [k for p in tree.kids[noun] if tree.deps[p] == "prep" and noun < p < peer for k in tree.kids[p] if tree.deps[k] == "pobj"]
    return any(args.is_name(k) and tree.ents[k] == tree.ents[peer] for k in inner)


def named_peer(args: Arguments, noun: int, peer: int) -> bool:
    """Whether a name behind "is" is but joined to what something is: "is a union of clubs, as well as [the Vega League]"."""
    return peer > noun and args.is_name(peer) and not args.is_name(noun) and not args.is_role(peer)


def outer_roles(args: Arguments, noun: int) -> list[int]:
    """What somebody is besides a role, where the parser hangs it on the phrase below that: "a colonel in the army and a war veteran"."""
    tree = args.tree
    if tree.tags[noun] == "NNS" or not args.is_role(noun):
        return []
    below = [k for p in tree.kids[noun] if tree.deps[p] == "prep" and p > noun for k in tree.kids[p] if tree.deps[k] == "pobj"]
    return [peer for inner in below if not args.is_role(inner) for peer in tree.kids[inner] if _is_another_role(args, inner, peer)]


def _is_another_role(args: Arguments, inner: int, peer: int) -> bool:
    tree = args.tree
    if tree.deps[peer] != "conj" or peer < inner or tree.tags[peer] == "NNS" or not (args.is_role(peer) or tree.words[peer] in _PEOPLE):
        return False
    if "PERSON" in (tree.ents[inner], tree.ents[peer]) or tree.words[tree.left[peer] - 1] != "and":
        return False
    return not any(tree.deps[k] == "poss" or tree.deps[k] == "det" and tree.words[k] not in ("a", "an") for k in tree.kids[peer])


def is_outer_role(args: Arguments, noun: int, peer: int) -> bool:
    """Whether a noun that the parser joins to the one below a role is rather another role of the same person."""
    tree = args.tree
    prep = tree.heads[noun]
    return tree.deps[noun] == "pobj" and peer in outer_roles(args, tree.heads[prep])


def class_noun_before(tree: Tree, head: int, prep: int) -> bool:
    """As in "the province and autonomous community of X": the other conjunct is a class noun too."""
    return any(tree.deps[k] == "conj" and k == prep - 1 and tree.words[k] in lx.CLASS_NOUNS for k in tree.kids[head])
