"""The chance that a reader calls a triple true to the text and sensible by itself.

A logistic regression on what is cheap to see: the rule, the clause, the nouns, the distances.  Its weights were fitted (ridge penalty) on
triples from news, encyclopedia and novels, each read and judged by a person; an argument that is cut wrongly or one wrong qualifier counts as
wrong.  Knows drafts, not texts.
"""

from __future__ import annotations

from math import exp, log

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import NAMED
from kg.extract.syntax.drafts import Draft
from kg.extract.syntax.tree import Tree
from kg.model import Modality

WEIGHTS: dict[str, float] = {
    "1": 0.28,
    "bare participle": -0.15,
    "borrowed subject": -0.22,
    "bracket": -0.31,
    "clause ROOT": -0.23,
    "clause acl": -0.31,
    "clause auxpass": -0.03,
    "clause conj": 0.45,
    "clause pcomp": -0.11,
    "clause relcl": 0.18,
    "clause xcomp": 0.05,
    "comma": -0.14,
    "cut on the right": -0.2,
    "gaps": -0.31,
    "kind V N prep": 0.34,
    "kind adjective PP": 0.06,
    "kind agent": 0.02,
    "kind apposition": -0.17,
    "kind apposition PP": -0.05,
    "kind attribute": -0.39,
    "kind beside": -0.21,
    "kind content": 0.04,
    "kind date": 0.19,
    "kind existential": -0.15,
    "kind is N prep": 0.08,
    "kind life dates": 0.13,
    "kind named": -0.57,
    "kind object": 0.14,
    "kind phrase": 0.08,
    "kind phrase of a common noun": 0.07,
    "kind title": 0.32,
    "modality asserted": 0.42,
    "modality hedged": 0.23,
    "modality hypothetical": -0.48,
    "modality negated": -0.25,
    "object bare noun": -0.03,
    "object bare plural": -0.11,
    "object entity": -0.08,
    "object length": 0.29,
    "object name": -0.11,
    "object noun": 0.25,
    "object other": 0.15,
    "object pronoun": 0.16,
    "object speaker": -0.09,
    "out of order": -0.12,
    "predicate length": 0.1,
    "qualifiers": -0.22,
    "quote": -0.29,
    "semicolon": -0.4,
    "sentence": -0.65,
    "subject bare noun": -0.13,
    "subject bare plural": -0.2,
    "subject behind": 0.35,
    "subject entity": 0.52,
    "subject length": 0.39,
    "subject name": 0.08,
    "subject noun": 0.18,
    "subject other": -0.79,
    "subject pronoun": 0.44,
    "subject speaker": -0.16,
    "to the object": -0.2,
    "to the subject": 0.04,
    "verbs between": -0.1,
}


def features(tree: Tree, draft: Draft, modality: Modality, quals: int) -> dict[str, float]:
    """What the weights look at; every value lies between 0 and about 3."""
    subject, object_, verb = draft.subject_head, draft.object_head, draft.clause
    begin, end = tree.sentences[tree.sent[object_]]
    found = {
        "1": 1.0,
        "kind " + draft.kind: 1.0,
        "modality " + modality: 1.0,
        "subject " + _shape(tree, subject): 1.0,
        "object " + _shape(tree, object_): 1.0,
        "sentence": log(1 + end - begin) - 3.0,
        "subject length": log(draft.subject[1] - draft.subject[0]),
        "object length": log(draft.object[1] - draft.object[0]),
        "predicate length": log(max(1, len(draft.predicate))),
        "qualifiers": log(1 + quals),
    }
    if verb >= 0:
        found["clause " + tree.deps[verb]] = 1.0
        if tree.heads[subject] != verb:
            found["borrowed subject"] = 1.0
        if draft.subject[0] > verb:
            found["subject behind"] = 1.0
        found["to the subject"] = log(1 + abs(verb - subject)) / 2
        found["to the object"] = log(1 + abs(object_ - verb)) / 2
    low, high = min(draft.subject[0], draft.object[0]), max(draft.subject[1], draft.object[1])
    between = tree.words[low:high]
    for name, marks in _MARKS.items():
        if any(mark in between for mark in marks):
            found[name] = 1.0
    for a, b in (draft.subject, draft.object):
        if a and tree.tags[a - 1] in _NAMES and tree.tags[a] in _NAMES and tree.sent[a - 1] == tree.sent[a]:
            found["cut on the left"] = 1.0
        if b < tree.n and tree.tags[b] in _NAMES | {"CD"} and tree.tags[b - 1] in _NAMES and tree.sent[b] == tree.sent[b - 1]:
            found["cut on the right"] = 1.0
    root = object_
    while tree.heads[root] != root:
        root = tree.heads[root]
    if not tree.tags[root].startswith("VB"):
        found["no main verb"] = 1.0
    if verb >= 0:
        clauses = sum(tree.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in range(low, high))
        found["verbs between"] = log(1 + clauses)
        if tree.tags[verb] in ("VBN", "VBG") and not any(tree.deps[k] in ("aux", "auxpass") for k in tree.kids[verb]):
            found["bare participle"] = 1.0
    if any(a > b for a, b in zip(draft.predicate, draft.predicate[1:], strict=False)):
        found["out of order"] = 1.0
    elif draft.predicate and draft.predicate[-1] - draft.predicate[0] >= len(draft.predicate):
        found["gaps"] = 1.0
    return found


_MARKS = {"dash": ("-", "--", "–", "—"), "semicolon": (";", ":"), "quote": ('"', "“", "”"), "bracket": ("(", ")"), "comma": (",",)}


def _shape(tree: Tree, noun: int) -> str:
    tag, word = tree.tags[noun], tree.words[noun]
    if tag in ("PRP", "PRP$"):
        return "pronoun" if word in _THIRD else "speaker"
    if tree.ents[noun] in NAMED:
        return "entity"
    if tag.startswith("NNP"):
        return "name"
    if word in lx.DEMONSTRATIVE or tag in ("DT", "CD", "JJ", "RB", "VBG", "VBN"):
        return "other"
    if tag.startswith("NN"):
        return "noun" if any(tree.deps[k] in ("det", "poss") for k in tree.kids[noun]) else "bare " + ("plural" if tag == "NNS" else "noun")
    return "other"


_NAMES = frozenset(("NNP", "NNPS"))
_THIRD = frozenset("he she it they him her them his its their".split())


def confidence(tree: Tree, draft: Draft, modality: Modality, quals: int) -> float:
    """The chance, 0 to 1."""
    total = sum(WEIGHTS.get(name, 0.0) * value for name, value in features(tree, draft, modality, quals).items())
    return 1 / (1 + exp(-total))
