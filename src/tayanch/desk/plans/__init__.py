"""Templates of plans: what is usually done for a topic, in which order, by whom and why. One file a plan.

Every file is a draft until a lawyer and a caseworker have read it, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tayanch.yaml_text import read_yaml

LANGUAGES = ("ky", "ru", "en")
DOERS = ("colleague", "herself", "partner")


@dataclass(frozen=True, slots=True)
class Step:
    """One step; texts by language. ``days``: until when, counted from the day on which the plan is made."""

    what: dict[str, str]
    why: dict[str, str]
    doer: str
    days: int
    partner: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is usually done for some topics. ``status`` is ``draft`` or ``reviewed``."""

    id: str
    topics: tuple[str, ...]
    title: dict[str, str]
    status: str
    sources: tuple[str, ...]
    steps: tuple[Step, ...]


@cache
def plans() -> tuple[Plan, ...]:
    """All templates in the order of their ids. Raises ``ValueError`` for a file that is not whole."""
    files = [file for file in resources.files(__package__).iterdir() if file.name.endswith(".yaml")]
    found = [_plan(read_yaml(file.read_text("utf-8"))) for file in files]
    return tuple(sorted(found, key=lambda plan: plan.id))


def for_topic(topic: str) -> list[Plan]:
    """All templates, those for *topic* first."""
    return sorted(plans(), key=lambda plan: topic not in plan.topics)


def plan(plan_id: str) -> Plan | None:
    """The template with this id, if there is one."""
    return next((one for one in plans() if one.id == plan_id), None)


def _plan(told: dict[str, Any]) -> Plan:
    steps = tuple(_step(step, told["id"]) for step in told["steps"])
    title = _texts(told["title"], told["id"])
    return Plan(told["id"], tuple(told["topics"]), title, told["status"], tuple(told["sources"]), steps)


def _step(told: dict[str, Any], plan_id: str) -> Step:
    if told["doer"] not in DOERS:
        raise ValueError(f"{plan_id}: a step is done by one of: {', '.join(DOERS)}")
    what, why = _texts(told["what"], plan_id), _texts(told["why"], plan_id)
    partner = _texts(told["partner"], plan_id) if "partner" in told else {}
    return Step(what, why, told["doer"], int(told["days"]), partner)


def _texts(told: dict[str, str], plan_id: str) -> dict[str, str]:
    if set(told) != set(LANGUAGES):
        raise ValueError(f"{plan_id}: every text is given in {', '.join(LANGUAGES)}")
    return told
