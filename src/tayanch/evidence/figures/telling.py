"""Figures and findings as the pages write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tayanch import figures as plain_figures
from tayanch import vocabulary
from tayanch.evidence.figures import judging, library, register
from tayanch.evidence.figures.judging import Judged
from tayanch.evidence.figures.models import Publication, PublishedFigure
from tayanch.evidence.figures.rows import COLUMNS
from tayanch.figures.citing import place_of
from tayanch.figures.model import Figure, Finding

_MARK = re.compile(r" \((?:s\d{3}|own)-\d+\)")

NBSP = "\u00a0"
MOST_SHOWN = 50  # findings of one file, the gravest first
SHARES = ("percent", "percentage", "share", "%")


def language() -> str:
    return get_language() or "en"


# --- one figure -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A figure in words, ready for a page."""

    figure: Figure
    value: str
    unit: str
    statement: str
    measure: str
    place: str
    who: str
    where: str
    when: str
    base: str
    lacks_base: bool
    source: str
    document: str
    topics: tuple[str, ...]
    is_own: bool

    @property
    def id(self) -> str:
        return self.figure.id


def told(figure: Figure, titles: Mapping[str, str]) -> Told:
    """A figure in the language of the page. *titles*: of the documents, see :func:`titles_for`."""
    lacks_base = figure.base is None and is_share(figure.unit)
    base = "" if figure.base is None else number(Decimal(figure.base))
    return Told(
        figure=figure,
        value=value(figure),
        unit=unit(figure.unit),
        statement=heading(figure),
        measure=phrase("measures", figure.measure),
        place=place_of(figure, language()),
        who=" · ".join(part for part in (phrase("populations", figure.population), sex(figure.sex)) if part),
        where=where(figure),
        when=figure.year.replace("-", "–") or _("year not stated"),
        base=_("base not stated") if lacks_base else base,
        lacks_base=lacks_base,
        source=figure.source or _("source not stated"),
        document=titles.get(figure.document, figure.document),
        topics=tuple(topic(each) for each in figure.topics),
        is_own=figure.id not in library.shipped_by_id(),
    )


def heading(figure: Figure) -> str:
    """The sentence that somebody wrote; of others what is measured, since the value and the rest stand beside it."""
    if figure.statement != library.line_of(figure) and (said := figure.statement.get(language())):
        return said
    measure = phrase("measures", figure.measure)
    return measure[:1].upper() + measure[1:]


def phrase(kind: str, english: str) -> str:
    """A wording of the shipped register in the language of the page; as it is printed where no words are known."""
    return str(library.phrases()[kind].get(english, {}).get(language()[:2]) or english)


def number(given: Decimal) -> str:
    """``1 914 500`` or ``0.17`` in exactly the digits that are printed; with a comma in Russian and Kyrgyz."""
    text = f"{given:,f}".replace(",", NBSP)
    return text if language() == "en" else text.replace(".", ",")


def value(figure: Figure) -> str:
    """``64 %``, ``10 000–20 000 people``; a dash when no number is printed."""
    ends = [each for each in (figure.value, figure.value_high) if each is not None]
    if not ends:
        return "–"
    if figure.unit == "year":
        return "–".join(map(str, ends))
    # The library knows the form of a unit that its number asks for; the digits stay as they are printed.
    made = library.value_with_unit(figure, language()).rpartition(NBSP)[2] or figure.unit
    return f"{'–'.join(map(number, ends))}{NBSP}{made}"


def is_share(name: str) -> bool:
    """Whether a unit says that the figure is a share of something."""
    return name.split(" of ", maxsplit=1)[0].strip().lower() in SHARES


def unit(name: str) -> str:
    """A unit on its own, in the language of the page; as it is written where no word is known."""
    known = library.phrases()["units"].get(name, {}).get(language()[:2], name)
    return "%" if name == "percent" else str(known if isinstance(known, str) else known[-1])


def sex(code: str) -> str:
    """Of whom a figure is, by sex; nothing where the question does not arise."""
    return {
        "female": _("women"),
        "male": _("men"),
        "all": _("women and men together"),
    }.get(code, "")


