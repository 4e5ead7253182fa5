"""The command line: exit codes, one line for each fault, JSON that is nothing but JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest

TEXT = "Ada Lovelace was born in London in 1815. Charles Babbage designed the Analytical Engine in London."


def kg(*words: str | Path, cwd: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    command = [sys.executable, "-m", "kg", *map(str, words)]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, check=False, env={**clean, **environment})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document and the workspace that was built of it."""
    found = tmp_path_factory.mktemp("cli")
    (found / "documents").mkdir()
    (found / "documents" / "ada.txt").write_text(TEXT, encoding="utf-8")
    done = kg("build", "documents", "--to", "graph.ttl", cwd=found)
    assert done.returncode == 0, done.stderr
    assert "graph.ttl" in done.stdout
    return found


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["build", "nowhere"], 1, ["'nowhere'", "does not exist"]),
        (["build", "documents", "--to", "graph.docx"], 2, ["graph.docx", ".docx", ".ttl"]),
        (["build", "documents", "--to", "graph.docx", "--to", "bolt://"], 2, ["graph.docx", "bolt://"]),
        (["build", "documents", "--to", "no-such-folder/graph.ttl"], 1, ["no-such-folder"]),
        (["export", "graph.docx", "graph.csv"], 2, ["graph.docx", "graph.csv", "graph/"]),
        (["export", "a.nt", "--statements", "all"], 2, ["--statements all", "nt", "neo4j-admin"]),
        (
            ["export", "a/", "--statements", "all", "--base", "http://a.example/"],
            2,
            ["--statements all", "--base http://a.example/", "ttl"],
        ),
        (["load", "http://localhost:7474"], 2, ["http://localhost:7474", "neo4j://"]),
        (["export", "no-such-folder/graph.ttl"], 1, ["no-such-folder"]),
        (["show", "Nobody At All"], 1, ["Nobody At All"]),
        (["explain", "ffffffffffff"], 1, ["ffffffffffff", "statement"]),
        (["show", os.fsdecode(b"Ada \xff")], 1, ["Ada ?", "no entity"]),
        (["load", "bolt://db..example"], 2, ["bolt://db..example", "no address"]),
        (["remove", "nothing.txt"], 1, ["nothing.txt"]),
        (["show", "Ada", "--workspace", "none.duckdb"], 1, ["none.duckdb", "kg build"]),
        (["build", "documents", "--extractor", "magic"], 2, ["magic", "syntax"]),
        (["build", "documents", "--extractor", "syntax,syntax"], 2, ["'syntax,syntax'", "twice"]),
        (["build", "documents", "--extractor", ","], 2, ["','", "no extractor"]),
        (["build", "documents", "--workers", "0"], 2, ["--workers"]),
        (["build", "documents", "--workers", "0", "--max-failed", "nan", "--wait", "nan"], 2, ["--workers", "--max-failed", "--wait"]),
        (["export", "a.nt", "--min-confidence", "nan"], 2, ["--min-confidence"]),
        (["build", "documents", "--settings", "none.toml"], 2, ["none.toml"]),
        (["frobnicate"], 2, ["frobnicate"]),
    ],
)
def test_faults_name_the_value_and_end_with_their_code(place: Path, words: list[str], code: int, told: list[str]) -> None:
    done = kg(*words, cwd=place)
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    assert all(part in done.stderr for part in told), done.stderr
    if code == 1:
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [["stats"], ["show", "Ada Lovelace"], ["export", "held.nt"], ["build", "documents"]])
def test_who_holds_the_workspace_is_told_and_can_be_waited_for(place: Path, words: list[str]) -> None:
    hold = "import sys; from kg.store import Store\nwith Store('kg.duckdb'): print('held', flush=True); sys.stdin.readline()"
    with subprocess.Popen([sys.executable, "-c", hold], cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None and holder.stdout is not None and holder.stdout.readline() == "held\n"
        refused = kg(*words, cwd=place)
        assert (refused.returncode, str(holder.pid) in refused.stderr, "--wait" in refused.stderr) == (1, True, True)
        command = [sys.executable, "-m", "kg", *words, "--wait", "60"]
        with subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as waiting:
            time.sleep(1)
            assert waiting.poll() is None
            holder.stdin.write("\n")
            holder.stdin.flush()
            assert waiting.wait(60) == 0, waiting.stderr


@pytest.mark.parametrize("words", [["build"], ["build", "nowhere"]])
def test_a_build_without_a_source_leaves_no_empty_workspace(tmp_path: Path, words: list[str]) -> None:
    assert kg(*words, cwd=tmp_path).returncode == 1
    assert not list(tmp_path.iterdir())
    (tmp_path / "ada.txt").write_text(TEXT, encoding="utf-8")
    assert kg("build", "ada.txt", cwd=tmp_path).returncode == 0
    assert kg("build", "nowhere", cwd=tmp_path).returncode == 1
    assert (tmp_path / "kg.duckdb").exists()


def test_all_faults_of_the_settings_at_once(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "kg.toml"
    file.write_text("[extract]\nspeed = 1\n[color]\nred = 1\n")
    done = kg("stats", "--settings", file, cwd=place, KG_EXTRACT_WORKERS="none")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 3


def test_json_is_all_that_is_printed(place: Path) -> None:
    report = json.loads(kg("build", "documents", "--json", cwd=place).stdout)
    assert set(report) >= {
        "documents",
        "paragraphs",
        "outcomes",
        "triples",
        "entities",
        "statements",
        "merges",
        "seconds",
        "tokens",
        "digest",
    }
    assert report["documents"]["unchanged"] == 1
    assert json.loads(kg("stats", "--json", cwd=place).stdout)["digest"] == report["digest"]
    assert "London" in json.dumps(json.loads(kg("show", "Ada Lovelace", "--json", cwd=place).stdout))
    plan = json.loads(kg("build", "documents", "--dry-run", "--json", cwd=place).stdout)
    assert (plan["items"], plan["new"], plan["changed"]) == (1, 0, 0)


def test_quiet_says_nothing(place: Path) -> None:
    for words in (["build", "documents"], ["export", "again.nt"]):
        done = kg(*words, "--quiet", cwd=place)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_looking_ahead_makes_no_file(place: Path) -> None:
    done = kg("build", "documents", "--dry-run", "--workspace", "not-there.duckdb", cwd=place)
    assert done.returncode == 0
    assert "1 new" in done.stdout
    assert not (place / "not-there.duckdb").exists()


def test_too_many_failures_keep_what_succeeded(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    done = kg("build", ".", "--json", cwd=tmp_path)
    assert done.returncode == 3
    assert "broken.pdf" in done.stderr
    assert json.loads(done.stdout)["documents"] == {"read": 1, "changed": 1, "unchanged": 0, "removed": 0, "refused": 1}
    assert kg("show", "Ada Lovelace", cwd=tmp_path).returncode == 0
    assert kg("build", ".", "--max-failed", "0.5", cwd=tmp_path).returncode == 0


def test_the_workspace_is_no_document_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text(TEXT, encoding="utf-8")
    for _ in range(2):
        assert json.loads(kg("build", ".", "--json", cwd=tmp_path).stdout)["documents"]["refused"] == 0


def test_records_in_lines_out(tmp_path: Path) -> None:
    records = [{"id": "b", "text": TEXT}, {"id": "a", "text": ""}, {"id": "c", "text": "He was born in Rome."}]
    lines = "\n".join(json.dumps(record) for record in records)
    done = kg("extract", cwd=tmp_path, stdin=f"{lines}\nno json\n")
    assert done.returncode == 0
    assert "4" in done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["b", "a", "c"]
    first = found[0]["triples"][0]
    assert (first["subject"], first["object"], first["asserted"]) == ("Ada Lovelace", "London", True)
    for part in ("subject", "object"):
        start, end = first["spans"][part]
        assert TEXT[start:end] == first[part]
    assert found[2]["triples"][0]["subject"] == "He"


def test_too_many_failed_paragraphs_end_an_extraction_with_their_code(tmp_path: Path) -> None:
    (tmp_path / "mute.py").write_text(
        """from kg.model import Extraction
class Mute:
    fingerprint = "mute"
    def extract(self, paragraphs):
        return (Extraction(p.id, "failed", reason="is mute") if p.text == "?" else Extraction(p.id, "empty") for p in paragraphs)
"""
    )
    lines = "".join(json.dumps({"id": str(n), "text": "?" if n == 3 else TEXT}) + "\n" for n in range(10))
    done = kg("extract", "--extractor", "mute:Mute", cwd=tmp_path, stdin=lines)
    assert (done.returncode, len(done.stdout.splitlines())) == (3, 10)
    assert all(word in done.stderr for word in ("1 of 10", "is mute", "max_failed 0.05")), done.stderr
    assert kg("extract", "--extractor", "mute:Mute", cwd=tmp_path, stdin=lines, KG_EXTRACT_MAX_FAILED="0.1").returncode == 0


def test_the_report_is_told_whatever_becomes_of_the_targets(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text(TEXT, encoding="utf-8")
    done = kg("build", ".", "--to", "bolt://127.0.0.1:1", "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["documents"]["read"]) == (1, 1)
    assert "127.0.0.1:1" in done.stderr


def test_extract_of_a_document_says_what_it_reads(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text(f"{TEXT}\n\n{TEXT}\n", encoding="utf-8")
    done = kg("extract", "ada.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert all(word in done.stderr for word in ("ada.txt", "line 1", "JSON Lines", "kg build"))


def test_what_failed_of_one_source_does_not_fail_the_build_of_another(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "ada.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    assert kg("build", "bad", cwd=tmp_path).returncode == 3
    done = kg("build", "good", "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["refusals"]) == (0, [])
    assert kg("build", cwd=tmp_path).returncode == 3
    assert kg("build", "-", cwd=tmp_path, stdin="no json\n").returncode == 3
    done = kg("build", "-", "--json", cwd=tmp_path, stdin=json.dumps({"id": "1", "text": TEXT}))
    assert (done.returncode, json.loads(done.stdout)["refusals"]) == (0, [])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
@pytest.mark.parametrize("words", [["stats"], ["extract"]])
def test_a_full_disk_below_standard_output_is_one_line(place: Path, words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "kg", *words]
        lines = json.dumps({"id": "1", "text": TEXT})
        done = subprocess.run(command, cwd=place, input=lines, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "standard output cannot be written" in done.stderr and "fault in kg" not in done.stderr


def test_standard_input_only_adds(tmp_path: Path) -> None:
    for number in ("1", "2"):
        kg("build", "-", cwd=tmp_path, stdin=json.dumps({"id": number, "text": TEXT}))
    assert json.loads(kg("stats", "--json", cwd=tmp_path).stdout)["documents"] == 2
    kg("build", "-", "--source", "feed", cwd=tmp_path, stdin=json.dumps({"id": "3", "text": TEXT}))
    kg("build", "-", "--source", "feed", cwd=tmp_path, stdin=json.dumps({"id": "4", "text": TEXT}))
    done = kg("show", "Ada Lovelace", "--json", cwd=tmp_path)
    assert '"3"' not in done.stdout


def test_training_has_the_same_defaults_on_the_command_line_as_in_python() -> None:
    from kg.cli import cli
    from kg.training.corpus import Plan
    from kg.training.recipe import Recipe
    from kg.training.sampling import Filters

    for values, command, *words in (
        (Recipe(), "finetune", "corpus/", "--to", "run/"),
        (Plan(), "corpus", "--to", "corpus/"),
        (Filters(), "corpus", "--to", "c/"),
    ):
        given = cli.commands[command].make_context(command, list(words)).params
        shared = {field.name for field in fields(values)} & given.keys() - {"workspace"}  # which is an option of all commands
        assert shared
        assert {name: given[name] for name in shared} == {name: getattr(values, name) for name in shared}
    assert given["words"] == (Filters().fewest_words, Filters().most_words)
