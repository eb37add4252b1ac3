"""Handing over between shifts, and the second look."""

from django.urls import URLPattern, path

from tayanch.desk.views import reviews, shifts

REVIEW = "cases/<slug:reference>/review/"

urlpatterns: list[URLPattern] = [
    path("shift/", shifts.shift, name="shift"),
    path("shift/note/", shifts.note, name="shift-note"),
    path("shift/end/", shifts.end, name="shift-end"),
    path("shift/ends/", shifts.ends, name="shift-ends"),
    path("shift/items/<uuid:item_id>/<slug:item_act>/", shifts.act, name="shift-item"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/topics/", reviews.topics, name="review-topics"),
    path(REVIEW, reviews.review, name="review"),
    path(f"{REVIEW}ask/", reviews.ask, name="review-ask"),
    path(f"{REVIEW}decide/", reviews.decide, name="review-decide"),
    path(f"{REVIEW}answered/", reviews.answered, name="review-answered"),
]
