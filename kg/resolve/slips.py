"""Slips of the pen: two neighbouring letters swapped, one lost, one too many, in one word of a name.

A changed letter makes another word (Marta, Maria), and so do two words of which both are common in the corpus or known as names
(Brown, Browne): one of them must be rare.  Knows keys and the words in them only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.normalize.census import is_family, is_given
from kg.resolve.clusters import Clusters
from kg.resolve.rules import Form, join_only_host

RARE = 2  # in so many names at most stands the rarer of two words that a slip may have made of one,
SHARE = 30  # or in this many times fewer than the other ("Univeristy")
# Common nouns, and places, of which neighbours in spelling abound.
UNSAFE = ("Concept", "Place")
SHORTEST = 4  # letters of the shorter word
ALONE = 6  # letters of the shorter word where it is the whole name


def slips(clusters: Clusters, forms: list[Form]) -> None:
    """Joins names that are one slip apart, the rarer word's name to the only one it can be a slip of."""
    names = [form for form in forms if form.type not in UNSAFE]
    counts = Counter(word for form in names for word in form.key.split())
    by_key: dict[str, list[Form]] = {}
    pairs = sorted(_pairs(counts), key=lambda pair: (-counts[pair[1]], pair))
    holders: dict[str, list[Form]] = {rare: [] for rare, _ in pairs}
    for form in names:
        by_key.setdefault(form.key, []).append(form)
        for word in form.key.split():
            if word in holders:
                holders[word].append(form)
    for rare, other in pairs:
        for form in holders[rare]:
            words = form.key.split()
            if len(words) == 1 and not _safe_alone(rare, other):
                continue
            hosts = by_key.get(" ".join([other if word == rare else word for word in words]), [])
            join_only_host(clusters, form, [h for h in hosts if _proper(h) and _proper(form)], "one slip", 0.92)


def _safe_alone(a: str, b: str) -> bool:
    """Whether two words are a slip apart even without a second word that agrees: swapped letters or one doubled, and long enough;
    a letter lost is too often another name ("Stanton", "Staton")."""
    if min(len(a), len(b)) < ALONE:
        return False
    if len(a) == len(b):
        return True
    short, long = sorted((a, b), key=len)
    return any(long[i] == long[i + 1] and long[:i] + long[i + 1 :] == short for i in range(len(short)))


def _proper(form: Form) -> bool:
    return any(letter.isupper() for letter in form.name)


def _pairs(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """(rarer word, other word), each pair once, by looking up what slips of each word would give."""
    for word, count in counts.items():
        if len(word) < SHORTEST or not word.isalpha():
            continue
        for slip in sorted(_slipped(word)):
            other = counts.get(slip, 0)
            if not other or (len(slip) == len(word) and slip < word):
                continue
            rare, common = (word, slip) if (count, word) <= (other, slip) else (slip, word)
            if counts[rare] <= max(RARE, counts[common] // SHARE) and not (_is_name(rare) and _is_name(common)):
                yield rare, common


def _is_name(word: str) -> bool:
    return is_family(word) or is_given(word)


def _slipped(word: str) -> set[str]:
    """A word with one letter lost, or two neighbours swapped; the last letter stays, for there it makes plurals and genders."""
    found = {word[:i] + word[i + 1 :] for i in range(len(word) - 1)} if len(word) > SHORTEST else set()
    found |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    found.discard(word)
    return found
