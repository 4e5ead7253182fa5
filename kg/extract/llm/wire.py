"""The wire format: the one JSON object in which language models answer, as text, as a schema, and as what servers ask for.

    {"triples":[{"subject":"…","predicate":"…","object":"…","qualifiers":{}}]}

Knows nothing of models, prompts or of what is done with an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from kg.model import Triple

PARTS = ("subject", "predicate", "object")
SHAPE = '{"triples":[{"subject":"...","predicate":"...","object":"...","qualifiers":{}}]}'
MOST = 20  # triples that a prompt asks for
CAP = 40  # triples that a grammar allows: what ends a model that repeats itself


def schema(most: int = CAP) -> dict[str, Any]:
    """The JSON schema of an answer with at most `most` triples.

    No lengths of texts: they make a grammar's automaton a hundred times larger.  Grammars should force compact white space as well.
    """
    text = {"type": "string"}
    triple = {
        "type": "object",
        "properties": {**dict.fromkeys(PARTS, text), "qualifiers": {"type": "object", "additionalProperties": text}},
        "required": [*PARTS, "qualifiers"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"triples": {"type": "array", "items": triple, "maxItems": most}},
        "required": ["triples"],
        "additionalProperties": False,
    }


@cache
def response_formats(most: int = CAP) -> tuple[dict[str, Any], ...]:
    """Ways to ask for JSON, the strictest first: the schema as the OpenAI protocol has it, as llama.cpp has it, any object.

    Not `strict`: that forbids objects with free keys, and qualifiers are one.
    """
    shape = schema(most)
    return (
        {"type": "json_schema", "json_schema": {"name": "triples", "schema": shape}},
        {"type": "json_object", "schema": shape},
        {"type": "json_object"},
    )


def write(triples: Iterable[Triple]) -> str:
    """Triples as a model is to write them: compact, keys in the order of the shape; values of a key that repeats are joined by "; "."""
    rows = []
    for triple in triples:
        qualifiers: dict[str, str] = {}
        for q in triple.qualifiers:
            qualifiers[q.key] = f"{qualifiers[q.key]}; {q.value}" if q.key in qualifiers else q.value
        rows.append({"subject": triple.subject, "predicate": triple.predicate, "object": triple.object, "qualifiers": qualifiers})
    return json.dumps({"triples": rows}, ensure_ascii=False, separators=(",", ":"))
