"""Noun phrases as arguments: how far one reaches, which nouns share its place, what a relative pronoun stands for.

An argument holds no clause, apposition, conjunct or parenthesis; a name in apposition speaks for its common noun.
Knows noun phrases, not triples.
"""

from __future__ import annotations

from kg.extract import lexicon as lx
from kg.extract.tree import Tree

NAMED = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE"))
TIMES = frozenset(("DATE", "TIME"))
NUMBERS = frozenset(("CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"))
PLACES = frozenset(("GPE", "LOC", "FAC"))
MOST_CONJUNCTS = 8
MOST_TOKENS = 25

_BEFORE = frozenset(("det", "amod", "compound", "nummod", "nmod", "poss", "predet", "quantmod", "advmod", "npadvmod", "case", "neg", "punct", "dep", "preconj"))
_AFTER = frozenset(("prep", "case", "nummod", "nmod", "amod", "npadvmod", "compound", "quantmod", "advmod"))

Range = tuple[int, int]  # tokens start … end-1


class Arguments:
    """Arguments of one tree; results are remembered, since several rules ask for the same noun."""

    __slots__ = ("_effective", "_ranges", "tree")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._ranges: dict[int, Range] = {}
        self._effective: dict[int, int] = {}

    # ---- what kind of noun ----

    def is_name(self, i: int) -> bool:
        """Whether the noun is a proper name: so tagged, or an entity of a named kind that is written with a capital."""
        tree = self.tree
        if tree.ents[i] in TIMES or tree.words[i] in lx.MONTHS and tree.words[i] != "may":
            return False
        if tree.tags[i] in ("NNP", "NNPS"):
            return True
        return tree.ents[i] in NAMED and tree.text[tree.starts[i] : tree.starts[i] + 1].isupper()

    def is_time(self, i: int) -> bool:
        """Whether the noun says when: a date or time entity (not a bare duration's "old"), a year, a month, a word such as "summer"."""
        tree = self.tree
        if tree.ents[i] in TIMES:
            return True
        if tree.ents[i] in NAMED:
            return False
        word = tree.words[i]
        return word in lx.TIME_NOUNS and tree.tags[i] not in ("MD", "VB", "VBP") or is_year(word)

    def is_noun(self, i: int) -> bool:
        """Whether the token can head an argument."""
        return self.tree.tags[i] in ("NN", "NNS", "NNP", "NNPS", "PRP", "CD", "$", "FW", "JJ", "DT", "VBG", "ADD", "WP", "PRP$", "RB", "JJS", "XX", "VBN", "UH", "NFP", "JJR", "WDT", "GW", "AFX")

    def is_role(self, i: int) -> bool:
        """Whether the noun says what somebody is."""
        word = self.tree.words[i]
        if self.tree.tags[i] not in ("NN", "NNS", "NNP"):
            return False
        return word in lx.ROLES or word.endswith(lx.ROLE_ENDINGS) or (self.tree.tags[i] == "NNS" and word[:-1] in lx.ROLES)

    # ---- how far ----

    def range(self, head: int) -> Range:
        """The trimmed noun phrase of `head`."""
        found = self._ranges.get(head)
        if found is None:
            found = self._ranges[head] = self._trim(head)
        return found

    def core(self, head: int) -> Range:
        """The noun phrase without what follows its head, but for a name that reaches further."""
        start, end = self.range(head)
        last = head + 1
        tree = self.tree
        if tree.ents[head] in NAMED and self.is_name(head):
            last = max(last, min(tree.ent_last[head] + 1, end))
        return start, max(last, start + 1)

    def _trim(self, head: int) -> Range:
        tree = self.tree
        deps, left = tree.deps, tree.left
        start, end = head, head + 1
        for kid in reversed(tree.kids[head]):
            if kid > head:
                continue
            if deps[kid] not in _BEFORE or tree.right[kid] + 1 != start:
                break
            start = left[kid]
        while start < head and (deps[start] in ("punct", "cc", "preconj") or tree.words[start] in ("both", "either", "even", "only", "-") and deps[start] in ("advmod", "preconj", "cc")):
            if tree.words[start] in ("$", "£", "€", "#", '"', "“", "'"):
                break
            start += 1
        for kid in tree.kids[head]:
            if kid < head:
                continue
            dep = deps[kid]
            if dep == "punct" and tree.words[kid] in ("-", "–", "/") and kid == end and tree.heads[kid] == head:
                continue
            if dep not in _AFTER or left[kid] < end or left[kid] > end and not self._joined(end, left[kid]):
                break
            if dep == "prep":
                stop = self._phrase_end(kid)
                if stop < 0:
                    break
                end = stop
                if end != tree.right[kid] + 1:
                    break
            elif dep == "advmod" and tree.words[kid] not in ("ago", "old", "later", "earlier", "long", "high", "tall", "wide"):
                break
            else:
                end = tree.right[kid] + 1
        return self._whole_name(head, start, end)

    def _joined(self, end: int, begin: int) -> bool:
        """Whether only a hyphen or dash inside a name stands between."""
        return begin == end + 1 and self.tree.words[end] in ("-", "–", "/")

    def _whole_name(self, head: int, start: int, end: int) -> Range:
        """An entity that the parser has cut is made whole where nothing but the noun's own subtree is added."""
        tree = self.tree
        if tree.ents[head] in NAMED and self.is_name(head):
            first, last = tree.ent_first[head], tree.ent_last[head]
            if first < start and first >= tree.left[head]:
                start = first
            if last + 1 > end and last <= tree.right[head] and last - head <= 6:
                end = last + 1
        while end - 1 > head and tree.deps[end - 1] == "punct" and tree.words[end - 1] not in (")", "%", "'", "!", "+", '"', "”"):
            end -= 1
        if end - start > MOST_TOKENS:
            start, end = max(start, head - MOST_TOKENS // 2), min(end, head + 1 + MOST_TOKENS // 2)
        return start, end

    def _phrase_end(self, prep: int) -> int:
        """Where a prepositional phrase inside a noun phrase ends (exclusive); -1 if it is none of the argument's."""
        tree = self.tree
        objects = [kid for kid in tree.kids[prep] if tree.deps[kid] in ("pobj", "pcomp", "prep") and kid > prep]
        if not objects:
            return -1
        first = objects[0]
        dep = tree.deps[first]
        if dep == "prep":
            return self._phrase_end(first)
        if dep == "pcomp" or tree.words[prep] in ("including", "such", "like", "than", "except", "whereas", "because"):
            return -1
        if self.is_time(first) and tree.words[prep] not in ("of",):
            return -1  # a date is a qualifier, not part of a name
        start, end = self.range(first)
        if start != prep + 1:
            return -1
        if tree.words[prep] == "between":
            end = max(end, max((self.range(c)[1] for c in self.conjuncts(first)), default=end))
        return end

    # ---- who shares the place ----

    def conjuncts(self, head: int) -> list[int]:
        """The noun and those joined to it by "and", "or" and commas, in order."""
        found, queue, tree = [head], [head], self.tree
        while queue and len(found) < MOST_CONJUNCTS:
            here = queue.pop()
            for kid in tree.kids[here]:
                if tree.deps[kid] == "conj" and kid > here and tree.tags[kid] not in ("VBD", "VBZ", "VBP", "VB", "MD"):
                    found.append(kid)
                    queue.append(kid)
        return found

    def expand(self, head: int) -> list[int]:
        """The heads of all arguments in the place of `head`: its conjuncts, each replaced by the name that stands for it."""
        if not self.tree.kids[head]:
            return [head]
        return [self.effective(i) for i in self.conjuncts(head)]

    def effective(self, head: int) -> int:
        """The noun that speaks for `head`: the name in apposition to a common noun, X in "the city of X", else itself."""
        found = self._effective.get(head)
        if found is None:
            found = self._effective[head] = self._stand_in(head)
        return found

    def _stand_in(self, head: int) -> int:
        tree = self.tree
        if self.is_name(head) and tree.words[head] not in lx.CLASS_NOUNS:
            return head
        for kid in tree.kids[head]:
            dep = tree.deps[kid]
            if dep == "appos" and kid > head and self.is_name(kid) and tree.ents[kid] not in NUMBERS and not self.bracketed(kid):
                if tree.tags[head] in ("NN", "NNP") and not any(tree.deps[k] in ("poss",) and self.is_name(k) for k in tree.kids[head] if False):
                    return kid
            elif dep == "prep" and tree.words[kid] == "of" and tree.words[head] in lx.CLASS_NOUNS and head + 1 == kid:
                for inner in tree.kids[kid]:
                    if tree.deps[inner] == "pobj" and self.is_name(inner) and tree.ents[inner] in ("GPE", "LOC", ""):
                        return inner
        return head

    def bracketed(self, i: int) -> bool:
        """Whether the token's phrase opens inside a parenthesis."""
        first = self.tree.left[i]
        return first > 0 and self.tree.words[first - 1] in ("(", "[", "{") or self.tree.words[first] in ("(", "[", "{")

    # ---- what a clause on a noun is about ----

    def about(self, noun: int) -> int:
        """The noun that a clause on `noun` speaks of: the copula's subject for an attribute, the name for an apposition."""
        tree = self.tree
        for _ in range(4):
            dep, head = tree.deps[noun], tree.heads[noun]
            if dep == "attr" and tree.words[head] in lx.BE:
                subject = next((k for k in tree.kids[head] if tree.deps[k] == "nsubj"), -1)
                if subject < 0 or tree.words[subject] in lx.EMPTY_SUBJECTS or tree.words[subject] in lx.DEMONSTRATIVE or tree.tags[subject] in ("WDT", "WP"):
                    break
                if tree.words[subject] == "it" and (self.is_name(noun) or tree.tags[noun] == "PRP"):
                    break  # "It was Marie who …"
                if any(tree.deps[k] == "neg" for k in tree.kids[head]):
                    break
                noun = subject
            elif dep == "appos" and not self.is_name(noun) and self.is_name(head):
                noun = head
            elif dep == "conj" and tree.deps[head] in ("attr", "appos") and not self.is_name(noun):
                noun = head
            else:
                break
        return self.effective(noun)


def is_year(word: str) -> bool:
    """Four digits between 1000 and 2099, or a decade ("1920s")."""
    if len(word) == 5 and word[4] == "s":
        word = word[:4]
    return len(word) == 4 and word.isdigit() and "1000" <= word <= "2099"
