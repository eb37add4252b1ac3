"""One conversation: begun with a key, written while she speaks, saved as it is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch import keeping
from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_consultation
from tayanch.desk.actions import consultations as actions
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.forms.consultations import NameForm
from tayanch.desk.hotline import consulting, known
from tayanch.desk.models import Case, Consultation
from tayanch.desk.views.roles import for_caseworkers
from tayanch.vault.people import possible_duplicates


@require_POST
@for_caseworkers
def start(request: StaffRequest) -> HttpResponse:
    """Open an empty consultation; refuses until the recovery sheet was typed back."""
    if not request.user.teams.exists():
        return render(request, "desk/consultation_refused.html", {"why": "team"}, status=403)
    try:
        made = actions.do_start_consultation(by=request.user)
    except RecoverySheetMissing:
        return render(request, "desk/consultation_refused.html", {"why": "sheet"}, status=403)
    return redirect("desk:consultation", made.reference)


@require_GET
def consultation(request: StaffRequest, reference: str) -> HttpResponse:
    """The page of a conversation: written while it is open, read once it is finished."""
    found = access_consultation(request.user, reference)
    page = "consultation" if found.state == Consultation.State.OPEN else "consultation_finished"
    return render(request, f"desk/{page}.html", _context(found))


def _context(found: Consultation, form: NameForm | None = None) -> dict[str, Any]:
    values = actions.values_of(found)
    return {
        "consultation": found,
        "values": values,
        "choices": consulting.choices(get_language() or "en", values),
        "words": {**keeping.words(), **consulting.words()},
        "is_empty": actions.is_empty(found),
        "may_write": not (found.case and found.case.state == Case.State.CLOSED),
        "name_form": form or NameForm(),
    }


@require_POST
def save(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep what was typed. A script sends JSON ``{"fields": {…}, "was": {…}}``; a plain form sends all fields."""
    found = access_consultation(request.user, reference, Need.WRITE)
    if request.headers.get("X-Requested-With") != "fetch":
        return _save_form(request, found)
    fields, was = keeping.sent(request.body)
    outcome = actions.do_save_fields(found, fields, by=request.user, was=was)
    return keeping.answer(outcome, promise=outcome.promise, version=found.version)


def _save_form(request: StaffRequest, found: Consultation) -> HttpResponse:
    outcome = actions.do_save_fields(found, _from_form(request), by=request.user)
    if outcome.refused:
        messages.error(request, " ".join(outcome.refused.values()))
    else:
        messages.success(request, _("Saved."))
    return redirect("desk:consultation", found.reference)


def _from_form(request: StaffRequest) -> dict[str, str]:
    fields = {name: request.POST[name] for name in actions.FIELDS if name in request.POST}
    if "topics" in fields:
        fields["topics"] = " ".join(request.POST.getlist("topics"))
    if "promise_what" in fields:
        fields.setdefault("promise_urgent", "")
    return {name: text.replace("\r\n", "\n") for name, text in fields.items()}


@require_POST
def has_called(request: StaffRequest, reference: str) -> HttpResponse:
    """Has she called before? A small piece of page: counts and colleagues, never a name of hers."""
    found = access_consultation(request.user, reference, Need.WRITE)
    typed, region = request.POST.get("phone", ""), actions.region_of(request.user)
    answer = known.look_up(request.user, typed, region, leaving_out=found)
    return render(request, "desk/consultation_known.html", {"known": answer, "consultation": found})


@require_POST
@for_caseworkers
def concepts(request: StaffRequest) -> HttpResponse:
    """Concepts that fit what was typed, for the fields that complete it. Body: ``list`` and ``text``."""
    found = consulting.suggest(request.POST.get("list", ""), request.POST.get("text", ""), get_language() or "en")
    if found is None:
        raise BadRequest
    return JsonResponse({"concepts": found})


@require_POST
def finish(request: StaffRequest, reference: str) -> HttpResponse:
    """Close the conversation. Without scripts the fields come along and are saved first."""
    found = access_consultation(request.user, reference, Need.WRITE)
    if (fields := _from_form(request)) and (refused := actions.do_save_fields(found, fields, by=request.user).refused):
        messages.error(request, " ".join(refused.values()))
        return redirect("desk:consultation", reference)
    try:
        actions.do_finish_consultation(found, by=request.user)
    except actions.NotComplete:
        messages.warning(request, _("Choose a topic first, so that the conversation counts. All else may stay empty."))
    return redirect("desk:consultation", reference)


@require_POST
def reopen(request: StaffRequest, reference: str) -> HttpResponse:
    """Go on writing in a finished conversation."""
    found = access_consultation(request.user, reference, Need.WRITE)
    actions.do_reopen_consultation(found, by=request.user)
    return redirect("desk:consultation", reference)


@require_POST
def discard(request: StaffRequest, reference: str) -> HttpResponse:
    """Throw an empty one away."""
    found = access_consultation(request.user, reference, Need.OWN)
    try:
        actions.do_discard_consultation(found, by=request.user)
    except actions.NotEmpty:
        messages.error(request, _("Something is written here, so it stays. Finish it instead."))
        return redirect("desk:consultation", reference)
    messages.success(request, _("The empty consultation is gone."))
    return redirect("desk:tonight")


@require_POST
def know_by_name(request: StaffRequest, reference: str) -> HttpResponse:
    """Write her name down, because she agreed."""
    found = access_consultation(request.user, reference, Need.WRITE)
    form = NameForm(request.POST)
    if found.person_id or not form.is_valid():
        page = "consultation" if found.state == Consultation.State.OPEN else "consultation_finished"
        return render(request, f"desk/{page}.html", _context(found, form), status=422)
    said = {"name": form.cleaned_data["name"], "birth_date": form.birth_text()}
    person = actions.do_know_by_name(found, by=request.user, **said)
    messages.success(request, _("Her name is kept, sealed."))
    if alike := {other for other, _field in possible_duplicates(person)}:
        told = _("%(count)s other records look like hers. Ask your supervisor before you act on that.")
        messages.warning(request, told % {"count": len(alike)})
    return redirect("desk:consultation", reference)


@require_POST
def join(request: StaffRequest, reference: str) -> HttpResponse:
    """Say which woman of one of our cases this is. Several women in the case: ask which."""
    found = access_consultation(request.user, reference, Need.WRITE)
    case = access_case(request.user, request.POST.get("case", ""), Need.WRITE)
    women = case.people.filter(relation="client").select_related("person")
    chosen = _chosen(request, case)
    if chosen is None and len(women) == 1:
        chosen = women[0].person
    if chosen is None:
        context = {"consultation": found, "case": case, "women": consulting.names_of(women)}
        return render(request, "desk/consultation_join.html", context)
    actions.do_join_case(found, case, chosen, by=request.user)
    messages.success(request, _("This conversation belongs to the case now."))
    return redirect("desk:consultation", reference)


def _chosen(request: StaffRequest, case: Case) -> Any:
    try:
        person_id = UUID(request.POST["person"]) if request.POST.get("person") else None
    except ValueError:
        raise PermissionDenied from None
    return get_object_or_404(case.people.select_related("person"), person_id=person_id).person if person_id else None
