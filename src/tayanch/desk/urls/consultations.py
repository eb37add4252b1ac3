"""Tonight, consultations, promises and contact-safety cards."""

from django.urls import URLPattern, path

from tayanch.desk.views import consultations, promises, safety, tonight

urlpatterns: list[URLPattern] = [
    path("", tonight.tonight, name="tonight"),
    path("concepts/", consultations.concepts, name="concepts"),
    path("consultations/start/", consultations.start, name="consultation-start"),
    path("consultations/<str:reference>/", consultations.consultation, name="consultation"),
    path("consultations/<str:reference>/save/", consultations.save, name="consultation-save"),
    path("consultations/<str:reference>/known/", consultations.has_called, name="consultation-known"),
    path("consultations/<str:reference>/finish/", consultations.finish, name="consultation-finish"),
    path("consultations/<str:reference>/reopen/", consultations.reopen, name="consultation-reopen"),
    path("consultations/<str:reference>/discard/", consultations.discard, name="consultation-discard"),
    path("consultations/<str:reference>/name/", consultations.know_by_name, name="consultation-name"),
    path("consultations/<str:reference>/join/", consultations.join, name="consultation-join"),
    path("consultations/<str:reference>/safety/", safety.consultation_safety, name="consultation-safety"),
    path(
        "consultations/<str:reference>/safety/confirm/",
        safety.consultation_safety_confirm,
        name="consultation-safety-confirm",
    ),
    path("cases/<str:reference>/people/<uuid:person_id>/safety/", safety.person_safety, name="person-safety"),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/safety/confirm/",
        safety.person_safety_confirm,
        name="person-safety-confirm",
    ),
    path("promises/<uuid:promise_id>/move/", promises.move, name="promise-move"),
    path("promises/<uuid:promise_id>/<str:what>/", promises.act, name="promise-act"),
]
