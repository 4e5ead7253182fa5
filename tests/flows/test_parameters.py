"""Wrong parameters are refused by Prefect's form and by the flow with the same words; what is missing is told in one line with its cure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from prefect_server import BIN, TOP, Server, free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def deployment(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of the deployment "arrivals" of the file that comes with kg."""
    server.run(BIN / "prefect", "work-pool", "create", "forms", "--type", "process")
    file = tmp_path_factory.mktemp("forms") / "prefect.yaml"
    file.write_text((TOP / "prefect.yaml").read_text(encoding="utf-8").replace("name: kg\n\ndep", "name: forms\n\ndep"), encoding="utf-8")
    made = server.run(BIN / "prefect", "--no-prompt", "deploy", "--name", "arrivals", "--prefect-file", file)
    assert made.returncode == 0, made.stdout + made.stderr
    found: str = server.ask("deployments/name/ingest/arrivals")["id"]
    return found


def test_the_form_says_what_each_field_is_for(server: Server, deployment: str) -> None:
    schema = server.ask(f"deployments/{deployment}")["parameter_openapi_schema"]
    fields = schema["properties"]
    assert fields["runner"]["enum"] == ["threads", "processes", "dask", "ray"]
    assert schema["required"] == ["sources"]
    assert [name for name, field in fields.items() if not field.get("description")] == []


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"workers": 0}, "workers"),
        ({"runner": "spark"}, "runner"),
        ({"sources": []}, "sources"),
        ({"sources": "one"}, "sources"),
        ({"max_failed": 5}, "max_failed"),
        ({"workspace": ""}, "workspace"),
    ],
)
def test_form_and_flow_refuse_with_the_same_words(
    server: Server, deployment: str, tmp_path: Path, wrong: dict[str, Any], word: str
) -> None:
    given = {"sources": ["documents"], **wrong}
    code, detail = server.ask(f"deployments/{deployment}/create_flow_run", {"parameters": given})
    assert code == 409
    words = detail.removeprefix("Error creating flow run: ")
    assert words.startswith(f"Validation failed for field '{word}'")
    ran = server.flow("ingest.ingest", cwd=tmp_path, **given)
    assert (ran["type"], ran["message"]) == ("FAILED", words)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_is_one_line_and_nothing_is_done(server: Server, tmp_path: Path) -> None:
    for given, told in (
        ({"exports": ["graph.doc"]}, "graph.doc: suffix .doc"),
        ({"neo4j_uri": "http://localhost"}, "no address of a Neo4j database"),
        ({"extractor": "guess"}, "no extractor of this name"),
        ({"secrets": {"NEO4J_PASSWORD": "not-there"}}, "Prefect has no Secret block 'not-there'"),
    ):
        ran = server.flow("ingest.ingest", cwd=tmp_path, sources=["documents"], workspace="w.duckdb", **given)
        assert ran["type"] == "FAILED"
        assert told in ran["message"] and "\n" not in ran["message"]


def test_secrets_come_from_blocks_and_are_not_logged(server: Server, tmp_path: Path) -> None:
    secret = "open-sesame-7261"
    made = server.run(
        sys.executable, "-c", f"from prefect.blocks.system import Secret; Secret(value={secret!r}).save('database', overwrite=True)"
    )
    assert made.returncode == 0, made.stderr
    program = "import os; from flows.parameters import reveal; reveal({'NEO4J_PASSWORD': 'database'}); print(os.environ['NEO4J_PASSWORD'])"
    assert server.run(sys.executable, "-c", program).stdout.strip() == secret
    given = {"sources": ["nowhere"], "secrets": {"NEO4J_PASSWORD": "database"}}
    ran = server.flow("ingest.ingest", cwd=tmp_path, **given)
    assert ran["type"] == "FAILED" and secret not in json.dumps(ran)


@pytest.mark.parametrize(
    ("package", "call", "cure"),
    [
        ("prefect", "import flows", "[prefect]'"),
        ("prefect_ray", "from flows.runners import starter; starter('ray', 1, '')", "[ray]'"),
        ("prefect_dask", "from flows.runners import starter; starter('dask', 1, '')", "[dask]'"),
    ],
)
def test_a_missing_extra_is_one_line_with_its_cure(package: str, call: str, cure: str) -> None:
    hidden = f"import importlib.util as u; find = u.find_spec; u.find_spec = lambda n, p=None: None if n == {package!r} else find(n, p)\n"
    ran = subprocess.run([sys.executable, "-c", hidden + call], capture_output=True, text=True, cwd=TOP, timeout=120, check=False)
    last = ran.stderr.strip().splitlines()[-1]
    assert ran.returncode == 1 and "MissingExtra" in last and f"pip install 'kg-from-documents{cure}" in last


def test_a_server_that_is_not_there_and_a_wrong_file_are_one_line_each(server: Server, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/api"
    for words in (["flows.serve"], ["flows.watch", str(tmp_path)]):
        ran = server.run(sys.executable, "-m", *words, PREFECT_API_URL=nobody)
        assert ran.returncode in (1, 2) and f"{nobody}: no Prefect server answers there" in ran.stderr
        assert len(ran.stderr.strip().splitlines()) == 1 and "prefect server start" in ran.stderr
    file = tmp_path / "prefect.yaml"
    file.write_text("deployments:\n  - {name: a, entrypoint: flows/ingest.py:ingest, schedule: x}\n", encoding="utf-8")
    ran = server.run(sys.executable, "-m", "flows.serve", file)
    assert ran.returncode == 2 and "a: unknown key 'schedule'" in ran.stderr and "Traceback" not in ran.stderr
    file.write_text("deployments:\n  - {name: a, entrypoint: flows/ingest.py:ingest, schedules: [{cron: nightly}]}\n", encoding="utf-8")
    ran = server.run(sys.executable, "-m", "flows.serve", file)
    assert ran.returncode == 2 and "a: no schedule" in ran.stderr and "Traceback" not in ran.stderr


def test_what_is_served_is_what_stands_in_the_file(server: Server, tmp_path: Path) -> None:
    ask = """import json, sys; from pathlib import Path; from flows.serve import deployments
print(json.dumps([json.loads(one.model_dump_json(include={"schedules", "concurrency_limit", "concurrency_options"}))
                  for one in deployments(Path(sys.argv[1]), [])]))"""
    ran = server.run(sys.executable, "-c", ask, TOP / "prefect.yaml")
    assert ran.returncode == 0, ran.stderr
    nightly, arrivals = json.loads(ran.stdout)
    (schedule,) = nightly["schedules"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"], arrivals["schedules"]) == ("0 2 * * *", "Europe/Berlin", [])
    assert (nightly["concurrency_limit"], nightly["concurrency_options"]["collision_strategy"]) == (1, "CANCEL_NEW")
    one = {"name": "a", "entrypoint": "flows/ingest.py:ingest"}
    each = [{"interval": 600, "timezone": "UTC", "active": False}, {"rrule": "FREQ=DAILY", "slug": "days"}]
    (tmp_path / "prefect.yaml").write_text(yaml.safe_dump({"deployments": [one | {"schedules": each}]}), encoding="utf-8")
    (tmp_path / "flows").symlink_to(TOP / "flows")
    often, daily = json.loads(server.run(sys.executable, "-c", ask, tmp_path / "prefect.yaml").stdout)[0]["schedules"]
    assert (often["schedule"]["interval"], often["active"], daily["slug"]) in (
        (600, False, "days"),
        ("PT10M", False, "days"),
        (600.0, False, "days"),
    )
