"""Cards on the desk: written as typed, agreed by somebody else, published as files that phones are served from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from tayanch.audit.models import Entry
from tayanch.cli import app
from tayanch.directory import published
from tayanch.guide import edition, words
from tayanch.guide.content import checks, loading
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.helpers import directory
from tayanch.guide.content.parts import NAMES
from tayanch.guide.editing import actions, comparing, gates, output, presenting, shelf
from tayanch.guide.editing.actions import Refused
from tayanch.guide.editing.models import Card, Reading, Version

pytestmark = pytest.mark.django_db
COUNTRY, SLUG, CODE = "ru", "pension", "n1"
NEW = "1. СНИЛС алыңыз.\n2. Көчүрмө алыңыз."


@pytest.fixture(autouse=True)
def _nothing_is_published() -> Iterator[None]:
    shutil.rmtree(published.folder(), ignore_errors=True)
    yield
    shutil.rmtree(published.folder(), ignore_errors=True)


@pytest.fixture(autouse=True)
def _files_are_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is one transaction that never ends: what waits for its end is done at once."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do: do())


@pytest.fixture
def card(here: SimpleNamespace) -> Callable[[], Card]:
    return lambda: shelf.access_card(COUNTRY, SLUG)


def typed(by: Any, **changes: str) -> None:
    """Pieces of the card by name, two underlines for the point: ``ru__title``."""
    outcome = actions.do_save(
        shelf.access_card(COUNTRY, SLUG), {name.replace("__", "."): text for name, text in changes.items()}, by=by
    )
    assert (outcome.refused, outcome.conflicts) == ({}, {})


def agreed_by(user: Any, card: Card) -> None:
    actions.do_judge(card, agrees=True, note="", read=shelf.fingerprint(card.parts), by=user)


def publish(here: SimpleNamespace, **changes: str) -> Version:
    """Written by the owner, agreed by a teammate, published by the supervisor."""
    typed(here.owner, **changes)
    actions.do_ask(shelf.access_card(COUNTRY, SLUG), by=here.owner)
    agreed_by(here.teammate, shelf.access_card(COUNTRY, SLUG))
    return actions.do_publish(shelf.access_card(COUNTRY, SLUG), by=here.supervisor)


def phone(language: str = "ru", path: str = f"{COUNTRY}/{CODE}/") -> str:
    """What a phone is sent, by a server that asks no database."""
    return Client().get(f"/{language}/g/{path}").content.decode()


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, **more: Any) -> str:
    return reverse(f"guide-cards:{name}", kwargs={"country": COUNTRY, "slug": SLUG, **more})


# --- writing -----------------------------------------------------------------------------------------------------


def test_looking_at_a_card_keeps_nothing_and_writing_in_it_does(here: SimpleNamespace, card: Any) -> None:
    assert as_(here.owner).get(address("card")).status_code == 200
    assert not Card.objects.exists()
    typed(here.owner, ru__lead="Считают годы со взносами.")
    assert Card.objects.get().parts["ru.lead"] == "Считают годы со взносами."
    assert set(card().parts) == set(NAMES)


def test_two_who_write_the_same_piece_are_told_and_nobodys_text_is_lost(here: SimpleNamespace, card: Any) -> None:
    was = {"ru.lead": card().parts["ru.lead"]}
    typed(here.owner, ru__lead="Первый текст.")
    answer = as_(here.teammate).post(
        address("save"),
        json.dumps({"fields": {"ru.lead": "Второй текст.", "ru.title": "Пенсия"}, "was": was}),
        "application/json",
        headers={"X-Requested-With": "fetch"},
    )
    told = answer.json()
    assert answer.status_code == 409
    assert (told["conflicts"], told["saved"]) == ({"ru.lead": "Первый текст."}, ["ru.title"])
    assert (card().parts["ru.lead"], card().parts["ru.title"]) == ("Первый текст.", "Пенсия")


def test_without_a_script_both_texts_stand_on_the_page(here: SimpleNamespace, card: Any) -> None:
    page = as_(here.teammate).get(address("card")).context
    typed(here.owner, ru__lead="Первый текст.")
    fields = {name: card().base[name] for name in json.loads(page["was"])} | {"ru.lead": "Второй текст."}
    answer = as_(here.teammate).post(address("save"), fields | {"was": page["was"]})
    assert answer.status_code == 409
    assert "Первый текст." in answer.content.decode()
    assert "Второй текст." in answer.content.decode()
    fields["ru.lead"] = "Третий текст."
    answer = as_(here.teammate).post(
        address("save"), fields | {"was": json.dumps({**json.loads(page["was"]), "ru.lead": "Первый текст."})}
    )
    assert (answer.status_code, card().parts["ru.lead"]) == (302, "Третий текст.")


def test_saving_the_same_twice_changes_and_logs_nothing(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__lead="Текст.")
    entries = Entry.objects.count()
    typed(here.teammate, ru__lead="Текст.")
    assert Entry.objects.count() == entries
    assert card().edited_by == here.owner


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("ru.nothing", "а", "no such field"),
        ("checked_on", "2026-11-22", "no such field"),
        ("ru.lead", "а" * 6001, "too long"),
        ("ru.now", "1. Да\n## rule\nнет", "box of its own"),
        ("ru.lead", "\ud83d", "broken"),
        ("code", "n9", "never changes"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    here: SimpleNamespace, card: Any, name: str, text: str, why: str
) -> None:
    outcome = actions.do_save(card(), {name: text}, by=here.owner)
    assert why in outcome.refused[name]


def test_each_save_tells_what_is_wrong_at_its_line_in_the_language_of_the_page(here: SimpleNamespace) -> None:
    answer = as_(here.owner).post(
        f"/ky{address('save')[3:]}",
        json.dumps({"fields": {"ru.now": "1. Пишите.\n2. Ждите 3 дня."}}),
        "application/json",
        headers={"X-Requested-With": "fetch"},
    )
    told = answer.json()["wrong"]
    assert any("Текстте 3 саны турат." in one and "2" in one for one in told["ru.now"])
    assert any("кадам" in one for one in told["ru.now"])


def test_a_card_that_cannot_be_read_is_told_too_and_has_no_preview(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__ask="")
    assert any("ask" in one.text for one in gates.faults(card(), timezone.localdate(), "en"))
    answer = as_(here.owner).get(address("preview", language="ru"))
    assert "cannot be shown yet" in answer.content.decode()


def test_the_preview_is_the_page_of_the_phone_and_leads_nowhere(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__lead="Совсем новый текст.")
    answer = as_(here.owner).get(address("preview", language="ru"))
    page = answer.content.decode()
    assert "Совсем новый текст." in page
    assert "<script" not in page
    assert " href=" not in page.partition("<main")[2]
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "Совсем новый текст." not in phone()
    assert "frame-src 'self'" in as_(here.owner).get(address("card")).headers["Content-Security-Policy"]


def test_no_tag_that_is_typed_becomes_one(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__title="<img src=x onerror=alert()>", ru__lead="a: b --- <script>alert()</script>")
    page = as_(here.owner).get(address("preview", language="ru")).content.decode()
    assert "&lt;img src=x" in page
    assert "<img" not in page
    assert "<img src=x" not in as_(here.owner).get(address("card")).content.decode()


# --- a second person -------------------------------------------------------------------------------------------------


def test_a_card_reaches_phones_by_three_steps_and_two_people_while_the_desk_is_locked(
    here: SimpleNamespace, card: Any
) -> None:
    made = publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    assert (made.number, made.by, made.agreed_by) == (1, here.supervisor, here.teammate)
    assert "Начните сегодня." in phone()
    assert "Начните сегодня." not in phone("ky")
    assert comparing.states(card())["ru"] == "ready"
    files = {path.name for path in (published.folder() / "cards" / COUNTRY / SLUG).iterdir()}
    assert files == {"card.yaml", "ky.md", "ru.md", "en.md"}
    assert checks.check(loading.HOME, timezone.localdate(), directory(), published.folder()) == []


def test_nobody_agrees_to_her_own_text(here: SimpleNamespace, card: Any) -> None:
    typed(here.supervisor, ru__lead="Текст.")
    actions.do_ask(card(), by=here.supervisor)
    with pytest.raises(Refused, match="Somebody else"):
        agreed_by(here.supervisor, card())
    with pytest.raises(Refused, match="has to agree first"):
        actions.do_publish(card(), by=here.supervisor)


def test_an_agreement_holds_for_exactly_what_was_read(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__lead="Текст.")
    actions.do_ask(card(), by=here.owner)
    read = shelf.fingerprint(card().parts)
    typed(here.owner, ru__lead="Другой текст.")
    actions.do_ask(card(), by=here.owner)
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.do_judge(card(), agrees=True, note="", read=read, by=here.teammate)
    agreed_by(here.teammate, card())
    typed(here.owner, ru__lead="Третий текст.")
    with pytest.raises(Refused, match="has to agree first"):
        actions.do_publish(card(), by=here.supervisor)


def test_who_agreed_and_then_wrote_has_not_agreed_to_her_own_words(here: SimpleNamespace, card: Any) -> None:
    """Writing the same text back does not make the agreement of the last editor count."""
    typed(here.owner, ru__lead="Текст.")
    actions.do_ask(card(), by=here.owner)
    agreed_by(here.teammate, card())
    typed(here.teammate, ru__lead="Другой текст.")
    typed(here.teammate, ru__lead="Текст.")
    assert actions.agreement(card()) is None


def test_a_refusal_needs_a_word_and_sends_the_card_back(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__lead="Текст.")
    actions.do_ask(card(), by=here.owner)
    read = shelf.fingerprint(card().parts)
    with pytest.raises(Refused, match="what should change"):
        actions.do_judge(card(), agrees=False, note=" ", read=read, by=here.teammate)
    actions.do_judge(card(), agrees=False, note="Слишком коротко.", read=read, by=here.teammate)
    assert card().state == Card.State.EDITING
    assert "Слишком коротко." in as_(here.owner).get(address("card")).content.decode()


def test_what_does_not_pass_or_is_not_new_is_not_asked_about(here: SimpleNamespace, card: Any) -> None:
    with pytest.raises(Refused, match="Nothing is new"):
        actions.do_ask(card(), by=here.owner)
    typed(here.owner, ru__lead="Ждите 3 дня.")
    with pytest.raises(Refused, match="gates"):
        actions.do_ask(card(), by=here.owner)


def test_a_caseworker_does_not_publish(here: SimpleNamespace) -> None:
    assert as_(here.owner).post(address("publish")).status_code == 403
    assert as_(here.reviewer).post(address("save")).status_code == 403
    assert as_(here.analyst).get(address("card")).status_code == 403


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_language_is_a_draft_until_a_native_reader_and_a_lawyer_have_read_exactly_this_text(
    here: SimpleNamespace, card: Any
) -> None:
    here.teammate.speaks = ["ru"]
    here.teammate.save()
    publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    assert words.say("card.draft", "ru") in phone()
    actions.do_read(card(), "ru", Reading.Kind.NATIVE, by=here.teammate)
    assert not shelf.reviewed(card(), card().parts)["ru"]
    actions.do_read(card(), "ru", Reading.Kind.LAWYER, by=here.lawyer)
    assert shelf.reviewed(card(), card().parts) == {"ky": False, "ru": True, "en": False}
    held = (published.folder() / "cards" / COUNTRY / SLUG / "ru.md").read_text("utf-8")
    assert "status: reviewed" in held
    assert words.say("card.draft", "ru") not in phone()
    assert words.say("card.draft", "en") in phone("en")
    typed(here.owner, ru__lead="Иначе.")
    assert not shelf.reviewed(card(), card().parts)["ru"]


def test_only_who_is_one_reads_as_one_and_never_her_own_words(here: SimpleNamespace, card: Any) -> None:
    typed(here.lawyer, ru__lead="Текст.")
    for user, kind in (
        (here.lawyer, Reading.Kind.LAWYER),
        (here.owner, Reading.Kind.LAWYER),
        (here.owner, Reading.Kind.NATIVE),
    ):
        with pytest.raises(Refused):
            actions.do_read(card(), "ru", kind, by=user)
    assert actions.do_read(card(), "ru", Reading.Kind.LAWYER, by=here.reviewer).by == here.reviewer


# --- translation -----------------------------------------------------------------------------------------------------


def test_a_change_in_one_language_leaves_the_others_behind_until_they_follow(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__lead="Считают только годы со взносами. Начните сегодня.")
    assert comparing.states(card()) == {"ky": "behind", "ru": "changed", "en": "behind"}
    page = as_(here.owner).get(address("translate", source="ru", target="ky")).content.decode()
    assert "<ins>Начните</ins>" in page or "Начните" in page.partition("<ins>")[2]
    typed(here.owner, ky__lead="Төгүмү бар жыл гана саналат. Бүгүн баштаңыз.")
    assert comparing.states(card())["ky"] == "changed"
    actions.do_mark_translated(card(), "ru", "en", by=here.owner)  # nothing to say in English
    assert comparing.states(card())["en"] == "ready"
    typed(here.owner, ru__lead="Иначе.")
    assert comparing.states(card())["en"] == "behind"


def test_what_is_behind_stays_behind_when_it_is_published(here: SimpleNamespace, card: Any) -> None:
    publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    assert comparing.states(card()) == {"ky": "behind", "ru": "ready", "en": "behind"}
    actions.do_mark_translated(card(), "ru", "ky", by=here.owner)
    assert comparing.states(card())["ky"] == "ready"


# --- versions, taking back, checking --------------------------------------------------------------------------------


def test_an_earlier_version_comes_back_by_the_same_way_of_two(here: SimpleNamespace, card: Any) -> None:
    publish(here, ru__lead="Первый вариант.")
    publish(here, ru__lead="Второй вариант.")
    answer = as_(here.owner).get(address("version", nth=1)).content.decode()
    assert "Первый" in answer.partition("<ins>")[2]
    assert as_(here.owner).post(address("bring-back"), {"number": "1"}).status_code == 302
    assert card().parts["ru.lead"] == "Первый вариант."
    assert "Второй вариант." in phone()
    assert as_(here.owner).post(address("bring-back"), {"number": "0"}).status_code == 302
    assert not shelf.has_newer_program(card())
    assert card().parts["ru.lead"] == shelf.shipped()[(COUNTRY, SLUG)]["ru.lead"]


def test_taking_back_needs_two_and_a_reason_and_publishing_shows_it_again(here: SimpleNamespace, card: Any) -> None:
    actions.do_ask_withdrawal(card(), why="Эреже өзгөрдү.", by=here.supervisor)
    with pytest.raises(Refused):
        actions.do_withdraw(card(), by=here.supervisor)
    actions.do_keep_shown(card(), by=here.supervisor)
    actions.do_ask_withdrawal(card(), why="Эреже өзгөрдү.", by=here.owner)
    actions.do_withdraw(card(), by=here.supervisor)
    assert Client().get(f"/ru/g/{COUNTRY}/{CODE}/").status_code == 404
    assert checks.check(loading.HOME, timezone.localdate(), directory(), published.folder()) == []
    assert "Эреже өзгөрдү." in as_(here.owner).get(address("history")).content.decode()
    publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    assert "Начните сегодня." in phone()


def test_checked_again_today_sets_the_day_on_the_phone_and_keeps_where_one_looked(
    here: SimpleNamespace, card: Any
) -> None:
    later = date(2028, 1, 1)
    assert presenting.is_overdue(card(), later)
    check = actions.do_check(card(), source="Соцфонд", by=here.owner)
    assert check.on == timezone.localdate()
    assert shelf.shown(card())["checked_on"] == check.on.isoformat()
    assert not presenting.is_overdue(card(), check.on + timedelta(days=180))
    assert f"checked_on: {check.on}" in (published.folder() / "cards" / COUNTRY / SLUG / "card.yaml").read_text("utf-8")
    assert comparing.states(card()) == dict.fromkeys(LANGUAGES, "ready")


def test_a_checked_copy_of_the_programs_text_gives_way_to_a_newer_program(
    here: SimpleNamespace, card: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.do_check(card(), source="Соцфонд", by=here.owner)
    newer = {**shelf.shipped(), (COUNTRY, SLUG): {**shelf.shipped()[(COUNTRY, SLUG)], "ru.lead": "Новое."}}
    monkeypatch.setattr(shelf, "shipped", lambda: newer)
    assert shelf.shown(card())["ru.lead"] == "Новое."
    assert shelf.has_newer_program(card())
    output.write_all()
    assert not (published.folder() / "cards" / COUNTRY / SLUG).exists()


def test_the_files_come_again_from_the_database(here: SimpleNamespace) -> None:
    publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    shutil.rmtree(published.folder())
    stray = published.folder() / "cards" / "kg" / "stray"
    stray.mkdir(parents=True)
    output.write_all()
    assert "Начните сегодня." in phone()
    assert not stray.exists()


def test_the_command_looks_at_what_was_published_too(here: SimpleNamespace) -> None:
    publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    assert CliRunner().invoke(app, ["guide", "check"]).exit_code == 0
    (published.folder() / "cards" / COUNTRY / SLUG / "ky.md").unlink()
    done = CliRunner().invoke(app, ["guide", "check"])
    assert done.exit_code == 1
    assert "pension/ky.md:1: The card is not there in 'ky'." in done.output
    assert "Начните сегодня." not in phone()


# --- a new card -------------------------------------------------------------------------------------------------------


def test_a_new_card_is_written_agreed_and_published(here: SimpleNamespace, card: Any) -> None:
    client = as_(here.owner)
    fields = {"country": "kg", "need": "money", "stage": "family", "slug": "a-new-card", "code": "zz9"}
    assert client.post(reverse("guide-cards:new"), fields).status_code == 302
    assert "is there already" in client.post(reverse("guide-cards:new"), fields).content.decode()
    made = shelf.access_card("kg", "a-new-card")
    assert comparing.states(made) == dict.fromkeys(LANGUAGES, "missing")
    assert client.get(reverse("guide-cards:card", args=["kg", "a-new-card"])).status_code == 200
    told = {name: card().parts[name] for name in card().parts if "." in name or name in ("rules", "sources")}
    actions.do_save(made, told, by=here.owner)
    made = shelf.access_card("kg", "a-new-card")
    assert gates.faults(made, timezone.localdate(), "en") == []
    actions.do_ask(made, by=here.owner)
    agreed_by(here.teammate, shelf.access_card("kg", "a-new-card"))
    actions.do_publish(shelf.access_card("kg", "a-new-card"), by=here.supervisor)
    assert shelf.access_card("kg", "a-new-card").parts["ru.title"] in phone(path="kg/zz9/")
    with pytest.raises(Refused):
        actions.do_discard(shelf.access_card("kg", "a-new-card"), by=here.owner)


def test_only_ones_own_new_card_is_thrown_away(here: SimpleNamespace) -> None:
    made = actions.do_begin(country="kg", slug="mistake", code="zz8", need="money", stage="family", by=here.owner)
    with pytest.raises(Refused):
        actions.do_discard(made, by=here.teammate)
    actions.do_discard(made, by=here.owner)
    assert not Card.objects.exists()


@pytest.mark.parametrize(("country", "code"), [(COUNTRY, CODE), ("any", CODE), (COUNTRY, "z1")])
def test_a_code_of_another_card_is_refused(here: SimpleNamespace, country: str, code: str) -> None:
    """Cards that hold everywhere stand in every country."""
    with pytest.raises(Refused, match="another card"):
        actions.do_begin(country=country, slug="other", code=code, need="money", stage="family", by=here.owner)


# --- the list and the picker -----------------------------------------------------------------------------------------


def test_the_list_counts_and_filters(here: SimpleNamespace, card: Any) -> None:
    typed(here.owner, ru__lead="Текст.")
    actions.do_ask(card(), by=here.owner)
    page = as_(here.owner).get(reverse("guide-cards:list"), {"state": "waiting", "country": COUNTRY, "need": "pension"})
    assert [row["card"].slug for row in page.context["rows"]] == [SLUG]
    assert {one["state"]: one["count"] for one in page.context["counts"]}["waiting"] == 1
    assert {one["state"]: one["count"] for one in page.context["counts"]}["draft"] == len(loading.guide().cards)
    counted = {need: dict(cells) for need, _name, cells in page.context["grid"]["lines"]}
    assert counted["pension"][COUNTRY] == sum(
        "pension" in one.needs for one in loading.guide().cards if one.country == COUNTRY
    )
    everything = as_(here.owner).get(reverse("guide-cards:list"))
    assert len(everything.context["rows"]) == len(loading.guide().cards)


@pytest.mark.parametrize(
    ("kind", "words", "first"),
    [
        ("figure", "ru.stay.amina", "{ru.stay.amina."),
        ("org", "sezim", "[[org:kg-sezim]]"),
        ("phone", "112", "[[phone:112]]"),
        ("rule", "ru.wage.delay", "ru.wage.delay"),
    ],
)
def test_the_picker_finds_what_can_be_put_in(here: SimpleNamespace, kind: str, words: str, first: str) -> None:
    asked = {"kind": kind, "q": words, "country": "ru"}
    answer = as_(here.owner).get(reverse("guide-cards:pick"), asked, headers={"X-Requested-With": "fetch"})
    assert answer.json()["picks"][0]["text"].startswith(first)
    assert first.strip("{}[") in as_(here.owner).get(reverse("guide-cards:pick"), asked).content.decode()


def test_every_write_is_in_the_log_and_names_the_card(here: SimpleNamespace, card: Any) -> None:
    publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    told = [one.action for one in Entry.objects.filter(kind="card").order_by("seq")]
    assert told == ["card.save", "card.ask", "card.agree", "card.publish"]
    assert {one.reason for one in Entry.objects.filter(kind="card")} == {f"{COUNTRY}/{SLUG}"}


def test_the_edition_is_made_anew_when_something_is_published(here: SimpleNamespace) -> None:
    today = timezone.localdate()
    before = edition.current(today)
    assert edition.current(today) is before
    publish(here, ru__lead="Считают только годы со взносами. Начните сегодня.")
    assert edition.current(today) is not before
