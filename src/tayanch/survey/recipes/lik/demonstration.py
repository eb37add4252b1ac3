"""A synthetic survey of 3,000 households in the layout of *Life in Kyrgyzstan*, so that everything can be tried.

Nobody in it exists. Margins that were published stand in ``demonstration.yaml`` with their sources, the rest is
invented there. The same seed gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.random import Generator

STAMP = datetime(2026, 1, 1)  # noqa: DTZ001 - Stata's headers know no zone; a fixed day keeps the bytes the same
COMMUNITY = 25  # households drawn in each community
SAME = (2981, 2982)  # rows of the two households that in 2011 are one: numbers 6482 and 6483
README = """{note}.

Files, columns and codes are laid out as in the waves of Life in Kyrgyzstan (2010-2013, 2016, 2019), but every value was
drawn by a program from the margins below. Columns that no public script names (h603, h604y, h604m, h608-h613) and the
weights are invented. Never quote a result of these files.

Read them with: tayanch survey recipe lik FOLDER --out OTHER

Margins and where they were published:
{margins}
"""


def plan() -> dict[str, Any]:
    """Margins, layouts and labels."""
    return dict(yaml.safe_load((Path(__file__).parent / "demonstration.yaml").read_text("utf-8")))


def write(folder: Path) -> list[Path]:
    """All waves as .dta files under *folder*, with a README; gives the files written."""
    made = plan()
    world = World.drawn(made)
    written = []
    for year, files in made["files"].items():
        tables = _wave(world, made, int(year))
        for name, (rows, columns) in files.items():
            written.append(_save(folder, made, int(year), name=name, rows=tables[rows], columns=columns))
    written.append(_readme(folder, made))
    return written


def _readme(folder: Path, made: Mapping[str, Any]) -> Path:
    margins = "\n".join(f"- {name}: {one['value']} ({one['source']})" for name, one in made["published"].items())
    path = folder / "README.txt"
    path.write_text(README.format(note=made["note"], margins=margins), "utf-8", newline="\n")
    return path


def _save(
    folder: Path, made: Mapping[str, Any], year: int, *, name: str, rows: pd.DataFrame, columns: Mapping[str, str]
) -> Path:
    """One file of one wave."""
    part, stem = name.split("/")
    wave = made["waves"][year]
    path: Path = folder / wave["place"] / wave["parts"][int(part)] / f"{stem}.dta"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame({column: rows[of].to_numpy(dtype=float) for column, of in columns.items()})
    values = {column: made["values"][of] for column, of in columns.items() if of in made["values"]}
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=STAMP,
        data_label=made["note"],
        variable_labels={column: made["labels"].get(of, of) for column, of in columns.items()},
        value_labels=values,
    )
    return path


@dataclass(frozen=True)
class World:
    """Households with their place, weight and pull abroad (*homes*), their members (*people*), and the dice."""

    homes: pd.DataFrame
    people: pd.DataFrame
    dice: Generator

    @classmethod
    def drawn(cls, made: Mapping[str, Any]) -> World:
        """Households in communities of strata, and people in them."""
        dice = np.random.default_rng(made["seed"])
        homes = _homes(made, dice)
        return cls(homes, _people(homes, made, dice), dice)


def _homes(made: Mapping[str, Any], dice: Generator) -> pd.DataFrame:
    rows = []
    for oblast, (towns, villages, population, pull) in made["invented"]["oblasts"].items():
        for residence, communities in ((1, towns), (2, villages)):
            if not communities:
                continue
            share = population * communities / (towns + villages)
            rows += [(oblast, residence, share / (communities * COMMUNITY), pull)] * communities
    places = pd.DataFrame(rows, columns=["oblast", "residence", "weight", "pull"])
    places["pull"] += dice.normal(0, 0.4, len(places))
    homes = places.loc[places.index.repeat(COMMUNITY)].reset_index(names="community")
    homes = homes.iloc[: made["published"]["households"]["value"]]
    homes["cluster"] = homes["community"] + 1
    homes["lasting"] = homes["pull"] + dice.normal(0, 1, len(homes))
    homes["staying"] = dice.random(len(homes))
    homes.loc[SAME[0], "staying"] = 2.0  # the first of the two numbers took part in no later wave
    homes.loc[SAME[1], "staying"] = -1.0
    number = np.arange(len(homes))
    starts = {"hhid10": 1, "hhid11": 6483 - SAME[1], "hhid12": 8001, "hhid13": 12001, "hhid16": 20001, "hhid19": 30001}
    return homes.assign(home=number, **{name: number + start for name, start in starts.items()})


def _people(homes: pd.DataFrame, made: Mapping[str, Any], dice: Generator) -> pd.DataFrame:
    """Three to six adults and up to four children in each household; the first is its head."""
    adults = 3 + dice.binomial(3, 0.5, len(homes))
    children = dice.binomial(4, 0.4, len(homes))
    home = np.repeat(homes["home"].to_numpy(), adults + children)
    pid = np.concatenate([np.arange(1, size + 1) for size in adults + children])
    people = pd.DataFrame({"home": home, "pid": pid})
    is_adult = people["pid"].to_numpy() <= adults[home]
    head = people["pid"].to_numpy() == 1
    older = people["pid"].to_numpy() <= 2
    age = np.where(older, dice.integers(30, 70, len(people)), dice.integers(18, 27, len(people)))
    people["birth_year"] = 2010 - np.where(is_adult, age, dice.integers(6, 18, len(people)))
    first_sex = np.where(dice.random(len(people)) < 0.7, 1, 2)
    sex = np.where(people["pid"] == 2, 3 - np.roll(first_sex, 1), dice.integers(1, 3, len(people)))
    people["sex"] = np.where(head, first_sex, sex)
    people["head"] = np.where(head, 1, 2)
    people["education"] = _draw(made["published"]["education"]["value"], len(people), dice)
    return people


def _draw(shares: Mapping[int, float], number: int, dice: Generator) -> np.ndarray[tuple[int], np.dtype[Any]]:
    """Codes drawn with the given shares (number,)."""
    weights = np.array(list(shares.values()), dtype=float)
    return dice.choice(list(shares), size=number, p=weights / weights.sum())


def _wave(world: World, made: Mapping[str, Any], year: int) -> dict[str, pd.DataFrame]:
    """All kinds of rows that the files of a wave are made of."""
    took_part = {**made["published"]["took_part"]["value"], **made["invented"]["took_part"]}[year]
    frame = world.homes.assign(own=world.homes[made["waves"][year]["own"]])
    ranked = frame["staying"].rank(method="first")
    frame["particip"] = np.where(ranked <= took_part, 1, 2 if year <= 2011 else 0)
    here = frame["particip"] == 1
    frame["weight"] = frame["weight"] * len(frame) / took_part
    part = frame[here].copy()
    migrants = _migrants(world, part, made, year)
    part = _households(world, part, migrants, made, year)
    part = _money(world, part, made, year)
    person = world.people.merge(part[["home", "own"]], on="home")
    person["age"] = year - person["birth_year"]
    person["works"] = np.where(world.dice.random(len(person)) < 0.55, 1, 2)
    person["wants"] = np.where(world.dice.random(len(person)) < 0.12, 1, 2)
    migrant = migrants.merge(part.drop(columns="sex", errors="ignore"), on="home")
    tables = {
        "frame": frame if year < 2016 else frame[here],
        "part": part,
        "person": person,
        "migrant": migrant,
        "both": part.merge(migrants, on="home", how="left"),
        "receiver": part[(part["abroad"] > 0) | (part["back"] > 0)],
        "income": _income(part, year),
    }
    return _one_household_twice(tables) if year == 2011 else tables


def _one_household_twice(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """In 2011 one household stands under two numbers, 6482 and 6483, while the control file knows the second."""
    part = tables["part"]
    second = part[part["home"] == SAME[1]]
    tables["part"] = pd.concat([part, second.assign(own=6482)], ignore_index=True)
    tables["frame"] = tables["frame"][tables["frame"]["home"] != SAME[0]]
    return tables


def _migrants(world: World, part: pd.DataFrame, made: Mapping[str, Any], year: int) -> pd.DataFrame:
    """Members abroad: as many as were counted, where the pull is strongest, by sex and age as published."""
    published, invented, dice = made["published"], made["invented"], world.dice
    total = {**invented["migrants"], **published["migrants"]["value"]}[year]
    several = 1 - published["one_or_two"]["value"]
    sizes = _draw({1: 0.62, 2: 1 - 0.62 - several, 3: several}, total, dice)
    homes_with = (
        round(published["with_migrant_2010"]["value"] * len(part))
        if year == 2010
        else int((np.cumsum(sizes) < total).sum()) + 1
    )
    order = (part["lasting"] + dice.normal(0, 0.6, len(part))).sort_values(ascending=False)
    homes = part.loc[order.index[:homes_with], "home"].to_numpy()
    chosen = _chosen(world, homes, sizes[:homes_with], published, year)
    found = world.people.loc[chosen].copy().sort_values(["home", "pid"])
    found["line"] = found.groupby("home").cumcount() + 1
    countries = {**published["countries"]["value"], **invented["countries"]}
    found["country"] = _draw(countries.get(year, countries[2011]), len(found), dice)
    women = found["sex"].to_numpy() == 2
    number = len(found)
    found["sector"] = np.where(
        women, _draw(invented["sector_women"], number, dice), _draw(invented["sector_men"], number, dice)
    )
    for name, shares in (("position", invented["position"]), ("informed", published["informed"]["value"])):
        found[name] = _draw(shares, number, dice)
    for name in ("paid", "contact", "means"):
        found[name] = _draw(invented[name], number, dice)
    found["left_year"] = year - dice.binomial(6, 0.3, number)
    found["left_month"] = dice.integers(1, 13, number)
    return found.drop(columns=["birth_year", "head"])


def _chosen(
    world: World, homes: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any], published: Mapping[str, Any], year: int
) -> list[int]:
    """Rows of the people who are abroad: for each, a sex and an age are drawn, then who comes nearest in the house."""
    adults = world.people[year - world.people["birth_year"] >= 18]
    groups = dict(iter(adults.groupby("home")))
    chosen: list[int] = []
    for home, size in zip(homes, sizes, strict=True):
        rows = groups[home]
        left = list(rows.index)
        for _ in range(min(int(size), len(left))):
            sex = 2 if world.dice.random() < published["women"]["value"] else 1
            young = world.dice.random() < published["under_35"]["value"]
            fits = {
                one: 2 * (rows.at[one, "sex"] == sex) + ((year - rows.at[one, "birth_year"] < 35) == young)
                for one in left
            }
            best = max(fits, key=lambda one: fits[one])
            chosen.append(best)
            left.remove(best)
    return chosen


def _households(
    world: World, part: pd.DataFrame, migrants: pd.DataFrame, made: Mapping[str, Any], year: int
) -> pd.DataFrame:
    """How many are abroad and how many came back."""
    dice = world.dice
    part["abroad"] = part["home"].map(migrants.groupby("home").size()).fillna(0)
    back = (part["lasting"] + dice.normal(0, 1, len(part))).rank(ascending=False) <= 0.11 * len(part)
    part["back"] = np.where(back, 1 + dice.binomial(2, 0.15, len(part)), 0)
    part["any_back"] = np.where(back, 1, 2)
    part["back_if_any"] = np.where(back, part["back"], np.nan)
    return part


def _money(world: World, part: pd.DataFrame, made: Mapping[str, Any], year: int) -> pd.DataFrame:
    """Money and goods of the last twelve months, for households with a member abroad or back."""
    dice, invented, number = world.dice, made["invented"], len(part)
    share = made["published"]["receiving_2011"]["value"]
    pull = part["abroad"] * 10 + part["back"] * 2 + dice.random(number)
    asked = (part["abroad"] > 0) | (part["back"] > 0)
    gets = asked & (pull.rank(ascending=False, method="first") <= share * number)
    part["money"] = np.where(gets, 1, 2)
    currency, period = _draw(invented["currency"], number, dice), _draw(invented["period"], number, dice)
    month = np.array([invented["median_month"][int(one)] for one in currency]) * np.exp(dice.normal(0, 0.6, number))
    part["currency"], part["period"] = currency, period
    part["amount"] = np.round(np.where(period == 1, month, 8 * month) / 10) * 10
    part["year_amount"] = np.round(8 * month / 10) * 10
    part["times"] = 1 + dice.binomial(11, 0.5, number)
    part.loc[dice.random(number) < 0.02, "times"] = 99
    for name, yes in (("regular", 0.6), ("same", 0.45), ("spent_education", 0.25), ("spent_medical", 0.35)):
        part[name] = np.where(dice.random(number) < yes, 1, 2)
    for name, yes in (("spent_events", 0.3), ("spent_funerals", 0.1), ("spent_food", 0.85)):
        part[name] = np.where(dice.random(number) < yes, 1, 2)
    part["reliance"] = _draw(invented["reliance"], number, dice)
    part["years"] = 1 + dice.binomial(10, 0.3, number)
    of_money = ["currency", "period", "amount", "year_amount", "times", "regular", "same", "reliance", "years"]
    of_money += [name for name in part if name.startswith("spent_")]
    part[of_money] = part[of_money].astype(float).where(gets, np.nan)
    goods = asked & (dice.random(number) < 0.3)
    part["goods"] = np.where(goods, 1, 2)
    part["goods_som"] = np.where(goods, np.round(np.exp(dice.normal(8.5, 0.6, number)) / 100) * 100, np.nan)
    part["goods_amount"], part["goods_currency"] = part["goods_som"], np.where(goods, 1.0, np.nan)
    return part


def _income(part: pd.DataFrame, year: int) -> pd.DataFrame:
    """The module on income: wages, and money from abroad where the household receives it."""
    abroad = {2011: 15, 2012: 15, 2013: 9}.get(year, 15)
    wages = part.assign(income_source=12, income=9000.0)
    rates = {1: 1.0, 2: 47.0, 3: 1.5, 4: 62.0}
    monthly = part["amount"] * part["currency"].map(rates) / np.where(part["period"] == 1, 1, 12)
    received = part.assign(income_source=abroad, income=monthly.round(-1))[part["money"] == 1]
    return pd.concat([wages, received], ignore_index=True).sort_values(["home", "income_source"])
