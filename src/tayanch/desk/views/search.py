"""The search. What was typed travels in the body of a POST and is written down nowhere."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tayanch.accounts.access import StaffRequest
from tayanch.desk.forms.search import SearchForm
from tayanch.desk.records.lookup import find


@require_http_methods(["GET", "POST"])
def search(request: StaffRequest) -> HttpResponse:
    if not request.user.works_on_cases:
        raise PermissionDenied
    form = SearchForm(request.POST or None)
    found = find(request.user, form.cleaned_data["typed"], get_language() or "en") if form.is_valid() else None
    elsewhere = sorted(found.elsewhere.items()) if found else []
    return render(request, "desk/search.html", {"form": form, "found": found, "elsewhere": elsewhere})
