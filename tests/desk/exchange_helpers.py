"""Two organisations of one installation that know each other, and a woman who said yes."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from tayanch.accounts.models import Organisation, User
from tayanch.desk.actions import cases, consents, documents, incoming, partners, people, referrals, safety
from tayanch.desk.models import Case, Consent, Partner, Referral, ReferralStep
from tayanch.desk.referrals import exchange
from tayanch.vault import files
from tayanch.vault.people import do_add_contact, do_update_person

NAME, PHONE = "Асель Ойдон (invented)", "+996555000111"
PAPER = b"%PDF-1.7 a pay slip (invented)"
FACTS = ("name", "phone", "birth-date", "topic", "employer", "stay", "violations", "safety-card")


def card_of(organisation: Organisation) -> str:
    return exchange.own_card(partners.do_make_identity(organisation, by=None)).to_text()


def partner_of(user: User, other: Organisation, *, compared: bool = True) -> Partner:
    partner = partners.do_add_partner(card_of(other), by=user)
    return partners.do_compare_words(partner, by=user) if compared else partner


def tell_a_story(here: SimpleNamespace) -> SimpleNamespace:
    """A case in Bishkek with a woman, a note and a paper; Moscow is a partner, and Bishkek theirs."""
    by = here.owner
    case = cases.do_open_case(by=by, topic="unpaid-wages", country="ru", place="moscow")
    woman = people.do_add_person(case, by=by, name=NAME, relation="client").person
    do_update_person(woman, by=by, birth_date="1990-04-05")
    do_add_contact(woman, PHONE, "own", by=by)
    safety.do_write_card(safety.card_about(woman), by=by, code_word="сүт", is_watched=True, whose_phone="own")
    said = {"name": "Пример (invented)", "tax_number": "", "address": "", "contact": ""}
    cases.do_set_employer(case, by=by, is_household=False, papers="none", **said)
    cases.do_set_episode(case, by=by, status="", country="ru", since=date(2025, 1, 2))
    cases.do_add_violation(case, by=by, detail="no pay since May", violation="unpaid-wages")
    note = cases.do_add_note(case, "She sleeps at the site", by=by)
    cases.do_add_note(case, "not for anybody else", by=by)
    paper = documents.do_keep_document(case, PAPER, "pay slip", by=by, person=woman)
    moscow, bishkek = partner_of(by, here.partner), partner_of(here.stranger, here.organisation)
    return SimpleNamespace(
        case=case, woman=woman, note=note, paper=paper, moscow=moscow, bishkek=bishkek, here=here, by=by
    )


def consent_of(story: SimpleNamespace, *facts: str, partner: Partner | None = None, **more: Any) -> Consent:
    partner = partner or story.moscow
    options = {"until": timezone.localdate() + timedelta(days=180), "language": "ky", "how": "spoken"} | more
    return consents.do_give_consent(
        story.case,
        person=story.woman,
        purpose="referral",
        recipient=str(partner.id),
        recipient_name=partner.name,
        facts=facts or FACTS,
        by=story.by,
        **options,
    )


def refer(story: SimpleNamespace, *facts: str, **more: Any) -> Referral:
    facts = facts or FACTS
    consent = consent_of(story, *facts)
    return referrals.do_make_referral(
        story.case, consent, story.moscow, facts, "Please help with the pay", by=story.by, **more
    )


def bytes_of(step: ReferralStep) -> bytes:
    return files.read(step)


def last_step(referral: Referral, kind: str, direction: str = "out") -> ReferralStep:
    step = referral.steps.filter(kind=kind, direction=direction).last()
    assert step is not None
    return step


def carry(data: bytes, to: User) -> incoming.Received:
    """Bring a file to an organisation and take it in."""
    return incoming.do_receive(data, exchange.addressee(data, to.organisation_id), by=to)


def case_of(referral: Referral) -> Case:
    referral.refresh_from_db()
    assert referral.case is not None
    return referral.case
