"""What the pages of a list on its way in show. Only the supervisor who brings it gets here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.desk.access import cases_by_id
from tayanch.desk.actions import imports
from tayanch.desk.forms import imports as forms
from tayanch.desk.importing import checking, mapping, sheets_out
from tayanch.desk.importing.checking import Problem, Record
from tayanch.desk.importing.deciding import Hint
from tayanch.desk.importing.reading import Sheet
from tayanch.desk.models import ImportRun
from tayanch.desk.records import import_words
from tayanch.desk.records.duplicates import called

State = ImportRun.State
TOP_ROWS, TOP_COLUMNS = 8, 12  # of a sheet, to find its headings
PREVIEWED = 5
SHOWN_LINES = 12  # of one kind of problem; all of them are in the sheet to download
HINTS_A_PAGE = 20
SHOWN_CASES = 30


def sheet_page(run: ImportRun, user: User, wrong: forms.SheetForm | None = None) -> dict[str, Any]:
    """The sheets, the top of the chosen one, and the questions about the whole list."""
    sheets = imports.sheets_of(run)
    chosen = sheets[run.told["sheet"]]
    form = wrong or forms.SheetForm(run=run, sheets=sheets, user=user)
    return {"form": form, "top": _top(chosen), "sheet": chosen, "sheets": sheets}


def _top(sheet: Sheet) -> list[tuple[int, tuple[str, ...]]]:
    return [(number, row[:TOP_COLUMNS]) for number, row in enumerate(sheet.rows[:TOP_ROWS], 1)]


def columns_page(run: ImportRun, user: User, wrong: forms.ColumnsForm | None = None, kept: str = "") -> dict[str, Any]:
    """What each column is; *kept* fills in what was kept under a name."""
    table, saved = imports.table_of(run), imports.mappings_of(user)
    chosen = next((one.told["columns"] for one in saved if str(one.id) == kept), run.told["columns"])
    form = wrong or forms.ColumnsForm(table=table, chosen=chosen)
    return {"form": form, "lines": len(table.lines), "saved": forms.mapping_choices(saved), "kept": kept}


def words_page(run: ImportRun, user: User, wrong: forms.WordsForm | None = None) -> dict[str, Any]:
    """Words that are none of ours, and the first lines as they will be."""
    table, told = imports.table_of(run), run.told
    unknown = mapping.unknown_words(table, told["columns"])
    checker = imports.checker_of(run, table, timezone.localdate())
    first = [checker.record(line) for line in table.lines[:PREVIEWED]]
    return {
        "form": wrong or forms.WordsForm(unknown=unknown, chosen=told.get("words", {})),
        "first": [_shown(one) for one in first],
        "lines": len(table.lines),
        "save": forms.SaveMappingForm(initial={"name": told.get("source", "")}),
    }


def _shown(one: Record) -> dict[str, Any]:
    language = get_language() or "en"
    topics = [vocabulary.concept(f"need/{topic}").label(language) for topic in one.talk["topics"].split()]
    place = one.talk.get("place", "")
    return {
        "line": one.line,
        "day": one.day,
        "woman": one.woman,
        "phones": one.phones,
        "topics": topics,
        "place": vocabulary.concept(place).label(language) if place else "",
        "said": " · ".join(one.said),
        "case": one.case,
        "is_of_case": one.is_of_case,
        "periods": one.periods,
        "problems": [_told(problem) for problem in one.problems],
    }


def _told(problem: Problem) -> dict[str, Any]:
    reason, todo = import_words.PROBLEMS[problem.code]
    target = import_words.TARGETS[problem.target]
    return {"line": problem.line, "column": problem.column or target, "what": target, "value": problem.value} | {
        "reason": reason,
        "todo": todo,
        "is_notice": problem.is_notice,
    }


# --- what was found ------------------------------------------------------------------------------------------------


def report_page(run: ImportRun, user: User, page: str, wrong: forms.DoublesForm | None = None) -> dict[str, Any]:
    """Counts, problems by kind, doubles with their choices, and whether the list can be taken."""
    records, report = imports.plan_of(run), imports.report_of(run)
    outcome, bad = imports.outcome_of(run, records, report), run.told["bad"]
    hints = Paginator(report["hints"], HINTS_A_PAGE).get_page(page)
    decisions = imports.decisions_of(run)
    stops = checking.stops(records, bad)
    return {
        "lines": report["lines"],
        "going": sum(len(lines) for bundle in outcome.bundles for _woman, lines in bundle.women) + len(outcome.updates),
        "out": Counter(outcome.out.values()),
        "undecided": len(outcome.undecided),
        "stops": stops,
        "is_ready": not stops and not outcome.undecided,
        "problems": problems_by_kind(records),
        "left_out": [(number, import_words.LEFT_OUT.get(why, why)) for number, why in report["left_out"]][:SHOWN_LINES],
        "known": Counter(report["known"].values()),
        "hints": hints,
        "rows": _hint_rows(hints, records, user),
        "form": wrong or _doubles_form(hints, decisions),
        "chosen": decisions,
    }


def doubles_form(run: ImportRun, data: Mapping[str, Any]) -> forms.DoublesForm:
    """The form that was sent, with the choices that the list really has."""
    return forms.DoublesForm(data, hints=imports.report_of(run)["hints"], chosen={})


def _doubles_form(hints: Iterable[Hint], decisions: Any) -> forms.DoublesForm:
    initial = {"for_all": decisions.for_all, "for_known": decisions.for_known}
    return forms.DoublesForm(hints=hints, chosen=decisions.single, initial=initial)


def _hint_rows(hints: Iterable[Hint], records: list[Record], user: User) -> list[dict[str, Any]]:
    by_line = {one.line: one for one in records}
    shown = list(hints)
    names = called(user, {UUID(hint.woman) for hint in shown if hint.woman})
    return [
        {
            "hint": hint,
            "field": f"l{hint.line}",
            "name": by_line[hint.line].woman.get("name", ""),
            "born": by_line[hint.line].woman.get("birth_date", ""),
            "other": by_line[hint.other].woman.get("name", "") if hint.other in by_line else "",
            "known_as": names.get(UUID(hint.woman), "") if hint.woman else "",
            "reasons": [import_words.REASONS[reason] for reason in hint.reasons],
        }
        for hint in shown
    ]


def problems_by_kind(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Each kind of problem once: what is wrong, what to do, how often, and where it is first."""
    kinds: dict[str, list[Problem]] = {}
    for one in records:
        for problem in one.problems:
            kinds.setdefault(problem.code, []).append(problem)
    return [
        _told(found[0]) | {"times": len(found), "cells": [_told(problem) for problem in found[:SHOWN_LINES]]}
        for _code, found in sorted(kinds.items(), key=lambda pair: (pair[1][0].is_notice, -len(pair[1])))
    ]


