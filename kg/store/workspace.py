"""Opening a workspace: its lock, its version, its transactions, its compaction.

Knows the connection; what is asked of it stands in the modules beside.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from kg.errors import NotFound, WorkspaceError, WorkspaceLocked
from kg.store import compaction, schema

IN_MEMORY = ":memory:"


class Store:
    """One open workspace.  Close it, or use it as a context manager.

    Only one process can write a workspace at a time, and none can read it meanwhile; a second one raises WorkspaceLocked at once, or
    after `wait` seconds.
    """

    def __init__(
        self, path: str | Path = IN_MEMORY, *, read_only: bool = False, wait: float = 0, memory_limit: str = "1GB", threads: int = 2
    ) -> None:
        self.path = str(path)
        self.read_only = read_only
        self._config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "threads": threads,
            "preserve_insertion_order": False,
        }
        if read_only and self.path != IN_MEMORY and not Path(self.path).exists():
            raise NotFound(f"{self.path}: no workspace there; make one with: kg build SOURCE --workspace {self.path}")
        self.connection = self._connect(wait)
        self._prepare()

    # ---- opening and closing

    def _connect(self, wait: float) -> Any:
        import duckdb

        deadline = time.monotonic() + wait
        while True:
            try:
                return duckdb.connect(self.path, read_only=self.read_only, config=self._config)
            except duckdb.IOException as error:
                told = str(error)
                if "lock" not in told.lower():
                    raise WorkspaceError(
                        f"{self.path}: cannot be opened as a workspace: {first_line(told)}; give another --workspace"
                    ) from error
                if time.monotonic() >= deadline:
                    holder = re.search(r"PID (\d+)", told)
                    who = f"process {holder[1]}" if holder else "another process"
                    raise WorkspaceLocked(
                        f"{self.path}: in use by {who}; wait until it ends, or let kg wait with --wait SECONDS"
                    ) from error
                time.sleep(0.2)
            except duckdb.Error as error:
                raise WorkspaceError(
                    f"{self.path}: not a workspace that this kg can open: {first_line(str(error))}; give another --workspace"
                ) from error

    def _prepare(self) -> None:
        found = self.rows("SELECT count(*) FROM information_schema.tables WHERE table_name = 'internal_meta'")
        if not found[0][0]:
            others = self.rows("SELECT count(*) FROM information_schema.tables")
            if others[0][0]:
                self.close()
                raise WorkspaceError(f"{self.path}: a database, but not a workspace of kg; give another --workspace")
            if self.read_only:
                self.close()
                raise WorkspaceError(f"{self.path}: an empty workspace; fill it with: kg build SOURCE --workspace {self.path}")
            with self.transaction():
                self.connection.execute(schema.INTERNAL + schema.PUBLIC)
                self.set_meta("version", str(schema.VERSION))
            return
        version = self.meta("version")
        if version != str(schema.VERSION):
            self.close()
            raise WorkspaceError(
                f"{self.path}: made by another version of kg (schema {version}, this one needs {schema.VERSION}); "
                "build it again from its sources into a new file with --workspace"
            )

    def close(self) -> None:
        """Closes the connection; what was committed stays."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- asking and writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, or nothing.  A full disk or a file that cannot be written raises WorkspaceError."""
        import duckdb

        self.connection.begin()
        try:
            yield
            self.connection.commit()
        except BaseException as error:
            # The server may have rolled back by itself.
            with suppress(duckdb.Error):
                self.connection.rollback()
            kinds = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException, duckdb.TransactionException)
            if isinstance(error, kinds):
                raise WorkspaceError(
                    f"{self.path}: cannot be written: {first_line(str(error))}; free some space, then run again"
                ) from error
            raise

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        found: list[tuple[Any, ...]] = self.connection.execute(sql, list(parameters)).fetchall()
        return found

    def stream(self, sql: str, parameters: Sequence[Any] = (), *, size: int = 2000) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query in lists of about `size`, on a cursor of their own."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql, list(parameters))
            while found := cursor.fetchmany(size):
                yield found
        finally:
            cursor.close()

    def insert(self, table: str, columns: Mapping[str, Sequence[Any]], *, types: Mapping[str, Any] | None = None) -> None:
        """Appends rows given as columns of equal length.  `types` names Arrow types where the values do not tell them."""
        import pyarrow

        given = types or {}
        arrays = {name: pyarrow.array(values, type=given.get(name)) for name, values in columns.items()}
        batch = pyarrow.table(arrays)
        if not batch.num_rows:
            return
        names = ", ".join(columns)
        self.connection.register("incoming", batch)
        try:
            self.connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming")  # both names are ours, never data
        finally:
            self.connection.unregister("incoming")

    def meta(self, key: str) -> str | None:
        """A note about the workspace itself."""
        found = self.rows("SELECT value FROM internal_meta WHERE key = ?", [key])
        return found[0][0] if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Keeps a note about the workspace itself."""
        self.connection.execute("DELETE FROM internal_meta WHERE key = ?", [key])
        self.connection.execute("INSERT INTO internal_meta VALUES (?, ?)", [key, value])

    # ---- forgetting

    def compact(self) -> None:
        """Writes the workspace anew beside itself and moves it into place, so that nothing deleted is left in its free blocks: DuckDB marks
        rows as deleted and frees their blocks, but does not overwrite them.

        Must be the last thing written: this process still has the deleted text in its memory, see compaction.py.  Killed at any moment, the old
        file or the new one stands there whole.  Raises WorkspaceError where there is no room for a second copy.
        """
        if self.path == IN_MEMORY:
            self.connection.execute("DELETE FROM internal_meta WHERE key = 'uncompacted'")
            return
        import duckdb

        fresh, folder = f"{self.path}.compact", f"{self.path}.compact.d"
        self._sweep(fresh, folder)
        try:
            self.connection.execute("CHECKPOINT")
            self.connection.execute(f"EXPORT DATABASE '{folder.replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
            command = [sys.executable, "-P", compaction.__file__, folder, fresh, str(self._config["memory_limit"])]
            done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
            if done.returncode:
                raise duckdb.IOException(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}")
        except duckdb.Error as error:
            self._sweep(fresh, folder)
            told = first_line(str(error))
            raise WorkspaceError(f"{self.path}: cannot be compacted: {told}; free as much space as it takes, then run again") from error
        os.replace(fresh, self.path)
        self._sweep(fresh, folder)
        self.connection.close()
        self.connection = self._connect(wait=10)

    @staticmethod
    def _sweep(fresh: str, folder: str) -> None:
        """Removes what a compaction that was killed left behind."""
        for left in (fresh, f"{fresh}.wal"):
            Path(left).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def first_line(told: str) -> str:
    """The first line of somebody else's error, for one of ours."""
    return told.strip().splitlines()[0][:300] if told.strip() else "no reason given"
