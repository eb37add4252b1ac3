"""Three or more women and one employer: told to lawyers only, of women and not of cases, and without a name."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.access import Need, access_case, cases_for
from tayanch.desk.actions import joining
from tayanch.desk.actions.cases import do_change_facts, do_close_case
from tayanch.desk.actions.consents import do_withdraw_consent
from tayanch.desk.actions.firms import do_set_recruiter, name_parts, plain_tax_number
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.legal import same_employer as reading
from tayanch.desk.models import Case, CaseShare, FirmToken, Group, JoinQuestion
from tayanch.vault import erasure, names
from tayanch.vault.people import do_update_person
from tests.desk.together_helpers import FIRM, NAMES, a_case, women_of

NOTHING = {"name": "", "tax_number": "", "contact": ""}


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def cases_of(by: User, count: int, firm: dict[str, str] | None = None, **facts: Any) -> list[Case]:
    return [a_case(by, NAMES[number], firm=firm, **facts) for number in range(count)]


def page_for(user: User) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("desk:same-employer"))
    return answer.status_code, html.unescape(answer.content.decode())


# --- who is told ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["owner", "teammate", "other_team", "supervisor", "administrator", "analyst", "reviewer", "director"]
)
def test_nobody_but_a_lawyer_is_told(here: SimpleNamespace, who: str) -> None:
    cases_of(here.owner, 4)
    status, page = page_for(getattr(here, who))
    assert status == 403
    assert "Three or more" not in page
    with pytest.raises(PermissionDenied):
        reading.facts_for(getattr(here, who))


@pytest.mark.parametrize("who", ["administrator", "reviewer", "director", "analyst"])
def test_the_mark_of_a_lawyer_alone_is_not_enough(here: SimpleNamespace, who: str) -> None:
    user = getattr(here, who)
    user.is_lawyer = True
    user.save()
    assert page_for(user)[0] == 403


def test_a_supervisor_who_is_a_lawyer_is_told(here: SimpleNamespace) -> None:
    cases_of(here.owner, 3)
    here.supervisor.is_lawyer = True
    here.supervisor.save()
    assert len(reading.facts_for(here.supervisor)) == 1


def test_only_lawyers_have_it_in_their_menu(here: SimpleNamespace) -> None:
    for user, is_there in ((here.lawyer, True), (here.owner, False), (here.supervisor, False)):
        client = Client()
        client.force_login(user)
        assert ("Same employer" in client.get(reverse("desk:tonight")).content.decode()) is is_there


def test_a_lawyer_of_another_organisation_is_told_nothing(here: SimpleNamespace) -> None:
    cases_of(here.owner, 4)
    here.stranger.is_lawyer = True
    here.stranger.save()
    assert reading.facts_for(here.stranger) == []


def test_that_she_looked_is_logged_without_a_word_of_what_she_saw(here: SimpleNamespace) -> None:
    cases_of(here.owner, 3)
    page_for(here.lawyer)
    entry = Entry.objects.get(action="same-employer.read")
    assert (entry.actor_id, entry.object_id, entry.fields, entry.reason) == (here.lawyer.id, None, [], "")


# --- from how many on ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("women", [0, 1, 2])
def test_below_three_nothing_is_told_not_even_that_there_are_two(here: SimpleNamespace, women: int) -> None:
    cases_of(here.owner, women)
    with_some = page_for(here.lawyer)
    Case.objects.all().delete()
    assert with_some == page_for(here.lawyer) or without_tokens(with_some) == without_tokens(page_for(here.lawyer))


def without_tokens(answer: tuple[int, str]) -> str:
    """A page without what differs each time: the tokens of its forms."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer[1])


def test_three_women_are_told_as_three_or_more_and_six_in_the_same_words(here: SimpleNamespace) -> None:
    cases_of(here.owner, 3)
    three = without_tokens(page_for(here.lawyer))
    a_case(here.other_team, *NAMES[3:])
    six = without_tokens(page_for(here.lawyer))
    ids = {fact.id for fact in reading.facts(here.lawyer)}
    assert len(ids) == 1
    assert three == six


def test_women_are_counted_and_not_cases(here: SimpleNamespace) -> None:
    a_case(here.owner, *NAMES[:3])
    assert reading.facts(here.lawyer) == []  # one case meets no other
    person = women_of(a_case(here.owner, NAMES[3]))[0]
    assert len(reading.facts(here.lawyer)) == 1
    Case.objects.exclude(people__person=person).delete()
    for _ in range(3):
        again = a_case(here.owner)
        again.people.create(person=person)
    assert reading.facts(here.lawyer) == []


