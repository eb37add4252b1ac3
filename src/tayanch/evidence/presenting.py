"""Tables as they are read: which figures may be shown, and how they are written.

Two rules stand before everything that is shown or leaves. The base rule: an estimate from fewer than 25 answers is not
shown, one from 25 to 49 stands in brackets. And counts of people – the unweighted bases, and estimates of a file
without weights – pass through :mod:`tayanch.disclosure`: none from 1 to 4 can be read or had by subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tayanch.disclosure import SMALLEST, Cell, protect
from tayanch.evidence.asking import Question
from tayanch.survey.codebook import Codebook
from tayanch.survey.results import HIDDEN_BASE, SHAKY_BASE, Estimate

NBSP = "\u00a0"
HIDDEN = "–"
Domain = tuple[Any, ...]  # the values of the groups, None where a margin leaves one out
SHARES = ("proportion",)


@dataclass(frozen=True)
class Line:
    """One estimate of a table. The texts are ready to be shown; the numbers are None where they are hidden."""

    groups: tuple[str, ...]
    answer: str
    estimate: float | None
    lower: float | None
    upper: float | None
    se: float | None
    n: int | None
    n_text: str
    weighted_n: float | None
    missing: float
    notes: tuple[str, ...]
    share: bool
    shaky: bool
    domain: Domain = ()
    place: int = 0  # of the estimate among all that were computed

    @property
    def text(self) -> str:
        """The estimate: ``42.1 %``, in brackets when the base is small."""
        if self.estimate is None:
            return HIDDEN
        told = self._number(self.estimate)
        return f"({told})" if self.shaky else told

    @property
    def interval(self) -> str:
        """``38.0–46.3 %``; empty when it is hidden or not known."""
        if self.lower is None or self.upper is None:
            return HIDDEN if self.estimate is None else ""
        told = f"{self._number(self.lower, False)}–{self._number(self.upper)}"
        return f"({told})" if self.shaky else told

    @property
    def weighted(self) -> str:
        return HIDDEN if self.weighted_n is None else number(self.weighted_n, 0)

    @property
    def missing_text(self) -> str:
        return percent(self.missing)

    def _number(self, value: float, sign: bool = True) -> str:
        return (percent(value) if sign else number(value * 100, 1)) if self.share else number(value)


@dataclass(frozen=True)
class Section:
    """The estimates of one question."""

    variable: str
    label: str
    universe: str
    lines: tuple[Line, ...]
    has_answers: bool

    @property
    def hidden(self) -> int:
        return sum(line.estimate is None for line in self.lines)


@dataclass(frozen=True)
class Shown:
    """A table with the names of its groups, and its notes: letter and meaning."""

    groups: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def has_brackets(self) -> bool:
        return any(line.shaky and line.estimate is not None for section in self.sections for line in section.lines)


# --- numbers -------------------------------------------------------------------------------------------------------


def number(value: float, digits: int | None = None) -> str:
    """``12 345.6``; with a comma in Russian and Kyrgyz. Without *digits* as many as four figures need."""
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 1000 or value == int(value) else 1 if size >= 100 else 2
    text = f"{value:,.{digits}f}".replace(",", NBSP)
    return text if (get_language() or "en") == "en" else text.replace(".", ",")


def percent(share: float) -> str:
    """``42.1 %``."""
    return f"{number(share * 100, 1)}{NBSP}%"


# --- what may be shown -----------------------------------------------------------------------------------------------


def shown(
    cells: Sequence[Estimate], question: Question, codebook: Codebook, language: str, *, is_counted: bool
) -> Shown:
    """A table in words. *is_counted*: every row counts once, so that estimates are counts of people."""
    known = (cell for cell in cells if all(value is not None for value in cell.by.values()))
    domains = [cell for cell in known if _is_told(_domain(cell, question), is_counted)]
    teller = _Teller(question, codebook, language, {id(cell): place for place, cell in enumerate(cells)})
    variables = list(dict.fromkeys(cell.variable for cell in domains))
    sections = tuple(
        _section([cell for cell in domains if cell.variable == one], teller, is_counted) for one in variables
    )
    groups = tuple(codebook[name].label(language) if name in codebook.variables else name for name in question.by)
    return Shown(groups, sections, tuple(_notes(sections)))


def _domain(cell: Estimate, question: Question) -> Domain:
    return tuple(cell.by.get(name) for name in question.by)


def _is_told(domain: Domain, is_counted: bool) -> bool:
    """Margins that are told: everybody, of the first group, of all but the first. Of counts only the first: no others
    are covered when the small ones are hidden."""
    given = [value is not None for value in domain]
    if all(given) or not any(given):
        return True
    return not is_counted and len(set(given[1:])) == 1 and given[0] != given[1]


def _section(cells: list[Estimate], told: _Teller, is_counted: bool) -> Section:
    name, question, language = cells[0].variable, told.asked, told.language
    variable = told.codebook.variables.get(name)
    bases = _bases(cells, question)
    small = _small_counts(cells, question) if is_counted and question.stat in ("proportion", "total") else set()
    lines = tuple(
        told.line(cell, bases[_domain(cell, question)], (_domain(cell, question), cell.level) in small)
        for cell in sorted(cells, key=told.order)
    )
    texts = variable.universe if variable else {}
    universe = texts.get(language) or next(iter(texts.values()), "")
    return Section(name, told.question(name), universe, lines, any(line.answer for line in lines))


def _bases(cells: Iterable[Estimate], question: Question) -> dict[Domain, Cell]:
    """How many answered in each group, small numbers hidden so that no subtraction brings them back."""
    counts = {_domain(cell, question): cell.n for cell in cells}
    found = {domain: Cell(n if n >= SMALLEST or n == 0 else None, 0 < n < SMALLEST) for domain, n in counts.items()}
    if not question.by:
        return found
    rows = list(dict.fromkeys(domain[0] for domain in counts if domain[0] is not None))
    columns = list(dict.fromkeys(domain[1:] for domain in counts if domain[0] is not None and None not in domain[1:]))
    grid = protect([[counts.get((row, *column), 0) for column in columns] for row in rows])
    away = (None,) * (len(question.by) - 1)
    for r, row in enumerate([*rows, None]):
        for c, column in enumerate([*columns, away]):
            # with one group its only column is the total of the row already
            if (row, *column) in counts and grid:
                found[(row, *column)] = _less(found[(row, *column)], grid[r][c])
    return found


def _less(one: Cell, other: Cell) -> Cell:
    return one if one.count is None else other


def _small_counts(cells: list[Estimate], question: Question) -> set[tuple[Domain, Any]]:
    """Estimates that are counts of people, and too small or needed to hide one that is: (group, answer)."""
    counts = {(_domain(cell, question), cell.level): _count(cell, question) for cell in cells}
    levels = list(dict.fromkeys(level for _d, level in counts))
    rows = [domain for domain in dict.fromkeys(d for d, _l in counts) if None not in domain]
    grid = protect([[counts.get((row, level), 0) for level in levels] for row in rows])
    away: Domain = (None,) * len(question.by)
    return {
        (row, level)
        for r, row in enumerate([*rows, away])
        for c, level in enumerate(levels)
        if grid and grid[r][c].count is None
    }


def _count(cell: Estimate, question: Question) -> int:
    value = cell.estimate or 0.0
    return max(0, round(value * cell.n if question.stat == "proportion" else value))


class _Teller:
    """Writes cells in the words of the codebook."""

    def __init__(self, question: Question, codebook: Codebook, language: str, places: Mapping[int, int]) -> None:
        self.asked, self.codebook, self.language, self.places = question, codebook, language, places

    def question(self, name: str) -> str:
        """What was asked; of a ratio both columns."""
        known = self.codebook.variables
        parts = (name,) if name in known else name.split("/")
        return " / ".join(known[one].label(self.language) if one in known else one for one in parts)

    def answer(self, name: str, code: Any) -> str:
        variable = self.codebook.variables.get(name)
        return variable.answer(code, self.language) if variable else str(code)

    def order(self, cell: Estimate) -> tuple[Any, ...]:
        """Everybody first, then groups and answers in the order of the codebook."""
        domain = [self._place(name, cell.by.get(name)) for name in self.asked.by]
        return (*domain, self._place(cell.variable, cell.level))

    def _place(self, name: str, code: Any) -> tuple[int, str]:
        if code is None:
            return (-1, "")
        levels = self.codebook.variables[name].levels if name in self.codebook.variables else ()
        place = next((place for place, level in enumerate(levels) if level.code == code), len(levels))
        return (place, str(code))

    def line(self, cell: Estimate, base: Cell, small: bool) -> Line:
        hidden = cell.n < HIDDEN_BASE or cell.estimate is None or small
        more = {"small-count": small, "hidden-base": 0 < cell.n < HIDDEN_BASE}
        flags = [*cell.flags, *(flag for flag, holds in more.items() if holds)]
        groups = tuple(
            _("All") if cell.by.get(name) is None else self.answer(name, cell.by[name]) for name in self.asked.by
        )
        return Line(
            groups=groups,
            answer=self._level(cell),
            estimate=None if hidden else cell.estimate,
            lower=None if hidden else cell.lower,
            upper=None if hidden else cell.upper,
            se=None if hidden else cell.se,
            n=base.count,
            n_text=number(base.count, 0) if base.count is not None else _("fewer than 5") if base.is_small else HIDDEN,
            weighted_n=None if base.count is None else cell.weighted_n,
            missing=cell.missing,
            notes=tuple(dict.fromkeys(_before(flags, hidden))),
            share=self.asked.stat in SHARES,
            shaky=HIDDEN_BASE <= cell.n < SHAKY_BASE,
            domain=_domain(cell, self.asked),
            place=self.places[id(cell)],
        )

    def _level(self, cell: Estimate) -> str:
        if cell.level is None or self.asked.stat == "quantile":
            return ""
        return self.answer(cell.variable, cell.level)


def _before(flags: Iterable[str], hidden: bool) -> Iterator[str]:
    """The flags that say something: what makes an interval rough is of no use where none is shown."""
    away = {"wide", "few-degrees", "lonely"} if hidden else {"hidden-base"}
    away.add("shaky-base")  # brackets say it
    return (flag for flag in flags if flag not in away)


# --- what notes mean ------------------------------------------------------------------------------------------------


def meaning(flag: str) -> str:
    """What a flag of an estimate says to its reader."""
    return {
        "hidden-base": _("Fewer than 25 answers: not shown."),
        "shaky-base": _("25 to 49 answers: in brackets, read it with care."),
        "wide": _("The standard error is over 30 % of the estimate."),
        "few-degrees": _("Few sampling units: the interval is rough."),
        "empty": _("Nobody in this group was asked or answered."),
        "lonely": _("A stratum with one unit was treated by the rule of the design."),
        "no-variance": _("The error cannot be known."),
        "small-count": _("Hidden, because it would tell of fewer than 5 people."),
    }.get(flag, flag)


def _notes(sections: Iterable[Section]) -> Iterator[tuple[str, str]]:
    """A letter for each flag that stands in the table, with its meaning."""
    told = dict.fromkeys(flag for section in sections for line in section.lines for flag in line.notes)
    yield from zip(ascii_lowercase, map(meaning, told), strict=False)


def statistic(question: Question) -> str:
    """What the figures are, in words."""
    quantile = _("Median") if question.probability == 0.5 else _("Quantile %s") % number(question.probability)
    return {
        "proportion": _("Shares of answers"),
        "mean": _("Mean"),
        "total": _("Total for the population"),
        "ratio": _("Ratio of two sums"),
        "quantile": quantile,
    }[question.stat]


def about(derivation: Mapping[str, Any], warnings: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The lines that go with every table: where it comes from and how it was made."""
    design = derivation.get("design", {})
    left_out = ngettext("%d column was left out.", "%d columns were left out.", len(derivation.get("left_out", ())))
    lines = [
        (_("Source"), ". ".join(text for text in (derivation.get("survey", ""), derivation.get("source", "")) if text)),
        (_("File"), f"{derivation.get('file', '')} · SHA-256 {derivation.get('fingerprint', '')}"),
        (_("Left out"), left_out % len(derivation["left_out"]) if derivation.get("left_out") else ""),
        (_("Counted"), derivation.get("question", {}).get("where", "")),
        (_("Design"), design_in_words(design)),
        (_("Method"), derivation.get("method", "")),
        (_("Rule"), _("Not shown under 25 answers, in brackets from 25 to 49. 95 % intervals.")),
        (_("Made"), " · ".join(derivation.get(name, "") for name in ("at", "by", "program"))),
        *((_("Note"), text) for text in warnings),
    ]
    return [(label, text) for label, text in lines if text]


def design_in_words(design: Mapping[str, Any]) -> str:
    """``weight w; strata region; units village, household``."""
    words = {
        "weight": _("weight"),
        "strata": _("strata"),
        "clusters": _("units"),
        "fpc": _("how many there are"),
        "lonely": _("one unit in a stratum"),
    }
    parts = [
        f"{label} {', '.join(value) if isinstance(value, list) else value}"
        for name, label in words.items()
        if (value := design.get(name)) and (name != "lonely" or value != "fail")
    ]
    return "; ".join([*parts, *_weights_in_words(design)]) or _("a simple random sample")


def _weights_in_words(design: Mapping[str, Any]) -> Iterator[str]:
    if replicates := design.get("replicates"):
        told = {"method": replicates["method"], "count": len(replicates.get("columns", ()))}
        yield _("replicate weights %(method)s, %(count)d columns") % told
    if known := design.get("calibration"):
        told = {"columns": ", ".join(known["margins"]), "method": known["method"]}
        yield _("known totals of %(columns)s (%(method)s)") % told


def drawn(cell: Estimate, line: Line) -> Estimate:
    """The estimate as a picture may show it: a hidden one without its figures."""
    return (
        cell
        if line.estimate is not None
        else replace(cell, estimate=None, se=None, lower=None, upper=None, n=line.n or 0)
    )
