"""Predicates with words left out: whether what they jump over ("was [once] held in", "filled [me] with") changes what the text says.

Knows the words of one predicate; nothing of triples.
"""

from __future__ import annotations

import re

from kg.refer.words.phrases import ADVERBS, AUXILIARIES, PREPOSITIONS

HARDLY = frozenset("rarely hardly seldom scarcely barely".split())
_AUXILIARY = re.compile(r"(was|were|is|are|has|have|had|being)( been)? ")
# The first verb with what belongs to it, up to the "and" before the second; no clause, and not too much of it.
_JUMPED = re.compile(
    r"((?:\w+ly )?\w+)\b((?:(?! (?:was|were|is|are|had|has|who|which|that|when|where|but) )[^;:()]){0,100}?),? (?:and|or)(?: (?:\w+ly|then|later|subsequently|also))* "
)
_PARTICIPLE = re.compile(
    r"(?:ed|en|wn|[aeiou]pt|ught|ilt|elt|old|ent|eld|nown)$|^(?:\w+ly )?(?:made|put|set|cut|laid|paid|given|led|met|fed|lost|found|won|read|hit|shot|sung|hung|struck|done|begun|run|born|torn|worn|sworn)$"
)


def torn(written: str, predicate: str) -> bool:
    """Whether the words that a predicate jumps over ("filled [me] with", "takes [place] in") hold an argument or a break, so that it
    is no longer what the text says.  `written` is the slice of the text from its first to its last word.  Adverbs and whole adjuncts
    may be left out."""
    if _lent(written, predicate):
        return False
    kept = predicate.casefold().split()
    nouns = len([w for w in kept[:-1] if w not in AUXILIARIES]) > 1  # "exchanged destroyers [for bases] in": of what, nobody knows
    adjunct = False
    for word in (w.casefold() for w in _PIECE.findall(written)):
        if kept and word == kept[0]:
            kept.pop(0)
            adjunct = False
        elif word in PREPOSITIONS:
            if nouns and len(kept) == 1 and kept[0] in PREPOSITIONS:
                return True
            adjunct = True
        elif (
            word in _BREAKS
            or word in HARDLY
            or not (adjunct or word in AUXILIARIES or word in ADVERBS or word in _SKIPPED or word.endswith("ly"))
        ):
            return True
    return False


def _lent(written: str, predicate: str) -> bool:
    """Whether a predicate borrows its auxiliary from the verb before it, which has a participle, too: "was [abolished and] merged into",
    "has [taught there and] been a judge"."""
    found = _AUXILIARY.match(predicate)
    if found is None:
        return False
    lead = found[0] if written.startswith(found[0]) else f"{found[1]} "
    rest = predicate[len(lead) :]
    if not rest or not written.startswith(lead) or not written.endswith(rest):
        return False
    jumped = _JUMPED.fullmatch(written, len(lead), len(written) - len(rest))
    if jumped is None or not _PARTICIPLE.search(jumped[1]):
        return False
    tail = rest.split()[0]
    return tail == "been" or lead not in ("has ", "have ", "had ") and _PARTICIPLE.search(tail) is not None


_SKIPPED = frozenset(
    """not n't 't sometimes usually eventually first second twice long much far thus hence accordingly nevertheless nonetheless
    therefore in part at least highly so as well too up down out off over away forward straight right
    later earlier further to be been fully better best currently s""".split()
)
_PIECE = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|['’]\w+|[(),;:—–\"“”]")
_BREAKS = frozenset('( ) , ; : — – " “ ”'.split())
