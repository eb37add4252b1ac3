"""Know rows again: what they were when something was made, so that it can be taken back while they still are that.

A picture holds digests, never values. It tells a changed row from an unchanged one, and finds what was built on rows.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models

BATCH = 800  # ids in one query: SQLite takes 32,766 parameters, and small batches keep a plan on the index
Rows = dict[str, dict[str, str]]  # {"desk.Case": {primary key: digest}}
T = TypeVar("T")


def batches(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most *size*."""
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


def model_of(label: str) -> type[models.Model]:
    """``desk.Case`` → the model."""
    return apps.get_model(label)


def rows_of(model: type[models.Model], keys: Iterable[Any]) -> Iterator[models.Model]:
    """The rows with these primary keys that are still there."""
    for batch in batches(keys):
        yield from model._base_manager.filter(pk__in=batch)


def plain(value: Any) -> Any:
    """A column's value as JSON, the same whether it was just set or read from either database."""
    if isinstance(value, bytes | bytearray | memoryview):
        return {"b": b64encode(bytes(value)).decode()}
    if isinstance(value, Decimal):
        return {"d": f"{value.normalize():f}"}
    if isinstance(value, datetime):
        return {"t": value.timestamp()}
    if isinstance(value, date | time | UUID):
        return {"s": str(value)}
    return value


def values_of(row: models.Model) -> dict[str, Any]:
    """Every column of a row as JSON, by its name; see :func:`put_back`."""
    return {f.attname: plain(getattr(row, f.attname)) for f in row._meta.concrete_fields}


def put_back(model: type[models.Model], values: Mapping[str, Any]) -> models.Model:
    """A row of :func:`values_of`; not saved."""
    fields = {f.attname: f for f in model._meta.concrete_fields}
    return model(**{column: value_back(fields[column], value) for column, value in values.items()})


def value_back(field: models.Field[Any, Any], value: Any) -> Any:
    """One column's value out of its JSON."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    [(kind, told)] = value.items()
    if kind == "b":
        return b64decode(told)
    if kind == "d":
        return Decimal(told)
    if kind == "t":
        return datetime.fromtimestamp(told, tz=_utc())
    return field.to_python(told) if kind == "s" else value


def _utc() -> Any:
    from datetime import UTC

    return UTC


def digest(row: models.Model) -> str:
    """What the row is now, in 12 bytes."""
    told = hashlib.blake2b(digest_size=12)
    for field in row._meta.concrete_fields:
        told.update(repr((field.attname, plain(getattr(row, field.attname)))).encode())
    return told.hexdigest()


def picture(made: Mapping[type[models.Model], Iterable[Any]]) -> Rows:
    """The rows with these primary keys as they are in the database now."""
    return {
        model._meta.label: {str(row.pk): digest(row) for row in rows_of(model, keys)} for model, keys in made.items()
    }


def changed(rows: Rows) -> dict[str, set[str]]:
    """The rows of a picture that are not what they were; those that are gone are not among them."""
    found: dict[str, set[str]] = defaultdict(set)
    for label, digests in rows.items():
        for row in rows_of(model_of(label), list(digests)):
            if digest(row) != digests[str(row.pk)]:
                found[label].add(str(row.pk))
    return found


def pointers(model: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    """Every model that points at this one, and the column by which it does; those without a way back as well."""
    for field in model._meta.get_fields(include_hidden=True):
        if (field.one_to_many or field.one_to_one) and field.auto_created and not field.concrete:
            other = field.related_model
            if isinstance(other, type) and issubclass(other, models.Model):
                yield other, field.field  # type: ignore[union-attr]


def built_upon(rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Rows outside the picture that point at rows in it: (their model, the model and the key they point at)."""
    for label, digests in rows.items():
        for other, field in pointers(model_of(label)):
            known = rows.get(other._meta.label, {})
            for batch in batches(digests):
                pointing = other._base_manager.filter(**{f"{field.name}__in": batch})
                for key, at in pointing.values_list("pk", field.attname):
                    if str(key) not in known:
                        yield other._meta.label, label, str(at)
