"""Every change of a release: who may call it is the views' concern, that it is written to the log is this one's."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.desk.actions.partners import do_make_identity
from tayanch.desk.referrals import exchange
from tayanch.evidence.releases import making, preparing, published
from tayanch.evidence.releases.access import may_publish
from tayanch.evidence.releases.models import Making, Release, ReleasedTable
from tayanch.releases import signing, writing
from tayanch.releases.pages import rendering
from tayanch.releases.storing import as_data
from tayanch.vault.keys import new_data_key
from tayanch.vault.models import DataKey

State = Release.State


class Refused(Exception):
    """It cannot be done as things are; the text says why, in the language of the page."""


@transaction.atomic
def do_prepare(told: dict[str, Any], *, by: User) -> Release:
    """Begin a release: *told* are the fields of the form."""
    require_recovery_sheet(by)
    made = Release(organisation_id=by.organisation_id, by=by, **told)
    made._data_key = new_data_key(made.id, by.organisation_id)
    made.save(force_insert=True)
    log.record("release.prepare", by=by.id, kind="release", object_id=made.id)
    making.begin(made, by=by)
    return made


@transaction.atomic
def do_change(draft: Release, told: dict[str, Any], *, by: User) -> None:
    """Choose otherwise. Whoever changes it has prepared it: somebody else publishes."""
    _require(draft, State.DRAFT)
    changed = [name for name, value in told.items() if getattr(draft, name) != value]
    for name in changed:
        setattr(draft, name, told[name])
    draft.by = by
    draft.save(update_fields=[*changed, "by"])
    making.begin(draft, by=by)
    log.record("release.change", by=by.id, kind="release", object_id=draft.id, fields=changed)


@transaction.atomic
def do_compute(draft: Release, *, by: User) -> None:
    """Compute its tables anew, of today's values."""
    _require(draft, State.DRAFT)
    making.begin(draft, by=by)
    log.record("release.compute", by=by.id, kind="release", object_id=draft.id)


@transaction.atomic
def do_drop(draft: Release, *, by: User) -> None:
    """Throw a draft away."""
    _require(draft, State.DRAFT)
    log.record("release.drop", by=by.id, kind="release", object_id=draft.id)
    DataKey.objects.filter(subject=draft.id).delete()
    draft.delete()


@transaction.atomic
def do_publish(draft: Release, seen: str, *, by: User) -> None:
    """Freeze it, sign it, and remember what it says. *seen*: the fingerprint of what was looked at."""
    draft = Release.objects.select_for_update(of=("self",)).select_related("organisation", "making").get(id=draft.id)
    _require(draft, State.DRAFT)
    if not may_publish(by, draft):
        raise Refused(_("Somebody else than the one who prepared it must publish it."))
    if draft.making.state != Making.State.DONE:
        raise Refused(_("It is not computed yet. Wait until its tables are there."))
    found = preparing.prepare(draft, by=by)
    if found.release is None:
        raise Refused(_("There is nothing in it. Choose at least one table that has values."))
    if found.fingerprint != seen:
        raise Refused(_("The numbers changed since you looked. Look again, then publish."))
    key = exchange.secret_of(do_make_identity(draft.organisation, by=by)).signing
    files = writing.files_of(found.release, key)
    draft.archive = writing.as_zip(files, found.release.date)
    draft.fingerprint = hashlib.sha256(draft.archive).hexdigest()
    draft.key = signing.fingerprint(key.verify_key)
    draft.state, draft.published_by, draft.published_at = State.PUBLISHED, by, timezone.now()
    draft.save()
    told = [ReleasedTable(release=draft, dataset=one.id, told=as_data(one)) for one in found.release.datasets]
    ReleasedTable.objects.bulk_create(told)
    log.record("release.publish", by=by.id, kind="release", object_id=draft.id)
    if draft.is_open:
        transaction.on_commit(lambda: published.put(draft.folder, files))


@transaction.atomic
def do_withdraw(release: Release, reason: str, *, by: User) -> None:
    """Say that it shall no longer be used, and why. What it told stays remembered: somebody has it."""
    _require(release, State.PUBLISHED)
    release.state, release.reason = State.WITHDRAWN, reason
    release.withdrawn_by, release.withdrawn_at = by, timezone.now()
    release.save(update_fields=["state", "reason", "withdrawn_by", "withdrawn_at"])
    log.record("release.withdraw", by=by.id, kind="release", object_id=release.id, fields=["reason"])
    transaction.on_commit(lambda: published.withdraw(release.folder, _withdrawn_page(release)))


def write_published() -> None:
    """Bring the published folders to what the database says: after a restore they are not there.

    A release never changes once it is published, so a folder that is there in the right state is left as it is.
    """
    known = Release.objects.filter(is_open=True).exclude(state=State.DRAFT).order_by("published_at")
    wanted = {one.folder: one for one in known.select_related("organisation").defer("archive", "made", "kept")}
    for folder, one in wanted.items():
        gone = one.state == State.WITHDRAWN
        if not published.is_there(folder) or published.is_withdrawn(folder) != gone:
            files = published.page_of_withdrawn(_withdrawn_page(one)) if gone else writing.from_zip(bytes(one.archive))
            published.put(folder, files)


def _withdrawn_page(release: Release) -> bytes:
    return rendering.withdrawn(release.name, release.organisation.name, release.date.isoformat(), release.reason)


def _require(release: Release, state: str) -> None:
    if release.state != state:
        raise Refused(_("This release is no longer in that state. Open its page again."))
