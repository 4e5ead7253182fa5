"""The rules of the house that a program can check: see CONTRIBUTING.md."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
HOUSE = TOP / "kg"

# Each room may import what stands before it.  The package's own face, kg/__init__.py, and kg/__main__.py stand above all.
ORDER = (
    "errors model settings report store read spacy_models segment normalize ground extract refer resolve fuse graph sinks ask intake records pipeline evaluate training console cli"
).split()

HEAVY = (
    "torch transformers spacy neo4j rdflib networkx duckdb prefect pyarrow scipy numpy lxml pyoxigraph trafilatura pypdfium2 docx pptx"
    " rich markdown_it rapidfuzz names countryinfo matplotlib datasketch gptqmodel peft"
).split()

FILES = sorted(HOUSE.rglob("*.py"))
FLOWS = sorted((TOP / "flows").rglob("*.py"))
LIMIT = 400


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def room_of(path: Path) -> str:
    """The room that a file belongs to: "read" for kg/read/html.py, "model" for kg/model.py, "" for the package's own face."""
    first = path.relative_to(HOUSE).parts[0].removesuffix(".py")
    return "" if first in ("__init__", "__main__") else first


def imported(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import of kg in a file, inside functions too.  `from kg import x` counts as kg.x."""
    package = path.relative_to(TOP).with_suffix("").parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            if module == "kg":
                yield from ((node.lineno, f"kg.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def faults_of_order(source: str, path: Path) -> list[str]:
    """Imports in `source` of rooms that do not stand before the file's own."""
    own = room_of(path)
    faults = []
    for line, module in imported(ast.parse(source), path):
        parts = module.split(".")
        if parts[0] == "kg" and own and parts[1:2] != [own] and (parts[1:2] == [] or parts[1] not in ORDER[: ORDER.index(own)]):
            faults.append(f"{name_of(path)}:{line} imports {module}, which does not stand above {own}")
        if parts[0] in ("prefect", "flows"):
            faults.append(f"{name_of(path)}:{line} imports {module}: scheduling belongs into flows/")
    return faults


def test_the_house_was_found() -> None:
    assert HOUSE / "model.py" in FILES
    assert {room_of(path) for path in FILES} - {""} <= set(ORDER), (
        "a room that the order does not know: add it to ORDER and to CONTRIBUTING.md"
    )


def test_every_room_stands_in_the_list_of_rooms() -> None:
    listed = re.findall(
        r"`(\w+)(?:\.py|/)`", (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| room | job |")[2].partition("\n\n")[0]
    )
    assert listed == list(ORDER)


@pytest.mark.parametrize("package", [path for path in FILES + FLOWS if path.name == "__init__.py" and path.parent != HOUSE], ids=name_of)
def test_a_package_has_a_map_of_its_modules(package: Path) -> None:
    """Its docstring names each module, `name.py`, and each package in it, `name/`, and none that is not there."""
    beside = {p.name for p in package.parent.glob("*.py") if p != package} | {
        f"{p.parent.name}/" for p in package.parent.glob("*/__init__.py")
    }
    told = docstring(package)
    assert set(re.findall(r"\b\w+(?:\.py\b|/(?=\s))", told)) == beside


BELOW = re.compile(r"Each(?: part)? imports only what stands below it")


def docstring(package: Path) -> str:
    return ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or ""


def faults_of_parts(source: str, path: Path, package: Path, parts: list[str]) -> list[str]:
    """Imports in `source` of parts of its package that stand above its own; the package's own face counts as none of them."""
    dotted = ".".join(package.relative_to(TOP).parts)
    own = path.relative_to(package).parts[0].removesuffix(".py")
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for module in modules:
            part = module.removeprefix(f"{dotted}.").partition(".")[0]
            if module.startswith(f"{dotted}.") and part in parts and parts.index(part) < parts.index(own):
                faults.append(f"{name_of(path)} imports {part}, which stands above {own}")
    return faults


ORDERED = [path for path in FILES if path.name == "__init__.py" and BELOW.search(docstring(path))]


@pytest.mark.parametrize("package", ORDERED, ids=name_of)
def test_parts_import_only_what_stands_below(package: Path) -> None:
    parts = re.findall(r"\b(\w+)(?:\.py\b|/(?=\s))", docstring(package))
    inside = [path for path in sorted(package.parent.rglob("*.py")) if path != package]
    assert [fault for path in inside for fault in faults_of_parts(path.read_text(encoding="utf-8"), path, package.parent, parts)] == []


def test_the_search_for_parts_itself() -> None:
    assert {"extract", "refer"} <= {path.parent.name for path in ORDERED}
    source = "from kg.refer import plan\nfrom kg.refer.words import sense\nfrom kg.refer.book import Book\nfrom kg.refer import refer"
    faults = faults_of_parts(source, HOUSE / "refer" / "plan.py", HOUSE / "refer", ["book", "plan", "words"])
    assert faults == ["kg/refer/plan.py imports book, which stands above plan"]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_only_what_stands_above(path: Path) -> None:
    assert faults_of_order(path.read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize(
    ("source", "room", "wrong"),
    [
        ("import kg.store", "resolve.py", False),
        ("from kg import store", "resolve.py", False),
        ("from kg.read import files", "read/html.py", False),
        ("from . import files", "read/html.py", False),
        ("from kg import cli", "resolve.py", True),
        ("from kg.fuse import fuse", "resolve.py", True),
        ("from ..sinks import rdf", "read/html.py", True),
        ("def later():\n    from kg.pipeline import build", "graph.py", True),
        ("import kg", "graph.py", True),
        ("import prefect", "pipeline.py", True),
        ("from kg.pipeline import build", "__init__.py", False),
    ],
)
def test_the_walk_itself(source: str, room: str, wrong: bool) -> None:
    assert bool(faults_of_order(source, HOUSE / room)) is wrong


def test_every_cap_and_pin_of_a_package_has_its_reason() -> None:
    lines = (TOP / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    bound = [line for line in lines if re.match(r'\s+"[\w.\[\]-]+[^"]*(?:<|==)', line)]
    assert len(bound) > 20
    assert [line for line in bound if not re.search(r"#\s*\w+", line.rpartition('"')[2])] == []


SQL = re.compile(r"\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|CREATE|DROP)\b")


def sql_in(tree: ast.AST) -> list[int]:
    """Lines on which a method is called with SQL: `store.rows("SELECT …")`."""
    texts = [
        (node.lineno, argument.values[0] if isinstance(argument, ast.JoinedStr) and argument.values else argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("rows", "stream", "execute")
        for argument in node.args[:1]
    ]
    return [line for line, text in texts if isinstance(text, ast.Constant) and SQL.match(str(text.value))]


@pytest.mark.parametrize("path", [path for path in FILES if room_of(path) != "store"] + FLOWS, ids=name_of)
def test_only_the_store_knows_sql(path: Path) -> None:
    assert sql_in(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_sql_itself() -> None:
    assert sql_in(ast.parse('store.rows("SELECT 1")\nstore.rows(query)\nrun.execute(f"DELETE FROM {table}")')) == [1, 3]


@pytest.mark.parametrize("command", [["-c", "import kg"], ["-m", "kg", "--help"]], ids=["import", "help"])
def test_starts_light(command: list[str]) -> None:
    """-X importtime lists every module that is loaded, on standard error."""
    ran = subprocess.run([sys.executable, "-X", "importtime", *command], capture_output=True, text=True, cwd=TOP, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines()}
    assert "kg" in loaded
    assert loaded & set(HEAVY) == set()


@pytest.mark.parametrize("path", FILES + FLOWS, ids=name_of)
def test_files_are_short_and_say_their_job(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LIMIT
    assert ast.get_docstring(ast.parse(source)), "no docstring at the head of the file"


def undocumented(tree: ast.Module) -> list[str]:
    """Public functions and classes of a module without a docstring; a class answers for its methods."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


@pytest.mark.parametrize("path", FILES + FLOWS, ids=name_of)
def test_what_is_public_is_documented(path: Path) -> None:
    assert undocumented(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_every_command_stands_in_the_readme() -> None:
    from kg.cli import cli

    readme = (TOP / "README.md").read_text(encoding="utf-8")
    missing = [name for name in cli.commands if f"`kg {name}" not in readme]
    assert missing == []


def test_the_readme_names_no_command_that_is_not_there() -> None:
    from kg.cli import cli

    pages = [TOP / "README.md", TOP / "CONTRIBUTING.md", TOP / "examples" / "demo.sh", *(TOP / "docs").glob("*.md")]
    named = {
        word
        for page in pages
        if page.name != "lab-log.md"
        for word in re.findall(r"(?:^|`|\$ |/bin/|\| )kg ([a-z]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named - set(cli.commands) == set()


def test_every_command_teaches_with_an_example() -> None:
    from click.testing import CliRunner

    from kg.cli import cli

    for name in cli.commands:
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert re.search(rf"Example: .*kg {name}", " ".join(shown.output.split())), f"kg {name} --help has no example"


def test_settings_and_data_are_packaged() -> None:
    """Data files under kg/ are found beside the code, so they must be of kinds that the wheel carries."""
    strange = [
        name_of(path)
        for path in HOUSE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".py", ".toml", ".tsv", ".typed", ".ttl")
    ]
    assert strange == []


# A path of the machine that somebody wrote on, in any text that the repository keeps.
OUTSIDE = re.compile("|".join(("/" + r"work/", "/" + r"home/\w", "/" + r"Users/\w", "/" + r"root/", r"[^\w]\.\./" + "shared")))


def test_nothing_names_a_place_outside() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, cwd=TOP, check=False)
    if listed.returncode:
        pytest.skip("not a checkout")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = TOP / name
        if not path.is_file() or path.suffix in (".docx", ".odt", ".epub", ".pptx", ".pdf"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if OUTSIDE.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


def test_examples_are_as_the_readme_counts_them() -> None:
    folder = TOP / "examples" / "radioactivity"
    files = sorted(path for path in folder.iterdir() if path.is_file())
    assert len(files) == 16
    assert len({path.suffix for path in files}) == 11
    records = [json.loads(line) for line in (folder / "elements.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(files) - 1 + len(records) == 23
