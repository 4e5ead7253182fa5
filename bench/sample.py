"""Random statements of a workspace, for a reader to judge: true to the text, and sensible by itself?

    python bench/sample.py draw WORKSPACE [--number 20] [--seed 1] > sample.md
    python bench/sample.py count sample.md

`draw` writes a Markdown list with a check box, the statement, and the paragraph that supports it.  The reader puts an x into the box of each
statement that is true to the text and can be understood without it.  `count` prints the share.  Uses the public tables only.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

STATEMENTS = """
SELECT s.id, e.name, s.predicate, coalesce(o.name, s.value), s.modality
FROM statements s JOIN entities e ON e.id = s.subject LEFT JOIN entities o ON o.id = s.object
WHERE s.id IN (SELECT statement FROM evidence WHERE confidence >= ?) ORDER BY s.id
"""
QUALIFIERS = (
    "SELECT q.key, coalesce(o.name, q.value) FROM qualifiers q LEFT JOIN entities o ON o.id = q.object WHERE q.statement = ? ORDER BY ALL"
)
EVIDENCE = """
SELECT v.document, p.heading, p.text, v.quote, v.confidence
FROM evidence v LEFT JOIN paragraphs p ON p.id = v.paragraph WHERE v.statement = ? ORDER BY v.confidence DESC, v.document, v.start_char LIMIT 1
"""


def draw(workspace: Path, *, number: int, seed: int, least: float) -> str:
    """A Markdown list of `number` statements, drawn without replacement: equal seeds and workspaces give equal lists."""
    import duckdb

    with duckdb.connect(str(workspace), read_only=True) as database:
        rows = database.execute(STATEMENTS, [least]).fetchall()
        chosen = random.Random(seed).sample(rows, min(number, len(rows)))
        lines = [f"# {len(chosen)} of {len(rows)} statements of {workspace.name}, seed {seed}", ""]
        for place, (id, subject, predicate, value, modality) in enumerate(chosen, 1):
            qualifiers = database.execute(QUALIFIERS, [id]).fetchall()
            told = "; ".join(f"{key}: {of}" for key, of in qualifiers)
            document, heading, text, quote, confidence = database.execute(EVIDENCE, [id]).fetchall()[0]
            mark = "" if modality == "asserted" else f" *{modality}*"
            lines.append(
                f"{place}. [ ] **{subject}** · {predicate} · **{value}**{f' ({told})' if told else ''}{mark} `{confidence:.2f} {id[:8]}`"
            )
            lines.append(f"   > {' '.join((text or quote or '(no text)').split())}")
            lines += [f"   >\n   > {document}{f', {heading}' if heading else ''}", ""]
    return "\n".join(lines)


def count(judged: str) -> tuple[int, int]:
    """How many boxes hold an x, and how many there are."""
    boxes = re.findall(r"^\d+\. \[([ xX])\]", judged, re.MULTILINE)
    return sum(box != " " for box in boxes), len(boxes)


def main() -> None:
    """Reads the command line and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="a list to judge")
    drawing.add_argument("workspace", type=Path)
    drawing.add_argument("--number", type=int, default=20)
    drawing.add_argument("--seed", type=int, default=1)
    drawing.add_argument("--min-confidence", type=float, default=0.0)
    counting = commands.add_parser("count", help="the share of a judged list")
    counting.add_argument("list", type=Path)
    options = parser.parse_args()
    if options.command == "draw":
        print(draw(options.workspace, number=options.number, seed=options.seed, least=options.min_confidence))
    else:
        right, of = count(options.list.read_text(encoding="utf-8"))
        print(f"{right} of {of}: {right / of:.0%}" if of else "no boxes")


if __name__ == "__main__":
    main()
