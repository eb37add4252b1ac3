"""Where the tags of a template stand: whole within a paragraph, and alone where docxtpl takes a whole row away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tayanch.desk.docx_templates.package import W
from tayanch.desk.docx_templates.problems import Problem, excerpt

# Up to the next beginning of a tag and not further: a text full of beginnings is read once, not once for each.
TAG = re.compile(r"\{(?:\{X*?\}|%X*?%|#X*?#)\}".replace("X", r"(?:(?!\{[{%#]).)"), re.DOTALL)
PREFIXED = re.compile(r"\{%-?(p|tr|tc)\s")
# docxtpl's other tags: they write into the structure of the document, or lose what stands beside them.
OTHER = re.compile(r"\{%-?\s*(r\s|colspan\b|cellbg\b|vm\b|hm\b)|\{\{-?(r|p|tr|tc)\s|\{#-?(p|tr|tc)\s")
HOLDERS = {"tr": f"{W}tr", "tc": f"{W}tc"}
MOST_TAGS = 2000


def paragraphs(tree: Any) -> Iterator[tuple[Any, str]]:
    """Every paragraph with its own text; that of a text box within it is a paragraph by itself."""
    for paragraph in tree.iter(f"{W}p"):
        texts = (node for node in paragraph.iter(f"{W}t") if next(node.iterancestors(f"{W}p")) is paragraph)
        yield paragraph, "".join(node.text or "" for node in texts)


def plain_source(tree: Any, where: str) -> tuple[str, list[Problem]]:
    """The text as Jinja reads it, one line a paragraph, with docxtpl's prefixes taken off; and misplaced tags."""
    lines: list[str] = []
    problems: list[Problem] = []
    count = 0
    for paragraph, text in paragraphs(tree):
        count += text.count("{")
        lines.append(PREFIXED.sub("{% ", " ".join(text.split("\n"))))
        if "{" in text or "}" in text:
            problems.extend(_misplaced(paragraph, text, where))
    if count > 2 * MOST_TAGS:
        problems.append(Problem("many", where))
    return "\n".join(lines), problems


def _misplaced(paragraph: Any, text: str, where: str) -> Iterator[Problem]:
    if re.search(r"[{}]", TAG.sub("", text)):
        yield Problem("brace", where, excerpt(text))
    for tag in TAG.findall(text):
        if OTHER.match(tag):
            yield Problem("tag", where, excerpt(tag))
        elif (found := PREFIXED.match(tag)) and not _stands_alone(paragraph, tag, found[1]):
            yield Problem("alone", where, excerpt(text), found[1])


def _stands_alone(paragraph: Any, tag: str, prefix: str) -> bool:
    """docxtpl puts the tag in the place of the whole paragraph, row or cell: whatever else is in it would be lost."""
    holder = paragraph if prefix == "p" else next(paragraph.iterancestors(HOLDERS[prefix]), None)
    return holder is not None and "".join(node.text or "" for node in holder.iter(f"{W}t")).strip() == tag.strip()
