"""A draft of a kept survey table, and what the form sends."""

from __future__ import annotations

from datetime import date
from typing import Any

from tayanch.evidence import actions as survey_actions
from tayanch.evidence.models import Tabulation
from tayanch.evidence.releases import actions, preparing
from tayanch.evidence.releases.models import Release
from tests.evidence.made import asked, designed

TITLE = {"ky": "Аялдар жолдо", "ru": "Женщины в пути", "en": "Women on the way"}
SUMMARY = {"ky": "Сурамжылоонун сандары.", "ru": "Числа опроса.", "en": "Numbers of a survey."}


def kept(by: Any) -> Tabulation:
    """A survey table under a name."""
    table = asked(designed(by), by, by=("sex",))
    survey_actions.do_keep(table, "Work abroad", by=by)
    return table


def told(chosen: list[str], day: str = "2026-11-23", **more: Any) -> dict[str, Any]:
    """The columns of a release."""
    given = {"date": date.fromisoformat(day), "title": TITLE, "summary": SUMMARY, "chosen": chosen}
    return given | {"licence": "CC-BY-4.0", "website": "", "since": 0, "until": 0, "is_open": True} | more


def draft(by: Any, **more: Any) -> Release:
    """A release in preparation with one survey table in it."""
    return again(actions.do_prepare(told([f"survey-{kept(by).id.hex[:12]}"], **more), by=by))


def again(one: Release) -> Release:
    """The release as it lies in the database now, with what was computed."""
    return Release.objects.select_related("organisation", "making").get(id=one.id)


def published(one: Release, by: Any) -> Release:
    """The same, published by a second person."""
    actions.do_publish(one, preparing.prepare(one, by=by).fingerprint, by=by)
    return again(one)