def test_a_woman_who_was_written_down_three_times_is_one(here: SimpleNamespace) -> None:
    for case in cases_of(here.owner, 3):
        do_update_person(women_of(case)[0], by=here.owner, document="AN 1234567")
    assert reading.facts(here.lawyer) == []


def test_cases_without_a_finished_conversation_or_a_named_woman_do_not_count(here: SimpleNamespace) -> None:
    cases_of(here.owner, 2)
    a_case(here.owner, NAMES[2], has_talked=False)
    a_case(here.owner)
    assert reading.facts(here.lawyer) == []


@pytest.mark.parametrize(("of_others", "own", "is_told"), [(0, 5, False), (1, 5, False), (2, 1, True), (3, 0, True)])
def test_with_cases_of_her_own_making_a_lawyer_does_not_reach_three(
    here: SimpleNamespace, of_others: int, own: int, is_told: bool
) -> None:
    cases_of(here.other_team, of_others)
    for number in range(own):
        a_case(here.lawyer, f"Выдуманная {number}")
    assert bool(reading.facts(here.lawyer)) is is_told


def test_a_sealed_case_takes_no_part(here: SimpleNamespace) -> None:
    cases = cases_of(here.owner, 3)
    Case.objects.filter(id=cases[0].id).update(is_sealed=True)
    assert reading.facts(here.lawyer) == []
    cases[0].refresh_from_db()
    do_change_facts(cases[0], by=here.owner, sector="cleaning")
    assert not FirmToken.objects.filter(case=cases[0]).exists()


def test_an_erased_woman_is_no_longer_counted(here: SimpleNamespace) -> None:
    cases = cases_of(here.owner, 3)
    erasure.do_erase_person(women_of(cases[0])[0], by=here.owner, reason="her-wish")
    assert reading.facts(here.lawyer) == []
    assert not FirmToken.objects.filter(case=cases[0].id).exists()


def test_other_workers_do_not_learn_it_from_the_search(here: SimpleNamespace) -> None:
    cases_of(here.owner, 3)
    client = Client()
    client.force_login(here.other_team)
    page = client.post(reverse("desk:search"), {"typed": "Тёплая кухня"}).content.decode()
    assert "Nothing found here" in page
    assert "ask Owner" not in page


# --- by what it is known -----------------------------------------------------------------------------------------


def met(here: SimpleNamespace, *firms: dict[str, str], **facts: Any) -> list[str]:
    """By which sign three cases with these employers are one firm; empty when they are not."""
    for number, firm in enumerate(firms):
        a_case(here.owner, NAMES[number], firm=NOTHING | firm, **facts)
    return [fact.by for fact in reading.facts(here.lawyer)]


def test_one_tax_number_is_one_firm_whatever_it_is_called(here: SimpleNamespace) -> None:
    number = {"tax_number": "7700 123456"}
    firms = [{"name": "ООО Ромашка", **number}, {"name": "Кафе у дома", **number}, {"name": "", **number}]
    assert met(here, *firms) == ["tax"]


@pytest.mark.parametrize(
    "names_",
    [
        ("ООО «Тёплая кухня»", "Teplaya kukhnya LLC", "тёплая  КУХНЯ"),
        ("ОсОО Тёплая кухня", "ИП «Кухня Тёплая»", "Тёплая кухня"),
        ("ООО Тёплая кухня", "ООО Тёплая кухня", "Тёплая кухня Север"),
    ],
)
def test_like_names_in_one_place_are_one_firm(here: SimpleNamespace, names_: Sequence[str]) -> None:
    assert met(here, *({"name": name} for name in names_)) == ["name"]


@pytest.mark.parametrize(
    "names_",
    [
        ("Торговый дом Лилия", "Торговый дом Пион", "Торговый дом Роза"),
        ("Тёплая кухня", "Тёплая кухня", "Тёплый дом"),
        ("ООО", "ООО", "ООО"),
    ],
)
def test_unlike_names_are_not(here: SimpleNamespace, names_: Sequence[str]) -> None:
    firms = [{"name": name} for name in names_]
    assert met(here, *firms) == ([] if "ООО" not in names_ else ["name"])


