"""The page of a case that says who opens it: sealing, naming colleagues, and opening a name by two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.accounts.models import User
from tayanch.desk.access import Need, access_case, access_case_person, access_reveal, may_own
from tayanch.desk.actions import reveals
from tayanch.desk.actions import sealing as actions
from tayanch.desk.forms.sealed import AskForm, NameForm, SealForm
from tayanch.desk.models import Case
from tayanch.desk.privacy import sealed as who
from tayanch.packets import six_words
from tayanch.store.state import keyring
from tayanch.vault.erasure import NotScrubbed


@require_GET
def sealed(request: StaffRequest, reference: str) -> HttpResponse:
    """Who opens the case, and what can be done about it."""
    reveals.do_forget_reveals(timezone.now())
    return _show(request, access_case(request.user, reference))


def _show(request: StaffRequest, case: Case, **wrong: Form) -> HttpResponse:
    forms: dict[str, Form] = {"seal": SealForm(case=case), "name": NameForm(case=case), "ask": AskForm()}
    context = {
        "case": case,
        "may_own": may_own(request.user, case),
        "named": _named(request, case) if case.is_sealed else [],
        "is_offered": not case.is_sealed and who.is_offered(case),
        "elsewhere": who.people_elsewhere(case),
        "talks_elsewhere": who.talks_elsewhere(case),
        "has_sheets": keyring().escrow_key is not None,
        "by_sheets": case.is_sealed and who.opens_with_sheets(case),
        "people": who.people_to_ask_for(case, request.user) if case.needs_two else [],
        "forms": forms | wrong,
    }
    return render(request, "desk/sealed.html", context, status=422 if wrong else 200)


def _named(request: StaffRequest, case: Case) -> list[dict[str, Any]]:
    """Those named, and on demand the six words of their keys: they take a moment to count."""
    current = {user.id for user in who.readers(case)}
    language = get_language() or "en"
    return [
        {
            "user": user,
            "is_owner": user.id == case.owner_id,
            "is_lost": user.id not in current,
            "words": six_words(bytes(user.public_key), language) if "words" in request.GET and user.has_key else [],
        }
        for user in who.named(case)
    ]


@require_POST
def seal(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.OWN)
    form = SealForm(request.POST, case=case)
    if case.is_sealed or not form.is_valid():
        return _show(request, case, seal=form)
    named = form.cleaned_data["named"]
    return _act(request, case, lambda: actions.do_seal_case(case, named=named, by=request.user), _("Sealed."))


@require_POST
def name(request: StaffRequest, reference: str) -> HttpResponse:
    """Any of those named may name one more: so the owner gets a case back whose key she lost."""
    case = access_case(request.user, reference)
    form = NameForm(request.POST, case=case)
    if not case.is_sealed or not form.is_valid():
        return _show(request, case, name=form)
    user: User = form.cleaned_data["user"]
    said = _("%(name)s opens this case now. Compare the six words of her key by voice: %(words)s.")
    words = ", ".join(six_words(bytes(user.public_key), get_language() or "en")) if user.has_key else ""
    told = said % {"name": user.name, "words": words}
    return _act(request, case, lambda: actions.do_name_worker(case, user, by=request.user), told)


@require_POST
def remove(request: StaffRequest, reference: str, user_id: UUID) -> HttpResponse:
    case = access_case(request.user, reference, Need.OWN)
    user = next((one for one in who.named(case) if one.id == user_id), None)
    if user is None:
        return redirect("desk:sealed", reference)
    said = _("%(name)s opens this case no more.") % {"name": user.name}
    return _act(request, case, lambda: actions.do_remove_worker(case, user, by=request.user), said)


@require_POST
def unseal(request: StaffRequest, reference: str) -> HttpResponse:
    case, said = access_case(request.user, reference, Need.OWN), _("The case is open to its team.")
    return _act(request, case, lambda: actions.do_unseal_case(case, by=request.user), said)


@require_POST
def two(request: StaffRequest, reference: str) -> HttpResponse:
    """Names need two people from now on, or one again."""
    case = access_case(request.user, reference, Need.OWN)
    if "off" in request.POST:
        said = _("Everybody named opens names alone again.")
        return _act(request, case, lambda: actions.do_need_one(case, by=request.user), said)
    said = _("From now on two people open a name together.")
    return _act(request, case, lambda: actions.do_need_two(case, by=request.user), said)


@require_POST
def escrow(request: StaffRequest, reference: str) -> HttpResponse:
    case, said = access_case(request.user, reference, Need.OWN), _("Two of the three sheets open this case too.")
    return _act(request, case, lambda: actions.do_let_sheets_open(case, by=request.user), said)


def _act(request: StaffRequest, case: Case, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it, and say so or why not; then the page of the case, as long as it exists for whoever asks."""
    try:
        act()
        messages.success(request, said)
    except actions.Refused as refused:
        messages.error(request, refused.text)
    except NotScrubbed:
        messages.warning(request, _("Done. Lock Tayanch and unlock it again: that clears the last traces."))
    is_hers = not case.is_sealed or request.user in who.readers(case)
    return redirect("desk:sealed", case.reference) if is_hers else redirect("desk:cases")


@require_POST
def ask(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Ask a colleague to agree that one sees who somebody is."""
    tie = access_case_person(request.user, reference, person_id)
    form = AskForm(request.POST)
    if not tie.case.needs_two or not form.is_valid():
        return _show(request, tie.case, ask=form)
    reveals.do_ask(tie.case, tie.person, form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Asked. Tell a colleague who is named here: she sees your question on this page."))
    return redirect("desk:sealed", reference)


@require_POST
def answer(request: StaffRequest, reference: str, reveal_id: UUID) -> HttpResponse:
    """Agree, refuse, or end before its time what was agreed to."""
    reveal = access_reveal(request.user, reference, reveal_id)
    if "agree" in request.POST:
        reveals.do_agree(reveal, by=request.user)
        messages.success(request, _("Agreed. It ends by itself after 24 hours."))
    elif "close" in request.POST:
        reveals.do_close(reveal, by=request.user)
    elif "refuse" in request.POST:
        reveals.do_refuse(reveal, by=request.user)
    return redirect("desk:sealed", reference)
