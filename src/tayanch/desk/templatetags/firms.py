"""What is told of an employer that many women share: ``{{ fact.first|half_year }}``."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tayanch.desk.actions.joining import reading_for
from tayanch.desk.forms.firms import OWN_NAMES
from tayanch.desk.hotline.tonight import label
from tayanch.desk.models import JoinQuestion

register = template.Library()
NBSP = "\u00a0"


@register.filter
def half_year(text: str) -> str:
    """``2026-H1`` in words."""
    year, _dash, half = text.partition("-H")
    return (_("first half of %(year)s") if half == "1" else _("second half of %(year)s")) % {"year": year}


@register.filter
def full_concept(full_id: str) -> str:
    """The label of a concept by its full id; empty for an empty one."""
    return label(full_id, get_language() or "en") if full_id else ""


@register.filter
def readings(question: JoinQuestion) -> list[tuple[str, str, str]]:
    """What is read to her before she answers: (language, its own name, words) for each language."""
    return [(code, name, reading_for(question, code)) for code, name in OWN_NAMES]


@register.filter
def percent(share: Decimal) -> str:
    """``62.5 %``, with a comma in Russian and Kyrgyz."""
    text = f"{share}{NBSP}%"
    return text if (get_language() or "en") == "en" else text.replace(".", ",")
