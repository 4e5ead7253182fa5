"""The last layer of a model and the choice of the likeliest token: where small models on a CPU spend most of their time.

Gemma has 262,144 tokens, so that the head of the 270M takes two thirds of its arithmetic.  On a CPU it is computed in pieces that stay in the
cache, and not at all for rows where the grammar leaves few tokens: of those alone the scores are made.  The choice is the same.
Knows hidden states and guides; nothing of sequences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import ExtractorError

if TYPE_CHECKING:
    from torch import Tensor

PIECE = 4096  # tokens whose scores are made at once on a CPU
FEW = 2048  # allowed tokens up to which only theirs are made


class Guide(Protocol):
    """What an answer may be.  Each sequence has its own."""

    def take(self, token: int) -> bool:
        """Whether the token may come next; if so it is taken."""
        ...

    def allowed(self) -> bytes:
        """The tokens that may come next, a bit for each, lowest first."""
        ...

    def finished(self) -> bool:
        """Whether the answer is complete."""
        ...

    def restart(self, tokens: Sequence[int]) -> None:
        """Goes back to the beginning and takes these tokens again."""
        ...


class Head:
    """Chooses tokens greedily, each row under its guide (None: any token)."""

    def __init__(self, layer: Any) -> None:
        """`layer` is a linear layer without bias, from hidden states to scores."""
        self._layer = layer
        self._pieces = layer.weight.device.type == "cpu"
        self.small = 0  # rows that were spared the whole head

    def choose(self, hidden: Tensor, guides: Sequence[Guide | None]) -> list[int]:
        """The likeliest allowed token of each row; its guide has taken it.  Raises ExtractorError where a guide contradicts itself."""
        chosen = [-1] * len(guides)
        if self._pieces:
            for row, guide in enumerate(guides):
                few = None if guide is None else _few(guide.allowed())
                if few is not None:
                    self.small += 1
                    chosen[row] = self._likeliest(hidden[row], few)
        rest = [row for row, token in enumerate(chosen) if token < 0]
        if rest:
            for row, token in zip(rest, self._best(hidden if len(rest) == len(chosen) else hidden[rest]), strict=True):
                chosen[row] = token
        refused = [(row, guide) for row, guide in enumerate(guides) if guide is not None and not guide.take(chosen[row])]
        if refused:
            again = self._again(hidden[[row for row, _ in refused]], [guide.allowed() for _, guide in refused])
            for (row, guide), token in zip(refused, again, strict=True):
                chosen[row] = token
                if not guide.take(token):
                    raise ExtractorError(f"the grammar refuses token {token}, which it allowed; tell the makers of kg")
        return chosen

    def _again(self, hidden: Tensor, masks: list[bytes]) -> list[int]:
        """The likeliest allowed token of rows whose likeliest of all was refused; on a GPU of all of them at once."""
        import numpy
        import torch

        if self._pieces:
            return [self._likeliest(row, _tokens(mask)) for row, mask in zip(hidden, masks, strict=True)]
        held = torch.from_numpy(numpy.stack([numpy.frombuffer(mask, dtype=numpy.uint8) for mask in masks])).to(hidden.device)
        bits = (held[:, :, None] >> torch.arange(8, device=hidden.device, dtype=torch.uint8)) & 1
        scores = self._layer(hidden)
        scores = scores.masked_fill(bits.flatten(1)[:, : scores.shape[1]] == 0, float("-inf"))
        found: list[int] = scores.argmax(dim=-1).tolist()
        return found

    def _best(self, hidden: Tensor) -> list[int]:
        """The likeliest token of each row, whatever its guide says: nearly always allowed, and much cheaper than to mask all scores."""
        import torch

        found: list[int]
        if not self._pieces:
            found = self._layer(hidden).argmax(dim=-1).tolist()
            return found
        weight = self._layer.weight
        best = torch.full((len(hidden),), float("-inf"), dtype=hidden.dtype)
        token = torch.zeros(len(hidden), dtype=torch.long)
        for start in range(0, len(weight), PIECE):
            scores, places = torch.nn.functional.linear(hidden, weight[start : start + PIECE]).max(dim=-1)
            higher = scores > best
            best = torch.where(higher, scores, best)
            token = torch.where(higher, places + start, token)
        found = token.tolist()
        return found

    def _likeliest(self, hidden: Tensor, allowed: Any) -> int:
        """The likeliest of some tokens."""
        import torch

        weight = self._layer.weight
        tokens = torch.as_tensor(allowed[allowed < len(weight)], device=weight.device)
        if not len(tokens):
            raise ExtractorError("the grammar leaves no token that the model knows; tell the makers of kg")
        scores = torch.nn.functional.linear(hidden, weight[tokens] if len(tokens) * 4 < len(weight) else weight)
        return int(tokens[(scores if len(scores) == len(tokens) else scores[tokens]).argmax()])


def _few(mask: bytes) -> Any:
    """The allowed tokens as an array, None where there are more than a few."""
    return _tokens(mask) if int.from_bytes(mask, "little").bit_count() <= FEW else None


def _tokens(mask: bytes) -> Any:
    """The numbers of the bits that are set, in their order."""
    import numpy

    held = numpy.frombuffer(mask, dtype=numpy.uint8)
    places = numpy.flatnonzero(held)  # most bytes are empty where few tokens are allowed
    rows, bits = numpy.unpackbits(held[places, None], axis=1, bitorder="little").nonzero()
    return places[rows] * 8 + bits
