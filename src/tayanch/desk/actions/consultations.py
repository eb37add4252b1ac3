"""Everything that is written to a consultation. Who may write is decided before: see :mod:`tayanch.desk.access`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.desk.actions.promises import DRAFT_FIELDS, do_draft_promise, draft_of, draft_values
from tayanch.desk.actions.safety import do_carry_card
from tayanch.desk.models import Case, CasePerson, Consultation, ConsultationTopic
from tayanch.vault import phones
from tayanch.vault.keys import new_data_key
from tayanch.vault.models import DataKey, Person
from tayanch.vault.people import contact_point, do_add_contact, do_create_person, forget_unused_points

SCHEMES = {
    "channel": "channel",
    "language": "language",
    "stage": "stage",
    "target_group": "target-group",
    "sex": "sex",
    "sector": "sector",
    "phone_relation": "phone-relation",
}
WORDS = ("phone", "said", "advice")
FIELDS = (*SCHEMES, *WORDS, "topics", "place", *DRAFT_FIELDS)
LONGEST = 20_000
# These groups of the vocabulary, and what is narrower, are of women by their name; of the others either may be.
WOMENS_GROUPS = {"woman-migrant", "accompanying-woman", "woman-at-home", "foreign-worker-in-kyrgyzstan"}
WOMENS_GROUPS |= {"potential-migrant", "returned-migrant"}
HOME = "kg"  # the oblasts of the vocabulary are Kyrgyzstan's


class NotComplete(Exception):
    """The consultation has no topic yet: it could not be counted."""


class NotEmpty(Exception):
    """Only a consultation in which nothing was written may be thrown away."""


@dataclass
class Saved:
    """What became of each field of one save. *conflicts*: the text somebody else wrote there meanwhile.

    *promise*: the parts of the promise as they are now, when one of them was sent.
    """

    saved: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    promise: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def do_start_consultation(*, by: User) -> Consultation:
    """Open an empty consultation with its own key. Channel, language and team are those of the worker's last one.

    Raises :class:`~tayanch.desk.actions.guard.RecoverySheetMissing`, and ``PermissionDenied`` to one without a team.
    """
    require_recovery_sheet(by)
    last = Consultation.objects.filter(owner=by).order_by("-started_at").first()
    teams = list(by.teams.order_by("name"))
    if not teams or not by.works_on_cases:
        raise PermissionDenied
    team = next((one for one in teams if last and one.id == last.team_id), teams[0])
    made = Consultation(organisation_id=by.organisation_id, team=team, owner=by)
    made.channel = (last.channel if last else "") or "hotline-phone"
    made.language = (last.language if last else "") or by.language
    made._data_key = new_data_key(made.id, by.organisation_id)
    made.save(force_insert=True)
    log.record("consultation.start", by=by.id, kind="consultation", object_id=made.id)
    return made


def values_of(consultation: Consultation) -> dict[str, str]:
    """Every field as the page shows it; topics as ids with a space between, the place as a full concept id."""
    return _stored(consultation, FIELDS)


def topics_of(consultation: Consultation) -> list[str]:
    """The main topic first."""
    further = consultation.topics.order_by("id").values_list("topic", flat=True)
    return [consultation.topic, *further] if consultation.topic else []


def place_of(record: Any) -> str:
    """Full concept id of the place or country of a consultation or a case, "" when unknown."""
    if record.place:
        return record.place if "/" in record.place else f"place/{record.place}"
    return f"country/{record.country}" if record.country else ""


@transaction.atomic
def do_save_fields(
    consultation: Consultation, changes: Mapping[str, str], *, by: User, was: Mapping[str, str] | None = None
) -> Saved:
    """Write what was typed, field by field; saying the same twice changes nothing.

    *was* is what the page believes is stored. A field that holds neither that nor the new text was written by
    somebody else meanwhile: it is left as it is and given back as a conflict, so no acknowledged word is lost.
    Raises ``PermissionDenied`` for a finished consultation.
    """
    _lock(consultation)
    if consultation.state != Consultation.State.OPEN:
        raise PermissionDenied
    outcome, written = _sorted_out(consultation, changes, was or {})
    if written.get("target_group") and "sex" not in changes and not consultation.sex:
        written |= {"sex": sex_of_group(written["target_group"])}
    if written:
        columns = _write(consultation, written, by)
        consultation.version += 1
        consultation.save(update_fields=[*columns, "version"])
        fields = sorted(written)
        log.record("consultation.save", by=by.id, kind="consultation", object_id=consultation.id, fields=fields)
    if DRAFT_FIELDS.keys() & changes.keys():
        outcome.promise = draft_values(draft_of(consultation))
    return outcome


def _lock(consultation: Consultation) -> None:
    """Let saves of one consultation follow each other, and look again at what another page wrote."""
    unchanged = Consultation.objects.filter(id=consultation.id, version=consultation.version)
    if not unchanged.update(version=F("version")):
        Consultation.objects.filter(id=consultation.id).update(version=F("version"))
        consultation.refresh_from_db()


def _sorted_out(
    consultation: Consultation, changes: Mapping[str, str], was: Mapping[str, str]
) -> tuple[Saved, dict[str, str]]:
    """What to tell the page, and what there is to write."""
    outcome, written = Saved(), {}
    now = _stored(consultation, changes)
    for name, text in changes.items():
        if refusal := _refusal(name, text):
            outcome.refused[name] = refusal
        elif now[name] != text and was.get(name, now[name]) != now[name]:
            outcome.conflicts[name] = now[name]
        else:
            outcome.saved.append(name)
            if now[name] != text:
                written[name] = text
    return outcome, written


def _stored(consultation: Consultation, names: Iterable[str]) -> dict[str, str]:
    """The present values of some fields; the promise is looked up only when one of its parts is asked for."""
    values: dict[str, str] = {}
    for name in names:
        if name in SCHEMES:
            values[name] = str(getattr(consultation, name))
        elif name in WORDS:
            values[name] = consultation.unseal(name)
        elif name == "topics":
            values[name] = " ".join(topics_of(consultation))
        elif name == "place":
            values[name] = place_of(consultation)
        elif name in DRAFT_FIELDS and name not in values:
            values |= draft_values(draft_of(consultation))
    return values


def _refusal(name: str, text: str) -> str:
    """Why this text cannot be kept in this field, "" when it can."""
    if name not in FIELDS:
        return _("There is no such field.")
    if len(text) > LONGEST:
        return _("This is too long. Shorten it to 20 000 characters.")
    if not _is_whole(text):
        return _("One sign here is broken. Delete the last emoji and type it again.")
    if not all(_is_concept(full_id) for full_id in _concepts(name, text)):
        return _("Choose one from the list.")
    if name in DRAFT_FIELDS and not DRAFT_FIELDS[name](text):
        return _("Write a full date or time.")
    return ""


def _is_whole(text: str) -> bool:
    """False for half an emoji, which a script can send and nothing can keep."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _concepts(name: str, text: str) -> list[str]:
    if name == "place":
        return [text] if text else []
    if name == "topics":
        return [f"need/{one}" for one in text.split()]
    return [f"{SCHEMES[name]}/{text}"] if name in SCHEMES and text else []


