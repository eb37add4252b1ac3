"""The plan of a case: steps of ours, hers and partners', templates by topic, the days of the law between them."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tayanch import vocabulary
from tayanch.desk import plans
from tayanch.desk.actions import tasks as actions
from tayanch.desk.actions.cases import do_close_case, do_hand_over
from tayanch.desk.actions.consultations import do_start_consultation
from tayanch.desk.hotline.together import steps_due
from tayanch.desk.models import Case, Deadline, Task
from tests.desk.together_helpers import NAMES, a_case


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here.owner, NAMES[0])


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def page_of(client: Client, case: Case) -> str:
    return html.unescape(client.get(reverse("desk:tasks", args=[case.reference])).content.decode())


def act(client: Client, task: Task, what: str) -> int:
    return client.post(reverse("desk:task-act", args=[task.case.reference, task.id, what])).status_code


def test_a_typed_step_says_what_who_when_and_why_and_is_sealed(
    here: SimpleNamespace, case: Case, owner: Client, today: date
) -> None:
    typed = {"what": "Ask the warehouse", "doer": "partner", "partner": "Union", "due": today, "why": "They have lists"}
    assert owner.post(reverse("desk:task-add", args=[case.reference]), typed).status_code == 302
    task = case.tasks.get()
    assert (task.doer, task.owner, task.due) == ("partner", None, today)
    for column, text in (("what", "Ask the warehouse"), ("why", "They have lists"), ("partner", "Union")):
        assert task.unseal(column) == text
        assert text.encode() not in bytes(getattr(task, column))
    page = page_of(owner, case)
    assert all(text in page for text in ("Ask the warehouse", "They have lists", "Union"))


def test_a_step_of_ours_belongs_to_a_colleague_of_the_team_only(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    typed = {"what": "Call", "doer": "colleague", "owner": str(here.other_team.id)}
    assert owner.post(reverse("desk:task-add", args=[case.reference]), typed).status_code == 422
    typed["owner"] = str(here.teammate.id)
    assert owner.post(reverse("desk:task-add", args=[case.reference]), typed).status_code == 302
    assert case.tasks.get().owner == here.teammate


@pytest.mark.parametrize("plan", plans.plans(), ids=lambda plan: plan.id)
def test_every_template_names_topics_that_exist_and_is_a_draft_with_sources(plan: plans.Plan) -> None:
    for topic in plan.topics:
        vocabulary.concept(f"need/{topic}")
    assert plan.status == "draft"
    assert plan.sources
    assert all(0 <= step.days <= 90 for step in plan.steps)
    assert all(step.partner for step in plan.steps if step.doer == "partner")


@pytest.mark.parametrize("topic", ["unpaid-wages", "withheld-passport", "entry-ban", "alimony", "domestic-violence"])
def test_the_templates_for_the_topic_of_the_case_come_first(topic: str) -> None:
    assert topic in plans.for_topic(topic)[0].topics


def test_sentences_of_the_templates_are_short() -> None:
    for plan in plans.plans():
        for step in plan.steps:
            for text in (*step.what.values(), *step.why.values()):
                assert max(len(part.split()) for part in text.split(".")) <= 20, text


def test_a_template_gives_steps_in_the_language_of_the_page_and_can_be_taken_back(
    here: SimpleNamespace, case: Case, owner: Client, today: date
) -> None:
    address = reverse("desk:tasks-template", args=[case.reference])
    owner.post(address.replace("/en/", "/ky/"), {"plan": "unpaid-wages"})
    wanted = plans.plan("unpaid-wages")
    assert wanted is not None
    made = list(case.tasks.all())
    assert [task.unseal("what") for task in made] == [step.what["ky"] for step in wanted.steps]
    assert [task.due for task in made] == [today + timedelta(days=step.days) for step in wanted.steps]
    assert {task.owner for task in made if task.doer == "colleague"} == {here.owner}
    undo = owner.session["undo"]
    owner.post(undo["url"], undo["values"])
    assert not case.tasks.exists()


def test_a_day_of_the_law_stands_before_the_first_step_that_is_due_after_it(
    here: SimpleNamespace, case: Case, owner: Client, today: date
) -> None:
    for days in (2, 20):
        actions.do_add_task(case, by=here.owner, what=f"in {days} days", due=today + timedelta(days))
    limit = Deadline(case=case, last_day=today + timedelta(12), last_safe_day=today + timedelta(10))
    limit.say("ru.wage.limitation", today)
    limit.save()
    page = page_of(owner, case)
    assert page.index("in 2 days") < page.index("10 days left") < page.index("in 20 days")


def test_a_step_is_done_and_taken_back_and_not_settled_twice(here: SimpleNamespace, case: Case, owner: Client) -> None:
    task = actions.do_add_task(case, by=here.owner, what="x")
    assert act(owner, task, "done") == 302
    undo = owner.session["undo"]
    assert act(owner, task, "drop") == 403
    task.refresh_from_db()
    assert (task.state, task.settled_by) == ("done", here.owner)
    owner.post(undo["url"], undo["values"])
    task.refresh_from_db()
    assert (task.state, task.settled_by) == ("open", None)


def test_what_can_be_undone_is_kept_by_a_page_that_has_no_frame(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    act(owner, actions.do_add_task(case, by=here.owner, what="x"), "done")
    talk = do_start_consultation(by=here.owner)
    with CaptureQueriesContext(connection) as queries:
        answer = owner.post(f"/en/desk/consultations/{talk.reference}/known/", {"phone": "+996555000001"})
    assert answer.status_code == 200
    assert not [one for one in queries if "desk_promise" in one["sql"] or "desk_referral" in one["sql"]]
    assert "undo" in owner.session
    assert "Undo" in owner.get("/en/desk/").content.decode()
    assert "undo" not in owner.session


def test_steps_are_moved_with_two_keys_and_stop_at_the_ends(here: SimpleNamespace, case: Case, owner: Client) -> None:
    one, two, three = (actions.do_add_task(case, by=here.owner, what=name) for name in "abc")
    act(owner, three, "up")
    act(owner, one, "up")
    assert list(case.tasks.all()) == [one, three, two]
    act(owner, one, "down")
    assert list(case.tasks.all()) == [three, one, two]


def test_the_first_nine_steps_are_done_with_a_digit(here: SimpleNamespace, case: Case, owner: Client) -> None:
    for number in range(11):
        actions.do_add_task(case, by=here.owner, what=str(number))
    page = page_of(owner, case)
    assert all(f'data-key="{digit}"' in page for digit in range(1, 10))
    assert 'data-key="10"' not in page


def test_tonight_shows_due_steps_hers_free_ones_and_those_of_others_in_her_own_cases(
    here: SimpleNamespace, case: Case, client: Client, today: date
) -> None:
    add = {"by": here.owner, "due": today}
    actions.do_add_task(case, what="hers to do", owner=here.owner, **add)
    actions.do_add_task(case, what="free", **add)
    actions.do_add_task(case, what="she herself", doer="herself", **add)
    actions.do_add_task(case, what="next week", owner=here.owner, by=here.owner, due=today + timedelta(7))
    actions.do_add_task(case, what="without a day", owner=here.owner, by=here.owner)
    told = {user: [task.unseal("what") for task in steps_due(user, today)] for user in (here.owner, here.teammate)}
    assert told[here.owner] == ["hers to do", "free", "she herself"]
    assert told[here.teammate] == ["free"]
    assert steps_due(here.other_team, today) == []
    client.force_login(here.teammate)
    assert "free" in client.get(reverse("desk:tonight")).content.decode()


def test_a_free_step_is_taken_once(here: SimpleNamespace, case: Case) -> None:
    task = actions.do_add_task(case, by=here.owner, what="x")
    actions.do_take_task(task, by=here.teammate)
    with pytest.raises(PermissionDenied):
        actions.do_take_task(task, by=here.owner)


def test_the_steps_of_the_owner_go_with_the_case(here: SimpleNamespace, case: Case) -> None:
    task = actions.do_add_task(case, by=here.owner, what="x", owner=here.owner)
    do_hand_over(case, here.teammate, by=here.owner)
    task.refresh_from_db()
    assert task.owner == here.teammate


def test_a_closed_case_keeps_its_plan_and_takes_no_step(here: SimpleNamespace, case: Case, owner: Client) -> None:
    task = actions.do_add_task(case, by=here.owner, what="seen later", due=timezone.localdate(), owner=here.owner)
    do_close_case(case, by=here.owner, outcome="advice-given", closing_words="")
    assert "seen later" in page_of(owner, case)
    assert act(owner, task, "done") == 403
    assert steps_due(here.owner, timezone.localdate()) == []


def test_what_a_step_says_is_in_no_title_and_no_log(here: SimpleNamespace, case: Case, owner: Client) -> None:
    from tayanch.audit.models import Entry

    actions.do_add_task(case, by=here.owner, what="seeded words", why="seeded why")
    title = page_of(owner, case).split("<title>")[1].split("</title>")[0]
    assert "seeded" not in title
    assert not any("seeded" in f"{entry.reason} {entry.fields}" for entry in Entry.objects.all())
