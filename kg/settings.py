"""`kg.toml` and the environment → frozen settings.

Each key of `[section]` may also stand in the environment as `KG_SECTION_KEY` (of `[extract.local]` as `KG_EXTRACT_LOCAL_KEY`), which wins.
Unknown keys and wrong values are faults, and all faults are reported together.  Knows nothing of what the settings are used for.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import SettingsError

DEFAULT_FILE = "kg.toml"
REIFY = ("qualified", "all", "none")  # which statements are nodes of their own in Neo4j
GRAPH_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
EXAMPLE_BASE = "https://example.org/kg/"  # below it IRIs are nobody's
Pairs = tuple[tuple[str, str], ...]
Seconds = float  # more than 0
Amount = float  # 0 or more


@dataclass(frozen=True, slots=True)
class Segment:
    """How documents are cut into paragraphs."""

    max_tokens: int = 320


@dataclass(frozen=True, slots=True)
class Local:
    """The language model that runs in this process.  Empty texts stand for the published adapter and its base, and for what the machine has."""

    model: str = ""  # a folder or a hub id: a base model, a merged one, or a GPTQ folder
    adapter: str = ""  # a folder or a hub id of a LoRA adapter for it
    revision: str = ""  # of what comes from a hub
    prompt: str = ""  # a file to replace the prompt
    dtype: str = ""  # bfloat16, float16 or float32
    device: str = ""  # cuda, cuda:1, mps or cpu; several with commas
    batch_tokens: int = 65536  # tokens of prompts and answers that are computed together, where half of the free memory holds them
    max_new_tokens: int = 1024  # of one answer
    constrained: bool = True  # whether the grammar of the wire format is forced
    own_words: bool = False  # whether it also forces subject and object to be words of the paragraph
    trust: float = 0.8  # the share of its plain triples that are right


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks the OpenAI protocol."""

    url: str = ""  # up to and with /v1
    model: str = ""  # as the server calls it
    concurrency: int = 16  # requests under way at once
    api_key_env: str = ""  # the variable of the environment that holds the key
    timeout: Seconds = 120.0  # for one whole answer
    prompt: str = ""  # a file to replace the prompt
    max_tokens: int = 2048  # of one answer
    price_in: Amount = 0.0  # of a million tokens, in any currency
    price_out: Amount = 0.0
    trust: float = 0.8  # the share of its plain triples that are right


@dataclass(frozen=True, slots=True)
class Extract:
    """Which extractor reads the paragraphs, and how."""

    extractor: str = "syntax"
    model: str = ""  # a spaCy pipeline; empty: an official English one if installed, else the one that comes with kg
    workers: int = 1
    max_failed: float = 0.05
    local: Local = field(default_factory=Local)
    endpoint: Endpoint = field(default_factory=Endpoint)


@dataclass(frozen=True, slots=True)
class Resolve:
    """How names are merged.  The two lists hold pairs of names and win over every rule."""

    same_as: Pairs = ()
    different_from: Pairs = ()
    threshold: float = 0.9


@dataclass(frozen=True, slots=True)
class Rdf:
    """How RDF is written: the base of all IRIs."""

    base: str = EXAMPLE_BASE


@dataclass(frozen=True, slots=True)
class Neo4j:
    """Which database `kg load` keeps in step, and who asks; without a user there is no login.  The password is in the environment only."""

    uri: str = ""
    user: str = ""
    password_env: str = "NEO4J_PASSWORD"
    database: str = ""  # empty: the server's default
    graph: str = "kg"
    statements: str = "qualified"
    timeout: int = 15  # seconds to connect
    embed: str = ""  # a folder or hub id of an encoder: every paragraph gets a vector


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one value for each section of `kg.toml`."""

    segment: Segment = field(default_factory=Segment)
    extract: Extract = field(default_factory=Extract)
    resolve: Resolve = field(default_factory=Resolve)
    rdf: Rdf = field(default_factory=Rdf)
    neo4j: Neo4j = field(default_factory=Neo4j)


# A section within another stands behind it.
_SECTIONS: dict[str, type] = {
    "segment": Segment,
    "extract": Extract,
    "extract.local": Local,
    "extract.endpoint": Endpoint,
    "resolve": Resolve,
    "rdf": Rdf,
    "neo4j": Neo4j,
}


def load(file: str | Path | None = None, *, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `file` (default: `kg.toml` in the working folder, if it is there) and the environment.

    Raises SettingsError with every fault found: unknown sections and keys, values of the wrong type or out of range.
    """
    faults: list[str] = []
    values: dict[str, dict[str, Any]] = {section: {} for section in _SECTIONS}
    _from_file(file, values, faults)
    _from_environment(os.environ if environment is None else environment, values, faults)
    made: dict[str, dict[str, Any]] = {section: {} for section in ("", *_SECTIONS)}
    for section in reversed(_SECTIONS):
        given = {key: value for key, (value, place) in values[section].items() if _fits(section, key, (value, place), faults)}
        outer, _, name = section.rpartition(".")
        made[outer][name] = _SECTIONS[section](**given, **made[section])
    if faults:
        raise SettingsError(faults)
    return Settings(**made[""])


