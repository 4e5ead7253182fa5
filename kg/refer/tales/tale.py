"""Tales: texts that tell one moment after the other, and of them what stands by itself.

A novel's sentence mostly tells what somebody did, saw or felt at that moment; nobody would look that up.  What lasts (who somebody is,
whose sister, where he lives, whom she loves) and what counts in a life (married, was murdered, inherited) says something by itself.
Knows words and the types of ends; nothing of chains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.mentions.words import PERSON_NOUNS, ROLES, TITLES
from kg.extract.mentions.words import of as _words
from kg.model import Triple
from kg.normalize.keys import is_temporal
from kg.normalize.verbs import is_noun, is_past, lemma
from kg.refer.plan import OCCUPATIONS
from kg.refer.words.phrases import ADVERBS, ARTICLES, AUXILIARIES, PERSONAL, PREPOSITIONS
from kg.refer.words.sense import RELATIVES, is_copula

# What a qualifier of a tale may be; others are most often of the moment, or of another clause.
KEPT = frozenset(("location", "role", "point in time", "start time", "end time", "recipient", "agent"))
# What lasts, or counts in a life, whatever its object; behind a preposition only the second line.
_LASTING = _words(
    """own possess inherit marry wed divorce love hate despise detest loathe adore esteem dislike resemble rule govern serve employ teach study practise
    practice found establish build invent discover compose paint publish translate buy purchase sell rent lease bequeath steal embezzle forge
    smuggle worship edit educate rear baptize baptise disinherit"""
)
_LASTING_IN = _words(
    """belong die bear descend originate derive emigrate enlist graduate convict acquit condemn sentence elope consist preach specialise specialize
    addict devote abound serve teach study practise practice live dwell reside lodge possess bequeath found build steal inherit"""
)
# The same where it is done to somebody, or where its object has a name.
_OF_NAMED = _words(
    """kill murder slay assassinate poison strangle stab drown shoot hang behead execute bury adopt hire rob arrest capture imprison accuse suspect betray
    command lead captain manage befriend attack defeat conquer wound rescue save cure nurse help assist forgive deceive cheat blackmail threaten seduce
    court woo jilt reject engage betroth fear trust distrust respect pity envy succeed replace appoint elect dismiss promote
    knight crown depose expel banish exile challenge duel kidnap abduct free haunt guard protect advise represent support oppose avenge
    depend tutor ruin know cripple blind inhabit admire write destroy burn invade occupy besiege strike sack plunder hunt"""
)
# Where somebody lives, or was sent for good, if it is a place with a name; where he went only if it is said when.  And where a place is.
_OF_PLACES = _words("settle flee escape emigrate immigrate banish live dwell reside lodge")
_GOING = _words(
    "go come travel journey sail voyage return move arrive reach leave visit cross explore march drive ride walk send take bring carry summon"
)
_TAKEN = _words("send take bring carry summon banish")
_SITUATED = _words("lie stand rise flow run extend overlook situate station border bound adjoin surround")
_WHERE = _words("in on near at beside between above below off")
_NAMING = _words("call name nickname style christen")
_HELD = RELATIVES | _words(
    """child children family house home estate castle manor cottage farm garden lodging lodgings fortune income property shop business practice
    library ship boat yacht carriage passion taste talent aversion reputation debt debts scar illness disease
    degree pension servant servants maid cook butler governess ward orphan heir heiress population"""
)
_FEATURES = _words("hair eyes complexion beard moustache mustache whiskers nose skin")
_COLOURS = _words(
    "black brown blue grey gray green dark fair red golden yellow white blond blonde curly auburn hazel sallow swarthy pale hooked aquiline long"
)
_SEEMING = _words("seem appear look feel might may could would should must can will shall ought seems seemed appears appeared looks looked")
_TRAITS = _words(
    """rich wealthy poor blind deaf lame dumb unmarried widowed orphaned dead deceased illiterate famous notorious jewish catholic protestant mortal immortal
    extinct addicted descended native clever handsome beautiful pretty plain ugly tall short stout thin slender bald intelligent wise foolish stupid honest
    amiable generous ambitious vain avaricious stingy brave courageous cowardly lazy indolent idle industrious shy eccentric religious pious superstitious
    sickly deformed talented musical educated sensible married haughty reserved fastidious modest timid selfish extravagant cunning practical sentimental
    sociable respectable dissipated profligate lean plump fat good-natured good-humoured red-haired grey-haired elegant accomplished"""
)
_NOUN_TRAITS = _words("native heir heiress home capital descended addicted descendant ancestor")
_NO_CALLING = _words(
    "matter manner letter number order dinner supper summer winter weather answer corner character wonder power honour honor favour favor humour "
    "humor terror horror error colour color chapter paper water fire hour temper laughter danger shudder whisper murmur disaster human murder trifle stranger queer career liver quarter "
    "visitor comer newcomer onlooker observer speaker listener beholder spectator intruder prisoner passenger pursuer sufferer superior inferior "
    "bitter tender clever sober eager proper sinister list mist blighter"
)
_CALLING = re.compile(r"\w{2,}(?:er|or|ist|ian|man|woman|aire|eer|smith|monger|maid|wright|boy|girl)")
_MEETINGS = _words("argument quarrel fight duel dispute conversation interview correspondence friendship affair engagement feud")
_FEW = _words("score dozen hundred pair lot deal")
_THINGS = _words("buy purchase sell own build found find steal discover")
_NO_KIND = _words(
    "scene sight place thing mass picture spectacle blaze ruin chaos matter question fact sort kind way bit lot part joke pity shame"
)
_ANYBODY = _words("man woman lady girl boy person gentleman fellow creature child people")
_UNDER = re.compile(
    r"\b(?:when|while|as|if|since|before|until|till|though|although|because|that|how|whether|than)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE
)
_IN_A_LIST = re.compile(r",\s(?:[A-Z]|an?\b|the\b)[^.;]{0,90}\band\b")
# What a tale tells of a stretch of time, or of one time among many, cut off behind the object or standing before it.
_FOR_A_WHILE = re.compile(
    r"(?:(?! and\b)[^.,;:!?\"”]){0,40}?\b(?:while|when|whenever|if|unless|until|till|as long as|so long as|in case)\b|"
    r",?\s(?:only|for|till|until|during|some|a few|several|about|nearly)\s(?:[\w-]+\s){0,3}?(?:hours?|days?|nights?|weeks?|fortnight|months?|twelvemonth|years?|time|while|period)\b|"
    r"\s(?:there|here)\b"
)
_AT_TIMES = re.compile(r"\b(?:occasionally|sometimes|often|seldom|rarely|once|twice|almost|nearly|scarcely|hardly|half|like|as if)\b")
_COMPARED = _words("same such similar like superior inferior former latter")
_CUT = re.compile(
    r"\s(?:the|a|an|I|he|she|they|we|you)\s|['’]s\b|\s(?:again|now|once more|at last|of|over|more|less|too)\b|[^.;]{0,24}\bthan\b"
)
_WHOLE = re.compile(r"\s*(?:[.,;:!?)—”\"-]|$|and\s\w+[.,;]|but\b|with\b)")  # behind a trait: it is no trait "on the subject"
_MODALS = re.compile(r"\b(?:must|should|would|could|may|might|can|if|not|never)\b")
_DENIED = re.compile(r"\b(?:neither|nor|not|no)\s$")
_YEAR = re.compile(r"\b\d{4}\b")
_TURNS = re.compile(r"becam|becom")
_GOES_ON = re.compile(r",?\s(?:who|whose|of)\b")
_LISTED = re.compile(r"(?:,|\band|\bor)\s(?:the\s|an?\s)?$")
_CLASSES = PERSON_NOUNS | RELATIVES | TITLES | ROLES | OCCUPATIONS


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of an end of a triple: its type, its words, whether it has a name of its own, or is said to be somebody's, and the
    article that stands before it."""

    type: str
    words: tuple[str, ...]
    known: bool
    owned: bool = False
    article: bool = False
    definite: bool = False


