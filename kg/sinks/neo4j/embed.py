"""Vectors of the paragraphs' text, for search by meaning: only where an encoder is named.

A chunk's id is a hash of its text, so a vector holds as long as its chunk: each is computed once, and noted with the encoder that made it.
What a load that died left out, the next one adds.  The vectors stand beside what a load compares, in properties of their own.
Knows nothing of the graph; torch is loaded only when a vector is missing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import MissingExtra, TargetError
from kg.report import Progress

if TYPE_CHECKING:
    from kg.sinks.neo4j.connect import Database

INDEX = "kg_chunk_vectors"
_BATCH = 200  # chunks a transaction
_LONGEST = 512  # tokens that are read of a paragraph
_HUB_ID = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_WEIGHTS = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model")

# $prefix, $end, $by: the chunks whose vector is missing or of another encoder; a chunk without text has none.
_MISSING = (
    "MATCH (c:KgNode:Chunk) WHERE c.key >= $p.prefix AND c.key < $p.end AND c.text IS NOT NULL AND coalesce(c.embedded_by, '') <> $p.by "
    "RETURN c.key, c.text ORDER BY c.key"
)
_WRITE = (
    "UNWIND $p.rows AS r MATCH (c:KgNode:Chunk {key: r[0]}) CALL db.create.setNodeVectorProperty(c, 'embedding', r[1]) "
    "SET c.embedded_by = $p.by RETURN count(c)"
)
_DIMENSIONS = "SHOW INDEXES YIELD name, options WHERE name = $p.name RETURN options.indexConfig['vector.dimensions']"
_NOTED = "MATCH (g:KgNode:KgGraph {key: $p.prefix}) RETURN g.embedded"
_NOTE = "MATCH (g:KgNode:KgGraph {key: $p.prefix}) SET g.embedded = $p.told"


class Encoder:
    """Texts to vectors of length one, by a transformer encoder whose last states are averaged (mean pooling).

    `model` is a folder or the id of a hub.  Texts are computed one by one: in a batch a vector's last digits would depend on its neighbours."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._parts: Any = None

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on: the files of a folder, or the name on the hub; 16 digits."""
        folder = Path(self.model).expanduser()
        told = hashlib.sha256()
        if not folder.is_dir():
            told.update(self.model.encode())
            return told.hexdigest()[:16]
        for path in sorted({path for pattern in _WEIGHTS for path in folder.glob(pattern)}):
            with open(path, "rb") as file:
                told.update(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
        return told.hexdigest()[:16]

    def encode(self, text: str) -> list[float]:
        """The vector of a text, of as many floats as the model's states are wide."""
        tokenizer, model, torch = self._loaded()
        given = tokenizer(text, truncation=True, max_length=min(_LONGEST, tokenizer.model_max_length), return_tensors="pt")
        with torch.inference_mode():
            states = model(**given).last_hidden_state[0].float()
        mean = states.mean(dim=0)
        found: list[float] = (mean / mean.norm().clamp_min(1e-12)).tolist()
        return found

    def _loaded(self) -> Any:
        if self._parts is None:
            from kg.extract.local.loading import quietly

            try:
                import torch
                from transformers import AutoModel, AutoTokenizer
            except ImportError as error:
                raise MissingExtra(error.name or "transformers", extra="llm", purpose="embedding paragraphs") from error
            folder = Path(self.model).expanduser()
            if not folder.is_dir() and not _HUB_ID.fullmatch(self.model):
                raise TargetError(f"{self.model}: no such folder, and no id of a hub; give another to --embed or [neo4j] embed")
            try:
                name = str(folder) if folder.is_dir() else self.model
                with quietly():
                    tokenizer, model = AutoTokenizer.from_pretrained(name), AutoModel.from_pretrained(name)
            except (OSError, ValueError, KeyError) as error:
                said = str(error).strip().splitlines()[0][:160] if str(error).strip() else type(error).__name__
                raise TargetError(
                    f"{self.model}: no encoder that can be read ({said}); give another to --embed or [neo4j] embed"
                ) from error
            self._parts = (tokenizer, model.eval(), torch)
        return self._parts


def embed(database: Database, *, prefix: str, digest: str, model: str, anew: bool, progress: Progress) -> int:
    """Gives every chunk of the graph its vector, and the database a vector index; says how many were computed.

    `digest` is that of what was loaded: where it and the encoder are those of the last time, nothing is read.  `anew` computes all."""
    encoder = Encoder(model)
    by = encoder.fingerprint
    noted = database.read(_NOTED, prefix=prefix)
    if not anew and noted and noted[0][0] == f"{digest} {by}" and database.read(_DIMENSIONS, name=INDEX):
        return 0
    missing = database.read(_MISSING, prefix=prefix + "c", end=prefix + "d", by="none of these" if anew else by)
    done = 0
    for at in range(0, len(missing), _BATCH):
        rows: Sequence[Any] = [[key, encoder.encode(text)] for key, text in missing[at : at + _BATCH]]
        database.write(_WRITE, rows=rows, by=by)
        done += len(rows)
        progress("vectors", done, len(missing), "paragraphs")
    _index(database, encoder, prefix)
    database.write(_NOTE, prefix=prefix, told=f"{digest} {by}")
    return done


def _index(database: Database, encoder: Encoder, prefix: str) -> None:
    """The vector index, of the width that the vectors have; an index of another width is made anew."""
    one = "MATCH (c:KgNode:Chunk) WHERE c.key >= $p.prefix AND c.key < $p.end AND c.embedding IS NOT NULL RETURN size(c.embedding) LIMIT 1"
    found = database.read(one, prefix=prefix + "c", end=prefix + "d")
    wide = found[0][0] if found else len(encoder.encode("width"))
    there = database.read(_DIMENSIONS, name=INDEX)
    if there and there[0][0] == wide:
        return
    if there:
        database.write(f"DROP INDEX {INDEX} IF EXISTS")
    database.write(
        f"CREATE VECTOR INDEX {INDEX} IF NOT EXISTS FOR (n:Chunk) ON (n.embedding) "
        f"OPTIONS {{indexConfig: {{`vector.dimensions`: {int(wide)}, `vector.similarity_function`: 'cosine'}}}}"
    )
    database.write("CALL db.awaitIndexes(3600)")
