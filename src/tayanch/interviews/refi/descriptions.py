"""All texts of a code in the one Description that the standard has for it, and back.

A code of ours has labels, a definition and what it takes in and leaves out, in several languages. They are written as
headed paragraphs that people can read in any tool. A description that somebody else wrote is a definition as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PARTS = {"Label": "labels", "Definition": "definition", "Include": "include", "Exclude": "exclude"}
_HEAD = re.compile(r"(Label|Definition|Include|Exclude) \(([^()\n]*)\): ")

Texts = Mapping[str, Mapping[str, str]]  # part ("labels", …) to language to text


def joined(texts: Texts) -> str:
    """One description of all texts; empty when there is none."""
    lines = []
    for head, part in PARTS.items():
        for language, text in texts.get(part, {}).items():
            first, *rest = text.split("\n")
            lines += [f"{head} ({language}): {first}", *("\\" + line if _escapes(line) else line for line in rest)]
    return "\n".join(lines)


def _escapes(line: str) -> bool:
    return line.startswith("\\") or bool(_HEAD.match(line))


def parted(description: str, language: str) -> tuple[dict[str, dict[str, str]], bool]:
    """Texts by part and language, and whether the description was ours; else it is the definition in *language*."""
    found: dict[str, dict[str, str]] = {part: {} for part in PARTS.values()}
    if not _HEAD.match(description):
        if description.strip():
            found["definition"][language] = description
        return found, False
    part = tongue = ""
    for line in description.split("\n"):
        head = _HEAD.match(line)
        if head:
            part, tongue = PARTS[head[1]], head[2]
            found[part][tongue] = line[head.end() :]
        else:
            found[part][tongue] += "\n" + line.removeprefix("\\")
    return found, True
