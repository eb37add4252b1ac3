"""A referral goes to a partner by her consent only, comes back as answers, and counts once."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tayanch.audit import log
from tayanch.audit.models import Entry
from tayanch.desk.actions import cases, consents, incoming, partners, referrals
from tayanch.desk.models import OwnIdentity, Partner, Promise, Referral, ReferralStep, SeenPacket
from tayanch.desk.referrals import exchange
from tayanch.packets import Altered, Expired, Identity, NotAPacket, Replayed, UnknownSender, WrongKey, seal_packet
from tayanch.packets.errors import PacketError
from tayanch.vault import erasure, files
from tayanch.vault.models import DataKey
from tests.desk import exchange_helpers as helpers

State = Referral.State


@pytest.fixture
def story(here: SimpleNamespace) -> SimpleNamespace:
    return helpers.tell_a_story(here)


def referred(story: SimpleNamespace, *facts: str, **more: Any) -> tuple[Referral, Referral, bytes]:
    """Ours, theirs, and the packet."""
    ours = helpers.refer(story, *facts, **more)
    packet = helpers.bytes_of(helpers.last_step(ours, "referral"))
    theirs = helpers.carry(packet, story.here.stranger).referral
    assert theirs is not None
    return ours, theirs, packet


def back(theirs: Referral, kind: str, story: SimpleNamespace) -> None:
    """Carry their newest packet of a kind to us."""
    helpers.carry(helpers.bytes_of(helpers.last_step(theirs, kind)), story.by)


def state(referral: Referral) -> str:
    referral.refresh_from_db()
    return referral.state


# --- there and back ---------------------------------------------------------------------------------------


def test_a_referral_becomes_a_case_with_what_was_told(story: SimpleNamespace) -> None:
    _, theirs, _ = referred(story, *helpers.FACTS, f"note:{story.note.id}", f"paper:{story.paper.id}")
    case, refused = incoming.do_accept(theirs, by=story.here.stranger)
    woman = case.people.get().person
    assert refused == []
    assert (case.owner, case.topic, case.country, case.place) == (story.here.stranger, "unpaid-wages", "ru", "moscow")
    assert (woman.unseal("name"), woman.unseal("birth_date")) == (helpers.NAME, "1990-04-05")
    assert woman.contacts.get().unseal("number") == helpers.PHONE
    assert (woman.safety_card.unseal("code_word"), woman.safety_card.is_watched) == ("сүт", True)
    assert woman.safety_card.confirmed_at is None  # it must be confirmed here before anybody calls
    assert case.employer.unseal("name") == "Пример (invented)"
    assert case.episode.since.isoformat() == "2025-01-02"
    assert case.violations.get().unseal("detail") == "no pay since May"
    assert files.read(case.documents.get()) == helpers.PAPER
    notes = [note.unseal("text") for note in case.notes.all()]
    assert any("Please help with the pay" in note and "Helpers in Bishkek" in note for note in notes)
    assert any("She sleeps at the site" in note for note in notes)


def test_a_claim_travels_with_its_periods_and_payments(story: SimpleNamespace) -> None:
    from datetime import date
    from decimal import Decimal

    from tayanch.desk.actions import claims

    claim = claims.do_start_claim(story.case, by=story.by)
    row = claims.PeriodRow(
        date(2025, 4, 1), date(2025, 4, 30), Decimal("52200.50"), payments=((date(2025, 6, 1), Decimal("100.25")),)
    )
    claims.do_save_periods(claim, [row], by=story.by, today=date(2026, 11, 1))
    _, theirs, _ = referred(story, "claims")
    case, _ = incoming.do_accept(theirs, by=story.here.stranger)
    period = case.claims.get().periods.get()
    assert (period.first, period.agreed, period.payments.get().amount) == (row.first, row.agreed, Decimal("100.25"))


def test_only_what_was_chosen_goes(story: SimpleNamespace) -> None:
    ours, theirs, packet = referred(story, "topic")
    told = json.dumps(theirs.told, ensure_ascii=False)
    assert set(theirs.told) == {"form", "from", "asks", "consent", "case", "papers"}
    for secret in (helpers.NAME, helpers.PHONE, "1990", "сүт", "Пример", "no pay", "not for anybody", "sleeps"):
        assert secret not in told
        assert secret.encode() not in packet
    case, _ = incoming.do_accept(theirs, by=story.here.stranger)
    assert not case.people.exists()
    assert ours.told["case"] == theirs.told["case"] if theirs.told else ours.told["case"]


def test_what_her_stay_rests_on_is_never_told(story: SimpleNamespace) -> None:
    soon = timezone.localdate() + timedelta(days=30)
    cases.do_set_episode(story.case, by=story.by, status="patent", country="ru", status_expires=soon)
    _, theirs, _ = referred(story)
    assert "patent" not in json.dumps(theirs.told)


def test_receipt_status_and_outcome_come_back(story: SimpleNamespace) -> None:
    ours, theirs, _ = referred(story)
    assert state(ours) == State.MADE
    back(theirs, "receipt", story)
    assert state(ours) == State.RECEIVED
    assert not helpers.last_step(ours, "referral").has_bytes  # what has arrived need not wait any more
    incoming.do_accept(theirs, by=story.here.stranger)
    back(theirs, "status", story)
    assert state(ours) == State.ACCEPTED
    referrals.do_tell_status(theirs, "The inspectorate has her complaint", by=story.here.stranger)
    back(theirs, "status", story)
    assert helpers.last_step(ours, "status", "in").unseal("said") == "The inspectorate has her complaint"
    referrals.do_tell_outcome(theirs, "paid-in-full", "She has the money", by=story.here.stranger)
    back(theirs, "outcome", story)
    assert state(ours) == state(theirs) == State.FINISHED
    assert helpers.last_step(ours, "outcome", "in").answer == "paid-in-full"


def test_every_step_is_in_both_logs_by_field_names_only(story: SimpleNamespace) -> None:
    _ours, theirs, _ = referred(story)
    back(theirs, "receipt", story)
    incoming.do_accept(theirs, by=story.here.stranger)
    back(theirs, "status", story)
    entries = Entry.objects.filter(kind="referral")
    acts = set(entries.values_list("action", flat=True))
    assert {"referral.make", "referral.receive", "referral.receipt", "referral.receipt-came"} <= acts
    assert {"referral.accept", "referral.status", "referral.status-came"} <= acts
    assert set(entries.filter(action="referral.make").get().fields) == set(helpers.FACTS)
    assert not set(entries.values_list("reason", flat=True)) - {""}
    assert log.verify().is_whole


def test_a_declined_referral_is_destroyed_and_the_sender_knows(story: SimpleNamespace) -> None:
    ours, theirs, _ = referred(story, *helpers.FACTS, f"paper:{story.paper.id}")
    incoming.do_decline(theirs, "We have no lawyer now", by=story.here.stranger)
    assert theirs.told == {}
    back(theirs, "status", story)
    assert state(ours) == State.DECLINED
    assert helpers.last_step(ours, "status", "in").unseal("said") == "We have no lawyer now"


# --- her consent ------------------------------------------------------------------------------------------


def test_nothing_goes_without_her_consent_to_exactly_this(story: SimpleNamespace) -> None:
    consent = helpers.consent_of(story, "name", "topic")

    def make(*facts: str, partner: Partner = story.moscow) -> Referral:
        return referrals.do_make_referral(story.case, consent, partner, facts, "x", by=story.by)

    with pytest.raises(referrals.ReferralRefused, match="all of these facts"):
        make("name", "phone")
    with pytest.raises(referrals.ReferralRefused, match="Choose what"):
        make()
    other = partners.do_add_partner(Identity.new().card("Third (invented)").to_text(), by=story.here.supervisor)
    partners.do_compare_words(other, by=story.here.supervisor)
    with pytest.raises(referrals.ReferralRefused, match="somebody else"):
        make("name", partner=other)
    consents.do_withdraw_consent(consent, by=story.by)
    with pytest.raises(referrals.ReferralRefused, match="took"):
        make("name")
    assert not Referral.objects.exists()


def test_a_consent_of_another_case_or_partner_of_another_organisation_opens_nothing(story: SimpleNamespace) -> None:
    consent = helpers.consent_of(story)
    other = cases.do_open_case(by=story.by, topic="unpaid-wages")
    with pytest.raises(PermissionDenied):
        referrals.do_make_referral(other, consent, story.moscow, ("topic",), "x", by=story.by)
    with pytest.raises(PermissionDenied):
        referrals.do_make_referral(story.case, consent, story.bishkek, ("topic",), "x", by=story.by)


def test_a_packet_expires_no_later_than_her_consent(story: SimpleNamespace) -> None:
    consent = helpers.consent_of(story, until=timezone.localdate() + timedelta(days=3))
    made = referrals.do_make_referral(story.case, consent, story.moscow, ("topic",), "x", by=story.by)
    assert timezone.localtime(made.expires).date() <= consent.until


def test_nothing_goes_to_a_partner_whose_words_were_not_compared(story: SimpleNamespace) -> None:
    consent = helpers.consent_of(story)
    Partner.objects.filter(id=story.moscow.id).update(compared_at=None)
    story.moscow.refresh_from_db()
    with pytest.raises(referrals.ReferralRefused, match="six words"):
        referrals.do_make_referral(story.case, consent, story.moscow, ("topic",), "x", by=story.by)


# --- what is refused --------------------------------------------------------------------------------------


def test_a_packet_counts_once(story: SimpleNamespace) -> None:
    _, theirs, packet = referred(story)
    with pytest.raises(Replayed):
        helpers.carry(packet, story.here.stranger)
    incoming.do_decline(theirs, "", by=story.here.stranger)
    with pytest.raises(Replayed):
        helpers.carry(packet, story.here.stranger)
    assert Referral.objects.filter(direction="in").count() == 1


def test_a_packet_for_somebody_else_altered_or_strange_changes_nothing(story: SimpleNamespace) -> None:
    packet = helpers.bytes_of(helpers.last_step(helpers.refer(story), "referral"))
    with pytest.raises(WrongKey):
        helpers.carry(packet, story.by)
    with pytest.raises(Altered):
        helpers.carry(packet[:-1] + bytes([packet[-1] ^ 1]), story.here.stranger)
    with pytest.raises(NotAPacket):
        helpers.carry(b"%PDF-1.7", story.here.stranger)
    assert not SeenPacket.objects.exists()
    helpers.carry(packet, story.here.stranger)


def test_an_expired_packet_is_refused(story: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    packet = helpers.bytes_of(helpers.last_step(helpers.refer(story), "referral"))
    later = timezone.now() + timedelta(days=15)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(Expired):
        helpers.carry(packet, story.here.stranger)


def test_a_sender_who_was_not_compared_or_was_ended_is_unknown(story: SimpleNamespace) -> None:
    packet = helpers.bytes_of(helpers.last_step(helpers.refer(story), "referral"))
    Partner.objects.filter(id=story.bishkek.id).update(compared_at=None)
    with pytest.raises(UnknownSender):
        helpers.carry(packet, story.here.stranger)
    Partner.objects.filter(id=story.bishkek.id).update(compared_at=timezone.now(), ended_at=timezone.now())
    with pytest.raises(UnknownSender):
        helpers.carry(packet, story.here.stranger)


def test_a_partner_cannot_answer_what_was_referred_to_another(story: SimpleNamespace) -> None:
    ours = helpers.refer(story)
    third = Identity.new()
    partner = partners.do_add_partner(third.card("Third (invented)").to_text(), by=story.here.supervisor)
    partners.do_compare_words(partner, by=story.here.supervisor)
    to = exchange.own_card(partners.do_make_identity(story.here.organisation, by=None))
    for kind in ("receipt", "status", "outcome"):
        body = {"answer": {"state": "destroyed"}}
        _, data = seal_packet(
            kind, body, by=third, to=to, now=timezone.now(), lasts=timedelta(days=1), in_reply_to=ours.packet_id
        )
        with pytest.raises(incoming.Unrelated):
            helpers.carry(data, story.by)
    assert state(ours) == State.MADE


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"case": [], "person": "x", "claims": {}, "violations": [1, None], "notes": "x", "safety": 3},
        {"case": {"topic": "no-such"}, "person": {"name": 5, "birth_date": "never", "document": "??", "phones": [{}]}},
        {"claims": [{"law": "ru", "periods": [{"first": "2025-01-01", "last": "2024-01-01", "agreed": "NaN"}]}]},
        {
            "person": {"name": "x\x00y"},
            "stay": {"since": "2025-13-01", "place": "place/moscow"},
            "employer": {"papers": 1},
        },
        {"violations": [{"violation": "unpaid-wages", "detail": {"a": 1}}], "safety": {"safe_from": "25:00"}},
    ],
)
def test_whatever_a_partner_puts_into_a_packet_becomes_at_most_a_case(
    story: SimpleNamespace, body: dict[str, Any]
) -> None:
    bishkek = exchange.secret_of(partners.do_make_identity(story.here.organisation, by=None))
    to = exchange.own_card(partners.do_make_identity(story.here.partner, by=None))
    _, data = seal_packet("referral", body, by=bishkek, to=to, now=timezone.now(), lasts=timedelta(days=1))
    theirs = helpers.carry(data, story.here.stranger).referral
    assert theirs is not None
    client = Client()
    client.force_login(story.here.stranger)
    assert client.get(reverse("desk:referral", args=[theirs.id])).status_code == 200
    case, _ = incoming.do_accept(theirs, by=story.here.stranger)
    assert case.notes.exists()


# --- recall -----------------------------------------------------------------------------------------------


def recall(ours: Referral, story: SimpleNamespace) -> incoming.Received:
    step = referrals.do_recall(ours, by=story.by)
    return helpers.carry(helpers.bytes_of(step), story.here.stranger)


def test_a_recall_destroys_what_was_not_accepted(story: SimpleNamespace) -> None:
    ours, theirs, packet = referred(story, *helpers.FACTS, f"paper:{story.paper.id}")
    kept = [files.path_of(theirs.id), *(files.path_of(step.id) for step in theirs.steps.all())]
    key = bytes(DataKey.objects.get(subject=theirs.id).wrapped)
    came = recall(ours, story)
    theirs.refresh_from_db()
    assert (theirs.state, theirs.told) == (State.DESTROYED, {})
    assert bytes(DataKey.objects.get(subject=theirs.id).wrapped) != key
    helpers.carry(helpers.bytes_of(came.answer), story.by)
    assert state(ours) == State.DESTROYED
    assert kept  # the files go when the transaction ends: see the test of the door
    with pytest.raises(Replayed):
        helpers.carry(packet, story.here.stranger)


def test_a_recall_of_what_was_accepted_asks_its_owner(story: SimpleNamespace) -> None:
    ours, theirs, _ = referred(story)
    case, _ = incoming.do_accept(theirs, by=story.here.stranger)
    came = recall(ours, story)
    helpers.carry(helpers.bytes_of(came.answer), story.by)
    assert state(ours) == state(theirs) == State.RECALLED
    assert "recalls" in Promise.objects.get(case=case).unseal("what")
    theirs.refresh_from_db()
    with pytest.raises(referrals.ReferralRefused):
        referrals.do_settle_recall(theirs, "", by=story.here.stranger)
    referrals.do_settle_recall(theirs, "She asked us to go on", by=story.here.stranger)
    back(theirs, "status", story)
    assert state(ours) == State.KEPT
    assert helpers.last_step(ours, "status", "in").unseal("said") == "She asked us to go on"


def test_when_she_is_erased_there_the_sender_can_still_be_told(story: SimpleNamespace) -> None:
    ours, theirs, _ = referred(story)
    case, _ = incoming.do_accept(theirs, by=story.here.stranger)
    recall(ours, story)
    erasure.do_erase_person(case.people.get().person, by=story.here.stranger, reason="her-wish")
    theirs = Referral.objects.get(id=theirs.id)
    assert (theirs.case, theirs.person, theirs.told, theirs.state) == (None, None, {}, State.RECALLED)
    assert not any(step.said or step.has_bytes for step in theirs.steps.all())
    referrals.do_settle_recall(theirs, "", by=story.here.stranger)
    back(theirs, "status", story)
    assert state(ours) == State.DESTROYED


def test_a_referral_of_ours_goes_with_her(story: SimpleNamespace) -> None:
    ours, _, _ = referred(story)
    gone = [files.path_of(step.id) for step in ours.steps.filter(has_bytes=True)]
    erasure.do_erase_person(story.woman, by=story.by, reason="her-wish")
    assert not Referral.objects.filter(id=ours.id).exists()
    assert gone
    assert not any(path.exists() for path in gone)


def test_a_recall_that_overtakes_its_referral_keeps_it_out(story: SimpleNamespace) -> None:
    ours = helpers.refer(story)
    packet = helpers.bytes_of(helpers.last_step(ours, "referral"))
    recall(ours, story)
    with pytest.raises(Replayed):
        helpers.carry(packet, story.here.stranger)


def test_what_nobody_took_in_time_is_destroyed(story: SimpleNamespace) -> None:
    _, theirs, _ = referred(story)
    Referral.objects.filter(id=theirs.id).update(expires=timezone.now() - timedelta(days=1))
    assert incoming.do_forget_expired() == 1
    theirs = Referral.objects.get(id=theirs.id)
    assert (theirs.state, theirs.told) == (State.DESTROYED, {})


# --- partners and keys ------------------------------------------------------------------------------------


def test_our_secret_keys_lie_sealed_and_are_made_once(here: SimpleNamespace) -> None:
    row = partners.do_make_identity(here.organisation, by=here.supervisor)
    assert partners.do_make_identity(here.organisation, by=here.supervisor) == row
    secret = exchange.secret_of(row).to_bytes()
    stored = b"".join(
        bytes(value) for value in OwnIdentity.objects.filter(id=row.id).values_list("secret", "fingerprint").get()
    )
    assert secret[:32] not in stored
    assert secret[32:] not in stored


def test_our_own_card_is_no_partner(here: SimpleNamespace) -> None:
    with pytest.raises(partners.PartnerRefused):
        partners.do_add_partner(helpers.card_of(here.organisation), by=here.supervisor)


def test_new_keys_need_a_new_comparison(story: SimpleNamespace) -> None:
    before = helpers.card_of(story.here.partner)
    own = exchange.own_identity(story.here.partner.id)
    assert own is not None
    partners.do_replace_identity(own, by=story.here.stranger)
    made = partners.do_tell_new_keys(story.bishkek, by=story.here.stranger)
    assert made is not None
    helpers.carry(made[1], story.by)
    story.moscow.refresh_from_db()
    assert not story.moscow.is_verified
    with pytest.raises(referrals.ReferralRefused, match="six words"):
        helpers.refer(story)
    partners.do_compare_words(story.moscow, by=story.here.supervisor)
    assert story.moscow.card.to_text() == helpers.card_of(story.here.partner) != before
    _, theirs, _ = referred(story)
    assert theirs.state == State.RECEIVED


def test_what_was_sealed_to_our_old_keys_still_opens(story: SimpleNamespace) -> None:
    packet = helpers.bytes_of(helpers.last_step(helpers.refer(story), "referral"))
    own = exchange.own_identity(story.here.partner.id)
    assert own is not None
    partners.do_replace_identity(own, by=story.here.stranger)
    assert helpers.carry(packet, story.here.stranger).referral


def test_new_keys_whose_words_differ_end_all_trust(story: SimpleNamespace) -> None:
    partners.do_take_next_card(story.moscow, Identity.new().card("Moscow (invented)"), by=None)
    partners.do_refuse_next_card(story.moscow, by=story.here.supervisor)
    assert not story.moscow.is_verified
    assert story.moscow.next_card == ""


# --- a sealed case ----------------------------------------------------------------------------------------


def test_an_answer_to_a_shut_case_waits_under_a_key_of_its_own_until_somebody_opens_it(
    story: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tayanch.vault import keys
    from tayanch.vault.shares import KeyAway

    ours, theirs, _ = referred(story)
    incoming.do_accept(theirs, by=story.here.stranger)
    packet = helpers.bytes_of(helpers.last_step(theirs, "status"))
    real = keys.data_key

    def shut(row: Any) -> bytes:
        if row.subject == story.case.id:
            raise KeyAway("password")
        return real(row)

    with monkeypatch.context() as while_shut:
        while_shut.setattr(referrals, "data_key", shut)
        while_shut.setattr(keys, "data_key", shut)
        helpers.carry(packet, story.by)
    step = helpers.last_step(ours, "status", "in")
    assert step.about_id == step.id
    ours = Referral.objects.get(id=ours.id)
    referrals.do_settle(ours, by=story.by)
    step.refresh_from_db()
    assert step.about_id == story.case.id
    assert not DataKey.objects.filter(subject=step.id).exists()


# --- the pages --------------------------------------------------------------------------------------------


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def take_in(client: Client, data: bytes) -> Any:
    return client.post(reverse("desk:referral-import"), {"file": SimpleUploadedFile("x.tayanch", data)}, follow=True)


def test_a_referral_is_previewed_made_downloaded_and_taken_in(story: SimpleNamespace) -> None:
    client, there = client_of(story.by), client_of(story.here.stranger)
    consent = helpers.consent_of(story, "name", "topic")
    address = reverse("desk:referral-prepare", args=[story.case.reference, consent.id])
    said = {"facts": ["topic"], "asks": "Please help", "days": "7"}
    preview = client.post(address, said).content.decode()
    assert "Exactly this goes" in preview
    assert helpers.NAME not in preview
    assert not Referral.objects.exists()
    made = client.post(address, said | {"make": "1"})
    referral = Referral.objects.get()
    assert made["Location"] == reverse("desk:referral", args=[referral.id])
    step = referral.steps.get()
    file = client.get(reverse("desk:step-file", args=[referral.id, step.id]))
    assert file["Content-Disposition"] == f'attachment; filename="{step.packet_id.hex[:8]}.tayanch"'
    page = take_in(there, file.content).content.decode()
    assert "Please help" in page
    assert "Can you help her?" in page
    refused = take_in(there, file.content)
    assert refused.status_code == 422
    assert "This packet has come before" in refused.content.decode()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "was changed or cut"),
        (lambda data: b"%PDF-1.7", "not a Tayanch packet"),
        (lambda data: data[:7] + b"\x09" + data[8:], "newer Tayanch"),
    ],
)
def test_a_refused_file_is_refused_with_a_clear_line(story: SimpleNamespace, change: Any, line: str) -> None:
    packet = helpers.bytes_of(helpers.last_step(helpers.refer(story), "referral"))
    answer = take_in(client_of(story.here.stranger), change(packet))
    assert answer.status_code == 422
    assert line in answer.content.decode()
    assert Entry.objects.filter(action="packet.refused").exists()


def test_a_consent_that_ended_is_told_on_the_page_and_nothing_is_made(story: SimpleNamespace) -> None:
    consent = helpers.consent_of(story, "topic")
    consents.do_withdraw_consent(consent, by=story.by)
    address = reverse("desk:referral-prepare", args=[story.case.reference, consent.id])
    client = client_of(story.by)
    assert "She took this consent back" in client.get(address).content.decode()
    answer = client.post(address, {"facts": ["topic"], "asks": "x", "days": "7", "make": "1"})
    assert "She took this consent back" in answer.content.decode()
    assert not Referral.objects.exists()


def test_a_fact_she_did_not_agree_to_cannot_be_posted(story: SimpleNamespace) -> None:
    consent = helpers.consent_of(story, "topic")
    address = reverse("desk:referral-prepare", args=[story.case.reference, consent.id])
    answer = client_of(story.by).post(address, {"facts": ["topic", "name"], "asks": "x", "days": "7", "make": "1"})
    assert answer.status_code == 422
    assert not Referral.objects.exists()


def test_the_whole_way_on_the_pages(story: SimpleNamespace) -> None:
    _, theirs, _ = referred(story)
    there = client_of(story.here.stranger)

    def post(name: str, **said: str) -> Any:
        return there.post(reverse(f"desk:{name}", args=[theirs.id]), said, follow=True)

    assert helpers.NAME in post("referral-accept").content.decode()
    assert post("referral-status", text="").status_code == 422
    assert "It goes well" in post("referral-status", text="It goes well").content.decode()
    ended = post("referral-outcome", outcome="paid-in-full", text="").content.decode()
    assert "Paid in full" in ended
    assert post("referral-recall").status_code == 403  # only its sender recalls it
    assert post("referral-gone", text="").status_code == 403


def test_a_waiting_referral_is_seen_by_the_team_it_came_to_only(story: SimpleNamespace) -> None:
    ours, theirs, _ = referred(story)
    assert client_of(story.by).get(reverse("desk:referral", args=[theirs.id])).status_code == 404
    assert client_of(story.here.other_team).get(reverse("desk:referral", args=[ours.id])).status_code == 404
    assert client_of(story.here.teammate).get(reverse("desk:referral", args=[ours.id])).status_code == 200


def test_the_menu_says_how_many_wait_for_the_team(story: SimpleNamespace) -> None:
    _, theirs, _ = referred(story)
    there = client_of(story.here.stranger)
    assert "Referrals · 1" in there.get(reverse("desk:tonight")).content.decode()
    assert "Referrals ·" not in client_of(story.by).get(reverse("desk:tonight")).content.decode()
    incoming.do_decline(theirs, "", by=story.here.stranger)
    assert "Referrals ·" not in there.get(reverse("desk:tonight")).content.decode()


def test_taking_a_card_comparing_and_ending_on_the_pages(here: SimpleNamespace) -> None:
    client = client_of(here.supervisor)
    made = client.post(reverse("desk:partner-own"), {"address": "https://x.example.org/", "team": str(here.night.id)})
    assert made.status_code == 302
    own = exchange.own_identity(here.organisation.id)
    assert own is not None
    assert (own.address, own.team) == ("https://x.example.org", here.night)
    assert client.post(reverse("desk:partner-own"), {"address": "http://x.example.org"}).status_code == 422
    added = client.post(reverse("desk:partner-add"), {"text": helpers.card_of(here.partner)})
    partner = Partner.objects.get()
    assert added["Location"] == reverse("desk:partner", args=[partner.id])
    page = client.get(added["Location"]).content.decode()
    assert all(word in page for word in partner.card.words("en"))
    client.post(reverse("desk:partner-compare", args=[partner.id]))
    partner.refresh_from_db()
    assert (partner.is_verified, partner.compared_by) == (True, here.supervisor)
    client.post(reverse("desk:partner-end", args=[partner.id]))
    assert client.get(reverse("desk:partner", args=[partner.id])).status_code == 404


@pytest.mark.parametrize("text", ["", "{}", "not a card", '{"tayanch-card":1}'])
def test_what_is_no_card_is_refused_on_the_page(here: SimpleNamespace, text: str) -> None:
    answer = client_of(here.supervisor).post(reverse("desk:partner-add"), {"text": text})
    assert answer.status_code == 422
    assert not Partner.objects.exists()


def test_the_card_that_is_downloaded_is_the_one_that_is_taken(here: SimpleNamespace) -> None:
    partners.do_make_identity(here.organisation, by=None)
    file = client_of(here.owner).get(reverse("desk:partner-card"))
    assert partners.do_add_partner(file.content, by=here.stranger).name == here.organisation.name


def test_refusals_are_packet_errors_with_words(story: SimpleNamespace) -> None:
    from tayanch.desk.referrals.refusals import SAID, refusal_text

    kinds = [kind for kind in PacketError.__subclasses__() if kind.code not in {"wrong-passphrase", "bad-key-file"}]
    assert {kind.code for kind in kinds} <= set(SAID)
    assert all(refusal_text(kind()) for kind in kinds)
    assert ReferralStep._meta.get_field("trouble").max_length >= 20
