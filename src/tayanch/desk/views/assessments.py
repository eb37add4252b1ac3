"""Short forms of a case: begun, answered while she speaks, saved as they are answered, and what follows from them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch import keeping
from tayanch.accounts.access import StaffRequest
from tayanch.desk import assessments as forms
from tayanch.desk.access import Need, access_assessment, access_case, may_own
from tayanch.desk.actions import assessments as actions
from tayanch.desk.actions.checklists import do_list_papers
from tayanch.desk.cases import assessing
from tayanch.desk.models import Assessment, Case


@require_GET
def assessments(request: StaffRequest, reference: str) -> HttpResponse:
    """Which forms there are, and what was asked when."""
    case = access_case(request.user, reference)
    return render(request, "desk/assessments.html", assessing.overview(case))


@require_POST
def start(request: StaffRequest, reference: str) -> HttpResponse:
    """Begin a form. Body: ``form`` and, when there are several women, ``person``."""
    case = access_case(request.user, reference, Need.WRITE)
    if request.POST.get("form") not in forms.available():
        messages.warning(request, _("Choose one of the forms."))
        return redirect("desk:assessments", reference)
    person = assessing.client(case, request.POST.get("person", ""))
    if person is None and case.people.filter(relation="client").exists():
        messages.warning(request, _("Several women are in this case. Choose who this is about."))
        return redirect("desk:assessments", reference)
    made = actions.do_start_assessment(case, forms.load(request.POST["form"]), by=request.user, person=person)
    return redirect("desk:assessment", reference, made.id)


@require_GET
def assessment(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """The questions while it is open; what follows from the answers once it is finished."""
    row = access_assessment(request.user, reference, assessment_id)
    context: dict[str, Any] = {"case": row.case, "row": row, "is_open": row.case.state == Case.State.OPEN}
    context["who"] = assessing.names_of(row.case).get(row.person_id, "")
    context["may_own"] = may_own(request.user, row.case)
    if row.state == Assessment.State.OPEN and context["is_open"]:
        context |= {**assessing.asked(row), "words": {**keeping.words(), **assessing.words()}}
        return render(request, "desk/assessment.html", context)
    context |= {**assessing.result(assessing.told(row)), "others": len(assessing.alike(row)) - 1}
    return render(request, "desk/assessment_result.html", context)


@require_POST
def save(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """Keep answers. A script sends JSON ``{"fields": {…}, "was": {…}}``; a plain form sends all of them."""
    row = access_assessment(request.user, reference, assessment_id, Need.WRITE)
    if request.headers.get("X-Requested-With") != "fetch":
        _keep_form(request, row)
        return redirect("desk:assessment", reference, assessment_id)
    fields, was = keeping.sent(request.body)
    outcome = actions.do_save_answers(row, fields, by=request.user, was=was)
    return keeping.answer(outcome)


def _keep_form(request: StaffRequest, row: Assessment) -> bool:
    """Write what a plain form sent; says what was refused. True when all of it is kept."""
    questions = actions.form_of(row).questions
    sent = {name: " ".join(request.POST.getlist(name)) for name in questions if name in request.POST}
    sent |= {name: request.POST[name].replace("\r\n", "\n") for name in sent if questions[name].kind == "text"}
    # A list of which nothing is chosen is not sent at all.
    several = {name for name, one in questions.items() if one.kind == "several"}
    sent |= dict.fromkeys(several - sent.keys(), "") if "plain" in request.POST else {}
    outcome = actions.do_save_answers(row, sent, by=request.user) if sent else keeping.Kept()
    if outcome.refused:
        messages.error(request, " ".join(outcome.refused.values()))
    elif sent:
        messages.success(request, _("Saved."))
    return not outcome.refused


@require_POST
def finish(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """Close it and show the result. Without scripts the answers come along and are saved first."""
    row = access_assessment(request.user, reference, assessment_id, Need.WRITE)
    if row.state == Assessment.State.OPEN and _keep_form(request, row):
        actions.do_finish_assessment(row, by=request.user)
    return redirect("desk:assessment", reference, assessment_id)


@require_POST
def reopen(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """Go on asking."""
    row = access_assessment(request.user, reference, assessment_id, Need.WRITE)
    actions.do_reopen_assessment(row, by=request.user)
    return redirect("desk:assessment", reference, assessment_id)


@require_POST
def remove(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """Take back one that was begun by mistake."""
    row = access_assessment(request.user, reference, assessment_id, Need.OWN)
    actions.do_remove_assessment(row, by=request.user)
    messages.success(request, _("The form is gone."))
    return redirect("desk:assessments", reference)


@require_POST
def promise(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """Put an urgent promise into the queue, in words that say nothing of what was asked."""
    row = access_assessment(request.user, reference, assessment_id, Need.WRITE)
    actions.do_promise_at_once(row, by=request.user)
    messages.success(request, _("It waits in the queue of tonight, urgent and free to take."))
    return redirect("desk:assessment", reference, assessment_id)


@require_POST
def handled(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """Say that what it asks for was done."""
    row = access_assessment(request.user, reference, assessment_id, Need.WRITE)
    actions.do_handle_assessment(row, by=request.user)
    messages.success(request, _("Written. The case warns no more."))
    return redirect("desk:assessment", reference, assessment_id)


@require_POST
def papers(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """Make the list of papers to get, out of what is missing."""
    row = access_assessment(request.user, reference, assessment_id, Need.WRITE)
    found = assessing.told(row)
    country = found.outcome.answers.get(found.form.country, "")
    do_list_papers(row.case, found.outcome.tasks, by=request.user, country=country, person=row.person)
    messages.success(request, _("The list is made."))
    return redirect("desk:papers-list", reference)


@require_GET
def compare(request: StaffRequest, reference: str, assessment_id: UUID) -> HttpResponse:
    """The same form for the same woman, side by side over time."""
    row = access_assessment(request.user, reference, assessment_id)
    rows = assessing.alike(row)
    who = assessing.names_of(row.case).get(row.person_id, "")
    context = {"case": row.case, "row": row, "told": rows, "title": rows[-1].title, "who": who}
    context["lines"] = assessing.compared(rows)
    return render(request, "desk/assessment_compare.html", context)
