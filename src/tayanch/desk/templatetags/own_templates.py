"""To whom a template is written, in words: ``{{ template.addressee|addressee }}``."""

from __future__ import annotations

from django import template

from tayanch.desk.documents.template_words import addressee_name

register = template.Library()
register.filter("addressee", addressee_name)
