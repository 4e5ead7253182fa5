"""The `local` extractor: a Gemma 3 in this process, with a LoRA adapter or without, by transformers and peft.

source.py    where a model lies, whether it is whole, its hash
loading.py   a folder → a model on a device, and its tokenizer
adapters.py  a LoRA adapter → merged into the weights
gguf.py      a GGUF file → a folder that loads fast
asking.py    a paragraph → tokens
decoding.py  many prompts → answers, in batches that change at every step
slab.py      keys and values of what is being computed
head.py      the last layer and the likeliest token
grammar.py   the grammar of the wire format, forced

The settings say which model; everything that can be told without loading it is checked at once, and the weights are loaded when the first
paragraph is asked about.  Knows nothing of documents or storage.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ExtractorError
from kg.extract import parallel
from kg.extract.llm import answering, answers, prompt
from kg.extract.llm.answers import Answer
from kg.extract.llm.trust import TRUST
from kg.extract.local import adapters, grammar, source
from kg.extract.local.decoding import Generator, Request
from kg.extract.local.loading import Machine, devices, load_model, load_tokenizer, machine, need, stops_of
from kg.model import Extraction, Paragraph, content_hash
from kg.settings import Local

if TYPE_CHECKING:
    from kg.extract.local.asking import Asker

VERSION = "1"
FIRST_WINDOW, LAST_WINDOW = 16, 1024  # paragraphs that are sorted by length together; each window is twice as large as the last
MOST_ROWS = {"cpu": 48}  # of a batch: more make no token cheaper there, and every answer later
SHARE = 512  # paragraphs that go to a GPU at a time where there are several
LONGEST_PROMPT = 8192  # tokens: a longer paragraph fails with that reason


class LocalExtractor:
    """Asks a language model in this process.  Raises ExtractorError or MissingExtra at once for settings that cannot work."""

    alone = True  # makes its own batches; several GPUs share the work behind it

    def __init__(self, settings: Local) -> None:
        for package in ("torch", "transformers", *(["llguidance"] if settings.constrained else [])):
            need(package)
        self.settings = settings
        self.devices = devices(settings.device)
        self.machine: Machine = machine(self.devices[0], settings.dtype)
        adapter, model = settings.adapter, settings.model
        if not model and not adapter:
            adapter, model = source.ADAPTER, source.BASE
        self.adapter = source.find_adapter(adapter, settings.revision) if adapter else None
        if self.adapter is not None:
            need("peft")
        model = model or (source.base_of(self.adapter) if self.adapter else "") or source.BASE
        self.model = source.find_model(model, "" if self.adapter else settings.revision)
        if self.adapter is not None:
            adapters.check_plain(self.adapter, self.model)
        folders = [one.folder for one in (self.adapter, self.model) if one is not None]
        self.prompt = prompt.load(settings.prompt or prompt.beside(*folders))

    @property
    def fingerprint(self) -> str:
        """Model, adapter, prompt and decoding; nothing of batches or devices."""
        adapter = f"{self.adapter.identity}" if self.adapter else ""
        decoding = f"greedy {self.settings.max_new_tokens} {self.machine.dtype} {self._forced()}"
        parts = (self.model.identity, adapter, self.prompt.digest, decoding, answering.VERSION, repr(self.settings.trust))
        return f"local {VERSION} {content_hash(*parts)[:16]}"

    def _forced(self) -> str:
        if not self.settings.constrained:
            return "free"
        return f"{grammar.VERSION} own words" if self.settings.own_words else grammar.VERSION

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """One Extraction for each paragraph, in their order."""
        if len(self.devices) > 1:
            places = [partial(LocalExtractor, replace(self.settings, device=device)) for device in self.devices]
            yield from parallel.spread(places, paragraphs, batch=SHARE)
        else:
            yield from self.writer.extract(paragraphs)

    @cached_property
    def writer(self) -> Writer:
        """The loaded model with all that it needs to answer."""
        from kg.extract.local.asking import Asker

        tokenizer = load_tokenizer(self.model)
        model = load_model(self.model, self.machine)
        if self.adapter is not None:
            model = adapters.merge_adapter(model, self.adapter, self.model)
        asker = Asker(self.prompt, tokenizer)
        rules = grammar.Grammar(tokenizer, vocabulary=model.config.vocab_size) if self.settings.constrained else None
        generator = Generator(
            model,
            stops=stops_of(self.model, tokenizer) | asker.line_ends(),
            budget=affordable(model, self.settings.batch_tokens),
            shared=asker.shared(),
            most_rows=MOST_ROWS.get(model.device.type, 512),
        )
        return Writer(
            asker, generator, rules, limit=self.settings.max_new_tokens, own_words=self.settings.own_words, trust=self.settings.trust
        )


@dataclass(slots=True)
class _Pending:
    """A paragraph that was asked about: its answer, and those of its two parts where the first broke off."""

    paragraph: Paragraph
    answer: Answer | None = None
    text: str = ""
    parts: int = 0  # answers that are awaited
    halves: tuple[Answer, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    done: Extraction | None = None


class Writer:
    """Paragraphs → extractions, with a generator that is shared by all of them."""

    def __init__(
        self,
        asker: Asker,
        generator: Generator,
        rules: grammar.Grammar | None,
        *,
        limit: int,
        own_words: bool = False,
        trust: float = TRUST,
    ) -> None:
        self.asker, self.generator, self.rules, self.limit = asker, generator, rules, limit
        self.own_words, self.trust = own_words, trust
        self._noted = 0  # of the generator's notes, how many were handed on
        self._window = FIRST_WINDOW
        self._number = 0
        self._pending: dict[int, _Pending] = {}  # in the order of the paragraphs
        self._ready: deque[Request] = deque()  # asked for next: parts of paragraphs, then the window, longest first

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """One Extraction for each paragraph, in their order; reads ahead no more than a window or two."""
        for request in self.generator.run(_Feed(self, iter(paragraphs))):
            self._take(request)
            yield from self._finished()
        yield from self._finished()

    def _finished(self) -> Iterator[Extraction]:
        while self._pending:
            first = next(iter(self._pending))
            done = self._pending[first].done
            if done is None:
                return
            del self._pending[first]
            notes = self.generator.counts.notes
            new, self._noted = notes[self._noted :], len(notes)
            yield replace(done, note="; ".join(new)) if new else done

    def next_request(self, paragraphs: Iterator[Paragraph]) -> Request | None:
        """What is to be asked next; None where nothing is, for now."""
        while not self._ready:
            window = list(islice(paragraphs, self._window))
            if not window:
                return None
            self._window = min(2 * self._window, LAST_WINDOW)
            for paragraph in window:
                self._ask(paragraph)
            self._ready = deque(sorted(self._ready, key=lambda r: (-len(r.prompt), r.key)))
        return self._ready.popleft()

    def _ask(self, paragraph: Paragraph) -> None:
        key = self._number
        self._number += 1
        pending = self._pending[key] = _Pending(paragraph)
        tokens = self.asker.tokens(paragraph)
        if not paragraph.text.strip():
            pending.done = Extraction(paragraph.id, "empty", reason="the paragraph has no text")
        elif len(tokens) > LONGEST_PROMPT:
            told = f"{len(tokens):,} tokens, more than the {LONGEST_PROMPT:,} that are asked about at once; set [segment] max_tokens lower"
            pending.done = answering.finish(paragraph, Answer("failed", (), told), text="")
        else:
            pending.tokens_in = len(tokens)
            self._ready.append(self._request(key, tokens, paragraph.text))

    def _request(self, key: int, tokens: list[int], text: str) -> Request:
        return Request(key, tokens, self.limit, self.rules.guide(text if self.own_words else "") if self.rules else None)

    def _take(self, request: Request) -> None:
        """Notes an answer; one that broke off is asked for once more, in two parts."""
        pending = self._pending[request.key]
        if request.ending == "memory" and pending.answer is None:
            pending.done = answering.unanswered(pending.paragraph, "memory ran out on this paragraph alone; use a smaller model or dtype")
            return
        text = self.asker.tokenizer.decode(request.answer, skip_special_tokens=True)
        answer = self._read(text, request)
        pending.tokens_out += len(request.answer)
        if pending.answer is not None:
            pending.halves = (*pending.halves, answer)
            pending.parts -= 1
        else:
            pending.answer, pending.text = answer, text
            parts = answering.halves(pending.paragraph.text) if answer.cut else None
            for part in parts or ():
                tokens = self.asker.tokens(pending.paragraph, part)
                pending.tokens_in += len(tokens)
                pending.parts += 1
                self._ready.appendleft(self._request(request.key, tokens, part))
        if not pending.parts:
            whole = answering.together(pending.answer, pending.halves) if pending.halves else pending.answer
            pending.done = answering.finish(
                pending.paragraph, whole, text=pending.text, tokens_in=pending.tokens_in, tokens_out=pending.tokens_out, trust=self.trust
            )

    def _read(self, text: str, request: Request) -> Answer:
        """The triples of an answer.  One that was stopped is closed behind its last whole triple where the grammar is forced."""
        if request.ending == "stop" or self.rules is None:
            return answers.read(text, cut=request.ending == "limit")
        answer = answers.read(grammar.close(text))
        if request.ending == "loop":
            return replace(
                answer, outcome="repaired" if answer.triples else "truncated", reason="the model repeated itself and was stopped"
            )
        return replace(answer, outcome="truncated", cut=True, reason=f"closed at {self.limit:,} tokens; set max_new_tokens higher")


class _Feed:
    """The requests as the generator takes them: an iterator that may go on after it was at its end, when parts are to be asked about."""

    def __init__(self, writer: Writer, paragraphs: Iterator[Paragraph]) -> None:
        self._writer, self._paragraphs = writer, paragraphs

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> Request:
        request = self._writer.next_request(self._paragraphs)
        if request is None:
            raise StopIteration
        return request


def affordable(model: Any, wanted: int) -> int:
    """The tokens that may be held at once: as many as were asked for, if their keys and values fit into half of the free memory.

    Raises ExtractorError where that is too little for one answer."""
    free = _free_memory(model.device)
    if free is None:
        return wanted
    config = model.config
    heads = config.num_key_value_heads * config.head_dim
    each = 2 * config.num_hidden_layers * heads * model.dtype.itemsize
    least = 2048
    if free // 2 < least * each:
        raise ExtractorError(f"{model.device}: {free / 2**30:.1f} GiB are free beside the model, too little to answer; use a smaller model")
    return int(min(wanted, free // 2 // each))


def _free_memory(device: Any) -> int | None:
    """Bytes; None where it is not told."""
    import torch

    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    told = Path("/proc/meminfo")
    if device.type == "cpu" and told.is_file():
        found = re.search(r"^MemAvailable:\s*(\d+) kB", told.read_text(encoding="ascii"), re.MULTILINE)
        return int(found[1]) * 1024 if found else None
    return None
