"""Editing at the desk: a source for each change, a draft until it is published, and what was hidden stays hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tayanch.audit.models import Entry as Logged
from tayanch.directory import find, lookup, published
from tayanch.directory.keeping import actions, entries
from tayanch.directory.keeping.editors import EDITORS
from tayanch.directory.keeping.models import Change, Entry
from tayanch.directory.stops import next_stops
from tayanch.directory.writing import fields_of, text_of
from tayanch.site.prepare import prepare
from tayanch.vocabulary import Text
from tests.directory.keeping.conftest import SENT, SOURCE

pytestmark = pytest.mark.django_db
TENDESH = "kg-tendesh"


def texts(name: str, words: str) -> dict[str, str]:
    return {f"{name}_{code}": words for code in ("ky", "ru", "en")}


def named(words: str) -> dict[str, Any]:
    in_all = dict.fromkeys(("ky", "ru", "en"), words)
    return {"name": in_all, "says": in_all, "alert": None}


def place(hidden: bool, address: str = "", city: str = "osh") -> dict[str, Any]:
    told = dict.fromkeys(("ky", "ru", "en"), address) if address else None
    return {"places": [{"city": city, "oblast": None, "address": told, "hidden": hidden}]}


@pytest.fixture
def supervisor(here: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(here.supervisor)
    return client


def test_a_change_waits_until_it_is_published(here: SimpleNamespace, committed: Callable[[], Any]) -> None:
    with committed():
        actions.do_change(TENDESH, "name", named("Newer name"), SOURCE, by=here.owner)
    assert find(TENDESH) == lookup.shipped()[TENDESH]
    assert entries.draft(TENDESH).name.en == "Newer name"
    with committed():
        actions.do_publish(TENDESH, by=here.supervisor)
    found = find(TENDESH)
    assert found
    assert found.name.en == "Newer name"
    assert SOURCE in found.sources
    actions_logged = list(Logged.objects.order_by("seq").values_list("action", flat=True))
    assert actions_logged[-2:] == ["directory.change", "directory.publish"]


def test_what_is_thrown_away_is_as_it_was(here: SimpleNamespace) -> None:
    actions.do_change(TENDESH, "name", named("Newer name"), SOURCE, by=here.owner)
    actions.do_discard(TENDESH, by=here.supervisor)
    assert entries.draft(TENDESH) == lookup.shipped()[TENDESH]
    made = actions.do_add({**fields_of(lookup.shipped()[TENDESH]), "id": "kg-aaa-invented"}, SOURCE, by=here.owner)
    actions.do_discard(made.id, by=here.supervisor)
    assert made.id not in entries.drafts()


def test_nothing_is_changed_without_a_source(here: SimpleNamespace, supervisor: Client) -> None:
    sent = {**texts_of_name("Newer name"), **SENT, "source-title": "", "version": version("name")}
    answer = supervisor.post(f"/en/directory/{TENDESH}/change/name/", sent)
    assert answer.status_code == 200
    assert not Entry.objects.exists()


def texts_of_name(words: str) -> dict[str, str]:
    return {f"name-{name}": told for what in ("name", "says") for name, told in texts(what, words).items()}


def version(part: str) -> str:
    return EDITORS[part](entries.draft(TENDESH)).version


def test_the_form_changes_the_entry_and_says_from_where(here: SimpleNamespace, supervisor: Client) -> None:
    sent = {**texts_of_name("Newer name"), **SENT, "version": version("name")}
    answer = supervisor.post(f"/en/directory/{TENDESH}/change/name/", sent)
    assert answer["Location"] == f"/en/directory/{TENDESH}/"
    page = supervisor.get(answer["Location"]).content.decode()
    assert "Newer name" in page
    assert "Told on the phone (invented)" in page
    assert Change.objects.get().by == here.supervisor


def test_two_who_change_the_same_do_not_overwrite_each_other(here: SimpleNamespace, supervisor: Client) -> None:
    sent = {**texts_of_name("Newer name"), **SENT, "version": version("name")}
    actions.do_change(TENDESH, "name", named("Somebody else"), SOURCE, by=here.owner)
    assert b"Somebody else changed this" in supervisor.post(f"/en/directory/{TENDESH}/change/name/", sent).content
    assert entries.draft(TENDESH).name.en == "Somebody else"


@pytest.mark.parametrize("part", sorted(EDITORS))
def test_every_part_that_is_saved_untouched_is_the_same(here: SimpleNamespace, part: str) -> None:
    for id, entry in lookup.shipped().items():
        editor = EDITORS[part](entry, sent_as_shown(EDITORS[part](entry)))
        assert editor.is_valid(), (id, [form.errors for form in editor.forms], editor.rows and editor.rows.errors)
        kept = entries.parsed(id, text_of(entry))
        again = actions._read(id, actions._sourced({**fields_of(entry), **editor.fields()}, SOURCE))
        assert fields_of(again) | {"sources": None} == fields_of(kept) | {"sources": None}


def sent_as_shown(editor: Any) -> dict[str, Any]:
    """What a browser sends of a page that nobody typed into."""
    forms = [*editor.forms, *(editor.rows or [])]
    found: dict[str, Any] = {}
    if editor.rows is not None:
        found |= {bound.html_name: bound.value() for bound in editor.rows.management_form}
    for form in forms:
        for bound in form:
            if not bound.field.disabled and bound.value() not in (None, False):
                found[bound.html_name] = "on" if bound.value() is True else bound.value()
    return found


def test_a_new_number_is_confirmed_by_nobody(here: SimpleNamespace) -> None:
    entry = entries.draft("kg-migrant-line-1899")
    shown = sent_as_shown(EDITORS["phones"](entry))
    editor = EDITORS["phones"](entry, {**shown, "phones-1-number": "00996 (312) 99-88-77"})
    assert editor.is_valid()
    new = actions.do_change(entry.id, "phones", editor.fields(), SOURCE, by=here.owner)
    assert [(one.number, one.confirmed) for one in new.phones] == [("1899", False), ("+996312998877", False)]
    assert new.phones[1].source == SOURCE


def test_a_new_entry_is_seen_by_nobody_until_it_is_published(supervisor: Client) -> None:
    told = {**texts("name", "Жаңы борбор New centre"), **texts("says", "Жардам берет")}
    sent = {**told, "name_en": "New centre", "country": "kg", "kind": "ngo", "languages": ["ky"], **SENT}
    answer = supervisor.post("/en/directory/new/", sent)
    assert answer["Location"] == "/en/directory/kg-new-centre/"
    assert find("kg-new-centre") is None
    assert b"nobody sees it yet" in supervisor.get(answer["Location"]).content
    assert b"already" in supervisor.post("/en/directory/new/", sent).content


def test_a_closed_entry_is_gone_at_once_and_comes_back(supervisor: Client, committed: Callable[[], Any]) -> None:
    with committed():
        supervisor.post(f"/en/directory/{TENDESH}/close/", {"reason": "ended", **SENT})
    assert find(TENDESH) is None
    assert TENDESH.encode() in supervisor.get("/en/directory/?state=closed").content
    with committed():
        supervisor.post(f"/en/directory/{TENDESH}/close/", SENT)
    assert find(TENDESH)


def test_nothing_is_closed_without_a_reason_or_a_source(supervisor: Client) -> None:
    supervisor.post(f"/en/directory/{TENDESH}/close/", {"reason": "ended"})
    supervisor.post(f"/en/directory/{TENDESH}/close/", {"reason": "because", **SENT})
    assert not Entry.objects.exists()


def test_a_file_is_brought_in_as_a_draft_and_its_numbers_are_confirmed_by_nobody(supervisor: Client) -> None:
    told = replace(lookup.shipped()["kg-112"], name=Text("Башка", "Другая", "Another"))
    phone = replace(told.phones[0], number="+996312998877", short=False)
    file = SimpleUploadedFile("x.yaml", text_of(replace(told, phones=(*told.phones, phone))).encode())
    answer = supervisor.post("/en/directory/bring/", {"file": file, **SENT})
    assert answer["Location"] == "/en/directory/kg-112/"
    draft = entries.draft("kg-112")
    assert draft.name.en == "Another"
    assert [one.confirmed for one in draft.phones] == [True, False]
    assert find("kg-112") == lookup.shipped()["kg-112"]


@pytest.mark.parametrize(
    "text", ["", "- a", "id: 3", "id: kg-x", "\xff", "id: kg-x\nphones: [1]", "id: [a", "a: &a [*a]"]
)
def test_what_is_no_entry_is_not_brought_in(supervisor: Client, text: str) -> None:
    file = SimpleUploadedFile("x.yaml", text.encode("latin-1") or b" ")
    assert supervisor.post("/en/directory/bring/", {"file": file, **SENT}).status_code == 200
    assert not Entry.objects.exists()


# --- hiding places ---------------------------------------------------------------------------------------------------

ADDRESS = "Көмүскө көчөсү 17"


def test_a_place_that_becomes_a_hiding_place_is_hidden_at_once_and_its_address_is_nowhere(
    here: SimpleNamespace, committed: Callable[[], Any]
) -> None:
    with committed():
        actions.do_change(TENDESH, "places", place(False, ADDRESS), SOURCE, by=here.owner)
        actions.do_publish(TENDESH, by=here.supervisor)
    assert ADDRESS in (published.folder() / "directory/kg/kg-tendesh.yaml").read_text("utf-8")
    with committed():
        actions.do_change(TENDESH, "name", named("Waits"), SOURCE, by=here.owner)
        actions.do_change(TENDESH, "places", place(True), SOURCE, by=here.owner)
    row = Entry.objects.get()
    seen = (published.folder() / "directory/kg/kg-tendesh.yaml").read_text("utf-8")
    assert not any(ADDRESS in text for text in (seen, row.content, row.published, str(row.hidden)))
    assert "hidden: true" in seen
    assert "Waits" not in seen  # the rest still waits to be published


@pytest.mark.parametrize("typed", [ADDRESS, "Биз: көмүскө  көчөсү, 17!", "КӨМҮСКӨ КӨЧӨСҮ 17"])
def test_the_address_of_a_hiding_place_cannot_be_typed_again(here: SimpleNamespace, typed: str) -> None:
    actions.do_change(TENDESH, "places", place(False, ADDRESS), SOURCE, by=here.owner)
    actions.do_change(TENDESH, "places", place(True), SOURCE, by=here.owner)
    with pytest.raises(actions.Refused):
        actions.do_change(TENDESH, "name", named(typed), SOURCE, by=here.owner)
    with pytest.raises(actions.Refused):
        actions.do_change(TENDESH, "places", place(False, typed, "bishkek"), SOURCE, by=here.owner)
    actions.do_change(TENDESH, "name", named("Көчөсү 18"), SOURCE, by=here.owner)


def test_a_place_is_not_hidden_while_another_text_tells_where_it_is(here: SimpleNamespace) -> None:
    actions.do_change(TENDESH, "places", place(False, ADDRESS), SOURCE, by=here.owner)
    actions.do_change(TENDESH, "name", named(f"Биз {ADDRESS} даректебиз"), SOURCE, by=here.owner)
    with pytest.raises(actions.Refused):
        actions.do_change(TENDESH, "places", place(True), SOURCE, by=here.owner)


def test_an_address_of_a_hidden_place_is_refused_and_kept_nowhere(here: SimpleNamespace) -> None:
    with pytest.raises(actions.Refused):
        actions.do_change(TENDESH, "places", place(True, ADDRESS), SOURCE, by=here.owner)
    assert not any(ADDRESS in row.content for row in Entry.objects.all())


def test_the_form_drops_the_address_of_a_place_that_is_ticked_as_hidden(here: SimpleNamespace) -> None:
    entry = actions.do_change(TENDESH, "places", place(False, ADDRESS), SOURCE, by=here.owner)
    editor = EDITORS["places"](entry, {**sent_as_shown(EDITORS["places"](entry)), "places-0-hidden": "on"})
    assert editor.is_valid()
    assert editor.fields()["places"] == [{"city": "osh", "oblast": "osh-city", "address": None, "hidden": True}]


def test_nobody_opens_a_hiding_place_by_taking_away_a_tick(here: SimpleNamespace) -> None:
    entry = entries.draft("kg-sezim")
    sent = sent_as_shown(EDITORS["places"](entry))
    editor = EDITORS["places"](entry, {**sent, **texts("places-0-address", ADDRESS)})
    assert editor.is_valid()
    assert [(one["hidden"], one["address"]) for one in editor.fields()["places"]] == [(True, None)]


# --- stops -----------------------------------------------------------------------------------------------------------


def test_stops_are_entered_shown_and_called_off_at_once(
    here: SimpleNamespace, supervisor: Client, committed: Callable[[], Any]
) -> None:
    bus, today = "kg-bus-of-solidarity", timezone.localdate()
    day = today + timedelta(days=7)
    editor = EDITORS["stops"](entries.draft(bus))
    row = {"stops-0-day": day.isoformat(), "stops-0-opens": "09:00", "stops-0-closes": "13:00", "stops-0-city": "naryn"}
    sent = {**sent_as_shown(editor), **row, **texts("stops-0-place", "Айыл өкмөтүнүн алды"), **SENT}
    with committed():
        supervisor.post(f"/en/directory/{bus}/change/stops/", {**sent, "version": editor.version})
        supervisor.post(f"/en/directory/{bus}/publish/")
    stop = next_stops(find(bus), today)[0]  # type: ignore[arg-type]
    assert (stop.day, stop.city, stop.oblast, stop.opens) == (day, "naryn", "naryn", "09:00")
    with committed():
        supervisor.post(f"/en/directory/{bus}/stop/", {"stop": stop.key, "reason": "weather"})
    assert next_stops(find(bus), today)[0].called_off == "weather"  # type: ignore[arg-type]
    assert next_stops(find(bus), day + timedelta(days=1)) == ()  # type: ignore[arg-type]


# --- files are output ------------------------------------------------------------------------------------------------


def test_lost_files_are_written_again_from_the_database_and_others_go(
    here: SimpleNamespace, committed: Callable[[], Any]
) -> None:
    with committed():
        actions.do_change(TENDESH, "name", named("Newer name"), SOURCE, by=here.owner)
        actions.do_publish(TENDESH, by=here.supervisor)
        actions.do_ring("kg-migrant-line-1899", "1899", "answered", by=here.owner, on=date(2026, 11, 1), said_who=True)
    before = {path.name: path.read_bytes() for path in published.folder().rglob("*.yaml")}
    assert set(before) == {"kg-tendesh.yaml", "checks.yaml"}
    for path in published.folder().rglob("*.yaml"):
        path.unlink()
    published.write("directory/kg/kg-nobody.yaml", "id: kg-nobody")
    prepare()
    assert {path.name: path.read_bytes() for path in published.folder().rglob("*.yaml")} == before
