"""A letter of a case from one of the organisation's own templates: what is missing is asked for, never left blank."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tayanch.accounts.access import StaffRequest
from tayanch.desk import docx_templates
from tayanch.desk.access import Need, access_case, templates_in_use
from tayanch.desk.actions import templates as actions
from tayanch.desk.documents import letter_facts
from tayanch.desk.forms.templates import OwnLetterForm, initial_of
from tayanch.desk.models import Case, Claim, LetterTemplate
from tayanch.vault import files
from tayanch.vault.keys import load_keys
from tayanch.vault.models import Person


@require_http_methods(["GET", "POST"])
def own_letter(request: StaffRequest, reference: str, template_id: UUID) -> HttpResponse:
    """Ask for the facts; a POST makes the letter. ``?claim=2`` and ``?for=<id>`` say about which claim and woman."""
    need = Need.WRITE if request.method == "POST" else Need.READ
    case = access_case(request.user, reference, need)
    template = get_object_or_404(templates_in_use(request.user), id=template_id)
    claim, person = _about(case, request.GET.get("claim", ""), request.GET.get("for", ""))
    facts = letter_facts.facts_of(case, request.user, claim, person=person)
    data = request.POST if request.method == "POST" else None
    form = OwnLetterForm(files.read(template), template.variables, facts, data, initial=initial_of(facts))
    if data is not None and form.is_valid() and _make(request, case, template, form, person):
        return redirect("desk:evidence", reference)
    claims = list(case.claims.select_related("person"))
    load_keys([template, *(one.person for one in claims if one.person)])
    context = {"case": case, "is_open": case.state == Case.State.OPEN, "template": template, "form": form}
    context |= {"claim": claim, "person": person, "women": letter_facts.clients(case), "claims": claims}
    return render(request, "desk/own_letter.html", context, status=422 if form.is_bound else 200)


def _about(case: Case, number: str, whose: str) -> tuple[Claim | None, Person | None]:
    """The claim with this number and the woman with this id; without them the only ones there are."""
    claims = list(case.claims.select_related("person"))
    claim = next((one for one in claims if str(one.number) == number), claims[0] if len(claims) == 1 else None)
    women = letter_facts.clients(case)
    chosen = next((one for one in women if str(one.id) == whose), None)
    return claim, chosen or (claim.person if claim else None) or (women[0] if len(women) == 1 else None)


def _make(
    request: StaffRequest, case: Case, template: LetterTemplate, form: OwnLetterForm, person: Person | None
) -> bool:
    about: dict[str, Any] = {"person": person, "today": timezone.localdate()}
    try:
        actions.do_make_own_letter(case, template, form.facts, by=request.user, **about)
    except (docx_templates.NotRendered, actions.NotNow):
        form.add_error(None, _("This template does not work any more. Ask your supervisor to look at it."))
        return False
    messages.success(request, _("The letter is made and kept with the case. Read it in Word before it is sent."))
    return True
