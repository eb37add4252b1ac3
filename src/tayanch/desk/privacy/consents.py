"""What a consent may cover, whether one is in force, and the words in which it is read to her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from tayanch.desk.language import language
from tayanch.desk.models import Case, Consent
from tayanch.vault.keys import load_keys
from tayanch.vault.models import Person
from tayanch.yaml_text import read_yaml

# The kinds of facts that can be told. Notes and papers are chosen one by one: "note:<id>", "paper:<id>".
FACTS = (
    *("name", "birth-date", "phone", "document", "address", "safety-card", "topic"),
    *("employer", "stay", "violations", "claims"),
)
PURPOSES = tuple(Consent.Purpose.values)
LANGUAGES = ("ky", "ru", "en")
USUAL_MONTHS = 6
LONGEST = timedelta(days=2 * 366)  # a yes must be reasonably limited in time


def in_force(
    case: Case, person: Person | None, purpose: str, today: date, recipient: str | None = None
) -> Consent | None:
    """The consent that holds on *today* for this woman and purpose, the one that holds longest; none if there is none.

    *recipient*: only a consent for this recipient counts.
    """
    for consent in valid(case, purpose, today):
        is_hers = consent.person_id == (person.id if person else None)
        if is_hers and (recipient is None or consent.recipient == recipient):
            return consent
    return None


def valid(case: Case, purpose: str, today: date) -> list[Consent]:
    """The consents of a case that hold on *today*; the one that holds longest first."""
    rows = case.consents.filter(purpose=purpose, given_on__lte=today, until__gte=today, withdrawn_on=None)
    found = list(rows.select_related("person").order_by("-until", "-given_on"))
    load_keys(found)
    return found


def why_not(consent: Consent, today: date, *, purpose: str, recipient: str, facts: Sequence[str]) -> str:
    """Why this consent does not allow to tell *recipient* these *facts* on *today*, in a line; "" when it does."""
    if consent.withdrawn_on is not None:
        return _("She took this consent back.")
    if not consent.given_on <= today <= consent.until:
        return _("This consent has ended. Ask her again.")
    if consent.purpose != purpose or consent.recipient != recipient:
        return _("This consent is for somebody else or for something else.")
    if set(facts) - set(consent.facts):
        return _("She did not agree that all of these facts are told.")
    return ""


# --- the words ------------------------------------------------------------------------------------------


@cache
def _words() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("consent_texts.yaml").read_text("utf-8")
    words: dict[str, Any] = read_yaml(text)
    return words


def is_draft() -> bool:
    """True while no lawyer has read the words."""
    return bool(_words()["status"] == "draft")


@dataclass(frozen=True)
class Reading:
    """The words of one consent. ``facts`` may be empty; every other part is a list of plain sentences."""

    title: str
    opening: list[str]
    facts: list[str]
    closing: list[str]

    def __str__(self) -> str:
        told = [*self.opening, *(f"– {fact}" for fact in self.facts), *self.closing]
        return "\n".join([self.title, "", *told])


def reading(
    case: Case,
    *,
    purpose: str,
    recipient_name: str,
    facts: Sequence[str],
    until: date,
    language: str,
    organisation: str,
) -> Reading:
    """What is read to her, in *language*. Raises ``LookupError`` for a purpose, fact or language that has no words."""
    words = _words()
    values = {"recipient": recipient_name, "until": until.strftime("%d.%m.%Y"), "organisation": organisation}
    part = words["purposes"][purpose]
    lead = [part["opening"][language], *([part["facts"][language]] if facts else [])]
    return Reading(
        title=words["title"][language],
        opening=[line.format_map(values) for line in lead],
        facts=[fact_label(case, fact, language) for fact in facts],
        closing=[line[language].format_map(values) for line in (*part["then"], *words["closing"])],
    )


def fact_label(case: Case, fact: str, language: str) -> str:
    """A fact in words: ``your phone number``, ``our note of 12.11.2026``, ``the paper “pay slip”``."""
    kind, _sep, id_ = fact.partition(":")
    label: str = _words()["facts"][kind][language]
    if kind == "note":
        return label.format(day=case.notes.get(id=UUID(id_)).at.strftime("%d.%m.%Y"))
    if kind == "paper":
        return label.format(name=case.documents.get(id=UUID(id_)).unseal("name"))
    return label


def fact_label_or_gone(case: Case, fact: str, language: str) -> str:
    """The same; a note or a paper that is gone says so."""
    try:
        return fact_label(case, fact, language)
    except ObjectDoesNotExist:
        return _("(gone)")


def signature(language: str) -> dict[str, str]:
    """What stands at the line to sign on: ``name``, ``day``, ``sign``."""
    return {name: label[language] for name, label in _words()["signature"].items()}


def fact_choices(case: Case) -> list[tuple[str, str]]:
    """What can be chosen in this case, in the language of the page: the fixed kinds, each note, each paper."""
    notes = [f"note:{note.id}" for note in case.notes.all() if note.text]
    papers = [f"paper:{paper.id}" for paper in case.documents.all()]
    return [(fact, fact_label(case, fact, language())) for fact in (*FACTS, *notes, *papers)]


def purpose_label(purpose: str) -> str:
    """What for, in the language of the page."""
    return str(_words()["purposes"][purpose]["label"][language()])
