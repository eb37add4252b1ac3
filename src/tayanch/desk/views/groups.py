"""Groups: the brigade one employer owes, the shares of its women, and how a case joins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.desk.access import Need, access_case, access_group, groups_for, is_lawyer, visible_cases
from tayanch.desk.actions import groups as actions
from tayanch.desk.actions.joining import readers_of
from tayanch.desk.actions.ledger import EntryRefused
from tayanch.desk.forms.firms import AnswerForm
from tayanch.desk.forms.groups import JoinGroupForm, PaymentForm, field_of, proposed, typed_shares
from tayanch.desk.hotline.tonight import opened
from tayanch.desk.legal import groups as reading
from tayanch.desk.models import Case, Group, JoinQuestion
from tayanch.desk.views.roles import for_caseworkers
from tayanch.vault.keys import load_keys


@require_GET
@for_caseworkers
def groups(request: StaffRequest) -> HttpResponse:
    """Her own and her teams' groups."""
    found = list(groups_for(request.user).select_related("owner").order_by("-made_at"))
    load_keys(found)
    return render(request, "desk/groups.html", {"groups": found, "is_lawyer": is_lawyer(request.user)})


@require_GET
def case_group(request: StaffRequest, reference: str) -> HttpResponse:
    """The groups of one case, its women who could join one, and what lawyers asked."""
    return case_page(request, access_case(request.user, reference))


def case_page(request: StaffRequest, case: Case, **wrong: Any) -> HttpResponse:
    """The same with a form that was refused."""
    women = reading.candidates(case)
    questions = list(
        case.join_questions.select_related("person", "lawyer", "answered_by", "consent", "case__organisation")
    )
    load_keys([case, *(question.person for question in questions)])
    today = timezone.localdate()
    context = {
        "case": case,
        "may_write": case.state != Case.State.CLOSED,
        "memberships": reading.of_case(case),
        "women": women,
        "form": wrong.get("form") or _join_form(request, case, women),
        "questions": [(one, wrong.get(str(one.id)) or _answer_form(one)) for one in questions],
        "readers": readers_of(case.id, today),
    }
    return render(request, "desk/case_group.html", context, status=422 if wrong else 200)


def _answer_form(question: JoinQuestion) -> AnswerForm:
    return AnswerForm(today=timezone.localdate(), auto_id=f"{question.id}_%s")


def _join_form(request: StaffRequest, case: Case, women: list[reading.Candidate], data: Any = None) -> JoinGroupForm:
    listed = [(one.key, one.name or _("No name")) for one in women]
    employer = getattr(case, "employer", None)
    start = {"women": [key for key, _name in listed], "name": opened(employer, "name")}
    return JoinGroupForm(data, groups=groups_for(request.user), women=listed, initial=start)


@require_POST
def join(request: StaffRequest, reference: str) -> HttpResponse:
    """Put women of a case into a group, a new one or one there is."""
    case = access_case(request.user, reference, Need.WRITE)
    women = reading.candidates(case)
    form = _join_form(request, case, women, request.POST)
    if not form.is_valid():
        return case_page(request, case, form=form)
    group = form.cleaned_data["group"] or actions.do_make_group(
        form.cleaned_data["name"], by=request.user, team=case.team
    )
    actions.do_add_women(group, case, form.cleaned_data["women"], by=request.user)
    messages.success(request, _("They are in the group now. Each has a claim of her own."))
    return redirect("desk:group", group.reference)


@require_GET
def group(request: StaffRequest, group: str) -> HttpResponse:
    """The table of a group, its payments, and the form for the next one."""
    return _page(request, access_group(request.user, group))


@require_POST
def leave(request: StaffRequest, group: str, member_id: int) -> HttpResponse:
    """Take a woman out of the group."""
    found = access_group(request.user, group, Need.WRITE)
    member = get_object_or_404(found.members.select_related("claim"), id=member_id)
    actions.do_remove_member(member, by=request.user)
    messages.success(request, _("She is out of the group. Her claim stays in her case."))
    return redirect("desk:group", group)


@require_POST
def payment(request: StaffRequest, group: str) -> HttpResponse:
    """First show the shares; then, when they are right, enter them."""
    found = access_group(request.user, group, Need.WRITE)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    weights = reading.weights(found, form.cleaned_data["currency"], timezone.localdate())
    if "enter" not in request.POST:
        parts = proposed(form.cleaned_data["how"], form.cleaned_data["amount"], weights)
        return _page(request, found, form=form, weights=weights, parts=[f"{part:.2f}" for part in parts])
    return _enter(request, found, form, weights)


def _enter(request: StaffRequest, group: Group, form: PaymentForm, weights: Any) -> HttpResponse:
    shares = typed_shares(request.POST, weights)
    try:
        if shares is None:
            raise EntryRefused("", _("One of the shares is not a sum. Write it like 12 300.50."))
        made = actions.do_divide_payment(
            group, shares, by=request.user, today=timezone.localdate(), **form.cleaned_data
        )
    except EntryRefused as refusal:
        form.add_error(refusal.field or None, refusal.text)
        parts = [request.POST.get(field_of(member), "") for member, _weight in weights]
        return _page(request, group, form=form, weights=weights, parts=parts)
    back = reverse("desk:group-payment-back", args=[group.reference, made.id])
    undo.offer(request, _("The payment is divided. Each share stands in her own ledger."), back)
    return redirect("desk:group", group.reference)


@require_POST
def payment_back(request: StaffRequest, group: str, payment_id: UUID) -> HttpResponse:
    """Take a payment back with all its shares."""
    found = access_group(request.user, group, Need.WRITE)
    made = get_object_or_404(found.payments, id=payment_id)
    try:
        actions.do_take_back_payment(made, by=request.user)
        messages.success(request, _("Taken back, each share by its opposite."))
    except EntryRefused as refusal:
        messages.error(request, refusal.text)
    return redirect("desk:group", group)


def _page(request: StaffRequest, group: Group, form: Any = None, weights: Any = (), parts: Any = ()) -> HttpResponse:
    today = timezone.localdate()
    tables = reading.tables(group, request.user, today)
    seen = visible_cases(request.user, group)
    rows = {row.member.pk: row for table in tables for row in table.rows}
    load_keys([group])
    start = {"on": today, "currency": tables[0].currency if tables else "RUB"}
    context = {
        "group": group,
        "tables": tables,
        "sees_all": all(row.is_visible for row in rows.values()),
        "payments": [(one, reading.shares_of(one, seen)) for one in reading.payments(group)],
        "form": form or PaymentForm(initial=start),
        "shares": [
            {"row": rows[member.pk], "name": field_of(member), "sum": part}
            for (member, _weight), part in zip(weights, parts, strict=True)
        ],
    }
    return render(request, "desk/group.html", context, status=422 if form and form.errors else 200)
