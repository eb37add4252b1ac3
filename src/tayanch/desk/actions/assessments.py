"""Everything that is written to an assessment. Who may write is decided before: see :mod:`tayanch.desk.access`."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk import assessments as forms
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.models import Assessment, Case, CasePerson, Checklist, HouseholdPart, Promise
from tayanch.keeping import Kept
from tayanch.vault.keys import data_key
from tayanch.vault.models import Person

REFUSALS = {
    "no-option": gettext_lazy("Choose one from the list."),
    "no-number": gettext_lazy("Write a whole number."),
    "out-of-range": gettext_lazy("This number cannot be. Check it."),
    "too-long": gettext_lazy("This is too long. Shorten it to 4 000 characters."),
    "broken": gettext_lazy("One sign here is broken. Delete the last emoji and type it again."),
}


@transaction.atomic
def do_start_assessment(case: Case, form: forms.Form, *, by: User, person: Person | None = None) -> Assessment:
    """Begin a form for a woman of the case; without *person* for the only one there is."""
    made = Assessment(case=case, person=person or only_client(case), by=by)
    made._data_key = data_key(case)
    made.tell(form=form.id, version=form.version, answers={})
    made.save(force_insert=True)
    _log("start", made, by)
    return made


def only_client(case: Case) -> Person | None:
    """The woman of the case when there is one; None when there are none or several."""
    ties = list(case.people.filter(relation="client").select_related("person")[:2])
    return ties[0].person if len(ties) == 1 else None


def form_of(row: Assessment) -> forms.Form:
    """The form that was asked, as it is today."""
    return forms.load(row.facts["form"])


def answers_of(row: Assessment) -> dict[str, str]:
    """The answers that today's form still takes, in its order. What it does not know any more is left out."""
    form, told = form_of(row), row.facts["answers"]
    kept: dict[str, str] = {}
    for name in form.questions:
        try:
            kept |= forms.check(form, {name: told[name]} if name in told else {})
        except forms.BadAnswer:
            continue
    return kept


@transaction.atomic
def do_save_answers(
    row: Assessment, changes: Mapping[str, str], *, by: User, was: Mapping[str, str] | None = None
) -> Kept:
    """Write what was answered, question by question; saying the same twice changes nothing.

    *was* is what the page believes is kept. An answer that is neither that nor the new one was given by somebody
    else meanwhile: it stays, and comes back as a conflict. Raises ``PermissionDenied`` for a finished one.
    """
    row = _held(row)
    if row.state != Assessment.State.OPEN:
        raise PermissionDenied
    now = dict(row.facts["answers"])
    outcome, written = _sorted_out(form_of(row), now, changes, was or {})
    if written:
        row.tell(answers={name: text for name, text in {**now, **written}.items() if text})
        row.save(update_fields=["told"])
        _log("save", row, by)
    return outcome


def _held(row: Assessment) -> Assessment:
    """One writer at a time; what another page wrote meanwhile is seen."""
    found = Assessment.objects.select_for_update().get(id=row.id)
    found._data_key = row._data_key
    return found


def _sorted_out(
    form: forms.Form, now: Mapping[str, str], changes: Mapping[str, str], was: Mapping[str, str]
) -> tuple[Kept, dict[str, str]]:
    outcome = Kept()
    written: dict[str, str] = {}
    for name, text in changes.items():
        try:
            wanted = forms.check(form, {name: text}).get(name, "")
        except forms.BadAnswer as bad:
            outcome.refused[name] = str(REFUSALS.get(bad.reason, _("There is no such question.")))
            continue
        kept = now.get(name, "")
        if kept != wanted and was.get(name, kept) != kept:
            outcome.conflicts[name] = kept
        else:
            outcome.saved.append(name)
            written |= {name: wanted} if kept != wanted else {}
    return outcome, written


@transaction.atomic
def do_finish_assessment(row: Assessment, *, by: User) -> Assessment:
    """Close it: its result stands from now on."""
    row.state, row.finished_at = Assessment.State.FINISHED, timezone.now()
    row.save(update_fields=["state", "finished_at"])
    _log("finish", row, by)
    return row


@transaction.atomic
def do_reopen_assessment(row: Assessment, *, by: User) -> Assessment:
    """Go on asking; whatever was done about it has to be looked at again."""
    row.state, row.finished_at, row.handled_at, row.handled_by = Assessment.State.OPEN, None, None, None
    row.save(update_fields=["state", "finished_at", "handled_at", "handled_by"])
    _log("reopen", row, by)
    return row


@transaction.atomic
def do_remove_assessment(row: Assessment, *, by: User) -> None:
    """Take back one that was begun by mistake."""
    _log("remove", row, by)
    row.delete()


@transaction.atomic
def do_handle_assessment(row: Assessment, *, by: User) -> Assessment:
    """Say that what it asks for was done: the case stops warning, the result stays."""
    row.handled_at, row.handled_by = timezone.now(), by
    row.save(update_fields=["handled_at", "handled_by"])
    _log("handle", row, by)
    return row


@transaction.atomic
def do_promise_at_once(row: Assessment, *, by: User) -> Promise:
    """An urgent promise for whoever of the team comes first. Its words say nothing of what was asked."""
    words = _("Call her first today. Read the case before you call.")
    return do_promise(row.case, by=by, what=words, due=timezone.localdate(), is_urgent=True)


def forget_answers(person: Person, gone: list[Case]) -> None:
    """Of cases that stay because other women share them: her answers, her lists, and what was said of households.

    Answers of nobody by name go too, and every household of such a case but the other women's own lines: they can
    be asked for again, she cannot be taken back.
    """
    shared = CasePerson.objects.filter(person=person, relation="client").exclude(case__in=gone).values("case")
    mine = Q(person=person) | Q(person=None, case__in=shared)
    lists = Checklist.objects.filter(mine).exclude(case__in=gone)
    Promise.objects.filter(id__in=lists.exclude(steps__promise=None).values("steps__promise")).delete()
    lists.delete()
    Assessment.objects.filter(mine).exclude(case__in=gone).delete()
    parts = HouseholdPart.objects.filter(case__in=shared)
    parts.filter(Q(tie__person=person) | ~Q(tie__relation="client")).delete()


def _log(what: str, row: Assessment, by: User) -> None:
    """The log names the case and not the form: which one was asked would tell of her."""
    log.record(f"assessment.{what}", by=by.id, kind="case", object_id=row.case_id, fields=["answers"])
