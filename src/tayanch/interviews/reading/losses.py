"""What a word processor's file holds besides the words of a conversation, counted and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

_SAID = {
    "comment": ("1 comment was left out.", "{} comments were left out."),
    "note": ("1 footnote or endnote was left out.", "{} footnotes and endnotes were left out."),
    "picture": ("1 picture or drawing was left out.", "{} pictures and drawings were left out."),
    "box": ("The text of 1 text box was left out.", "The texts of {} text boxes were left out."),
    "header": ("A header or footer was left out.", "Headers and footers were left out."),
    "inserted": ("1 tracked insertion was taken as accepted.", "{} tracked insertions were taken as accepted."),
    "deleted": ("1 tracked deletion was taken as accepted.", "{} tracked deletions were taken as accepted."),
    "hidden": ("1 hidden passage was left out.", "{} hidden passages were left out."),
    "number": (
        "The automatic number of 1 paragraph was left out.",
        "The automatic numbers of {} paragraphs were left out.",
    ),
    "formula": ("1 formula was left out.", "{} formulas were left out."),
    "symbol": ("1 sign of a symbol font was left out.", "{} signs of symbol fonts were left out."),
    "part": ("1 inserted file was left out.", "{} inserted files were left out."),
}


def told(lost: Counter[str]) -> Iterator[str]:
    """A sentence on each kind of loss."""
    for kind, (one, many) in _SAID.items():
        if lost[kind]:
            yield one if lost[kind] == 1 else many.format(lost[kind])
