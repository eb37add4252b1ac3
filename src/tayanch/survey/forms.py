"""Forms as XLSForm workbooks: the codebook of what they will bring, and what is wrong with them.

>>> form = read_form(Path("household.xlsx"))
>>> form.main["sex"].levels          # choices with their labels in ky, ru, en
>>> form.tables["member"]            # a repeat is a table of its own

A question where several answers may be chosen becomes one column with 0 and 1 for each choice. ``relevant`` of a
question and of its groups becomes the skip rule. A column ``missing`` in the sheet of choices marks choices that are no
answer (does not know, refuses). Standard: xlsform.org; the workbook is read by pyxform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tayanch.survey.codebook import Codebook, Kind, Labels, Level, Variable
from tayanch.survey.expressions import ExpressionError
from tayanch.survey.odk import Asked, translate
from tayanch.survey.reading.base import ReadError, distinct
from tayanch.survey.reading.opening import kind_of

MAIN = ""  # the table of the form itself; the others are called as their repeats
LANGUAGES = ("ky", "ru", "en")
_NAMES = {"kyrgyz": "ky", "кыргызча": "ky", "кыргыз": "ky", "русский": "ru", "russian": "ru", "english": "en"}
_NAMES |= {"английский": "en", "киргизский": "ky", "кыргызский": "ky", "орусча": "ru", "англисче": "en", "default": ""}
_NUMBERS = {"integer", "decimal", "range", "int"}
_DATES = {"date", "today", "dateTime", "datetime", "start", "end"}
_SILENT = {"note", "image", "audio", "video", "file", "background-audio", "audit", "trigger", "xml-external"}
_SILENT |= {"csv-external", "start-geopoint"}
_COUNTS = re.compile(r"\b(sum|count|int|number|round|position|string-length|count-selected)\(|\s(div|mod|-)\s|[+*]")
_YES = {"yes", "true", "1", "y", "x"}


@dataclass(frozen=True, slots=True)
class Field:
    """A question: where it stands (*path* of groups and its own name), what it is, and its columns.

    *column* is its column; *choices* gives the column of each choice where several may be chosen, else it is empty.
    """

    path: tuple[str, ...]
    kind: str
    column: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A form: a codebook for each of its *tables*, the *fields* behind them, the table each repeat stands in."""

    title: str
    tables: Mapping[str, Codebook]
    fields: Mapping[str, tuple[Field, ...]]
    parents: Mapping[str, str]

    @property
    def main(self) -> Codebook:
        """The codebook of the form itself, without its repeats."""
        return self.tables[MAIN]


@dataclass(frozen=True, slots=True)
class FormReport:
    """What is wrong with a form: *errors* stop it, *warnings* do not."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def check_form(path: Path) -> FormReport:
    """What pyxform says of a workbook, what has no text in ky, ru or en, and skip rules that no file can answer."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    _expect_workbook(path)
    try:
        found = convert(str(path))
    except PyXFormError as error:
        return FormReport((str(error),), ())
    except Exception as error:
        raise _no_workbook(path) from error
    form = read_form(path)
    notes = [note for book in form.tables.values() for note in book.notes]
    return FormReport((), (*found.warnings, *_untranslated(form), *notes))