def test_a_name_in_three_cities_is_three_firms(here: SimpleNamespace) -> None:
    for name, place in zip(NAMES, ("moscow", "kazan", "yekaterinburg"), strict=False):
        a_case(here.owner, name, firm=FIRM | {"tax_number": ""}, place=place)
    assert reading.facts(here.lawyer) == []


def test_one_name_with_two_tax_numbers_is_two_firms(here: SimpleNamespace) -> None:
    name = {"name": "Ромашка"}
    firms = [name | {"tax_number": "7700000001"}, name | {"tax_number": "7700000002"}, name]
    assert met(here, *firms) == []


def test_one_phone_is_one_employer_and_a_familys_name_is_not(here: SimpleNamespace) -> None:
    for number, name in enumerate(NAMES[:3]):
        case = a_case(here.owner, name, firm=NOTHING)
        said = {"name": "Семья Примеровых", "tax_number": "", "address": "", "contact": ""}
        said["contact"] = "+7 (999) 000-00-01" if number else "8 999 000 00 01"
        from tayanch.desk.actions.cases import do_set_employer

        do_set_employer(case, by=here.owner, is_household=True, papers="none", **said)
    assert [fact.by for fact in reading.facts(here.lawyer)] == ["phone"]
    FirmToken.objects.filter(by="phone").delete()
    assert reading.facts(here.lawyer) == []


def test_a_recruiter_is_met_again_and_told_as_a_recruiter(here: SimpleNamespace) -> None:
    for number, name in enumerate(NAMES[:3]):
        case = a_case(here.owner, name, firm={"name": f"Фирма {name}", "tax_number": ""})
        said = {"tax_number": "", "licence": "", "address": "", "contact": "", "promised": "800 a month"}
        spelled = ("ОсОО «Жол»", "Jol LLC", "«Жол»")[number]
        do_set_recruiter(case, by=here.owner, kind="agency", name=spelled, **said)
    (fact,) = reading.facts(here.lawyer)
    assert (fact.whose, fact.by) == ("recruiter", "name")
    assert "one recruiter" in page_for(here.lawyer)[1]


def test_the_recruiter_is_sealed_and_written_on_the_page_of_the_case(here: SimpleNamespace, client: Client) -> None:
    case = a_case(here.owner, NAMES[0])
    client.force_login(here.owner)
    typed = {"name": "Agency Jol", "kind": "agency", "promised": "800 dollars a month"}
    client.post(reverse("desk:case-recruiter", args=[case.reference]), typed)
    assert b"Jol" not in bytes(case.recruiter.name)
    page = client.get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "Agency Jol" in page
    assert "800 dollars a month" in page


def test_a_changed_place_is_another_firm(here: SimpleNamespace) -> None:
    cases = [a_case(here.owner, name, firm=FIRM | {"tax_number": ""}) for name in NAMES[:3]]
    assert reading.facts(here.lawyer)
    do_change_facts(cases[0], by=here.owner, place="kazan")
    assert reading.facts(here.lawyer) == []


words = st.lists(st.text("abcdefgh", min_size=2, max_size=5), max_size=5)


@given(words)
def test_the_parts_of_a_name_are_each_one_word_shorter_and_the_order_does_not_count(keys: list[str]) -> None:
    parts = name_parts(keys)
    assert parts == name_parts(reversed(keys))
    whole = [part for by, part in parts if by == "name"]
    assert len(whole) == bool(keys)
    assert all(len(part) == len(set(keys)) - 1 for by, part in parts if by == "part")
    assert len(parts) == (0 if not keys else 1 if len(set(keys)) < 3 else len(set(keys)) + 1)


@given(st.text(max_size=20))
def test_a_tax_number_is_digits_or_nothing(text: str) -> None:
    assert plain_tax_number(text) == "" or len(plain_tax_number(text)) >= 8


# --- what the page says --------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["owner", "teammate", "other_team"]), st.integers(1, 2)), min_size=3, max_size=5)
)
def test_no_name_reference_owner_or_number_is_on_the_lawyers_page(
    here: SimpleNamespace, cases: list[tuple[str, int]]
) -> None:
    Case.objects.all().delete()
    made = [a_case(getattr(here, who), *NAMES[:women]) for who, women in cases]
    status, page = page_for(here.lawyer)
    main = page[page.index("<main") : page.index("</main>")]
    assert status == 200
    assert "Three or more women" in main
    assert not [name for name in NAMES if name in main or name.split()[0] in main]
    assert not [case for case in made if case.reference in main or str(case.id) in main]
    assert not [who for who, _ in cases if getattr(here, who).name in main]
    assert "кухня" not in main
    assert str(sum(women for _, women in cases)) not in main.replace("2026", "").split("<h2>")[1].split("</dl>")[0]


