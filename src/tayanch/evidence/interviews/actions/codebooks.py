"""Changes of a codebook. Each makes a version, so that the last one can be taken back; codings are never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews import trees
from tayanch.evidence.interviews.models import Study
from tayanch.evidence.interviews.newest import codings_of
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews.codebook import Code, Codebook


def do_load_codebook(study: Study, codebook: Codebook, *, by: User) -> None:
    """Begin with a codebook that was made before. Raises :class:`Refused` when the study has codes already."""
    if trees.codebook_of(study).codes:
        raise Refused(_("This study has codes already. Add the missing ones one by one."))
    _keep(study, codebook, "load", by, seen=None)


def do_add_code(study: Study, told: Mapping[str, Any], *, by: User, seen: int | None = None) -> Code:
    """One more code, last among its siblings. *told*: columns of :class:`Code` but its id."""
    code = Code(id=str(uuid4()), **told)
    _keep(study, trees.codebook_of(study).add(code), "add", by, seen)
    return code


def do_change_code(study: Study, code_id: str, told: Mapping[str, Any], *, by: User, seen: int | None = None) -> None:
    """Other words, another colour or another place for a code."""
    _keep(study, trees.codebook_of(study).change(code_id, **told), "change", by, seen)


def do_merge_codes(study: Study, code_id: str, into: str, *, by: User, why: str = "", seen: int | None = None) -> None:
    """Make a code part of another. What was coded with it is found under the other from now on."""
    merged = trees.codebook_of(study).merge(code_id, into, by=str(by.id), at=timezone.now(), why=why)
    _keep(study, merged, "merge", by, seen)


def do_remove_code(study: Study, code_id: str, *, by: User, seen: int | None = None) -> None:
    """Take a code away that nothing was coded with. Raises :class:`Refused` otherwise."""
    if codings_of(study).filter(code=code_id).exists():
        raise Refused(_("Passages are coded with it. Merge it into another code: then they stay."))
    _keep(study, trees.codebook_of(study).remove(code_id), "remove", by, seen)


def do_undo_codebook(study: Study, *, by: User, seen: int | None = None) -> None:
    """Take the last change back. Doing it again takes back the one before."""
    before = trees.before_the_last_change(study)
    if before is None:
        raise Refused(_("There is no change to take back."))
    _keep(study, replace(trees.from_tree(before.tree, before.number)), "undo", by, seen)


@transaction.atomic
def _keep(study: Study, codebook: Codebook, what: str, by: User, seen: int | None) -> None:
    """Write a version. *seen*: the version somebody looked at when she decided, None for the newest."""
    require_recovery_sheet(by)
    changed = _("Somebody else changed the codebook just now. Look at it and do it again.")
    if seen is not None and seen != trees.number_of(study):
        raise Refused(changed)
    try:
        with transaction.atomic():
            trees.keep(study, codebook, what, by)
    except IntegrityError as error:
        raise Refused(changed) from error
    log.record(f"interviews.codebook-{what}", by=by.id, kind="interviews.study", object_id=study.id)
