"""Texts, topics, countries and dates as the pages of policy write them."""

from __future__ import annotations

from django import template

from tayanch.evidence.policy import wording
from tayanch.evidence.policy.models import Level, Standing

register = template.Library()
for filter_ in (
    wording.said,
    wording.document,
    wording.place,
    wording.topic,
    wording.country,
    wording.when,
    wording.addressee,
):
    register.filter(filter_.__name__, filter_)


@register.filter
def kind_name(kind: str) -> str:
    """The kind of an instrument."""
    return str(wording.KINDS[kind])


@register.filter
def force(state: str) -> str:
    """Whether an instrument is in force."""
    return str(wording.STATES[state])


@register.filter
def membership(status: str) -> str:
    """Where a country stands."""
    return str(wording.MEMBERSHIPS[status])


@register.filter
def known(seen: str) -> str:
    """How we know."""
    return str(wording.SEEN[seen])


@register.filter
def standing(state: str) -> str:
    """How far a recommendation is."""
    return str(Standing(state).label)


@register.filter
def level(name: str) -> str:
    """A level of involvement."""
    return str(Level(name).label)


@register.filter
def is_address(source: str) -> bool:
    """Whether a source is a web address."""
    return source.startswith(("https://", "http://"))
