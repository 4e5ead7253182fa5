"""How far an object reaches: what restricts its noun ("a report [that rates ten firms]") belongs to it, or it is a report of nothing.

Names need nothing of that; what stands behind a comma only adds.  Knows noun phrases, not triples.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import MOST_OF_INFINITIVE, Arguments, Range
from kg.extract.syntax.coordination import outer_roles
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.years import is_rank, is_year

MOST_TOKENS = 26  # of an object with all that restricts it; a longer one is left as it is
MOST_OF_CLAUSE = 12  # tokens of a clause on the last noun behind an adjective
_RESTRICTING = frozenset(("acl", "relcl", "prep", "amod", "ccomp"))
_SIGNS = frozenset((",", ";", ":", "(", ")", "[", "]", "–", "—", "-", "--", '"', "“", "”", "``", "''"))
_SEASONS = frozenset(("spring", "summer", "autumn", "fall", "winter"))  # kinds of a thing: "summer retreat"
_OPENING, _CLOSING = frozenset(('"', "“", "``")), frozenset(('"', "”", "''"))
_RANKS = frozenset(("first", "second", "third", "last", "only", "sole", "lone", "few"))
_ADDING = frozenset(
    ("including", "such", "like", "except", "excluding", "according", "because", "despite", "during", "since", "until", "while")
)


# Kinds of triples whose object is no name as a rule.  What something is ("a language that …") is said by its noun alone.
_RESTRICTED = frozenset(("object", "phrase of a common noun", "agent", "named"))


def place_of(args: Arguments, kind: str, verb: int, subject: int, noun: int) -> Range:
    """How far an object reaches in a triple of some kind: with all that restricts it, unless the clause itself is a part of that."""
    tree = args.tree
    trimmed = args.range(noun)
    if kind == "attribute" and (stop := achieved(args, noun)):
        return trimmed[0], stop
    if kind == "adjective":
        start, end = described(args, noun, verb)
    elif kind in _RESTRICTED or kind == "attribute" and any(_ranks(tree, k) for k in tree.kids[noun]):
        start, end = whole(args, noun)
    else:
        return trimmed
    return trimmed if any(trimmed[1] <= i < end for i in (verb, subject)) else (start, end)


def _ranks(tree: Tree, kid: int) -> bool:
    """Whether a modifier says which of several: "the", a rank, a superlative."""
    return tree.words[kid] in ("the", "only", "same") or tree.ents[kid] == "ORDINAL" or tree.tags[kid] in ("JJS", "RBS")


def achieved(args: Arguments, noun: int) -> int:
    """Where the infinitive ends that says what the first, only or youngest one did, whatever the parser hangs it on: "the first club in
    Norland [to win the cup]"; 0 for none."""
    tree = args.tree
    end = args.range(noun)[1]
    if end >= tree.n or tree.words[end] != "to" or tree.sent[end] != tree.sent[noun]:
        return 0
    verb = tree.heads[end]
    ranked = any(_is_rank_word(tree, i) for i in (noun, *tree.kids[noun]))
    if not ranked or tree.tags[verb] not in ("VB", "VBN") or tree.left[verb] != end:
        return 0
    stop = next((i for i in range(verb, tree.right[verb] + 1) if tree.words[i] in _SIGNS), tree.right[verb] + 1)
    return stop if stop - end <= MOST_OF_INFINITIVE and stop - verb > 1 else 0


def _is_rank_word(tree: Tree, i: int) -> bool:
    return tree.words[i] in _RANKS or tree.ents[i] == "ORDINAL" or tree.tags[i] in ("JJS", "RBS")


def role_range(tree: Tree, noun: int) -> Range:
    """A common noun with its adjectives, without determiner, people, year and the number in a row: "16th president" → president."""
    start = noun
    for kid in reversed(tree.kids[noun]):
        if kid > noun:
            continue
        plain = tree.ents[kid] not in ("ORDINAL", "DATE", "NORP") and not is_year(tree, kid) or tree.words[kid] in _SEASONS
        if kid == start - 1 and tree.deps[kid] in ("compound", "amod") and (plain or is_rank(tree, kid)):
            start = tree.left[kid]
    return start, noun + 1


