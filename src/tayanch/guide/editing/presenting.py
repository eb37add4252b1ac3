"""What the pages about cards show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tayanch import keeping
from tayanch.accounts.models import User
from tayanch.guide.content.card import COUNTRIES, LANGUAGES, NEEDS, SECTIONS, STAGES
from tayanch.guide.content.parts import OF_TEXT, SETTINGS, YES, Parts
from tayanch.guide.editing import actions, comparing, gates, picking, roles, shelf
from tayanch.guide.editing.forms import choices
from tayanch.guide.editing.models import Card, Reading
from tayanch.guide.editing.naming import STATE_NAMES, full_name, language_name, page_language, part_name
from tayanch.guide.words import say

COLOURS = {"ready": "ok", "waiting": "now", "missing": "draft", "behind": "draft", "overdue": "draft", "newer": "draft"}


# --- the list ------------------------------------------------------------------------------------------------


def listed(cards: Iterable[Card], today: date) -> list[dict[str, Any]]:
    """A row for each card: what it is called, and how it stands."""
    return [_row(card, today) for card in cards]


def _row(card: Card, today: date) -> dict[str, Any]:
    told = comparing.states(card)
    marks = set(told.values())
    marks |= {"overdue"} if is_overdue(card, today) else set()
    marks |= {"newer"} if shelf.has_newer_program(card) else set()
    now = shelf.shown(card)
    marks |= {"draft"} if now and not all(shelf.reviewed(card, now).values()) else set()
    return {
        "card": card,
        "title": title_of(card),
        "country": say(f"in.{card.country}", page_language()),
        "need": say(f"need.{card.parts['need']}", page_language()) if card.parts["need"] else "",
        "states": _in_short(told),
        "more": [state_tag(one) for one in ("overdue", "newer") if one in marks],
        "marks": marks,
    }


def _in_short(told: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """One mark where all languages stand alike."""
    if len(set(told.values())) == 1:
        return [("", state_tag(next(iter(told.values()))))]
    return [(language.upper(), state_tag(state)) for language, state in told.items()]


def state_tag(state: str) -> dict[str, Any]:
    return {"name": STATE_NAMES[state], "colour": COLOURS.get(state, "")}


def title_of(card: Card) -> str:
    """In the language of the page, or in whichever there is one."""
    titles = (card.parts[f"{language}.title"] for language in (page_language(), *LANGUAGES))
    return str(next(filter(None, titles), card))


def is_overdue(card: Card, today: date) -> bool:
    """Whether somebody should have looked again at what phones show."""
    now = shelf.shown(card)
    if now is None or not now["check_again_after_days"].isdecimal():
        return False
    return (today - date.fromisoformat(now["checked_on"])).days > int(now["check_again_after_days"])


def chosen(rows: list[dict[str, Any]], wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows that a filter leaves: country, need, state."""
    country, need, state = (wanted.get(name, "") for name in ("country", "need", "state"))
    return [
        row
        for row in rows
        if country in ("", row["card"].country)
        and (not need or need in (row["card"].parts["need"], *row["card"].parts["also"].split()))
        and (not state or state in row["marks"])
    ]


def counts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many cards have each mark, the most pressing first."""
    counted = Counter(mark for row in rows for mark in row["marks"])
    order = ("overdue", "waiting", "agreed", "missing", "behind", "changed", "newer", "withdrawn", "draft", "ready")
    return [{"state": one, "count": counted[one], **state_tag(one)} for one in order if counted[one]]


def grid(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many cards each country has under each need, those that stand under several counted there, too."""
    counted = Counter(
        (row["card"].country, need)
        for row in rows
        for need in {row["card"].parts["need"], *row["card"].parts["also"].split()}
    )
    lines = [
        (need, label, [(country, counted[country, need]) for country in COUNTRIES])
        for need, label in choices("need", NEEDS)
    ]
    return {"countries": choices("in", COUNTRIES), "lines": lines}


# --- one card ------------------------------------------------------------------------------------------------


def of_card(card: Card, user: User, today: date) -> dict[str, Any]:
    """What every page of a card shows above: its name, how it stands, what may be done."""
    now = shelf.shown(card)
    return {
        "card": card,
        "title": title_of(card),
        "country": say(f"in.{card.country}", page_language()),
        "states": [(one, language_name(one), state_tag(state)) for one, state in comparing.states(card).items()],
        "overdue": is_overdue(card, today),
        "newer": shelf.has_newer_program(card),
        "is_shown": now is not None,
        "checked_on": date.fromisoformat(now["checked_on"]) if now else None,
        "is_withdrawn": shelf.is_withdrawn(card),
        "is_changed": shelf.is_changed(card),
        "may_write": roles.may_write(user),
        "may_publish": roles.may_publish(user),
        "may_judge": actions.may_judge(card, user) and card.state != Card.State.EDITING,
        "may_discard": card.is_kept and not shelf.was_shown(card) and card.edited_by_id == user.id,
        "agreement": actions.agreement(card) if card.state == Card.State.AGREED else None,
        "last_word": card.judgements.select_related("by").first() if card.is_kept else None,
    }


