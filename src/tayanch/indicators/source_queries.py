"""What indicators ask of surveys, interviews, published figures and official series, and whether that can be asked.

Survey::

    query: {stat: proportion, of: regular, level: "yes", where: 'age >= 18'}   # see tayanch.evidence.asking.Question
    # of an indicator that is not-asked the same, by the names that the question would get, with `question` in ky, ru, en

Interviews: ``{codebook: women-migration, codes: [WAGE-NONPAY], count: [documents, speakers]}``; each code with those
below it. Figures: ``{measures: [share of women among migrants], topics: [stock]}``; those of which every given list
names what the figure has; ``ids`` names some by hand. Official: ``{series: [un-desa-stock], sdg: "10.7.1"}``; *series*
are files of the folder ``official``, *sdg* is what a file of the UN calls the indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.model import Indicator
from tayanch.vocabulary.model import LANGUAGES
from tayanch.yaml_text import read_yaml

STATISTICS = ("proportion", "mean", "total", "ratio", "quantile")
COUNTS = ("documents", "speakers", "passages")

_SURVEY = {"stat", "of", "level", "over", "probability", "where", "question", "answers"}
_INTERVIEWS = {"codebook", "codes", "count"}
_FIGURES = {"measures", "topics", "populations", "destinations", "origins", "units", "ids"}
_OFFICIAL = {"series", "sdg"}


def check_query(found: Indicator, where: str) -> None:
    """Raises DefinitionError when what *found* asks of its source does not exist there."""
    _CHECKS[found.source](found, f"{where}: query")


def _check_keys(query: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(query) - known):
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _survey(found: Indicator, where: str) -> None:
    query = found.query
    _check_keys(query, _SURVEY, where)
    if query.get("stat") not in STATISTICS or not query.get("of"):
        raise DefinitionError(f"{where}: `stat` is one of {', '.join(STATISTICS)}, and `of` names the column")
    if (query["stat"] == "proportion") != ("level" in query):
        raise DefinitionError(f"{where}: a proportion, and only a proportion, says with `level` of which answer")
    if (query["stat"] == "ratio") != ("over" in query):
        raise DefinitionError(f"{where}: a ratio, and only a ratio, says with `over` what it is divided by")
    if "not-asked" in found.flags:
        question = query.get("question")
        if not isinstance(question, Mapping) or not all(question.get(language) for language in LANGUAGES):
            raise DefinitionError(f"{where}: of what is not asked, `question` says how to ask it in ky, ru and en")
        return
    for name in filter(None, (query["of"], query.get("over", ""), *found.by)):
        if name not in columns():
            raise DefinitionError(f"{where}: no survey question gives the column {name!r}")
    answers = columns()[query["of"]]
    if "level" in query and not {*_list(query["level"])} <= {*answers}:
        raise DefinitionError(f"{where}: {query['of']} has no answer {query['level']!r}; it has {', '.join(answers)}")


def _interviews(found: Indicator, where: str) -> None:
    query = found.query
    _check_keys(query, _INTERVIEWS, where)
    known = codes(str(query.get("codebook")), where)
    if wrong := [code for code in query.get("codes", ()) if code not in known]:
        raise DefinitionError(f"{where}: the codebook has no {', '.join(map(str, wrong))}")
    if not query.get("codes") or set(query.get("count", ())) - set(COUNTS) or not query.get("count"):
        raise DefinitionError(f"{where}: `codes` and `count` (of {', '.join(COUNTS)}) are lists")


def _figures(found: Indicator, where: str) -> None:
    _check_keys(found.query, _FIGURES, where)
    if not found.query or not all(isinstance(one, list) and one for one in found.query.values()):
        raise DefinitionError(f"{where}: which figures? Give lists under {', '.join(sorted(_FIGURES))}")


def _official(found: Indicator, where: str) -> None:
    _check_keys(found.query, _OFFICIAL, where)
    files = {one.name for one in (resources.files("tayanch.indicators") / "official").iterdir()}
    if wrong := [name for name in found.query.get("series", ()) if f"{name}.yaml" not in files]:
        raise DefinitionError(f"{where}: there is no official series {', '.join(wrong)}")
    if not found.query:
        raise DefinitionError(f"{where}: give `series`, `sdg`, or both")


_CHECKS: Mapping[str, Callable[[Indicator, str], None]] = {
    "survey": _survey,
    "interviews": _interviews,
    "figures": _figures,
    "official": _official,
}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@cache
def columns() -> Mapping[str, tuple[str, ...]]:
    """Columns that a survey of the household module or of Life in Kyrgyzstan has, with the answers of each."""
    data = read_yaml((resources.files("tayanch.survey.recipes") / "questions.yaml").read_text(encoding="utf-8"))
    answers = {name: tuple(str(one["code"]) for one in many) for name, many in data["lists"].items()}
    return MappingProxyType({name: answers.get(one.get("list", ""), ()) for name, one in data["questions"].items()})


@cache
def codes(codebook: str, where: str = "") -> frozenset[str]:
    """The names of all codes of a codebook that comes with the program. Raises DefinitionError."""
    file = resources.files("tayanch.interviews") / "codebooks" / f"{codebook}.yaml"
    if not file.is_file():
        raise DefinitionError(f"{where}: there is no codebook {codebook!r}")
    data = read_yaml(file.read_text(encoding="utf-8"))
    return frozenset(code["name"] for theme in data["themes"] for code in theme["codes"])
