"""What the gates say is said on the desk in every language: no sentence of theirs is without a translation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tayanch.guide.content import checks
from tayanch.guide.editing import gates

CONTENT = Path(checks.__file__).parent
SAYINGS = yaml.safe_load(Path(gates.__file__).with_name("faults.yaml").read_text("utf-8"))


def sentence(node: ast.expr) -> str | None:
    """A text of the program, with something in each of its places."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def said() -> Iterator[str]:
    """Every sentence that a gate makes: arguments of a problem, and what it keeps in `what` and `do`."""
    for path in (*sorted(CONTENT.glob("*.py")), Path(gates.__file__)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "_of"):
                found: list[ast.expr] = [*node.args[2:]]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("what", "do"):
                found = [node.value]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_SHAPES":
                found = list(node.value.values) if isinstance(node.value, ast.Dict) else []
            else:
                continue
            for one in (branch for each in found for branch in branches(each)):
                if (told := sentence(one)) and told.endswith(".") and " " in told:
                    yield told


def branches(node: ast.expr) -> list[ast.expr]:
    """Both ends of a choice."""
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def test_every_sentence_of_the_gates_is_translated() -> None:
    found = set(said())
    assert len(found) > 50
    untold = [one for one in found if not any(gates.pattern_of(each["told"]).fullmatch(one) for each in SAYINGS)]
    assert untold == []


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_no_translation_is_missing_or_english(language: str) -> None:
    assert [one["told"] for one in SAYINGS if not one.get(language) or one[language] == one["told"]] == []


def test_what_says_most_is_taken_and_its_places_are_filled() -> None:
    assert gates.translated("The section 'now' is missing.", "ky") == "«now» бөлүгү жетишпейт."
    assert gates.translated("'title' is missing.", "ru") == "Этого не хватает."
    assert gates.translated("There is no figure {ru.x.y}.", "ru") == "Числа ru.x.y нет."
    assert gates.translated("Something new.", "ru") == "Something new."
