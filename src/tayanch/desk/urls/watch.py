"""Who saw what."""

from django.urls import URLPattern, path

from tayanch.desk.views import watch

urlpatterns: list[URLPattern] = [
    path("watch/", watch.watched, name="watch"),
    path("watch/why/", watch.why, name="watch-why"),
    path("watch/canaries/", watch.canary, name="watch-canary"),
    path("watch/alerts/<uuid:alert_id>/seen/", watch.seen, name="watch-seen"),
    path("watch/<uuid:user_id>/", watch.worker, name="watch-worker"),
]
