"""Values of indicators from what others know: published figures, estimates of a survey, codes of interviews.

Each function turns results into observations and computes nothing new. What is not certain stays visible as flags:

* ``contradicted`` and ``contradicted-by:ID`` – a check of the register, or a person, found the other side;
* ``range``, ``no-year``, ``one-person`` – how a figure is printed;
* ``hidden``, ``small-base``, ``wide`` … – the rules by which estimates are shown, see :mod:`tayanch.survey.results`;
* ``no-sample`` – counts of interviews, of which no share of people follows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tayanch.figures.model import Figure, Finding
from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.model import Derivation, Groups, Indicator, Observation
from tayanch.interviews.matrices import Matrix
from tayanch.survey.results import HIDDEN_BASE, SHAKY_BASE, Estimate

SMALLEST = 5  # a count of people from 1 to 4 is not told; see tayanch.disclosure

_YEARS = re.compile(r"(\d{4})\s*[-–/]\s*(\d{4})")
# Answers of the survey's questions that the vocabulary calls otherwise.
_CONCEPTS = {
    "country": {"russia": "ru", "kazakhstan": "kz", "turkiye": "tr"},
    "sector": {"beauty-health": "beauty-and-health"},
}
_SEXES = {"woman": "female", "man": "male"}  # what interviews say of a speaker


@dataclass(frozen=True)
class Made:
    """By what and when values were made: version of the program, ISO date. Given, because nothing here has a clock."""

    program: str = ""
    at: str = ""


# --- published figures -----------------------------------------------------------------------------------------------


def chosen(indicator: Indicator, figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures that an indicator of the kind ``figures`` puts side by side, in their order.

    Those with a value whose fields are in every list of the query, and those whose ids it names.
    """
    query, found = indicator.query, []
    ids = frozenset(query.get("ids", ()))
    fields = {"measures": "measure", "topics": "topic", "populations": "population", "units": "unit"}
    fields |= {"destinations": "destination", "origins": "origin"}
    lists = {fields[key]: frozenset(query[key]) for key in fields if key in query}
    for figure in figures:
        is_meant = bool(lists) and all(getattr(figure, name) in wanted for name, wanted in lists.items())
        if figure.value is not None and (is_meant or figure.id in ids):
            found.append(figure)
    return tuple(found)


def from_figures(
    indicator: Indicator,
    figures: Iterable[Figure],
    findings: Iterable[Finding],
    made: Made = Made(),
    *,
    documents: Mapping[str, str] | None = None,
) -> tuple[Observation, ...]:
    """Published figures as observations, one each, exactly as printed.

    *documents*: id of a document → how a source line names it; its id without.

    Groups: ``sex`` where the figure is of one, ``origin`` and ``country`` as ids of the vocabulary, and ``figure`` with
    the id, because several may speak of the same. A range has its lower end as value, both ends in *lower* and *upper*
    and the flag ``range``. *base* is that which is printed. Findings of severity ``note`` contradict nothing.
    """
    against, named = _against(findings), documents or {}
    return tuple(
        _published(indicator, figure, against.get(figure.id, ()), made, named.get(figure.document, figure.document))
        for figure in chosen(indicator, figures)
    )


def _against(findings: Iterable[Finding]) -> Mapping[str, tuple[str, ...]]:
    """Figure → the figures it cannot be true beside; itself when it is wrong alone."""
    found: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.severity != "note":
            for row in finding.rows:
                others = [other for other in finding.rows if other != row] or [row]
                found.setdefault(row, {}).update(dict.fromkeys(others))
    return {row: tuple(others) for row, others in found.items()}