def test_a_place_or_kind_of_work_that_fewer_than_three_share_is_not_told(here: SimpleNamespace) -> None:
    for name, place, sector in zip(NAMES, ("moscow", "moscow", "kazan", "moscow"), ("trade",) * 4, strict=False):
        a_case(here.owner, name, place=place, sector=sector)
    (fact,) = reading.facts(here.lawyer)
    assert (fact.place, fact.sector) == ("place/moscow", "trade")
    Case.objects.filter(place="moscow").first().delete()  # type: ignore[union-attr]
    (fact,) = reading.facts(here.lawyer)
    assert (fact.place, fact.sector) == ("", "trade")


# --- asking, and joining who said yes ---------------------------------------------------------------------------


@pytest.fixture
def asked(here: SimpleNamespace) -> SimpleNamespace:
    """Three women of workers in two teams; the lawyer has asked the owners."""
    cases = [a_case(user, NAMES[place]) for place, user in enumerate((here.other_team, here.other_team, here.owner))]
    here.lawyer.teams.clear()
    here.lawyer.teams.add(here.night)
    (fact,) = reading.facts(here.lawyer)
    client = Client()
    client.force_login(here.lawyer)
    assert client.post(reverse("desk:same-employer-ask", args=[fact.id])).status_code == 302
    return SimpleNamespace(cases=cases, fact=fact, client=client)


def answer(here: SimpleNamespace, case: Case, says: str, **more: str) -> int:
    client = Client()
    client.force_login(case.owner)
    question = case.join_questions.filter(answer="open").first()
    assert question is not None
    until = (timezone.localdate() + timedelta(100)).isoformat()
    typed = {"answer": says, "how": "spoken", "language": "ky", "until": until} | more
    return client.post(reverse("desk:join-answer", args=[case.reference, question.id]), typed).status_code


