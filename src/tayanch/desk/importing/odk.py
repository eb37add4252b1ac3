"""Exports of KoBoToolbox, ODK Central and their kin: groups in headings, choices as 0 and 1, repeats in further sheets.

What they look like: https://support.kobotoolbox.org/export_download.html and
https://docs.getodk.org/central-submissions/. Their form is an XLSForm (https://xlsform.org): its sheets *survey* and
*choices* say what the codes mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tayanch.desk.importing.reading import Line, Sheet, Table, Unreadable

ID_COLUMNS = ("_uuid", "meta/instanceID", "meta-instanceID", "meta_instanceID", "instanceID", "KEY", "_id")
TIME_COLUMNS = ("_submission_time", "SubmissionDate", "end", "start", "today")
MADE_BY_SERVER = {"_index", "_parent_index", "_parent_table_name", "_tags", "_notes", "_status", "_validation_status"}
MADE_BY_SERVER |= {"_submitted_by", "__version__", "_attachments", "_xform_id_string", "_bamboo_dataset_id", "deviceid"}
MADE_BY_SERVER |= {"SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"}
MADE_BY_SERVER |= {"ReviewState", "DeviceID", "Edits", "FormVersion", "formhub/uuid", "_geolocation", "username"}
YES, NO = {"1", "1.0", "true", "yes", "да", "ооба"}, {"0", "0.0", "false", "no", "нет", "жок", ""}
_PARENTS = (("_parent_index", "_index"), ("PARENT_KEY", "KEY"), ("_submission__uuid", "_uuid"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form: its path through groups, what it is, and what its codes mean."""

    path: tuple[str, ...]
    label: str
    choices: dict[str, str] = field(default_factory=dict)  # code → label; empty: no choice question
    is_multiple: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """An XLSForm, by the names that headings can have."""

    questions: tuple[Question, ...]

    def find(self, column: str) -> Question | None:
        """The question of a column: by its whole path, or by its last part when only one question has it."""
        parts = tuple(re.split(r"[/\-:.]", column))
        whole = [one for one in self.questions if one.path == parts or "_".join(one.path) == column]
        last = [one for one in self.questions if one.path[-1] in {parts[-1], column}]
        found = whole or (last if len(last) == 1 else [])
        return found[0] if found else None


def is_export(table: Table) -> bool:
    """True for a table that a server of such forms wrote."""
    return bool({*ID_COLUMNS[:-2], "KEY", "PARENT_KEY", "_submission_time", "SubmissionDate"} & set(table.columns))


# --- the form ------------------------------------------------------------------------------------------------


def read_form(sheets: Iterable[Sheet], language: str) -> Form:
    """The questions of an XLSForm, with labels in *language* when it has them. Raises :class:`Unreadable`."""
    named = {sheet.name.strip().lower(): _records(sheet) for sheet in sheets}
    if "survey" not in named:
        raise Unreadable("not-a-form")
    lists: dict[str, dict[str, str]] = {}
    for row in named.get("choices", []):
        if name := row.get("list_name") or row.get("list name", ""):
            code = row.get("name") or row.get("value", "")
            lists.setdefault(name, {})[code] = _label(row, language) or code
    return Form(tuple(_questions(named["survey"], lists, language)))


def _records(sheet: Sheet) -> list[dict[str, str]]:
    if not sheet.rows:
        return []
    names = [" ".join(name.lower().split()) for name in sheet.rows[0]]
    return [dict(zip(names, row, strict=True)) for row in sheet.rows[1:] if any(row)]


def _label(row: dict[str, str], language: str) -> str:
    """``label::Кыргызча (ky)``, ``label::ru``, ``label``: the page's language, then any that is filled."""
    labels = {name: text for name, text in row.items() if name == "label" or name.startswith(("label:", "label::"))}
    order = sorted(labels, key=lambda name: (not re.search(rf"(?:\(|::?){language}\b", name), name != "label"))
    return next((labels[name] for name in order if labels[name]), "")


def _questions(survey: list[dict[str, str]], lists: dict[str, dict[str, str]], language: str) -> Iterable[Question]:
    groups: list[str] = []
    for row in survey:
        kind, name = " ".join(row.get("type", "").lower().replace("_", " ").split()), row.get("name", "")
        if kind.startswith(("begin group", "begin repeat")):
            groups.append(name)
        elif kind.startswith(("end group", "end repeat")):
            del groups[-1:]
        elif name:
            original = row.get("type", "").split()
            is_choice = kind.startswith(("select one", "select multiple", "rank"))
            choices = lists.get(original[-1] if "or_other" not in original else original[-2], {}) if is_choice else {}
            yield Question((*groups, name), _label(row, language), choices, kind.startswith("select multiple"))


# --- the table -----------------------------------------------------------------------------------------------


def understood(table: Table, form: Form | None = None) -> Table:
    """The table with each choice question as one column, and its codes as words when there is a form."""
    folded = _fold_choices(table, form)
    return _translated(folded, form) if form else folded