def where(figure: Figure) -> str:
    """``Kyrgyzstan → Russia``."""
    return " → ".join(country(each) for each in (figure.origin, figure.destination) if each)


def country(code: str) -> str:
    """Its name; the code itself when the vocabulary has no such country."""
    return _country(code, language())


@cache
def _country(code: str, told_in: str) -> str:
    try:
        return vocabulary.concept(f"country/{code.lower()}").label(told_in)
    except vocabulary.VocabularyError:
        return code


def topic(concept: str) -> str:
    """The name of a concept; the concept itself when the vocabulary does not know it."""
    return _topic(concept, language())


@cache
def _topic(concept: str, told_in: str) -> str:
    try:
        return vocabulary.concept(register.full_id(concept)).label(told_in)
    except vocabulary.VocabularyError:
        return concept


def titles_for(whose: register.Whose) -> dict[str, str]:
    """What documents are called, by what their figures call them."""
    own = Publication.objects.filter(organisation_id=register.organisation_of(whose))
    shipped = {key: one.title for key, one in library.documents().items()}
    return shipped | {row.key: row.title for row in own}


def column(name: str) -> str:
    """What a column of a figure is called on the pages."""
    return {
        "document": _("Publication"),
        "section": _("Section"),
        "topic": _("Keyword"),
        "population": _("Of whom"),
        "sex": _("Sex"),
        "origin": _("Country of origin"),
        "destination": _("Country of destination"),
        "measure": _("What is measured"),
        "value": _("Value"),
        "value_high": _("Upper end"),
        "unit": _("Unit"),
        "year": _("Year it is about"),
        "source": _("Source it names"),
        "base": _("Base"),
        "note": _("Remark"),
        "place": _("Page or line"),
        "statement": _("In one sentence"),
        "topics": _("Topics"),
        "replaces": _("Replaces"),
        "retired_at": _("Out of use"),
        "title": _("Title"),
        "authors": _("Authors"),
        "publisher": _("Publisher"),
        "url": _("Web address"),
        "language": _("Language"),
        "seen_on": _("Seen on"),
    }.get(name, name)


def plain(value: Any) -> str:
    """A kept value as one line: ``—`` for nothing."""
    if isinstance(value, dict):
        value = value.get(language()) or next(iter(value.values()), "")
    if isinstance(value, list):
        value = ", ".join(map(topic, value))
    return str(value) if value not in (None, "") else "—"


# --- findings -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Disagreement:
    """A finding in words, with all its sides."""

    finding: Finding
    key: str
    rule: str
    severity: str
    severity_label: str
    explanation: str
    sides: tuple[Told, ...]
    judged: Judged | None
    by_hand: str  # id of a contradiction that a person wrote down here


def without_ids(text: str) -> str:
    """A sentence of a check without the register's marks of figures: the figures stand beside it."""
    return _MARK.sub("", text)


def rule(rule_id: str) -> str:
    """What a rule is called."""
    if rule_id == register.BY_HAND:
        return _("written down by a person")
    return library.rule_name(rule_id).get(language()) or rule_id


def severity(code: str) -> str:
    """How grave a finding is."""
    return {
        "error": _("grave"),
        "doubt": _("doubtful"),
        "note": _("only a remark"),
    }.get(code, code)


def disagreements(
    findings: Iterable[Finding], figures: Mapping[str, Figure], titles: Mapping[str, str], judged: Mapping[str, Judged]
) -> list[Disagreement]:
    """Findings in the language of the page, the gravest first."""
    order = {"error": 0, "doubt": 1, "note": 2}
    return [_disagreement(one, figures, titles, judged) for one in sorted(findings, key=lambda f: order[f.severity])]


def _disagreement(
    one: Finding, figures: Mapping[str, Figure], titles: Mapping[str, str], judged: Mapping[str, Judged]
) -> Disagreement:
    key = judging.key_of(one)
    return Disagreement(
        finding=one,
        key=key,
        rule=rule(one.rule),
        severity=one.severity,
        severity_label=severity(one.severity),
        explanation=without_ids(one.explanation.get(language())),
        sides=tuple(told(figures[code], titles) for code in one.rows if code in figures),
        judged=judged.get(key),
        by_hand=one.numbers.get("id", "") if one.rule == register.BY_HAND else "",
    )


