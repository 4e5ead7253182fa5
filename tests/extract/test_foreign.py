"""Extractors of others: found in the working folder, too, and every fault of theirs told as theirs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import ExtractorError
from kg.extract import load_one

HEAD = """from kg.model import Extraction, Triple

class Other:
    fingerprint = "other 1"
    def extract(self, paragraphs):
        for p in paragraphs:
            yield Extraction(p.id, "ok", (Triple("Ada", "met", "Bob"),))

"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of the working folder, which is on no path of Python's yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place not in ("", str(tmp_path))])
    monkeypatch.delitem(sys.modules, "somebody", raising=False)
    return tmp_path / "somebody.py"


def test_a_module_of_the_working_folder(module: Path) -> None:
    module.write_text(HEAD)
    (found,) = pipeline.extract(["Ada met Bob."], extractor="somebody:Other")
    assert (found.outcome, found.triples[0].subject, load_one("somebody:Other").fingerprint) == ("ok", "Ada", "other 1")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ('"Ada met Bob"', "gave 'Ada met Bob', which is no Extraction"),
        ('Extraction(p.id, "fine")', "gave the outcome 'fine', which is none of ok, repaired"),
        ('Extraction(p.id, "ok", ("Ada met Bob",))', "gave 'Ada met Bob', which is no Triple"),
        ('Extraction(p.id, "ok", (Triple("Ada", "met", "Bob", confidence=7),))', "gave the confidence 7, which is no number from 0 to 1"),
        ('Extraction(p.id, "ok", (Triple("Ada", "met", "Bob", modality="sure"),))', "gave the modality 'sure', which is none of asserted"),
        ('Extraction(p.id, "ok", (Triple("Ada", "met", None),))', "gave None in a triple, which is no text"),
        ('Extraction(p.id, "ok", (Triple("Ada", "met", "B\\ud800b"),))', "in a triple, which is no text that can be stored"),
        ('Extraction(p.id, "failed", reason=None)', "gave a reason, raw or note that is no text"),
    ],
)
def test_answers_that_cannot_be(module: Path, answer: str, told: str) -> None:
    module.write_text(HEAD.replace('Extraction(p.id, "ok", (Triple("Ada", "met", "Bob"),))', answer))
    with pytest.raises(ExtractorError, match=f"^somebody:Other: .*{told}"):
        list(pipeline.extract(["Ada met Bob."], extractor="somebody:Other"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("fingerprint = 5", "gives Other, which is no extractor; it needs `fingerprint`, a text"),
        ("extract = 5", "gives Other, which is no extractor"),
        ("fingerprint = 'x'; languages = 'en'", "its languages are the text 'en'; give a set of codes"),
    ],
)
def test_what_is_no_extractor(module: Path, line: str, told: str) -> None:
    module.write_text(f"class Other:\n    fingerprint = 'x'\n    def extract(self, paragraphs): ...\n    {line}\n")
    with pytest.raises(ExtractorError, match=f"^somebody:Other: {told}"):
        load_one("somebody:Other")