def of_a_moment(triple: Triple, subject: Told, object: Told, text: str, *, spoken: bool = False) -> str:
    """Why a triple of a tale is of the story only; "" where it lasts, or counts.  `text` is its paragraph's; `spoken`: somebody of the tale
    says it."""
    shown = f"of the story only: {triple.predicate} {triple.object}"
    said = [w for w in triple.predicate.casefold().split() if w not in ADVERBS and w not in ("not", "n't", "never")]
    if not said or triple.modality == "hypothetical" or set(said) & _SEEMING or _for_a_while(triple, text) or _COMPARED & set(object.words):
        return shown
    if is_copula(triple.predicate):
        return "" if _is_one(triple, subject, object, text, spoken) else shown
    verbs = [w for w in said if w not in AUXILIARIES] or ["have" if said[-1] in ("has", "have", "had", "having") else "be"]
    if verbs[0] in _WHERE:
        return "" if subject.type in ("Place", "Organization") and object.type == "Place" and object.known else shown
    if (verbs[0] in _CLASSES or verbs[0] in _NOUN_TRAITS) and _circumstance(triple, text):
        return shown
    if verbs[0] in _CLASSES or verbs[0] in _NOUN_TRAITS:
        known = object.known and not _runs_on(triple, text) and not _modal(triple, text)
        return "" if known or verbs[0] in _NOUN_TRAITS else shown
    if not _of_its_own(subject) or verbs[0].endswith("ing"):
        return shown
    if verbs[-1] == "with" and _MEETINGS & set(verbs):
        return "" if object.known and object.type in ("Person", "Group", "Organization") and not object.owned else shown
    if any(w not in PREPOSITIONS for w in verbs[1:]):
        return shown
    return "" if _lasts(triple, verbs, len(said) > len(verbs), subject, object) else shown


