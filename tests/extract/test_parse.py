"""Loading the pipeline, and what is said when it is not there."""

from __future__ import annotations

import pytest

from kg.errors import ExtractorError, MissingExtra
from kg.extract import parse


def test_a_missing_model_names_itself_and_the_cure() -> None:
    with pytest.raises(MissingExtra, match=r"en_core_web_nowhere.*pip install en_core_web_nowhere"):
        parse.load("en_core_web_nowhere")


def test_a_model_without_a_parser_is_refused(tmp_path: object) -> None:
    import spacy

    folder = f"{tmp_path}/blank"
    spacy.blank("en").to_disk(folder)
    with pytest.raises(ExtractorError, match="has no tagger, parser, ner"):
        parse.load(folder)
