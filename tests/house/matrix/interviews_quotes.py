"""Interviews: the codebook, names taken out, finding, groups, quotes, exchange with other tools. The analyst leads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from tayanch.evidence.interviews.actions.bringing import new_speaker
from tayanch.evidence.interviews.actions.exchanging import do_bring_project
from tayanch.evidence.interviews.actions.interviews import do_describe_speakers
from tayanch.evidence.interviews.models import Coding, Interview, Study, TextVersion
from tayanch.evidence.interviews.texts import seal_text
from tayanch.interviews import model
from tests.evidence.interviews.made import WAGES, turns_of
from tests.house.matrix.rows import GONE, NO, OK, row
from tests.interviews.refi_files import qdpx, selection

WORKS_THERE = row(GONE, owner=OK, teammate=OK, analyst=OK, administrator=NO, reviewer=NO, director=NO)
LEADS = row(NO, analyst=OK, supervisor=GONE)  # a project that was brought is hers alone: the same row
MAY_LEAD = row(NO, analyst=OK, supervisor=OK)
READ = ("codebook", "codebook-file")
PAGES = ("take-names-out", "names", "groups", "groups-chart", "find", "quotes", "quote", "exchange", "package")
PRESSED = ("codebook-change", "codebook-act", "codebook-bring", "look-up", "quote-new", "quotes-file", "quote-act")
PRESSED += ("package-drop",)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"interviews:{name}": ("GET", WORKS_THERE) for name in READ},
    "interviews:codebook-add": ("POST", WORKS_THERE),
    **{f"interviews:{name}": ("GET", LEADS) for name in PAGES},
    **{f"interviews:{name}": ("POST", LEADS) for name in PRESSED},
    "interviews:bring-project": ("GET", MAY_LEAD),
}
SPEAKERS = [f"Келин {number}" for number in range(1, 7)]
SAID = "\n".join(f"{label}: Үйдө калдым, айлыгын күттүм." for label in SPEAKERS)


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A quote of the study of the records, a project that waits, and enough respondents for a picture."""
    study = Study.objects.get(id=made["study_id"])
    _six_speak(study, here)
    package = do_bring_project(qdpx(selection(1, 0, 5), b"Hello there."), by=here.analyst)
    return {"quote_id": study.quotes.get().id, "package_id": package.id}


def _six_speak(study: Study, here: SimpleNamespace) -> None:
    """A group of six who are alike; what they say is coded."""
    people = {label: new_speaker(study, model.Speaker("", label), asks=False) for label in SPEAKERS}
    for one in people.values():
        one.save(force_insert=True)
    alike = {"sex": "woman", "age": "35-44", "oblast": "osh", "status": "family-member"}
    told = {str(one.id): {"asks": False, "attributes": alike} for one in people.values()}
    do_describe_speakers(study, told, by=here.analyst)
    interview = Interview(study=study, method="focus-group", language="ky", by=here.analyst)
    interview.seal(name="Group 6")
    interview.save(force_insert=True)
    turns = turns_of(SAID, {label: str(one.id) for label, one in people.items()})
    version = TextVersion(study=study, interview=interview, by=here.analyst)
    seal_text(version, model.TextVersion(1, "transcribed", SAID, turns))
    version.save(force_insert=True)
    told = {"version": version, "coder": here.owner, "code": UUID(WAGES), "at": timezone.now()}
    Coding.objects.bulk_create(
        Coding(id=uuid4(), speaker_id=turn.speaker, start=turn.said, end=turn.end, **told) for turn in turns
    )
