"""Where a model or an adapter lies, whether it is whole, and what its content's hash is; all that can be told without loading it.

Knows files and hub ids; nothing of torch.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ExtractorError, MissingExtra
from kg.extract.llm.prompt import FILE as PROMPT

# The published adapter and what it was made for (docs/models.md); used where the settings name nothing.
BASE = "google/gemma-3-4b-it"
ADAPTER = "dams2005/gemma-3-4b-it-triplet-extractor"

KINDS = ("gemma3", "gemma3_text")  # `model_type` of a multimodal and a text-only Gemma 3

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+(?:/[\w.-]+)*")
_SAMPLES, _SAMPLE = 1024, 16384  # of a large file's content: so many pieces of so many bytes


@dataclass(frozen=True, slots=True)
class Source:
    """A folder with a model or an adapter.  `identity` changes with its content: a hub's commit, or a hash of the files."""

    name: str
    folder: Path
    identity: str


def find_model(name: str, revision: str = "") -> Source:
    """The folder of a model: a base model, a merged one, or a GPTQ folder.

    Raises ExtractorError where there is none, where files are missing or cut short, or where it is no Gemma 3."""
    folder, commit = _located(name, revision, "model", adapter=False)
    if not (folder / "config.json").is_file():
        if (folder / "adapter_config.json").is_file():
            raise ExtractorError(
                f"{name}: this is an adapter, no model; name it as [extract.local] adapter, and what it was made for as model"
            )
        raise ExtractorError(f"{name}: no config.json there; give the folder that holds a model's config.json and *.safetensors")
    kind = read_json(folder / "config.json").get("model_type")
    if kind not in KINDS:
        raise ExtractorError(f"{name}: model_type {kind!r} is no Gemma 3; kg runs {' and '.join(KINDS)} itself, others through a server")
    _check_weights(name, folder)
    if not (folder / "tokenizer.json").is_file():
        raise ExtractorError(f"{name}: tokenizer.json is missing; fetch the model again")
    return Source(name, folder, commit or _identity(folder, ("*.json", "*.safetensors")))


def find_adapter(name: str, revision: str = "") -> Source:
    """The folder of a LoRA adapter.  Raises ExtractorError where there is none or where it is cut short."""
    folder, commit = _located(name, revision, "adapter", adapter=True)
    for needed in ("adapter_config.json", "adapter_model.safetensors"):
        if not (folder / needed).is_file():
            raise ExtractorError(f"{name}: no {needed} there; give the folder of a LoRA adapter as peft saves it")
    _check_whole(folder / "adapter_model.safetensors")
    return Source(name, folder, commit or _identity(folder, ("adapter_config.json", "adapter_model.safetensors")))


def base_of(adapter: Source) -> str:
    """The base model that an adapter says it was made for, "" where it does not say."""
    return str(read_json(adapter.folder / "adapter_config.json").get("base_model_name_or_path") or "")


def is_hub_id(name: str) -> bool:
    """Whether a name can only be that of a repository on a hub."""
    return bool(_HUB_ID.fullmatch(name)) and not Path(name).expanduser().exists()


def read_json(file: Path) -> dict[str, Any]:
    """A JSON object.  Raises ExtractorError for a file that is none."""
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExtractorError(f"{file}: cannot be read as JSON ({error}); fetch it again") from error
    if not isinstance(read, dict):
        raise ExtractorError(f"{file}: holds no JSON object; fetch it again")
    return read


# ---- finding ----------------------------------------------------------------------------------------------------------------


def _located(name: str, revision: str, what: str, *, adapter: bool) -> tuple[Path, str]:
    """The folder, and the commit where it came from a hub."""
    path = Path(name).expanduser()
    if path.is_dir():
        return path, ""
    if path.exists():
        raise ExtractorError(f"{name}: is a file; give the folder of the {what} (a GGUF file: python -m kg.extract.local.gguf FILE FOLDER)")
    if not _HUB_ID.fullmatch(name):
        raise ExtractorError(f"{name}: no such folder; mend the setting [extract.local] {what}")
    return _fetched(name, revision, what, adapter=adapter)


