"""The administrator's pages of channels."""

from django.urls import URLPattern, path

from tayanch.desk.views import channels

urlpatterns: list[URLPattern] = [
    path("channels/", channels.channels, name="channels"),
    path("channels/<slug:channel>/", channels.channel, name="channel"),
    path("channels/<slug:channel>/test/", channels.channel_test, name="channel-test"),
]
