"""How far the work on each interview is, computed from the rows; no text is opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import User
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Assignment, Interview, Member, Study, TextVersion
from tayanch.evidence.interviews.planning import area_label

STAGES: tuple[tuple[str, object], ...] = (
    ("transcribed", _("transcribed")),
    ("anonymised", _("names taken out")),
    ("once", _("coded once")),
    ("twice", _("coded twice")),
    ("settled", _("settled")),
    ("released", _("released")),
)


@dataclass(frozen=True)
class Coder:
    """Who codes an interview, and whether she is through."""

    name: str
    is_done: bool
    round: int


@dataclass(frozen=True)
class Row:
    """One interview on the board."""

    interview: Interview
    name: str
    area: str
    words: int
    stages: frozenset[str]
    coders: tuple[Coder, ...]
    is_mine: bool

    @property
    def steps(self) -> list[tuple[str, object, bool]]:
        """Every stage, and whether it is reached."""
        return [(stage, label, stage in self.stages) for stage, label in STAGES]

    @property
    def furthest(self) -> object:
        """The last stage that is reached."""
        return next((label for stage, label in reversed(STAGES) if stage in self.stages), _("no transcript yet"))


def board(study: Study, user: User) -> list[Row]:
    """All interviews of a study that she may see, with few questions however many there are."""
    found = study.interviews.select_related("case").order_by("at", "id")
    if study.members.get(user=user).part == Member.Part.CODER:
        found = found.filter(assignments__coder=user).distinct()
    interviews = keyed(study, found.defer("consent_note", "attributes"))
    versions = _newest(study)
    given: dict[UUID, list[Assignment]] = defaultdict(list)
    for one in (
        Assignment.objects.filter(interview__study=study).select_related("coder").order_by("round", "coder__name")
    ):
        given[one.interview_id].append(one)
    return [_row(one, versions.get(one.id), given[one.id], user) for one in interviews]


def _newest(study: Study) -> dict[UUID, tuple[str, int]]:
    """Kind and words of the newest version, by interview."""
    rows = TextVersion.objects.filter(study=study).order_by("number").values_list("interview_id", "kind", "words")
    return {interview: (kind, words) for interview, kind, words in rows}


def _row(one: Interview, version: tuple[str, int] | None, given: Iterable[Assignment], user: User) -> Row:
    given = list(given)
    coders = tuple(Coder(each.coder.name, each.done_at is not None, each.round) for each in given)
    mine = any(each.coder_id == user.id for each in given)
    words = version[1] if version else 0
    return Row(one, one.unseal("name"), area_label(one.area), words, _stages(one, version, given), coders, mine)


def _stages(one: Interview, version: tuple[str, int] | None, given: list[Assignment]) -> frozenset[str]:
    done = len({each.coder_id for each in given if each.done_at})
    reached = {
        "transcribed": version is not None,
        "anonymised": version is not None and version[0] == TextVersion.Kind.ANONYMISED,
        "once": done >= 1,
        "twice": done >= 2,
        "settled": one.settled_at is not None,
        "released": one.released_at is not None,
    }
    return frozenset(stage for stage, is_there in reached.items() if is_there)


def filtered(rows: Iterable[Row], wanted: dict[str, str]) -> list[Row]:
    """Those of a method, area, language or coder; *stage* ``-once`` means: not yet coded once."""
    return [row for row in rows if _fits(row, wanted)]


def _fits(row: Row, wanted: dict[str, str]) -> bool:
    one, stage = row.interview, wanted.get("stage", "")
    return (
        wanted.get("method", "") in ("", one.method)
        and wanted.get("area", "") in ("", one.area or "-")
        and wanted.get("language", "") in ("", one.language)
        and (not wanted.get("coder") or any(each.name == wanted["coder"] for each in row.coders))
        and (not stage or (stage.lstrip("-") in row.stages) != stage.startswith("-"))
    )
