"""Predicates, qualifier keys and types as names that Neo4j keeps: relationship types, property names, labels.

Tokens reach Neo4j as data (dynamic `$(…)`, keys of maps), never inside query text; that they are plain all the same serves those who type
them, tools that paste the schema into queries or prompts, and the header of an import file.  Letters of any script stay.  A wording that
a token cannot tell whole gets a hash behind three underscores, so that two wordings never meet.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.model import content_hash

_MOST = 60  # characters, without the hash
OTHER = "OTHER_PREDICATE"  # the type of a predicate beyond Neo4j's limit of 65,536 types

# What the shape itself uses.  A token that meets one of these ends in an underscore, as no other token does.
TYPES = frozenset(("SUBJECT", "OBJECT", "QUALIFIER", "SUPPORTED_BY", "FROM_CHUNK", "FROM_DOCUMENT", "NEXT_CHUNK", OTHER))
LABELS = frozenset(("KgNode", "KgGraph", "KgRetired", "Entity", "Value", "Statement", "Chunk", "Document"))
PROPERTIES = frozenset(
    "id key graph name predicate wording documents quotes confidence support modality asserted earliest latest keys embedding".split()
)


@lru_cache(maxsize=1 << 16)
def relationship_type(predicate: str) -> str:
    """UPPER_SNAKE of a canonical predicate: "work for" → WORK_FOR."""
    token = _token(predicate)
    upper = token.upper()
    # Some letters have no capital that leads back ("ß" → "SS").
    upper = upper if _lowered(upper) == token else _hashed(token.upper(), predicate)
    return upper + "_" if upper in TYPES else upper


@lru_cache(maxsize=1 << 16)
def property_name(key: str) -> str:
    """lower_snake of a qualifier's key: "point in time" → point_in_time."""
    token = _token(key)
    return token + "_" if token in PROPERTIES else token


def is_plain(key: str, name: str) -> bool:
    """Whether a property's name tells the qualifier's key whole."""
    return "___" not in name and name.rstrip("_").replace("__", "-").replace("_", " ") == key


@lru_cache(maxsize=1 << 12)
def label(type: str) -> str:
    """The label of an entity's type: types are capitalised words; whatever else comes is made safe."""
    token = type if re.fullmatch(r"[A-Z][A-Za-z0-9]{0,59}", type) else _hashed(_readable(type) or "Type", type)
    return token + "_" if token in LABELS else token


def _token(words: str) -> str:
    """Lower-case words joined by "_", their hyphens doubled; with a hash where that does not lead back to the words."""
    plain = words.replace("-", "__").replace(" ", "_")
    whole = (
        len(words) <= _MOST
        and words[:1].isalpha()
        and re.fullmatch(r"[^\W_]+(?:[ -][^\W_]+)*", words) is not None
        and words == words.lower()
    )
    return plain if whole else _hashed(_readable(words).lower(), words)


def _lowered(upper: str) -> str:
    return upper.lower()


def _readable(words: str) -> str:
    found = "_".join(re.findall(r"[^\W_]+", words[: 4 * _MOST]))[:_MOST].strip("_")
    return found if found[:1].isalpha() else "x" + found


def _hashed(readable: str, words: str) -> str:
    return f"{readable}___{content_hash(words)[:12]}"
