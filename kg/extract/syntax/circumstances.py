"""The circumstances of a whole clause: times, manner, adverbial clauses, counts in a participle, times lent by the clause above.

Knows qualifiers of clauses, not triples.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.clause import Clause
from kg.extract.syntax.clauses import Clauses
from kg.extract.syntax.prepositions import phrases_of
from kg.extract.syntax.qualifiers import Qual, Qualifiers
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.voice import own_subject

_CLAUSE_KEYS = {
    "because": "cause", "since": "cause", "as": "circumstance", "if": "condition", "unless": "condition", "when": "circumstance", "while": "circumstance",
    "after": "after", "before": "before", "until": "end time", "till": "end time", "although": "despite", "though": "despite", "where": "location",
    "whereas": "contrast", "so": "purpose", "once": "after", "whenever": "circumstance", "provided": "condition",
}  # fmt: skip
_GERUND_KEYS = {"as": "role", "for": "for", "of": "of", "from": "from", "into": "into", "against": "against"}
_TIMES = frozenset(("point in time", "start time", "end time"))
_LONGEST_CLAUSE = 30  # tokens of a clause that stands as a qualifier


class Circumstances:
    """Reads the circumstances of the clauses of one tree."""

    __slots__ = ("args", "clauses", "quals", "tree")

    def __init__(self, args: Arguments, clauses: Clauses, quals: Qualifiers) -> None:
        self.args, self.clauses, self.quals = args, clauses, quals
        self.tree: Tree = args.tree

    def of(self, clause: Clause) -> list[Qual]:
        """Times, adverbs and adverbial clauses."""
        tree, found = self.tree, []
        for time in clause.times:
            found += self.quals.times("on", time)
        for adverb in clause.adverbs:
            word = tree.words[adverb]
            if adverb == tree.sentences[tree.sent[adverb]][0] and tree.words[adverb + 1] != ",":
                continue  # an adjective that opens the sentence: "Homely truth is …"
            if tree.words[adverb - 2 : adverb] == ["and", ","]:
                continue  # "met Anna Roe and, briefly, Ben Poe"
            if word.endswith("ly") and tree.tags[adverb] == "RB" and word not in lx.HEDGES | lx.TELLING_ADVERBS | lx.NO_MANNER:
                found.append(Qual("manner", adverb, adverb + 1))
        for inner in clause.clauses:
            found += self._adverbial(clause.verb, inner)
        if clause.passive or clause.objects:
            found += self._completed(clause)
        if clause.where >= 0:
            key = "point in time" if self.args.is_time(clause.where) else "location"
            found.append(Qual(key, *self.args.range(clause.where)))
        return found + self._lent(clause, found)

    def _lent(self, clause: Clause, own: list[Qual]) -> list[Qual]:
        """Times that the governing clause lends: to an open complement all, to a participle and a second verb if it has none."""
        tree, verb = self.tree, clause.verb
        dep, head = tree.deps[verb], tree.heads[verb]
        if not (dep == "xcomp" or dep == "advcl" and tree.tags[verb] == "VBG" or dep == "conj" and own_subject(tree, verb) < 0):
            return []
        if not tree.tags[head].startswith("VB"):
            return []
        if dep != "xcomp" and any(q.key in _TIMES for q in own) or any(self.args.is_time(p.noun) for p in clause.phrases):
            return []
        found: list[Qual] = []
        for kid in tree.kids[head]:
            if dep == "conj" and kid > head:
                continue  # only what stands before both
            if tree.deps[kid] == "prep":
                for phrase in phrases_of(self.args, kid):
                    found += [q for q in self.quals.of_phrase(phrase.prep, phrase.noun) if dep == "xcomp" or q.key in _TIMES]
            elif tree.deps[kid] in ("npadvmod", "advmod") and self.args.is_time(kid):
                found += self.quals.times("on", kid)
        return found

    def _completed(self, clause: Clause) -> list[Qual]:
        """What completes a verb behind its object: "hired Roe [to build it]", "accused Roe [of building it]", "described it [as being new]".

        Each also is a clause of its own, whose triples have the verb above in their predicate."""
        tree, found = self.tree, []
        of_agents = [k for p in clause.agents for k in tree.kids[p.noun] if tree.deps[k] == "prep"]  # "accused by Roe [of building it]"
        for kid in (*tree.kids[clause.verb], *of_agents):
            if kid < clause.verb:
                continue
            if tree.deps[kid] == "xcomp" and tree.tags[kid] == "VB" and tree.words[clause.verb] not in lx.WINNING:
                if any(tree.deps[k] == "aux" and tree.words[k] == "to" for k in tree.kids[kid]):
                    found.append(Qual("purpose", tree.left[kid], self._end(kid)))
            elif tree.deps[kid] == "prep" and (key := _GERUND_KEYS.get(tree.words[kid])):
                gerund = next((k for k in tree.kids[kid] if tree.deps[k] == "pcomp" and tree.tags[k] in ("VBG", "VBN")), -1)
                if gerund >= 0:
                    if key == "for" and self._of_somebody(clause):
                        key = "cause"
                    found.append(Qual(key, kid + 1, self._end(gerund)))
        return [q for q in found if 0 < q.end - q.start <= _LONGEST_CLAUSE]

    def _end(self, inner: int) -> int:
        """Where a clause that completes another one ends, without a further clause behind a comma."""
        tree = self.tree
        further = (
            tree.left[k] for k in tree.kids[inner] if tree.deps[k] == "conj" and tree.left[k] > inner + 2
        )  # not "to buy, rebuild and …"
        end = next((first for first in further if tree.words[first - 1] == ","), tree.right[inner] + 1)
        while end - 1 > inner and tree.deps[end - 1] in ("punct", "cc"):
            end -= 1
        return end

    def _of_somebody(self, clause: Clause) -> bool:
        """Whether the verb does something to somebody: "blamed Roe for losing it", not "built a mill for grinding corn"."""
        tree = self.tree
        heads = clause.subjects if clause.passive else [head for _, head in clause.objects]
        return any(tree.ents[h] in ("PERSON", "ORG", "NORP", "GPE") or tree.tags[h] == "PRP" for h in heads)

    def _adverbial(self, verb: int, inner: int) -> list[Qual]:
        """As in "because it rained" → cause; "to study law" → purpose."""
        tree = self.tree
        start, end = tree.left[inner], tree.right[inner] + 1
        while end - 1 > inner and tree.deps[end - 1] == "punct":
            end -= 1
        if end - start > _LONGEST_CLAUSE or start <= verb < end:
            return []
        mark = next((k for k in tree.kids[inner] if tree.deps[k] in ("mark", "advmod") and tree.words[k] in _CLAUSE_KEYS), -1)
        if tree.tags[inner] == "VBG" and inner > verb and mark < 0:
            return self._counts(inner)
        if mark >= 0 and mark < inner:
            if end - mark <= 3 or tree.words[mark] == "while" and mark > verb and tree.words[mark - 1] == ",":
                return []  # "…, while the others left later": another fact
            return [Qual(_CLAUSE_KEYS[tree.words[mark]], mark + 1, end)] if mark + 1 < end else []
        if tree.tags[inner] == "VB" and any(tree.words[k] == "to" and tree.deps[k] == "aux" for k in tree.kids[inner]):
            return [Qual("purpose", start, end)] if start > verb and tree.words[verb] not in lx.WINNING else []
        return []

    def _counts(self, participle: int) -> list[Qual]:
        """As in "…, making 13 appearances" → quantity: 13 appearances."""
        tree, found = self.tree, []
        for kid in tree.kids[participle]:
            if tree.deps[kid] == "dobj" and not self.args.is_name(kid):
                for head in self.args.conjuncts(kid):
                    counted = [k for k in tree.kids[head] if tree.deps[k] == "nummod" and tree.ents[k] == "CARDINAL"]
                    if counted:
                        found.append(Qual("quantity", counted[0], head + 1))
            elif tree.deps[kid] == "npadvmod" and tree.words[kid] == "times":
                found.append(Qual("quantity", tree.left[kid], kid + 1))
        return found
