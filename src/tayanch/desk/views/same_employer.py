"""Three or more women and one employer: for lawyers only. And the recruiter of a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, require_lawyer
from tayanch.desk.actions import joining
from tayanch.desk.actions.consents import ConsentRefused
from tayanch.desk.actions.firms import do_set_recruiter
from tayanch.desk.forms.firms import AnswerForm, RecruiterForm
from tayanch.desk.legal import same_employer as reading
from tayanch.desk.views.cases import back_to, show_case
from tayanch.desk.views.groups import case_page


@require_GET
def same_employer(request: StaffRequest) -> HttpResponse:
    """The facts, and how far the asking has come. No name, no reference, no owner, no number of women."""
    facts = reading.facts_for(request.user)
    today = timezone.localdate()
    shown = [(fact, joining.progress(fact, request.user, today)) for fact in facts]
    return render(request, "desk/same_employer.html", {"facts": shown})


def _fact(request: StaffRequest, fact_id: str) -> reading.Fact:
    require_lawyer(request.user)
    found = reading.fact(request.user, fact_id)
    if found is None:
        raise Http404
    return found


@require_POST
def ask(request: StaffRequest, fact_id: str) -> HttpResponse:
    """Let each owner ask her woman whether she would claim together with others."""
    joining.do_ask_owners(_fact(request, fact_id), by=request.user)
    messages.success(request, _("Asked. Each owner asks the woman herself; you learn only who said yes."))
    return redirect("desk:same-employer")


@require_POST
def join(request: StaffRequest, fact_id: str) -> HttpResponse:
    """Bring those who said yes into a group."""
    joined = joining.do_join(_fact(request, fact_id), by=request.user, today=timezone.localdate())
    if joined is None:
        messages.warning(request, _("Nobody can be joined yet: every woman of a case must have said yes."))
        return redirect("desk:same-employer")
    if joined.some_wait:
        messages.warning(request, _("Some wait: another woman of the same case has not said yes."))
    return redirect("desk:group", joined.group.reference)


@require_POST
def answer(request: StaffRequest, reference: str, question_id: UUID) -> HttpResponse:
    """Write down what she said."""
    case = access_case(request.user, reference, Need.WRITE)
    question = get_object_or_404(case.join_questions.select_related("person", "lawyer"), id=question_id)
    question.case, form = case, AnswerForm(request.POST, today=timezone.localdate(), auto_id=f"{question_id}_%s")
    if form.is_valid():
        told = form.cleaned_data
        try:
            joining.do_answer_question(question, by=request.user, says_yes=told.pop("answer") == "yes", **told)
            messages.success(request, _("Written. The lawyer learns of a yes, and of nothing else."))
            return redirect("desk:case-group", reference)
        except ConsentRefused as refusal:
            form.add_error("until", str(refusal))
    return case_page(request, case, **{str(question.id): form})


@require_POST
def recruiter(request: StaffRequest, reference: str) -> HttpResponse:
    """Say who found her the work."""
    case = access_case(request.user, reference, Need.WRITE)
    form = RecruiterForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, recruiter=form)
    do_set_recruiter(case, by=request.user, **form.cleaned_data)
    return back_to(request, case, _("Written down."), "employer")
