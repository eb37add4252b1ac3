"""Sealed versions of texts as the values of :mod:`tayanch.interviews.model`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from tayanch.evidence.interviews.models import Speaker, Study, TextVersion
from tayanch.interviews import model
from tayanch.interviews.offsets import Edit, OffsetMap
from tayanch.vault.keys import load_keys


def text_of(version: TextVersion) -> model.TextVersion:
    """Text, turns and map in clear. Raises :class:`~tayanch.vault.keys.Erased`."""
    came = version.unseal("came_by")
    return model.TextVersion(
        version.number,
        version.kind,  # type: ignore[arg-type]
        version.unseal("text"),
        tuple(model.Turn(*turn) for turn in json.loads(version.unseal("turns") or "[]")),
        OffsetMap(tuple(Edit(*edit) for edit in json.loads(came))) if came else None,
    )


def seal_text(version: TextVersion, text: model.TextVersion) -> None:
    """Put the values into the row's sealed columns; does not save."""
    turns = [[turn.start, turn.said, turn.end, turn.speaker, turn.at] for turn in text.turns]
    came = [[edit.start, edit.end, edit.new] for edit in text.came_by.edits] if text.came_by else None
    version.seal(text=text.text, turns=json.dumps(turns), came_by=json.dumps(came) if came is not None else "")
    version.number, version.kind, version.words = text.number, text.kind, len(text.text.split())


def speakers_of(study: Study, only: Iterable[str] | None = None) -> dict[str, model.Speaker]:
    """The study's speakers by id."""
    rows = list(study.speakers.all() if only is None else study.speakers.filter(id__in=list(only)))
    load_keys(rows)
    return {str(row.id): _speaker(row) for row in rows}


def _speaker(row: Speaker) -> model.Speaker:
    attributes = json.loads(row.unseal("attributes") or "{}")
    return model.Speaker(str(row.id), row.unseal("label"), attributes, row.asks)


STAMP = re.compile(r"[\[(]?\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]?")


def stand_in_labels(texts: Iterable[model.TextVersion]) -> dict[str, str]:
    """What speakers are called in texts without names, by their ids: nobody who may not look names up is told more."""
    found: dict[str, str] = {}
    for text in texts:
        for turn in text.turns if text.kind == "anonymised" else ():
            if turn.speaker:
                told = STAMP.sub("", text.text[turn.start : turn.said]).strip(" \t\n:–-*_>|•·")
                found[turn.speaker] = found.get(turn.speaker) or told
    return {speaker: label or "?" for speaker, label in found.items()}
