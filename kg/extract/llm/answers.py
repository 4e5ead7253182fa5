"""What a language model wrote → triples: strict JSON first, then all that can be saved of it.

Saved are whole triples only: an object of ours that closed, or lacks nothing but its bracket, with subject, predicate and object each a
finished text.  Half a word is never made a whole one.  What is left out is counted, with the reason.
Knows the wire format and nothing of the paragraph: whether the words stand in it is judged by grounding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.extract.llm.salvage import Node, read_nodes
from kg.extract.llm.wire import PARTS
from kg.model import Outcome, Qualifier, Triple
from kg.normalize.keys import is_known, qualifier_key

LONGEST = 2000  # characters of a part: longer ones are no part of a sentence
MOST_RAW = 20_000  # characters that are kept of an answer that failed

# What models of other habits call the parts.
_NAMES = {"subj": "subject", "head": "subject", "relation": "predicate", "pred": "predicate", "obj": "object", "tail": "object"}
_NAMES |= {part: part for part in PARTS} | {"qualifiers": "qualifiers", "qualifier": "qualifiers"}
_INNER = ("name", "text", "value", "label")  # of an object that stands where a text should
_THOUGHT = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL)
# Controls but for white space, lone surrogates, and signs that are no characters.
_JUNK = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_NUMBER = re.compile(r"-?\d{3,}(?:\.\d+)?")  # a shorter number stands in many a text by chance


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found in an answer.  `cut` says that it broke off, so that there may be more to say; `reason` what was mended or left out."""

    outcome: Outcome
    triples: tuple[Triple, ...] = ()
    reason: str = ""
    cut: bool = False


@dataclass(slots=True)
class _Notes:
    """What was not as it should be."""

    mended: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        left = [f"{'a triple' if n == 1 else f'{n} triples'} left out: {what}" for what, n in self.lost.items()]
        return "; ".join([*self.mended, *left])


def read(text: str | None, *, cut: bool = False) -> Answer:
    """The triples of an answer; `cut` says that the model was stopped by its limit of tokens.

    The outcome is ok (strict JSON of our shape), repaired, truncated (it breaks off), empty (it says that there is nothing), or failed.
    Equal triples are fused; one whose qualifiers are all among those of another with the same words goes into that one.
    """
    if text is None or not text.strip():
        return Answer("truncated" if cut else "failed", (), "the answer has no text", cut)
    notes = _Notes()
    found = _strict(text)
    if found is None or not _is_answer(found):
        found, ended = _loose(text, notes)
    else:
        ended = True
    triples = fused(_triples(found, notes))
    broken = not ended or (cut and bool(notes.mended))
    if broken:
        notes.mended["the answer breaks off"] += 1
    return Answer(_outcome(found, triples, notes, broken), triples, notes.told(), broken)


def raw(text: str | None) -> str:
    """An answer as it is kept: storable characters only, and no more than a screenful or ten."""
    return (text or "")[:MOST_RAW].encode("utf-8", "replace").decode("utf-8")


def fused(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    """Without repeats, in the order of the first: of triples with the same words, those stay whose qualifiers no other one holds."""
    groups: dict[tuple[str, str, str], list[Triple]] = {}
    for triple in triples:
        group = groups.setdefault((_plain(triple.subject), _plain(triple.predicate), _plain(triple.object)), [])
        own = {(q.key, _plain(q.value)) for q in triple.qualifiers}
        for at, other in enumerate(group):
            theirs = {(q.key, _plain(q.value)) for q in other.qualifiers}
            if own <= theirs:
                break
            if theirs < own:
                group[at] = triple
                break
        else:
            group.append(triple)
    return tuple(dict.fromkeys(triple for group in groups.values() for triple in group))


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


# ---- from text to values ------------------------------------------------------------------------------------------------------


def _strict(text: str) -> Any:
    import orjson

    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _is_answer(found: Any) -> bool:
    """Whether a value has the shape of an answer on its outside."""
    return isinstance(found, dict) and found.keys() == {"triples"} and isinstance(found["triples"], list)


def _loose(text: str, notes: _Notes) -> tuple[Any, bool]:
    """All values that can be made out, and whether the last one came to its end."""
    if "</think" in text:
        text = _THOUGHT.sub("", text)
        notes.mended["thoughts before the answer"] += 1
    found = _strict(text.strip().strip("\ufeff"))
    if isinstance(found, str):  # JSON within a JSON text
        text, found = found, _strict(found)
    if isinstance(found, dict | list):
        notes.mended["another shape around the triples" if found else "nothing in it"] += 1
        return found, True
    notes.mended["not strict JSON"] += 1
    nodes, ended = read_nodes(text)
    if not any(node.items for node in nodes) and '\\"' in text:
        nodes, ended = read_nodes(text.replace('\\"', '"'))
    return nodes or None, ended


def _outcome(found: Any, triples: tuple[Triple, ...], notes: _Notes, broken: bool) -> Outcome:
    if broken:
        return "truncated"
    if triples:
        return "repaired" if notes.mended or notes.lost else "ok"
    if notes.lost:
        return "failed"
    if _says_none(found):
        return "empty"
    notes.mended.clear()
    notes.mended["no JSON object with triples in the answer"] += 1
    return "failed"


def _says_none(found: Any) -> bool:
    """Whether an answer says that there is nothing: an empty object or list, or one under our key."""
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], Node):
        found = {key: None for key, _ in found[0].items} if found[0].kind == "{" else found[0].items
    return isinstance(found, dict | list) and (not found or (isinstance(found, dict) and "triples" in found))


