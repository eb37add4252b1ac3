"""How an entry is told on staff pages."""

from __future__ import annotations

from django import template

from tayanch.directory import places
from tayanch.directory.keeping.forms import own_language
from tayanch.directory.keeping.parts import KINDS, lines
from tayanch.directory.model import Organisation
from tayanch.vocabulary import concept

register = template.Library()


@register.filter
def kind(value: str) -> str:
    """What sort of organisation it is."""
    return str(KINDS[value])


@register.filter
def where(entry: Organisation) -> str:
    """Its cities, or the countries in which it helps."""
    language = own_language()
    cities = [places.cities()[one.city].label(language) for one in entry.places]
    return ", ".join(dict.fromkeys(cities or [concept(f"country/{one}").label(language) for one in entry.covers]))


@register.filter
def hours(entry: Organisation) -> str:
    """When it answers, in one line."""
    return "; ".join(f"{days} {told}" for days, told in lines(entry, "hours", own_language()))


@register.filter
def hides(entry: Organisation) -> bool:
    """Whether it has a place that nobody may learn of."""
    return any(one.hidden for one in entry.places)
