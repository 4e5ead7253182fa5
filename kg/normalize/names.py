"""Names as people write them: the form to show, and the form to compare.

`clean` gives the display form: it never changes letter case, never makes a plural singular and keeps the letters of every script.
`key` gives the comparison form, in which accents, case, hyphens, articles and legal forms do not count.
Knows nothing of types, documents or merging: that two names have one key is a hint, not yet a merge.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ---- the display form ----------------------------------------------------------------------------------------------------

# Control characters that are not white space, lone surrogates and noncharacters: no store can be trusted with them.
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
# Text that is code, markup or a path rather than a name: it is data, and nothing is peeled off it.
_CODE = re.compile(r"[{}<>\\`|=;^~]|--|\$\(")
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "‹": "›", "‘": "’", "'": "'", "(": ")", "[": "]", "「": "」", "『": "』", "《": "》"}
_LEADING = re.compile(r"^[,;:]+ (?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w\w)['’]s$|(?<=\w[sS])['’]$")
# Contractions, and houses whose name is itself a possessive.
_KEEPS_S = _words(
    "it's that's he's she's what's who's there's here's let's where's how's mcdonald's sotheby's christie's lloyd's levi's macy's wendy's kellogg's "
    "moody's domino's denny's sainsbury's kohl's bloomingdale's harrod's jerry's hershey's reese's campbell's women's men's children's"
)
_PARTED = re.compile(r" @([-,.])@ ")  # as some corpora part words: "M @-@ 82"
_FUNCTION_WORDS = _words("a an and as at by de del der di du for from in la le of on or the to und van von with y")


@lru_cache(maxsize=1 << 13)
def clean(text: str) -> str:
    """The display form of a name: NFC, white space folded; an article in front, a possessive 's behind and enclosing quotes or
    brackets gone.  "the European Union" → "European Union", "Curie's" → "Curie"; "The Hague" and "A Tale of Two Cities" stay.

    Letter case is never changed.  Text without a letter or digit comes back as it is (perhaps empty).
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _UNSTORABLE.sub("", text))
    text = " ".join(text.split())
    if " @" in text:
        text = _PARTED.sub(r"\1", text)
    if not text or _CODE.search(text):
        return text
    peeled = _peel(text)
    return peeled if any(c.isalnum() for c in peeled) else text


def _peel(text: str) -> str:
    while True:
        before = text
        if text[-1] in ",;:":
            text = text.rstrip(" ,;:") or text
        if text[-1] in "-–—/" and text[-2:-1] == " ":
            text = text[:-2].rstrip() or text
        if text[0] in "-–—" and text[1:2] == " " and text[2:3].isalnum():
            text = text[2:]
        if text[0] in ",;:":
            text = _LEADING.sub("", text)
        close = _QUOTES.get(text[0])
        if close and len(text) > 2 and text[-1] == close:
            inner = text[1:-1]
            if inner == inner.strip() and not any(mark in inner for mark in (text[0], close)):
                text = inner
        if text[-1] in "s'’" and _POSSESSIVE.search(text):
            text = _without_possessive(text)
        if text[0] in "tTaA":
            text = _without_article(text)
        if text == before:
            return text


def _without_possessive(text: str) -> str:
    last = text.rpartition(" ")[2].replace("’", "'")
    if last.lower() in _KEEPS_S or (text[-1] in "'’" and text[0] in "'‘"):
        return text
    return _POSSESSIVE.sub("", text)


def _without_article(text: str) -> str:
    first, blank, rest = text.partition(" ")
    if not blank or first not in ("the", "The", "THE", "a", "an", "A", "An") or not rest[0].isalnum():
        return text
    if first in ("the", "a", "an", "THE"):
        return rest if len(rest) > 1 else text
    if first == "The":  # "The Hague", "The Who" keep theirs; so do no longer names and no acronyms ("The BBC")
        return text if " " not in rest and rest[0].isupper() and not rest.isupper() else rest
    # "A French physicist" is a description, "A Tale of Two Cities" is a title.
    described = any(word[0].islower() and word not in _FUNCTION_WORDS for word in rest.split())
    return rest if described else text


# ---- the comparison form -------------------------------------------------------------------------------------------------

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ё": "е",
        "’": "",
        "'": "",
        "‘": "",
        "ʼ": "",
        "`": "",
    }
)
_ACCENTS = re.compile("(?<=[a-zα-ωª-ɏ])[\u0300-\u036f]+")
_NOT_KEY = re.compile(r"[^\w\s+!#*@°&]|_")
_COMMA_NUMBER = re.compile(r"(?<=\d)[,](?=\d{3}\b)")
_POINT_NUMBER = re.compile(r"(?<=\d)[.](?=\d)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f]")

LEGAL = {
    "inc": "inc",
    "incorporated": "inc",
    "ltd": "ltd",
    "limited": "ltd",
    "corp": "corp",
    "llc": "llc",
    "llp": "llp",
    "plc": "plc",
    "gmbh": "gmbh",
    "ag": "ag",
    "sa": "sa",
    "nv": "nv",
    "bv": "bv",
    "srl": "srl",
    "sarl": "sarl",
    "pty": "pty",
    "oyj": "oyj",
    "kgaa": "kgaa",
    "kk": "kk",
}
_SHORT = {
    "corporation": "corp",
    "company": "co",
    "univ": "university",
    "dept": "department",
    "saint": "st",
    "mount": "mt",
    "fort": "ft",
    "brothers": "bros",
    "assn": "association",
    "assoc": "association",
    "intl": "international",
    "natl": "national",
    "govt": "government",
    "gov't": "government",
    "jnr": "jr",
    "junior": "jr",
    "snr": "sr",
    "senior": "sr",
    "&": "and",
    "organisation": "organization",
    "organisations": "organizations",
    "defence": "defense",
    "centre": "center",
    "theatre": "theater",
    "programme": "program",
    "harbour": "harbor",
}


