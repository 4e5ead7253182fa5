"""How an adapter is trained: the published model's recipe as defaults, every figure of it a choice.

Knows no torch: what is here can be written into a file, compared and shown.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import SettingsError

MODULES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
FILE = "recipe.json"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Defaults: the card of the published adapter; a batch of 8 and a linear decay with a short rise are ours, as it does not say."""

    model: str = ""
    adapter: str = ""  # an earlier one, to go on from
    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    modules: tuple[str, ...] = MODULES
    learning_rate: float = 5e-5
    warmup: float = 0.03  # share of the steps over which the rate rises
    schedule: str = "linear"
    epochs: int = 1
    batch: int = 8  # examples of a step on one device, of similar length
    batch_tokens: int = 4096  # and the most padded tokens
    accumulate: int = 1  # batches of one step
    most_tokens: int = 1024  # longer examples are left out, and counted
    clip: float = 1.0
    seed: int = 17
    dtype: str = ""  # "": bfloat16 on a GPU that has it, float32 elsewhere
    device: str = ""
    qlora: bool = False  # the base in 4 bits (bitsandbytes): for GPUs that are too small for it

    def as_json(self) -> dict[str, Any]:
        """As it stands in the file."""
        return json.loads(json.dumps(dataclasses.asdict(self)))  # type: ignore[no-any-return]

    def check(self) -> None:
        """Raises SettingsError for values that cannot work, all at once."""
        faults = [
            f"{name} {getattr(self, name)}: must be more than 0"
            for name in ("rank", "alpha", "learning_rate", "epochs", "batch", "batch_tokens", "accumulate", "most_tokens")
            if not getattr(self, name) > 0  # nan is neither more nor less
        ]
        faults += [
            f"{name} {getattr(self, name)}: must be from 0 to below 1" for name in ("dropout", "warmup") if not 0 <= getattr(self, name) < 1
        ]
        if self.schedule not in ("linear", "cosine", "constant_with_warmup"):
            faults.append(f"schedule {self.schedule!r}: there are linear, cosine and constant_with_warmup")
        if faults:
            raise SettingsError(faults)


def differences(folder: Path, recipe: Recipe, corpus: str) -> list[str]:
    """What of an earlier run in this folder was otherwise: such a run cannot be gone on with."""
    try:
        before = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ["it has no readable recipe.json"]
    now = {**recipe.as_json(), "corpus": corpus}
    return [f"{key} was {before.get(key)!r}, now {value!r}" for key, value in now.items() if before.get(key) != value]


def keep(folder: Path, recipe: Recipe, corpus: str) -> None:
    """Writes the recipe beside the run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps({**recipe.as_json(), "corpus": corpus}, indent=1) + "\n", encoding="utf-8")
