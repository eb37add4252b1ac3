"""A synthetic survey of people who work abroad, with what the household surveys do not ask: wages, papers, hours."""

from __future__ import annotations

import hashlib
import io
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from tayanch import vocabulary
from tayanch.accounts.models import Role, User
from tayanch.demo.staff import MARK, Staff
from tayanch.evidence import actions
from tayanch.evidence.asking import Question
from tayanch.evidence.models import Tabulation
from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.data import Data
from tayanch.survey.design import Design

DESIGN = Design("weight", ("stratum",), ("unit",), lonely="adjust")
LANGUAGES = ("ky", "ru", "en")
YES_NO = {
    "yes": {"ky": "Ооба", "ru": "Да", "en": "Yes"},
    "no": {"ky": "Жок", "ru": "Нет", "en": "No"},
}
SEX = {
    "female": {"ky": "Аял", "ru": "Женщина", "en": "Woman"},
    "male": {"ky": "Эркек", "ru": "Мужчина", "en": "Man"},
}
# What is kept as a table, with sex first.
TABLES = (
    Question(("not_paid",), by=("sex",)),
    Question(("late",), by=("sex",)),
    Question(("contract",), by=("sex",)),
    Question(("papers_kept",), by=("sex",)),
    Question(("promises_broken",), by=("sex",)),
    Question(("forced_overtime",), by=("sex",)),
    Question(("hours_over_8",), by=("sex",)),
    Question(("days_off",), by=("sex",)),
    Question(("sick_pay",), by=("sex",)),
    Question(("trained_before",), by=("sex",)),
    Question(("knows_where",), by=("sex",)),
    Question(("pension_paid",), by=("sex",)),
    Question(("recruitment_cost",), stat="ratio", by=("sex",), over="monthly_income"),
    Question(("transfer_cost",), stat="ratio", by=("sex",), over="transfer_sum"),
)
Plan = dict[str, Any]


def bring_work_abroad(staff: Staff) -> dict[str, Tabulation]:
    """For the analyst of the first organisation; the kept tables by variable."""
    by = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    plan = read_plan()
    data = Data(draw(plan), codebook(plan))
    title = f"{plan['title']['ky']} {MARK}"
    survey = actions.do_bring(
        data, by=by, title=title, source=plan["source"], file="work_abroad.parquet", fingerprint=fingerprint(data)
    )
    actions.do_design(survey, DESIGN, by=by)
    names = {one["name"]: one["ky"] for one in plan["variables"]}
    return {one.of[0]: actions.do_tabulate(survey, one, f"{names[one.of[0]]} {MARK}", by=by) for one in TABLES}


def read_plan() -> Plan:
    """How the sample is drawn; see the head of the file."""
    text = (resources.files(__package__) / "work_abroad.yaml").read_text("utf-8")
    plan: Plan = yaml.safe_load(text)
    return plan


def draw(plan: Plan) -> pa.Table:
    """The rows, the same every time. Neighbourhoods differ, so that the design has an effect."""
    chance = np.random.default_rng(plan["seed"])
    told, invented = plan["published"], plan["invented"]
    count = plan["respondents"]
    unit_of = np.repeat(np.arange(plan["units"]), count // plan["units"])
    country_of_unit = _spread(invented["countries"], plan["units"])
    effect = chance.normal(0, invented["unit_effect"], plan["units"])[unit_of]
    female = chance.random(count) < invented["women"]
    sector = np.where(
        female, _pick(chance, invented["sector_women"], count), _pick(chance, invented["sector_men"], count)
    )

    def happens(rate: Any) -> Any:
        return np.where(chance.random(count) < _moved(rate, effect), "yes", "no")

    def by_sex(name: str) -> Any:
        return np.where(female, told[name]["value"]["female"], invented["male"][name])

    def lognormal(name: str) -> Any:
        return chance.lognormal(np.log(invented[name]["median"]), invented[name]["spread"], count)

    without = told["contract"]["value"]
    hours, fee = invented["hours"], invented["transfer_cost"]
    income, sent = lognormal("income").round(), lognormal("transfer").round()
    share = np.clip(chance.normal(fee["mean"], fee["deviation"], count), 0, 9) / 100
    columns: dict[str, Any] = {
        "country": country_of_unit[unit_of],
        "sex": np.where(female, "female", "male"),
        "sector": sector,
        "contract": happens(1 - np.where(sector == "housework", without["housework"], without["all"])),
        **{name: happens(by_sex(name)) for name in ("not_paid", "late", "promises_broken", "forced_overtime")},
        **{name: happens(told[name]["value"]["all"]) for name in ("papers_kept", "trained_before")},
        **{name: happens(rate) for name, rate in invented["others"].items()},
        "hours_over_8": np.where(chance.normal(hours["mean"], hours["deviation"], count) > 8, "yes", "no"),
        "days_off": _pick(chance, invented["days_off"], count),
        "monthly_income": income,
        "recruitment_cost": (income * lognormal("cost_months")).round(),
        "transfer_sum": sent,
        "transfer_cost": (sent * share).round(2),
        "stratum": country_of_unit[unit_of],
        "unit": unit_of + 1,
        "weight": np.asarray(chance.gamma(8, 20, plan["units"]))[unit_of].round(2),
    }
    return pa.table({one["name"]: columns[one["name"]] for one in plan["variables"]})


def codebook(plan: Plan) -> Codebook:
    """What the columns mean, in three languages."""
    found = [_variable(one) for one in plan["variables"]]
    return Codebook({one.name: one for one in found}, plan["title"]["en"], plan["source"])


def fingerprint(data: Data) -> str:
    """SHA-256 of the rows as Parquet."""
    out = io.BytesIO()
    pq.write_table(data.rows, out)
    return hashlib.sha256(out.getvalue()).hexdigest()


def _variable(one: dict[str, Any]) -> Variable:
    labels = {language: one[language] for language in LANGUAGES}
    levels = tuple(Level(code, words) for code, words in _answers(one.get("levels", "")).items())
    return Variable(
        one["name"], one["kind"], labels, levels, unit=one.get("unit", ""), look_back=one.get("look_back", "")
    )


def _answers(scheme: str) -> dict[str, dict[str, str]]:
    if scheme in ("yes-no", "sex"):
        return YES_NO if scheme == "yes-no" else SEX
    concepts = vocabulary.scheme(scheme).concepts if scheme else ()
    return {one.id: {language: one.label(language) for language in LANGUAGES} for one in concepts}


def _spread(shares: dict[str, float], units: int) -> Any:
    """Units by share, in the order of *shares*; what is left over goes to the first."""
    counts = {name: int(share * units) for name, share in shares.items()}
    counts[next(iter(counts))] += units - sum(counts.values())
    return np.repeat(list(counts), list(counts.values()))


def _pick(chance: np.random.Generator, weights: dict[str, float], count: int) -> Any:
    shares = np.array(list(weights.values()))
    return chance.choice(list(weights), count, p=shares / shares.sum())


def _moved(rate: Any, effect: Any) -> Any:
    """A rate, higher or lower by the neighbourhood."""
    odds = np.log(rate / (1 - np.asarray(rate))) + effect
    return 1 / (1 + np.exp(-odds))
