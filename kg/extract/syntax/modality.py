"""Whether a clause is said as a fact, denied, doubted or supposed, and who says it.

A fact that the text states only in somebody's words, in a question or under a condition is never asserted.  Knows clauses, not triples.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.tree import Tree
from kg.model import Modality

_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "attr", "pobj"))
# "allegations that he did": somebody says so.
_RUMOURS = frozenset(
    """allegation claim rumour rumor report belief suggestion idea possibility accusation fear hope speculation theory view opinion suspicion notion indication
    assertion charge doubt chance likelihood hypothesis assumption impression""".split()
)
_DENYING = frozenset("deny denies denied denying".split())
_SEEING_TO = frozenset("ensure ensuring verify verifying sure certain".split())
_SETTLING = frozenset("determine determining decide deciding specify specifying establish establishing".split())
_ASKING = frozenset("when where how why".split())
_ANNOUNCING = frozenset("announced confirmed revealed reported stated said declared".split())
_WHEN = frozenset("when whenever where once until".split())
_RULING = frozenset("must shall should may can will".split())
_RANK: dict[Modality, int] = {"asserted": 0, "hedged": 1, "negated": 2, "hypothetical": 3}


def stronger(left: Modality, right: Modality) -> Modality:
    """The one that is farther from a plain fact."""
    return left if _RANK[left] >= _RANK[right] else right


@dataclass(slots=True)
class Moods:
    """Modality and source of each clause of one paragraph, worked out once.  `quoted[i]` is whether token i stands in quotation marks,
    `asked[s]` whether sentence s is a question."""

    tree: Tree
    quoted: list[bool] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    _known: dict[int, tuple[Modality, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.quoted = _quoted(self.tree)
        self.asked = [_question(self.tree, a, b) for a, b in self.tree.sentences]

    def of(self, verb: int) -> tuple[Modality, int]:
        """(modality, token of the source or -1) of the clause that `verb` heads."""
        found = self._known.get(verb)
        if found is None:
            self._known[verb] = ("asserted", -1)  # guards against a cycle
            found = self._known[verb] = self._work_out(verb)
        return found

    def _work_out(self, verb: int) -> tuple[Modality, int]:
        tree = self.tree
        mood, source = self._own(verb), -1
        if self.asked[tree.sent[verb]]:
            mood = "hypothetical"
        above, source_above = self._inherited(verb)
        mood = stronger(mood, above)
        source = source_above
        if self.quoted[verb]:
            mood = stronger(mood, "hedged" if source >= 0 else "hypothetical")
        return mood, source

    def _own(self, verb: int) -> Modality:
        """What the clause's own words say."""
        tree = self.tree
        words, deps = tree.words, tree.deps
        later = False
        found: Modality = "asserted"
        conditional = False
        for kid in tree.kids[verb]:
            word, dep = words[kid], deps[kid]
            if dep == "neg" or (dep in ("advmod", "preconj", "cc") and word in lx.NEGATIVE and not (word == "nor" and kid > verb)):
                found = stronger(found, "negated")
            elif dep == "aux":
                if word in lx.SUPPOSING_AUX:
                    conditional = True
                elif word in lx.HEDGING_AUX:
                    inverted = word == "should" and any(deps[k] in ("nsubj", "nsubjpass") and k > kid for k in tree.kids[verb])
                    found = stronger(found, "hypothetical" if inverted else "hedged")  # "should he fail"
            elif dep in ("advmod", "amod") and word in lx.HEDGES or dep == "acomp" and word in ("likely", "unlikely"):
                found = stronger(found, "hedged")
            elif dep == "advmod" and word in lx.LATER:
                later = True
            elif dep == "mark" and word == "that" and self.tree.deps[verb] == "advcl" and words[kid - 1] == "so" and self._modal(verb):
                found = stronger(found, "hypothetical")  # "so that he may see"
            elif dep == "mark" and word in lx.IF or dep == "advmod" and word == "if" or dep == "advcl" and self._conditional(kid):
                found = stronger(found, "hypothetical")
            elif dep in _ARGUMENTS and (
                word in lx.NOBODY or any(deps[g] == "det" and words[g] in ("no", "neither") for g in tree.kids[kid])
            ):
                found = stronger(found, "negated")
        if conditional and not (later and found == "asserted"):
            found = stronger(found, "hedged" if found == "asserted" and self._foretold(verb) else "hypothetical")
        return found

    def _foretold(self, verb: int) -> bool:
        """Whether "would" is but the past of "will": somebody announced what was to come."""
        tree = self.tree
        head = tree.heads[verb]
        return tree.deps[verb] == "ccomp" and head < verb and tree.words[head] in _ANNOUNCING

    def _has_subject(self, verb: int) -> bool:
        return any(self.tree.deps[k] in ("nsubj", "nsubjpass") for k in self.tree.kids[verb])

    def _modal(self, verb: int) -> bool:
        return any(self.tree.tags[k] == "MD" for k in self.tree.kids[verb])

    def _conditional(self, verb: int) -> bool:
        tree = self.tree
        return any(tree.deps[kid] in ("mark", "advmod") and tree.words[kid] in ("if", "unless", "lest") for kid in tree.kids[verb])

    def _inherited(self, verb: int) -> tuple[Modality, int]:
        """What the governing clause says of this one."""
        tree = self.tree
        dep, head = tree.deps[verb], tree.heads[verb]
        if head == verb:
            return "asserted", -1
        if self.quoted[head] and not self.quoted[verb]:
            return "asserted", -1  # a quoted title or remark that the parser made the head
        if dep == "conj":
            return self._conjunct(verb, head)
        if dep in ("ccomp", "parataxis", "csubj", "csubjpass"):
            return self._content(verb, head)
        if dep == "xcomp":
            mood, source = self.of(head)
            if tree.words[head] in lx.SEEM or tree.words[head] in lx.REPORTED:
                mood = stronger(mood, "hedged")
            return mood, source
        if dep in ("advcl", "prep", "pcomp", "acl", "relcl"):
            return self._attached(verb, dep, head)
        return "asserted", -1

    def _attached(self, verb: int, dep: str, head: int) -> tuple[Modality, int]:
        """A clause that hangs on another shares its source and its doubt, not its negation; the clause of a noun shares its noun's."""
        tree = self.tree
        if self._condition(verb, dep, head):
            return "hypothetical", -1
        if tree.words[head].removesuffix("s") in _RUMOURS and any(tree.words[k] == "that" for k in tree.kids[verb]):
            return "hedged", -1
        steps = 0
        while head != tree.heads[head] and not tree.tags[head].startswith(("VB", "MD")) and steps < 12:
            head, steps = tree.heads[head], steps + 1
        mood, source = self.of(head)
        if dep == "acl" and tree.tags[verb] == "VB":
            return stronger("hypothetical" if mood == "hypothetical" else "asserted", "asserted"), source
        if mood == "negated":
            mood = "asserted" if dep in ("advcl", "relcl") and tree.tags[verb] not in ("VBG", "VB") else "negated"
        if mood == "hypothetical" and dep == "relcl":
            mood = "hedged"
        return mood, source

    def _condition(self, verb: int, dep: str, head: int) -> bool:
        """Whether a clause says when a rule holds ("when he files, he must pay", "in the event that he files")."""
        tree = self.tree
        if tree.words[head] in ("event", "case") and any(tree.words[k] == "that" for k in tree.kids[verb]):
            return True
        if dep != "advcl" or not any(tree.words[k] in _WHEN for k in tree.kids[verb]):
            return False
        present = any(tree.tags[k] in ("VBZ", "VBP") for k in (verb, *tree.kids[verb]))
        general = tree.tags[head] in ("VB", "VBN", "VBG") and not any(
            tree.deps[k] in ("aux", "auxpass") and tree.words[k] != "to" for k in tree.kids[head]
        )
        if present:  # "when he files, he must pay"; "to act for a member when the board has refused"
            return general or any(tree.words[k] in _RULING for k in tree.kids[head])
        bare = tree.tags[verb] == "VBG" and not any(tree.deps[k] == "aux" for k in tree.kids[verb])
        return bare and tree.tags[head] in ("VBZ", "VBP")  # "when seeking a tenant, the office asks …"

    def _conjunct(self, verb: int, head: int) -> tuple[Modality, int]:
        """Conjoined verbs share what stands before the first: source, condition, and the auxiliary if the second has none of its own."""
        tree = self.tree
        own_subject = own_aux = False
        for kid in tree.kids[verb]:
            own_subject = own_subject or tree.deps[kid] in ("nsubj", "nsubjpass")
            own_aux = own_aux or tree.deps[kid] in ("aux", "auxpass", "neg")
        if own_subject:
            return self._inherited(head)
        mood, source = self.of(head)
        if own_aux or (mood == "negated" and not self._negated_before(head, verb)):
            return self._inherited(head)
        return mood, source

    def _negated_before(self, head: int, verb: int) -> bool:
        """As in "did not eat or drink": the negation reaches over "or"/"nor", not over "but" or "and" with a tense of its own."""
        tree = self.tree
        if tree.tags[verb] not in ("VB", "VBN", "VBG") or tree.tags[verb] != tree.tags[head]:
            return False
        return not any(tree.deps[kid] == "cc" and tree.words[kid] == "but" for kid in tree.kids[head])

    def _content(self, verb: int, head: int) -> tuple[Modality, int]:
        """The content of saying, thinking, hoping, knowing."""
        tree = self.tree
        if verb < head and ";" in tree.words[verb:head]:
            return "asserted", -1  # "… in 1903; the firm said": the parser hangs the first clause on the second
        mood, source = self.of(head)
        word = tree.words[head]
        marks = [tree.words[kid] for kid in tree.kids[verb] if tree.deps[kid] == "mark"]
        speaker = -1
        for kid in tree.kids[head]:
            if tree.deps[kid] == "nsubj" and tree.words[kid] not in lx.EMPTY_SUBJECTS:
                speaker = kid
        if (
            tree.tags[verb] == "VB"
            and word not in lx.SAY
            and not any(tree.tags[kid] == "MD" or tree.deps[kid] == "mark" for kid in tree.kids[verb])
        ):
            return mood, source  # "asked him to go": the asking is said
        if (
            verb < head
            and not marks
            and (speaker < 0 and not self._has_subject(head) or any(tree.deps[k] in ("xcomp", "dobj") for k in tree.kids[head]))
        ):
            return "asserted", source  # "sued the firm, argued that …", "…, however Roe continued to play": two clauses side by side
        infinitive = tree.tags[verb] == "VB" and any(tree.deps[kid] == "aux" and tree.words[kid] == "to" for kid in tree.kids[verb])
        if verb < head and not marks and word not in lx.SAY and word not in lx.SUPPOSE and not any(self.quoted[i] for i in (verb, head)):
            return "asserted", source  # two sentences side by side ("…; she …"), of which the parser makes the first a complement
        if infinitive and word not in lx.CAUSATIVE:
            return "hypothetical", source
        if marks and marks[0] in ("whether", "if"):
            return "hypothetical", source
        if word in _DENYING or word in _SEEING_TO and (tree.tags[head] == "VB" or tree.tags[head].startswith("JJ")):
            return "hypothetical", source  # "must ensure that the rooms are clean"
        asked = next((kid for kid in tree.kids[verb] if tree.deps[kid] == "advmod" and tree.words[kid] in _ASKING), verb)
        if word in _SETTLING and asked < verb:
            return "hypothetical", source  # "to determine when the fee is due"
        if word in lx.SAY:
            return stronger("hypothetical" if mood == "hypothetical" else "hedged", "hedged"), speaker if speaker >= 0 else source
        if mood == "negated":
            return "hypothetical", source
        if word in lx.FACTIVE:
            return mood, source
        if word in lx.SUPPOSE:
            return "hypothetical", speaker if speaker >= 0 else source
        if "that" in marks or tree.words[head] in lx.BE:
            return stronger(mood, "hedged"), speaker if speaker >= 0 and tree.words[head] not in lx.BE else source
        return mood, source  # two clauses side by side, which the parser hangs on each other


def _question(tree: Tree, start: int, end: int) -> bool:
    return "?" in tree.words[max(start, end - 4) : end]


def _quoted(tree: Tree) -> list[bool]:
    """Which tokens stand between quotation marks (straight ones are paired in turn; one that stays open is ignored)."""
    inside = [False] * tree.n
    opened = single = -1
    for i, word in enumerate(tree.words):
        if word == "‘":
            single = i
        elif word == "’" and single >= 0 and tree.tags[i] != "POS":
            for j in range(single + 1, i):
                inside[j] = True
            single = -1
        elif word in ("“", "``", "«"):
            opened = i
        elif word in ("”", "''", "»") or (word == '"' and opened >= 0):
            if opened >= 0:
                for j in range(opened + 1, i):
                    inside[j] = True
            opened = -1
        elif word == '"':
            opened = i
    if opened >= 0 and tree.words[opened] in ("“", "«"):  # a speech that goes on in the next paragraph
        for j in range(opened + 1, tree.n):
            inside[j] = True
    return inside
