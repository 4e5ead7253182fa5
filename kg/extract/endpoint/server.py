"""One conversation with a server that speaks the OpenAI protocol: requests, retries, and what this server turns out to take.

Goes through the official client, with aiohttp beneath it where that is installed (half the cost of a request).  A request that a server
refuses is asked again without what it does not know: the JSON schema, a parameter, the system role, chat itself.  Time-outs, lost
connections, 429 and 5xx are tried again, with growing pauses or those that the server asks for, which then hold for all requests.
Knows prompts as messages and answers as text; nothing of triples.
"""

from __future__ import annotations

import asyncio
import email.utils
import errno
import math
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kg.errors import ExtractorError, MissingExtra
from kg.extract.llm import wire
from kg.settings import Endpoint

if TYPE_CHECKING:
    from openai import AsyncOpenAI

TRIES = 4  # of a request whose answer does not come or is none
PAUSE, LONGEST_PAUSE = 0.5, 20.0  # seconds before the second try; each pause is twice the last
WAITS = 30  # times that a request waits because the server said 429
MOST_WAIT = 600.0  # seconds that a server may ask to be left alone
UNREACHABLE = "cannot be reached"
_MOST_TOLD = 200  # characters of a server's words in a message


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its text (None for none), whether the limit of tokens cut it, and the tokens of request and answer."""

    text: str | None
    cut: bool
    tokens_in: int = 0
    tokens_out: int = 0


class NoAnswer(Exception):
    """No answer came to one request; the next may do better."""


class TooLong(Exception):
    """The text is longer than the model's context."""


