"""Whether a stretch of text is English: a page in English may quote other languages, which an English parser fills with nonsense.

Knows words only.
"""

from __future__ import annotations

from kg.extract.syntax.tree import Tree
from kg.normalize.verbs import is_verb, lemma

_COMMON = frozenset(
    """the of and to is was for that with on as by at from his her he she it which were had has have are be not but this or who they their been its
    will would can could may than then there when where what all one two after before during into about also after more most other some such you
    your we our i my an a in""".split()
)
_SHARED = frozenset(
    "a an in on as at i he is was to of had me are all be so do no our may may can who you two not some but then there".split()
)  # words of other languages, too
_ENOUGH = 8  # words below which a share says nothing
_LEAST = 0.1  # share of common words in English prose is .3 and more
_LEAST_OWN = 0.05  # of those, words that other languages have not
_LEAST_SHARED = 0.16  # or of them all, where an English verb stands, too


def is_english(tree: Tree) -> bool:
    """Whether the parsed text may be English prose: enough of the commonest words, or too short to say and in Latin letters."""
    if tree.text.count("</") > 2:
        return False  # markup that was not read as such
    words = [word for word in tree.words if word.isalpha()]
    if len(words) < _ENOUGH:
        if any(word in _COMMON and word not in _SHARED for word in words):
            return True
        latin = sum(word.isascii() for word in words) * 2 >= len(words)
        return bool(words) and latin and _has_verb(tree, inflected=True)
    common = [word for word in words if word in _COMMON]
    if len(common) < _LEAST * len(words):
        return False
    if sum(word not in _SHARED for word in common) >= _LEAST_OWN * len(words):
        return True
    return len(common) >= _LEAST_SHARED * len(words) and _has_verb(tree)


def _has_verb(tree: Tree, *, inflected: bool = False) -> bool:
    if inflected:  # three words of Latin hold an English stem sooner than a form
        return any(tag in ("VBD", "VBZ", "VBN") and is_verb(lemma(word)) for word, tag in zip(tree.words, tree.tags, strict=True))
    return any(is_verb(lemma(word)) for word, tag in zip(tree.words, tree.tags, strict=True) if tag.startswith("VB"))
