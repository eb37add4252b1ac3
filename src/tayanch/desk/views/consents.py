"""Her consents: ask, read aloud, write down, print, take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_consent
from tayanch.desk.actions.consents import ConsentRefused, do_give_consent, do_withdraw_consent
from tayanch.desk.forms.consents import AgreedForm, ConsentForm, usual_end
from tayanch.desk.language import language
from tayanch.desk.letters.pdf import UnprintableText, to_pdf
from tayanch.desk.models import Case, Consent
from tayanch.desk.privacy import consents as rules
from tayanch.desk.privacy.consent_paper import to_document
from tayanch.vault.keys import load_keys


@require_GET
def consents(request: StaffRequest, reference: str) -> HttpResponse:
    """What she agreed to, and the form to ask her."""
    case = access_case(request.user, reference)
    start = {"until": usual_end(timezone.localdate()), "language": language(), "purpose": Consent.Purpose.REFERRAL}
    return _page(request, case, ConsentForm(case, request.user, initial=start))


def _page(request: StaffRequest, case: Case, form: ConsentForm) -> HttpResponse:
    found = list(case.consents.select_related("person", "by"))
    load_keys([*found, *(one.person for one in found if one.person)])
    today = timezone.localdate()
    context = {
        "case": case,
        "rows": [_row(one, today) for one in found],
        "form": form,
        "may_write": case.state != Case.State.CLOSED,
    }
    return render(request, "desk/consents.html", context, status=422 if form.errors else 200)


def _row(consent: Consent, today: Any) -> dict[str, Any]:
    return {
        "consent": consent,
        "purpose": rules.purpose_label(consent.purpose),
        "is_in_force": consent.withdrawn_on is None and consent.given_on <= today <= consent.until,
        "facts": [rules.fact_label_or_gone(consent.case, fact, language()) for fact in consent.facts],
    }


@require_POST
def consent_read(request: StaffRequest, reference: str) -> HttpResponse:
    """The words to read to her; nothing is written yet."""
    case = access_case(request.user, reference, Need.WRITE)
    form = ConsentForm(case, request.user, request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    return _reading_page(request, case, form.said, AgreedForm(case, request.user, initial=form.cleaned_data))


def _reading_page(request: StaffRequest, case: Case, said: dict[str, Any], form: ConsentForm) -> HttpResponse:
    wanted = {name: said[name] for name in ("purpose", "recipient_name", "facts", "until", "language")}
    reading = rules.reading(case, organisation=case.organisation.name, **wanted)
    context = {"case": case, "form": form, "reading": reading, "language": said["language"], "said": said}
    return render(request, "desk/consent_read.html", context, status=422 if form.errors else 200)


@require_POST
def consent_give(request: StaffRequest, reference: str) -> HttpResponse:
    """She heard it and agreed."""
    case = access_case(request.user, reference, Need.WRITE)
    form = AgreedForm(case, request.user, request.POST)
    if not form.is_valid():
        is_readable = not set(form.errors) - {"how"}
        return _reading_page(request, case, form.said, form) if is_readable else _page(request, case, form)
    try:
        given = do_give_consent(case, by=request.user, how=form.cleaned_data["how"], **form.said)
    except ConsentRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, case, form)
    messages.success(request, _("Her consent is written down, with the words she heard."))
    return redirect("desk:consent", reference, given.id)


@require_GET
def consent(request: StaffRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """One consent as a paper to print and sign."""
    found = access_consent(request.user, reference, consent_id)
    context = {
        "case": found.case,
        "consent": found,
        "text": found.unseal("text"),
        "purpose": rules.purpose_label(found.purpose),
        "signature": rules.signature(found.language),
        "is_draft": rules.is_draft(),
        "sent": [
            one for one in found.referrals.select_related("partner") if one.state not in ("destroyed", "declined")
        ],
    }
    return render(request, "desk/consent.html", context)


@require_GET
def consent_pdf(request: StaffRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """The same as PDF; its name tells nothing."""
    found = access_consent(request.user, reference, consent_id)
    with override(found.language):
        document = to_document(found)
    try:
        data = to_pdf(document)
    except UnprintableText:
        messages.error(request, _("A sign in it cannot be printed, such as an emoji. Print this page instead."))
        return redirect("desk:consent", reference, consent_id)
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="paper-{found.id.hex[:6]}.pdf"'
    return response


@require_POST
def consent_withdraw(request: StaffRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """She takes it back. This may be written in a closed case too."""
    found = access_consent(request.user, reference, consent_id)
    do_withdraw_consent(found, by=request.user)
    messages.success(request, _("Taken back. Nothing more is told."))
    return redirect("desk:consent", reference, consent_id)
