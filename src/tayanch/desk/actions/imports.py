"""Bring a list in: keep the file sealed, say what is in it, look at every line, take all or nothing, take it back.

Nothing of a line reaches the log, an address or a page of anybody but the supervisor who brings the list.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions import import_rows, pictures
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.desk.importing import checking, deciding, mapping, odk, packing, reading
from tayanch.desk.importing.checking import Checker, Options, Record
from tayanch.desk.importing.deciding import Decisions, Hint, Outcome
from tayanch.desk.importing.reading import Sheet, Table, Unreadable
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import (
    Case,
    Claim,
    Consultation,
    ConsultationTopic,
    ImportedLine,
    ImportFile,
    ImportMapping,
    ImportRun,
)
from tayanch.desk.records.duplicates import known_women, whom_to_ask, within_reach
from tayanch.vault import erasure, files, names, search
from tayanch.vault.blind import BlindIndex
from tayanch.vault.documents import normalise
from tayanch.vault.keys import blind_index, load_keys, new_data_key
from tayanch.vault.models import DataKey, FormerId, Person, PersonContact
from tayanch.vault.people import all_of, forget_unused_points
from tayanch.vocabulary.typeahead import fold

State, Kind = ImportRun.State, ImportFile.Kind
WAITS = timedelta(days=7)  # a list that nobody finishes is shredded after that
UNDO_WITHIN = timedelta(days=60)
SILENCE = timedelta(seconds=90)  # a work that has not moved for so long is dead
STEP = 100  # lines between two signs of life
READY = {State.UPLOADED, State.SHEET, State.COLUMNS, State.CHECKED}


class Refused(Exception):
    """This cannot be done now; ``code`` says why: see ``desk/records/import_words.py``."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


# --- the file ----------------------------------------------------------------------------------------------------


@transaction.atomic
def do_bring(
    name: str, data: bytes, *, by: User, password: str = "", form: tuple[str, bytes] | None = None
) -> ImportRun:
    """Read a file and keep it sealed. Raises ``Unreadable``, :class:`Refused` for a file that is here already."""
    require_recovery_sheet(by)
    sheets = reading.read_file(name, data, password)
    questions = reading.read_file(*form) if form else None
    if questions:
        odk.read_form(questions, by.language)
    token = blind_index(by.organisation_id).token("import", "file", hashlib.sha256(data).hexdigest())
    _refuse_again(token, by)
    run = ImportRun(organisation_id=by.organisation_id, by=by, owner=by, file_token=token)
    run.team = by.teams.order_by("name").first()
    run._data_key = new_data_key(run.id, by.organisation_id)
    best = max(range(len(sheets)), key=lambda place: (not sheets[place].is_hidden, sheets[place].filled))
    run.tell(file=name[-120:], language=by.language, sheet=best, header=reading.guess_header(sheets[best]))
    run.save(force_insert=True)
    do_keep_file(run, Kind.SHEET, packing.pack_sheets(sheets), by=by)
    if questions:
        do_keep_file(run, Kind.FORM, packing.pack_sheets(questions), by=by)
    log.record("import.bring", by=by.id, kind="import", object_id=run.id)
    return run


def _refuse_again(token: bytes, by: User) -> None:
    same = ImportRun.objects.filter(organisation_id=by.organisation_id, file_token=token).exclude(state=State.UNDONE)
    if earlier := same.select_related("by").first():
        code = "same-file" if earlier.state == State.DONE else "same-file-waits"
        raise Refused(code, on=(earlier.done_at or earlier.started_at).date(), who=earlier.by.name)


@transaction.atomic
def do_keep_file(run: ImportRun, kind: str, data: bytes, *, by: User) -> ImportFile:
    """Keep bytes of a run sealed under a key of their own, in place of earlier ones."""
    do_shred_files(run, [kind], by=by)
    kept = ImportFile(run=run, kind=kind)
    kept._data_key = new_data_key(kept.id, run.organisation_id)
    kept.save(force_insert=True)
    files.store(kept, data)
    return kept


