"""The extractor `endpoint` against a real server on loopback: what it asks, what it makes of answers, and all that may go wrong."""

from __future__ import annotations

import asyncio
import json
import pickle
import re
import socket
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from chat_server import NOTHING, ChatServer, Reply, Script

import kg
from kg import pipeline
from kg.errors import ExtractorError, MissingExtra, TooManyFailures
from kg.extract import endpoint, load
from kg.extract.endpoint import EndpointExtractor, server
from kg.model import Extraction, Paragraph
from kg.settings import Endpoint, Extract, Settings
from kg.store import Store

pytest.importorskip("openai")

TEXT = "Lise Meitner met Otto Hahn in Berlin in 1907."
MET = {"subject": "Lise Meitner", "predicate": "met", "object": "Otto Hahn", "qualifiers": {"location": "Berlin", "year": "1907"}}


def told(*triples: dict[str, Any]) -> str:
    return json.dumps({"triples": list(triples)})


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(str(i), "d", i, 0, len(text), text) for i, text in enumerate(texts)]


@pytest.fixture
def serve() -> Iterator[Any]:
    made: list[ChatServer] = []

    def start(script: Script | Reply | Sequence[Reply]) -> ChatServer:
        if isinstance(script, Reply):
            one = script
            made.append(ChatServer(lambda asked, number: one))
        elif callable(script):
            made.append(ChatServer(script))
        else:
            listed = list(script)
            made.append(ChatServer(lambda asked, number: listed[min(number, len(listed) - 1)]))
        return made[-1]

    yield start
    for one in made:
        one.stop()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries that a test can wait for."""
    monkeypatch.setattr(server, "PAUSE", 0.01)
    monkeypatch.setattr(server, "LONGEST_PAUSE", 0.02)


def ask(chat: ChatServer, *texts: str, **more: Any) -> list[Extraction]:
    options = {"url": chat.url, "model": "m", "timeout": 5.0, **more}
    return list(EndpointExtractor(Endpoint(**options), environment={"KEY": "secret"}).extract(paragraphs(*texts)))


# ---- what is asked, and what comes of it -----------------------------------------------------------------------------------------


def test_an_answer_becomes_triples_mentions_and_counts(serve: Any) -> None:
    chat = serve(Reply(told(MET)))
    (found,) = ask(chat, TEXT, api_key_env="KEY")
    assert (found.outcome, found.tokens_in, found.tokens_out) == ("ok", 100, 10)
    (triple,) = found.triples
    assert (triple.subject, triple.predicate, triple.object) == ("Lise Meitner", "met", "Otto Hahn")
    assert {(q.key, q.value, TEXT[slice(*(q.span or (0, 0)))]) for q in triple.qualifiers} == {
        ("location", "Berlin", "Berlin"),
        ("point in time", "1907", "1907"),
    }
    assert [m.text for m in found.mentions] == ["Lise Meitner", "Otto Hahn", "Berlin"]
    (asked,) = chat.requests
    assert chat.paths == ["/v1/chat/completions"]
    assert chat.keys == ["Bearer secret"]
    assert not {"x-stainless-os", "x-stainless-arch"} & {name.lower() for name in chat.headers[0]}
    assert (asked["model"], asked["temperature"], asked["max_tokens"]) == ("m", 0, 2048)
    assert asked["response_format"]["json_schema"]["schema"]["required"] == ["triples"]
    assert asked["messages"][1]["content"].endswith(TEXT)


def test_answers_keep_the_order_of_the_paragraphs(serve: Any) -> None:
    def script(asked: dict[str, Any], number: int) -> Reply:
        name = asked["messages"][-1]["content"].split()[-3]
        return Reply(told({"subject": name, "predicate": "met", "object": "Bo"}), pause=0.05 * (number % 3))

    chat = serve(script)
    texts = [f"N{i} met Bo." for i in range(40)]
    found = ask(chat, *texts, concurrency=5)
    assert [e.paragraph for e in found] == [str(i) for i in range(40)]
    assert [e.triples[0].subject for e in found] == [f"N{i}" for i in range(40)]
    assert 2 <= chat.most <= 5


def test_it_reads_ahead_no_further_than_its_window(serve: Any) -> None:
    chat = serve(Reply())
    taken = 0

    def many() -> Iterator[Paragraph]:
        nonlocal taken
        for taken in range(10_000):
            yield Paragraph(str(taken), "d", taken, 0, 2, "A.")

    found = EndpointExtractor(Endpoint(url=chat.url, model="m", concurrency=2)).extract(many())
    for _ in range(3):
        next(found)
    assert taken < 200
    found.close()  # type: ignore[attr-defined]


def test_it_works_where_a_loop_runs_already(serve: Any) -> None:
    chat = serve(Reply(told(MET)))

    async def notebook() -> list[Extraction]:
        return ask(chat, TEXT)

    assert asyncio.run(notebook())[0].outcome == "ok"


def test_no_paragraphs_no_request(serve: Any) -> None:
    chat = serve(Reply())
    assert ask(chat) == []
    assert chat.requests == []


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (f"```json\n{told(MET)}\n```", "repaired"),
        ([{"type": "text", "text": told(MET)}], "ok"),
        (NOTHING, "empty"),
        ("I cannot do that.", "failed"),
        (None, "failed"),
        ("", "failed"),
    ],
)
def test_what_models_write(serve: Any, content: Any, outcome: str) -> None:
    (found,) = ask(serve(Reply(content)), TEXT)
    assert found.outcome == outcome
    assert len(found.triples) == (outcome in ("ok", "repaired"))
    assert found.raw == (content if outcome == "failed" and content else "")
    assert bool(found.reason) is (outcome in ("repaired", "failed"))


def test_what_is_not_in_the_text_is_handed_on_and_told(serve: Any) -> None:
    (found,) = ask(serve(Reply(told({**MET, "object": "Xanthippe", "qualifiers": {}}, {**MET, "qualifiers": {"role": "spy"}}))), TEXT)
    assert [t.object for t in found.triples] == ["Xanthippe", "Otto Hahn"]
    assert found.triples[0].object_span is None
    assert found.reason == "qualifiers not in the text: role 'spy'"


# ---- answers that break off --------------------------------------------------------------------------------------------------------

LONG = "Ada Roe met Bo Lee in Rome. " * 4 + "Cy Moe met Di Poe in Bonn. " * 4


def test_an_answer_that_broke_off_is_asked_for_again_in_two_parts(serve: Any) -> None:
    ada = {"subject": "Ada Roe", "predicate": "met", "object": "Bo Lee", "qualifiers": {}}
    cy = {"subject": "Cy Moe", "predicate": "met", "object": "Di Poe", "qualifiers": {}}
    whole = told(ada, cy)

    def script(asked: dict[str, Any], number: int) -> Reply:
        text = asked["messages"][-1]["content"]
        if "Ada" in text and "Cy" in text:
            return Reply(whole[: whole.index("Cy")], finish="length")
        return Reply(told(ada) if "Ada" in text else told(cy))

    chat = serve(script)
    (found,) = ask(chat, LONG)
    assert [t.subject for t in found.triples] == ["Ada Roe", "Cy Moe"]
    assert (found.outcome, found.tokens_in, len(chat.requests)) == ("repaired", 300, 3)
    assert "two parts" in found.reason


def test_only_once_and_what_was_whole_is_kept(serve: Any) -> None:
    chat = serve(Reply(told(MET)[:-2] + ',{"subject":"Ot', finish="length"))
    (found,) = ask(chat, TEXT + " " + LONG)
    assert (found.outcome, len(found.triples), len(chat.requests)) == ("truncated", 1, 3)
    (found,) = ask(chat, TEXT)
    assert (found.outcome, len(found.triples), len(chat.requests)) == ("truncated", 1, 4)


def test_a_text_that_is_too_long_for_the_model_is_parted(serve: Any) -> None:
    def script(asked: dict[str, Any], number: int) -> Reply:
        if len(asked["messages"][-1]["content"]) > 400:
            return Reply(status=400, body='{"error":{"message":"This model\'s maximum context length is 128 tokens"}}')
        return Reply(told({"subject": "Ada Roe", "predicate": "met", "object": "Bo Lee"}))

    (found,) = ask(serve(script), LONG)
    assert [t.subject for t in found.triples] == ["Ada Roe"]
    (found,) = ask(serve(Reply(status=413, body="too large")), LONG)
    assert found.outcome == "failed"
    assert "too long for the model" in found.reason


# ---- what a server does not take -----------------------------------------------------------------------------------------------------


def refusing(name: str, words: str, status: int = 400) -> Script:
    """A server that does not take what `name` says of a request's JSON."""

    def script(asked: dict[str, Any], number: int) -> Reply:
        if name in json.dumps(asked):
            return Reply(status=status, body=json.dumps({"error": {"message": words}}))
        return Reply(told(MET))

    return script


