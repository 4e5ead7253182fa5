"""Sources: what a file, folder, glob, URL or standard input stands for."""

from __future__ import annotations

import functools
import hashlib
import http.server
import importlib.util
import io
import os
import pickle
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg import pipeline
from kg.errors import KgError, SourceError
from kg.read import Item, list_source, read, sources
from kg.store import Store

from .helpers import PROSE, document, read_all, refusal


def names(source: str | Path, root: Path) -> list[str]:
    return [item.document for item in list_source(str(source), root=root)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "sub/c.md", "sub/deep/d.txt", ".hidden.txt", ".git/config.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROSE, encoding="utf-8")
    return tmp_path


def test_a_folder_is_all_below_it_sorted_without_hidden_files(corpus: Path) -> None:
    assert names(corpus, corpus) == ["a.txt", "b.txt", "sub/c.md", "sub/deep/d.txt"]


def test_ids_are_relative_to_the_root_and_absolute_outside(corpus: Path) -> None:
    assert names(corpus / "sub", corpus) == ["sub/c.md", "sub/deep/d.txt"]
    outside = names(corpus / "a.txt", corpus / "sub")
    assert outside == [str(corpus / "a.txt")]
    assert next(list_source(str(corpus / "a.txt"), root=corpus)).uri == "a.txt"
    assert next(list_source(str(corpus / "a.txt"), root=corpus / "sub")).uri.startswith("file:///")


def test_a_root_reached_through_a_link_gives_the_same_ids(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("other") / "link"
    link.symlink_to(corpus)
    assert names(corpus / "a.txt", link) == ["a.txt"]


def test_globs(corpus: Path) -> None:
    assert names(corpus / "*.txt", corpus) == ["a.txt", "b.txt"]
    assert names(corpus / "**" / "*.txt", corpus) == ["a.txt", "b.txt", "sub/deep/d.txt"]
    assert names(corpus / "[ab].t?t", corpus) == ["a.txt", "b.txt"]
    assert names(corpus / "s*", corpus) == ["sub/c.md", "sub/deep/d.txt"]
    assert names(corpus / ".h*", corpus) == [".hidden.txt"]


def test_a_name_that_looks_like_a_glob_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a[b]*.txt").write_text(PROSE)
    assert names(tmp_path / "a[b]*.txt", tmp_path) == ["a[b]*.txt"]


@pytest.mark.parametrize(
    "source", ["nowhere.txt", "nowhere/*.txt", "*.nothing", "memory://nowhere", "nosuch://x/y", "zip://a.txt::nowhere.zip", ""]
)
def test_what_is_not_there_is_an_error_that_names_it(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError) as error:
        list(list_source(source, root=tmp_path))
    assert source in str(error.value) and "\n" not in str(error.value)


def test_a_folder_that_cannot_be_read_is_an_error(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def locked(path: str) -> object:
        if path.endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", locked)
    with pytest.raises(SourceError, match="deep"):
        list(list_source(str(corpus), root=corpus))


def test_links_and_pipes_below_a_folder_are_refused_and_never_entered(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("the canary")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "outside.txt").symlink_to(secret)
    (tmp_path / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "good.txt").write_text(PROSE)
    for source in (tmp_path, tmp_path / "**"):
        found = {getattr(one, "document", None) or one.id: one for one in read_all(source, root=tmp_path)}  # type: ignore[union-attr]
        assert sorted(found) == ["dangling.txt", "good.txt", "loop", "outside.txt", "pipe.txt"]
        assert not any(refusal(found[name]).failed for name in found if name != "good.txt")


def test_a_link_that_is_named_itself_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text(PROSE)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert document(read_all(tmp_path / "link.txt", root=tmp_path)[0]).id == "link.txt"


def test_a_file_that_became_a_link_since_it_was_listed_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE)
    (tmp_path / "secret").write_text("the canary")
    item = next(list_source(str(tmp_path), root=tmp_path))
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret")
    assert "canary" not in repr(list(read(item)))


def test_a_file_that_is_gone_since_it_was_listed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE)
    item = next(list_source(str(tmp_path), root=tmp_path))
    (tmp_path / "a.txt").unlink()
    assert refusal(next(iter(read(item)))).failed
    with pytest.raises(KgError):
        item.digest()


def test_odd_names_become_ids_that_can_be_stored(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/bad\xff\xfename.txt", "wb") as file:
        file.write(PROSE.encode())
    (tmp_path / "two\nlines.txt").write_text(PROSE)
    (tmp_path / "back\\slash.txt").write_text(PROSE)
    (tmp_path / "Zoë ☃.txt").write_text(PROSE)
    found = read_all(tmp_path, root=tmp_path)
    assert sorted(document(one).id for one in found) == ["Zoë ☃.txt", "back\\\\slash.txt", "bad\\xff\\xfename.txt", "two\\nlines.txt"]
    for one in found:
        document(one).id.encode("utf-8")
        assert document(one).uri.isascii()


def test_a_very_deep_folder_is_read(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["f"] * 200)
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text(PROSE)
    assert names(tmp_path, tmp_path) == ["f/" * 200 + "deep.txt"]


def test_digest_is_of_the_raw_bytes_and_items_travel_between_processes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfAda\r\n")
    item = next(list_source(str(tmp_path / "a.txt"), root=tmp_path))
    assert item.digest() == hashlib.sha256(b"\xef\xbb\xbfAda\r\n").hexdigest()
    again: Item = pickle.loads(pickle.dumps(item))
    assert again == item and list(read(again)) == list(read(item))


def test_standard_input_is_json_lines_and_can_be_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_STDIN", [])
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b'{"id":"a","text":"Ada wrote it."}\n')))
    item = next(list_source("-", root=tmp_path))
    assert item.digest() == item.digest()
    assert [document(one).id for one in read(item)] == ["a"]
    assert [document(one).id for one in read(item)] == ["a"]
    sources._STDIN[0].close()


