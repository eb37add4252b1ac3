"""Addresses of the staff pages."""

from django.urls import path

from tayanch.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.staff, name="staff"),
    path("add/", views.add, name="add"),
    path("password/", views.password, name="password"),
    path("key/", views.key, name="key"),
    path("teams/add/", views.team_add, name="team-add"),
    path("teams/<uuid:team_id>/", views.team, name="team"),
    path("<uuid:user_id>/", views.colleague, name="colleague"),
    path("<uuid:user_id>/deactivate/", views.deactivate, name="deactivate"),
    path("<uuid:user_id>/reactivate/", views.reactivate, name="reactivate"),
    path("<uuid:user_id>/password/", views.reset_password, name="reset-password"),
    path("<uuid:user_id>/second-factor/", views.reset_second_factor, name="reset-second-factor"),
]
