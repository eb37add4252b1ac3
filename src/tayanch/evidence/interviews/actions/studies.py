"""Studies and who works in them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews.models import Assignment, Member, Study
from tayanch.evidence.interviews.troubles import Refused
from tayanch.vault import erasure
from tayanch.vault.keys import new_data_key

Part = Member.Part
MAY_LEAD = (Role.ANALYST, Role.SUPERVISOR)
MAY_CODE = (*MAY_LEAD, Role.CASEWORKER)


@transaction.atomic
def do_begin(title: str, question: str, *, by: User) -> Study:
    """Begin a study; whoever begins it leads it."""
    require_recovery_sheet(by)
    study = Study(organisation_id=by.organisation_id, title=title, question=question, by=by)
    study._data_key = new_data_key(study.id, by.organisation_id)
    study.save(force_insert=True)
    Member.objects.create(study=study, user=by, part=Part.LEAD)
    log.record("study.begin", by=by.id, kind="study", object_id=study.id)
    return study


@transaction.atomic
def do_describe(
    study: Study, title: str, question: str, attributes: Iterable[str], *, may_see_others: bool, by: User
) -> None:
    """Say what it asks, which attributes of speakers it adds, and whether coders see one another's work."""
    told = {"title": title, "question": question, "may_see_others": may_see_others}
    told["attributes"] = list(dict.fromkeys(attributes))
    changed = [name for name, value in told.items() if getattr(study, name) != value]
    for name in changed:
        setattr(study, name, told[name])
    study.save(update_fields=changed)
    log.record("study.describe", by=by.id, kind="study", object_id=study.id, fields=changed)


@transaction.atomic
def do_delete(study: Study, *, by: User) -> None:
    """Delete a study with everything in it, also for backups that still hold it."""
    log.record("study.delete", by=by.id, kind="study", object_id=study.id)
    erasure.do_erase_record(study.id, by=by, reason="retention")


@transaction.atomic
def do_add_member(study: Study, user: User, part: str, *, by: User) -> Member:
    """Let a colleague work in the study."""
    if user.role not in MAY_CODE or (part == Part.LEAD and user.role not in MAY_LEAD):
        raise Refused(_("Somebody of this role may not do that part. Analysts and supervisors lead."))
    member, made = Member.objects.get_or_create(study=study, user=user, defaults={"part": part})
    if made:
        log.record("study.member-add", by=by.id, kind="user", object_id=user.id, reason=part)
    return member


@transaction.atomic
def do_change_part(member: Member, part: str, *, by: User) -> None:
    """Let her lead, or only code."""
    if part == Part.LEAD and member.user.role not in MAY_LEAD:
        raise Refused(_("Somebody of this role may not do that part. Analysts and supervisors lead."))
    if part != Part.LEAD:
        _require_another_lead(member)
    member.part = part
    member.save(update_fields=["part"])
    log.record("study.member-part", by=by.id, kind="user", object_id=member.user_id, reason=part)


@transaction.atomic
def do_let_look_up(member: Member, may: bool, *, by: User) -> None:
    """Let her see the real names, or no longer. Nobody gives it to herself while a colleague leads the study too."""
    others = Member.objects.filter(study_id=member.study_id, part=Part.LEAD).exclude(user=by)
    if may and member.user_id == by.id and others.exists():
        raise Refused(_("Ask a colleague who leads the study too: she lets you see real names."))
    member.may_look_up = may
    member.save(update_fields=["may_look_up"])
    word = "study.look-up-allow" if may else "study.look-up-end"
    log.record(word, by=by.id, kind="user", object_id=member.user_id, fields=["may_look_up"])


@transaction.atomic
def do_remove_member(member: Member, *, by: User) -> None:
    """Let somebody leave. What she coded stays; what was given to her and is not done is taken back."""
    _require_another_lead(member)
    Assignment.objects.filter(interview__study=member.study, coder=member.user, done_at=None).delete()
    log.record("study.member-leave", by=by.id, kind="user", object_id=member.user_id)
    member.delete()


def _require_another_lead(member: Member) -> None:
    """Two who leave at once wait for each other here, so that one of them stays."""
    leads = Member.objects.select_for_update().filter(study_id=member.study_id, part=Part.LEAD)
    if list(leads) == [member]:
        raise Refused(_("Nobody else leads this study. Let somebody else lead it first."))
