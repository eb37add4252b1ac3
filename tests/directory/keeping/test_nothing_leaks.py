"""Whatever is edited, brought in or proposed: nothing of a hiding place reaches any public output."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.directory import find, find_leaks, lookup, published
from tayanch.directory.keeping import actions, entries
from tayanch.directory.keeping.models import Entry, Proposal
from tayanch.directory.model import Organisation, Place
from tayanch.directory.writing import fields_of
from tayanch.guide.content.helpers import directory, helper
from tayanch.vocabulary import Text
from tests.directory.keeping.conftest import SOURCE
from tests.directory.made import organisation
from tests.directory.test_hiding import outputs

pytestmark = pytest.mark.django_db
ID = "kg-aaa-invented"
TODAY = date(2026, 11, 22)
HOUSES = st.integers(100, 999).map(lambda house: f"Көмүскө көчөсү {house}")
NUMBERS = st.integers(10**8, 10**9 - 1).map(lambda digits: f"+996{digits}")


def in_all(words: str) -> dict[str, str]:
    return dict.fromkeys(("ky", "ru", "en"), words)


def ways(address: str, number: str) -> dict[str, dict[str, Any]]:
    """Where somebody may write a hiding place by mistake: part of the entry, and its fields."""
    stop = {"day": TODAY, "opens": "09:00", "closes": "12:00", "city": "osh", "place": in_all(f"Биз {address}")}
    place = {"city": "osh", "oblast": None, "hidden": False}
    phone = {"number": number, "short": False, "confirmed": True, "last_checked": None, "result": None}
    spoken = number[4:7] + " " + number[7:10] + "-" + number[10:]
    empty = {"website": None, "reach_through": [], "check_again_after_days": 180, "kind": "ngo"}
    return {
        "name": {"name": in_all(address.upper()), "says": in_all("Жардам"), "alert": None},
        "says": {"name": in_all("Борбор"), "says": in_all(f"Келиңиз: {address}!"), "alert": None},
        "alert": {"name": in_all("Борбор"), "says": in_all("Жардам"), "alert": in_all(f"чалыңыз 0{spoken}")},
        "places": {"places": [{**place, "address": in_all(address)}]},
        "hidden": {"places": [{**place, "hidden": True, "address": in_all(address)}]},
        "point": {"places": [{**place, "hidden": True, "address": None, "latitude": 42.8712, "longitude": 74.5}]},
        "phones": {"phones": [{**phone, "note": in_all("Түнкү")}]},
        "stops": {"stops": [stop]},
        "search": {"words": {"ky": [address, "жардам"]}},
        "hours": {"schedule": {"days": "MO", "opens": "09:00", "closes": "18:00", "note": in_all(address)}},
        "about": {**empty, "covers": ["kg"], "languages": ["ky"], "website": f"https://example.org/{number[1:]}"},
    }


PART_OF = {"says": "name", "alert": "name", "hidden": "places", "point": "places"}


def secret(address: str, number: str) -> Organisation:
    """An entry that knows what must not get out, to ask with."""
    place = Place("karakol", "issyk-kul", Text(**in_all(address)), phones=(number,), hidden=True)
    return organisation(id=ID, places=(place,))


def told() -> str:
    """All that everybody can get, and what lies in the folder that pages are made of."""
    files = "\n".join(path.read_text("utf-8") for path in sorted(published.folder().rglob("*.yaml")))
    found = find(ID)
    shown = json.dumps(helper(directory(), ID, "ky").__dict__, ensure_ascii=False, default=str) if found else ""
    return "\n".join([files, shown, *(outputs(found).values() if found else ())])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=HOUSES, number=NUMBERS, how=st.sampled_from(["edited", "brought in", "proposed"]))
def test_nothing_of_a_hiding_place_gets_out_whatever_anybody_writes(
    here: SimpleNamespace, address: str, number: str, how: str
) -> None:
    hides = secret(address, number)
    with transaction.atomic():
        open_place = Place("karakol", "issyk-kul", Text(**in_all(address)), phones=(number,))
        shelter = replace(hides, places=(open_place,), kind="ngo")
        actions.do_add(fields_of(shelter), SOURCE, by=here.owner)
        actions.do_publish(ID, by=here.supervisor)
        actions.write_published()
        assert find_leaks(hides, told()), "while it is open it is told: the question can fail"
        closed = {"places": [{"city": "karakol", "oblast": "issyk-kul", "address": None, "hidden": True}]}
        actions.do_change(ID, "places", closed, SOURCE, by=here.owner)
        actions.write_published()
        assert find_leaks(hides, told()) == []
        refused = sum(not was_taken(here, way, fields, how) for way, fields in ways(address, number).items())
        actions.do_publish(ID, by=here.supervisor)
        actions.write_published()
        assert refused >= 9
        assert find_leaks(hides, told()) == []
        kept = [*Entry.objects.values_list("content", flat=True), *Proposal.objects.values_list("content", flat=True)]
        assert find_leaks(hides, "\n".join(kept)) == []
        transaction.set_rollback(True)
    actions.write_published()
    assert lookup.find(ID) is None


def was_taken(here: SimpleNamespace, way: str, fields: dict[str, Any], how: str) -> bool:
    part = PART_OF.get(way, way)
    try:
        with transaction.atomic():
            if how == "proposed":
                invitation, _secret = actions.do_invite(ID, by=here.owner, today=timezone.localdate())
                made = actions.do_propose(invitation, with_sources(fields))
                actions.do_decide(made, made.parts, by=here.supervisor, today=TODAY)
            elif how == "brought in":
                whole = {**fields_of(entries.draft(ID)), **with_sources(fields)}
                actions.do_bring(whole, SOURCE, by=here.owner)
            else:
                actions.do_change(ID, part, fields, SOURCE, by=here.owner)
    except actions.Refused:
        return False
    return True


def with_sources(fields: dict[str, Any]) -> dict[str, Any]:
    """Numbers as they stand in a file: with where they are from."""
    source = {"title": "Invented", "url": None, "seen": TODAY}
    phones = [{**one, "source": source} for one in fields.get("phones", [])]
    return {**fields, "phones": phones} if phones else fields
