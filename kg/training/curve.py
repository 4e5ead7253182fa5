"""The log of a run → `curve.png`: loss, validation loss and strict F1 over the steps.

Knows the log and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import MissingExtra

LOG, PNG = "log.jsonl", "curve.png"


def draw(folder: Path) -> None:
    """Writes the curve of a run beside its log.  Raises MissingExtra without matplotlib."""
    lines = [json.loads(line) for line in (folder / LOG).read_text(encoding="utf-8").splitlines() if line]
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra("matplotlib", extra="train", purpose="the curve of a training run") from error
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    left = figure.add_subplot()
    left.set_xlabel("step")
    left.set_ylabel("loss of a token")
    for key, label, style in (("loss", "training loss", "-"), ("validation_loss", "validation loss", "o-")):
        _line(left, lines, key, label, style)
    if any("strict_f1" in line for line in lines):
        right = left.twinx()
        right.set_ylim(0, 1)
        right.set_ylabel("strict F1")
        _line(right, lines, "strict_f1", "strict F1", "s--", color="tab:green")
        right.legend(loc="upper right")
    left.set_ylim(bottom=0)
    left.legend(loc="center right")
    figure.savefig(folder / PNG, dpi=120)


def _line(axes: Any, lines: list[dict[str, float]], key: str, label: str, style: str, **more: Any) -> None:
    points = [(line["step"], line[key]) for line in lines if key in line]
    if points:
        axes.plot(*zip(*points, strict=True), style, label=label, markersize=4, **more)
