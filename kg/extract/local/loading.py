"""A folder → a Gemma 3 that writes text, on a device, with nothing of its vision tower, and its tokenizer.

The 4B is published as a multimodal model and the small ones as text only; both are loaded as the text-only class here, the names of the
weights mapped, and every weight is accounted for: transformers itself only warns where weights stay random.
Knows nothing of prompts, adapters or answers.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from typing import Any

from kg.errors import ExtractorError, MissingExtra
from kg.extract.local.source import Source, read_json

# As the text part of a multimodal Gemma 3 was and is named in files, and as it is named in the text-only class.
TEXT_PART = {
    r"^language_model\.model\.": "model.",
    r"^model\.language_model\.": "model.",
    r"^language_model\.lm_head\.": "lm_head.",
}
VISION = ("vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector.")
DTYPES = ("bfloat16", "float16", "float32")
_SHOWN = 4  # keys that an error names


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a model runs, and in what numbers."""

    device: str
    dtype: str


def machine(device: str, dtype: str) -> Machine:
    """What the settings ask for, or the best that is there: bfloat16 on a GPU, float32 on a CPU.

    Raises ExtractorError for a device that is not there, MissingExtra without torch."""
    torch = need("torch")
    if dtype and dtype not in DTYPES:
        raise ExtractorError(f"dtype {dtype!r}: there are {', '.join(DTYPES)}; mend the setting [extract.local] dtype")
    kind, _, number = device.partition(":")
    if kind not in ("", "cuda", "mps", "cpu") or (number and not number.isdigit()):
        raise ExtractorError(f"device {device!r}: there are cuda, cuda:0, cuda:1, …, mps and cpu; mend the setting [extract.local] device")
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    apple = bool(torch.backends.mps.is_available())
    if kind == "cuda" and int(number or 0) >= count:
        seen = f"torch {torch.__version__} sees {count or 'no'} GPU{'s' if count > 1 else ''} here"
        raise ExtractorError(f'device {device!r}: {seen}; set [extract.local] device to another, or to "" for the best there is')
    if kind == "mps" and not apple:
        raise ExtractorError(f'device {device!r}: there is no Apple GPU here; set [extract.local] device to "" for the best there is')
    chosen = device or ("cuda" if count else "mps" if apple else "cpu")
    fast = chosen.startswith("cuda") and torch.cuda.is_bf16_supported()
    return Machine(chosen, dtype or ("bfloat16" if fast else "float32"))


def devices(asked: str) -> list[str]:
    """The devices to work on: those that the settings name, with commas between them, or every GPU where they name none."""
    named = [one.strip() for one in asked.split(",") if one.strip()]
    if named in ([], ["cuda"]):
        torch = need("torch")
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        return [f"cuda:{n}" for n in range(count)] if count > 1 else named or [""]
    return named


def need(package: str, *, extra: str = "llm") -> Any:
    """A package of an extra.  Raises MissingExtra where it is not installed."""
    import importlib

    try:
        with _hushed():
            return importlib.import_module(package)
    except ImportError as error:
        raise MissingExtra(package, extra=extra, purpose="a language model in this process") from error


def load_tokenizer(source: Source) -> Any:
    """The tokenizer of a model's folder.  Raises ExtractorError for one that cannot be read."""
    transformers = need("transformers")
    try:
        return transformers.AutoTokenizer.from_pretrained(source.folder)
    except (OSError, ValueError, KeyError) as error:
        raise ExtractorError(f"{source.name}: its tokenizer cannot be loaded ({_line(error)}); fetch the model again") from error


def load_model(source: Source, where: Machine, *, four_bits: bool = False) -> Any:
    """The text part of a Gemma 3, ready to write: a `Gemma3ForCausalLM` in evaluation mode; `four_bits` loads it in NF4, for training on a GPU.

    Raises ExtractorError where a weight is missing, of another shape or unknown; MissingExtra for a GPTQ folder without gptqmodel."""
    torch, transformers = need("torch"), need("transformers")
    quantised = read_json(source.folder / "config.json").get("quantization_config")
    if quantised and quantised.get("quant_method") != "gptq":
        method = quantised.get("quant_method")
        raise ExtractorError(f"{source.name}: quantised by {method!r}; kg runs GPTQ folders and plain ones, others through a server")
    config = transformers.AutoConfig.from_pretrained(source.folder)
    text = config.get_text_config()
    if quantised and not getattr(text, "quantization_config", None):
        text.quantization_config = quantised
    with quietly():
        if quantised:
            need("gptqmodel", extra="gptq")
            need("optimum", extra="gptq")
        try:
            model, found = transformers.Gemma3ForCausalLM.from_pretrained(
                source.folder,
                config=text,
                key_mapping=TEXT_PART,
                output_loading_info=True,
                dtype=getattr(torch, where.dtype),
                device_map={"": where.device},
                attn_implementation="sdpa",
                quantization_config=_nf4(where) if four_bits else None,
            )
        except torch.OutOfMemoryError as error:
            raise ExtractorError(
                f"{source.name}: does not fit into the memory of {where.device} in {where.dtype} ({_line(error)}); "
                "use a GPTQ folder, a smaller model, or another device"
            ) from error
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise ExtractorError(f"{source.name}: cannot be loaded ({_line(error)}); fetch the model again") from error
    _check_loaded(source, found)
    return model.eval()


def _nf4(where: Machine) -> Any:
    """4 bits a weight, as QLoRA trains on (Dettmers et al., NeurIPS 2023)."""
    import transformers

    return transformers.BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=where.dtype
    )


def stops_of(source: Source, tokenizer: Any) -> set[int]:
    """The tokens that end an answer, as the model's files say."""
    file = source.folder / "generation_config.json"
    named = read_json(file).get("eos_token_id") if file.is_file() else None
    found = named if isinstance(named, list) else [named]
    return {token for token in (*found, tokenizer.eos_token_id) if isinstance(token, int)}


def _check_loaded(source: Source, found: dict[str, Any]) -> None:
    """Every weight of the text part came from the files, and nothing but vision was left over."""
    missing = sorted(found["missing_keys"])
    left = sorted(key for key in found["unexpected_keys"] if not key.startswith(VISION))
    wrong = sorted(str(key[0] if isinstance(key, tuple) else key) for key in found["mismatched_keys"])
    for what, keys in (("missing in its files", missing), ("of another shape than its config.json says", wrong), ("unknown", left)):
        if keys:
            raise ExtractorError(f"{source.name}: {len(keys)} weights are {what}: {shown(keys)}; fetch the model again")


def shown(keys: list[str]) -> str:
    """The first few of many keys."""
    return ", ".join(keys[:_SHOWN]) + (f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else "")


@contextmanager
def quietly() -> Iterator[None]:
    """Without the progress bars and tables of transformers, of which all that matters is checked."""
    from transformers.utils import logging as told

    level, bars = told.get_verbosity(), told.is_progress_bar_enabled()
    told.set_verbosity_error()
    told.disable_progress_bar()
    try:
        with _hushed():
            yield
    finally:
        told.set_verbosity(level)
        if bars:
            told.enable_progress_bar()


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what these packages say of themselves and of each other, gptqmodel even on standard output, where answers go."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
