"""Noun phrases as arguments: how far one reaches, which nouns share its place, what a relative pronoun stands for.

An argument holds no clause, apposition, conjunct or parenthesis; a name in apposition speaks for its common noun.
Knows noun phrases, not triples.
"""

from __future__ import annotations

from kg.extract.mentions.topics import listed_end
from kg.extract.mentions.words import ROLES
from kg.extract.syntax import coordination
from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.years import is_first_of_the_name, is_score, is_year, opens_with_year, range_end

NAMED = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW", "LANGUAGE"))
TIMES = frozenset(("DATE", "TIME"))
NUMBERS = frozenset(("CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"))
PLACES = frozenset(("GPE", "LOC", "FAC"))
MOST_CONJUNCTS = 8
MOST_TOKENS = 25
MOST_OF_INFINITIVE = 14  # tokens of "to win the prize" behind a noun
MOST_OF_PEERS = 8  # tokens that the other nouns of a coordination may add

_BEFORE = frozenset("det amod compound nummod nmod poss predet quantmod advmod npadvmod case neg punct dep preconj".split())
_HEADS = frozenset("NN NNS NNP NNPS PRP CD $ FW JJ DT VBG ADD WP PRP$ RB JJS XX VBN UH NFP JJR WDT GW AFX".split())
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
        return (
            word in lx.TIME_NOUNS
            and tree.tags[i] not in ("MD", "VB", "VBP")
            or is_year(tree, i)
            or tree.deps[i] == "pobj"
            and opens_with_year(tree, i)
        )

    def is_noun(self, i: int) -> bool:
        """Whether the token can head an argument."""
        return self.tree.tags[i] in _HEADS

    def in_list(self, noun: int) -> bool:
        """Whether the noun stands in a list, where a comma does not mean apposition."""
        tree = self.tree
        if tree.deps[noun] == "conj" and not any(tree.deps[k] == "cc" for k in tree.kids[noun]):
            return True
        return any(tree.deps[k] == "conj" for k in tree.kids[noun])

    def is_role(self, i: int) -> bool:
        """Whether the noun says what somebody is."""
        word = self.tree.words[i]
        if self.tree.tags[i] not in ("NN", "NNS", "NNP"):
            return False
        return word in ROLES or word.endswith(lx.ROLE_ENDINGS) or (self.tree.tags[i] == "NNS" and word[:-1] in ROLES)

    # ---- how far ----

    def range(self, head: int) -> Range:
        """The trimmed noun phrase of `head`."""
        found = self._ranges.get(head)
        if found is None:
            found = self._ranges[head] = self._trim(head)
        return found

    def join(self, head: int) -> bool:
        """Makes the argument of `head` reach over its conjuncts: "between A and B" is one place.  Whether it now holds two sides."""
        last = self.conjuncts(head)[-1]
        start, end = self.range(head)
        self._ranges[head] = start, max(end, self.range(last)[1])
        return any(self.tree.words[i] in ("and", "or", "&", "to", "–", "-") for i in range(*self._ranges[head]))

    def core(self, head: int) -> Range:
        """The noun phrase without what follows its head, but for a name that reaches further."""
        start, end = self.range(head)
        if end <= head:
            return start, end
        last = head + 1
        tree = self.tree
        if last < end and tree.deps[last] == "nummod" and tree.heads[last] == head:
            last += 1  # "number one"
        if tree.ents[head] in NAMED and self.is_name(head):
            last = max(last, min(tree.ent_last[head] + 1, end))
        return start, max(last, start + 1)

    def _trim(self, head: int) -> Range:
        tree = self.tree
        start, end = self._whole_name(head, self._first(head), self._behind(head))
        end = range_end(tree, end - 1)
        if end < tree.n and tree.words[end] in (",", "and", "&") and tree.tags[end - 1].startswith("NNP"):
            end = listed_end(tree.words, self._written, self._of_its_own, start, end)
        return start, end

    def _first(self, head: int) -> int:
        """The first word before a noun that belongs to it."""
        tree = self.tree
        deps, start = tree.deps, head
        for kid in reversed(tree.kids[head]):
            if kid > head:
                continue
            if deps[kid] not in _BEFORE or tree.right[kid] + 1 != start:
                break
            if deps[kid] == "nummod" and tree.ents[head] == "PERSON" and tree.tags[head] == "NNP" and not is_year(tree, kid):
                break  # "at 17:10 Captain Roe"
            if (
                tree.ents[kid] == "DATE"
                and self.is_name(head)
                and any(tree.words[i] in lx.MONTHS for i in range(tree.ent_first[kid], start))
            ) or opens_with_year(tree, kid):
                break  # "on 1 March 1896 Roe showed", "in 742 the new king"
            start = tree.left[kid]
        while start < head and (
            deps[start] in ("punct", "cc", "preconj")
            or tree.words[start] in ("both", "either", "even", "only", "-", "shortly", "thereafter", "soon", "later", "then", "also")
            and deps[start] in ("advmod", "preconj", "cc", "predet", "det")
            and not (tree.words[start] == "only" and deps[start] == "det")
        ):
            if tree.words[start] in ("$", "£", "€", "#", '"', "“", "'"):
                break
            start += 1
        return start

    def _behind(self, head: int) -> int:
        """The end of what belongs to a noun behind it, without clauses and what only adds."""
        tree = self.tree
        deps, left, end = tree.deps, tree.left, head + 1
        for kid in self._followers(head):
            dep = deps[kid]
            if dep == "punct":
                if tree.words[kid] in ("-", "–", "/") and kid == end:
                    continue
                break
            infinitive = dep == "acl" and tree.tags[kid] == "VB" and left[kid] == end and tree.words[end] == "to"
            if infinitive and tree.right[kid] - end < MOST_OF_INFINITIVE:
                return tree.right[kid] + 1  # "the first woman to win the prize", "the right to vote"
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
        return end

    def _written(self, i: int) -> str:
        return self.tree.text[self.tree.starts[i] : self.tree.ends[i]]

    def _of_its_own(self, i: int) -> bool:
        return self.tree.ents[i] in ("PERSON", "GPE")

    def _followers(self, head: int) -> list[int]:
        """What follows the head; a phrase behind "A and B" that hangs on A stands with B."""
        tree = self.tree
        own = [k for k in tree.kids[head] if k > head]
        if tree.deps[head] != "conj":
            return own
        return [*own, *(k for k in self.preps(head) if tree.heads[k] != head)]

    def preps(self, head: int) -> list[int]:
        """Prepositions of the noun, as they stand: those behind a conjunct are the conjunct's."""
        tree = self.tree
        kids = tree.kids[head]
        last = max((k for k in kids if tree.deps[k] == "conj" and k > head), default=-1)
        found = [k for k in kids if tree.deps[k] == "prep" and k > head and (last < 0 or k < last)]
        if tree.deps[head] == "conj":
            top = tree.heads[head]
            while tree.deps[top] == "conj":
                top = tree.heads[top]
            if top < head and tree.tags[top].startswith("NN"):
                found += [k for k in tree.kids[top] if tree.deps[k] == "prep" and k == tree.right[head] + 1]
        return found

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
        if end - 1 >= head and end - 1 > start and tree.tags[end - 1].startswith(("NNP", "CD")) and is_score(tree.words[end - 1]):
            return start, end - 1  # "beat Strelsau 61–50"
        while end - 1 > head and tree.deps[end - 1] == "punct" and tree.words[end - 1] not in (")", "%", "'", "!", "+", '"', "”"):
            end -= 1
        while (
            start < head
            and tree.words[start] in ('"', "“", "'", "‘", "``")
            and not any(tree.words[i] in ('"', "”", "'", "’", "''") for i in range(head + 1, end))
        ):
            start += 1
        if is_first_of_the_name(tree, end):
            end += 1
        opened = [i for i in range(start, end) if tree.words[i] in ("(", "[")]
        if opened and sum(tree.words[i] in (")", "]") for i in range(start, end)) != len(opened):
            end = opened[0] if opened[0] > head else end
            start = opened[-1] + 1 if opened[-1] < head else start
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
        if tree.words[prep] != "of" and any(tree.deps[k] == "relcl" and tree.left[k] == end for k in tree.kids[first]):
            return -1  # "a lane with a bend [that meets the brook]": without that it says nothing
        if tree.words[prep] == "between":
            end = max(end, max((self.range(c)[1] for c in self.conjuncts(first)), default=end))
        elif tree.tags[first] in ("NN", "NNS"):
            end = self._with_peers(first, end)
        return end

    def _with_peers(self, noun: int, end: int) -> int:
        """Where "software and hardware" ends: half of it would be another thing."""
        peers = [c for c in self.conjuncts(noun) if c != noun]
        if not peers or any(self.is_name(c) or self.tree.tags[c] not in ("NN", "NNS") for c in peers):
            return end
        last = self.range(peers[-1])[1]
        return last if end < last <= end + MOST_OF_PEERS else end

    # ---- who shares the place ----

    def conjuncts(self, head: int) -> list[int]:
        """The noun and those joined to it by "and", "or" and commas, in order."""
        found, queue, tree = [head], [head], self.tree
        while queue and len(found) < MOST_CONJUNCTS:
            here = queue.pop()
            for kid in tree.kids[here]:
                if (
                    tree.deps[kid] == "conj"
                    and kid > here
                    and tree.tags[kid] not in ("VBD", "VBZ", "VBP", "VB", "MD")
                    and not self.chained(here, kid)
                    and (tree.ents[here] != "DATE" or self.is_time(kid))
                    and not (tree.words[kid] in lx.FIRM_ENDS and tree.left[kid] == kid)
                    and not coordination.of_the_inner(self, here, kid)
                    and not coordination.is_outer_role(self, here, kid)
                    and not ("than" in tree.words[here + 1 : kid] or "not" in tree.words[here + 1 : kid])
                ):
                    found.append(kid)
                    queue.append(kid)
        found += coordination.outer_roles(self, head)
        if len(found) > 1:
            end = self.range(head)[1]
            found = [head, *(c for c in found[1:] if c >= end)]  # "Minister for Arts and Heritage" is one
        return found

    def chained(self, place: int, wider: int) -> bool:
        """Whether two places stand side by side as "Warsaw, Poland": one in the other, not one and the other.  Also one name that the parser cut."""
        tree = self.tree
        if tree.ents[place] and tree.ent_first[place] == tree.ent_first[wider] and tree.ent_last[place] == tree.ent_last[wider]:
            return True
        if tree.ents[wider] != "GPE" or tree.ents[place] not in ("GPE", "FAC", "LOC", "ORG") or tree.words[tree.left[wider] - 1] != ",":
            return False
        return not any(tree.deps[k] in ("cc", "conj") for k in tree.kids[wider]) and not any(
            tree.deps[k] == "cc" for k in tree.kids[place] if k < wider
        )

    def expand(self, head: int) -> list[int]:
        """The heads of all arguments in the place of `head`: its conjuncts, each replaced by the name that stands for it."""
        if not self.tree.kids[head]:
            return [head]
        found: list[int] = []
        all_ = self.conjuncts(head)
        if len(all_) > 1 and coordination.one_person(self, all_):
            return all_[-1:]
        if len(all_) > 1 and coordination.shares_its_head(self.tree, all_):
            self._ranges[all_[-1]] = self.range(all_[0])[0], self.range(all_[-1])[1]
            return all_[-1:]
        if len(all_) > 1 and coordination.one_noun(self, all_):
            all_ = all_[-1:]
        for i in all_:
            found += self._members(i) or [self.effective(i)]
        return found[:MOST_CONJUNCTS]

    def _members(self, head: int) -> list[int]:
        """As in "the towns of A, B and C" → A, B, C."""
        tree = self.tree
        if tree.words[head] not in lx.CLASS_PLURALS:
            return []
        for kid in tree.kids[head]:
            if tree.deps[kid] == "prep" and tree.words[kid] == "of" and kid == head + 1:
                for inner in tree.kids[kid]:
                    if tree.deps[inner] == "pobj" and self.is_name(inner):
                        return self.conjuncts(inner)
        return []

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
            if (
                dep == "appos"
                and kid > head
                and self.is_name(kid)
                and tree.ents[kid] not in NUMBERS
                and not self.bracketed(kid)
                and not self._set_off(kid)
                and not self.behind_a_date(kid)
            ):
                if tree.tags[head] in ("NN", "NNP") and not self.in_list(head):
                    return kid
            elif (
                dep == "prep"
                and tree.words[kid] == "of"
                and tree.words[head] in lx.CLASS_NOUNS
                and (head + 1 == kid or coordination.class_noun_before(tree, head, kid))
            ):
                for inner in tree.kids[kid]:
                    if tree.deps[inner] == "pobj" and self.is_name(inner) and tree.ents[inner] in ("GPE", "LOC", ""):
                        return inner
        return head

    def _set_off(self, i: int) -> bool:
        """Whether a colon, dash or quotation mark opens the phrase."""
        first = self.tree.left[i]
        return self.tree.words[first - 1] in (":", "-", "--", "–", "—", '"', "“", "``") or self.tree.words[first] in ('"', "“", "``")

    def behind_a_date(self, i: int) -> bool:
        """Whether a time stands right before the phrase, without a comma: "the best player of the 1970s [Varn Rams]" are no player."""
        return self.tree.left[i] > 0 and self.is_time(self.tree.left[i] - 1)

    def named_inside(self, noun: int) -> bool:
        """Whether the noun is a name or a common noun with one in front ("the Bubsy series")."""
        tree = self.tree
        if self.is_name(noun):
            return True
        return any(tree.deps[k] in ("compound", "nmod") and k < noun and self.is_name(k) for k in tree.kids[noun])

    def bracketed(self, i: int) -> bool:
        """Whether the token's phrase opens inside a parenthesis."""
        first = self.tree.left[i]
        return first > 0 and self.tree.words[first - 1] in ("(", "[", "{") or self.tree.words[first] in ("(", "[", "{")
