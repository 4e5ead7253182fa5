"""Records that were extracted elsewhere, for tests."""

from __future__ import annotations

from typing import Any


def triple(subject: str, predicate: str, object: str, **qualifiers: Any) -> dict[str, Any]:
    """A triple of a record; underscores in keys stand for blanks."""
    return {
        "subject": subject,
        "predicate": predicate,
        "object": object,
        "qualifiers": {k.replace("_", " "): v for k, v in qualifiers.items()},
    }