def _published(indicator: Indicator, figure: Figure, others: tuple[str, ...], made: Made, document: str) -> Observation:
    is_range = figure.value_high is not None
    flags = [
        *(["contradicted", *(f"contradicted-by:{other}" for other in others)] if others else []),
        *(["range"] if is_range else []),
        *(["no-year"] if not figure.year else []),
        *(["one-person"] if figure.base == 1 else []),
    ]
    value = float(figure.value) if figure.value is not None else None
    return Observation(
        indicator=indicator.id,
        version=indicator.version,
        period=_YEARS.sub(r"\1/\2", figure.year),
        groups=_figure_groups(figure),
        value=value,
        unit=figure.unit,
        base=figure.base,
        lower=value if is_range else None,
        upper=float(figure.value_high) if figure.value_high is not None else None,
        flags=tuple(flags),
        source=". ".join(part for part in (f"{document}, {figure.id}", figure.source, figure.place) if part),
        derivation=Derivation(
            query=f"figure {figure.id}: {figure.measure}; {figure.population}",
            inputs={figure.id: _sha(figure)},
            rows=1,
            method=indicator.method.en,
            program=made.program,
            at=made.at,
        ),
    )


def _figure_groups(figure: Figure) -> Groups:
    given = (
        ("sex", figure.sex if figure.sex in ("female", "male") else ""),
        ("origin", figure.origin.lower()),
        ("country", figure.destination.lower()),
        ("figure", figure.id),
    )
    return tuple((name, code) for name, code in given if code)


