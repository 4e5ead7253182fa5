"""Statements that leave open which, of what, or by whose opinion: "be very strange", "the fifth member", "appropriate measures", "a duty".

Small rules on words, and on what stands right behind an object.  Knows nothing of chains or documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.extract.mentions.words import ROLES
from kg.extract.mentions.words import of as _words
from kg.model import Span, Triple
from kg.normalize.keys import is_temporal
from kg.normalize.verbs import is_noun, lemma
from kg.refer.words import sense
from kg.refer.words.phrases import ARTICLES, AUXILIARIES, CONJUNCTIONS, POSSESSIVES, PREPOSITIONS, WORD, Phrase

_DEGREES = _words(
    "very quite rather so too extremely highly perfectly particularly really pretty fairly relatively somewhat incredibly remarkably truly"
)
_OPINIONS = _words(
    """unique lazy right wrong important good bad great nice popular beautiful famous successful difficult easy effective appropriate interesting
    strange funny perfect excellent amazing weird fantastic wonderful terrible horrible awful lovely pretty ugly necessary essential useful useless
    helpful impressive remarkable notable significant obvious crucial vital proper suitable fine happy sad ready able likely simple fun cool"""
)
_BODILY = _words(
    "tall short fat stout thin slim old young blind deaf bald rich poor pregnant ill sick dark fair"
)  # of a person no mere opinion
_RANKS = _words("first second third fourth fifth sixth seventh eighth ninth tenth last only sole next previous final original main same")
# Nouns that are of, on or to something; by themselves they leave open what.
_RELATIONAL = _words(
    """copy duty stance file attempt claim requirement approach objection response reaction answer solution reference introduction contribution
    resistance threat reply tendency obligation intention willingness refusal inability version portion proportion percentage
    fraction majority reputation impression awareness understanding knowledge cause owner winner recipient founder co-founder opponent
    successor predecessor beginning end start origin source symbol sign summary outline description explanation influence impact emphasis focus
    stake share interest priority motive procedures proof experience lap section spur branch subsidiary suburb division tributary extension remake sequel
    offshoot affiliate"""
)
# These, too, but a qualifier may say it ("the post [of a clerk]"), and neither may "his" do so.
_WANTING = _words(
    """affair role post position title control ownership command idea plan relationship friendship custody responsibility responsibilities
    consolidation nomination intention intentions candidacy offer offers bid contract comments money criticism"""
)
# Verbs of which something is left open without one of these keys: "recommended Roe [for the prize]".
_ASKING = {
    "recommend": "for to as role destination recipient purpose",
    "accuse": "of topic",
    "charge": "with of in",
    "blame": "for cause purpose",
    "stop": "from in at",
    "nominate": "for as role to destination recipient in",
    "trade": "for to with destination recipient purpose",
    "turn to": "for purpose in as role",
    "deprive": "of",
    "compare": "to with together destination recipient",
}
_GIVEN_TO = _words("contribute contributed contributing invest invested investing")
_TASKS = _words(
    "contract authority right power ability chance opportunity need effort plan decision agreement permission order place individuals people persons"
)
_UNSAID = _words(
    "appropriate specific certain necessary relevant suitable proper particular corresponding respective valuable required various different own existing available"
)
_BESIDE = _words("coworker co-worker colleague friend neighbour neighbor classmate teammate roommate assistant")
_JOINING = _words("addition order spite terms response favor favour view light case lieu accordance conjunction contrast relation regard")
_MEANS = _words(
    "consent agreement means virtue accident mistake chance default force hand law vote acclamation decree order request mail post train ship air car"
)
_ANOTHER = _words("another extra additional further similar following previous other such respective same aforementioned")
_SCALED = _words("all both every each any most many some several few these those no its their")
_THERE = re.compile(
    r"\bthat (?:same )?(?:season|year|day|month|week|night|time|summer|winter|spring|autumn|decade|century|evening|morning|opinion|decision|point)\b"
)
_COMPASS = _words("north south east west northeast northwest southeast southwest")
_TAKES = frozenset(("on", "about", "against", "to", "over", "between", "into", "towards", "toward", "of", "regarding", "concerning"))
_BEHIND = re.compile(r"[ ]([a-z]+)\b(?: ([a-z]+))?")
_NEVER = _words("during following according including using starting beginning ending being having owing depending")


def vague(triple: Triple, subject: Phrase, object: Phrase) -> str:
    """Why a triple leaves open of what it speaks, by its words alone; or ""."""
    predicate = triple.predicate.split()
    shown = f"{triple.predicate} {triple.object}"
    copula = sense.is_copula(triple.predicate)
    if copula and (reason := _attributed(triple, object)):
        return reason
    last = predicate[-1].lower()
    if last in PREPOSITIONS and object.words and object.words[0] in _JOINING and object.words[1:2] in (("to",), ("of",), ("with",)):
        return f"words out of order: {shown}"
    if last == "in" and object.words[:1] == ("place",) and len(object.words) > 1:
        return f"words out of order: {shown}"
    if last == "by" and object.words and object.words[-1] in _MEANS:
        return f"how, but not by whom: {shown}"
    for text, phrase in ((triple.subject, subject), (triple.object, object)):
        words = [w for w in phrase.words if w not in ARTICLES]
        while words and words[0] in _SCALED:
            words.pop(0)
        if (
            phrase.kind != "name"
            and len(words) > 1
            and words[0] in _ANOTHER
            and not words[1][:1].isdigit()
            and not text.split()[0][:1].isupper()
        ):
            return f"hangs on another of its kind: {text}"
        if phrase.kind != "name" and 1 < len(words) <= 3 and words[0] in _UNSAID and not PREPOSITIONS & set(words):
            return f"which, it does not say: {text}"
    if _THERE.search(triple.object):
        return f"hangs on a time said elsewhere: {triple.object}"
    words = [w for w in object.words if w not in ARTICLES]
    bare = len(words) == 1 or object.words[0] in ("a", "an")
    if object.kind != "name" and words and words[-1] in _RELATIONAL and len(words) <= 2 and bare and not _named(triple.object):
        return f"of what, it does not say: {shown}"
    if any(w.lower() in _ANOTHER for w in predicate[:-1]):
        return f"hangs on another of its kind: {triple.predicate}"
    if (
        len(predicate) > 2
        and last in PREPOSITIONS
        and predicate[-2].endswith("est")
        and predicate[-2] not in _NO_RANK
        and copula_in(predicate)
    ):
        return f"of which kind, it does not say: {triple.predicate}"
    if len(predicate) > 1 and predicate[0].lower() in _COMPASS:
        return f"no predicate: {triple.predicate}"
    if len(predicate) > 2 and predicate[-2].istitle() and predicate[-2].lower() not in ROLES and triple.predicate_span is not None:
        return f"a name in the predicate: {triple.predicate}"
    return ""


def _attributed(triple: Triple, object: Phrase) -> str:
    """Why what somebody or something "is" says too little: an opinion, a rank among what is not said."""
    words = object.words
    inner = set(words[1:]) & (PREPOSITIONS | {"to", "that", "who", "which"})
    bare = triple.object.split()[0].lower() not in ARTICLES and not inner
    head = next((i for i, w in enumerate(words) if i and w in PREPOSITIONS), len(words)) - 1
    if words[head] in _BESIDE and "of" not in words and not any("'" in w or "’" in w for w in words):
        return f"whose, it does not say: {triple.predicate} {triple.object}"
    if bare and (words[0] in _DEGREES and len(words) > 1 and words[-1] not in _BODILY or len(words) == 1 and words[0] in _OPINIONS):
        return f"an opinion: {triple.predicate} {triple.object}"
    if _OWNED.match(triple.object):
        return f"of which, it does not say: {triple.predicate} {triple.object}"
    said = [w for w in words if w not in ARTICLES]
    if object.kind == "name" or not said or inner or any("'" in w or "’" in w for w in words):
        return ""
    if said[0] == "fellow":
        return f"whose, it does not say: {triple.predicate} {triple.object}"
    if said[0] == "new" and triple.predicate_span is None and "New" not in triple.object:
        return f"new when it was told: {triple.object}"
    first = said[0] in _RANKS and len(said) < 5
    most = said[0] == "most" or any(w.endswith("est") and len(w) > 4 and w not in _NO_RANK for w in said[:2])
    return f"of which, it does not say: {triple.predicate} {triple.object}" if first or most and not _named(triple.object) else ""


def wanting(triple: Triple, keys: Iterable[str], *, known: bool) -> str:
    """Why a triple with qualifiers under these keys leaves open of what, for what or with whom; or "".  `known`: its object has a name."""
    shown = f"of or for what, it does not say: {triple.predicate} {triple.object}"
    keys = set(keys)
    said = triple.predicate.casefold().split()
    asking = (
        _ASKING.get(" ".join((lemma(said[-2]) or said[-2], said[-1])))
        if said[-1] == "to" and len(said) > 1
        else _ASKING.get(lemma(said[-1]) or said[-1])
    )
    if known and asking and not (keys | set(triple.object.split())) & set(asking.split()):
        return shown
    if known or sense.is_copula(triple.predicate):
        return ""
    words = [w.lower() for w in WORD.findall(triple.object)]
    if words and (words[0] in ARTICLES or words[0] in POSSESSIVES):
        words.pop(0)
    open_ = len(words) == 1 and words[0] in _WANTING or words == ["own", "money"] or said[-1] in _GIVEN_TO and len(words) < 3
    lone = all(is_temporal(key) or key in _TELLS_NOTHING for key in keys)
    if lone and _ROAD.search(triple.subject) and _TURNING.fullmatch(triple.predicate) and not _named(triple.object):
        return f"where, it does not say: {triple.predicate} {triple.object}"
    if lone and (_SOME_MANY.fullmatch(triple.object) or _LOCAL.fullmatch(triple.object)):
        return f"which, it does not say: {triple.predicate} {triple.object}"
    return shown if open_ and lone else ""


_ROAD = re.compile(r"\b(?:Route|Highway|Road|Street|Avenue|Interstate|US|[A-Z]{1,2}[- ]?\d+|highway|road|route)\b")
_TURNING = re.compile(
    r"(?:makes?|made|comes? to|came to|turns?(?: into| onto)?|becomes?|enters?|passes|crosses|meets|reaches|narrows to|widens to)"
)
_SOME_MANY = re.compile(
    r"(?:numerous|various|several|many|some|certain|different|multiple|countless) (?:[a-z-]+ )?[a-z-]+s|some of the [a-z]+est [a-z]+"
)
_LOCAL = re.compile(r"(?:the |an? )?(?:local|nearby|neighbou?ring) [a-z-]+(?: [a-z-]+)?")


_TELLS_NOTHING = _words("manner ordinal after before duration frequency circumstance source agent quantity modality by")
_OWNED = re.compile(r"(?:[Tt]he )?[a-z-]+ ?['’]s [a-z]")
_NO_RANK = _words("forest interest request guest contest protest harvest priest west conquest arrest chest nest")


def copula_in(predicate: Sequence[str]) -> bool:
    """Whether a predicate starts with a form of "be"."""
    return predicate[0].lower() in sense.COPULAS


def _named(text: str) -> bool:
    """Whether a phrase has a capital inside, of a name that says of whom or what."""
    return any(c.isupper() for c in text[1:])


def mid_air(triple: Triple) -> str:
    """Why a predicate with a noun in it leaves open which: "turned the song into", where the noun has no "of"; or ""."""
    if triple.predicate_span is None or triple.predicate.count(" ") < 2:
        return ""
    words = triple.predicate.split()
    if words[-1].endswith("ing") and words[-2] in PREPOSITIONS and ARTICLES & set(words):
        return f"more than a predicate: {triple.predicate}"  # "runs a club for lending"
    if "the" not in words[:-1]:
        return ""
    at = words.index("the") + 1
    behind = words[at:]
    noun = next((i for i, w in enumerate(behind) if w in PREPOSITIONS or w == "to"), len(behind))
    if any(not w.islower() for w in behind[:noun]):
        return ""  # a name or a year says which
    if behind[noun : noun + 1] == ["of"] or not noun or behind[noun - 1] in _FIXED or behind[0] in _RANKS or behind[0].endswith("est"):
        return ""
    called = at > 1 and (words[at - 2] in ("as", "became", "become", "becomes") or words[at - 2] in sense.COPULAS)
    return "" if called else f"which, it does not say: {triple.predicate}"


_FIXED = _words(
    "way lead name title role place part right same time public ground floor sea war throne rank post office idea government public"
)


_SHARED = re.compile(r" (?:and|or) (?!(?:the|an?|his|her|its|their|was|is|were|has|had)\b)([a-z-]+)(?: [a-z-]+)?(?<!ed) of\b")
# Verbs for which a year alone tells something: what happened is whole without more.
_HAPPENING = _words("""bear die found establish open close build construct release begin end start launch create publish complete marry divorce retire premiere
    office form dissolve disband abolish destroy demolish burn arrive commission incorporate debut graduate emigrate immigrate air appear finish erect
    discover invent introduce sign ratify adopt crown ordain restore rebuild renovate expand close reopen merge split cease sink execute assassinate
    kill murder bury baptise baptize happen occur take hold sell buy acquire abandon decommission scrap rename record write compose film
    discontinue produce manufacture develop design pass enact repeal collapse break crash fall create charter list designate
    nationalize privatize convert relocate inaugurate dedicate consecrate unveil print issue
    date return arrest sack fire dismiss surrender broadcast reveal announce invade liberate promote knight hang shoot
    capture injure wound occupy annex""")


def when_only(triple: Triple, *, dated: bool) -> bool:
    """Whether a triple tells but when ("yielded in 1920"), of what is not whole by itself; `dated` says that the object is a date."""
    if not dated or triple.predicate_span is None or sense.is_copula(triple.predicate):
        return False
    said = triple.predicate.casefold().split()
    if said[-1] not in PREPOSITIONS and not AUXILIARIES & set(said):
        return True  # "started 1950"
    words = [w for w in said if w not in PREPOSITIONS and w not in AUXILIARIES]
    return bool(words) and not any((lemma(w) or w) in _HAPPENING for w in words)


_LITTLE = ARTICLES | PREPOSITIONS | CONJUNCTIONS | _words("his her its their to not no")
_MOST_LITTLE = 3  # words of an object that says little
_OPEN = _words(
    "could would might may want wants wanted intend intends intended attempt attempts attempted try tries tried plan plans planned hope hopes hoped "
    "decide decides decided wish wishes wished seek seeks sought expect expects expected refuse refuses refused fail fails failed agree agrees agreed"
)


def not_done(triple: Triple) -> bool:
    """Whether somebody did not do, or only could or meant to do, what has no name: "could not find a car", "tried to build a bridge".

    An object with a name or figure in it, or of many words, says more."""
    said = [word for word in triple.predicate.casefold().split() if word not in ("not", "n't", "never")]
    if sense.is_copula(" ".join(said)) or any(c.isupper() or c.isdigit() for c in triple.object):
        return False
    if triple.modality != "negated" and not _OPEN.intersection(said):
        return False
    return len([w for w in triple.object.split() if w not in _LITTLE]) <= _MOST_LITTLE


def halved(triple: Triple, text: str) -> bool:
    """Whether an object shares what stands behind "and" with the noun there ("a broad reading [and use of the code]"), or is between two of
    which it names one."""
    if not triple.object_span:
        return False
    if _BETWEEN.search(triple.object) and _AND_NEXT.match(text, triple.object_span[1]):
        return True
    if sense.is_copula(triple.predicate) or not triple.object.split()[-1].islower():
        return False
    found = _SHARED.match(text, triple.object_span[1])
    if found is None or PREPOSITIONS & set(triple.object.lower().split()):
        return False
    return is_noun(found[1]) or not lemma(found[1])  # not "and sells cups of clay"


_AND_NEXT = re.compile(r"(?: ?\([^)]*\))?,? and ")
_BETWEEN = re.compile(r"\bbetween (?!.* and )")
_MOVING = _words("""drive drives drove driven send sends sent bring brings brought put puts push pushes pushed force forces forced throw throws threw
    turn turns turned pull pulls pulled cast""")
_AWAY = _words("out into to from onto off away back up down through")


def moved(triple: Triple, text: str, said: Iterable[Span]) -> bool:
    """Whether where something is driven or brought stands right behind it, and no qualifier, whose places are `said`, tells that: the verb
    alone means something else ("drove Roe [out of the city]")."""
    words = triple.predicate.lower().split()
    if not triple.object_span or words[-1] not in _MOVING:
        return False
    end = triple.object_span[1]
    found = _BEHIND.match(text, end)
    if found is None or any(end <= a <= end + 14 for a, _ in said):
        return False
    return found[1] in _AWAY and not text[found.end(1) :].lstrip()[:1].isdigit()  # "from 1950" says when


def passive_of_motion(triple: Triple, keys: Sequence[str]) -> bool:
    """Whether a bare participle with its agent goes somewhere: "led [by Roe] to Oslo" reads as if it led there itself."""
    words = triple.predicate.lower().split()
    return "agent" in keys and (words[0] in _MOVING or words[0] == "led") and words[-1] in _AWAY


def unended(triple: Triple, text: str, said: Iterable[Span]) -> bool:
    """Whether a short object goes on right behind its end with what its noun needs ("a duty [to report]", "support [for …]"), and no
    qualifier of the triple, whose places are `said`, tells that."""
    if not triple.object_span or sense.is_copula(triple.predicate):
        return False
    words = triple.object.lower().split()
    if words[0] in ("a", "an"):
        words.pop(0)
    if not words or len(words) > 3 or not all(w.isalpha() for w in words[-1:]) or not triple.object.split()[-1].islower():
        return False
    if (
        _named(triple.object)
        or words[0] in _SCALED
        or words[0] == "number"
        or set(words) & (PREPOSITIONS | CONJUNCTIONS | {"the", "his", "her", "public"})
        or triple.predicate.endswith(" as")
    ):
        return False
    end = triple.object_span[1]
    found = _BEHIND.match(text, end)
    if found is None or any(end <= a <= end + 14 for a, _ in said):
        return False
    first, second = found[1], found[2] or ""
    if first == "on" and second in ("his", "her", "their", "its", ""):
        return False  # when or where: "on his first patrol", "on 14 September"
    if first in ("for", "with") or first == "to" and second not in ARTICLES:  # how, for whom; an infinitive, or a bare noun
        return words[-1] in _RELATIONAL | _TASKS
    if first.endswith("ing") and len(first) > 5 and first not in _NEVER:
        return triple.object.startswith(("a ", "an "))
    return first in _TAKES
