"""Whether a verb tells what somebody did or what was done to it, also where its auxiliary stands with another verb or is left out.

Knows verbs with what hangs on them; nothing of triples.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.tree import Tree


def own_subject(tree: Tree, verb: int) -> int:
    """The subject that the verb itself has, -1 for none."""
    return next((k for k in tree.kids[verb] if tree.deps[k] in ("nsubj", "nsubjpass")), -1)


def has_auxiliary(tree: Tree, verb: int) -> bool:
    """Whether the verb has an auxiliary of its own."""
    return any(tree.deps[k] in ("aux", "auxpass") for k in tree.kids[verb])


def passive(args: Arguments, verb: int) -> bool:
    """Whether the verb is passive, also "founded by" on a noun and "born and raised"."""
    tree = args.tree
    found = {tree.deps[k] for k in tree.kids[verb]}
    if "auxpass" in found or "nsubjpass" in found or "agent" in found and "nsubj" not in found:
        return True
    if tree.tags[verb] not in ("VBN", "VBD") or has_auxiliary(tree, verb):
        return False
    if tree.deps[verb] == "acl" or tree.deps[verb] == "advcl" and tree.tags[verb] == "VBN":
        return tree.words[verb] in lx.OF_TWO or not any(tree.deps[k] == "dobj" for k in tree.kids[verb])
    if tree.deps[verb] != "conj" or own_subject(tree, verb) >= 0:
        return False
    return _given_by(args, verb) or (tree.tags[verb] == "VBN" or is_renamed(tree, verb)) and passive(args, tree.heads[verb])


def is_renamed(tree: Tree, verb: int) -> bool:
    """Whether a verb of naming says but one name ("was sold and renamed Vega"): who renames somebody says two."""
    objects = [k for k in tree.kids[verb] if k > verb and tree.deps[k] in ("dobj", "oprd", "dative", "ccomp")]
    return tree.words[verb] in lx.RENAMING and len(objects) == 1 and tree.tags[objects[0]] != "PRP"


def _given_by(args: Arguments, verb: int) -> bool:
    """Whether who gives stands behind what is given: "is organized in Norland and granted a charter by the Norland Board"."""
    tree = args.tree
    given = [k for k in tree.kids[verb] if tree.deps[k] == "dobj" and k > verb and tree.words[verb] in lx.OF_TWO]
    by = [k for g in given for k in tree.kids[g] if tree.words[k] == "by" and tree.deps[k] in ("prep", "agent")]
    return any(tree.deps[k] == "pobj" and args.is_name(k) for b in by for k in tree.kids[b])
