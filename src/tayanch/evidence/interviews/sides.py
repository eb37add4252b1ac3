"""Readings side by side as their pages show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.evidence.interviews import agreement_page, comparing, rendering
from tayanch.evidence.interviews.comparing import Place, Readings
from tayanch.evidence.interviews.models import Coding, Interview, TextVersion
from tayanch.evidence.interviews.reading import speakers_for
from tayanch.evidence.interviews.rendering import Shown, Stretch
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews import model
from tayanch.interviews.codebook import Codebook
from tayanch.vault.keys import load_keys

AROUND = 300  # characters shown before and behind a place
MARK = "differs"
Show = Callable[..., Shown]


@dataclass(frozen=True)
class Margin:
    """What one coder said in one turn."""

    coder: User
    codings: tuple[Shown, ...]


@dataclass(frozen=True)
class Row:
    """A turn with the margins of all coders, and the places that begin in it."""

    turn: Stretch
    margins: tuple[Margin, ...]
    places: tuple[dict[str, Any], ...]


def kinds() -> dict[str, str]:
    """How readings can differ."""
    return {
        "one": _("not everybody coded it"),
        "codes": _("other codes"),
        "borders": _("the same codes, other borders"),
    }


def compared(user: User, interview: Interview, version: TextVersion, language: str, code: str) -> dict[str, Any]:
    """The context of the page that compares; *code*: only this one and what is below it."""
    book, text = codebook_of(interview.study), text_of(version)
    readings = comparing.readings_of(interview, version)
    wanted = book.descendants(code) if code in book else None
    if wanted is not None:
        readings = _only(readings, wanted, book)
    show = rendering.shower(book, language)
    found = list(_rows(user, interview, text, readings, show))
    figures = _figures(readings, text, book) if len(readings.coders) > 1 else None
    return _context(interview, version, readings) | {
        "rows": found,
        "figures": figures,
        "codes": rendering.codes(book, language),
        "code": code,
        "open": "compare",
        "reasons": agreement_page.reasons(),
        "kinds": [(name, told, sum(p.kind == name for p in readings.places)) for name, told in kinds().items()],
    }


def _context(interview: Interview, version: TextVersion, readings: Readings) -> dict[str, Any]:
    told = {"study": interview.study, "interview": interview, "name": interview.unseal("name")}
    return told | {"version": version, "readings": readings}


def _only(readings: Readings, wanted: frozenset[str], book: Codebook) -> Readings:
    codings = tuple(each for each in readings.codings if book.now(str(each.code)) in wanted)
    settled = list(readings.version.adjudications.all())
    coders = [coder.id for coder in readings.coders]
    return replace(readings, codings=codings, places=tuple(comparing.places(codings, coders, settled, book.now)))


def _rows(user: User, interview: Interview, text: model.TextVersion, readings: Readings, show: Show) -> Iterator[Row]:
    """The text is cut at the borders of places, so that they can be seen in it."""
    marks = [Shown(p.start, p.end, str(number), p.kind, 0) for number, p in enumerate(readings.places, 1)]
    rejected = {each for place in readings.places for each in place.rejected}
    shown = [(each.coder_id, show(each, "", str(each.id) in rejected)) for each in readings.codings]
    speakers = speakers_for(user, interview, text)
    for turn in rendering.stretches(text, marks, speakers):
        here = [(coder, one) for coder, one in shown if one.start < turn.end and one.end > turn.start]
        margins = tuple(Margin(coder, tuple(one for id_, one in here if id_ == coder.id)) for coder in readings.coders)
        yield Row(
            turn, margins, tuple(_place(readings.places[int(one.code) - 1], int(one.code)) for one in turn.codings)
        )


def _place(place: Place, number: int) -> dict[str, Any]:
    return {"place": place, "number": number, "kind": kinds()[place.kind]}


def _figures(readings: Readings, text: model.TextVersion, book: Codebook) -> Any:
    """How far these readings agree, by turn: of all decisions pooled."""
    from tayanch.evidence.interviews import agreeing

    return agreeing.of_readings(readings, text, book)


# --- settling -------------------------------------------------------------------------------------------------------


def to_settle(user: User, interview: Interview, version: TextVersion, language: str, number: str) -> dict[str, Any]:
    """The context of the page on which one place is settled."""
    book, text = codebook_of(interview.study), text_of(version)
    readings = comparing.readings_of(interview, version)
    at = _chosen(readings, number)
    context = _context(interview, version, readings) | {"open": "settle", "number": at, "many": len(readings.places)}
    if at == 0 or readings.is_open:
        return context | {"place": None, "last": _last(readings)}
    place = readings.places[at - 1]
    load_keys(place.rows)
    why = next((row.unseal("why") for row in place.rows), "")
    return context | {
        "place": place,
        "kind": kinds()[place.kind],
        "before": text.text[max(0, place.start - AROUND) : place.start],
        "said": text.text[place.start : place.end],
        "after": text.text[place.end : place.end + AROUND],
        "sides": _sides(readings, place, rendering.shower(book, language), text.text),
        "others": [_other(each, book, language) for each in place.others],
        "codes": rendering.codes(book, language),
        "why": why,
        "words": _numbered(text.text, place),
        "last": _last(readings),
    }


def _chosen(readings: Readings, number: str) -> int:
    """The place that was asked for, else the first that is not settled; 0 when all are."""
    if number.isdecimal() and 0 < int(number) <= len(readings.places):
        return int(number)
    return next((at for at, place in enumerate(readings.places, 1) if not place.is_settled), 0)


def _last(readings: Readings) -> dict[str, Any] | None:
    """What was settled last, to take it back."""
    settled = [(place.rows[0].at, at, place) for at, place in enumerate(readings.places, 1) if place.rows]
    if not settled:
        return None
    _when, at, place = max(settled, key=lambda each: each[:2])
    return {"act": place.act, "number": at}


def _sides(readings: Readings, place: Place, show: Show, text: str) -> list[dict[str, Any]]:
    found = []
    for number, coder in enumerate(readings.coders, 1):
        rows = [
            {"id": each.id, "shown": _told(each, show, text, place), "stands": _stands(each, place)}
            for each in place.of(coder.id)
        ]
        found.append({"number": number, "coder": coder, "codings": rows, "ids": [row["id"] for row in rows]})
    return found


def _told(coding: Coding, show: Show, text: str, place: Place) -> Shown:
    words = text[coding.start : coding.end]
    return show(
        coding, words if len(words) < 240 else f"{words[:110]} … {words[-110:]}", str(coding.id) in place.rejected
    )


def _stands(coding: Coding, place: Place) -> bool:
    return place.is_settled and str(coding.id) not in place.rejected


def _other(passage: tuple[int, int, str], book: Codebook, language: str) -> str:
    return book[passage[2]].label(language) if passage[2] in book else "?"


def _numbered(text: str, place: Place) -> list[tuple[int, int, str]]:
    """Words of the place and around it, each with its borders: to choose others from."""
    import re

    first, last = max(0, place.start - AROUND), min(len(text), place.end + AROUND)
    return [(m.start() + first, m.end() + first, m[0]) for m in re.finditer(r"\S+", text[first:last])][:600]


def others_of(told: Mapping[str, Any], start: int, end: int) -> list[tuple[int, int, str]]:
    """What the form says that stands besides: a code with the first and the last word of it."""
    code = told.get("code", "")
    if not code:
        return []
    return [(int(told.get("from") or start), int(told.get("to") or end), code)]