# ---- from values to triples -----------------------------------------------------------------------------------------------------


def _triples(found: Any, notes: _Notes) -> Iterator[Triple]:
    """The triples in a value, wherever they stand, in their order; what stands inside a triple is its own affair."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Node):
            if value.kind == "{":
                parts = _parts(value.items)
                if _is_triple(parts):
                    if value.closed:
                        yield from _triple(parts, notes)
                    continue
            waiting.extend(item for _, item in reversed(value.items) if isinstance(item, Node))
        elif isinstance(value, dict):
            parts = _parts(value.items())
            if _is_triple(parts):
                yield from _triple(parts, notes)
            else:
                listed = value.get("triples")
                if isinstance(listed, list) and any(not isinstance(item, dict) for item in listed):
                    notes.lost["it is no object"] += sum(not isinstance(item, dict) for item in listed)
                waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _parts(items: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """A triple's values by our names; what has another name keeps it."""
    parts: dict[str, Any] = {}
    for key, value in items:
        if isinstance(key, str):
            parts[_NAMES.get(key.strip().lower(), key)] = value
    return parts


def _is_triple(parts: dict[str, Any]) -> bool:
    return sum(part in parts for part in PARTS) >= 2


def _triple(parts: dict[str, Any], notes: _Notes) -> Iterator[Triple]:
    words = []
    for part in PARTS:
        text, mended = _text(parts.get(part), number=part == "object")
        if mended:
            notes.mended[f"{part} was no plain text"] += 1
        if not any(map(str.isalnum, text)):
            notes.lost[f"no {part}" if part not in parts else f"its {part} is no text"] += 1
            return
        if len(text) > LONGEST:
            notes.lost[f"its {part} is longer than {LONGEST} characters"] += 1
            return
        words.append(text)
    subject, predicate, object = words
    yield Triple(subject, predicate, object, tuple(dict.fromkeys(_qualifiers(parts, notes))))


def _text(value: Any, *, number: bool = False) -> tuple[str, bool]:
    """A part as a text ("" where it is none), and whether it had to be mended: taken out of a list of one or an object with a name."""
    mended = False
    while not isinstance(value, str):
        if isinstance(value, Node):
            inner = dict(value.items) if value.kind == "{" else {}
            value = [item for _, item in value.items] if value.kind == "[" else inner
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            value = value[0]
        elif isinstance(value, dict) and any(isinstance(value.get(key), str) for key in _INNER):
            value = next(value[key] for key in _INNER if isinstance(value.get(key), str))
        elif number and isinstance(value, int | float) and not isinstance(value, bool) and _NUMBER.fullmatch(str(value)):
            value = str(value)
        else:
            return "", False
        mended = True
    text = _JUNK.sub("", value) if _JUNK.search(value) else value
    return text.strip(), mended or text != value


def _qualifiers(parts: dict[str, Any], notes: _Notes) -> Iterator[Qualifier]:
    """The qualifiers, however they were written, and those that stand beside them in the triple under a key that is known for one."""
    given = parts.get("qualifiers", {})
    pairs = list(_pairs(given))
    if given and not pairs and not (isinstance(given, Node) and not given.items):
        notes.mended["qualifiers that are no object of texts"] += 1
    for key, value in parts.items():
        if key not in _NAMES and isinstance(value, str) and is_known(key):
            pairs.append((key, value))
    for key, value in pairs:
        text = _value(value)
        if any(map(str.isalnum, text)) and len(text) <= LONGEST:
            yield Qualifier(qualifier_key(_JUNK.sub("", key), value=text), text)
        else:
            notes.mended["qualifiers without a text"] += 1


def _value(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _text(value)[0]


def _pairs(given: Any) -> Iterator[tuple[str, Any]]:
    """Keys and values of an object, a list of objects, a list of pairs, or a list of {"key": …, "value": …}."""
    if isinstance(given, Node):
        if given.kind == "{":
            given = {key: value for key, value in given.items if isinstance(key, str)}
        else:
            given = [value for _, value in given.items]
    if isinstance(given, dict):
        if isinstance(given.get("key"), str):
            yield given["key"], given.get("value")
            return
        for key, value in given.items():
            many = [v for _, v in value.items] if isinstance(value, Node) and value.kind == "[" else value
            for one in many if isinstance(many, list) else [value]:
                yield key, one
    elif isinstance(given, list):
        for item in given:
            values = [v for _, v in item.items] if isinstance(item, Node) and item.kind == "[" else item
            if isinstance(values, list) and len(values) == 2 and isinstance(values[0], str):
                yield values[0], values[1]
            elif isinstance(item, dict) or (isinstance(item, Node) and item.kind == "{"):
                yield from _pairs(item)
