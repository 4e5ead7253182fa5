"""Makes a workspace from what another exported.  Run as a process of its own, by `Store.compact`:

    python -P compaction.py FOLDER FILE MEMORY

A database file is written from memory in whole blocks, and what a block does not fill holds whatever that memory held before.  A process
that has never seen a text cannot leave any of it there.  Knows only the file's note that it is yet to be compacted.
"""

from __future__ import annotations

import sys


def main(folder: str, file: str, memory: str) -> None:
    """Writes FILE from an exported FOLDER."""
    import duckdb

    with duckdb.connect(file, config={"memory_limit": memory, "threads": 2, "preserve_insertion_order": False}) as connection:
        connection.execute(f"IMPORT DATABASE '{folder.replace(chr(39), chr(39) * 2)}'")  # takes no parameter; the name is quoted
        connection.execute("DELETE FROM internal_meta WHERE key = 'uncompacted'")
        connection.execute("CHECKPOINT")


if __name__ == "__main__":
    main(*sys.argv[1:])
