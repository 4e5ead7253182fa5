"""Before the chains are known: what each end of a triple looks like in its paragraph, and which ends become mentions of their own.

Knows one paragraph with its mentions; nothing of chains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.extract.mentions.words import EVENT_NOUNS, ORGANIZATION_NOUNS, PERSON_NOUNS, PLACE_NOUNS, ROLES, TITLES, WORK_NOUNS
from kg.model import Mention, Span
from kg.normalize.dates import MONTHS
from kg.normalize.names import clean
from kg.normalize.values import is_value
from kg.refer.names.gender import is_given, is_people, is_surname
from kg.refer.place import Place
from kg.refer.words import phrases, sense
from kg.refer.words.generic import Rules
from kg.refer.words.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Plan:
    """What an end will be.  One of: a `mention` of the paragraph; an `extra` mention (its number in the document's list of extras);
    a description of something (`phrase` of kind specific or possessive); words to quote (`literal`); or nothing, for a `reason`."""

    span: Span
    phrase: Phrase
    mention: Mention | None = None
    extra: int = -1
    literal: str | None = None
    reason: str = ""
    determiner: str = ""


Register = Callable[[int, Span, str, str, bool], int]  # paragraph index, span, name, type, local → number of the extra


class Planner:
    """Plans the ends of all triples of a document, and gathers the extra mentions that they ask for.

    `written` are the words of the document as they stand, to tell a name from a capital at the start of a sentence."""

    def __init__(self, register: Register, written: Callable[[], Mapping[str, int]], rules: Rules) -> None:
        self._register = register
        self._written = written
        self._rules = rules

    def subject(self, place: Place, text: str, span: Span | None, predicate: str) -> Plan:
        """A subject is an entity or nothing."""
        return self._end(place, text, span, predicate, subject=True, linked=False)

    def object(self, place: Place, text: str, span: Span | None, predicate: str, *, implied: bool) -> Plan:
        """An object may be a value or a phrase to quote, too; behind "is" also a notion with its article ("a chemical element")."""
        linked = sense.is_copula(predicate)
        if linked and span and not place.cut(span) and phrases.achieves(text):
            return Plan(span, phrases.read(text), literal=text)
        return self._end(place, text, span, predicate, subject=False, linked=linked, implied=implied)

    def _end(
        self, place: Place, text: str, span: Span | None, predicate: str, *, subject: bool, linked: bool, implied: bool = False
    ) -> Plan:
        span = span or (0, 0)
        if span[1] and (place.in_markup(span) or place.cut(span)):
            return Plan(span, phrases.read(text), reason=f"torn out of its phrase: {text}")
        mention = place.cover(*span) if span[1] else None
        if span[1] and mention is None and place.in_name(place.shrunk(*span)):
            return Plan(span, phrases.read(text), reason=f"torn out of its phrase: {text}")
        if mention is not None and mention.kind == "name":
            phrase = phrases.read(text)
            if not phrases.wordy(mention.text):
                return Plan(span, phrase, reason=f"torn out of its phrase: {text}")
            if mention.text.casefold() in MONTHS:
                return Plan(span, phrase, reason=f"a time cannot be a subject: {text}") if subject else Plan(span, phrase, literal=text)
            if not self._accidental(place, mention):
                return Plan(span, phrase, mention)
            mention = None
        if is_value(text):
            phrase = phrases.read(text)
            return Plan(span, phrase, reason="a value cannot be a subject") if subject else Plan(span, phrase, literal=text)
        determiner = place.determiner(span[0]) if span[1] else ""
        phrase = phrases.read(text, determiner)
        if phrase.words[-1:] and phrase.words[-1] in _REFLEXIVES:
            return Plan(span, phrase, reason=f"says nothing by itself: {text}")  # mostly it only stresses who did it
        if not linked and not implied and (kind := self._rules.kind(phrase, predicate, _before(place, span))) is not None:
            return self._named(place, kind, span, determiner)
        if linked and phrase.kind == "clause" and not subject:
            return Plan(span, phrase, reason=f"torn out of its clause: {text}")
        if mention is not None and phrase.kind not in ("name", "notion") and not implied:
            return Plan(span, phrase, mention, determiner=determiner)
        if linked and not subject:
            phrase = _predicated(phrase, determiner, implied)
        if mention is not None and phrase.kind not in ("name", "notion"):
            return Plan(span, phrase, mention, determiner=determiner)
        if phrase.kind == "name" and span[1] and (met := place.met(span)) is not None:
            return Plan((met.start, met.end), phrases.read(met.text), met)
        if self._topic(place, phrase) or phrase.kind in ("name", "notion"):
            return self._named(place, phrase, span, determiner)
        if phrase.kind in ("specific", "possessive") or phrase.kind == "definite" and span[1] and place.owner(span) is not None:
            return Plan(span, phrase, determiner=determiner)
        if reason := _REFUSED.get(phrase.kind):
            return Plan(span, phrase, reason=f"{reason}: {text}")
        if subject:
            reason = (
                "a clause"
                if phrase.kind == "clause"
                else "nobody in particular"
                if phrase.kind == "indefinite"
                else "not a name or a notion"
            )
            return Plan(span, phrase, reason=f"{reason}: {text}")
        return Plan(span, phrase, literal=text, determiner=determiner)

    def _opens(self, place: Place, span: Span, first: str) -> bool:
        """Whether a first word has its capital from the sentence alone: no name starts there, one follows."""
        if not place.starts_sentence(span[0]):
            return False
        names = [m.start for m in place.inside(*span) if m.kind == "name"]
        return bool(names) and names[0] >= span[0] + len(first)

    def _accidental(self, place: Place, mention: Mention) -> bool:
        """Whether a lone word was taken for a name only because it opens a sentence ("Controversy remains …"):
        the document writes it small more often."""
        word = mention.text
        if " " in word or not word[1:].islower() or not place.starts_sentence(mention.start):
            return False
        if mention.type in ("Person", "Place") and word.casefold() not in place.topics:
            return False
        counts = self._written()
        small = counts.get(word.lower(), 0)
        return small > 2 * (counts.get(word, 0) - 1) or small > 0 and not counts.get(f" {word}", 0)

    def _topic(self, place: Place, phrase: Phrase) -> bool:
        return phrase.kind == "definite" and phrase.words[0] == "the" and " ".join(phrase.words[1:]) in place.topics

    def _named(self, place: Place, phrase: Phrase, span: Span, determiner: str) -> Plan:
        name, kind = clean(phrase.name), "" if phrase.kind == "name" else "Concept"
        words = name.split()
        first = words[0] if words else ""
        if phrase.kind == "name" and len(words) > 2 and words[1] == "of" and span[1] and self._opens(place, span, first):
            described = Phrase("specific", phrase.words, first.lower() + name[len(first) :])
            return Plan(span, described, determiner=determiner)
        if span[1] and first[1:].islower() and not any(phrases.capital(w) for w in words[1:]) and place.starts_sentence(span[0]):
            if len(words) > 1 and phrase.kind == "notion":
                small = not place.inside(span[0], span[0] + len(first)) and not is_people(first.lower())
            else:
                counts = self._written()
                abstract = first.endswith(_ABSTRACT) and not counts.get(f" {first}", 0)
                small = first.lower() in counts or abstract or (first.endswith("s") and not first.endswith("ss"))
            if small:
                phrase = Phrase("notion", phrase.words, phrase.name)
                name, kind = name[0].lower() + name[1:], "Concept"
        if kind == "" and all(w.casefold() in ROLE_WORDS for w in words):
            kind = "Concept"
        if _SCORE.search(name):
            return Plan(span, phrase, reason=f"torn out of its phrase: {name}")
        if not any(c.isalnum() for c in name):
            return Plan(span, phrase, reason=f"no letter or digit: {name}")
        return Plan(span, phrase, extra=self._register(place.index, span, name, kind, False), determiner=determiner)


def _before(place: Place, span: Span) -> str:
    return place.paragraph.text[max(0, span[0] - 24) : span[0]] if span[1] else ""


def _predicated(phrase: Phrase, determiner: str, implied: bool) -> Phrase:
    """What follows "is": "a chemical element" names a notion; a lone word without an article is rather an adjective, and is quoted.
    Where "is" is only implied ("the painter Anna Berg"), the article means her, and the noun is a notion too."""
    if implied and phrase.kind == "definite" and phrase.words[0] == "the" and 1 < len(phrase.words) <= phrases.MOST_WORDS:
        told = noun_type(phrase.words) != "Concept" or phrase.words[-1] in ROLES | OCCUPATIONS
        return Phrase("notion", phrase.words[1:], phrase.name) if told else phrase
    if phrase.kind == "indefinite" and phrase.words[0] in ("a", "an") and 1 < len(phrase.words) <= phrases.MOST_WORDS + 1:
        if not any(w in phrases.NOT_IN_NOUNS or w in phrases.HOLLOW for w in phrase.words[1:]):
            return Phrase("notion", phrase.words[1:], phrase.name)
    elif phrase.kind == "notion" and len(phrase.words) == 1 and not determiner and phrase.words[0] not in ROLE_WORDS:
        return Phrase("phrase", phrase.words, phrase.name)
    return phrase


# What somebody does for a living, or is known for, beside the roles of the extractor.
OCCUPATIONS = frozenset(
    """butler cook maid housekeeper governess groom servant slave clerk squire mate parson vicar curate naturalist coachman tutor foreman
    commissionaire gamekeeper innkeeper landlord landlady harpooner carpenter blacksmith cooper steward sailor boatswain gypsy hermit
    magistrate constable gardener baker butcher miller grocer shopkeeper tailor barber apothecary chemist solicitor barrister banker convict murderer
    forger smuggler pirate beggar orphan invalid bachelor spinster peer criminal rogue villain genius gentleman savage thief tramp drunkard
    cripple dwarf giant cannibal nobleman clergyman descendant fugitive mulatto heathen""".split()
)
_REFLEXIVES = frozenset("himself herself itself themselves myself ourselves yourself yourselves oneself".split())
_REFUSED = {
    "empty": "no letter or digit",
    "fragment": "torn out of its phrase",
    "pronoun": "unsettled reference",
    "definite": "unsettled reference",
}


_OFFICES = frozenset(
    """minister president secretary chancellor governor mayor director chairman chairwoman speaker commissioner ambassador judge senator captain sheriff
    premier treasurer attorney commander coach manager administrator ceo justice official""".split()
)


def is_office(name: str) -> bool:
    """Whether a name is only an office ("Defence Minister", "Minister of Labour"): somebody held it, and the name does not say who."""
    words = name.casefold().split()
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    return head in _OFFICES and not is_given(words[0]) and (words[0] in ROLE_WORDS or not is_surname(words[0]) or "of" in words)


def noun_type(words: tuple[str, ...]) -> str:
    """The type of what a description describes, by its head: the word before the first preposition, else the last."""
    head = len(words)
    for i, word in enumerate(words):
        if i and word in phrases.PREPOSITIONS:
            head = i
            break
    noun = words[head - 1] if head else ""
    for form in (noun, noun.removesuffix("s")):
        for nouns, kind in _KINDS:
            if form in nouns:
                return kind if form == noun or kind != "Person" else "Group"
    return "Concept"


_ABSTRACT = ("tion", "sion", "ment", "ness", "ance", "ence", "ship")  # what no name ends in where it opens a sentence
_SCORE = re.compile(r"\D\s(?![12]\d{3}[–-](?:\d{2}|[12]\d{3})$)\d[\d.,]*(?:%|[–-]\d)[\d.,%–-]*$|--")
ROLE_WORDS = TITLES | PERSON_NOUNS
KIND_NOUNS = (
    ROLE_WORDS
    | ORGANIZATION_NOUNS
    | PLACE_NOUNS
    | WORK_NOUNS
    | EVENT_NOUNS
    | frozenset(
        "headquarters regiment battalion brigade division corps platoon squad class force forces gene genes base note secret no llc inc ltd plc corp co".split()
    )
)
_KINDS = (
    (PERSON_NOUNS, "Person"),
    (ORGANIZATION_NOUNS, "Organization"),
    (PLACE_NOUNS, "Place"),
    (WORK_NOUNS, "Work"),
    (EVENT_NOUNS, "Event"),
)
