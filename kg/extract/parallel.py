"""Runs an extractor in several processes: answers in the order of the paragraphs, bounded memory, errors raised where they are awaited.

Each worker builds its own extractor from a factory that can be pickled, takes batches of paragraphs and sends back what was made of them.
Answers do not depend on the number of workers.  A `Runner` does the same elsewhere, on other machines perhaps: what it is given, `Work`, travels.
Knows nothing of what an extractor does.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import pickle
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from kg import spacy_models
from kg.errors import ExtractorError, KgError
from kg.extract import Extractor, Loaded
from kg.model import Extraction, Paragraph

BATCH = 128  # paragraphs sent at a time
AHEAD = 3  # batches under way for each worker

T = TypeVar("T")
Factory = Callable[[], Extractor]
Finish = Callable[[Paragraph, Extraction], T]
Start = Callable[[], Callable[[list[Paragraph]], list[Any]]]


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What a worker anywhere does with a batch: plain values, which can be pickled.  The extractor is made once for each thread that works.

    Raises what `run` raises; ExtractorError where the extractor answers otherwise here than where the work was given out."""

    one: Loaded
    finish: Finish[T]

    def __call__(self, paragraphs: list[Paragraph]) -> list[T]:
        try:
            return list(_finished(_kept(self.one), paragraphs, self.finish))
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever gave the work out must hear of it
            raise _portable(error) from None


# Shares work out and brings what was made of the paragraphs back, in their order, in bounded memory.
Runner = Callable[[Work[T], Iterator[Paragraph]], Iterator[T]]

_here = threading.local()


def _kept(one: Loaded) -> Extractor:
    """This thread's extractor; the one that it had before is let go where another is asked for."""
    if getattr(_here, "fingerprint", None) != one.fingerprint:
        _here.fingerprint = None
        made = one.make()
        if made.fingerprint != one.fingerprint:
            raise ExtractorError(
                f"a worker answers as {made.fingerprint!r} where {one.fingerprint!r} is wanted; install the same kg, models and packages there"
            )
        _here.extractor, _here.fingerprint = made, one.fingerprint
    kept: Extractor = _here.extractor
    return kept


def run(factory: Factory, paragraphs: Iterable[Paragraph], *, workers: int, finish: Finish[T], batch: int = BATCH) -> Iterator[T]:
    """What `finish` makes of each paragraph and its Extraction, in order, from `workers` processes; with one worker in this process.

    `factory`, `finish` and what it gives must be picklable (a module's function, a class, functools.partial of one).
    Raises what the extractor raised if it is an error of ours, else ExtractorError with the worker's own words; ExtractorError if a worker dies."""
    if workers <= 1:
        yield from _finished(factory(), paragraphs, finish)
        return
    pool = _Pool([partial(_start, factory, finish)] * workers)
    try:
        yield from pool.run(iter(paragraphs), batch)
    finally:
        pool.close()


def spread(factories: Sequence[Factory], paragraphs: Iterable[Paragraph], *, batch: int = BATCH) -> Iterator[Extraction]:
    """The extractions of paragraphs, in order, from one process for each of the factories: extractors that answer alike but work in
    different places, such as one on each GPU.  Raises as `run` does."""
    pool = _Pool([partial(_start, factory, as_extracted) for factory in factories])
    try:
        yield from pool.run(iter(paragraphs), batch)
    finally:
        pool.close()


def as_extracted(_: Paragraph, found: Extraction) -> Extraction:
    """The Finish that leaves an Extraction as it is."""
    return found


def _finished(extractor: Extractor, paragraphs: Iterable[Paragraph], finish: Finish[T]) -> Iterator[T]:
    """Pairs each answer with its paragraph, whatever window the extractor reads ahead."""
    asked: deque[Paragraph] = deque()

    def read() -> Iterator[Paragraph]:
        for paragraph in paragraphs:
            asked.append(paragraph)
            yield paragraph

    for extraction in extractor.extract(read()):
        paragraph = asked.popleft() if asked else None
        if paragraph is None or extraction.paragraph != paragraph.id:
            wanted = paragraph.id if paragraph else "none"
            raise ExtractorError(f"{extractor.fingerprint}: answers out of order: {extraction.paragraph!r} where {wanted!r} was awaited")
        yield finish(paragraph, extraction)
    if asked:
        raise ExtractorError(f"{extractor.fingerprint}: no answer for {len(asked)} paragraphs, the first is {asked[0].id!r}")


