"""The extractor `endpoint`: asks a server that speaks the OpenAI protocol about each paragraph, many at once.

server.py  the conversation with it

The requests live in an event loop of a thread of their own, so that they go on while answers are stored, and so that the extractor works
where a loop runs already (a notebook).  Answers come in the order of the paragraphs, from a window of bounded size.  A server that is gone
ends the run with one error, after all answers that came were handed on.  Knows nothing of HTTP: that is `server`.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice

from kg.errors import ExtractorError, MissingExtra, passing
from kg.extract.endpoint.server import UNREACHABLE, NoAnswer, Said, Server, TooLong
from kg.extract.llm import answering, prompt, wire
from kg.extract.llm.answers import Answer, read
from kg.model import Extraction, Paragraph, content_hash
from kg.settings import Endpoint

VERSION = "1"
_MISSES = 3  # paragraphs without an answer after which a server that never gave one is given up
_LATER = 4  # times the requests under way: the paragraphs in a row without an answer after which one that did is looked at again
_PATIENCE = 0.05  # seconds that an answer may lie before it is handed on
_SPAN = 8  # times the requests under way: how far answers may come ahead of the one that is awaited


class EndpointExtractor:
    """Language models behind a server.  Meets the Extractor protocol; one process, whatever the number of workers.

    Raises ExtractorError for settings that are missing and MissingExtra without the client.
    """

    alone = True

    def __init__(self, settings: Endpoint, *, environment: Mapping[str, str] | None = None) -> None:
        for key, example in (("url", "http://127.0.0.1:8000/v1"), ("model", "as the server lists it under /v1/models")):
            if not getattr(settings, key):
                raise ExtractorError(f"extract.endpoint.{key} is not set; name the server's {key} in kg.toml ({example})")
        if find_spec("openai") is None:
            raise MissingExtra("openai", extra="endpoint", purpose="the extractor endpoint")
        self.settings = settings
        self._key = _key(settings.api_key_env, os.environ if environment is None else environment)
        self._prompt = prompt.load(settings.prompt)

    @property
    def fingerprint(self) -> str:
        """Name, version, model, and a hash of prompt, wire format and decoding; not where the server is or how often it is asked."""
        asked = (self._prompt.digest, repr(wire.response_formats()[0]), str(self.settings.max_tokens), "temperature 0")
        ways = (*asked, answering.VERSION, repr(self.settings.trust))
        return f"endpoint {VERSION} {self.settings.model} {content_hash(*ways)[:12]}"

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """One Extraction for each paragraph, in order.  Raises ExtractorError when the server is gone or refuses everything."""
        crew = _Crew(self.settings, self._prompt, self._key)
        try:
            yield from crew.run(paragraphs)
        finally:
            crew.stop()


def _key(name: str, environment: Mapping[str, str]) -> str:
    if not name:
        return ""
    key = environment.get(name, "").strip()
    if not key:
        raise ExtractorError(f"{name}: no key in the environment under this name (extract.endpoint.api_key_env); set it, or mend the name")
    if not key.isascii() or not key.isprintable():
        raise ExtractorError(f"{name}: the key in the environment has characters that no key has; set it again")
    return key


@dataclass(slots=True, eq=False)
class _Ticket:
    """A paragraph that is waiting, under way, or done."""

    paragraph: Paragraph
    found: Extraction | None = None


class _Crew:
    """An event loop in a thread, in which as many tasks as requests may be under way take tickets in their order."""

    def __init__(self, settings: Endpoint, asked: prompt.Prompt, key: str) -> None:
        self._settings, self._prompt = settings, asked
        self._server = Server(settings, key, chat=asked.chat)
        self._todo: deque[_Ticket] = deque()
        self._ready = threading.Event()  # the awaited ticket is done, or the crew has failed
        self._awaited: _Ticket | None = None
        self._error: Exception | None = None
        self._missed = 0  # paragraphs in a row to which no answer came
        self._why = ""  # the last of them got none
        self._main: asyncio.Task[None] | None = None
        self._stopped = False
        self._loop = asyncio.new_event_loop()
        self._more = asyncio.Event()
        self._thread = threading.Thread(target=self._live, name="kg-endpoint", daemon=True)

    # ---- in the caller's thread ----

    def run(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        """What comes of each paragraph, in order; all that came before the error, then the error."""
        self._thread.start()
        waiting = iter(paragraphs)
        window: deque[_Ticket] = deque()
        size = max(64, _SPAN * self._settings.concurrency)
        while True:
            if len(window) <= 3 * size // 4:
                fresh = [_Ticket(p) for p in islice(waiting, size - len(window))]
                window.extend(fresh)
                self._todo.extend(fresh)
                if fresh:
                    self._loop.call_soon_threadsafe(self._more.set)
            if not window:
                if self._missed and not self._server.answered:  # too few paragraphs to give it up on the way
                    raise passing(ExtractorError(self._never()))
                return
            self._await(window)
            while window and window[0].found is not None:
                found = window.popleft().found
                assert found is not None
                yield found
            if self._error is not None:
                yield from self._rest(window)
                raise self._error

    def _await(self, window: deque[_Ticket]) -> None:
        """Until the first ticket is done; with quick answers until a few more are, so that the threads change places less often."""
        self._awaited = window[min(len(window), self._settings.concurrency) - 1]
        self._ready.clear()
        while window[0].found is None and self._error is None:
            if self._ready.wait(_PATIENCE):
                self._awaited = window[0]
                self._ready.clear()

    def _rest(self, window: deque[_Ticket]) -> Iterator[Extraction]:
        """After the server was given up: up to the last answer that came; those before it without one have failed, for this run."""
        while window and window[-1].found is None:
            window.pop()
        for ticket in window:
            yield ticket.found or answering.unanswered(ticket.paragraph, str(self._error))

    def stop(self) -> None:
        """Ends the thread; requests under way are dropped."""
        if self._thread.ident is None:
            self._loop.close()
            return
        with suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join()

    # ---- in the thread ----

    def _live(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._all())

    def _cancel(self) -> None:
        self._stopped = True
        if self._main is not None:
            self._main.cancel()

    async def _all(self) -> None:
        if self._stopped:
            return
        self._main = asyncio.current_task()
        tasks = [asyncio.ensure_future(self._work()) for _ in range(self._settings.concurrency)]
        try:
            await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - the caller's thread raises it
            self._error = error
        finally:
            self._main = None  # from here on it ends by itself
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._server.close()
            self._ready.set()

    async def _work(self) -> None:
        while True:
            while not self._todo:
                self._more.clear()
                await self._more.wait()
            ticket = self._todo.popleft()
            ticket.found = await self._extraction(ticket.paragraph)
            if ticket is self._awaited:
                self._ready.set()

    async def _extraction(self, paragraph: Paragraph) -> Extraction:
        """One paragraph: asked about, and if the answer broke off, once more in two parts."""
        spent = [0, 0]
        try:
            said, answer = await self._ask(paragraph, None, spent)
        except TooLong as error:
            said, answer = None, Answer("failed", (), f"too long for the model: {error}", True)
        except NoAnswer as error:
            await self._miss(str(error))
            return answering.unanswered(paragraph, str(error))
        self._missed = 0
        if answer.cut and (parts := answering.halves(paragraph.text)):
            with suppress(TooLong, NoAnswer):  # then what was said at first stands
                answers = [(await self._ask(paragraph, part, spent))[1] for part in parts]
                answer = answering.together(answer, answers)
        text, trust = said.text if said else "", self._settings.trust
        return answering.finish(paragraph, answer, text=text, tokens_in=spent[0], tokens_out=spent[1], trust=trust)

    async def _ask(self, paragraph: Paragraph, part: str | None, spent: list[int]) -> tuple[Said, Answer]:
        said = await self._server.ask(self._prompt.messages(paragraph, part), lambda: self._prompt.completion(paragraph, part))
        spent[0] += said.tokens_in
        spent[1] += said.tokens_out
        return said, read(said.text, cut=said.cut)

    async def _miss(self, reason: str) -> None:
        """Counts a paragraph without an answer; raises ExtractorError when so many in a row mean that the server is gone."""
        self._missed += 1
        self._why = reason
        url = self._settings.url
        if not self._server.answered:
            if self._missed >= _MISSES or reason.startswith(UNREACHABLE):
                raise passing(ExtractorError(self._never()))
        elif self._missed % (_LATER * self._settings.concurrency) == 0 or reason.startswith(UNREACHABLE):
            if gone := await self._server.reachable():
                raise passing(ExtractorError(f"{url}: has gone ({gone}); what was done is kept: run again when it is back"))
            if self._missed >= 8 * _LATER * self._settings.concurrency:
                told = f"{url}: gave no answer to {self._missed} paragraphs in a row ({reason}); what was done is kept"
                raise passing(ExtractorError(told))

    def _never(self) -> str:
        return f"{self._settings.url}: {self._why}; start the server, or mend extract.endpoint.url"
