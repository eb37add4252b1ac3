"""The administrator's pages of channels. She sees no message and no address of a woman."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tayanch import channels as carriers
from tayanch.accounts.access import StaffRequest, administrator_only
from tayanch.desk.actions import channels as actions
from tayanch.desk.forms.channels import ChannelForm, RulesForm, TestForm
from tayanch.desk.messages import reaching
from tayanch.desk.models import ChannelSetting


@require_http_methods(["GET", "POST"])
@administrator_only
def channels(request: StaffRequest) -> HttpResponse:
    """All channels, and the rules for what comes and goes."""
    organisation = request.user.organisation
    form = RulesForm(request.POST or None, instance=actions.rules_of(organisation.id), by=request.user)
    if form.is_valid():
        actions.do_write_rules(organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("desk:channels")
    rows = [(name, reaching.CHANNEL_NAMES[name], actions.setting_of(organisation.id, name)) for name in _names()]
    rules = actions.rules_of(organisation.id)
    page = request.build_absolute_uri(reverse("callback-page")) + f"?to={rules.code}"
    context = {"rows": rows, "form": form, "rules": rules, "page": page}
    return render(request, "desk/channels.html", context, status=422 if form.errors else 200)


def _names() -> list[str]:
    return list(carriers.channels())


def _kept(request: StaffRequest, channel: str) -> ChannelSetting | None:
    if channel not in carriers.channels():
        raise Http404
    return actions.setting_of(request.user.organisation_id, channel)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@administrator_only
def channel(request: StaffRequest, channel: str) -> HttpResponse:
    """The settings of one channel."""
    values = actions.values_of(_kept(request, channel))
    form = ChannelForm(request.POST or None, name=channel, values=values, initial={"is_on": _is_on(request, channel)})
    if form.is_valid():
        own = request.user.organisation
        actions.do_write_channel(own, channel, form.settings(), by=request.user, is_on=form.cleaned_data["is_on"])
        messages.success(request, _("Saved. Test it now."))
        return redirect("desk:channel", channel)
    return _page(request, channel, form=form, status=422 if form.errors else 200)


def _is_on(request: StaffRequest, channel: str) -> bool:
    kept = _kept(request, channel)
    return bool(kept and kept.is_on)


def _page(request: StaffRequest, channel: str, *, status: int = 200, **forms: Any) -> HttpResponse:
    kept = _kept(request, channel)
    values = actions.values_of(kept)
    region = request.user.organisation.country.upper() or None
    context = {
        "channel": channel,
        "name": reaching.CHANNEL_NAMES[channel],
        "kept": kept,
        "form": ChannelForm(name=channel, values=values, initial={"is_on": bool(kept and kept.is_on)}),
        "test_form": TestForm(kind=carriers.channel(channel).KIND, region=region),
        "door": request.build_absolute_uri(reverse("door", args=[channel, kept.unseal("door")])) if kept else "",
        "secret": kept.unseal("door") if kept and channel == "whatsapp" else "",
        "rules": actions.rules_of(request.user.organisation_id),
    }
    return render(request, "desk/channel.html", context | forms, status=status)


@require_POST
@administrator_only
def channel_test(request: StaffRequest, channel: str) -> HttpResponse:
    """Sign in to the service and send a line to an address that the administrator types; it is not kept."""
    kept = _kept(request, channel)
    region = request.user.organisation.country.upper() or None
    form = TestForm(request.POST, kind=carriers.channel(channel).KIND, region=region)
    if kept is None or not form.is_valid():
        return _page(request, channel, test_form=form, status=422)
    values = actions.values_of(kept)
    try:
        carriers.channel(channel).check(values)
        carriers.channel(channel).send(values, form.cleaned_data["to"], _("This is a test."))
    except carriers.ChannelError as error:
        messages.error(request, reaching.TEST_FAULTS[error.code])
    else:
        actions.do_note_test(kept, timezone.now(), by=request.user)
        messages.success(request, _("The service has taken the test over. Look whether it arrives."))
    return redirect("desk:channel", channel)
