"""Several processes: the same answers in the same order, and clear words when one fails."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable, Iterator
from functools import partial

import psutil
import pytest

from kg.errors import ExtractorError, MissingExtra
from kg.extract import parallel
from kg.model import Extraction, Paragraph


class Echo:
    """Says each paragraph's text, and fails in the way it is told."""

    fingerprint = "echo"

    def __init__(self, fault: str = "") -> None:
        self.fault = fault

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        for paragraph in paragraphs:
            if paragraph.text == "fault" and self.fault == "raise":
                raise ValueError("no good")
            if paragraph.text == "fault" and self.fault == "ours":
                raise MissingExtra("torch", extra="llm", purpose="this")
            if paragraph.text == "fault" and self.fault == "die":
                os._exit(7)
            yield Extraction(paragraph.id, "ok", raw=paragraph.text)


def _paragraphs(texts: Iterable[str]) -> Iterator[Paragraph]:
    for i, text in enumerate(texts):
        yield Paragraph(f"p{i}", "d", i, 0, len(text), text)


def _keep(paragraph: Paragraph, extraction: Extraction) -> Extraction:
    assert paragraph.id == extraction.paragraph
    return extraction


def _extract(fault: str, paragraphs: Iterable[Paragraph], workers: int, batch: int = 128) -> Iterator[Extraction]:
    return parallel.run(partial(Echo, fault), paragraphs, workers=workers, finish=_keep, batch=batch)


def test_answers_are_those_of_one_process_in_order() -> None:
    texts = [f"text {i}" for i in range(95)]
    one = list(_extract("", _paragraphs(texts), 1))
    two = list(_extract("", _paragraphs(texts), 2, 7))
    assert one == two
    assert [e.raw for e in one] == texts


def test_large_answers_do_not_lock_the_pipes() -> None:
    texts = ["x" * 400_000 for _ in range(12)]
    assert sum(len(e.raw) for e in _extract("", _paragraphs(texts), 2, 1)) == 12 * 400_000


def test_no_more_is_taken_than_can_be_under_way() -> None:
    taken = 0

    def counted() -> Iterator[Paragraph]:
        nonlocal taken
        for paragraph in _paragraphs(str(i) for i in range(1000)):
            taken += 1
            yield paragraph

    answers = _extract("", counted(), 2, 5)
    next(answers)
    assert taken <= 2 * 3 * 5 + 5
    _close(answers)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("raise", "the extractor failed in a worker: ValueError: no good"),
        ("ours", "this needs the package torch"),
        ("die", "ended with exit code 7"),
    ],
)
def test_faults_are_told(fault: str, message: str) -> None:
    with pytest.raises(ExtractorError, match=message):
        list(_extract(fault, _paragraphs(["a", "b", "fault", "c"]), 2, 1))


def test_workers_end_with_the_answers() -> None:
    answers = _extract("", _paragraphs(str(i) for i in range(500)), 2, 5)
    next(answers)
    children = psutil.Process().children()
    assert len([c for c in children if c.is_running()]) >= 2
    _close(answers)
    for _ in range(50):
        if not any(
            c.is_running() and c.status() != psutil.STATUS_ZOMBIE for c in children if "resource_tracker" not in " ".join(_words(c))
        ):
            return
        time.sleep(0.1)
    raise AssertionError("workers are still there")


def _close(answers: Iterator[Extraction]) -> None:
    assert isinstance(answers, Generator)
    answers.close()


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []
