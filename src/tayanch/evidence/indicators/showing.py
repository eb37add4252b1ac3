"""Values of surveys, interviews, figures and official series as the page of an indicator lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.evidence.indicators import hearing, linking, values
from tayanch.evidence.indicators.models import ImportedSeries, Link
from tayanch.evidence.indicators.telling import code_name, column_name, language, number
from tayanch.evidence.presenting import meaning
from tayanch.indicators.model import Groups, Indicator, Observation
from tayanch.indicators.units import units
from tayanch.interviews import codebooks

MOST = 300  # lines of one page, the newest first
NBSP = "\u00a0"
SCHEMES = {"origin": "country", "country": "country", "sector": "sector", "oblast": "oblast"}


@dataclass(frozen=True)
class Line:
    """One value in words. *notes*: what to beware of; *source*: where it stands."""

    period: str
    group: str
    value: str
    interval: str
    base: str
    notes: tuple[str, ...]
    source: str
    is_hidden: bool


@dataclass(frozen=True)
class Shown:
    """*total*: how many values there are; *way*: how the newest was made."""

    lines: tuple[Line, ...]
    total: int
    has_intervals: bool
    has_bases: bool
    way: Any

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def shown(user: User, indicator: Indicator) -> Shown:
    """Its values, the newest first, everybody before the groups."""
    return of_file(indicator, values.shown(user, indicator.id))


def of_file(indicator: Indicator, given: Sequence[Observation]) -> Shown:
    """The same of values that are not kept yet."""
    seen = sorted(given, key=lambda one: (len(one.groups), one.groups))
    seen = sorted(seen, key=lambda one: one.period, reverse=True)
    lines = tuple(_line(indicator, one) for one in seen[:MOST])
    has_intervals, has_bases = any(line.interval for line in lines), any(line.base for line in lines)
    return Shown(lines, len(seen), has_intervals, has_bases, next((one.derivation for one in seen), None))


def _line(indicator: Indicator, one: Observation) -> Line:
    is_hidden = one.value is None
    value = "×" if is_hidden else _value(indicator, one, one.value or 0.0)
    ends = () if one.lower is None or one.upper is None else (one.lower, one.upper)
    interval = "–".join(number(end, one.unit) for end in ends)
    base = "" if one.base is None else number(one.base, "people")
    period = one.period.replace("/", "–") or _("year not stated")
    return Line(period, group_words(one.groups), value, interval, base, tuple(_notes(one)), one.source, is_hidden)


def _value(indicator: Indicator, one: Observation, value: float) -> str:
    told = number(value, one.unit)
    if one.unit in (indicator.unit, "documents", "speakers", "passages"):
        return told
    known = units().get(one.unit)
    return f"{told}{NBSP}{known.text.get(language()) if known else one.unit}"


def group_words(groups: Groups) -> str:
    """``Women · Russia``; who is counted when nothing is divided."""
    return " · ".join(_word(name, code) for name, code in groups) or _("all")


def _word(name: str, code: str) -> str:
    if name == "sex":
        return code_name("", "sex", code)
    if name == "counted":
        return {"documents": _("interviews"), "speakers": _("speakers"), "passages": _("passages")}.get(code, code)
    if name == "code":
        return _code_label(code)
    if name in SCHEMES:
        try:
            word = vocabulary.concept(f"{SCHEMES[name]}/{code}").label(language())
            return _("from: %s") % word if name == "origin" else word
        except vocabulary.VocabularyError:
            return code
    return f"{column_name(name)}: {code}" if name in ("age",) else code


def _code_label(name: str) -> str:
    """What a code of the shipped codebook says; a study's own code has its name only."""
    found = next((code for _depth, code in codebooks.load("women-migration").walk() if code.name == name), None)
    return found.label(language()) if found else name


def _notes(one: Observation) -> Iterator[str]:
    against = [flag.partition(":")[2] for flag in one.flags if flag.startswith("contradicted-by:")]
    if against:
        yield _("Does not agree with %s.") % ", ".join(against)
    words = {
        "hidden": _("Hidden, so that nobody can be found or because too few answered."),
        "small-base": _("25 to 49 answers: read it with care."),
        "contradicted": "" if against else _("It cannot be right as it is printed."),
        "range": _("A range is printed; its lower end stands here."),
        "one-person": _("One person told it."),
        "memory": _("From memory, not seen at its source."),
        "partly": _("Seen in part, or through somebody else."),
        "rounded": _("Rounded by the source."),
        "at-least": _("At least so many."),
        "disagrees": _("Sources disagree about it."),
        "estimated": _("Estimated by the source."),
        "modelled": _("Modelled by the source."),
        "provisional": _("Provisional at the source."),
    }
    for flag in one.flags:
        if flag in ("no-sample", "no-year") or flag.startswith("contradicted-by:"):
            continue
        if text := words.get(flag, meaning(flag)):
            yield text


# --- what it rests on ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Linked:
    """A link as the page tells it. *is_waiting*: the study changed and has not been counted anew."""

    link: Link
    name: str
    where: str
    is_waiting: bool = False


def links(user: User, indicator: Indicator) -> list[Linked]:
    """The tables or studies that answer an indicator."""
    rows = Link.objects.filter(organisation_id=user.organisation_id, indicator=indicator.id)
    found = []
    for row in rows.select_related("tabulation__survey", "study", "by"):
        if row.tabulation is not None:
            found.append(Linked(row, row.tabulation.name, row.tabulation.survey.title))
        elif row.study is not None:
            found.append(Linked(row, row.study.title, "", not hearing.counted(indicator, row)))
    return found


def question(indicator: Indicator) -> str:
    """How to ask what no usual survey asks, in the language of the page; empty where nothing is missing."""
    told = indicator.query.get("question", {}) if indicator.source == "survey" else {}
    return str(told.get(language(), ""))


def needed(indicator: Indicator) -> list[tuple[str, str]]:
    """What a table must be to answer a survey's indicator: (what, how)."""
    from tayanch.evidence.asking import Question
    from tayanch.evidence.presenting import statistic

    query = indicator.query
    asked = Question((query["of"],), query["stat"], probability=query.get("probability", 0.5))
    lines = [
        (_("Column"), linking.wanted(indicator)),
        (_("Answer"), str(query.get("level", ""))),
        (_("Statistic"), statistic(asked)),
        (_("Divided into groups by"), _("Sex") if indicator.by_sex else ""),
        (_("Counted"), str(query.get("where", ""))),
    ]
    return [(name, text) for name, text in lines if text]


def files(user: User, indicator: Indicator) -> QuerySet[ImportedSeries]:
    """The files that were brought in for an official indicator, the newest first."""
    rows: QuerySet[ImportedSeries] = ImportedSeries.objects.filter(
        organisation_id=user.organisation_id, indicator=indicator.id
    )
    return rows.filter(kept_at__isnull=False).select_related("by").defer("values")