@pytest.mark.parametrize(
    ("name", "words", "status"),
    [
        ("json_schema", "response_format.type must be json_object", 400),
        ('"schema"', "Unknown parameter: 'response_format.schema'", 400),
        ("response_format", "Unsupported fields in the request: {'response_format'}", 422),
        ("response_format", "extra fields are not permitted", 400),
        ("response_format", "grammar is not implemented", 501),
        ("json_schema", "cannot build the grammar", 500),
        ("max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", 400),
        ("temperature", "'temperature' does not support 0 with this model", 400),
        ('"system"', "System role not supported", 400),
        ("messages", "the tokenizer has no chat template", 400),
    ],
)
def test_what_a_server_refuses_is_left_out(serve: Any, name: str, words: str, status: int) -> None:
    chat = serve(refusing(name, words, status))
    found = ask(chat, TEXT, TEXT, TEXT, concurrency=1)
    assert [e.outcome for e in found] == ["ok"] * 3
    assert len(chat.requests) <= 6  # it is learnt once
    assert all(name not in json.dumps(asked) for asked in chat.requests[-3:])


def test_a_server_without_chat_gets_the_plain_form(serve: Any) -> None:
    chat = serve(refusing("messages", "no chat template"))
    ask(chat, TEXT)
    assert chat.paths[-1] == "/v1/completions"
    assert chat.requests[-1]["prompt"].endswith(f"Text: {TEXT}\nTriples:")