def is_particle(tree: Tree, i: int, verb: int) -> bool:
    """Whether an adverb right behind a verb makes another verb of it: "stepped down"."""
    return i == verb + 1 and tree.deps[i] == "advmod" and tree.words[i] in lx.PARTICLES and not tree.kids[i]


def graded(args: Arguments, adjective: int) -> tuple[int, ...]:
    """An adjective with the adverb that changes its truth: "nearly identical"."""
    tree = args.tree
    return (*(k for k in tree.kids[adjective] if k < adjective and tree.words[k] in lx.TELLING_ADVERBS), adjective)


def whole(args: Arguments, noun: int) -> Range:
    """The noun phrase of `noun` with the clauses and phrases right behind it that say which one, or of what."""
    tree = args.tree
    start, end = args.range(noun)
    if args.is_name(noun) or tree.tags[noun] not in ("NN", "NNS", "JJ", "DT") or args.is_time(noun):
        return start, end
    stop = end
    for kid in tree.kids[noun]:
        if kid < noun or tree.right[kid] < stop:
            continue
        if kid == stop and start and tree.words[kid] in _CLOSING and tree.words[start - 1] in _OPENING:
            start, stop = start - 1, stop + 1  # a "very small part" of the firm
            continue
        if tree.left[kid] > stop or tree.deps[kid] not in _RESTRICTING or not _restricts(args, kid):
            break
        stop = tree.right[kid] + 1
        if any(tree.words[i] in _SIGNS for i in range(end, stop)) and tree.words[stop - 1] in _SIGNS:
            break
    stop = min((stop, *(tree.left[peer] - 1 for peer in outer_roles(args, noun))))
    if stop == end:
        stop = _of_the_last(args, noun, stop)
    while stop > end and (tree.words[stop - 1] in _SIGNS or tree.words[stop - 1] in (".", "!", "?", "and", "or", "but")):
        stop -= 1
    return (start, stop) if stop - start <= MOST_TOKENS and _even(tree, start, stop) else (start, end)


def _of_the_last(args: Arguments, noun: int, end: int) -> int:
    """Where the clause ends that says which is meant by the last noun of a phrase: "tips for women [newly diagnosed with cancer]"."""
    tree = args.tree
    last = end - 1
    if last == noun or tree.tags[last] not in ("NN", "NNS") or args.is_time(last):
        return end
    for kid in tree.kids[last]:
        if tree.left[kid] == end and tree.deps[kid] in ("acl", "relcl"):
            return tree.right[kid] + 1
    return end


def _restricts(args: Arguments, kid: int) -> bool:
    """Whether a phrase or clause behind a noun says which one is meant; a time is a qualifier, an example only adds."""
    tree = args.tree
    if tree.words[tree.left[kid]] in _ADDING:
        return False
    if tree.deps[kid] == "prep":
        return not any(tree.deps[k] == "pobj" and args.is_time(k) for k in tree.kids[kid])
    return True


def _even(tree: Tree, start: int, end: int) -> bool:
    """Whether brackets and quotation marks inside are closed inside."""
    words = tree.words[start:end]
    return words.count("(") == words.count(")") and sum(w in ('"', "“", "”") for w in words) % 2 == 0


def described(args: Arguments, adjective: int, verb: int) -> Range:
    """An adjective behind "is" with what it needs: its alternatives ("red or brown"), and the phrases right behind it ("rare in men")."""
    tree = args.tree
    start, end = args.range(adjective)
    for kid in tree.kids[adjective]:
        if (
            kid >= end
            and tree.deps[kid] == "conj"
            and any(tree.words[k] == "or" for k in tree.kids[adjective])
            and tree.right[kid] - end < 6
        ):
            end = tree.right[kid] + 1
    for kid in sorted([*tree.kids[adjective], *tree.kids[verb]]):
        if tree.left[kid] == end and kid >= end and tree.deps[kid] in ("prep", "xcomp") and _restricts(args, kid):
            end = tree.right[kid] + 1
    further = _of_the_last(args, adjective, end)  # "interested in issues [raised by the law]"
    if further - end <= MOST_OF_CLAUSE and "," not in tree.words[end:further]:
        end = further
    return (start, end) if end - start <= MOST_TOKENS and _even(tree, start, end) else args.range(adjective)