def of_section(section: str, given: Mapping[str, str], *, place: str) -> dict[str, Any]:
    """Values of one section's keys, written as in the environment.  Raises SettingsError with every fault, as `load` does."""
    faults: list[str] = []
    values: dict[str, dict[str, Any]] = {section: {}}
    for key, text in given.items():
        _take(values, section, key, _parsed(text, _keys(section).get(key, "str")), f"{place} {key}", faults)
    found = {key: value for key, (value, where) in values[section].items() if _fits(section, key, (value, where), faults)}
    if faults:
        raise SettingsError(faults)
    return found


def _from_file(file: str | Path | None, values: dict[str, dict[str, Any]], faults: list[str]) -> None:
    path = Path(file) if file is not None else Path(DEFAULT_FILE)
    if file is None and not path.exists():
        return
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(f"{path}: settings file cannot be read ({error.strerror}); give another with --settings")
        return
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path}: not TOML ({error}); mend that line")
        return
    for section, keys in read.items():
        if section in _SECTIONS and not isinstance(keys, dict):
            faults.append(f"{path}: {section} = {keys!r} is no section; write [{section}] on a line, and its keys below")
            continue
        if section not in _SECTIONS:
            faults.append(f"{path}: unknown section [{section}]; known are {_known(_SECTIONS)}")
            continue
        _from_table(path, section, keys, values, faults)


def _from_table(path: Path, section: str, keys: Mapping[str, Any], values: dict[str, dict[str, Any]], faults: list[str]) -> None:
    for key, value in keys.items():
        if f"{section}.{key}" in _SECTIONS and isinstance(value, dict):
            _from_table(path, f"{section}.{key}", value, values, faults)
        else:
            _take(values, section, key, value, f"{path} [{section}] {key}", faults)


def _from_environment(environment: Mapping[str, str], values: dict[str, dict[str, Any]], faults: list[str]) -> None:
    longest_first = sorted(_SECTIONS, key=len, reverse=True)
    for name in sorted(environment):
        for section in longest_first:
            prefix = f"KG_{section.upper().replace('.', '_')}_"
            if name.startswith(prefix):
                key = name[len(prefix) :].lower()
                wanted = _keys(section).get(key, "str")
                _take(values, section, key, _parsed(environment[name], wanted), f"{name} in the environment", faults)
                break


def _keys(section: str) -> dict[str, str]:
    """The keys of a section, sections within it left out, each with its type."""
    return {f.name: str(f.type) for f in dataclasses.fields(_SECTIONS[section]) if f"{section}.{f.name}" not in _SECTIONS}


def _take(values: dict[str, dict[str, Any]], section: str, key: str, value: Any, place: str, faults: list[str]) -> None:
    known = _keys(section)
    if key not in known:
        faults.append(f"{place}: unknown key; [{section}] knows {_known(known)}")
        return
    values[section][key] = (_frozen(value), place)


def _parsed(text: str, kind: str) -> Any:
    if kind == "str":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def _fits(section: str, key: str, given: tuple[Any, str], faults: list[str]) -> bool:
    """Whether a value is of its field's type and range; a fault is added where it is not."""
    value, place = given
    kind = _keys(section)[key]
    whole = isinstance(value, int) and not isinstance(value, bool)
    number = (whole or isinstance(value, float)) and abs(value) < 1e12
    if kind == "str" and not isinstance(value, str):
        faults.append(f"{place}: {value!r} is no text; put it in quotes")
    elif kind == "int" and not (whole and value >= 1):
        faults.append(f"{place}: {value!r} is no whole number of at least 1")
    elif kind == "float" and not (number and 0 <= value <= 1):
        faults.append(f"{place}: {value!r} is no number from 0 to 1")
    elif kind == "Seconds" and not (number and value > 0):
        faults.append(f"{place}: {value!r} is no number of seconds; give one above 0")
    elif kind == "Amount" and not (number and value >= 0):
        faults.append(f"{place}: {value!r} is no amount; give a number of 0 or more")
    elif kind == "bool" and not isinstance(value, bool):
        faults.append(f"{place}: {value!r} is neither true nor false")
    elif kind == "Pairs" and not _pairs(value):
        faults.append(f'{place}: {value!r} is no list of pairs of names; write [["IBM", "Big Blue"], ["A", "B"]]')
    elif section == "extract.endpoint" and key == "url" and value and not _server(value):
        faults.append(f"{place}: {value!r} is no address of a server; give one such as http://127.0.0.1:8000/v1")
    elif section == "neo4j" and key == "statements" and value not in REIFY:
        faults.append(f"{place}: {value!r} is no way to write statements; use one of {', '.join(REIFY)}")
    elif section == "neo4j" and key == "graph" and not GRAPH_NAME.fullmatch(value):
        faults.append(f"{place}: {value!r} is no name for a graph; take up to 32 letters, digits, - and _, a letter first")
    elif section == "rdf" and key == "base" and not _iri_base(value):
        faults.append(f"{place}: {value!r} cannot begin an IRI; give an absolute one that ends in / or #, such as {EXAMPLE_BASE}")
    else:
        return True
    return False


def _pairs(value: Any) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(name, str) and name.strip() for name in pair) for pair in value
    )


def _iri_base(value: str) -> bool:
    return value[-1:] in ("/", "#") and ":" in value[:20] and not set(value) & set(' <>"{}|\\^`\n\t')


def _server(value: str) -> bool:
    parts = value.split("://", 1)
    return (
        parts[0] in ("http", "https")
        and len(parts) == 2
        and parts[1][:1].isalnum() | parts[1].startswith("[")
        and not set(value) & set(" \n\t")
    )


def _known(names: Any) -> str:
    return ", ".join(sorted(names))