def test_a_prompt_without_chat_is_gone_on_with(serve: Any, tmp_path: Path) -> None:
    file = tmp_path / "prompt.txt"
    file.write_text("[plain]\nRead: {text}\nFacts:", encoding="utf-8")
    chat = serve(lambda asked, number: Reply(told(MET)))
    ask(chat, TEXT, prompt=str(file))
    assert chat.paths == ["/v1/completions"]
    assert chat.requests[0]["prompt"] == f"Read: {TEXT}\nFacts:"


def test_a_server_that_knows_the_schema_in_other_words_keeps_it(serve: Any) -> None:
    chat = serve(refusing("json_schema", "response_format.type must be json_object"))
    ask(chat, TEXT)
    assert chat.requests[-1]["response_format"]["schema"]["required"] == ["triples"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", ["response_format", "messages"])
def test_a_server_that_falls_over_without_a_word(serve: Any, name: str) -> None:
    def script(asked: dict[str, Any], number: int) -> Reply:
        return Reply(status=500, body="Internal Server Error", kind="text/plain") if name in asked else Reply(told(MET))

    found = ask(serve(script), *[TEXT] * 12, concurrency=4)
    assert [e.outcome for e in found] == ["ok"] * 12


def test_a_request_that_is_refused_for_itself_fails_alone(serve: Any) -> None:
    chat = serve(refusing("Xanthippe", "the content was blocked"))
    found = ask(chat, TEXT, "Xanthippe spoke.", TEXT, concurrency=1)
    assert [e.outcome for e in found] == ["ok", "failed", "ok"]
    assert "the content was blocked" in found[1].reason


# ---- what may be tried again ---------------------------------------------------------------------------------------------------------

HTML = Reply(status=200, body="<html><h1>Login</h1></html>", kind="text/html")


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(status=500, body='{"error":{"message":"overloaded"}}'),
        Reply(status=502, body="<html>Bad Gateway</html>", kind="text/html"),
        Reply(status=429, body="{}"),
        Reply(status=408, body=""),
        Reply(reset=True),
        Reply(pause=3.0),
        Reply(short=40),
        HTML,
        Reply(body='{"choices":[]}'),
        Reply(body="[]"),
        Reply(body='{"choices":[{"message":null}]}'),
        Reply(body='{"choices":'),
    ],
    ids=str,
)
@pytest.mark.usefixtures("quick")
def test_trouble_that_passes(serve: Any, trouble: Reply) -> None:
    chat = serve([Reply(told(MET)), trouble, Reply(told(MET))])
    found = ask(chat, TEXT, TEXT, concurrency=1, timeout=1.5)
    assert [e.outcome for e in found] == ["ok", "ok"]
    assert len(chat.requests) == 3


