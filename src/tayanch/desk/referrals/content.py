"""What goes into a referral out of a case, and what may be taken out of one that came: nothing beyond her consent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.desk.actions.safety import PLAIN, SEALED, card_about
from tayanch.desk.language import language
from tayanch.desk.models import Case, Claim, Consent, Document
from tayanch.packets import Attachment
from tayanch.packets.reading import CONCEPTS, Section, sections, state_label
from tayanch.vault import files
from tayanch.vault.models import Person
from tayanch.vocabulary.model import VocabularyError

FORM = 1
LONGEST = 20_000  # of one text that a partner sent

Body = dict[str, Any]


# --- out ------------------------------------------------------------------------------------------------


def body_of(case: Case, consent: Consent, facts: Sequence[str], asks: str, *, by: User) -> Body:
    """What is told: the chosen *facts* of the woman who gave the consent. Empty facts are left out."""
    woman, chosen = consent.person, set(facts)
    told: Body = {
        "form": FORM,
        "from": {"organisation": case.organisation.name, "contact": by.name},
        "asks": asks,
        "consent": _consent(consent, facts),
        "person": _person(woman, chosen),
        "notes": _notes(case, chosen),
    }
    parts = {"safety-card": ("safety", _safety), "stay": ("stay", _stay), "violations": ("violations", _violations)}
    parts |= {"topic": ("case", _topic), "employer": ("employer", _employer), "claims": ("claims", _claims)}
    for fact, (part, gather) in parts.items():
        told[part] = gather(case, woman) if fact in chosen else None
    return {part: value for part, value in told.items() if value}


def _consent(consent: Consent, facts: Sequence[str]) -> Body:
    days = {"given_on": consent.given_on.isoformat(), "until": consent.until.isoformat()}
    kinds = sorted({fact.partition(":")[0] for fact in facts})
    return {**days, "language": consent.language, "how": consent.how, "facts": kinds, "text": consent.unseal("text")}


def _person(woman: Person | None, chosen: set[str]) -> Body:
    if woman is None:
        return {}
    columns = {"name": "name", "birth-date": "birth_date", "document": "document", "address": "address"}
    told: Body = {column: woman.unseal(column) for fact, column in columns.items() if fact in chosen}
    if "phone" in chosen:
        told["phones"] = [{"number": one.unseal("number"), "relation": one.relation} for one in woman.contacts.all()]
    found = {name: value for name, value in told.items() if value}
    return found | {"language": woman.language} if found else {}


def _safety(case: Case, woman: Person | None) -> Body:
    if woman is None:
        return {}
    card = card_about(woman)
    told = {name: _plain(getattr(card, name)) for name in PLAIN} | {name: card.unseal(name) for name in SEALED}
    return {name: value for name, value in told.items() if value not in ("", None)}


def _topic(case: Case, woman: Person | None) -> Body:
    told = {name: getattr(case, name) for name in ("topic", "country", "place", "sector")}
    return {name: value for name, value in told.items() if value}


def _employer(case: Case, woman: Person | None) -> Body:
    employer = getattr(case, "employer", None)
    if employer is None:
        return {}
    told = {name: employer.unseal(name) for name in ("name", "tax_number", "address", "contact")}
    told |= {"is_household": employer.is_household, "papers": employer.papers}
    return {name: value for name, value in told.items() if value != ""}


def _stay(case: Case, woman: Person | None) -> Body:
    """Where and when. What her stay rests on is never told: she would have to say that herself."""
    episode = getattr(case, "episode", None)
    names = ("country", "place", "mode", "since", "until")
    told = {name: _plain(getattr(episode, name, None)) for name in names}
    return {name: value for name, value in told.items() if value}


def _violations(case: Case, woman: Person | None) -> list[Body]:
    return [
        {
            "violation": row.violation,
            "perpetrator": row.perpetrator,
            "since": _plain(row.since),
            "until": _plain(row.until),
            "detail": row.unseal("detail"),
        }
        for row in case.violations.order_by("since", "id")
    ]


def _claims(case: Case, woman: Person | None) -> list[Body]:
    mine = [claim for claim in case.claims.all() if woman is None or claim.person_id in {None, woman.id}]
    return [_claim(claim) for claim in mine]


def _claim(claim: Claim) -> Body:
    periods = [
        {
            **{name: _plain(getattr(one, name)) for name in ("first", "last", "due", "agreed", "hours")},
            "payments": [{"date": _plain(paid.date), "amount": _plain(paid.amount)} for paid in one.payments.all()],
        }
        for one in claim.periods.prefetch_related("payments")
    ]
    told = {"law": claim.law, "currency": claim.currency, "work": claim.unseal("work")}
    return {**told, "last_day_worked": _plain(claim.last_day_worked), "periods": periods}


def _notes(case: Case, chosen: set[str]) -> list[Body]:
    notes = [note for note in case.notes.all() if f"note:{note.id}" in chosen and note.text]
    return [{"at": note.at.date().isoformat(), "text": note.unseal("text")} for note in notes]


def _plain(value: Any) -> Any:
    """As JSON can carry it: days and hours as ISO text, sums as text, never as binary fractions."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def papers_of(case: Case, facts: Iterable[str]) -> list[Document]:
    """The papers among the facts, in the order of the case."""
    chosen = set(facts)
    return [paper for paper in case.documents.all() if f"paper:{paper.id}" in chosen]


