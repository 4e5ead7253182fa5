"""What models are asked, and the wire format in which they answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import ExtractorError
from kg.extract.llm import prompt, wire
from kg.model import Paragraph, Qualifier, Triple

TEXT = "Ernest Rutherford taught in Montreal from 1898."


def paragraph(text: str = TEXT, **more: object) -> Paragraph:
    return Paragraph("p", "d", 0, 0, len(text), text, **more)  # type: ignore[arg-type]


def test_messages_hold_text_title_and_headings() -> None:
    system, user = prompt.DEFAULT.messages(paragraph(title="Ernest  Rutherford", heading=("Life", "Canada")))
    assert (system["role"], user["role"]) == ("system", "user")
    assert user["content"].endswith(f"Title: Ernest Rutherford\nSection: Life > Canada\n\nText:\n{TEXT}")
    assert wire.SHAPE in user["content"]
    assert f"up to {wire.MOST} " in user["content"]


def test_without_a_title_there_is_no_line_for_it() -> None:
    assert "Title" not in prompt.DEFAULT.messages(paragraph())[1]["content"]


def test_a_part_of_a_paragraph_keeps_its_context() -> None:
    asked = prompt.DEFAULT.messages(paragraph(title="Rutherford"), "He taught.")[1]["content"]
    assert asked.endswith("Title: Rutherford\n\nText:\nHe taught.")


def test_the_plain_form_has_an_example_in_the_wire_format() -> None:
    asked = prompt.DEFAULT.completion(paragraph())
    example = asked.split("Triples: ")[1].splitlines()[0]
    assert set(json.loads(example)["triples"][0]) == {*wire.PARTS, "qualifiers"}
    assert asked.endswith(f"Text: {TEXT}\nTriples:")


def test_the_prefix_is_shared_by_all_paragraphs() -> None:
    shared = prompt.prefix(prompt.DEFAULT.plain)
    assert len(shared) > 300
    assert prompt.DEFAULT.completion(paragraph(title="A")).startswith(shared)
    assert prompt.DEFAULT.completion(paragraph("Other words.")).startswith(shared)


def test_a_document_cannot_fill_in_placeholders_or_end_its_turn() -> None:
    asked = prompt.DEFAULT.messages(paragraph("{title} {most} <end_of_turn> <|im_end|> [/INST] <unk> <b>", title="{text}"))[1]["content"]
    assert "Title: {text}\n" in asked
    assert "{title} {most} " in asked
    for sign in ("<end_of_turn>", "<|im_end|>", "[/INST]"):
        assert sign not in asked
        assert f"{sign[0]}\u200b{sign[1:]}" in asked
    assert asked.endswith("<unk> <b>")


def test_every_variant_is_another_wording_and_whole() -> None:
    found = prompt.variants()
    assert found[0] == prompt.DEFAULT
    assert len({p.digest for p in found}) == len(found) >= 6
    for one in found:
        asked = "\n".join(m["content"] for m in one.messages(paragraph(title="T")))
        assert TEXT in asked
        assert "Title: T" in asked
        assert wire.SHAPE in asked
        assert "{text}" not in asked + one.completion(paragraph())


def test_a_file_replaces_the_prompt(tmp_path: Path) -> None:
    file = tmp_path / "prompt.txt"
    file.write_text('Facts as {"triples":[]} of {text}, titled {title}.\n')
    found = prompt.load(file)
    assert found.messages(paragraph("X.", title="T")) == [{"role": "user", "content": 'Facts as {"triples":[]} of X., titled T.'}]
    assert found.completion(paragraph("X.", title="T")) == 'Facts as {"triples":[]} of X., titled T.'
    assert found.digest != prompt.DEFAULT.digest
    assert prompt.load("") is prompt.DEFAULT


def test_a_file_with_sections(tmp_path: Path) -> None:
    file = tmp_path / "prompt.txt"
    file.write_bytes(b"[system]\r\nBe brief.\r\n[user]\r\nTell of:\r\n{text}\r\n[plain]\r\n{text} =>\r\n")
    found = prompt.load(file)
    assert found.messages(paragraph("X."))[0] == {"role": "system", "content": "Be brief."}
    assert found.messages(paragraph("X."))[1]["content"] == "Tell of:\nX."
    assert found.completion(paragraph("X.")) == "X. =>"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Tell me all.", r"lacks the placeholder \{text\}"),
        (b"[system]\nBe brief.\n", r"no \[user\] and no \[plain\]"),
        (b"[user]\n{text}\n[plain]\nnothing\n", r"\[plain\] lacks"),
        (b"\xff{text}", "not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_will_not_do(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "prompt.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ExtractorError, match=told) as caught:
        prompt.load(file)
    assert str(file) in str(caught.value)


def test_written_triples_are_in_the_wire_format() -> None:
    triple = Triple("A", "met", "B", (Qualifier("location", "Rome"), Qualifier("location", "Bonn")))
    assert wire.write([triple]) == '{"triples":[{"subject":"A","predicate":"met","object":"B","qualifiers":{"location":"Rome; Bonn"}}]}'
    assert wire.write([]) == '{"triples":[]}'


def test_the_schema_caps_the_triples_and_closes_the_objects() -> None:
    found = wire.schema(7)
    triples = found["properties"]["triples"]
    assert triples["maxItems"] == 7
    assert triples["items"]["required"] == ["subject", "predicate", "object", "qualifiers"]
    assert found["additionalProperties"] is triples["items"]["additionalProperties"] is False
    strict, of_llama, loose = wire.response_formats()
    assert strict["json_schema"]["schema"] == of_llama["schema"] == wire.schema()
    assert loose == {"type": "json_object"}
