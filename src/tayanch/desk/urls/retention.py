"""How long records stay."""

from django.urls import URLPattern, path

from tayanch.desk.views import retention

urlpatterns: list[URLPattern] = [
    path("endings/", retention.endings, name="retention"),
    path("endings/rules/", retention.rule, name="retention-rule"),
    path("cases/<str:reference>/hold/", retention.hold, name="case-hold"),
]
