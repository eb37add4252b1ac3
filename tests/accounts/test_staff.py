"""Staff pages: an administrator, her own organisation, and nobody's case."""

from __future__ import annotations

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tayanch.accounts import actions
from tayanch.accounts.models import Role, Team, User
from tayanch.audit.models import Entry
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.forms.cases import HandOverForm


@pytest.fixture
def client_of_administrator(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.administrator)
    return client


def actions_logged() -> list[str]:
    return list(Entry.objects.values_list("action", flat=True))


def paths(user: User, team: Team) -> dict[str, str]:
    return {
        "GET /en/staff/": "get",
        "GET /en/staff/add/": "get",
        "POST /en/staff/add/": "post",
        "GET /en/staff/teams/add/": "get",
        f"GET /en/staff/{user.id}/": "get",
        f"POST /en/staff/{user.id}/": "post",
        f"POST /en/staff/{user.id}/deactivate/": "post",
        f"POST /en/staff/{user.id}/reactivate/": "post",
        f"POST /en/staff/{user.id}/password/": "post",
        f"POST /en/staff/{user.id}/second-factor/": "post",
        f"GET /en/staff/teams/{team.id}/": "get",
        f"POST /en/staff/teams/{team.id}/": "post",
    }


@pytest.mark.parametrize("who", ["owner", "teammate", "supervisor", "analyst", "stranger"])
def test_nobody_but_an_administrator_opens_a_staff_page(here: SimpleNamespace, client: Client, who: str) -> None:
    client.force_login(getattr(here, who))
    for line, method in paths(here.owner, here.night).items():
        assert getattr(client, method)(line.split()[1]).status_code == 403, line
    assert actions_logged() == []


def test_a_team_has_a_place_and_a_colleague_languages(here: SimpleNamespace, client_of_administrator: Client) -> None:
    team = f"/en/staff/teams/{here.night.id}/"
    assert client_of_administrator.post(team, {"name": "Night shift", "place": "nowhere"}).status_code == 422
    assert client_of_administrator.post(team, {"name": "Night shift", "place": "osh"}).status_code == 302
    told = {"name": "Teammate", "role": "caseworker", "language": "ky", "teams": [here.night.id]}
    person = f"/en/staff/{here.teammate.id}/"
    assert client_of_administrator.post(person, told | {"speaks": ["klingon"]}).status_code == 422
    assert client_of_administrator.post(person, told | {"speaks": ["ky", "uz"]}).status_code == 302
    page = client_of_administrator.get("/en/staff/").content.decode()
    assert "Kyrgyz, Uzbek" in page
    assert "Osh" in page
    assert "checked" in client_of_administrator.get(person).content.decode().split('value="uz"')[1][:60]


def test_whom_a_case_is_handed_to_is_shown_with_her_languages(here: SimpleNamespace) -> None:
    User.objects.filter(id=here.teammate.id).update(speaks=["ky", "tg"])
    case = do_open_case(by=here.owner, topic="unpaid-wages")
    shown = dict(HandOverForm(case=case).fields["to"].choices)
    assert "Teammate · Kyrgyz, Tajik" in shown.values()


def test_a_second_organisation_begins_empty_and_sees_nothing_of_the_first(here: SimpleNamespace) -> None:
    user, password = actions.do_add_organisation(
        organisation="Third (invented)",
        country="kz",
        team="Desk",
        name="Saule",
        username="saule",
        language="ru",
        by=None,
    )
    client = Client()
    assert client.login(username="saule", password=password)
    page = client.get("/en/staff/").content.decode()
    assert "Saule" in page
    assert "Teammate" not in page
    assert "Desk" in page
    assert user.organisation not in {here.organisation, here.partner}
    assert "organisation.create" in actions_logged()


def test_who_is_not_signed_in_is_sent_to_the_sign_in(here: SimpleNamespace, client: Client) -> None:
    for line, method in paths(here.owner, here.night).items():
        assert getattr(client, method)(line.split()[1]).headers["Location"].startswith("/en/sign-in/"), line


def test_people_and_teams_of_another_organisation_are_not_there(
    here: SimpleNamespace, client_of_administrator: Client
) -> None:
    far = Team.objects.get(organisation=here.partner)
    for line, method in paths(here.stranger, far).items():
        if str(here.stranger.id) in line or str(far.id) in line:
            assert getattr(client_of_administrator, method)(line.split()[1]).status_code == 404, line
    assert client_of_administrator.get(f"/en/staff/{uuid4()}/").status_code == 404
    page = client_of_administrator.get("/en/staff/").content.decode()
    assert "Stranger" not in page
    assert "Moscow" not in page
    assert "Teammate" in page


