"""A short list of abbreviations that everybody writes and nobody explains ("US", "UN"), shipped as a table to read.

Knows the list and the names' own words.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from kg.resolve.clusters import Clusters
from kg.resolve.rules import Form


@cache
def _listed() -> dict[str, str]:
    """Each written form of the list → the name in full."""
    lines = files("kg.resolve").joinpath("abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {form.strip(): full for full, forms in rows for form in [full, *forms.split("|")]}


def expand(clusters: Clusters, forms: list[Form]) -> None:
    """Joins the forms of one line of the list, as far as their types agree; letter case counts ("us" is no country)."""
    listed = _listed()
    groups: dict[str, list[Form]] = {}
    for form in forms:
        full = listed.get(form.name) or listed.get(form.name.replace(".", ""))
        if full:
            groups.setdefault(full, []).append(form)
    for group in groups.values():
        heads: list[Form] = []
        for form in sorted(group, key=lambda f: (f.type == "Thing", f.index)):
            if not any(clusters.join(head.index, form.index, "abbreviation list", 0.98) for head in heads):
                heads.append(form)