@transaction.atomic
def do_shred_files(run: ImportRun, kinds: Iterable[str], *, by: User | None) -> None:
    """Drop files of a run: first their keys, then their bytes."""
    gone = list(ImportFile.objects.filter(run=run, kind__in=list(kinds)).values_list("id", flat=True))
    DataKey.objects.filter(subject__in=gone).delete()
    ImportFile.objects.filter(id__in=gone).delete()
    transaction.on_commit(partial(files.delete, gone))


def read_kept(run: ImportRun, kind: str) -> bytes | None:
    """The bytes of a run's file; none when there is none (any more)."""
    kept = ImportFile.objects.filter(run=run, kind=kind).first()
    return files.read(kept) if kept else None


def sheets_of(run: ImportRun) -> list[Sheet]:
    """Every sheet of the file. Raises :class:`Refused` when it was shredded."""
    data = read_kept(run, Kind.SHEET)
    if data is None:
        raise Refused("gone")
    return packing.unpack_sheets(data)


def form_of(run: ImportRun) -> odk.Form | None:
    """The form that came with the file, in the language of her who brought it."""
    data = read_kept(run, Kind.FORM)
    return odk.read_form(packing.unpack_sheets(data), run.told["language"]) if data else None


def table_of(run: ImportRun) -> Table:
    """The chosen sheet as a table, with repeats and the words of a form. Raises ``Unreadable``, :class:`Refused`."""
    sheets, told = sheets_of(run), run.told
    chosen = sheets[told["sheet"]]
    table = reading.table_of(chosen, *told["header"])
    form = form_of(run)
    if not (form or odk.is_export(table)):
        return table
    others = [(one.name, _child(one, form)) for one in sheets if one is not chosen and len(one.rows) > 1]
    repeats = [(name, child) for name, child in others if child and odk.is_repeat(child)]
    return odk.with_repeats(odk.understood(table, form), repeats, chosen.name)


def _child(sheet: Sheet, form: odk.Form | None) -> Table | None:
    try:
        return odk.understood(reading.table_of(sheet, 0, 0), form)
    except Unreadable:
        return None


# --- what is said of it --------------------------------------------------------------------------------------------


@transaction.atomic
def do_say_sheet(run: ImportRun, *, by: User, sheet: int, header: tuple[int, int], **more: Any) -> None:
    """Which sheet, which rows hold the headings, whose records they become. *more*: see :func:`options_of`."""
    _require(run, READY)
    table = _with(run, sheet=sheet, header=list(header))
    team, owner = more.pop("team"), more.pop("owner")
    if not by.teams.filter(id=team.id).exists() or not team.members.filter(id=owner.id, is_active=True).exists():
        raise PermissionDenied
    run.team, run.owner = team, owner
    form = form_of(run)
    suggested = mapping.suggest(table, odk.labels(table, form) if form else None)
    run.tell(**more, columns=_earlier(run.told.get("columns"), table) or suggested)
    _move(run, State.SHEET)
    log.record("import.sheet", by=by.id, kind="import", object_id=run.id)


@transaction.atomic
def do_turn_to(run: ImportRun, sheet: int, *, by: User) -> None:
    """Show another sheet of the file, with its headings guessed."""
    _require(run, READY)
    sheets = sheets_of(run)
    if not 0 <= sheet < len(sheets):
        raise Refused("not-now")
    run.tell(sheet=sheet, header=reading.guess_header(sheets[sheet]), columns={})
    _move(run, State.UPLOADED)
    log.record("import.sheet", by=by.id, kind="import", object_id=run.id)


def _with(run: ImportRun, **told: Any) -> Table:
    run.tell(**told)
    table = table_of(run)
    if not table.lines:
        raise Refused("no-lines")
    return table


def _earlier(columns: Mapping[str, str] | None, table: Table) -> dict[str, str]:
    """What was said of these columns before, when they are still the same ones."""
    kept = {column: target for column, target in (columns or {}).items() if column in table.columns}
    return kept if columns and len(kept) == len(columns) else {}


