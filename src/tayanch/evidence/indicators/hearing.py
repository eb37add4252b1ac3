"""Counts of interviews for an indicator, kept beside its link: who reads them needs no key and works in no study.

They are counted by somebody who leads the study, and anew when the study is another than it was. Protected as the
pages of the study protect: of a sex with fewer than five speakers nothing is told, and no total then either, from
which it could be had by subtraction. Of a sex that is not known the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import Any

from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.disclosure import SMALLEST
from tayanch.evidence.indicators.models import Link
from tayanch.evidence.interviews.indexes import index_of, state_of
from tayanch.evidence.interviews.models import Member
from tayanch.indicators.model import Derivation, Indicator, Observation
from tayanch.indicators.values import Made, Study, from_matrix
from tayanch.interviews.attributes import SEX
from tayanch.interviews.matrices import Matrix, by_group
from tayanch.interviews.retrieval import Index

EVERYBODY = "everybody"  # an attribute that nobody has: one group of all


def counted(indicator: Indicator, link: Link) -> tuple[Observation, ...]:
    """The counts of a linked study as they are now; none while a study that changed has not been counted anew."""
    if link.study is None:
        return ()
    state = state_of(link.study)
    is_now = link.state == state and link.counted.get("version") == indicator.version
    if not is_now and not count(indicator, link, link.by, state):
        return ()
    return tuple(_opened(indicator, told) for told in link.counted["values"])


def count(indicator: Indicator, link: Link, by: User, state: str = "") -> bool:
    """Count a study anew and keep it. False when *by* does not lead it, or while a long one is being made ready."""
    study = link.study
    if study is None or not study.members.filter(user=by, part=Member.Part.LEAD).exists():
        return False
    index = index_of(study, by)
    if index is None:
        return False
    told = Study(study.title, link.period, _names(index), state or state_of(study))
    made = Made(f"Tayanch {version('tayanch')}", timezone.localdate().isoformat())
    found = [asdict(one) for one in _values(indicator, index, told, made)]
    link.state, link.counted = told.fingerprint, {"version": indicator.version, "values": found}
    link.save(update_fields=["state", "counted"])
    return True


def _names(index: Index) -> dict[str, str]:
    return {code.id: code.name for _place, code in index.study.codebook.walk()}


def _values(indicator: Indicator, index: Index, told: Study, made: Made) -> Iterator[Observation]:
    wanted = set(indicator.query["codes"])
    codes = [id for id, name in told.names.items() if name in wanted]
    apart = by_group(index, SEX, codes)
    small = {group for group in apart.groups if apart.bases[group].speakers < SMALLEST}
    if not small:
        for one in from_matrix(indicator, _everybody(index, codes), told, made):
            yield replace(one, groups=one.groups[1:])
    shown = from_matrix(indicator, apart, told, made)
    places = [group for _code in apart.codes for group in apart.groups for _counted in indicator.query["count"]]
    for one, group in zip(shown, places, strict=True):
        yield _hidden(one) if group in small else one


def _everybody(index: Index, codes: list[str]) -> Matrix:
    return by_group(index, EVERYBODY, codes, groups=("",))


def _hidden(one: Observation) -> Observation:
    return replace(one, value=None, count=None, base=None, flags=("hidden", *one.flags))


def _opened(indicator: Indicator, told: dict[str, Any]) -> Observation:
    groups = tuple((name, code) for name, code in told["groups"])
    way = Derivation(**told["derivation"]) if told["derivation"] else None
    return Observation(**{**told, "groups": groups, "flags": tuple(told["flags"]), "derivation": way})
