"""Neo4j in docker-compose.yml, as the loader of the Compose specification reads it.  No container is started: there need be no engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import compose_loader

TOP = Path(__file__).parents[1]
# All that the image's start-up takes out of the environment for itself; any other NEO4J_… becomes a setting, with "." for "_" and "_" for "__".
OF_THE_IMAGE = {"NEO4J_AUTH"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    code, told = compose_loader.load(TOP / "docker-compose.yml")
    assert code == 0, told
    whole = yaml.safe_load(told)
    found: dict[str, Any] = whole["services"]["neo4j"]
    assert {mount["source"] for mount in found["volumes"]} <= set(whole["volumes"])
    return found


def test_it_is_the_version_of_the_tests(service: dict[str, Any]) -> None:
    version = (TOP / "tests" / "neo4j" / "pom.xml").read_text(encoding="utf-8").partition("<neo4j.version>")[2][:4]
    assert service["image"] == f"neo4j:{version}-community"


def test_ports_are_on_the_loopback(service: dict[str, Any]) -> None:
    assert {(port["host_ip"], port["target"]) for port in service["ports"]} == {("127.0.0.1", 7474), ("127.0.0.1", 7687)}


def test_it_keeps_its_data_and_tells_its_health(service: dict[str, Any]) -> None:
    assert {mount["target"] for mount in service["volumes"]} >= {"/data", "/logs"}
    assert "cypher-shell" in service["healthcheck"]["test"][1]
    assert service["profiles"] == ["neo4j"]  # Prefect's users need no password of Neo4j


def test_the_password_comes_from_the_environment_and_settings_are_settings(service: dict[str, Any]) -> None:
    assert service["environment"]["NEO4J_AUTH"] == "neo4j/"  # the loader's command sees no environment
    settings = [name for name in service["environment"] if name.startswith("NEO4J_") and name not in OF_THE_IMAGE]
    assert settings
    assert all(name.startswith(("NEO4J_server_", "NEO4J_dbms_")) for name in settings)