@transaction.atomic
def do_say_columns(run: ImportRun, columns: Mapping[str, str], *, by: User, saved: ImportMapping | None = None) -> None:
    """What each column is; *saved* brings the words of a mapping that was kept. Raises :class:`Refused`."""
    _require(run, READY - {State.UPLOADED})
    chosen = {column: target for column, target in columns.items() if target}
    if doubled := mapping.mistakes(chosen):
        raise Refused("column-twice", targets=doubled)
    if not chosen:
        raise Refused("no-columns")
    table = table_of(run)
    kept = {column: target for column, target in chosen.items() if column in table.columns}
    words = saved.told["words"] if saved else run.told.get("words", {})
    run.tell(columns=kept, words=words)
    _move(run, State.COLUMNS)
    log.record("import.columns", by=by.id, kind="import", object_id=run.id, fields=sorted(set(kept.values())))


@transaction.atomic
def do_say_words(run: ImportRun, words: Mapping[str, Mapping[str, str]], *, by: User) -> None:
    """What the unknown words mean: ``{target: {entry: concept, KEEP or LEAVE}}``. Raises :class:`Refused`."""
    _require(run, READY - {State.UPLOADED, State.SHEET})
    told = {target: dict(entries) for target, entries in run.told.get("words", {}).items()}
    for target, entries in words.items():
        if any(not _is_possible(target, concept) for concept in entries.values()):
            raise Refused("no-such-word")
        told.setdefault(target, {}).update(entries)
    run.tell(words=told)
    _move(run, State.COLUMNS)
    log.record("import.words", by=by.id, kind="import", object_id=run.id, fields=sorted(words))


def _is_possible(target: str, concept: str) -> bool:
    return concept in {mapping.KEEP, mapping.LEAVE} or concept in mapping.concepts_of(target)


@transaction.atomic
def do_save_mapping(run: ImportRun, name: str, *, by: User) -> ImportMapping:
    """Keep what columns and words mean under a name, in place of an earlier one of that name."""
    told = {"name": name, "columns": run.told.get("columns", {}), "words": run.told.get("words", {})}
    kept = next((one for one in mappings_of(by) if one.told["name"] == name), None)
    if kept is None:
        kept = ImportMapping(organisation_id=by.organisation_id)
        kept._data_key = new_data_key(kept.id, by.organisation_id)
    kept.by = by
    kept.seal(said=json.dumps(told, ensure_ascii=False))
    kept.save()
    log.record("import.mapping", by=by.id, kind="import-mapping", object_id=kept.id)
    return kept


def mappings_of(user: User) -> list[ImportMapping]:
    """What was kept for lists to come."""
    kept = list(ImportMapping.objects.filter(organisation_id=user.organisation_id))
    load_keys(kept)
    return kept


@transaction.atomic
def do_forget_mapping(kept: ImportMapping, *, by: User) -> None:
    """Drop what was kept under a name."""
    log.record("import.mapping-gone", by=by.id, kind="import-mapping", object_id=kept.id)
    DataKey.objects.filter(subject=kept.id).delete()
    kept.delete()


@transaction.atomic
def do_go_back(run: ImportRun, state: str, *, by: User) -> None:
    """To an earlier step; what was said stays said."""
    order = [State.UPLOADED, State.SHEET, State.COLUMNS]
    _require(run, READY, or_dead=True)
    if state not in order:
        raise Refused("not-now")
    do_shred_files(run, [Kind.PLAN, Kind.REPORT], by=by)
    _move(run, state)


def _require(run: ImportRun, states: Iterable[str], *, or_dead: bool = False) -> None:
    """Whoever comes first holds the run; it must be in one of these states, or its work must be dead."""
    held = ImportRun.objects.select_for_update().get(id=run.id)
    if held.state not in set(states) and not (or_dead and is_dead(held)):
        raise Refused("not-now")
    run.state = held.state


def _move(run: ImportRun, state: str, failure: str = "") -> None:
    run.state, run.failure = state, failure
    run.save(update_fields=["state", "failure", "said", "team", "owner"])


def is_dead(run: ImportRun) -> bool:
    """True for a work that stopped without saying so: the server was stopped, or it was locked."""
    return run.state in ImportRun.WORKING and (run.beat is None or run.beat < timezone.now() - SILENCE)


# --- looking at every line -----------------------------------------------------------------------------------------


