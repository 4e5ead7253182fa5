"""The whole road: one graph, however it was made; nothing left of what is gone; nothing lost when a source fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import ExtractorError, KgError, NotFound, SourceError, TooManyFailures
from kg.model import Extraction, Paragraph
from kg.report import Report
from kg.settings import Settings, load
from kg.store import Store, fused

TEXTS = {
    "ada.txt": "Ada Lovelace was born in London in 1815. She wrote the first program in 1843.\n\nCharles Babbage designed the Analytical Engine.",
    "curie.txt": "Marie Curie was born in Warsaw. She won the Nobel Prize in Physics in 1903.\n\nMarie Curie married Pierre Curie in Paris.",
    "turing.txt": "Alan Turing joined Bletchley Park in 1939. Turing died in Wilmslow in 1954.",
    "noether.txt": "Emmy Noether taught at the University of Göttingen. In 1933 Noether moved to Bryn Mawr College.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    place.mkdir()
    for name, text in TEXTS.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def built(folder: Path, store: Store, *sources: str | Path, **options: object) -> Report:
    return pipeline.run(store, [str(s) for s in sources] or [str(folder)], settings=Settings(), root=folder, **options)  # type: ignore[arg-type]


def tables(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: store.rows(f"SELECT {columns} FROM {name} ORDER BY ALL") for name, columns in fused.GRAPH.items()}


def fresh(folder: Path) -> tuple[str, dict[str, list[tuple[object, ...]]]]:
    with Store() as store:
        return built(folder, store).digest, tables(store)


def test_a_graph_comes_of_documents(folder: Path) -> None:
    with Store() as store:
        report = built(folder, store)
        assert report.documents == {"read": 4, "changed": 4, "unchanged": 0, "removed": 0, "refused": 0}
        names = {name for (name,) in store.rows("SELECT name FROM entities")}
        assert {"Ada Lovelace", "Marie Curie", "Alan Turing", "Warsaw"} <= names
        found = store.rows(
            "SELECT q.value FROM statements s JOIN entities e ON e.id = s.subject JOIN qualifiers q ON q.statement = s.id "
            "WHERE e.name = 'Marie Curie' AND s.predicate LIKE '%win%'"
        )
        assert ("1903",) in found
        wrong = store.rows(
            "SELECT e.quote FROM evidence e JOIN paragraphs p ON p.id = e.paragraph "
            "WHERE substr(p.text, e.start_char - p.start_char + 1, e.end_char - e.start_char) <> e.quote"
        )
        assert wrong == []


def test_whole_or_in_parts_in_any_order(folder: Path, tmp_path: Path) -> None:
    digest, whole = fresh(folder)
    with Store() as store:
        for name in ("turing.txt", "ada.txt", "noether.txt", "curie.txt"):
            built(folder, store, folder / name)
        assert (store.meta("digest"), tables(store)) == (digest, whole)


@pytest.mark.slow
def test_the_number_of_workers_does_not_matter(folder: Path) -> None:
    digest, whole = fresh(folder)
    with Store() as store:
        assert built(folder, store, workers=2).digest == digest
        assert tables(store) == whole


def test_again_nothing_is_extracted_twice(folder: Path) -> None:
    with Store() as store:
        first = built(folder, store)
        again = built(folder, store)
        assert again.documents["unchanged"] == 4
        assert again.paragraphs["extracted"] == 0
        assert again.digest == first.digest
        (folder / "ada.txt").write_text(TEXTS["ada.txt"] + "\n\nAda Lovelace died in 1852.", encoding="utf-8")
        assert built(folder, store).paragraphs["extracted"] == 1


def test_changes_and_removals_equal_a_build_from_nothing(folder: Path) -> None:
    with Store() as store:
        built(folder, store)
        (folder / "curie.txt").unlink()
        (folder / "turing.txt").write_text("Alan Turing studied at Princeton University.", encoding="utf-8")
        report = built(folder, store)
        assert report.documents["removed"] == 1
        assert (report.digest, tables(store)) == fresh(folder)


def test_nothing_of_a_removed_document_stays_in_the_workspace(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "kg.duckdb"
    (folder / "secret.txt").write_text("Zebulon Quagmire stole the Crimson Teapot in Vladivostok in 1987.", encoding="utf-8")
    with Store(file) as store:
        built(folder, store)
    assert b"Quagmire" in file.read_bytes()
    (folder / "secret.txt").unlink()
    with Store(file) as store:
        built(folder, store)
    assert b"Quagmire" not in file.read_bytes()
    assert b"Teapot" not in file.read_bytes()


def test_remove_takes_a_document_and_only_what_it_supports(folder: Path) -> None:
    with Store() as store:
        built(folder, store)
        pipeline.remove(store, ["curie.txt"], settings=Settings())
        digest, rows = store.meta("digest"), tables(store)
        (folder / "curie.txt").unlink()
        assert (digest, rows) == fresh(folder)
        with pytest.raises(NotFound, match="nobody.txt"):
            pipeline.remove(store, ["nobody.txt"])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_file_whose_name_is_no_text_is_a_source_like_others(folder: Path) -> None:
    odd = os.fsdecode(os.fsencode(folder) + b"/odd\xff\nname.txt")
    Path(odd).write_text(TEXTS["curie.txt"], encoding="utf-8")
    with Store() as store:
        pipeline.run(store, [odd], settings=Settings(), root=folder)
        assert store.rows("SELECT id, source FROM documents")[0][0] == r"odd\xff\nname.txt"
        assert pipeline.run(store, settings=Settings()).documents["unchanged"] == 1
        pipeline.run(store, [str(folder)], source="\udcff", settings=Settings(), root=folder)
        assert pipeline.run(store, source="\udcff", settings=Settings()).documents["unchanged"] == len(TEXTS) + 1
        pipeline.remove(store, ["odd\udcff\nname.txt"])
        assert r"odd\xff\nname.txt" not in {id for (id,) in store.rows("SELECT id FROM documents")}


def test_a_source_that_fails_takes_nothing_out(folder: Path) -> None:
    with Store() as store:
        before = built(folder, store).digest
        for name in TEXTS:
            (folder / name).unlink()
        with pytest.raises(SourceError, match="suddenly empty"):
            built(folder, store)
        folder.rmdir()
        with pytest.raises(SourceError):
            built(folder, store)
        assert store.meta("digest") == before
        assert store.rows("SELECT count(*) FROM documents") == [(4,)]


def test_an_empty_source_can_be_believed_and_missing_documents_kept(folder: Path) -> None:
    with Store() as store:
        built(folder, store)
        (folder / "ada.txt").unlink()
        assert built(folder, store, keep_missing=True).documents["removed"] == 0
        for name in TEXTS:
            (folder / name).unlink(missing_ok=True)
        assert built(folder, store, allow_empty=True).documents["removed"] == 4
        assert store.rows("SELECT count(*) FROM statements") == [(0,)]


def test_known_sources_are_read_again(folder: Path) -> None:
    with Store() as store:
        with pytest.raises(SourceError, match="kg build SOURCE"):
            pipeline.run(store, [], settings=Settings())
        built(folder, store)
        (folder / "ada.txt").unlink()
        assert pipeline.run(store, [], settings=Settings()).documents["removed"] == 1


def test_a_document_stays_while_one_source_names_it(folder: Path) -> None:
    with Store() as store:
        built(folder, store, source="all")
        built(folder, store, folder / "ada.txt", source="ada")
        sources = store.rows("SELECT source FROM documents WHERE id = 'ada.txt'")
        assert sources == [("ada all",)]
        built(folder, store, folder / "curie.txt", source="all")
        assert store.rows("SELECT id FROM documents ORDER BY id") == [("ada.txt",), ("curie.txt",)]


def test_a_passive_is_turned_round_where_its_agent_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(
        "Ann Roe was killed by a horse-drawn wagon in 1911. Ben Roe was killed by Carl Ott in 1912.", encoding="utf-8"
    )
    with Store() as store:
        built(tmp_path, store, tmp_path / "notes.txt")
        found = store.rows("SELECT predicate, object IS NULL FROM statements ORDER BY ALL")
    assert found == [("kill", False), ("killed by", True)]


def test_records_with_triples_skip_extraction(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "triples": [{"subject": "Ada", "predicate": "was born in", "object": "London", "qualifiers": {"year": "1815"}}]},
        {
            "id": "2",
            "text": "Ada wrote to Mary.",
            "triples": [{"subject": "Ada", "predicate": "wrote to", "object": "Mary", "qualifiers": {}}],
        },
        {"id": "3", "text": "Ada slept.", "triples": [{"subject": "Ada", "predicate": "met", "object": "Napoleon", "qualifiers": {}}]},
    ]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with Store() as store:
        built(tmp_path, store, file)
        assert store.rows("SELECT document, start_char, quote FROM evidence ORDER BY document") == [
            ("1", None, None),
            ("2", 0, "Ada wrote to Mary"),
        ]
        refused = store.rows("SELECT object, reason FROM triples WHERE status = 'refused'")
        assert [name for name, _ in refused] == ["Napoleon"]
        assert "not in the text" in refused[0][1]
        assert store.rows("SELECT key, value, datatype FROM qualifiers") == [("point in time", "1815", "date")]


def test_one_id_in_two_files_is_refused_and_comes_back(tmp_path: Path) -> None:
    for name, town in (("a.jsonl", "London"), ("b.jsonl", "Paris")):
        (tmp_path / name).write_text(json.dumps({"id": "x", "text": f"Ada Lovelace lived in {town}."}), encoding="utf-8")
    with Store() as store:
        report = built(tmp_path, store, tmp_path)
        assert [reason for _, reason, _ in report.refusals if "has the id" in reason]
        assert store.rows("SELECT id, uri FROM documents WHERE status = 'read'")[0][0] == "x"
        (tmp_path / "a.jsonl").unlink()
        built(tmp_path, store, tmp_path)
        assert store.rows("SELECT count(*) FROM entities WHERE name = 'Paris'") == [(1,)]


def test_which_of_two_files_with_one_id_comes_first_does_not_matter(tmp_path: Path) -> None:
    def write(name: str, town: str) -> None:
        (tmp_path / name).write_text(json.dumps({"id": "x", "text": f"Ada Lovelace lived in {town}."}), encoding="utf-8")

    write("b.jsonl", "Paris")
    with Store() as store:
        built(tmp_path, store, tmp_path)
        write("a.jsonl", "London")
        report = built(tmp_path, store, tmp_path)
        assert [document for document, _, _ in report.refusals] == ["b.jsonl#x"]
        assert (report.digest, tables(store)) == fresh(tmp_path)


def test_too_many_failures(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXTS["ada.txt"], encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing else")
    with Store() as store:
        report = built(tmp_path, store, tmp_path)
        assert report.documents["refused"] == 1
        with pytest.raises(TooManyFailures, match=r"broken\.pdf"):
            pipeline.judge(report, max_failed=0.05)
        pipeline.judge(report, max_failed=0.5)
        assert store.rows("SELECT status FROM documents ORDER BY id") == [("refused",), ("read",)]


def test_settings_of_merging_need_no_new_extraction(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text('[resolve]\nsame_as = [["Ada Lovelace", "Charles Babbage"]]\n')
    with Store() as store:
        first = built(folder, store)
        chosen = load(tmp_path / "kg.toml", environment={})
        second = pipeline.run(store, [str(folder)], settings=chosen, root=folder)
        assert second.paragraphs["extracted"] == 0
        assert second.digest != first.digest
        assert built(folder, store).digest == first.digest


def test_a_lone_name_goes_to_whom_the_user_says_and_idle_pairs_are_told(tmp_path: Path) -> None:
    texts = {"a.txt": "Jane Varnholt was born in Oslo. Max Varnholt was born in Bergen.", "b.txt": "Varnholt joined Acme in 1980."}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = '[resolve]\nsame_as = [["Jane Varnholt", "Varnholt"], ["Nobody Roe", "Acme"]]\ndifferent_from = [["Nobody Roe", "Acme"]]\n'
    (tmp_path / "kg.toml").write_text(said, encoding="utf-8")
    who = "SELECT e.name FROM statements s JOIN entities e ON e.id = s.subject WHERE s.predicate = 'join'"
    with Store() as store:
        assert built(tmp_path, store, tmp_path).notes == []
        assert store.rows(who) == [("Varnholt",)]
        report = pipeline.run(store, [str(tmp_path)], settings=load(tmp_path / "kg.toml", environment={}), root=tmp_path)
        assert store.rows(who) == [("Jane Varnholt",)]
    assert [note.split(":")[0] for note in report.notes] == ["[resolve] same_as", "[resolve] different_from"]
    assert "'Nobody Roe' and 'Acme' join nothing" in str(report)


def test_names_that_the_user_parts_are_parted_inside_a_document_as_well(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    text = "Jane Varnholt was born in Oslo in 1871. Varnholt moved to Montreal in 1898. Lady Varnholt died in Bergen in 1937."
    (tmp_path / "documents" / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "kg.toml").write_text('[resolve]\ndifferent_from = [["Jane Varnholt", "Varnholt"]]\n', encoding="utf-8")
    who = "SELECT e.name FROM statements s JOIN entities e ON e.id = s.subject WHERE s.predicate = 'move to'"
    with Store() as store:
        first = built(tmp_path / "documents", store).digest
        assert store.rows(who) == [("Jane Varnholt",)]
        chosen = load(tmp_path / "kg.toml", environment={})
        report = pipeline.run(store, [str(tmp_path / "documents")], settings=chosen, root=tmp_path / "documents")
        assert store.rows(who) == [("Lady Varnholt",)]
        assert (report.notes, report.paragraphs["extracted"]) == ([], 0)
        assert built(tmp_path / "documents", store).digest == first


class Careless:
    """An extractor that fails, stops early or raises, as it is told."""

    def __init__(self, how: str) -> None:
        self.how, self.fingerprint = how, f"careless {how}"

    def extract(self, paragraphs: Iterable[Paragraph]) -> Iterator[Extraction]:
        for paragraph in paragraphs:
            if self.how == "raises":
                raise ValueError("no such luck")
            yield Extraction(paragraph.id, "failed", reason="out of luck")
            if self.how == "stops":
                return


@pytest.mark.parametrize(
    ("how", "error", "told"),
    [
        ("raises", ExtractorError, r"careless:make: failed with ValueError: no such luck; mend it"),
        ("stops", ExtractorError, r"careless:make: gave no answer for \d of \d paragraphs"),
        (
            "fails",
            TooManyFailures,
            r"\d of \d paragraphs failed, more than --max-failed 0.05 allows; the commonest reason: out of luck",
        ),
    ],
)
def test_whose_fault_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch, how: str, error: type[KgError], told: str) -> None:
    module = types.ModuleType("careless")
    module.make = lambda: Careless(how)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "careless", module)
    with pytest.raises(error, match=told):
        pipeline.build(folder, extractor="careless:make", root=folder.parent)
    if how == "raises":
        with pytest.raises(error, match=told):
            list(pipeline.extract(["Jane Roe joined Acme."], extractor="careless:make"))


def test_an_extractor_of_ones_own(folder: Path) -> None:
    with pytest.raises(ExtractorError, match="no extractor of this name"):
        pipeline.build(folder, extractor="nonsense")
    with pytest.raises(ExtractorError, match="cannot be imported"):
        pipeline.build(folder, extractor="no_such_module:make")
    with pytest.raises(ExtractorError, match="module json has no make; give MODULE:FACTORY"):
        pipeline.build(folder, extractor="json:make")
    with pytest.raises(ExtractorError, match="module json has a __name__ that cannot be called"):
        pipeline.build(folder, extractor="json:__name__")
    with pytest.raises(ExtractorError, match=r"loads\(\) failed with TypeError: .*; mend it"):
        pipeline.build(folder, extractor="json:loads")


def test_in_python(folder: Path) -> None:
    import kg

    graph = kg.build(folder)
    assert len(graph.statements) > 3
    assert "Ada Lovelace" in repr(graph.entities[0]) or any("Ada Lovelace" in repr(e) for e in graph.entities)
    found = list(kg.extract(["Marie Curie was born in Warsaw.", "", "Nothing here"]))
    assert next(x.outcome for x in found) == "ok"
    assert found[0].triples[0].subject == "Marie Curie"


@pytest.mark.slow
def test_killed_and_resumed(folder: Path, tmp_path: Path) -> None:
    for i in range(60):
        (folder / f"copy-{i}.txt").write_text(f"{TEXTS['curie.txt']}\n\nMarie Curie visited City{i} in {1900 + i}.", encoding="utf-8")
    digest, whole = fresh(folder)
    file = tmp_path / "kg.duckdb"
    command = [sys.executable, "-m", "kg", "build", str(folder), "--root", str(folder), "--workspace", str(file), "--json"]
    for moment in (1.0, 2.5, 3.5):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
            time.sleep(moment)
            os.killpg(process.pid, signal.SIGKILL)
    done = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(done.stdout)["digest"] == digest
    with Store(file, read_only=True) as store:
        assert tables(store) == whole


def test_a_school_is_founded_and_a_policy_is_established(tmp_path: Path) -> None:
    records = [
        ("a", "Anna Berg established Vega College in 1903."),
        ("b", "Anna Berg established strict rules for the dormitories in 1904."),
    ]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(json.dumps({"id": id, "text": text}) for id, text in records), encoding="utf-8")
    with Store() as store:
        built(tmp_path, store, file)
        found = dict(store.rows("SELECT coalesce(e.name, s.value), s.predicate FROM statements s LEFT JOIN entities e ON e.id = s.object"))
    assert found["Vega College"] == "found"
    assert {predicate for object, predicate in found.items() if "rules" in object} == {"establish"}