def _sha(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


# --- surveys ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Survey:
    """Where estimates come from. *period*: the year they are about; *fingerprint*: SHA-256 of the file that was read;
    *design*, *method*: how it was drawn and estimated, in words; *is_counted*: rows have no weights, so that estimates
    are counts of people."""

    title: str
    period: str
    source: str = ""
    fingerprint: str = ""
    design: str = ""
    method: str = ""
    rows: int = 0
    is_counted: bool = False


def from_estimates(
    indicator: Indicator, estimates: Iterable[Estimate], survey: Survey, made: Made = Made()
) -> tuple[Observation, ...]:
    """Estimates of a survey as observations; of a proportion those of the answer that the definition means.

    The groups of an estimate become those of the observation, in the vocabulary's words; a group ``wave`` becomes the
    period. An estimate from fewer than 25 answers, or that cannot be known, has no value and the flag ``hidden``; one
    from 25 to 49 has ``small-base``. A base of 1 to 4 is not told, nor are the bases of the groups that hold it, from
    which it could be had by subtraction; of a file without weights the same holds for estimates.

    Raises:
        DefinitionError: the indicator does not come from a survey, or no estimate is of its question.
    """
    if indicator.source != "survey":
        raise DefinitionError(f"{indicator.id} does not come from a survey but from {indicator.source}")
    query = indicator.query
    wanted = f"{query['of']}/{query['over']}" if query["stat"] == "ratio" else query["of"]
    level = query.get("level", query.get("probability"))
    cells = [one for one in estimates if one.variable == wanted and (level is None or one.level == level)]
    if not cells:
        asked = f"{wanted} = {level}" if level is not None else str(wanted)
        raise DefinitionError(f"{indicator.id} asks for {asked}; no estimate is of that. Tabulate it first.")
    bare = _withheld(cells, lambda one: 0 < one.n < SMALLEST)
    small = _withheld(cells, _is_small_count) if survey.is_counted else frozenset()
    asked_of = f"{query['stat']} of {wanted}" + (f" where {query['where']}" if query.get("where") else "")
    derivation = Derivation(
        query=asked_of,
        inputs={survey.title: survey.fingerprint},
        rows=survey.rows,
        method=" ".join(part for part in (survey.method, survey.design) if part),
        program=made.program,
        at=made.at,
    )
    return tuple(
        _estimated(indicator, one, survey, derivation, is_bare=number in bare, is_small=number in small)
        for number, one in enumerate(cells)
    )


def _is_small_count(one: Estimate) -> bool:
    return one.estimate is not None and 0 < round(one.estimate * one.n) < SMALLEST


def _withheld(cells: Sequence[Estimate], is_small: Callable[[Estimate], bool]) -> frozenset[int]:
    """Places of the cells that are small, and of every margin that holds one of them.

    A margin lacks some of the groups and agrees in the others. Every equation that has a small cell in it then lacks
    its margin too, so nothing can be subtracted.
    """
    small = [set(_known(one)) for one in cells if is_small(one)]
    held = {place for place, one in enumerate(cells) if any(set(_known(one)) <= groups for groups in small)}
    return frozenset(held)


def _known(one: Estimate) -> Iterator[tuple[str, str]]:
    return ((name, str(value)) for name, value in one.by.items() if value is not None)


def _estimated(
    indicator: Indicator, one: Estimate, survey: Survey, derivation: Derivation, *, is_bare: bool, is_small: bool
) -> Observation:
    flags = [flag for flag in one.flags if flag not in ("hidden-base", "shaky-base")]
    flags += ["small-count"] if is_small else []
    if one.n < HIDDEN_BASE or one.estimate is None or is_small:
        flags = ["hidden", *flags]
        one_value = se = lower = upper = None
    else:
        flags = [*(["small-base"] if one.n < SHAKY_BASE else []), *flags]
        one_value, se, lower, upper = one.estimate, one.se, one.lower, one.upper
    groups, period = _survey_groups(one, survey.period)
    return Observation(
        indicator=indicator.id,
        version=indicator.version,
        period=period,
        groups=groups,
        value=one_value,
        unit=indicator.unit,
        base=None if is_bare else one.n,
        se=se,
        lower=lower,
        upper=upper,
        flags=tuple(dict.fromkeys(flags)),
        source=". ".join(part for part in (survey.title, survey.source) if part),
        derivation=derivation,
    )


def _survey_groups(one: Estimate, period: str) -> tuple[Groups, str]:
    codes = dict(_known(one))
    wave = codes.pop("wave", "")
    names = sorted(codes, key=lambda name: name != "sex")  # sex first, the others as they were asked
    found = tuple((name, _CONCEPTS.get(name, {}).get(codes[name], codes[name])) for name in names)
    return found, wave.removesuffix(".0") or period


# --- interviews ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Study:
    """Where counts come from. *names*: id of a code → its name in the codebook, such as ``WAGE-NONPAY``."""

    title: str
    period: str
    names: Mapping[str, str]
    fingerprint: str = ""


def from_matrix(indicator: Indicator, matrix: Matrix, study: Study, made: Made = Made()) -> tuple[Observation, ...]:
    """Counts of documents and speakers for each code that the definition names, in each group of the matrix.

    One observation for each code, group and way of counting: groups ``(attribute, value)``, ``code``, ``counted``.
    *base* is how many documents or speakers could have said it. There is never a share, and codes are never added:
    the same speaker may stand under several. A code that the study does not have gives nothing.

    Raises:
        DefinitionError: the indicator does not come from interviews.
    """
    if indicator.source != "interviews":
        raise DefinitionError(f"{indicator.id} does not come from interviews but from {indicator.source}")
    wanted = set(indicator.query["codes"])
    codes = [code for code in matrix.codes if study.names.get(code, code) in wanted]
    derivation = Derivation(
        query=f"codes {', '.join(indicator.query['codes'])}, by {matrix.attribute or matrix.kind}",
        inputs={study.title: study.fingerprint},
        rows=sum(matrix[code, group].passages for code in codes for group in matrix.groups),
        method=f"{matrix.method('en')} {matrix.note('en')}",
        program=made.program,
        at=made.at,
    )
    return tuple(
        _counted(indicator, matrix, study, derivation, (code, group, counted))
        for code in codes
        for group in matrix.groups
        for counted in indicator.query["count"]
    )


def _counted(
    indicator: Indicator, matrix: Matrix, study: Study, derivation: Derivation, place: tuple[str, str, str]
) -> Observation:
    code, group, counted = place
    number = getattr(matrix[code, group], counted)
    base = getattr(matrix.bases[group], counted, None)
    attribute = "sex" if matrix.attribute in ("sex", "gender") else matrix.attribute or "told"
    return Observation(
        indicator=indicator.id,
        version=indicator.version,
        period=study.period,
        groups=((attribute, _SEXES.get(group, group)), ("code", study.names.get(code, code)), ("counted", counted)),
        value=float(number),
        unit=counted,
        count=float(number),
        base=None if base is None else float(base),
        flags=("no-sample",),
        source=study.title,
        derivation=derivation,
    )