def _is_concept(full_id: str) -> bool:
    try:
        vocabulary.concept(full_id)
    except vocabulary.VocabularyError:
        return False
    return True


def sex_of_group(group: str) -> str:
    """The sex that a target group fixes, "" when either may be meant."""
    if not group:
        return ""
    told = vocabulary.concept(f"target-group/{group}")
    return "female" if {told.id, (told.broader or "").removeprefix("target-group/")} & WOMENS_GROUPS else ""


def _tell_case(consultation: Consultation, case_id: UUID, sex: str) -> None:
    """A case has the sex of its first consultation, until somebody says otherwise there."""
    first = Consultation.objects.filter(case=case_id).order_by("started_at").values("id")[:1]
    unsaid = Case.objects.filter(id=case_id, sex__in=("", consultation.sex))
    unsaid.filter(consultations__in=first, consultations=consultation.id).update(sex=sex)


def _write(consultation: Consultation, written: Mapping[str, str], by: User) -> list[str]:
    """Put the values into the row; returns its changed columns."""
    columns: list[str] = []
    if "sex" in written and consultation.case_id:
        _tell_case(consultation, consultation.case_id, written["sex"])
    for name, text in written.items():
        if name in SCHEMES:
            setattr(consultation, name, text)
            columns.append(name)
        elif name in WORDS:
            consultation.seal(**{name: text})
            columns.append(name)
    if "phone" in written:
        _set_point(consultation, written["phone"], by)
        columns.append("point")
    if "place" in written:
        _set_place(consultation, written["place"])
        columns += ["country", "place"]
    if "topics" in written:
        _set_topics(consultation, list(dict.fromkeys(written["topics"].split())))
        columns.append("topic")
    if promised := {name: text for name, text in written.items() if name in DRAFT_FIELDS}:
        do_draft_promise(consultation, promised, by=by)
    return columns


