"""Many prompts → their answers, greedily, in batches that sequences join and leave at every step (continuous batching).

A shared beginning of all prompts is computed once.  As many sequences run together as a budget of tokens allows; where one must give way
it keeps what it has written and goes on later; where memory runs out the budget is halved.  An answer is the same in any company, up to
the rounding of sums that kernels take in another order for another batch (docs/models.md says where that is seen).
After the iteration-level scheduling of Yu et al., Orca, OSDI 2022, and the preemption of Kwon et al., vLLM, SOSP 2023.
Knows tokens only: nothing of text, grammars or triples.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from kg.errors import ExtractorError
from kg.extract.local.head import Guide, Head
from kg.extract.local.slab import STEP, Slab, columns_for

if TYPE_CHECKING:
    from torch import Tensor

BLOCK = 4096  # tokens of prompts that are read in one pass of the model, at most (a single longer prompt is read whole)
FIRST_GUESS = 160  # tokens of an answer, before any was seen

Ending = Literal["stop", "limit", "loop", "memory"]


@dataclass(slots=True)
class Request:
    """A prompt, what was written after it so far, and how many tokens it may take."""

    key: int
    prompt: Sequence[int]
    limit: int
    guide: Guide | None = None
    answer: list[int] = field(default_factory=list)
    ending: Ending | None = None

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.answer)


@dataclass(slots=True)
class Counts:
    """What a generator did: passes of the model and tokens, and what befell it."""

    prompt_tokens: int = 0  # read, without those of the shared beginning that were not read again
    answer_tokens: int = 0
    passes: int = 0
    preempted: int = 0
    most_rows: int = 0
    notes: list[str] = field(default_factory=list)


class Generator:
    """Writes answers with a causal language model of transformers whose text part is `model.model` and whose head is `model.lm_head`."""

    def __init__(self, model: Any, *, stops: Iterable[int], budget: int, shared: Sequence[int] = (), most_rows: int = 512) -> None:
        """`stops` are the tokens that end an answer, `budget` the tokens (rows × columns) held at once, `shared` what all prompts may begin with."""
        self.model = model
        self.device = model.device
        self.stops = frozenset(stops)
        self.budget = budget
        self.shared = tuple(shared)
        self.most_rows = most_rows
        self.counts = Counts()
        self._slab = Slab(model.config)
        self._head = Head(model.lm_head)
        self._prefix: list[tuple[Tensor, Tensor]] | None = None
        self._rows: list[Request] = []
        self._waiting: deque[Request] = deque()
        self._written, self._ended = 0, 0  # tokens and number of ended answers: what is to be expected of the next

    def run(self, prompts: Iterable[Request]) -> Iterator[Request]:
        """The sequences, each with its answer, as they end.  Prompts are taken only when there is room for them."""
        import torch

        given = iter(prompts)
        while True:
            self._peek(given)
            if not self._waiting and not self._rows:
                return
            try:
                with torch.inference_mode():
                    while self._room(given):
                        self._admit(given)
                    self._step()
                    ended = self._leave()
            except (torch.OutOfMemoryError, RuntimeError) as error:
                if not _no_memory(error):
                    raise
                self._halve(error)
                ended, self._rows = self._rows, []
            yield from ended

    # ---- who runs ----

    def _peek(self, given: Iterator[Request]) -> Request | None:
        if not self._waiting:
            with suppress(StopIteration):
                self._waiting.append(next(given))
        return self._waiting[0] if self._waiting else None

    def _expected(self, sequence: Request) -> int:
        """Columns that a sequence is thought to need in the end."""
        mean = self._written / self._ended if self._ended else FIRST_GUESS
        least = len(sequence.answer) + 32
        return len(sequence.prompt) + min(max(int(1.25 * mean), least), max(sequence.limit, 1))

    def _places(self, extra: Request | None) -> int:
        """How many rows the budget allows, were `extra` to join."""
        widest = max(self._expected(s) for s in (*self._rows, *([extra] if extra else [])))
        return max(1, min(self.most_rows, self.budget // columns_for(widest)))

    def _room(self, given: Iterator[Request]) -> bool:
        """Whether some should join now: for a small part of the places it is not worth while to interrupt the others."""
        first = self._peek(given)
        if first is None:
            return False
        places = self._places(first)
        return not self._rows or places - len(self._rows) >= max(1, places // 8)

    def _admit(self, given: Iterator[Request]) -> None:
        """Reads prompts of about one length in one pass, into the rows behind those that run."""
        joining: list[Request] = []
        start = self._start(self._waiting[0])
        longest = 0
        while (first := self._peek(given)) is not None:
            width = max(longest, first.length - start)
            full = joining and (len(joining) + 1) * width > BLOCK
            if full or self._start(first) != start or len(self._rows) + len(joining) >= self._places(first):
                break
            joining.append(self._waiting.popleft())
            longest = width
        self._rows += joining  # from here on they are among those that an error sends back
        self._fit(len(self._rows))
        self._read(joining, start, longest)

    def _start(self, sequence: Request) -> int:
        """How many tokens of the shared beginning need not be read again; at least one token is read."""
        count = len(self.shared)
        shares = count and sequence.length > count and tuple(sequence.prompt[:count]) == self.shared
        return count if shares else 0

    def _fit(self, rows: int) -> None:
        """Gives the slab the shape that the running rows need, by sending the youngest back where the budget does not allow it."""
        needed = columns_for(max(s.length for s in self._rows[:rows]) + 1)
        columns = max(needed, self._slab.columns)
        if rows * columns > self.budget:
            columns = needed
        while rows > 1 and rows * columns > self.budget:
            youngest = min(range(rows), key=lambda r: (len(self._rows[r].answer), -r))
            self._waiting.appendleft(self._remove(youngest))
            self.counts.preempted += 1
            rows -= 1
        if rows > self._slab.rows or columns > self._slab.columns:
            expected = columns_for(max(self._expected(s) for s in self._rows[:rows]))
            if rows * expected <= self.budget:
                columns = max(columns, expected)
            held = min(rows, self._slab.rows)
            self._slab.reserve(max(rows, min(self._places(None), self.most_rows)), columns, held)

    def _remove(self, row: int) -> Request:
        """Takes a sequence out; the last row moves into its place."""
        last = len(self._rows) - 1
        gone = self._rows[row]
        if row != last:
            moved = self._rows[last]
            self._slab.move(last, row, moved.length)
            self._rows[row] = moved
        self._rows.pop()
        return gone

    def _leave(self) -> list[Request]:
        """Takes out what has ended; from behind, so that no row that is still to go is moved."""
        return [self._remove(row) for row in range(len(self._rows) - 1, -1, -1) if self._rows[row].ending]

    def _halve(self, error: Exception) -> None:
        """After memory ran out: everything goes back, to be taken up with half the budget.  A single sequence that needs more than there
        is ends without an answer, or ends the run if it is the first."""
        running = len(self._rows)
        longest = columns_for(max((s.length for s in self._rows), default=0) + 1)
        told = str(error).strip().splitlines()[0][:120]
        if running <= 1 and self.budget <= longest:
            if not self._ended or not running:
                raise ExtractorError(
                    f"memory ran out on {self.device} with a single paragraph ({told}); "
                    "use a smaller or quantised model, a smaller dtype, or another device"
                ) from error
            self._rows[0].ending = "memory"
        self.budget = max(STEP, min(self.budget, self._slab.rows * self._slab.columns or self.budget) // 2)
        for sequence in reversed(self._rows):
            if sequence.guide is not None:
                sequence.guide.restart(sequence.answer)  # it may have taken a token that the sequence never got
            if not sequence.ending:
                self._waiting.appendleft(sequence)
        self._rows = [sequence for sequence in self._rows if sequence.ending]
        self._slab.clear()
        self._prefix = None
        _release(self.device)
        self.counts.notes.append(f"memory ran out on {self.device} with {running} paragraphs at once: went on with {self.budget:,} tokens")

    # ---- what the model computes ----

    def _pass(self, tokens: Tensor, told: dict[str, Any]) -> Tensor:
        self.counts.passes += 1
        hidden: Tensor = self.model.model(input_ids=tokens, **told).last_hidden_state
        return hidden

    def _read(self, joining: Sequence[Request], start: int, width: int) -> None:
        """Reads the prompts, and what preempted sequences had already written, and chooses the token after each."""
        import torch

        last = len(self._rows)
        first = last - len(joining)
        if start:
            if self._prefix is None:
                self._prefix = self._read_shared()
            self._slab.write(self._prefix, first, last)
        block = torch.zeros((len(joining), width), dtype=torch.long)
        for row, sequence in enumerate(joining):
            rest = [*sequence.prompt, *sequence.answer][start:]
            block[row, : len(rest)] = torch.tensor(rest)
            self.counts.prompt_tokens += len(rest)
        hidden = self._pass(block.to(self.device), self._slab.aim_block(first, last, start, width, self.device))
        ends = torch.tensor([s.length - start - 1 for s in joining], device=self.device)
        self._choose(joining, hidden[torch.arange(len(joining), device=self.device), ends])

    def _read_shared(self) -> list[tuple[Tensor, Tensor]]:
        """The keys and values of the shared beginning, computed in a slab of its own."""
        import torch

        width = len(self.shared)
        slab = Slab(self.model.config)
        slab.reserve(1, width, 0)
        self._pass(torch.tensor([self.shared], device=self.device), slab.aim_block(0, 1, 0, width, self.device))
        self.counts.prompt_tokens += width
        return slab.read(0, width)

    def _step(self) -> None:
        """One more token for every running sequence."""
        import torch

        running = [row for row in range(len(self._rows)) if self._rows[row].ending]
        if running:  # some ended with their first token
            return
        self._fit(len(self._rows))
        tokens = torch.tensor([[s.answer[-1]] for s in self._rows], device=self.device)
        hidden = self._pass(tokens, self._slab.aim_tokens([s.length - 1 for s in self._rows], self.device))
        self._choose(self._rows, hidden[:, 0])

    def _choose(self, sequences: Sequence[Request], hidden: Tensor) -> None:
        self.counts.most_rows = max(self.counts.most_rows, len(sequences))
        for sequence, token in zip(sequences, self._head.choose(hidden, [s.guide for s in sequences]), strict=True):
            self._append(sequence, token)

    def _append(self, sequence: Request, token: int) -> None:
        stopped = token in self.stops
        if not stopped:
            sequence.answer.append(token)
        self.counts.answer_tokens += 1
        if stopped or (sequence.guide is not None and sequence.guide.finished()):
            sequence.ending = "stop"
        elif len(sequence.answer) >= sequence.limit:
            sequence.ending = "limit"
        elif sequence.guide is not None and len(sequence.answer) % 16 == 0 and loops(sequence.answer):
            sequence.ending = "loop"
        if sequence.ending:
            self._written += len(sequence.answer)
            self._ended += 1


def loops(tokens: Sequence[int], *, times: int = 3, least: int = 48) -> bool:
    """Whether the end of a text is one piece written `times` over, of at least `least` tokens in all: greedy decoding will not leave it."""
    count = len(tokens)
    for period in range(-(-least // times), count // times + 1):
        tail = tokens[count - period :]
        if all(tokens[count - period * (k + 1) : count - period * k] == tail for k in range(1, times)):
            return True
    return False


def _no_memory(error: Exception) -> bool:
    import torch

    return isinstance(error, torch.OutOfMemoryError) or any(
        words in str(error) for words in ("out of memory", "can't allocate memory", "not enough memory", "ALLOC_FAILED")
    )


def _release(device: Any) -> None:
    import torch

    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
