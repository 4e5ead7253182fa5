"""Accuracy on public sets: prepares the records, runs `kg` on them from outside, scores, prints one table.

    python bench/quality.py --data DIR --scorers DIR [--only carb,hyperred] [--json FILE]

A scorer is a script with the subcommands `prepare DATA OUT` and `score DATA RESULT`, whose lines are figures; bench/README.md says
where the sets come from and how the folder is laid out.  Knows the commands of `kg`; knows nothing of its insides.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """One set.  `command` is extract or build; `figures` are the words behind which the scorer prints each number of the table."""

    scorer: str
    data: str
    command: str
    figures: tuple[str, ...]


RECORDS = "per record"  # triples a record: recall can be had by saying everything
MEASURES = {
    "carb": Measure("carb.py", "carb/dev.tsv", "extract", ("carb_f1", RECORDS)),
    "hyperred": Measure(
        "hyperred.py", "hyperred/dev.kg.jsonl", "extract", ("triple recall", "hyperred_attachment", "key accuracy", RECORDS)
    ),
    "knowledgenet": Measure(
        "knowledgenet.py", "knowledgenet/folds1-3.jsonl", "extract", ("knowledgenet_open_recall", "knowledgenet_f1_cv", RECORDS)
    ),
    "redocred": Measure(
        "redocred.py", "redocred/dev.jsonl", "build", ("coverage", "redocred_b3_f1", "redocred_b3_precision", "redocred_b3_recall")
    ),
    "gap": Measure("gap.py", "gap/development.tsv", "build", ("gap_f1", "gap_precision", "gap_recall")),
    "gum": Measure(
        "gum.py", "gum/coref_el.jsonl", "build", ("gum_across_b3_f1", "gum_within_b3_f1", "gum_between_pair_precision", "coverage")
    ),
    "cesi-base": Measure("cesi.py", "cesi/base_valid.jsonl", "build", ("cesi_average_f1", "cesi_pair_f1")),
    "cesi-ambiguous": Measure("cesi.py", "cesi/ambiguous_valid.jsonl", "build", ("cesi_average_f1", "cesi_pair_f1")),
    "timeqa": Measure(
        "timeqa.py",
        "timeqa",
        "build",
        ("timeqa_time_right", "answer_first", "answer_recall", "time_precision", "statements_per_1000_words"),
    ),
}


def run(command: list[str | Path], *, out: Path | None = None, allow: tuple[int, ...] = (0,)) -> tuple[str, float]:
    """What a command printed, and the seconds it took.  Raises RuntimeError with its last lines when it fails."""
    start = time.perf_counter()
    with open(out or os.devnull, "wb") as file:
        done = subprocess.run(command, stdout=file if out else subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in allow:
        said = done.stderr.decode("utf-8", "replace")[-2000:]
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}\n{said}")
    return (done.stdout or b"").decode("utf-8"), time.perf_counter() - start


def figures(printed: str, names: tuple[str, ...]) -> dict[str, float]:
    """The numbers behind `names` in what a scorer printed; the last one where a name comes twice."""
    found = {}
    for name in names:
        if numbers := re.findall(rf"(?<!\w){re.escape(name)}:?\s+(-?\d+(?:\.\d+)?)", printed):
            found[name] = float(numbers[-1])
    return found


def measure(name: str, options: argparse.Namespace) -> dict[str, float]:
    """The figures of one set, and the seconds of `kg`."""
    what, folder = MEASURES[name], options.work / name
    folder.mkdir(parents=True, exist_ok=True)
    records, data, scorer = folder / "records.jsonl", options.data / what.data, options.scorers / what.scorer
    run([sys.executable, scorer, "prepare", data, records])
    if what.command == "extract":
        result = folder / "extracted.jsonl"
        _, seconds = run([options.kg, "extract", records, "--quiet"], out=result, allow=(0, 3))
    else:
        result = folder / "kg.duckdb"
        result.unlink(missing_ok=True)
        workers = ["--workers", str(options.workers)]
        _, seconds = run([options.kg, "build", records, "--workspace", result, "--root", folder, "--quiet", *workers], allow=(0, 3))
    printed, _ = run([sys.executable, scorer, "score", data, result])
    if name == "knowledgenet":  # its F1 comes of learning which predicates stand for a property, by cross-validation
        printed += run([sys.executable, scorer, "learn", data, result, folder / "map.json"])[0]
    (folder / "scores.txt").write_text(printed, encoding="utf-8")
    return {"seconds": round(seconds, 1)} | figures(printed, what.figures)


def main() -> None:
    """Reads the options, measures one set after the other, prints as it goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--scorers", type=Path, required=True, help="folder of the scorers")
    parser.add_argument("--only", default=",".join(MEASURES), help="names with commas; default: %(default)s")
    parser.add_argument("--kg", type=Path, default=Path(sys.executable).with_name("kg"), help="default: beside this interpreter")
    parser.add_argument(
        "--work", type=Path, default=Path(".cache/bench"), help="where records and workspaces are left (default: %(default)s)"
    )
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for the table; all that the scorers printed lies in --work")
    options = parser.parse_args()
    wanted = [name.strip() for name in options.only.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in MEASURES]:
        parser.error(f"--only: unknown {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    everything = {}
    for name in wanted:
        try:
            everything[name] = found = measure(name, options)
        except RuntimeError as error:
            print(f"{name:<16}failed: {error}", flush=True)
            continue
        row = "  ".join(f"{figure} {found[figure]:.3f}" if figure in found else f"{figure} ?" for figure in MEASURES[name].figures)
        print(f"{name:<16}{found['seconds']:>8.1f} s  {row}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if len(everything) < len(wanted):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