def _start(factory: Factory, finish: Finish[T]) -> Callable[[list[Paragraph]], list[T]]:
    """What a worker does with each batch."""
    extractor = factory()
    return lambda paragraphs: list(_finished(extractor, paragraphs, finish))


class _Pool:
    def __init__(self, starts: Sequence[Start]) -> None:
        context = multiprocessing.get_context("spawn")  # safe beside threads, and the same on every system
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []
        try:
            for start in starts:
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(theirs, start), daemon=True)
                process.start()
                theirs.close()
                self._processes.append(process)
                self._pipes.append(ours)
        except BaseException:
            self.close()
            raise

    def run(self, paragraphs: Iterator[Paragraph], size: int) -> Iterator[Any]:
        waiting: deque[int] = deque()  # batches in order
        answers: dict[int, list[Any]] = {}
        load = [0] * len(self._pipes)
        number, more = 0, True
        while more or waiting:
            while more and len(waiting) < AHEAD * len(self._pipes):
                chosen = min(range(len(load)), key=lambda w: (load[w], w))
                if load[chosen] >= AHEAD:
                    break
                part = list(islice(paragraphs, size))
                if not part:
                    more = False
                    break
                self._send(chosen, (number, part))
                load[chosen] += 1
                waiting.append(number)
                number += 1
            while waiting and waiting[0] in answers:
                yield from answers.pop(waiting.popleft())
            if waiting and waiting[0] not in answers:
                self._receive(answers, load)

    def _send(self, worker: int, message: tuple[int, list[Paragraph]]) -> None:
        try:
            self._pipes[worker].send_bytes(pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL))
        except OSError as error:
            raise self._dead(worker) from error

    def _receive(self, answers: dict[int, list[Any]], load: list[int]) -> None:
        for ready in multiprocessing.connection.wait(self._pipes):
            assert isinstance(ready, Connection)
            worker = self._pipes.index(ready)
            try:
                kind, number, content = pickle.loads(ready.recv_bytes())
            except (EOFError, OSError) as error:
                raise self._dead(worker) from error
            if kind == "error":
                raise content
            answers[number] = content
            load[worker] -= 1

    def _dead(self, worker: int) -> ExtractorError:
        process = self._processes[worker]
        process.join(timeout=5)
        killed = process.exitcode is not None and process.exitcode < 0
        remedy = "it was killed, perhaps for want of memory: try fewer workers" if killed else "its own message stands above"
        return ExtractorError(f"extraction worker {worker + 1} of {len(self._processes)} ended with exit code {process.exitcode}; {remedy}")

    def close(self) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(timeout=0.5)
            if process.is_alive():
                process.terminate()
                process.join()


def _work(pipe: Connection, start: Start) -> None:
    """A worker's life: batches in, finished answers out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    spacy_models.spare_torch()
    batches: queue.SimpleQueue[tuple[int, list[Paragraph]]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, batches), daemon=True).start()
    answer_all: Callable[[list[Paragraph]], list[Any]] | None = None
    while True:
        number, paragraphs = batches.get()
        try:
            if answer_all is None:
                answer_all = start()
            answer: tuple[str, int, Any] = ("done", number, answer_all(paragraphs))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            answer = ("error", number, _portable(error))
        try:
            pipe.send_bytes(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))
        except OSError:
            return


def _listen(pipe: Connection, batches: queue.SimpleQueue[tuple[int, list[Paragraph]]]) -> None:
    """Takes batches off the pipe at once, so that the parent never waits on a worker that waits on the parent; when the parent's end
    is gone, however it went, the process ends."""
    while True:
        try:
            batches.put(pickle.loads(pipe.recv_bytes()))
        except (EOFError, OSError):
            os._exit(0)


def _portable(error: Exception) -> KgError:
    """The error in a form that another process can raise: our own with their words, others as ExtractorError."""
    if isinstance(error, KgError):
        again = ExtractorError(str(error))
        again.exit_code, again.passing = error.exit_code, error.passing
        return again
    return ExtractorError(f"the extractor failed in a worker: {type(error).__name__}: {error}")