def _lasts(triple: Triple, verbs: Sequence[str], helped: bool, subject: Told, object: Told) -> bool:
    """Whether a verb tells of more than a moment.  `helped`: it has an auxiliary."""
    verb, bare = lemma(verbs[0]), len(verbs) == 1
    head = _head(object.words)
    if any(w.endswith("ing") for w in triple.predicate.split()[1:]):
        return False  # "hated having visitors"
    if verbs[-1] in ("like", "as") or head in _FEW or object.words[0] in PERSONAL or object.words == ("em",):
        return False  # "owned he had been there"
    if verb in _THINGS and len(object.words) < 2 and not object.known:
        return False  # "bought time"
    if verb in _NAMING:
        return helped and bare and object.known  # "was called Roe"
    if verb == "have":
        if triple.modality == "negated" and head not in RELATIVES:
            return False
        own = object.words[:1] == subject.words[:1]
        return bare and (head in _HELD and not own or head in _FEATURES and bool(_COLOURS & set(object.words)))
    if object.owned and object.words[0].startswith(subject.words[0]):  # his own
        return head in RELATIVES and bare and (verb in _LASTING | _OF_NAMED or verb == "lose")
    if verb == "bear" and bare:
        return verbs[0] == "born" and object.type == "Value"
    if verb == "join":
        return bare and object.known and object.type in ("Organization", "Group")
    if verb in (_LASTING if bare else _LASTING_IN) or verb == "hail" and verbs[-1] == "from":
        return verb not in _OF_PLACES or object.known or object.article
    if bare and not helped and verb == verbs[0] and not is_past(verb) and subject.type == "Person":
        return False  # "God help you": a wish
    if triple.modality == "negated" or verb in ("know", "write") and (helped or not bare or verb == "write" and object.type == "Person"):
        return False  # "was known to", "wrote to"
    if verb in _OF_NAMED and (object.known and not object.owned or (object.owned or object.article) and head in _CLASSES | _HELD):
        return True
    if verb in _SITUATED or subject.type == "Place":
        return subject.type == object.type == "Place" and object.known and verb in _SITUATED
    towards = not bare and object.type in ("Thing", "Organization") and not object.definite  # a place that the recogniser does not know
    lasting = verb in _OF_PLACES or verb in _GOING and any(is_temporal(q.key) and _YEAR.search(q.value) for q in triple.qualifiers)
    return lasting and (verb not in _TAKEN or helped) and object.known and (object.type == "Place" or towards)


def _for_a_while(triple: Triple, text: str) -> bool:
    """Whether the text goes on to say for how long, when or how often: without that, a triple says too much."""
    if not triple.object_span:
        return False
    if triple.predicate_span and _AT_TIMES.search(text, triple.predicate_span[0], max(triple.predicate_span[0], triple.object_span[0])):
        return True
    return _FOR_A_WHILE.match(text, triple.object_span[1]) is not None


def _is_one(triple: Triple, subject: Told, object: Told, text: str, spoken: bool) -> bool:
    """Whether a triple says who or what somebody or something is, for longer than a moment."""
    if triple.predicate_span and _circumstance(triple, text):
        return False
    if triple.object_span and triple.predicate_span and _CUT.match(text, triple.object_span[1]):
        return False
    if triple.object_span and _DENIED.search(text, max(0, triple.object_span[0] - 8), triple.object_span[0]):
        return triple.modality == "negated" and triple.object.startswith("not ")
    if triple.predicate_span is None and not _apposed(triple, subject, object, text, spoken):
        return False
    if subject.type == "Person" and triple.predicate.split()[-1] in ("were", "are") and object.words[-1].endswith("s"):
        return False  # one of two twins
    if not _of_its_own(subject) or object.words[0] == "no" or object.words[-1].endswith(("ed", "est")) and "of" in object.words:
        return False
    if object.known:
        return object.type != "Value" and not object.article and object.words != ("hon",) and not _TURNS.match(triple.predicate)
    head = _head(object.words)
    if triple.predicate_span and subject.type == "Person" and object.words[-1] in _TRAITS:
        whole = triple.object_span is not None and _WHOLE.match(text, triple.object_span[1]) is not None
        return (
            whole
            and triple.modality != "negated"
            and all(w in ADVERBS or w.endswith("ly") or w in ("very", "really", "and", "by") or w in _TRAITS for w in object.words)
        )
    if _calls(head) or head in _ANYBODY and len(object.words) > 1 + object.article:
        return not (object.definite and head in _ANYBODY)
    if subject.type in ("Person", "Concept", "Group") or head in _NO_KIND:
        return False
    if object.type in ("", "Concept") and len(object.words) < 2 + object.article and " of " not in triple.object:
        return False
    return object.article and is_noun(head.rpartition("-")[2]) and (triple.predicate_span is not None or object.type not in ("", "Concept"))


