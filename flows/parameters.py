"""What the form of a run asks for, with the words that it shows; and how a flow refuses what the form would refuse.

Knows nothing of what the parameters are used for.
"""

from __future__ import annotations

import functools
import inspect
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Annotated, Any, Literal, ParamSpec, TypeVar, get_type_hints

from prefect import get_run_logger
from prefect.blocks.system import Secret
from prefect.settings import PREFECT_API_URL
from prefect.states import Failed
from prefect.utilities.callables import get_call_parameters, parameter_schema
from prefect.utilities.schema_tools.validation import ValidationError, validate
from pydantic import Field

from kg.errors import KgError, SettingsError

P = ParamSpec("P")
R = TypeVar("R")

Sources = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    Field(min_length=1, description="What is read: files, folders, globs, addresses or buckets, one a line."),
]
Workspace = Annotated[str, Field(min_length=1, description="The workspace file.  One run at a time writes it.")]
Extractor = Annotated[str, Field(min_length=1, description="syntax, local, endpoint, or MODULE:FACTORY; several with commas.")]
RunnerName = Literal["threads", "processes", "dask", "ray"]
Runner = Annotated[RunnerName, Field(description="Where paragraphs are extracted.")]
Workers = Annotated[int, Field(ge=1, le=10_000, description="How many batches are extracted at once.")]
Cluster = Annotated[str, Field(description="The address of a Dask scheduler or a Ray cluster; empty: one is started for the run.")]
Batch = Annotated[int, Field(ge=1, le=10_000, description="Paragraphs in a batch, which is one task.")]
Exports = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    Field(description="Files or folders that are written afterwards, as in kg export: graph.ttl, tables/ …"),
]
Uri = Annotated[str, Field(description="The Neo4j database that is brought into step, such as neo4j://localhost:7687; empty: none.")]
Share = Annotated[float, Field(ge=0, le=1, description="The run has failed when more than this share of the documents did.")]
Keep = Annotated[bool, Field(description="Keep documents that are gone from their source.")]
Empty = Annotated[bool, Field(description="Believe a source that is suddenly empty.")]
Settings = Annotated[str, Field(description="The settings file; empty: kg.toml, if it is there.")]
Name = Annotated[str, Field(description="One name for all sources, under which they are followed; empty: each by itself.")]
Root = Annotated[str, Field(description="Document ids are paths below this folder; empty: the working folder.")]
Wait = Annotated[float, Field(ge=0, description="Seconds to wait for a workspace that another process holds.")]
Secrets = Annotated[
    dict[str, str],
    Field(description="Variables of the environment that Prefect's Secret blocks fill: {'NEO4J_PASSWORD': 'name-of-the-block'}."),
]


def explained(function: Callable[P, R]) -> Callable[P, R]:
    """A flow's function that refuses wrong parameters as the form does, and fails with one line where kg can explain why.

    The flow must not check its parameters itself (`validate_parameters=False`): its words are others than the form's."""

    @functools.wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            check(function, get_call_parameters(function, args, kwargs))
            return function(*args, **kwargs)
        except KgError as error:
            line = " ".join(str(error).split())
            get_run_logger().error(line)
            return Failed(message=line)

    told.__doc__ = f"{inspect.getdoc(function)}\n\nArgs:\n{_fields(function)}"
    return told


def _fields(function: Callable[..., Any]) -> str:
    """What each parameter is for, as Prefect reads it for its form: from the docstring alone."""
    hints = get_type_hints(function, include_extras=True)
    told = {name: next((m.description for m in getattr(hint, "__metadata__", ()) if m.description), "") for name, hint in hints.items()}
    return "\n".join(f"    {name}: {words}" for name, words in told.items() if words)


def check(function: Callable[..., Any], given: dict[str, Any]) -> None:
    """Raises SettingsError with the very words of Prefect's server and form."""
    try:
        validate(given, parameter_schema(function).model_dump(), raise_on_error=True)
    except ValidationError as error:
        raise SettingsError([" ".join(str(error).split())]) from error


def reach() -> None:
    """Raises SettingsError where no server of Prefect answers at the address that is set; without one, a flow starts its own."""
    address = str(PREFECT_API_URL.value() or "")
    if address.startswith(("http://", "https://")):
        try:
            urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=10).close()
        except urllib.error.HTTPError:
            return  # somebody answers, if only that a key is missing
        except OSError as error:
            told = f"{address}: no Prefect server answers there ({error}); start one with: prefect server start, or mend PREFECT_API_URL"
            raise SettingsError([told]) from error


def reveal(secrets: dict[str, str]) -> None:
    """Puts the secrets of Prefect's blocks into this process's environment.  Raises SettingsError for a block that is not there."""
    for variable, block in sorted(secrets.items()):
        try:
            found: Any = Secret.load(block)
        except ValueError as error:
            raise SettingsError([f"{variable}: Prefect has no Secret block {block!r}; make it under Blocks, or mend the name"]) from error
        os.environ[variable] = str(found.get())
