"""What a person sees while `kg` works: progress on a terminal, a plain line now and then elsewhere.

Everything goes to standard error.  Knows nothing of what is being done.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self


class Console:
    """Shows progress of stages; a context manager.  `quiet` shows nothing."""

    EVERY = 10.0  # seconds between plain lines where there is no terminal

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.terminal = not quiet and sys.stderr.isatty()
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}
        self._begun: dict[str, tuple[float, int]] = {}  # of each stage when it began, and how far it is
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        if self.terminal:
            from rich.console import Console as Rich
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bars = Progress(
                TextColumn("{task.description:>8}"),
                BarColumn(bar_width=28),
                MofNCompleteColumn(),
                TextColumn("{task.fields[unit]} {task.fields[rate]}"),
                TimeRemainingColumn(),
                console=Rich(stderr=True),
                transient=True,
            )
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def progress(self, stage: str, done: int, total: int | None, unit: str) -> None:
        """How far a stage is; a stage that begins anew starts its clock again."""
        if self.quiet:
            return
        now = time.monotonic()
        begun, before = self._begun.get(stage, (now, 0))
        if done < before:
            begun = now
        self._begun[stage] = begun, done
        rate = f"{done / (now - begun):,.0f}/s" if done and now - begun > 0.5 else ""
        if self._bars is not None:
            if stage not in self._tasks:
                self._tasks[stage] = self._bars.add_task(stage, total=total, unit=unit, rate="")
            self._bars.update(self._tasks[stage], completed=done, total=total, unit=unit, rate=rate)
        elif now - self._last >= self.EVERY:
            self._last = now
            of = f" of {total:,}" if total is not None else ""
            print(f"kg: {stage}: {done:,}{of} {unit} {rate}".rstrip(), file=sys.stderr, flush=True)
