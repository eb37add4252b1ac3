"""The register of treaties, agreements, laws and strategies."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tayanch import policy
from tayanch.accounts.access import StaffRequest
from tayanch.evidence.policy import states, wording
from tayanch.evidence.policy.access import for_readers, may_write, rows_for
from tayanch.evidence.policy.models import Sheet


@require_safe
@for_readers
def instruments(request: StaffRequest) -> HttpResponse:
    """All of them, narrowed by country, kind, state and words."""
    wanted = {name: request.GET.get(name, "").strip()[:200] for name in ("country", "kind", "state", "q")}
    told = {name: wanted[name] for name in ("country", "kind", "state")}
    found = policy.search_instruments(wanted["q"], **told)
    context = {
        "open": "instruments",
        "wanted": wanted,
        "found": [(one, one.of(wanted["country"]) if wanted["country"] else None) for one in found],
        "all": len(policy.instruments()),
        "countries": wording.country_choices(),
        "kinds": wording.KINDS.items(),
        "forces": wording.STATES.items(),
        "volumes": policy.volumes(),
    }
    return render(request, "policy/instruments.html", context)


@require_safe
@for_readers
def instrument(request: StaffRequest, instrument_key: str) -> HttpResponse:
    """One of them: dates, parties, articles on women, what does not agree, who asks what of it, reviews."""
    found = policy.instruments().get(instrument_key)
    if found is None:
        raise Http404
    stands = states.all_stands(request.user.organisation_id)
    context = {
        "open": "instruments",
        "one": found,
        "stands": [stand for stand in stands if found.id in stand.asked.instruments],
        "sheets": rows_for(request.user, Sheet).filter(instrument=found.id),
        "writes": may_write(request.user),
    }
    return render(request, "policy/instrument.html", context)