def _fold_choices(table: Table, form: Form | None) -> Table:
    """``topics/wages`` = 1 and ``topics/stay`` = 0 become ``topics`` = wages; the columns of 0 and 1 go."""
    parts: dict[int, dict[int, str]] = {}
    for place, column in enumerate(table.columns):
        for other, prefix in enumerate(table.columns):
            if other != place and column.startswith(f"{prefix}/") and _is_split(table, place):
                parts.setdefault(other, {})[place] = column.removeprefix(f"{prefix}/")
    gone = {place for choices in parts.values() for place in choices}
    multiple = {place for place, column in enumerate(table.columns) if _is_multiple(form, column)}
    lines = [
        replace(
            line,
            cells=tuple(
                _chosen(line, place, parts.get(place, {}), place in multiple)
                for place in range(len(line.cells))
                if place not in gone
            ),
        )
        for line in table.lines
    ]
    columns = tuple(column for place, column in enumerate(table.columns) if place not in gone)
    return replace(table, columns=columns, lines=tuple(lines))


def _is_multiple(form: Form | None, column: str) -> bool:
    question = form.find(column) if form else None
    return question is not None and question.is_multiple


def _is_split(table: Table, place: int) -> bool:
    return all(line.one(place).lower() in YES | NO for line in table.lines)


def _chosen(line: Line, place: int, parts: dict[int, str], is_multiple: bool) -> tuple[str, ...]:
    if parts:
        return tuple(code for part, code in parts.items() if line.one(part).lower() in YES)
    return tuple(line.one(place).split()) if is_multiple else line.cells[place]


def _translated(table: Table, form: Form) -> Table:
    meanings = [question.choices if (question := form.find(column)) else {} for column in table.columns]
    lines = [
        replace(
            line,
            cells=tuple(
                tuple(words.get(text, text) for text in cell) for cell, words in zip(line.cells, meanings, strict=True)
            ),
        )
        for line in table.lines
    ]
    return replace(table, lines=tuple(lines))


def labels(table: Table, form: Form) -> dict[str, str]:
    """What each column asks, for those that the form knows."""
    found = {column: form.find(column) for column in table.columns}
    return {column: question.label for column, question in found.items() if question and question.label}


# --- repeats -------------------------------------------------------------------------------------------------


def with_repeats(table: Table, others: Sequence[tuple[str, Table]], name: str = "") -> Table:
    """The table with the columns of sheets whose rows belong to its rows: several texts in one cell, in their order.

    Rows of such a sheet that belong to no line are told in :attr:`Table.left_out` under 0.
    """
    for title, child in others:
        tie = _tie(table, child)
        if tie:
            table = _joined(table, _only_of(child, name), title, *tie)
    return table


def is_repeat(table: Table) -> bool:
    """True for a sheet whose rows belong to the rows of another one."""
    return bool({"_parent_index", "PARENT_KEY"} & set(table.columns))


def _tie(table: Table, child: Table) -> tuple[int, int] | None:
    """Places of the column that names the parent and of the one it names."""
    for theirs, ours in _PARENTS:
        if theirs in child.columns and ours in table.columns:
            return child.place(theirs), table.place(ours)
    return None


def _only_of(child: Table, name: str) -> Table:
    """The rows whose parent is the table of that name: a repeat within a repeat counts its parents anew."""
    if not name or "_parent_table_name" not in child.columns:
        return child
    place = child.place("_parent_table_name")
    return replace(child, lines=tuple(line for line in child.lines if line.one(place) in {"", name}))


def _joined(table: Table, child: Table, title: str, theirs: int, ours: int) -> Table:
    by_parent: dict[str, list[Line]] = {}
    for line in child.lines:
        by_parent.setdefault(line.one(theirs), []).append(line)
    kept = [place for place, column in enumerate(child.columns) if not _is_of_server(column)]
    columns = _apart(table.columns, [child.columns[place] for place in kept], title)
    parents = [line.one(ours) for line in table.lines]
    orphans = [(0, "repeat") for parent, lines in by_parent.items() if parent not in set(parents) for _line in lines]
    lines = [
        replace(line, cells=line.cells + tuple(_stacked(by_parent.get(parent, []), place) for place in kept))
        for line, parent in zip(table.lines, parents, strict=True)
    ]
    out = (*table.left_out, *orphans)
    return replace(table, columns=table.columns + columns, lines=tuple(lines), left_out=out)


def _stacked(lines: list[Line], place: int) -> tuple[str, ...]:
    """One text for each repeat, "" where it says nothing, so that the columns of one repeat stay side by side."""
    return tuple(line.one(place) for line in lines)


def _is_of_server(column: str) -> bool:
    return column in MADE_BY_SERVER or column.startswith("_submission__") or column in {"KEY", "PARENT_KEY"}


def _apart(taken: Sequence[str], columns: Sequence[str], title: str) -> tuple[str, ...]:
    return tuple(f"{title} › {column}" if column in taken else column for column in columns)
