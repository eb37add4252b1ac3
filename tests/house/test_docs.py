"""The docs are under test: whatever can be typed, set, chosen or sent has its place in them, and no link is dead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tools import messages
from typer.main import get_command

from tayanch import law, vocabulary
from tayanch.accounts.models import Role
from tayanch.cli import app
from tayanch.desk import letters

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
SPOKEN = [DOCS / "tutorial" / "first-evening.md", DOCS / "how-to" / "install.md", DOCS / "how-to" / "erase.md"]
SPOKEN += [DOCS / "how-to" / "hand-over.md", DOCS / "how-to" / "group-claim.md"]
SPOKEN += [DOCS / "how-to" / "stay-and-pension.md"]
SPOKEN += [DOCS / "how-to" / "evidence.md", DOCS / "how-to" / "templates.md"]
SPOKEN += [DOCS / "how-to" / "refer.md"]
SPOKEN += [DOCS / "how-to" / "survey.md"]
SPOKEN += [DOCS / "how-to" / "assess.md", DOCS / "how-to" / "return-plan.md"]
SPOKEN += [DOCS / "how-to" / "code-interviews.md", DOCS / "how-to" / "settle.md"]
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text(path: str) -> str:
    return (DOCS / path).read_text("utf-8")


def headings(page: str) -> set[str]:
    return {found.replace("`", "") for found in HEADING.findall(page)}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands(command: Any = None, name: str = "tayanch") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name: ``tayanch law compute``."""
    command = command or get_command(app)
    inner = getattr(command, "commands", {})
    for word, one in inner.items():
        yield from commands(one, f"{name} {word}")
    if not inner:
        yield name, command


@pytest.mark.parametrize(("name", "command"), [pytest.param(*found, id=found[0]) for found in commands()])
def test_every_command_has_its_heading_and_every_option_its_line(name: str, command: Any) -> None:
    _, found, rest = text("reference/commands.md").partition(f"\n## {name}\n")
    assert found
    section = rest.split("\n## ")[0]
    options = {o for p in command.params if p.param_type_name == "option" for o in [*p.opts, *p.secondary_opts]}
    assert {option for option in options if f"`{option}" not in section} - {"--help"} == set()


def test_no_command_is_described_that_does_not_exist() -> None:
    told = {heading for heading in headings(text("reference/commands.md")) if heading.startswith("tayanch")}
    assert told == {name for name, _ in commands()}


def test_every_setting_has_its_heading_and_no_other_one_has() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"\bTAYANCH_[A-Z_]+\b", source))
    assert read == {heading for heading in headings(text("reference/settings.md")) if heading.startswith("TAYANCH")}


def test_every_package_of_the_desk_is_told_of_in_the_architecture() -> None:
    packages = {file.parent.name for file in (ROOT / "src/tayanch/desk").glob("*/__init__.py")}
    told = set(re.findall(r"`(?:desk/)?(\w+)/?`", text("architecture.md")))
    assert packages - {"migrations", "templatetags"} - told == set()


def test_every_role_has_its_heading() -> None:
    assert {role.capitalize() for role in Role.values} <= headings(text("reference/roles.md"))


def test_every_rule_of_law_has_its_heading() -> None:
    assert {str(rule["rule"]) for rule in law.rules()} <= headings(text("reference/law-rules.md"))


def test_every_scheme_of_the_vocabulary_has_its_heading() -> None:
    assert set(vocabulary.schemes()) <= headings(text("reference/vocabulary.md"))


def test_every_letter_is_listed() -> None:
    countries = [folder.name for folder in (ROOT / "src/tayanch/desk/letters").iterdir() if folder.is_dir()]
    kinds = [f"{kind.country}/{kind.id}" for country in countries for kind in letters.available(country)]
    assert kinds
    assert [kind for kind in kinds if f"`{kind}`" not in text("reference/letter-kinds.md")] == []


def anchors(path: Path) -> set[str]:
    """The addresses of a page's headings, as they are made on the web."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(path.read_text("utf-8"))}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    dead = []
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"https?:|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = {word for page in PAGES for word in re.findall(r"(?:^|`)make (\w+)", page.read_text("utf-8"), re.MULTILINE)}
    assert told
    assert told <= targets


def test_every_command_line_in_the_docs_can_be_typed() -> None:
    names = {name for name, _ in commands()}
    typed = re.compile(r"(?:^(?:\$ )?|`)(tayanch [a-z][a-z-]*(?: [a-z][a-z-]*)?)", re.MULTILINE)
    told = {(named(page), line) for page in PAGES for line in typed.findall(page.read_text("utf-8"))}
    assert told
    assert {(page, line) for page, line in told if line not in names and line.rsplit(" ", 1)[0] not in names} == set()


@pytest.mark.parametrize("page", SPOKEN, ids=named)
def test_what_is_bold_in_a_walk_through_stands_on_a_screen(page: Path) -> None:
    # In these pages bold is kept for what one reads on a button or a heading.
    shown = {message for message, _ in messages.used()} | {kind.title["en"] for kind in letters.available("ru")}
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8"), re.DOTALL)}
    assert bold
    assert bold - shown == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_promises_to_be_finished_later(page: Path) -> None:
    assert not re.search(r"\b(?:TO[D]O|FIXM[E]|TBD|coming[ ]soon)\b", page.read_text("utf-8"))