def test_fsspec_urls(tmp_path: Path) -> None:
    import fsspec

    from .helpers import zipped

    memory = fsspec.filesystem("memory")
    memory.pipe({"/kg-test/b.txt": PROSE.encode(), "/kg-test/sub/a.md": b"# Ada\n\n" + PROSE.encode(), "/kg-test/.h.txt": b"x"})
    assert names("memory://kg-test", tmp_path) == ["memory://kg-test/b.txt", "memory://kg-test/sub/a.md"]
    assert names("memory://kg-test/*.txt", tmp_path)[-1] == "memory://kg-test/b.txt"
    assert document(read_all("memory://kg-test/sub/a.md", root=tmp_path)[0]).title == "Ada"
    (tmp_path / "x.zip").write_bytes(zipped({"in/a.txt": PROSE, "../../up.txt": PROSE}))
    url = f"zip://in/a.txt::{tmp_path}/x.zip"
    assert document(read_all(url, root=tmp_path)[0]).id == url
    assert names(f"file://{tmp_path}/x.zip", tmp_path) == ["x.zip"]
    memory.rm("/kg-test", recursive=True)


def test_a_url_whose_package_is_missing_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.registry import _registry  # what was imported already

    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "fsspec.implementations.http", raising=False)
    for scheme in ("http", "https"):
        monkeypatch.delitem(_registry, scheme, raising=False)
    with pytest.raises(KgError, match="pip install aiohttp"):
        list(list_source("https://example.org/a.html", root=tmp_path))


@pytest.mark.skipif(importlib.util.find_spec("aiohttp") is None, reason="aiohttp is not installed")
def test_a_web_page_is_there_or_the_source_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        assert names(f"{base}/a.txt", tmp_path) == [f"{base}/a.txt"]
        with pytest.raises(SourceError, match=r"b\.txt' cannot be fetched"):
            names(f"{base}/b.txt", tmp_path)
        with Store() as store:
            assert pipeline.run(store, [f"{base}/a.txt"]).documents["read"] == 1
            server.shutdown()
            server.server_close()
            with pytest.raises(SourceError, match="nothing was retracted") as told:
                pipeline.run(store)
            assert told.value.passing
            assert store.rows("SELECT status FROM documents") == [("read",)]
