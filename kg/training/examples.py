"""One training example: a line of chat JSON that other trainers read, too; and whole files of them.

    {"id", "messages": [system, user, assistant], "plain": …, "text", "title"?, "heading"?, "document", "source"}

`messages` is for models with a chat template; `plain` is the prompt for base models, which have none, and the answer after it is the last
message.  Everything else says where the example is from.  Knows nothing of models.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.extract.llm import answers
from kg.model import Paragraph, Triple

SHOWN = 3  # broken lines that an error names
VALIDATION = "validation.jsonl"  # of a corpus: what nothing learns from

# For base models, which have no chat template; the first is the one that a tuned base model is asked with.
PLAINS = (
    "Text: {text}\nTriples:",
    "{context}Text: {text}\nTriples:",
    "{text}\nFacts as JSON:",
    "Facts of the text as JSON.\nText: {text}\nTriples:",
    "Passage: {text}\nKnowledge triples:",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A paragraph, what was asked about it, and the answer that is right."""

    id: str
    messages: tuple[tuple[str, str], ...]  # (role, content); the last is the answer
    plain: str
    text: str
    document: str
    source: str = ""
    title: str = ""
    heading: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """The answer that is to be learned."""
        return self.messages[-1][1]

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph that it is about."""
        return Paragraph(self.id, self.document, 0, 0, len(self.text), self.text, title=self.title, heading=self.heading)

    def triples(self) -> tuple[Triple, ...]:
        """The answer as triples."""
        return answers.read(self.answer).triples

    def as_json(self) -> dict[str, Any]:
        """The line of the file."""
        line: dict[str, Any] = {
            "id": self.id,
            "messages": [{"role": role, "content": content} for role, content in self.messages],
            "plain": self.plain,
            "text": self.text,
            "document": self.document,
            "source": self.source,
        }
        if self.title:
            line["title"] = self.title
        if self.heading:
            line["heading"] = list(self.heading)
        return line


def write(file: Path, examples: Iterable[Example]) -> int:
    """Writes a file of examples whole or not at all; says how many."""
    part = file.with_name(f"{file.name}.part")
    count = 0
    with part.open("w", encoding="utf-8") as out:
        for example in examples:
            out.write(json.dumps(example.as_json(), ensure_ascii=False) + "\n")
            count += 1
    part.replace(file)
    return count


def read(file: str | Path, *, skip_broken: bool = False) -> tuple[list[Example], list[str]]:
    """The examples of a file, and what was wrong with lines that were left out (with `skip_broken`).

    Files of other makers need `messages` alone.  Raises SourceError for a file that is not there or holds none, and for broken lines."""
    path = Path(file)
    if path.is_dir():
        path = path / "train.jsonl"
    if not path.is_file():
        raise SourceError(f"{file}: no such corpus; give the folder that `kg corpus` wrote, or a JSON Lines file of chats")
    found: list[Example] = []
    broken: list[str] = []
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found.append(_example(json.loads(line.decode("utf-8")), f"{path.stem}-{number}"))
            except (ValueError, KeyError, TypeError) as error:
                broken.append(f"line {number}: {' '.join(str(error).split())[:100] or type(error).__name__}")
    if broken and not skip_broken:
        more = f" and {len(broken) - SHOWN} more" if len(broken) > SHOWN else ""
        raise SourceError(f"{path}: {len(broken)} broken lines ({'; '.join(broken[:SHOWN])}{more}); mend them, or give --skip-broken")
    if not found:
        raise SourceError(f"{path}: holds no examples; make it again with kg corpus")
    return found, broken


def _example(line: Any, number: str) -> Example:
    """Raises ValueError, TypeError or KeyError for a line that is no example."""
    if not isinstance(line, dict):
        raise TypeError("no JSON object")
    messages = line.get("messages")
    if not isinstance(messages, list) or len(messages) < 2:
        raise ValueError("has no messages")
    pairs = []
    for message in messages:
        role, content = (message.get("role"), message.get("content")) if isinstance(message, dict) else (None, None)
        if role not in ("system", "user", "assistant") or not isinstance(content, str):
            raise ValueError(f"a message of role {role!r}, or without a text")
        pairs.append((str(role), content))
    if pairs[-1][0] != "assistant":
        raise ValueError("the last message is not the assistant's")
    if answers.read(pairs[-1][1]).outcome not in ("ok", "empty"):
        raise ValueError("the answer is not JSON of our shape")
    asked = "\n\n".join(content for role, content in pairs[:-1])
    text = str(line.get("text") or pairs[-2][1])
    id = str(line.get("id") or number)
    return Example(
        id,
        tuple(pairs),
        str(line.get("plain") or f"{asked}\nTriples:"),
        text,
        str(line.get("document") or id),
        str(line.get("source") or ""),
        str(line.get("title") or ""),
        tuple(map(str, line.get("heading") or ())),
    )
