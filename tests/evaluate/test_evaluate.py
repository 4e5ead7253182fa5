"""`kg evaluate` as its user runs it: gold, files, an extractor, the table, the JSON and the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.errors import SettingsError, SourceError
from kg.evaluate import items
from kg.settings import Extract

TEXT = "Ada Quill was born in Oslo in 1901. She married Bo Reed."
GOLD = {
    "id": "a",
    "text": TEXT,
    "triples": [{"subject": "Ada Quill", "predicate": "was born in", "object": "Oslo", "qualifiers": {"point in time": "1901"}}],
}
OTHER = {
    "id": "b",
    "text": "Bo <b>Reed</b> & Co lies in Bergen.",
    "triples": [{"subject": "Bo", "predicate": "lies in", "object": "Bergen"}],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in (GOLD, OTHER)), encoding="utf-8")
    return file


def said(file: Path, *rows: object) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def run(*arguments: str | Path) -> str:
    ran = CliRunner().invoke(cli, ["evaluate", *map(str, arguments)], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def test_side_by_side(gold: Path, tmp_path: Path) -> None:
    perfect = said(tmp_path / "perfect.jsonl", GOLD, OTHER)
    half = said(tmp_path / "half.jsonl", {"id": "a", "outcome": "ok", "triples": GOLD["triples"]})
    told = json.loads(run(gold, "--system", f"best={perfect}", "--system", f"half={half}", "--system", "syntax", "--json", "--quiet"))
    best, second, ours = told["systems"]
    assert [s["system"] for s in told["systems"]] == ["best", "half", "syntax"]
    assert best["figures"]["strict"]["value"] == 1.0
    assert second["figures"]["strict"]["value"] == pytest.approx(2 / 3)
    assert second["outcomes"] == {"failed": 1, "ok": 1}
    assert second["figures"]["valid"]["value"] == 0.5
    assert 0 < second["figures"]["strict"]["p"] <= 1
    assert ours["figures"]["strict"]["value"] > 0
    assert ours["words_per_second"] > 0
    assert second["errors"]["missed"] == 1 and best["errors"]["missed"] == 0


def test_the_table_and_the_page(gold: Path, tmp_path: Path) -> None:
    bad = said(tmp_path / "bad.jsonl", {"id": "a", "triples": [{"subject": "Oslo", "predicate": "was <i>born</i>", "object": "Ada Quill"}]})
    shown = run(gold, "--system", bad, "--html", tmp_path / "page.html", "--quiet")
    assert "wrong way round" in shown and "missed\n    gold: Bo | lies in | Bergen" in shown
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "was &lt;i&gt;born&lt;/i&gt;" in page and "<i>born" not in page
    assert '&lt;b&gt;Reed&lt;/b&gt; &amp; Co lies in <mark class="o">Bergen</mark>' in page


def test_files_that_cannot_be_used(gold: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"line 2 is no JSON"):
        items.gold(said_text(tmp_path / "x.jsonl", json.dumps(GOLD) + "\n{broken\n"))
    with pytest.raises(SourceError, match=r"line 1 is not as it should be: it has no text with triples"):
        items.gold(said(tmp_path / "y.jsonl", {"id": "a", "text": "x"}))
    with pytest.raises(SourceError, match=r"no such file"):
        items.gold(tmp_path / "z.jsonl")
    with pytest.raises(SourceError, match=r"holds nothing"):
        items.gold(said(tmp_path / "w.jsonl"))
    with pytest.raises(SourceError, match=r"the id 'a' stands in more than one line"):
        items.gold(said(tmp_path / "u.jsonl", GOLD, GOLD))
    with pytest.raises(SourceError, match=r"t.jsonl: line 2 is not as it should be: a triple without subject, predicate and object"):
        items.from_file("x", str(said(tmp_path / "t.jsonl", GOLD, {"id": "b", "triples": [{"subject": "Bo"}]})), items.gold(gold))
    with pytest.raises(SourceError, match=r"none of its ids"):
        items.from_file("x", str(said(tmp_path / "v.jsonl", {"id": "q", "triples": []})), items.gold(gold))


def said_text(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_samples_come_from_many_texts_and_know_qualifiers(gold: Path, tmp_path: Path) -> None:
    undated = {"id": "a", "triples": [{**GOLD["triples"][0], "qualifiers": {"location": "Oslo"}}]}  # type: ignore[index, dict-item]
    wrong = [{"subject": "Ada Quill", "predicate": word, "object": "1901"} for word in ("was", "is", "has")]
    loose = said(tmp_path / "loose.jsonl", {"id": "a", "triples": undated["triples"] + wrong}, {"id": "b", "triples": wrong[:1]})  # type: ignore[operator]
    told = json.loads(run(gold, "--system", loose, "--samples", "2", "--json", "--quiet"))["systems"][0]
    assert told["errors"]["wrong qualifiers"] == 1 and told["errors"]["not in the gold"] == 4
    assert [s["item"] for s in told["samples"] if s["kind"] == "not in the gold"] == ["a", "b"]


def test_options_of_an_extractor() -> None:
    settings = items.with_options(Extract(), "local", "model=/m&adapter=/a&constrained=false&max_new_tokens=9")
    assert (settings.local.model, settings.local.adapter, settings.local.constrained, settings.local.max_new_tokens) == (
        "/m",
        "/a",
        False,
        9,
    )
    with pytest.raises(
        SettingsError, match=r"modell: unknown key; \[extract.local\] knows adapter.*'many' is no whole number.*'perhaps' is neither"
    ):
        items.with_options(Extract(), "local", "modell=/m&max_new_tokens=many&constrained=perhaps")
    with pytest.raises(SettingsError, match=r"only local and endpoint"):
        items.with_options(Extract(), "syntax", "model=/m")


def test_names_of_systems() -> None:
    assert items.named("tuned=local?model=/m") == ("tuned", "local?model=/m")
    assert items.named("local?model=/m") == ("local?model=/m", "local?model=/m")
    assert items.named("out/theirs.jsonl") == ("theirs", "out/theirs.jsonl")
