"""What kind of phrase an end of a triple is, told from its own words: a name, a notion, a description, a value, or nothing to build on.

Works on words alone (no parse), so that it judges every extractor's output alike.  Knows nothing of triples, chains or documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal as Either

from kg.extract.mentions.words import of as _words

Kind = Either["name", "notion", "specific", "definite", "possessive", "indefinite", "pronoun", "phrase", "clause", "fragment", "empty"]


PERSONAL = _words(
    """i me mine myself we us ours ourselves you yours yourself yourselves thou thee he him himself she hers herself it itself they them
    theirs themselves themself"""
)
POSSESSIVES = _words("my your his her its our their thy whose")
# Words that stand for something said elsewhere, or for nobody in particular.
OPEN = PERSONAL | _words(
    """this that these those here there who whom whose which what whoever whatever whichever where when why how somebody someone something
    anybody anyone anything nobody none nothing everybody everyone everything one ones oneself other others another former latter same
    such both all either neither each many much few several more most some any less little lot lots enough rest half so thereof
    elsewhere then now thus others' himself herself"""
)
DEMONSTRATIVES = _words("this that these those such said aforementioned")
ARTICLES = _words("the a an")
INDEFINITES = _words(
    """a an some any every each no another several few many much more most all both either neither certain various numerous other fewer
    less enough half plenty dozens hundreds thousands millions"""
)
NUMERALS = _words(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million billion"
)
PREPOSITIONS = _words(
    """of in on at by to for with from into onto upon over under between among amongst during since until till through throughout across
    against about around before after behind below beneath beside besides beyond despite except inside like near off out outside past per
    than toward towards underneath unlike via within without as amid along alongside above"""
)
CONJUNCTIONS = _words(
    "and or but nor if because although though while whereas unless whether that which who whom whose when where so yet than"
)
AUXILIARIES = _words(
    """is are was were be been being am has have had having do does did will would shall should may might must can could isn't wasn't
    aren't weren't don't didn't doesn't won't wouldn't can't couldn't hasn't haven't hadn't 's 're 've 'll 'd"""
)
# Words that never stand before a noun within one and the same noun phrase.
NOT_IN_NOUNS = (
    PREPOSITIONS
    | CONJUNCTIONS
    | AUXILIARIES
    | OPEN
    | frozenset(("not", "'s", "’s", "to"))
    - _words("both all each many much few several more most some any another other former latter same such half one")
)
# Lower-case words that may stand inside a name ("Bank of England", "Ludwig van Beethoven").
JOINTS = _words(
    "of the and for in on at de la le du des der den van von und et y e da do dos di del della al el bin ibn ben zu zum ter ten a & to"
)
# What "the" makes definite for everybody.
UNIQUE = _words(
    """world sun moon earth sea sky public universe internet web media weather past future environment poor rich dead living equator atmosphere
    ground press economy working-class middle-class bible quran law truth piano guitar violin drums bass organ saxophone flute cello trumpet
    keyboard keyboards harp clarinet"""
)
# Head nouns that mean nothing without what they are of.
HOLLOW = _words(
    """one ones part parts member members thing things way ways case cases example examples lot lots kind kinds sort sorts type types
    bit piece pieces some number numbers series set group groups pair couple result results reason reasons time times fact side sides
    end matter matters variety majority minority rest amount addition order use place point means form terms basis aspect"""
)
_OPENERS = _words("who whom which what where when why how whoever whatever there here")
WORD = re.compile(r"[^\W_]+(?:['’.\-‐&/][^\W_]+)*\.?(?:['’]s?)?|['’]s?\b|&", re.UNICODE)
# Parts of the page itself, not of what it tells.
_LABEL = re.compile(
    r"(?i:(?:the )?(?:table|figure|fig|section|chapter|appendix|equation|eq|page|pp?|row|col|column|cell|step|header|item|footnote|note|ref|isbn|issn"
    r"|doi|vol|no|nos))\b\.? ?(?:\d[\d., &-]*|[A-Z])?"
)
# What a tokeniser parted: "long @-@ range", "Eliot 's", "Portland , Oregon".
_TOKENISED = re.compile(r" @(?P<mark>[-,.])@ | (?P<sign>['’]s\b|n['’]t\b|[,;:)](?= |$))")
_LETTER = re.compile(r"[^\W_]")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"), ("«", "»"))
MOST_WORDS = 3  # of a notion: longer bare phrases are seldom what others would call the thing


@dataclass(frozen=True, slots=True)
class Phrase:
    """`kind` of the phrase; `words` of it, in lower case; `name` is how an entity for it would be called.

    name        capitalised throughout ("Marie Curie", "Bank of England")
    notion      a bare common noun, at most three words ("polonium", "neural networks")
    specific    a description that says of what it is ("the capital of France", "the French army")
    definite    a description that needs the text around it ("the company"); possessive: "his wife"
    indefinite  "a man", "some of them"; pronoun: any word that stands for another
    phrase      longer words that can only be quoted; clause: with a verb; fragment: torn out of its middle; empty: no letter or digit
    """

    kind: Kind
    words: tuple[str, ...]
    name: str = ""