# --- the register as a whole ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Register:
    """All that the pages of one organisation's register need, read once."""

    figures: Mapping[str, Figure]
    findings: tuple[Finding, ...]
    titles: Mapping[str, str]
    judged: Mapping[str, Judged]

    def of(self, findings: Iterable[Finding]) -> list[Disagreement]:
        """Findings in words."""
        return disagreements(findings, self.figures, self.titles, self.judged)

    def about(self, code: str) -> list[Disagreement]:
        """The findings that a figure is part of."""
        return self.of(one for one in self.findings if code in one.rows)

    def told(self, code: str) -> Told:
        """A figure in words."""
        return told(self.figures[code], self.titles)


def register_for(whose: register.Whose) -> Register:
    """The register of an organisation with its findings and how they were judged."""
    figures, findings = register.by_id(register.figures_for(whose)), register.findings_for(whose)
    return Register(figures, findings, titles_for(whose), judging.judged(whose, findings, figures))


def history(row: PublishedFigure) -> list[dict[str, Any]]:
    """The states of an own figure, the newest first, each with what it changed: column, before, after."""
    versions = list(row.versions.select_related("by"))
    found = []
    for one, before in zip(versions, [*versions[1:], None], strict=True):
        old = before.values if before else one.values
        changes = [
            (column(name), plain(old.get(name)), plain(one.values[name]))
            for name in COLUMNS
            if old.get(name) != one.values[name]
        ]
        found.append({"version": one, "changes": changes, "is_now": one.number == row.version})
    return found


# --- side by side ---------------------------------------------------------------------------------------------


class Reason(NamedTuple):
    """One thing in which figures differ."""

    name: str
    says: str


@dataclass(frozen=True)
class Group:
    """Figures on one question. *code*: of one of them, which names the page."""

    code: str
    title: str
    told: tuple[Told, ...]
    reasons: tuple[Reason, ...]
    agree: bool
    findings: tuple[Disagreement, ...] = ()

    @property
    def values(self) -> str:
        """What they say, in one line."""
        return " · ".join(one.value for one in self.told)

    @property
    def is_drawn(self) -> bool:
        """Whether they can stand on one line: two numbers or more, of one unit."""
        units = [one.figure.unit for one in self.told if one.figure.value is not None]
        return len(units) > 1 and len(set(units)) == 1


def questions(whose: register.Whose, here: Register) -> list[Group]:
    """All questions with two answers or more."""
    return [_group(one, here, one.figures[0].id) for one in register.comparison_for(whose).groups]


def question_of(whose: register.Whose, code: str, here: Register) -> Group | None:
    """The question that a figure answers, with what does not agree on it; None when no other figure does."""
    one = register.comparison_for(whose).of(code)
    if one is None:
        return None
    codes = {figure.id for figure in one.figures}
    return _group(one, here, code, tuple(here.of(each for each in here.findings if len(codes & set(each.rows)) > 1)))


def _group(one: plain_figures.Group, here: Register, code: str, findings: tuple[Disagreement, ...] = ()) -> Group:
    sides = tuple(told(figure, here.titles) for figure in one.figures)
    reasons = tuple(Reason(each.name.get(language()), each.says.get(language())) for each in one.reasons)
    return Group(code, heading(one.figures[0]), sides, reasons, one.agree, findings)


# --- an import ------------------------------------------------------------------------------------------------


def plan(made: Any, here: Register) -> dict[str, Any]:
    """What a file would do, in words (:class:`tayanch.evidence.figures.importing.Plan`)."""
    lines = made.of("new", "changed", "replaces")
    return {
        "lines": [(line, told(line.figure, here.titles)) for line in lines],
        "fresh": disagreements(made.findings, made.figures, here.titles, {})[:MOST_SHOWN],
        "n_fresh": len(made.findings),
        "n_new": len(made.of("new", "replaces")),
        "n_changed": len(made.of("changed")),
        "n_same": len(made.of("same")),
    }


def rule_does(rule_id: str) -> str:
    """What a rule looks at; nothing for what a person wrote down."""
    found = library.rules().get(rule_id)
    return found.about.get(language()) if found else ""
