"""The grammar of the wire format: whatever a model would like to say, its answer is valid JSON of our shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.extract.llm import wire
from kg.extract.local import loading, source
from kg.extract.local.decoding import Generator, Request
from kg.extract.local.grammar import Grammar, close
from kg.extract.local.head import Head

WHOLE = '{"triples":[{"subject":"a","predicate":"b","object":"c","qualifiers":{"role":"d"}},{"subject":"e\\"]}","predicate":"f","object":"g","qualifiers":{}}]}'


def triples(text: str) -> list[dict[str, Any]]:
    """The triples of an answer; fails where it is not exactly of our shape."""
    read = json.loads(text, strict=False)
    assert list(read) == ["triples"]
    for triple in read["triples"]:
        assert list(triple) == [*wire.PARTS, "qualifiers"]
        assert all(isinstance(triple[part], str) for part in wire.PARTS)
        assert all(isinstance(value, str) for value in triple["qualifiers"].values())
    found: list[dict[str, Any]] = read["triples"]
    return found


def test_an_answer_that_was_stopped_anywhere_is_closed_behind_its_last_whole_triple() -> None:
    whole = triples(WHOLE)
    ends = [WHOLE.index(',{"subject":"e') - 1, len(WHOLE) - 3]
    for cut in range(len(WHOLE)):
        closed = triples(close(" " + WHOLE[:cut]))
        assert closed == whole[: sum(end < cut for end in ends)]


@pytest.fixture(scope="module")
def model(llm: None, multimodal: Path) -> Any:
    return loading.load_model(source.find_model(str(multimodal)), loading.Machine("cpu", "float32"))


@pytest.fixture(scope="module")
def tokenizer(llm: None, multimodal: Path) -> Any:
    return loading.load_tokenizer(source.find_model(str(multimodal)))


@pytest.fixture(scope="module")
def grammar(tokenizer: Any, model: Any) -> Grammar:
    return Grammar(tokenizer, vocabulary=model.config.vocab_size)


def test_a_random_model_writes_valid_json(grammar: Grammar, tokenizer: Any, model: Any) -> None:
    """A random model never wants to end, so that most of its answers are stopped by the limit, in the middle of anything."""
    given = [Request(n, [2, *range(20 + n, 40 + 2 * n)], 60 + n, grammar.guide()) for n in range(40)]
    endings = set()
    for request in Generator(model, stops={1, 5}, budget=10**6).run(given):
        text = tokenizer.decode(request.answer)
        triples(text if request.ending == "stop" else close(text))
        assert len(request.answer) <= request.limit
        endings.add(request.ending)
    assert endings


def test_what_the_grammar_takes_and_refuses(grammar: Grammar, tokenizer: Any) -> None:
    def accepted(text: str) -> tuple[bool, bool]:
        guide = grammar.guide()
        taken = all(guide.take(token) for token in tokenizer(text, add_special_tokens=False)["input_ids"])
        return taken, guide.finished()

    assert accepted(WHOLE) == (True, True)
    assert accepted(" " + WHOLE) == (True, True)
    assert accepted('{"triples":[]}') == (True, True)
    assert accepted('{"triples":[{"subject":"a","predicate":"b"')[0]
    assert accepted(WHOLE[:-1]) == (True, False)
    for wrong in ("Sure", '{"facts"', '{"triples": [', '{"triples":[{"predicate"', '{"triples":[{"subject":1', WHOLE + "x"):
        assert not accepted(wrong)[0], wrong


def test_triples_are_capped(tokenizer: Any, model: Any) -> None:
    guide = Grammar(tokenizer, vocabulary=model.config.vocab_size, most=2).guide()
    three = wire.write([]).replace("[]", "[" + ",".join(['{"subject":"a","predicate":"b","object":"c","qualifiers":{}}'] * 3) + "]")
    taken = [guide.take(token) for token in tokenizer(three, add_special_tokens=False)["input_ids"]]
    assert not all(taken)
    assert guide.finished() is False


@pytest.mark.parametrize("in_pieces", [True, False], ids=["cpu", "gpu"])
def test_the_choice_is_that_of_masked_scores(grammar: Grammar, model: Any, in_pieces: bool) -> None:
    """The head is spared where it can be; what is chosen is what the highest allowed score says."""
    import numpy
    import torch

    torch.manual_seed(3)
    head = Head(model.lm_head)
    head._pieces = in_pieces  # the two ways to the same choice
    guide, reference = grammar.guide(), grammar.guide()
    with torch.inference_mode():
        for _ in range(300):
            hidden = torch.randn(1, model.config.hidden_size)
            scores = model.lm_head(hidden)[0]
            allowed = numpy.unpackbits(numpy.frombuffer(reference.allowed(), dtype=numpy.uint8), bitorder="little")[: len(scores)]
            scores[torch.from_numpy(allowed == 0)] = float("-inf")
            (chosen,) = head.choose(hidden, [guide])
            assert chosen == int(scores.argmax())
            assert reference.take(chosen)
            if reference.finished():
                break


TEXT = 'Anna "The Cat" Berg met\n Otto\\Lind; she left Rome.'


@pytest.mark.parametrize(
    ("subject", "object", "allowed"),
    [
        ("Anna", "Rome", True),
        ('Anna "The Cat" Berg', "met Otto\\Lind", True),
        ("she", "Rome.", True),
        ("Berg Anna", "Rome", False),
        ("Ann", "Rome", False),
        ("Bob", "Rome", False),
        ("", "Rome", False),
        ("Anna", " Rome", False),
    ],
)
def test_subject_and_object_can_be_held_to_the_words_of_a_text(
    grammar: Grammar, tokenizer: Any, subject: str, object: str, allowed: bool
) -> None:
    triple = {"subject": subject, "predicate": 'said "no"', "object": object, "qualifiers": {"role": "none"}}
    answer = json.dumps({"triples": [triple]}, ensure_ascii=False, separators=(",", ":"))
    guide = grammar.guide(TEXT)
    took = all(guide.take(token) for token in tokenizer(answer, add_special_tokens=False)["input_ids"])
    assert (took and guide.finished()) is allowed


def test_without_words_there_is_nothing_to_be_held_to(grammar: Grammar) -> None:
    assert grammar.guide(" \n").allowed() == grammar.guide().allowed()


def test_a_random_model_held_to_a_text_says_nothing_else(grammar: Grammar, tokenizer: Any, model: Any) -> None:
    words = "The river flows through the old town and was bridged in 1848"
    given = [Request(n, [2, *range(20 + n, 40 + 2 * n)], 64, grammar.guide(words)) for n in range(8)]
    for request in Generator(model, stops={1, 5}, budget=10**6).run(given):
        subject, _, rest = tokenizer.decode(request.answer).strip().removeprefix('{"triples":[{"subject":"').partition('"')
        assert subject and subject in words
        assert rest.startswith(',"predicate":"')
