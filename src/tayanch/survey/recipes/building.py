"""One wave: its households, members abroad and persons, with the harmonised answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tayanch.survey.expressions import parse
from tayanch.survey.recipes import linking, money
from tayanch.survey.recipes.columns import (
    Chosen,
    Unusable,
    answers,
    choose,
    per_household,
    values_of,
)
from tayanch.survey.recipes.model import Coded, Money, Question, Recipe, Rows, Source, Unit, Wave
from tayanch.survey.recipes.money import Texts
from tayanch.survey.recipes.reading import Table, Tables
from tayanch.survey.recipes.reporting import Notebook, Sort

PLACES = ("cluster", "oblast", "residence", "weight")


@dataclass(frozen=True)
class Built:
    """A wave's rows by unit, the pairs that link its households to earlier waves, whether its files are invented."""

    year: int
    frames: Mapping[Unit, pd.DataFrame]
    pairs: tuple[tuple[linking.Key, linking.Key], ...]
    synthetic: bool


class Builder:
    """Builds one wave; what is found, missing and refused goes to the notebook."""

    def __init__(self, wave: Wave, tables: Tables, recipe: Recipe, notebook: Notebook) -> None:
        self.wave, self.tables, self.recipe, self.notebook = wave, tables, recipe, notebook
        self.pairs: list[tuple[linking.Key, linking.Key]] = []

    def say(self, sort: Sort, what: str, text: str) -> None:
        """A sentence of this wave."""
        self.notebook.say(sort, self.wave.year, what, text)

    def build(self) -> Built | None:
        """All units of the wave; None where no household can be told."""
        households = self.households()
        if households is None:
            return None
        persons, migrants = self.persons(households), self.migrants()
        for question in self.recipe.questions.values():
            if question.level == "household" and not question.derived:
                households[question.name] = self.of_households(question, households)
        if migrants is not None:
            migrants = self.with_roster(migrants, persons)
            households = self.counted(households, migrants)
        households = derived(self.recipe, households)
        frames: dict[Unit, pd.DataFrame] = {"household": households.reset_index()}
        if persons is not None:
            frames["person"] = self.placed(self.of_persons(persons, migrants), households)
        if migrants is not None:
            placed = self.placed(self.of_migrants(migrants), households, all_answers=True)
            frames["migrant"] = whole_sample(placed, households)
        synthetic = any("synthetic" in table.note.lower() for table in self.tables.all_read())
        return Built(self.wave.year, frames, tuple(self.pairs), synthetic)

    # --- households ---------------------------------------------------------------------------------------

    def households(self) -> pd.DataFrame | None:
        """Households that took part, with place, cluster and weight (index: household)."""
        frame = self.wave.frame
        own = [table for file in frame.files if (table := self.tables.get(file)) is not None]
        keyed = [(table, key) for table in own if (key := self.key(table)) is not None]
        if not keyed:
            return self.without_frame()
        ids = self.unique(*keyed[0])
        found = pd.DataFrame(index=pd.Index(ids, name="household"))
        for name in PLACES:
            found[name] = self.place(name, keyed, found.index)
        for table, key in keyed:
            self.pairs += linking.pairs_of(self.wave.year, key, table.frame)
        self.say_design(found)
        return found

    def key(self, table: Table) -> str | None:
        """The column that holds the household's number in this wave."""
        return next((name for name in self.wave.frame.household if name in table.frame), None)

    def unique(self, table: Table, key: str) -> list[int]:
        """Households of the control file that took part, each once."""
        frame = table.frame
        if self.wave.frame.took_part and self.wave.frame.took_part[0] in frame:
            column, absent = self.wave.frame.took_part
            away = frame[column].isin(absent)
            frame = frame[~away]
            if away.any():
                self.say(
                    "note", table.name, f"{int(away.sum())} households did not take part ({column}) and are left out."
                )
        ids = self.one_number(pd.to_numeric(frame[key], errors="coerce").dropna().astype(int))
        if doubles := int(ids.duplicated().sum()):
            self.say("note", table.name, f"{doubles} rows repeat a household; each household counts once.")
        return list(dict.fromkeys(ids))

    def one_number(self, ids: pd.Series) -> pd.Series:
        """Numbers of households; one that stands under two numbers gets one."""
        twins = self.wave.same_household
        if twins and ids.isin(list(twins)).any():
            names = ", ".join(f"{old} is {new}" for old, new in twins.items())
            self.say("note", "same household", f"One household stands under two numbers ({names}); it counts once.")
        return ids.replace(dict(twins)) if twins else ids

    def place(self, name: str, keyed: list[tuple[Table, str]], index: pd.Index) -> pd.Series:
        """A column of the frame, from the first file that has it (index: household)."""
        frame = self.wave.frame
        extra = self.tables.get("weights") if name == "weight" else None
        files = [*([(extra, "hhid")] if extra is not None and "hhid" in extra.frame else []), *keyed]
        for table, key in files:
            column = next((one for one in getattr(frame, name) if one in table.frame), None)
            if column is None:
                continue
            values = table.frame[column]
            codes = {"oblast": frame.oblast_codes, "residence": frame.residence_codes}.get(name)
            if codes is not None:
                values = self.answered(name, values, table, Coded(column, codes))
            self.say("found", name, f"{table.name}: {column}")
            own = self.one_number(pd.to_numeric(table.frame[key], errors="coerce"))
            return per_household(values, own, "first").reindex(index)
        return pd.Series(None if name in ("oblast", "residence") else np.nan, index=index, dtype=object)

    def answered(self, name: str, raw: pd.Series, table: Table, coded: Coded) -> pd.Series:
        """Harmonised codes, or nothing with a sentence."""
        try:
            read = answers(raw, table, coded, self.recipe.lists[name])
        except Unusable as reason:
            self.say("refused", name, str(reason))
            return pd.Series(None, index=raw.index, dtype=object)
        for note in read.notes:
            self.say("note", name, note)
        return read.values

    def without_frame(self) -> pd.DataFrame | None:
        """Households by the files at hand, when the control file is not there."""
        ids: set[int] = set()
        for file in self.wave.files:
            table = self.tables.get(file)
            if table is not None and "hhid" in table.frame:
                ids |= set(pd.to_numeric(table.frame["hhid"], errors="coerce").dropna().astype(int))
        if not ids:
            self.say("missing", "households", "No file with the household's number can be read: the wave is left out.")
            return None
        names = " or ".join(self.wave.frame.files)
        self.say(
            "missing",
            "control file",
            f"{names} is not there, so place and sampling community are unknown and households that did not take "
            "part cannot be told. Errors of estimates would be too small: put the control file of the wave beside the "
            "others.",
        )
        found = pd.DataFrame(index=pd.Index(sorted(set(self.one_number(pd.Series(sorted(ids))))), name="household"))
        return found.assign(cluster=np.nan, oblast=None, residence=None, weight=np.nan)

    def say_design(self, found: pd.DataFrame) -> None:
        """What is missing for the design, in sentences."""
        if found["weight"].isna().all():
            self.say(
                "missing",
                "weight",
                f"The files hold no weight, so every household counts once. {self.recipe.weights} If you have weights, "
                "add a file weights.csv or weights.dta with the columns hhid and weight to the folder of the wave.",
            )
        elif found["weight"].isna().any():
            self.say(
                "refused",
                "weight",
                f"{int(found['weight'].isna().sum())} households have no weight: complete the file.",
            )
        if found["cluster"].isna().all():
            self.say(
                "missing", "cluster", "The sampling community is not in the files: errors of estimates are too small."
            )
        for name in self.recipe.strata:
            if found[name].isna().all():
                self.say("missing", name, "It is not in the files, so the strata of the sample are told without it.")

    def of_households(self, question: Question, households: pd.DataFrame) -> pd.Series:
        """A question's answers, one for each household; empty, with a sentence, where the wave has none."""
        index = households.index
        nothing = pd.Series(np.nan if question.kind == "number" else None, index=index, dtype=_dtype(question))
        for source in self.sources(question):
            try:
                if isinstance(source, Money):
                    return self.sums(question, source, households)
                chosen = choose(source, self.tables, self.wave.year)
                read = values_of(question, source, chosen)
            except Unusable as reason:
                self.say("missing" if reason.missing else "refused", question.name, str(reason))
                continue
            self.say_found(question, chosen, read.notes)
            own = self.one_number(pd.to_numeric(chosen.table.frame["hhid"], errors="coerce"))
            return per_household(read.values, own, source.reduce).reindex(index).astype(_dtype(question))
        return nothing

    def sources(self, question: Question) -> tuple[Source | Money, ...]:
        """Where the wave has a question; a sentence where it has none."""
        found = self.wave.sources.get(question.name, ())
        if not found and question.number:
            why = self.wave.not_asked.get(question.name, "no column is known for it in this wave")
            self.say("missing", question.name, f"Not built: {why}. If your copy has it, name it with --columns.")
        return found

    def say_found(self, question: Question, chosen: Chosen, notes: tuple[str, ...]) -> None:
        """Where an answer was found."""
        column = " and ".join(chosen.columns)
        label = chosen.table.labels.get(chosen.columns[0], "") if chosen.columns else ""
        how = f" (by its label: «{label}»)" if chosen.by_label else ""
        self.say("found", question.name, f"{chosen.table.name}: {column}{how}")
        for note in notes:
            self.say("note", question.name, note)

    def sums(self, question: Question, source: Money, households: pd.DataFrame) -> pd.Series:
        """Som of the year, one for each household; reasons stand in the column ``<name>__why``."""
        table = self.tables.get(source.file)
        if table is None:
            raise Unusable(f"{source.file} is not there or cannot be read.", missing=True)
        if source.amount not in table.frame:
            hint = f"write {self.wave.year}: {{{question.name}: …}} with --columns"
            raise Unusable(
                f"{table.name} has no column {source.amount}. If your copy calls it otherwise, {hint}.", missing=True
            )
        amount = pd.to_numeric(table.frame[source.amount], errors="coerce").to_numpy(dtype=float)
        currency = self.coded(source.currency, "currency", table)
        period = self.coded(source.period or "year", "period", table)
        self.say_assumed(question, source, table)
        rates = money.rates_of(self.recipe.rates, self.wave.year)
        value, why = money.som(amount, currency, period, rates)
        self.say("found", question.name, f"{table.name}: {source.amount}")
        self.say_refused(question, why, currency)
        own = self.one_number(pd.to_numeric(table.frame["hhid"], errors="coerce"))
        frame = pd.DataFrame({"household": own, "value": value, "why": why})
        frame = frame.sort_values("value", kind="stable").drop_duplicates("household").set_index("household")
        households[f"{question.name}__why"] = frame["why"].reindex(households.index)
        return frame["value"].reindex(households.index)

    def coded(self, given: str | Coded, name: str, table: Table) -> Texts:
        """Currency or period of each row.

        Raises:
            Unusable: the column is not there or its codes contradict their labels.
        """
        if isinstance(given, str):
            return np.full(len(table.frame), given, dtype=object)
        if given.column not in table.frame:
            raise Unusable(
                f"{table.name} has no column {given.column} with the {name} of the sums, so they cannot become som.",
                missing=True,
            )
        read = answers(table.frame[given.column], table, given, self.recipe.lists[name])
        for note in read.notes:
            self.say("note", name, note)
        found: Texts = read.values.where(read.values.notna(), None).to_numpy(dtype=object)
        return found

    def say_assumed(self, question: Question, source: Money, table: Table) -> None:
        """Codes of the period that users read by supposition."""
        if not source.period or not source.assumed:
            return
        rows = int(table.frame[source.period.column].isin(source.assumed).sum())
        codes = ", ".join(map(str, source.assumed))
        if rows:
            self.say(
                "note",
                question.name,
                f"{rows} sums have the period {codes}: they are read as sums of a year, as users of the study "
                "supposed. Compare with the label of the code in your copy.",
            )

    def say_refused(self, question: Question, why: Texts, currency: Texts) -> None:
        """How many sums could not be turned into som, with what to do."""
        for code in sorted({one for one in currency[why == "no-rate"] if one}):
            rows = int(((why == "no-rate") & (currency == code)).sum())
            self.say(
                "refused",
                question.name,
                f"{rows} sums in {code} have no exchange rate for {self.wave.year}: they stay empty. Write the year's "
                f"rate into a file (rates: [{{year: {self.wave.year}, currency: {code}, som: …, source: …}}]) and give "
                "it with --rates.",
            )
        for code, what in (("no-currency", "currency"), ("no-period", "period")):
            if rows := int((why == code).sum()):
                self.say("refused", question.name, f"{rows} sums have no {what}: they stay empty, nothing is guessed.")

    # --- persons and migrants -----------------------------------------------------------------------------

    def rows(self, rows: Rows | None, what: str) -> pd.DataFrame | None:
        """The rows of a file of persons or migrants with their keys; the file's own columns follow."""
        if rows is None:
            return None
        table = self.tables.get(rows.file)
        if table is None or rows.household not in table.frame:
            self.say("missing", what, f"{rows.file} is not there or cannot be read: the wave has no {what}.")
            return None
        counted = [name for name in rows.counted_by if name in table.frame]
        kept = table.frame[table.frame[counted].notna().any(axis=1)] if counted else table.frame
        ids = self.one_number(pd.to_numeric(kept[rows.household], errors="coerce"))
        made = pd.DataFrame({"household": ids, "row": kept.index}, index=kept.index).dropna(subset="household")
        named = rows.member if rows.member and rows.member in table.frame else None
        made["member"] = pd.to_numeric(kept[named], errors="coerce") if named else np.nan
        made["household"] = made["household"].astype(int)
        made["person"] = made["household"] * 100 + made["member"]
        doubles = made.duplicated(["household", "member"]) & made["member"].notna()
        if doubles.any():
            self.say("note", what, f"{int(doubles.sum())} rows repeat a line of the roster; the first is kept.")
        return made[~doubles]

    def persons(self, households: pd.DataFrame) -> pd.DataFrame | None:
        """Members by the roster, of households that took part."""
        found = self.rows(self.wave.persons, "persons")
        if found is None:
            return None
        outside = ~found["household"].isin(households.index)
        if outside.any():
            self.say(
                "note", "persons", f"{int(outside.sum())} persons belong to no household that took part; left out."
            )
        found = found[~outside].copy()
        for question in self.recipe.questions.values():
            if question.level == "person" and not question.derived:
                found[question.name] = self.of_rows(question, found, self.wave.persons)
        return found

    def migrants(self) -> pd.DataFrame | None:
        """Members abroad, one row each."""
        found = self.rows(self.wave.migrants, "members abroad")
        return None if found is None else found.copy()

    def with_roster(self, migrants: pd.DataFrame, persons: pd.DataFrame | None) -> pd.DataFrame:
        """Sex and age of the member abroad: by her or his line in the roster, or as the file of migrants has them."""
        for name in ("sex", "age"):
            question = self.recipe.questions[name]
            sources = self.wave.sources.get(name, ())
            if self.wave.migrants and any(
                isinstance(one, Source) and self.wave.migrants.file in one.files for one in sources
            ):
                migrants[name] = self.of_rows(question, migrants, self.wave.migrants)
            elif persons is not None and migrants["member"].notna().any():
                migrants[name] = migrants["person"].map(persons.set_index("person")[name])
            else:
                migrants[name] = pd.Series(None, index=migrants.index, dtype=_dtype(question))
        unknown = int(migrants["sex"].isna().sum())
        if migrants["member"].isna().all() and unknown:
            why = self.wave.not_asked.get("sex", "the file does not say which line of the roster the member abroad has")
            self.say("missing", "sex of the member abroad", f"It cannot be joined: {why}.")
        elif unknown:
            self.say(
                "note",
                "sex of the member abroad",
                f"{unknown} of {len(migrants)} are on no line of the roster: unknown.",
            )
        return migrants

    def counted(self, households: pd.DataFrame, migrants: pd.DataFrame) -> pd.DataFrame:
        """Households with the number of their women and men abroad; unknown where one's sex is unknown."""
        unknown = migrants["sex"].isna().groupby(migrants["household"]).any().reindex(households.index)
        for name, sex in (("women_abroad", "female"), ("men_abroad", "male")):
            number = migrants["sex"].eq(sex).groupby(migrants["household"]).sum().reindex(households.index)
            households[name] = number.astype(float).mask(unknown.eq(True))
        return households

    def of_migrants(self, migrants: pd.DataFrame) -> pd.DataFrame:
        """The questions about each member abroad."""
        for question in self.recipe.questions.values():
            if question.level == "migrant" and not question.derived:
                migrants[question.name] = self.of_rows(question, migrants, self.wave.migrants)
        return migrants

    def of_persons(self, persons: pd.DataFrame, migrants: pd.DataFrame | None) -> pd.DataFrame:
        """Persons with whether they are abroad."""
        if migrants is not None and migrants["member"].notna().any():
            persons["abroad"] = np.where(persons["person"].isin(migrants["person"].dropna()), "yes", "no")
        return persons

    def of_rows(self, question: Question, rows: pd.DataFrame, base: Rows | None) -> pd.Series:
        """A question's answers for rows of persons or migrants; from another file by household and line."""
        nothing = pd.Series(np.nan if question.kind == "number" else None, index=rows.index, dtype=_dtype(question))
        for source in self.sources(question):
            if not isinstance(source, Source):
                continue
            try:
                chosen = choose(source, self.tables, self.wave.year)
                read = values_of(question, source, chosen)
            except Unusable as reason:
                self.say("missing" if reason.missing else "refused", question.name, str(reason))
                continue
            self.say_found(question, chosen, read.notes)
            own_table = self.tables.get(base.file) if base else None
            if chosen.table is own_table:
                return read.values.reindex(rows["row"]).set_axis(rows.index).astype(_dtype(question))
            return self.joined(read.values, chosen.table, rows).astype(_dtype(question))
        return nothing

    def joined(self, values: pd.Series, table: Table, rows: pd.DataFrame) -> pd.Series:
        """Answers of a file of individuals, by person."""
        if not {"hhid", "pid"} <= set(table.frame):
            return pd.Series(None, index=rows.index, dtype=object)
        ids = self.one_number(pd.to_numeric(table.frame["hhid"], errors="coerce"))
        person = ids * 100 + pd.to_numeric(table.frame["pid"], errors="coerce")
        known = pd.Series(values.to_numpy(), index=person)
        return rows["person"].map(known[~known.index.duplicated() & known.index.notna()])

    def placed(self, rows: pd.DataFrame, households: pd.DataFrame, *, all_answers: bool = False) -> pd.DataFrame:
        """Rows with the place, cluster and weight of their household, and its answers when *all_answers* are wanted."""
        outside = ~rows["household"].isin(households.index)
        if outside.any():
            text = f"{int(outside.sum())} belong to no household that took part; left out."
            self.say("note", "members abroad", text)
        names = list(PLACES) if not all_answers else [name for name in households if name not in rows]
        return rows[~outside].drop(columns="row").join(households[names], on="household").reset_index(drop=True)


