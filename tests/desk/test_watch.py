"""Nobody reads a whole register: what is opened is counted, stopped, told to the director, and names no woman."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tayanch.desk.actions import cases, people
from tayanch.desk.actions.watch import do_plant_canary
from tayanch.desk.models import Alert, Canary, Case, Opening
from tayanch.desk.privacy import watch
from tayanch.vault.people import do_add_contact

NAMES = [f"Айымкан {n} Сыдыкова" for n in range(6)]  # invented


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def register(here: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Six women in six cases of the team, and a limit of three a day."""
    monkeypatch.setattr(watch, "USUAL", 3)
    monkeypatch.setattr(watch, "MORE", 2)
    found = []
    for number, name in enumerate(NAMES):
        case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
        person = people.do_add_person(case, by=here.owner, name=name, relation="client").person
        do_add_contact(person, f"+99670011220{number}", "own", by=here.owner)
        found.append(case)
    return found


def opened(client: Client, register: list[Case]) -> list[int]:
    return [client.get(f"/en/desk/cases/{case.reference}/").status_code for case in register]


def test_after_the_usual_number_a_worker_is_asked_why(here: SimpleNamespace, register: list[Case]) -> None:
    client = signed_in(here.teammate)
    assert opened(client, register) == [200, 200, 200, 302, 302, 302]
    assert opened(client, register[:3]) == [200, 200, 200]  # what she has opened today stays open to her
    client.post("/en/desk/watch/why/", {"why": "calling-all"})
    assert opened(client, register) == [200] * 5 + [302]
    alert = Alert.objects.get(kind="many")
    assert (alert.user, alert.why) == (here.teammate, "calling-all")


def test_a_reason_that_is_none_opens_nothing(here: SimpleNamespace, register: list[Case]) -> None:
    client = signed_in(here.teammate)
    opened(client, register)
    assert client.post("/en/desk/watch/why/", {"why": "because"}).status_code == 422
    assert opened(client, register)[3] == 302


def test_walking_every_page_gives_away_no_more_women_than_the_limit(
    here: SimpleNamespace, register: list[Case]
) -> None:
    """Everything that takes a case's reference, and every list, for a worker who wants all names."""
    client, seen = signed_in(here.teammate), set()
    pages = ["/en/desk/", "/en/desk/cases/", *(f"/en/desk/cases/{case.reference}/" for case in register)]
    pages += [f"/en/desk/cases/{case.reference}/{part}/" for case in register for part in ("ledger", "stay")]
    ties = {str(case.people.get().person_id): case.reference for case in register}
    pages += [f"/en/desk/cases/{reference}/people/{person}/" for person, reference in ties.items()]
    for page in pages:
        text = client.get(page, follow=True).content.decode()
        seen |= {name for name in NAMES if name in text}
        seen |= {number for number in range(6) if f"70011220{number}" in text.replace(" ", "")}
    assert len({value for value in seen if isinstance(value, str)}) == 3
    assert len({value for value in seen if isinstance(value, int)}) <= 3


def test_a_canary_sings_when_somebody_else_opens_it(here: SimpleNamespace) -> None:
    planted = do_plant_canary(here.owner, name="Зуура Ойдон", phone="", topic="documents", by=here.director)
    opened(signed_in(here.owner), [planted.case])
    assert not Alert.objects.exists()
    opened(signed_in(here.teammate), [planted.case])
    alert = Alert.objects.get(kind="canary")
    assert (alert.user, alert.case) == (here.teammate, planted.case)


def test_the_director_plants_one_and_it_looks_like_any_case(here: SimpleNamespace) -> None:
    sent = {"name": "Зуура Ойдон", "phone": "0555 987 654", "topic": "documents", "keeper": str(here.owner.id)}
    page = signed_in(here.director).post("/en/desk/watch/canaries/", sent, follow=True).content.decode()
    assert "Planted." in page
    assert "Зуура" not in page
    case = Canary.objects.get().case
    assert case.reference in signed_in(here.teammate).get("/en/desk/cases/").content.decode()


def test_a_phone_that_is_none_is_refused(here: SimpleNamespace) -> None:
    sent = {"name": "Зуура", "phone": "12", "topic": "documents", "keeper": str(here.owner.id)}
    assert signed_in(here.director).post("/en/desk/watch/canaries/", sent).status_code == 422
    assert not Canary.objects.exists()


def test_the_directors_pages_name_workers_and_references_and_no_woman(
    here: SimpleNamespace, register: list[Case]
) -> None:
    opened(signed_in(here.teammate), register)
    client = signed_in(here.director)
    pages = [client.get("/en/desk/watch/"), client.get(f"/en/desk/watch/{here.teammate.id}/")]
    text = "".join(page.content.decode() for page in pages)
    assert here.teammate.name in text
    assert register[0].reference in text
    assert not any(name in text for name in NAMES)


def test_an_alert_that_was_looked_at_goes_to_the_end(here: SimpleNamespace) -> None:
    first = watch.alert(here.owner, Alert.Kind.MANY)
    watch.alert(here.teammate, Alert.Kind.MANY)
    client = signed_in(here.director)
    client.post(f"/en/desk/watch/alerts/{first.id}/seen/")
    first.refresh_from_db()
    assert first.seen_by == here.director
    text = client.get("/en/desk/watch/").content.decode()
    assert text.index(here.teammate.name) < text.index(f"<b>{here.owner.name}</b>")


def test_one_opening_a_day_is_counted_once(here: SimpleNamespace, register: list[Case]) -> None:
    client = signed_in(here.owner)
    opened(client, [register[0]] * 3)
    assert Opening.objects.filter(user=here.owner).count() == 1
    (told,) = watch.days(here.organisation.id, Opening.objects.get().day)
    assert (told.opened, told.of_others) == (1, 0)
