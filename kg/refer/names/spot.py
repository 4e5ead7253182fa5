"""A place of a document where somebody or something is mentioned.  Knows nothing of how it is settled."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Mention


@dataclass(slots=True)
class Spot:
    """A place where somebody or something is mentioned: `group` is its root among the names, -1 for a description."""

    index: int
    sentence: int
    mention: Mention
    group: int
    gender: str