def editor(card: Card, today: date, conflicts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The boxes to write in, each with what is wrong in it. *conflicts*: what one typed and somebody else did, too."""
    wrong = faults(card, today)
    mine = conflicts or {}
    boxes = [
        {"part": part, "label": part_name(part), "cells": [_cell(card, one, part, wrong, mine) for one in LANGUAGES]}
        for part in OF_TEXT
    ]
    return {
        "boxes": boxes,
        "settings": _settings(card, wrong, mine),
        "wrong": sum(len(one) for one in wrong.values()),
        "was": json.dumps({name: text for name, text in card.parts.items() if name in _sent(card)}),
        "words": words(),
        "kinds": [(kind, pick_names()[kind]) for kind in picking.KINDS],
        "languages": [(one, language_name(one)) for one in LANGUAGES],
    }


def _sent(card: Card) -> frozenset[str]:
    """The pieces that a form of the whole card sends."""
    return actions.FIELDS - {"code"} if shelf.was_shown(card) else actions.FIELDS


def _cell(
    card: Card, language: str, part: str, wrong: Mapping[str, list[str]], mine: Mapping[str, str]
) -> dict[str, Any]:
    name = f"{language}.{part}"
    value = card.parts[name]
    return {
        "name": name,
        "id": name.replace(".", "-"),
        "language": language,
        "in": language_name(language),
        "value": value,
        "is_long": part in SECTIONS or part == "lead",
        "rows": min(16, max(3 if part in SECTIONS else 2, value.count("\n") + 2 + len(value) // 60)),
        "wrong": wrong.get(name, []),
        "mine": mine.get(name),
    }


def _settings(card: Card, wrong: Mapping[str, list[str]], mine: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    parts = card.parts
    lists = {"need": ("need", NEEDS), "also": ("need", NEEDS), "stages": ("stage", STAGES)}
    found = {}
    for name in (one for one in SETTINGS if one not in shelf.BY_ITSELF):
        kind, ids = lists.get(name, ("", ()))
        picked = parts[name].split()
        found[name] = {
            "name": name,
            "label": part_name(name),
            "value": parts[name],
            "is_on": parts[name] == YES,
            "options": [{"id": one, "label": label, "chosen": one in picked} for one, label in choices(kind, ids)],
            "wrong": wrong.get(name, []),
            "mine": mine.get(name),
        }
    found["code"]["is_fixed"] = shelf.was_shown(card)
    return found


def faults(card: Card, today: date) -> dict[str, list[str]]:
    """Piece → what is wrong in it, each with its line where the piece has several."""
    found: dict[str, list[str]] = {}
    for one in gates.faults(card, today, page_language()):
        text = _("Line %(line)s: %(text)s") % {"line": one.line, "text": one.text} if one.line > 1 else one.text
        found.setdefault(one.part, []).append(text)
    return found


def words() -> dict[str, str]:
    """What the script of the page says."""
    return keeping.words() | {"none": "—"}


def pick_names() -> dict[str, str]:
    """How the kinds of things are called that one can put in."""
    return {
        "figure": _("Figures of the law"),
        "org": _("Organisations"),
        "phone": _("Numbers of the state"),
        "rule": _("Rules of law"),
    }


# --- comparing -----------------------------------------------------------------------------------------------


def differences(before: Parts | None, after: Parts) -> list[dict[str, Any]]:
    """What a change does to what phones show: a piece after another."""
    found = comparing.changes(before or {}, after)
    return [{"label": full_name(name), "runs": runs} for name, runs in found]


def translation(card: Card, source: str, target: str, today: date) -> dict[str, Any]:
    """Source and target, piece by piece, and what came to the source since both said the same."""
    wrong, was = faults(card, today), comparing.since(card, source, target)
    rows = []
    for part in OF_TEXT:
        text = card.parts[f"{source}.{part}"]
        is_new = bool(was) and was[part] != text
        rows.append(
            {
                "label": part_name(part),
                "source": text,
                "runs": comparing.compared(was[part], text) if is_new else [],
                "cell": _cell(card, target, part, wrong, {}),
            }
        )
    kept = json.dumps({f"{target}.{part}": card.parts[f"{target}.{part}"] for part in OF_TEXT})
    return {
        "rows": rows,
        "was": kept,
        "is_behind": comparing.is_behind(card, target),
        "words": words(),
        "knows_before": bool(was),
    }


def readings(card: Card, user: User) -> list[dict[str, Any]]:
    """For each language, who has read it, and who this user could be."""
    found = []
    for language in LANGUAGES:
        by = shelf.readers(card, card.parts, language)
        kinds = [
            {
                "kind": kind,
                "name": label,
                "row": by.get(kind),
                "may": kind not in by and actions.may_read(user, language, kind) and card.edited_by_id != user.id,
            }
            for kind, label in Reading.Kind.choices
        ]
        is_done = shelf.reviewed(card, card.parts)[language]
        found.append({"language": language, "in": language_name(language), "kinds": kinds, "is_done": is_done})
    return found
