"""One person of a case: who she is, her phones, and her erasure."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_case_person, may_own
from tayanch.desk.actions.consultations import region_of
from tayanch.desk.actions.erasure import do_erase, others_to_ask, shared_cases
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.actions.people import do_add_person, do_change_relation
from tayanch.desk.cases.casefile import person_values
from tayanch.desk.forms.people import DetailsForm, EraseForm, PersonForm, PhoneForm
from tayanch.desk.models import Case, CasePerson
from tayanch.desk.records.lookup import known_already
from tayanch.desk.views.cases import back_to, show_case
from tayanch.vault.erasure import NotScrubbed
from tayanch.vault.keys import load_keys
from tayanch.vault.people import do_add_contact, do_remove_contact, do_update_person


@require_POST
def person_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Add somebody to the case by name; then show the page for the rest."""
    case = access_case(request.user, reference, Need.WRITE)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, person=form)
    try:
        tie = do_add_person(case, by=request.user, **form.cleaned_data)
    except RecoverySheetMissing as missing:
        messages.warning(request, str(missing))
        return redirect("desk:case", reference)
    return redirect("desk:person", reference, tie.person_id)


@require_http_methods(["GET", "POST"])
def person(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Who she is: shown, and changed."""
    if request.method == "GET":
        return _show(request, access_case_person(request.user, reference, person_id))
    tie = access_case_person(request.user, reference, person_id, Need.WRITE)
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return _show(request, tie, details=form)
    _write(tie, form.cleaned_data, request)
    return back_to(request, tie.case, _("Written."), "people")


@transaction.atomic
def _write(tie: CasePerson, said: dict[str, object], request: StaffRequest) -> None:
    do_change_relation(tie, str(said.pop("relation")), by=request.user)
    details = {column: str(value or "") for column, value in said.items()}  # a date becomes ISO text
    do_update_person(tie.person, by=request.user, **details)


def _show(request: StaffRequest, tie: CasePerson, **wrong: Form) -> HttpResponse:
    contacts = list(tie.person.contacts.all())
    load_keys([tie.person, *contacts])
    forms: dict[str, Form] = {
        "details": DetailsForm(initial=person_values(tie), auto_id="details_%s"),
        "phone": PhoneForm(auto_id="phone_%s"),
    }
    context = {
        "case": tie.case,
        "tie": tie,
        "contacts": contacts,
        "known": known_already(request.user, tie.person),
        "is_open": tie.case.state == Case.State.OPEN,
        "may_own": may_own(request.user, tie.case),
        "forms": forms | wrong,
    }
    return render(request, "desk/person.html", context, status=422 if wrong else 200)


@require_POST
def person_phone(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Tie her to a number, which other women may have too."""
    tie = access_case_person(request.user, reference, person_id, Need.WRITE)
    form = PhoneForm(request.POST, region=region_of(request.user), auto_id="phone_%s")
    if not form.is_valid():
        return _show(request, tie, phone=form)
    do_add_contact(tie.person, form.cleaned_data["number"], form.cleaned_data["relation"], by=request.user)
    return redirect("desk:person", reference, person_id)


@require_POST
def person_phone_remove(request: StaffRequest, reference: str, person_id: UUID, contact_id: UUID) -> HttpResponse:
    tie = access_case_person(request.user, reference, person_id, Need.WRITE)
    contact = get_object_or_404(tie.person.contacts, id=contact_id)
    do_remove_contact(contact, by=request.user)
    return redirect("desk:person", reference, person_id)


@require_http_methods(["GET", "POST"])
def person_erase(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Say what will be gone, ask for the reference, and erase her. Works on a closed case too."""
    tie = access_case_person(request.user, reference, person_id, Need.OWN)
    ask = others_to_ask(tie.person, request.user)
    form = EraseForm(request.POST or None, reference=reference)
    if request.method == "POST" and not ask and form.is_valid():
        return _erase(request, tie, form.cleaned_data["reason"])
    stays = shared_cases(tie.person)
    context = {"case": tie.case, "tie": tie, "form": form, "ask": ask, "stays": stays, "goes": tie.case not in stays}
    return render(request, "desk/person_erase.html", context, status=422 if request.method == "POST" else 200)


def _erase(request: StaffRequest, tie: CasePerson, reason: str) -> HttpResponse:
    try:
        do_erase(tie.person, by=request.user, reason=reason)
        messages.success(request, _("She is erased. Only counts stay. A restored backup forgets her too."))
    except NotScrubbed:
        messages.warning(request, _("She is erased. Lock Tayanch and unlock it again: that clears the last traces."))
    return redirect("desk:cases")
