"""A sentence encoder in this process: texts → vectors of length one, by the mean of its last states.

Knows texts; nothing of triples.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg.errors import ExtractorError
from kg.extract.local.loading import need, quietly

_BATCH = 128  # texts that are computed together
_LONGEST = 64  # tokens that are read of a text: names, statements and facts are short


class Encoder:
    """`folder` holds config.json, weights and a tokenizer; what was encoded once is kept.

    Raises ExtractorError for a folder that holds no encoder, MissingExtra without torch."""

    def __init__(self, folder: str) -> None:
        self._torch, transformers = need("torch"), need("transformers")
        if not (Path(folder) / "config.json").is_file():
            raise ExtractorError(f"{folder}: no encoder there; give --encoder a folder with config.json, weights and a tokenizer")
        try:
            with quietly():
                self._tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
                self._model = transformers.AutoModel.from_pretrained(folder, local_files_only=True).eval()
        except (OSError, ValueError, KeyError) as error:
            told = " ".join(str(error).split())[:120] or type(error).__name__
            raise ExtractorError(f"{folder}: no encoder that can be read ({told}); give --encoder another folder") from error
        self._known: dict[str, Any] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Encodes many at once, those of a length together."""
        new = sorted({text for text in texts if text not in self._known}, key=lambda text: (len(text), text))
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            given = self._tokenizer(batch, padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
            with self._torch.inference_mode():
                states = self._model(**given).last_hidden_state.float()
            mask = given["attention_mask"].unsqueeze(-1)
            mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
            self._known.update(zip(batch, self._torch.nn.functional.normalize(mean).numpy(), strict=True))

    def vectors(self, texts: Sequence[str]) -> Any:
        """A numpy array, a row for each text."""
        import numpy

        self.learn(texts)
        return numpy.stack([self._known[text] for text in texts])
