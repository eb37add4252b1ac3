"""What is done on the list of cases."""

from django.urls import URLPattern, path

from tayanch.desk.views import caselist

urlpatterns: list[URLPattern] = [
    path("cases/views/keep/", caselist.keep_view, name="view-keep"),
    path("cases/views/<int:view_id>/drop/", caselist.drop_view, name="view-drop"),
    path("cases/hand-over/", caselist.hand_over_many, name="cases-hand-over"),
]
