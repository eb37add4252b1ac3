"""Write who she is, and find her again, without ever storing a value that can be read or compared.

These functions know nothing of who may see whom: the desk decides that before it calls them.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tayanch.accounts.models import Organisation, User
from tayanch.audit import log
from tayanch.vault import documents, names, phones
from tayanch.vault.keys import blind_index, new_data_key
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
    _index(person)
    return person


def _index(person: Person) -> None:
    index = blind_index(person.organisation_id)
    tokens: dict[str, bytes] = {}
    keys, born = names.name_keys(person.unseal("name")), person.unseal("birth_date")
    if len(keys) > 1 and born:
        tokens["name-birth"] = index.token("name-birth", *sorted(keys[:2]), born)
    if number := person.unseal("document"):
        tokens["document"] = index.token("document", documents.normalise(number))
    person.tokens.all().delete()
    PersonToken.objects.bulk_create(PersonToken(person=person, field=f, token=t) for f, t in tokens.items())


@transaction.atomic
def do_add_contact(person: Person, number: str, relation: str, *, by: User, region: str | None = None) -> PersonContact:
    """Tie her to a phone number; raises :class:`~tayanch.vault.phones.NotAPhone`."""
    e164 = phones.normalise(number, region)
    point = contact_point(by.organisation_id, e164)
    contact, _ = PersonContact.objects.get_or_create(person=person, point=point, defaults={"relation": relation})
    contact.relation = relation
    contact.seal(number=e164)
    contact.save()
    log.record("person.contact", by=by.id, kind="person", object_id=person.id, fields=["number", "relation"])
    return contact


@transaction.atomic
def do_remove_contact(contact: PersonContact, *, by: User) -> None:
    """Cut the tie; the number's token goes when it was the last."""
    point = contact.point
    log.record("person.contact-removed", by=by.id, kind="person", object_id=contact.person_id, fields=["number"])
    contact.delete()
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