class _Refused(Exception):
    """The server did not take the request as it was put; it has been changed, and is to be put again."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """How requests are put; each is given up when the server refuses it."""

    formats: int = 3  # place in wire.response_formats, counted from the end: 3 the JSON schema, 0 nothing said
    limit: str = "max_tokens"
    temperature: bool = True
    system: bool = True
    chat: bool = True


class Server:
    """A server, as far as it is known.  All methods belong to one event loop."""

    def __init__(self, settings: Endpoint, key: str, *, chat: bool = True) -> None:
        self.settings = settings
        self._key = key
        self._base = settings.url.rstrip("/")
        self._first = self._ways = _Ways(chat=chat)
        self._taken: _Ways | None = None  # how the last request that was answered was put
        self._client: AsyncOpenAI | None = None
        self._response_type: Any = None
        self._guessing = True
        self._resume = 0.0  # the loop's time before which nothing is sent

    @property
    def answered(self) -> bool:
        """Whether any request was answered yet."""
        return self._taken is not None

    async def close(self) -> None:
        """Lets go of all connections."""
        if self._client is not None:
            await self._client.close()

    async def ask(self, messages: list[dict[str, str]], completion: Callable[[], str]) -> Said:
        """The answer to some messages (to a server without chat: to the text, made when it is needed, that is to be gone on with).

        Raises NoAnswer when none comes, TooLong, and ExtractorError for what no other request will better."""
        for _ in range(8):
            put = self._ways
            address, body = self._request(messages, completion)
            try:
                said = await self._send(address, body, put)
            except _Refused:
                continue
            self._taken = put
            return said
        raise NoAnswer("the server takes no request of any form")

    async def reachable(self) -> str:
        """ "" if the server answers anything at all when it is asked for its models; else what goes wrong."""
        import openai

        try:
            async with asyncio.timeout(min(10.0, self.settings.timeout)):
                await self._connected().get("/models", cast_to=self._response_type, options={"max_retries": 0})
        except openai.APIStatusError as error:
            return "" if error.status_code < 500 else f"HTTP {error.status_code}"
        except (openai.APIConnectionError, TimeoutError) as error:
            return _connection(error)
        return ""

    # ---- requests ----

    def _request(self, messages: list[dict[str, str]], completion: Callable[[], str]) -> tuple[str, dict[str, Any]]:
        """The address, whole since the client takes long to put it together, and the body."""
        ways, settings = self._ways, self.settings
        body: dict[str, Any] = {"model": settings.model, ways.limit: settings.max_tokens}
        if ways.temperature:
            body["temperature"] = 0
        if ways.formats:
            body["response_format"] = wire.response_formats()[-ways.formats]
        if not ways.chat:
            return f"{self._base}/completions", {**body, "prompt": completion(), "stop": ["\n\n"]}
        if not ways.system and len(messages) > 1:
            messages = [{"role": "user", "content": "\n\n".join(m["content"] for m in messages)}]
        return f"{self._base}/chat/completions", {**body, "messages": messages}

    async def _send(self, address: str, body: dict[str, Any], put: _Ways) -> Said:
        """One request, tried until it is answered, refused or given up."""
        import openai

        pause, waits, tries = PAUSE, 0, 0
        while True:
            await self._turn()
            again, status = 0.0, 0
            try:
                async with asyncio.timeout(self.settings.timeout):
                    response = await self._connected().post(
                        address, cast_to=self._response_type, body=body, options={"max_retries": 0, "timeout": None}
                    )
                return _said(response.content)
            except _Unreadable as error:
                reason = str(error)
            except TimeoutError:
                reason = f"no answer within {self.settings.timeout:g} s"
            except openai.APIError as error:
                status, reason = self._failure(error, put)
                again = _retry_after(error)
                if status == 429 and waits < WAITS:
                    waits, tries = waits + 1, tries - 1
            tries += 1
            if tries >= TRIES or (tries >= 2 and not self.answered and reason.startswith(UNREACHABLE)):
                if status == 500 and self._guess(put):
                    raise _Refused
                raise NoAnswer(reason)
            if again:
                self._hold(again)
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _turn(self) -> None:
        """Waits as long as the server asked to be left alone."""
        loop = asyncio.get_running_loop()
        while (left := self._resume - loop.time()) > 0:
            await asyncio.sleep(left)

    def _hold(self, seconds: float) -> None:
        if seconds > MOST_WAIT:
            raise ExtractorError(f"{self.settings.url}: asks to be left alone for {seconds:,.0f} s; run again later, what was done is kept")
        self._resume = max(self._resume, asyncio.get_running_loop().time() + seconds)

    def _connected(self) -> AsyncOpenAI:
        if self._client is None:
            self._client, self._response_type = connect(self.settings.url, self._key)
        return self._client

    # ---- what goes wrong ----

    def _failure(self, error: Exception, put: _Ways) -> tuple[int, str]:
        """(HTTP status or 0, reason) of what may be tried again; raises what may not."""
        import openai

        if isinstance(error, openai.APIConnectionError):
            return 0, _connection(error)
        if not isinstance(error, openai.APIStatusError):
            raise error
        status, words = error.status_code, _words(error)
        url, model = self.settings.url, self.settings.model
        if status == 401 or status == 403:
            name = self.settings.api_key_env or "none is set: api_key_env"
            raise ExtractorError(
                f"{url}: refuses the key ({name}; HTTP {status}: {words}); put the right one into the environment"
            ) from error
        if status == 404 and not self.answered:
            raise ExtractorError(
                f"{url}: HTTP 404 for model {model!r} ({words}); mend extract.endpoint.url (it ends in /v1) or model"
            ) from error
        if status == 402 or "insufficient_quota" in words or "exceeded your current quota" in words:
            raise ExtractorError(f"{url}: the account is used up (HTTP {status}: {words}); what was done is kept") from error
        if status == 413 or status == 400 and _is_too_long(words.lower()):
            raise TooLong(words) from error
        if status in (408, 409, 425, 429):
            return status, f"HTTP {status}: {words}"
        if status in (400, 415, 422, 501) or (status >= 500 and not self.answered):
            if self._give_up(words.lower(), put, sure=status < 500):
                raise _Refused from error
            if status < 500:
                raise NoAnswer(f"HTTP {status}: {words}") from error
        return status, f"HTTP {status}: {words}"

    def _give_up(self, words: str, put: _Ways, *, sure: bool) -> bool:
        """Gives up what the server seems not to take; whether anything was.  `put` is how the refused request was put: another may
        have led to the same since.  A server's own fault (not `sure`) must name what it stumbled over."""
        ways = self._ways
        if put != ways:
            return True
        if ways.formats and any(w in words for w in ("response_format", "json_schema", "json_object", "schema", "grammar", "guided")):
            self._ways = replace(ways, formats=ways.formats - 1)
        elif "max_completion_tokens" in words and ways.limit == "max_tokens":
            self._ways = replace(ways, limit="max_completion_tokens")
        elif "temperature" in words and ways.temperature:
            self._ways = replace(ways, temperature=False)
        elif ("chat template" in words or "chat_template" in words) and ways.chat:
            self._ways = replace(ways, chat=False)
        elif "system" in words and "role" in words and ways.system:
            self._ways = replace(ways, system=False)
        elif sure and put != self._taken and ways.formats:
            self._ways = replace(ways, formats=0)
        return self._ways != ways

    def _guess(self, put: _Ways) -> bool:
        """Gives up what a server that never answered, and says no more than 500, may have stumbled over: the format, then chat (some
        fall over a model without a chat template); whether there was anything left."""
        if put != self._ways:  # another request has learned something since, and may have been answered
            return True
        if self.answered or not self._guessing:
            return False
        if put.formats:
            self._ways = replace(put, formats=0)
        elif put.chat:
            self._ways = _Ways(chat=False)
        else:
            self._ways, self._guessing = self._first, False
        return self._guessing


