"""Speed and memory: runs the instruments on `kg`, one after the other, and gathers their last figures.

    python bench/speed.py --data DIR --instruments DIR [--only p1,p9] [--quick] [--json FILE]

An instrument is a script that runs `kg` itself and prints its figures as lines of a name and a number.  --quick takes smaller corpora:
good enough to see a change, not to report.  Knows how each is called; knows nothing of what it measures.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

# name → script, data below --data, options of a full run, options of --quick.  The peers of p4 are left out: they live in environments of their own.
INSTRUMENTS: dict[str, tuple[str, str, list[str], list[str]]] = {
    "p1": ("p1_syntax.py", "raw", [], ["--words", "40000", "--rounds", "1"]),
    "p4": ("p4_merge.py", "", ["--peers", "exact"], ["--peers", "exact", "--sizes", "10000,100000"]),
    "p5": ("p5_rdf.py", "wd50k", ["--limit", "200000"], ["--limit", "30000", "--rounds", "1"]),
    "p8": ("p8_incremental.py", "raw", [], ["--documents", "200", "--rounds", "1"]),
    "p9": ("p9_memory.py", "raw", [], ["--words", "20000"]),
}


def measure(name: str, options: argparse.Namespace) -> dict[str, float]:
    """Runs one instrument with its output passed through, and returns the figures named after it."""
    script, data, full, quick = INSTRUMENTS[name]
    command = [sys.executable, options.instruments / script, *([options.data / data] if data else []), "--kg", options.kg.absolute()]
    command += quick if options.quick else full
    threads = {variable: "1" for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    found = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=os.environ | threads) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if match := re.match(rf"({name}_\w+) (-?[\d.]+)", line):
                found[match[1]] = float(match[2])
    if process.returncode:
        raise SystemExit(f"{script} ended with {process.returncode}")
    return found


def main() -> None:
    """Reads the options, runs the instruments, prints their figures together at the end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--instruments", type=Path, required=True, help="folder of the instruments")
    parser.add_argument("--only", default=",".join(INSTRUMENTS), help="names with commas; default: %(default)s")
    parser.add_argument("--quick", action="store_true", help="smaller corpora, fewer rounds")
    parser.add_argument("--kg", type=Path, default=Path(sys.executable).with_name("kg"), help="default: beside this interpreter")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    wanted = [name.strip() for name in options.only.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in INSTRUMENTS]:
        parser.error(f"--only: unknown {', '.join(unknown)}; there are {', '.join(INSTRUMENTS)}")
    everything = {name: measure(name, options) for name in wanted}
    print()
    for figures in everything.values():
        for figure, value in figures.items():
            print(f"{figure:<32}{value:>12.3f}")
    if options.json:
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