def test_a_new_colleague_gets_a_password_shown_once(here: SimpleNamespace, client_of_administrator: Client) -> None:
    given = {"name": "Бермет", "username": "bermet", "role": "caseworker", "language": "ky", "teams": [here.night.id]}
    page = client_of_administrator.post("/en/staff/add/", given).content.decode()
    shown = re.search(r'class="once">([^<]+)<', page)
    assert shown
    user = User.objects.get(username="bermet")
    assert user.check_password(shown[1])
    assert user.organisation == here.organisation
    assert list(user.teams.all()) == [here.night]
    assert shown[1] not in client_of_administrator.get("/en/staff/").content.decode()
    assert actions_logged() == ["user.create"]
    assert "Бермет" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "owner"), ("username", "Айгүл"), ("role", "queen"), ("teams", []), ("name", "")],
)
def test_a_faulty_colleague_is_not_made(
    here: SimpleNamespace, client_of_administrator: Client, field: str, value: object
) -> None:
    given = {"name": "B", "username": "bermet", "role": "caseworker", "language": "ky", "teams": [here.night.id]}
    assert client_of_administrator.post("/en/staff/add/", {**given, field: value}).status_code == 422
    assert not User.objects.filter(username="bermet").exists()


def test_a_team_of_another_organisation_cannot_be_given(here: SimpleNamespace, client_of_administrator: Client) -> None:
    far = Team.objects.get(organisation=here.partner)
    given = {"name": "Owner", "role": "caseworker", "language": "ky", "teams": [far.id]}
    assert client_of_administrator.post(f"/en/staff/{here.owner.id}/", given).status_code == 422
    assert list(here.owner.teams.all()) == [here.night]


def test_a_change_of_role_ends_her_sessions(here: SimpleNamespace, client_of_administrator: Client) -> None:
    hers = Client()
    hers.force_login(here.analyst)
    given = {"name": "Analyst", "role": "supervisor", "language": "ru", "teams": [here.day.id]}
    client_of_administrator.post(f"/en/staff/{here.analyst.id}/", given)
    here.analyst.refresh_from_db()
    assert (here.analyst.role, here.analyst.language) == ("supervisor", "ru")
    assert hers.get("/en/staff/password/").status_code == 302
    assert actions_logged() == ["user.change"]


def test_somebody_who_left_is_out_at_once_and_can_come_back(
    here: SimpleNamespace, client_of_administrator: Client
) -> None:
    hers = Client()
    hers.force_login(here.owner)
    client_of_administrator.post(f"/en/staff/{here.owner.id}/deactivate/")
    here.owner.refresh_from_db()
    assert not here.owner.is_active
    assert hers.get("/en/staff/password/").headers["Location"].startswith("/en/sign-in/")
    client_of_administrator.post(f"/en/staff/{here.owner.id}/reactivate/")
    here.owner.refresh_from_db()
    assert here.owner.is_active
    assert actions_logged() == ["user.deactivate", "user.reactivate"]


def test_the_last_administrator_can_neither_leave_nor_change_her_role(
    here: SimpleNamespace, client_of_administrator: Client
) -> None:
    own = f"/en/staff/{here.administrator.id}/"
    client_of_administrator.post(own + "deactivate/")
    client_of_administrator.post(own, {"name": "A", "role": "analyst", "language": "en"})
    here.administrator.refresh_from_db()
    assert here.administrator.is_active
    assert here.administrator.role == Role.ADMINISTRATOR
    assert actions_logged() == []


def test_a_new_password_ends_her_sessions_and_the_old_one(
    here: SimpleNamespace, client_of_administrator: Client
) -> None:
    here.owner.set_password("the one she forgot")
    here.owner.save()
    page = client_of_administrator.post(f"/en/staff/{here.owner.id}/password/").content.decode()
    here.owner.refresh_from_db()
    shown = re.search(r'class="once">([^<]+)<', page)
    assert shown
    assert here.owner.check_password(shown[1])
    assert actions_logged() == ["user.password-reset"]


def test_her_second_step_is_forgotten_with_an_entry_in_the_log(
    here: SimpleNamespace, client_of_administrator: Client
) -> None:
    for user in (here.owner, here.teammate):
        Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})
    client_of_administrator.post(f"/en/staff/{here.owner.id}/second-factor/")
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [here.teammate.id]
    assert Entry.objects.get().object_id == here.owner.id


def test_teams_are_added_and_renamed_but_never_twice(here: SimpleNamespace, client_of_administrator: Client) -> None:
    client_of_administrator.post("/en/staff/teams/add/", {"name": "Weekend"})
    team = Team.objects.get(name="Weekend")
    assert team.organisation == here.organisation
    client_of_administrator.post(f"/en/staff/teams/{team.id}/", {"name": "Saturday"})
    team.refresh_from_db()
    assert team.name == "Saturday"
    assert client_of_administrator.post("/en/staff/teams/add/", {"name": "Night shift"}).status_code == 422
    assert client_of_administrator.post("/en/staff/teams/add/", {"name": "Moscow"}).status_code == 302
    assert actions_logged() == ["team.create", "team.change", "team.create"]


def test_a_first_password_is_long_and_never_the_same() -> None:
    passwords = {actions.new_password() for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"([2-9a-z]{4}-){3}[2-9a-z]{4}", password) for password in passwords)
