"""Settings from the file and the environment; all faults at once."""

from pathlib import Path

import pytest

from kg.errors import SettingsError
from kg.settings import load


def test_defaults_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(environment={}).extract.extractor == "syntax"


def test_file_and_environment(tmp_path: Path) -> None:
    file = tmp_path / "kg.toml"
    file.write_text('[extract]\nworkers = 3\n[resolve]\nsame_as = [["IBM", "Big Blue"]]\n')
    found = load(file, environment={"KG_EXTRACT_WORKERS": "2", "KG_RDF_BASE": "https://example.com/x#"})
    assert found.extract.workers == 2
    assert found.resolve.same_as == (("IBM", "Big Blue"),)
    assert found.rdf.base == "https://example.com/x#"


def test_sections_within_a_section(tmp_path: Path) -> None:
    file = tmp_path / "kg.toml"
    file.write_text(
        '[extract]\nworkers = 2\n[extract.endpoint]\nurl = "http://127.0.0.1:8000/v1"\ntimeout = 3\n[extract.local]\nconstrained = false\n'
    )
    found = load(file, environment={"KG_EXTRACT_LOCAL_BATCH_TOKENS": "512", "KG_EXTRACT_ENDPOINT_API_KEY_ENV": "MY_KEY"})
    assert found.extract.workers == 2
    assert (found.extract.endpoint.url, found.extract.endpoint.timeout) == ("http://127.0.0.1:8000/v1", 3)
    assert (found.extract.local.constrained, found.extract.local.batch_tokens) == (False, 512)
    assert found.extract.endpoint.api_key_env == "MY_KEY"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('url = "localhost:8000"', "no address of a server"),
        ('url = "http://a b/v1"', "no address of a server"),
        ("timeout = 0", "no number of seconds"),
        ("timeout = inf", "no number of seconds"),
        ("price_in = -1", "no amount"),
        ("concurrency = 0", "no whole number"),
        ("speed = 1", r"\[extract.endpoint\] knows"),
    ],
)
def test_faults_in_a_section_within(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "kg.toml"
    file.write_text(f"[extract.endpoint]\n{line}\n")
    with pytest.raises(SettingsError, match=told):
        load(file, environment={})


def test_a_section_within_is_no_value() -> None:
    with pytest.raises(SettingsError, match="KG_EXTRACT_LOCAL"):
        load(environment={"KG_EXTRACT_LOCAL": "{}"})
    with pytest.raises(SettingsError, match="neither true nor false"):
        load(environment={"KG_EXTRACT_LOCAL_CONSTRAINED": "maybe"})


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "kg.toml"
    file.write_text(
        'segment = 1\n[extract]\nworkers = "many"\nspeed = 1\n[resolve]\nsame_as = ["IBM"]\n[colour]\nred = 1\n[rdf]\nbase = "no iri"\n'
        '[neo4j]\nstatements = "some"\ngraph = "my graph"\n'
    )
    with pytest.raises(SettingsError) as caught:
        load(file, environment={"KG_EXTRACT_MAX_FAILED": "7", "KG_SEGMENT_NONSENSE": "1"})
    told = "\n".join(caught.value.faults)
    for part in (
        "'many'",
        "speed",
        "same_as",
        "[colour]",
        "'no iri'",
        "KG_EXTRACT_MAX_FAILED",
        "KG_SEGMENT_NONSENSE",
        "segment = 1 is no section",
        "'some'",
        "'my graph'",
    ):
        assert part in told
    assert len(caught.value.faults) == 10


@pytest.mark.parametrize("text", ["[extract\n", "\x00"])
def test_a_file_that_is_not_toml(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kg.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match="not TOML"):
        load(file, environment={})


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "none.toml", environment={})
