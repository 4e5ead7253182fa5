"""docker-compose.yml: the specification's own loader accepts it, and what it starts is what this repository has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import compose_loader

TOP = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_loader_accepts_it_and_not_just_anything(tmp_path: Path) -> None:
    code, told = compose_loader.load(TOP / "docker-compose.yml")
    assert code == 0, told
    services = yaml.safe_load(told)["services"]
    assert {"postgres", "prefect", "worker"} <= set(services)
    assert services["worker"]["depends_on"]["prefect"]["condition"] == "service_healthy"
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text((TOP / "docker-compose.yml").read_text(encoding="utf-8").replace("retries:", "retriez:"), encoding="utf-8")
    code, told = compose_loader.load(wrong)
    assert code != 0 and "retriez" in told


def test_the_image_copies_what_is_there_and_runs_without_rights() -> None:
    lines = (TOP / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [name for line in lines if line.startswith("COPY") for name in line.split()[1:-1]]
    assert copied and [name for name in copied if not (TOP / name).exists()] == []
    assert [line.split()[1] for line in lines if line.startswith("USER")] == ["kg"]
    extras = re.findall(r"extras=([\w,]+) ;;", "\n".join(lines))
    project = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    assert len(extras) == 2
    assert [one for one in ",".join(extras).split(",") if not re.search(rf"^{one} = \[", project, re.MULTILINE)] == []
