"""How far coders of a study agree: rows in, :mod:`tayanch.interviews.agreement` out, and back to what a page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tayanch.accounts.models import User
from tayanch.evidence.interviews.comparing import Readings
from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Assignment, Study
from tayanch.interviews import agreement, model
from tayanch.interviews.agreement.levels import Units
from tayanch.interviews.agreement.of_study import units_of
from tayanch.interviews.codebook import Codebook

DRAWS = 400  # of documents for an interval: enough for two digits
SHOWN = ("alpha", "ac1", "cohen", "percent_coded")


@dataclass(frozen=True)
class Asked:
    """What the page of agreement was asked: *depth* 0 for the whole tree, *coders* empty for all, *round* of coding."""

    by: agreement.By = "turn"
    depth: int = 0
    coders: tuple[str, ...] = ()
    round: int = 1


def of_readings(readings: Readings, text: model.TextVersion, book: Codebook) -> agreement.Agreement:
    """The agreement of the readings of one interview, by turn, without intervals: they need several documents."""
    length = len(text.text)
    coders = [str(coder.id) for coder in readings.coders]
    told = [
        (each.start, min(each.end, length), book.now(str(each.code)), str(each.coder_id)) for each in readings.codings
    ]
    rows = [row for row in told if row[0] < row[1] and row[2] in book and row[3] in coders]
    codes = [code.id for _depth, code in book.walk() if code.id in {row[2] for row in rows}]
    turns = [(0, start, end) for start, end in units_of(text, "turn")]
    return agreement.agreement_of(
        agreement.Codings.of((0, a, b, codes.index(code), coders.index(coder)) for a, b, code, coder in rows),
        [length],
        codes=codes,
        coders=coders,
        by="turn",
        units=Units(*np.array(turns, dtype=np.int64).reshape(-1, 3).T),
        read=np.ones((len(coders), 1), dtype=bool),
    )


def rounds_of(row: Study) -> list[int]:
    """Rounds of coding of a study."""
    return sorted(set(Assignment.objects.filter(interview__study=row).values_list("round", flat=True)))


def coders_of(row: Study, round_: int) -> list[User]:
    """Who codes in a round."""
    given = Assignment.objects.filter(interview__study=row, round=round_).values("coder")
    return list(User.objects.filter(id__in=given).order_by("name", "id"))


def read_of(row: Study, round_: int) -> dict[str, list[str]]:
    """Who is through with what: a reading that is not finished says nothing about what was left without a code."""
    through = Assignment.objects.filter(interview__study=row, round=round_, done_at__isnull=False)
    with_text = (
        through.filter(interview__versions__isnull=False).order_by("coder__name", "coder", "interview").distinct()
    )
    found: dict[str, list[str]] = defaultdict(list)
    for coder, interview in with_text.values_list("coder", "interview"):
        found[str(coder)].append(str(interview))
    return dict(found)


def laid(row: Study, user: User, asked: Asked) -> tuple[agreement.Laid, model.Study]:
    """The arrays of the question. Raises :class:`~tayanch.interviews.agreement.AgreementError`."""
    study = study_of(row, user=user)
    known = {document.id for document in study.documents}
    read = {coder: [each for each in those if each in known] for coder, those in read_of(row, asked.round).items()}
    coders = [coder for coder in asked.coders or read if coder in read]
    there = {coder.id for coder in study.coders}
    silent = [coder for coder in coders if coder not in there]  # read all of it and coded nothing
    if silent:
        names = {str(each.id): each.name for each in User.objects.filter(id__in=silent)}
        study = _with_coders(study, names)
    told = {"by": asked.by, "depth": asked.depth or None, "coders": coders, "round": asked.round, "read": read}
    return agreement.laid(study, codes=_given(study, asked, coders), **told), study  # type: ignore[arg-type]


def _given(study: model.Study, asked: Asked, coders: Iterable[str]) -> list[str] | None:
    """The codes that somebody gave: decisions about all others would make every figure of all codes look better."""
    chosen = set(coders)
    found = {one.code for one in study.codings if one.coder in chosen and one.round == asked.round}
    return sorted(found) or None


def _with_coders(study: model.Study, names: Mapping[str, str]) -> model.Study:
    from dataclasses import replace

    more = tuple(model.Coder(id_, name) for id_, name in names.items())
    return replace(study, coders=(*study.coders, *more))


def table(row: Study, user: User, asked: Asked, language: str) -> dict[str, Any]:
    """What the page shows: figures by code and of all, the list of places where coders differ."""
    told, study = laid(row, user, asked)
    found = agreement.agreement_laid(told, by=asked.by, intervals=DRAWS)
    names = {coder.id: coder.name for coder in study.coders}
    book = study.codebook
    labels = {code: (book[code].name, book[code].label(language)) for code in told.codes}
    lines = [{"code": each.code, "label": labels[each.code], "of": each} for each in found.codes if each.coded]
    return {
        "found": found,
        "lines": lines,
        "silent": sum(code.is_codable for code in book.codes) - len(lines) if not asked.depth else 0,
        "pairs": [[names[each] for each in pair.coders] for pair in found.together.pairs],
        "names": names,
        "places": list(_places(told, study, names, labels)),
    }


def _places(
    told: agreement.Laid, study: model.Study, names: Mapping[str, str], labels: Mapping[str, tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    documents = {document.id: document.name for document in study.documents}
    for each in agreement.disagreements_laid(told):
        yield {
            "document": each.document,
            "name": documents[each.document],
            "kind": each.kind,
            "codes": [labels[code][1] for code in each.codes],
            "who": sorted({names[one.coder] for one in each.said}),
            "silent": [names[coder] for coder in each.silent],
            "start": each.start,
            "end": each.end,
        }
