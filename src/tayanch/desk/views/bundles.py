"""Bundles: choose papers and their order, make one PDF, give it out, also under a password."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_document
from tayanch.desk.actions import bundles as actions
from tayanch.desk.documents import evidence, paper_words
from tayanch.desk.forms.documents import BundleForm, PasswordForm
from tayanch.desk.models import Case
from tayanch.desk.views.documents import sealed_off


@require_http_methods(["GET", "POST"])
def bundle(request: StaffRequest, reference: str) -> HttpResponse:
    """The bundles that were made and the form for another; a POST makes one."""
    need = Need.WRITE if request.method == "POST" else Need.READ
    case = access_case(request.user, reference, need)
    form = BundleForm(evidence.can_be_bundled(case), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _make(request, case, form):
        return redirect("desk:bundle", reference)
    password = PasswordForm(initial={"password": paper_words.new_password()}, auto_id="copy_%s")
    facts = {"case": case, "is_open": case.state == Case.State.OPEN, "form": form, "password": password}
    facts["bundles"] = evidence.bundles(case)
    return render(request, "desk/bundle.html", facts, status=422 if form.is_bound else 200)


def _make(request: StaffRequest, case: Case, form: BundleForm) -> bool:
    said = form.cleaned_data
    about = {"language": said["language"], "today": timezone.localdate()}
    try:
        actions.do_make_bundle(case, form.chosen, said["title"], by=request.user, **about)
    except actions.TooMuch as refusal:
        form.add_error(None, str(paper_words.TOO_MUCH[refusal.what]))
        return False
    return True


@require_POST
def bundle_protect(request: StaffRequest, reference: str, bundle_id: UUID) -> HttpResponse:
    """A copy of a bundle that opens only with the password that was typed."""
    paper = access_document(request.user, reference, bundle_id)
    kept = paper.case.bundles.filter(document=paper).select_related("document").first()
    form = PasswordForm(request.POST)
    if kept is None:
        raise Http404
    if not form.is_valid():
        return HttpResponse(_("The password needs at least 12 signs. Go back and type a longer one."), status=422)
    data = actions.do_protect_bundle(kept, form.cleaned_data["password"], by=request.user)
    response = HttpResponse(data, content_type="application/octet-stream")
    return sealed_off(response, f'attachment; filename="papers-{paper.id.hex[:6]}.pdf"')