def read_form(path: Path) -> Form:
    """The form in a workbook.

    Raises:
        ReadError: it is no XLSForm, or pyxform refuses it.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import parse_file_to_json

    _expect_workbook(path)
    try:
        parsed = parse_file_to_json(str(path), warnings=[])
    except PyXFormError as error:
        raise ReadError(f"{path.name} is not in order: {error}") from error
    except Exception as error:
        raise _no_workbook(path) from error
    return _form(parsed, path.name)


def language(text: str) -> str:
    """ky, ru or en for how a form calls a language: ``Русский (ru)``, ``Kyrgyz``; another one as it is called."""
    told = re.search(r"\(([A-Za-z]{2,3})(?:[-_]\w+)?\)\s*$", text)
    return told[1].lower() if told else _NAMES.get(text.strip().lower(), text.strip())


def _expect_workbook(path: Path) -> None:
    if kind_of(path) != "xlsx":
        raise _no_workbook(path)


def _no_workbook(path: Path) -> ReadError:
    return ReadError(f"{path.name} is no XLSForm: a workbook with the sheets survey and choices is expected.")


# --- from pyxform's tree to tables -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Question:
    """A question of the tree with the conditions of the groups around it, within its table."""

    table: str
    path: tuple[str, ...]
    node: Mapping[str, Any]
    relevant: tuple[str, ...]


def _form(parsed: Mapping[str, Any], source: str) -> Form:
    parents = {MAIN: MAIN}
    questions = list(_questions(parsed["children"], MAIN, (), (), parents))
    tables = {table: [one for one in questions if one.table == table] for table in parents}
    fields = {table: tuple(_fields(asked)) for table, asked in tables.items()}
    title = str(parsed.get("title") or parsed.get("name") or "")
    known: dict[str, dict[str, Asked]] = {}
    for table, parent in parents.items():
        known[table] = {**known.get(parent, {}), **_known(fields[table], tables[table])}
    books = {
        table: _codebook(tables[table], fields[table], known[table], title, source if table == MAIN else table)
        for table in parents
    }
    return Form(title, books, fields, {table: parent for table, parent in parents.items() if table != MAIN})


def _questions(
    nodes: Sequence[Mapping[str, Any]],
    table: str,
    path: tuple[str, ...],
    relevant: tuple[str, ...],
    parents: dict[str, str],
) -> Iterator[_Question]:
    """All questions below *nodes*; *parents* takes up the repeats that are met."""
    for node in nodes:
        kind, name = node["type"], node.get("name", "")
        own = str(node.get("bind", {}).get("relevant", "") or "")
        rules = (*relevant, own) if own else relevant
        if kind == "group":
            if name != "meta":
                yield from _questions(node.get("children", ()), table, (*path, name), rules, parents)
        elif kind == "repeat":
            parents[name] = table
            yield from _questions(node.get("children", ()), name, (*path, name), (), parents)
        elif kind not in _SILENT:
            yield _Question(table, (*path, name), node, rules)


def _fields(asked: Sequence[_Question]) -> Iterator[Field]:
    """The columns of the questions of one table: short names where they are clear."""
    short = [question.path[-1] for question in asked]
    wanted = [
        question.path[-1] if short.count(question.path[-1]) == 1 else "_".join(question.path) for question in asked
    ]
    names, _ = distinct(wanted)
    for question, column in zip(asked, names, strict=True):
        kind, choices = question.node["type"], question.node.get("choices") or []
        several = {}
        if kind in ("select all that apply", "select_multiple"):
            taken = [name for name in names if name != column]
            columns, _ = distinct([f"{column}_{choice['name']}" for choice in choices], taken)
            several = {str(choice["name"]): name for choice, name in zip(choices, columns, strict=True)}
        yield Field(question.path, kind, column, several)


def _known(fields: Sequence[Field], asked: Sequence[_Question]) -> dict[str, Asked]:
    """The questions as conditions may name them."""
    found = {}
    for one, question in zip(fields, asked, strict=True):
        codes = [choice["name"] for choice in question.node.get("choices") or []]
        numeric = is_number(question.node) or (bool(codes) and codes_are_numbers(codes))
        found[one.path[-1]] = Asked(one.column, numeric, one.choices or None)
    return found


def is_number(node: Mapping[str, Any]) -> bool:
    """Whether the answer is a number: asked for as one, or calculated by what gives numbers."""
    if node["type"] == "calculate":
        return bool(_COUNTS.search(str(node.get("bind", {}).get("calculate", ""))))
    return node["type"] in _NUMBERS


def codes_are_numbers(codes: Sequence[object]) -> bool:
    """Whether all *codes* of a list are whole numbers, written without leading zeros."""
    return all(re.fullmatch(r"0|-?[1-9]\d{0,8}", str(code)) for code in codes)


def _codebook(
    asked: Sequence[_Question], fields: Sequence[Field], known: Mapping[str, Asked], title: str, source: str
) -> Codebook:
    variables, notes = [], []
    for question, one in zip(asked, fields, strict=True):
        rule, refused = _rule(question, known)
        universe: Labels = {"": " and ".join(question.relevant)} if refused else {}
        notes += [f"The skip rule of {one.column} is kept as words. {refused}"] if refused else []
        variables += [replace(made, asked_if=rule, universe=universe) for made in _variables(question.node, one)]
    return Codebook({variable.name: variable for variable in variables}, title, source, tuple(notes))


def _rule(question: _Question, known: Mapping[str, Asked]) -> tuple[str | None, str]:
    """The skip rule of a question, and why there is none although the form has one."""
    try:
        parts = [translate(condition, known) for condition in question.relevant]
    except ExpressionError as error:
        return None, str(error)
    return " and ".join(parts) or None, ""


def _variables(node: Mapping[str, Any], one: Field) -> list[Variable]:
    """The columns of a question."""
    labels, choices = _labels(node.get("label")), node.get("choices") or []
    if one.choices:
        return [_of_choice(labels, choice, one) for choice in choices]
    if one.kind in ("select one", "select_one", "rank"):
        numeric = codes_are_numbers([choice["name"] for choice in choices])
        levels = [_level(choice, numeric) for choice in choices]
        kind: Kind = "category" if choices and one.kind != "rank" else "text"
        return [Variable(one.column, kind, labels, tuple(levels) if kind == "category" else ())]
    kind = "number" if is_number(node) else "date" if one.kind in _DATES else "text"
    return [Variable(one.column, kind, labels)]


def _of_choice(question: Labels, choice: Mapping[str, Any], one: Field) -> Variable:
    """The column of 0 and 1 of one choice, called by question and choice in every language that has both."""
    words = _labels(choice.get("label"))
    spoken = [language for language in question if language in words]
    labels = {language: f"{question[language]} – {words[language]}" for language in spoken} or question
    yes_no = (
        Level(0, {"ky": "Жок", "ru": "Нет", "en": "No"}),
        Level(1, {"ky": "Ооба", "ru": "Да", "en": "Yes"}),
    )
    return Variable(one.choices[str(choice["name"])], "category", labels, yes_no)


def _level(choice: Mapping[str, Any], numeric: bool) -> Level:
    code = str(choice["name"])
    missing = str(choice.get("missing", "")).strip().lower() in _YES
    return Level(int(code) if numeric else code, _labels(choice.get("label")), missing)


def _labels(given: Any) -> Labels:
    if isinstance(given, Mapping):
        return {language(str(key)): str(text) for key, text in given.items() if text}
    return {"": str(given)} if given else {}


def _untranslated(form: Form) -> list[str]:
    """Questions and answers that lack one of the three languages."""
    found = []
    for book in form.tables.values():
        for variable in book:
            for said, labels in [
                ("", variable.labels),
                *((f" answer {one.code}", one.labels) for one in variable.levels),
            ]:
                lacking = [one for one in LANGUAGES if not labels.get(one)]
                if lacking and labels:
                    found.append(f"{variable.name}{said}: no text in {', '.join(lacking)}.")
    return found