def attachments_of(papers: Iterable[Document]) -> list[Attachment]:
    """The papers with their bytes. Raises ``FileNotFoundError`` for one whose bytes are gone."""
    return [Attachment(paper.unseal("name"), paper.media_type, files.read(paper)) for paper in papers]


# --- shown ----------------------------------------------------------------------------------------------


def shown(body: Body, papers: Iterable[str]) -> list[Section]:
    """A packet as it reads on a page, in the language of the page."""
    return sections(body, papers, language(), concept_label)


def paper_names(body: Body) -> list[str]:
    """The names of the papers that came or went with it."""
    found = body.get("papers")
    papers = found if isinstance(found, list) else []
    return [text(one, "name") if isinstance(one, dict) else str(one) for one in papers]


def answer_label(answer: str) -> str:
    """What an answer said: a state, or how a case ended."""
    said = state_label(answer, language())
    return concept_label("case-outcome", answer, language()) if said == answer else said


def has_other_women(consent: Consent) -> bool:
    """True when other clients are in the case: facts of the case may tell of them."""
    clients = consent.case.people.filter(relation="client")
    return bool(clients.exclude(person=consent.person).exists() if consent.person else clients.count() > 1)


def concept_label(scheme: str, concept_id: str, language: str) -> str:
    """The words of a concept; its id when this vocabulary does not have it."""
    full = concept_id if "/" in concept_id else f"{scheme}/{concept_id}"
    try:
        return vocabulary.concept(full).label(language)
    except VocabularyError:
        return concept_id


# --- in -------------------------------------------------------------------------------------------------


def part(body: Body, name: str) -> Body:
    """One part of what a partner sent; empty when it is missing or of another shape."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def rows(body: Body, name: str) -> list[Body]:
    """A list of parts; what is no part is passed over."""
    value = body.get(name)
    return [one for one in value if isinstance(one, dict)][:200] if isinstance(value, list) else []


def text(told: Body, name: str) -> str:
    """A text of a part, shortened to what a page can hold; "" when there is none."""
    value = told.get(name)
    return value.replace("\x00", "")[:LONGEST] if isinstance(value, str) else ""


def concept(told: Body, name: str) -> str:
    """The id of a concept that this vocabulary knows, else ""."""
    found = text(told, name)
    full = found if "/" in found else f"{CONCEPTS[name]}/{found}"
    try:
        vocabulary.concept(full)
    except VocabularyError:
        return ""
    return found


def day(told: Body, name: str) -> date | None:
    """A day, none when there is none or it cannot be read."""
    try:
        return date.fromisoformat(text(told, name))
    except ValueError:
        return None


def hour(told: Body, name: str) -> time | None:
    """An hour of a clock, none when there is none or it cannot be read."""
    try:
        return time.fromisoformat(text(told, name)).replace(tzinfo=None)
    except ValueError:
        return None


def money(told: Body, name: str) -> Decimal | None:
    """A sum, none when there is none or it cannot be read."""
    try:
        found = Decimal(text(told, name))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def yes_no(told: Body, name: str) -> bool | None:
    """True or False, none when it was not said."""
    value = told.get(name)
    return value if isinstance(value, bool) else None
