"""What the words beside a name say of it."""

from __future__ import annotations

import pytest

from kg.extract.mentions.beside import told


@pytest.mark.parametrize(
    ("text", "name", "type"),
    [
        ("The physicist Anna Berg slept.", "Anna Berg", "Person"),
        ("The city of Alder slept.", "Alder", "Place"),
        ("The city Alder slept.", "Alder", ""),
        ("The daughter of Alder slept.", "Alder", ""),
        ("They released the single Alder.", "Alder", "Work"),
        ("They saw the star Alder.", "Alder", ""),
        ("Anna Berg was a Polish physicist from Alder.", "Anna Berg", "Person"),
        ("Alder (1900), a village, slept.", "Alder", "Place"),
        ("Alder is a state university.", "Alder", "Organization"),
        ("Alder is one of many.", "Alder", ""),
        ("Alder was a major harbour.", "Alder", ""),
        ("Alder became an owner.", "Alder", ""),
        ("Alder and a physicist slept.", "Alder", ""),
    ],
)
def test_nouns_beside_a_name_give_its_type(text: str, name: str, type: str) -> None:
    start = text.index(name)
    assert told(text, start, start + len(name)) == type