def whole_sample(migrants: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """Members abroad, and one empty row for each sampled community where nobody is.

    Without those rows the communities would be lost to the design and errors would be too small. They are told by
    ``listed``: every question of the file is asked only where it is yes.
    """
    units = ["oblast", "residence", "cluster"]
    places = households[list(PLACES)].dropna(subset="cluster").drop_duplicates(units)
    there = pd.MultiIndex.from_frame(migrants[units])
    empty = places[~pd.MultiIndex.from_frame(places[units]).isin(there)]
    return pd.concat([migrants.assign(listed="yes"), empty.assign(listed="no")], ignore_index=True)


def _dtype(question: Question) -> str:
    return "float64" if question.kind == "number" else "object"


def derived(recipe: Recipe, households: pd.DataFrame) -> pd.DataFrame:
    """Answers that follow from others: the first condition that holds; a column that is not there is empty."""
    for question in recipe.questions.values():
        if not question.derived or question.level != "household":
            continue
        values = np.full(len(households), None, dtype=object)
        asked = not question.needs or households[question.needs].notna().any()
        for answer, condition in reversed(list(question.derived.items()) if asked else []):
            values[rows_where(condition, households, recipe)] = answer
        households[question.name] = values
    return households


def rows_where(condition: str, frame: pd.DataFrame, recipe: Recipe) -> NDArray[np.bool_]:
    """Rows for which a condition holds (n,)."""
    expression = parse(condition)
    columns = {}
    for name in expression.columns:
        asked = recipe.questions.get(name)
        number = asked is not None and asked.kind == "number"
        if name not in frame:
            columns[name] = np.full(len(frame), np.nan if number else None, dtype=float if number else object)
        elif number:
            columns[name] = frame[name].to_numpy(dtype=float)
        else:
            columns[name] = frame[name].astype(object).where(frame[name].notna(), None).to_numpy()
    return expression.rows(columns)
