"""What a flow costs over `kg build`, and what Ray gains: on documents of the size of encyclopaedia articles.

    python bench/flows.py --data DATA/timeqa/docs.jsonl [--documents 2000] [--more 20000] [--only over,ray,again,memory]

--data is JSON Lines with a text or a list of paragraphs; these are dealt out into as many documents as are wanted, so that few texts make many
documents.  A Prefect server is started for it on the loopback, with a database of its own; starting it is not counted.

    over     flow (threads, one worker) over kg build, extraction to graph, seconds and CPU seconds   at most 1.15
    ray      paragraphs a second of the extraction stage, Ray with two workers over one process       at least 1.6
    again    seconds of a flow in which nothing changed                                               at most 15
    memory   peak of the flow's process over --more documents against --documents                     at most 1.5
             (records that were extracted elsewhere do not count: everything is extracted)

Knows how the flow and kg are called, nothing of either.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "flows"))

from prefect_server import Server

THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
PROGRAM = """
import json, resource, sys, time
from flows.ingest import ingest
if __name__ == "__main__":
    begun, spent = time.monotonic(), time.process_time()
    report = ingest(**json.loads(sys.argv[1]))
    own = resource.getrusage(resource.RUSAGE_SELF)
    print("@" + json.dumps({"wall": time.monotonic() - begun, "cpu": time.process_time() - spent, "peak": own.ru_maxrss * 1024, **report}))
"""


def corpus(source: Path, target: Path, documents: int, paragraphs: int) -> None:
    """`documents` records of `paragraphs` paragraphs each; where the text runs out it begins again with another number in each paragraph."""
    records = [json.loads(line) for line in source.open(encoding="utf-8")]
    parts = [part for one in records for part in one.get("paragraphs") or one["text"].split("\n") if len(part) > 200]
    with target.open("w", encoding="utf-8") as out:
        for number in range(documents):
            at = [number * paragraphs + i for i in range(paragraphs)]
            chosen = [f"{parts[i % len(parts)]} ({i // len(parts)})" if i >= len(parts) else parts[i] for i in at]
            out.write(json.dumps({"id": f"d{number:06}", "text": "\n\n".join(chosen)}) + "\n")


def build(folder: Path, file: Path, workers: int = 1) -> dict[str, Any]:
    """`kg build` in a process of its own: its report, with seconds and CPU seconds."""
    workspace = folder / "build.duckdb"
    workspace.unlink(missing_ok=True)
    command = [sys.executable, "-m", "kg", "build", str(file), "--workspace", str(workspace), "--json", "--quiet"]
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ran = subprocess.run([*command, "--workers", str(workers)], capture_output=True, text=True, check=True, cwd=folder, env=environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.monotonic() - begun, "cpu": spent, **json.loads(ran.stdout)}


def environment() -> dict[str, str]:
    """This environment, one thread to each library."""
    return os.environ | THREADS | {"PYTHONPATH": str(TOP)}


def flow(server: Server, folder: Path, file: Path, *, fresh: bool = True, **more: Any) -> dict[str, Any]:
    """The flow in a process of its own: its report, with seconds and CPU seconds from the call on, and the peak of its memory."""
    workspace = folder / "flow.duckdb"
    if fresh:
        workspace.unlink(missing_ok=True)
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    given = {"sources": [str(file)], "workspace": str(workspace), **more}
    ran = server.run(sys.executable, folder / "program.py", json.dumps(given), cwd=folder, limit=3600, **THREADS)
    line = next((line for line in ran.stdout.splitlines() if line.startswith("@")), None)
    if line is None:
        raise SystemExit(ran.stdout[-2000:] + ran.stderr[-4000:])
    told: dict[str, Any] = json.loads(line[1:])
    return told


def say(name: str, value: float, more: str = "") -> None:
    """A line of a name and a number."""
    print(f"{name:<28}{value:>10.3f}  {more}", flush=True)


def main() -> None:
    """Reads the options, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="JSON Lines with texts")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--more", type=int, default=20_000)
    parser.add_argument("--paragraphs", type=int, default=4, help="of a document; of the many documents: 1")
    parser.add_argument("--only", default="over,ray,again,memory")
    options = parser.parse_args()
    wanted = options.only.split(",")
    with tempfile.TemporaryDirectory() as place, Server(Path(place) / "prefect") as server:
        folder = Path(place)
        file = folder / "few.jsonl"
        corpus(options.data, file, options.documents, options.paragraphs)
        if "over" in wanted or "again" in wanted:
            ours = flow(server, folder, file)
            if "over" in wanted:
                plain = build(folder, file)
                assert ours["digest"] == plain["digest"], "not the same graph"
                stages = [sum(told["seconds"].values()) for told in (ours, plain)]
                say("flow_build_seconds", plain["wall"], f"cpu {plain['cpu']:.1f}")
                say("flow_seconds", ours["wall"], f"cpu {ours['cpu']:.1f}, from the call on")
                say("flow_over_stages", stages[0] / stages[1], "sum of the stages, wall")
                say("flow_over_wall", ours["wall"] / plain["wall"])
                say("flow_over_cpu", ours["cpu"] / plain["cpu"])
            if "again" in wanted:
                say("flow_again_seconds", flow(server, folder, file, fresh=False)["wall"])
        if "ray" in wanted:
            one = flow(server, folder, file)["seconds"]["extract"]
            two = flow(server, folder, file, runner="ray", workers=2)["seconds"]["extract"]
            say("flow_ray_gain", one / two, f"{one:.1f} s in one process, {two:.1f} s with Ray, its start included")
        if "memory" in wanted:
            few, many = folder / "few-short.jsonl", folder / "many-short.jsonl"
            corpus(options.data, few, options.documents, 1)
            corpus(options.data, many, options.more, 1)
            small, large = (flow(server, folder, one, runner="processes", workers=1) for one in (few, many))
            told = f"{small['peak'] / 2**20:.0f} MiB, {large['peak'] / 2**20:.0f} MiB"
            say("flow_memory", large["peak"] / small["peak"], told)


if __name__ == "__main__":
    main()
