"""Tales as documents: which texts tell a story, who acts in one, and where somebody in it speaks.

A tale has many persons, some without a name, and each of them says "he" of others: so its pronouns are settled more strictly.
Knows the names of one document; nothing of triples.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kg.extract.mentions.words import FEMALE_NOUNS, MALE_NOUNS, TITLES
from kg.extract.mentions.words import of as _words
from kg.model import Paragraph
from kg.refer.names.forms import NOT_PERSON_ENDS, Form
from kg.refer.names.gender import is_people, mostly_given
from kg.refer.names.spot import Spot

_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")
_PERSONS = _words("i you he she me my him her his your myself himself herself")
_TELLING = _words("cried replied answered looked thought felt knew seemed exclaimed stood sat saw turned heard came went")
# Nine novels have .049 to .11, .0066 to .017 and at most .0017; biographies, news, speeches and interviews that reach one fall short in another.
LEAST_WORDS = 1500  # of a text that can be called a tale,
LEAST_PERSONS = 0.035  # with so many words for persons that have no name there
LEAST_TELLING = 0.004  # and so many verbs of telling among its words,
MOST_NUMBERS = 0.004  # and hardly a number


def is_tale(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a document tells a story: long, of persons who speak and look and go, and without figures.  Neither the life of a person in an
    encyclopedia (full of years) nor a speech (nobody in it looks or turns) is one."""
    words = persons = telling = numbers = 0
    for paragraph in paragraphs:
        for word in _WORD.findall(paragraph.text):
            words += 1
            low = word.lower()
            if low in _PERSONS:
                persons += 1
            elif low in _TELLING:
                telling += 1
            elif word[0].isdigit():
                numbers += 1
    return (
        words >= LEAST_WORDS and persons >= LEAST_PERSONS * words and telling >= LEAST_TELLING * words and numbers <= MOST_NUMBERS * words
    )


# Somebody without a name, who may be meant by what follows.
_UNNAMED = re.compile(
    r"\b[Ii]t was (?:an?|the)\s|(?<!was )(?<!is )(?<!been )(?<!became )\b(?:an?|another|one|some|this|that) (?:[\w-]+,? ){0,3}"
    rf"(?:{'|'.join(sorted(MALE_NOUNS | FEMALE_NOUNS | {'stranger', 'fellow', 'figure', 'person', 'creature', 'child', 'servant', 'voice', 'visitor', 'friend'}))})\b"
)
_QUOTES = re.compile(r"[\"“”]|(?<![^\W_])[‘'](?=[^\W_])|(?<=[.,!?—-])['’](?![^\W_])")
_SHUTS = re.compile(r"(?<=[.,!?—-])['’](?![^\W_])")
_CUT_OFF = 1  # characters between paragraphs that are one in the text, cut for their length; a blank line is longer
_LOCATIVE = re.compile(r"\b(?:in|at|to|from|near|of|for|through|towards?|into)\s(?:the\s)?$", re.IGNORECASE)
_ENTITLED = re.compile(r"\b([A-Z][a-z]+)\.?\s$")


_BEFORE_CALL = re.compile(
    r"[,!?.;—\"“‘-]\s?(?:(?:[Mm]y|[Dd]ear|[Oo]ld|[Yy]oung|[Pp]oor|[Ff]riend|[A-Z][a-z]+\.|Miss|Sir|Lady|Madam)\s){0,3}$"
)
_BEHIND_CALL = re.compile(r"[,!?.;—\"”’-]")
_STOPS = re.compile(r"[.!?](?=[\"”’'\s]|$)(?<!\bMr\.)(?<!\bDr\.)(?<!\bMrs\.)(?<!\bSt\.)|[;\"“”]")
_DOUBT = re.compile(
    r"\b(?:if|whether|unless|would|should|could|might|may|suppose|think|thinks|thought|believe|believed|hope|wish|perhaps|probably|possibly|as though|"
    r"imagine|fancy|dare say|suspect|seems?|pretend|lest|not|no|never|n't|what)\b",
    re.IGNORECASE,
)


def _quoted(text: str, depth: int) -> tuple[list[int], list[int]]:
    """The offsets of the quotation marks of a paragraph, and the depth before each of them and behind the last.  `depth`: of its start."""
    starts: list[int] = []
    depths, opened = [depth], "d" * min(depth, 1)  # "d" for double quotation marks, "s" for single ones
    for mark in _QUOTES.finditer(text):
        at = mark.start()
        if mark[0] in '"“”':
            opens = mark[0] == "“" or mark[0] == '"' and (at == 0 or text[at - 1] in " \n\t-—([") and not text[at + 1 : at + 2].isspace()
            if not opens and not any(depths):
                depths = [1] * len(depths)  # its opening is in the paragraph before
            opened = "d" if opens else ""
        elif _SHUTS.match(text, at):
            opened = opened.removesuffix("s")
        elif not opened.endswith("s") and (mark[0] == "‘" or at == 0 or _SHUTS.search(text, at)):
            opened += "s"
        starts.append(at)
        depths.append(len(opened))
    return starts, depths


_PAUSE = re.compile(r"[,:—]|--")
_CONDITION = re.compile(r"\?|\b(?:if|unless)\b", re.IGNORECASE)


