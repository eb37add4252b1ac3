"""Show what is sealed, on a page whose reader was let in before."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from tayanch import vocabulary
from tayanch.desk.actions.consultations import place_of
from tayanch.desk.shown import shown
from tayanch.vault.keys import Erased
from tayanch.vault.models import Person, SealedModel
from tayanch.vault.people import also_of
from tayanch.vault.shares import KeyAway

register = template.Library()


@register.filter
def unsealed(row: SealedModel | None, column: str) -> str:
    """``{{ note|unsealed:"text" }}``: the text of a sealed column; says so when it was erased."""
    return shown(row, column)


@register.filter
def also_written(person: Person) -> list[str]:
    """What records say of her otherwise that were joined to hers."""
    try:
        return [text for texts in also_of(person).values() for text in texts]
    except (Erased, KeyAway):
        return []


@register.filter
def place_name(record: Any) -> str:
    """Where it is: the city or oblast, else the country."""
    full_id = place_of(record)
    return vocabulary.concept(full_id).label(get_language() or "en") if full_id else ""


@register.filter
def of(mapping: dict[Any, Any], key: Any) -> Any:
    """``{{ forms|of:row.id }}``: one value of a mapping."""
    return mapping.get(key)


@register.filter
def form_name(row: SealedModel) -> str:
    """The name under which a page keeps the form of one row."""
    return f"{row._meta.model_name}-{row.id}"


@register.filter
def bound(form: Any, name: str) -> Any:
    """``{{ form|bound:"l17" }}``: the field of a form whose fields are made on the way; "" when there is none."""
    return form[name] if name in form.fields else ""
