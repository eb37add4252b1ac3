"""Addresses of the topics' pages, and of the page from which all evidence is reached."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "topics"
urlpatterns: list[URLPattern] = []
