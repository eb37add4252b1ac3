"""A sealed case opens for those named in it, with their own passwords, and exists for nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from tayanch.accounts import actions as staff
from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.access import cases_for, consultations_for, deadlines_for, parts_of_reach, promises_for
from tayanch.desk.actions import cases, claims, consultations, documents, reveals, sealing
from tayanch.desk.actions.erasure import do_erase
from tayanch.desk.actions.law import do_catch_up
from tayanch.desk.actions.panels import do_keep_panel, do_recount_stays
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.hotline import tonight
from tayanch.desk.models import Case, CasePerson, Consultation, Employer, EmployerToken, Promise, Reveal
from tayanch.desk.records import lookup
from tayanch.desk.reporting import counts
from tayanch.store.state import keyring
from tayanch.vault import envelope, erasure, files, search
from tayanch.vault.envelope import CannotUnseal
from tayanch.vault.keys import Erased, SealedField, SealedModel, organisation_key
from tayanch.vault.models import ContactPoint, DataKey, KeyShare, PairShare, Person, PersonToken
from tayanch.vault.people import do_add_contact, do_update_person
from tayanch.vault.shares import KeyAway
from tests.sealing import PRIVATE, at_work, give_keys, seal, signed_in

NAME, PHONE, TODAY = "Айгүл Токтосунова", "+996555987654", date(2026, 11, 3)


def full_case(here: SimpleNamespace, name: str = NAME, phone: str = PHONE) -> Case:
    """A case with a conversation, a woman with a phone, an employer, a promise, a paper and a claim."""
    by = here.owner
    talk = consultations.do_start_consultation(by=by)
    consultations.do_save_fields(talk, {"said": f"words of {name}", "phone": phone, "topics": "violence"}, by=by)
    consultations.do_finish_consultation(talk, by=by)
    case = cases.do_open_case(by=by, consultation=talk)
    person = do_add_person(case, by=by, name=name, relation="client").person
    do_update_person(person, by=by, birth_date="1990-05-06", document="AN1234567", address="invented street")
    do_add_contact(person, phone, "own", by=by)
    consultations.do_join_person(Consultation.objects.get(id=talk.id), person, by=by)
    cases.do_set_employer(case, by=by, is_household=False, papers="none", name="Ромашка (invented)")
    cases.do_add_note(case, "a note", by=by)
    do_promise(case, by=by, what="call her", due=TODAY, owner=here.teammate)
    documents.do_keep_document(case, b"%PDF-1.7 her paper", "passport", by=by)
    claim = claims.do_start_claim(case, by=by)
    claims.do_make_periods(
        claim, by=by, first=date(2026, 4, 1), last=date(2026, 4, 30), rhythm=claims.MONTHLY, agreed=Decimal(50000)
    )
    return case


def woman_of(case: Case) -> Person:
    return Person.objects.get(cases__case=case)


def page_of(user: User, case: Case, part: str = "", **more: bool) -> Any:
    return signed_in(user, **more).get(f"/en/desk/cases/{case.reference}/{part}")


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    give_keys(here.owner, here.teammate, here.other_team, here.supervisor, here.lawyer)
    return full_case(here)


# --- who opens what ------------------------------------------------------------------------------------------


def sealed_values() -> list[tuple[UUID, str, str, UUID, bytes]]:
    """(subject, table, column, row, envelope) of every sealed value in the database."""
    found = []
    for model in apps.get_models():
        if issubclass(model, SealedModel):
            columns = [f.name for f in model._meta.concrete_fields if isinstance(f, SealedField)]
            for row in model._base_manager.all():
                values = [(column, bytes(getattr(row, column) or b"")) for column in columns]
                found += [
                    (row.subject, model._meta.db_table, column, row.id, value) for column, value in values if value
                ]
    return found


def reachable_keys(organisation: Any, private: PrivateKey | None) -> set[bytes]:
    """Every key that the passphrase, the whole database and one worker's private key bring out, by any way."""
    kek, keys = organisation_key(organisation.id), set()
    for stored in DataKey.objects.all():
        keys.add(envelope.unwrap(kek, bytes(stored.wrapped), subject=stored.subject))
    boxes = [bytes(row.sealed) for row in (*KeyShare.objects.all(), *PairShare.objects.all())]
    while private and boxes:
        try:
            plain = SealedBox(private).decrypt(boxes.pop())
        except (CryptoError, ValueError):
            continue
        boxes += [plain[start:] for start in range(1, len(plain) - 48)]  # a box inside, wherever it begins
        keys |= {plain[start : start + 32] for start in range(len(plain) - 31)}
    return keys


