"""How often the type of a name is right, on Re-DocRED: which of Person, Organization, Place or anything else.

    python bench/quality.py --data DATA --scorers SCORERS --only redocred
    python bench/kinds.py DATA/redocred/dev.jsonl .cache/bench/redocred/kg.duckdb

A name counts once in a document, with the type that most of its mentions have there; where the set calls a people by its country ("French",
LOC), it is left out.  Prints the share that is right, precision and recall of the three, and the commonest confusions.  `--show N` prints
N wrong ones of each.  Knows the table `mentions` of a workspace; nothing of the insides of `kg`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb

GOLD = {"PER": "Person", "ORG": "Organization", "LOC": "Place", "MISC": "other"}


def named(record: dict[str, object]) -> dict[str, str]:
    """The type of each name that one entity of a document has alone; numbers and times are no names."""
    types: dict[str, set[str]] = defaultdict(set)
    for entity in record["entities"]:  # type: ignore[attr-defined]
        for name in entity["names"]:
            types[re.sub(r" (['’]s?|[-,.])(?!\w)", r"\1", name)].add(entity["type"])
    return {name: GOLD[found.pop()] for name, found in types.items() if len(found) == 1 and found <= GOLD.keys()}


def judged(gold: Path, workspace: Path) -> Iterator[tuple[str, str, str, str]]:
    """(gold type, type told, name, document) of each name that has a mention."""
    with duckdb.connect(str(workspace), read_only=True) as connection:
        rows = connection.execute(
            "SELECT m.document, m.text, e.type, count(*) FROM mentions m JOIN entities e ON e.id = m.entity GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    told: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for document, text, kind, count in rows:
        told[document, text][kind] += count
    for line in gold.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for name, kind in sorted(named(record).items()):
            if kinds := told.get((record["id"], name)):
                most = kinds.most_common(1)[0][0]
                if not (kind == "Place" and most == "Group"):
                    yield kind, most if most in GOLD.values() else "other", name, record["id"]


def main() -> None:
    """Reads the options, prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    options = parser.parse_args()
    found = list(judged(options.gold, options.workspace))
    confusion = Counter((kind, said) for kind, said, _, _ in found)
    print(f"names {len(found)}\nright {sum(n for (kind, said), n in confusion.items() if kind == said) / max(1, len(found)):.4f}")
    for kind in GOLD.values():
        right, said = confusion[kind, kind], sum(n for (_, told), n in confusion.items() if told == kind)
        print(
            f"{kind}: precision {right / max(1, said):.3f} recall {right / max(1, sum(n for (k, _), n in confusion.items() if k == kind)):.3f}"
        )
    for (kind, said), count in confusion.most_common():
        if kind != said:
            print(f"{kind} called {said}: {count}")
            wrong = [f"{name} ({document})" for k, s, name, document in found if (k, s) == (kind, said)]
            for one in random.Random(1).sample(wrong, min(options.show, len(wrong))):
                print(f"    {one}")


if __name__ == "__main__":
    main()