def _fetched(name: str, revision: str, what: str, *, adapter: bool) -> tuple[Path, str]:
    """The files of a hub's repository, from the local cache where they are there; `owner/name/folder` is a folder within."""
    try:
        from huggingface_hub import errors, snapshot_download
    except ImportError as error:
        raise MissingExtra("huggingface_hub", extra="llm", purpose=f"the {what} {name}") from error
    parts = name.split("/")
    below = "/".join(parts[2:])
    wanted = ["adapter_config.json", "adapter_model.safetensors", PROMPT] if adapter else ["*.json", "*.safetensors", PROMPT]
    try:
        folder = snapshot_download(
            "/".join(parts[:2]),
            revision=revision or None,
            allow_patterns=[f"{below}/{pattern}" if below else pattern for pattern in wanted],
            ignore_patterns=None if below else ["*/*"],
        )
    except errors.GatedRepoError as error:
        raise ExtractorError(
            f"{name}: its licence must be accepted on its page first; then set HF_TOKEN to a token of that account"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise ExtractorError(f"{name}: has no revision {revision!r}; mend the setting [extract.local] revision") from error
    except errors.RepositoryNotFoundError as error:
        raise ExtractorError(f"{name}: neither a folder here nor a {what} on the hub; mend the setting [extract.local] {what}") from error
    except (errors.HfHubHTTPError, errors.LocalEntryNotFoundError, OSError, ValueError) as error:
        told = str(error).strip().splitlines()[0][:160]
        raise ExtractorError(
            f"{name}: no such folder here, and the hub cannot be asked ({told}); fetch the {what} and give its folder"
        ) from error
    return Path(folder) / below, Path(folder).name


# ---- whether it is whole ------------------------------------------------------------------------------------------------------


def _check_weights(name: str, folder: Path) -> None:
    index = next(iter(sorted(folder.glob("*.safetensors.index.json"))), None)
    if index is not None:
        shards = sorted(set(read_json(index).get("weight_map", {}).values()))
        missing = [shard for shard in shards if not (folder / shard).is_file()]
        if missing:
            raise ExtractorError(f"{name}: half downloaded: {', '.join(missing)} of {len(shards)} files missing; fetch the model again")
    else:
        shards = sorted(file.name for file in folder.glob("*.safetensors"))
    if not shards:
        raise ExtractorError(f"{name}: no *.safetensors there; fetch the model again (weights in other formats are not read)")
    for shard in shards:
        _check_whole(folder / shard)


def _check_whole(file: Path) -> None:
    """A safetensors file says in its head how long it is."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        length = int.from_bytes(start, "little")
        if start.startswith(b"version "):
            raise ExtractorError(f"{file}: is a Git LFS pointer, not the weights; run git lfs pull")
        if len(start) < 8 or length > size - 8:
            raise ExtractorError(f"{file}: half downloaded or damaged ({size:,} bytes); fetch it again")
        try:
            head = json.loads(stream.read(length))
            end = max((tensor["data_offsets"][1] for key, tensor in head.items() if key != "__metadata__"), default=0)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ExtractorError(f"{file}: is no safetensors file; fetch it again") from error
    if size != 8 + length + end:
        raise ExtractorError(f"{file}: half downloaded: {size:,} of {8 + length + end:,} bytes; fetch it again")


# ---- its content's hash -------------------------------------------------------------------------------------------------------


def _identity(folder: Path, patterns: tuple[str, ...]) -> str:
    """A hash of all small files and of samples of large ones.

    Eight gigabytes take ten seconds to read; a model that was trained further differs everywhere, so that a thousand samples tell."""
    digest = hashlib.sha256()
    for file in sorted({file for pattern in patterns for file in folder.glob(pattern)}):
        digest.update(f"{file.name}:{file.stat().st_size}:".encode())
        for piece in _pieces(file):
            digest.update(piece)
    return digest.hexdigest()[:32]


def _pieces(file: Path) -> Iterator[bytes]:
    size = file.stat().st_size
    with file.open("rb") as stream:
        if size <= 2 * _SAMPLES * _SAMPLE:
            while piece := stream.read(1 << 20):
                yield piece
            return
        for number in range(_SAMPLES):
            stream.seek(number * (size - _SAMPLE) // (_SAMPLES - 1))
            yield stream.read(_SAMPLE)