def openable(organisation: Any, private: PrivateKey | None) -> set[UUID]:
    """The subjects of which at least one value opens with any of these keys."""
    keys, opened = reachable_keys(organisation, private), set()
    for subject, table, column, row, value in sealed_values():
        for key in keys:
            try:
                envelope.unseal(key, value, table=table, column=column, row=row)
                opened.add(subject)
            except CannotUnseal:
                continue
    return opened


def test_with_one_workers_secrets_and_everything_else_only_her_own_sealed_cases_open(here: SimpleNamespace) -> None:
    give_keys(here.owner, here.teammate, here.other_team, here.supervisor)
    named = {"teammate": [], "other_team": [], "supervisor": []}
    for number, who in enumerate((["teammate"], ["teammate", "other_team"], [])):
        one = full_case(here, f"Name{number} Surname", f"+99655500012{number}")
        seal(one, *(getattr(here, actor) for actor in who))
        for actor in who:
            named[actor].append(one)
    ordinary = full_case(here, "Ordinary Woman", "+996555000199")
    open_to_all = openable(here.organisation, None)
    all_of_ordinary = {ordinary.id, woman_of(ordinary).id, ordinary.consultations.get().id}
    assert open_to_all == all_of_ordinary
    for actor, hers in named.items():
        expected = {one for case in hers for one in (case.id, woman_of(case).id, case.consultations.get().id)}
        reached = openable(here.organisation, PrivateKey(PRIVATE[getattr(here, actor).id])) - open_to_all
        assert reached == expected, actor


def test_the_administrator_and_the_passphrase_open_no_sealed_subject(here: SimpleNamespace, case: Case) -> None:
    give_keys(here.administrator)
    seal(case, here.teammate)
    assert not DataKey.objects.exists()
    assert openable(here.organisation, PrivateKey(PRIVATE[here.administrator.id])) == set()


def test_where_two_must_agree_one_workers_secrets_open_no_name(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.teammate)
    with at_work(here.owner):
        sealing.do_need_two(case, by=here.owner)
    for user in (here.owner, here.teammate):
        reached = openable(here.organisation, PrivateKey(PRIVATE[user.id]))
        assert reached == {case.id, case.consultations.get().id}


def test_no_old_key_opens_what_is_written_after_sealing(here: SimpleNamespace, case: Case) -> None:
    """A backup of yesterday holds the keys of yesterday: they must not open the words of tomorrow."""
    yesterday = reachable_keys(here.organisation, None)
    seal(case)
    case = Case.objects.get()
    with at_work(here.owner):
        cases.do_add_note(case, "written after it was sealed", by=here.owner)
    for _subject, table, column, row, value in sealed_values():
        for key in yesterday:
            with pytest.raises(CannotUnseal):
                envelope.unseal(key, value, table=table, column=column, row=row)


def test_everything_of_the_case_still_opens_for_those_named(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.teammate)
    with at_work(here.teammate):
        for model in apps.get_models():
            if issubclass(model, SealedModel):
                for row in model._base_manager.all():
                    for column in (f.name for f in model._meta.concrete_fields if isinstance(f, SealedField)):
                        row.unseal(column)
        assert files.read(Case.objects.get().documents.get()) == b"%PDF-1.7 her paper"


# --- it does not exist ------------------------------------------------------------------------------------------


