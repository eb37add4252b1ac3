"""A ready codebook as a page to read or print: ``python -m tayanch.interviews.codebooks.page NAME en``."""

from __future__ import annotations

import sys

from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.codebooks import load

WORDS = {
    "ky": ("Код", "Аталышы", "Мааниси", "Кирет", "Кирбейт", "Коддор китеби"),
    "ru": ("Код", "Название", "Значение", "Включать", "Не включать", "Книга кодов"),
    "en": ("Code", "Name", "Meaning", "Include", "Exclude", "Codebook"),
}
ABOUT = {
    "ky": "Баштоо үчүн долбоор: изилдөө аны өзгөртөт, кошот, бириктирет. Котормолор текшериле элек.",
    "ru": "Черновик для начала: исследование меняет, дополняет, объединяет. Переводы не проверены.",
    "en": "A draft to begin with: a study changes, adds and merges. Its Kyrgyz and Russian texts are not reviewed yet.",
}


def page(book: Codebook, language: str) -> str:
    """Markdown with a table for each theme, in ky, ru or en; ``KeyError`` for another language."""
    code, name, meaning, include, exclude, title = WORDS[language]
    lines = [f"# {title}", "", ABOUT[language], ""]
    for theme in (book[top] for top in book.children()):
        head = f"| {code} | {name} | {meaning} | {include} | {exclude} |"
        lines += [f"## {theme.label(language)}", "", head, "|---|---|---|---|---|"]
        lines += [_row(book[below], language) for below in book.children(theme.id)]
        lines.append("")
    return "\n".join(lines)


def _row(code: Code, language: str) -> str:
    texts = (code.definition[language], code.include[language], code.exclude[language])
    return f"| `{code.name}` | {code.label(language)} | {' | '.join(texts)} |"


if __name__ == "__main__":
    sys.stdout.write(page(load(sys.argv[1]), sys.argv[2]))
