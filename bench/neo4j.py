"""How fast does a graph get into Neo4j, beside tuned Cypher that creates the same nodes and relationships, and beside neo4j-admin?

    python bench/neo4j.py WORKSPACE [--changed OTHER] [--only kg,tuned,admin] [--statements qualified,all] [--heap 2g]

WORKSPACE is made by `kg build`; OTHER by a build of the same sources with a share of them changed.  Each way begins with an empty database
in a fresh server on this machine (tests/neo4j_server.py).

  kg      `kg load`, again unchanged, and after OTHER's changes: seconds, CPU seconds of server and client, peak memory of the client
  tuned   UNWIND … CREATE in batches of 10,000 sorted rows, constraint first: what a careful person would write; rows are made before
  admin   `kg export --format neo4j-admin`, then its import.sh

On a busy machine believe the CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
# Not the folder of this file, whose name is that of the driver.
sys.path[:] = [str(TOP), *(place for place in sys.path if Path(place).resolve() != TOP / "bench")]

KG = [str(Path(sys.executable).with_name("kg"))]
BATCH = 10_000


def child_cpu() -> float:
    """CPU seconds of all ended children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def call(*words: str) -> tuple[float, float, int, str]:
    """(seconds, CPU seconds, peak bytes, standard output) of one call of kg."""
    import psutil

    begun, before, peak = time.perf_counter(), child_cpu(), 0
    process = subprocess.Popen([*KG, *words], stdout=subprocess.PIPE, text=True)
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.Error:
            break
        time.sleep(0.02)
    told = process.communicate()[0]
    if process.returncode:
        raise SystemExit(f"kg {' '.join(words)}: exit {process.returncode}")
    return time.perf_counter() - begun, child_cpu() - before, peak, told


def measure_kg(server: Any, workspace: Path, changed: Path | None, options: list[str]) -> dict[str, float]:
    """Loads, loads again, loads what changed; gives the seconds and the CPU seconds of the first."""
    found: dict[str, float] = {}
    for name, file in (("first", workspace), ("unchanged", workspace), ("changed", changed), ("verified", changed or workspace)):
        if file is None:
            continue
        before = server.cpu()
        more = ["--verify"] if name == "verified" else []
        seconds, client, peak, told = call("load", server.uri, "--workspace", str(file), "--json", *options, *more)
        cpu = server.cpu() - before
        summary = {k: v for k, v in json.loads(told).items() if k in ("created", "changed", "deleted")}
        print(
            f"kg {name:<10}{seconds:8.2f} s  CPU server {cpu:6.2f} client {client:6.2f}  peak {peak / 1e6:,.0f} MB  {summary}", flush=True
        )
        found[name], found[name + " CPU"] = seconds, cpu + client
    return found


def elements(workspace: Path, statements: str) -> tuple[list[tuple[str, list[Any]]], list[tuple[str, list[Any]]]]:
    """(nodes by labels, relationships by type) of the same graph, as rows that are ready to send."""
    from kg.graph import Graph
    from kg.sinks.neo4j import shape
    from kg.store import Store
    from kg.store.elements import Elements

    nodes: dict[str, list[Any]] = {}
    links: dict[str, list[Any]] = {}
    with Store(workspace, read_only=True) as store:
        told = Elements(Graph(store).reading, reify=statements)
        for section in shape.SECTIONS:
            if section.node:
                for page in told.rows(section.name):
                    for row in page:
                        node = section.node(row, True)
                        properties = {k: v for k, v in shape.node_properties(section, node).items() if v is not None}
                        labels = ":".join(["KgNode", *shape.node_labels(section, node)])
                        nodes.setdefault(labels, []).append(properties | {"key": f"kg:{section.letter}{node.hash}"})
            if section.links:
                for hash, found in shape.starts(section, told.rows(section.name), True):
                    for link in found:
                        row = {"s": f"kg:{section.letter}{hash}", "e": f"kg:{link.end}", "t": link.type}
                        links.setdefault(link.kind, []).append(row | {"p": shape.link_properties(link) | {"graph": "kg"}})
        told.close()
    return list(nodes.items()), list(links.items())


