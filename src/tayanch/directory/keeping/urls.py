"""The addresses of the directory: for staff, and one for an organisation that was invited."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from tayanch.directory.keeping.parts import PARTS
from tayanch.directory.keeping.views import listing, own, ringing


class PartConverter(StringConverter):
    """A part of an entry."""

    regex = "|".join(PARTS)


register_converter(PartConverter, "part")
app_name = "directory"
ENTRY = "<slug:entry_id>/"
urlpatterns: list[URLPattern] = [
    path("", listing.all_entries, name="list"),
    path("round/", ringing.round_, name="round"),
    path("round/record/", ringing.record, name="ring"),
    path("round/later/", ringing.later, name="later"),
    path("round/undo/<uuid:check>/", ringing.take_back, name="ring-undo"),
    path("new/", listing.new, name="new"),
    path("bring/", listing.bring, name="bring"),
    path("own/", own.own, name="own"),
    path("own/entry/", own.own_entry, name="own-entry"),
    path("proposals/<uuid:proposal>/", listing.proposal, name="proposal"),
    path("links/<uuid:invitation>/revoke/", ringing.revoke, name="revoke"),
    path(ENTRY, listing.entry, name="entry"),
    path(f"{ENTRY}change/<part:part>/", listing.change, name="change"),
    path(f"{ENTRY}publish/", listing.publish, name="publish"),
    path(f"{ENTRY}discard/", listing.discard, name="discard"),
    path(f"{ENTRY}close/", listing.close, name="close"),
    path(f"{ENTRY}stop/", listing.call_off, name="stop"),
    path(f"{ENTRY}made-sure/", ringing.made_sure, name="made-sure"),
    path(f"{ENTRY}invite/", ringing.invite, name="invite"),
]
