"""The second look: asked for or by rule, decided by other eyes than the owner's, sealed, and in time."""

from __future__ import annotations

import html
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.actions import reviews as actions
from tayanch.desk.actions.cases import do_add_note, do_close_case, do_open_case, do_reopen_case
from tayanch.desk.cases import reviewing
from tayanch.desk.models import Case, Deadline
from tests.desk.together_helpers import NAMES, a_case, a_claim, women_of


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here.owner, NAMES[0])


def reasons(user: User, case: Case) -> list[str]:
    found = reviewing.waiting_for(user, timezone.localdate())
    return next((one.reasons for one in found if one.case.id == case.id), [])


def decide(case: Case, by: User, *, agrees: bool = True, remark: str = "") -> None:
    actions.do_decide_review(case, by=by, today=timezone.localdate(), agrees=agrees, remark=remark)


def test_a_case_waits_when_somebody_asks_and_the_question_is_sealed(here: SimpleNamespace, case: Case) -> None:
    review = actions.do_ask_review(case, "Is the sum right?", by=here.owner)
    assert b"sum" not in bytes(review.question)
    assert reasons(here.supervisor, case) == ["asked"]
    assert reasons(here.teammate, case) == reasons(here.owner, case) == []


def make_violent(case: Case, here: SimpleNamespace) -> None:
    Case.objects.filter(id=case.id).update(topic="domestic-violence")


def make_rich(case: Case, here: SimpleNamespace) -> None:
    a_claim(case, women_of(case)[0], here.owner, "600000")


def make_urgent(case: Case, here: SimpleNamespace) -> None:
    day = timezone.localdate() + timedelta(5)
    Deadline.objects.create(case=case, last_day=day, last_safe_day=day)


def make_idle(case: Case, here: SimpleNamespace) -> None:
    long_ago = timezone.now() - timedelta(20)
    Case.objects.filter(id=case.id).update(opened_at=long_ago)
    case.consultations.update(started_at=long_ago)


def close_without_money(case: Case, here: SimpleNamespace) -> None:
    a_claim(case, women_of(case)[0], here.owner, "1000")
    do_close_case(case, by=here.owner, outcome="lost-contact", closing_words="")


RULES: list[tuple[Any, str]] = [
    (make_violent, "violence"),
    (make_rich, "money"),
    (make_urgent, "deadline"),
    (make_idle, "idle"),
    (close_without_money, "no-money"),
]


@pytest.mark.parametrize(("make", "code"), RULES, ids=[code for _, code in RULES])
def test_a_rule_lets_a_case_wait_and_a_decision_answers_it(
    here: SimpleNamespace, case: Case, make: Any, code: str
) -> None:
    assert reasons(here.supervisor, case) == []
    make(case, here)
    assert reasons(here.supervisor, case) == [code]
    decide(case, here.supervisor)
    assert reasons(here.supervisor, case) == []


def test_a_note_ends_the_silence(here: SimpleNamespace, case: Case) -> None:
    make_idle(case, here)
    do_add_note(case, "She called", by=here.owner)
    assert reasons(here.supervisor, case) == []


def test_two_more_weeks_of_silence_are_a_reason_again(here: SimpleNamespace, case: Case) -> None:
    make_idle(case, here)
    decide(case, here.supervisor)
    case.reviews.update(decided_at=timezone.now() - timedelta(15))
    assert reasons(here.supervisor, case) == ["idle"]


def test_the_owner_never_gives_her_own_case_the_second_look(here: SimpleNamespace) -> None:
    mine = a_case(here.supervisor, NAMES[0])
    actions.do_ask_review(mine, "?", by=here.supervisor)
    with pytest.raises(PermissionDenied):
        decide(mine, here.supervisor)
    assert reasons(here.supervisor, mine) == []


def test_a_supervisors_case_is_looked_at_by_her_team(here: SimpleNamespace) -> None:
    mine = do_open_case(by=here.supervisor, topic="unpaid-wages")
    team = {here.day: here.other_team, here.night: here.teammate}
    actions.do_ask_review(mine, "?", by=here.supervisor)
    decide(mine, team[mine.team])


@pytest.mark.parametrize("who", ["owner", "teammate", "other_team", "stranger", "administrator", "analyst", "lawyer"])
def test_only_a_supervisor_decides(here: SimpleNamespace, case: Case, who: str) -> None:
    with pytest.raises(PermissionDenied):
        decide(case, getattr(here, who))


def test_the_owner_sees_the_remark_until_she_has_read_it(here: SimpleNamespace, case: Case, client: Client) -> None:
    decide(case, here.supervisor, agrees=False, remark="Add the last month")
    assert b"month" not in bytes(case.reviews.get().remark)
    client.force_login(here.owner)
    tonight = client.get(reverse("desk:tonight")).content.decode()
    assert "asks for a change" in tonight
    assert "Add the last month" not in tonight
    page = html.unescape(client.get(reverse("desk:review", args=[case.reference])).content.decode())
    assert "Add the last month" in page
    client.post(reverse("desk:review-answered", args=[case.reference]))
    assert "asks for a change" not in client.get(reverse("desk:tonight")).content.decode()


def test_asking_for_a_change_needs_words(here: SimpleNamespace, case: Case, client: Client) -> None:
    client.force_login(here.supervisor)
    address = reverse("desk:review-decide", args=[case.reference])
    assert client.post(address, {"remark": ""}).status_code == 422
    assert client.post(address, {"agree": "1", "remark": ""}).status_code == 302
    assert case.reviews.get().state == "agreed"


def test_the_page_counts_the_open_ones(here: SimpleNamespace, case: Case, client: Client) -> None:
    actions.do_ask_review(case, "?", by=here.owner)
    client.force_login(here.supervisor)
    assert "1 case waits for a second look" in client.get(reverse("desk:tonight")).content.decode()
    page = client.get(reverse("desk:reviews")).content.decode()
    assert case.reference in page
    assert "A second look was asked for" in page


def test_a_marked_topic_closes_only_after_a_second_look(here: SimpleNamespace, case: Case, client: Client) -> None:
    actions.do_mark_topic("unpaid-wages", True, by=here.supervisor)
    client.force_login(here.owner)
    close = reverse("desk:case-close", args=[case.reference])
    answer = client.post(close, {"outcome": "other", "closing_words": ""})
    assert answer.status_code == 422
    assert "only after a second look" in answer.content.decode()
    decide(case, here.supervisor, agrees=False, remark="Not yet")
    assert client.post(close, {"outcome": "other", "closing_words": ""}).status_code == 422
    decide(case, here.supervisor)
    assert client.post(close, {"outcome": "other", "closing_words": ""}).status_code == 302


def test_a_case_that_was_opened_again_needs_a_new_second_look(here: SimpleNamespace, case: Case) -> None:
    actions.do_mark_topic("unpaid-wages", True, by=here.supervisor)
    decide(case, here.supervisor)
    do_close_case(case, by=here.owner, outcome="other", closing_words="")
    do_reopen_case(case, "She called again", by=here.owner)
    with pytest.raises(actions.ReviewMissing):
        do_close_case(case, by=here.owner, outcome="other", closing_words="")


def test_a_topic_is_marked_for_one_organisation_only(here: SimpleNamespace) -> None:
    actions.do_mark_topic("unpaid-wages", True, by=here.supervisor)
    theirs = do_open_case(by=here.stranger, topic="unpaid-wages")
    do_close_case(theirs, by=here.stranger, outcome="other", closing_words="")
    actions.do_mark_topic("unpaid-wages", False, by=here.supervisor)
    assert reviewing.topics_of(here.supervisor) == []
