"""What can be told of a model's folder without loading it: whether it is there, whole, and a Gemma 3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExtractorError
from kg.extract.local import source


def safetensors(file: Path, content: bytes = b"\0" * 64, *, size: int = 64) -> None:
    head = json.dumps({"model.norm.weight": {"dtype": "F32", "shape": [16], "data_offsets": [0, size]}}).encode()
    file.write_bytes(len(head).to_bytes(8, "little") + head + content)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_text('{"model_type": "gemma3_text"}', encoding="utf-8")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    safetensors(tmp_path / "model.safetensors")
    return tmp_path


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    (tmp_path / "adapter_config.json").write_text('{"base_model_name_or_path": "google/gemma-3-4b-it"}', encoding="utf-8")
    safetensors(tmp_path / "adapter_model.safetensors")
    return tmp_path


def test_a_whole_folder(folder: Path) -> None:
    found = source.find_model(str(folder))
    assert found.folder == folder
    assert len(found.identity) == 32


def test_its_identity_is_its_content(folder: Path) -> None:
    before = source.find_model(str(folder)).identity
    (folder / "README.md").write_text("of no matter", encoding="utf-8")
    assert source.find_model(str(folder)).identity == before
    safetensors(folder / "model.safetensors", b"\1" * 64)
    assert source.find_model(str(folder)).identity != before


def damaged(folder: Path, how: str) -> None:
    weights, config = folder / "model.safetensors", folder / "config.json"
    if how == "no config":
        config.unlink()
    elif how == "config is no JSON":
        config.write_text("{", encoding="utf-8")
    elif how == "another kind":
        config.write_text('{"model_type": "llama"}', encoding="utf-8")
    elif how == "cut short":
        weights.write_bytes(weights.read_bytes()[:-10])
    elif how == "pointer":
        weights.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0", encoding="utf-8")
    elif how == "no weights":
        weights.unlink()
    elif how == "no safetensors":
        weights.write_bytes((4).to_bytes(8, "little") + b"junk")
    elif how == "empty":
        weights.write_bytes(b"")
    elif how == "shard missing":
        index = {"weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    elif how == "no tokenizer":
        (folder / "tokenizer.json").unlink()
    else:
        config.rename(folder / "adapter_config.json")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("no config", "no config.json there"),
        ("config is no JSON", "cannot be read as JSON"),
        ("another kind", "model_type 'llama' is no Gemma 3"),
        ("cut short", "half downloaded"),
        ("pointer", "Git LFS pointer"),
        ("no weights", r"no \*.safetensors there"),
        ("no safetensors", "is no safetensors file"),
        ("empty", "half downloaded or damaged"),
        ("shard missing", "model-2.safetensors of 2 files missing"),
        ("no tokenizer", "tokenizer.json is missing"),
        ("adapter", "this is an adapter, no model"),
    ],
)
def test_a_damaged_folder(folder: Path, how: str, told: str) -> None:
    damaged(folder, how)
    with pytest.raises(ExtractorError, match=told) as caught:
        source.find_model(str(folder))
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match="no such folder; mend the setting"):
        source.find_model(str(tmp_path / "none"))


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "gemma.gguf"
    file.write_bytes(b"GGUF")
    with pytest.raises(ExtractorError, match=r"is a file; give the folder .* python -m kg.extract.local.gguf"):
        source.find_model(str(file))


def test_an_adapter(adapter: Path) -> None:
    found = source.find_adapter(str(adapter))
    assert source.base_of(found) == "google/gemma-3-4b-it"
    (adapter / "adapter_model.safetensors").unlink()
    with pytest.raises(ExtractorError, match="no adapter_model.safetensors there"):
        source.find_adapter(str(adapter))


def test_large_files_are_sampled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_SAMPLES", 8)
    monkeypatch.setattr(source, "_SAMPLE", 4)
    file = tmp_path / "large"
    file.write_bytes(bytes(range(256)) * 4)
    pieces = list(source._pieces(file))
    assert [len(piece) for piece in pieces] == [4] * 8
    assert pieces[0] == file.read_bytes()[:4]
    assert pieces[-1] == file.read_bytes()[-4:]


# ---- hubs -------------------------------------------------------------------------------------------------------------------


def test_a_folder_of_a_repository_is_fetched_alone(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    asked: list[Any] = []
    commit = "0123456789abcdef0123456789abcdef01234567"
    snapshot = folder / commit
    below = snapshot / "gptq-4bit"
    below.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (below / name).write_bytes((folder / name).read_bytes())
    monkeypatch.setattr(hub, "snapshot_download", lambda *args, **options: asked.append((args, options)) or str(snapshot))
    found = source.find_model("somebody/some-model/gptq-4bit", "v2")
    assert (found.folder, found.identity) == (below, commit)
    ((names, options),) = asked
    assert names == ("somebody/some-model",)
    assert options["revision"] == "v2"
    assert all(pattern.startswith("gptq-4bit/") for pattern in options["allow_patterns"])


def test_a_hub_that_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = pytest.importorskip("huggingface_hub")

    def away(*_: Any, **__: Any) -> str:
        raise hub.errors.LocalEntryNotFoundError("no connection\nand a second line")

    monkeypatch.setattr(hub, "snapshot_download", away)
    with pytest.raises(ExtractorError, match="neither|cannot be asked") as caught:
        source.find_model("nobody/no-such-model")
    assert "\n" not in str(caught.value)
