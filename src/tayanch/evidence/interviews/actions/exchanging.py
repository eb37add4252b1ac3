"""A project of another tool brought in; a study taken out."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews.actions.whole import do_keep_study
from tayanch.evidence.interviews.models import Package, Study
from tayanch.interviews.refi import Imported
from tayanch.vault import files
from tayanch.vault.keys import new_data_key
from tayanch.vault.models import DataKey

WAITS = timedelta(days=2)  # for somebody to say who the coders are


@transaction.atomic
def do_bring_project(data: bytes, *, by: User) -> Package:
    """Keep a project sealed until somebody has said who its coders are. Earlier ones nobody took up are dropped."""
    require_recovery_sheet(by)
    old = Package.objects.filter(organisation_id=by.organisation_id, at__lt=timezone.now() - WAITS)
    for forgotten in old:
        _drop(forgotten)
    package = Package(organisation_id=by.organisation_id, by=by)
    package._data_key = new_data_key(package.id, by.organisation_id)
    package.save(force_insert=True)
    files.store(package, data)
    log.record("interviews.bring-project", by=by.id, kind="package", object_id=package.id)
    return package


@transaction.atomic
def do_keep_project(package: Package, found: Imported, coders: dict[str, User], *, by: User) -> Study:
    """Make a study of a project. Colleagues who coded in it become members."""
    study = do_keep_study(found.study, by=by, coders=coders)
    _drop(package)
    return study


@transaction.atomic
def do_drop_project(package: Package, *, by: User) -> None:
    """Forget a project that was not taken."""
    log.record("interviews.drop-project", by=by.id, kind="package", object_id=package.id)
    _drop(package)


def _drop(package: Package) -> None:
    gone = [package.id]
    DataKey.objects.filter(subject=package.id).delete()
    package.delete()
    transaction.on_commit(partial(files.delete, gone))
