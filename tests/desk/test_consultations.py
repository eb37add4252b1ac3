"""A conversation from the first key to the last, and who may see it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tayanch.audit.models import Entry
from tayanch.desk.actions import consultations as actions
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.models import Consultation, Promise
from tayanch.store.keyring import Keyring
from tayanch.vault.models import ContactPoint, DataKey, PersonContact
from tayanch.vault.people import do_add_contact, do_create_person

NUMBER = "+996 555 123 456"  # invented
pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(here: SimpleNamespace) -> Consultation:
    return actions.do_start_consultation(by=here.owner)


def again(talk: Consultation) -> Consultation:
    return Consultation.objects.get(id=talk.id)


def url(name: str, talk: Consultation) -> str:
    return reverse(f"desk:consultation{name}", args=[talk.reference])


def post(client: Client, talk: Consultation, fields: dict[str, str], was: dict[str, str] | None = None) -> Any:
    body = json.dumps({"fields": fields, "was": was or {}})
    return client.post(url("-save", talk), body, content_type="application/json", headers={"X-Requested-With": "fetch"})


def as_(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def test_a_consultation_starts_with_the_channel_language_and_team_of_the_last_one(here: SimpleNamespace) -> None:
    first = actions.do_start_consultation(by=here.supervisor)
    assert (first.channel, first.language) == ("hotline-phone", "en")
    first.team = here.night
    first.save()
    actions.do_save_fields(first, {"channel": "messenger", "language": "ky"}, by=here.supervisor)
    second = actions.do_start_consultation(by=here.supervisor)
    assert (second.channel, second.language, second.team) == ("messenger", "ky", here.night)


def test_no_real_consultation_starts_before_the_recovery_sheet_was_typed_back(
    here: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keyring, "recovery_confirmed", property(lambda ring: False))
    answer = as_(client, here.owner).post(reverse("desk:consultation-start"))
    assert answer.status_code == 403
    assert "recovery sheet" in answer.content.decode()
    assert not Consultation.objects.exists()


def test_an_invented_organisation_may_start_without_a_recovery_sheet(
    here: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keyring, "recovery_confirmed", property(lambda ring: False))
    here.organisation.is_demo = True
    here.organisation.save()
    assert as_(client, here.owner).post(reverse("desk:consultation-start")).status_code == 302


def test_what_is_saved_is_sealed_and_comes_back(here: SimpleNamespace, talk: Consultation) -> None:
    said = {"phone": NUMBER, "said": "Хозяин не платит.\nАйлык жок", "advice": "Write down the days"}
    actions.do_save_fields(talk, said, by=here.owner)
    found = again(talk)
    assert {name: actions.values_of(found)[name] for name in said} == said
    for name, text in said.items():
        assert text.encode() not in bytes(getattr(found, name))
    assert found.point is not None


def test_a_city_brings_its_country_and_an_oblast_of_home_brings_kyrgyzstan(
    here: SimpleNamespace, talk: Consultation
) -> None:
    for chosen, country in {"place/moscow": "ru", "oblast/osh": "kg", "country/tr": "tr", "": ""}.items():
        actions.do_save_fields(talk, {"place": chosen}, by=here.owner)
        assert (again(talk).country, actions.values_of(again(talk))["place"]) == (country, chosen)


def test_several_topics_keep_their_order_and_the_first_is_the_main_one(
    here: SimpleNamespace, talk: Consultation
) -> None:
    actions.do_save_fields(talk, {"topics": "withheld-passport unpaid-wages"}, by=here.owner)
    assert again(talk).topic == "withheld-passport"
    assert actions.topics_of(again(talk)) == ["withheld-passport", "unpaid-wages"]


def test_an_unknown_concept_a_strange_field_and_a_wrong_date_are_refused_one_by_one(
    here: SimpleNamespace, talk: Consultation
) -> None:
    sent = {"topics": "no-such", "owner_id": "x", "promise_due": "tomorrow", "said": "kept"}
    outcome = actions.do_save_fields(talk, sent, by=here.owner)
    assert set(outcome.refused) == {"topics", "owner_id", "promise_due"}
    assert outcome.saved == ["said"]
    assert again(talk).unseal("said") == "kept"


def test_the_same_save_sent_twice_is_written_once(here: SimpleNamespace, client: Client, talk: Consultation) -> None:
    as_(client, here.owner)
    first, second = (post(client, talk, {"said": "one"}, {"said": ""}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["saved"] == ["said"]
    assert Entry.objects.filter(action="consultation.save").count() == 1
    assert again(talk).version == 1


def test_an_acknowledged_word_is_not_overwritten_by_a_page_that_never_saw_it(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    as_(client, here.owner)
    post(client, talk, {"said": "first page"}, {"said": ""})
    answer = post(client, talk, {"said": "second page", "advice": "new"}, {"said": "", "advice": ""})
    assert answer.status_code == 409
    assert answer.json()["conflicts"] == {"said": "first page"}
    assert again(talk).unseal("said") == "first page"
    assert again(talk).unseal("advice") == "new"


def test_a_save_that_started_from_an_old_row_still_sees_what_was_written_since(
    here: SimpleNamespace, talk: Consultation
) -> None:
    stale = again(talk)
    actions.do_save_fields(talk, {"said": "newer"}, by=here.owner)
    outcome = actions.do_save_fields(stale, {"said": "older"}, by=here.owner, was={"said": ""})
    assert outcome.conflicts == {"said": "newer"}


class LastAcknowledged(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(["said", "advice"]), st.text(max_size=300)), max_size=6))
    def test_whatever_is_saved_in_whatever_order_the_last_word_of_each_field_stays(
        self, saves: list[tuple[str, str]]
    ) -> None:
        from tayanch.accounts.models import Organisation, Role, Team, User

        organisation = Organisation.objects.create(name="Invented", country="kg")
        team = Team.objects.create(organisation=organisation, name="T")
        name = f"user-{User.objects.count()}"
        user = User.objects.create_user(name, name=name, role=Role.CASEWORKER, organisation=organisation)
        user.teams.add(team)
        talk = actions.do_start_consultation(by=user)
        last = {"said": "", "advice": ""}
        for field, text in saves:
            actions.do_save_fields(again(talk), {field: text}, by=user, was={field: last[field]})
            last[field] = text
        assert {field: again(talk).unseal(field) for field in last} == last


def test_a_corrected_number_leaves_no_token_of_the_mistyped_one(here: SimpleNamespace, talk: Consultation) -> None:
    actions.do_save_fields(talk, {"phone": NUMBER}, by=here.owner)
    actions.do_save_fields(talk, {"phone": "+996 555 123 457"}, by=here.owner)
    assert ContactPoint.objects.count() == 1
    actions.do_save_fields(talk, {"phone": ""}, by=here.owner)
    assert ContactPoint.objects.count() == 0


def test_half_a_number_is_kept_as_typed_and_not_indexed(here: SimpleNamespace, talk: Consultation) -> None:
    actions.do_save_fields(talk, {"phone": "0555 12"}, by=here.owner)
    assert again(talk).unseal("phone") == "0555 12"
    assert again(talk).point is None


def test_a_promise_is_in_the_queue_as_soon_as_it_is_typed_and_goes_when_emptied(
    here: SimpleNamespace, talk: Consultation
) -> None:
    outcome = actions.do_save_fields(talk, {"promise_what": "Call about the letter"}, by=here.owner)
    assert outcome.promise["promise_due"]
    promise = Promise.objects.get()
    assert (promise.owner, promise.unseal("what")) == (here.owner, "Call about the letter")
    actions.do_save_fields(talk, {"promise_due": "2026-12-01", "promise_from": "19:30"}, by=here.owner)
    assert str(Promise.objects.get().due) == "2026-12-01"
    actions.do_save_fields(talk, {"promise_what": "", "promise_due": "", "promise_from": ""}, by=here.owner)
    assert not Promise.objects.exists()


def test_finishing_needs_a_topic_and_no_name(here: SimpleNamespace, client: Client, talk: Consultation) -> None:
    as_(client, here.owner).post(url("-finish", talk))
    assert again(talk).state == "open"
    actions.do_save_fields(talk, {"topics": "unpaid-wages"}, by=here.owner)
    client.post(url("-finish", talk))
    assert again(talk).state == "finished"
    assert again(talk).person is None
    assert "finished" in client.get(url("", talk)).content.decode()


def test_a_finished_consultation_takes_no_words_until_it_is_opened_again(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    actions.do_save_fields(talk, {"topics": "unpaid-wages"}, by=here.owner)
    actions.do_finish_consultation(talk, by=here.owner)
    assert post(as_(client, here.owner), talk, {"said": "more"}).status_code == 403
    client.post(url("-reopen", talk))
    assert post(client, talk, {"said": "more"}).status_code == 200


def test_an_empty_consultation_can_be_thrown_away_and_a_written_one_cannot(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    other = actions.do_start_consultation(by=here.owner)
    actions.do_save_fields(other, {"said": "a word"}, by=here.owner)
    as_(client, here.owner)
    for one in (talk, other):
        client.post(url("-discard", one))
    assert list(Consultation.objects.all()) == [other]
    assert not DataKey.objects.filter(subject=talk.id).exists()


def test_a_plain_form_saves_without_scripts(here: SimpleNamespace, client: Client, talk: Consultation) -> None:
    fields = {"phone": NUMBER, "topics": ["unpaid-wages", "contract"], "said": "one\r\ntwo", "place": "place/kazan"}
    as_(client, here.owner).post(url("-finish", talk), fields)
    found = again(talk)
    assert (found.state, found.unseal("said"), found.place) == ("finished", "one\ntwo", "kazan")
    assert actions.topics_of(found) == ["unpaid-wages", "contract"]


def test_her_name_is_written_only_when_she_agrees(here: SimpleNamespace, client: Client, talk: Consultation) -> None:
    actions.do_save_fields(talk, {"phone": NUMBER, "phone_relation": "sister"}, by=here.owner)
    as_(client, here.owner)
    assert client.post(url("-name", talk), {"name": "Айжан Ойдон"}).status_code == 422
    assert again(talk).person is None
    assert client.post(url("-name", talk), {"name": "Айжан Ойдон", "agrees": "on"}).status_code == 302
    person = again(talk).person
    assert person is not None
    assert person.unseal("name") == "Айжан Ойдон"
    assert PersonContact.objects.get(person=person).relation == "sister"


def three_women(here: SimpleNamespace) -> list[Any]:
    women = [do_create_person(by=here.owner, name=name) for name in ("Бермет Ойдон", "Гүлзат Ойдон", "Назик Ойдон")]
    for woman, relation in zip(women, ("own", "dormitory", "sister"), strict=True):
        do_add_contact(woman, NUMBER, relation, by=here.owner)
    return women


def test_three_women_on_one_number_are_counted_and_never_named(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    three_women(here)
    page = as_(client, here.owner).post(url("-known", talk), {"phone": "0555 123456"}).content.decode()
    assert "3 women use this number. Ask which name we use." in page
    assert "Ойдон" not in page
    assert PersonContact.objects.count() == 3


def test_a_number_that_called_another_team_says_whom_to_ask_and_shows_no_case(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    earlier = actions.do_start_consultation(by=here.other_team)
    actions.do_save_fields(earlier, {"phone": NUMBER, "topics": "contract"}, by=here.other_team)
    case = do_open_case(by=here.other_team, consultation=earlier)
    page = as_(client, here.owner).post(url("-known", talk), {"phone": NUMBER}).content.decode()
    assert "Other-Team" in page
    assert "Day shift" in page
    assert case.reference not in page
    hers = actions.do_start_consultation(by=here.other_team)
    page = as_(client, here.other_team).post(url("-known", hers), {"phone": NUMBER}).content.decode()
    assert case.reference in page


def test_another_organisation_knows_nothing_of_our_numbers(here: SimpleNamespace, client: Client) -> None:
    three_women(here)
    theirs = actions.do_start_consultation(by=here.stranger)
    page = as_(client, here.stranger).post(url("-known", theirs), {"phone": NUMBER}).content.decode()
    assert "Nobody here knows this number" in page


def test_looking_up_a_number_is_logged_without_the_number(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    as_(client, here.owner).post(url("-known", talk), {"phone": NUMBER})
    entry = Entry.objects.get(action="phone.look-up")
    assert (entry.object_id, entry.fields, entry.reason) == (talk.id, [], "")


def test_the_look_up_and_the_save_stay_within_their_queries(
    here: SimpleNamespace, client: Client, talk: Consultation, django_assert_max_num_queries: Any
) -> None:
    women = three_women(here)
    case = do_open_case(by=here.owner, consultation=talk)
    case.people.create(person=women[0])
    as_(client, here.owner)
    client.post(url("-known", talk), {"phone": NUMBER})
    lock = connection.vendor == "postgresql"  # one more, for the one writer of the log
    with django_assert_max_num_queries(15 + lock):
        client.post(url("-known", talk), {"phone": NUMBER})
    with django_assert_max_num_queries(13 + lock):
        post(client, talk, {"said": "a"}, {"said": ""})


def test_a_talk_joins_a_case_and_asks_which_of_two_women_is_calling(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    one, two, _three = three_women(here)
    case = do_open_case(by=here.owner)
    case.people.create(person=one)
    case.people.create(person=two)
    as_(client, here.owner)
    asked = client.post(url("-join", talk), {"case": case.reference})
    assert "Which of them is calling" in asked.content.decode()
    client.post(url("-join", talk), {"case": case.reference, "person": str(two.id)})
    assert (again(talk).case, again(talk).person) == (case, two)


def test_a_talk_cannot_be_joined_to_a_woman_who_is_not_in_the_case_or_to_a_case_out_of_reach(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    one, two, _three = three_women(here)
    mine, far = do_open_case(by=here.owner), do_open_case(by=here.other_team)
    mine.people.create(person=one)
    far.people.create(person=two)
    as_(client, here.owner)
    assert client.post(url("-join", talk), {"case": far.reference, "person": str(two.id)}).status_code == 404
    assert client.post(url("-join", talk), {"case": mine.reference, "person": str(two.id)}).status_code == 404
    assert again(talk).person is None


@pytest.mark.parametrize(
    ("actor", "status"),
    [("owner", 200), ("teammate", 200), ("supervisor", 200), ("other_team", 404), ("stranger", 404)],
)
def test_a_consultation_exists_only_for_its_team(
    here: SimpleNamespace, client: Client, talk: Consultation, actor: str, status: int
) -> None:
    as_(client, getattr(here, actor))
    assert client.get(url("", talk)).status_code == status
    assert post(client, talk, {"said": "x"}).status_code == status
    assert client.post(url("-known", talk), {"phone": NUMBER}).status_code == status
    assert client.get(url("-safety", talk)).status_code == status


@pytest.mark.parametrize("actor", ["administrator", "analyst"])
def test_those_who_do_not_speak_with_women_are_refused(
    here: SimpleNamespace, client: Client, talk: Consultation, actor: str
) -> None:
    as_(client, getattr(here, actor))
    for name in ("tonight", "consultation-start", "concepts"):
        method = client.get if name == "tonight" else client.post
        assert method(reverse(f"desk:{name}")).status_code == 403
    assert client.get(url("", talk)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.do_start_consultation(by=getattr(here, actor))


def test_reading_and_writing_are_logged_by_field_names_only(
    here: SimpleNamespace, client: Client, talk: Consultation
) -> None:
    as_(client, here.owner)
    client.get(url("", talk))
    post(client, talk, {"said": "secret words", "phone": NUMBER})
    assert Entry.objects.filter(action="consultation.read", object_id=talk.id).exists()
    entry = Entry.objects.get(action="consultation.save")
    assert entry.fields == ["phone", "said"]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"fields": {"said": 1}}', '{"fields": []}'])
def test_a_save_that_is_not_understood_is_a_400(
    here: SimpleNamespace, client: Client, talk: Consultation, body: str
) -> None:
    as_(client, here.owner)
    answer = client.post(
        url("-save", talk), body, content_type="application/json", headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("typed", ["айлык", "зарплата", "wages"])
def test_a_topic_is_found_in_three_languages_and_suggests_a_stage(
    here: SimpleNamespace, client: Client, typed: str
) -> None:
    answer = as_(client, here.owner).post(reverse("desk:concepts"), {"list": "need", "text": typed}).json()
    assert answer["concepts"][0]["id"] in {"unpaid-wages", "late-wages"}
    assert answer["concepts"][0]["stage"] == "life-abroad"


def test_only_the_offered_lists_are_searched(here: SimpleNamespace, client: Client) -> None:
    as_(client, here.owner)
    assert client.post(reverse("desk:concepts"), {"list": "status", "text": "a"}).status_code == 400
    found = client.post(reverse("desk:concepts"), {"list": "place", "text": "Ош"}).json()["concepts"]
    assert [one["id"] for one in found[:2]] == ["place/osh", "oblast/osh"]


def test_every_suggested_stage_is_a_stage_and_every_topic_a_topic() -> None:
    from tayanch import vocabulary
    from tayanch.desk.hotline.consulting import STAGE_OF_TOPIC

    for topic, stage in STAGE_OF_TOPIC.items():
        assert vocabulary.concept(f"need/{topic}")
        assert vocabulary.concept(f"stage/{stage}")
