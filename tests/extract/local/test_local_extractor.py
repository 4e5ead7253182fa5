"""The extractor as a whole, on a tiny random model: order, outcomes, fingerprints, several devices, the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExtractorError, MissingExtra
from kg.extract import Extractor, load
from kg.extract.local import LocalExtractor, loading
from kg.model import Extraction, Paragraph
from kg.settings import Extract, Local, Settings

pytestmark = pytest.mark.usefixtures("llm")

TEXTS = [
    "The old bridge at Larn was built in 1848 by Anna Berg. It was closed in 1902.",
    "Otto Lind painted the harbour.",
    "",
    "In spring the river rises. The mill stands still then, and the miller mends his nets until the water falls again in May.",
    "Berg died in Larn.",
] * 3


def paragraph(text: str, number: int) -> Paragraph:
    return Paragraph(f"p{number}", "d", number, 0, len(text), text, "The bridge", ("History",))


@pytest.fixture(scope="module")
def settings(multimodal: Path) -> Local:
    return Local(model=str(multimodal), device="cpu", max_new_tokens=48, batch_tokens=4096)


@pytest.fixture(scope="module")
def extractor(settings: Local) -> LocalExtractor:
    return LocalExtractor(settings)


@pytest.fixture(scope="module")
def found(extractor: LocalExtractor) -> list[Extraction]:
    return list(extractor.extract(paragraph(text, n) for n, text in enumerate(TEXTS)))


def test_it_is_an_extractor(settings: Local) -> None:
    (one,) = load("local", settings=Extract(local=settings))
    assert isinstance(one.make(), Extractor)
    assert one.processes(8) == 1


def test_answers_come_in_the_order_of_the_paragraphs(found: list[Extraction]) -> None:
    assert [one.paragraph for one in found] == [f"p{n}" for n in range(len(TEXTS))]


def test_no_answer_fails_where_the_grammar_is_forced(found: list[Extraction]) -> None:
    """A random model says nothing of sense, but says it in our shape."""
    assert {one.outcome for one in found} <= {"ok", "repaired", "truncated", "empty"}
    assert [one.reason for one in found if not TEXTS[int(one.paragraph[1:])]] == ["the paragraph has no text"] * 3
    assert all(one.tokens_in > 0 and one.tokens_out > 0 for one in found if TEXTS[int(one.paragraph[1:])])


def test_equal_paragraphs_get_equal_answers(found: list[Extraction]) -> None:
    for one, other in zip(found, found[5:], strict=False):
        assert replace(one, paragraph="") == replace(other, paragraph="")


def test_an_answer_that_was_cut_is_asked_for_again_in_two_parts(extractor: LocalExtractor) -> None:
    long = TEXTS[3]
    asked = extractor.writer.asker
    (one,) = extractor.extract([paragraph(long, 0)])
    if one.outcome != "truncated":
        pytest.fail(f"the random model ended by itself ({one.outcome}): choose another seed")
    once = len(asked.tokens(paragraph(long, 0)))
    assert once * 1.8 < one.tokens_in < once * 3.5
    assert one.tokens_out == 3 * 48


def test_batches_are_of_no_matter(settings: Local, found: list[Extraction]) -> None:
    alone = LocalExtractor(replace(settings, batch_tokens=1))
    assert list(alone.extract(paragraph(text, n) for n, text in enumerate(TEXTS))) == found
    assert alone.fingerprint == LocalExtractor(settings).fingerprint


def test_several_devices_share_the_work(settings: Local, found: list[Extraction]) -> None:
    both = LocalExtractor(replace(settings, device="cpu, cpu"))
    assert list(both.extract(paragraph(text, n) for n, text in enumerate(TEXTS))) == found
    assert both.fingerprint == LocalExtractor(settings).fingerprint


def test_paragraphs_are_read_as_they_are_needed(settings: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.extract import local

    monkeypatch.setattr(local, "FIRST_WINDOW", 2)
    monkeypatch.setattr(local, "LAST_WINDOW", 4)
    read = []

    def given() -> Iterator[Paragraph]:
        for number in range(40):
            read.append(number)
            yield paragraph(TEXTS[0], number)

    extractor = LocalExtractor(replace(settings, batch_tokens=1, max_new_tokens=4))
    next(extractor.extract(given()))
    assert len(read) <= 8


def test_the_fingerprint_names_all_that_answers_depend_on(settings: Local, tmp_path: Path, copied: Any) -> None:
    plain = LocalExtractor(settings).fingerprint
    prompt = tmp_path / "prompt.txt"
    prompt.write_text("Facts of {text}", encoding="utf-8")
    other = copied(Path(settings.model), tmp_path / "other")
    (other / "generation_config.json").write_text('{"eos_token_id": 1}', encoding="utf-8")
    changed = [
        replace(settings, prompt=str(prompt)),
        replace(settings, max_new_tokens=49),
        replace(settings, constrained=False),
        replace(settings, dtype="bfloat16"),
        replace(settings, model=str(other)),
    ]
    assert len({plain, *(LocalExtractor(one).fingerprint for one in changed)}) == len(changed) + 1


def test_a_prompt_beside_the_weights_is_the_one_to_ask_in(settings: Local, tmp_path: Path, copied: Any) -> None:
    trained = copied(Path(settings.model), tmp_path / "trained")
    (trained / "prompt.txt").write_text("[plain]\nText: {text}\nTriples:", encoding="utf-8")
    beside = LocalExtractor(replace(settings, model=str(trained), prompt=""))
    assert beside.prompt.completion(paragraph("Ada wrote it.", 0)) == "Text: Ada wrote it.\nTriples:"
    own = tmp_path / "own.txt"
    own.write_text("[plain]\nFacts of {text}", encoding="utf-8")
    assert LocalExtractor(replace(settings, model=str(trained), prompt=str(own))).prompt.plain == "Facts of {text}"


def test_a_free_model_says_what_it_likes(settings: Local) -> None:
    free = LocalExtractor(replace(settings, constrained=False, max_new_tokens=8))
    (one,) = free.extract([paragraph(TEXTS[1], 0)])
    assert one.outcome in ("failed", "truncated")
    assert one.triples == ()


def test_a_paragraph_beyond_all_measure(extractor: LocalExtractor) -> None:
    (one, other) = extractor.extract([paragraph("word " * 20_000, 0), paragraph(TEXTS[1], 1)])
    assert one.outcome == "failed"
    assert "tokens, more than the 8,192 that are asked about at once" in one.reason
    assert other.outcome != "failed"


# ---- bad settings -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"model": "/nowhere/at/all"}, "/nowhere/at/all: no such folder"),
        ({"adapter": "/nowhere/else"}, "/nowhere/else: no such folder; mend the setting .* adapter"),
        ({"device": "cuda:7"}, "device 'cuda:7': torch"),
        ({"prompt": "/no/prompt.txt"}, "/no/prompt.txt: prompt file cannot be read"),
    ],
)
def test_wrong_settings_are_told_in_one_line(settings: Local, wrong: dict[str, str], told: str) -> None:
    with pytest.raises(ExtractorError, match=told) as caught:
        LocalExtractor(replace(settings, **wrong))
    assert "\n" not in str(caught.value)


def test_a_prompt_without_its_placeholder(settings: Local, tmp_path: Path) -> None:
    file = tmp_path / "prompt.txt"
    file.write_text("Tell me all.", encoding="utf-8")
    with pytest.raises(ExtractorError, match=r"placeholder \{text\}"):
        LocalExtractor(replace(settings, prompt=str(file)))


@pytest.mark.parametrize("package", ["torch", "transformers", "llguidance"])
def test_a_missing_extra(settings: Local, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    real = importlib.import_module

    def without(name: str, *rest: Any) -> Any:
        if name == package:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(MissingExtra, match=rf"needs the package {package}.*pip install 'kg-from-documents\[llm\]'"):
        LocalExtractor(settings)


# ---- in the workspace -----------------------------------------------------------------------------------------------------------


def test_answers_are_kept_by_paragraph_and_fingerprint(settings: Local, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg import pipeline
    from kg.store import Store

    source = tmp_path / "records.jsonl"
    source.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(TEXTS[:2])), encoding="utf-8")
    asked: list[str] = []
    real = LocalExtractor.extract

    def counted(self: LocalExtractor, paragraphs: Any) -> Any:
        return real(self, (asked.append(p.id) or p for p in paragraphs))

    monkeypatch.setattr(LocalExtractor, "extract", counted)
    few = Settings(extract=Extract(extractor="local", local=replace(settings, max_new_tokens=16)))
    with Store(tmp_path / "kg.duckdb") as store:
        first = pipeline.run(store, [str(source)], settings=few)
        assert (len(asked), first.paragraphs["extracted"]) == (2, 2)
        assert first.tokens["out"] > 0
        again = pipeline.run(store, [str(source)], settings=replace(few, resolve=replace(few.resolve, threshold=0.8)))
        assert (len(asked), again.paragraphs["reused"]) == (2, 2)
        prompt = tmp_path / "prompt.txt"
        prompt.write_text("Facts of {text}", encoding="utf-8")
        other = replace(few, extract=replace(few.extract, local=replace(few.extract.local, prompt=str(prompt))))
        pipeline.run(store, [str(source)], settings=other)
        assert len(asked) == 4


def test_memory_that_ran_out_stands_in_the_report(settings: Local, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg import pipeline
    from kg.extract import local
    from kg.store import Store

    real = loading.load_model

    def tight(*args: Any) -> Any:
        import torch

        model = real(*args)
        forward = model.model.forward

        def forward_or_fail(*rest: Any, **told: Any) -> Any:
            if told["cache"].rows > 2:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return forward(*rest, **told)

        model.model.forward = forward_or_fail
        return model

    monkeypatch.setattr(local, "load_model", tight)
    source = tmp_path / "records.jsonl"
    source.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(TEXTS[:2] + TEXTS[3:5])), "utf-8")
    with Store(":memory:") as store:
        report = pipeline.run(
            store, [str(source)], settings=Settings(extract=Extract(extractor="local", local=replace(settings, max_new_tokens=4)))
        )
    assert report.outcomes.get("failed", 0) == 0
    assert report.as_json()["notes"]
    assert "memory ran out on cpu with 4 paragraphs at once" in str(report)
