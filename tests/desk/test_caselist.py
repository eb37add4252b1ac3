"""The list of cases: views that are kept, many cases at once, and an act that is offered back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.actions import cases
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.models import Case, SavedView


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_kept_view_stands_above_the_list_and_shows_its_cases(here: SimpleNamespace) -> None:
    wanted = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    other = cases.do_open_case(by=here.owner, topic="documents")
    client = signed_in(here.owner)
    client.post("/en/desk/cases/views/keep/", {"state": "open", "topic": "unpaid-wages"})
    view = SavedView.objects.get(user=here.owner)
    page = client.get(f"/en/desk/cases/?{view.query}").content.decode()
    assert wanted.reference in page
    assert other.reference not in page
    assert f'href="?{view.query}"'.replace("&", "&amp;") in page


def test_the_same_view_is_kept_once(here: SimpleNamespace) -> None:
    client = signed_in(here.owner)
    for _again in range(2):
        client.post("/en/desk/cases/views/keep/", {"topic": "unpaid-wages"})
    assert SavedView.objects.filter(user=here.owner).count() == 1


def test_a_dropped_view_can_be_had_back(here: SimpleNamespace) -> None:
    client = signed_in(here.owner)
    client.post("/en/desk/cases/views/keep/", {"topic": "unpaid-wages"})
    view = SavedView.objects.get(user=here.owner)
    page = client.post(f"/en/desk/cases/views/{view.id}/drop/", follow=True).content.decode()
    assert "The view is gone." in page
    assert 'name="topic" value="unpaid-wages"' in page
    assert not SavedView.objects.exists()
    assert "The view is gone." not in client.get("/en/desk/cases/").content.decode()  # offered once


def test_many_cases_are_handed_over_after_one_more_look(here: SimpleNamespace) -> None:
    mine = [cases.do_open_case(by=here.owner, topic="unpaid-wages") for _ in range(3)]
    sent = {"case": [case.reference for case in mine]}
    client = signed_in(here.owner)
    page = client.post("/en/desk/cases/hand-over/", sent).content.decode()
    assert all(case.reference in page for case in mine)
    assert Case.objects.filter(owner=here.owner).count() == 3  # nothing yet
    client.post("/en/desk/cases/hand-over/", sent | {"to": str(here.teammate.id)})
    assert Case.objects.filter(owner=here.teammate).count() == 3
    assert Entry.objects.filter(action="case.hand-over").count() == 3


def test_one_case_that_cannot_go_keeps_all_where_they_are(here: SimpleNamespace) -> None:
    mine = [cases.do_open_case(by=here.owner, topic="unpaid-wages") for _ in range(2)]
    cases.do_close_case(mine[1], by=here.owner, outcome="paid-in-full", closing_words="")
    sent = {"case": [case.reference for case in mine], "to": str(here.teammate.id)}
    page = signed_in(here.owner).post("/en/desk/cases/hand-over/", sent, follow=True).content.decode()
    assert "Nothing was handed over" in page
    assert Case.objects.filter(owner=here.owner).count() == 2


def test_somebody_elses_case_among_the_chosen_is_refused(here: SimpleNamespace) -> None:
    mine = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    theirs = cases.do_open_case(by=here.stranger, topic="unpaid-wages")
    sent = {"case": [mine.reference, theirs.reference], "to": str(here.teammate.id)}
    assert signed_in(here.owner).post("/en/desk/cases/hand-over/", sent).status_code == 404
    assert Case.objects.get(id=mine.id).owner == here.owner


def test_a_teammate_gets_no_boxes_for_cases_she_does_not_own(here: SimpleNamespace) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    box = f'name="case" form="many" value="{case.reference}"'
    assert box in signed_in(here.owner).get("/en/desk/cases/").content.decode()
    assert box not in signed_in(here.teammate).get("/en/desk/cases/").content.decode()
    assert box in signed_in(here.supervisor).get("/en/desk/cases/").content.decode()


@pytest.mark.parametrize(("actor", "title"), [("owner", "<title>(2) Cases"), ("teammate", "<title>(1) Cases")])
def test_the_title_counts_what_is_due_and_says_no_more(here: SimpleNamespace, actor: str, title: str) -> None:
    case, today = cases.do_open_case(by=here.owner, topic="unpaid-wages"), timezone.localdate()
    do_promise(case, by=here.owner, what="Call Асель", due=today, owner=here.owner)
    do_promise(case, by=here.owner, what="Whoever is free", due=today, owner=None)
    page = signed_in(getattr(here, actor)).get("/en/desk/cases/").content.decode()
    assert title in page


def test_a_page_asks_whether_the_desk_is_awake_before_it_sends(here: SimpleNamespace) -> None:
    assert signed_in(here.owner).head("/en/awake/").status_code == 204
    assert Client().head("/en/awake/", headers={"X-Requested-With": "fetch"}).status_code == 401
