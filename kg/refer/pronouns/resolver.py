"""Who a pronoun stands for: rules on sentence distance, subject, binding and topic; gender and number are vetoes, never scores.

Measured on GAP.  Where the best candidate is not clearly the best, the pronoun stays open, with the reason.
Knows the names of one document as groups; knows nothing of triples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.extract.mentions.words import FEMALE_NOUNS, MALE_NOUNS
from kg.model import Mention, Paragraph
from kg.refer.names.forms import Form
from kg.refer.names.gender import is_given, is_surname
from kg.refer.names.groups import Names, genders, topical
from kg.refer.names.spot import Spot
from kg.refer.names.subject import Subject, kindred
from kg.refer.pronouns.descriptions import COMPANY_NOUNS, Descriptions, class_noun, names_its_place, says_no_more
from kg.refer.pronouns.persons import cost
from kg.refer.pronouns.strangers import intruder
from kg.refer.pronouns.things import THINGS, Things
from kg.refer.tales.cast import Cast

GENDERS = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(("she", "her", "hers", "herself"), "f")
NEUTER = frozenset(("it", "its", "itself"))
_PLURAL = frozenset(("they", "them", "their", "theirs", "themselves"))
_REFLEXIVE = frozenset(("himself", "herself", "itself"))
_LEFT_OUT = re.compile(r"<[a-z]+>")
_OF_ANOTHER = re.compile(r" (?:of |[A-Z])")  # "the frigate Alder" on the page of another ship
_REACH = 6  # and a description
_NEAR = 1  # in which another that is called so may be meant, rather than the page's subject
_WINDOW = 3  # sentences that a pronoun looks back

# Set on GAP's development part and checked on its validation part; `margin` is where precision starts to cost too much recall.
WEIGHTS = {
    "sentence": 1.75,  # lost for each sentence in between
    "subject": 1.2,
    "object": 0.0,
    "possessive": 0.6,
    "apposition": 0.2,
    "other": 0.0,
    "after": -0.8,  # a name behind the pronoun
    "after subject": 0.2,
    "bracket": 0.2,  # a name in brackets
    "topic": 0.8,  # named by the page's title
    "pronoun": 0.1,  # an earlier pronoun instead of a name
    "recent": 1.0,  # lost for 100 characters in the same sentence
    "parallel": 0.6,  # both are subjects
    "nominal": -0.6,  # a description instead of a name
    "unknown": -0.5,  # a name of unknown type
    "organization": -0.5,  # a name that the recogniser takes for something else
    "place": -0.5,
    "page": 0.6,  # more for the subject of a page about a person, and for a clear lead over it
    "margin": 0.4,
    "floor": -2.0,
}


class Resolver:
    """Goes through a document once, in reading order, and settles what is safe."""

    def __init__(
        self,
        names: Names,
        groups: Sequence[dict[tuple[int, int], int]],
        paragraphs: Sequence[Paragraph],
        subject: Subject,
        cast: Cast | None = None,
    ) -> None:
        self.subject, self.cast = subject, cast
        self.names, self.groups, self.paragraphs = names, groups, paragraphs
        self.kind = [names.type(i) for i in range(len(names.forms))]
        self.gender = genders(names)
        self.members: dict[int, list[Form]] = {}
        for i, form in enumerate(names.forms):
            self.members.setdefault(names.root(i), []).append(form)
        groups_of = (self.members[names.root(i)] for i in range(len(names.forms)))
        self.person = [
            cost(form, self.kind[i], group, paragraphs, WEIGHTS) for i, (form, group) in enumerate(zip(names.forms, groups_of, strict=True))
        ]
        self.topic = {names.root(i) for i, form in enumerate(names.forms) if topical(names, i)}
        self.page = names.root(names.page) if names.page >= 0 else -1  # the group that is the page's subject, -1 for none
        self.spots: list[Spot] = []
        self.last: dict[int, int] = {}  # the sentence where each group was last mentioned
        self.descriptions = Descriptions(names, paragraphs)
        self.things = Things(paragraphs, self.spots, self.kind, self.page, self.topic, subject)

    def _known_name(self, i: int) -> bool:
        core = self.names.forms[i].core
        return is_given(core[0]) or is_surname(core[-1])

    def run(self, mentions: Sequence[Sequence[Mention]], first: int, behind: int) -> Iterator[tuple[int, Mention, int, str]]:
        """(paragraph index, mention, group or -1, reason) for every pronoun of the paragraphs from `first` up to `behind`."""
        base = 0
        for index, inside in enumerate(mentions[first:behind], first):
            spots = [self._spot(index, base, mention) for mention in inside]
            for at, spot in enumerate(spots):
                if spot.mention.kind == "pronoun":
                    group, reason = self._settle(spot, spots[at + 1 :])
                    if group >= 0:
                        spot.group = group
                        self._learn(group, spot.gender)
                    elif spot.gender and self.cast is not None:
                        self.cast.left_open[spot.gender] = spot
                    yield index, spot.mention, group, reason
                elif spot.mention.kind == "nominal":
                    reason = "" if self._introduce(spot, spots[at + 1 :]) else self._describe(spot)
                    yield index, spot.mention, spot.group, reason
                if spot.group >= 0:
                    self.last[spot.group] = spot.sentence
                if spot.group >= 0 or spot.mention.kind == "nominal":
                    self.spots.append(spot)
            base += 2 + (inside[-1].sentence if inside else 0)

    def _learn(self, group: int, sex: str) -> None:
        """What a settled "he" or "she" tells of a name."""
        if sex:
            self.gender[group] = self.gender[group] or sex
        if sex and not (group == self.page and self.subject.type not in ("Person", "")):  # a ship is "she"
            self.person[group] = 0.0
            self.kind[group] = "Person"
            votes = self.names.votes[group]
            votes["Person"] = votes.get("Person", 0.0) + 1.0

    def _introduce(self, spot: Spot, behind: Sequence[Spot]) -> bool:
        """Settles a description that stands right before the name: "his brother Pierre", "her coach, Ann Roe", "the city of Turin"."""
        text, end, kind = self.paragraphs[spot.index].text, spot.mention.end, spot.mention.type
        name = next((other for other in behind[:3] if other.mention.start >= end), None)
        if name is None or name.mention.kind != "name" or name.group < 0 or not kind:
            return False
        gap = text[end : name.mention.start]
        if kind == "Place" and names_its_place(spot.mention, gap):
            spot.group = name.group if self.kind[name.group] in ("Place", "") else -1
        elif gap == " " or gap == ", " and name.mention.role == "apposition":
            if kind != "Person":
                spot.group = name.group if self.kind[name.group] == kind else -1
            elif self.person[name.group] is not None and self.gender[name.group] in ("", spot.gender or self.gender[name.group]):
                spot.group = name.group
                self._learn(name.group, spot.gender)
        return spot.group >= 0

    def _describe(self, spot: Spot) -> str:
        """Settles "the company" where one name only may be meant; else returns why not."""
        noun = class_noun(spot.mention)
        if self._is_subject(spot):
            spot.group = self.page
            return ""
        if not noun:
            return "a description that no name in the text answers"
        text = self.paragraphs[spot.index].text
        if text.startswith(" of ", spot.mention.end):
            return "a description of something else"
        hosts = {host for host in self.descriptions.hosts(noun) if spot.sentence - self.last.get(host, -99) <= _REACH}
        if not hosts:
            hosts = self._in_focus(spot, noun)
        if not hosts and (not self.subject.type or kindred(noun, self.subject.nouns)):  # on the page of a club, "the league" is another
            hosts = {host for host in self.topic if self.kind[host] == spot.mention.type != "Person" and host in self.last}
        hosts = {host for host in hosts if self.kind[host] in (spot.mention.type, "", "Thing", "Product")}
        page = {self.page, *self.topic} & self.last.keys()
        if (
            hosts
            and not hosts & page
            and any(self.kind[i] == spot.mention.type for i in page)
            and noun in COMPANY_NOUNS | self.subject.nouns
        ):
            return "the page's subject may be meant"
        if len(hosts) != 1:
            return "several names answer this description" if hosts else "a description that no name in the text answers"
        host = next(iter(hosts))
        if spot.mention.type == "Person" and (self.person[host] is None or spot.gender not in ("", self.gender[host] or spot.gender)):
            return "a description that no name in the text answers"
        if any(
            other.group not in (host, -1) and self.kind[other.group] == spot.mention.type and other.sentence > self.last[host]
            for other in self.spots[-12:]
        ):
            return "another name came between"
        spot.group = host
        return ""

    def _is_subject(self, spot: Spot) -> bool:
        """Whether a description is what the page calls its subject ("the house" on the page of a house), and no other name is called so."""
        first, _, noun = spot.mention.text.lower().partition(" ")
        if self.page < 0 or first not in ("the", "this") or not kindred(noun, self.subject.nouns):
            return False
        if _OF_ANOTHER.match(self.paragraphs[spot.index].text, spot.mention.end):
            return False
        others = {host for host in self.descriptions.hosts(noun) if host != self.page}
        if any(spot.sentence - self.last.get(host, -99) <= _NEAR for host in others):
            return False
        return spot.gender in ("", self.gender[self.page] or spot.gender)

    def _in_focus(self, spot: Spot, noun: str) -> set[int]:
        """The organizations named in this or the last two sentences, for "the company"; none if the name says what else it is."""
        if noun not in COMPANY_NOUNS:
            return set()
        found = {
            other.group
            for other in self.spots[-30:]
            if other.group >= 0 and spot.sentence - other.sentence <= 2 and other.mention.role != "other"
        }
        found = {group for group in found if self.kind[group] == "Organization"}
        return found if all(says_no_more(self.names.forms[group], noun) for group in found) else set()

    def _spot(self, index: int, base: int, mention: Mention) -> Spot:
        group, sex = -1, ""
        if mention.kind == "name":
            group = self.groups[index].get((mention.start, mention.end), -1)
            sex = self.gender[group] if group >= 0 else ""
        elif mention.kind == "pronoun":
            sex = GENDERS.get(mention.text.lower(), "")
        elif mention.type == "Person":
            noun = mention.text.rpartition(" ")[2].lower()
            sex = "m" if noun in MALE_NOUNS else "f" if noun in FEMALE_NOUNS else ""
        return Spot(index, base + mention.sentence, mention, group, sex)

    def _settle(self, pronoun: Spot, behind: Sequence[Spot]) -> tuple[int, str]:
        word = pronoun.mention.text.lower()
        if word in _PLURAL:
            meant = (
                word == "they"
                and self.things.goes_on(pronoun, plural=True)
                or word in ("they", "their")
                and self.things.of_the_same(pronoun)
            )
            return (self.page, "") if meant else (-1, "a plural pronoun")
        if word == "it" and self.things.expletive(pronoun):
            return -1, "it points at what was said"
        if word == "it" and self.things.goes_on(pronoun):
            return self.page, ""
        if word in NEUTER and self.cast is not None:
            return -1, "a tale says it of what it has not named"
        if word in ("it", "its") and self.things.of_the_same(pronoun):
            return self.page, ""
        if word not in NEUTER and not pronoun.gender:
            return -1, "nobody that the text names" if word[0] in "imwuoy" else "it points at what was said"
        scores = self._scores(pronoun, behind, word)
        if pronoun.gender == "f" and self.things.ship and not any(group >= 0 and self.gender[group] == "f" for group in scores):
            return self.page, ""
        if not scores and pronoun.gender and self._may_be_page(pronoun) and self.subject.type == "Person":
            return self.page, ""
        if not scores:
            return -1, "nobody named before it fits"
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        best, score = ranked[0]
        if pronoun.gender and best != self.page and self._may_be_page(pronoun):
            return self._page_or(pronoun, best, score, scores)
        if word in NEUTER and not self.things.plain(pronoun, best, len(ranked)):
            return -1, "what it stands for is not safe to say"
        if pronoun.gender and best >= 0 and self.person[best] and not self._known_name(best):
            if self.page in scores and self.person[self.page] == 0.0:
                return self.page, ""
            return -1, "what it would stand for may be no person"
        if best < 0:
            return -1, "a description fits better than any name"
        if pronoun.gender and self._intruded(pronoun, best):
            return -1, "somebody without a name came between"
        if best != self.page and best not in self.topic and self._left_out(pronoun, best):
            return -1, "a word is left out of the text: it may be the name"
        margin = score - ranked[1][1] if len(ranked) > 1 else 9.0
        sure = best == self.page and self._of_a_person()  # as in `_page_or`
        if not sure and (score < WEIGHTS["floor"] or margin < WEIGHTS["margin"]):
            return -1, "several names fit"
        if self.cast is not None and pronoun.gender and (reason := self.cast.doubt(pronoun, best, self.members[best], self.spots)):
            return -1, reason
        return best, ""

    def _may_be_page(self, pronoun: Spot) -> bool:
        """Whether the page is about a person whom "he" or "she" may mean."""
        page = self.page
        person = page >= 0 and (self.subject.type or self.kind[page]) == "Person"
        return person and self.person[page] is not None and self.gender[page] in ("", pronoun.gender)

    def _page_or(self, pronoun: Spot, best: int, score: float, scores: Mapping[int, float]) -> tuple[int, str]:
        """On a page about a person another one is meant only where that is clear: the page's subject needs no name to be meant."""
        lead = score - scores.get(self.page, WEIGHTS["floor"] - WEIGHTS["page"]) - WEIGHTS["page"]
        near = any(s.group == best and s.sentence == pronoun.sentence and s.index == pronoun.index for s in self.spots)
        if best >= 0 and near and lead >= WEIGHTS["page"] and self._known_name(best) and not self._intruded(pronoun, best):
            return best, ""
        if self.subject.type == "Person" and (self.page not in scores and not near or lead < WEIGHTS["margin"]):
            return self.page, ""
        if self._of_a_person() and best >= 0 and not self._rival(pronoun, best, near=near):
            return self.page, ""
        return -1, "the page's subject may be meant"

    def _of_a_person(self) -> bool:
        """Whether the text is a page about one person, and tells no tale."""
        return self.subject.type == "Person" and not self.subject.is_office() and self.cast is None

    def _rival(self, pronoun: Spot, best: int, *, near: bool) -> bool:
        """Whether a name may be meant rather than the person of the page: a person's, in this sentence or the subject of the last."""
        if self.kind[best] != "Person":
            return False
        before = (s for s in self.spots[-20:] if s.index == pronoun.index and s.sentence == pronoun.sentence - 1)
        return near or any(s.group == best and s.mention.role == "subject" for s in before)

    def _intruded(self, pronoun: Spot, best: int) -> bool:
        """Whether somebody who is given no name ("a stranger") enters between the last mention of a name and the pronoun."""
        last = next(
            (s for s in reversed(self.spots) if s.group == best and s.index == pronoun.index and s.mention.end <= pronoun.mention.start),
            None,
        )
        return last is not None and intruder(self.paragraphs[pronoun.index].text[last.mention.end : pronoun.mention.start], pronoun.gender)

    def _left_out(self, pronoun: Spot, best: int) -> bool:
        """Whether a word was left out of the text ("<unk>") since the sentence that last named somebody: that may be who is meant."""
        last = next((s for s in reversed(self.spots) if s.group == best and s.index == pronoun.index), None)
        text = self.paragraphs[pronoun.index].text
        return _LEFT_OUT.search(text, text.rfind(". ", 0, last.mention.start) + 1 if last else 0, pronoun.mention.start) is not None

    def _scores(self, pronoun: Spot, behind: Sequence[Spot], word: str) -> dict[int, float]:
        """The score of each group (and of -1, descriptions) that may be meant."""
        found: dict[int, float] = {}
        barred = set()
        for spot in self._near(pronoun, behind):
            if spot.index == pronoun.index and spot.mention.start <= pronoun.mention.start < spot.mention.end:
                barred.add(spot.group)  # "her mother Ann" is not about Ann's mother
            if not self._fits(pronoun, spot, word):
                continue
            if self._bound(pronoun, spot, word):
                barred.add(spot.group)
                continue
            score = self._score(pronoun, spot, word)
            if score > found.get(spot.group, -99.0):
                found[spot.group] = score
        for group in barred - {-1}:
            found.pop(group, None)
        return found

    def _near(self, pronoun: Spot, behind: Sequence[Spot]) -> Iterator[Spot]:
        window = 1 if pronoun.mention.text.lower() in NEUTER else _WINDOW
        for spot in reversed(self.spots):
            if spot.sentence < pronoun.sentence - window:
                break
            yield spot
        for spot in behind:
            if spot.sentence != pronoun.sentence:
                break
            if spot.mention.kind == "name" and spot.group >= 0:
                yield spot

    def _fits(self, pronoun: Spot, spot: Spot, word: str) -> bool:
        """Vetoes: gender, number, kind of thing, and a possessive inside the phrase it belongs to."""
        mention = spot.mention
        if mention.start <= pronoun.mention.start < mention.end and spot.index == pronoun.index:
            return False
        if word in NEUTER:
            if mention.kind == "nominal":
                return mention.type in THINGS
            return mention.kind == "name" and self.kind[spot.group] in THINGS or mention.text.lower() in NEUTER
        if mention.kind == "nominal":
            return mention.type == "Person" and not mention.text.endswith("s") and spot.gender in ("", pronoun.gender)
        return (
            self.person[spot.group] is not None and self.gender[spot.group] in ("", pronoun.gender) and mention.text.lower() not in NEUTER
        )

    def _bound(self, pronoun: Spot, spot: Spot, word: str) -> bool:
        """Two arguments of one word differ, unless one is reflexive; and a subject is not named by what follows in its own clause."""
        if spot.index == pronoun.index and pronoun.mention.role == "subject" and spot.mention.start > pronoun.mention.end:
            between = self.paragraphs[spot.index].text[pronoun.mention.end : spot.mention.start]
            if spot.mention.role != "subject" and "," not in between:
                return True
        if word in _REFLEXIVE or spot.index != pronoun.index or pronoun.mention.governor < 0:
            return False
        return (
            spot.mention.governor == pronoun.mention.governor and spot.mention.role != "possessive" and pronoun.mention.role != "possessive"
        )

    def _score(self, pronoun: Spot, spot: Spot, word: str) -> float:
        weights = WEIGHTS
        distance = pronoun.sentence - spot.sentence
        score = -weights["sentence"] * distance + weights.get(spot.mention.role, weights["other"])
        if spot.mention.role == pronoun.mention.role == "subject":
            score += weights["parallel"]
        if spot.index == pronoun.index and spot.mention.start > pronoun.mention.start:
            score += weights["after"] + (weights["after subject"] if spot.mention.role == "subject" else 0.0)
        if spot.mention.kind == "pronoun":
            score += weights["pronoun"]
        elif spot.mention.kind == "nominal" and spot.group < 0:
            score += weights["nominal"]
        if spot.group >= 0 and word not in NEUTER:
            score += self.person[spot.group] or 0.0
        if spot.mention.start and self.paragraphs[spot.index].text[spot.mention.start - 1] == "(":
            score += weights["bracket"]
        if spot.group in self.topic:
            score += weights["topic"]
        if distance == 0 and spot.index == pronoun.index:
            score -= weights["recent"] * min(1.0, abs(pronoun.mention.start - spot.mention.start) / 100)
        return score
