"""Two records of one woman become one, and two again when it was a mistake.

Everything that names the other record is moved to the kept one, whatever it is: the models are asked for what points at
a person, so nothing is forgotten. What was sealed with the other's key is sealed with hers. The other's key, the rows
that had to go and each column that changed lie sealed under the kept woman's key: erasing her erases both.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions import pictures
from tayanch.desk.actions.settling import settle_what_is_once
from tayanch.desk.models import CasePerson, Merge, PairDecision, SafetyCard
from tayanch.vault import envelope, files, search, shares
from tayanch.vault.keys import data_key, load_keys, organisation_key
from tayanch.vault.models import DataKey, FormerId, Person, PersonContact, PersonToken, SealedField, SealedModel
from tayanch.vault.people import DETAILS, also_of, index_person

LATER = timedelta(days=14)
DERIVED = {PersonToken, PairDecision}  # made anew or decided anew, not moved
CARD_TEXTS = ("who_may_answer", "code_word", "name_to_use", "remarks")


class CannotMerge(Exception):
    """These two cannot be joined: ``sealed`` to workers, ``same``, ``elsewhere``, or both have something once only."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CannotSplit(Exception):
    """Something was written since that stands in the way; ``rows`` are the models it was written to."""

    def __init__(self, code: str, rows: list[str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.rows = rows or []


# --- deciding --------------------------------------------------------------------------------------------------------


@transaction.atomic
def do_decide_pair(first: UUID, second: UUID, verdict: str, *, by: User, today: date) -> PairDecision:
    """Remember that two records are of two women, or that they are to be looked at later."""
    low, high = sorted((first, second))
    until = today + LATER if verdict == PairDecision.Verdict.LATER else None
    told = {"verdict": PairDecision.Verdict(verdict), "until": until, "by": by}
    decision, _made = PairDecision.objects.update_or_create(first_id=low, second_id=high, defaults=told)
    for person_id in (low, high):
        log.record("person.pair", by=by.id, kind="person", object_id=person_id, fields=["verdict"])
    return decision


# --- joining ---------------------------------------------------------------------------------------------------------


class _History:
    """What a merge changes, noted while it is done."""

    def __init__(self) -> None:
        self.gone: list[list[Any]] = []
        self.changed: list[list[Any]] = []
        self.made: list[list[str]] = []

    def drop(self, row: models.Model) -> None:
        if any(_points_at(row)):
            raise CannotMerge("both-have")
        self.gone.append([row._meta.label, pictures.values_of(row)])
        row.delete()

    def change(self, row: models.Model, **columns: Any) -> None:
        """Set columns, by the names they have in the database's row."""
        was = {column: pictures.plain(getattr(row, column)) for column in columns}
        for column, value in columns.items():
            setattr(row, column, value)
        now = {column: pictures.plain(getattr(row, column)) for column in columns}
        both = {column: [was[column], now[column]] for column in columns if was[column] != now[column]}
        type(row)._base_manager.filter(pk=row.pk).update(**columns)
        self.changed.append([row._meta.label, str(row.pk), both])

    def make(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self.made.append([row._meta.label, str(row.pk)])


def _points_at(row: models.Model) -> Iterator[bool]:
    for other, field in pictures.pointers(type(row)):
        if other._base_manager.filter(**{field.name: row.pk}).exists():
            yield True


@transaction.atomic
def do_merge_people(keep: Person, other: Person, *, by: User) -> Merge:
    """Make one record of two; every value of both is kept. Raises :class:`CannotMerge`."""
    keep, other = _held(keep, other)
    log.record("person.merge", by=by.id, kind="person", object_id=keep.id)
    log.record("person.merge", by=by.id, kind="person", object_id=other.id)
    history, other_key = _History(), data_key(other)
    _settle_cards(keep, other, history)
    _settle_ties(keep, other, history)
    settle_what_is_once(keep, other, history)
    for row, field in list(_rows_about(other)):
        _move(row, field, keep, other, history)
    _settle_decisions(keep, other, history)
    history.make(FormerId(person=keep, former=other.id))
    _join_details(keep, other, history)
    gone = pictures.values_of(other)
    other.tokens.all().delete()
    other.delete()
    DataKey.objects.filter(subject=gone["id"]["s"]).delete()
    index_person(keep)
    transaction.on_commit(partial(search.forget_people, keep.organisation_id, [UUID(gone["id"]["s"])]))
    return _write_history(keep, history, gone, other_key, by)


def _held(keep: Person, other: Person) -> tuple[Person, Person]:
    if keep.id == other.id:
        raise CannotMerge("same")
    rows = {one.id: one for one in Person.objects.select_for_update().filter(id__in=[keep.id, other.id])}
    if len(rows) < 2 or keep.organisation_id != other.organisation_id:
        raise CannotMerge("elsewhere")
    sealed = Person.objects.filter(shares.is_sealed("id"), id__in=rows)
    ties = CasePerson.objects.filter(shares.is_sealed("case_id"), person__in=rows)
    if sealed.exists() or ties.exists():
        raise CannotMerge("sealed")
    load_keys(rows.values())
    return rows[keep.id], rows[other.id]


def _rows_about(person: Person) -> Iterator[tuple[models.Model, Any]]:
    """Everything that points at her, and the column by which it does."""
    for model, field in pictures.pointers(Person):
        if model not in DERIVED:
            for row in model._base_manager.filter(**{field.name: person.pk}):
                yield row, field


def _move(row: models.Model, field: Any, keep: Person, other: Person, history: _History) -> None:
    """Let a row name the kept record; where that can be said only once, and is said already, it goes into history."""
    columns: dict[str, Any] = {field.attname: keep.id}
    if isinstance(row, SealedModel) and row.subject == other.id:
        columns |= _sealed_anew(row, keep, other)
    trial = pictures.put_back(type(row), pictures.values_of(row))
    trial._state.adding = False
    for column, value in columns.items():
        setattr(trial, column, value)
    if _is_taken(trial):
        history.drop(row)
    else:
        history.change(row, **columns)


def _sealed_anew(row: SealedModel, keep: Person, other: Person) -> dict[str, Any]:
    """Its sealed columns under the kept woman's key, and the column that says so."""
    row._data_key = data_key(other)
    sealed = [f.attname for f in row._meta.concrete_fields if isinstance(f, SealedField)]
    texts = {column: row.unseal(column) for column in sealed}
    anew = type(row)(id=row.id)
    anew._data_key = data_key(keep)
    anew.seal(**texts)
    files.rekey(row.id, data_key(other), data_key(keep))
    return {column: getattr(anew, column) for column in sealed} | {row.sealed_by: keep.id}


def _is_taken(row: models.Model) -> bool:
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError:
        return True
    return False


def _settle_ties(keep: Person, other: Person, history: _History) -> None:
    """In a case or on a number that both have, the kept tie says the more of the two."""
    theirs = {tie.case_id: tie for tie in CasePerson.objects.filter(person=other)}
    for tie in CasePerson.objects.filter(person=keep, case__in=theirs):
        if theirs[tie.case_id].relation == "client" and tie.relation != "client":
            history.change(tie, relation="client")
    numbers = {contact.point_id: contact for contact in PersonContact.objects.filter(person=other)}
    for contact in PersonContact.objects.filter(person=keep, point__in=numbers):
        said = numbers[contact.point_id].relation
        if contact.relation in {"", "not-asked"} and said != contact.relation:
            history.change(contact, relation=said)


def _settle_cards(keep: Person, other: Person, history: _History) -> None:
    """Of two contact-safety cards the more careful answers hold, and the kept one must be confirmed anew."""
    cards = {card.about_id: card for card in SafetyCard.objects.filter(about_id__in=[keep.id, other.id])}
    if len(cards) < 2:
        return
    hers, theirs = cards[keep.id], cards[other.id]
    hers._data_key, theirs._data_key = data_key(keep), data_key(other)
    told = [
        _("Also written: %(text)s") % {"text": text} for text in _card_texts(theirs) if text not in _card_texts(hers)
    ]
    if told:
        before = hers.remarks
        hers.seal(remarks="\n".join(filter(None, [hers.unseal("remarks"), *told])))
        after, hers.remarks = hers.remarks, before
        history.change(hers, remarks=after)
    history.change(
        hers,
        may_leave_message=bool(hers.may_leave_message and theirs.may_leave_message),
        is_watched=True if hers.is_watched or theirs.is_watched else hers.is_watched,
        confirmed_at=None,
        confirmed_by_id=None,
    )


def _card_texts(card: SafetyCard) -> list[str]:
    hours = f"{card.safe_from:%H:%M}–{card.safe_until:%H:%M}" if card.safe_from and card.safe_until else ""
    return [text for text in (*(card.unseal(column) for column in CARD_TEXTS), hours) if text]


def _settle_decisions(keep: Person, other: Person, history: _History) -> None:
    """What was decided about the other record and a third one holds for the kept one."""
    for own, third in (("first", "second"), ("second", "first")):
        for decision in PairDecision.objects.filter(**{own: other}):
            third_id, told = getattr(decision, f"{third}_id"), (decision.verdict, decision.until, decision.by_id)
            history.drop(decision)
            low, high = sorted((keep.id, third_id))
            if third_id != keep.id and not PairDecision.objects.filter(first_id=low, second_id=high).exists():
                verdict, until, by_id = told
                row = PairDecision(first_id=low, second_id=high, verdict=verdict, until=until, by_id=by_id)
                history.make(row)


def _join_details(keep: Person, other: Person, history: _History) -> None:
    """Her details stay; what only the other record says fills what is empty, what it says otherwise stands beside."""
    own = {detail: keep.unseal(detail) for detail in DETAILS}
    said = {detail: other.unseal(detail) for detail in DETAILS}
    also = also_of(keep)
    for detail in DETAILS:
        further = [said[detail], *also_of(other).get(detail, [])]
        fitting = [text for text in further if text and text != own[detail]] if own[detail] else further[1:]
        also[detail] = list(dict.fromkeys([*also.get(detail, []), *fitting]))
    filled = {detail: text for detail, text in said.items() if text and not own[detail]}
    beside = {detail: texts for detail, texts in also.items() if texts}
    sealed = Person(id=keep.id)
    sealed._data_key = data_key(keep)
    sealed.seal(**filled, also=json.dumps(beside, ensure_ascii=False) if beside else "")
    columns = {column: getattr(sealed, column) for column in (*filled, "also")}
    history.change(keep, **columns)
    Person.objects.filter(id=keep.id).update(renamed=_next_number())


def _next_number() -> int:
    return (Person.objects.aggregate(last=Max("renamed"))["last"] or 0) + 1


def _write_history(keep: Person, history: _History, gone: dict[str, Any], key: bytes, by: User) -> Merge:
    merge = Merge(person=keep, organisation_id=keep.organisation_id, by=by)
    merge._data_key = data_key(keep)
    told = {"key": b64encode(key).decode(), "person": gone}
    told |= {"gone": history.gone, "changed": history.changed, "made": history.made}  # type: ignore[dict-item]
    merge.seal(history=json.dumps(told))
    merge.save(force_insert=True)
    return merge


# --- parting ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def do_split(merge: Merge, *, by: User) -> Person:
    """Part two records again, each as it was. What was written to the kept one since stays with it.

    Raises :class:`CannotSplit` when something that the joining changed was changed again.
    """
    merge = Merge.objects.select_for_update().get(id=merge.id)
    keep = Person.objects.select_for_update().get(id=merge.person_id)
    if Merge.objects.filter(person=keep, at__gt=merge.at).exists():
        raise CannotSplit("later-first")
    told = merge.told
    _refuse_conflicts(told)
    log.record("person.split", by=by.id, kind="person", object_id=keep.id)
    other = _person_again(told)
    log.record("person.split", by=by.id, kind="person", object_id=other.id)
    for label, key in reversed(told["made"]):
        pictures.model_of(label)._base_manager.filter(pk=key).delete()
    for label, key, columns in reversed(told["changed"]):
        _change_back(label, key, columns, told, keep)
    for label, values in reversed(told["gone"]):
        _insert_again(_row(label, values))
    keep.refresh_from_db()
    _renumber(keep, other)
    merge.delete()
    return other


def _refuse_conflicts(told: dict[str, Any]) -> None:
    last: dict[tuple[str, str], dict[str, list[Any]]] = {}  # of a column that was changed twice what it became at last
    for label, key, columns in told["changed"]:
        last[label, key] = last.get((label, key), {}) | columns
    conflicts = {label for (label, key), columns in last.items() if _is_changed(label, key, columns)}
    coming = {(label, str(_row(label, values).pk)) for label, values in told["gone"]}
    conflicts |= {label for label, values in told["gone"] if _cannot_come_back(label, values, coming)}
    if conflicts:
        raise CannotSplit("written-since", sorted(conflicts))


def _is_changed(label: str, key: str, columns: dict[str, list[Any]]) -> bool:
    """True when a column is not any more what the joining made it, or the row is gone."""
    row = pictures.model_of(label)._base_manager.filter(pk=key).first()
    return row is None or any(pictures.plain(getattr(row, column)) != now for column, (_was, now) in columns.items())


def _row(label: str, values: dict[str, Any]) -> models.Model:
    return pictures.put_back(pictures.model_of(label), values)


def _cannot_come_back(label: str, values: dict[str, Any], coming: set[tuple[str, str]]) -> bool:
    """True when what a row belongs to is gone, and does not come back with it.

    (What it would collide with was changed: that is found first.)
    """
    row = _row(label, values)
    for field in row._meta.concrete_fields:
        target = field.related_model
        if target is None or isinstance(target, str) or target is Person:
            continue
        value = getattr(row, field.attname)
        if (target._meta.label, str(value)) in coming:
            continue
        if value is not None and not target._base_manager.filter(pk=value).exists():
            return True
    return False


def _person_again(told: dict[str, Any]) -> Person:
    """The other record with her key, wrapped anew."""
    other = pictures.put_back(Person, told["person"])
    assert isinstance(other, Person)
    key = b64decode(told["key"])
    kek = organisation_key(other.organisation_id)
    wrapped = envelope.wrap(kek, key, subject=other.id)
    DataKey.objects.create(subject=other.id, organisation_id=other.organisation_id, wrapped=wrapped)
    _insert_again(other)
    other._data_key = key
    return other


def _insert_again(row: models.Model) -> None:
    """As it was: also the moment it was made, which Django would set to now."""
    fields = [field for field in row._meta.concrete_fields if getattr(field, "auto_now_add", False)]
    moments = {field.attname: getattr(row, field.attname) for field in fields}
    row.save(force_insert=True)
    if moments:
        type(row)._base_manager.filter(pk=row.pk).update(**moments)


def _change_back(label: str, key: str, columns: dict[str, list[Any]], told: dict[str, Any], keep: Person) -> None:
    model = pictures.model_of(label)
    fields = {f.attname: f for f in model._meta.concrete_fields}
    was = {column: pictures.value_back(fields[column], before) for column, (before, _now) in columns.items()}
    if issubclass(model, SealedModel) and model.sealed_by in columns:
        files.rekey(UUID(key), data_key(keep), b64decode(told["key"]))
    model._base_manager.filter(pk=key).update(**was)


def _renumber(*people: Person) -> None:
    """New numbers, so that every process reads the names of both again; tokens by what each says now."""
    for person in people:
        person.renamed = _next_number()
        Person.objects.filter(id=person.id).update(renamed=person.renamed)
        index_person(person)
