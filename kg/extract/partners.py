"""What several subjects do or are together, and none of them alone: "Anna Roe and Ben Poe are singers", "… were married".

Knows one clause, not its triples.
"""

from __future__ import annotations

from kg.extract import lexicon as lx
from kg.extract.clause import Clause
from kg.extract.tree import Tree


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
