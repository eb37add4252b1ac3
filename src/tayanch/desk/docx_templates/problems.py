"""What is the matter with a template, as values: the pages put it into words."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must be changed.

    ``code`` says what it is (see ``desk.documents.template_words``), ``where`` the part ("text", "header", "footer",
    "footnotes", or "" for the file), ``found`` what stands there, ``instead`` what was probably meant.
    """

    code: str
    where: str = ""
    found: str = ""
    instead: str = ""


def excerpt(text: str) -> str:
    """At most 80 signs of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else f"{line[: LONGEST_EXCERPT - 1]}…"
