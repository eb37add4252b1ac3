"""A page as plain text: for a terminal, a message or a printer without fonts."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tayanch.law.rendering.blocks import Block, Callout, Heading, Items, Line, Page, Pairs, Paragraph, Steps, Table


def page_to_text(page: Page) -> str:
    """Lines that end with a line break; headings stand out by an empty line before them."""
    lines = [page.title, "=" * len(page.title)]
    for block in page.blocks:
        lines += _lines(block)
    return "\n".join(lines) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield from ("", text, "-" * len(text)) if level == 1 else ("", f"{text}:")
        case Paragraph(text):
            yield text
        case Callout(text):
            yield f"*** {text} ***"
        case Items(lines):
            yield from (f"- {line}" for line in lines)
        case Pairs(rows):
            yield from (f"{name}: {value}" for name, value in rows)
        case Steps():
            yield from _steps(block)
        case Table():
            yield from _table(block)


def _steps(steps: Steps) -> Iterator[str]:
    """Sentences: a table of sums would be too wide for a telephone."""
    for number, (line, following) in enumerate(zip_longest(steps.lines, steps.lines[1:]), 1):
        yield f"{number}. {line.text}"
        if line.formula:
            yield f"   {line.formula}"
        if not following or _cited(following) != _cited(line):  # once for steps that rest on the same
            yield f"   {_cited(line)}"


def _cited(line: Line) -> str:
    return " ".join(part for part in (line.article, line.source and f"<{line.source}>") if part)


def _table(table: Table) -> Iterator[str]:
    heads = [column.head for column in table.columns]
    rows: Sequence[Sequence[str]] = [heads, *table.rows, *([table.total] if table.total else [])]
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        cells = [
            text.rjust(width) if column.is_number else text.ljust(width)
            for text, width, column in zip(row, widths, table.columns, strict=True)
        ]
        yield ("  " + "  ".join(cells)).rstrip()
