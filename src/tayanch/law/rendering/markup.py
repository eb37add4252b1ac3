"""A page as an HTML fragment: escaped, with real headings, and no style of its own."""

from collections.abc import Iterable, Iterator
from html import escape

from tayanch.law.rendering.blocks import (
    Block,
    Callout,
    Heading,
    Items,
    Line,
    Page,
    Pairs,
    Paragraph,
    Steps,
    Table,
)

DEEPEST = 6


def page_to_html(page: Page, level: int = 2) -> str:
    """A `section` in the language of the page; its title is a heading of *level*, the others lie below it."""
    parts = [f'<section class="law" lang="{escape(page.language)}">', _heading(page.title, level)]
    for block in page.blocks:
        parts += _parts(block, level)
    return "\n".join([*parts, "</section>"]) + "\n"


def _heading(text: str, level: int) -> str:
    tag = f"h{min(level, DEEPEST)}"
    return f"<{tag}>{escape(text)}</{tag}>"


def _parts(block: Block, level: int) -> Iterator[str]:
    match block:
        case Heading(text, below):
            yield _heading(text, level + below)
        case Paragraph(text):
            yield f"<p>{escape(text)}</p>"
        case Callout(text):
            yield f'<p class="law-draft" role="note"><strong>{escape(text)}</strong></p>'
        case Items(lines):
            yield _wrapped("ul", (f"<li>{escape(line)}</li>" for line in lines))
        case Pairs(rows):
            yield _wrapped("dl", (f"<dt>{escape(name)}</dt><dd>{_linked(value)}</dd>" for name, value in rows))
        case Table():
            yield _table(block)
        case Steps(lines, table):
            yield _table(table) if table else _wrapped("ol", map(_step, lines))


def _wrapped(tag: str, inner: Iterable[str]) -> str:
    return "\n".join([f"<{tag}>", *inner, f"</{tag}>"])


def _linked(text: str) -> str:
    """An address becomes a link that does not tell the other side where one came from."""
    if not text.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(text)}" rel="noreferrer noopener">{escape(text)}</a>'


def _step(line: Line) -> str:
    """The sentence; the reckoning and the article open below it."""
    behind = [f"<p><code>{escape(line.formula)}</code></p>"] if line.formula else []
    behind += [f"<p>{_linked(line.source)}</p>"] if line.source else []
    opened = f"<details><summary>{escape(line.article)}</summary>{''.join(behind)}</details>" if line.article else ""
    return f"<li><p>{escape(line.text)}</p>{opened}</li>"


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(column.head)}</th>' for column in table.columns)
    rows = [_row(table, row) for row in table.rows]
    foot = [f"<tfoot>{_row(table, table.total)}</tfoot>"] if table.total else []
    return _wrapped("table", [f"<thead><tr>{heads}</tr></thead>", _wrapped("tbody", rows), *foot])


def _row(table: Table, texts: Iterable[str]) -> str:
    cells = zip(table.columns, texts, strict=True)
    return (
        "<tr>"
        + "".join(
            f'<td class="number">{escape(text)}</td>' if column.is_number else f"<td>{_linked(text)}</td>"
            for column, text in cells
        )
        + "</tr>"
    )
