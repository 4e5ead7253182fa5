"""What a SOURCE stands for: a file, a folder, a quoted glob, standard input, an fsspec URL → Items, cheap to list.

In folders and globs, symbolic links are never followed and what is no regular file is never opened: each becomes an Item that reads as a
refusal.  Hidden files and folders (a leading dot) are left out of folders, unless a pattern names the dot; a hidden file that is
named itself is read.  Knows nothing of formats.
"""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, BinaryIO, cast
from typing import Literal as Either
from urllib.parse import quote

from kg.errors import MissingExtra, ReadError, SourceError, passing

_CHUNK = 1 << 20
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?:://|::)")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\\\]")
_MOST_REMOTE = 2 << 30  # bytes that are fetched from one URL
_SINGLE = ("http", "https")  # never listed: a page is no folder, its links are not its files


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read.  `document` is its id, `location` a path or a URL, `fault` why it is not to be opened ("" for what is)."""

    document: str
    uri: str
    location: str
    scheme: Either["file", "url", "stdin"] = "file"
    fault: str = ""

    @property
    def name(self) -> str:
        """What the end of the name tells the format by; standard input is JSON Lines."""
        return "stdin.jsonl" if self.scheme == "stdin" else self.location.split("::")[0] if self.scheme == "url" else self.location

    def open(self) -> BinaryIO:
        """The raw bytes from the start; raises ReadError when they cannot be had."""
        if self.fault:
            raise ReadError(self.fault)
        try:
            if self.scheme == "stdin":
                return _spooled_stdin()
            return _open_url(self.location) if self.scheme == "url" else _open_file(self.location)
        except OSError as error:
            raise ReadError(f"cannot be opened ({error.strerror or error})") from error

    def digest(self) -> str:
        """SHA-256 of the raw bytes, in hexadecimal, read as a stream; of the fault where there is one.  Raises ReadError when they cannot be had."""
        if self.fault:
            return hashlib.sha256(b"fault " + self.fault.encode()).hexdigest()
        digest = hashlib.sha256()
        with self.open() as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
            except (OSError, EOFError) as error:
                raise ReadError(f"cannot be read to its end ({error})") from error
        return digest.hexdigest()


def list_source(source: str, *, root: Path) -> Iterator[Item]:
    """The items of one source, sorted by document id; `root` is the folder that ids are relative to.  Raises SourceError when the source as a
    whole is missing or cannot be listed."""
    if source == "-":
        yield Item("-", "", "-", "stdin")
        return
    if source.startswith("file://") and "::" not in source:
        source = source[len("file://") :]
    if not source or "\x00" in source:
        raise SourceError(f"{source!r} names no source; give a file, a folder, a quoted glob, - or a URL")
    if os.path.lexists(source):
        yield from _local(source, root)
    elif _URL.match(source):
        yield from _remote(source)
    elif glob.has_magic(source):
        yield from _matched(source, root)
    else:
        raise SourceError(f"the source {visible(source)!r} does not exist in {os.getcwd()!r}; check the path, or quote it if it is a glob")


def visible(name: str) -> str:
    """A file's name as a string that can be stored and printed: control characters, bytes that are not UTF-8, and backslashes are escaped."""
    return _CONTROL.sub(_escape, name)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"  # a byte of a name that is not UTF-8
    return {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character) or f"\\u{ord(character):04x}"


# ---- files -------------------------------------------------------------------------------------------------------------------


def _local(source: str, root: Path) -> Iterator[Item]:
    """A file or folder that was named: a link is followed here, and nowhere below."""
    real = os.path.realpath(source)
    try:
        mode = os.stat(real).st_mode
    except OSError as error:
        raise SourceError(
            f"the source {visible(source)!r} cannot be read ({error.strerror}); check the path and its permissions"
        ) from error
    if stat.S_ISDIR(mode):
        yield from _walk(os.path.abspath(source), root)
    elif stat.S_ISREG(mode):
        yield _file_item(os.path.abspath(source), root, location=real)
    else:
        raise SourceError(
            f"the source {visible(source)!r} is no regular file or folder; save what it gives to a file first, or pass JSON Lines to -"
        )


