"""python -m flows.watch FOLDER [--deployment ingest/arrivals]: an example that starts a run when a file arrives, changes or goes.

Looks every few seconds, and waits until the folder has kept still for one look, so that a file that is being copied is not read by half.
What it misses while it is not running, the next run reads: a run always reads the whole source.  Knows nothing of kg.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound

from flows.parameters import reach
from kg.errors import SettingsError

Seen = dict[str, tuple[int, int]]


def look(folder: Path) -> Seen:
    """{path: (size, time of change)} of all files below a folder.  Raises OSError where the folder itself cannot be read."""
    next(folder.iterdir(), None)
    found: Seen = {}
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                found[str(path)] = (path.stat().st_size, path.stat().st_mtime_ns)
        except OSError:  # gone between the two looks
            continue
    return found


def watch(folder: Path, deployment: str, *, every: float) -> None:
    """Starts a run of the deployment for each change; never ends."""
    done = last = look(folder)
    print(f"watching {folder}", flush=True)
    while True:
        time.sleep(every)
        try:
            now = look(folder)
        except OSError as error:
            print(f"flows.watch: {folder}: cannot be read ({error.strerror}); looking again", file=sys.stderr, flush=True)
            continue
        if now != done and now == last:
            changed = sorted(Path(path).name for path in set(now) ^ set(done) | {p for p in set(now) & set(done) if now[p] != done[p]})
            run: Any = run_deployment(deployment, timeout=0, as_subflow=False)
            print(f"{', '.join(changed[:5])}: run {run.name}", flush=True)
            done = now
        last = now


def main() -> None:
    """Reads the command line and watches until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m flows.watch", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--deployment", default="ingest/arrivals", metavar="FLOW/NAME", help="default: %(default)s")
    parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS", help="default: %(default)g")
    options = parser.parse_args()
    try:
        reach()
        watch(options.folder, options.deployment, every=options.every)
    except OSError as error:
        sys.exit(f"flows.watch: {options.folder}: cannot be read ({error.strerror}); check the path")
    except SettingsError as error:
        sys.exit(f"flows.watch: {error}")
    except ObjectNotFound:
        sys.exit(f"flows.watch: {options.deployment}: no such deployment on the server; make it with: prefect deploy --all")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
