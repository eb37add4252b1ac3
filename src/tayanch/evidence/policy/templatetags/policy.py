"""Texts, topics, countries and dates as the pages of policy write them."""

from __future__ import annotations

from django import template

from tayanch.evidence.policy import wording
from tayanch.evidence.policy.models import Level, Standing
from tayanch.vocabulary.model import Text

register = template.Library()


@register.filter
def said(text: Text) -> str:
    """A text of the data in the language of the page."""
    return wording.said(text)


@register.filter
def document(name: str) -> str:
    """Who published a source document and when."""
    return wording.document(name)


@register.filter
def place(mark: str) -> str:
    """Where in a document something stands."""
    return wording.place(mark)


@register.filter
def topic(name: str) -> str:
    """The label of a topic."""
    return wording.topic(name)


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return wording.country(code)


@register.filter
def when(date: str) -> str:
    """A date that may be only a year or a month."""
    return wording.when(date)


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
def addressee(name: str) -> str:
    """Who is asked."""
    return wording.addressee(name)


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
