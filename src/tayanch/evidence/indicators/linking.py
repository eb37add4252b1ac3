"""Which kept tables and studies can answer an indicator, and why another one cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.evidence import keeping, presenting, tabulating
from tayanch.evidence.access import tabulations_for
from tayanch.evidence.asking import Question, column_of_sex
from tayanch.evidence.indicators.models import Link
from tayanch.evidence.interviews.access import studies_for
from tayanch.evidence.interviews.models import Member, Study
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.evidence.models import Tabulation
from tayanch.indicators.model import Indicator
from tayanch.survey.codebook import Codebook

WAVE = "wave"
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
PERIOD = re.compile(r"(?:19|20)\d\d(?:/(?:19|20)\d\d)?")


class LinkError(ValueError):
    """It cannot be linked; the text says why, in the language of the page."""


@dataclass(frozen=True)
class Offer:
    """A table or study that speaks of what is asked. *why*: the reason it cannot answer; empty: it can."""

    source: Tabulation | Study
    name: str
    where: str
    period: str
    why: str = ""


def offers(user: User, indicator: Indicator) -> list[Offer]:
    """What the user may link, those that fit first. Tables that do not ask of the column are left out."""
    given = Link.objects.filter(organisation_id=user.organisation_id, indicator=indicator.id)
    if indicator.source == "survey":
        linked = set(given.values_list("tabulation_id", flat=True))
        found = [_of_table(indicator, one) for one in _tables(user, indicator) if one.id not in linked]
    elif indicator.source == "interviews":
        linked = set(given.values_list("study_id", flat=True))
        found = [_of_study(indicator, one) for one in _led(user) if one.id not in linked]
    else:
        found = []
    return sorted(found, key=lambda one: bool(one.why))


def _tables(user: User, indicator: Indicator) -> Iterable[Tabulation]:
    done = tabulations_for(user).defer(None).filter(state=Tabulation.State.DONE)
    return [one for one in done if indicator.query["of"] in one.asked["of"]]


def _led(user: User) -> Iterable[Study]:
    return studies_for(user).filter(members__user=user, members__part=Member.Part.LEAD)


def _of_table(indicator: Indicator, made: Tabulation) -> Offer:
    return Offer(made, made.name, made.survey.title, year_of(made), misfit(indicator, made))


def _of_study(indicator: Indicator, study: Study) -> Offer:
    return Offer(study, study.title, study.question, years_of(study), unheard(indicator, study))


# --- tables ----------------------------------------------------------------------------------------------------------


def misfit(indicator: Indicator, made: Tabulation) -> str:
    """Why a table does not answer a survey's indicator; empty when it does.

    It must be finished and kept, ask the column with the statistic, answer and filter of the definition, divide by sex
    where the definition does, and by nothing that the definition does not know.
    """
    asked, query = Question.of_values(made.asked), indicator.query
    if not made.name or made.state != made.State.DONE:
        return _("It is not kept under a name yet.")
    if query["of"] not in asked.of:
        return str(_("It does not ask of “%s”.") % query["of"])
    if asked.stat != query["stat"] or asked.over != query.get("over", ""):
        return _("It tells another statistic: %s.") % presenting.statistic(asked)
    if asked.stat == "quantile" and asked.probability != query.get("probability", 0.5):
        return _("It tells another statistic: %s.") % presenting.statistic(asked)
    if _bare(asked.where) != _bare(str(query.get("where", ""))):
        return str(_("It counts only some of the people: %s.") % (asked.where or _("all")))
    return _wrong_groups(indicator, made, asked) or _wrong_answer(indicator, made)


def _bare(condition: str) -> str:
    return "".join(condition.split())


def _wrong_groups(indicator: Indicator, made: Tabulation, asked: Question) -> str:
    sex = column_of_sex(keeping.codebook_of(made.survey))
    if indicator.by_sex and sex not in asked.by:
        return _("It is not divided by sex.")
    others = [name for name in asked.by if name not in (sex, WAVE, *indicator.by)]
    return _("The definition does not divide by %s.") % ", ".join(others) if others else ""


def _wrong_answer(indicator: Indicator, made: Tabulation) -> str:
    level = indicator.query.get("level")
    cells = tabulating.estimates_of(made.told)
    own = [one for one in cells if one.variable == wanted(indicator)]
    if level is None or any(one.level == level for one in own):
        return "" if own else _("Nothing was estimated in it.")
    return str(_("Its question has no answer “%s”.") % level)


def wanted(indicator: Indicator) -> str:
    """What the estimates of a table are called: the column, of a ratio both."""
    query = indicator.query
    return f"{query['of']}/{query['over']}" if query["stat"] == "ratio" else str(query["of"])


def year_of(made: Tabulation) -> str:
    """The year that a table is probably about: the last one in the survey's title or source, else of the bringing."""
    for text in (made.survey.title, made.survey.source, made.survey.file):
        if years := YEAR.findall(text):
            return str(years[-1])
    return str(made.survey.at.year)


def codebook(made: Tabulation) -> Codebook:
    """What the columns of its survey mean."""
    return keeping.codebook_of(made.survey)


# --- studies ---------------------------------------------------------------------------------------------------------


def unheard(indicator: Indicator, study: Study) -> str:
    """Why a study does not answer an indicator of interviews: its codebook has none of the codes. Else empty."""
    names = {code.name for _place, code in codebook_of(study).walk()}
    codes = [code for code in indicator.query["codes"] if code in names]
    return "" if codes else _("Its codebook has none of the codes: %s.") % ", ".join(indicator.query["codes"])


def years_of(study: Study) -> str:
    """The years in which the interviews were held: ``2025`` or ``2024/2026``; when it was begun if no day is known."""
    days: Sequence[int] = sorted({day.year for day in study.interviews.values_list("held_on", flat=True) if day})
    if not days:
        return str(study.at.year)
    return str(days[0]) if days[0] == days[-1] else f"{days[0]}/{days[-1]}"