@pytest.mark.usefixtures("quick")
def test_trouble_that_stays_fails_its_paragraph(serve: Any) -> None:
    def script(asked: dict[str, Any], number: int) -> Reply:
        return HTML if "Xanthippe" in asked["messages"][-1]["content"] else Reply(told(MET))

    chat = serve(script)
    found = ask(chat, TEXT, "Xanthippe spoke.", TEXT, concurrency=1)
    assert [e.outcome for e in found] == ["ok", "failed", "ok"]
    assert found[1].reason == "no answer: the server answers with HTML: <html><h1>Login</h1></html>"
    assert len(chat.requests) == 2 + server.TRIES


@pytest.mark.parametrize("given", ["0.4", "date"])
@pytest.mark.usefixtures("quick")
def test_the_pause_that_the_server_asks_for_holds_for_all(serve: Any, given: str) -> None:
    times: list[float] = []

    def script(asked: dict[str, Any], number: int) -> Reply:
        times.append(time.monotonic())
        after = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 2)) if given == "date" else given
        return Reply(status=429, headers={"Retry-After": after}, body="{}") if number == 0 else Reply(pause=0.01)

    ask(serve(script), *[TEXT] * 5, concurrency=1)
    assert times[1] - times[0] > 0.35
    assert times[-1] - times[1] < 2


@pytest.mark.usefixtures("quick")
def test_many_refusals_for_haste_are_waited_out(serve: Any) -> None:
    chat = serve([Reply(status=429, body="{}", headers={"Retry-After": "0.01"})] * 12 + [Reply(told(MET))])
    assert ask(chat, TEXT, concurrency=1)[0].outcome == "ok"
    with pytest.raises(ExtractorError, match="asks to be left alone for 86,400 s"):
        ask(serve(Reply(status=429, body="{}", headers={"Retry-After": "86400"})), TEXT)


# ---- what ends the run -----------------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_a_server_that_is_down_is_one_line() -> None:
    url = f"http://127.0.0.1:{free_port()}/v1"
    with pytest.raises(ExtractorError, match=rf"^{url}: cannot be reached \(connection refused\); start the server"):
        list(EndpointExtractor(Endpoint(url=url, model="m")).extract(paragraphs(*[TEXT] * 50)))