def test_each_owner_reads_a_neutral_question_on_her_shift_page(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    client = Client()
    client.force_login(here.other_team)
    page = html.unescape(client.get(reverse("desk:tonight")).content.decode())
    assert "A lawyer asks whether the woman of this case would join others." in page
    assert page.count("would join others") == 2
    assert "Lawyer asks" not in page
    assert asked.cases[2].reference not in page


def test_asking_twice_asks_nobody_twice(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    joining.do_ask_owners(asked.fact, by=here.lawyer)
    assert JoinQuestion.objects.count() == 3


def test_nobody_but_a_lawyer_asks_or_joins_and_no_other_fact_exists(
    here: SimpleNamespace, asked: SimpleNamespace
) -> None:
    for do in (
        lambda user: joining.do_ask_owners(asked.fact, by=user),
        lambda user: joining.do_join(asked.fact, by=user, today=timezone.localdate()),
    ):
        with pytest.raises(PermissionDenied):
            do(here.supervisor)
    assert asked.client.post(reverse("desk:same-employer-ask", args=["0" * 16])).status_code == 404


def test_the_lawyer_learns_of_a_yes_and_of_nothing_else(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    before = page_for(here.lawyer)[1]
    assert answer(here, asked.cases[0], "no") == 302
    assert without_tokens((200, before)) == without_tokens(page_for(here.lawyer))
    assert answer(here, asked.cases[1], "yes") == 302
    after = page_for(here.lawyer)[1]
    assert "Join those who said yes" in after
    assert not [name for name in NAMES if name in after]


def test_a_yes_is_a_consent_to_this_lawyer_for_this_purpose_until_a_day(
    here: SimpleNamespace, asked: SimpleNamespace
) -> None:
    case = asked.cases[0]
    assert answer(here, case, "yes", until="") == 422
    assert answer(here, case, "yes") == 302
    consent = case.consents.get()
    assert (consent.purpose, consent.recipient, consent.person) == (
        "collective-claim",
        str(here.lawyer.id),
        women_of(case)[0],
    )
    assert here.lawyer.name in consent.unseal("text")


def test_before_the_joining_a_yes_opens_nothing(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    answer(here, asked.cases[0], "yes")
    assert asked.client.get(reverse("desk:case", args=[asked.cases[0].reference])).status_code == 404


def joined(here: SimpleNamespace, asked: SimpleNamespace) -> Group:
    answer(here, asked.cases[0], "yes")
    answer(here, asked.cases[1], "no")
    assert asked.client.post(reverse("desk:same-employer-join", args=[asked.fact.id])).status_code == 302
    return Group.objects.get()


def test_only_who_said_yes_is_joined_and_her_case_may_be_read_and_not_written(
    here: SimpleNamespace, asked: SimpleNamespace
) -> None:
    group = joined(here, asked)
    assert [member.claim.person for member in group.members.all()] == women_of(asked.cases[0])
    assert group.owner == here.lawyer
    case, refused, _unasked = (reverse("desk:case", args=[case.reference]) for case in asked.cases)
    page = asked.client.get(case).content.decode()
    assert NAMES[0] in page
    assert "Its owner writes in it" in page
    assert "Write down the recruiter" not in page
    assert asked.client.get(refused).status_code == 404
    with pytest.raises(PermissionDenied):
        access_case(here.lawyer, asked.cases[0].reference, Need.WRITE)
    assert asked.client.post(f"{case}notes/", {"text": "x"}).status_code == 403
    assert not cases_for(here.lawyer).filter(id=asked.cases[0].id).exists()
    assert NAMES[0] in asked.client.get(reverse("desk:group", args=[group.reference])).content.decode()


def test_the_joining_is_an_act_of_its_own_and_logged(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    joined(here, asked)
    entry = Entry.objects.get(action="case.share")
    assert (entry.actor_id, entry.object_id) == (here.lawyer.id, asked.cases[0].id)


def test_it_ends_at_once_when_she_takes_her_consent_back_and_by_itself_on_its_day(
    here: SimpleNamespace, asked: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = joined(here, asked)
    address = reverse("desk:case", args=[asked.cases[0].reference])
    after = timezone.localdate() + timedelta(101)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "localdate", lambda *_: after)
        assert asked.client.get(address).status_code == 404
    assert asked.client.get(address).status_code == 200
    do_withdraw_consent(asked.cases[0].consents.get(), by=here.other_team)
    assert asked.client.get(address).status_code == 404
    assert NAMES[0] not in asked.client.get(reverse("desk:group", args=[group.reference])).content.decode()


def test_the_right_to_read_goes_with_the_mark_of_a_lawyer(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    joined(here, asked)
    here.lawyer.is_lawyer = False
    here.lawyer.save()
    assert asked.client.get(reverse("desk:case", args=[asked.cases[0].reference])).status_code == 404


def test_the_owner_sees_who_may_read_her_case(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    joined(here, asked)
    client = Client()
    client.force_login(here.other_team)
    page = client.get(reverse("desk:case-group", args=[asked.cases[0].reference])).content.decode()
    assert "Who may read this case through a group" in page


def test_a_case_of_two_women_is_shared_only_when_both_said_yes(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    case = asked.cases[0]
    do_add_person(case, by=here.other_team, name=NAMES[4], relation="client")
    joining.do_ask_owners(asked.fact, by=here.lawyer)
    answer(here, case, "yes")
    assert joining.do_join(asked.fact, by=here.lawyer, today=timezone.localdate()) is None
    assert not CaseShare.objects.exists()
    answer(here, case, "yes")
    done = joining.do_join(asked.fact, by=here.lawyer, today=timezone.localdate())
    assert done is not None
    assert done.women == 2


def test_a_woman_who_is_added_later_closes_the_case_again(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    joined(here, asked)
    do_add_person(asked.cases[0], by=here.other_team, name=NAMES[4], relation="client")
    assert asked.client.get(reverse("desk:case", args=[asked.cases[0].reference])).status_code == 404


def test_an_answer_is_given_once_and_a_closed_case_is_not_asked(here: SimpleNamespace, asked: SimpleNamespace) -> None:
    case = asked.cases[0]
    question = case.join_questions.get()
    joining.do_answer_question(question, by=here.other_team, says_yes=False)
    with pytest.raises(PermissionDenied):
        joining.do_answer_question(question, by=here.other_team, says_yes=False)
    do_close_case(asked.cases[1], by=here.other_team, outcome="other", closing_words="")
    assert joining.open_questions(here.other_team) == []


def test_names_of_firms_lose_their_legal_form_as_the_search_does() -> None:
    assert names.employer_keys("ОсОО «Жол»") == names.employer_keys("Jol LLC")