@transaction.atomic
def do_begin(run: ImportRun, state: str, *, by: User, steps: int = 0) -> None:
    """Mark a work as begun, before its thread starts: nobody begins it twice."""
    allowed = {
        State.CHECKING: {State.COLUMNS, State.CHECKED},
        State.IMPORTING: {State.CHECKED},
        State.UNDOING: {State.DONE},
    }
    _require(run, allowed[State(state)], or_dead=run.state == state)
    ImportRun.objects.filter(id=run.id).update(state=state, step=0, steps=steps, beat=timezone.now(), failure="")
    run.refresh_from_db()


def beat(run: ImportRun, step: int, steps: int) -> None:
    """Say how far the work is."""
    ImportRun.objects.filter(id=run.id).update(step=step, steps=steps, beat=timezone.now())


def do_fail(run: ImportRun, state: str, *, by: User, code: str = "broken") -> None:
    """Put a run whose work failed back to where it can be begun again."""
    ImportRun.objects.filter(id=run.id).update(state=state, failure=code, beat=None)


def options_of(run: ImportRun, today: date) -> Options:
    """What was said of the list as a whole."""
    told = run.told
    missing = told.get("missing_day")
    return Options(
        today=today,
        region=told.get("region") or run.organisation.country.upper(),
        with_names=bool(told.get("with_names")),
        bad=told.get("bad", checking.STOP),
        missing_day=date.fromisoformat(missing) if missing else None,
        laws={code: claim_calculation.currency(code) for code in claim_calculation.laws()},
    )


def source_of(run: ImportRun) -> str:
    """What this list is called, in one form: ids are told apart by it."""
    return fold(run.told.get("source", "")) or "list"


def checker_of(run: ImportRun, table: Table, today: date) -> Checker:
    """What reads the lines of this run."""
    told = run.told
    return Checker(table, told["columns"], told.get("words", {}), options_of(run, today))


def do_check(run: ImportRun, *, by: User, today: date) -> Iterator[None]:
    """Look at every line and keep what was found; writes no record. A work of :mod:`tayanch.desk.jobs`."""
    table = table_of(run)
    checker, steps = checker_of(run, table, today), len(table.lines)
    records: list[Record] = []
    for lines in pictures.batches(table.lines, STEP):
        records += [checker.record(line) for line in lines]
        beat(run, len(records), steps)
        yield
    checking.settle(records)
    hints = list(find_hints(run, by, records))
    yield
    report = {"hints": hints, "known": known_lines(run, records), "left_out": table.left_out, "lines": steps}
    with transaction.atomic():
        do_keep_file(run, Kind.PLAN, packing.pack_records(records), by=by)
        do_keep_file(run, Kind.REPORT, packing.packed(_plain(report)), by=by)
        ImportRun.objects.filter(id=run.id).update(state=State.CHECKED, beat=None)
        log.record("import.check", by=by.id, kind="import", object_id=run.id)


def _plain(report: dict[str, Any]) -> dict[str, Any]:
    told = [[h.line, h.reasons, h.other, h.woman, h.ask] for h in report["hints"]]
    return report | {"hints": told}


def plan_of(run: ImportRun) -> list[Record]:
    """What each line will be. Raises :class:`Refused` before the list was looked at."""
    data = read_kept(run, Kind.PLAN)
    if data is None:
        raise Refused("not-checked")
    return packing.unpack_records(data)


def report_of(run: ImportRun) -> dict[str, Any]:
    """``{"hints": [Hint], "known": {line: how}, "left_out": [[row, why]], "lines": n}``."""
    data = read_kept(run, Kind.REPORT)
    if data is None:
        raise Refused("not-checked")
    told: dict[str, Any] = packing.unpacked(data)
    hints = [Hint(line, tuple(r), other, woman, tuple(ask)) for line, r, other, woman, ask in told["hints"]]
    told["hints"] = _under_their_names_now(hints)
    told["known"] = {int(line): how for line, how in told["known"].items()}
    return told


def _under_their_names_now(hints: list[Hint]) -> list[Hint]:
    """Some of the women may have been joined to others since the list was checked."""
    joined: dict[str, str] = {}
    for batch in pictures.batches({one.woman for one in hints if one.woman}):
        rows = FormerId.objects.filter(former__in=batch).values_list("former", "person_id")
        joined |= {str(former): str(person) for former, person in rows}
    return [replace(one, woman=joined[one.woman]) if one.woman in joined else one for one in hints]


