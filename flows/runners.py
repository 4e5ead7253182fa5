"""Extraction on threads, processes, Dask or Ray: batches of paragraphs go out as Prefect tasks, what was made of them comes back in order.

One batch is one task.  No more than two batches for each worker are under way, so that memory is bounded; a worker that dies costs its
batches, which are done again.  Knows nothing of the workspace.
"""

from __future__ import annotations

import importlib.util
import logging
import pickle
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import PrefectException
from prefect.logging import get_run_logger
from prefect.tasks import exponential_backoff

from flows.parameters import RunnerName, reveal
from kg import spacy_models
from kg.errors import ExtractorError, KgError, MissingExtra
from kg.extract.parallel import Work
from kg.model import Paragraph

T = TypeVar("T")
AHEAD = 2  # batches under way for each worker
DEATHS = 3  # workers, or all of them at once, that may die in a run
LONGEST = 3600  # seconds for a batch


def helps(_task: Any, _run: Any, state: Any) -> bool:
    """Whether trying again may help: only where kg says that its error may pass."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, KgError) and error.passing


@task(
    name="extract",
    task_run_name="extract batch {number}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=exponential_backoff(10),
    retry_condition_fn=helps,
)
def extract_paragraphs(number: int, work: bytes, paragraphs: bytes, secrets: dict[str, str]) -> bytes:
    """What is made of a batch.  All is pickled, so that it travels alike everywhere and Prefect does not look into it."""
    reveal(secrets)
    spacy_models.spare_torch()
    made: bytes = pickle.dumps(pickle.loads(work)(pickle.loads(paragraphs)), protocol=pickle.HIGHEST_PROTOCOL)
    return made


@dataclass(frozen=True, slots=True)
class Spread:
    """A `kg.extract.parallel.Runner` over one of Prefect's task runners, which is started with the first batch and ended after the last."""

    name: RunnerName = "threads"
    workers: int = 1
    cluster: str = ""
    batch: int = 256
    secrets: tuple[tuple[str, str], ...] = ()

    def __call__(self, work: Work[T], paragraphs: Iterator[Paragraph]) -> Iterator[T]:
        # What shares out its work itself, or holds a model, is there once in each process, not once in each thread.
        workers = self.workers if self.name != "threads" else work.one.processes(self.workers)
        start = starter(self.name, workers, self.cluster)
        with _Desk(start, pickle.dumps(work), dict(self.secrets)) as desk:
            for batch in iter(lambda: list(islice(paragraphs, self.batch)), []):
                desk.give(batch)
                while len(desk.waiting) >= AHEAD * workers:
                    yield from desk.take()
            while desk.waiting:
                yield from desk.take()


class _Desk:
    """The batches under way, oldest first, each with what it takes to give it out again."""

    def __init__(self, start: Callable[[], Any], work: bytes, secrets: dict[str, str]) -> None:
        self.start, self.work, self.secrets = start, work, secrets
        self.waiting: deque[tuple[dict[str, Any], Any]] = deque()
        self.given, self.deaths = 0, 0
        self.log = get_run_logger()

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *details: object) -> None:
        self.open.close()

    def _open(self) -> None:
        self.open = ExitStack()
        self.pool = self.open.enter_context(self.start())

    def give(self, batch: list[Paragraph]) -> None:
        """Gives a batch out."""
        self.given += 1
        content = pickle.dumps(batch, protocol=pickle.HIGHEST_PROTOCOL)
        asked = {"number": self.given, "work": self.work, "paragraphs": content, "secrets": self.secrets}
        self.waiting.append((asked, self.pool.submit(extract_paragraphs, asked)))

    def take(self) -> list[Any]:
        """What was made of the oldest batch.  Raises the errors of kg as they are, and ExtractorError where workers keep dying."""
        while True:
            asked, future = self.waiting[0]
            try:
                made: list[Any] = pickle.loads(future.result(timeout=LONGEST))  # a task's own limit cannot end what runs in a thread
            except KgError:
                raise
            except ImportError as error:
                raise ExtractorError(
                    f"a worker cannot import what it needs ({error}); install the same kg there, with its extras"
                ) from error
            except TimeoutError as error:
                raise ExtractorError(f"batch {asked['number']} took longer than {LONGEST} s; take fewer paragraphs a batch") from error
            except (PrefectException, RuntimeError, OSError) as error:
                self._again(error)
            else:
                self.waiting.popleft()
                return made

    def _again(self, error: Exception) -> None:
        """After a death: all batches under way are given out anew, to new workers."""
        self.deaths += 1
        told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        if self.deaths > DEATHS:
            raise ExtractorError(f"workers died {self.deaths} times ({told}); perhaps for want of memory: try fewer, or smaller batches")
        self.log.warning("a worker died (%s); %d batches are done again", told, len(self.waiting))
        self.open.close()
        self._open()
        self.waiting = deque((asked, self.pool.submit(extract_paragraphs, asked)) for asked, _ in self.waiting)


# ---- Prefect's task runners ---------------------------------------------------------------------------------------------------


def starter(name: RunnerName, workers: int, cluster: str) -> Callable[[], Any]:
    """Makes a task runner each time it is called.  Raises MissingExtra."""
    if name in ("dask", "ray") and importlib.util.find_spec(f"prefect_{name}") is None:
        raise MissingExtra(f"prefect-{name}", extra=name, purpose=f"the runner {name}")
    return {"threads": _threads, "processes": _processes, "dask": _dask, "ray": _ray}[name](workers, cluster)


def _threads(workers: int, _: str) -> Callable[[], Any]:
    from prefect.task_runners import ThreadPoolTaskRunner

    return lambda: ThreadPoolTaskRunner(max_workers=workers)


def _processes(workers: int, _: str) -> Callable[[], Any]:
    from prefect.task_runners import ProcessPoolTaskRunner

    return lambda: ProcessPoolTaskRunner(max_workers=workers)


def _dask(workers: int, cluster: str) -> Callable[[], Any]:
    from prefect_dask import DaskTaskRunner

    if cluster:
        return lambda: DaskTaskRunner(address=cluster)
    local = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    return lambda: DaskTaskRunner(cluster_kwargs=local)


def _ray(workers: int, cluster: str) -> Callable[[], Any]:
    from prefect_ray import RayTaskRunner

    quiet: dict[str, Any] = {"logging_level": logging.WARNING, "include_dashboard": False}
    local = quiet | {"num_cpus": workers, "runtime_env": {"env_vars": {"PYTHONPATH": ":".join(filter(None, sys.path))}}}
    if cluster:
        return lambda: RayTaskRunner(address=cluster, init_kwargs={"logging_level": logging.WARNING})
    return lambda: RayTaskRunner(address="local", init_kwargs=local)  # not one that happens to run here
