"""The keys and values of the sequences that are being computed together: one slab for each layer, rows × columns.

A row is a sequence and column c of it is its token c, whatever the other rows hold: rows begin at column 0, so nothing is padded on the
left, a row can come or go at any step, and a token's place is its position.  What lies behind a row's end is masked.  Stands where
transformers expects a `Cache`, but is written in place: its own caches copy every key and value at every token.
Knows nothing of prompts or answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

STEP = 128  # columns are taken in multiples of it


def columns_for(tokens: int) -> int:
    """The columns that hold so many tokens."""
    return -(-tokens // STEP) * STEP


@dataclass(slots=True)
class Layer:
    """Keys and values, (rows, heads, columns, size of a head), and the window that the layer looks back through (0: all)."""

    window: int
    keys: Tensor | None = None
    values: Tensor | None = None


class Slab:
    """Rows × columns of keys and values for every layer.

    Before each pass of the model say with `aim_block` or `aim_tokens` where its tokens go; both give what the model must be told."""

    def __init__(self, config: Any) -> None:
        kinds = getattr(config, "layer_types", None) or ["full_attention"] * config.num_hidden_layers
        self.kinds = tuple(dict.fromkeys(kinds))
        self.window = int(getattr(config, "sliding_window", 0) or 0)
        self.layers = [Layer(self.window if kind == "sliding_attention" else 0) for kind in kinds]
        self.rows = self.columns = 0
        self._first = self._last = 0  # rows that the next pass is about
        self._places: Tensor | None = None  # the column of each row's token; None for a block
        self._start = self._end = 0  # columns of a block, or those of the tokens
        self._from: dict[int, int] = {}  # window → the first column that is looked at

    # ---- room ----

    def reserve(self, rows: int, columns: int, used: int) -> None:
        """Makes room for `rows` × `columns`; what the first `used` rows hold is kept as far as it fits."""
        self.rows, self.columns = rows, columns
        for layer in self.layers:
            if layer.keys is not None and layer.values is not None:
                layer.keys = _resized(layer.keys, rows, columns, used)
                layer.values = _resized(layer.values, rows, columns, used)

    def clear(self) -> None:
        """Lets go of all memory."""
        for layer in self.layers:
            layer.keys = layer.values = None
        self.rows = self.columns = 0

    def move(self, source: int, target: int, length: int) -> None:
        """Copies the first `length` columns of one row to another."""
        for layer in self.layers:
            assert layer.keys is not None and layer.values is not None
            layer.keys[target, :, :length] = layer.keys[source, :, :length]
            layer.values[target, :, :length] = layer.values[source, :, :length]

    def write(self, prefix: list[tuple[Tensor, Tensor]], first: int, last: int) -> None:
        """Puts the keys and values of a shared beginning into the first columns of rows first to last."""
        for layer, (keys, values) in zip(self.layers, prefix, strict=True):
            self._allocate(layer, keys)
            assert layer.keys is not None and layer.values is not None
            length = keys.shape[2]
            layer.keys[first:last, :, :length] = keys
            layer.values[first:last, :, :length] = values

    def read(self, row: int, length: int) -> list[tuple[Tensor, Tensor]]:
        """A copy of the first `length` columns of a row, as `write` takes it."""
        copies = []
        for layer in self.layers:
            assert layer.keys is not None and layer.values is not None
            copies.append((layer.keys[row : row + 1, :, :length].clone(), layer.values[row : row + 1, :, :length].clone()))
        return copies

    # ---- a pass of the model ----

    def aim_block(self, first: int, last: int, start: int, width: int, device: Any) -> dict[str, Any]:
        """The next pass has `width` tokens for each of the rows first to last, in the columns from `start` on."""
        import torch

        self._first, self._last, self._places = first, last, None
        self._start, self._end = start, start + width
        queries = torch.arange(start, start + width, device=device)[:, None]
        return self._told(queries[None, :, 0], queries[None], start, start + width - 1)

    def aim_tokens(self, lengths: list[int], device: Any) -> dict[str, Any]:
        """The next pass has one token for each of the first rows: that of row r goes to column lengths[r]."""
        import torch

        self._first, self._last = 0, len(lengths)
        self._places = torch.tensor(lengths, device=device)
        self._end = max(lengths) + 1
        return self._told(self._places[:, None], self._places[:, None, None], min(lengths), max(lengths))

    def _told(self, positions: Tensor, queries: Tensor, lowest: int, highest: int) -> dict[str, Any]:
        """The positions and masks of a pass; `queries` are columns, (rows or 1, tokens, 1)."""
        import torch

        masks: dict[str, Tensor | None] = {}
        for kind in self.kinds:
            window = self.window if kind == "sliding_attention" else 0
            begin = max(0, lowest - window + 1) if window else 0
            self._from[window] = begin
            seen = torch.arange(begin, self._end, device=positions.device)
            mask = seen <= queries
            if window and highest - window + 1 > begin:
                mask &= seen > queries - window
            plain = lowest == highest  # all rows look at all columns
            masks[kind] = None if plain else mask[:, None]
        return {"position_ids": positions, "attention_mask": masks, "cache": self, "use_cache": True}

    def update(self, keys: Tensor, values: Tensor, layer_idx: int, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """What transformers calls in each layer: keeps the new keys and values, gives all that the rows may look at."""
        layer = self.layers[layer_idx]
        self._allocate(layer, keys)
        assert layer.keys is not None and layer.values is not None
        rows = slice(self._first, self._last)
        if self._places is None:
            layer.keys[rows, :, self._start : self._end] = keys
            layer.values[rows, :, self._start : self._end] = values
        else:
            import torch

            each = torch.arange(self._last, device=keys.device)
            layer.keys[each, :, self._places] = keys[:, :, 0]
            layer.values[each, :, self._places] = values[:, :, 0]
        begin = self._from[layer.window]
        return layer.keys[rows, :, begin : self._end], layer.values[rows, :, begin : self._end]

    def _allocate(self, layer: Layer, like: Tensor) -> None:
        if layer.keys is None:
            shape = (self.rows, like.shape[1], self.columns, like.shape[3])
            layer.keys, layer.values = like.new_zeros(shape), like.new_zeros(shape)


def _resized(held: Tensor, rows: int, columns: int, used: int) -> Tensor:
    new = held.new_zeros((rows, held.shape[1], columns, held.shape[3]))
    width = min(columns, held.shape[2])
    new[:used, :, :width] = held[:used, :, :width]
    return new
