"""`python -m kg.training.gptq MODEL FOLDER BITS GROUP TEXTS.json`: GPTQ by gptqmodel, in a process of its own.

gptqmodel changes settings of torch and writes to standard output, so nothing else runs beside it.  Knows a model's folder and texts.
Frantar et al., GPTQ, ICLR 2023.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(model: str, folder: str, bits: str, group: str, texts: str) -> None:
    """Quantises a plain model's folder into another one, calibrated on token sequences of a JSON file."""
    import torch
    from gptqmodel import GPTQModel, QuantizeConfig

    rows = json.loads(Path(texts).read_text(encoding="utf-8"))
    device = None if torch.cuda.is_available() else "cpu"
    loaded = GPTQModel.load(model, QuantizeConfig(bits=int(bits), group_size=int(group)), device=device)
    loaded.quantize([{"input_ids": row, "attention_mask": [1] * len(row)} for row in rows], batch_size=1)
    loaded.save(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