def _calls(noun: str) -> bool:
    """Whether a noun says what somebody is: a word of the lists, or one in -er, -ist and the like; not who is so for an hour."""
    return noun in _CLASSES or _CALLING.fullmatch(noun) is not None and noun not in _NO_CALLING and is_noun(noun)


def _of_its_own(subject: Told) -> bool:
    """Whether a subject is more than a feature of somebody: a name, or somebody's kin or property."""
    of_somebody = subject.owned or "of" in subject.words
    return subject.known and not subject.owned and subject.type != "Concept" or of_somebody and _head(subject.words) in _CLASSES | _HELD


def _circumstance(triple: Triple, text: str) -> bool:
    """Whether an end opens a clause under another one: "when he was a boy"."""
    starts = {span[0] for span in (triple.subject_span, triple.object_span) if span}
    return any(_UNDER.search(text, max(0, start - 16), start) for start in starts)


def _modal(triple: Triple, text: str) -> bool:
    """Whether it is only said that somebody must or may be another's friend."""
    spans = [span for span in (triple.subject_span, triple.predicate_span, triple.object_span) if span]
    return bool(_MODALS.search(text, min(span[0] for span in spans), max(span[1] for span in spans))) if spans else False


def _runs_on(triple: Triple, text: str) -> bool:
    """Whether what looks like a name behind "his sister, " is rather the subject of what follows: no comma closes it."""
    if not triple.predicate_span or not triple.object_span or triple.object_span[0] < triple.predicate_span[1]:
        return False
    between = text[triple.predicate_span[1] : triple.object_span[0]]
    return between.strip() != "" and re.match(r"[.,;:!?)—”\"-]|['’]s|$", text[triple.object_span[1] :]) is None


def _apposed(triple: Triple, subject: Told, object: Told, text: str, spoken: bool) -> bool:
    """Whether an "is" that the text only implies is sure: a title before the name, or an apposition with its article, and no list."""
    if not triple.subject_span or not triple.object_span:
        return True
    first, last = sorted((triple.subject_span, triple.object_span))
    if first == triple.object_span and spoken and "," in text[first[1] : last[0]] and not _GOES_ON.match(text, last[1]):
        return False  # "You are a fool, Roe"
    between = text[first[1] : last[0]]
    if not between.strip() or between.strip() == ".":
        return len(triple.object.split()) == 1  # "Captain Roe", but not "bore Captain Roe"
    if "--" in between or "—" in between or subject.type == "Group" or " a " in triple.object[1:] or " an " in triple.object[1:]:
        return False
    if _IN_A_LIST.match(text, last[1]) or _LISTED.search(text, max(0, first[0] - 12), first[0]):
        return False
    if first == triple.subject_span and " " in triple.subject and between.strip() == "," and _calls(_head(object.words)):
        return True  # "Ann Roe, master mariner"
    kin = " of " in triple.object and _head(object.words) in _CLASSES  # ", second son of Roe"
    return object.known or object.article or object.definite or object.owned or kin or triple.object[:1].isupper()


def _head(words: tuple[str, ...]) -> str:
    """The noun that a phrase is about, in the singular where that is a word of these lists: the word before a preposition, a comma or a
    clause, else the last."""
    for i, word in enumerate(words):
        if i and (word in PREPOSITIONS or word in ("who", "that", "which", "whom", "whose")):
            return _single(words[i - 1])
        if word.endswith(","):
            return _single(word[:-1]) if i + 1 == len(words) else _head(words[i + 1 :])
    return _single(words[-1]) if words and words[-1] not in ARTICLES else ""


def _single(word: str) -> str:
    single = word.removesuffix("s")
    return single if word != single and single in _CLASSES | _HELD else word
