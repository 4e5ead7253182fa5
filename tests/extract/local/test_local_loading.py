"""Loading a multimodal Gemma 3 for text, and merging adapters into it: every weight lands, or an error names it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExtractorError
from kg.extract.local import loading, source

# peft asks transformers by a name that will go away
pytestmark = [pytest.mark.usefixtures("llm"), pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")]

CPU = loading.Machine("cpu", "float32")
MULTIMODAL_BEFORE = "base_model.model.language_model.model."
MULTIMODAL = "base_model.model.model.language_model."
TEXT_ONLY = "base_model.model.model."
MODULES = "q_proj k_proj v_proj o_proj gate_proj up_proj down_proj".split()


def logits(model: Any) -> Any:
    import torch

    with torch.no_grad():
        return model(input_ids=torch.arange(6, 60)[None]).logits


@pytest.fixture(scope="module")
def base(multimodal: Path) -> source.Source:
    return source.find_model(str(multimodal))


def load(base: source.Source) -> Any:
    return loading.load_model(base, CPU)


def rewrite(file: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    from safetensors.torch import load_file, save_file

    save_file({key: tensor.contiguous() for key, tensor in change(load_file(file)).items()}, file)


# ---- the model --------------------------------------------------------------------------------------------------------------


def test_the_text_part_says_what_the_multimodal_model_says(base: source.Source) -> None:
    import torch
    from transformers import Gemma3ForConditionalGeneration

    whole = Gemma3ForConditionalGeneration.from_pretrained(base.folder).eval()
    assert torch.equal(logits(load(base)), logits(whole))


def test_the_vision_tower_is_not_loaded(base: source.Source) -> None:
    assert [name for name, _ in load(base).named_parameters() if "vision" in name or "projector" in name] == []


def test_older_and_newer_names_of_the_text_part(base: source.Source, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    import torch

    expected = logits(load(base))
    for number, (old, new) in enumerate(
        [("language_model.model.", "model.language_model."), ("model.language_model.", "language_model.model.")]
    ):
        folder = copied(base.folder, tmp_path / str(number))
        rewrite(folder / "model.safetensors", lambda held, old=old, new=new: {k.replace(old, new): v for k, v in held.items()})
        assert torch.equal(logits(load(source.find_model(str(folder)))), expected)


def test_weights_that_are_missing_are_named(base: source.Source, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    folder = copied(base.folder, tmp_path / "less")
    rewrite(folder / "model.safetensors", lambda held: {k: v for k, v in held.items() if "layers.1.mlp.up_proj" not in k})
    with pytest.raises(ExtractorError, match=r"1 weights are missing in its files: model\.layers\.1\.mlp\.up_proj\.weight"):
        load(source.find_model(str(folder)))


def test_weights_that_are_unknown_are_named(base: source.Source, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    folder = copied(base.folder, tmp_path / "more")
    rewrite(folder / "model.safetensors", lambda held: {**held, "strange.weight": next(iter(held.values())).clone()})
    with pytest.raises(ExtractorError, match="unknown: strange.weight"):
        load(source.find_model(str(folder)))


def test_other_shapes_are_named(base: source.Source, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    folder = copied(base.folder, tmp_path / "wider")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["text_config"]["intermediate_size"] = 96
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ExtractorError, match=r"another shape|cannot be loaded"):
        load(source.find_model(str(folder)))


def test_other_quantisations_are_refused(base: source.Source, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    folder = copied(base.folder, tmp_path / "awq")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "quantization_config": {"quant_method": "awq"}}), encoding="utf-8")
    with pytest.raises(ExtractorError, match="quantised by 'awq'"):
        load(source.find_model(str(folder)))


# ---- where it runs ------------------------------------------------------------------------------------------------------------


def test_a_cpu_computes_in_float32() -> None:
    assert loading.machine("cpu", "") == CPU
    assert loading.machine("cpu", "bfloat16").dtype == "bfloat16"


@pytest.mark.parametrize(("device", "dtype"), [("cuda:99", ""), ("tpu", ""), ("cuda:x", ""), ("cpu", "int3")])
def test_a_machine_that_is_not_there(device: str, dtype: str) -> None:
    with pytest.raises(ExtractorError, match=r"(device|dtype) '\S+': ") as caught:
        loading.machine(device, dtype)
    assert "\n" not in str(caught.value)


# ---- adapters -----------------------------------------------------------------------------------------------------------------


def make_adapter(base: source.Source, folder: Path, *, targets: Any = None, before_save: Callable[[Any], None] | None = None) -> Path:
    """Trains nothing: a LoRA on the text-only class, with random weights on both sides."""
    import torch
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(1)
    config = LoraConfig(r=4, lora_alpha=8, target_modules=targets or MODULES, task_type="CAUSAL_LM")
    wrapped = get_peft_model(load(base), config)
    for name, weight in wrapped.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.1)
    if before_save:
        before_save(wrapped)
    wrapped.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def adapter(base: source.Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_adapter(base, tmp_path_factory.mktemp("adapters") / "good")


def merged(base: source.Source, folder: Path) -> Any:
    from kg.extract.local.adapters import merge_adapter

    return merge_adapter(load(base), source.find_adapter(str(folder)), base)


def test_a_good_adapter_changes_what_is_said(base: source.Source, adapter: Path) -> None:
    import torch
    from peft import PeftModel

    plain = logits(load(base))
    changed = logits(merged(base, adapter))
    assert not torch.allclose(plain, changed, atol=1e-2)
    assert torch.allclose(changed, logits(PeftModel.from_pretrained(load(base), adapter).eval()), atol=1e-3)


@pytest.mark.parametrize("prefix", [MULTIMODAL, MULTIMODAL_BEFORE])
def test_keys_of_the_multimodal_class_land(
    base: source.Source, adapter: Path, prefix: str, tmp_path: Path, copied: Callable[[Path, Path], Path]
) -> None:
    import torch

    folder = copied(adapter, tmp_path / "other")
    rewrite(folder / "adapter_model.safetensors", lambda held: {k.replace(TEXT_ONLY, prefix): v for k, v in held.items()})
    assert torch.equal(logits(merged(base, folder)), logits(merged(base, adapter)))


@pytest.mark.parametrize("prefix", ["", "model.language_model."])
def test_an_adapter_that_was_made_on_the_multimodal_class(base: source.Source, tmp_path: Path, prefix: str) -> None:
    """As the published one was: bare names, so that the vision tower has weights too; they are left out, the rest lands, and with the
    ranks and scales that its settings give to single modules."""
    import torch
    from peft import LoraConfig, PeftModel, get_peft_model
    from transformers import Gemma3ForConditionalGeneration

    torch.manual_seed(2)
    whole = Gemma3ForConditionalGeneration.from_pretrained(base.folder)
    single = f"{prefix}layers.1.mlp.up_proj"
    wrapped = get_peft_model(whole, LoraConfig(r=4, target_modules=MODULES, rank_pattern={single: 2}, alpha_pattern={single: 64}))
    for name, weight in wrapped.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.1)
    wrapped.save_pretrained(tmp_path)
    again = PeftModel.from_pretrained(Gemma3ForConditionalGeneration.from_pretrained(base.folder), tmp_path).eval()
    assert torch.allclose(logits(merged(base, tmp_path)), logits(again), atol=1e-3)


def changed(adapter: Path, folder: Path, how: str) -> None:
    """Damages the copy of an adapter in `folder`."""
    import torch

    def change(held: dict[str, Any]) -> dict[str, Any]:
        if how == "renamed":
            return {k.replace(".self_attn.", ".attention."): v for k, v in held.items()}
        if how == "renamed prefix":
            return {k.replace(TEXT_ONLY, "base_model.model.transformer."): v for k, v in held.items()}
        if how == "layer missing":
            return {k: v for k, v in held.items() if "layers.1." not in k}
        if how == "partner missing":
            return {k: v for k, v in held.items() if "layers.1.mlp.up_proj.lora_B" not in k}
        if how == "no effect":
            return {k: torch.zeros_like(v) if "layers.0.mlp.up_proj.lora_B" in k else v for k, v in held.items()}
        if how == "not finite":
            return {k: v * float("nan") if "layers.0.mlp.up_proj.lora_A" in k else v for k, v in held.items()}
        if how == "wider":
            return {k: torch.cat([v, v], 1) if "lora_A" in k else v for k, v in held.items()}
        return {k.replace("layers.2.", "layers.7."): v for k, v in held.items()}

    rewrite(folder / "adapter_model.safetensors", change)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("renamed", r"24 unexpected keys: .* has no such modules: layers\.0\.attention\.k_proj\.lora_A"),
        ("renamed prefix", r"42 unexpected keys: base_model\.model\.transformer\.layers\.0\.mlp\.down_proj\.lora_A\.weight"),
        ("layer missing", r"7 keys are missing that its target_modules name: layers\.1\."),
        ("partner missing", r"1 keys whose partner is missing: layers\.1\.mlp\.up_proj\.lora_A"),
        ("no effect", r"1 keys without effect.*layers\.0\.mlp\.up_proj\.lora_B"),
        ("not finite", r"1 keys without effect.*layers\.0\.mlp\.up_proj\.lora_A"),
        ("wider", r"21 keys of another shape than .* another base: layers\.0\."),
        ("deeper", r"14 unexpected keys: .* has no such modules: layers\.7\."),
    ],
)
def test_a_damaged_adapter_is_refused_by_name(
    base: source.Source, adapter: Path, how: str, told: str, tmp_path: Path, copied: Callable[[Path, Path], Path]
) -> None:
    folder = copied(adapter, tmp_path / "damaged")
    changed(adapter, folder, how)
    with pytest.raises(ExtractorError, match=told) as caught:
        merged(base, folder)
    assert "\n" not in str(caught.value)


def test_an_untrained_adapter_is_refused(base: source.Source, tmp_path: Path) -> None:
    from peft import LoraConfig, get_peft_model

    get_peft_model(load(base), LoraConfig(r=4, target_modules=["q_proj"])).save_pretrained(tmp_path)
    with pytest.raises(ExtractorError, match="3 keys without effect"):
        merged(base, tmp_path)


def test_a_pattern_of_modules(base: source.Source, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    import torch

    folder = make_adapter(base, tmp_path / "pattern", targets=r"model\.layers\.\d+\.self_attn\.(q|v)_proj")
    assert not torch.allclose(logits(merged(base, folder)), logits(load(base)), atol=1e-2)
    less = copied(folder, tmp_path / "less")
    rewrite(less / "adapter_model.safetensors", lambda held: {k: v for k, v in held.items() if "layers.2." not in k})
    with pytest.raises(ExtractorError, match=r"2 keys are missing: layers\.2\.self_attn\.q_proj\.lora_A"):
        merged(base, less)


def test_an_adapter_for_another_hub_id(base: source.Source, adapter: Path, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    from kg.extract.local.adapters import merge_adapter

    folder = copied(adapter, tmp_path / "other")
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    (folder / "adapter_config.json").write_text(json.dumps({**config, "base_model_name_or_path": "google/gemma-3-4b-pt"}), encoding="utf-8")
    named = source.Source("google/gemma-3-4b-it", base.folder, base.identity)
    with pytest.raises(ExtractorError, match="made for google/gemma-3-4b-pt, not for google/gemma-3-4b-it"):
        merge_adapter(load(base), source.find_adapter(str(folder)), named)


def test_another_kind_of_adapter(base: source.Source, adapter: Path, tmp_path: Path, copied: Callable[[Path, Path], Path]) -> None:
    folder = copied(adapter, tmp_path / "other")
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    (folder / "adapter_config.json").write_text(json.dumps({**config, "peft_type": "IA3"}), encoding="utf-8")
    with pytest.raises(ExtractorError, match="is a IA3 adapter; kg knows LORA"):
        merged(base, folder)


def test_a_model_that_does_not_fit_into_the_memory(base: source.Source, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from transformers import Gemma3ForCausalLM

    def full(*_: Any, **__: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 8.00 GiB.")

    monkeypatch.setattr(Gemma3ForCausalLM, "from_pretrained", full)
    with pytest.raises(ExtractorError, match="does not fit into the memory of cpu in float32 .*8.00 GiB.*; use a GPTQ folder"):
        loading.load_model(base, CPU)
