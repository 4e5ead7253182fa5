"""A comparison as one small HTML page: the table, and each system's worst cases in their sentences.

Everything that was read is escaped.  Knows comparisons; nothing of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from kg.evaluate.compare import Column, Comparison
from kg.evaluate.errors import Error, written
from kg.evaluate.items import Item
from kg.evaluate.strict import key
from kg.model import Triple

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:64em;padding:0 1em;color:#222;background:#fff}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:left;"
    "white-space:nowrap}tr.small th,tr.small td{color:#555;font-weight:400;font-size:.9em}"
    "mark.s{background:#cfe8ff}mark.o{background:#d9f2d0}li.right{color:#1a6b1a}li.wrong{color:#a11}li.missed{color:#666}"
    "li::marker{content:attr(data-sign) ' '}blockquote{margin:1em 0 .3em;padding-left:.8em;border-left:3px solid #ccc}"
    "h3{margin:1.6em 0 0;font-size:1em}p.note,small{color:#555}ul{margin:.2em 0 .6em}"
)
_SIGNS = {"right": "✓", "wrong": "✗", "missed": "–"}


def page(told: Comparison, *, cases: int = 20) -> str:
    """The page; `cases` of the worst texts of each system."""
    (head, *rows) = told.rows()
    table = [f"<tr>{''.join(f'<th>{escape(cell)}</th>' for cell in head)}</tr>"]
    for first, *cells in rows:
        small = ' class="small"' if first.startswith("  ") else ""
        table.append(f"<tr{small}><th>{escape(first)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>")
    parts = [f"<table>{''.join(table)}</table><p class='note'>{escape(told.notes)}</p>"]
    for number, column in enumerate(told.columns):
        parts.append(f'<h2 id="s{number}">{escape(column.answers.system)}: its worst</h2>{_key(column)}')
        parts += [_case(told.items[at], column, at) for at in column.worst(cases)] or ["<p>Nothing went wrong.</p>"]
    jumps = " · ".join(f'<a href="#s{n}">{escape(column.answers.system)}</a>' for n, column in enumerate(told.columns))
    title = escape(told.asked)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1><p>Worst cases of {jumps}</p>{''.join(parts)}</html>\n"
    )


def _key(column: Column) -> str:
    if column.answers.graph is not None:
        return '<p class="note">Each question or fact in the sentence that came nearest; ✗ what the graph says, – what is right.</p>'
    return (
        '<p class="note">The gold’s <mark class="s">subjects</mark> and <mark class="o">objects</mark> are marked. '
        "✓ said and in the gold, ✗ said and not in the gold, – missed.</p>"
    )


def _case(item: Item, column: Column, at: int) -> str:
    errors = column.errors[at]
    head = f"<h3>{escape(item.title or item.id)} <small>{escape(_counted(errors))}</small></h3>"
    if column.answers.graph is None:
        return head + _sentence(item, column.answers.triples[at], errors)
    return head + "".join(_asked(error) for error in errors)


def _counted(errors: Sequence[Error]) -> str:
    kinds = list(dict.fromkeys(error.kind for error in errors))
    return ", ".join(f"{kind} {sum(error.kind == kind for error in errors):,}" for kind in kinds)


def _sentence(item: Item, triples: Sequence[Triple], errors: Sequence[Error]) -> str:
    """A text with all that was said of it, and what was missed."""
    wanted, ours = set(map(key, item.gold)), {key(t): t for t in triples}
    right = {error.said: error.gold for error in errors if error.said}
    lines = []
    for mine, triple in ours.items():
        said = written(triple)
        told = f"{said}   (gold: {right[said]})" if right.get(said) else said
        lines.append(_line("right" if mine in wanted else "wrong", told))
    lines += [_line("missed", error.gold) for error in errors if not error.said]
    return f"<blockquote>{_marked(item.text, item.gold)}</blockquote><ul>{''.join(lines)}</ul>"


def _asked(error: Error) -> str:
    """What was asked of a graph, and what came nearest."""
    said = _line("wrong", f"{error.kind}: {error.said}") if error.said else _line("wrong", error.kind)
    return f"<blockquote>{escape(error.text)}</blockquote><ul>{said}{_line('missed', error.gold)}</ul>"


def _line(kind: str, words: str) -> str:
    return f'<li class="{kind}" data-sign="{_SIGNS[kind]}">{escape(words)}</li>'


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
