"""Addresses of the desk's pages about cards. They name a card and never a woman."""

from django.urls import URLPattern, path

from tayanch.guide.editing import views

app_name = "guide-cards"
CARD = "<slug:country>/<slug:slug>/"
urlpatterns: list[URLPattern] = [
    path("", views.cards, name="list"),
    path("new/", views.new, name="new"),
    path("pick/", views.pick, name="pick"),
    path(CARD, views.card, name="card"),
    path(f"{CARD}save/", views.save, name="save"),
    path(f"{CARD}preview/<slug:language>/", views.preview, name="preview"),
    path(f"{CARD}translate/<slug:source>/<slug:target>/", views.translate, name="translate"),
    path(f"{CARD}translated/<slug:source>/<slug:target>/", views.translated, name="translated"),
    path(f"{CARD}ask/", views.ask, name="ask"),
    path(f"{CARD}review/", views.review, name="review"),
    path(f"{CARD}judge/", views.judge, name="judge"),
    path(f"{CARD}read/", views.read, name="read"),
    path(f"{CARD}publish/", views.publish, name="publish"),
    path(f"{CARD}checked/", views.checked, name="checked"),
    path(f"{CARD}withdraw/", views.withdraw, name="withdraw"),
    path(f"{CARD}withdrawal/", views.withdrawal, name="withdrawal"),
    path(f"{CARD}discard/", views.discard, name="discard"),
    path(f"{CARD}history/", views.history, name="history"),
    path(f"{CARD}history/<int:nth>/", views.version, name="version"),
    path(f"{CARD}bring-back/", views.bring_back, name="bring-back"),
]
