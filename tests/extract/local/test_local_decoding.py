"""Batches that sequences join and leave: an answer is the same in any company, however little memory there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExtractorError
from kg.extract.local import decoding, loading, source
from kg.extract.local.decoding import Generator, Request, loops
from kg.extract.local.slab import STEP, columns_for

pytestmark = pytest.mark.usefixtures("llm")

PROMPTS = [[2, *range(10, 10 + 3 * n)] for n in range(1, 13)] + [[2, *range(40, 150)], [2, 9]]
SHARED = [2, 10, 11, 12]


@pytest.fixture(scope="module")
def model(multimodal: Path) -> Any:
    return loading.load_model(source.find_model(str(multimodal)), loading.Machine("cpu", "float32"))


@pytest.fixture(scope="module")
def alone(model: Any) -> list[list[int]]:
    """The answers of transformers' own `generate`, one prompt at a time."""
    import torch

    found = []
    for prompt in PROMPTS:
        asked = torch.tensor([prompt])
        said = model.generate(
            asked,
            attention_mask=torch.ones_like(asked),
            max_new_tokens=40,
            do_sample=False,
            eos_token_id=[1, 5],
            pad_token_id=0,
        )
        found.append([token for token in said[0, len(prompt) :].tolist() if token not in (1, 5)])
    return found


def requests(limit: int = 40) -> list[Request]:
    return [Request(number, prompt, limit) for number, prompt in enumerate(PROMPTS)]


def answers(generator: Generator, given: Iterable[Request]) -> list[list[int]]:
    found = {request.key: request.answer for request in generator.run(given)}
    return [found[key] for key in sorted(found)]


@pytest.mark.parametrize("shared", [[], SHARED])
@pytest.mark.parametrize("budget", [1, 2 * STEP, 5 * STEP, 10**6])
def test_any_company_gives_the_answers_of_one_at_a_time(model: Any, alone: list[list[int]], budget: int, shared: list[int]) -> None:
    generator = Generator(model, stops={1, 5}, budget=budget, shared=shared)
    assert answers(generator, requests()) == alone
    assert (generator.counts.most_rows > 1) is (budget > STEP)
    assert max(map(len, alone)) == 40  # so that the window of the model's layers is left behind
    assert len({tuple(answer) for answer in alone}) > 5  # and the answers are not all the same


def test_the_order_of_the_prompts_is_of_no_matter(model: Any, alone: list[list[int]]) -> None:
    generator = Generator(model, stops={1, 5}, budget=6 * STEP, shared=SHARED)
    assert answers(generator, reversed(requests())) == alone


def test_a_batch_is_computed_in_fewer_passes(model: Any) -> None:
    passes = []
    for budget in (1, 10**6):
        generator = Generator(model, stops={1, 5}, budget=budget)
        answers(generator, requests())
        passes.append(generator.counts.passes)
    assert passes[1] * 4 < passes[0]


def test_the_shared_beginning_is_read_once(model: Any) -> None:
    read = []
    for shared in ([], SHARED):
        generator = Generator(model, stops={1, 5}, budget=10**6, shared=shared)
        answers(generator, requests())
        read.append(generator.counts.prompt_tokens)
    begin_with_it = sum(prompt[: len(SHARED)] == SHARED and len(prompt) > len(SHARED) for prompt in PROMPTS)
    assert read[1] == read[0] - (begin_with_it - 1) * len(SHARED)


def test_prompts_are_taken_when_there_is_room(model: Any) -> None:
    taken = []

    def given() -> Iterator[Request]:
        for request in requests():
            taken.append(request.key)
            yield request

    generator = Generator(model, stops={1, 5}, budget=2 * STEP)
    next(generator.run(given()))
    assert len(taken) < len(PROMPTS)


