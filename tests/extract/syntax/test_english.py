"""Foreign words in an English page are not put through an English parser's rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Extraction


@pytest.mark.parametrize(
    "text",
    [
        "Alle mennesker er født frie og med samme menneskeverd og menneskerettigheter. De er utstyrt med fornuft.",
        "Tutti gli uomini nascono liberi e uguali nei loro diritti.",
        "<p>The <b>house</b> was <i>built</i> by <a>Ann Roe</a> in 1901.</p>",
    ],
)
def test_other_languages_and_markup_say_nothing(extract: Callable[[str], Extraction], text: str) -> None:
    found = extract(text)
    assert found.outcome == "empty" and not found.triples


@pytest.mark.parametrize("text", ["Hahn and Meitner studied uranium.", "Ann Roe was born in Salt Lake City, Utah.", "Nordlys makes lamps."])
def test_short_english_sentences_are_read(extract: Callable[[str], Extraction], text: str) -> None:
    assert extract(text).triples