def trimmed(text: str) -> str:
    """The phrase without white space, loose punctuation and unpaired brackets or quotes at its ends; inner white space made single."""
    text = " ".join(text.split())
    if " " in text and _TOKENISED.search(text):
        text = _TOKENISED.sub(lambda m: m["mark"] or m["sign"], text)
    while text:
        before = text
        text = text.strip(" ,;:…–—|*•·").lstrip("-.")
        for left, right in _PAIRS:
            if text.endswith(right) and text.count(right) > text.count(left):
                text = text[:-1]
            if text.startswith(left) and text.count(left) > text.count(right):
                text = text[1:]
        for quote in "\"'`":
            if text.count(quote) == 1 and (text[0] == quote or (text[-1] == quote and quote != "'")):
                text = text.strip(quote)
        if len(text) > 1 and text[-1] in "!?":
            text = text[:-1]
        if len(text) > 3 and text[-1] == "." and "." not in text[:-1] and " " in text and len(text.rsplit(" ", 1)[-1]) > 4:
            text = text[:-1]
        if text == before:
            return text
    return text


def capital(word: str) -> bool:
    """Whether a word is written like a name: a capital or a digit first, or a capital inside ("iPhone")."""
    return word[:1].isupper() or word[:1].isdigit() or any(c.isupper() for c in word[1:]) or (word[:1].isalpha() and not word[:1].islower())


def looks_named(words: list[str]) -> bool:
    """Whether all words but small joints inside are capitalised, and one of them has a letter."""
    if not words or not capital(words[0]) or not (capital(words[-1]) or words[-1][:1] in "'’"):
        return False
    if not any(w[:1].isalpha() and capital(w) for w in words):
        return False
    return all(capital(w) or w in JOINTS or w[:1] in "'’" for w in words)


_DANGLING = PREPOSITIONS | ARTICLES | _words("and or que qui y et und der des du della del le les el los las von van zu im am")


def wordy(text: str) -> bool:
    """Whether a name is made of words and is no label of the page ("Table 2"), no markup, no note ("Awards.[16"), not cut ("Battle of")."""
    if set("<>[]{}|") & set(text) or text.count("(") != text.count(")") or _LABEL.fullmatch(text):
        return False
    return " " not in text or text.rsplit(" ", 1)[-1] not in _DANGLING


@lru_cache(maxsize=1 << 13)
def read(text: str, determiner: str = "") -> Phrase:
    """The kind of a phrase.  `determiner` is the word before it where the extractor left that out ("the" of "[the] company")."""
    text = trimmed(text)
    words = WORD.findall(text)
    if not words or not _LETTER.search(text):
        return Phrase("empty", ())
    lower = tuple(w.lower() for w in words)
    first = lower[0]
    if determiner and first not in ARTICLES | POSSESSIVES | DEMONSTRATIVES:
        words = [determiner, *words]
        lower = (determiner, *lower)
        first = determiner
    if len(words) == 1 and first in OPEN | POSSESSIVES and not (text.isupper() and len(text) > 1):
        return Phrase("pronoun", lower)
    if len(words) == 1 and first in NUMERALS:
        return Phrase("indefinite", lower)
    if not wordy(text):
        return Phrase("fragment", lower)
    rest, rest_lower = words[1:], lower[1:]
    name = text.replace("( ", "(") if "( " in text else text
    if first in ARTICLES and rest and words[0] == text[: len(words[0])]:
        name = text[len(words[0]) :].lstrip()
    if first not in INDEFINITES | DEMONSTRATIVES | POSSESSIVES and looks_named(words if first != "the" else rest):
        return Phrase("name", lower, name)
    if broken(text, lower):
        return Phrase("fragment", lower)
    if first in POSSESSIVES:
        return Phrase("possessive", lower, name)
    if first in PERSONAL or first in _OPENERS:
        return Phrase("clause" if len(words) > 1 else "pronoun", lower)
    if first in ("to", "that", "whether", "if", "because") or any(w in AUXILIARIES for w in lower[1:] if w != "'s"):
        return Phrase("clause", lower)
    if first == "the" and lower[1:] and " ".join(lower[1:]) in UNIQUE:
        return Phrase("notion", lower[1:], name)
    if owned(words, lower):
        return Phrase("specific", lower, name)
    if first == "the" or first in DEMONSTRATIVES:
        kind: Kind = "specific" if first == "the" and anchored(rest, rest_lower) else "definite"
        return Phrase(kind, lower, name)
    if first in INDEFINITES or (first in NUMERALS and len(words) > 1) or first[0].isdigit():
        return Phrase("indefinite", lower, name)
    if first in PREPOSITIONS:
        return Phrase("phrase", lower, name)
    if first in OPEN:
        return Phrase("indefinite", lower, name)
    if len(words) <= MOST_WORDS and bare(words, lower):
        return Phrase("notion", lower, name)
    return Phrase("phrase", lower, name)


