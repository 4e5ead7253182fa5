"""What "it" stands for, and a team's "they": rules on where the subject of a page was the last subject, as common nouns are not seen here.

Knows the mentions of one document up to a pronoun; nothing of scores.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Paragraph
from kg.refer.names.spot import Spot
from kg.refer.names.subject import Subject, kindred

THINGS = frozenset(("Organization", "Place", "Work", "Product", "Event"))
_OPENS = re.compile(r"[.!?][\"”’)]? $")  # what stands before a pronoun that opens a sentence
# What is announced is no thing that "it" stands for.
_EXPLETIVE = re.compile(
    r" (?:is|was|has been|had been|would be) (?:\w+ly )?(?:announced|reported|revealed|confirmed|said|believed|decided|claimed|estimated|"
    r"rumou?red|noted|thought|suggested|agreed|possible|likely|clear|necessary)\b(?! (?:as|to be|by)\b)| (?:seems|seemed|appears) that\b"
)
_REASON = re.compile(r"\b(?:since|because) $")  # "the stadium, since it was built": rather the last noun
_MANY = frozenset("band group duo trio quartet ensemble locomotives engines".split())
_LONGEST = 200  # characters of what stands in a sentence before "it"
# A time or a participle, and no clause of its own.
_LEAD = re.compile(
    r"(?:(?:In|On|By|From|Since|At|After|Until|During|Today|Later|Then|However|Originally|Currently|Now|Also|[A-Z][a-z]+ed)\b(?:(?! (?:it|is|are|was|were|has|had|which|that|who|when|until|[a-z]+s) )[^;:])*)?"
)


class Things:
    """The pronouns of things in one document; `spots` and `kind` grow while it is read."""

    def __init__(
        self, paragraphs: Sequence[Paragraph], spots: list[Spot], kind: list[str], page: int, topic: set[int], subject: Subject
    ) -> None:
        self.paragraphs, self.spots, self.kind, self.page, self.topic, self.subject = paragraphs, spots, kind, page, topic, subject
        self.ship = page >= 0 and subject.type == "Product" and kindred("ship", subject.nouns)  # that a page is about, and calls "she"
        self.many = page >= 0 and (kindred("team", subject.nouns) or not _MANY.isdisjoint(subject.nouns))  # called "they"

    def expletive(self, pronoun: Spot) -> bool:
        """Whether "it" stands for what follows ("it was announced that")."""
        return pronoun.mention.role == "subject" and _EXPLETIVE.match(self.paragraphs[pronoun.index].text, pronoun.mention.end) is not None

    def goes_on(self, pronoun: Spot, *, plural: bool = False) -> bool:
        """Whether "it" or "they" opens a sentence behind one that the page's subject opened; "they" is a team or the like."""
        kind = self.kind[self.page] if self.page >= 0 else ""
        if kind not in (("Organization", "Group") if plural else THINGS) or pronoun.mention.role != "subject":
            return False
        if not _OPENS.search(self.paragraphs[pronoun.index].text, max(0, pronoun.mention.start - 3), pronoun.mention.start):
            return False
        before = [spot for spot in self.spots[-12:] if spot.sentence == pronoun.sentence - 1 and spot.index == pronoun.index]
        subjects = [spot for spot in before if spot.mention.role == "subject"]
        if not subjects or {spot.group for spot in subjects} != {self.page}:
            return False
        return not plural or not any(spot.mention.kind == "nominal" and spot.mention.text.endswith("s") for spot in before)

    def of_the_same(self, pronoun: Spot) -> bool:
        """Whether "it" or "its", of a team or a class "they" or "their", stands in a sentence whose subject, as far as one is seen before
        it, is the page's; or is the subject of one that follows such a sentence, behind nothing but a time or a participle ("In 1946 it",
        "Built of stone, it")."""
        if self.page < 0 or (self.subject.type or self.kind[self.page]) not in THINGS:
            return False
        plural = pronoun.mention.text.lower() in ("they", "their")
        if plural and not self.many or pronoun.mention.role not in ("subject", "possessive"):
            return False
        text, at = self.paragraphs[pronoun.index].text, pronoun.mention.start
        before = [s for s in self.spots[-20:] if s.index == pronoun.index and s.mention.role == "subject" and s.mention.start < at]
        if (
            not before
            or before[-1].group != self.page
            or _EXPLETIVE.match(text, pronoun.mention.end)
            or _REASON.search(text, max(0, at - 10), at)
        ):
            return False
        since = [s for s in self.spots[-20:] if s.index == pronoun.index and s.mention.start > before[-1].mention.start]
        if plural and any(spot.mention.kind == "nominal" and spot.mention.text.endswith("s") for spot in since):
            return False
        if before[-1].sentence == pronoun.sentence:
            return True
        begin = max(text.rfind(end, max(0, at - _LONGEST), at) for end in (". ", "? ", "! "))
        lead = text[begin + 2 : at] if begin >= 0 else "-"
        return pronoun.mention.role == "subject" and before[-1].sentence == pronoun.sentence - 1 and _LEAD.fullmatch(lead) is not None

    def plain(self, pronoun: Spot, best: int, candidates: int) -> bool:
        """Whether "it" may be settled: the page's subject in the subject of this sentence or the last, or the subject of this sentence
        with at most one thing beside it.  (Common nouns are not seen here, and most often "it" means one of those.)"""
        reach = 1 if best in self.topic else 0
        if best < 0 or candidates > 2:
            return False
        for spot in reversed(self.spots):
            if spot.sentence < pronoun.sentence - reach:
                return False
            if spot.group == best and spot.mention.role == "subject":
                return self.kind[best] != "Place" or best in self.topic
        return False