def test_for_whoever_is_not_named_it_is_nowhere(here: SimpleNamespace, case: Case) -> None:
    do_keep_panel(
        case, "stay", by=here.owner, today=TODAY, expires=TODAY + timedelta(days=30), country="ru", citizenship="KG"
    )
    seal(case, here.other_team)
    for user in (here.teammate, here.supervisor, here.lawyer):
        assert not cases_for(user).exists()
        assert not consultations_for(user).exists()
        assert not promises_for(user).exists()
        assert not any(part.exists() for part in deadlines_for(user))
        for typed in (NAME, "Айгуль", PHONE, case.reference, "Ромашка", "violence", "зомбулук", "AN1234567"):
            assert lookup.find(user, typed, "ky").is_empty, typed
        client = signed_in(user)
        for name in ("cases", "tonight", "search"):
            page = client.get(reverse(f"desk:{name}"))
            assert page.status_code == 200
            assert case.reference not in page.content.decode()
    for user in (here.owner, here.other_team):
        assert cases_for(user).get() == case
        assert consultations_for(user).get() == case.consultations.get()
        assert promises_for(user).exists()
        assert case.reference in signed_in(user).get("/en/desk/cases/").content.decode()


def test_those_named_find_the_woman_by_her_name_and_nobody_else_does(here: SimpleNamespace, case: Case) -> None:
    assert search.find_by_name(here.organisation.id, "Айгүл")
    seal(case, here.other_team)
    search.forget_index()
    with at_work(here.other_team):
        assert set(lookup.find(here.other_team, "Айгуль Токтосунова", "ru").cases) == {case.id}
    with at_work(here.teammate):
        assert lookup.find(here.teammate, "Айгуль Токтосунова", "ru").is_empty
    assert search.find_by_name(here.organisation.id, "Айгүл") == set()


def test_a_search_of_one_who_is_named_does_not_teach_the_index_of_all(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.other_team)
    search.forget_index()
    with at_work(here.other_team):
        search.find_by_name(here.organisation.id, "Айгүл")
    assert search.find_by_name(here.organisation.id, "Айгүл") == set()


