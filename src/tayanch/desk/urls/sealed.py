"""Who opens a sealed case. Reasons and names go in the body, never in an address."""

from django.urls import path

from tayanch.desk.views import sealed

urlpatterns = [
    path("cases/<slug:reference>/sealed/", sealed.sealed, name="sealed"),
    path("cases/<slug:reference>/sealed/seal/", sealed.seal, name="sealed-seal"),
    path("cases/<slug:reference>/sealed/name/", sealed.name, name="sealed-name"),
    path("cases/<slug:reference>/sealed/remove/<uuid:user_id>/", sealed.remove, name="sealed-remove"),
    path("cases/<slug:reference>/sealed/unseal/", sealed.unseal, name="sealed-unseal"),
    path("cases/<slug:reference>/sealed/two/", sealed.two, name="sealed-two"),
    path("cases/<slug:reference>/sealed/escrow/", sealed.escrow, name="sealed-escrow"),
    path("cases/<slug:reference>/sealed/ask/<uuid:person_id>/", sealed.ask, name="sealed-ask"),
    path("cases/<slug:reference>/sealed/answer/<uuid:reveal_id>/", sealed.answer, name="sealed-answer"),
]
