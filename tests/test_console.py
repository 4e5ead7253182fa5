"""Progress: a plain line now and then without a terminal, a bar on one, nothing for who wants quiet."""

from __future__ import annotations

import sys

import pytest

from kg.console import Console


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Console, "EVERY", 0.0)


@pytest.mark.usefixtures("at_once")
def test_a_plain_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with Console() as console:
        console.progress("extract", 1200, 5000, "paragraphs")
        console.progress("refer", 7, None, "documents")
    told = capsys.readouterr()
    assert told.err == "kg: extract: 1,200 of 5,000 paragraphs\nkg: refer: 7 documents\n"
    assert told.out == ""


def test_not_a_line_for_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    with Console() as console:
        for done in range(100):
            console.progress("extract", done, 100, "paragraphs")
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("at_once")
def test_a_stage_that_begins_anew_starts_its_clock_again(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 0.0, 10.0, 100.0, 102.0])  # the second extractor begins long after the first
    monkeypatch.setattr("kg.console.time.monotonic", lambda: next(now))
    with Console() as console:
        for done in (0, 50, 0, 50):
            console.progress("extract", done, 50, "paragraphs")
    rates = [line.partition("paragraphs")[2].strip() for line in capsys.readouterr().err.splitlines()]
    assert rates == ["", "5/s", "", "25/s"]


@pytest.mark.usefixtures("at_once")
def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with Console(quiet=True) as console:
        console.progress("extract", 1, 2, "paragraphs")
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with Console() as console:
        console.progress("extract", 1, 4, "paragraphs")
        console.progress("extract", 4, 4, "paragraphs")
    told = capsys.readouterr()
    assert "extract" in told.err and "4/4" in told.err
    assert told.out == ""
