"""Public sets in their own files' shapes, with sentences of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import SourceError
from kg.evaluate import sets
from kg.evaluate.items import Answers
from kg.evaluate.sets.carb import match
from kg.evaluate.sets.carb import sentence as carb_sentence
from kg.model import Qualifier, Triple


def jsonl(file: Path, *rows: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def measured(name: str, where: Path, *triples: Triple) -> dict[str, float]:
    items = sets.load(name, where)
    return {t.name: t.value for t in sets.measures(name, items, Answers("x", (triples, *[()] * (len(items) - 1)), ("ok",) * len(items)))}


def test_carb_matches_by_words_of_each_part() -> None:
    gold = ("was painted by", "the old bridge", "Ada in 1990")
    assert match(gold, "was painted by", ["the old bridge", "Ada"]) == (1.0, 7 / 9)
    assert match(gold, "repaired", ["the old bridge", "Ada"]) == (0.0, 0.0)  # no word of the relation
    assert match(gold, "was painted by", ["the old bridge"]) == (0.0, 0.0)  # a part is missing
    assert match(("said", "Ada", "it rained"), "said", ["it rained", "Ada"]) == (1.0, 1.0)  # saying, the other way round
    assert match(("is", "Ada", "tall"), "be", ["Ada", "tall"]) == (1.0, 1.0)
    assert match(("met", "Ada", "Bo"), "met", ["Ada", "Bo", "in Oslo"]) == (3 / 5, 1.0)


def test_carb_pairs_greedily_by_precision_and_recalls_the_best() -> None:
    table = [[(1.0, 0.5), (0.5, 1.0)], [(0.9, 0.2), (0.0, 0.0)]]
    assert carb_sentence(table, [0, 1]) == (1.0, 1.2)  # (0, 0) first, then (1, 1)
    assert carb_sentence(table, []) == (0.0, 0.0)


def test_carb_takes_the_best_confidence(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_text("Ada met Bo .\tmet\tAda\tBo\nAda met Bo .\tmet\tBo\tAda\tC: said\n", encoding="utf-8")
    good, bad = Triple("Ada", "met", "Bo", confidence=0.9), Triple("Oslo", "is", "far", confidence=0.2)
    found = measured("carb", tmp_path, good, bad)
    assert found["CaRB, all that was said"] < found["CaRB"]
    assert measured("carb", tmp_path, good)["CaRB"] == found["CaRB"]


def test_hyperred(tmp_path: Path) -> None:
    fact = {"subject": "Ada", "predicate": "member of", "object": "Acme", "qualifiers": {"start time": "1990", "of": ["x", "y"]}}
    jsonl(tmp_path / "dev.kg.jsonl", {"id": "1", "text": "Ada, Acme, 1990, x, y", "triples": [fact]})
    right = Triple("Ada", "member of", "Acme", (Qualifier("start time", "1990"),))
    assert measured("hyperred", tmp_path, right)["HyperRED quintuples"] == pytest.approx(0.5)  # 1 of 1 said, 1 of 3 wanted


def test_knowledgenet(tmp_path: Path) -> None:
    text = "Ada Quill leads Acme."
    fact = {"subject": "Acme", "predicate": "CEO", "object": "Ada Quill", "subject_span": [16, 20], "object_span": [0, 9]}
    row = {"id": "1", "doc": "d", "text": text, "annotated_properties": ["CEO"], "facts": [fact]}
    jsonl(tmp_path / "folds1-3.jsonl", row)
    found = measured("knowledgenet", tmp_path, Triple("Acme", "ceo", "Ada"), Triple("Ada", "spouse", "Acme"))
    assert found["KnowledgeNet facts"] == 1.0  # spans overlap; a property that was not annotated is not judged
    assert measured("knowledgenet", tmp_path, Triple("Ada", "leads", "Acme")) == {"KnowledgeNet facts": 0.0, "KnowledgeNet pairs": 1.0}


def test_text2kgbench(tmp_path: Path) -> None:
    def row(rel: str) -> dict[str, str]:
        return {"id": rel, "sub_label": "Ada", "rel_label": rel, "obj_label": "Oslo", "sent": "Ada, Oslo."}

    jsonl(tmp_path / "train" / "a.jsonl", row("birth place"), row("residence"))
    (item,) = sets.load("text2kgbench", tmp_path)
    assert len(item.gold) == 2
    assert measured("text2kgbench", tmp_path, Triple("ada", "birthPlace", "Oslo"))["Text2KGBench"] == pytest.approx(2 / 3)


def test_redocred(tmp_path: Path) -> None:
    entities = [{"names": ["Ada Quill", "Quill"], "type": "PER"}, {"names": ["Oslo"], "type": "LOC"}]
    jsonl(tmp_path / "dev.jsonl", {"id": "1", "text": "Quill, Oslo", "entities": entities, "triples": [{"h": 0, "t": 1, "relation": "r"}]})
    said = Triple("Quill", "met", "Bo", (Qualifier("location", "Oslo"),))
    assert measured("redocred", tmp_path, said)["Re-DocRED pairs"] == 1.0
    assert measured("redocred", tmp_path, Triple("Bo", "is in", "Oslo"))["Re-DocRED pairs"] == 0.0


@pytest.mark.parametrize("name", sets.SETS)
def test_a_set_that_is_not_where_it_should_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"give the|docs/evaluate"):
        sets.load(name, tmp_path / "nowhere")
    with pytest.raises(SourceError, match=str(tmp_path)):
        sets.load(name, tmp_path)
    with pytest.raises(SourceError, match="there are carb"):
        sets.load("mnist", tmp_path)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("hyperred", "dev.kg.jsonl"),
        ("knowledgenet", "folds1-3.jsonl"),
        ("redocred", "dev.jsonl"),
        ("text2kgbench", "train/a.jsonl"),
        ("timeqa", "docs.jsonl"),
        ("mine", "judged_pairs.jsonl"),
    ],
)
def test_lines_of_another_shape(name: str, file: str, tmp_path: Path) -> None:
    for needed in ("questions.jsonl", "essays.jsonl"):
        (tmp_path / needed).touch()
    jsonl(tmp_path / file, {"something": "else"})
    with pytest.raises(SourceError, match=rf"{Path(file).name}: line 1 is not as it should be: no '\w+'"):
        sets.load(name, tmp_path)
    (tmp_path / file).write_text('\n\n["a list"]\n', encoding="utf-8")
    with pytest.raises(SourceError, match="line 3 is not as it should be"):
        sets.load(name, tmp_path)
    (tmp_path / file).write_text('{"broken\n', encoding="utf-8")
    with pytest.raises(SourceError, match="line 1 is no JSON"):
        sets.load(name, tmp_path)
