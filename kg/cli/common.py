"""What all commands share: the common options, and how an answer is given.

Knows click and settings; nothing of any command.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import KgError, SettingsError, SourceError

if TYPE_CHECKING:
    from kg.settings import Settings
    from kg.store import Store

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """The options that every command has."""

    workspace: str
    settings: str | None
    as_json: bool
    quiet: bool
    wait: float  # seconds for a workspace that another process holds

    def load(self) -> Settings:
        """The settings.  Commands that use none load them as well, so that a fault in them is told whatever the command."""
        from kg.settings import load

        return load(self.settings)

    def store(self, *, read_only: bool = True) -> Store:
        """The workspace, opened."""
        from kg.store import Store

        return Store(self.workspace, read_only=read_only, wait=self.wait)

    @contextmanager
    def store_to_build(self) -> Iterator[Store]:
        """The workspace, made if need be.  One that was made for nothing, since no source could be read, goes again: an empty graph that is
        loaded by the next command would empty the database."""
        from kg.store import corpus

        is_new = not Path(self.workspace).exists()
        made_for_nothing = False
        try:
            with self.store(read_only=False) as store:
                try:
                    yield store
                except SourceError:
                    made_for_nothing = is_new and not corpus.items(store)
                    raise
        finally:
            if made_for_nothing:
                Path(self.workspace).unlink(missing_ok=True)

    def store_to_plan(self) -> Store:
        """The workspace as it is, or an empty one in memory: looking ahead makes no file."""
        from kg.store import Store

        return self.store() if Path(self.workspace).exists() else Store()

    def say(self, text: str) -> None:
        """A line for people, unless they want quiet."""
        if not self.quiet:
            click.echo(text)

    def give(self, value: Any, text: Callable[[], str]) -> None:
        """The answer: one JSON value with --json, else text."""
        click.echo(json.dumps(value, ensure_ascii=False) if self.as_json else text())


class Number(click.FloatRange):
    """A number within a range.  click lets nan pass, which is within none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; fails as click's own do."""
        found = float(super().convert(value, param, ctx))
        return self.fail(f"{value} is no number.", param, ctx) if math.isnan(found) else found


class Words(click.types.StringParamType):
    """A text, in which bytes that are no UTF-8 are replaced, since nothing in a workspace has any."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text; never fails."""
        return str(value).encode("utf-8", "replace").decode()


class Command(click.Command):
    """A command that tells all wrong values of its command line at once, where click stops at the first."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What click does; raises UsageError with every fault."""
        try:
            return super().parse_args(ctx, list(args))
        except click.BadParameter:
            values, left, _ = self.make_parser(ctx).parse_args(list(args))
            faults = []
            for parameter in self.get_params(ctx):
                try:
                    _, left = parameter.handle_parse_result(ctx, values, left)
                except click.BadParameter as fault:
                    faults.append(fault.format_message())
            raise click.UsageError("\nError: ".join(faults), ctx) from None


def all_told(checks: Iterable[Callable[[], T]]) -> list[T]:
    """Makes all checks and gives what they give.  Raises the fault that they find; of several SettingsError with all
    cases of wrong use, else the first."""
    found: list[T] = []
    faults: list[KgError] = []
    for check in checks:
        try:
            found.append(check())
        except KgError as fault:
            faults.append(fault)
    wrong = [fault for fault in faults if fault.exit_code == SettingsError.exit_code]
    if len(wrong) > 1:
        raise SettingsError([str(fault) for fault in wrong])
    if faults:
        raise (wrong or faults)[0]
    return found


def of_use(option: str, given: str | None, formats: Collection[str], takers: Sequence[str]) -> None:
    """Raises SettingsError for an option that none of the formats takes."""
    if given is not None and not set(formats) & set(takers):
        raise SettingsError(
            [f"{option} {given}: of no use to {', '.join(sorted(set(formats)))}; leave it out, or name a target of {', '.join(takers)}"]
        )


def common(command: F) -> F:
    """Adds the common options and hands them over as one `Call`."""
    import functools

    @click.option("--workspace", default="kg.duckdb", envvar="KG_WORKSPACE", show_default=True, metavar="FILE", help="The workspace file.")
    @click.option("--wait", type=Number(min=0), default=0, metavar="SECONDS", help="Wait for a workspace that another process holds.")
    @click.option("--settings", metavar="FILE", help="Settings (default: kg.toml, if it is there).")
    @click.option("--json", "as_json", is_flag=True, help="One JSON value on standard output, nothing else.")
    @click.option("--quiet", is_flag=True, help="No progress, no report.")
    @click.option("--verbose", is_flag=True, help="Show tracebacks of errors.")
    @functools.wraps(command)
    def wrapped(workspace: str, settings: str | None, as_json: bool, quiet: bool, verbose: bool, wait: float, **options: Any) -> Any:
        return command(Call(workspace, settings, as_json, quiet, wait), **options)  # `main` looks for --verbose by itself

    return wrapped  # type: ignore[return-value]