def broken(text: str, lower: tuple[str, ...]) -> bool:
    """Whether the phrase starts or ends in the middle of something: a dangling joint, an unpaired bracket or quote."""
    if lower[-1] in PREPOSITIONS - {"in", "out", "off", "about", "over", "under", "before", "after", "above", "below", "inside", "outside"}:
        return True
    if lower[-1] in CONJUNCTIONS | ARTICLES | POSSESSIVES - {"her"} or lower[0] in ("and", "or", "but", "nor", "'s", "’s"):
        return True
    if lower[-1] in AUXILIARIES - {"can", "may", "will", "might", "must", "being"}:
        return True
    if _DASHED.search(text) or lower[-2:] == ("of", "her"):
        return True
    return any(text.count(left) != text.count(right) for left, right in _PAIRS) or text.count('"') % 2 == 1


_DASHED = re.compile(r"[^\W\d_] [−–—] [^\W\d_]|[−—]$")


_VERSIONS = _words("version edition release adaptation remake cover format market code standard")


def anchored(words: list[str], lower: tuple[str, ...]) -> bool:
    """Whether a description after "the" says of what it is: a name or a year in it, or "of" and a notion without a determiner."""
    if any(w in POSSESSIVES or w in PERSONAL or w in DEMONSTRATIVES for w in lower):
        return False
    if lower[-1] in _VERSIONS and all(w.isupper() for w in words if w[:1].isupper()):
        return False  # "the DVD version": of what?
    if any(w[:1].isupper() for w in words) or any(re.fullmatch(r"1\d{3}|20\d\d|\d{3,4}s", w) for w in words):
        return True
    if "of" not in lower[1:-1]:
        return False
    after = lower[lower.index("of") + 1 :]
    return not any(w in ARTICLES | INDEFINITES | NUMERALS | OPEN for w in after)


def owned(words: list[str], lower: tuple[str, ...]) -> bool:
    """Whether a description starts with a name in the possessive: "Curie's daughter", "the Beatles' first album"."""
    start = 1 if lower[0] == "the" else 0
    for i in range(start, min(len(words) - 1, start + 5)):
        if not capital(words[i]) and lower[i] not in JOINTS:
            return False
        if lower[i] in ("'s", "’s", "'", "’") or re.search(r"['’]s?$", lower[i]):
            return not any(w in OPEN | POSSESSIVES | ARTICLES for w in lower[i + 1 :])
        if lower[i + 1] in ("'s", "’s"):
            return i + 2 < len(words) and not any(w in OPEN | POSSESSIVES | ARTICLES for w in lower[i + 2 :])
    return False


def bare(words: list[str], lower: tuple[str, ...]) -> bool:
    """Whether a short phrase can be a noun with its modifiers: no function word in it, no adverb at its end."""
    if any(w in PREPOSITIONS and w != "of" or w in CONJUNCTIONS or w in ARTICLES or w in AUXILIARIES or w in OPEN for w in lower):
        return False
    last = lower[-1]
    if last.endswith("ly") and len(last) > 5 and last not in NOUNS_IN_LY:
        return False
    if len(words) == 1 and last.endswith("ed") and last not in NOUNS_IN_ED:
        return False
    return last not in ADVERBS and lower[0] not in ADVERBS and bool(_LETTER.search(last)) and not last.isdigit()


NOUNS_IN_LY = _words("family assembly anomaly monopoly supply butterfly italy melancholy homily anomaly dragonfly firefly reply gully")
NOUNS_IN_ED = _words(
    "seed bed shed breed weed need speed steed greed deed feed reed creed hundred sled crossbreed watershed aniseed bloodshed"
)
ADVERBS = _words(
    """again already also always away back ever forward however indeed instead just later less maybe meanwhile moreover never not often once only
    perhaps quite rather seldom sometimes soon still together too very well yes no yesterday today tomorrow tonight alone aside apart
    everywhere nowhere somewhere almost nearly even else thrice twice oh ah ho lor hey alas please thanks hello"""
)


def achieves(text: str) -> bool:
    """Whether a phrase behind "is" tells what the first, only or youngest of a kind did: it says all by itself, if nothing in it points elsewhere."""
    return _ACHIEVED.match(text) is not None


_ACHIEVED = re.compile(
    r"(?:the )?(?:only )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|only|sole|lone|\d+(?:st|nd|rd|th)|(?:[\w-]+-)?(?:young|old|larg|fast|earli)est)"
    r" (?!time\b|chance\b|way\b)[^,;:]+ to (?:ever |\w+ly )?(?!do\b)[a-z]+ \S"
)
