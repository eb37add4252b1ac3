"""Settling what coders read differently. Nothing is deleted: a coding that does not stand is flagged as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.evidence.interviews import comparing
from tayanch.evidence.interviews.access import newest
from tayanch.evidence.interviews.actions.coding import NotNow
from tayanch.evidence.interviews.comparing import Passage, Place, Readings
from tayanch.evidence.interviews.models import Adjudication, Interview, TextVersion
from tayanch.evidence.interviews.trees import codebook_of


@transaction.atomic
def do_settle(
    interview: Interview,
    start: int,
    end: int,
    kept: Collection[str],
    *,
    by: User,
    others: Iterable[Passage] = (),
    why: str = "",
) -> None:
    """Settle one place. *kept*: ids of its codings that stand, all others of it do not; *others*: what stands besides.

    A place that is settled already is settled anew. Raises :class:`~.coding.NotNow`.
    """
    Interview.objects.select_for_update().get(id=interview.id)
    version = newest(interview)
    readings, place = _place(interview, version, start, end)
    assert version is not None
    if place.rows:
        version.adjudications.filter(act__in={row.act for row in place.rows}).delete()
    coders = [coder.id for coder in readings.coders]
    agreed = comparing.undisputed(readings.codings, coders, codebook_of(interview.study).now)
    rows = _rows(place, set(kept), list(others), agreed)
    act = uuid4()
    for row in rows:
        row.study_id, row.version, row.act, row.by = interview.study_id, version, act, by
        row.seal(why=why)
        row.save(force_insert=True)
    fields = ["adjudication"]
    log.record("interview.settle", by=by.id, kind="interview", object_id=interview.id, fields=fields)
    comparing.note_settled(interview)


def _place(interview: Interview, version: TextVersion | None, start: int, end: int) -> tuple[Readings, Place]:
    if version is None:
        raise NotNow(_("There is no text yet."))
    readings = comparing.readings_of(interview, version)
    if readings.is_open:
        raise NotNow(_("Not all coders are through. What they differ in is settled when they are."))
    for place in readings.places:
        if (place.start, place.end) == (start, end):
            return readings, place
    raise NotNow(_("This place looks different now. Reload the page."))


def _rows(place: Place, kept: set[str], others: list[Passage], agreed: set[Passage]) -> list[Adjudication]:
    """A row for each passage on which something stands; the first one holds what does not.

    What is settled takes the place of all that lies within it: what nobody disputed there is said again.
    """
    stands: dict[tuple[int, int], list[str]] = defaultdict(list)
    for coding in place.codings:
        if str(coding.id) in kept:
            stands[coding.start, coding.end].append(str(coding.code))
    for start, end, code in others:
        stands[start, end].append(code)
    if not stands:
        stands[place.start, place.end] = []
    for first, last in list(stands):
        for start, end, code in sorted(agreed):
            if first <= start and end <= last:
                stands[start, end].append(code)
    rows = [Adjudication(start=a, end=b, codes=list(dict.fromkeys(codes))) for (a, b), codes in sorted(stands.items())]
    rows[0].rejected = [str(coding.id) for coding in place.codings if str(coding.id) not in kept]
    return rows


@transaction.atomic
def do_unsettle(interview: Interview, act: UUID, *, by: User) -> None:
    """Take back what was settled in one go."""
    version = newest(interview)
    if version is not None and version.adjudications.filter(act=act).delete()[0]:
        log.record("interview.unsettle", by=by.id, kind="interview", object_id=interview.id, fields=["adjudication"])
        comparing.note_settled(interview)


def allowed(interview: Interview, version: TextVersion, told: Iterable[Passage], length: int) -> list[Passage]:
    """Passages with codes that exist, inside the text. Raises :class:`~.coding.NotNow` for any other."""
    book = codebook_of(interview.study)
    found = list(told)
    for start, end, code in found:
        if not 0 <= start < end <= length or code not in book or not book[code].is_codable:
            raise NotNow(_("Choose a code of the codebook and words of the text."))
    return found
