"""Surveys that come as many files in a layout of their own, brought to harmonised questions.

A recipe is a folder here: ``recipe.yaml`` says which files and columns of each wave hold the answers, ``rates.yaml``
what a currency was worth, ``counts.yaml`` what users of the study counted. Adding a survey means adding such a folder;
the questions, their answers and labels in three languages stand in ``questions.yaml``.

:func:`read` turns a folder of files as downloaded into data for each wave and for all waves, with designs and a report
of what was found, not found and refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from tayanch.survey.codebook import Codebook, Kind, Level, Variable
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.reading.stored import with_codebook
from tayanch.survey.recipes import linking, money
from tayanch.survey.recipes.building import Builder, Built, rows_where
from tayanch.survey.recipes.model import UNITS, Count, Recipe, Unit, Wave, load, names
from tayanch.survey.recipes.reading import (
    Bundle,
    Store,
    Tables,
    as_number,
    bundles,
    data_files,
    missing_marks,
    other_names,
    recognise,
)
from tayanch.survey.recipes.reporting import Line, Notebook, RecipeError, Report

__all__ = ["Harmonised", "Line", "RecipeError", "Report", "load", "names", "read"]

KEYS: Mapping[str, Mapping[str, str]] = {
    "wave": {"en": "Wave", "ru": "Волна", "ky": "Толкун"},
    "household": {
        "en": "Household, number in the wave",
        "ru": "Домохозяйство, номер в волне",
        "ky": "Үй чарбасы, толкундагы номери",
    },
    "household_linked": {
        "en": "Household over all waves",
        "ru": "Домохозяйство по всем волнам",
        "ky": "Бардык толкундардагы үй чарбасы",
    },
    "person": {"en": "Person, number in the wave", "ru": "Человек, номер в волне", "ky": "Адам, толкундагы номери"},
    "person_linked": {"en": "Person over all waves", "ru": "Человек по всем волнам", "ky": "Бардык толкундардагы адам"},
    "listed": {
        "en": "Somebody abroad (no: the row only keeps a sampled community in the design)",
        "ru": "Есть человек за границей (нет: строка лишь сохраняет населённый пункт в выборке)",
        "ky": "Чет өлкөдө киши бар (жок: сап тандалган айылды тандоодо сактоо үчүн гана)",
    },
    "member": {"en": "Line of the roster", "ru": "Строка в списке членов", "ky": "Тизмедеги катары"},
    "stratum": {"en": "Stratum of the sample", "ru": "Страта выборки", "ky": "Тандоонун катмары"},
    "cluster": {"en": "Sampling community", "ru": "Населённый пункт выборки", "ky": "Тандалган айыл же конуш"},
    "weight": {"en": "Weight", "ru": "Вес", "ky": "Салмак"},
    "oblast": {"en": "Oblast", "ru": "Область", "ky": "Облус"},
    "residence": {"en": "Town or village", "ru": "Город или село", "ky": "Шаар же айыл"},
}


@dataclass(frozen=True)
class Harmonised:
    """What a recipe made of a folder.

    *waves* holds year → unit → data, *data* unit → data of all waves together (column ``wave``), *designs* unit →
    design of all waves, *report* what was found and what was not.
    """

    recipe: str
    waves: Mapping[int, Mapping[Unit, Data]]
    data: Mapping[Unit, Data]
    designs: Mapping[Unit, Design]
    report: Report

    def write(self, out: Path) -> list[Path]:
        """Parquet for each unit of each wave and of all waves, designs as YAML, the report as text and JSON."""
        out.mkdir(parents=True, exist_ok=True)
        written = []
        for unit, data in self.data.items():
            written.append(_parquet(data, out / f"{unit}.parquet"))
            design = out / f"{unit}.design.yaml"
            design.write_text(yaml.safe_dump(_plain(self.designs[unit]), sort_keys=False), "utf-8", newline="\n")
            written.append(design)
        for year, units in self.waves.items():
            written += [_parquet(data, out / f"{unit}-{year}.parquet") for unit, data in units.items()]
        for name, text in (("report.txt", self.report.as_text()), ("report.json", self.report.as_json())):
            (out / name).write_text(text + "\n", "utf-8", newline="\n")
            written.append(out / name)
        return written


def read(folder: Path, recipe: Recipe) -> Harmonised:
    """A folder of files as downloaded, by a recipe.

    Raises:
        RecipeError: no folder, no file of the recipe's kind, or no wave in it; the text says what to do.
    """
    notebook, store = Notebook(), Store()
    found = _waves(folder, recipe, notebook, store)
    built = []
    for wave, bundle in sorted(found.items(), key=lambda one: one[0].year):
        tables = Tables(bundle, wave.year, notebook, store)
        if recipe.year_from:
            wave = _dated(wave, recipe, tables, notebook)  # noqa: PLW2901
        made = Builder(wave, tables, recipe, notebook).build()
        if made:
            built.append(made)
    if not built:
        reasons = " ".join(line.text for line in notebook.lines if line.sort in ("missing", "refused"))
        raise RecipeError(f"No wave of {recipe.title['en']} was recognised in {folder}. {reasons}".strip())
    return _harmonised(built, recipe, notebook)


def _waves(folder: Path, recipe: Recipe, notebook: Notebook, store: Store) -> dict[Wave, Bundle]:
    """Each wave that is there with its files; sentences about files that belong to none."""
    found: dict[int, tuple[Wave, Bundle]] = {}
    strange: dict[str, list[Path]] = {}
    for bundle in bundles(data_files(folder, recipe), folder, recipe):
        own = {stem: paths for stem, paths in bundle.files.items() if re.search(recipe.own_files, stem)}
        strange[bundle.place] = [path for stem, paths in bundle.files.items() if stem not in own for path in paths]
        wave = recognise(Bundle(bundle.place, own), recipe, notebook, store) if own else None
        if wave and wave.year in found:
            before = found[wave.year][1]
            text = (
                f"{bundle.place} holds the same wave as {before.place}; {before.place} is read, {bundle.place} is not."
            )
            notebook.say("note", wave.year, bundle.place, text)
        elif wave:
            found[wave.year] = (wave, Bundle(bundle.place, own))
            called = wave.year or recipe.title["en"]
            notebook.say("found", wave.year, "wave", f"{_place(bundle)} is laid out as {called}.")
            _say_twice(wave, own, folder, notebook)
    taken = _say_absent(found, strange, notebook, store)
    for path in (path for paths in strange.values() for path in paths if path not in taken):
        text = (
            f"It belongs to no layout of {recipe.title['en']} that is known and is not read. Take it out of the "
            "folder, or give it back the name it was downloaded with."
        )
        notebook.say("refused", 0, path.name, text)
    return dict(found.values())


def _say_twice(wave: Wave, files: Mapping[str, tuple[Path, ...]], folder: Path, notebook: Notebook) -> None:
    """A file that lies in two places of a wave: which one is read."""
    for paths in files.values():
        first, *others = [path.relative_to(folder).as_posix() for path in paths if path.suffix == paths[0].suffix]
        if others:
            text = f"It is there {len(others) + 1} times: {first} is read, {', '.join(others)} is not."
            notebook.say("note", wave.year, paths[0].name, text)


def _place(bundle: Bundle) -> str:
    return "The folder" if bundle.place == "." else bundle.place


def _say_absent(
    found: Mapping[int, tuple[Wave, Bundle]], strange: Mapping[str, list[Path]], notebook: Notebook, store: Store
) -> set[Path]:
    """Sentences about files that a recognised wave should have; gives the files known under another name."""
    taken: set[Path] = set()
    for wave, bundle in found.values():
        renamed = other_names(wave, bundle, strange[bundle.place], store)
        needed = {mark.partition(".")[0] for mark in missing_marks(wave, Tables(bundle, 0, Notebook(), store))}
        for stem in sorted((needed | set(renamed)) - set(bundle.files)):
            if path := renamed.get(stem):
                taken.add(path)
                text = f"It is not there, but {path.name} holds its columns: name that file {stem}{path.suffix} again."
                notebook.say("missing", wave.year, f"{stem}{path.suffix}", text)
            else:
                text = "It is not there. Put it into the folder of the wave under the name it was downloaded with."
                notebook.say("missing", wave.year, stem, text)
    return taken


def _dated(wave: Wave, recipe: Recipe, tables: Tables, notebook: Notebook) -> Wave:
    """The wave in the year in which most of its interviews were made."""
    file, _, column = recipe.year_from.partition(".")
    table = tables.get(file)
    years = [] if table is None or column not in table.frame else [as_number(one) for one in table.frame[column]]
    known = [int(year) for year in years if year is not None and not isnan(year)]
    if not known:
        raise RecipeError(
            f"{file} has no column {column} with the year of the interview: export all columns of the form."
        )
    year = max(set(known), key=known.count)
    if others := sum(one != year for one in known):
        notebook.say("note", year, column, f"{others} interviews are of another year; sums are in som of {year}.")
    return replace(wave, year=year)


def _harmonised(built: list[Built], recipe: Recipe, notebook: Notebook) -> Harmonised:
    """Frames of all waves, linked, as data with codebooks."""
    frames = _linked(built, recipe, notebook)
    _compare(frames, built, recipe, notebook)
    weighted = all(frame["household"]["weight"].notna().all() for frame in frames.values())
    if not weighted and any(frame["household"]["weight"].notna().any() for frame in frames.values()):
        text = "Some waves have weights and some have none, so all waves together are used without weights."
        notebook.say("refused", 0, "weight", text)
    waves = {
        year: {unit: _data(frame, unit, year, recipe) for unit, frame in of.items()} for year, of in frames.items()
    }
    pooled: dict[Unit, Data] = {}
    for unit in UNITS:
        if of := [frame[unit] for frame in frames.values() if unit in frame]:
            pooled[unit] = _data(pd.concat(of, ignore_index=True), unit, 0, recipe)
    designs = {unit: _design(data, weighted) for unit, data in pooled.items()}
    return Harmonised(recipe.name, waves, pooled, designs, notebook.report())


def _linked(built: list[Built], recipe: Recipe, notebook: Notebook) -> dict[int, dict[Unit, pd.DataFrame]]:
    """Frames with the wave, the stratum and the names over all waves."""
    roots = linking.families(pair for wave in built for pair in wave.pairs)
    frames: dict[int, dict[Unit, pd.DataFrame]] = {}
    for wave in built:
        frames[wave.year] = {}
        for unit, frame in wave.frames.items():
            keys = {
                "wave": wave.year,
                "household_linked": linking.linked_household(wave.year, frame["household"], roots),
                "stratum": _stratum(frame, recipe),
            }
            frames[wave.year][unit] = pd.concat([frame, pd.DataFrame(keys, index=frame.index)], axis=1)
    persons = {year: of["person"] for year, of in frames.items() if "person" in of}
    people, refused = linking.linked_persons(persons)
    for year, of in frames.items():
        if "person" in of:
            of["person"]["person_linked"] = people[year]
            if "migrant" in of:
                same = of["person"].drop_duplicates("person").set_index("person")["person_linked"]
                of["migrant"]["person_linked"] = of["migrant"]["person"].map(same)
    _say_links(frames, bool(roots), refused, notebook)
    return frames


def _say_links(
    frames: Mapping[int, Mapping[Unit, pd.DataFrame]], linked: bool, refused: int, notebook: Notebook
) -> None:
    if len(frames) < 2:
        return
    if not linked:
        text = (
            "No control file repeats the households' numbers of another wave (hhid10, hhid11 …), so households and "
            "persons are not linked between waves. Put the control files of all waves beside the others."
        )
        notebook.say("missing", 0, "links", text)
        return
    every = pd.concat([frame["household"][["wave", "household_linked"]] for frame in frames.values()])
    waves = every.groupby("household_linked")["wave"].nunique()
    both = int((waves == len(frames)).sum())
    notebook.say(
        "found", 0, "links", f"{both} households are in all {len(frames)} waves, {int((waves > 1).sum())} in several."
    )
    if refused:
        text = f"{refused} persons have another sex or year of birth, or a double, on their line: not linked."
        notebook.say("note", 0, "links", text)


def _stratum(frame: pd.DataFrame, recipe: Recipe) -> pd.Series:
    """The stratum as text, such as ``osh rural``; empty parts are left out."""
    joined = pd.Series("", index=frame.index, dtype=object)
    for name in recipe.strata:
        joined = joined + " " + frame[name].fillna("").astype(str)
    joined = joined.str.strip()
    return joined.where(joined != "", None)


def _compare(
    frames: Mapping[int, Mapping[Unit, pd.DataFrame]], built: list[Built], recipe: Recipe, notebook: Notebook
) -> None:
    """The counts that users of the study printed, beside the same counts here."""
    invented = [wave.year for wave in built if wave.synthetic]
    for year in invented:
        text = "The files say that they are synthetic: counts of the real study do not apply to them."
        notebook.say("check", year, "counts", text)
    for count in recipe.counts:
        if count.wave in frames and count.wave not in invented and count.level in frames[count.wave]:
            notebook.say("check", count.wave, count.what, _checked(count, frames[count.wave][count.level], recipe))


def _checked(count: Count, frame: pd.DataFrame, recipe: Recipe) -> str:
    here = int(rows_where(count.where, frame, recipe).sum())
    expected = str(count.least) if count.least == count.most else f"{count.least} to {count.most}"
    if count.least <= here <= count.most:
        return f"{here} rows, as users of the study printed."
    return (
        f"{here} rows, but users of the study printed {expected}. Your copy may be of another release: compare its "
        "value labels with the report before you use it."
    )


def _design(data: Data, weighted: bool) -> Design:
    """Only what the files hold: weights where every household has one, strata and clusters where they are known."""
    rows = data.rows
    assert isinstance(rows, pa.Table)
    cluster = ("cluster",) if rows["cluster"].null_count == 0 else ()
    strata = ("stratum",) if rows["stratum"].null_count == 0 else ()
    return Design(weight="weight" if weighted else None, strata=strata, clusters=cluster)


def _data(frame: pd.DataFrame, unit: Unit, year: int, recipe: Recipe) -> Data:
    """A frame as Arrow with its codebook; columns in the order of keys and questions, none that nobody answered."""
    asked = [name for name in recipe.questions if name in frame and (frame[name].notna().any() or not year)]
    why = [name for name in frame if name.endswith("__why") and frame[name].notna().any()]
    keys = [name for name in KEYS if name in frame]
    columns = {name: _array(frame[name], name, recipe) for name in [*keys, *asked, *why]}
    variables = {name: _variable(name, recipe, f"{name}__why" in why) for name in columns if name not in why}
    if unit == "migrant":
        variables = {name: _listed(one) if name in asked else one for name, one in variables.items()}
    title = f"{recipe.title['en']}, {year or 'all waves'}, {unit}"
    return Data(pa.table(columns), Codebook(variables, title, recipe.source))


def _array(values: pd.Series, name: str, recipe: Recipe) -> pa.Array:
    """Numbers as numbers (whole ones for keys), codes as text; empty is null."""
    asked = recipe.questions.get(name)
    if name in ("wave", "household", "person", "member", "cluster"):
        number = pd.to_numeric(values, errors="coerce")
        if number.notna().sum() == values.notna().sum():
            return pa.array(number.astype("Int64"), type=pa.int64(), from_pandas=True)
    if name == "weight" or (asked and asked.kind == "number"):
        return pa.array(pd.to_numeric(values, errors="coerce"), type=pa.float64(), from_pandas=True)
    return pa.array(values.astype(object).map(str, na_action="ignore"), type=pa.string(), from_pandas=True)


def _variable(name: str, recipe: Recipe, reasons: bool) -> Variable:
    """A column in the codebook; one with a column of reasons beside it has them as levels that are missing."""
    if name in recipe.questions:
        variable = recipe.questions[name].variable()
        return replace(variable, levels=(*variable.levels, *money.WHY)) if reasons else variable
    listed = recipe.lists.get("yes-no" if name == "listed" else name, ())
    levels = tuple(Level(one.code, one.labels) for one in listed)
    kind: Kind = "category" if levels or name in ("wave", "stratum", "cluster") else "text"
    return Variable(name, "number" if name == "weight" else kind, KEYS[name], levels)


def _listed(variable: Variable) -> Variable:
    """A question of the file of members abroad: asked only in the rows of somebody."""
    rule = f"listed == 'yes' and {variable.asked_if}" if variable.asked_if else "listed == 'yes'"
    return replace(variable, asked_if=rule)


def _parquet(data: Data, path: Path) -> Path:
    assert isinstance(data.rows, pa.Table)
    schema = with_codebook(data.rows.schema, data.codebook)
    pq.write_table(data.rows.replace_schema_metadata(schema.metadata), path, compression="zstd")
    return path


def _plain(design: Design) -> dict[str, object]:
    """A design as YAML holds it: lists, no tuples."""
    return {name: list(one) if isinstance(one, tuple) else one for name, one in design.as_mapping().items()}
