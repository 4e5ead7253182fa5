"""The tree of errors, drawn once.  Every message names the value, the place and the remedy; `kg` prints it as one line.

`wrong_use` marks what another command line cures (a suffix that nobody writes, an address that is none): exit code 2.

    KgError                     exit code 1
    ├── SettingsError           2   several faults at once: one line each
    ├── MissingExtra            1   a package is not installed; says which `pip install` cures it
    ├── SourceError             1   a source that is missing, unreadable or suddenly empty
    ├── ReadError                   one document could not be read; becomes a refusal, never ends a run
    ├── ExtractorError          1   the extractor cannot run at all (no model, no server)
    ├── WorkspaceError          1   the workspace is of another version, damaged, or cannot be written
    │   └── WorkspaceLocked     1   another process holds it
    ├── NotFound                1   no such document, entity or statement
    ├── TargetError             1   an export or a database cannot be written
    └── TooManyFailures         3   the share of failed documents or paragraphs passed --max-failed

Knows nothing of the rest of the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

DISTRIBUTION = "kg-from-documents"


class KgError(Exception):
    """An error that `kg` can explain.  `exit_code` is what the command line returns for it."""

    exit_code = 1
    passing = False  # whether the same may go well a little later: a server that is away, for instance


E = TypeVar("E", bound=KgError)


def passing(error: E) -> E:
    """The error, marked as one that may pass."""
    error.passing = True
    return error


def wrong_use(error: E) -> E:
    """The error, marked as one that only another command line or other settings cure: exit code 2."""
    error.exit_code = 2
    return error


class SettingsError(KgError):
    """Wrong settings, or wrong use of the command line.  `faults` holds every fault found, each with value, place and remedy."""

    exit_code = 2

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


class MissingExtra(KgError):
    """A package that is only needed for what was asked is not installed."""

    def __init__(self, package: str, *, extra: str | None, purpose: str) -> None:
        wanted = f"'{DISTRIBUTION}[{extra}]'" if extra else package
        super().__init__(f"{purpose} needs the package {package}, which is not installed; install it with: pip install {wanted}")


class SourceError(KgError):
    """A source as a whole is missing, unreadable or suddenly empty; nothing was retracted."""


class ReadError(KgError):
    """One document could not be read; `reason` is kept as its refusal."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ExtractorError(KgError):
    """The extractor cannot run at all."""


class WorkspaceError(KgError):
    """The workspace is of another version, damaged, or cannot be written."""


class WorkspaceLocked(WorkspaceError):
    """Another process holds the workspace."""


class NotFound(KgError):
    """Nothing in the workspace has this name or id."""


class TargetError(KgError):
    """An export's target cannot be written."""


class TooManyFailures(KgError):
    """More documents or paragraphs failed than --max-failed allows; what succeeded is kept."""

    exit_code = 3