def _set_point(consultation: Consultation, typed: str, by: User) -> None:
    before = consultation.point_id
    try:
        number = phones.normalise(typed, region_of(by))
        # The number of a sealed conversation is in no index.
        consultation.point = None if consultation.is_sealed else contact_point(consultation.organisation_id, number)
    except phones.NotAPhone:
        consultation.point = None
    if before and before != consultation.point_id:
        # The old token may be nobody's now; it must not stay behind.
        Consultation.objects.filter(id=consultation.id).update(point=consultation.point)
        forget_unused_points([before])


def region_of(user: User) -> str | None:
    """The country in which a number without a code is dialled: the organisation's."""
    return user.organisation.country.upper() or None


def _set_place(consultation: Consultation, full_id: str) -> None:
    scheme, _slash, concept_id = full_id.partition("/")
    if scheme == "place":
        country = (vocabulary.concept(full_id).broader or "").removeprefix("country/")
        consultation.place, consultation.country = concept_id, country
    elif scheme == "oblast":
        consultation.place, consultation.country = full_id, HOME
    else:
        consultation.place, consultation.country = "", concept_id


def _set_topics(consultation: Consultation, topics: list[str]) -> None:
    consultation.topic = topics[0] if topics else ""
    consultation.topics.all().delete()
    ConsultationTopic.objects.bulk_create(
        ConsultationTopic(consultation=consultation, topic=topic) for topic in topics[1:]
    )


@transaction.atomic
def do_know_by_name(consultation: Consultation, *, by: User, name: str, birth_date: str = "") -> Person:
    """Write her name down, because she agreed, and tie her number and safety card to her. Raises ``ValueError``."""
    details = {"name": name} | ({"birth_date": birth_date} if birth_date else {})
    person = do_create_person(by=by, language=consultation.language or "ky", **details)
    return do_join_person(consultation, person, by=by)


@transaction.atomic
def do_join_person(consultation: Consultation, person: Person, *, by: User) -> Person:
    """Say that this conversation was with somebody we know already."""
    consultation.person = person
    consultation.save(update_fields=["person"])
    if consultation.case_id:
        CasePerson.objects.get_or_create(case_id=consultation.case_id, person=person)
    _tie_number(consultation, by)
    do_carry_card(consultation, person, by=by)
    log.record("consultation.person", by=by.id, kind="consultation", object_id=consultation.id, fields=["person"])
    return person


def _tie_number(consultation: Consultation, by: User) -> None:
    if consultation.person and consultation.point_id:
        relation = consultation.phone_relation or "not-asked"
        number = phones.normalise(consultation.unseal("phone"), region_of(by))
        do_add_contact(consultation.person, number, relation, by=by)


@transaction.atomic
def do_finish_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Close the conversation. Raises :class:`NotComplete` without a topic; a name is never needed."""
    if not consultation.topic:
        raise NotComplete
    if consultation.state == Consultation.State.OPEN:
        _tie_number(consultation, by)
        consultation.state, consultation.finished_at = Consultation.State.FINISHED, timezone.now()
        consultation.save(update_fields=["state", "finished_at"])
        log.record("consultation.finish", by=by.id, kind="consultation", object_id=consultation.id)
    return consultation


@transaction.atomic
def do_reopen_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Go on writing in a finished one."""
    consultation.state, consultation.finished_at = Consultation.State.OPEN, None
    consultation.save(update_fields=["state", "finished_at"])
    log.record("consultation.reopen", by=by.id, kind="consultation", object_id=consultation.id)
    return consultation


@transaction.atomic
def do_discard_consultation(consultation: Consultation, *, by: User) -> None:
    """Throw an empty one away: the key was pressed by mistake. Raises :class:`NotEmpty`."""
    _lock(consultation)
    if not is_empty(consultation):
        raise NotEmpty
    log.record("consultation.discard", by=by.id, kind="consultation", object_id=consultation.id)
    DataKey.objects.filter(subject=consultation.id).delete()
    consultation.delete()


def is_empty(consultation: Consultation) -> bool:
    """True while nothing has been saved in it and nothing hangs on it."""
    tied = consultation.person_id or consultation.case_id or consultation.version
    return not tied and not hasattr(consultation, "safety_card")


@transaction.atomic
def do_join_case(consultation: Consultation, case: Case, person: Person, *, by: User) -> Consultation:
    """Put the conversation to a case that is there already, and to the woman of that case."""
    consultation.case = case
    consultation.save(update_fields=["case"])
    Case.objects.filter(id=case.id, sex="").exclude(sex=consultation.sex).update(sex=consultation.sex)
    do_join_person(consultation, person, by=by)
    log.record("consultation.case", by=by.id, kind="consultation", object_id=consultation.id, fields=["case"])
    return consultation
