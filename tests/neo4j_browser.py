"""Opens Neo4j Browser as a person would, runs three queries of docs/neo4j.md on the graph of the example documents, and keeps pictures.

    python tests/neo4j_browser.py FOLDER [--chromium /usr/bin/chromium]

Starts a server of its own (tests/neo4j_server.py), loads the graph of examples/radioactivity, signs in without a password, and writes
FOLDER/NAME.png for each query.  Needs Chromium and `pip install playwright`.  Judges nothing: look at the pictures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOP), str(TOP / "tests")]

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
PICTURES = {  # name of the picture: a query of docs/neo4j/
    "facts": "02-an-entity-and-its-facts",
    "roles": "05-who-held-which-role-when",
    "sentences": "12-from-a-statement-to-its-sentence",
}


def load_examples(uri: str, folder: Path) -> None:
    """Builds the graph of the example documents and loads it."""
    from kg import pipeline
    from kg.graph import Graph
    from kg.sinks.neo4j import load
    from kg.store import Store

    with Store(folder / "kg.duckdb") as store:
        pipeline.run(store, [str(TOP / "examples" / "radioactivity")], root=str(TOP))
        print(load(Graph(store), uri))


def sign_in(page: Any, bolt: str, http: int) -> None:
    """Opens Browser and connects without a password."""
    page.goto(f"http://127.0.0.1:{http}/browser/", wait_until="load", timeout=120_000)
    method = page.locator("[data-testid=authenticationMethod]")
    method.wait_for(timeout=120_000)
    page.locator("[data-testid=boltaddress]").fill(bolt)
    method.select_option(label="No authentication")
    page.locator("[data-testid=connect]").click()
    page.locator("[data-testid=connect]").wait_for(state="detached", timeout=120_000)
    page.wait_for_timeout(5_000)


def enter(page: Any, text: str) -> None:
    """Types into the editor and runs it."""
    page.locator(".monaco-editor").first.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("ControlOrMeta+Enter")


def run(page: Any, query: str) -> None:
    """Runs a query, with nothing else in the window."""
    enter(page, ":clear")
    page.wait_for_timeout(2_000)
    enter(page, query)
    page.locator("[data-testid=frameCommand]").first.wait_for(timeout=60_000)
    page.wait_for_timeout(10_000)  # the picture of a graph comes to rest


def main() -> None:
    """Takes the pictures."""
    from playwright.sync_api import sync_playwright

    from neo4j_server import Server

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with Server() as server, tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        load_examples(server.uri, Path(scratch))
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 760})
        try:
            sign_in(page, server.uri, server.http)
            for name, recipe in PICTURES.items():
                run(page, (TOP / "docs" / "neo4j" / f"{recipe}.cypher").read_text(encoding="utf-8"))
                page.screenshot(path=options.folder / f"{name}.png")
        except Exception:
            page.screenshot(path=options.folder / "failed.png")
            raise
        finally:
            browser.close()


if __name__ == "__main__":
    main()
