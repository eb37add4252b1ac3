"""Recipes as they stand in their folders: YAML data read into values that can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from tayanch.survey.codebook import Kind, Labels, Level, Variable
from tayanch.survey.recipes.reporting import RecipeError

HOME = Path(__file__).parent
LANGUAGES = ("ky", "ru", "en")
Unit = Literal["household", "migrant", "person"]
UNITS: tuple[Unit, ...] = ("household", "migrant", "person")


@dataclass(frozen=True, slots=True)
class Answer:
    """A harmonised answer; *words* are patterns of which one stands in a file's own label of it."""

    code: str
    labels: Labels
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A harmonised question of households, migrants or persons.

    *number* is its place in the list of nineteen, *look_back* the period asked about (ISO 8601), *derived* conditions
    over other questions that make an answer, the first that holds; *needs* names a question that the wave must have
    asked, else nobody has an answer.
    """

    name: str
    level: Unit
    kind: Kind
    labels: Labels
    number: str = ""
    answers: tuple[Answer, ...] = ()
    universe: Labels = field(default_factory=dict)
    look_back: str = ""
    unit: str = ""
    asked_if: str | None = None
    derived: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""

    def label(self, language: str) -> str:
        """The question's words."""
        return self.labels[language]

    def variable(self) -> Variable:
        """The question as it stands in a codebook."""
        levels = tuple(Level(answer.code, answer.labels) for answer in self.answers)
        return Variable(
            self.name,
            self.kind,
            self.labels,
            levels,
            self.asked_if,
            self.universe,
            self.unit,
            look_back=self.look_back,
        )


