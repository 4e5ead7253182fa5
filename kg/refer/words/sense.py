"""Which triples say nothing by themselves, however true: "X is one", "X has part", "X did so".  Small rules on words alone.

Knows nothing of chains or documents.
"""

from __future__ import annotations

import re

from kg.model import Triple
from kg.refer.words.jumps import HARDLY
from kg.refer.words.phrases import (
    ARTICLES,
    AUXILIARIES,
    DEMONSTRATIVES,
    HOLLOW,
    NOUNS_IN_LY,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    WORD,
    Phrase,
)

COPULAS = frozenset(
    "is was are were be been being am remain remains remained become becomes became seem seems seemed appear appears appeared 's".split()
)
_LIGHT = frozenset(
    """is was are were be been being am has have had having do does did make makes made take takes took give gives gave get gets got go goes
    went come comes came put puts see sees saw find finds found keep keeps kept let lets say says said tell told know knows knew think thinks thought want wants wanted feel
    feels felt look looks looked seem seems seemed become becomes became mean means meant use uses used""".split()
)
# Nouns that say little when they stand alone as an object.
_THIN = HOLLOW | frozenset(
    """place care advantage sense way ways possible impossible able unable available such so much many more less first second last next same
    different similar like true sure clear likely unlikely certain necessary responsible due common left right ready good bad better best
    well part note something nothing anything everything it them so too also there here question answer matter person people man
    woman somebody someone him her hand hands head eye eyes face word words chance position day days night nights moment moments idea mind heart role start beginning
    course leave turn turns effect thought fancy opportunity notice charge control step steps ability sections long""".split()
)


