"""A plan for coming home: steps of a template, changed with her, and a page without anything that could harm her."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from statistics import mean
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tayanch import vocabulary
from tayanch.audit.models import Entry
from tayanch.desk.actions import checklists
from tayanch.desk.actions.cases import do_close_case
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.actions.promises import do_keep_promise
from tayanch.desk.actions.safety import card_about, do_confirm_card, do_write_card
from tayanch.desk.assessments import LANGUAGES
from tayanch.desk.cases import returns
from tayanch.desk.models import Case, Checklist, ChecklistStep, Promise
from tests.desk.claim_helpers import a_case
from tests.desk.test_assessments import END, LONGEST, MEAN, words

HOME_ON = date(2026, 12, 1)
KINDS = {kind.id: kind for kind in returns.kinds()}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def a_plan(case: Case, here: SimpleNamespace, kind: str = "after-violence", **more: Any) -> Checklist:
    person = case.people.filter(relation="client").first().person
    return checklists.do_begin_return(case, KINDS[kind], by=here.owner, home_on=HOME_ON, person=person, **more)


def at(case: Case, name: str = "", *more: Any) -> str:
    return reverse(f"desk:return-list{name}", args=[case.reference, *more])


def by_key(plan: Checklist) -> dict[str, ChecklistStep]:
    return {step.facts.get("key", ""): step for step in checklists.steps_of(plan)}


# --- templates -----------------------------------------------------------------------------------------------


def test_there_is_a_plan_for_each_of_the_five_returns() -> None:
    assert set(KINDS) == {"voluntary", "expelled", "with-child", "after-violence", "long-away"}
    known = {one.id for one in vocabulary.scheme("return-type")}
    assert {one for kind in KINDS.values() for one in kind.concepts} == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_of_a_plan_are_short(language: str) -> None:
    sizes = [words(s) for text in returns.texts() for s in END.split(text[language]) if words(s)]
    assert mean(sizes) <= MEAN
    assert max(sizes) <= LONGEST


# --- a plan of hers -------------------------------------------------------------------------------------------


def test_days_are_counted_from_the_day_she_is_home(case: Case, here: SimpleNamespace) -> None:
    steps = by_key(a_plan(case, here))
    assert steps["after-violence/safe-place"].due == date(2026, 11, 24)
    assert steps["after-violence/look-back"].due == date(2027, 3, 1)
    assert steps["after-violence/safe-place"].is_inside


def test_without_a_day_the_steps_have_none(case: Case, owner: Client) -> None:
    assert owner.post(at(case, "-begin"), {"template": "voluntary", "day": ""}).status_code == 302
    assert {step.due for step in ChecklistStep.objects.all()} == {None}
    assert "Return of her own will" in owner.get(at(case)).content.decode()


def test_a_step_is_changed_done_and_left_out_and_the_progress_shown(
    case: Case, here: SimpleNamespace, owner: Client
) -> None:
    plan = a_plan(case, here, "voluntary")
    steps = checklists.steps_of(plan)
    owner.post(at(case, "-change", steps[0].id), {"text": "Сүйлөшөт ээси менен", "who": "she", "due": "2026-12-24"})
    owner.post(at(case, "-settle", steps[1].id), {"state": "done"})
    owner.post(at(case, "-settle", steps[2].id), {"state": "dropped"})
    page = owner.get(at(case)).content.decode()
    assert "Сүйлөшөт ээси менен" in page
    assert "2026-12-24" in page
    assert f"1 of {len(steps) - 1} done" in page
    owner.post(at(case, "-settle", steps[1].id), {"state": "open"})
    assert f"0 of {len(steps) - 1} done" in owner.get(at(case)).content.decode()


def test_her_own_step_is_added_in_her_words(case: Case, here: SimpleNamespace, owner: Client) -> None:
    plan = a_plan(case, here)
    owner.post(at(case, "-add"), {"list": str(plan.id), "text": "Тигүү машинесин оңдотот", "who": "she", "due": ""})
    assert checklists.steps_of(plan)[-1].facts == {"text": "Тигүү машинесин оңдотот"}
    assert owner.post(at(case, "-add"), {"list": str(plan.id), "text": "", "who": "she"}).status_code == 422


def test_a_list_that_is_full_says_so(
    case: Case, here: SimpleNamespace, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = a_plan(case, here)
    monkeypatch.setattr(checklists, "MOST_STEPS", 3)
    answer = owner.post(at(case, "-add"), {"list": str(plan.id), "text": "x", "who": "she"}, follow=True)
    assert "This list is full" in answer.content.decode()


def test_a_step_becomes_a_plain_promise_and_is_kept_with_it(case: Case, here: SimpleNamespace, owner: Client) -> None:
    step = by_key(a_plan(case, here, "voluntary"))["voluntary/arrival"]
    owner.post(at(case, "-promise", step.id))
    made = Promise.objects.get()
    assert (made.due, made.owner, made.case) == (step.due, here.owner, case)
    assert made.unseal("what") == "Talk by phone on the day of arrival."
    assert "promised for 2026-12-02" in owner.get(at(case)).content.decode()
    assert "promised already" in owner.post(at(case, "-promise", step.id), follow=True).content.decode()
    owner.post(at(case, "-settle", step.id), {"state": "done"})
    assert Promise.objects.get().state == "kept"


def test_a_promise_that_was_kept_in_the_queue_leaves_the_step_to_be_settled(case: Case, here: SimpleNamespace) -> None:
    step = by_key(a_plan(case, here))["after-violence/arrival"]
    do_keep_promise(checklists.do_promise_step(step, "x", by=here.owner), by=here.owner)
    checklists.do_promise_step(step, "y", by=here.owner)  # it may be promised again
    with pytest.raises(PermissionDenied):
        checklists.do_promise_step(step, "z", by=here.owner)


def test_beginning_anew_keeps_what_is_done_or_promised(case: Case, here: SimpleNamespace) -> None:
    steps = by_key(a_plan(case, here, "voluntary"))
    checklists.do_settle_step(steps["voluntary/doctor"], "done", by=here.owner)
    checklists.do_promise_step(steps["voluntary/pay"], "x", by=here.owner)
    plan = a_plan(case, here, "expelled")
    keys = set(by_key(plan))
    assert {"voluntary/doctor", "voluntary/pay", "expelled/ban"} <= keys
    assert "voluntary/savings" not in keys
    assert Checklist.objects.count() == 1
    assert a_plan(case, here, "expelled").steps.count() == plan.steps.count()


def test_each_woman_has_a_plan_of_her_own(case: Case, here: SimpleNamespace, owner: Client) -> None:
    other = do_add_person(case, by=here.owner, name="Бурул Выдумкина", relation="client").person
    a_plan(case, here)
    owner.post(at(case, "-begin"), {"template": "voluntary", "person": str(other.id)})
    assert {plan.person for plan in Checklist.objects.all()} == {other, case.people.order_by("pk")[0].person}


def test_an_unknown_kind_of_return_is_refused(case: Case, owner: Client) -> None:
    assert owner.post(at(case, "-begin"), {"template": "holiday"}).status_code == 422
    assert not Checklist.objects.exists()


# --- on paper --------------------------------------------------------------------------------------------------


def sheet(page: str) -> str:
    found = re.search(r'<section class="sheet".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_her_says_nothing_dangerous_and_names_nobody(
    case: Case, here: SimpleNamespace, owner: Client, language: str
) -> None:
    a_plan(case, here)
    page = owner.get(at(case, "-print") + f"?in={language}").content.decode()
    said = sheet(page)
    assert f'lang="{language}"' in said
    assert not re.search(
        r"violen|safety|police|зомбулук|коопсуз|насили|безопасн|psycholog|психолог|lawyer|юрист", said.lower()
    )
    for name in ("Асанова", case.reference, here.organisation.name, "Tayanch"):
        assert name not in said
    assert "<title>List</title>" in page
    assert "steps stay here and are not printed" in page


def test_papers_whose_name_may_harm_her_stay_inside(case: Case, here: SimpleNamespace, owner: Client) -> None:
    from tayanch.desk import assessments

    tasks = assessments.evaluate(assessments.load("papers"), {"divorce": "missing", "school": "missing"}).tasks
    checklists.do_list_papers(case, tasks, by=here.owner, person=case.people.get().person)
    said = sheet(owner.get(reverse("desk:papers-list-print", args=[case.reference]) + "?in=en").content.decode())
    assert "School papers" in said
    assert "ivorce" not in said


def test_it_is_in_her_language_unless_another_is_chosen(case: Case, here: SimpleNamespace, owner: Client) -> None:
    a_plan(case, here)
    person = case.people.get().person
    person.language = "ru"
    person.save()
    assert "Записаться к семейному врачу" in sheet(owner.get(at(case, "-print")).content.decode())
    assert "Register with a family doctor" in sheet(owner.get(at(case, "-print") + "?in=en").content.decode())
    person.language = "tg"
    person.save()
    assert 'lang="ru"' in sheet(owner.get(at(case, "-print")).content.decode())


@pytest.mark.parametrize(
    ("facts", "confirmed", "said"),
    [
        ({"is_watched": True}, True, "Somebody watches her phone"),
        ({"is_watched": True}, False, "Somebody watches her phone"),
        ({"is_watched": False}, True, "nobody watches"),
        ({"is_watched": False}, False, "Ask her first"),
        (None, False, "Ask her first"),
    ],
)
def test_the_worker_is_warned_by_her_safety_card(
    case: Case, here: SimpleNamespace, owner: Client, facts: dict[str, bool] | None, confirmed: bool, said: str
) -> None:
    a_plan(case, here)
    if facts is not None:
        card = do_write_card(card_about(case.people.get().person), by=here.owner, **facts)
        if confirmed:
            do_confirm_card(card, by=here.owner)
    assert said in owner.get(at(case, "-print")).content.decode()


def test_what_is_settled_is_not_printed(case: Case, here: SimpleNamespace, owner: Client) -> None:
    plan = a_plan(case, here, "voluntary")
    for step in checklists.steps_of(plan):
        checklists.do_settle_step(step, "done", by=here.owner)
    assert "All is done." in sheet(owner.get(at(case, "-print") + "?in=en").content.decode())


# --- who, and the log -------------------------------------------------------------------------------------------


def test_a_step_of_another_team_does_not_exist(case: Case, here: SimpleNamespace, client: Client) -> None:
    step = checklists.steps_of(a_plan(case, here))[0]
    client.force_login(here.other_team)
    for name in ("-change", "-settle", "-promise"):
        assert client.post(at(case, name, step.id)).status_code == 404
    client.force_login(here.teammate)
    assert client.post(at(case, "-remove")).status_code == 403


def test_a_step_of_another_case_is_not_reached_over_ones_own(case: Case, here: SimpleNamespace, owner: Client) -> None:
    step = checklists.steps_of(a_plan(case, here))[0]
    assert owner.post(at(a_case(here), "-settle", step.id), {"state": "done"}).status_code == 404


def test_a_closed_case_is_read_and_not_changed(case: Case, here: SimpleNamespace, owner: Client) -> None:
    plan = a_plan(case, here)
    step = checklists.steps_of(plan)[0]
    do_close_case(case, by=here.owner, outcome="safe", closing_words="")
    assert owner.get(at(case)).status_code == owner.get(at(case, "-print")).status_code == 200
    for name, more in (("-settle", [step.id]), ("-promise", [step.id]), ("-add", []), ("-begin", []), ("-remove", [])):
        assert owner.post(at(case, name, *more), {"list": str(plan.id)}).status_code == 403


def test_the_log_says_that_a_list_changed_and_not_what_is_on_it(
    case: Case, here: SimpleNamespace, owner: Client
) -> None:
    plan = a_plan(case, here)
    owner.post(at(case, "-settle", checklists.steps_of(plan)[0].id), {"state": "done"})
    owner.post(at(case, "-remove"), {"list": str(plan.id)})
    told = Entry.objects.filter(action="case.checklist").order_by("seq")
    assert [entry.fields for entry in told] == [["plan"], ["steps"], ["removed"]]
    assert not Checklist.objects.exists()
