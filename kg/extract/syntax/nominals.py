"""Noun phrases → triples: apposition, titles, possessives, life dates in brackets.

Knows noun phrases, not clauses.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import NAMED, NUMBERS, PLACES, TIMES, Arguments, Range
from kg.extract.syntax.clauses import Clauses
from kg.extract.syntax.drafts import Draft
from kg.extract.syntax.prepositions import phrases_of
from kg.extract.syntax.qualifiers import Qual, Qualifiers
from kg.extract.syntax.reach import role_range
from kg.extract.syntax.tree import Tree
from kg.extract.syntax.voice import own_subject
from kg.extract.syntax.years import is_year

MOST_OF_LABEL = 2  # words of what somebody's is: "first wife", not "large secret listening programme"
_APPOSING = frozenset((",", "–", "—", "-", "--", ":", ";", "and", "or"))
_NO_TITLE = frozenset(("VBD", "VBZ", "VBP", "MD", "WDT", "WP", "WP$", "WRB"))  # tags of what a title holds no word of
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_AMONG_THEM = frozenset(("particularly", "notably", "especially", "chiefly", "mainly", "mostly", "primarily"))
_ONE_OF_THEM = frozenset(("single", "certain", "other", "another", "same", "latter", "following", "such"))
_SECTIONS = frozenset(
    "section department division branch office bureau unit wing faculty school secretariat headquarters board committee chapter".split()
)
_PREPS = frozenset(("of", "in", "for", "at", "to", "from", "with", "on", "by"))


class Nominals:
    """The triples of the noun phrases of one tree."""

    __slots__ = ("args", "clauses", "quals", "tree")

    def __init__(self, args: Arguments, clauses: Clauses, quals: Qualifiers) -> None:
        self.args, self.clauses, self.quals = args, clauses, quals
        self.tree: Tree = args.tree

    def of(self, noun: int) -> list[Draft]:
        """All drafts that the noun and what hangs on it make."""
        tree, found = self.tree, []
        person = tree.ents[noun] == "PERSON"
        for kid in tree.kids[noun]:
            dep = tree.deps[kid]
            if dep == "appos":
                found += self._apposition(noun, kid)
            elif dep == "poss":
                found += self._possessive(noun, kid)
        if person and self.args.is_name(noun):
            found += self._title(noun)
        if self.args.is_name(noun) and (person or not tree.ents[noun]):
            found += self._life_dates(noun)
        return found

    # ---- apposition ----

    def _apposition(self, noun: int, other: int) -> list[Draft]:
        """As in "X, the capital of Y," between a name and a common noun only: two names beside each other are mostly a place in a place."""
        tree, args = self.tree, self.args
        name, common = (noun, other) if args.is_name(noun) else (other, noun)
        if not self._beside(noun, other) or not self._says_what(name, common):
            return []
        if common == other and self._goes_elsewhere(common) or common < name and self._means_more(common, name):
            return []
        verb = self._clause(noun)
        found = []
        subject = args.core(name)
        for each in args.conjuncts(common) if common == other else [common]:
            if tree.tags[each] == "NNS" and not any(tree.deps[k] == "conj" for k in tree.kids[name]):
                continue
            if each != common and (args.is_name(each) and not args.is_role(each) or tree.tags[each] not in ("NN", "NNS", "NNP")):
                continue
            if tree.tags[each] == "NNS" and tree.ents[name] == "PERSON":
                continue
            quals = self.quals.inside(each)
            place = args.range(each) if common == other else self._before(each, name)
            if not any(
                tree.deps[k] == "poss" and tree.words[k] in ("his", "her", "its", "their", "my", "our", "your") for k in tree.kids[each]
            ):
                found.append(Draft("apposition", subject, name, (), place, each, quals, verb, "is"))
            found += self._noun_phrase(name, subject, each, quals, verb)
        return found

    def _beside(self, noun: int, other: int) -> bool:
        """Whether a name and a common noun stand beside each other, where no list, bracket or clause parts them."""
        tree, args = self.tree, self.args
        if tree.ents[noun] in NUMBERS | TIMES or tree.ents[other] in NUMBERS | TIMES or args.is_time(noun) or args.is_time(other):
            return False
        if args.in_list(noun) or sum(tree.deps[k] == "appos" for k in tree.kids[noun]) > 1:
            return False
        if args.bracketed(other) or tree.words[tree.left[other] - 1] == "(" or args.behind_a_date(other):
            return False
        if args.is_name(noun) == args.is_name(other) and not (args.is_name(noun) and args.is_role(other)):
            return False
        return not self._apart(noun, other) and not self._followed_by_its_verb(other)

    def _says_what(self, name: int, common: int) -> bool:
        """Whether a common noun can say what a name is."""
        tree, args, word = self.tree, self.args, self.tree.words[common]
        if args.is_role(name) and tree.ents[name] != "PERSON" or args.is_role(common) and tree.ents[name] in PLACES:
            return False
        if tree.tags[common] not in ("NN", "NNS", "NNP") or word in lx.PART_NOUNS or word in lx.EMPTY_SUBJECTS or word in lx.NAMING_NOUNS:
            return False
        return not any(tree.words[k] in _ONE_OF_THEM for k in tree.kids[common])  # "a single ship, the Vega": what it is, is a ship

    def _goes_elsewhere(self, common: int) -> bool:
        """Whether a common noun behind a name belongs to a list, to what follows or to the verb."""
        tree, args = self.tree, self.args
        if any(tree.deps[k] == "conj" and (args.is_name(k) or k > common) for k in tree.kids[common]) and not args.is_role(common):
            return True  # "A, the B and the C"
        after = tree.right[common] + 1
        if tree.deps[tree.left[common]] != "det" and after < tree.n and tree.tags[after] == "NNP":
            return True  # "starring Roe, thriller The Vega"
        return tree.words[tree.left[common] - 1] not in _APPOSING  # "showed Roe a film"

    def _means_more(self, common: int, name: int) -> bool:
        """Whether the name behind a common noun is only a part of what that means, or nothing of it."""
        tree, args = self.tree, self.args
        if tree.ents[name] == "ORG" and tree.words[common] in _SECTIONS and args.range(common)[1] > args.core(common)[1]:
            return True  # "the secretariat of the council, the Vega League"
        if tree.ents[name] == "PERSON" and not args.is_role(common):
            return True  # "it is a delusion, Roe"
        return self._one_of_several(common, name)

    def _apart(self, noun: int, other: int) -> bool:
        """Whether a clause stands between ("as the battle grew, the Danes …"), or a dash that makes one name of two ("Vega–Orion line")."""
        tree, first = self.tree, self.tree.left[other]
        if any(tree.tags[i] in _FINITE for i in range(self.args.range(noun)[1], first)):
            return True
        return tree.words[first - 1] in ("–", "-") and tree.tags[first] == "NNP" and other > first

    def _one_of_several(self, common: int, name: int) -> bool:
        """Whether the name behind a common noun is an instance or a part of what that means: "two rivers, the A and the B", "the left,
        particularly the A", "leader of the party, the Vega" without a verb."""
        tree = self.tree
        if tree.words[tree.left[name]] in _AMONG_THEM or tree.words[tree.left[name] - 1] in _AMONG_THEM:
            return True
        peers = [k for k in tree.kids[name] if tree.deps[k] == "conj" and self.args.is_name(k) and k > tree.ent_last[name]]
        if peers and tree.ents[name] != "PERSON":
            return True
        return tree.deps[common] == "pobj" and self._clause(common) < 0

    def _followed_by_its_verb(self, other: int) -> bool:
        """As in "In the census, the population was 9": the parser took the subject for an apposition."""
        tree = self.tree
        after = tree.right[other] + 1
        if after >= tree.n or tree.tags[after] not in ("VBD", "VBZ", "VBP", "MD"):
            return False
        verb = after if tree.deps[after] not in ("aux", "auxpass") else tree.heads[after]
        return own_subject(tree, verb) < 0

    def _before(self, common: int, name: int) -> Range:
        start, end = self.args.range(common)
        return start, min(end, self.tree.left[name]) if common < name else end

    def _noun_phrase(self, name: int, subject: Range, common: int, quals: list[Qual], verb: int) -> list[Draft]:
        """X, capital of Y → X, capital of, Y."""
        tree, found = self.tree, []
        core = self.args.core(common)
        role = [Qual("role", *role_range(self.tree, common))] if self.args.is_role(common) else []
        for prep in self.args.preps(common):
            if tree.words[prep] not in _PREPS or core[1] > prep:
                continue
            for phrase in phrases_of(self.args, prep):
                if phrase.noun == name or not self.args.is_name(phrase.noun) or tree.ents[phrase.noun] in NUMBERS:
                    continue
                predicate = (*range(role_range(self.tree, common)[0], core[1]), *phrase.words)
                more = [*role, *quals, *self.quals.wider_places(phrase.noun), *self.quals.inside(phrase.noun, number=False)]
                found.append(Draft("apposition PP", subject, name, predicate, self.args.range(phrase.noun), phrase.noun, more, verb))
        return found

    # ---- possessives ----

    def _possessive(self, noun: int, owner: int) -> list[Draft]:
        """As in "Curie's husband Pierre", "his album X", "X, her sister": only where a name fills the place."""
        tree, args = self.tree, self.args
        if not (args.is_name(owner) or tree.tags[owner] == "PRP$" and tree.words[owner] in ("his", "her", "its", "their", "my", "our")):
            return []
        name = self._filler(noun)
        if any(tree.tags[k] in ("JJS", "RBS") or tree.words[k] == "most" for k in (*tree.kids[noun], *tree.kids[name])):
            return []  # "the war was the country's longest": without the rank it says nothing
        if name < 0 or name == owner:
            return []
        label, common = self._label(noun, owner, name)
        if not label or len(label) > MOST_OF_LABEL:
            return []
        quals = [q for q in self.quals.inside(common) if q.key in ("ordinal", "point in time")]
        subject = (owner, owner + 1) if tree.tags[owner] == "PRP$" else args.range(owner)
        return [
            Draft("possessive", self._bare_owner(subject), owner, label, self._name_range(name, label), name, quals, self._clause(noun))
        ]

    def _bare_owner(self, place: Range) -> Range:
        start, end = place
        while end - start > 1 and self.tree.words[end - 1] in ("'s", "’s", "'", "’"):
            end -= 1
        return start, end

    def _name_range(self, name: int, label: tuple[int, ...]) -> Range:
        start, end = self.args.core(name)
        return max(start, label[-1] + 1) if label[-1] < name else start, end

    def _filler(self, noun: int) -> int:
        """The name that is the possessed: in apposition to it, its own last word, the noun it is in apposition to, or the copula's subject."""
        tree, args = self.tree, self.args
        if args.is_name(noun):
            return noun
        for kid in tree.kids[noun]:
            if tree.deps[kid] == "appos" and args.is_name(kid) and not args.bracketed(kid):
                return kid
        head = tree.heads[noun]
        if tree.deps[noun] == "appos" and args.is_name(head):
            return head
        if tree.deps[noun] == "attr" and tree.words[head] in lx.BE and not any(tree.deps[k] == "neg" for k in tree.kids[head]):
            for kid in tree.kids[head]:
                if tree.deps[kid] == "nsubj" and (args.is_name(kid) or tree.words[kid] in ("he", "she") and args.is_role(noun)):
                    return kid
        return -1

    def _label(self, noun: int, owner: int, name: int) -> tuple[tuple[int, ...], int]:
        """The words between: (husband) in "Curie's husband Pierre", whichever of the two nouns the parser makes the head."""
        tree = self.tree
        if noun == name:
            between = [k for k in tree.kids[noun] if owner < k < noun and tree.deps[k] == "compound" and tree.tags[k] == "NN"]
            between = [k for k in between if k < (tree.ent_first[noun] if tree.ents[noun] in NAMED else noun)]
            if not between:
                return (), -1
            last = between[-1]
            first = last
            while first - 1 > owner and tree.tags[first - 1] in ("NN", "JJ") and tree.ents[first - 1] not in ("ORDINAL", "NORP", "DATE"):
                first -= 1
            return tuple(range(first, last + 1)), last
        if tree.tags[noun] != "NN":
            return (), -1
        start, end = role_range(self.tree, noun)
        return tuple(range(max(start, owner + 1), end)), noun

    # ---- titles ----

    def _title(self, name: int) -> list[Draft]:
        """As in "French physicist Henri Becquerel", "President Bush" → is, implied."""
        tree, args = self.tree, self.args
        first = tree.ent_first[name]
        titles = [
            k
            for k in tree.kids[name]
            if k < name and tree.deps[k] in ("compound", "nmod", "amod") and args.is_role(k) and (k < first or tree.tags[k] == "NN")
        ]
        titles = [
            k
            for k in titles
            if tree.words[k] not in lx.FORMS_OF_ADDRESS and tree.tags[k] != "NNS" and not tree.words[tree.left[k]].startswith("then")
        ]
        if not titles or any(tree.deps[k] == "poss" for k in tree.kids[name]):
            return []
        last = max(titles)
        begin = tree.left[last]
        for kid in reversed(tree.kids[name]):
            if kid < last and tree.right[kid] + 1 == begin and tree.deps[kid] in ("amod", "compound", "nmod", "det"):
                begin = tree.left[kid]
        for i in range(last - 1, begin - 1, -1):
            if tree.tags[i] in _NO_TITLE or i > begin and tree.tags[i] == "DT":
                begin = i + (tree.tags[i] != "DT")  # "Roe [married] actress Poe", "by which time [the mayor Roe]"
                break
        if tree.deps[begin] == "det" and tree.tags[last] != "NN" or tree.words[begin] in ("then", "present", "modern", "nearby"):
            return []
        if any(tree.ents[i] == "PERSON" and tree.deps[i] == "npadvmod" for i in range(begin, last)):
            return []  # "Roe wed actress Poe", where the tagger sees no verb
        subject = (last + 1, args.core(name)[1])
        if subject[1] <= subject[0] or tree.tags[begin] == "NNP" and tree.words[begin] in ("bc", "ad", "bce", "ce"):
            return []
        quals = [q for q in self.quals.inside(last) if q.key != "ordinal"]
        return [Draft("title", subject, name, (), (begin, last + 1), last, quals, self._clause(name), "is")]

    # ---- life dates ----

    def _life_dates(self, name: int) -> list[Draft]:
        """As in "X (1867–1934)" → was born in 1867, died in 1934; neither stands in the words."""
        tree = self.tree
        start, end = self.args.core(name)
        if end + 2 >= tree.n or tree.words[end] != "(":
            return []
        close = next((i for i in range(end + 1, min(end + 14, tree.n)) if tree.words[i] == ")"), -1)
        if close < 0:
            return []
        years = [i for i in range(end + 1, close) if is_year(tree, i)]
        dashes = [i for i in range(end + 1, close) if tree.words[i] in ("–", "-", "—", "‑")]
        if len(years) != 2 or not dashes or not years[0] < dashes[-1] < years[1]:
            return []
        dash = next(d for d in dashes if d > years[0])
        if int(tree.words[years[1]][:4]) - int(tree.words[years[0]][:4]) < 20:
            return []  # years in office
        if tree.ents[name] != "PERSON" and not any(tree.words[i] in lx.MONTHS for i in range(end + 1, close)):
            return []
        if any(tree.tags[i] in ("NN", "VBD", "VBN") for i in range(end + 1, close)):
            return []
        verb = self._clause(name)
        begin = end + 1
        while begin < years[0] and tree.words[begin] in ("b", "b.", "born", "c", "c.", "circa", ".", ",", "né", "née", ";"):
            begin += 1
        after = dash + 1
        while after < years[1] and tree.words[after] in ("d", "d.", "died", "."):
            after += 1
        return [
            Draft("life dates", (start, end), name, (), (begin, dash), years[0], [], verb, "was born on"),
            Draft("life dates", (start, end), name, (), (after, close), years[1], [], verb, "died on"),
        ]

    def _clause(self, noun: int) -> int:
        """The verb above the noun, -1 for none: its modality does not touch what a noun phrase presupposes, its quotation does."""
        tree = self.tree
        for _ in range(40):
            if tree.tags[noun].startswith("VB"):
                return noun
            if tree.heads[noun] == noun:
                return -1
            noun = tree.heads[noun]
        return -1
