"""One interview: what is known of it, what was agreed, who speaks in it, who codes it, and its release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.evidence.interviews.access import newest
from tayanch.evidence.interviews.actions.bringing import case_named
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import (
    Assignment,
    Coding,
    Interview,
    Member,
    Quote,
    Speaker,
    Study,
    TextVersion,
)
from tayanch.evidence.interviews.troubles import Refused
from tayanch.vault import erasure

Kind = TextVersion.Kind
A_BATCH = 500


@transaction.atomic
def do_describe(interview: Interview, told: Mapping[str, Any], *, by: User) -> None:
    """Say how, where, when and in which language it was held, and to which family it belongs."""
    columns = ("method", "language", "area", "held_on")
    changed = [name for name in columns if getattr(interview, name) != told[name]]
    for name in changed:
        setattr(interview, name, told[name])
    if interview.unseal("name") != told["name"]:
        interview.seal(name=told["name"])
        changed.append("name")
    case = case_named(interview.study, told["case"])
    if case != interview.case:
        interview.case = case
        changed.append("case")
    interview.save(update_fields=changed)
    log.record("interview.describe", by=by.id, kind="interview", object_id=interview.id, fields=changed)


@transaction.atomic
def do_note_consent(
    interview: Interview, consent: str, *, may_quote: bool, may_share: bool, note: str, by: User
) -> None:
    """Write down what she agreed to. Without it nothing of hers is quoted; quotes that were released wait again."""
    interview.consent, interview.may_quote, interview.may_share = consent, may_quote, may_share
    interview.seal(consent_note=note)
    fields = ["consent", "may_quote", "may_share", "consent_note"]
    interview.save(update_fields=fields)
    if not may_quote:
        released = Quote.objects.filter(version__interview=interview, state=Quote.State.RELEASED)
        released.update(state=Quote.State.TAKEN_BACK)
    log.record("interview.consent", by=by.id, kind="interview", object_id=interview.id, fields=fields)


@transaction.atomic
def do_withdraw(interview: Interview, *, by: User) -> None:
    """She took her interview back: texts, codings, quotes, memos, notes and speakers of it go; a line stays.

    It is in the ledger of erasures, so that it does not come back with an older backup.
    """
    log.record("interview.withdraw", by=by.id, kind="interview", object_id=interview.id)
    erasure.do_erase_record(interview.id, by=by, reason="her-wish")


# --- speakers --------------------------------------------------------------------------------------------------------


@transaction.atomic
def do_describe_speakers(study: Study, told: Mapping[str, Mapping[str, Any]], *, by: User) -> int:
    """Write down who they are: ``{speaker id: {"asks": bool, "attributes": {name: value}}}``; how many changed."""
    changed = []
    for row in keyed(study, study.speakers.filter(id__in=list(told))):
        new = told[str(row.id)]
        kept = {name: value for name, value in new["attributes"].items() if value}
        if json.loads(row.unseal("attributes") or "{}") == kept and row.asks == new["asks"]:
            continue
        row.asks = new["asks"]
        row.seal(attributes=json.dumps(kept, ensure_ascii=False) if kept else "")
        changed.append(row)
    Speaker.objects.bulk_update(changed, ["attributes", "asks"], batch_size=A_BATCH)
    if changed:
        log.record("study.speakers", by=by.id, kind="study", object_id=study.id, fields=["asks", "attributes"])
    return len(changed)


@transaction.atomic
def do_join(kept: Speaker, gone: Speaker, *, by: User) -> None:
    """Two speakers are one person: what is known of either is known of her; where both say something, *kept* does."""
    study = kept.study
    if kept.id == gone.id or kept.study_id != gone.study_id:
        raise Refused(_("Choose another speaker of this study."))
    keyed(study, [kept, gone])
    both = json.loads(gone.unseal("attributes") or "{}") | json.loads(kept.unseal("attributes") or "{}")
    kept.seal(attributes=json.dumps(both, ensure_ascii=False) if both else "")
    kept.asks = kept.asks or gone.asks
    kept.save(update_fields=["attributes", "asks"])
    changed = []
    for row in keyed(study, TextVersion.objects.filter(study=study)):
        turns = json.loads(row.unseal("turns") or "[]")
        if any(turn[3] == str(gone.id) for turn in turns):
            joined = [[*turn[:3], str(kept.id) if turn[3] == str(gone.id) else turn[3], turn[4]] for turn in turns]
            row.seal(turns=json.dumps(joined))
            changed.append(row)
    TextVersion.objects.bulk_update(changed, ["turns"])
    Coding.objects.filter(speaker=gone).update(speaker=kept)
    Quote.objects.filter(speaker=gone).update(speaker=kept)
    gone.delete()
    log.record("study.speakers-join", by=by.id, kind="study", object_id=study.id, fields=["speakers"])


# --- who codes -------------------------------------------------------------------------------------------------------


@transaction.atomic
def do_give(interview: Interview, coder: User, number: int, *, by: User) -> Assignment:
    """Give an interview to a member to code, in round *number*."""
    if not Member.objects.filter(study_id=interview.study_id, user=coder).exists():
        raise Refused(_("First add this colleague to the study."))
    given, made = Assignment.objects.get_or_create(interview=interview, coder=coder, round=number)
    if made:
        log.record("interview.give", by=by.id, kind="interview", object_id=interview.id, reason=str(number))
    return given


@transaction.atomic
def do_take_back(given: Assignment, *, by: User) -> None:
    """Take an interview back from a coder who has coded nothing in it; her work is never thrown away so."""
    codings = Coding.objects.filter(version__interview=given.interview, coder=given.coder, round=given.round)
    if codings.exists():
        raise Refused(_("She has coded in it already. Her work stays, so the interview stays with her."))
    log.record("interview.take-back", by=by.id, kind="interview", object_id=given.interview_id)
    given.delete()


# --- release ---------------------------------------------------------------------------------------------------------


def may_release(interview: Interview, user: User) -> str:
    """Why *user* may not release the transcript as it is now; "" when she may."""
    version = newest(interview)
    if version is None:
        return _("There is no transcript yet.")
    if interview.released_at:
        return _("It is released already.")
    if version.kind != Kind.ANONYMISED:
        return _("First names are taken out of its newest text.")
    took = interview.versions.filter(kind=Kind.ANONYMISED, by=user).exists()
    if took:
        return _("You took names out of this text yourself. A second person looks at it and releases it.")
    return ""


@transaction.atomic
def do_release(interview: Interview, *, by: User, seen: str = "") -> None:
    """Say that nobody can be known by this text. Raises :class:`Refused` for who took the names out, and when another
    text is the newest by now than number *seen*."""
    locked = Interview.objects.select_for_update().get(id=interview.id)
    version = newest(locked)
    if seen and version and seen != str(version.number):
        raise Refused(_("There is a newer text. Read it, then release it."))
    if why := may_release(locked, by):
        raise Refused(why)
    interview.released_by, interview.released_at = by, timezone.now()
    interview.save(update_fields=["released_by", "released_at"])
    log.record("interview.release", by=by.id, kind="interview", object_id=interview.id)


@transaction.atomic
def do_hold(interview: Interview, *, by: User) -> None:
    """Take a release back."""
    interview.released_by, interview.released_at = None, None
    interview.save(update_fields=["released_by", "released_at"])
    log.record("interview.hold", by=by.id, kind="interview", object_id=interview.id)
