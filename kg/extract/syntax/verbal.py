"""Clause → triples: objects, attributes, phrases that complete, nouns with a phrase of their own.

Which construction is worth what was measured; see the lab log.  Knows one clause at a time.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import NUMBERS, Arguments
from kg.extract.syntax.circumstances import Circumstances
from kg.extract.syntax.clause import Clause, Phrase
from kg.extract.syntax.clauses import Clauses
from kg.extract.syntax.completing import completing, is_dated
from kg.extract.syntax.drafts import Draft
from kg.extract.syntax.partners import mended, only_together, partner
from kg.extract.syntax.prepositions import phrases_of
from kg.extract.syntax.qualifiers import Qual, Qualifiers
from kg.extract.syntax.reach import achieved, place_of, role_range
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.voice import own_subject

_NOUN_PREPS = frozenset(
    ("of", "in", "for", "with", "from", "to", "at", "on", "by", "against", "between", "into", "over", "under", "about", "as", "near")
)
_LONGEST_CONTENT = 60  # tokens of a clause that stands as an object


class Verbal:
    """The triples of the clauses of one tree."""

    __slots__ = ("args", "circumstances", "clauses", "quals", "tree")

    def __init__(self, args: Arguments, clauses: Clauses, quals: Qualifiers) -> None:
        self.args, self.clauses, self.quals = args, clauses, quals
        self.circumstances = Circumstances(args, clauses, quals)
        self.tree: Tree = args.tree

    def of(self, verb: int) -> list[Draft]:
        """All drafts of the clause that `verb` heads."""
        clause = self.clauses.read(verb)
        if clause is None:
            return []
        mended(self.args, clause)
        tree = self.tree
        if tree.tags[verb] == "VB" and clause.infinitive and tree.deps[verb] in ("advcl", "relcl"):
            return []  # a purpose or a wish is no fact; it is a qualifier of its clause
        if (
            tree.words[verb] in lx.PARTICIPLES_AS_PREPOSITIONS
            and tree.deps[verb] in ("advcl", "prep", "acl", "pcomp")
            and not clause.passive
        ):
            return []
        if tree.words[verb] == "limited" and tree.words[verb - 1] == "not" and tree.words[verb - 2] == "but":
            return []  # "including but not limited to"
        if tree.words[verb] in lx.DO and not any(dep == "dobj" and not self.args.is_name(head) for dep, head in clause.objects):
            return []  # "as others do to it" stands for another verb; "Vega do Brasil"
        if any(tree.words[k] == "how" for k in tree.kids[verb]):
            return []  # "remembers how he treated her" says that, not how
        if clause.existential:
            return self._existential(clause)
        shared = self.circumstances.of(clause)
        found: list[Draft] = []
        for subject in clause.subjects:
            found += self._with_subject(clause, subject, shared)
        return found

    # ---- triples ----

    def _with_subject(self, clause: Clause, subject: int, shared: list[Qual]) -> list[Draft]:
        phrases = [p for p in clause.phrases if p.noun != subject]
        agents = [p for p in clause.agents if p.noun != subject]
        spoken = self.tree.words[clause.verb] in lx.SAY
        said = {id(p): self.quals.of_phrase(p.prep, p.noun, spoken=spoken) for p in (*phrases, *agents)}
        for p in agents:
            said[id(p)] = [Qual("agent", *self.args.range(p.noun))]
        found: list[Draft] = []
        objects = [(dep, head) for dep, head in clause.objects if head != subject and self._may_be_object(dep, head)]
        if clause.contents:
            objects = [(dep, head) for dep, head in objects if dep != "acomp"]  # "was certain that …"
        recipients = [Qual("recipient", *self.args.range(r)) for r in clause.recipients if r != subject]
        if not objects and clause.recipients:
            objects, recipients = [("dobj", r) for r in clause.recipients if r != subject], []
        rest = [q for p in (*agents, *phrases) for q in said[id(p)]] + shared + recipients
        inside = [q for q in self.quals.inside(subject, number=False) if q.key != "ordinal" or not self.args.is_name(subject)]
        if other := partner(self.tree, clause, subject):
            shared = [*shared, Qual("together with", *self.args.range(other))]
        told = bool(clause.contents) and self.tree.words[clause.verb] in lx.TELL
        told = told or any(self.clauses.granted(c) for c in clause.contents)
        if clause.passive and clause.group == [clause.verb]:
            objects = []  # "the song called X": a participle, whose voice its word alone does not show
        for dep, head in objects if not told else ():
            found += self._object(clause, subject, dep, head, [*rest, *inside])
        for phrase in agents:
            others = [q for p in phrases for q in said[id(p)]]
            found.append(self._draft("agent", clause, subject, [*clause.group, *phrase.words], phrase.noun, [*others, *shared, *inside]))
        if objects:
            found += self._beside(clause, subject, objects, phrases, said, [*shared, *inside])
        else:
            found += self._phrases(clause, subject, phrases, said, [*shared, *inside], agents)
        behind = [c for c in clause.contents if c > clause.verb]
        asked = clause.passive and clause.group == [clause.verb]  # "When asked whether he left, Roe said …"
        for content in () if asked else behind or clause.contents:  # "A was first, Roe wrote that B was": A is no part of what she wrote
            found += self._content(clause, subject, content, rest)
        return found

    def _may_be_object(self, dep: str, head: int) -> bool:
        tree = self.tree
        if tree.words[head] in lx.EMPTY_OBJECTS:
            return tree.tags[head] == "PRP" and tree.words[head] in lx.OBJECT_PRONOUNS and dep == "dobj"
        if dep == "acomp":
            if (
                tree.words[head] in lx.INCOMPLETE
                or tree.words[head] in lx.PARTICIPLES_AS_PREPOSITIONS
                or any(tree.tags[k] == "WRB" for k in tree.kids[head])
                or any(tree.deps[k] in ("xcomp", "ccomp") for k in tree.kids[head])
            ):
                return False
            return tree.tags[head] in ("JJ", "JJR", "VBN", "VBG", "NN", "NNP")
        if dep == "attr" and tree.words[head] in lx.EMPTY_ATTRIBUTES and not any(tree.words[k] == "of" for k in tree.kids[head]):
            return False
        if tree.tags[head] in ("JJ", "JJR", "VBN", "RB") and dep == "dobj" and not any(tree.words[k] == "the" for k in tree.kids[head]):
            return False  # an adjective whose noun the parser has lost
        return self.args.is_noun(head) and tree.words[head] not in lx.RELATIVE

    def _draft(
        self, kind: str, clause: Clause, subject: int, predicate: list[int], noun: int, quals: list[Qual], *, core: bool = False
    ) -> Draft:
        place = self.args.core(noun) if core else place_of(self.args, kind, clause.verb, subject, noun)
        own = self.quals.inside(noun)
        return Draft(kind, self.args.range(subject), subject, tuple(dict.fromkeys(predicate)), place, noun, [*own, *quals], clause.verb)

    def _object(self, clause: Clause, subject: int, dep: str, head: int, rest: list[Qual]) -> list[Draft]:
        """Subject, verb, object; and the object's own phrase: "signed a contract with X", "is the capital of X"."""
        kind = {"dobj": "object", "attr": "attribute", "oprd": "named", "acomp": "adjective"}[dep]
        found: list[Draft] = []
        if stop := achieved(self.args, head) if dep == "attr" else 0:
            rest = [q for q in rest if q.start >= stop or q.end <= head]  # "the first [to win the cup]": no purpose
        if dep != "attr" or not only_together(self.tree, clause, subject, head):
            found.append(self._draft(kind, clause, subject, clause.group, head, [*self._of_role(head), *rest]))
        elif any(self.tree.deps[k] == "nummod" for k in self.tree.kids[head]):
            return found  # "are two clubs in" can be said of none, "were members of" of each
        if dep == "acomp" or stop:
            return found
        role = [Qual("role", *role_range(self.tree, head))] if dep in ("attr", "oprd") and self.args.is_role(head) else []
        for middle, phrase in self._named_below(head):
            if phrase.noun == subject:
                continue
            name = "is N prep" if dep == "attr" else "V N prep"
            quals = [*role, *self.quals.inside(head), *self.quals.wider_places(phrase.noun), *rest]
            found.append(self._draft(name, clause, subject, [*clause.group, *middle, *phrase.words], phrase.noun, quals))
        return found

    def _named_below(self, head: int, depth: int = 0) -> list[tuple[list[int], Phrase]]:
        """Named phrases below a noun, with the words from the noun to the preposition: "final year of studies at" X."""
        tree, found = self.tree, []
        start, last = self.args.core(head)
        if last - start > 6 - 2 * depth:
            return []
        for prep in self.args.preps(head):
            if prep < last or tree.words[prep] not in _NOUN_PREPS:
                continue
            for phrase in phrases_of(self.args, prep):
                if self.args.is_time(phrase.noun):
                    continue
                middle = [*range(start, last)]
                if self._worth(phrase.noun):
                    found.append((middle, phrase))
                elif depth < 1 and tree.words[prep] in ("of", "in", "for", "on"):
                    found += [([*middle, *phrase.words, *inner], p) for inner, p in self._named_below(phrase.noun, depth + 1)]
        return found

    def _of_role(self, head: int) -> list[Qual]:
        """What a role is held in: "bishop of X" → of: X."""
        if not self.args.is_role(head):
            return []
        found: list[Qual] = []
        for prep in self.args.preps(head):
            if self.tree.words[prep] in ("of", "for", "at", "in"):
                for phrase in phrases_of(self.args, prep):
                    if self._worth(phrase.noun) and not self.args.is_time(phrase.noun):
                        found.append(Qual("of", *self.args.range(phrase.noun)))
                        found += self.quals.wider_places(phrase.noun)
        return found

    def _worth(self, noun: int) -> bool:
        """Whether a noun deserves a triple of its own: a name, or one with a name inside."""
        return self.args.named_inside(noun) and self.tree.ents[noun] not in NUMBERS

    def _beside(
        self,
        clause: Clause,
        subject: int,
        objects: list[tuple[str, int]],
        phrases: list[Phrase],
        said: dict[int, list[Qual]],
        rest: list[Qual],
    ) -> list[Draft]:
        """A named phrase beside an object: "sold shares to X"."""
        found: list[Draft] = []
        dep, head = objects[0]
        start, last = self.args.core(head)
        if dep == "attr":
            return found
        whole = self.args.range(head)
        for phrase in phrases:
            if self.args.is_time(phrase.noun) or not self._worth(phrase.noun) or phrase.words[0] < clause.verb:
                continue
            if dep == "acomp":
                middle = [] if head in phrase.words else [head]
            elif whole[1] - whole[0] <= 6 and whole[1] <= phrase.words[0]:
                middle = [*range(*whole)]
            elif last - start <= 5 and last <= phrase.words[0]:
                middle = [*range(start, last)]
            else:
                continue
            others = [q for p in phrases if p.prep != phrase.prep for q in said[id(p)]]
            quals = [*self.quals.wider_places(phrase.noun), *others, *rest, *self.quals.inside(head)]
            found.append(
                self._draft(
                    "beside" if dep != "acomp" else "adjective PP",
                    clause,
                    subject,
                    [*clause.group, *middle, *phrase.words],
                    phrase.noun,
                    quals,
                )
            )
        return found

    def _phrases(
        self, clause: Clause, subject: int, phrases: list[Phrase], said: dict[int, list[Qual]], rest: list[Qual], agents: list[Phrase]
    ) -> list[Draft]:
        """A verb without object: each named phrase completes it, else the first that is no date, else a date."""
        if clause.contents and self.tree.words[clause.verb] in lx.SAY:
            return []  # "announced in Oslo that …": without what was said, nothing is said
        chosen = completing(self.args, clause, phrases, agents)
        found: list[Draft] = []
        for phrase in chosen:
            others = [q for p in (*agents, *phrases) if p.prep != phrase.prep for q in said[id(p)]]
            wider = self.quals.wider_places(phrase.noun)
            kind = "phrase" if self.args.is_name(phrase.noun) else "phrase of a common noun"
            if self.args.is_time(phrase.noun):
                kind = "date"
            quals = [*wider, *self._of_role(phrase.noun), *others, *rest]
            found.append(self._draft(kind, clause, subject, [*clause.group, *phrase.words], phrase.noun, quals))
            if kind == "date":
                found[-1].object = self.quals.time_range(phrase.noun)
                found[-1].quals = [q for q in found[-1].quals if q.key != "point in time"]  # the object is the time
            if not self.args.is_name(phrase.noun) and not self.args.is_time(phrase.noun):
                found += self._role_phrase(clause, subject, phrase, [*others, *rest])
        return found if chosen or agents else self._dates(clause, subject, rest)

    def _dates(self, clause: Clause, subject: int, rest: list[Qual]) -> list[Draft]:
        """A verb with nothing but a date that has no preposition: "died last Tuesday"."""
        tree = self.tree
        if clause.contents or not clause.passive and tree.words[clause.verb] in lx.SAY:
            return []
        if tree.tags[subject] == "NN" and not tree.kids[subject]:
            return []  # "[Table corrected June 1990]": a note, not a sentence
        found = []
        for time in [t for t in clause.times if is_dated(tree, t) and t > clause.verb][:1]:
            draft = self._draft("date", clause, subject, clause.group, time, rest, core=True)
            draft.object = self.quals.time_range(time)
            found.append(draft)
        return found

    def _role_phrase(self, clause: Clause, subject: int, phrase: Phrase, rest: list[Qual]) -> list[Draft]:
        """As in "served as president of X" → served as president of, X; "played in 66 games for X"."""
        found: list[Draft] = []
        head = phrase.noun
        role = [Qual("role", *role_range(self.tree, head))] if self.args.is_role(head) else []
        already = {p.noun for p in clause.phrases}
        governing = (
            self.tree.words[clause.verb] in lx.GOVERNING and self.tree.words[phrase.prep] != "as"
        )  # "consists of three banks from X"
        for middle, inner in self._named_below(head):
            narrowing = governing and self.tree.words[inner.prep] not in ("of", "in", "on")
            if inner.noun != subject and inner.noun not in already and not narrowing:
                quals = [*role, *self.quals.inside(head), *self.quals.wider_places(inner.noun), *rest]
                found.append(
                    self._draft("V N prep", clause, subject, [*clause.group, *phrase.words, *middle, *inner.words], inner.noun, quals)
                )
        return found

    def _content(self, clause: Clause, subject: int, content: int, rest: list[Qual]) -> list[Draft]:
        """As in "said that …": the whole clause as the object; with an infinitive of its own subject, the chain is the predicate."""
        tree = self.tree
        start, end = tree.left[content], tree.right[content] + 1
        while start < content and (
            tree.deps[start] == "punct" or start == tree.left[content] and tree.words[start] == "that" and tree.deps[start] == "mark"
        ):
            start += 1
        while end - 1 > content and tree.deps[end - 1] == "punct":
            end -= 1
        if start <= clause.verb < end or end - start > _LONGEST_CONTENT or end - start < 3:
            return []
        if (
            own_subject(tree, content) < 0
            or tree.tags[content] in ("VB", "VBG")
            and not any(tree.tags[k] in ("MD", "VBZ", "VBP", "VBD") and tree.deps[k] == "aux" for k in tree.kids[content])
        ):
            return []
        if tree.words[subject] == "it" and (
            content < clause.verb or clause.passive or tree.words[clause.verb] in lx.BE or tree.words[clause.verb] in lx.SEEM
        ):
            return []
        verb = tree.words[clause.verb]
        if content < clause.verb and (verb not in lx.SPEECH or ";" in tree.words[start:end]):
            return []  # two sentences side by side
        mental = verb in lx.SAY or verb in lx.FACTIVE or verb in lx.SUPPOSE
        if not mental and not any(tree.deps[k] == "mark" and tree.words[k] == "that" for k in tree.kids[content]):
            return []
        told = [i for dep, head in clause.objects if dep == "dobj" and clause.verb < head < start for i in range(*self.args.core(head))]
        return [
            Draft(
                "content",
                self.args.range(subject),
                subject,
                (*clause.group, *told),
                (start, end),
                content,
                [q for q in rest if not start <= q.start < end],
                clause.verb,
            )
        ]

    def _existential(self, clause: Clause) -> list[Draft]:
        """As in "There is a castle in X" → a castle, is in, X."""
        found: list[Draft] = []
        for dep, head in clause.objects:
            if dep != "attr" or not self.clauses.may_be_subject(head):
                continue
            phrases = [
                *clause.phrases,
                *(
                    p
                    for k in self.tree.kids[head]
                    if self.tree.deps[k] == "prep" and self.tree.words[k] in ("in", "at", "on", "near")
                    for p in phrases_of(self.args, k)
                ),
            ]
            if clause.group[0] < clause.verb and self.tree.words[clause.verb] not in lx.BE:
                continue
            for phrase in phrases[:2]:
                if self.args.is_time(phrase.noun) or phrase.noun == head or phrase.words[0] < clause.verb:
                    continue
                if (
                    self.tree.words[phrase.prep] not in ("in", "at", "on", "near", "within", "around", "outside", "inside")
                    or self.tree.tags[phrase.noun] == "PRP"
                ):
                    continue
                draft = self._draft("existential", clause, head, [*clause.group, *phrase.words], phrase.noun, [])
                draft.subject = self.args.core(head)
                found.append(draft)
                break
        return found
