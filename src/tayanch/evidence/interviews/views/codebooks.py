"""The codebook of a study: read by whoever codes in it, changed by who leads it; anybody may add a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.accounts.models import User
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.interviews import telling_codes, trees
from tayanch.evidence.interviews.access import access_study, for_leads, for_members
from tayanch.evidence.interviews.actions import codebooks as actions
from tayanch.evidence.interviews.code_forms import CodeForm, MergeForm
from tayanch.evidence.interviews.models import Member, Study
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews import codebooks as ready
from tayanch.interviews.codebook import Codebook, CodebookError


@require_GET
@for_members
def codebook(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """The tree; ``?code=`` opens one of its codes, ``?under=`` a new one below it."""
    study = access_study(request.user, study_id)
    return _page(request, study, trees.codebook_of(study))


def _page(request: StaffRequest, study: Study, book: Codebook, form: CodeForm | None = None) -> HttpResponse:
    language = get_language() or "en"
    chosen = request.GET.get("code") or request.POST.get("code") or ""
    code = book[chosen] if chosen in book else None  # noqa: SIM401  a codebook is no dictionary
    context: dict[str, Any] = {
        "study": study,
        "open": "codebook",
        "tree": telling_codes.tree(study, book, language, _counted(request, study)),
        "code": code,
        "form": form or CodeForm.of(book, code, language, under=request.GET.get("under", "")),
        "merge": MergeForm(book=book, code=code, language=language) if code else None,
        "merged": telling_codes.merged_into(book, code, language) if code else [],
        "history": telling_codes.history(study),
        "seen": trees.number_of(study),
        "ready": ready.names(),
    }
    return render(request, "interviews/codebook.html", context, status=422 if form else 200)


def _counted(request: StaffRequest, study: Study) -> User | None:
    """Whose codings are counted: a coder who is blind would learn from all of them what the other coded."""
    sees_all = study.may_see_others or study.members.filter(user=request.user, part=Member.Part.LEAD).exists()
    return None if sees_all else request.user


@require_POST
@for_members
def add(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """A code that a coder met in the text and found no name for."""
    study = access_study(request.user, study_id)
    book = trees.codebook_of(study)
    form = CodeForm(request.POST, book=book, language=get_language() or "en")
    if not form.is_valid():
        return _page(request, study, book, form)
    return _done(request, study, lambda: actions.do_add_code(study, form.told(), by=request.user))


@require_POST
@for_leads
def change(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Other words for a code, or another place."""
    study = access_study(request.user, study_id, lead=True)
    book = trees.codebook_of(study)
    code = _code(book, request.POST)
    form = CodeForm(request.POST, book=book, language=get_language() or "en", code=book[code])
    if not form.is_valid():
        return _page(request, study, book, form)
    seen = _seen(request.POST)
    return _done(
        request, study, lambda: actions.do_change_code(study, code, form.told(), by=request.user, seen=seen), code
    )


Act = Callable[[Study, str, Mapping[str, str], User, int | None], None]
ACTS: dict[str, Act] = {
    "merge": lambda study, code, told, by, seen: actions.do_merge_codes(
        study, code, told.get("into", ""), by=by, why=told.get("why", "").strip(), seen=seen
    ),
    "remove": lambda study, code, told, by, seen: actions.do_remove_code(study, code, by=by, seen=seen),
    "undo": lambda study, code, told, by, seen: actions.do_undo_codebook(study, by=by, seen=seen),
    "load": lambda study, code, told, by, seen: actions.do_load_codebook(study, ready.load(told["name"]), by=by),
}


@require_POST
@for_leads
def act(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Merge, remove, take back, begin with a ready codebook."""
    study = access_study(request.user, study_id, lead=True)
    told = request.POST
    what = told.get("act", "")
    if what not in ACTS or (what == "load" and told.get("name") not in ready.names()):
        raise BadRequest
    code = _code(trees.codebook_of(study), told) if what in ("merge", "remove") else ""
    return _done(request, study, lambda: ACTS[what](study, code, told, request.user, _seen(told)))


def _code(book: Codebook, told: QueryDict) -> str:
    if told.get("code", "") not in book:
        raise BadRequest
    return str(told["code"])


def _seen(told: QueryDict) -> int | None:
    number = told.get("seen", "")
    return int(number) if number.isdigit() else None


def _done(request: HttpRequest, study: Study, act: Callable[[], object], code: str = "") -> HttpResponse:
    """Do it, or say why not; back to the tree."""
    try:
        act()
        messages.success(request, _("Kept. You can take it back."))
    except (CodebookError, Refused, RecoverySheetMissing) as refusal:
        messages.warning(request, str(refusal))
    response = redirect("interviews:codebook", study.id)
    if code:
        response["Location"] += f"?code={code}"
    return response
