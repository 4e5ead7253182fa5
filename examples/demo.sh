#!/bin/sh
# Builds the graph of examples/radioactivity into demo/ and shows some of it.  KG is the `kg` to use.
set -eu
cd "$(dirname "$0")/.."
: "${KG:=kg}"
mkdir -p demo
export KG_WORKSPACE=demo/kg.duckdb

title() { printf '\n=== %s\n' "$1"; }

title 'Sixteen files in eleven formats become a graph'
printf '\n$ kg build examples/radioactivity --to demo/graph.ttl\n'
"$KG" build examples/radioactivity --to demo/graph.ttl

title 'What they say of a person and of an institution, with the sentences that say it'
for name in 'Marie Curie' 'Radium Institute'; do
    printf "\n\$ kg show '%s'\n" "$name"
    "$KG" show "$name"
done

title 'Which names were taken for one person, and by which rule'
printf "\n\$ kg explain 'Ernest Rutherford'\n"
"$KG" explain 'Ernest Rutherford'

title 'What next'
cat <<'END'

The graph lies in demo/graph.ttl (Turtle, for any RDF tool) and in demo/kg.duckdb (DuckDB, for SQL).

  export KG_WORKSPACE=demo/kg.duckdb
  .venv/bin/kg show 'Lise Meitner'        another fact sheet
  .venv/bin/kg stats                      counts, what was refused and why, the digest of the graph
  .venv/bin/kg export demo/tables/        the same as Parquet files

Your own documents, into kg.duckdb of the folder where you are:

  .venv/bin/kg build FOLDER --to graph.ttl
END
