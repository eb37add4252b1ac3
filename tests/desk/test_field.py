"""What a mobile team hands in arrives once, whole, and is opened by nobody else."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.models import Consultation, HandedIn, Promise
from tayanch.vault import letterbox
from tayanch.vault.keys import organisation_key

TOLD = {"topics": "unpaid-wages", "said": "Не платят с весны.", "phone": "0555 987 654", "place": "place/moscow"}


def sealed(user: User, told: dict[str, str]) -> str:
    public = letterbox.public_key(letterbox.private_key(organisation_key(user.organisation_id)))
    return b64encode(letterbox.seal(public, json.dumps(told).encode())).decode()


def hand_in(user: User, letter: str, entry: str | None = None) -> Any:
    client = Client()
    client.force_login(user)
    sent = json.dumps({"id": entry or str(uuid4()), "letter": letter})
    return client.post("/en/desk/field/hand-in/", sent, content_type="application/json")


def test_a_sealed_conversation_becomes_a_finished_consultation(here: SimpleNamespace) -> None:
    answer = hand_in(here.owner, sealed(here.owner, TOLD))
    assert answer.json()["state"] == "kept"
    talk = Consultation.objects.get(reference=answer.json()["reference"])
    assert (talk.owner, talk.state, talk.topic, talk.channel) == (
        here.owner,
        "finished",
        "unpaid-wages",
        "mobile-point",
    )
    assert talk.unseal("said") == TOLD["said"]
    assert talk.place == "moscow"
    assert talk.point is not None


def test_the_same_one_sent_again_is_known_and_made_once(here: SimpleNamespace) -> None:
    entry = str(uuid4())
    first = hand_in(here.owner, sealed(here.owner, TOLD), entry).json()
    again = hand_in(here.owner, sealed(here.owner, TOLD), entry).json()  # sealed anew: other bytes, the same words
    assert again == {"state": "known", "reference": first["reference"]}
    assert Consultation.objects.count() == 1


def test_another_one_under_the_same_id_is_not_guessed_about(here: SimpleNamespace) -> None:
    entry = str(uuid4())
    hand_in(here.owner, sealed(here.owner, TOLD), entry)
    answer = hand_in(here.owner, sealed(here.owner, TOLD | {"said": "другое"}), entry)
    assert answer.status_code == 409
    assert Consultation.objects.count() == 1
    theirs = hand_in(here.teammate, sealed(here.owner, TOLD), entry)
    assert theirs.status_code == 409
    assert theirs.json()["reference"] == ""


def test_a_letter_to_another_organisation_is_not_opened(here: SimpleNamespace) -> None:
    assert hand_in(here.owner, sealed(here.stranger, TOLD)).status_code == 422
    assert not HandedIn.objects.exists()


def test_what_a_field_does_not_take_stands_in_the_words(here: SimpleNamespace) -> None:
    told = TOLD | {"place": "place/atlantis", "promise_what": "Call", "promise_due": "soon", "strange": "kept too"}
    answer = hand_in(here.owner, sealed(here.owner, told))
    said = Consultation.objects.get(reference=answer.json()["reference"]).unseal("said")
    assert said.startswith(TOLD["said"])
    assert all(line in said for line in ("place: place/atlantis", "promise_due: soon", "strange: kept too"))


def test_a_promise_of_the_field_is_in_the_queue(here: SimpleNamespace) -> None:
    due = timezone.localdate() + timedelta(days=1)
    hand_in(here.owner, sealed(here.owner, TOLD | {"promise_what": "Call her", "promise_due": due.isoformat()}))
    assert Promise.objects.get().due == due


def test_without_a_topic_it_waits_unfinished(here: SimpleNamespace) -> None:
    answer = hand_in(here.owner, sealed(here.owner, {"said": "x"}))
    assert Consultation.objects.get(reference=answer.json()["reference"]).state == "open"


def test_a_name_is_kept_sealed_with_the_person(here: SimpleNamespace) -> None:
    answer = hand_in(here.owner, sealed(here.owner, TOLD | {"name": "Зуура Ойдон"}))
    person = Consultation.objects.get(reference=answer.json()["reference"]).person
    assert person is not None
    assert person.unseal("name") == "Зуура Ойдон"


@pytest.mark.parametrize(("days", "is_kept"), [(-3, True), (-200, False), (2, False)])
def test_the_phones_clock_is_believed_within_reason(here: SimpleNamespace, days: int, is_kept: bool) -> None:
    at = timezone.now() + timedelta(days=days)
    answer = hand_in(here.owner, sealed(here.owner, TOLD | {"at": at.isoformat()}))
    talk = Consultation.objects.get(reference=answer.json()["reference"])
    assert (talk.started_at == at) is is_kept


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"id": "x", "letter": ""}', b"\xff", b"[" * 100_000])
def test_a_broken_letter_is_refused(here: SimpleNamespace, body: bytes) -> None:
    client = Client()
    client.force_login(here.owner)
    assert client.post("/en/desk/field/hand-in/", body, content_type="application/json").status_code == 400


def test_the_page_that_stays_on_the_phone_is_the_same_for_everybody(here: SimpleNamespace) -> None:
    pages = set()
    for user in (here.owner, here.teammate, here.stranger):
        client = Client()
        client.force_login(user)
        pages.add(client.get("/ru/desk/field/").content)
    assert len(pages) == 1
