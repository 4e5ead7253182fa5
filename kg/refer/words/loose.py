"""Ends and qualifiers that hang on what stands elsewhere: "a campus in the city", "a few minutes later", "additional offices".

Small rules on the words of a phrase and of the text around it.  Knows nothing of chains or documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.model import Span
from kg.normalize.dates import MONTHS
from kg.refer.words.phrases import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    OPEN,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    UNIQUE,
    WORD,
    capital,
)

_PIECE = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|['’]s?|[,;:()]")
_STOPS = PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | ARTICLES | frozenset(("and", ",", ";", ":", "(", ")", "to", "not"))
_ANCHORING = frozenset("that which who whom whose where when".split())
_RANKED = frozenset(
    """first second third fourth fifth last only most least best worst same so-called late early present current modern main chief largest highest
    majority number amount rest end beginning middle top bottom start centre center age""".split()
)
# What "the" makes clear enough beside the phrases that mean one thing for everybody.
_GENERAL = UNIQUE | frozenset(
    """north south east west air country countryside law people truth police military army navy church state time day night evening morning afternoon
    summer winter spring autumn way fact theatre stage radio telephone bible lord king queen market vote throne war public-domain ocean coast left right""".split()
)


def hangs(text: str, *, own: bool = False) -> bool:
    """Whether a phrase points to something said elsewhere: a pronoun in it, or "the" with a noun that says not which.

    With `own`, pronouns of the third person are settled already and do no harm."""
    words = _PIECE.findall(text)
    lower = [w.lower() for w in words]
    for i, word in enumerate(lower):
        if word in PERSONAL | POSSESSIVES and (words[i] == word or i == 0 or words[i] == "I") and not (own and word in _THIRD):
            return True
        if (
            word in ("this", "these", "those", "such", "aforementioned")
            or word == "that"
            and (i in (0, len(lower) - 1) or lower[i - 1] in PREPOSITIONS)
        ):
            return True
        if word == "the" and _unclear(words[i + 1 :], lower[i + 1 :]):
            return True
    return False


_THIRD = frozenset("he him his she her hers it its himself herself itself they them their".split())


def _unclear(words: list[str], lower: list[str]) -> bool:
    """Whether a noun behind "the" needs the text around it: no name or number in it, no rank, nothing behind that says which."""
    group: list[str] = []
    for word, small in zip(words, lower, strict=True):
        if small in _STOPS:
            break
        if capital(word) or word[:1].isdigit() or small in _RANKED or small.endswith("est") or word in ("'s", "’s", "'", "’"):
            return False
        group.append(small)
    if not group or " ".join(group) in _GENERAL:
        return False
    behind = lower[len(group) : len(group) + 2]
    return not (behind and (behind[0] == "of" or behind[0] in _ANCHORING or behind[-1] in _ANCHORING))


_ANCHORED = re.compile(r"(?:[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)(?=.*[ -](?:\d|[A-Z]))(?=.* [a-z]).*")


def anchored(text: str) -> bool:
    """Whether a definite phrase says by a name or number which it means: "the 1982 season", "the Oslo primary", "her term in the House"."""
    return _ANCHORED.fullmatch(text) is not None and not hangs(text, own=True)


_POINTING = frozenset(
    """additional similar other further certain various aforementioned same such adjacent nearby neighbouring neighboring remaining subsequent latter
    following previous next another extra respective corresponding above particular given said""".split()
)


_SEVERAL = re.compile(r"\b(\w+)s [A-Z]")


def several(text: str, nouns: frozenset[str]) -> bool:
    """Whether a plural stands before one name of several: "fellow members Roe"."""
    found = _SEVERAL.search(text)
    return found is not None and found[1].lower() in nouns


def points(text: str) -> bool:
    """Whether a noun phrase counts on another of its kind: "similar insertions", "additional offices"."""
    words = [w.lower() for w in WORD.findall(text)]
    while words and words[0] in ARTICLES:
        words.pop(0)
    if len(words) > 1 and words[0] == "another" and words[1][0].isdigit():
        return False  # so many more
    return len(words) > 1 and words[0] in (_POINTING if not text[:1].isupper() or not capital(text.split()[-1]) else _NEARBY)


_NEARBY = frozenset("nearby neighbouring neighboring adjacent additional another several many most both".split())
_UNFIXED = frozenset(
    """later earlier after before same next previous following ago then now today recently currently that this again once soon until since day night
    moment instant nowadays presently tomorrow yesterday meantime meanwhile while""".split()
)


def unfixed(text: str) -> bool:
    """Whether a time depends on another one: "a few minutes later", "the next day"."""
    return any(w.lower() in _UNFIXED for w in WORD.findall(text)) and not re.search(r"\d{4}", text)


_SAYS_WHAT = re.compile(
    r"\s+(?:that|which|who|whom|whose|where|known as|called|named|titled|entitled|dubbed|consisting|containing|made|composed|designed|intended|"
    r"used|based|such as|involving|regarding|concerning|of)\b|,?\s+(?:including|such as)\b"
)


def cut_short(object: str, after: str) -> bool:
    """Whether an object of one noun ("a team", "features") goes on behind its end with what says which."""
    words = [w.lower() for w in WORD.findall(object)]
    while words and words[0] in ARTICLES:
        words.pop(0)
    return len(words) == 1 and object[-1:].islower() and object.split()[-1].islower() and _SAYS_WHAT.match(after) is not None


_OF_EVENTS = re.compile(
    r"(?:resulting|leading|causing|making|allowing|forcing|meaning|bringing|leaving|prompting|enabling|marking|ending|giving)\b"
)


def of_an_event(text: str, predicate: Span) -> bool:
    """Whether a participle behind a comma tells what the whole clause before it did: "…, resulting in"."""
    return _OF_EVENTS.match(text, predicate[0]) is not None and text[: predicate[0]].rstrip().endswith(",")


_AND_SO_ON = re.compile(r"\s?[–-]\s?\w| @")
_UNDETERMINED = re.compile(r"\b[Tt]he [A-Z][\w.-]*(?: [A-Z][\w.-]*)*$")
_QUALITY = re.compile(r"(?:an?|the) [a-z]{3,}(?:ing|ed)")
_MEASURED = re.compile(r"\d [a-z]+$")
_NOUN_BEHIND_BRACKET = re.compile(r"\s?\([^()]{1,40}\)\s[a-z]{3,}")
_ADJECTIVES_NEXT = re.compile(r",? (?:[a-z]+,? )?(?:or|and) \w+ [a-z]{3}")
_NOUN_NEXT = re.compile(r" ([a-z]{3,})\b")


def goes_on(text: str, span: Span, *, named: bool) -> bool:
    """Whether a phrase ends before its head: "peak 1 [– minute winds]", "productions of the Anna Roe [play]", "told the Senate [that …]"."""
    phrase, after = text[slice(*span)], text[span[1] : span[1] + 24]
    if phrase[-1:].isdigit() and _AND_SO_ON.match(after) or re.search(r"\d\s?[–-]\s?$", text[max(0, span[0] - 4) : span[0]]):
        return True
    if _MEASURED.search(phrase) and _NOUN_BEHIND_BRACKET.match(text, span[1]):
        return True  # "the 3 hectare (7 acres) [garden]"
    if _QUALITY.fullmatch(phrase) and (noun := _NOUN_NEXT.match(after)) and noun[1] not in _FUNCTION:
        return True  # "in a trembling [voice]"
    if phrase.endswith("ed") and _ADJECTIVES_NEXT.match(after):
        return True  # "examine damaged[, lost or stolen goods]"
    if phrase.endswith((" own", " same")) or named and after.startswith(" that "):
        return True
    found = _NOUN_NEXT.match(after)
    known = found is not None and (found[1] in _FUNCTION or found[1].endswith(("ly", "ed", "ing", "s")))
    start = max(0, span[0] - 4) if named else span[0]
    return found is not None and not known and _UNDETERMINED.search(text[start : span[1]]) is not None


_RESTRICTS = re.compile(r" (?:that|which|who|whose)\b")


def restricted(text: str, span: Span) -> bool:
    """Whether a clause without a comma says which of them is meant ("Ships that carried food …"): no name is told so."""
    return _RESTRICTS.match(text, span[1]) is not None


_PLURALS = frozenset(
    "streets avenues roads rivers counties wars mountains universities districts lakes islands provinces boulevards bridges houses".split()
)


def shared_head(text: str, span: Span, name: str) -> bool:
    """Whether a name shares its last word with the one before "and": "East and Broad Streets" are two streets."""
    return name.rsplit(" ", 1)[-1].lower() in _PLURALS and text[: span[0]].endswith((" and ", " & ", " or "))


def some_one_of_a_people(text: str, span: Span) -> bool:
    """Whether "the Italian" is one person whose name stands elsewhere."""
    return (
        text[span[0] : span[1]].rstrip().endswith(("an", "ian"))
        and re.search(r"\b(?:[Tt]he|[Aa]n?) $", text[max(0, span[0] - 4) : span[0]]) is not None
    )


_BEFORE = re.compile(
    r"\b(?:in|on|at|of|upon|to|from|with|by|into|near|toward|towards|under|between|against|about|onto|through|across|beside|behind)(?: the| a| an)?\s+$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:who|which|that|whom|whose|where|when)\b|[—–(]")


def under_preposition(text: str, subject: Span, predicate: Span) -> bool:
    """Whether a name that a preposition governs was taken for the subject of a later verb: "emerged on the Park Road, dodged …"."""
    between = text[subject[1] : predicate[0]]
    if re.match(r" [a-z]+ing\b", between) and " " not in text[slice(*subject)]:
        return True  # "Perpetual [fretting] threw …"
    if predicate[0] < subject[1] or not re.search(r"[,;]|\band\b|\bbut\b", between) or _RELATIVE.search(between):
        return False
    return _BEFORE.search(text, max(0, subject[0] - 14), subject[0]) is not None


def placeholder(text: str, spans: tuple[Span | None, ...]) -> bool:
    """Whether a word that was left out (`<unk>`) or other markup stands within the stretch of a triple or right beside it."""
    known = [span for span in spans if span]
    if not known:
        return False
    start, end = min(a for a, _ in known), max(b for _, b in known)
    around = text[max(0, start - 10) : end + 14]
    return "<" in around or "``" in around or ".--" in around or "--(" in around or _shouted(text[start:end])


def _shouted(words: str) -> bool:
    """Whether a stretch of text is set in capitals, as headings and forms are."""
    long = [w for w in WORD.findall(words) if len(w) > 3]
    return len(long) > 1 and 2 * sum(w.isupper() for w in long) > len(long)


_CALLED_OUT = re.compile(r"[!?]")
_PARTICLE = re.compile(r"(?<=[\w ] )(?:de|del|della|von|van|der|y|da|di|du|bin|ibn|le|la)\s$")
_INITIAL = re.compile(r"(?:^|\s)[A-HJ-UW-Z]\.\s$")  # no numeral of a king's
_BEFORE_NAME = re.compile(r"(?<![.!?:;\"“”'’(\n] )(?<![.!?:;\"“”'’(\n])\b([A-Z][\w.'’-]*[a-z])[ -]$")


def called_out(text: str, span: Span) -> bool:
    """Whether a name is only called out: "Ellen!" """
    return _CALLED_OUT.match(text, span[1]) is not None


def headless(text: str, span: Span, plain: Callable[[str], bool]) -> bool:
    """Whether a name has lost its first word ("Tsusho" of "Toyota Tsusho"); `plain` tells titles and peoples, which are no part of it."""
    if _PARTICLE.search(text, max(0, span[0] - 6), span[0]):
        return True  # "[Ana de] Roe"
    if _INITIAL.search(text, max(0, span[0] - 4), span[0]):
        return True  # "[M.] G. Kelly"
    found = _BEFORE_NAME.search(text, max(0, span[0] - 24), span[0])
    if found is None or not text[span[0]].isupper():
        return text[span[0]] in "-–"
    opens = re.search(r"(?:^|[.!?:;\"“”'’(\n]\s*)$", text[max(0, found.start(1) - 3) : found.start(1)]) is not None
    return not opens and not plain(found[1].lower().rstrip("."))


_NAME_NEXT = re.compile(
    r" (?:Ranges|Islands|Mountains|Hills|River|Lake|Street|Road|Avenue|Company|Corporation|University|College|School|Hospital|Park|Bridge|Valley)\b"
)

_SEATED = re.compile(r"\b(?:Administration|Mission|Embassy|Consulate|Committee|Authority|Delegation|Office|Bureau|Commission)$")
_SEAT = re.compile(r" (?:in|for|to|on) (?:the )?[A-Z]")
_CAPITAL_NEXT = re.compile(r" ([A-Z][a-z]+)\b")


def tailless(text: str, span: Span) -> bool:
    """Whether a name has lost its last word ("Anna Roe" of "Anna Roe Mountains", "the United Ports" of "the United Ports Office")."""
    if _NAME_NEXT.match(text, span[1]) is not None:
        return True
    if _SEATED.search(text, *span) is not None and _SEAT.match(text, span[1]) is not None:
        return True  # "the Ports Administration [in North Larn]": there are others
    found = _CAPITAL_NEXT.match(text, span[1])
    return found is not None and found[1].lower() not in MONTHS and found[1].lower() not in _FUNCTION | PERSONAL


_FUNCTION = (OPEN | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | ADVERBS) - frozenset(("may", "will")) | frozenset(
    "no yes nay aye alas oh ah well love later midnight noon rear front back north south east west upper lower".split()
)


_RUN_ON = re.compile(r"\. (?:It|He|She|They|The|This|In|A)$")  # the next sentence
_SCORED = re.compile(r"\D\s(?![12]\d{3}[–-](?:\d{2}|[12]\d{3})$)\d+[–-]\d+$")  # not "the war of 1877–1878"


_CONJOINED = re.compile(r"(?:When|While|Although|Though|If|Because|Whereas) [A-Z]")


def wordless(name: str) -> bool:
    """Whether a name is but a function word ("No" of "No. 1 Squadron") or holds a placeholder."""
    if (
        "<" in name
        or "_" in name
        or "://" in name
        or _CONJOINED.match(name)
        or "--" in name
        or "—" in name
        or name.count('"') == 1
        or _RUN_ON.search(name)
        or name[:1] in "-–@.,;'’_"
        or _SCORED.search(name)
    ):
        return True
    return " " not in name and name.lower() in _FUNCTION and not (name.isupper() and len(name) > 1)


_TORN_POSSESSIVE = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])ys$")


def torn_possessive(text: str) -> bool:
    """Whether a common noun has lost the apostrophe of its genitive: "the academys chairman"."""
    return any(_TORN_POSSESSIVE.search(w) and w.islower() and len(w) > 4 for w in WORD.findall(text))