def fold(text: str) -> str:
    """Lower case without accents, apostrophes or invisible characters; other marks and white space stay as they are."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", text)).translate(_LETTERS)


@lru_cache(maxsize=1 << 13)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a name in comparison form: folded, common abbreviations written one way ("Univ." → "university"),
    single letters that stand in a row joined ("U. S." → "us"), an article in front gone; legal forms stay."""
    folded = fold(text)
    if "," in folded:
        folded = _COMMA_NUMBER.sub("", folded)
    if "." in folded:
        folded = _POINT_NUMBER.sub("°", folded)  # "3.5" is one token
    words = (_NOT_KEY.sub(" ", folded) if folded.isascii() else _no_marks(folded)).split()
    if not words:
        return ()
    if len(words) > 1 and words[0] in ("the", "a", "an") and text[: len(words[0])] not in ("A", "An"):
        words = words[1:]
    if any(len(word) == 1 for word in words):
        words = _join_letters(words)
    return tuple([_SHORT.get(word, word) for word in words])


def _no_marks(folded: str) -> str:
    """Punctuation to blanks where vowel signs, which `\\w` does not match, are part of the word."""
    return "".join([c if c.isalnum() or c in "+!#*@°" or unicodedata.category(c)[0] == "M" else " " for c in folded.replace("&", " and ")])


def _join_letters(words: list[str]) -> list[str]:
    joined: list[str] = []
    open_run = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = single
    # "J. R. Roe" must not become "Jr Roe", nor "I. I. Roe" a second of his name.
    return joined if SUFFIXES.keys().isdisjoint(joined) or not SUFFIXES.keys().isdisjoint(words) else words


def key(text: str) -> str:
    """The comparison form of a name: equal for "The Coca-Cola Company" and "Coca Cola Co.", "Émile" and "EMILE".

    Empty where nothing of the name is a letter, digit or one of + ! # * @.
    """
    words = tokens(text)
    while len(words) > 1 and words[-1] in LEGAL:
        words = words[:-1]
    return " ".join(words)


def legal_form(text: str) -> str:
    """The legal form at the end of a company's name, normalised ("Incorporated" → "inc"), or "" without one."""
    last = text.rpartition(" ")[2].replace(".", "").strip(",;:)'’\"")
    if len(last) > 1 and _SHORT.get(last.lower(), last.lower()) not in LEGAL:
        return ""  # nearly all names, without taking them apart
    words = tokens(text)
    return LEGAL.get(words[-1], "") if len(words) > 1 else ""


# ---- parts of a person's name --------------------------------------------------------------------------------------------

# Titles that can be left out without naming somebody else.  Not among them: saints and rulers ("St. Petersburg", "Queen Elizabeth",
# "Pope Paul"), and words that names of companies and places begin with ("General Motors", "Duke University").
TITLES = _words(
    "dr prof professor sir mr mrs ms miss mx dame lord lady president senator captain rev reverend congressman congresswoman representative rep sen gov "
    "governor pres hon ambassador capt col colonel lt lieutenant sgt sergeant maj gen adm admiral cmdr commander judge justice chancellor minister secretary mayor "
    "premier cardinal bishop archbishop sheikh rabbi imam madam madame monsieur mme mlle herr frau"
)
SUFFIXES = {
    "jr": "jr",
    "sr": "sr",
    "junior": "jr",
    "senior": "sr",
    "ii": "ii",
    "iii": "iii",
    "iv": "iv",
    "2nd": "ii",
    "3rd": "iii",
    "4th": "iv",
}


def split_title(text: str) -> tuple[str, str]:
    """("Dr.", "Jane Roe") for "Dr. Jane Roe"; several titles go together; ("", text) without one or where nothing else is left."""
    words = text.split()
    n = 0
    shouted = text.isupper()  # else "MS" is a ship's, not a lady's
    while n < len(words) - 1 and words[n][0].isupper() and words[n].rstrip(".").lower() in TITLES and (shouted or not words[n].isupper()):
        n += 1
    return " ".join(words[:n]), " ".join(words[n:])


def split_suffix(text: str) -> tuple[str, str]:
    """("John Roe", "jr") for "John Roe, Jr." and "John Roe Jr ."; (text, "") without a generational suffix."""
    head, blank, last = text.removesuffix(" .").rpartition(" ")
    suffix = SUFFIXES.get(last.strip(".,").lower(), "") if blank else ""
    return (head.rstrip(" ,"), suffix) if suffix else (text, "")


def acronym(text: str) -> str:
    """The capitals of a name's capitalised words: "European Space Agency" → "ESA"; "" below two such words."""
    letters = [word[0] for word in text.replace("-", " ").split() if word[0].isupper()]
    return "".join(letters) if len(letters) > 1 else ""


def is_acronym(text: str) -> bool:
    """Whether a name looks like an acronym: one word of 2 to 8 capitals ("ESA", "U.N.")."""
    bare = text.replace(".", "")
    return 2 <= len(bare) <= 8 and bare.isalpha() and bare.isupper()


def is_code(text: str) -> bool:
    """Whether a text is code, markup or a path rather than a name, so that every character of it counts."""
    return _CODE.search(text) is not None


def is_proper(text: str) -> bool:
    """Whether a name is written as one: its first letter is a capital, or of a script that knows no case."""
    first = next((c for c in text if c.isalpha()), "")
    return bool(first) and not first.islower()
