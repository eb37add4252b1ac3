"""Messages out, and what came in. No address or text ever stands in one of these."""

from django.urls import URLPattern, path

from tayanch.desk.views import arrivals, messages

CASE, TALK = "cases/<str:reference>/messages/", "consultations/<str:reference>/messages/"

urlpatterns: list[URLPattern] = [
    path(CASE, messages.case_messages, name="messages"),
    path(f"{CASE}<uuid:message_id>/cancel/", messages.case_message_cancel, name="message-cancel"),
    path(TALK, messages.consultation_messages, name="consultation-messages"),
    path(
        f"{TALK}<uuid:talk_message_id>/cancel/",
        messages.consultation_message_cancel,
        name="consultation-message-cancel",
    ),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/<uuid:arrival_id>/", arrivals.item, name="arrival"),
    path("arrivals/<uuid:arrival_id>/take/", arrivals.take, name="arrival-take"),
    path("arrivals/<uuid:arrival_id>/discard/", arrivals.discard, name="arrival-discard"),
]
