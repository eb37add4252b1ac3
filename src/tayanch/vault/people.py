"""Write who she is, and find her again, without ever storing a value that can be read or compared.

These functions know nothing of who may see whom: the desk decides that before it calls them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tayanch.accounts.models import Organisation, User
from tayanch.audit import log
from tayanch.vault import documents, names, phones
from tayanch.vault.blind import BlindIndex
from tayanch.vault.keys import DataKey, blind_index, load_keys, new_data_key
from tayanch.vault.models import ContactPoint, Person, PersonContact, PersonToken

DETAILS = ("name", "birth_date", "document", "address")


@transaction.atomic
def do_create_person(*, by: User, language: str = "ky", **details: str) -> Person:
    """Make a person with her own key. *details*: name, birth_date (ISO), document, address; any may be absent."""
    person = Person(organisation_id=by.organisation_id, language=language)
    person._data_key = new_data_key(person.id, by.organisation_id)
    person.save()
    do_update_person(person, by=by, **details)
    return person


@transaction.atomic
def do_update_person(person: Person, *, by: User, **details: str) -> Person:
    """Replace some of her details; an empty text removes one. Raises ``NotADocumentNumber`` or ``ValueError``."""
    strange = set(details) - set(DETAILS)
    if strange:
        raise TypeError(f"No such detail: {', '.join(sorted(strange))}")
    if details.get("birth_date"):
        date.fromisoformat(details["birth_date"])
    if details.get("document"):
        documents.normalise(details["document"])
    # First of all, since the log has one writer at a time: so numbers of names grow in the order they become visible.
    log.record("person.update", by=by.id, kind="person", object_id=person.id, fields=list(details))
    person.seal(**{column: text.strip() for column, text in details.items()})
    if "name" in details:
        person.renamed = (Person.objects.aggregate(last=Max("renamed"))["last"] or 0) + 1
    person.save()
    index_person(person)
    return person


def index_person(person: Person) -> None:
    """Write her tokens anew; of one who is sealed to named workers there are none."""
    person.tokens.all().delete()
    if is_sealed(person):
        return
    PersonToken.objects.bulk_create(tokens_of(person, blind_index(person.organisation_id)))


def tokens_of(person: Person, index: BlindIndex) -> list[PersonToken]:
    """Her blind tokens, of what joined records said too; not saved."""
    said = {detail: all_of(person, detail) for detail in ("name", "birth_date", "document")}
    keys = [tuple(sorted(found[:2])) for text in said["name"] if len(found := names.name_keys(text)) > 1]
    tokens = [("name-birth", index.token("name-birth", *pair, born)) for pair in keys for born in said["birth_date"]]
    tokens += [("document", index.token("document", documents.normalise(number))) for number in said["document"]]
    return [PersonToken(person=person, field=field, token=token) for field, token in dict.fromkeys(tokens)]


def all_of(person: Person, detail: str) -> list[str]:
    """Her own detail, and what records said that were joined to hers."""
    own = person.unseal(detail)
    return list(dict.fromkeys(([own] if own else []) + also_of(person).get(detail, [])))


def also_of(person: Person) -> dict[str, list[str]]:
    """``{detail: [texts]}`` of records that were joined to hers."""
    found: dict[str, list[str]] = json.loads(person.unseal("also") or "{}")
    return found


@transaction.atomic
def do_add_contact(person: Person, number: str, relation: str, *, by: User, region: str | None = None) -> PersonContact:
    """Tie her to a phone number; raises :class:`~tayanch.vault.phones.NotAPhone`."""
    e164 = phones.normalise(number, region)
    contact = _sealed_contact(person, e164) if is_sealed(person) else _contact(person, e164)
    contact.relation = relation
    contact.seal(number=e164)
    contact.save()
    log.record("person.contact", by=by.id, kind="person", object_id=person.id, fields=["number", "relation"])
    return contact


def _contact(person: Person, e164: str) -> PersonContact:
    point = contact_point(person.organisation_id, e164)
    return PersonContact.objects.filter(person=person, point=point).first() or PersonContact(person=person, point=point)


def _sealed_contact(person: Person, e164: str) -> PersonContact:
    """Without a blind row, so that nobody learns that the number is known here."""
    known = list(person.contacts.all())
    load_keys(known)
    return next((one for one in known if one.unseal("number") == e164), PersonContact(person=person))


def is_sealed(person: Person) -> bool:
    """True for one whose key only named workers have."""
    return not DataKey.objects.filter(subject=person.id).exists()


def drop_tokens(person_ids: Iterable[UUID]) -> None:
    """Take people out of every index: what is sealed is not looked up."""
    ids = list(person_ids)
    PersonToken.objects.filter(person__in=ids).delete()
    ties = PersonContact.objects.filter(person__in=ids).exclude(point=None)
    points = list(ties.values_list("point_id", flat=True))
    ties.update(point=None)
    forget_unused_points(points)


def index_again(person_ids: Iterable[UUID]) -> None:
    """Make tokens for people who are sealed no more."""
    for person in Person.objects.filter(id__in=list(person_ids)):
        index_person(person)
        for contact in person.contacts.filter(point=None):
            contact.point = contact_point(person.organisation_id, contact.unseal("number"))
            contact.save(update_fields=["point"])
        person.renamed = (Person.objects.aggregate(last=Max("renamed"))["last"] or 0) + 1
        person.save(update_fields=["renamed"])


@transaction.atomic
def do_remove_contact(contact: PersonContact, *, by: User) -> None:
    """Cut the tie; the number's token goes when it was the last."""
    point = contact.point
    log.record("person.contact-removed", by=by.id, kind="person", object_id=contact.person_id, fields=["number"])
    contact.delete()
    if point is not None:
        forget_unused_points([point.id])


def contact_point(organisation_id: UUID, e164: str) -> ContactPoint:
    """The blind row of a number, made when new."""
    token = blind_index(organisation_id).token("phone", e164)
    return ContactPoint.objects.get_or_create(organisation_id=organisation_id, token=token)[0]


def forget_unused_points(point_ids: list[UUID]) -> None:
    """Delete number tokens that nobody is tied to any more."""
    ContactPoint.objects.filter(id__in=point_ids, people__isnull=True, consultations__isnull=True).delete()


def points_for(organisation: Organisation | UUID, typed: str, region: str | None = None) -> list[ContactPoint]:
    """The known numbers that *typed* can mean; none while it is not a whole number yet."""
    organisation_id = organisation.id if isinstance(organisation, Organisation) else organisation
    index = blind_index(organisation_id)
    tokens = [index.token("phone", e164) for e164 in phones.candidates(typed, region)]
    return list(ContactPoint.objects.filter(organisation_id=organisation_id, token__in=tokens)) if tokens else []


def possible_duplicates(person: Person) -> list[tuple[UUID, str]]:
    """Other people of the organisation who share a token with her: (id, field). A hint, never a merge."""
    tokens = {bytes(token): field for field, token in person.tokens.values_list("field", "token")}
    others = PersonToken.objects.filter(token__in=list(tokens), person__organisation_id=person.organisation_id)
    return list(others.exclude(person=person).values_list("person_id", "field"))