def parts(rows: list[Any]) -> Iterator[list[Any]]:
    """Batches."""
    for at in range(0, len(rows), BATCH):
        yield rows[at : at + BATCH]


def measure_tuned(server: Any, workspace: Path, statements: str) -> dict[str, float]:
    """Creates the same elements with plain Cypher; gives seconds and CPU seconds."""
    import neo4j

    nodes, links = elements(workspace, statements)
    count = sum(len(rows) for _, rows in nodes + links)
    before, begun, client = server.cpu(), time.perf_counter(), time.process_time()
    with neo4j.GraphDatabase.driver(server.uri, notifications_min_severity="OFF") as driver, driver.session() as session:
        session.run("CREATE CONSTRAINT FOR (n:KgNode) REQUIRE n.key IS UNIQUE").consume()
        for labels, rows in nodes:
            for part in parts(rows):
                session.run(f"UNWIND $rows AS r CREATE (n:{labels}) SET n = r", rows=part).consume()
        for kind, rows in links:
            type = "$(r.t)" if kind == "fact" else kind
            query = f"UNWIND $rows AS r MATCH (a:KgNode {{key: r.s}}) MATCH (b:KgNode {{key: r.e}}) CREATE (a)-[x:{type}]->(b) SET x = r.p"
            for part in parts(rows):
                session.run(query, rows=part).consume()
    seconds, client = time.perf_counter() - begun, time.process_time() - client
    cpu = server.cpu() - before
    print(
        f"tuned        {seconds:8.2f} s  CPU server {cpu:6.2f} client {client:6.2f}  {count:,} elements, {count / seconds:,.0f} a second",
        flush=True,
    )
    return {"first": seconds, "first CPU": cpu + client}


def measure_admin(server: Any, workspace: Path, options: list[str]) -> dict[str, float]:
    """Writes the files and imports them into the stopped server; gives the seconds of both."""
    import shutil

    folder = server.home / "bulk"
    seconds, cpu, peak, _ = call("export", f"{folder}/", "--format", "neo4j-admin", "--workspace", str(workspace), *options)
    server.stop()
    shutil.rmtree(server.home / "data", ignore_errors=True)
    begun, before = time.perf_counter(), child_cpu()
    server.script(folder / "import.sh")
    done, used = time.perf_counter() - begun, child_cpu() - before
    print(f"admin        files {seconds:.2f} s, CPU {cpu:.2f} (peak {peak / 1e6:,.0f} MB), import {done:.2f} s, CPU {used:.2f}", flush=True)
    return {"first": seconds + done, "first CPU": cpu + used}


def main() -> None:
    """Measures what is asked for."""
    from tests.neo4j_server import Server

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--changed", type=Path)
    parser.add_argument("--only", default="kg,tuned,admin")
    parser.add_argument("--statements", default="qualified")
    parser.add_argument("--heap", default="2g")
    options = parser.parse_args()
    for statements in options.statements.split(","):
        print(f"--statements {statements}", flush=True)
        found: dict[str, dict[str, float]] = {}
        for way in options.only.split(","):
            with Server(heap=options.heap) as server:
                if way == "kg":
                    found[way] = measure_kg(server, options.workspace, options.changed, ["--statements", statements])
                elif way == "tuned":
                    found[way] = measure_tuned(server, options.workspace, statements)
                else:
                    found[way] = measure_admin(server, options.workspace, ["--statements", statements])
        kg = found.get("kg", {})
        if "tuned" in found and kg:
            print(
                f"tuned over kg: {found['tuned']['first'] / kg['first']:.2f} by the clock, {found['tuned']['first CPU'] / kg['first CPU']:.2f} by CPU"
            )
        for name in ("unchanged", "changed"):
            if name in kg:
                print(f"{name} over first: {kg[name] / kg['first']:.4f} by the clock, {kg[name + ' CPU'] / kg['first CPU']:.4f} by CPU")


if __name__ == "__main__":
    main()