class Cast:
    """Who acts in a tale, and where somebody speaks."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._quotes: dict[int, tuple[list[int], list[int]]] = {}
        self._acting: dict[int, bool] = {}
        self.left_open: dict[str, Spot] = {}  # the last "he" or "she" that was not settled, by gender

    def speech(self, index: int, offset: int) -> bool:
        """Whether an offset of a paragraph is inside quotation marks; what they do not close goes on to the paragraph's end."""
        return self._depth(index, offset) > 0

    def _depth(self, index: int, offset: int) -> int:
        """0 outside of quotation marks, 1 in somebody's speech, 2 in a speech that somebody tells of."""
        if index not in self._quotes:
            goes_on = index > 0 and self._paragraphs[index].start - self._paragraphs[index - 1].end <= _CUT_OFF
            text = self._paragraphs[index].text
            self._quotes[index] = _quoted(text, self._depth(index - 1, len(self._paragraphs[index - 1].text)) if goes_on else 0)
        starts, depths = self._quotes[index]
        return depths[bisect_left(starts, offset)]

    def reports(self, index: int, start: int, end: int) -> bool:
        """Whether a stretch of text stands in somebody's speech, in a sentence that supposes, asks and doubts nothing."""
        text = self._paragraphs[index].text
        if not self.speech(index, start):
            return False
        first = max((m.end() for m in _STOPS.finditer(text, max(0, start - 600), start)), default=0)
        last = _STOPS.search(text, end)
        behind = last.end() if last else len(text)
        clause = _PAUSE.search(text, end, behind)
        return _DOUBT.search(text, first, clause.start() if clause else behind) is None and _CONDITION.search(text, end, behind) is None

    def called(self, index: int, start: int, end: int) -> bool:
        """Whether a name in somebody's speech is set off by commas or the like: who is spoken to."""
        text = self._paragraphs[index].text
        return (
            self.speech(index, start)
            and _BEFORE_CALL.search(text, max(0, start - 22), start) is not None
            and _BEHIND_CALL.match(text, end) is not None
        )

    def doubt(self, pronoun: Spot, best: int, forms: Sequence[Form], spots: Sequence[Spot]) -> str:
        """Why "he" or "she" may be another than the group `best` with its `forms`; "" where nothing speaks for it.
        `spots` are all who were mentioned before, in order."""
        if not self.acts(forms):
            return "nobody who acts in the tale"
        near = [s for s in spots[-40:] if s.index == pronoun.index]
        last = next((s for s in reversed(near) if s.group == best), None)
        if last is None:
            return "not named in this paragraph"
        left_open = self.left_open.get(pronoun.gender)
        if left_open is not None and left_open.index == pronoun.index and left_open.mention.start >= last.mention.end:
            return "somebody else is meant before"
        if last.mention.kind == "name" and self.called(last.index, last.mention.start, last.mention.end):
            return "somebody who is spoken to"
        unnamed = (s for s in near if s.mention.start >= last.mention.end and s.group < 0 and s.mention.type == "Person")
        text = self._paragraphs[last.index].text
        begin = (
            last.mention.end
            if last.mention.role == "subject"
            else max((m.end() for m in _STOPS.finditer(text, 0, last.mention.start)), default=0)
        )
        if any(s.gender in ("", pronoun.gender) for s in unnamed) or _UNNAMED.search(text, begin, max(begin, pronoun.mention.start)):
            return "somebody without a name came between"
        others = [s for s in near if s.group not in (best, -1) and s.mention.start < pronoun.mention.start]
        if any(s.gender == pronoun.gender and s.mention.start >= last.mention.end for s in others):
            return "somebody else came between"
        subjects = [s for s in (*near, left_open) if s and s.sentence == last.sentence and s.mention.role == "subject"]
        if last.mention.role != "subject" and any(s.gender == pronoun.gender and s.group != best for s in subjects):
            return "the subject of the sentence before may be meant"  # "He met Roe. He was a lawyer."
        word = pronoun.mention.text
        if word in ("His", "Her") and any(s.gender == pronoun.gender or not s.gender and s.mention.type in ("Person", "") for s in others):
            return "another of the paragraph may be meant"
        if self._depth(pronoun.index, pronoun.mention.start) != self._depth(last.index, last.mention.start):
            return "somebody else speaks in between"
        return ""

    def acts(self, forms: Sequence[Form]) -> bool:
        """Whether a name is somebody's who can be "he" or "she": it has a title or a given name in it, or does something more than once
        and is hardly ever where somebody is or goes."""
        key = forms[0].order
        known = self._acting.get(key)
        if known is None:
            known = self._acting[key] = any(map(self._titled, forms)) or self._does(forms)
        return known

    def _titled(self, form: Form) -> bool:
        if form.core and is_people(form.core[-1]):
            return False
        if form.title or form.gender or form.core and mostly_given(form.core[0]) and form.core[-1] not in NOT_PERSON_ENDS:
            return True
        before = (_ENTITLED.search(self._paragraphs[i].text, max(0, m.start - 16), m.start) for i, m in form.places[:20])
        return any(found is not None and found[1].lower() in TITLES for found in before)

    def _does(self, forms: Sequence[Form]) -> bool:
        places = [place for form in forms for place in form.places]
        subjects = sum(m.role == "subject" for _, m in places)
        there = sum(_LOCATIVE.search(self._paragraphs[i].text, max(0, m.start - 12), m.start) is not None for i, m in places)
        return subjects > 1 and not any(form.core and is_people(form.core[-1]) for form in forms) and 3 * there < len(places)
