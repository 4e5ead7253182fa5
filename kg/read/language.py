"""Which language a text is in, where its file does not say: an ISO 639-1 code, or "" when it is too short or not sure.

English is told by its function words, which is quick; only what has few of them is put to py3langid.
Knows nothing of formats.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_SAMPLE = 6000  # characters looked at, from three places
_FEWEST_WORDS = 20
_ENGLISH = frozenset(
    "the of and to in is was that for it on with as be at by this are from an have not he his they which or had you but were "
    "their has she her we been one there would its who will more can all when if my our them than no out so about up into".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?$")
_THREE = {
    "eng": "en",
    "ger": "de",
    "deu": "de",
    "fre": "fr",
    "fra": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "dut": "nl",
    "nld": "nl",
    "rus": "ru",
    "pol": "pl",
}
_THREE |= {
    "zho": "zh",
    "chi": "zh",
    "jpn": "ja",
    "kor": "ko",
    "ara": "ar",
    "swe": "sv",
    "dan": "da",
    "nor": "no",
    "fin": "fi",
    "heb": "he",
    "tur": "tr",
    "ell": "el",
}


def code(tag: str) -> str:
    """The ISO 639-1 code of a language tag ("en-GB", "eng", "de_AT"), or ""."""
    found = _CODE.match(tag.strip())
    if not found:
        return ""
    short = found.group(1).lower()
    short = _THREE.get(short, short)
    return short if len(short) == 2 and short not in ("un", "xx", "zz") else ""


def detect(text: str) -> str:
    """The language of a text, "" when it is not sure: shorter than twenty words, mostly names and numbers, or mixed."""
    sample = _sample(text)
    words = _WORD.findall(sample.lower())
    letters = sum(map(len, words))
    if letters < 80 or (len(words) < _FEWEST_WORDS and letters < 200):
        return ""
    english = sum(word in _ENGLISH for word in words) / len(words)
    if english >= 0.2:
        return "en"
    best, share = _classify(sample)
    if best == "en":
        return "en" if share >= 0.5 else ""
    # tables and lists of names look like any language; English function words among them say otherwise
    return best if share >= 0.98 and english < 0.08 and len(best) == 2 else ""


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    third = _SAMPLE // 3
    middle = len(text) // 2
    return "\n".join((text[:third], text[middle : middle + third], text[-third:]))


def _classify(sample: str) -> tuple[str, float]:
    language, share = _identifier().classify(sample)
    return str(language), float(share)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
