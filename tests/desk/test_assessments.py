"""Short forms: whatever is answered gives a result with its reasons, and what is asked of her stays sealed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from statistics import mean
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch import law, vocabulary
from tayanch.audit.models import Entry
from tayanch.desk import assessments
from tayanch.desk.actions import assessments as actions
from tayanch.desk.actions import checklists
from tayanch.desk.actions.cases import do_close_case
from tayanch.desk.actions.erasure import do_erase
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.assessments import LANGUAGES, BadAnswer, FormError, emergency, evaluate
from tayanch.desk.assessments.model import UNSAID, Form
from tayanch.desk.cases import assessing
from tayanch.desk.models import Assessment, Case, Checklist, Promise
from tests.desk.claim_helpers import a_case

FORMS = {name: assessments.load(name) for name in assessments.available()}
KINDS = sorted(FORMS)
MEAN, LONGEST = 10, 20
END = re.compile(r"[.!?:;]+(?=[\s»”\")]|$)")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def results(kind: str, **answers: str) -> dict[str, assessments.Finding]:
    said = {name.replace("_", "-"): answer for name, answer in answers.items()}
    return {found.id: found for found in evaluate(FORMS[kind], said).findings}


# --- any answers at all --------------------------------------------------------------------------------------


def an_answer(form: Form, name: str) -> st.SearchStrategy[str]:
    one = form.questions[name]
    if one.kind == "yes-no":
        return st.sampled_from(["yes", "no", UNSAID, ""])
    if one.kind == "choice":
        return st.sampled_from(["", *(option.id for option in one.options)])
    if one.kind == "several":
        return st.lists(st.sampled_from([option.id for option in one.options])).map(" ".join)
    if one.kind == "number":
        return st.integers(one.least, one.most).map(str) | st.just("")
    return st.text(max_size=30)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Form, dict[str, str]]:
    form = FORMS[draw(st.sampled_from(KINDS))]
    names = draw(st.lists(st.sampled_from(list(form.questions)), unique=True, max_size=12))
    return form, {name: draw(an_answer(form, name)) for name in names}


@settings(max_examples=150, deadline=None)
@given(answered(), st.randoms())
def test_any_answers_give_a_result_with_reasons_whatever_their_order(
    told: tuple[Form, dict[str, str]], chance: Any
) -> None:
    form, answers = told
    outcome = evaluate(form, answers)
    assert outcome.findings
    for found in outcome.findings:
        assert all(found.because[language] for language in LANGUAGES)
        assert set(found.grounds) <= set(outcome.answers)
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert evaluate(form, dict(shuffled)) == outcome


@settings(max_examples=150, deadline=None)
@given(answered())
def test_a_hidden_question_never_counts(told: tuple[Form, dict[str, str]]) -> None:
    form, answers = told
    outcome = evaluate(form, answers)
    seen = {name: text for name, text in answers.items() if name in outcome.answers}
    assert all(assessments.is_shown(form, name, seen) for name in seen)
    assert evaluate(form, seen) == outcome


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KINDS), st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=4))
def test_nonsense_is_refused_by_name_or_gives_a_result(kind: str, answers: dict[str, str]) -> None:
    refused = refusal(FORMS[kind], answers)
    assert refused in answers if refused is not None else evaluate(FORMS[kind], answers).findings


def refusal(form: Form, answers: dict[str, str]) -> str | None:
    """The question whose answer is refused; none when there is a result."""
    try:
        evaluate(form, answers)
    except BadAnswer as bad:
        return bad.question
    return None


@pytest.mark.parametrize(
    ("kind", "name", "answer", "reason"),
    [
        ("danger", "nothing", "yes", "no-question"),
        ("danger", "strangled", "maybe", "no-option"),
        ("children", "number", "many", "no-number"),
        ("children", "number", "9", "out-of-range"),
        ("children", "number", "٣", "no-number"),
        ("danger", "trusted", "x" * 4001, "too-long"),
        ("danger", "trusted", "\ud83d", "broken"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(kind: str, name: str, answer: str, reason: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        evaluate(FORMS[kind], {name: answer})
    assert (refused.value.question, refused.value.reason) == (name, reason)


# --- what the forms say ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("grave", ["strangled", "weapon", "kill", "believes"])
def test_one_of_the_gravest_signs_is_high_danger_and_names_the_answer(grave: str) -> None:
    found = results("danger", **{grave: "yes"})["high"]
    assert (found.level, found.grounds) == ("critical", (grave,))
    assert found.steps


def test_four_other_signs_are_high_danger_and_three_are_not() -> None:
    three = {"worse": "yes", "leaving": "yes", "control": "yes"}
    assert "increased" in results("danger", **three)
    assert "high" in results("danger", **three, papers="yes")


def test_few_questions_are_no_result_about_danger() -> None:
    assert "little" in results("danger", worse="no", leaving="no")
    no = dict.fromkeys(["strangled", "weapon", "kill", "believes", "worse", "leaving"], "no")
    assert "none" in results("danger", **no)


@pytest.mark.parametrize("first", ["wish", "better", "thoughts", "tried"])
@pytest.mark.parametrize("answer", ["yes", UNSAID])
def test_one_yes_or_a_refusal_to_say_is_a_positive_screen(first: str, answer: str) -> None:
    found = results("suicide", **{first: answer})
    assert found["possible"].grounds == (first,)
    assert results("suicide", **{first: answer}, now="yes")["acute"].level == "critical"


def test_a_plan_with_the_means_is_acute_and_a_question_that_was_not_asked_is_not() -> None:
    assert "acute" in results("suicide", thoughts="yes", plan="yes", means="yes")
    assert "acute" not in results("suicide", now="yes")  # nothing before it was said: it was not asked
    assert "little" in results("suicide", wish="no")


def test_each_of_the_eleven_indicators_can_be_found_and_none_is_a_verdict() -> None:
    form, names = FORMS["labour"], {one.replace(" ", "-") for one in vocabulary.ILO_FORCED_LABOUR_INDICATORS}
    everything = {name: "yes" for name, one in form.questions.items() if one.kind == "yes-no"}
    assert names <= {found.id for found in evaluate(form, everything).findings}
    for language in LANGUAGES:
        said = " ".join(text[language].lower() for _place, text in form.texts())
        assert not re.search(r"\bvictim|жертв|курмандык|жабырлануучу", said)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"hours": "yes"}, "some"),
        ({"hours": "yes", "rest": "yes"}, "one-side"),
        ({"papers-held": "yes", "locked": "yes"}, "one-side"),
        ({"papers-held": "yes", "threats": "yes"}, "one-side"),
        ({"threats": "yes", "police": "yes", "family": "yes"}, "one-side"),
        ({"threats": "yes", "police": "yes"}, "some"),
        ({"hours": "yes", "rest": "yes", "papers-held": "yes", "threats": "yes"}, "combined"),
    ],
)
def test_signs_combine_as_the_operational_indicators_say(answers: dict[str, str], expected: str) -> None:
    scale = [one.id for one in evaluate(FORMS["labour"], answers).findings if one.scale == "signs"]
    assert scale == [expected]


def test_of_each_child_the_answer_is_named_with_its_number(here: SimpleNamespace) -> None:
    row = begin(a_case(here), here, "children", **{"number": "2", "school-1": "goes", "school-2": "works"})
    page = assessing.result(assessing.told(row))
    grounds = [ground["question"] for one in page["findings"] for ground in one["grounds"]]
    assert any(ground.startswith("Child 2: Does the child go to school") for ground in grounds)
    third = evaluate(FORMS["children"], {"number": "2", "hurt-3": "yes", "worry-3": "yes"})
    assert not third.is_critical


def test_a_missing_paper_gets_the_steps_of_its_country() -> None:
    tasks = {task.id: task for task in evaluate(FORMS["papers"], {"country": "kg", "alimony": "missing"}).tasks}
    assert {step.law for step in tasks["alimony"].steps if step.law} == {
        "kg.family.alimony_collection",
        "kg.legal_aid.free_lawyer",
    }
    elsewhere = evaluate(FORMS["papers"], {"alimony": "missing"}).tasks[0]
    assert [step.text["en"] for step in elsewhere.steps] == ["Ask the lawyer where to apply."]
    assert elsewhere.is_inside


def test_every_question_of_the_needs_is_a_topic_of_the_vocabulary() -> None:
    topics = {one.id for one in vocabulary.scheme("need")}
    asked = {name for name, one in FORMS["needs"].questions.items() if one.kind == "yes-no"}
    assert asked <= topics


def test_every_step_that_names_the_law_names_a_rule_that_there_is() -> None:
    known = {rule["rule"] for rule in law.rules()}
    for task in FORMS["papers"].tasks:
        assert {step.law for step in task.steps if step.law} <= known


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_a_draft_with_sources_and_short_sentences(kind: str) -> None:
    form = FORMS[kind]
    assert form.status == "draft"
    assert form.sources
    for language in LANGUAGES:
        sizes = [words(s) for _place, text in form.texts() for s in END.split(text[language]) if words(s)]
        assert mean(sizes) <= MEAN
        assert max(sizes) <= LONGEST


def words(sentence: str) -> int:
    return sum(any(char.isalnum() for char in word) for word in sentence.split())


def test_every_result_but_an_indicator_says_what_to_do_when_it_is_bad() -> None:
    for form in FORMS.values():
        for rule in form.rules:
            assert rule.steps or rule.level in {"info", "none"} or rule.id.startswith("go-"), (form.id, rule.id)


def test_a_number_names_its_source_and_a_country_without_one_says_so() -> None:
    found = emergency.numbers()
    assert {"kg", "kz", "ru", "tj", "uz", "tr"} <= set(found)
    assert all(one.source for rows in found.values() for one in rows)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("status: draft", "status"),
        ("kind: yes-no", "kind"),
        ("when: {q: [yes]}", "no answer"),
    ],
)
def test_a_wrong_form_file_is_refused_naming_the_place(wrong: str, what: str) -> None:
    text = {"ky": "а", "ru": "а", "en": "a"}
    whole = json.dumps(
        {
            "id": "danger",
            "version": 1,
            "status": "draft" if what != "status" else "perfect",
            "checked_on": "2026-11-22",
            "title": text,
            "sources": [{"name": "x"}],
            "sections": [
                {
                    "id": "s",
                    "title": text,
                    "questions": [{"id": "q", "kind": "yes-no" if what != "kind" else "guess", "text": text}],
                }
            ],
            "results": [
                {
                    "id": "r",
                    "level": "some",
                    "when": {"q": ["yes" if what != "no answer" else "perhaps"]},
                    "title": text,
                    "because": text,
                }
            ],
        }
    )
    with pytest.raises(FormError, match=what):
        assessments.parse(whole, "danger")


# --- kept ------------------------------------------------------------------------------------------------------


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def begin(case: Case, here: SimpleNamespace, kind: str, **answers: str) -> Assessment:
    row = actions.do_start_assessment(case, FORMS[kind], by=here.owner)
    actions.do_save_answers(row, answers, by=here.owner)
    return again(row)


def again(row: Assessment) -> Assessment:
    found = Assessment.objects.select_related("case").get(id=row.id)
    found._data_key = row._data_key
    return found


def address(row: Assessment, name: str = "") -> str:
    return reverse(f"desk:assessment{name}", args=[row.case.reference, row.id])


def save(client: Client, row: Assessment, fields: dict[str, str], was: dict[str, str] | None = None) -> Any:
    body = json.dumps({"fields": fields, "was": was or {}})
    headers = {"X-Requested-With": "fetch"}
    return client.post(address(row, "-save"), body, content_type="application/json", headers=headers)


def test_a_form_is_begun_answered_finished_and_read(here: SimpleNamespace, case: Case, owner: Client) -> None:
    started = owner.post(reverse("desk:assessment-start", args=[case.reference]), {"form": "danger"})
    row = Assessment.objects.get()
    assert started["Location"] == address(row)
    assert row.person == case.people.get().person
    assert "Has he ever choked you" in owner.get(address(row)).content.decode()
    assert save(owner, row, {"strangled": "yes", "worse": "no"}).json()["saved"] == ["strangled", "worse"]
    owner.post(address(row, "-finish"))
    page = owner.get(address(row)).content.decode()
    assert "The danger is high" in page
    assert "One of the gravest signs was named, or four others." in page
    assert "Has he ever choked you or pressed your throat? <b>Yes</b>" in page
    assert save(owner, row, {"worse": "yes"}).status_code == 403


def test_what_somebody_else_answered_meanwhile_is_left_and_told(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    row = begin(case, here, "danger", worse="yes")
    answer = save(owner, row, {"worse": "no", "drink": "no"}, {"worse": ""})
    assert answer.status_code == 409
    assert answer.json() == {
        "saved": ["drink"],
        "refused": {},
        "conflicts": {"worse": "yes"},
        "at": answer.json()["at"],
    }
    assert save(owner, row, {"worse": "no"}, {"worse": "yes"}).status_code == 200
    assert again(row).facts["answers"] == {"worse": "no", "drink": "no"}


def test_what_cannot_be_kept_is_refused_by_name_and_the_rest_is_kept(
    case: Case, here: SimpleNamespace, owner: Client
) -> None:
    row = begin(case, here, "children")
    answer = save(owner, row, {"number": "77", "leaving": "yes", "strange": "x"})
    assert answer.status_code == 422
    assert set(answer.json()["refused"]) == {"number", "strange"}
    assert again(row).facts["answers"] == {"leaving": "yes"}


@pytest.mark.parametrize("body", ["", "[]", "5", '{"fields": 5}', '{"fields": {"worse": 1}}', "[" * 100_000])
def test_a_broken_body_is_a_400(case: Case, here: SimpleNamespace, owner: Client, body: str) -> None:
    headers = {"X-Requested-With": "fetch"}
    row = begin(case, here, "danger")
    answer = owner.post(address(row, "-save"), body, content_type="application/json", headers=headers)
    assert answer.status_code == 400


def test_without_scripts_the_whole_form_is_saved_and_finished(case: Case, here: SimpleNamespace, owner: Client) -> None:
    row = begin(case, here, "danger", drink="yes")
    owner.post(address(row, "-finish"), {"plain": "1", "worse": "yes", "drink": "", "trusted": "сестра\r\nрядом"})
    assert again(row).facts["answers"] == {"worse": "yes", "trusted": "сестра\nрядом"}
    assert again(row).state == "finished"


def test_of_several_women_one_is_chosen(case: Case, here: SimpleNamespace, owner: Client) -> None:
    other = do_add_person(case, by=here.owner, name="Бурул Выдумкина", relation="client")
    at = reverse("desk:assessment-start", args=[case.reference])
    assert "Choose who this is about" in owner.post(at, {"form": "needs"}, follow=True).content.decode()
    assert not Assessment.objects.exists()
    owner.post(at, {"form": "needs", "person": str(other.person_id)})
    assert Assessment.objects.get().person == other.person
    assert "Бурул Выдумкина" in owner.get(reverse("desk:assessments", args=[case.reference])).content.decode()


def test_the_case_warns_until_somebody_acted_or_she_was_asked_anew(
    case: Case, here: SimpleNamespace, owner: Client
) -> None:
    def warned() -> bool:
        return "asks for something now" in owner.get(reverse("desk:case", args=[case.reference])).content.decode()

    row = begin(case, here, "suicide", wish="yes")
    assert warned()
    owner.post(address(row, "-handled"))
    assert not warned()
    newer = begin(case, here, "suicide", thoughts="yes")
    assert warned()
    actions.do_save_answers(newer, {"thoughts": "no"}, by=here.owner)
    assert not warned()


def test_the_urgent_promise_says_nothing_of_what_was_asked(case: Case, here: SimpleNamespace, owner: Client) -> None:
    row = begin(case, here, "suicide", now="yes", wish="yes")
    actions.do_finish_assessment(row, by=here.owner)
    assert "Put an urgent call into the queue" in owner.get(address(row)).content.decode()
    owner.post(address(row, "-promise"))
    made = Promise.objects.get()
    assert (made.is_urgent, made.owner, made.due) == (True, None, timezone.localdate())
    said = made.unseal("what").lower()
    assert not re.search(r"suicid|danger|kill|violen|threat", said)


def test_the_same_form_is_compared_over_time(case: Case, here: SimpleNamespace, owner: Client) -> None:
    begin(case, here, "danger", worse="no", drink="yes")
    later = begin(case, here, "danger", worse="yes", drink="yes")
    begin(case, here, "needs", housing="no")
    page = owner.get(address(later, "-compare")).content.decode()
    assert page.count('class="moved"') == 1
    assert "One sign was named" in page
    lines = {
        line["text"]: [cell["text"] for cell in line["cells"]] for line in assessing.compared(assessing.alike(later))
    }
    assert lines["Has it become more frequent or worse this past year?"] == ["No", "Yes"]


def test_missing_papers_become_a_list_once(case: Case, here: SimpleNamespace, owner: Client) -> None:
    row = begin(case, here, "papers", country="kg", birth="missing", passport="held")
    actions.do_finish_assessment(row, by=here.owner)
    for _time in range(2):
        owner.post(address(row, "-papers"))
    found = checklists.checklist_of(case, "papers", row.person)
    assert found is not None
    assert [step.facts["key"] for step in checklists.steps_of(found)] == ["birth"]


def test_answers_that_the_form_does_not_take_any_more_are_left_out_and_said(
    case: Case, here: SimpleNamespace, owner: Client
) -> None:
    row = begin(case, here, "danger", worse="yes")
    row.tell(version=0, answers={"worse": "yes", "forgotten": "yes", "drink": "perhaps"})
    row.save()
    actions.do_finish_assessment(row, by=here.owner)
    assert "The form has changed since then" in owner.get(address(row)).content.decode()
    assert assessing.told(again(row)).outcome.answers == {"worse": "yes"}


def test_a_closed_case_is_read_and_not_asked(case: Case, here: SimpleNamespace, owner: Client) -> None:
    row = begin(case, here, "danger", worse="yes")
    do_close_case(case, by=here.owner, outcome="advice-given", closing_words="")
    assert owner.get(address(row)).status_code == 200
    for name in ("-save", "-finish", "-reopen", "-promise", "-handled"):
        assert owner.post(address(row, name)).status_code == 403


def test_a_finished_form_takes_no_answer_until_it_is_opened_again(case: Case, here: SimpleNamespace) -> None:
    row = begin(case, here, "danger", worse="yes")
    actions.do_finish_assessment(row, by=here.owner)
    with pytest.raises(PermissionDenied):
        actions.do_save_answers(row, {"worse": "no"}, by=here.owner)
    actions.do_reopen_assessment(row, by=here.owner)
    assert actions.do_save_answers(row, {"worse": "no"}, by=here.owner).saved == ["worse"]


def test_only_the_owner_or_a_supervisor_removes_a_form(case: Case, here: SimpleNamespace, client: Client) -> None:
    row = begin(case, here, "danger")
    client.force_login(here.teammate)
    assert client.post(address(row, "-remove")).status_code == 403
    client.force_login(here.supervisor)
    client.post(address(row, "-remove"))
    assert not Assessment.objects.exists()


# --- sealed, logged, erased ------------------------------------------------------------------------------------


def test_the_database_and_the_log_do_not_say_what_was_asked(case: Case, here: SimpleNamespace) -> None:
    row = begin(case, here, "suicide", wish="yes", reasons="дети")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(Assessment._meta.db_table)}")
        cells = repr([bytes(c) if isinstance(c, memoryview) else c for line in cursor for c in line])
    for word in ("suicide", "wish", "yes", "дети"):
        assert word not in cells
    told = Entry.objects.filter(object_id=case.id)
    assert {entry.action for entry in told} == {"assessment.start", "assessment.save"}
    assert {tuple(entry.fields) for entry in told} == {("answers",)}
    assert {entry.reason for entry in told} == {""}
    assert row.facts["form"] == "suicide"


def test_erasing_her_takes_her_answers_out_of_a_case_that_others_share(case: Case, here: SimpleNamespace) -> None:
    hers = case.people.get().person
    other = do_add_person(case, by=here.owner, name="Бурул Выдумкина", relation="client").person
    for person in (hers, other):
        row = actions.do_start_assessment(case, FORMS["papers"], by=here.owner, person=person)
        actions.do_save_answers(row, {"birth": "missing"}, by=here.owner)
        tasks = assessing.told(again(row)).outcome.tasks
        found = checklists.do_list_papers(case, tasks, by=here.owner, person=person)
        checklists.do_promise_step(checklists.steps_of(found)[0], "x", by=here.owner)
    do_erase(hers, by=here.owner, reason="her-wish")
    assert [row.person for row in Assessment.objects.all()] == [other]
    assert [found.person for found in Checklist.objects.all()] == [other]
    assert Promise.objects.count() == 1
