"""What a predicate says by its words: a link, something passing, a notion narrowed; and whether more of the text belongs to it.

Knows nothing of chains or documents.
"""

from __future__ import annotations

import re

from kg.model import Triple
from kg.refer.words.jumps import HARDLY
from kg.refer.words.phrases import ARTICLES, AUXILIARIES, HOLLOW, POSSESSIVES, PREPOSITIONS, WORD

COPULAS = frozenset(
    "is was are were be been being am remain remains remained become becomes became seem seems seemed appear appears appeared 's".split()
)


def is_copula(predicate: str) -> bool:
    """Whether the predicate only links: "is", "has been", "was not"."""
    words = predicate.casefold().split()
    return bool(words) and words[-1] in COPULAS and all(w in COPULAS or w in AUXILIARIES or w in ("not", "never", "also") for w in words)


_PASTS = frozenset(
    """was were had did became began took made went came gave found led left held kept lost met paid ran said saw sent shot sold stood told
    thought won wrote built brought bought caught fought fell felt flew grew knew lay rose sang sank spoke spent struck threw wore broke chose drew
    drove ate fed heard hid hung bore dealt got shook slept sat taught understood wound swore swept stole stuck sprang shone sought rode rang
    written given taken known seen done shown grown drawn thrown worn torn chosen frozen spoken broken stolen hidden eaten beaten driven born""".split()
)


def reduced(predicate: str) -> bool:
    """Whether a predicate is a bare participle with its preposition ("designed for", "spreading to"): behind a notion it narrows it."""
    words = predicate.casefold().split()
    return bool(words) and (
        words[0].endswith("ing") or (len(words) > 1 and words[-1] in PREPOSITIONS and (words[0].endswith("ed") or words[0] in _PARTICIPLES))
    )


_PARTICIPLES = frozenset(
    """written given taken known seen done shown grown drawn thrown worn torn chosen frozen spoken broken stolen hidden eaten beaten driven
    born built made found held kept left lost met paid sent sold told won brought bought caught fought felt taught bound hung""".split()
)


def passing(predicate: str) -> bool:
    """Whether a predicate tells what happened once ("built", "leading to"), not what is so in general ("builds", "are used in")."""
    words = [w for w in predicate.casefold().split() if w not in ("not", "also", "never")]
    return bool(words) and (words[0] in _PASTS or words[0].endswith(("ed", "ing")) or words[:2] in (["has", "been"], ["have", "been"]))


_CALLING = frozenset(
    "described describes describing called calls calling named considered considers regarded hailed dubbed labelled labeled termed treated viewed saw".split()
)
OWN = frozenset(("his", "her", "its", "their"))  # in a predicate its subject's own, or it says too little


# Nouns that need to be of somebody.
RELATIVES = frozenset(
    """friend friends colleague brother sister wife husband son daughter father mother parent uncle aunt cousin nephew niece grandson
    granddaughter grandfather grandmother member members partner assistant successor predecessor rival ally student pupil neighbour neighbor
    descendant relative fan supporter follower half-brother half-sister stepson girlfriend boyfriend fiancée companion enemy""".split()
)


def hollow(text: str) -> bool:
    """Whether all words of a noun phrase are of the kind that means nothing alone ("part", "one side")."""
    words = [w.lower() for w in WORD.findall(text)]
    return not words or words[-1] in HOLLOW and "of" not in words


# Verbs whose object does something: without that ("asked Friedman [to rejoin …]") they say too little.
CONTROL = frozenset(
    """ask asked asks request requested requests tell told tells allow allowed allows allowing enable enabled enables enabling help helped helps helping let lets
    force forced forces forcing want wanted wants order ordered orders urge urged urges persuade persuaded persuades invite invited invites
    encourage encouraged encourages cause caused causes causing require required requires get got expect expected expects permit permitted permits
    telling asking ordering urging persuading inviting encouraging expecting permitting beg begged begs begging bid bade teach teaches taught teaching
    instruct instructed instructs direct directed directs prompt prompted prompts lead led leads leading use used uses using make made makes
    convince convinced convinces convincing authorize authorized authorizes authorised entitled empowered appointed elected chosen hired paid""".split()
)
_RECOGNIZING = frozenset(
    "name named names list listed lists rank ranked ranks recognize recognized recognizes recognise recognised recognises see saw sees treat treated treats define defined defines denounce denounced denounces".split()
)
_AS = re.compile(r"^[^.;:()]{0,60}\b(?:as|among)\b")
_INFINITIVE = re.compile(r"\s+to\s+(?!the\b|a\b|an\b|his\b|her\b|its\b|their\b)[a-z]+\b")