@dataclass(frozen=True, slots=True)
class Where:
    """Rows of a file: those whose *column* holds one of *codes*, or a code whose label has one of the words."""

    column: str
    codes: tuple[float | str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of codes and what they mean; *others* is what every code means that is not listed."""

    column: str
    codes: Mapping[float | str, str]
    others: str | None = None
    labels_differ: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """A sum with its currency (a code for all, or a column) and period (a column, or none for a year's sum).

    *assumed* are codes of the period whose meaning users of the data supposed.
    """

    file: str
    amount: str
    currency: str | Coded
    period: Coded | None = None
    assumed: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question's answer stands in a wave.

    Columns by name, or by words of their label (*look_for*); *sure* names need no such words. *ticked* is the prefix
    of a list of boxes: an empty box of a row with any box ticked is a no.
    """

    files: tuple[str, ...]
    columns: tuple[str, ...] = ()
    look_for: tuple[str, ...] = ()
    sure: bool = True
    codes: Mapping[float | str, str] = field(default_factory=dict)
    others: str | None = None
    labels_differ: bool = False
    any: bool = False
    reduce: str = ""
    missing: frozenset[float] = frozenset()
    where: Where | None = None
    zero_if: Where | None = None
    times: float = 1
    present: bool = False
    ticked: str = ""


Sources = tuple[Source | Money, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The file with a row for each person or migrant, and its keys; *counted_by*: a row with any of these counts."""

    file: str
    household: str
    member: str | None
    counted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The files that tell which households took part and how they came into the sample, with their columns."""

    files: tuple[str, ...]
    household: tuple[str, ...] = ("hhid",)
    cluster: tuple[str, ...] = ()
    oblast: tuple[str, ...] = ()
    residence: tuple[str, ...] = ()
    weight: tuple[str, ...] = ()
    took_part: tuple[str, tuple[float | str, ...]] | None = None
    oblast_codes: Mapping[float | str, str] = field(default_factory=dict)
    residence_codes: Mapping[float | str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Wave:
    """One wave's layout: what its folder is called, which files and columns tell it, where each answer stands."""

    year: int
    paths: tuple[str, ...]
    marks: tuple[str, ...]
    frame: Frame
    persons: Rows | None
    migrants: Rows | None
    sources: Mapping[str, Sources]
    not_asked: Mapping[str, str]
    same_household: Mapping[int, int]

    @property
    def files(self) -> frozenset[str]:
        """Every file that the wave reads."""
        rows = {rows.file for rows in (self.persons, self.migrants) if rows}
        marked = {mark.partition(".")[0] for mark in self.marks}
        return frozenset(rows | marked | set(self.columns))

    @property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """File to the columns that the wave knows in it."""
        found: dict[str, set[str]] = {}
        for source in (one for sources in self.sources.values() for one in sources):
            if isinstance(source, Money):
                names = {
                    source.amount,
                    *(one.column for one in (source.currency, source.period) if isinstance(one, Coded)),
                }
                found.setdefault(source.file, set()).update(names)
            elif source.columns:
                found.setdefault(source.files[0], set()).update(source.columns)
        for mark in self.marks:
            file, _, column = mark.partition(".")
            found.setdefault(file, set()).update({column} - {""})
        return {file: frozenset(names) for file, names in found.items()}


@dataclass(frozen=True, slots=True)
class Rate:
    """Som for one unit of a currency in a year."""

    year: int
    currency: str
    som: float
    confidence: str


@dataclass(frozen=True, slots=True)
class Count:
    """A count that users of the study printed: rows of *level* for which *where* holds."""

    wave: int
    level: Unit
    where: str
    least: int
    most: int
    what: str


@dataclass(frozen=True)
class Recipe:
    """A folder's data: questions, waves, rates, counts."""

    name: str
    title: Labels
    source: str
    where_to_get: str
    suffixes: tuple[str, ...]
    parts: frozenset[str]
    own_files: str
    weights: str
    strata: tuple[str, ...]
    questions: Mapping[str, Question]
    lists: Mapping[str, tuple[Answer, ...]]
    waves: tuple[Wave, ...]
    rates: tuple[Rate, ...]
    counts: tuple[Count, ...]
    year_from: str = ""
    file_names: Mapping[str, str] = field(default_factory=dict)


def names() -> tuple[str, ...]:
    """The recipes there are: folders with a ``recipe.yaml``."""
    return tuple(sorted(path.parent.name for path in HOME.glob("*/recipe.yaml")))


def load(name: str, *, rates: Path | None = None, columns: Path | None = None) -> Recipe:
    """A recipe by name, with the user's own *rates* and names of *columns* (YAML files) laid over it.

    Raises:
        RecipeError: no such recipe, or a file that is no YAML or holds something else.
    """
    if name not in names():
        raise RecipeError(f"There is no recipe {name!r}. There are: {', '.join(names())}.")
    home = HOME / name
    given, asked = _yaml(home / "recipe.yaml"), _yaml(HOME / "questions.yaml")
    own = _yaml(columns) if columns else {}
    found_rates = [_yaml(path) for path in (home / "rates.yaml", rates) if path and path.exists()]
    counts = _yaml(home / "counts.yaml")["counts"] if (home / "counts.yaml").exists() else []
    lists = {key: tuple(_answer(one) for one in answers) for key, answers in asked["lists"].items()}
    return Recipe(
        name=name,
        title=given["title"],
        source=given["source"],
        where_to_get=given["where_to_get"],
        suffixes=tuple(given["suffixes"]),
        parts=frozenset(given.get("parts", ())),
        own_files=given.get("own_files", "$^"),
        weights=given.get("weights", ""),
        strata=tuple(given.get("strata", ())),
        questions={key: _question(key, one, asked, lists) for key, one in asked["questions"].items()},
        lists=lists,
        waves=tuple(_wave(one, given, own.get(one["wave"], {})) for one in given["waves"]),
        rates=_rates(found_rates),
        counts=tuple(_count(one) for one in counts),
        year_from=given.get("year_from", ""),
        file_names=given.get("file_names", {}),
    )


def _yaml(path: Path) -> dict[Any, Any]:
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise RecipeError(f"{path.name} cannot be read as YAML: {error}") from error
    if not isinstance(given, dict):
        raise RecipeError(f"{path.name} holds no list of names and values. See the how-to for its shape.")
    return given


def _tuple(given: Any) -> tuple[Any, ...]:
    if given is None:
        return ()
    return tuple(given) if isinstance(given, list | tuple) else (given,)


def _labels(given: Mapping[str, Any]) -> dict[str, str]:
    return {language: str(given[language]) for language in LANGUAGES if language in given}


def _answer(given: Mapping[str, Any]) -> Answer:
    return Answer(str(given["code"]), _labels(given), tuple(given.get("words", ())))


def _question(name: str, given: Mapping[str, Any], asked: Mapping[str, Any], lists: Mapping[str, Any]) -> Question:
    return Question(
        name,
        given["level"],
        given["kind"],
        _labels(given),
        given.get("number", ""),
        lists[given["list"]] if "list" in given else (),
        _labels(asked["universes"][given["universe"]]),
        given.get("look_back", ""),
        given.get("unit", ""),
        given.get("asked_if"),
        given.get("derived", {}),
        given.get("needs", ""),
    )


def _wave(given: Mapping[str, Any], recipe: Mapping[str, Any], own: Mapping[str, Any]) -> Wave:
    named = {**given.get("columns", {})}
    sources = {name: _sources(one) for name, one in named.items()}
    for name, one in given.get("labels", {}).items():
        sources[name] = (*sources.get(name, ()), *_sources(one)) if name in sources else _sources(one)
    for name, one in own.items():
        sources[name] = _overlaid(sources.get(name, ()), one)
    return Wave(
        year=given["wave"],
        paths=tuple(given.get("paths", ())),
        marks=tuple(given["marks"]),
        frame=_frame({**recipe["frame"], **given.get("frame", {})}),
        persons=_rows(given.get("persons", recipe.get("persons"))),
        migrants=_rows(given.get("migrants", recipe.get("migrants"))),
        sources=sources,
        not_asked=given.get("not_asked", {}),
        same_household=given.get("same_household", {}),
    )


def _overlaid(known: Sources, own: Any) -> Sources:
    """The source a user named: its file and column replace those of the recipe, codes stay where none are given."""
    if not isinstance(own, Mapping) or "file" not in own or not {"column", "amount"} & set(own):
        raise RecipeError("A name of one's own looks like this: times: {file: hh6b, column: h618a}.")
    made = _source(own)
    first = next((one for one in known if isinstance(one, Source)), None)
    if isinstance(made, Money) or first is None or "codes" in own:
        return (made,)
    return (replace(first, files=made.files, columns=made.columns, sure=True),)


def _frame(given: Mapping[str, Any]) -> Frame:
    took = given.get("took_part")
    named = {key: _tuple(given.get(key)) for key in ("files", "household", "cluster", "oblast", "residence", "weight")}
    return Frame(
        **named,
        took_part=(took["column"], tuple(took["absent"])) if took else None,
        oblast_codes=given.get("oblast_codes", {}),
        residence_codes=given.get("residence_codes", {}),
    )


def _rows(given: Mapping[str, Any] | None) -> Rows | None:
    if given is None:
        return None
    return Rows(given["file"], given["household"], given.get("member"), tuple(given.get("counted_by", ())))


def _sources(given: Any) -> Sources:
    return tuple(_source(one) for one in _tuple(given))


def _source(given: Mapping[str, Any]) -> Source | Money:
    if "amount" in given:
        return _money(given)
    known = {"others", "labels_differ", "any", "reduce", "times", "sure", "present", "ticked"}
    return Source(
        files=_tuple(given.get("file", given.get("files"))),
        columns=_tuple(given.get("column")),
        look_for=_tuple(given.get("look_for")),
        codes=given.get("codes", {}),
        missing=frozenset(given.get("missing", ())),
        where=_where(given.get("where")),
        zero_if=_where(given.get("zero_if")),
        **{key: value for key, value in given.items() if key in known},
    )


def _where(given: Mapping[str, Any] | None) -> Where | None:
    return Where(given["column"], _tuple(given.get("is")), _tuple(given.get("label"))) if given else None


def _coded(given: Mapping[str, Any]) -> Coded:
    return Coded(given["column"], given.get("codes", {}))


def _money(given: Mapping[str, Any]) -> Money:
    currency = given["currency"]
    return Money(
        given["file"],
        given["amount"],
        currency if isinstance(currency, str) else _coded(currency),
        _coded(given["period"]) if "period" in given else None,
        tuple(given.get("period", {}).get("assumed", ())),
    )


def _rates(given: list[dict[Any, Any]]) -> tuple[Rate, ...]:
    """All rates, later files over earlier ones."""
    found: dict[tuple[int, str], Rate] = {}
    for file in given:
        for one in file.get("rates", ()):
            try:
                rate = Rate(
                    int(one["year"]), str(one["currency"]), float(one["som"]), str(one.get("confidence", "given"))
                )
            except (KeyError, TypeError, ValueError) as error:
                raise RecipeError(
                    "A rate looks like this: {year: 2019, currency: RUB, som: 1.08, source: …}."
                ) from error
            found[rate.year, rate.currency] = rate
    return tuple(found.values())


def _count(given: Mapping[str, Any]) -> Count:
    least = given.get("rows", given.get("least"))
    most = given.get("rows", given.get("most"))
    return Count(given["wave"], given["level"], given["where"], least, most, given["what"])
