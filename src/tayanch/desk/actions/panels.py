"""Everything that is written to the panels of a case, what follows for its clocks, and how both are forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.legal import pension, stay
from tayanch.desk.models import Case, Deadline, Panel
from tayanch.law import LawError
from tayanch.vault.keys import Erased, data_key, load_keys
from tayanch.vault.models import Person

USUAL, LONGEST = timedelta(days=90), timedelta(days=365)  # from today until the facts are forgotten
ROWS = {Panel.Kind.STAY: stay.ROWS, Panel.Kind.PENSION: pension.ROWS}
SORTED = {Panel.Kind.STAY: stay.in_order, Panel.Kind.PENSION: pension.in_order}
MOST_ROWS = 100
Row = dict[str, Any]


class Refused(Exception):
    """What was typed cannot be kept; the text says why and what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def panel_of(case: Case, kind: str) -> Panel | None:
    """The panel of a case that the asker has reached, with its key in hand; none while nothing is written."""
    found = Panel.objects.filter(case=case, kind=kind).select_related("case", "person").first()
    if found is not None:
        found._data_key = data_key(case)
    return found


@transaction.atomic
def do_keep_panel(
    case: Case, kind: str, *, by: User, today: date, expires: date, person: Person | None = None, **facts: str
) -> Panel:
    """Write the facts beside the rows, and the day on which all of it is forgotten: after today, within a year."""
    if not today < expires <= today + LONGEST:
        raise ValueError("A panel needs the day on which it is forgotten: after today and within a year.")
    panel = _held(case, kind) or Panel(case=case, kind=kind)
    panel._data_key = data_key(case)
    panel.person, panel.expires = person or _only_client(case), expires
    told: dict[str, Any] = panel.told if panel.facts else {ROWS[Panel.Kind(kind)]: []}
    panel.tell({**told, **facts})
    panel.save()
    _set_clocks(panel, today)
    log.record(f"case.{kind}", by=by.id, kind="case", object_id=case.id, fields=["expires", *facts])
    return panel


def _held(case: Case, kind: str) -> Panel | None:
    """One writer at a time, so that two rows typed at once are both kept."""
    Case.objects.select_for_update().get(id=case.id)
    return panel_of(case, kind)


def _only_client(case: Case) -> Person | None:
    ties = list(case.people.filter(relation="client").select_related("person")[:2])
    return ties[0].person if len(ties) == 1 else None


@transaction.atomic
def do_add_row(case: Case, kind: str, row: Row, *, by: User, today: date) -> Panel:
    """Add an event of the stay or a time of work. Raises :class:`Refused` when it is there or there are too many."""
    panel, rows = _rows(case, kind)
    if row in rows:
        raise Refused(_("This is written down already."))
    if len(rows) >= MOST_ROWS:
        raise Refused(_("There are too many rows. Remove one first."))
    return _write_rows(panel, [*rows, row], by, today)


@transaction.atomic
def do_remove_row(case: Case, kind: str, row: Row, *, by: User, today: date) -> Panel:
    """Take a row back. Raises :class:`Refused` when it is gone already."""
    panel, rows = _rows(case, kind)
    if row not in rows:
        raise Refused(_("Somebody removed this row meanwhile."))
    return _write_rows(panel, [each for each in rows if each != row], by, today)


def _rows(case: Case, kind: str) -> tuple[Panel, list[Row]]:
    panel = _held(case, kind)
    if panel is None:
        raise Refused(_("This was forgotten meanwhile. Begin again."))
    return panel, panel.told[ROWS[Panel.Kind(kind)]]


def _write_rows(panel: Panel, rows: list[Row], by: User, today: date) -> Panel:
    kind = Panel.Kind(panel.kind)
    panel.tell({**panel.told, ROWS[kind]: SORTED[kind](rows)})
    panel.save(update_fields=["facts"])
    _set_clocks(panel, today)
    log.record(f"case.{kind}", by=by.id, kind="case", object_id=panel.case_id, fields=[ROWS[kind]])
    return panel


def _set_clocks(panel: Panel, today: date) -> None:
    """Write the days of her stay anew: the last counted day and the day to register, while they lie ahead."""
    if panel.kind != Panel.Kind.STAY:
        return
    _forget_clocks([panel])
    try:
        found = stay.count(panel.told, today, "en")
    except (LawError, Erased):  # the page says why
        return
    if found and found.is_inside and found.entry:
        days = [(found.rule, found.last_day, found.safe_day)]
        if found.registration and not found.registration.is_written:
            days.append((found.registration.rule, found.registration.last_day, found.registration.last_day))
        made = [_clock(panel, rule, found.entry, last, safe) for rule, last, safe in days if last and last >= today]
        Deadline.objects.bulk_create(made)


@transaction.atomic
def do_recount_stays(today: date, *, by: User | None) -> None:
    """Write the days of every stay in an open case anew: the law has changed. Sealed ones wait until opened."""
    _recount(list(Panel.objects.filter(kind=Panel.Kind.STAY, case__state=Case.State.OPEN)), today, by)


@transaction.atomic
def do_recount_stay(case: Case, today: date, *, by: User | None) -> None:
    """The same for one case."""
    _recount(list(Panel.objects.filter(kind=Panel.Kind.STAY, case=case)), today, by)


def _recount(panels: list[Panel], today: date, by: User | None) -> None:
    load_keys(panels)
    for panel in panels:
        if panel._data_key is None:
            continue
        _set_clocks(panel, today)
        who = by.id if by else None
        log.record("case.stay-recounted", by=who, kind="case", object_id=panel.case_id, fields=["deadlines"])


def _clock(panel: Panel, rule: str, since: date, last_day: date, safe_day: date | None) -> Deadline:
    made = Deadline(case_id=panel.case_id, last_day=last_day, last_safe_day=safe_day or last_day)
    made._data_key = panel._data_key
    made.say(rule, since)
    return made


@transaction.atomic
def do_forget_panel(case: Case, kind: str, *, by: User) -> None:
    """Forget the facts and their clocks before their day, because nobody needs them any more."""
    panel = _held(case, kind)
    if panel is not None:
        _forget([panel], by)


def do_forget_panels(today: date, *, by: User | None = None) -> int:
    """Forget every panel whose day has come; returns how many. The installation itself does it, so by nobody."""
    if not Panel.objects.filter(expires__lte=today).exists():  # nearly always: then nothing is locked
        return 0
    with transaction.atomic():
        expired = list(Panel.objects.filter(expires__lte=today))
        _forget(expired, by)
    return len(expired)


def _forget(panels: list[Panel], by: User | None) -> None:
    _forget_clocks(panels)
    for panel in panels:
        panel.delete()
        who, action = by.id if by else None, f"case.{panel.kind}-forgotten"
        log.record(action, by=who, kind="case", object_id=panel.case_id, fields=["facts"])


def _forget_clocks(panels: list[Panel]) -> None:
    """The clocks of a case that come from no claim are those of her stay."""
    cases = [panel.case_id for panel in panels if panel.kind == Panel.Kind.STAY]
    Deadline.objects.filter(case__in=cases, claim=None).delete()
