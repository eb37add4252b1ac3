from __future__ import annotations
import json
from typing import Any
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.house.test_permissions import MATRIX, path_of, records  # noqa
import re

BAD = ["\x00", "a\x00b", "😀", "\u202eРТЛ", "0001-01-01", "9999-12-31", "10:00+05:00", "99999999999999999999999999", "-1", "NaN", "1e400", "%00", "x"*30000, "999999999.99", "2026-01-01", "demand\x00"]

def post(client, path, body, **kw):
    with transaction.atomic():
        try:
            r = client.post(path, body, **kw)
            return r.status_code, ""
        except Exception as e:
            import traceback
            tb = traceback.extract_tb(e.__traceback__)
            return 599, f"{type(e).__name__}: {e} @ {[f.filename[-40:] + str(f.lineno) for f in tb][-6:]}"
        finally:
            transaction.set_rollback(True)

FIELDS = "text plan what due due_from due_until topic place sector name is_household papers tax_number address contact mode since until status status_expires violation perpetrator detail to outcome closing_words why relation birth_date document number reason reference typed phone list case person consultation first last rhythm agreed work first_pay_day second_pay_day last_day_worked as_of sent_on ask_on claimed stage amount currency on evidence tie whose_phone who_may_answer time_zone safe_from safe_until remarks page".split()
GOOD = {"topic": "unpaid-wages", "what": "x", "due": "2026-12-01", "violation":"unpaid-wages", "name":"Айгүл","relation":"client","number":"+996555123456","papers":"none","first":"2025-01-01","last":"2025-03-01","rhythm":"monthly","agreed":"100","stage":"claimed","amount":"10","currency":"RUB","on":"2025-01-01","evidence":"x","outcome":"paid-in-full","agrees":"on","place":"country/ru","status":"patent","status_expires":"2027-01-01","p-TOTAL_FORMS":"1","p-INITIAL_FORMS":"0","p-0-first":"2025-05-01","p-0-last":"2025-05-31","p-0-agreed":"5"}

@pytest.mark.parametrize("name", sorted(n for n in MATRIX if n.startswith("desk:")))
def test_fuzz(here, records, name):
    path = path_of(name, records)
    c = Client(); c.force_login(here.owner)
    faults = set()
    fields = FIELDS + [f"p-0-{x}" for x in "id first last due agreed hours paid_on paid".split()]+["p-TOTAL_FORMS"]
    if "-periods" not in name: fields = FIELDS
    for bad in BAD:
        s, e = post(c, path, {f: bad for f in fields})
        if s >= 500: faults.add((bad[:20], "all", e))
        if name in ("desk:consultation-save","desk:case-promise","desk:promise-move","desk:case-episode","desk:case-violation","desk:claim-terms","desk:claim-make-periods","desk:claim-periods","desk:ledger-enter","desk:letter","desk:letter-sent","desk:person","desk:person-safety","desk:consultation-join","desk:case-start","desk:consultation-name"):
            for f in fields:
                s, e = post(c, path, {**GOOD, "case": records["case"], f: bad})
                if s >= 500: faults.add((bad[:20], f, e))
    for q in ("as_of=0001-01-01","as_of=9999-12-31","as_of=%00","page=-5","page=%00","page=999999999999999999999","ahead=%00","owner=%00","owner=abc","topic=%00","state=x"):
        try:
            with transaction.atomic():
                r = c.get(f"{path}?{q}")
                if r.status_code >= 500: faults.add((q,"get",""))
        except Exception as e:
            faults.add((q, "get", f"{type(e).__name__}: {e}"))
    assert not faults, "\n".join(map(str, faults))

@pytest.mark.parametrize("path", ["/en/desk/consultations/%00/", "/en/desk/consultations/%ff%fe/", "/en/desk/cases/%00/ledger/", "/en/desk/cases/%00/claims/1/", "/en/desk/cases/%D0%90/claims/99999999999999999999999/", "/en/desk/promises/00000000-0000-0000-0000-000000000000/%00/", "/en/accounts%00", "/en/desk/cases/%00/"])
def test_urls(here, path):
    c = Client(); c.force_login(here.owner)
    assert c.get(path).status_code < 500
    assert c.post(path).status_code < 500

@pytest.mark.parametrize("body", ['{"fields":{"said":"\\ud800"}}', '{"fields":{"promise_what":"\\ud800"}}', '['*200000, '{"fields":{"said":"\\u0000","phone":"\\u0000","topics":"\\u0000","place":"\\u0000/x"}}', '{"fields":{"promise_from":"10:00+05:00"}}', '{"fields":{"promise_due":"0001-01-01"}}', '{"fields":{"promise_due":"9999-12-31","promise_from":"10"}}','{"fields":{"phone":"\\ud8001234567"}}','{"fields":{"promise_due":"2026-W10-1"}}', '{"fields":{"place":"need/violence"}}','{"fields":{"place":"vocabulary"}}', '{"fields":{"place":"/"}}','{"fields":{"topics":"unpaid-wages/x"}}'])
def test_save_bodies(here, records, body):
    c = Client(); c.force_login(here.owner)
    r = c.post(reverse("desk:consultation-save", args=[records["consultation"]]), body, content_type="application/json", headers={"X-Requested-With": "fetch"})
    print(r.status_code, r.content[:300])
    assert r.status_code < 500
    assert c.get(reverse("desk:consultation", args=[records["consultation"]])).status_code == 200
    assert c.get(reverse("desk:tonight")+"?ahead=all").status_code == 200
