"""A comparison as one small HTML page: the table, and each system's worst cases in their sentences.

Everything that was read is escaped.  Knows comparisons; nothing of files.
"""

from __future__ import annotations

from html import escape

from kg.evaluate.compare import Comparison, worst, written
from kg.evaluate.items import Item
from kg.evaluate.strict import key
from kg.model import Triple

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:60em;padding:0 1em;color:#222;background:#fff}"
    "table{border-collapse:collapse}td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:left}"
    "mark.s{background:#cfe8ff}mark.o{background:#d9f2d0}li.right{color:#1a6b1a}li.wrong{color:#a11}li.missed{color:#777}"
    "blockquote{margin:1em 0 .3em;padding-left:.8em;border-left:3px solid #ccc}"
)


def page(told: Comparison, *, cases: int = 20) -> str:
    """The page; `cases` of the worst texts of each system."""
    head = "".join(f"<th>{escape(column.answers.system)}</th>" for column in told.columns)
    rows = []
    for at, tally in enumerate(told.columns[0].tallies):
        cells = []
        for column in told.columns:
            low, high = column.tallies[at].interval()
            cells.append(f"<td>{column.tallies[at].value:.3f} <small>[{low:.3f}, {high:.3f}]</small></td>")
        rows.append(f"<tr><th>{escape(tally.name)} {tally.kind}</th>{''.join(cells)}</tr>")
    parts = [f"<table><tr><th></th>{head}</tr>{''.join(rows)}</table>"]
    for column in told.columns:
        parts.append(f"<h2>{escape(column.answers.system)}: its worst</h2>")
        for at in worst(told.items, column.answers, cases):
            parts.append(_case(told.items[at], column.answers.triples[at]))
    title = escape(f"{told.name}: {len(told.items):,} texts")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1>{''.join(parts)}</html>\n"
    )


def _case(item: Item, triples: tuple[Triple, ...]) -> str:
    wanted, ours = set(map(key, item.gold)), set(map(key, triples))
    lines = [f'<li class="{"right" if key(t) in wanted else "wrong"}">{escape(written(t))}</li>' for t in triples]
    lines += [f'<li class="missed">missed: {escape(written(t))}</li>' for t in item.gold if key(t) not in ours]
    return f"<blockquote>{_marked(item.text, item.gold)}</blockquote><ul>{''.join(lines)}</ul>"


def _marked(text: str, gold: tuple[Triple, ...]) -> str:
    """The text with the gold's subjects and objects marked."""
    places: list[tuple[int, int, str]] = []
    for triple in gold:
        for words, kind in ((triple.subject, "s"), (triple.object, "o")):
            at = text.find(words) if words else -1
            if at >= 0 and all(at >= end or at + len(words) <= start for start, end, _ in places):
                places.append((at, at + len(words), kind))
    out, last = [], 0
    for start, end, kind in sorted(places):
        out.append(f'{escape(text[last:start])}<mark class="{kind}">{escape(text[start:end])}</mark>')
        last = end
    return "".join(out) + escape(text[last:])
