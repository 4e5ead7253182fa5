"""Clauses: the verb, its words, who does it, to what, and with which phrases.

Reads a clause off the tree; which triples it makes is decided in `verbal`.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.clause import Clause
from kg.extract.syntax.coordination import named_peer
from kg.extract.syntax.prepositions import directed, lifted, phrases_of
from kg.extract.syntax.reach import graded, is_particle
from kg.extract.syntax.relatives import about, above_place, called_on, noun_right_before, of_a_phrase, of_common, relative_object, set_apart
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.voice import has_auxiliary, is_renamed, own_subject, passive

_FOLLOWING = frozenset(("after", "before", "by", "since", "upon", "while", "when", "without", "through"))
_OF_ADJECTIVES = frozenset(("of", "for", "to", "in", "with", "from", "about", "at", "by", "on", "as"))
_OBJECTIVE = frozenset(("him", "them", "me", "us", "himself", "themselves"))
_CHAINING = frozenset(("for", "with", "of", "in", "from", "to", "into", "at", "on", "about", "against"))


class Clauses:
    """All clauses of one tree."""

    __slots__ = ("_subjects", "args", "tree")

    def __init__(self, args: Arguments) -> None:
        self.args = args
        self.tree: Tree = args.tree
        self._subjects: dict[int, list[int]] = {}

    def is_verb(self, i: int) -> bool:
        """Whether the token heads a clause."""
        tag, dep = self.tree.tags[i], self.tree.deps[i]
        if not tag.startswith("VB"):
            return False
        return dep in ("ROOT", "conj", "ccomp", "xcomp", "advcl", "relcl", "acl", "pcomp", "parataxis", "csubj", "dep", "prep")

    # ---- who ----

    def subjects(self, verb: int) -> list[int]:
        """Heads of the subjects, own or taken over; empty where none can be said."""
        found = self._subjects.get(verb)
        if found is None:
            self._subjects[verb] = []
            found = self._subjects[verb] = self._find_subjects(verb)
        return found

    def _find_subjects(self, verb: int) -> list[int]:
        tree = self.tree
        own = own_subject(tree, verb)
        if own >= 0 and self.granted(verb):
            return self.subjects(tree.heads[verb])
        if own >= 0:
            if tree.tags[own] in ("WDT", "WP") or tree.words[own] == "that" and tree.deps[verb] == "relcl":
                return self._antecedent(verb)
            return [s for s in self.args.expand(own) if self.may_be_subject(s)]
        clausal = any(tree.deps[k] in ("csubj", "csubjpass") for k in tree.kids[verb])
        return [] if clausal else self._borrowed(verb)

    def _borrowed(self, verb: int) -> list[int]:
        """Subjects of a clause that has none of its own."""
        tree = self.tree
        dep, head = tree.deps[verb], tree.heads[verb]
        tag = tree.tags[verb]
        if dep == "conj" and tree.tags[head].startswith("VB"):
            if tag == "VB" and not has_auxiliary(tree, verb) and tree.tags[head] in ("VBD", "VBZ", "VBP"):
                return []  # an imperative, or a slip of the tagger
            before = noun_right_before(self.args, verb)
            return self.subjects(head) if before < 0 else [before] if self.may_be_subject(before) else []
        if dep == "xcomp":
            return [] if called_on(tree, verb, head) else self.subjects(head)
        if dep == "advcl" and tag in ("VBG", "VBN"):
            if tag == "VBN" and of_a_phrase(self.args, verb, head):
                return []
            return self.subjects(head) if tree.tags[head].startswith("VB") else []
        if self.chained(verb):
            above = tree.heads[head]
            return self.subjects(above if tree.tags[above].startswith("VB") and tree.deps[above] != "acomp" else tree.heads[above])
        if dep == "pcomp" and tag == "VBG" and tree.words[head] in _FOLLOWING:
            above = tree.heads[head]
            return self.subjects(above) if tree.tags[above].startswith("VB") and tree.deps[head] in ("prep", "advcl") else []
        if dep == "acl":
            return self._of_noun(verb, head, tag)
        if dep == "relcl":
            return self._antecedent(verb) if tag != "VB" else []
        return []

    def _of_noun(self, verb: int, noun: int, tag: str) -> list[int]:
        """As in "a book written by X", "the first woman to win X"."""
        if tag == "VB":
            if not self.ranked(noun):
                return []
        elif tag not in ("VBN", "VBG", "VBD") or tag != "VBN" and set_apart(self.tree, verb, noun):
            return []
        return self._about(noun)

    def chained(self, verb: int) -> bool:
        """Whether the gerund belongs to the predicate above it: "was accused of killing", "is known for winning"."""
        tree = self.tree
        if tree.deps[verb] != "pcomp" or tree.tags[verb] != "VBG":
            return False
        prep = tree.heads[verb]
        above = tree.heads[prep]
        if tree.deps[prep] != "prep" or prep > verb or above > prep or tree.words[prep] not in _CHAINING:
            return False
        if tree.words[prep] == "in" and any(tree.deps[k] == "dobj" and k == verb + 1 and tree.tags[k] == "NN" for k in tree.kids[verb]):
            return False  # "led in slugging percentage" is a noun
        return bool(tree.tags[above].startswith("VB") or tree.deps[above] == "acomp")

    def granted(self, verb: int) -> bool:
        """Whether the clause is "him to go" in "asked him to go": its subject belongs to the predicate above."""
        tree = self.tree
        if (
            tree.deps[verb] != "ccomp"
            or tree.tags[verb] != "VB"
            or tree.heads[verb] > verb
            or not tree.tags[tree.heads[verb]].startswith("VB")
        ):
            return False
        own = own_subject(tree, verb)
        if own < tree.heads[verb] or any(tree.tags[k] == "MD" or tree.deps[k] == "mark" for k in tree.kids[verb]):
            return False
        return (place := self.args.range(own))[1] - place[0] <= 6

    def ranked(self, noun: int) -> bool:
        """Whether "to win" behind the noun is a fact: "the first woman to win"."""
        tree = self.tree
        return any(
            tree.ents[k] == "ORDINAL" or tree.words[k] in ("first", "only", "last", "second", "youngest", "oldest") for k in tree.kids[noun]
        )

    def _about(self, noun: int) -> list[int]:
        tree = self.tree
        if not tree.tags[noun].startswith(("NN", "PRP", "CD", "DT")):
            return []
        if tree.deps[noun] == "pobj" and tree.words[tree.heads[noun]] == "of" and tree.words[tree.heads[tree.heads[noun]]] == "one":
            return []  # "one of the towns joining …": which of them, it does not say
        target = about(self.args, noun)
        return [target] if self.may_be_subject(target) else []

    def _antecedent(self, verb: int) -> list[int]:
        tree = self.tree
        while tree.deps[verb] == "conj":
            verb = tree.heads[verb]
        noun = tree.heads[verb]
        if tree.ents[noun] == "PERSON" and any(tree.words[k] == "which" for k in tree.kids[verb]):
            return []  # what is meant stands farther up
        if (tree.tags[noun] == "CD" or tree.ents[noun] in ("GPE", "LOC", "DATE", "CARDINAL")) and any(
            tree.words[k] == "who" for k in tree.kids[verb]
        ):
            above = tree.heads[tree.heads[noun]]  # "a girl of fourteen, who …", "the mayor of Lyon, who …"
            if tree.deps[noun] == "pobj" and tree.tags[above].startswith("NN"):
                return self._about(above)
        if tree.deps[verb] == "relcl" and tree.words[tree.left[verb] - 1] != ",":
            above = of_common(self.args, noun)
            if above < 0 and any(tree.words[k] == "that" and tree.deps[k] == "nsubj" for k in tree.kids[verb]):
                above = above_place(self.args, noun)
            if above >= 0:
                return self._about(above)  # "a branch of the Vega that runs north": no name is narrowed by "that"
        return self._about(tree.heads[verb]) if tree.deps[verb] in ("relcl", "acl", "ccomp") and tree.heads[verb] != verb else []

    def may_be_subject(self, i: int) -> bool:
        """Whether the noun can stand as a subject by itself."""
        tree = self.tree
        word = tree.words[i]
        if word in _OBJECTIVE and tree.tags[i] == "PRP":
            return False
        if any(tree.tags[k] in ("WP$", "WDT") and k < i for k in tree.kids[i]):
            return False  # "whose father", "which horse"
        if any(tree.deps[k] == "prep" and k == i + 1 and k + 1 < tree.n and tree.tags[k + 1] in ("WDT", "WP") for k in tree.kids[i]):
            return False  # "each of which"
        if word in lx.EMPTY_SUBJECTS:
            return any(tree.deps[k] == "prep" and tree.words[k] == "of" for k in tree.kids[i]) and word not in lx.NOBODY
        if tree.tags[i] in ("JJ", "VBG", "VBN", "NFP"):
            return any(tree.deps[k] == "det" for k in tree.kids[i])
        return self.args.is_noun(i) and tree.tags[i] not in ("WDT", "WP", "RB", "PRP$")

    # ---- the words of the predicate ----

    def group(self, verb: int) -> list[int]:
        """The predicate's tokens: auxiliaries, negation, verb, particle; the chain above an open complement; borrowed auxiliaries."""
        tree = self.tree
        found, shared = [verb], False
        for kid in tree.kids[verb]:
            dep = tree.deps[kid]
            if dep == "aux" and tree.words[kid] in lx.DO and not any(tree.deps[k] == "neg" for k in tree.kids[verb]):
                continue  # "he did remove it"
            if (
                dep in ("aux", "auxpass", "neg", "prt")
                or is_particle(tree, kid, verb)
                or dep == "advmod"
                and tree.words[kid] in lx.TELLING_ADVERBS
                and own_subject(tree, verb) < kid <= verb + 3
            ):
                found.append(kid)
                shared = shared or dep in ("aux", "auxpass")
        return sorted({*found, *self._lent(verb, shared)})

    def _lent(self, verb: int, shared: bool) -> list[int]:
        """What a predicate takes over from the clause above it; `shared`: it has auxiliaries of its own."""
        tree, found = self.tree, list[int]()
        dep, head = tree.deps[verb], tree.heads[verb]
        if (
            dep == "conj"
            and not shared
            and (
                tree.tags[verb] in ("VBN", "VB", "VBG")
                and tree.tags[head] == tree.tags[verb]
                or is_renamed(tree, verb)
                and passive(self.args, head)
            )
            and own_subject(tree, verb) < 0
        ):
            while (
                tree.deps[head] == "conj"
                and tree.tags[head] == tree.tags[verb] == tree.tags[tree.heads[head]]
                and own_subject(tree, head) < 0
            ):
                head = tree.heads[head]  # "was to build, rebuild and maintain it"
            found += [k for k in tree.kids[head] if tree.deps[k] in ("aux", "auxpass", "neg") and k < head]
            if tree.deps[head] == "xcomp":
                found += self.group(tree.heads[head])
        elif dep == "xcomp" and tree.tags[head].startswith("VB"):
            found += self.group(head)
            found += [k for k in tree.kids[head] if tree.deps[k] == "acomp"]
            for kid in tree.kids[head]:
                if tree.deps[kid] in ("dobj", "dative") and kid < verb:
                    found += range(*self.args.core(kid))
        elif self.chained(verb):
            above = tree.heads[head]
            found += [i for k in tree.kids[above] if tree.deps[k] == "dobj" and above < k < head for i in range(*self.args.core(k))]
            found += (
                [*self.group(above), head]
                if tree.tags[above].startswith("VB") and tree.deps[above] != "acomp"
                else [*self.group(tree.heads[above]), above, head]
            )
        elif dep == "ccomp" and self.granted(verb):
            found += [*self.group(head), *range(*self.args.range(own_subject(tree, verb)))]
        elif dep == "acl" and tree.tags[verb] == "VB" and tree.deps[head] in ("attr", "dobj", "oprd"):
            found += [*self.group(tree.heads[head]), *range(*self.args.core(head))]
        elif dep == "xcomp" and tree.tags[head].startswith("JJ") and tree.deps[head] == "acomp":
            found += [head, *self.group(tree.heads[head])]
        return found

    # ---- the whole clause ----

    def read(self, verb: int) -> Clause | None:
        """The clause that `verb` heads; None where nobody can be named as its subject."""
        subjects = self.subjects(verb)
        tree = self.tree
        existential = False
        if not subjects:
            existential = any(tree.deps[k] == "expl" for k in tree.kids[verb])
            if not existential:
                return None
        clause = Clause(verb, subjects, self.group(verb), passive(self.args, verb), existential=existential)
        clause.infinitive = any(tree.words[k] == "to" and tree.deps[k] == "aux" for k in tree.kids[verb])
        clause.below = tree.deps[verb] == "xcomp"
        for kid in tree.kids[verb]:
            self._sort(clause, kid, tree.deps[kid])
        relative_object(self.args, clause, own_subject(tree, verb), self.may_be_subject)
        return clause

    def _sort(self, clause: Clause, kid: int, dep: str) -> None:
        tree, args = self.tree, self.args
        if dep in ("dobj", "attr", "oprd"):
            if tree.tags[kid] in ("WDT", "WP", "WRB"):
                return
            if dep == "dobj" and tree.words[kid] in lx.LIGHT_OBJECTS and kid == clause.verb + 1 and tree.right[kid] == kid:
                clause.group.append(kid)  # "took part in", "took place at"
                return
            clause.objects += [(dep, h) for h in args.expand(kid) if dep != "attr" or not named_peer(args, kid, h)]
            if dep == "oprd":
                self._renamed(clause)
        elif dep == "acomp":
            clause.objects.append((dep, kid))
            for inner in tree.kids[kid]:
                compared = tree.words[inner] == "as" and any(tree.words[k] in ("as", "so") and k < kid for k in tree.kids[kid])
                if tree.deps[inner] == "prep" and inner > kid and tree.words[inner] in _OF_ADJECTIVES and not compared:
                    clause.phrases += phrases_of(args, inner, graded(args, kid))
        elif dep == "dative":
            if any(tree.deps[k] == "pobj" for k in tree.kids[kid]):
                clause.phrases += phrases_of(args, kid)
            elif args.is_noun(kid):
                clause.recipients += args.expand(kid)
        elif dep == "agent":
            if clause.passive:  # not "knew by experience"
                clause.agents += phrases_of(args, kid)
        elif dep == "prep" and tree.words[kid - 1] not in lx.TAKING_BACK:
            found = phrases_of(args, kid)
            clause.phrases += found
            for phrase in found:
                if phrase.prep == kid and tree.words[kid] in ("in", "at", "on") and not args.is_name(phrase.noun):
                    clause.phrases += lifted(args, phrase.noun)  # not of "on the way", "during a visit to", "for his studies with"
        elif dep == "npadvmod":
            after = tree.right[kid] + 1
            if after < tree.n and tree.heads[after] == clause.verb and tree.words[after] in ("after", "before"):
                return  # "three years after he left" does not say when he left
            if args.is_time(kid):
                clause.times.append(kid)
        elif dep == "advmod":
            if args.is_time(kid) and not tree.words[kid].endswith("ly"):
                clause.times.append(kid)
            else:
                clause.adverbs.append(kid)
                if kid > clause.verb:
                    clause.phrases += directed(args, kid)
        elif dep == "advcl":
            clause.clauses.append(kid)
        elif dep == "ccomp":
            clause.contents.append(kid)

    def _renamed(self, clause: Clause) -> None:
        """As in "called the engine a star": the engine belongs to the predicate."""
        for dep, head in clause.objects:
            if dep == "dobj" and head > clause.verb:
                clause.group += range(*self.args.core(head))
        clause.objects = [(dep, head) for dep, head in clause.objects if dep != "dobj"]