def report_sheet(run: ImportRun) -> bytes:
    """Everything that was found, a row a cell, to be worked through in a sheet."""
    headings = ["line", "column", "what", "value", "reason", "todo"]
    records, report = imports.plan_of(run), imports.report_of(run)
    told = [_told(problem) for one in records for problem in one.problems]
    rows = [[problem[heading] for heading in headings] for problem in told]
    rows += [[number, "", "", "", import_words.LEFT_OUT.get(why, why), ""] for number, why in report["left_out"]]
    return sheets_out.workbook("report", [str(HEADINGS[heading]) for heading in headings], rows)


HEADINGS: dict[str, Any] = {
    "line": import_words.GROUPS["record"],
    "column": _("Column"),
    "what": _("What it is"),
    "value": _("What stands there"),
    "reason": _("What is wrong"),
    "todo": _("What to do"),
}


def done_page(run: ImportRun, user: User) -> dict[str, Any]:
    """How many of each came of it, until when it can be taken back, and what stands in the way."""
    made = [(import_words.MADE[kind], count) for kind, count in run.made.items() if kind in import_words.MADE and count]
    until = (run.done_at + imports.UNDO_WITHIN).date() if run.done_at else None
    is_touched = run.failure == "touched"
    return {"made": made, "until": until, "touched": is_touched} | (_touched(run, user) if is_touched else {})


def _touched(run: ImportRun, user: User) -> dict[str, Any]:
    """What kinds of rows were changed or added since, and the cases it happened in that she may see."""
    groups = imports.made_of(run)["groups"]
    touched = imports.touched_groups({"groups": groups})
    kinds = Counter(label for labels in touched.values() for label in labels)
    cases = [UUID(key) for number in touched for key in groups[number]["rows"].get("desk.Case", {})]
    seen = [case.reference for case, is_seen in cases_by_id(user, cases[:SHOWN_CASES]) if is_seen]
    return {
        "touched_kinds": [(import_words.row(label), count) for label, count in kinds.most_common()],
        "touched_references": sorted(seen),
    }


PAGES = {
    State.UPLOADED: "desk/import_sheet.html",
    State.SHEET: "desk/import_columns.html",
    State.COLUMNS: "desk/import_words.html",
    State.CHECKED: "desk/import_report.html",
    State.DONE: "desk/import_done.html",
    State.UNDONE: "desk/import_done.html",
}


def page_of(run: ImportRun, user: User, query: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The template and its context for the step a list is at."""
    if run.state in ImportRun.WORKING:
        return "desk/import_work.html", {"is_dead": imports.is_dead(run)}
    contexts = {
        State.UPLOADED: lambda: sheet_page(run, user),
        State.SHEET: lambda: columns_page(run, user, kept=query.get("kept", "")),
        State.COLUMNS: lambda: words_page(run, user),
        State.CHECKED: lambda: report_page(run, user, query.get("page", "1")),
        State.DONE: lambda: done_page(run, user),
        State.UNDONE: lambda: done_page(run, user),
    }
    return PAGES[State(run.state)], contexts[State(run.state)]()
