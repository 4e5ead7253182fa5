"""python -m flows.serve [prefect.yaml] [--only NAME,…]: the deployments of the file, on a machine without a worker.

They run in processes of this program while it runs; stopping it leaves their schedules as they are.  Knows how the file is read, nothing
of what stands in it.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from pathlib import Path
from typing import Any

import yaml
from prefect import Flow, serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Schedule
from prefect.utilities.asyncutils import run_coro_as_sync
from prefect.utilities.templating import apply_values, resolve_block_document_references, resolve_variables

from flows.parameters import reach
from kg.errors import KgError, SettingsError

# What a deployment may hold that means something without a worker, and what means nothing here.
KNOWN = "description version tags concurrency_limit schedules parameters triggers enforce_parameter_schema".split()
LEFT = "name entrypoint work_pool".split()


def deployments(file: Path, only: list[str]) -> list[RunnerDeployment]:
    """The deployments of a file.  Raises SettingsError with all that is wrong."""
    try:
        listed = yaml.safe_load(file.read_text(encoding="utf-8"))["deployments"]
        names = [one["name"] for one in listed]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())
        raise SettingsError([f"{file}: no file of deployments ({told}); name one that looks like prefect.yaml"]) from error
    faults = [f"{file}: has no deployment {name!r}; there are {', '.join(names)}" for name in only if name not in names]
    faults += [
        f"{file}: {one['name']}: unknown key {key!r}; flows.serve knows {', '.join(LEFT + KNOWN)}"
        for one in listed
        for key in one
        if key not in KNOWN + LEFT
    ]
    if faults:
        raise SettingsError(faults)
    return [_deployment(one, file) for one in listed if not only or one["name"] in only]


def _deployment(one: dict[str, Any], file: Path) -> RunnerDeployment:
    given = {key: _filled(value) for key, value in one.items() if key in KNOWN}
    try:
        given["schedules"] = [_schedule(schedule) for schedule in given.get("schedules") or ()]
        if isinstance(limit := given.get("concurrency_limit"), dict):
            given["concurrency_limit"] = ConcurrencyLimitConfig(**limit)
    except (TypeError, ValueError) as error:
        told = " ".join(str(error).split())
        raise SettingsError(
            [f"{file}: {one['name']}: no schedule, or no concurrency_limit ({told}); write them as Prefect's pages on prefect.yaml say"]
        ) from error
    flow: Any = Flow.from_source(source=str(file.resolve().parent), entrypoint=one["entrypoint"])
    made: RunnerDeployment = flow.to_deployment(one["name"], **given)
    return made


def _schedule(given: dict[str, Any]) -> Schedule:
    """A schedule of the file, whose entries `prefect deploy` reads by rules of its own."""
    told = {key: value for key, value in given.items() if value is not None}
    if isinstance(told.get("interval"), int | float):
        told["interval"] = datetime.timedelta(seconds=told["interval"])
    if isinstance(told.get("anchor_date"), str):
        told["anchor_date"] = datetime.datetime.fromisoformat(told["anchor_date"])
    return Schedule(**told)


def _filled(value: Any) -> Any:
    """The value with what stands in {{ … }} put in, as `prefect deploy` does."""
    environment = {f"${name}": content for name, content in os.environ.items()}
    value = run_coro_as_sync(resolve_block_document_references(value))
    return apply_values(run_coro_as_sync(resolve_variables(value)), environment)


def main() -> None:
    """Reads the command line and serves until it is stopped.  Exit codes as those of kg."""
    parser = argparse.ArgumentParser(prog="python -m flows.serve", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", default=Path("prefect.yaml"))
    parser.add_argument("--only", default="", metavar="NAME,…", help="these deployments; default: all")
    options = parser.parse_args()
    try:
        reach()
        found = deployments(options.file, [name for name in options.only.split(",") if name])
    except KgError as error:
        print(f"flows.serve: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    serve(*found, pause_on_shutdown=False)


if __name__ == "__main__":
    main()
