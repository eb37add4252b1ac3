"""Labels in further languages, from a table that translators fill or from YAML.

The table (CSV) has the columns ``variable``, ``code`` (empty for the question itself), ``ky``, ``ru``, ``en``::

    variable,code,ky,ru,en
    sex,,Жынысы,Пол,Sex
    sex,2,Аял,Женщина,Woman

YAML says the same and more::

    sex:
      labels: {ky: Жынысы, ru: Пол, en: Sex}
      levels: {2: {ky: Аял, ru: Женщина, en: Woman}}
      universe: {en: Everybody aged 15 and over}
      asked_if: age >= 15
      unit: ""
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from tayanch.survey.codebook import Codebook, CodebookError, Labels, Level, Variable
from tayanch.survey.expressions import ExpressionError, parse

LANGUAGES = ("ky", "ru", "en")
_KNOWN = {"labels", "levels", "universe", "asked_if", "unit"}


def translated(codebook: Codebook, path: Path) -> Codebook:
    """*codebook* with the texts of a CSV or YAML file laid over its own; what the file leaves empty stays.

    Raises:
        CodebookError: the file cannot be read, or names a column, code or language that is not known.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        given = _table(text) if path.suffix.lower() == ".csv" else yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, csv.Error) as error:
        raise CodebookError(f"{path.name} cannot be read: save it as CSV or YAML in UTF-8. ({error})") from error
    if not isinstance(given, Mapping):
        raise CodebookError(f"{path.name} holds no labels: lines such as 'sex: {{labels: {{ky: …}}}}' are expected.")
    return with_texts(codebook, given)


def with_texts(codebook: Codebook, given: Mapping[str, Mapping[str, Any]]) -> Codebook:
    """*codebook* with the texts of *given*, variables by name as in the YAML above."""
    if unknown := [str(name) for name in given if name not in codebook.variables]:
        raise CodebookError(f"Labels are given for columns that are not there: {', '.join(unknown)}.")
    for name, texts in given.items():
        codebook = codebook.with_variable(_with(codebook[name], texts))
    return codebook


def as_table(codebook: Codebook) -> str:
    """The table to be filled, with the texts that there are; ``original`` shows those whose language is not told."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["variable", "code", *LANGUAGES, "original"])
    for variable in codebook:
        rows = [("", variable.labels), *((level.code, level.labels) for level in variable.levels)]
        for code, labels in rows:
            writer.writerow([variable.name, code, *(labels.get(one, "") for one in LANGUAGES), labels.get("", "")])
    return out.getvalue()


def _table(text: str) -> dict[str, dict[str, Any]]:
    """The mapping that a table says."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {"variable", "code"} <= set(rows.fieldnames or ()):
        raise CodebookError("The table of labels needs the columns variable, code, ky, ru and en.")
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = found.setdefault((row["variable"] or "").strip(), {"labels": {}, "levels": {}})
        texts = {language: text for language in LANGUAGES if (text := (row.get(language) or "").strip())}
        if code := (row["code"] or "").strip():
            entry["levels"][code] = texts
        else:
            entry["labels"] = texts
    return found


def _with(variable: Variable, given: Mapping[str, Any]) -> Variable:
    """One variable with what is *given* for it."""
    if not isinstance(given, Mapping) or (unknown := sorted(set(given) - _KNOWN)):
        said = ", ".join(unknown) if isinstance(given, Mapping) else str(given)
        raise CodebookError(f"{variable.name}: {said} is not known. Known: {', '.join(sorted(_KNOWN))}.")
    rule = given.get("asked_if", variable.asked_if)
    try:
        parse(rule) if rule else None
    except ExpressionError as error:
        raise CodebookError(f"{variable.name}: the skip rule cannot be read. {error}") from error
    return replace(
        variable,
        labels=_over(variable.name, variable.labels, given.get("labels")),
        universe=_over(variable.name, variable.universe, given.get("universe")),
        levels=_levels(variable, given.get("levels") or {}),
        asked_if=rule or None,
        unit=given.get("unit", variable.unit),
    )


def _levels(variable: Variable, given: Mapping[object, Labels]) -> tuple[Level, ...]:
    texts = {str(code): labels for code, labels in given.items()}
    if unknown := sorted(set(texts) - {str(level.code) for level in variable.levels}):
        raise CodebookError(f"{variable.name} has no answer with the code {', '.join(unknown)}.")
    return tuple(
        replace(level, labels=_over(variable.name, level.labels, texts.get(str(level.code))))
        for level in variable.levels
    )


def _over(name: str, own: Labels, given: Any) -> Labels:
    """Labels with those that are *given* over them."""
    if not given:
        return own
    if not isinstance(given, Mapping) or (strange := sorted(set(map(str, given)) - set(LANGUAGES))):
        said = ", ".join(strange) if isinstance(given, Mapping) else "a text without a language"
        raise CodebookError(f"{name}: {said} stands where a language is expected: ky, ru or en.")
    return {**own, **{language: str(text) for language, text in given.items() if text}}