def test_a_host_that_is_not_there_is_one_line() -> None:
    with pytest.raises(ExtractorError, match="cannot be reached"):
        list(EndpointExtractor(Endpoint(url="http://nowhere.invalid/v1", model="m", timeout=5)).extract(paragraphs(TEXT)))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=401, body='{"error":{"message":"bad key"}}'), r"refuses the key \(KEY; HTTP 401: bad key\)"),
        (Reply(status=403, body="{}"), "refuses the key"),
        (Reply(status=404, body='{"error":{"message":"no model m"}}'), r"HTTP 404 for model 'm' \(no model m\)"),
        (Reply(status=429, body='{"error":{"message":"quota","code":"insufficient_quota"}}'), "used up"),
        (Reply(status=402, body="{}"), "used up"),
        (HTML, "answers with HTML"),
        (Reply(status=500, body="{}"), "HTTP 500"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("quick")
def test_what_no_other_request_would_better(serve: Any, reply: Reply, words: str) -> None:
    chat = serve(reply)
    with pytest.raises(ExtractorError, match=words) as caught:
        ask(chat, *[TEXT] * 100, concurrency=4, api_key_env="KEY")
    assert chat.url in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(chat.requests) < 100


@pytest.mark.usefixtures("quick")
def test_answers_that_came_are_handed_on_before_the_error(serve: Any) -> None:
    def script(asked: dict[str, Any], number: int) -> Reply:
        if number >= 20:
            chat.socket.close()
        return Reply(reset=True) if number >= 20 else Reply(told(MET))

    chat = serve(script)
    kept: list[Extraction] = []
    asking = EndpointExtractor(Endpoint(url=chat.url, model="m", concurrency=4, timeout=2))
    with pytest.raises(ExtractorError, match="what was done is kept"):
        kept.extend(asking.extract(paragraphs(*[TEXT] * 200)))  # takes them one by one, up to the error
    assert [e.paragraph for e in kept] == [str(i) for i in range(len(kept))]
    assert sum(e.outcome == "ok" for e in kept) == 20
    assert all(e.reason.startswith("no answer: ") for e in kept if e.outcome == "failed")


# ---- settings and fingerprint -----------------------------------------------------------------------------------------------------------


def test_the_fingerprint_tells_what_answers_depend_on(tmp_path: Path) -> None:
    plain = Endpoint(url="http://a/v1", model="m")
    same = Endpoint(url="http://b:9/v1", model="m", concurrency=3, timeout=9, api_key_env="KEY")
    assert EndpointExtractor(plain).fingerprint == EndpointExtractor(same, environment={"KEY": "x"}).fingerprint
    file = tmp_path / "prompt.txt"
    file.write_text("Facts of {text}")
    others = [
        Endpoint(url="http://a/v1", model="n"),
        Endpoint("http://a/v1", "m", prompt=str(file)),
        Endpoint("http://a/v1", "m", max_tokens=9),
    ]
    assert len({EndpointExtractor(one).fingerprint for one in (plain, *others)}) == 4


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Endpoint(model="m"), "extract.endpoint.url is not set"),
        (Endpoint(url="http://a/v1"), "extract.endpoint.model is not set"),
        (Endpoint(url="http://a/v1", model="m", api_key_env="NO_KEY"), "NO_KEY: no key in the environment"),
        (Endpoint(url="http://a/v1", model="m", api_key_env="ODD"), "ODD: the key in the environment has characters"),
        (Endpoint(url="http://a/v1", model="m", prompt="none.txt"), "none.txt: prompt file cannot be read"),
    ],
)
def test_settings_that_are_missing(settings: Endpoint, words: str) -> None:
    with pytest.raises(ExtractorError, match=words):
        EndpointExtractor(settings, environment={"ODD": "a\nb"})


def test_without_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'kg-from-documents\[endpoint\]'"):
        EndpointExtractor(Endpoint(url="http://a/v1", model="m"))


def test_it_is_found_by_name_and_works_in_one_process() -> None:
    (found,) = load("endpoint", settings=Extract(endpoint=Endpoint(url="http://a/v1", model="m")))
    assert found.fingerprint.startswith("endpoint ")
    assert found.processes(8) == 1
    assert found.languages is None
    assert isinstance(pickle.loads(pickle.dumps(found.make))(), EndpointExtractor)
    assert isinstance(found.make, partial)


