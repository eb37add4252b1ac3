"""What people say about figures: remarks, contradictions, how a finding is to be read. Figures stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.evidence.figures.judging import fingerprint, key_of
from tayanch.evidence.figures.models import Contradiction, FigureNote, Judgement
from tayanch.figures.model import Figure, Finding

Said = FigureNote | Contradiction | Judgement


@transaction.atomic
def do_note(code: str, text: str, *, by: User) -> FigureNote:
    """Remark something about a figure."""
    row = FigureNote.objects.create(organisation_id=by.organisation_id, by=by, code=code, text=text)
    log.record("figure.note", by=by.id, kind="figure-note", object_id=row.id)
    made: FigureNote = row
    return made


@transaction.atomic
def do_contradict(rows: Sequence[str], severity: str, text: str, *, by: User) -> Contradiction:
    """Write down that figures contradict each other."""
    told = {"rows": list(rows), "severity": severity, "text": text}
    row = Contradiction.objects.create(organisation_id=by.organisation_id, by=by, **told)
    log.record("figure.contradict", by=by.id, kind="contradiction", object_id=row.id)
    made: Contradiction = row
    return made


@transaction.atomic
def do_judge(finding: Finding, verdict: str, text: str, *, figures: Mapping[str, Figure], by: User) -> Judgement:
    """Say how a finding is to be read; *figures* are remembered as they stand."""
    told = {"rule": finding.rule, "rows": list(finding.rows), "verdict": verdict, "text": text}
    told |= {"finding": key_of(finding), "seen": fingerprint(finding, figures)}
    row = Judgement.objects.create(organisation_id=by.organisation_id, by=by, **told)
    log.record("figure.judge", by=by.id, kind="judgement", object_id=row.id)
    made: Judgement = row
    return made


@transaction.atomic
def do_withdraw(row: Said, *, by: User) -> None:
    """Take it back; it stays in the record."""
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    log.record("figure.withdraw", by=by.id, kind=row._meta.model_name or "", object_id=row.id)


@transaction.atomic
def do_say_again(row: Said, *, by: User) -> None:
    """Let it hold again."""
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    log.record("figure.say-again", by=by.id, kind=row._meta.model_name or "", object_id=row.id)
