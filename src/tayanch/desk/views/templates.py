"""Our templates: bring one, see what it asks for and how it looks filled, take it, sign it, retire it."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import docx_templates
from tayanch.desk.access import access_template, may_keep_templates, may_sign_templates, templates_for
from tayanch.desk.actions import templates as actions
from tayanch.desk.documents import template_words
from tayanch.desk.forms.templates import TemplateForm
from tayanch.desk.language import language
from tayanch.desk.models import LetterTemplate
from tayanch.desk.views.documents import sealed_off
from tayanch.vault import files
from tayanch.vault.keys import load_keys


@require_http_methods(["GET", "POST"])
def templates(request: StaffRequest) -> HttpResponse:
    """All templates with their versions; a POST brings one, and every problem in it is told."""
    found = list(templates_for(request.user).select_related("made_by", "signed_by"))
    if request.method == "POST" and not may_keep_templates(request.user):
        raise PermissionDenied
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    problems: tuple[docx_templates.Problem, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            return redirect("desk:template", _bring(request, form, found).id)
        except actions.TemplateRefused as refusal:
            problems = refusal.report.problems
    load_keys(found)
    context = {
        "families": _families(found),
        "form": form,
        "problems": [(template_words.told(one), template_words.where(one), one) for one in problems],
        "may_keep": may_keep_templates(request.user),
    }
    return render(request, "desk/templates.html", context, status=422 if form.is_bound else 200)


def _bring(request: StaffRequest, form: TemplateForm, known: list[LetterTemplate]) -> LetterTemplate:
    """*family* names a template of which this is a newer version."""
    said = dict(form.cleaned_data)
    data, wanted = said.pop("file"), request.POST.get("family", "")
    families = {one.family.hex: one.family for one in known}
    return actions.do_try_template(data, said.pop("name"), by=request.user, family=families.get(wanted), **said)


def _families(found: list[LetterTemplate]) -> list[list[LetterTemplate]]:
    """The versions of each template, the newest first; templates by name."""
    groups = [list(rows) for _family, rows in groupby(found, lambda one: one.family)]
    return sorted(groups, key=lambda rows: rows[0].unseal("name").casefold())


@require_GET
def variables(request: StaffRequest) -> HttpResponse:
    """Every name that a template may use."""
    templates_for(request.user)
    spoken = language()
    rows = [(one, one.question[spoken]) for one in docx_templates.VARIABLES.values()]
    return render(request, "desk/template_variables.html", {"rows": rows})


@require_GET
def template(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """One version: what it asks for, how it reads with invented facts, what can be done with it."""
    found = access_template(request.user, template_id)
    context = {
        "template": found,
        "addressee": template_words.addressee_name(found.addressee),
        "asked": [docx_templates.VARIABLES[name] for name in found.variables if name in docx_templates.VARIABLES],
        "questions": {name: one.question[language()] for name, one in docx_templates.VARIABLES.items()},
        "lines": _lines(found),
        "may_keep": may_keep_templates(request.user),
        "may_sign": may_sign_templates(request.user),
    }
    return render(request, "desk/template.html", context)


def _lines(found: LetterTemplate) -> list[str]:
    """How it reads with invented facts; nothing when it was taken by an older version and does not hold today."""
    try:
        return docx_templates.text_of(actions.fill(found, docx_templates.invented()))
    except docx_templates.NotRendered:
        return []


@require_GET
def download(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """The template as it was brought."""
    found = access_template(request.user, template_id)
    return _docx(files.read(found), f"template-{found.id.hex[:6]}-v{found.version}.docx")


@require_GET
def example(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """A letter from it with invented facts."""
    found = access_template(request.user, template_id)
    try:
        return _docx(actions.fill(found, docx_templates.invented()), f"example-{found.id.hex[:6]}.docx")
    except docx_templates.NotRendered:
        raise Http404 from None


def _docx(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/octet-stream")
    return sealed_off(response, f'attachment; filename="{name}"')


@require_POST
def act(request: StaffRequest, template_id: UUID, act: str) -> HttpResponse:
    """Take, sign, retire or discard a template."""
    found = access_template(request.user, template_id)
    may = may_sign_templates(request.user) if act == "sign" else may_keep_templates(request.user)
    if act not in ACTS:
        raise Http404
    if not may:
        raise PermissionDenied
    do, said = ACTS[act]
    more: dict[str, Any] = {"today": timezone.localdate()} if act == "sign" else {}
    try:
        do(found, by=request.user, **more)
        messages.success(request, said())
    except actions.NotNow:
        messages.warning(request, _("Somebody else was quicker. Look at it again."))
    return redirect("desk:templates")


ACTS: dict[str, tuple[Any, Any]] = {
    "take": (actions.do_take_template, lambda: _("The template can be used now.")),
    "sign": (actions.do_sign_template, lambda: _("You signed this template off. Older versions are retired.")),
    "retire": (actions.do_retire_template, lambda: _("The template is retired. Letters made from it stay.")),
    "discard": (actions.do_discard_template, lambda: _("The template is destroyed.")),
}
