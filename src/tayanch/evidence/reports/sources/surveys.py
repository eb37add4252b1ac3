"""Estimates of kept tables: ``survey:1a2b3c4d.sector/answer=trade/sex=female``. Only what the table shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import override

from tayanch.evidence import keeping, presenting, tabulating, telling
from tayanch.evidence.access import tabulations_for
from tayanch.evidence.asking import Question, column_of_sex
from tayanch.evidence.models import Tabulation
from tayanch.evidence.presenting import Line, Section
from tayanch.evidence.reports.sources.common import GONE, Who, joined
from tayanch.reports.model import Fact, Groups, Known, Reference, fingerprint
from tayanch.reports.topics import articles_of, topics_of_words
from tayanch.reports.words import unit_of, word

SHORT = 8  # digits of the id of a table that name it in a text


class _Table:
    """One kept table, read once."""

    def __init__(self, made: Tabulation, language: str) -> None:
        self.made, self.question = made, Question.of_values(made.asked)
        with override(language):
            told = telling.table(made, language)
        self.sections: tuple[Section, ...] = told["shown"].sections
        self.estimates = tabulating.estimates_of(told["told"])
        self.book = keeping.codebook_of(made.survey)
        self.sex = column_of_sex(self.book)
        self.lines = {
            self.reference(section, line): (section, line) for section in self.sections for line in section.lines
        }

    def reference(self, section: Section, line: Line) -> Reference:
        cell = self.estimates[line.place]
        groups: Groups = tuple(
            ("sex" if name == self.sex else name, str(value))
            for name, value in zip(self.question.by, line.domain, strict=True)
            if value is not None
        )
        answer: Groups = (("answer", str(cell.level)),) if line.answer else ()
        return Reference("survey", f"{self.made.id.hex[:SHORT]}.{section.variable}", "", answer + groups)


def _tables(who: Who) -> list[_Table]:
    if "surveys" not in who.memory:
        kept = tabulations_for(who.user).filter(state=Tabulation.State.DONE).defer(None).select_related("survey")
        who.memory["surveys"] = [_Table(made, who.language) for made in kept]
    found: list[_Table] = who.memory["surveys"]
    return found


def resolve(who: Who, reference: Reference) -> Known:
    """An estimate as its table shows it now; without groups the whole question as a table."""
    short, _, variable = reference.key.partition(".")
    for table in _tables(who):
        if table.made.id.hex.startswith(short):
            if reference in table.lines:
                return _known(table, *table.lines[reference], who.language)
            section = next((one for one in table.sections if one.variable == variable), None)
            if section and not reference.groups:
                return _whole(table, section, who.language)
    return GONE


def facts(who: Who, period: str) -> Iterator[Fact]:
    """Every estimate of women, of men and of all that may be shown. A survey has the year of its own source."""
    for table in _tables(who):
        for place, (reference, (section, line)) in enumerate(table.lines.items()):
            groups = dict(reference.groups)
            if line.estimate is None or set(groups) - {"answer", "sex"} or _is_complement(table, section, reference):
                continue
            topics = topics_of_words(section.variable, section.label)
            yield Fact(
                reference,
                _known(table, section, line, who.language),
                "population",
                f"{section.label} – {line.answer}" if line.answer else section.label,
                articles_of(topics),
                topics,
                sex=groups.get("sex", ""),
                has_base=line.n is not None,
                year=_year(table),
                sort=(0, f"{place:04}"),
            )


def _is_complement(table: _Table, section: Section, reference: Reference) -> bool:
    """Whether it is the second of two answers, which says the same as the first."""
    answers = list(dict.fromkeys(dict(table.reference(section, line).groups).get("answer") for line in section.lines))
    return len(answers) == 2 and dict(reference.groups).get("answer") == answers[1]


def _statement(section: Section, line: Line) -> str:
    return ", ".join(part for part in (section.label, line.answer, *line.groups) if part)


def _known(table: _Table, section: Section, line: Line, language: str) -> Known:
    flags = tuple(flag for flag, holds in (("hidden", line.estimate is None), ("small-base", line.shaky)) if holds)
    with override(language):
        text = line.text if line.estimate is not None else word("notes", "hidden", language)
        interval = line.interval.replace(presenting.NBSP, " ").strip("()")
    low, _, high = interval.partition("–")
    parts = (
        table.made.survey.title,
        word("notes", "interval", language, low=low, high=high) if high else "",
        word("notes", "base", language, n=line.n_text),
    )
    footnote = joined(parts)
    print_of = fingerprint(line.estimate, line.lower, line.upper, line.n, table.made.derivation.get("fingerprint"))
    variable = table.book.variables.get(section.variable)
    unit = "percent" if line.share else (variable.unit if variable else "")
    if unit and not line.share and line.estimate is not None:
        text = f"{text}{presenting.NBSP}{unit_of(line.estimate, unit, language)}"
    return Known(text, line.estimate, unit, footnote, flags, print_of, source=_source(table), plain=text)


def _year(table: _Table) -> str:
    """The years that the survey names in its title or source: ``2019`` or ``2010–2019``; empty when it names none."""
    found = re.search(r"\b(?:19|20)\d\d(?:\s?[–-]\s?(?:19|20)\d\d)?", _source(table))
    return found.group() if found else ""


def _source(table: _Table) -> str:
    return ". ".join(part for part in (table.made.survey.title, table.made.survey.source) if part)


def _whole(table: _Table, section: Section, language: str) -> Known:
    """All estimates of a question as rows: an answer each, women, men and everybody beside each other."""
    with override(language):
        rows = _crossed(table, section, language)
    print_of = fingerprint(*(cell for row in rows for cell in row))
    source = _source(table)
    return Known(rows[1][1], None, "", source, (), print_of, label=section.label, rows=rows, source=source)


def _crossed(table: _Table, section: Section, language: str) -> tuple[tuple[str, ...], ...]:
    cells: dict[tuple[str, ...], dict[str, str]] = {}
    for line in section.lines:
        by = dict(zip(table.question.by, zip(line.domain, line.groups, strict=True), strict=True))
        value, sex = by.pop(table.sex, (None, ""))
        if all(code is not None for code, _name in by.values()):
            row = tuple(part for part in (line.answer, *(name for _code, name in by.values())) if part)
            cells.setdefault(row, {})[sex if value is not None else ""] = line.text
    heads = sorted({head for row in cells.values() for head in row}, key=lambda head: head == "")
    names = [head or word("heads", "all", language) for head in heads]
    lines = [
        (", ".join(row) or section.label, *(found.get(head, "") for head in heads)) for row, found in cells.items()
    ]
    return ((word("heads", "answer", language), *names), *lines)


def table_id(reference: Reference, who: Who) -> UUID | None:
    """The table behind a reference, for a way down to it."""
    short = reference.key.partition(".")[0]
    return next((table.made.id for table in _tables(who) if table.made.id.hex.startswith(short)), None)
