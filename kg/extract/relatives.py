"""Relative clauses, and others that hang on a noun: of which noun they speak, and what it is to their verb.

Knows nouns and clauses, not triples.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract import lexicon as lx
from kg.extract.arguments import Arguments
from kg.extract.clause import Clause, Phrase


def about(args: Arguments, noun: int) -> int:
    """The noun that a clause on `noun` speaks of: the copula's subject for an attribute, the name for an apposition."""
    tree = args.tree
    for _ in range(4):
        dep, head = tree.deps[noun], tree.heads[noun]
        if dep == "attr" and tree.words[head] in lx.BE:
            subject = next((k for k in tree.kids[head] if tree.deps[k] == "nsubj"), -1)
            if (
                subject < 0
                or tree.words[subject] in lx.EMPTY_SUBJECTS
                or tree.words[subject] in lx.DEMONSTRATIVE
                or tree.tags[subject] in ("WDT", "WP")
            ):
                break
            if tree.words[subject] == "it" and (args.is_name(noun) or tree.tags[noun] == "PRP"):
                break  # "It was Marie who …"
            if any(tree.deps[k] == "neg" for k in tree.kids[head]):
                break
            noun = subject
        elif (
            dep == "appos"
            and not args.is_name(noun)
            and args.is_name(head)
            or dep == "conj"
            and tree.deps[head] in ("attr", "appos")
            and not args.is_name(noun)
        ):
            noun = head
        else:
            break
    return args.effective(noun)


def of_common(args: Arguments, noun: int) -> int:
    """The common noun that a name behind "of" belongs to; -1 where there is none."""
    tree = args.tree
    prep = tree.heads[noun]
    if tree.deps[noun] != "pobj" or tree.words[prep] != "of" or not args.is_name(noun):
        return -1
    above = tree.heads[prep]
    return above if tree.tags[above] in ("NN", "NNS") and tree.words[above] not in lx.CLASS_NOUNS else -1


def relative_object(args: Arguments, clause: Clause, own: int, may_be_subject: Callable[[int], bool]) -> None:
    """As in "the house that he bought", "the school in which he taught", "the city where he died"."""
    tree, verb = args.tree, clause.verb
    if tree.deps[verb] != "relcl":
        return
    noun = tree.heads[verb]
    if own < 0 or tree.tags[own] in ("WDT", "WP"):
        return
    target = args.effective(noun)
    if not may_be_subject(target) or of_common(args, noun) >= 0:
        return  # "rumours of Roe, which he denied"
    for kid in tree.kids[verb]:
        dep, word = tree.deps[kid], tree.words[kid]
        if dep == "dobj" and tree.tags[kid] in ("WDT", "WP") or dep == "dobj" and word == "that":
            clause.objects.append(("dobj", target))
            return
        if dep == "prep" and any(tree.deps[k] == "pobj" and tree.tags[k] in ("WDT", "WP") for k in tree.kids[kid]):
            if tree.ents[target] == "PERSON" and any(tree.words[k] == "which" for k in tree.kids[kid]):
                return
            clause.phrases.append(Phrase((kid,), kid, target))
            return
        if dep == "advmod" and (word == "where" or word == "when" and args.is_time(target)):
            clause.where = target
            return
    told = args.is_name(target) or any(tree.deps[k] in ("det", "poss", "nummod") for k in tree.kids[target])
    if told and not clause.objects and tree.left[verb] == tree.left[own] and not clause.passive:
        clause.objects.append(("dobj", target))  # not of "in tongues they speak"
