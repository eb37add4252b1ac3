"""The law on the desk: rules with what they rest on, sign-offs, worked examples, newer parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch import law, vocabulary
from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import access_example, access_import, claim_changes_for, may_review, require_reviewer
from tayanch.desk.actions import law as actions
from tayanch.desk.forms.law import BackToDraftForm, ExampleForm, FilterForm, NewerForm, SignOffForm
from tayanch.desk.language import language
from tayanch.law import live
from tayanch.law.checking import Refused
from tayanch.law.command import find_rule
from tayanch.law.fingerprint import parameters_of
from tayanch.law.rendering.words import in_unit

SHOWN_ROWS = 8  # of a table; older ones are folded away


@require_GET
def rules(request: StaffRequest) -> HttpResponse:
    """All rules, by country and status (``?country=ru&status=draft``)."""
    form = FilterForm(request.GET, [(code, country_name(code)) for code in live.packs()])
    chosen = form.cleaned_data if form.is_valid() else {"country": "", "status": ""}
    signed = {one.rule: one for one in actions.standing_sign_offs()}
    found = [
        {**each, "signed": signed.get(str(each["rule"])), **_shown_rule(each)}
        for each in law.rules(language())
        if chosen["country"] in {"", str(each["rule"]).split(".")[0]} and chosen["status"] in {"", each["status"]}
    ]
    to_do = law.check(timezone.localdate())
    context = {"form": form, "rules": found, "to_do": to_do, "may_review": may_review(request.user)}
    return render(request, "desk/law.html", context)


@require_GET
def rule(request: StaffRequest, rule: str) -> HttpResponse:
    """One rule: parameters, sentences, the open question, worked examples, the sign-off."""
    return _page(request, rule)


@require_POST
def sign_off(request: StaffRequest, rule: str) -> HttpResponse:
    """Stand for the rule as it is now."""
    require_reviewer(request.user)
    form = SignOffForm(request.POST)
    if form.is_valid():
        try:
            actions.do_sign_off(_known(rule), by=request.user, **form.cleaned_data)
            return _back(request, rule, _("You signed off this rule. It is a draft again as soon as it changes."))
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return _page(request, rule, sign=form)


@require_POST
def back_to_draft(request: StaffRequest, rule: str) -> HttpResponse:
    """Take a sign-off back."""
    require_reviewer(request.user)
    form = BackToDraftForm(request.POST)
    if form.is_valid():
        try:
            actions.do_take_back_sign_off(_known(rule), by=request.user, reason=form.cleaned_data["reason"])
            return _back(request, rule, _("This rule is a draft again."))
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return _page(request, rule, draft=form)


@require_POST
def add_example(request: StaffRequest, rule: str) -> HttpResponse:
    """Keep a worked example and run it."""
    require_reviewer(request.user)
    form = ExampleForm(request.POST)
    if form.is_valid():
        try:
            actions.do_add_example(_known(rule), by=request.user, **form.cleaned_data)
            return _back(request, rule, fragment="examples")
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return _page(request, rule, example=form)


@require_POST
def remove_example(request: StaffRequest, rule: str, example: UUID) -> HttpResponse:
    """Take an example of this desk out."""
    actions.do_remove_example(access_example(request.user, rule, example), by=request.user)
    return _back(request, rule, fragment="examples")


@require_http_methods(["GET", "POST"])
def newer(request: StaffRequest) -> HttpResponse:
    """Bring newer parameters; a file with one mistake changes nothing."""
    require_reviewer(request.user)
    form = NewerForm(request.POST or None, request.FILES or None)
    mistakes: Sequence[object] = ()
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        try:
            made = actions.do_import_law(form.sent(today), by=request.user, today=today)
            if made:
                return redirect("desk:law-imported", made.id)
            messages.info(request, _("Nothing in it is new."))
        except Refused as refusal:
            mistakes = refusal.mistakes
    context = {"form": form, "mistakes": mistakes, "imports": actions.recent_imports(), "fault": live.fault()}
    return render(request, "desk/law_newer.html", context)


@require_GET
def imported(request: StaffRequest, law_import: UUID) -> HttpResponse:
    """What an import changed: the parameters, and the claims one may see."""
    require_reviewer(request.user)
    found = access_import(law_import)
    changes = list(claim_changes_for(request.user, found))
    others = found.claims.count() - len(changes)
    return render(request, "desk/law_imported.html", {"import": found, "changes": changes, "others": others})


def country_name(code: str) -> str:
    """The name of a country in the language of the page; a group of countries has its code only."""
    known = {item.id: item for item in vocabulary.scheme("country").concepts}
    return known[code].label(language()) if code in known else code.upper()


def _shown_rule(each: Mapping[str, Any]) -> dict[str, Any]:
    known = each["known_through"]
    through = date.fromisoformat(known) if known else None
    return {"country": country_name(each["rule"].split(".")[0]), "through": through}


def _known(rule: str) -> str:
    if rule not in law.rule_ids():
        raise Http404
    return rule


def _page(request: StaffRequest, rule_id: str, **forms: Any) -> HttpResponse:
    """The whole page; *forms* are those that were posted and refused."""
    found = find_rule(_known(rule_id))
    tried = actions.tried_examples(rule_id)
    context = {
        "rule": law.describe(rule_id, language()),
        "tables": [
            _table(rule_id.split(".", maxsplit=1)[0], name, rows) for name, rows in parameters_of(found).items()
        ],
        "says": actions.sentences(rule_id, language()),
        "examples": [_shown(each) for each in tried],
        "failing": any(each.wrong for each in tried),
        "signed": next((one for one in actions.standing_sign_offs() if one.rule == rule_id), None),
        "history": actions.history(rule_id),
        "may_review": may_review(request.user),
        "sign": SignOffForm(initial={"name": request.user.name, "on": timezone.localdate()}),
        "draft": BackToDraftForm(),
        "example": ExampleForm(initial={"question": _json(tried[0].example.question) if tried else "{}"}),
        **forms,
    }
    return render(request, "desk/law_rule.html", context)


def _table(country: str, name: str, rows: Sequence[Any]) -> dict[str, Any]:
    shown = language()
    newest = [(row, in_unit(row, shown), law.text(country, f"article.{row.article}", shown)) for row in reversed(rows)]
    return {"name": name, "rows": newest[:SHOWN_ROWS], "older": newest[SHOWN_ROWS:]}


def _shown(tried: actions.Tried) -> dict[str, Any]:
    one = tried.example
    return {"tried": tried, "question": _json(one.question), "expected": _json(one.expect)}


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, default=str)


def _back(request: StaffRequest, rule: str, said: str = "", *, fragment: str = "") -> HttpResponse:
    if said:
        messages.success(request, said)
    response = redirect("desk:law-rule", rule)
    response["Location"] += f"#{fragment}" if fragment else ""
    return response