# ---- in a build ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_the_next_build_goes_on_where_the_server_died(serve: Any, tmp_path: Path) -> None:
    alive = False

    def script(asked: dict[str, Any], number: int) -> Reply:
        name = asked["messages"][-1]["content"].split()[-4]
        if number >= 6 and not alive:
            return Reply(status=401, body="{}")
        return Reply(told({"subject": name, "predicate": "met", "object": "Otto Hahn", "qualifiers": {}}))

    chat = serve(script)
    rows = [{"id": f"{i:02}", "text": f"N{chr(97 + i)}emi met Otto Hahn."} for i in range(12)]
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    settings = Settings(extract=Extract("endpoint", endpoint=Endpoint(url=chat.url, model="m", concurrency=1, price_in=1, price_out=10)))
    with Store(tmp_path / "kg.duckdb") as store:
        with pytest.raises(ExtractorError, match="refuses the key"):
            pipeline.run(store, [str(file)], settings=settings)
        assert len(chat.requests) == 7
        alive = True
        report = pipeline.run(store, settings=settings)
        assert len(chat.requests) == 13
        assert report.outcomes == {"ok": 12}
        assert report.tokens == {"in": 1200, "out": 120, "cost": 0.0024}
        assert "cost 0.00" in str(report)
        assert report.statements == 12
        assert pipeline.run(store, settings=settings).paragraphs["extracted"] == 0
        assert store.rows("SELECT DISTINCT extractor FROM evidence")[0][0].startswith("endpoint 1 m ")


@pytest.mark.usefixtures("quick")
def test_paragraphs_without_an_answer_are_asked_about_again(serve: Any, tmp_path: Path) -> None:
    troubled = True

    def script(asked: dict[str, Any], number: int) -> Reply:
        text = asked["messages"][-1]["content"]
        if "Bo Lee" in text and troubled:
            return HTML
        return Reply(
            "no JSON"
            if "Cy" in text
            else told({"subject": text.split(".")[-2].split("\n")[-1].split(" met")[0], "predicate": "met", "object": "Otto Hahn"})
        )

    chat = serve(script)
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(json.dumps({"id": n, "text": f"{n} met Otto Hahn."}) for n in ("Ann Roe", "Bo Lee", "Cy Moe")))
    settings = Settings(extract=Extract("endpoint", endpoint=Endpoint(url=chat.url, model="m", concurrency=1)))
    with Store() as store:
        first = pipeline.run(store, [str(file)], settings=settings)
        assert first.outcomes == {"ok": 1, "failed": 2}
        assert sorted(reason.partition(":")[0] for reason in first.failures) == ["no JSON object with triples in the answer", "no answer"]
        assert f"failed    2; the commonest reason: {next(iter(first.failures))}" in str(first)
        with pytest.raises(TooManyFailures, match=f"2 of 3 paragraphs failed.*reason: {re.escape(next(iter(first.failures)))}"):
            pipeline.judge(first, max_failed=0.05)
        asked = len(chat.requests)
        troubled = False
        report = pipeline.run(store, settings=settings)
        assert (report.outcomes, report.statements) == ({"ok": 2, "failed": 1}, 2)
        assert len(chat.requests) == asked + 1  # an answer that was bad is no better the second time


def test_from_python(serve: Any) -> None:
    chat = serve(Reply(told(MET)))
    settings = Settings(extract=Extract(endpoint=Endpoint(url=chat.url, model="m")))
    (found,) = kg.extract([TEXT], extractor="endpoint", settings=settings, workers=4)
    assert found.triples[0].object == "Otto Hahn"


@pytest.mark.usefixtures("quick")
def test_a_server_that_answers_nothing_to_a_single_paragraph_is_one_line(serve: Any) -> None:
    chat = serve(Reply(body="<!DOCTYPE html><html><body>Welcome</body></html>", kind="text/html"))
    found: list[Extraction] = []
    with pytest.raises(ExtractorError, match="answers with HTML: .*Welcome.*; start the server, or mend extract.endpoint.url"):
        found.extend(EndpointExtractor(Endpoint(url=chat.url, model="m"), environment={}).extract(paragraphs(TEXT)))
    assert [one.outcome for one in found] == ["failed"]
