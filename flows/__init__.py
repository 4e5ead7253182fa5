"""Flows: `kg` on a schedule, watched in Prefect's pages, on one machine or on many.  Prefect is used in this package and nowhere else.

ingest.py      sources → workspace → Neo4j and files: the whole way
parts.py       extract_batch, load_neo4j, export_rdf: parts of it that are useful by themselves
parameters.py  what the form of a run asks for, and how it is refused
runners.py     extraction on threads, processes, Dask or Ray
telling.py     what is told of a run: report, tables, progress
serve.py       `python -m flows.serve`: a schedule without a worker
watch.py       `python -m flows.watch`: a run when a file arrives
alert.py       `python -m flows.alert`: failed runs are told to people

Nothing that Prefect and Ray say of themselves to their makers is sent, unless the environment asks for it.
"""

from __future__ import annotations

import importlib.util
import os
import sys

from kg.errors import MissingExtra

for _name, _value in (("PREFECT_SERVER_ANALYTICS_ENABLED", "false"), ("DO_NOT_TRACK", "1"), ("RAY_USAGE_STATS_ENABLED", "0")):
    os.environ.setdefault(_name, _value)
# A server of its own, started where none is named, needs longer on its first day than Prefect allows it.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

if importlib.util.find_spec("prefect") is None:
    _missing = MissingExtra("prefect", extra="prefect", purpose="a flow")
    if sys.argv[:1] == ["-m"]:  # a program of this package: python -m flows.serve
        sys.exit(f"flows: {_missing}")
    raise _missing