def test_who_gives_way_goes_on_later(model: Any, alone: list[list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    """With too low a guess of their lengths too many run at once, and some are sent back with what they have written."""
    monkeypatch.setattr(decoding, "FIRST_GUESS", 1)
    monkeypatch.setattr(Generator, "_expected", lambda self, sequence: sequence.length)
    given = [Request(n, [2, *range(10, 10 + STEP - 5 - n)], 40) for n in range(4)]
    roomy = Generator(model, stops={1, 5}, budget=10**6)
    expected = answers(roomy, [Request(r.key, r.prompt, r.limit) for r in given])
    tight = Generator(model, stops={1, 5}, budget=4 * STEP)
    assert answers(tight, given) == expected
    assert tight.counts.preempted > 0


# ---- memory -------------------------------------------------------------------------------------------------------------------


class Tight:
    """A model that has no memory for more than some tokens at once."""

    def __init__(self, model: Any, most: int) -> None:
        self.config, self.device, self.lm_head, self.most, self.inner = model.config, model.device, model.lm_head, most, model

    def model(self, **told: Any) -> Any:
        import torch

        slab = told["cache"]
        if slab.rows * slab.columns > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return self.inner.model(**told)


def test_out_of_memory_halves_the_batch_and_says_so(model: Any, alone: list[list[int]]) -> None:
    generator = Generator(Tight(model, 4 * STEP), stops={1, 5}, budget=64 * STEP, shared=SHARED)
    assert answers(generator, requests()) == alone
    assert generator.counts.notes
    assert all(note.startswith("memory ran out on cpu with ") for note in generator.counts.notes)
    assert generator.budget <= 4 * STEP


def test_no_memory_for_a_single_paragraph_is_an_error(model: Any) -> None:
    generator = Generator(Tight(model, 0), stops={1, 5}, budget=8 * STEP)
    with pytest.raises(ExtractorError, match="memory ran out on cpu with a single paragraph"):
        answers(generator, requests())


def test_a_single_paragraph_that_is_too_much_for_the_memory(model: Any) -> None:
    """It ends without an answer; the others have theirs."""

    class Narrow(Tight):
        def model(self, **told: Any) -> Any:
            import torch

            if told["position_ids"].max() > 100:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return self.inner.model(**told)

    given = [Request(n, prompt, 20) for n, prompt in enumerate([[2, 7, 8], [2, *range(10, 130)], [2, 9, 9]])]
    found = {r.key: r for r in Generator(Narrow(model, 0), stops={1, 5}, budget=STEP).run(given)}
    assert {key: request.ending == "memory" for key, request in found.items()} == {0: False, 1: True, 2: False}
    assert len(found[2].answer) == 20 or found[2].ending == "stop"


def test_a_grammar_is_where_it_was_after_memory_ran_out(model: Any, multimodal: Path) -> None:
    """Memory may run out between the choice of a token and its being written down."""
    import torch

    from kg.extract.local.grammar import Grammar

    tokenizer = loading.load_tokenizer(source.find_model(str(multimodal)))
    grammar = Grammar(tokenizer, vocabulary=model.config.vocab_size)

    def run(fails: set[int]) -> list[list[int]]:
        generator = Generator(model, stops={1, 5}, budget=8 * STEP)
        real, calls = generator._head.choose, []

        def choose(hidden: Any, guides: Any) -> list[int]:
            chosen = real(hidden, guides)
            calls.append(1)
            if len(calls) in fails:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return chosen

        generator._head.choose = choose  # type: ignore[method-assign]
        return answers(generator, [Request(n, prompt, 30, grammar.guide()) for n, prompt in enumerate(PROMPTS[:5])])

    assert run({4, 9}) == run(set())


def test_other_errors_are_not_taken_for_it(model: Any) -> None:
    class Broken(Tight):
        def model(self, **told: Any) -> Any:
            raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="mat1"):
        answers(Generator(Broken(model, 0), stops={1, 5}, budget=8 * STEP), requests())


# ---- ends ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_limits(model: Any, alone: list[list[int]], limit: int) -> None:
    found = {r.key: r for r in Generator(model, stops={1, 5}, budget=10**6).run(requests(limit))}
    for key, whole in enumerate(alone):
        assert found[key].answer == whole[:limit]
        assert found[key].ending == ("limit" if len(whole) >= limit else "stop")


@pytest.mark.parametrize(
    ("tokens", "looping"),
    [
        ([1, 2, 3, 4] * 12, True),
        ([9] * 47, False),
        ([9] * 48, True),
        ([*range(50), *([7, 8] * 24)], True),
        ([*range(50), *([7, 8] * 24), 9], False),
        (list(range(100)), False),
        ([*range(60), *range(60)], False),
        ([*range(60), *range(60), *range(60)], True),
        ([], False),
    ],
)
def test_loops(tokens: list[int], looping: bool) -> None:
    assert loops(tokens) is looping


def test_columns() -> None:
    assert [columns_for(n) for n in (1, STEP, STEP + 1)] == [STEP, STEP, 2 * STEP]
