"""The law on the desk: what every rule rests on, who signed it off, and newer parameters."""

from django.urls import URLPattern, path

from tayanch.desk.views import law

RULE = "law/rules/<str:rule>/"

urlpatterns: list[URLPattern] = [
    path("law/", law.rules, name="law"),
    path(RULE, law.rule, name="law-rule"),
    path(f"{RULE}sign/", law.sign_off, name="law-sign-off"),
    path(f"{RULE}draft/", law.back_to_draft, name="law-draft"),
    path(f"{RULE}examples/", law.add_example, name="law-example"),
    path(f"{RULE}examples/<uuid:example>/remove/", law.remove_example, name="law-example-remove"),
    path("law/newer/", law.newer, name="law-newer"),
    path("law/newer/<uuid:law_import>/", law.imported, name="law-imported"),
]
