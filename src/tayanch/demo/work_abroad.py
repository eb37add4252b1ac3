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
# What is kept as a table, with sex first: variable, statistic.
TABLES = (
    ("unpaid", "proportion"),
    ("late", "proportion"),
    ("no_contract", "proportion"),
    ("documents_kept", "proportion"),
    ("promises_broken", "proportion"),
    ("forced_overtime", "proportion"),
    ("training", "proportion"),
    ("hours", "mean"),
    ("cost_months", "mean"),
    ("transfer_cost", "mean"),
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
    return {
        name: actions.do_tabulate(survey, Question((name,), stat=stat, by=("sex",)), f"{names[name]} {MARK}", by=by)
        for name, stat in TABLES
    }


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

    def happens(name: str, rate: Any) -> Any:
        return np.where(chance.random(count) < _moved(rate, effect), "yes", "no")

    def by_sex(name: str) -> Any:
        return np.where(female, told[name]["value"]["female"], invented["male"][name])

    at_home, elsewhere = told["no_contract"]["value"]["housework"], told["no_contract"]["value"]["all"]
    hours, cost, fee = invented["hours"], invented["cost_months"], invented["transfer_cost"]
    columns = {
        "country": country_of_unit[unit_of],
        "sex": np.where(female, "female", "male"),
        "sector": sector,
        "no_contract": happens("no_contract", np.where(sector == "housework", at_home, elsewhere)),
        **{name: happens(name, by_sex(name)) for name in ("unpaid", "late", "promises_broken", "forced_overtime")},
        **{name: happens(name, told[name]["value"]["all"]) for name in ("documents_kept", "training")},
        "hours": np.clip(chance.normal(hours["mean"], hours["deviation"], count), 4, 16).round(1),
        "cost_months": chance.lognormal(np.log(cost["median"]), cost["spread"], count).round(2),
        "transfer_cost": np.clip(chance.normal(fee["mean"], fee["deviation"], count), 0, 9).round(1),
        "stratum": country_of_unit[unit_of],
        "unit": unit_of + 1,
        "weight": chance.gamma(8, 20, plan["units"])[unit_of].round(2),
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
