"""How concepts, sums and days are written in the language of the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tayanch import law, vocabulary

register = template.Library()

NBSP = "\u00a0"
SIGNS = {"RUB": "₽", "KGS": "с", "KZT": "₸", "USD": "$", "EUR": "€", "TRY": "₺"}


@register.filter
def concept(concept_id: str, scheme: str) -> str:
    """The label of a concept: ``{{ case.topic|concept:"need" }}``; empty for an empty id."""
    return _label(scheme, concept_id, get_language() or "en") if concept_id else ""


@cache
def _label(scheme: str, concept_id: str, language: str) -> str:
    return vocabulary.concept(f"{scheme}/{concept_id}").label(language)


@register.filter
def law_articles(rule: str) -> str:
    """The articles a rule of law rests on: ``{{ deadline.rule|law_articles }}``."""
    return " · ".join(law.describe(rule, get_language() or "en")["articles"])  # type: ignore[arg-type]


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """``52 200.00 ₽``, with a comma in Russian and Kyrgyz; never broken over lines."""
    if amount is None:
        return ""
    text = f"{Decimal(amount):,.2f}".replace(",", NBSP)
    if (get_language() or "en") != "en":
        text = text.replace(".", ",")
    return f"{text}{NBSP}{SIGNS.get(currency, currency)}" if currency else text


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """``2025-09-30`` in English, ``30.09.2025`` in Russian and Kyrgyz."""
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d" if (get_language() or "en") == "en" else "%d.%m.%Y")


@register.simple_tag
def concept_options(scheme: str, chosen: str = "") -> SafeString:
    """The ``<option>`` elements of a scheme, indented below their broader concept."""
    language = get_language() or "en"
    options = [format_html('<option value="">{}</option>', "—")]
    for item in vocabulary.scheme(scheme).concepts:
        mark = " selected" if item.id == chosen else ""
        options.append(format_html('<option value="{}"{}>{}</option>', item.id, SafeString(mark), item.label(language)))
    return SafeString("".join(options))


@register.inclusion_tag("tayanch/field.html")
def field(bound: Any, hint: str = "") -> dict[str, Any]:
    """One form field with its label, hint and errors tied together for a screen reader."""
    return {"field": bound, "hint": hint}
