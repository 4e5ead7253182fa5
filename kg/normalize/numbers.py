"""Number words and numerals → decimals: "twenty-five", "3.4 million", "1,234.5", "nineteenth".

Knows English only, and nothing of units or dates.  What it does not know for certain it does not read.
"""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL = {word: number for number, word in enumerate(_UNITS)} | {word: 10 * number for number, word in enumerate(_TENS, 2)}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}  # beside a currency only
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    **{f"{word}th": SMALL[word] for word in _UNITS if SMALL[word] not in (0, 1, 2, 3, 5, 8, 9, 12)},
    **{f"{word[:-1]}ieth": SMALL[word] for word in _TENS},
}
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75"}

MAX_DIGITS = 30  # a longer run of digits is a serial number or an attack, not a measurement
NUMERAL = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMERAL = re.compile(rf"(?P<sign>[-−+±]?)(?P<digits>{NUMERAL})(?P<fraction>\s?[½¼¾])?", re.ASCII)
_SPLIT = re.compile(r"[\s-]+")


def plain(number: Decimal) -> str:
    """The canonical decimal: no exponent, no grouping, no zeros at the end of a fraction."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def numeral(text: str) -> Decimal | None:
    """A number in figures, "1,234.5" or "2½"; None for anything else, also for leading zeros ("007" is a name)."""
    if text in _FRACTIONS:
        return Decimal(_FRACTIONS[text])
    match = _NUMERAL.fullmatch(text)
    if not match or match["sign"] in ("+", "±") or len(text) > MAX_DIGITS:
        return None
    digits = match["digits"].replace(",", "")
    if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
        return None
    value = Decimal(digits)
    if match["fraction"]:
        value += Decimal(_FRACTIONS[match["fraction"].strip()])
    return -value if match["sign"] else value


def number(text: str, *, money: bool = False) -> Decimal | None:
    """A number in figures, words or both ("3.4 million", "two hundred and five"); `money` allows "3m" and "2bn"."""
    text = text.strip()
    value = numeral(text)
    if value is not None:
        return value
    head, _, scale = text.rpartition(" ")
    if head and scale.lower() in SCALES and (value := numeral(head)) is not None:
        return value * SCALES[scale.lower()]
    if money and (match := re.fullmatch(rf"({NUMERAL})\s?([A-Za-z]{{1,3}})", text)):
        value, factor = numeral(match[1]), _SHORT_SCALES.get(match[2].lower()) or SCALES.get(match[2].lower())
        if value is not None and factor:
            return value * factor
    spoken = cardinal(text)
    return None if spoken is None else Decimal(spoken)


def cardinal(text: str) -> int | None:
    """A number in words, by the usual grammar ("two hundred and five thousand"); None where a word is no number word."""
    words = [word for word in _SPLIT.split(text.lower()) if word]
    if not words or len(words) > 40:
        return None
    if words[0] in ("a", "an"):
        if len(words) < 2 or words[1] not in SCALES and words[1] != "dozen":
            return None
        words[0] = "one"
    if words[-1] == "dozen":
        count = _group(words[:-1]) if len(words) > 1 else 1
        return None if count is None else 12 * count
    return _group(words)


def _group(words: list[str]) -> int | None:
    total, current, last_scale, filled = 0, 0, 10**15, ""
    for place, word in enumerate(words):
        if word == "and" and 0 < place < len(words) - 1 and words[place - 1] in SCALES:
            continue
        if word in SMALL:
            value = SMALL[word]
            # "twenty five" adds up; "five twenty", "ten five" or "one two" is no number but a list
            fits = filled == "" or (filled == "ten" and 0 < value < 10)
            if not fits:
                return None
            current += value
            filled = "ten" if value >= 20 else "unit"
        elif word == "hundred":
            if not 0 < current < 100:
                return None
            current, filled = current * 100, ""
        elif word in SCALES:
            scale = SCALES[word]
            if current == 0 or scale >= last_scale:
                return None
            total, current, last_scale, filled = total + current * scale, 0, scale, ""
        else:
            return None
    return total + current


def ordinal(text: str) -> int | None:
    """ "19th", "nineteenth", "twenty-first" → 19, 19, 21; None for anything else."""
    text = text.strip().lower()
    if match := re.fullmatch(r"(\d{1,6})\s?(st|nd|rd|th)", text, re.ASCII):
        return int(match[1])
    if text in _ORDINALS:
        return _ORDINALS[text]
    tens, _, last = text.replace(" ", "-").rpartition("-")
    if tens in _TENS and 0 < _ORDINALS.get(last, 0) < 10:
        return SMALL[tens] + _ORDINALS[last]
    return None
