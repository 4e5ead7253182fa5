"""A paragraph with what was extracted from it, looked up by place: triples that stand there, mentions by their spans, what stands before a phrase.

Knows one paragraph; nothing of chains.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from kg.ground import ground_with_notes
from kg.model import Extraction, Mention, Paragraph, Span, Triple
from kg.refer.words import phrases

_DETERMINER = re.compile(
    r"(?:^|[^\w'’-])(the|this|these|those|such|a|an|my|your|his|her|its|our|their|whose|no|each|every|some|any|another|both|all|most|many|several|few|other)\s+$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_LEADING_BEHIND = re.compile(r"\s(?:the|a|an)\s+$")
_POSSESSIVE_END = re.compile(r"['’]s?$")
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?:…][\"'”’)\]]*\s|\n)[\s\"'“‘(\[*•·–—-]*$")
_INSIDE = re.compile(r"[^\W_]|[-‐‑/@&][^\W_]| @")
_DASHES = ("-", "–", "—", "‐", "‑")
_YEAR_OF_TWO = re.compile(r"[12]\d{3}[-–—‐‑][12]\d{3}")
_WHERE = re.compile(r" (?:in|at|near) (?:the )?")
_EDGES = " \t\r\n\u00a0,;:\"'“”‘’()[]"
# Before a name these change what is meant ("northern France", "most of Europe", "pre-war Poland").
_SHIFTING = frozenset(
    """northern southern eastern western central northeastern northwestern southeastern southwestern north south east west upper lower inner outer
    early late modern ancient medieval rural urban downtown greater much most all half part pre post anti non pro contemporary colonial occupied
    former future mid whole entire present-day mainland metropolitan suburban fellow first second third fourth fifth last next""".split()
)
# Before the name of a people these mean some of them ("three Norwegians").
_COUNTING = phrases.NUMERALS | phrases.INDEFINITES - phrases.ARTICLES


class Place:
    """A paragraph with its extraction: grounded triples, and its mentions by their spans."""

    def __init__(self, index: int, paragraph: Paragraph, extraction: Extraction, topics: frozenset[str]) -> None:
        self.index, self.paragraph, self.extraction, self.topics = index, paragraph, extraction, topics
        self.triples: list[Triple | str] = []
        self.notes: list[list[str]] = []  # for each triple, the qualifiers that are not in the text
        for triple in extraction.triples:
            grounded = ground_with_notes(paragraph, triple)
            self.triples.append(grounded if isinstance(grounded, str) else grounded.triple)
            self.notes.append([] if isinstance(grounded, str) else [f"dropped {key}: {reason}" for key, _, reason in grounded.dropped])
        self.mentions = {(m.start, m.end): m for m in extraction.mentions}
        self._by_end = {}
        for m in extraction.mentions:
            if m.kind == "name":
                self._by_end[m.end] = m
        self._starts = [m.start for m in extraction.mentions]
        self.triples = [one if isinstance(one, str) else self._unparted(one) for one in self.triples]

    def _unparted(self, triple: Triple) -> Triple | str:
        """The triple with the whole name as its object where the predicate holds the name's first words: "became · Minister of Health" for
        "became Minister of · Health"; a reason where the predicate holds nothing else."""
        object, predicate = triple.object_span, triple.predicate_span
        if not object or not predicate or predicate[1] > object[0] or (name := self._by_end.get(object[1])) is None:
            return triple
        text, start = self.paragraph.text, predicate[0]
        if name.start <= start:
            return f"torn out of its phrase: {triple.object}"
        lead = _LEADING_BEHIND.sub("", text[start : name.start]).rstrip()
        if name.start >= predicate[1] or not triple.predicate.startswith(lead):
            return triple
        kept = tuple(q for q in triple.qualifiers if not q.span or not (name.start <= q.span[0] and q.span[1] <= name.end))
        return replace(
            triple,
            predicate=lead,
            predicate_span=(start, start + len(lead)),
            object=text[name.start : name.end],
            object_span=(name.start, name.end),
            qualifiers=kept,
        )

    def determiner(self, start: int) -> str:
        """The determiner that stands right before an offset, in lower case."""
        m = _DETERMINER.search(self.paragraph.text, max(0, start - 10), start)
        return m[1].lower() if m else ""

    def shrunk(self, start: int, end: int) -> Span:
        """The span without white space, punctuation and quotes at its ends."""
        text = self.paragraph.text
        while start < end and text[start] in _EDGES:
            start += 1
        while end > start and text[end - 1] in _EDGES:
            end -= 1
        return start, end

    def cover(self, start: int, end: int) -> Mention | None:
        """The mention that a phrase stands for: the same words, but for articles, a possessive 's, and plain words before a name."""
        text, mentions = self.paragraph.text, self.mentions
        if found := mentions.get((start, end)):
            return found
        start, end = self.shrunk(start, end)
        if m := _POSSESSIVE_END.search(text[max(start, end - 2) : end]):
            end -= len(m[0])
        if found := mentions.get((start, end)):
            return found
        words = _LEADING.match(text, start, end)
        if words and (found := mentions.get((words.end(), end))):
            return found
        name = self._by_end.get(end)
        if name is None:
            before = _DETERMINER.search(text, max(0, start - 10), start)
            return mentions.get((before.start(1), end)) if before else None
        if name.start < start:
            return name
        if words and words[0][0] in "aA" and name.type != "Person":
            return None  # "a record 10 titles"
        prefix = text[words.end() if words else start : name.start].split()
        plain = len(prefix) <= 5 and all(
            w.lower() not in _SHIFTING
            and w.lower() not in phrases.NOT_IN_NOUNS
            and w.lower() not in _COUNTING
            and w[-1] not in ",;:)"
            and w[:1].isalpha()
            and "-" not in w[-1:]
            for w in prefix
        )
        return name if plain else None

    def inside(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie inside a span."""
        found = []
        for i in range(bisect_right(self._starts, start - 1), len(self._starts)):
            if self._starts[i] >= end:
                break
            if self.extraction.mentions[i].end <= end:
                found.append(self.extraction.mentions[i])
        return found

    def owner(self, span: Span) -> Mention | None:
        """The description at the end of a phrase that says of whom or what it is: "the university" of "the first rector of the university"."""
        start, end = self.shrunk(*span)
        for m in self.inside(start, end):
            if m.kind == "nominal" and m.end == end and self.paragraph.text.endswith(" of ", start, m.start):
                return m
        return None

    def met(self, span: Span) -> Mention | None:
        """The person of whom a phrase says besides where: "Anna Roe" of "Anna Roe in Varn".  What is no person may need the place to be told
        from others of its name ("the Naval School in Varn")."""
        start, end = self.shrunk(*span)
        names = [m for m in self.inside(start, end) if m.kind == "name"]
        if len(names) != 2 or names[0].start != start or names[1].end != end:
            return None
        first, second = names
        person = first.type == "Person" and " " in first.text
        return first if person and _WHERE.fullmatch(self.paragraph.text, first.end, second.start) else None

    def in_name(self, span: Span) -> bool:
        """Whether a span is a part, and not the whole, of a name."""
        return any(
            m.kind == "name" and m.start <= span[0] and span[1] <= m.end and (m.start, m.end) != span
            for m in self.inside(max(0, span[0] - 80), span[1] + 80)
        )

    def cut(self, span: Span) -> bool:
        """Whether a phrase starts or ends inside a word: "co" of "co-operation"."""
        text, (start, end) = self.paragraph.text, span
        if _YEAR_OF_TWO.fullmatch(text[start - 5 : end] if text[start - 1 : start] in _DASHES else text[start : end + 5]):
            return False  # "1943-1946"
        return _INSIDE.match(text[end : end + 2]) is not None or _INSIDE.match(text[max(0, start - 2) : start][::-1]) is not None

    def in_markup(self, span: Span) -> bool:
        """Whether a phrase stands in or beside an angle bracket: markup or a placeholder, not words."""
        text = self.paragraph.text
        return text[max(0, span[0] - 1) : span[0]] == "<" or text[span[1] : span[1] + 2].lstrip()[:1] in ("<", ">")

    def starts_sentence(self, start: int) -> bool:
        return _SENTENCE_STARTS.search(self.paragraph.text, max(0, start - 12), start) is not None
