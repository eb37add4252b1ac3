"""The codes of the rules behind the panels, in words: ``{{ row.kind|happened }}``."""

from __future__ import annotations

from django import template

from tayanch.desk.legal import panel_words

register = template.Library()
register.filter("happened", panel_words.kind_name)
register.filter("state", panel_words.country_name)
register.filter("agreement", panel_words.agreement_name)
register.filter("lost", panel_words.lost_name)
