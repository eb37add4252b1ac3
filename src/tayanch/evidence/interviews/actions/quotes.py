"""Quotes: proposed by one, released by another, taken back by either."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews.models import Quote, StandIn, TextVersion
from tayanch.evidence.interviews.placing import Places
from tayanch.evidence.interviews.quoting import Check, is_faithful, without_stand_ins
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews.labels import DETAIL

State = Quote.State


@transaction.atomic
def do_propose_quote(version: TextVersion, start: int, end: int, codes: Sequence[str], *, by: User) -> Quote:
    """Put a passage into the quote bank. The same passage twice is one quote. Raises :class:`Refused`."""
    require_recovery_sheet(by)
    text = text_of(version)
    if not 0 <= start < end <= len(text.text):
        raise Refused(_("This passage is not in the text any more. Open the interview and choose it again."))
    there = Quote.objects.filter(version=version, start=start, end=end).exclude(state=State.TAKEN_BACK).first()
    if there:
        return there
    quote = Quote(study_id=version.study_id, version=version, start=start, end=end, by=by)
    book = codebook_of(version.study)
    quote.codes, quote.label = [code for code in codes if book.now(code) in book], list(DETAIL)
    speaker = Places(text.turns).speaker(start, end)
    quote.speaker_id = speaker
    quote.seal(text=" ".join(text.text[start:end].split()))
    quote.save(force_insert=True)
    log.record("quote.propose", by=by.id, kind="quote", object_id=quote.id)
    return quote


@transaction.atomic
def do_write_quote(quote: Quote, text: str, translations: Mapping[str, str], label: Sequence[str], *, by: User) -> None:
    """Shorten a quote, translate it, choose what its label tells. What was released waits for its release again."""
    said = text_of(quote.version).text[quote.start : quote.end]
    known = list(StandIn.objects.filter(table__study=quote.study_id).values_list("stand_in", flat=True))
    if not is_faithful(without_stand_ins(said, known), without_stand_ins(text, known)):
        raise Refused(
            _("The quote says words that she did not say. Shorten with […], and put what you add into [brackets].")
        )
    told = {language: said.strip() for language, said in translations.items() if said.strip()}
    quote.seal(text=" ".join(text.split()), translations=json.dumps(told, ensure_ascii=False))
    quote.by = by  # whoever wrote it last does not release it
    _keep(quote, label)
    log.record("quote.write", by=by.id, kind="quote", object_id=quote.id, fields=["text", "translations", "label"])


@transaction.atomic
def do_write_label(quote: Quote, label: Sequence[str], *, by: User) -> None:
    """Choose what its label tells. What was released waits for its release again."""
    _keep(quote, label)
    log.record("quote.label", by=by.id, kind="quote", object_id=quote.id, fields=["label"])


def _keep(quote: Quote, label: Sequence[str]) -> None:
    quote.label = list(label)
    if quote.state == State.RELEASED:
        quote.state, quote.released_by, quote.released_at = State.PROPOSED, None, None
    quote.save()


@transaction.atomic
def do_release_quote(quote: Quote, checks: Sequence[Check], *, by: User) -> None:
    """Let a quote be printed. Raises :class:`Refused` for who proposed it, and while a check does not hold."""
    if by.id == quote.by_id:
        raise Refused(_("Who proposed a quote does not release it. Ask a colleague who leads the study too."))
    if failed := [check for check in checks if not check.holds]:
        raise Refused(" ".join(check.do for check in failed))
    quote.state, quote.released_by, quote.released_at = State.RELEASED, by, timezone.now()
    quote.save()
    log.record("quote.release", by=by.id, kind="quote", object_id=quote.id)


@transaction.atomic
def do_take_back_quote(quote: Quote, *, by: User) -> None:
    """It may not be printed from now on; what was printed before is known by its row."""
    quote.state = State.TAKEN_BACK
    quote.save(update_fields=["state"])
    log.record("quote.take-back", by=by.id, kind="quote", object_id=quote.id)