_VAGUE_THING = re.compile(
    r"(?:an?|the) (?:\w+ )?(?:reputation|area|way|system|place|position|point|ability|chance|plan|part|number|variety|series|lack|sense|desire|need|role|means|form|level|"
    r"state|type|kind|rate|feeling|idea|belief|fact|view|opinion|right|power|attempt|effort|decision|agreement|law|bill|rule|policy|programme|program|range|set|group)",
    re.IGNORECASE,
)
_HAVING = frozenset(
    "had has have having got get gets getting saw see sees found find finds heard hear left leave leaves kept keep keeps made make makes".split()
)
_DONE = re.compile(r"\s+(?!\w*(?:bed|red|need|king|thing|ring)\b)\w{2,}(?:ed|ing)\b")
_UNTIL = re.compile(r"^[^.;]{0,30}\b(?:until|till|unless|but|except)\b")
_TO_ANOTHER = frozenset(
    """link linked links linking compare compared compares comparing attribute attributed attributes add added adds connect connected connects convert
    converted converts transform transformed transforms turn turned turns prefer preferred prefers subject subjected""".split()
)
_CLASSED = re.compile(r"\s(?:[IVX]+|\d+)\b(?!\s*[.,;)])")
_GOES_ON = (" of ", " where ", " that ", " which ", " in which ", " to ", " for ", " in ")
CALLS = (["call"], ["called"], ["calls"], ["calling"])
_MONTH_FOLLOWS = re.compile(r"\s*(?:of\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


def unfinished(triple: Triple, after: str) -> bool:
    """Whether what stands right behind the object belongs to it: the infinitive that its verb needs, or the month of a day."""
    words = triple.predicate.casefold().split()
    if words and (words[-1] in CONTROL or words[-1] in ("on", "upon") and words[-2:-1] in CALLS) and _INFINITIVE.match(after):
        return True
    if words[-1:] == ["by"] and words[-2] in CONTROL and after.startswith(" to ") or words[-1] in _RECOGNIZING and _AS.match(after):
        return True  # "was authorized by law [to appoint …]", "recognized the state [as …]"
    if " " not in triple.object and words and words[-1] in COPULAS and after.startswith(" of "):
        return True  # "was fond [of …]"
    if words and words[-1] in ("take", "takes", "took", "taken") and after.startswith(" to "):
        return True  # "took 11 months [to build]"
    if words and words[-1] in _HAVING and _DONE.match(after):
        return True  # "had the valves [removed]"
    if words and words[-1] in ("from", "between") and after.startswith((" to ", " and ")):
        return True  # "looked from Roe [to Poe]"
    if words and set(words) & _TO_ANOTHER and after.startswith((" to ", " with ", " into ", " as ")):
        return True  # "linked the murder of Roe [to …]"
    if triple.modality == "negated" and _UNTIL.search(after):
        return True
    if _CLASSED.match(after) and triple.object[:1].isupper():
        return True  # "Grade [I listed ruin]"
    if _VAGUE_THING.fullmatch(triple.object) and after.startswith(_GOES_ON):
        return True  # "a reputation [of …]", "an area [where …]"
    if triple.modality == "negated" and after.startswith((" that ", " which ", " who ")):
        return True
    if triple.object[-1:].isdigit() and after.startswith(" that "):
        return True  # "assumed in 1980 [that …]"
    return (
        triple.object[-1:].isdigit()
        and _MONTH_FOLLOWS.match(after) is not None
        or (triple.object[:1].isdigit() and triple.object.endswith(("st", "nd", "rd", "th")) and _MONTH_FOLLOWS.match(after) is not None)
    )


_TRIMMED = PREPOSITIONS | frozenset("who which that whose where such including".split())


def narrowed(between: str) -> bool:
    """Whether what stands between a notion and its predicate narrows the notion ("players [who are still active]")."""
    words = between.casefold().split()
    return bool(words) and (words[0] in _TRIMMED or (words[0].endswith(("ing", "ed")) and words[0] not in AUXILIARIES))


_DANGLING = frozenset(
    """based located named called awarded designed published produced owned dedicated armed equipped directed founded developed established
    supported inspired composed edited translated released painted written given known made held built laid sold found set""".split()
)
_JOINS = PREPOSITIONS | ARTICLES | POSSESSIVES | frozenset("and or , ( that as both either also then not & \" “ ' ‘ such who whom".split())
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]")


def strained(triple: Triple, text: str) -> bool:
    """Whether the parts of a triple stand too far apart in the text to be one clause, by what lies between them: brackets that close
    or open in between, a participle whose noun is another one, or an object that follows neither its verb nor a peer."""
    subject, predicate, object = triple.subject_span, triple.predicate_span, triple.object_span
    if not subject or not predicate or not object:
        return False
    for first, last in ((subject, predicate), (predicate, object)):
        between = text[first[1] : last[0]] if first[1] <= last[0] else ""
        if between.count("(") != between.count(")"):
            return True
    words = triple.predicate.casefold().split()
    before = _TOKEN.findall(text[subject[1] : predicate[0]])
    if len(before) > 2 and (words[0] in _DANGLING or (words[0].endswith("ed") and words[-1] == "by")):
        return True
    if set(_TOKEN.findall(text[predicate[0] : object[0]].casefold())) & HARDLY or "no longer" in text[predicate[0] : object[0]]:
        return triple.modality != "negated"
    gap = [w.casefold() for w in _TOKEN.findall(text[predicate[1] : object[0]])]
    if not gap or gap[-1] in _JOINS:
        return False
    return len(gap) > 4 or gap[-1].endswith("ing")


def calls(predicate: str) -> bool:
    """Whether a predicate is of calling something something ("described … as"), and says nothing without what it is called."""
    return any(word in _CALLING for word in predicate.casefold().split())
