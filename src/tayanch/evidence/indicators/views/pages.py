"""The list of indicators, one of them, the way of its values, the records behind them for those who may see them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.accounts.models import Role
from tayanch.evidence import work
from tayanch.evidence.access import for_analysts
from tayanch.evidence.indicators import actions, drilling, linking, showing, telling, values
from tayanch.evidence.indicators.access import access_indicator, for_readers, for_supervisors
from tayanch.evidence.indicators.models import PeriodValues, Run
from tayanch.indicators.computing import plan
from tayanch.indicators.model import Indicator


@require_GET
@for_readers
def indicators(request: StaffRequest) -> HttpResponse:
    """All indicators by where their values come from, with the newest year by sex."""
    run = Run.objects.filter(organisation_id=request.user.organisation_id).first()
    context = {"groups": telling.lines(request.user), "run": run, "is_dead": run is not None and work.is_dead(run)}
    return render(request, "indicators/indicators.html", context | {"may_compute": _may_compute(request)})


def _may_compute(request: StaffRequest) -> bool:
    return request.user.role in {Role.ANALYST, Role.SUPERVISOR}


@require_POST
@for_analysts
def compute(request: StaffRequest) -> HttpResponse:
    """Begin to bring the values up to date."""
    actions.do_compute(by=request.user, anew=bool(request.POST.get("anew")))
    return redirect("indicators:indicators")


@require_GET
@for_analysts
def progress(request: StaffRequest) -> HttpResponse:
    """How far the computation is; at its end the page is opened anew."""
    run = Run.objects.filter(organisation_id=request.user.organisation_id).first()
    response = render(request, "evidence/progress.html", {"row": run})
    if run is None or run.state != work.State.WORKING or work.is_dead(run):
        response["HX-Refresh"] = "true"
    return response


@require_GET
@for_readers
def indicator(request: StaffRequest, indicator_id: str) -> HttpResponse:
    """One indicator: what it means, its values by sex over time, one breakdown, what to beware of."""
    found = access_indicator(indicator_id)
    context: dict[str, Any] = {"indicator": found, "is_desk": found.source == "desk"}
    if found.source == "desk":
        context |= _of_desk(request, found)
    else:
        context |= _of_others(request, found)
    return render(request, "indicators/indicator.html", context)


def _of_others(request: StaffRequest, found: Indicator) -> dict[str, Any]:
    told = {"shown": showing.shown(request.user, found), "links": showing.links(request.user, found)}
    told |= {"question": showing.question(found), "may_link": _may_compute(request)}
    if _may_compute(request) and found.source in ("survey", "interviews"):
        offers = linking.offers(request.user, found)
        told |= {"fitting": [one for one in offers if not one.why], "others": [one for one in offers if one.why]}
        told |= {"needed": showing.needed(found) if found.source == "survey" else []}
    return told | ({"files": showing.files(request.user, found)} if found.source == "official" else {})


def _of_desk(request: StaffRequest, found: Indicator) -> dict[str, Any]:
    version = request.GET.get("version", "")
    seen = values.shown(request.user, found.id, version=int(version) if version.isdecimal() else None)
    kinds = [kind for kind in ("year", "quarter", "month") if telling.periods_of_kind(seen, kind)]
    kind = request.GET.get("kind") if request.GET.get("kind") in kinds else next(iter(kinds), "year")
    name = request.GET.get("by") if request.GET.get("by") in found.by else next(iter(plan(found).breakdowns), "")
    periods = sorted({one.period for one in seen if not name or name in dict(one.groups)}, reverse=True)
    of_kind = [one for one in periods if telling.kind_of(one) == kind] or periods
    period = request.GET.get("period") if request.GET.get("period") in periods else max(of_kind, default="")
    told: dict[str, Any] = {
        "kinds": kinds,
        "kind": kind,
        "by": name,
        "period": period,
        "periods": periods,
        "seen": bool(seen),
    }
    told |= {"columns": [(one, telling.column_name(one)) for one in plan(found).breakdowns]}
    told |= {"table": telling.by_sex(found, seen, str(kind)), "chart": telling.chart(found, seen, str(kind))}
    told |= {"breakdown": telling.breakdown(found, seen, str(name), str(period)) if name and period else None}
    told |= {"by_name": telling.column_name(str(name)), "former": values.former_versions(request.user, found.id)}
    return told | {"may_drill": request.user.role == Role.SUPERVISOR, "version": version}


@require_GET
@for_readers
def way(request: StaffRequest, indicator_id: str) -> HttpResponse:
    """How the values of one period were computed: query, rows, method, fingerprints of what was read."""
    found = access_indicator(indicator_id)
    rows = PeriodValues.objects.filter(
        organisation_id=request.user.organisation_id, indicator=found.id, version=found.version
    ).exclude(cells=[])
    periods = list(rows.order_by("-period").values_list("period", flat=True))
    period = request.GET.get("period") if request.GET.get("period") in periods else next(iter(periods), "")
    row = rows.filter(period=period).first()
    # How many rows were counted may itself be too few to tell.
    total = (
        next((one for one in values.shown(request.user, found.id, period=period) if not one.groups), None)
        if row
        else None
    )
    context = {"indicator": found, "row": row, "period": period, "periods": periods, "total": total}
    return render(request, "indicators/way.html", context)


@require_GET
@for_supervisors
def records(request: StaffRequest, indicator_id: str) -> HttpResponse:
    """The records behind one value: those the supervisor may open."""
    found = access_indicator(indicator_id)
    if found.source != "desk":
        raise Http404
    asked, period = plan(found), request.GET.get("period", "")
    exact = values.exact(request.user, found, period)
    names = {*asked.always, *asked.sex, *asked.breakdowns}
    groups = tuple((name, str(code)) for name, code in request.GET.items() if name in names)
    if exact is None:
        raise Http404
    behind = drilling.records_behind(request.user, found, period, groups)
    table = asked.query.table
    words = [(telling.column_name(name), telling.code_name(table, name, code)) for name, code in groups]
    context = {"indicator": found, "period": period, "groups": words, "behind": behind}
    return render(request, "indicators/records.html", context)