def _file_item(path: str, root: Path, *, location: str = "", fault: str = "") -> Item:
    document, below = _document_id(path, root)
    # below the root the URI is relative, so that nothing in the graph depends on where the folder lies
    uri = quote(os.fsencode(document if below and document == visible(document) and "\\" not in document else path))
    return Item(document, uri if below else f"file://{quote(os.fsencode(path))}", location or path, fault=fault)


def _document_id(path: str, root: Path) -> tuple[str, bool]:
    """The document id of a file, and whether it lies below the root."""
    for base, file in (
        (os.path.abspath(root), path),
        (_real(os.path.abspath(root)), _real(os.path.dirname(path)) + os.sep + os.path.basename(path)),
    ):
        prefix = base.rstrip(os.sep) + os.sep
        if file.startswith(prefix):
            return visible(file[len(prefix) :].replace(os.sep, "/")), True
    return visible(path.replace(os.sep, "/")), False


@cache
def _real(path: str) -> str:
    return os.path.realpath(path)


def _walk(folder: str, root: Path, *, hidden: bool = False, wanted: Callable[[str], bool] | None = None) -> Iterator[Item]:
    """All files below a folder, sorted by path; `wanted` chooses among the paths relative to the folder."""
    stack = [(folder, True)]
    while stack:
        path, is_folder = stack.pop()
        if not is_folder:
            yield from _leaf(path, root)
            continue
        try:
            with os.scandir(path) as entries:
                found = sorted(((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries), reverse=True)
        except OSError as error:
            raise SourceError(
                f"the folder {visible(path)!r} cannot be read ({error.strerror}); nothing was retracted: check its permissions"
            ) from error
        for name, below_is_folder in found:
            below = os.path.join(path, name)
            if name.startswith(".") and not hidden:
                continue
            if below_is_folder or wanted is None or wanted(os.path.relpath(below, folder).replace(os.sep, "/")):
                stack.append((below, below_is_folder))


def _leaf(path: str, root: Path) -> Iterator[Item]:
    """One entry of a folder that is no folder."""
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        yield _file_item(path, root, fault=f"cannot be looked at ({error.strerror})")
        return
    if stat.S_ISLNK(mode):
        yield _file_item(path, root, fault="is a symbolic link, which is not followed; name its target as a source of its own")
    elif stat.S_ISREG(mode):
        yield _file_item(path, root)
    else:
        yield _file_item(path, root, fault="is no regular file (a pipe, socket or device), which is not opened")


def _open_file(path: str) -> BinaryIO:
    """Opens a regular file; one that was replaced by a link or pipe since it was listed is not opened."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    )
    handle = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ReadError("is no regular file any more")
    return os.fdopen(handle, "rb")


# ---- globs -------------------------------------------------------------------------------------------------------------------


def _matched(pattern: str, root: Path) -> Iterator[Item]:
    """The files that a pattern matches, and all below the folders that it matches."""
    parts = Path(pattern).parts
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    folder = os.path.abspath(os.path.join(*parts[:fixed]) if fixed else ".")
    if not os.path.isdir(folder):
        raise SourceError(f"the folder {visible(folder)!r} of the pattern {visible(pattern)!r} does not exist; check the path")
    matches = re.compile(_pattern(parts[fixed:]), re.DOTALL).match
    hidden = any(part.startswith(".") for part in parts[fixed:])
    count = 0
    for item in _walk(folder, root, hidden=hidden, wanted=lambda path: matches(path) is not None):
        count += 1
        yield item
    if not count:
        raise SourceError(
            f"the pattern {visible(pattern)!r} matches no file below {visible(folder)!r}; check it, and quote it from the shell"
        )


def _pattern(parts: tuple[str, ...]) -> str:
    """A regular expression for a path, or for a folder above it, that a glob matches."""
    out = ""
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if part == "**":
            out += r"(?:[^/.][^/]*/)*" if not last else r"(?:[^/.][^/]*/)*[^/.][^/]*"
            continue
        body = fnmatch.translate(part)[len("(?s:") : -len(r")\Z")].replace(".*", "[^/]*")
        guard = "" if part.startswith(".") else r"(?!\.)"
        out += guard + re.sub(r"(?<!\\)\.(?!\*)", "[^/]", body) if "?" in part else guard + body
        out += "" if last else "/"
    return out + r"(?:/.*)?\Z"


# ---- standard input and URLs ---------------------------------------------------------------------------------------------------


_STDIN: list[IO[bytes]] = []


def _spooled_stdin() -> BinaryIO:
    """Standard input from its start: it is kept in a temporary file, so that it can be read more than once."""
    if not _STDIN:
        spool = tempfile.TemporaryFile(prefix="kg-stdin-")  # noqa: SIM115  (it lives as long as the process)
        shutil.copyfileobj(sys.stdin.buffer, spool, _CHUNK)
        spool.flush()
        _STDIN.append(spool)
    handle = os.dup(_STDIN[0].fileno())
    os.lseek(handle, 0, os.SEEK_SET)
    return os.fdopen(handle, "rb")


def _remote(source: str) -> Iterator[Item]:
    """The files of an fsspec URL: one, all below a folder, or those that match."""
    head, _, chain = source.partition("::") if "://" in source.split("::")[0] else (source, "", "")
    scheme = head.split("://")[0].split("::")[0]
    system, path = _file_system(source)
    if scheme in _SINGLE:
        if not system.exists(path):
            raise passing(
                SourceError(
                    f"the source {source!r} cannot be fetched; nothing was retracted: check the URL, and whether its server answers"
                )
            )
        yield Item(source, source, source, "url")
        return
    try:
        paths = _listed(system, path)
    except SourceError:
        raise
    except Exception as error:  # file systems of others raise whatever they like; here it means one thing
        told = SourceError(f"the source {source!r} cannot be listed ({error!r:.200}); check the URL and your access to it")
        raise (passing(told) if isinstance(error, OSError) else told) from error
    if not paths:
        raise SourceError(f"the source {source!r} does not exist or holds no file; check the URL")
    for found in sorted(paths):
        url = f"{scheme}://{found.lstrip('/') if scheme in ('memory', 'zip', 'tar') else found}" + (f"::{chain}" if chain else "")
        yield Item(visible(url), visible(url), url, "url")


def _listed(system: Any, path: str) -> list[str]:
    if glob.has_magic(path):
        return [str(found) for found in system.glob(path) if system.isfile(found)]
    if system.isdir(path) or path in ("", "/"):
        found = [str(found) for found in system.find(path)]
        start = path.strip("/")
        return [f for f in found if not any(part.startswith(".") for part in f.strip("/").removeprefix(start).split("/"))]
    return [path] if system.exists(path) else []


def _file_system(source: str) -> tuple[Any, str]:
    import fsspec.core

    try:
        system, path = fsspec.core.url_to_fs(source)
    except ImportError as error:
        package = {"http": "aiohttp", "https": "aiohttp", "s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "az": "adlfs"}.get(
            source.split("://")[0], ""
        )
        if package:
            raise MissingExtra(package, extra=None, purpose=f"the source {source!r}") from error
        raise SourceError(f"the source {source!r} needs a package that is not installed ({error})") from error
    except Exception as error:  # see above
        raise SourceError(f"the source {source!r} cannot be opened ({error!r:.200}); check the URL") from error
    return system, str(path)


def _open_url(url: str) -> BinaryIO:
    """What a URL holds, fetched into a temporary file (in memory while it is small): its reader may come back to the start."""
    import fsspec

    spool = tempfile.SpooledTemporaryFile(max_size=16 * _CHUNK)  # noqa: SIM115  (the caller closes it)
    try:
        with fsspec.open(url, "rb") as remote:
            while chunk := remote.read(_CHUNK):
                spool.write(chunk)
                if spool.tell() > _MOST_REMOTE:
                    raise ReadError(f"is larger than {_MOST_REMOTE} bytes; fetch it yourself and name the file")
    except ReadError:
        spool.close()
        raise
    except Exception as error:  # see above
        spool.close()
        raise ReadError(f"cannot be fetched ({error!r:.200})") from error
    spool.seek(0)
    return cast(BinaryIO, spool)
