"""The panel of her stay: what is typed, what is counted, who sees it, and how it is forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tayanch.audit.models import Entry
from tayanch.desk.actions import panels
from tayanch.desk.actions.cases import do_close_case
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.legal import panel_words, stay
from tayanch.desk.models import Case, Deadline, Panel
from tayanch.law import LawError
from tests.desk.claim_helpers import a_case

TODAY = date(2026, 7, 21)
KEPT = {"country": "ru", "citizenship": "KG"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page of another test may have left its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def a_stay(
    case: Case, here: SimpleNamespace, *events: tuple[str, str], today: date | None = None, **facts: Any
) -> Panel:
    """A panel with these events, to be forgotten after ninety days."""
    today = today or timezone.localdate()
    told = KEPT | {"expires": today + timedelta(days=90)} | facts
    panel = panels.do_keep_panel(case, "stay", by=here.owner, today=today, **told)
    for on, kind in events:
        panel = panels.do_add_row(case, "stay", {"date": on, "kind": kind}, by=here.owner, today=today)
    return panel


def address(case: Case, name: str = "stay") -> str:
    return reverse(f"desk:{name}", args=[case.reference])


def read(client: Client, case: Case, as_of: str = "2026-07-21", language: str = "en") -> str:
    with translation.override(language):
        answer = client.get(f"{address(case)}?as_of={as_of}")
    assert answer.status_code == 200
    return answer.content.decode()


# --- typing ----------------------------------------------------------------------------------------------


def test_she_is_asked_for_little_and_the_rest_is_typed_one_by_one(case: Case, owner: Client) -> None:
    assert "Ask only for what the question needs" in read(owner, case)
    today = timezone.localdate()
    sent = KEPT | {"expires": (today + timedelta(days=30)).isoformat()}
    assert owner.post(address(case, "stay-facts"), sent).status_code == 302
    assert "Write down when she entered" in read(owner, case)
    for on, kind in (("2026-03-10", "contract_start"), ("2026-03-01", "entry")):
        assert owner.post(address(case, "stay-add"), {"date": on, "kind": kind}).status_code == 302
    panel = Panel.objects.get()
    assert [row["kind"] for row in panel.told["events"]] == ["entry", "contract_start"]
    assert panel.person == case.people.get().person
    page = read(owner, case)
    assert "as long as the contract" in page
    assert "EAEU Treaty, art. 97(5)" in page
    row = json.dumps({"date": "2026-03-10", "kind": "contract_start"})
    owner.post(address(case, "stay-remove"), {"row": row})
    assert [each["kind"] for each in Panel.objects.get().told["events"]] == ["entry"]


def test_the_usual_day_of_forgetting_is_ninety_days_away(case: Case, owner: Client) -> None:
    day = timezone.localdate() + timedelta(days=90)
    assert f'value="{day.isoformat()}"' in read(owner, case)


@pytest.mark.parametrize("days", [None, -1, 0, 366])
def test_a_panel_without_a_day_of_forgetting_within_a_year_is_refused(
    case: Case, owner: Client, days: int | None
) -> None:
    expires = "" if days is None else (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = owner.post(address(case, "stay-facts"), KEPT | {"expires": expires})
    assert answer.status_code == 422
    assert not Panel.objects.exists()


@pytest.mark.parametrize("days", [0, 366])
def test_the_write_itself_refuses_such_a_day(here: SimpleNamespace, case: Case, days: int) -> None:
    with pytest.raises(ValueError, match="forgotten"):
        a_stay(case, here, today=TODAY, expires=TODAY + timedelta(days=days))


def test_a_citizenship_without_a_rule_is_refused_in_words(case: Case, owner: Client) -> None:
    expires = (timezone.localdate() + timedelta(days=9)).isoformat()
    answer = owner.post(address(case, "stay-facts"), {"country": "kz", "citizenship": "MD", "expires": expires})
    assert answer.status_code == 422
    assert "no rule for this citizenship" in answer.content.decode()


def test_rows_that_another_country_cannot_read_are_named(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_stay(case, here, ("2026-03-01", "entry"), ("2026-03-10", "patent_start"), citizenship="UZ")
    expires = (timezone.localdate() + timedelta(days=9)).isoformat()
    answer = owner.post(address(case, "stay-facts"), {"country": "kz", "citizenship": "UZ", "expires": expires})
    assert answer.status_code == 422
    assert "Take these rows out first: a patent began." in answer.content.decode()


def test_what_can_have_happened_is_what_the_rule_of_the_country_reads(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    a_stay(case, here, country="kz")
    page = read(owner, case)
    assert "a permit is good until" in page
    assert "a patent began" not in page
    refused = owner.post(address(case, "stay-add"), {"date": "2026-03-01", "kind": "patent_start"})
    assert refused.status_code == 422


def test_everything_that_can_have_happened_has_a_name() -> None:
    known = {kind for country in stay.countries() for kind in stay.kinds(country)}
    assert {"ru", "kz"} <= set(stay.countries())
    assert known <= set(panel_words.KINDS)


@pytest.mark.parametrize("sent", ["", "5", "[]", '{"date": "2026-03-02", "kind": "entry"}', "[" * 100_000])
def test_a_row_that_is_not_there_cannot_be_removed(here: SimpleNamespace, case: Case, owner: Client, sent: str) -> None:
    a_stay(case, here, ("2026-03-01", "entry"))
    answer = owner.post(address(case, "stay-remove"), {"row": sent}, follow=True)
    assert "Somebody removed this row meanwhile." in answer.content.decode()
    assert len(Panel.objects.get().told["events"]) == 1


@pytest.mark.parametrize(
    ("row", "said"), [(("2026-03-01", "entry"), "written down already"), (("0202-03-01", "exit"), "Check the year")]
)
def test_a_row_that_cannot_be_kept_says_why(
    here: SimpleNamespace, case: Case, owner: Client, row: tuple[str, str], said: str
) -> None:
    a_stay(case, here, ("2026-03-01", "entry"))
    answer = owner.post(address(case, "stay-add"), {"date": row[0], "kind": row[1]})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_endless_list_is_refused(here: SimpleNamespace, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "MOST_ROWS", 1)
    with pytest.raises(panels.Refused, match="too many"):
        a_stay(case, here, ("2026-03-01", "entry"), ("2026-03-02", "exit"))


def test_of_several_women_one_is_chosen(here: SimpleNamespace, case: Case, owner: Client) -> None:
    other = do_add_person(case, by=here.owner, name="Бурул Выдумкина", relation="client")
    assert "Бурул Выдумкина" in read(owner, case)
    expires = (timezone.localdate() + timedelta(days=9)).isoformat()
    assert owner.post(address(case, "stay-facts"), KEPT | {"expires": expires}).status_code == 422
    owner.post(address(case, "stay-facts"), KEPT | {"expires": expires, "tie": str(other.pk)})
    assert Panel.objects.get().person == other.person


# --- counting --------------------------------------------------------------------------------------------


def test_visa_free_days_are_counted_from_the_day_of_entry(here: SimpleNamespace, case: Case, owner: Client) -> None:
    """90 days from 1 June 2026, that day too: 30 in June, 31 in July, 29 in August."""
    a_stay(case, here, ("2026-06-01", "entry"))
    page = read(owner, case, "2026-07-21")
    assert "2026-08-29" in page  # the last counted day
    assert "2026-06-30" in page  # thirty days to register
    assert "51" in page  # the day of the stay
    assert "39 days left" in page
    assert "not yet reviewed by a lawyer" in page
    assert "decides nothing" in page


def test_no_page_judges_her(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_stay(case, here, ("2026-01-01", "entry"))
    page = read(owner, case, "2026-12-01").lower()
    assert "ask the lawyer" in page
    assert not [word for word in ("illegal", "unlawful", "violat", "banned", "offence") if word in page]


def test_the_page_says_what_the_end_of_the_contract_would_do(here: SimpleNamespace, case: Case, owner: Client) -> None:
    """The contract would end on day 143 of the stay: fifteen days for a new one."""
    a_stay(case, here, ("2026-03-01", "entry"), ("2026-03-10", "contract_start"))
    page = read(owner, case, "2026-07-21")
    assert "If the contract ended on 2026-07-21" in page
    assert "a new contract by 2026-08-05" in page


def test_who_has_left_is_told_what_another_entry_would_give(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_stay(case, here, ("2026-03-01", "entry"), ("2026-03-31", "exit"))
    page = read(owner, case, "2026-07-21")
    assert "she left" in page
    assert "If she enters on 2026-07-21" in page
    assert "Register by" not in page


@pytest.mark.parametrize("country", ["ru", "kz"])
def test_both_countries_answer_for_who_is_there_and_for_who_is_not(country: str) -> None:
    told = {"country": country, "citizenship": "KG", "events": [{"date": "2026-06-01", "kind": "entry"}]}
    inside = stay.count(told, date(2026, 6, 30), "en")
    assert inside is not None
    assert (inside.is_inside, inside.entry, inside.number) == (True, date(2026, 6, 1), 30)
    assert inside.last_day == inside.safe_day == date(2026, 8, 29)
    assert inside.registration is not None
    assert inside.registration.last_day == date(2026, 6, 30)
    told["events"] = [*told["events"], {"date": "2026-06-10", "kind": "exit"}]
    outside = stay.count(told, date(2026, 6, 30), "en")
    assert outside is not None
    assert (outside.is_inside, outside.number, outside.registration) == (False, None, None)
    assert outside.if_entered is not None
    assert outside.if_entered.last_day is not None


def test_a_day_that_nothing_covers_is_said_before_a_later_last_day(here: SimpleNamespace, case: Case) -> None:
    """The 90 days end on 29 August, the contract begins on 10 September: a gap in between."""
    events = [("2026-06-01", "entry"), ("2026-09-10", "contract_start"), ("2026-12-31", "contract_end")]
    told = {**KEPT, "events": [{"date": on, "kind": kind} for on, kind in events]}
    found = stay.count(told, date(2026, 9, 20), "en")
    assert found is not None
    assert found.last_day == found.safe_day == date(2026, 12, 31)  # the gap lies behind
    early = stay.count(told, date(2026, 7, 1), "en")
    assert early is not None
    assert early.safe_day == date(2026, 8, 29)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_refusal_is_shown_with_its_reason_in_the_language_of_the_page(
    here: SimpleNamespace, case: Case, owner: Client, language: str
) -> None:
    panel = a_stay(case, here, ("2026-03-01", "exit"))
    with pytest.raises(LawError) as refused:
        stay.count(panel.told, TODAY, language)
    page = read(owner, case, language=language)
    assert refused.value.text(language) in page
    assert 'class="wrong"' in page


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_page_is_in_the_language_of_the_worker(
    here: SimpleNamespace, case: Case, owner: Client, language: str
) -> None:
    a_stay(case, here, ("2026-06-01", "entry"))
    page = read(owner, case, language=language)
    found = stay.count(Panel.objects.get().told, TODAY, language)
    assert found is not None
    assert found.answer.steps[0].text in page
    assert "29.08.2026" in page
    assert "Last counted day" not in page


def test_what_is_not_a_day_is_said(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_stay(case, here, ("2026-06-01", "entry"))
    assert "That was not a day." in read(owner, case, "soon")


# --- who -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["owner", "teammate", "supervisor"])
def test_the_team_reads_and_writes(here: SimpleNamespace, case: Case, client: Client, actor: str) -> None:
    a_stay(case, here)
    client.force_login(getattr(here, actor))
    assert client.get(address(case)).status_code == 200
    assert client.post(address(case, "stay-add"), {"date": "2026-03-01", "kind": "entry"}).status_code == 302
    assert Entry.objects.filter(action="case.read", actor_id=getattr(here, actor).id).exists()


@pytest.mark.parametrize("actor", ["other_team", "stranger", "administrator", "analyst"])
def test_a_colleague_of_another_team_gets_404(here: SimpleNamespace, case: Case, client: Client, actor: str) -> None:
    a_stay(case, here, ("2026-03-01", "entry"))
    client.force_login(getattr(here, actor))
    assert client.get(address(case)).status_code == 404
    for name in ("stay-facts", "stay-add", "stay-remove", "stay-forget"):
        assert client.post(address(case, name)).status_code == 404


def test_a_closed_case_can_be_read_and_not_changed(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_stay(case, here, ("2026-03-01", "entry"))
    do_close_case(case, by=here.owner, outcome="advice-given", closing_words="")
    assert "stay/add" not in read(owner, case)
    for name in ("stay-facts", "stay-add", "stay-remove", "stay-forget"):
        assert owner.post(address(case, name)).status_code == 403


def test_every_write_is_in_the_log_and_none_says_what(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_stay(case, here, ("2026-03-01", "entry"))
    owner.post(address(case, "stay-forget"))
    entries = Entry.objects.filter(object_id=case.id).order_by("seq")
    assert [entry.action for entry in entries] == ["case.stay", "case.stay", "case.stay-forgotten"]
    assert [entry.fields for entry in entries] == [["citizenship", "country", "expires"], ["events"], ["facts"]]
    assert {entry.reason for entry in entries} == {""}
    assert "Days of the stay forgotten" in owner.get(reverse("desk:case", args=[case.reference])).content.decode()


# --- sealed, and forgotten -------------------------------------------------------------------------------


def every_cell_of(*tables: type) -> str:
    with connection.cursor() as cursor:
        told = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table._meta.db_table)}")
            told += [bytes(c) if isinstance(c, bytes | memoryview) else str(c) for row in cursor for c in row]
    return repr(told)


def test_nobody_reads_from_the_database_what_was_typed_or_what_is_counted(here: SimpleNamespace, case: Case) -> None:
    events = (("2026-06-01", "entry"), ("2026-06-03", "exit"), ("2026-06-09", "entry"))
    a_stay(case, here, *events, today=TODAY)
    assert Deadline.objects.count() == 1  # the day to register was the eighth of July
    cells = every_cell_of(Panel, Deadline)
    for word in ("2026-06-01", "entry", "exit", "KG", "ru.stay", "stay.last_day", "citizenship"):
        assert word not in cells
    assert Deadline.objects.get().rule == "ru.stay.last_day"


def test_facts_and_clocks_are_forgotten_on_their_day(here: SimpleNamespace, case: Case) -> None:
    a_stay(case, here, ("2026-07-20", "entry"), today=TODAY, expires=TODAY + timedelta(days=10))
    assert case.deadlines.count() == 2
    assert panels.do_forget_panels(TODAY + timedelta(days=9)) == 0
    assert panels.do_forget_panels(TODAY + timedelta(days=10)) == 1
    assert not Panel.objects.exists()
    assert not case.deadlines.exists()
    entry = Entry.objects.filter(action="case.stay-forgotten").get()
    assert (entry.actor_id, entry.object_id) == (None, case.id)


@pytest.mark.parametrize("page", ["tonight", "case", "stay"])
def test_whoever_opens_a_page_finds_nothing_that_has_expired(
    here: SimpleNamespace, case: Case, owner: Client, page: str
) -> None:
    a_stay(case, here, ("2026-06-01", "entry"))
    Panel.objects.update(expires=timezone.localdate())
    owner.get(reverse(f"desk:{page}", args=[] if page == "tonight" else [case.reference]))
    assert not Panel.objects.exists()
    assert not Deadline.objects.exists()


def test_an_installation_forgets_when_it_is_unlocked(
    here: SimpleNamespace, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tayanch.site import prepare

    monkeypatch.setattr(prepare, "load_reviews", lambda: None)
    a_stay(case, here, ("2026-06-01", "entry"))
    Panel.objects.update(expires=timezone.localdate())
    prepare.prepare()
    assert not Panel.objects.exists()


def test_what_nobody_needs_any_more_is_forgotten_at_once(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_stay(case, here, ("2026-07-20", "entry"))
    assert owner.post(address(case, "stay-forget")).status_code == 302
    assert not Panel.objects.exists()
    assert not Deadline.objects.exists()
    late = owner.post(address(case, "stay-add"), {"date": "2026-03-01", "kind": "entry"})
    assert "forgotten meanwhile" in late.content.decode()


def test_the_page_says_when_the_reminder_goes_before_the_day(here: SimpleNamespace, case: Case, owner: Client) -> None:
    today = timezone.localdate()
    a_stay(case, here, (today.isoformat(), "entry"), today=today, expires=today + timedelta(days=5))
    assert "Nobody is reminded after that" in read(owner, case, today.isoformat())


def test_the_days_are_written_anew_when_the_law_has_changed(case: Case, here: SimpleNamespace) -> None:
    a_stay(case, here, ("2026-07-01", "entry"), today=TODAY)
    written = sorted(Deadline.objects.filter(case=case).values_list("last_day", flat=True))
    assert written
    Deadline.objects.filter(case=case).update(last_day=date(2030, 1, 1))
    panels.do_recount_stays(TODAY, by=None)
    assert sorted(Deadline.objects.filter(case=case).values_list("last_day", flat=True)) == written
