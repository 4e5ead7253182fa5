"""A run, its quantised forms and what was measured → a folder to publish: adapter at the root, gptq-4bit/, gptq-8bit/, model card, checksums.

The card says only what a file of the run, the corpus or the measurements says.  Knows files; loads no model.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ExtractorError, TargetError
from kg.extract.llm.prompt import FILE as PROMPT
from kg.extract.local import source
from kg.training import card
from kg.training.corpus import MANIFEST
from kg.training.curve import LOG
from kg.training.quantize import MEASURED
from kg.training.recipe import FILE as RECIPE

SUMS = "SHA256SUMS"
_COPIED = ("adapter_model.safetensors", "curve.png", PROMPT)


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """What the folder holds."""

    folder: str
    files: tuple[str, ...]
    bytes: int

    def as_json(self) -> dict[str, Any]:
        """As one JSON value."""
        return {"folder": self.folder, "files": list(self.files), "bytes": self.bytes}

    def __str__(self) -> str:
        return f"{self.folder}: {len(self.files)} files, {self.bytes / 1e6:,.1f} MB; check them with: sha256sum -c {SUMS}"


def release(
    run: str | Path,
    folder: str | Path,
    *,
    corpus: str | Path,
    quantised: str | Path = "",
    evaluations: Iterable[str | Path] = (),
    name: str = "",
    base: str = "",
) -> ReleaseFolder:
    """Writes the folder.  `run` is that of `kg finetune`, `quantised` that of `kg quantize`, `evaluations` what `kg evaluate --json` wrote;
    `base` is the hub id to name where the run used a local folder.

    Raises ExtractorError for a run without a finished adapter, TargetError for a folder that holds something."""
    start = Path(run)
    adapter = source.find_adapter(str(start))
    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        raise TargetError(f"{target}: is not empty; give a new folder for the release")
    manifest = source.read_json(Path(corpus) / MANIFEST)
    recipe = source.read_json(start / RECIPE)
    forms = _forms(quantised)
    results = [json.loads(Path(file).read_text(encoding="utf-8")) for file in evaluations]
    log = [json.loads(line) for line in (start / LOG).read_text(encoding="utf-8").splitlines() if line]
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        named = _copy_adapter(adapter.folder, part, base)
        shutil.copyfile(start / RECIPE, part / RECIPE)
        shutil.copyfile(Path(corpus) / MANIFEST, part / "corpus-manifest.json")
        for form in forms:
            if form["name"] != "merged":
                shutil.copytree(Path(quantised) / form["name"], part / form["name"], copy_function=shutil.copyfile)
        told = card.write(
            name=name or target.name,
            base=named,
            recipe=recipe,
            manifest=manifest,
            log=log,
            forms=forms,
            results=results,
        )
        (part / "README.md").write_text(told, encoding="utf-8")
        files = _sign(part)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise TargetError(f"{target}: cannot be written ({error.strerror or error}); make room, or give another folder") from error
    if target.exists():
        target.rmdir()
    part.rename(target)
    return ReleaseFolder(str(target), (*files, SUMS), sum((target / file).stat().st_size for file in files))


def _copy_adapter(folder: Path, part: Path, base: str) -> str:
    """Copies an adapter with its tokenizer, prompt and curve; gives the name of its base, which is `base` from now on, if that is given."""
    for file in sorted(folder.iterdir()):
        if file.name in _COPIED or file.name.startswith(("tokenizer", "special_tokens", "chat_template")):
            shutil.copyfile(file, part / file.name)
    settings = source.read_json(folder / "adapter_config.json")
    settings["base_model_name_or_path"] = base or settings["base_model_name_or_path"]
    (part / "adapter_config.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return str(settings["base_model_name_or_path"])


def _sign(part: Path) -> list[str]:
    """Writes the checksums of all files in a folder, as sha256sum reads them; gives the files."""
    files = sorted(file.relative_to(part).as_posix() for file in part.rglob("*") if file.is_file())
    (part / SUMS).write_text("".join(f"{_sum(part / file)}  {file}\n" for file in files), encoding="utf-8")
    return files


def _forms(quantised: str | Path) -> list[dict[str, Any]]:
    if not quantised:
        return []
    file = Path(quantised) / MEASURED
    if not file.is_file():
        raise ExtractorError(f"{quantised}: no {MEASURED} there; give the folder that kg quantize wrote")
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _sum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
