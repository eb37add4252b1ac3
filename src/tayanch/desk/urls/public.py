"""What is reached without a sign-in. Its pages have a language in their path, its machines' addresses none."""

from django.urls import URLPattern, path

from tayanch.desk.views import public

pages: list[URLPattern] = [
    path("callback/", public.callback_page, name="callback-page"),
]
machines: list[URLPattern] = [
    path("callback/", public.callback, name="callback"),
    path("in/<slug:channel>/<str:secret>/", public.door, name="door"),
]
