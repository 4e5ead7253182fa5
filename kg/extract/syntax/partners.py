"""What several nouns of a clause are to one another: what subjects are together and none alone, two objects that the parser calls alike,
roles of a list that it tears apart.

Knows one clause, not its triples.
"""

from __future__ import annotations

from kg.extract.syntax import lexicon as lx
from kg.extract.syntax.arguments import Arguments
from kg.extract.syntax.clause import Clause, Phrase
from kg.extract.syntax.tree import Tree


def partner(tree: Tree, clause: Clause, subject: int) -> int:
    """With whom the subject did what only two can do: the other of "Anna Roe and Ben Poe were married"; 0 for nobody."""
    if len(clause.subjects) != 2 or any(dep == "dobj" for dep, _ in clause.objects) or clause.agents:
        return 0
    verb = tree.words[clause.verb]
    if verb not in lx.MUTUAL or verb in ("met", "meet") and any(tree.words[p.prep] == "with" for p in clause.phrases):
        return 0
    return next((s for s in clause.subjects if s != subject), 0)


def only_together(tree: Tree, clause: Clause, subject: int, head: int) -> bool:
    """Whether a plural behind "is" says what several are, of which the subject is one."""
    return len(clause.subjects) > 1 and tree.tags[head] == "NNS" and tree.tags[subject] in ("NN", "NNP")


def mended(args: Arguments, clause: Clause) -> None:
    """Puts right which noun is what: of two objects of "gave the town the funds" the first is who got them; in "served as a scout, coach
    and director" all are roles."""
    tree = args.tree
    verb = tree.words[clause.verb]
    if verb in lx.GIVING:
        direct = [k for k in tree.kids[clause.verb] if tree.deps[k] == "dobj"]
        commas = len(direct) == 2 and "," in tree.words[direct[0] : direct[1]]
        if len(direct) == 2 and tree.left[direct[1]] == tree.right[direct[0]] + 1 and not commas:
            first = args.expand(direct[0])
            clause.recipients += first
            clause.objects = [(dep, head) for dep, head in clause.objects if head not in first]
    if verb in lx.SERVING and (role := next((p for p in clause.phrases if tree.words[p.prep] == "as"), None)):
        listed = [head for dep, head in clause.objects if dep == "dobj" and args.is_role(head) and head > role.noun]
        clause.phrases += [Phrase(role.words, role.prep, head) for head in listed]
        clause.objects = [(dep, head) for dep, head in clause.objects if head not in listed]