# --- doubles -------------------------------------------------------------------------------------------------------


def find_hints(run: ImportRun, by: User, records: list[Record]) -> Iterator[Hint]:
    """For each line whose woman may be known: in this list before it, or here already; the second counts more."""
    index = blind_index(run.organisation_id)
    within = {double.line: double for double in checking.doubles_within(records)}
    marks: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    for one in records:
        for mark in _marks(index, one):
            marks[mark].append(one.line)
    known = known_women(by, marks)
    everybody = {woman for women in known.values() for woman in women}
    seen, _ = within_reach(by, everybody)
    keys = _name_keys(seen)
    for one in records:
        women = _likely(known.get(one.line, {}), one, keys)
        if women:
            yield _hint_of(by, one, women, seen)
        elif double := within.get(one.line):
            yield Hint(one.line, double.reasons, other=double.other)


def _marks(index: BlindIndex, one: Record) -> Iterator[tuple[str, bytes]]:
    """The blind tokens of a line's woman, by field."""
    if not one.woman:
        return
    if number := one.woman.get("document"):
        yield "document", index.token("document", normalise(number))
    keys, born = one.name_keys, one.woman.get("birth_date", "")
    if len(keys) > 1 and born:
        yield "name-birth", index.token("name-birth", *sorted(keys[:2]), born)
    for phone in one.phones:
        yield "phone", index.token("phone", phone)


