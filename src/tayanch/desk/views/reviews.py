"""The second look: the list for those who give it, and the page of one case."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.accounts.models import Role
from tayanch.desk.access import Need, access_case, may_review_case, require_supervisor
from tayanch.desk.actions import reviews as actions
from tayanch.desk.cases import reviewing
from tayanch.desk.forms.reviews import AskReviewForm, DecideForm, ReviewTopicForm
from tayanch.desk.models import Case, Review
from tayanch.desk.views.roles import for_caseworkers


@require_GET
@for_caseworkers
def reviews(request: StaffRequest) -> HttpResponse:
    """The cases that wait for her, and the topics that close only after a second look."""
    context = {
        "waiting": reviewing.waiting_for(request.user, timezone.localdate()),
        "topics": reviewing.topics_of(request.user),
        "may_set": request.user.role == Role.SUPERVISOR,
        "form": ReviewTopicForm(),
    }
    return render(request, "desk/reviews.html", context)


@require_POST
def topics(request: StaffRequest) -> HttpResponse:
    """Let cases of a topic close only after a second look, or without one again."""
    require_supervisor(request.user)
    form = ReviewTopicForm(request.POST)
    if form.is_valid():
        actions.do_mark_topic(form.cleaned_data["topic"], "drop" not in request.POST, by=request.user)
    else:
        messages.error(request, _("Choose a topic."))
    return redirect("desk:reviews")


@require_GET
def review(request: StaffRequest, reference: str) -> HttpResponse:
    """What was asked and said about one case."""
    return _page(request, access_case(request.user, reference))


@require_POST
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask for a second look."""
    case = access_case(request.user, reference, Need.WRITE)
    form = AskReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, case, ask=form)
    actions.do_ask_review(case, form.cleaned_data["question"], by=request.user)
    messages.success(request, _("Asked. You will see the answer here and on the page Tonight."))
    return redirect("desk:review", reference)


@require_POST
def decide(request: StaffRequest, reference: str) -> HttpResponse:
    """Agree, or ask for a change. A closed case too can be looked at again."""
    case = access_case(request.user, reference)
    if not may_review_case(request.user, case):
        raise PermissionDenied
    form, agrees = DecideForm(request.POST), "agree" in request.POST
    if not form.is_valid() or not (agrees or form.cleaned_data["remark"]):
        form.add_error("remark", _("Say what is to be changed."))
        return _page(request, case, decide=form)
    remark, today = form.cleaned_data["remark"], timezone.localdate()
    actions.do_decide_review(case, by=request.user, today=today, agrees=agrees, remark=remark)
    messages.success(request, _("Written. The owner sees it."))
    return redirect("desk:reviews")


@require_POST
def answered(request: StaffRequest, reference: str) -> HttpResponse:
    """The owner has read the remark, or whoever asked needs no answer any more."""
    case = access_case(request.user, reference)
    waiting = case.reviews.filter(state=Review.State.WAITING).first()
    if "take-back" in request.POST and waiting is not None:
        access_case(request.user, reference, Need.WRITE)
        actions.do_take_back_review(waiting, by=request.user)
        return redirect("desk:review", reference)
    if case.owner_id != request.user.id:
        raise PermissionDenied
    unread = list(case.reviews.filter(read_at=None).exclude(decided_at=None))
    if not unread and waiting is None:
        raise Http404
    for one in unread:
        actions.do_read_review(one, by=request.user)
    return redirect("desk:review", reference)


def _page(request: StaffRequest, case: Case, **wrong: Form) -> HttpResponse:
    history = reviewing.history(case)
    context = {
        "case": case,
        "may_write": case.state != Case.State.CLOSED,
        "may_decide": may_review_case(request.user, case),
        "reasons": [reviewing.REASONS[code] for code in reviewing.reasons_of(case, timezone.localdate())],
        "must": reviewing.must_be_reviewed(case),
        "is_reviewed": reviewing.is_reviewed(case),
        "history": history,
        "waiting": next((one for one in history if one.state == Review.State.WAITING), None),
        "is_unread": any(one.decided_at and not one.read_at for one in history) and case.owner_id == request.user.id,
        "ask": wrong.get("ask") or AskReviewForm(),
        "decide": wrong.get("decide") or DecideForm(),
    }
    return render(request, "desk/review.html", context, status=422 if wrong else 200)
