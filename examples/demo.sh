#!/bin/sh
# Builds the graph of examples/radioactivity into demo/ and shows some of it.  KG is the `kg` to use.
set -eu
cd "$(dirname "$0")/.."
: "${KG:=kg}"
mkdir -p demo
export KG_WORKSPACE=demo/kg.duckdb

title() { printf '\n\033[1m%s\033[0m\n' "$1"; }
step() { printf '\n$ kg %s\n' "$*"; "$KG" "$@"; }

title 'Sixteen files in eleven formats become a graph'
step build examples/radioactivity --to demo/graph.ttl

title 'What the documents say, with the sentences that say it'
step show 'Marie Curie'
step show 'Ernest Rutherford'
step show 'Radium Institute'

title 'What next'
cat <<'END'
The graph lies in demo/graph.ttl (Turtle, for any RDF tool) and in demo/kg.duckdb (DuckDB, for SQL).

  .venv/bin/kg show 'Lise Meitner' --workspace demo/kg.duckdb        another fact sheet
  .venv/bin/kg explain 'Marie Curie' --workspace demo/kg.duckdb      which names were merged, by which rule
  .venv/bin/kg stats --workspace demo/kg.duckdb                      counts, and the digest of the graph
  .venv/bin/kg export demo/tables/ --workspace demo/kg.duckdb        Parquet files

  .venv/bin/kg build FOLDER                                          the same for your own documents: makes kg.duckdb here
END
