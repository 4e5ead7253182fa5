"""Moving what was written into place, whole or not at all.

Knows files and folders; nothing of what is in them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from kg.errors import TargetError

_OURS = (".parquet", ".csv")
_BESIDE = ("import.sh", "import.report")  # the command for neo4j-admin, and what that leaves when it has run


def in_place(target: str | Path, write: Callable[[Path], None], *, folder: bool = False) -> Path:
    """Calls `write` with a path beside `target`, then moves the result there; gives the target's path.

    A symbolic link is followed.  Of a folder that exists, only one that holds nothing but an earlier export is replaced.  Raises TargetError
    where the parent is missing, the disk is full, something else stands there, or the system refuses; the target is then as it was.
    """
    told, path = str(target), check(target, folder=folder)
    # One name for each process, so that two exports at once do not meet; short, since a target's name may be as long as names can be.
    fresh = path.with_name(f".kg-{os.getpid()}-{id(write):x}.part")
    try:
        try:
            if folder:
                fresh.mkdir()
            write(fresh)
            _sync(fresh)
            _move(fresh, path)
        except OSError as error:
            reason = error.strerror or str(error)
            raise TargetError(f"{told}: cannot be written: {reason}; free some space, or choose another target") from error
    finally:
        _remove(fresh)
    return path


def check(target: str | Path, *, folder: bool) -> Path:
    """The path of a file, or a folder, that could be written there now, as far as can be told without writing.  Raises TargetError."""
    told, path = str(target), Path(os.path.realpath(target))
    if not path.parent.is_dir():
        raise TargetError(f"{told}: there is no folder {path.parent}; make it first: mkdir -p {path.parent}")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise TargetError(f"{told}: the folder {path.parent} cannot be written; choose another target")
    if not folder:
        if path.is_dir():
            raise TargetError(f"{told}: a folder stands there; name a file in it, or leave --format out to fill a folder")
        if os.path.exists(target) and not os.path.isfile(target):
            raise TargetError(f"{told}: not a plain file; choose another target")
    elif path.exists():
        if not path.is_dir():
            raise TargetError(f"{told}: a file stands there; remove it, or name another folder")
        foreign = sorted(
            entry.name for entry in path.iterdir() if (entry.suffix not in _OURS and entry.name not in _BESIDE) or not entry.is_file()
        )
        if foreign:
            raise TargetError(f"{told}: holds {foreign[0]}, which kg did not write; name an empty or a new folder")
    return path


def _sync(fresh: Path) -> None:
    """To the disk before the move, so that a power cut leaves the old or the new one."""
    for file in sorted(fresh.iterdir()) if fresh.is_dir() else [fresh]:
        with open(file, "rb") as opened:
            os.fsync(opened.fileno())


def _move(fresh: Path, path: Path) -> None:
    if not path.is_dir():
        os.replace(fresh, path)
        return
    old = fresh.with_suffix(".old")
    os.rename(path, old)
    try:
        os.rename(fresh, path)
    except OSError:
        os.rename(old, path)
        raise
    shutil.rmtree(old)


def _remove(fresh: Path) -> None:
    if fresh.is_dir():
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        fresh.unlink(missing_ok=True)
