"""Tokenised text made ordinary, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.syntax.gluing import Glued, is_tokenised

CASES = [
    ("He left Paris , Texas .", "He left Paris, Texas."),
    ("Tom 's dog did n't bark .", "Tom's dog didn't bark."),
    ("He paid $ 5 ( five ) .", "He paid $5 (five)."),
    ("the house -LRB- old -RRB- fell .", "the house (old) fell."),
    ("a 3 @.@ 5 @-@ mile race of 1 @,@ 000 men", "a 3.5-mile race of 1,000 men"),
    ("He won the Coupe d ' Or in the king ' s name .", "He won the Coupe d'Or in the king's name."),
    ("He said `` no '' twice .", 'He said " no " twice.'),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_glued(text: str, wanted: str) -> None:
    assert Glued(text).text == wanted


@pytest.mark.parametrize(("text", "wanted"), [(text, True) for text, _ in CASES] + [
    ("He left Paris, Texas.", False),
    ("It cost 5 %, he said. Then he left.", False),
    ("", False),
    ("word", False),
])  # fmt: skip
def test_only_tokenised_text_is_touched(text: str, wanted: bool) -> None:
    assert is_tokenised(text) is wanted


@pytest.mark.parametrize("text", [text for text, _ in CASES])
def test_words_are_found_again(text: str) -> None:
    glued = Glued(text)
    at = 0
    for word in [w for w in text.split() if w.isalpha() and len(w) > 1]:
        at = glued.text.index(word, at)
        assert text[glued.start(at) : glued.end(at + len(word))] == word
        at += len(word)


@given(st.text(alphabet="ab A.,'()-$@1 `", max_size=40))
def test_offsets_never_leave_the_text_and_never_turn_back(text: str) -> None:
    glued = Glued(text)
    places = [glued.start(i) for i in range(len(glued.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    for i, place in enumerate(places):
        if glued.text[i].isalnum():
            assert text[place] == glued.text[i]
