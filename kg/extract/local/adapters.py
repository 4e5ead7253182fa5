"""A LoRA adapter → merged into the weights of the model, or an error that names what did not fit.

peft only warns where the keys of an adapter find no place, and answers with the bare base.  So every key is read from the file, brought to
the names of the text-only class, and accounted for: it has a module of its shape, its partner is there, it is not without effect, and no
module that the adapter names lacks one.  Merged, it costs nothing at generation.
Hu et al., LoRA, ICLR 2022.  Knows nothing of prompts or answers.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kg.errors import ExtractorError
from kg.extract.local.loading import VISION, need, quietly, shown
from kg.extract.local.source import Source, base_of, is_hub_id, read_json

# The prefixes under which adapters of Gemma 3 have been saved, each for the class it was trained on.
_PREFIXES = (
    "base_model.model.model.language_model.",  # multimodal class, transformers 4.52 and later
    "base_model.model.language_model.model.",  # multimodal class, before
    "base_model.model.model.",  # text-only class
)
_VISION = tuple(f"base_model.model.{prefix}" for prefix in VISION)
_KEY = re.compile(r"(?P<module>layers\.\d+\.[\w.]+?)\.lora_(?P<side>[AB])(?:\.default)?\.weight")
_TEXT_PART = re.compile(r"^\^?(?:model\\?\.language_model|language_model\\?\.model)\\?\.")  # in the patterns of an adapter's settings
_LAYERED = re.compile(r"layers\.\d+\.")


def merge_adapter(model: Any, adapter: Source, base: Source) -> Any:
    """The model with the adapter in its weights.

    Raises ExtractorError for an adapter of another base, or one of which any key is missing, unexpected or without effect."""
    torch = need("torch")
    wrapped = attach_adapter(model, adapter, base)
    with torch.inference_mode(False):
        merged = wrapped.merge_and_unload(safe_merge=True)
    return merged.eval()


def attach_adapter(model: Any, adapter: Source, base: Source, *, trainable: bool = False) -> Any:
    """The model wrapped in the adapter (a `peft.PeftModel`), not merged; `trainable` where it is to be trained further.

    Raises ExtractorError as `merge_adapter` does."""
    peft = need("peft")
    settings = read_json(adapter.folder / "adapter_config.json")
    _check_base(adapter, base)
    if settings.get("peft_type") != "LORA":
        raise ExtractorError(f"{adapter.name}: is a {settings.get('peft_type')} adapter; kg knows LORA")
    check_plain(adapter, base)
    weights = _read(adapter)
    _check_fit(model, adapter, base, weights)
    _check_whole(model, adapter, weights, settings)
    config = peft.LoraConfig.from_pretrained(adapter.folder)
    config.target_modules = sorted({f"model.{module}" for module, _ in weights})  # just those that the file has
    config.inference_mode = not trainable
    config.modules_to_save = None
    config.layers_to_transform = config.layers_pattern = None
    config.rank_pattern = {_TEXT_PART.sub("model.", name): rank for name, rank in config.rank_pattern.items()}
    config.alpha_pattern = {_TEXT_PART.sub("model.", name): alpha for name, alpha in config.alpha_pattern.items()}
    try:
        with quietly():  # peft asks transformers by names that will go away, and looks gptqmodel up, which prints
            wrapped = peft.get_peft_model(model, config)
    except ValueError as error:
        raise ExtractorError(f"{adapter.name}: does not fit {base.name} ({' '.join(str(error).split())[:200]})") from error
    state = {f"base_model.model.model.{module}.lora_{side}.weight": tensor for (module, side), tensor in weights.items()}
    landed = peft.set_peft_model_state_dict(wrapped, state)
    missing = [key for key in landed.missing_keys if "lora_" in key]
    if missing or landed.unexpected_keys:
        raise ExtractorError(f"{adapter.name}: weights that did not land in {base.name}: {shown([*missing, *landed.unexpected_keys])}")
    return wrapped


def check_plain(adapter: Source, base: Source) -> None:
    """Raises ExtractorError for a quantised base: nothing can be merged into its weights."""
    if read_json(base.folder / "config.json").get("quantization_config"):
        raise ExtractorError(f"{adapter.name}: an adapter cannot be merged into the quantised {base.name}; name the plain base model")


def _check_base(adapter: Source, base: Source) -> None:
    """Two hub ids that differ are two models, even where the shapes are the same (gemma-3-4b-it and gemma-3-4b-pt)."""
    made_for = base_of(adapter)
    if is_hub_id(made_for) and is_hub_id(base.name) and made_for.lower() != base.name.lower():
        raise ExtractorError(f"{adapter.name}: was made for {made_for}, not for {base.name}; set [extract.local] model to {made_for}")


def _read(adapter: Source) -> dict[tuple[str, str], Any]:
    """(module, side) → weights, the modules named as in the text-only class, from `layers.` on.  Those of a vision tower are left
    out: it is not loaded, and never sees text."""
    from safetensors import safe_open

    weights: dict[tuple[str, str], Any] = {}
    unknown: list[str] = []
    with safe_open(Path(adapter.folder) / "adapter_model.safetensors", framework="pt") as file:
        for key in sorted(file.keys()):
            if key.startswith(_VISION):
                continue
            prefix = next((p for p in _PREFIXES if key.startswith(p)), None)
            match = _KEY.fullmatch(key[len(prefix) :]) if prefix else None
            if match is None:
                unknown.append(key)
            else:
                weights[match["module"], match["side"]] = file.get_tensor(key)
    if unknown:
        raise ExtractorError(f"{adapter.name}: {len(unknown)} unexpected keys: {shown(unknown)}; they are no LoRA weights of a Gemma 3")
    if not weights:
        raise ExtractorError(f"{adapter.name}: holds no LoRA weights of the text part; train it again on the text part")
    return weights


def _check_fit(model: Any, adapter: Source, base: Source, weights: dict[tuple[str, str], Any]) -> None:
    """Each weight has a module of its shape and does something."""
    modules = {name.removeprefix("model."): module for name, module in model.named_modules()}
    strange, wrong, idle, alone = [], [], [], []
    for (module, side), tensor in weights.items():
        key = f"{module}.lora_{side}"
        linear = getattr(modules.get(module), "weight", None)
        if linear is None or linear.dim() != 2:
            strange.append(key)
        elif tensor.dim() != 2 or tensor.shape[1 if side == "A" else 0] != linear.shape[1 if side == "A" else 0]:
            wrong.append(key)
        elif not tensor.isfinite().all() or not tensor.any():
            idle.append(key)
        if (module, "B" if side == "A" else "A") not in weights:
            alone.append(key)
    for what, keys in (
        (f"unexpected keys: {base.name} has no such modules", strange),
        (f"keys of another shape than {base.name}: it was made for another base", wrong),
        ("keys without effect, all zeros or not finite: it was not trained, or not saved", idle),
        ("keys whose partner is missing", alone),
    ):
        if keys:
            raise ExtractorError(f"{adapter.name}: {len(keys)} {what}: {shown(keys)}")


def _check_whole(model: Any, adapter: Source, weights: dict[tuple[str, str], Any], settings: dict[str, Any]) -> None:
    """Each module that the adapter's own settings name in the text part has its weights."""
    targets = settings.get("target_modules")
    if isinstance(targets, str) or not targets or settings.get("layers_to_transform") or settings.get("exclude_modules"):
        _check_layers(model, adapter, weights)
        return
    endings = {str(target).rpartition(".")[2] for target in targets}
    named = [name.removeprefix("model.") for name, _ in model.named_modules() if name.rpartition(".")[2] in endings]
    missing = [f"{module}.lora_A" for module in named if _LAYERED.match(module) and (module, "A") not in weights]
    full = {str(target) for target in targets if "layers." in str(target)}
    if full:  # whole names: only those were meant
        missing = [key for key in missing if any(name.endswith(key.removesuffix(".lora_A")) for name in full)]
    if missing:
        raise ExtractorError(f"{adapter.name}: {len(missing)} keys are missing that its target_modules name: {shown(missing)}")


def _check_layers(model: Any, adapter: Source, weights: dict[tuple[str, str], Any]) -> None:
    """Where a pattern names the modules: a kind of module that is adapted in some layers is adapted in all."""
    kinds = {_LAYERED.sub("", module) for module, _ in weights}
    layers = range(model.config.num_hidden_layers)
    missing = [f"layers.{n}.{kind}.lora_A" for kind in sorted(kinds) for n in layers if (f"layers.{n}.{kind}", "A") not in weights]
    if missing and not read_json(adapter.folder / "adapter_config.json").get("layers_to_transform"):
        raise ExtractorError(f"{adapter.name}: {len(missing)} keys are missing: {shown(missing)}; its other layers have them")