# By themselves these leave open what of, or about what.
_OF_SOMETHING = frozenset(
    "information details resources tips features efforts changes improvements problems issues aspects advice success".split()
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
# Quantities that leave open how many of what.
_VAGUE = frozenset("some any such another other many much several few more most various certain all both enough little".split())
_OPENING = PREPOSITIONS - {"past", "near", "like"}


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


_NUMBER = re.compile(r"\d[\d., @]*")
_NUMERIC = frozenset(
    "is was are were be been numbers numbered numbering totals totaled totalled totalling aged reached reaches reach exceeds exceeded equals equaled".split()
)
_SAYING = frozenset("said says saying replied replies cried exclaimed answered murmured whispered remarked".split())
_CALLING = frozenset(
    "described describes describing called calls calling named considered considers regarded hailed dubbed labelled labeled termed treated viewed saw".split()
)
_TELLING = frozenset("wrote said says argued stated noted had has made did saw explained commented added told claimed".split())
_COMPARED = frozenset("as so too less better worse such".split())
_GRADED = frozenset(
    "larg small great high low fast slow old young strong weak long short wide big bigg heavi light earli late easi hard rich poor deep cheap clos clean clear".split()
)
_FRONTED = frozenset(w.capitalize() for w in PREPOSITIONS)
OWN = frozenset(("his", "her", "its", "their"))  # in a predicate its subject's own, or it says too little
_OPEN_WORDS = (PERSONAL | POSSESSIVES | DEMONSTRATIVES) - {"that", "such", "said"}
_YEAR = re.compile(r"1\d{3}|20\d\d")
_EMPTY = frozenset("a an the very so quite rather more most some any much just only also".split())


# Nouns that need to be of somebody.
RELATIVES = frozenset(
    """friend friends colleague brother sister wife husband son daughter father mother parent uncle aunt cousin nephew niece grandson
    granddaughter grandfather grandmother member members partner assistant successor predecessor rival ally student pupil neighbour neighbor
    descendant relative fan supporter follower half-brother half-sister stepson girlfriend boyfriend fiancée companion enemy""".split()
)
_SPELLS = frozenset("moment while minute instant second hour bit".split())
_LEARNING = frozenset("learn learns learned learnt hear heard hears know knew known gathered understood".split())
_CLAIMING = frozenset(
    "claim claims claimed argue argues argued state states stated note notes noted comment commented suggests suggested".split()
)
_GIVING = frozenset("show shows showed give gives gave lend lent hand handed".split())
_SECTION = re.compile(
    r"(?:the )?(?:sub)?(?:section|chapter|title|paragraph|part|article|clause|division|schedule)s? [\dA-Z(]", re.IGNORECASE
)
_UNITS_OF_TIME = frozenset("seconds minutes hours days weeks months years decades centuries ages hour day week month year".split())
_RANKS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth last next".split())
_TELLS = frozenset("tell tells told telling inform informs informed informing assure assured remind reminded warn warned".split())
_FURNITURE = frozenset(
    "bar bars value values color colors colour colours square squares circle circles dot dots line lines arrow arrows asterisk asterisks heatmap panel panels "
    "plot plots axis column columns row rows intensity legend figure figures table tables graph graphs symbol symbols number numbers".split()
)
_SHOWING = frozenset(
    "indicate indicates indicated represent represents show shows showing denote denotes correspond corresponds depict depicts illustrate illustrates".split()
)
_ROUGHLY = re.compile(
    r"(?:(?:about|around|almost|nearly|some|over|approximately|only|at least|more than|up to|just|another|an?|the)\s+)*[\d][\d.,–—-]*",
    re.IGNORECASE,
)


def hollow(text: str) -> bool:
    """Whether all words of a noun phrase are of the kind that means nothing alone ("part", "one side")."""
    words = [w.lower() for w in WORD.findall(text)]
    return not words or words[-1] in HOLLOW and "of" not in words


def worthless(triple: Triple, subject: Phrase, object: Phrase) -> str:
    """Why a triple says nothing by itself, or ""."""
    words = [w for w in object.words if w not in _EMPTY] or [w for w in object.words[:1] if w in _COMPARED]
    shown = f"says nothing by itself: {triple.predicate} {triple.object}"
    if not words:
        return shown
    predicate = triple.predicate.casefold().split()
    if any(w in _FRONTED for w in triple.predicate.split()[1:]):
        return f"words out of order: {triple.predicate}"
    if predicate[0] in _OPENING and len(predicate) > 1 and triple.predicate_span is not None:
        return f"words out of order: {triple.predicate}"
    if len(predicate) > 6 or any(w in _OPEN_WORDS and w not in OWN for w in predicate):
        return f"more than a predicate: {triple.predicate}"
    if triple.predicate_span is None and _SECTION.match(triple.object) or "--" in triple.object:
        return f"of the page, not of the world: {triple.object}"
    if is_copula(triple.predicate) and words[-1] == "known" or predicate[0] in COPULAS and predicate[1:2] == ["of"]:
        return f"torn out of its clause: {triple.predicate} {triple.object}"
    if predicate[0] == "to" or object.words == ("due",) or predicate[-1] == "to" and is_copula(" ".join(predicate[:-1])):
        return f"torn out of its clause: {triple.predicate} {triple.object}"
    if not any(len(w) > 1 for w in predicate) and triple.predicate_span is not None:
        return f"no predicate: {triple.predicate}"
    if (
        is_copula(triple.predicate)
        and (words[0] in _COMPARED or words[-1].removesuffix("er") in _GRADED or object.words[0] in ("more", "so"))
        and "than" not in words
    ):
        return f"a comparison without its other side: {triple.predicate} {triple.object}"
    if len(object.words) == 2 and object.words[0] in ARTICLES and object.words[1] in _SPELLS and predicate[-1] not in PREPOSITIONS:
        return f"how long, but not what: {triple.predicate} {triple.object}"
    if len(predicate) == 2 and (predicate[1] == "from" and predicate[0] in _LEARNING or predicate[1] == "in" and predicate[0] in _CLAIMING):
        return f"to whom, but not what: {triple.predicate} {triple.object}"
    if predicate[-1] in _GIVING and object.kind == "name" and subject.kind == "name":
        return f"to whom, but not what: {triple.predicate} {triple.object}"
    if is_copula(triple.predicate) and {"more", "less"} & set(object.words) and "than" not in object.words:
        return f"a comparison without its other side: {triple.predicate} {triple.object}"
    if is_copula(triple.predicate) and object.words[0] == "one" and "of" not in object.words:
        return shown
    if is_copula(triple.predicate) and words[-1] in RELATIVES and "of" not in words and "'s" not in triple.object and len(words) < 4:
        return f"whose, it does not say: {triple.predicate} {triple.object}"
    if subject.words and subject.words[-1] in _FURNITURE and predicate[0] in _SHOWING:
        return f"of a picture, not of the world: {triple.subject}"
    if predicate[-1] in ("spend", "spends", "spent", "spending") and words[-1] in _UNITS_OF_TIME:
        return f"how long, but not what: {triple.predicate} {triple.object}"
    if len(words) == 1 and words[0] in _UNITS_OF_TIME and predicate[-1] not in PREPOSITIONS:
        return f"how long, but not what: {triple.predicate} {triple.object}"
    if object.kind == "indefinite" and words[-1] in _RANKS:
        return shown
    if predicate[-1] in _TELLS and triple.predicate_span is not None and object.kind in ("name", "pronoun"):
        return f"to whom, but not what: {triple.predicate} {triple.object}"
    if predicate in _CALLS and (triple.object_span or (9,))[0] < (triple.predicate_span or (0,))[0]:
        return f"whom, but not what it is called: {triple.predicate} {triple.object}"
    if _NUMBER.fullmatch(triple.object) and not _YEAR.fullmatch(triple.object) and predicate[-1] not in _NUMERIC and not _counts(subject):
        return f"a number of nothing: {triple.predicate} {triple.object}"
    if (
        not _NUMBER.fullmatch(triple.object)
        and _ROUGHLY.fullmatch(triple.object)
        and predicate[-1] not in _NUMERIC
        and not _counts(subject)
    ):
        return f"a number of nothing: {triple.predicate} {triple.object}"
    if words[0].endswith("ly") and words[0] not in NOUNS_IN_LY and object.kind == "phrase" and not is_copula(triple.predicate):
        return f"how, but not what: {triple.predicate} {triple.object}"
    if any(w in ("The", "A", "An") for w in triple.predicate.split()[1:]):
        return f"words out of order: {triple.predicate}"
    if triple.predicate_span is None and _shouted(triple.subject) and _shouted(triple.object):
        return f"a line in capitals is no sentence: {triple.subject} {triple.object}"
    if set(predicate) & _SAYING and (predicate[-1] == "to" or predicate[-1] in ("in", "with") and object.kind != "name"):
        return f"says nothing by itself: {triple.predicate} {triple.object}"
    if predicate[-1] in _SAYING and object.kind != "clause" and len(words) < 6:
        return f"says nothing by itself: {triple.predicate} {triple.object}"
    if object.words in (("a", "good", "deal"), ("a", "great", "deal")):
        return shown
    if object.words[0] in _VAGUE and len(object.words) <= 3 and object.kind == "indefinite":
        return shown
    if predicate[-1] in PREPOSITIONS and predicate[0] in _TELLING and _YEAR.search(triple.object) and len(words) <= 3:
        return f"when, but not what: {triple.predicate} {triple.object}"
    if predicate[-1] in PREPOSITIONS and len(words) == 1 and words[0].isdigit() and not _YEAR.fullmatch(words[0]):
        return shown
    said = [w for w in predicate if w not in AUXILIARIES or w in _LIGHT]
    light = all(w in _LIGHT or w in PREPOSITIONS or w in ("not", "also", "to") for w in said)
    if (light or predicate[-1] in _LIGHT) and all(w in _THIN for w in words):
        return shown
    if len(words) == 1 and (
        words[0] in HOLLOW or words[0] in _OF_SOMETHING or (light and words[0].isdigit() and len(words[0]) < 4 and not _counts(subject))
    ):
        return shown
    if (
        subject.kind in ("notion", "specific", "possessive")
        and subject.words[-1:]
        and subject.words[-1] in HOLLOW
        and "of" not in subject.words
    ):
        return f"says nothing by itself: {triple.subject}"
    return ""


def _shouted(text: str) -> bool:
    """Whether all letters are capitals, and there is a word of them that is too long for an acronym."""
    return text.isupper() and any(len(word) > 3 for word in text.split())


def _counts(subject: Phrase) -> bool:
    """Whether a subject can be a number by itself: "the population", "its area"."""
    return any(w in _MEASURES for w in subject.words)


_MEASURES = frozenset(
    "population area age height length width depth weight number total score rate percentage temperature speed price cost capacity size".split()
)


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
_CALLS = (["call"], ["called"], ["calls"], ["calling"])
_MONTH_FOLLOWS = re.compile(r"\s*(?:of\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


def unfinished(triple: Triple, after: str) -> bool:
    """Whether what stands right behind the object belongs to it: the infinitive that its verb needs, or the month of a day."""
    words = triple.predicate.casefold().split()
    if words and (words[-1] in CONTROL or words[-1] in ("on", "upon") and words[-2:-1] in _CALLS) and _INFINITIVE.match(after):
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
