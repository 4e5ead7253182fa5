"""A GGUF file of a Gemma 3 → a folder that loads fast: plain weights with their tokenizer.

transformers reads GGUF itself, but takes a minute or two each time.  `python -m kg.extract.local.gguf FILE FOLDER` does it once.
Knows nothing of extraction.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kg.errors import ExtractorError


def unpack(file: str | Path, folder: str | Path) -> None:
    """Writes the model of a GGUF file as config.json, model.safetensors (bfloat16, as Gemma is published) and its tokenizer.

    Raises ExtractorError where the file is no text-only Gemma 3."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, Gemma3ForCausalLM

    source, target = Path(file), Path(folder)
    if not source.is_file():
        raise ExtractorError(f"{source}: no such file; give a GGUF file of a Gemma 3")
    tokenizer = AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name)
    read = AutoModelForCausalLM.from_pretrained(source.parent, gguf_file=source.name, dtype=torch.float32)
    if not isinstance(read, Gemma3ForCausalLM):
        raise ExtractorError(f"{source}: holds a {type(read).__name__}, no text-only Gemma 3")
    config = read.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    config.dtype = torch.bfloat16
    plain = Gemma3ForCausalLM(config).to(torch.bfloat16)
    plain.load_state_dict(read.state_dict())
    plain.save_pretrained(target)
    tokenizer.save_pretrained(target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m kg.extract.local.gguf FILE FOLDER")
    unpack(sys.argv[1], sys.argv[2])
