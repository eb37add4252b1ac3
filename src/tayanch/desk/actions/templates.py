"""The organisation's own letters: brought, checked, taken, signed, retired; and filled for a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk import docx_templates
from tayanch.desk.actions.documents import DOCX
from tayanch.desk.letters.kinds import words
from tayanch.desk.models import Case, Document, LetterTemplate
from tayanch.vault import files
from tayanch.vault.keys import DataKey, new_data_key
from tayanch.vault.models import Person

State = LetterTemplate.State
SPOKEN = ("ky", "ru")  # languages with words for the frame of a draft; any other gets the last


class TemplateRefused(Exception):
    """The file has problems; ``report`` names each."""

    def __init__(self, report: docx_templates.Report) -> None:
        super().__init__("the template has problems")
        self.report = report


class NotNow(Exception):
    """A template in this state cannot be used so: somebody else was quicker."""


def do_try_template(
    data: bytes, name: str, *, by: User, language: str, country: str, addressee: str, family: UUID | None = None
) -> LetterTemplate:
    """Check a file and keep it for a trial. *family*: it is a newer version of that template.

    Raises :class:`TemplateRefused`; then nothing is kept.
    """
    report = docx_templates.check(data)
    if not report.is_good:
        raise TemplateRefused(report)
    made = LetterTemplate(organisation_id=by.organisation_id, made_by=by, size=len(data))
    made.language, made.country, made.addressee = language, country, addressee
    made.variables = list(report.variables)
    with transaction.atomic():
        if family is not None:
            made.family, made.version = family, _next_version(by, family)
        made._data_key = new_data_key(made.id, by.organisation_id)
        made.seal(name=name)
        made.save(force_insert=True)
        files.store(made, data)
        log.record("template.try", by=by.id, kind="template", object_id=made.id, fields=["bytes", "name"])
    return made


def _next_version(by: User, family: UUID) -> int:
    versions = LetterTemplate.objects.filter(organisation_id=by.organisation_id, family=family).order_by("-version")
    return (versions.values_list("version", flat=True).first() or 0) + 1


@transaction.atomic
def do_take_template(template: LetterTemplate, *, by: User) -> None:
    """Use it from now on; its letters say that no lawyer has read it. Raises :class:`NotNow`."""
    _move(template, {State.TRIAL}, State.DRAFT)
    log.record("template.take", by=by.id, kind="template", object_id=template.id, fields=["state"])


@transaction.atomic
def do_sign_template(template: LetterTemplate, *, by: User, today: date) -> None:
    """Stand for its words; older versions are retired. Raises :class:`NotNow`."""
    _move(template, {State.DRAFT}, State.REVIEWED)
    template.signed_by, template.signed_on = by, today
    template.save(update_fields=["signed_by", "signed_on"])
    older = LetterTemplate.objects.filter(family=template.family, version__lt=template.version)
    older.exclude(state=State.TRIAL).update(state=State.RETIRED)
    log.record("template.sign", by=by.id, kind="template", object_id=template.id, fields=["state", "signed_on"])


@transaction.atomic
def do_retire_template(template: LetterTemplate, *, by: User) -> None:
    """No more letters from it; those that were made stay. Raises :class:`NotNow`."""
    _move(template, {State.DRAFT, State.REVIEWED}, State.RETIRED)
    log.record("template.retire", by=by.id, kind="template", object_id=template.id, fields=["state"])


@transaction.atomic
def do_discard_template(template: LetterTemplate, *, by: User) -> None:
    """Destroy one that was only tried. Raises :class:`NotNow`."""
    held = _held(template, {State.TRIAL})
    log.record("template.discard", by=by.id, kind="template", object_id=held.id)
    gone = held.id
    held.delete()
    DataKey.objects.filter(subject=gone).delete()
    transaction.on_commit(lambda: files.delete([gone]))


def _held(template: LetterTemplate, states: set[State]) -> LetterTemplate:
    held = LetterTemplate.objects.select_for_update().filter(id=template.id, state__in=states).first()
    if held is None:
        raise NotNow
    return held


def _move(template: LetterTemplate, states: set[State], to: State) -> None:
    _held(template, states)
    template.state = to
    template.save(update_fields=["state"])


# --- letters made from one -------------------------------------------------------------------------------------


def do_make_own_letter(
    case: Case, template: LetterTemplate, facts: Mapping[str, Any], *, by: User, person: Person | None, today: date
) -> Document:
    """Fill a template and keep the letter, sealed with the case.

    Raises :class:`~tayanch.desk.docx_templates.NotRendered` and :class:`NotNow`.
    """
    if template.state not in {State.DRAFT, State.REVIEWED}:
        raise NotNow
    data = fill(template, facts)
    made = Document(case=case, person=person, kind=Document.Kind.LETTER, media_type=DOCX, made_by=by, size=len(data))
    made.letter = f"own/{template.id.hex}"
    made.seal(name=f"{template.unseal('name')} {today.isoformat()}.docx")
    with transaction.atomic():
        made.save(force_insert=True)
        files.store(made, data)
        log.record("letter.make", by=by.id, kind="case", object_id=case.id, fields=["documents"])
    return made


def fill(template: LetterTemplate, facts: Mapping[str, Any]) -> bytes:
    """The letter as a DOCX in memory, with a frame above it while no lawyer has read the template."""
    spoken = words(template.language if template.language in SPOKEN else SPOKEN[-1])
    texts = (spoken["draft"], spoken["draft_letter"], spoken["draft_remove"])
    notice = "" if template.state == State.REVIEWED else " ".join(texts)
    return docx_templates.render(files.read(template), facts, notice=notice, title=spoken["document"])