def test_no_token_of_hers_is_left(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    assert not PersonToken.objects.exists()
    assert not ContactPoint.objects.exists()
    assert not EmployerToken.objects.exists()
    with at_work(here.owner):
        person = woman_of(case)
        do_update_person(person, by=here.owner, document="AN7654321")
        do_add_contact(person, "+996555111222", "own", by=here.owner)
        do_add_contact(person, "+996555111222", "sister", by=here.owner)
        cases.do_set_employer(Case.objects.get(), by=here.owner, is_household=False, papers="none", name="Лотос")
        talk = consultations.do_reopen_consultation(Consultation.objects.get(), by=here.owner)
        consultations.do_save_fields(talk, {"phone": "+996555333444"}, by=here.owner)
    assert not PersonToken.objects.exists()
    assert not ContactPoint.objects.exists()
    assert not EmployerToken.objects.exists()
    assert person.contacts.count() == 2


def test_it_still_counts(here: SimpleNamespace, case: Case) -> None:
    case.opened_at = timezone.now()
    case.save()
    before = counts.cases_by_outcome(here.analyst, timezone.localdate())
    seal(case)
    assert counts.cases_by_outcome(here.analyst, timezone.localdate()) == before


def test_what_colleagues_had_promised_in_it_becomes_the_owners(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    assert Promise.objects.get().owner == here.owner
    with at_work(here.owner):
        rows = tonight.shift(here.owner, timezone.now(), timezone.localdate(), "1", "all")[1]
    assert [row.what for row in rows] == ["call her"]


def test_tonight_is_shown_while_her_key_is_away_without_what_is_sealed(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    page = signed_in(here.owner, with_key=False).get(reverse("desk:tonight"), {"ahead": "all"})
    assert page.status_code == 200
    assert case.reference in page.content.decode()
    assert "call her" not in page.content.decode()


# --- naming, removing, unsealing ---------------------------------------------------------------------------------


def test_a_colleague_who_is_named_opens_it_and_one_who_is_removed_does_not(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    with at_work(here.owner):
        sealing.do_name_worker(case, here.other_team, by=here.owner)
    assert NAME in page_of(here.other_team, case).content.decode()
    with at_work(here.owner):
        sealing.do_remove_worker(case, here.other_team, by=here.owner)
    assert page_of(here.other_team, case).status_code == 404
    assert NAME in page_of(here.owner, case).content.decode()


def test_what_a_removed_worker_kept_opens_nothing_any_more(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.teammate)
    kept = reachable_keys(here.organisation, PrivateKey(PRIVATE[here.teammate.id]))
    with at_work(here.owner):
        sealing.do_remove_worker(case, here.teammate, by=here.owner)
    for _subject, table, column, row, value in sealed_values():
        for key in kept:
            with pytest.raises(CannotUnseal):
                envelope.unseal(key, value, table=table, column=column, row=row)


def test_naming_needs_an_open_key(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    with pytest.raises(KeyAway):
        sealing.do_name_worker(case, here.other_team, by=here.owner)
    with at_work(here.teammate), pytest.raises(KeyAway):
        sealing.do_name_worker(case, here.teammate, by=here.teammate)
    assert [share.user for share in KeyShare.objects.filter(subject=case.id)] == [here.owner]


def test_the_owner_is_always_named(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.teammate)
    with at_work(here.teammate), pytest.raises(PermissionDenied):
        sealing.do_remove_worker(case, here.owner, by=here.teammate)


def test_a_colleague_without_a_key_cannot_be_named(here: SimpleNamespace, case: Case) -> None:
    User.objects.filter(id=here.teammate.id).update(public_key=b"")
    with pytest.raises(sealing.Refused, match="no key yet"):
        sealing.do_seal_case(case, named=[User.objects.get(id=here.teammate.id)], by=here.owner)
    assert not Case.objects.get().is_sealed
    assert DataKey.objects.exists()


def test_unsealing_gives_it_back_to_the_team_with_its_indexes(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.other_team)
    with at_work(here.owner):
        sealing.do_unseal_case(Case.objects.get(), by=here.owner)
    assert not KeyShare.objects.exists()
    assert not Case.objects.get().is_sealed
    assert NAME in page_of(here.teammate, case, with_key=False).content.decode()
    assert page_of(here.other_team, case).status_code == 404
    for typed in (NAME, PHONE, "Ромашка"):
        assert case.id in lookup.find(here.teammate, typed, "ru").cases, typed


def test_handing_it_over_shares_it_with_the_new_owner(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    with at_work(here.owner):
        cases.do_hand_over(case, here.teammate, by=here.owner)
    assert NAME in page_of(here.teammate, case).content.decode()
    User.objects.filter(id=here.lawyer.id).update(public_key=b"")
    with at_work(here.teammate), pytest.raises(PermissionDenied):
        cases.do_hand_over(case, User.objects.get(id=here.lawyer.id), by=here.teammate)


def test_a_worker_whose_password_was_reset_loses_it_until_a_colleague_shares_again(
    here: SimpleNamespace, case: Case
) -> None:
    seal(case, here.teammate)
    staff.do_reset_password(here.owner, by=here.administrator)
    give_keys(here.owner)  # she chose a password of her own, which made another pair
    assert page_of(here.owner, case).status_code == 404
    assert "1 record" not in signed_in(here.teammate).get("/en/staff/key/").content.decode()
    assert "sealed to your earlier key" in signed_in(here.owner).get("/en/staff/key/").content.decode()
    page = page_of(here.teammate, case, "sealed/").content.decode()
    assert "Her key has changed" in page
    signed_in(here.teammate).post(f"/en/desk/cases/{case.reference}/sealed/name/", {"user": here.owner.id})
    assert NAME in page_of(here.owner, case).content.decode()


def test_every_step_is_in_the_log_without_a_value(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.teammate)
    with at_work(here.owner):
        sealing.do_name_worker(case, here.other_team, by=here.owner)
        sealing.do_remove_worker(case, here.other_team, by=here.owner)
        sealing.do_unseal_case(case, by=here.owner)
    told = list(Entry.objects.filter(object_id=case.id).order_by("seq").values_list("action", flat=True))
    assert told[-4:] == ["case.seal", "case.named", "case.named-no-more", "case.unseal"]
    assert NAME not in str(list(Entry.objects.values()))


# --- what comes to it later, and who is elsewhere too --------------------------------------------------------------


def test_a_person_who_is_added_is_sealed_with_it(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.other_team)
    with at_work(here.owner):
        tie = do_add_person(Case.objects.get(), by=here.owner, name="Свидетель Один", relation="witness")
        assert tie.person.unseal("name") == "Свидетель Один"
    assert not DataKey.objects.exists()
    assert not PersonToken.objects.exists()
    assert "Свидетель Один" in page_of(here.other_team, case).content.decode()


def test_a_conversation_that_is_put_to_it_is_sealed_with_it(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    talk = consultations.do_start_consultation(by=here.teammate)
    consultations.do_save_fields(talk, {"said": "more words", "phone": "+996555333444"}, by=here.teammate)
    with at_work(here.owner):
        consultations.do_join_case(talk, Case.objects.get(), woman_of(case), by=here.owner)
        assert Consultation.objects.get(id=talk.id).unseal("said") == "more words"
    assert not DataKey.objects.exists()
    assert not ContactPoint.objects.exists()
    assert not consultations_for(here.teammate).filter(id=talk.id).exists()


def test_a_woman_who_is_in_an_open_case_too_stays_readable_there_and_the_page_says_so(
    here: SimpleNamespace, case: Case
) -> None:
    other = cases.do_open_case(by=here.teammate, topic="unpaid-wages")
    CasePerson.objects.create(case=other, person=woman_of(case))
    seal(case)
    assert NAME in page_of(here.teammate, other).content.decode()
    assert "in another case too" in page_of(here.owner, case, "sealed/").content.decode()
    assert DataKey.objects.filter(subject=woman_of(case).id).exists()
    seal(other)
    assert not DataKey.objects.exists()
    for user, hers in ((here.owner, case), (here.teammate, other)):
        assert NAME in page_of(user, hers).content.decode()


def test_unsealing_one_of_two_leaves_her_sealed_for_the_other(here: SimpleNamespace, case: Case) -> None:
    other = cases.do_open_case(by=here.teammate, topic="unpaid-wages")
    CasePerson.objects.create(case=other, person=woman_of(case))
    seal(case)
    seal(other)
    with at_work(here.owner):
        sealing.do_unseal_case(Case.objects.get(id=case.id), by=here.owner)
    assert NAME in page_of(here.teammate, other).content.decode()
    assert NAME not in page_of(here.owner, case).content.decode()
    assert "(sealed)" in page_of(here.owner, case).content.decode()


# --- her password, when her key is away -------------------------------------------------------------------------------


def worker_with_password(user: User, password: str) -> None:
    from tayanch.accounts import worker_keys

    private = PRIVATE[user.id]
    user.set_password(password)
    worker_keys.wrap(user, private, password)
    user.save()


def test_what_was_typed_while_the_key_was_away_is_written_with_the_password(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    worker_with_password(here.owner, "apricot lamp seven")
    client = signed_in(here.owner, with_key=False)
    path = f"/en/desk/cases/{case.reference}/notes/"
    asked = client.post(path, {"text": "typed\nwith care <b>"})
    assert asked.status_code == 423
    page = asked.content.decode()
    assert 'name="text" value="typed\nwith care &lt;b&gt;"' in page
    assert client.post(path, {"text": "typed", "key-password": "wrong"}).status_code == 423
    done = client.post(path, {"text": "typed\nwith care <b>", "key-password": "apricot lamp seven"})
    assert done.status_code == 302
    with at_work(here.owner):
        assert Case.objects.get().notes.first().unseal("text") == "typed\nwith care <b>"
    assert client.get(f"/en/desk/cases/{case.reference}/").status_code == 200


def test_a_script_is_told_to_keep_what_it_wanted_to_save(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    client = signed_in(here.owner, with_key=False)
    talk = case.consultations.get()
    answer = client.post(
        f"/en/desk/consultations/{talk.reference}/save/",
        "{}",
        "application/json",
        headers={"X-Requested-With": "fetch"},
    )
    assert (answer.status_code, answer.content) == (423, b"")


def test_a_password_field_of_somebody_who_is_not_signed_in_opens_nothing(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    answer = Client().post(f"/en/desk/cases/{case.reference}/notes/", {"text": "x", "key-password": "x"})
    assert answer.status_code == 302
    assert "/sign-in/" in answer.headers["Location"]


# --- two people ----------------------------------------------------------------------------------------------


@pytest.fixture
def by_two(here: SimpleNamespace, case: Case) -> Case:
    seal(case, here.teammate, here.other_team)
    with at_work(here.owner):
        sealing.do_need_two(case, by=here.owner)
    return Case.objects.get(id=case.id)


def test_nobody_alone_sees_a_name_a_phone_a_document_or_an_address(here: SimpleNamespace, by_two: Case) -> None:
    person = woman_of(by_two)
    for user in (here.owner, here.teammate, here.other_team):
        page = page_of(user, by_two).content.decode()
        for value in (NAME, PHONE, "AN1234567", "invented street"):
            assert value not in page
        asked = page_of(user, by_two, f"people/{person.id}/")
        assert asked.status_code == 423
        assert "Two people open this together" in asked.content.decode()
        with at_work(user), pytest.raises(KeyAway, match="two-people"):
            woman_of(by_two).unseal("name")


def test_one_asks_another_agrees_and_it_ends_by_itself(here: SimpleNamespace, by_two: Case) -> None:
    person, place = woman_of(by_two), f"/en/desk/cases/{by_two.reference}/sealed/"
    signed_in(here.owner).post(f"{place}ask/{person.id}/", {"reason": "the shelter needs her name"})
    asked = Reveal.objects.get()
    assert "asked, waiting" in page_of(here.owner, by_two, "sealed/").content.decode()
    page = page_of(here.other_team, by_two, "sealed/").content.decode()
    assert "the shelter needs her name" in page
    signed_in(here.other_team).post(f"{place}answer/{asked.id}/", {"agree": "1"})
    assert NAME in page_of(here.owner, by_two).content.decode()
    assert "open for you until" in page_of(here.owner, by_two, "sealed/").content.decode()
    for user in (here.teammate, here.other_team):
        assert NAME not in page_of(user, by_two).content.decode()
    KeyShare.objects.filter(subject=person.id, user=here.owner).update(until=timezone.now())
    assert NAME not in page_of(here.owner, by_two, "sealed/").content.decode()
    assert not KeyShare.objects.filter(subject=person.id, user=here.owner).exists()
    told = list(Entry.objects.filter(object_id=person.id).order_by("seq").values_list("action", "actor_id"))
    assert told[-2:] == [("reveal.ask", here.owner.id), ("reveal.agree", here.other_team.id)]


def test_nobody_agrees_to_her_own_question(here: SimpleNamespace, by_two: Case) -> None:
    with at_work(here.owner):
        asked = reveals.do_ask(by_two, woman_of(by_two), "x", by=here.owner)
        with pytest.raises(PermissionDenied):
            reveals.do_agree(asked, by=here.owner)
        with pytest.raises(PermissionDenied):
            reveals.do_refuse(asked, by=here.owner)


def test_whoever_is_not_named_cannot_agree(here: SimpleNamespace, by_two: Case) -> None:
    with at_work(here.owner):
        asked = reveals.do_ask(by_two, woman_of(by_two), "x", by=here.owner)
    with at_work(here.lawyer), pytest.raises(KeyAway):
        reveals.do_agree(asked, by=here.lawyer)
    with pytest.raises(KeyAway):
        reveals.do_agree(asked, by=here.teammate)  # named, and her key is away
    assert Reveal.objects.get().state == Reveal.State.ASKED


def test_a_refusal_opens_nothing_and_she_can_close_what_was_opened(here: SimpleNamespace, by_two: Case) -> None:
    person = woman_of(by_two)
    with at_work(here.owner):
        asked = reveals.do_ask(by_two, person, "x", by=here.owner)
        assert reveals.do_ask(by_two, person, "again", by=here.owner) == asked
    with at_work(here.teammate):
        reveals.do_refuse(asked, by=here.teammate)
    with at_work(here.owner):
        second = reveals.do_ask(by_two, person, "y", by=here.owner)
    with at_work(here.teammate):
        reveals.do_agree(second, by=here.teammate)
    with at_work(here.owner):
        assert woman_of(by_two).unseal("name") == NAME
        reveals.do_close(second, by=here.owner)
        with pytest.raises(KeyAway):
            woman_of(by_two).unseal("name")


def test_a_question_waits_for_those_named_only(here: SimpleNamespace, by_two: Case) -> None:
    with at_work(here.owner):
        reveals.do_ask(by_two, woman_of(by_two), "x", by=here.owner)
    waiting = {user.username: reveals.waiting_for(user) for user in (here.owner, here.teammate, here.lawyer)}
    assert waiting == {"owner": [], "teammate": [by_two.reference], "lawyer": []}
    assert "A colleague asks you" in signed_in(here.teammate).get(reverse("desk:tonight")).content.decode()


def test_two_must_stay_named_where_two_must_agree(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    with at_work(here.owner), pytest.raises(sealing.Refused, match="at least one more"):
        sealing.do_need_two(case, by=here.owner)
    with at_work(here.owner):
        sealing.do_name_worker(case, here.teammate, by=here.owner)
        sealing.do_need_two(case, by=here.owner)
        with pytest.raises((sealing.Refused, KeyAway)):
            sealing.do_remove_worker(case, here.teammate, by=here.owner)


def agreed(here: SimpleNamespace, case: Case) -> None:
    """A colleague has just agreed that the owner sees who the woman is."""
    with at_work(here.owner):
        asked = reveals.do_ask(case, woman_of(case), "x", by=here.owner)
    with at_work(here.teammate):
        reveals.do_agree(asked, by=here.teammate)


def test_naming_one_more_needs_a_colleagues_yes(here: SimpleNamespace, by_two: Case) -> None:
    with at_work(here.owner), pytest.raises(KeyAway, match="two-people"):
        sealing.do_name_worker(by_two, here.supervisor, by=here.owner)
    agreed(here, by_two)
    with at_work(here.owner):
        sealing.do_name_worker(by_two, here.supervisor, by=here.owner)
    with at_work(here.supervisor), pytest.raises(KeyAway, match="two-people"):
        woman_of(by_two).unseal("name")
    with at_work(here.supervisor):
        asked = reveals.do_ask(by_two, woman_of(by_two), "x", by=here.supervisor)
    with at_work(here.other_team):
        reveals.do_agree(asked, by=here.other_team)
    with at_work(here.supervisor):
        assert woman_of(by_two).unseal("name") == NAME


def test_one_person_again_needs_a_colleagues_yes_too(here: SimpleNamespace, by_two: Case) -> None:
    with at_work(here.owner), pytest.raises(KeyAway):
        sealing.do_need_one(by_two, by=here.owner)
    agreed(here, by_two)
    with at_work(here.owner):
        sealing.do_need_one(by_two, by=here.owner)
    assert not PairShare.objects.exists()
    for user in (here.owner, here.teammate, here.other_team):
        assert NAME in page_of(user, by_two).content.decode()


def test_a_person_who_is_added_needs_two_at_once(here: SimpleNamespace, by_two: Case) -> None:
    with at_work(here.owner):
        do_add_person(by_two, by=here.owner, name="Свидетель Один", relation="witness")
    assert "Свидетель Один" not in page_of(here.owner, by_two).content.decode()
    assert not DataKey.objects.exists()


# --- erasure, newer law, and what it costs --------------------------------------------------------------------


def test_erasing_her_deletes_the_shares_too(here: SimpleNamespace, by_two: Case) -> None:
    person = woman_of(by_two)
    with at_work(here.owner):
        reveals.do_ask(by_two, person, "x", by=here.owner)
        do_erase(person, by=here.owner, reason="her-wish")
    for model in (KeyShare, PairShare, Reveal, Case, Person):
        assert not model.objects.exists(), model


def test_the_registry_erases_her_without_anybodys_key(here: SimpleNamespace, case: Case) -> None:
    seal(case, here.teammate)
    erasure.do_erase_person(woman_of(case), by=None, reason="retention")
    assert not KeyShare.objects.exists()
    assert not Case.objects.exists()


def test_a_row_in_hand_does_not_open_after_an_erasure(here: SimpleNamespace, case: Case) -> None:
    seal(case)
    kept = woman_of(case)
    erasure.do_erase_person(woman_of(case), by=None, reason="retention")
    with at_work(here.owner), pytest.raises(Erased):
        kept.unseal("name")


def test_newer_law_passes_over_what_nobody_opens_and_is_caught_up_when_it_is_opened(
    here: SimpleNamespace, case: Case
) -> None:
    do_keep_panel(
        case, "stay", by=here.owner, today=TODAY, expires=TODAY + timedelta(days=30), country="ru", citizenship="KG"
    )
    deadlines = case.deadlines.count()
    seal(case)
    do_recount_stays(TODAY, by=None)
    with pytest.raises(KeyAway):
        claims.do_recompute_deadlines(Case.objects.get().claims.get(), by=None)
    assert case.deadlines.count() == deadlines
    Case.objects.update(is_behind_law=True)
    with at_work(here.owner):
        do_catch_up(Case.objects.get(), by=here.owner, today=TODAY)
    assert not Case.objects.get().is_behind_law
    Case.objects.update(is_behind_law=True)
    assert page_of(here.owner, case).status_code == 200
    assert not Case.objects.get().is_behind_law


def test_the_page_of_an_ordinary_case_asks_for_no_share(here: SimpleNamespace, case: Case) -> None:
    seal(full_case(here, "Another Woman", "+996555000111"))
    client = signed_in(here.owner)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"/en/desk/cases/{case.reference}/").status_code == 200
    shares = [query["sql"] for query in asked if query["sql"].startswith('SELECT "vault_keyshare"')]
    assert shares == []


def test_the_list_takes_one_query_more_for_what_is_sealed(here: SimpleNamespace, case: Case) -> None:
    client = signed_in(here.owner)
    with CaptureQueriesContext(connection) as before:
        client.get("/en/desk/cases/")
    seal(full_case(here, "Another Woman", "+996555000111"))
    with CaptureQueriesContext(connection) as after:
        client.get("/en/desk/cases/")
    assert len(after) <= len(before) + 1


def test_the_keys_that_a_case_had_before_are_on_no_row(here: SimpleNamespace, case: Case) -> None:
    wrapped = [bytes(key.wrapped) for key in DataKey.objects.all()]
    seal(case)
    told = b"".join(bytes(row.sealed) for row in KeyShare.objects.all())
    assert not any(one in told for one in wrapped)
    assert keyring().is_unlocked
    assert Employer.objects.count() == 1


def test_what_is_sealed_is_read_off_an_index_of_its_own(here: SimpleNamespace, case: Case) -> None:
    """Else the list would walk over all cases of the organisation for the few that are sealed."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by how many rows there are")
    named = parts_of_reach(here.owner)[-1]
    for records, moment, index in (
        (cases_for(here.owner), "opened_at", "case_sealed"),
        (consultations_for(here.owner), "started_at", "talk_sealed"),
    ):
        for query in (records.filter(named), records.filter(named, topic="violence")):
            assert index in query.order_by(f"-{moment}")[:20].explain()
