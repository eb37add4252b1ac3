"""Everything that must hold before a template is used, told line by line."""

from __future__ import annotations

from dataclasses import dataclass

from tayanch.desk.docx_templates import grammar, package, shape
from tayanch.desk.docx_templates.package import Package
from tayanch.desk.docx_templates.problems import Problem
from tayanch.desk.docx_templates.rendering import NotRendered, render, sources
from tayanch.desk.docx_templates.variables import VARIABLES, invented

MOST_PROBLEMS = 40


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. It can be used when there is no problem."""

    problems: tuple[Problem, ...]
    variables: tuple[str, ...] = ()  # in the order in which they are asked for

    @property
    def is_good(self) -> bool:
        return not self.problems


def check(data: bytes) -> Report:
    """Look at a DOCX that somebody brought. Never raises on any bytes; nothing in it is run before all else holds."""
    opened = package.read(data)
    if opened.problems:
        return _report(opened.problems)
    used, problems = _look(opened)
    if not problems:
        problems = _look_again(data, used) or _try(data)
    if not problems and not used:
        problems = [Problem("no-variables")]
    return _report(problems, used)


def _report(problems: list[Problem], used: set[str] | None = None) -> Report:
    order = tuple(name for name in VARIABLES if name in (used or ()))
    return Report(tuple(dict.fromkeys(problems))[:MOST_PROBLEMS], order)


def _look(opened: Package) -> tuple[set[str], list[Problem]]:
    """The text as people read it, so that a mistake can be shown in its line."""
    used: set[str] = set()
    problems: list[Problem] = []
    for name, where in sorted(opened.filled.items(), key=lambda part: part[1] != "text"):
        source, misplaced = shape.plain_source(opened.parts[name], where)
        problems.extend(misplaced)
        if not misplaced:
            found = grammar.look(source, where)
            problems.extend(found.problems)
            used |= found.used
    return used, problems


def _look_again(data: bytes, used: set[str]) -> list[Problem]:
    """What docxtpl makes of it is what will run: it is walked as well, and may use nothing that was not seen."""
    problems: list[Problem] = []
    for where, source in sources(data).items():
        if len(source) > grammar.LONGEST_SOURCE:
            return [Problem("large", where.split()[0])]
        found = grammar.look(source, where.split()[0])
        # A line of this source is XML: it is of no use to anybody who wrote the template.
        problems += [Problem("structure", found.where, "", one.instead) for one in found.problems]
        if found.used - used:
            problems.append(Problem("structure", found.where))
    return problems


def _try(data: bytes) -> list[Problem]:
    """Fill it with invented facts, every question answered yes and every one no."""
    for yes in (True, False):
        try:
            render(data, invented(yes=yes))
        except NotRendered:
            return [Problem("render")]
    return []