def _name_keys(people: set[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for batch in pictures.batches(people):
        women = list(Person.objects.filter(id__in=batch))
        load_keys(women)
        found |= {one.id: {key for text in all_of(one, "name") for key in names.name_keys(text)} for one in women}
    return found


def _likely(women: dict[UUID, set[str]], one: Record, keys: Mapping[UUID, set[str]]) -> dict[UUID, set[str]]:
    """Without those who share a phone only and are called otherwise: a sister, a friend, a dormitory."""
    found = {}
    for woman, reasons in women.items():
        shares_name = bool(keys.get(woman, set()) & set(one.name_keys))
        if reasons != {"phone"} or woman not in keys or shares_name:
            found[woman] = reasons | ({"name"} if shares_name else set())
    return found


def _hint_of(by: User, one: Record, women: dict[UUID, set[str]], seen: set[UUID]) -> Hint:
    """The woman one sees and who shares most comes first; of the others only whom to ask."""
    best = max(women, key=lambda woman: (woman in seen, len(women[woman] - {"name"}), str(woman)))
    reasons = tuple(sorted(women[best]))
    if best in seen:
        return Hint(one.line, reasons, woman=str(best))
    return Hint(one.line, reasons, ask=tuple(whom_to_ask(by, list(women))))


def known_lines(run: ImportRun, records: list[Record]) -> dict[int, str]:
    """Lines that were brought in before: ``same`` when they say the same, ``changed`` when not."""
    index, source = blind_index(run.organisation_id), source_of(run)
    tokens = {one.line: import_rows.line_tokens(index, source, one) for one in records}
    lines = ImportedLine.objects.filter(organisation_id=run.organisation_id)
    by_source: dict[bytes, bytes] = {}
    contents: set[bytes] = set()
    for batch in pictures.batches({token for pair in tokens.values() for token in pair}):
        met = lines.filter(Q(source_token__in=batch) | Q(content_token__in=batch))
        for here, content in met.values_list("source_token", "content_token"):
            by_source[bytes(here)] = bytes(content)
            contents.add(bytes(content))
    return {
        line: "same" if content in contents else "changed"
        for line, (mark, content) in tokens.items()
        if content in contents or mark in by_source
    }


@transaction.atomic
def do_choose(
    run: ImportRun, *, by: User, for_all: str = "", for_known: str = "", single: Mapping[int, str] | None = None
) -> None:
    """What becomes of doubles: for all, for lines that are here already, for single lines. Adds to what was chosen."""
    _require(run, {State.CHECKED})
    told = run.told
    chosen = told.get("single", {}) | {str(line): what for line, what in (single or {}).items()}
    run.tell(
        for_all=for_all or told.get("for_all", ""), for_known=for_known or told.get("for_known", ""), single=chosen
    )
    run.save(update_fields=["said"])
    log.record("import.choose", by=by.id, kind="import", object_id=run.id)


def decisions_of(run: ImportRun) -> Decisions:
    """What was chosen so far."""
    told = run.told
    single = {int(line): what for line, what in told.get("single", {}).items() if what}
    return Decisions(told.get("for_all", ""), told.get("for_known", ""), single)


def outcome_of(run: ImportRun, records: list[Record], report: Mapping[str, Any]) -> Outcome:
    """What becomes of every line by what was chosen."""
    bad = run.told.get("bad", checking.STOP)
    return deciding.decide(records, report["hints"], report["known"], decisions_of(run), bad)


# --- taking it -------------------------------------------------------------------------------------------------------


def do_import(run: ImportRun, *, by: User, details: Mapping[str, str]) -> Iterator[None]:
    """Make everything of the list, or nothing. A work of :mod:`tayanch.desk.jobs`.

    Rows are made and sealed first; then one transaction writes them. *details*: what her details are called, for words
    that stay beside a record that is there already.
    """
    records, report = plan_of(run), report_of(run)
    report["known"] = known_lines(run, records)  # somebody may have brought the same lines meanwhile
    outcome = outcome_of(run, records, report)
    if outcome.undecided or checking.stops(records, run.told.get("bad", checking.STOP)):
        do_fail(run, State.CHECKED, by=by, code="undecided")
        return
    maker = import_rows.Maker(run, by, source_of(run), _joined(outcome, by), details)
    for bundles in pictures.batches(outcome.bundles, STEP):
        for bundle in bundles:
            maker.add(bundle.women, bundle.cases)
        beat(run, len(maker.groups), len(outcome.bundles) + 1)
        yield
    do_write(run, maker, outcome, by=by)


def _joined(outcome: Outcome, by: User) -> dict[UUID, tuple[Person, set[bytes]]]:
    """The women of the organisation whom lines are joined to, with the tokens of their numbers."""
    ids = {woman for bundle in outcome.bundles for woman, _ in bundle.women if woman}
    seen, _ = within_reach(by, ids)
    if seen != ids:
        raise PermissionDenied
    found: dict[UUID, tuple[Person, set[bytes]]] = {}
    for batch in pictures.batches(ids):
        women = list(Person.objects.filter(id__in=batch, organisation_id=by.organisation_id))
        load_keys(women)
        found |= {one.id: (one, set()) for one in women}
        for person, token in PersonContact.objects.filter(person__in=batch).values_list("person_id", "point__token"):
            found[person][1].add(bytes(token))
    return found


@transaction.atomic
def do_write(run: ImportRun, maker: import_rows.Maker, outcome: Outcome, *, by: User) -> None:
    """Write the rows, how they are known again, and that it is done: one transaction."""
    _require(run, {State.IMPORTING})
    # First of all: the log has one writer at a time, so the numbers of names grow in the order they become visible.
    log.record("import.import", by=by.id, kind="import", object_id=run.id)
    _refuse_arrived_meanwhile(maker)
    rows = import_rows.insert(maker)
    updates = [found for one in outcome.updates if (found := _write_over(run, one, maker.index))]
    pictured = pictures.picture({model: [row.pk for row in made] for model, made in rows.items()})
    do_keep_file(run, Kind.MADE, packing.packed({"groups": _told(maker, pictured), "updates": updates}), by=by)
    made = {model._meta.model_name: len(found) for model, found in rows.items() if found} | {"updated": len(updates)}
    for model, kind in LOGGED.items():
        if rows[model]:
            log.record("import.made", by=by.id, kind=kind, object_id=run.id, reason=f"{len(rows[model])}")
    done = {"state": State.DONE, "done_at": timezone.now(), "beat": None, "made": made}
    ImportRun.objects.filter(id=run.id).update(**done)
    do_shred_files(run, [Kind.SHEET, Kind.FORM, Kind.PLAN, Kind.REPORT], by=by)
    run.seal(said=_without_choices(run))
    run.save(update_fields=["said"])


def _refuse_arrived_meanwhile(maker: import_rows.Maker) -> None:
    """Another supervisor may have taken the same lines a moment ago: then the list is looked at once more."""
    marks = [row.source_token for group in maker.groups for row in group.rows if isinstance(row, ImportedLine)]
    here = ImportedLine.objects.filter(organisation_id=maker.organisation_id)
    if any(here.filter(source_token__in=batch).exists() for batch in pictures.batches(marks)):
        raise Refused("not-now")


LOGGED: dict[type[models.Model], str] = {Person: "person", Case: "case", Consultation: "consultation", Claim: "claim"}


def _without_choices(run: ImportRun) -> str:
    """Of what was said only what the list is called: which words it had is nobody's business any more."""
    return json.dumps({name: run.told.get(name, "") for name in ("file", "source")}, ensure_ascii=False)


def _told(maker: import_rows.Maker, pictured: pictures.Rows) -> list[dict[str, Any]]:
    groups = []
    for group in maker.groups:
        rows: pictures.Rows = defaultdict(dict)
        for row in group.rows:
            label = row._meta.label
            rows[label][str(row.pk)] = pictured[label][str(row.pk)]
        groups.append({"lines": group.lines, "rows": rows})
    return groups


def _write_over(run: ImportRun, one: Record, index: BlindIndex) -> dict[str, Any] | None:
    """Bring a consultation that nobody has touched up to date with its line; returns what it was, as sealed."""
    mark, content = import_rows.line_tokens(index, source_of(run), one)
    line = ImportedLine.objects.filter(organisation_id=run.organisation_id, source_token=mark).first()
    if line is None:
        return None
    talk = line.consultation
    if talk.version or talk.state != Consultation.State.FINISHED:
        return None
    topics = [pictures.values_of(row) for row in talk.topics.all()]
    before = {"talk": pictures.values_of(talk), "line": pictures.values_of(line), "topics": topics}
    import_rows.set_facts(talk, one)
    load_keys([talk])
    talk.seal(said="\n".join(one.said), advice="\n".join(one.advice))
    talk.save()
    talk.topics.all().delete()
    further = one.talk["topics"].split()[1:]
    ConsultationTopic.objects.bulk_create(ConsultationTopic(consultation=talk, topic=topic) for topic in further)
    line.content_token = content
    line.save(update_fields=["content_token"])
    talk.refresh_from_db()
    return before | {"after": pictures.digest(talk)}


# --- taking it back --------------------------------------------------------------------------------------------------


def do_undo(run: ImportRun, *, by: User, rest: bool = False) -> Iterator[None]:
    """Take back all that came of a list. A work of :mod:`tayanch.desk.jobs`.

    What somebody changed or built upon stays: then nothing is taken back unless *rest* says that the rest shall go.
    Leaves no tombstone: what was brought in by mistake was never there to be counted.
    """
    if not ImportFile.objects.filter(run=run, kind=Kind.MADE).exists():
        do_fail(run, State.DONE, by=by, code="too-late")
        return
    made = made_of(run)
    yield
    do_take_back(run, made, by=by, rest=rest)


def made_of(run: ImportRun) -> dict[str, Any]:
    """``{"groups": [{"lines", "rows"}], "updates"}``: what came of a list. Raises :class:`Refused` when too late."""
    data = read_kept(run, Kind.MADE)
    if data is None:
        raise Refused("too-late")
    made: dict[str, Any] = packing.unpacked(data)
    return made


@transaction.atomic
def do_take_back(run: ImportRun, made: Mapping[str, Any], *, by: User, rest: bool) -> None:
    """Delete the groups that are still as they were made, and put back what was written over."""
    _require(run, {State.UNDOING})
    log.record("import.undo", by=by.id, kind="import", object_id=run.id)
    touched = touched_groups(made)
    stale = [one for one in made["updates"] if not _may_put_back(one)]
    if (touched or stale) and not rest:
        do_fail(run, State.DONE, by=by, code="touched")
        return
    going = [group for number, group in enumerate(made["groups"]) if number not in touched]
    _delete(run, going)
    for one in made["updates"]:
        if one not in stale:
            _put_back(one)
    kept = [made["groups"][number] for number in sorted(touched)]
    counts = {model._meta.model_name: _count(kept, model) for model in import_rows.ORDER}
    ImportRun.objects.filter(id=run.id).update(
        state=State.UNDONE, beat=None, done_at=timezone.now(), made={name: n for name, n in counts.items() if n}
    )
    do_shred_files(run, [Kind.MADE], by=by)
    transaction.on_commit(erasure.scrub)


def touched_groups(made: Mapping[str, Any]) -> dict[int, set[str]]:
    """Groups in which something was changed or upon which something was built: their number, and the kinds of rows."""
    group_of = {
        (label, key): number
        for number, group in enumerate(made["groups"])
        for label, rows in group["rows"].items()
        for key in rows
    }
    together: pictures.Rows = defaultdict(dict)
    for group in made["groups"]:
        for label, rows in group["rows"].items():
            together[label] |= rows
    touched: dict[int, set[str]] = defaultdict(set)
    for label, keys in pictures.changed(together).items():
        for key in keys:
            touched[group_of[label, key]].add(label)
    for other, label, key in pictures.built_upon(together):
        touched[group_of[label, key]].add(other)
    return touched


def _delete(run: ImportRun, groups: list[dict[str, Any]]) -> None:
    points: set[UUID] = set()
    gone: list[UUID] = []
    for model in reversed(import_rows.ORDER):
        keys = [key for group in groups for key in group["rows"].get(model._meta.label, {})]
        for batch in pictures.batches(keys):
            rows = model._base_manager.filter(pk__in=batch)
            if model in {Consultation, PersonContact}:
                points.update(point for point in rows.values_list("point_id", flat=True) if point)
            rows.delete()
        if model in SUBJECTS:
            gone += [UUID(key) for key in keys]
    for batch in pictures.batches(gone):
        DataKey.objects.filter(subject__in=batch).delete()
    for some in pictures.batches(points):
        forget_unused_points(some)
    transaction.on_commit(partial(search.forget_people, run.organisation_id, gone))


SUBJECTS = {Person, Consultation, Case}


def _count(groups: list[dict[str, Any]], model: type[models.Model]) -> int:
    return sum(len(group["rows"].get(model._meta.label, {})) for group in groups)


def _may_put_back(one: Mapping[str, Any]) -> bool:
    talk = Consultation.objects.filter(id=UUID(one["talk"]["id"]["s"])).first()
    return talk is not None and pictures.digest(talk) == one["after"]


def _put_back(one: Mapping[str, Any]) -> None:
    talk = pictures.put_back(Consultation, one["talk"])
    talk.save(force_update=True)
    pictures.put_back(ImportedLine, one["line"]).save(force_update=True)
    ConsultationTopic.objects.filter(consultation_id=talk.pk).delete()
    ConsultationTopic.objects.bulk_create(pictures.put_back(ConsultationTopic, row) for row in one["topics"])  # type: ignore[misc]


# --- what does not stay ----------------------------------------------------------------------------------------------


@transaction.atomic
def do_drop(run: ImportRun, *, by: User | None) -> None:
    """Shred a list that is not taken: the file, what was said of it, the run itself."""
    _require(run, READY, or_dead=True)
    log.record("import.drop", by=by.id if by else None, kind="import", object_id=run.id)
    do_shred_files(run, list(Kind.values), by=by)
    DataKey.objects.filter(subject=run.id).delete()
    run.delete()


@transaction.atomic
def do_forget_imports(today: date, *, by: User | None = None) -> int:
    """Shred lists that nobody finished in a week, and what is needed to take old ones back. Returns how many."""
    now = timezone.now()
    waiting = ImportRun.objects.filter(state__in=READY, started_at__lt=now - WAITS)
    old = ImportRun.objects.filter(state=State.DONE, done_at__lt=now - UNDO_WITHIN, files__kind=Kind.MADE)
    dropped, kept = list(waiting), list(old)
    for run in dropped:
        do_drop(run, by=by)
    for run in kept:
        do_shred_files(run, [Kind.MADE], by=by)
    return len(dropped) + len(kept)