def connect(url: str, key: str) -> tuple[AsyncOpenAI, Any]:
    """The official client, and the type of its plain responses.  Raises MissingExtra without it."""
    try:
        import openai
    except ImportError as error:
        raise MissingExtra("openai", extra="endpoint", purpose="the extractor endpoint") from error
    try:
        import aiohttp  # noqa: F401

        http: Any = openai.DefaultAioHttpClient(timeout=None)
    except ImportError:
        http = openai.DefaultAsyncHttpxClient(timeout=None)
    client: Any = openai.AsyncOpenAI(base_url=url, api_key=key or "none", http_client=http, max_retries=0, timeout=None)
    # A server need not know the machine, and finding out starts a process and a thread.
    client.platform_headers = dict
    client._platform = "Unknown"
    library = sys.modules[type(http.build_request("GET", url)).__module__.partition(".")[0]]  # httpx, or what took its place
    return client, library.Response


# ---- answers ----------------------------------------------------------------------------------------------------------------


class _Unreadable(Exception):
    """A response that is no answer of this protocol."""


def _said(content: bytes) -> Said:
    """The answer in the body of a response."""
    import orjson

    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        what = "HTML" if content[:200].lstrip().lower().startswith((b"<!doctype", b"<html")) else "no JSON"
        raise _Unreadable(f"the server answers with {what}: {_shown(content.decode('utf-8', 'replace'))}") from error
    choices = body.get("choices") if isinstance(body, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message", choice) if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise _Unreadable(f"the server's answer has no choices: {_shown(content.decode('utf-8', 'replace'))}")
    usage = body.get("usage")
    counts = [usage.get(key) if isinstance(usage, dict) else 0 for key in ("prompt_tokens", "completion_tokens")]
    tokens_in, tokens_out = (count if type(count) is int and 0 <= count < 2**31 else 0 for count in counts)
    return Said(_text(message), choice.get("finish_reason") == "length", tokens_in, tokens_out)


def _text(message: Mapping[str, Any]) -> str | None:
    """The text of a message: plain, of a completion, or in parts."""
    content = message.get("content", message.get("text"))
    if isinstance(content, list):
        content = "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    return content if isinstance(content, str) else None


# ---- words for what goes wrong -----------------------------------------------------------------------------------------------


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _connection(error: BaseException) -> str:
    """Why a connection was not made, or was lost."""
    for one in _chain(error):
        if isinstance(one, socket.gaierror):
            return f"{UNREACHABLE} (no such host)"
        if isinstance(one, OSError) and one.errno in (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH):
            return f"{UNREACHABLE} ({os.strerror(one.errno).lower()})"
    last = [str(one) for one in _chain(error) if str(one)][-1:]
    return f"the connection was lost ({_shown(last[0])})" if last else "the connection was lost"


def _words(error: Any) -> str:
    """What the server said of an error: its message, where it has the usual shape."""
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        told = inner.get("message", inner.get("detail", inner)) if isinstance(inner, dict) else inner
        code = inner.get("code") if isinstance(inner, dict) else None
        return _shown(f"{told} [{code}]" if isinstance(code, str) else str(told))
    return _shown(str(body or error.message))


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MOST_TOLD else words[:_MOST_TOLD] + "…"


def _is_too_long(words: str) -> bool:
    return "context" in words and any(w in words for w in ("length", "size", "window", "exceed", "too long")) or "too many tokens" in words


def _retry_after(error: Exception) -> float:
    """The seconds that a server asks to wait, in either form of the header; 0 where it says nothing."""
    response = getattr(error, "response", None)
    given = (response.headers.get("retry-after") or "").strip() if response is not None else ""
    if not given:
        return 0.0
    try:
        seconds = float(given)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(given).timestamp() - time.time()
        except (ValueError, TypeError):
            return 0.0
    return max(seconds, 0.05) if math.isfinite(seconds) else 0.0
