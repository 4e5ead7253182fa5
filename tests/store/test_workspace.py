"""Opening, locking, compacting; and that SQL makes the ids that the model makes."""

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import NotFound, WorkspaceError, WorkspaceLocked
from kg.model import Chain, Literal, Paragraph, Reference, Referred, Settled, Triple, Value, statement_id
from kg.store import Store, corpus, fused, said


def fill(store: Store) -> None:
    """Two documents that say one fact, one of them with a place and the other in the passive."""
    chains = (Chain(0, "Ada Lovelace", "Person"), Chain(1, "the Engine", "Product", local=True), Chain(2, "London", "Place"))
    for document in ("a", "b"):
        triple = Triple("Ada", "described", "the Engine")
        settled = Settled(
            f"p-{document}",
            0,
            triple,
            "kept",
            subject=0,
            object=1,
            qualifiers=(("point in time", Literal("1843", "date")), ("location", 2)),
        )
        refused = Settled(f"p-{document}", 1, triple, "refused", reason="no reason")
        references = (Reference(f"p-{document}", 0, 3, "Ada", "Person", 0),)
        referred = Referred(document, chains, references, (settled, refused))
        with store.transaction():
            said.set_referred(store, "key", [said.Says(referred, [("x", 0, 10, "Ada descri"), ("x", None, None, None)])])


def settle(store: Store) -> None:
    keys = [row[:3] for row in fused.names(store)]
    with store.transaction():
        fused.set_entities(
            store,
            keys=keys,
            assignment=["/".join(key) for key in keys],
            entities=[("/".join(key), key[0], key[1]) for key in keys],
            merges=[],
        )
        fused.set_statements(store, {"described": ("describe", False, "described", "describe")})


def test_statements_have_the_ids_of_the_model() -> None:
    with Store() as store:
        fill(store)
        settle(store)
        found = {row[0] for row in store.rows("SELECT id FROM statements")}
        time = ("point in time", Value(value="1843", datatype="date"))
        place = ("location", Value(object="London/Place/"))
        wanted = {
            statement_id("Ada Lovelace/Person/", "describe", Value(object=f"the Engine/Product/{d}"), "asserted", [place, time])
            for d in "ab"
        }
        assert found == wanted
        assert store.rows("SELECT count(*) FROM evidence") == [(2,)]
        assert {status for (status,) in store.rows("SELECT status FROM triples")} == {"kept", "refused"}
        assert store.rows("SELECT DISTINCT entity FROM mentions") == [("Ada Lovelace/Person/",)]


def test_the_digest_is_of_the_graph_alone() -> None:
    digests = []
    for shuffled in (False, True):
        with Store() as store:
            fill(store)
            settle(store)
            if shuffled:
                store.connection.execute("CREATE TABLE other AS SELECT * FROM evidence ORDER BY document DESC")
                store.connection.execute("DELETE FROM evidence; INSERT INTO evidence SELECT * FROM other")
            digests.append(fused.digest(store))
            store.connection.execute("DELETE FROM qualifiers WHERE key = 'location'")
            digests.append(fused.digest(store))
    assert digests[0] == digests[2] != digests[1]


def test_nothing_deleted_stays_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kg.duckdb"
    with Store(file) as store:
        with store.transaction():
            store.insert(
                "internal_paragraphs", {"id": [str(i) for i in range(3000)], "document": ["d"] * 3000, "text": ["CANARY" * 40] * 3000}
            )
        store.connection.execute("CHECKPOINT")
        with store.transaction():
            corpus.delete_documents(store, ["d"])
        store.compact()
        assert store.rows("SELECT count(*) FROM paragraphs") == [(0,)]
    assert b"CANARY" not in file.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kg.duckdb"]


def test_a_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    file = tmp_path / "kg.duckdb"
    hold = "import sys, time; from kg.store import Store; s = Store(sys.argv[1]); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold, str(file)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(WorkspaceLocked, match=f"in use by process {holder.pid}.*--wait"):
            Store(file)
        holder.kill()
    Store(file, wait=5).close()


def test_other_files_are_refused(tmp_path: Path) -> None:
    import duckdb

    text = tmp_path / "text.duckdb"
    text.write_text("not a database at all" * 100)
    with pytest.raises(WorkspaceError, match="not a workspace|cannot be opened"):
        Store(text)
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(str(foreign)) as connection:
        connection.execute("CREATE TABLE mine (x INT)")
    with pytest.raises(WorkspaceError, match="not a workspace of kg"):
        Store(foreign)
    with pytest.raises(NotFound, match="kg build"):
        Store(tmp_path / "none.duckdb", read_only=True)


def test_another_schema_is_refused_clearly(tmp_path: Path) -> None:
    file = tmp_path / "old.duckdb"
    with Store(file) as store, store.transaction():
        store.set_meta("version", "0")
    with pytest.raises(WorkspaceError, match="schema 0.*build it again"):
        Store(file)


def test_a_transaction_is_all_or_nothing() -> None:
    with Store() as store:
        with pytest.raises(RuntimeError), store.transaction():
            store.set_meta("half", "done")
            raise RuntimeError
        assert store.meta("half") is None


def test_pending_is_read_in_pages_each_content_once() -> None:
    with Store() as store:
        paragraphs = [Paragraph(f"p{i}", "d", i, 0, 1, f"text {i % 7}") for i in range(50)]
        with store.transaction():
            store.insert("internal_documents", {"id": ["d"], "title": [""]})
            store.insert(
                "internal_paragraphs",
                {
                    "id": [p.id for p in paragraphs],
                    "document": ["d"] * 50,
                    "ordinal": list(range(50)),
                    "start_char": [0] * 50,
                    "end_char": [1] * 50,
                    "text": [p.text for p in paragraphs],
                    "content": [p.content for p in paragraphs],
                },
            )
        found = list(said.pending(store, "x", page=20))
        assert {p.content for p in found} == {p.content for p in paragraphs}
        with store.transaction():
            said.add_extractions(store, "x", [said.Extracted(p.content, "ok", "", 0, 0, b"{}") for p in found])
        assert store.rows("SELECT count(*) FROM internal_extractions") == [(7,)]
        assert list(said.pending(store, "x")) == []
