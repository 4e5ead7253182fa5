"""Choosing and loading spaCy's pipelines."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg import spacy_models
from real_gemma import require

PROGRAM = """
import sys
from kg import spacy_models
{spare}
from kg.extract.syntax import parse
nlp = parse.load()
assert [token.tag_ for token in nlp("Ada wrote programs.")] == ["NNP", "VBD", "NNS", "."]
print("torch" in sys.modules)
import torch
"""


def test_the_asked_model_is_taken() -> None:
    assert spacy_models.choose("mine") == "mine"
    assert spacy_models.choose().startswith("en_core_web_")


def test_the_default_model_has_a_version() -> None:
    assert spacy_models.version(spacy_models.choose())[0].isdigit()
    assert spacy_models.version("no_such_model") == ""


@pytest.mark.slow
@pytest.mark.parametrize(("spare", "loaded"), [("spacy_models.spare_torch()", "False"), ("", "True")])
def test_a_program_of_ours_leaves_torch_alone_until_it_is_wanted(spare: str, loaded: str) -> None:
    require("torch")
    ran = subprocess.run([sys.executable, "-c", PROGRAM.format(spare=spare)], capture_output=True, text=True, timeout=300, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, loaded), ran.stderr[-1000:]
