"""Loading the pipeline, and what is said when it is not there."""

from __future__ import annotations

import pytest

from kg.errors import ExtractorError, MissingExtra
from kg.extract.syntax import SyntaxExtractor, parse
from kg.model import Paragraph


def test_a_missing_model_names_itself_and_the_cure() -> None:
    with pytest.raises(MissingExtra, match=r"en_core_web_nowhere.*pip install en_core_web_nowhere"):
        parse.load("en_core_web_nowhere")


def test_a_model_without_a_parser_is_refused(tmp_path: object) -> None:
    import spacy

    folder = f"{tmp_path}/blank"
    spacy.blank("en").to_disk(folder)
    with pytest.raises(ExtractorError, match="has no tagger, parser, ner"):
        parse.load(folder)


def test_breaks_of_wrapped_lines_are_blanks_and_others_stay() -> None:
    wrapped = "The harbour master of the old town was called Anna\nRoe by all who knew her, and by the whole of the town\r\ncouncil."
    assert parse._unwrapped(wrapped) == wrapped.replace("\r\n", "  ").replace("\n", " ")
    for kept in ("Anna Roe\nHarbour Street 5", "The harbour master of the old town was called Anna Roe.\nShe left.", "one line"):
        assert parse._unwrapped(kept) == kept


def test_a_name_goes_over_a_wrapped_line() -> None:
    text = "It is well known in Norway that the first harbour master was Anna\nBerg, who was born in Oslo."
    extractor = SyntaxExtractor()
    (found,) = extractor.extract([Paragraph("p0", "d", 0, 0, len(text), text)])
    assert "Anna\nBerg" in {text[m.start : m.end] for m in found.mentions}
